/** The page of the sandbox: what this is, the account's fixed values, its groups, and how to use it. Plain HTML. */
import express from 'express'
import type { Router } from 'express'
import helmet from 'helmet'
import type { PushMode } from '../account.ts'
import type { PlatformState } from '../state.ts'
import { STYLE } from './style.ts'

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
        directives: { defaultSrc: ["'none'"], styleSrc: ["'self'"], baseUri: ["'none'"], frameAncestors: ["'none'"] },
      },
      // There is no https here, and a browser that remembered so would not come back.
      strictTransportSecurity: false,
    }),
  )
  router.get('/style.css', (_request, response) => {
    response.type('css').send(STYLE)
  })
  router.get('/', (request, response) => {
    response.type('html').send(pageHtml(state, mode, callbackUrl(), `http://${request.headers.host ?? ''}`))
  })
  router.use((_request, response) => {
    response.status(404).type('text').send('There is nothing here. 这里什么都没有。\n')
  })
  return router
}

function pageHtml(state: PlatformState, mode: PushMode, callbackUrl: URL | undefined, url: string): string {
  const { account, world } = state
  const following = [...world.followers.values()].filter(({ subscribe }) => subscribe).length
  const values: [name: string, value: string][] = [
    ['appid', account.appid],
    ['appsecret', account.appsecret],
    ['Token', account.token],
    ['EncodingAESKey', account.encodingAesKey],
    ['原始ID · original id', account.originalId],
    ['管理员 openid · owner', account.owner],
    ['加密方式 · mode', mode],
    ['回调地址 · callback', callbackUrl?.href ?? '—'],
    ['API', `${url}/cgi-bin/`],
  ]
  const say = `curl ${url}/sandbox/say -d '{"openid":"${account.owner}","text":"帮助"}'`
  return `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>fenzu 沙箱 · sandbox</title>
<link rel="stylesheet" href="/style.css">
<main>
<h1>fenzu 沙箱 <span lang="en">sandbox</span></h1>
<p>这是一个假装的微信公众平台，只在本机上：接口、推送、粉丝都有，不需要公众号，也不连外网。</p>
<p lang="en">A pretended WeChat platform on this machine: API, pushes and followers, without an account or the internet.</p>

<section>
<h2>公众号 <span lang="en">The account</span></h2>
<table>${values.map(([name, value]) => `<tr><th>${escape(name)}<td><code>${escape(value)}</code>`).join('\n')}</table>
</section>

<section>
<h2>分组 <span lang="en">Groups</span></h2>
<p>${following} 位粉丝。<span lang="en">${following} followers.</span></p>
<table>${world.groupList().map(groupRow).join('\n')}</table>
</section>

<section>
<h2>试一试 <span lang="en">Try it</span></h2>
<p>在终端里聊天：<span lang="en">A conversation in the terminal:</span></p>
<pre>npm run chat</pre>
<p>以管理员的身份说一句话，看公众号怎么回答：<span lang="en">Say something as the owner, and see the answer:</span></p>
<pre>${escape(say)}</pre>
<p>看看现在的分组和粉丝：<span lang="en">See the groups and followers as they are now:</span></p>
<pre>curl ${escape(url)}/sandbox/world</pre>
<p>让下一次移动出错：<span lang="en">Make the next move fail:</span></p>
<pre>curl ${escape(url)}/sandbox/faults -d '{"path":"/cgi-bin/groups/members/update","kind":"errcode","errcode":-1}'</pre>
<p>从头再来：<span lang="en">Begin again:</span></p>
<pre>curl -X POST ${escape(url)}/sandbox/reset</pre>
</section>
</main>
</html>
`
}

function groupRow({ id, name, count }: { id: number; name: string; count: number }): string {
  return `<tr><th>${id}<td>${escape(name)}<td class="number">${count}`
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escape(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? character)
}
