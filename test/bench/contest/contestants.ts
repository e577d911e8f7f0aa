import { join } from 'node:path'
import { SANDBOX_ACCOUNT } from '../../../src/domain/sandbox-account.ts'
import type { Mode } from '../load/pushes.ts'

const ROOT = join(import.meta.dirname, '../../..')

/** A server that can be started on a port. */
export interface Contestant {
  readonly name: string
  /** As it is named in the table. */
  readonly title: string
  readonly kind: 'fenzu' | 'reference' | 'peer'
  /** Words after `node`. */
  readonly words: readonly string[]
  /** The path that answers 200 when it is ready; any answer to any path will do when there is none. */
  readonly readyPath: string | null
  /** It says success to everything, to an admin too. */
  readonly deaf?: true
  /** Of its own. */
  readonly settings?: Readonly<Record<string, string>>
}

export const FENZU: Contestant = {
  name: 'fenzu',
  title: '**fenzu**',
  kind: 'fenzu',
  words: [join(ROOT, 'bin/fenzu.js'), 'start'],
  readyPath: '/readyz',
}

/** Without an account: beside its simulated platform, in one process. */
export const FENZU_ALONE: Contestant = { ...FENZU, name: 'fenzu-alone', title: '**fenzu** with its sandbox' }

const other = (name: string, file: string, title: string, kind: 'reference' | 'peer' = 'reference'): Contestant => ({
  name,
  title,
  kind,
  words: [join(import.meta.dirname, '../servers', file)],
  readyPath: null,
})

export const CONTESTANTS: readonly Contestant[] = [
  FENZU,
  { ...other('bare', 'bare.ts', 'bare `node:http`, fixed answer'), deaf: true },
  other('by-hand', 'by-hand.ts', 'the work by hand on `node:http`'),
  {
    ...other('by-hand-key', 'by-hand.ts', "the same with fenzu's find, a key made once"),
    settings: { KEY: 'object' },
  },
  { ...other('express-bare', 'express-bare.ts', 'bare Express 5 with its defaults, fixed answer'), deaf: true },
  other('express-xml', 'express-xml.ts', 'Express 5 + fast-xml-parser, straightforward'),
  other('wechat', 'wechat.mjs', 'npm `wechat` (Express 5)', 'peer'),
  other('co-wechat', 'co-wechat.mjs', 'npm `co-wechat` (Koa)', 'peer'),
  other('node-easywechat', 'node-easywechat.mjs', 'npm `node-easywechat`', 'peer'),
]

export interface Settings {
  readonly mode: Mode
  readonly port: number
  /** Where the simulated platform listens. */
  readonly apiBase: string
  readonly folder: string
}

/** The environment of a contestant; fenzu's own is that of an account, with a store on disk and its defaults. */
export function environmentOf(contestant: Contestant, settings: Settings): Record<string, string> {
  const { mode, port, apiBase, folder } = settings
  const path = { PATH: process.env['PATH'] ?? '', PORT: String(port) }
  if (contestant === FENZU_ALONE) return { ...path, SANDBOX_PORT: '0' }
  const common = { ...path, NODE_ENV: 'production' }
  if (contestant.kind !== 'fenzu') return { ...common, ...contestant.settings, MODE: mode }
  return {
    ...common,
    HOST: '127.0.0.1',
    DATABASE_URL: `sqlite:${join(folder, 'fenzu.db')}`,
    WECHAT_APPID: SANDBOX_ACCOUNT.appid,
    WECHAT_APPSECRET: SANDBOX_ACCOUNT.appsecret,
    WECHAT_TOKEN: SANDBOX_ACCOUNT.token,
    WECHAT_ENCODING_AES_KEY: SANDBOX_ACCOUNT.encodingAesKey,
    WECHAT_MODE: mode,
    WECHAT_API_BASE: apiBase,
    WECHAT_BACKEND: 'groups',
    FENZU_ADMINS: SANDBOX_ACCOUNT.owner,
    FENZU_API_CALLS_PER_SECOND: '1000',
    ...contestant.settings,
  }
}
