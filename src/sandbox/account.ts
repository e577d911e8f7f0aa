import { SANDBOX_ACCOUNT } from '../domain/sandbox-account.ts'

export { SANDBOX_ACCOUNT }

/** Everything a program needs to speak for the simulated account. None of it is a secret: it is fixed and printed. */
export interface SandboxAccount {
  readonly appid: string
  readonly appsecret: string
  /** The callback token (Token in the console). */
  readonly token: string
  readonly encodingAesKey: string
  /** 原始ID, `gh_…`: the account's name in pushes and passive replies. */
  readonly originalId: string
  /** The openid of the follower who owns the account. */
  readonly owner: string
}
