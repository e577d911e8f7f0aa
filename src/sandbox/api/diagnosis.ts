import { Refusal } from '../refusal.ts'
import type { PlatformState } from '../state.ts'
import { DONE, get, post } from './endpoint.ts'
import type { Family } from './endpoint.ts'

/** Where pushes come from, and where the API is: this machine. */
const IP = '127.0.0.1'
const ADDRESSES = { ip_list: [IP] }

const CHECK_ACTIONS: readonly unknown[] = ['dns', 'ping', 'all']
const CHECK_OPERATORS: readonly unknown[] = ['CHINANET', 'UNICOM', 'CAP', 'DEFAULT']

/**
 * developers.weixin.qq.com, openApi management (quotas), the platform's addresses, and Network detection, which finds every
 * callback well that is set. `isPath` knows whether the platform serves a path.
 */
export function diagnosisApi(isPath: (path: string) => boolean): Family {
  const servedPath = (path: unknown): string => {
    if (typeof path !== 'string' || !isPath(path)) throw new Refusal(76003)
    return path
  }
  return {
    '/cgi-bin/get_api_domain_ip': get(() => ADDRESSES),
    '/cgi-bin/getcallbackip': get(() => ADDRESSES),

    '/cgi-bin/callback/check': post(({ body: { action, check_operator: operator } }, { callbackUrl }) => {
      if (!CHECK_ACTIONS.includes(action)) throw new Refusal(40202)
      if (!CHECK_OPERATORS.includes(operator)) throw new Refusal(40203)
      if (callbackUrl === undefined) throw new Refusal(40201)
      const dns = [{ ip: IP, real_operator: 'UNICOM' }]
      const ping = [{ ip: IP, from_operator: 'UNICOM', package_loss: '0%', time: '0.031ms' }]
      return { ...(action === 'ping' ? {} : { dns }), ...(action === 'dns' ? {} : { ping }) }
    }),

    '/cgi-bin/openapi/quota/get': post(({ body }, { quotas }) => {
      return { errcode: 0, errmsg: 'ok', quota: quotas.usage(servedPath(body['cgi_path'])) }
    }),

    '/cgi-bin/openapi/quota/clear': post(({ body }, { quotas }) => {
      quotas.clearOne(servedPath(body['cgi_path']))
      return DONE
    }),

    '/cgi-bin/clear_quota': post(({ body }, state) => {
      requireAppid(state, body['appid'])
      state.quotas.clearAll()
      return DONE
    }),

    '/cgi-bin/clear_quota/v2': {
      method: 'POST',
      needsToken: false,
      handle({ body }, state) {
        requireAppid(state, body['appid'])
        if (body['appsecret'] !== state.account.appsecret) throw new Refusal(40125)
        state.quotas.clearAll()
        return DONE
      },
    },
  }
}

function requireAppid(state: PlatformState, appid: unknown): void {
  if (appid !== state.account.appid) throw new Refusal(40013)
}
