import { Refusal } from '../refusal.ts'
import type { PlatformState } from '../state.ts'
import type { Family } from './endpoint.ts'

/** developers.weixin.qq.com, Get Access token and Get Stable Access token. A success has no errcode. */
export const tokenApi: Family = {
  '/cgi-bin/token': {
    method: 'GET',
    needsToken: false,
    handle({ query }, state) {
      checkCredentials(state, query.get('grant_type'), query.get('appid'), query.get('secret'))
      state.quotas.count('/cgi-bin/token')
      return state.tokens.issuePlain()
    },
  },
  '/cgi-bin/stable_token': {
    method: 'POST',
    needsToken: false,
    handle({ body }, state) {
      checkCredentials(state, body['grant_type'], body['appid'], body['secret'])
      state.quotas.count('/cgi-bin/stable_token')
      return state.tokens.issueStable(body['force_refresh'] === true)
    },
  },
}

function checkCredentials(state: PlatformState, grantType: unknown, appid: unknown, secret: unknown): void {
  if (appid === undefined || appid === null || appid === '') throw new Refusal(41002)
  if (secret === undefined || secret === null || secret === '') throw new Refusal(41004)
  if (grantType !== 'client_credential') throw new Refusal(40002)
  if (appid !== state.account.appid) throw new Refusal(40013)
  if (secret !== state.account.appsecret) throw new Refusal(40125)
}
