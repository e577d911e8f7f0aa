import { createRequire } from 'node:module'
import { join } from 'node:path'
import { SANDBOX_ACCOUNT } from '../../../src/domain/sandbox-account.ts'

/** What the peers' servers share: the account, the mode, and the folder that the bench has installed them into. */
export const { token, appid, appsecret, encodingAesKey, owner } = SANDBOX_ACCOUNT
export const safe = process.env.MODE === 'safe'
export const port = Number(process.env.PORT)
export const requirePeer = createRequire(join(import.meta.dirname, '../peers/package.json'))
