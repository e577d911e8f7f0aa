/**
 * The page of the sandbox: the phone in a follower's hand, the world, the wire and the faults. Served whole from this
 * folder, without a build: HTML made here, modules and styles as they lie in client/.
 */
import express from 'express'
import type { Request, Router } from 'express'
import helmet from 'helmet'
import type { PushMode } from '../../domain/push-mode.ts'
import type { PlatformState } from '../state.ts'
import { readPageFiles } from './files.ts'
import { pageHtml } from './html.ts'
import { EN } from './words/en.ts'
import type { Words } from './words/language.ts'
import { ZH } from './words/zh.ts'

export interface PageParts {
  readonly state: PlatformState
  readonly callbackUrl: () => URL | undefined
}

export function createPage({ state, callbackUrl }: PageParts, mode: PushMode): Router {
  const router = express.Router()
  router.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          connectSrc: ["'self'"],
          imgSrc: ["'self'"],
          mediaSrc: ["'self'"],
          baseUri: ["'none'"],
          formAction: ["'none'"],
          frameAncestors: ["'none'"],
          requireTrustedTypesFor: ["'script'"],
          trustedTypes: ["'none'"],
        },
      },
      // There is no https here, and a browser that remembered so would not come back.
      strictTransportSecurity: false,
    }),
  )
  router.use((_request, response, next) => {
    response.setHeader('Cache-Control', 'no-store')
    next()
  })
  let files: ReturnType<typeof readPageFiles> | undefined
  router.get('/page/:name', (request, response, next) => {
    files ??= readPageFiles()
    const file = files.get(request.params.name)
    if (file === undefined) next()
    else response.type(file.type).send(file.bytes)
  })
  router.get('/', (request, response) => {
    files ??= readPageFiles()
    const names = [...files.keys()]
    const { account, world } = state
    const groups = world.groupList()
    const words = wordsFor(request)
    const html = pageHtml({
      words,
      values: accountValues(state, words, mode, callbackUrl(), `http://${request.headers.host ?? ''}`),
      groups,
      following: groups.reduce((sum, { count }) => sum + count, 0),
      owner: account.owner,
      hasUpstream: state.relayed !== undefined,
      url: `http://${request.headers.host ?? ''}`,
      modules: names.filter((name) => name.endsWith('.js')),
      styles: names.filter((name) => name.endsWith('.css')),
    })
    response.setHeader('Vary', 'Accept-Language')
    response.type('html').send(html)
  })
  router.use((_request, response) => {
    response.status(404).type('text').send('There is nothing here. 这里什么都没有。\n')
  })
  return router
}

/** Chinese, unless `?lang=en` or a browser that prefers English says otherwise. */
function wordsFor(request: Request): Words {
  const asked = request.query['lang']
  if (asked === 'en' || asked === 'zh') return asked === 'en' ? EN : ZH
  return request.acceptsLanguages(['zh', 'en']) === 'en' ? EN : ZH
}

function accountValues(
  { account }: PlatformState,
  words: Words,
  mode: PushMode,
  callbackUrl: URL | undefined,
  url: string,
): [name: string, value: string][] {
  return [
    ['appid', account.appid],
    ['appsecret', account.appsecret],
    ['Token', account.token],
    ['EncodingAESKey', account.encodingAesKey],
    [words.originalId, account.originalId],
    [words.ownerOpenid, account.owner],
    [words.mode, mode],
    [words.callback, callbackUrl?.href ?? '—'],
    ['API', `${url}/cgi-bin/`],
  ]
}
