import { createImporter, openAccountGroups, openPlatform } from '../app/platform.ts'
import { ConfigError } from '../config/complaints.ts'
import { readSingleConfig } from '../config/config.ts'
import { withDotenv } from '../config/dotenv.ts'
import { systemClock, toWireSeconds } from '../domain/clock.ts'
import { FenzuError } from '../domain/errors.ts'
import { progressBar } from '../terminal/progress-bar.ts'
import { PeopleBook } from '../people/book.ts'
import type { SyncState } from '../store/sync-states.ts'
import { openSqliteStore } from '../store/sqlite/open.ts'

const HELP = `fenzu sync [--account NAME]

Reads the account's followers, remarks and groups into the store, while the bot does not run; while it does, send 同步 in
the chat. It can be stopped and begun again, and goes on where it was. Without an account it works on the sandbox of this
machine; --account names one of FENZU_ACCOUNTS.`

/** How long one step of forgetting takes, about. */
const STEP_MS = 100

export interface SyncSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Where `.env` is looked for. */
  readonly folder: string
  print(line: string): void
  complain(line: string): void
  /** Overwrites the last line of a terminal; nothing where there is none. */
  redraw(line: string): void
}

/** Resolves with the exit code: 0, 1 when the platform or the store refused, 2 for words or settings that won't do. */
export async function runSync(words: readonly string[], around: SyncSurroundings): Promise<0 | 1 | 2> {
  if (words.includes('--help') || words.includes('-h')) {
    around.print(HELP)
    return 0
  }
  const account = accountIn(words)
  if (account === null) {
    around.complain(
      'fenzu sync takes nothing but --account NAME; its settings come from the environment. See fenzu sync --help.',
    )
    return 2
  }
  try {
    return await readIn(account, around)
  } catch (error) {
    if (error instanceof ConfigError) {
      around.complain(error.message)
      return 2
    }
    if (!(error instanceof FenzuError)) throw error
    around.complain(`${error.message}. ${error.hint?.en ?? ''} What was read stays; begin again to go on.`)
    return 1
  }
}

/** The account that is named, undefined for the only one; null for words that won't do. */
function accountIn(words: readonly string[]): string | undefined | null {
  if (words.length === 0) return undefined
  const [option, name] = words
  return option === '--account' && words.length === 2 && name !== undefined ? name : null
}

async function readIn(
  name: string | undefined,
  { environment, folder, print, complain, redraw }: SyncSurroundings,
): Promise<0> {
  const config = readSingleConfig(withDotenv(environment, folder), folder, name)
  if (config.databaseUrl !== undefined)
    throw new ConfigError(['DATABASE_URL names a PostgreSQL database: let an owner text 同步 to the account instead'])
  const clock = systemClock
  const store = await openSqliteStore({ path: config.databasePath, appid: config.account.appid, clock })
  const platform = openPlatform({
    settings: config,
    apiBase: config.apiBase ?? `http://127.0.0.1:${config.sandbox.port}`,
    clock,
  })
  try {
    const contactsNotWritten = (): void => {
      complain('Contacts could not be written.')
    }
    const people = await PeopleBook.open(store.people, clock, { lastTexts: false, events: { contactsNotWritten } })
    const groups = await openAccountGroups({ settings: config, platform, store, clock, decided: () => undefined })
    let gone = 0
    const forgetting = {
      moment: () => clock.steady(),
      // Nobody else writes the store, and no push comes in here.
      hasLeftSince: () => false,
      forget: async (openid: string, at: number) => {
        const otherOwners = config.admins.some((named) => named !== openid)
        const traces = await store.erasures.add({ openid, at: toWireSeconds(at), otherOwners })
        if (traces !== undefined) gone += 1
      },
    }
    const importer = createImporter({ people, store, groups, clock, forgetting })
    const { state, fresh, unknown } = await importer.run((at: SyncState) => {
      redraw(progressBar(Math.min(at.asked, at.total), at.total))
    })
    print(`${state.total} followers are in the account, ${fresh} of them are new here.`)
    if (unknown > 0) print(`WeChat told nothing of ${unknown} in its own list; they were passed over.`)
    for (let after: string | null = ''; after !== null;) after = (await store.erasures.work(after, STEP_MS)).next
    if (gone > 0) print(`${gone} who follow no more were forgotten.`)
    return 0
  } finally {
    await platform.close()
    await store.close()
  }
}
