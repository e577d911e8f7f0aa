import { ConfigError } from './config/complaints.ts'
import { readStorePath } from './config/database.ts'
import { withDotenv } from './config/dotenv.ts'
import { systemClock } from './domain/clock.ts'
import { standardError, standardOutput } from './terminal/output.ts'
import { StoreRefusedError } from './store/errors.ts'
import { backupStore, restoreStore } from './store/sqlite/backup.ts'
import type { RestoreFindings } from './store/sqlite/settle.ts'

/*
 * `fenzu backup FILE` and `fenzu restore FILE`. Both work on the store that DATABASE_URL names, and need no other setting.
 */

const USAGE = 'fenzu backup FILE writes a copy of the store; fenzu restore FILE puts it back while no fenzu runs.'

/** With PostgreSQL its own tools do it, while everything runs. */
const INSTEAD = {
  backup: 'copy it with pg_dump --format=custom --file=FILE "$DATABASE_URL"',
  restore:
    'stop every fenzu on it, then put a copy back with pg_restore --clean --if-exists --single-transaction --dbname="$DATABASE_URL" FILE',
}

/** Runs one of the two; resolves with the exit code: 0, 1 when it could not be done, 2 for bad words or settings. */
export function runBackup(
  name: 'backup' | 'restore',
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
): number {
  const [file, ...more] = words
  if (file === undefined || more.length > 0 || file.startsWith('-')) return complain(USAGE, 2)
  try {
    const path = readStorePath(withDotenv(environment, process.cwd()), INSTEAD[name])
    if (name === 'backup') {
      const commands = backupStore(path, file)
      return say(`${file} is a copy of ${path}, with ${commands} commands. Keep it where nobody else can read it.`)
    }
    const { commands, before, ...settled } = restoreStore(path, file, systemClock.now())
    const kept = before === null ? '' : ` What was there before is kept as ${before}.`
    return say([`${path} is now what ${file} holds, with ${commands} commands.${kept}`, ...tell(settled)].join('\n'))
  } catch (error) {
    if (error instanceof ConfigError) return complain(error.message, 2)
    if (error instanceof StoreRefusedError) return complain(error.message, 1)
    throw error
  }
}

/** What whoever restores has to know, and to look over. */
function tell({ ended, errands, admins, numbersKnown }: RestoreFindings): string[] {
  const numbers = numbersKnown
    ? 'New numbers of commands and people begin behind all that were given before.'
    : 'What was given since the backup could not be read: new numbers of commands and people begin a million further on, those of rules a thousand.'
  return [
    ...(ended.length === 0
      ? []
      : [
          `${ended.length} commands had not ended in it and will not run again: ${ended.map(String).join(', ')}. Their admins are told with the next answer to them.`,
        ]),
    ...(errands === 0
      ? []
      : [
          `Rules had still to group ${errands} followers in it and will not: 规则 补 finds whom a follow or scan rule missed.`,
        ]),
    numbers,
    admins.length === 0
      ? 'It names no admins.'
      : `It names these admins; whoever was removed since the backup is back. Look them over, and take out with 管理员 移除 whoever does not belong there:`,
    ...admins.map(({ openid, role }) => `  ${openid} ${role}`),
  ]
}

function say(sentence: string): number {
  standardOutput.write(`${sentence}\n`)
  return 0
}

function complain(sentence: string, code: number): number {
  standardError.write(`${sentence}\n`)
  return code
}
