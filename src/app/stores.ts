import type { Config } from '../config/config.ts'
import type { Clock } from '../domain/clock.ts'
import type { Log } from '../observe/log.ts'
import type { PostgresStores } from '../store/postgres/open.ts'
import { openSqliteStores } from '../store/sqlite/open.ts'
import type { Stores } from '../store/store.ts'

export type OpenedStores =
  { readonly kind: 'sqlite'; readonly stores: Stores } | { readonly kind: 'postgres'; readonly stores: PostgresStores }

/** Opens the store that DATABASE_URL names. Throws StoreRefusedError. */
export async function openStores(config: Config, clock: Clock, log: Log): Promise<OpenedStores> {
  const { databasePath, databaseUrl } = config
  if (databaseUrl === undefined)
    return { kind: 'sqlite', stores: await openSqliteStores({ path: databasePath, clock }) }
  const failed = (error: Error): void => {
    // What comes with such an error is the whole connection.
    log.warn({ reason: error.message }, 'a connection to the database broke')
  }
  // Loaded only where it is used.
  const { openPostgresStores } = await import('../store/postgres/open.ts')
  return { kind: 'postgres', stores: await openPostgresStores({ url: databaseUrl, clock, failed }) }
}
