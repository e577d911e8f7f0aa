import { parseArgs } from 'node:util'
import { ConfigError } from './config/complaints.ts'
import { readStorePath } from './config/database.ts'
import { withDotenv } from './config/dotenv.ts'
import { StoreRefusedError } from './store/errors.ts'
import { copyToPostgres } from './store/postgres/copy.ts'

/*
 * `fenzu copy-store --to postgres://…`: carries the store that DATABASE_URL names from SQLite to PostgreSQL.
 */

const USAGE =
  'fenzu copy-store --to postgres://user:password@host/name copies the store on SQLite that DATABASE_URL names, while no fenzu runs.'

/** Resolves with the exit code: 0, 1 when it could not be done, 2 for bad words or settings. */
export async function runCopyStore(words: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  const to = targetIn(words)
  if (to === undefined) return complain(USAGE, 2)
  try {
    const path = readStorePath(
      withDotenv(environment, process.cwd()),
      'leave it at the SQLite file that is to be copied, and name the database behind --to',
    )
    const tables = await copyToPostgres(path, to, {
      copied(table, rows) {
        if (process.stderr.isTTY) process.stderr.write(`\r${table}: ${rows}   `)
      },
    })
    const counts = tables.map(({ table, rows }) => `  ${table}: ${rows}`).join('\n')
    process.stdout.write(
      `The store is copied, and every table has as many rows as in ${path}:\n${counts}\nSet DATABASE_URL to the new address now.\n`,
    )
    return 0
  } catch (error) {
    if (error instanceof ConfigError) return complain(error.message, 2)
    if (error instanceof StoreRefusedError) return complain(error.message, 1)
    throw error
  }
}

function targetIn(words: readonly string[]): string | undefined {
  try {
    const { values } = parseArgs({ args: [...words], options: { to: { type: 'string' } } })
    return values.to !== undefined && /^postgres(?:ql)?:\/\/./.test(values.to) && URL.parse(values.to) !== null
      ? values.to
      : undefined
  } catch {
    return undefined
  }
}

function complain(sentence: string, code: number): number {
  process.stderr.write(`${sentence}\n`)
  return code
}
