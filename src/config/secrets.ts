import { secretsOfDatabase } from './database.ts'
import type { Config } from './config.ts'

/** All that must never be read in a log, an error, an answer or a metric; the sandbox's token is everybody's. */
export function secretsOf({ accounts, metricsToken, kind, databaseUrl }: Config): (string | undefined)[] {
  return [
    metricsToken,
    ...secretsOfDatabase(databaseUrl),
    ...accounts.flatMap(({ account, relay }) => [
      relay?.token,
      relay?.encodingAesKey,
      account.appsecret,
      kind === 'sandbox' ? undefined : account.callbackToken,
      account.previousCallbackToken,
      account.encodingAesKey,
      account.previousEncodingAesKey,
    ]),
  ]
}
