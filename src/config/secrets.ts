import type { Config } from './config.ts'

/** All that must never be read in a log, an error, an answer or a metric; the sandbox's token is everybody's. */
export function secretsOf({ account, metricsToken, kind }: Config): (string | undefined)[] {
  const { appsecret, callbackToken, previousCallbackToken, encodingAesKey, previousEncodingAesKey } = account
  const token = kind === 'sandbox' ? undefined : callbackToken
  return [appsecret, token, previousCallbackToken, encodingAesKey, previousEncodingAesKey, metricsToken]
}
