import { parseArgs } from 'node:util'
import { openPlatform } from '../app/platform.ts'
import { ConfigError } from '../config/complaints.ts'
import { readSingleConfig } from '../config/config.ts'
import { withDotenv } from '../config/dotenv.ts'
import { systemClock } from '../domain/clock.ts'
import { FenzuError } from '../domain/errors.ts'
import { explainOptions } from '../terminal/option-words.ts'
import { progressBar } from '../terminal/progress-bar.ts'
import { createGroupsApi } from '../wechat/api/groups.ts'
import { createTagsApi } from '../wechat/api/tags.ts'
import { createUsersApi } from '../wechat/api/users.ts'
import { migrate, type Migrated } from './migration.ts'

const HELP = `fenzu migrate --from groups --to tags [--dry-run] [--account NAME]

Makes a tag for each group that has none of its name, and tags the people of each group, fifty a call. Nothing is deleted.
It can be stopped and begun again. --dry-run only counts. Without an account it works on the sandbox of this machine;
--account names one of FENZU_ACCOUNTS.`

export interface MigrateSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Where `.env` is looked for. */
  readonly folder: string
  print(line: string): void
  complain(line: string): void
  /** Overwrites the last line of a terminal; nothing where there is none. */
  redraw(line: string): void
}

/** Resolves with the exit code: 0, 1 when the platform refused, 2 for words or settings that won't do. */
export async function runMigrate(words: readonly string[], around: MigrateSurroundings): Promise<0 | 1 | 2> {
  if (words.includes('--help') || words.includes('-h')) {
    around.print(HELP)
    return 0
  }
  const read = readWords(words)
  if (typeof read === 'string') {
    around.complain(`${read} See fenzu migrate --help.`)
    return 2
  }
  try {
    return await carryOver(read, around)
  } catch (error) {
    if (error instanceof ConfigError) {
      around.complain(error.message)
      return 2
    }
    if (!(error instanceof FenzuError)) throw error
    around.complain(`${error.message}. ${error.hint?.en ?? ''} What was done stays; begin again to go on.`)
    return 1
  }
}

const OPTIONS = {
  from: { type: 'string' },
  to: { type: 'string' },
  'dry-run': { type: 'boolean' },
  account: { type: 'string' },
} as const

interface MigrateWords {
  readonly dryRun: boolean
  readonly account: string | undefined
}

/** What is asked for, or the sentence that says why it can't be followed. */
function readWords(words: readonly string[]): MigrateWords | string {
  try {
    const { values } = parseArgs({ args: [...words], options: OPTIONS })
    if (values.from !== 'groups' || values.to !== 'tags')
      return 'Say --from groups --to tags; nothing else can be carried over.'
    return { dryRun: values['dry-run'] ?? false, account: values.account }
  } catch (error) {
    const sentence = explainOptions(error, Object.keys(OPTIONS))
    if (sentence === undefined) throw error
    return sentence
  }
}

async function carryOver(
  { dryRun, account }: MigrateWords,
  { environment, folder, print, redraw }: MigrateSurroundings,
): Promise<0> {
  const config = readSingleConfig(withDotenv(environment, folder), folder, account)
  const platform = openPlatform({
    settings: config,
    apiBase: config.apiBase ?? `http://127.0.0.1:${config.sandbox.port}`,
    clock: systemClock,
  })
  const { client } = platform
  try {
    const apis = { groups: createGroupsApi(client), tags: createTagsApi(client), users: createUsersApi(client) }
    const migrated = await migrate(apis, dryRun, (done, all) => {
      redraw(progressBar(done, all))
    })
    for (const line of report(migrated, dryRun)) print(line)
    return 0
  } finally {
    await platform.close()
  }
}

function report({ made, tooLong, followers, tagged, already, inNoGroup, tagids }: Migrated, dryRun: boolean): string[] {
  const would = dryRun ? 'would be ' : ''
  return [
    `Tags that ${dryRun ? 'would be' : 'were'} made: ${made.length === 0 ? 'none' : made.map(({ name }) => name).join(', ')}`,
    ...(tooLong.length === 0 ? [] : [`Left out, because a tag's name has 30 bytes at most: ${tooLong.join(', ')}`]),
    `${followers} followers: ${tagged} ${would}tagged, ${already} tagged before, ${inNoGroup} in no group of yours`,
    ...(dryRun
      ? ['Nothing was changed.']
      : [`To go on with these tags: WECHAT_BACKEND=tags WECHAT_MANAGED_TAGS=${tagids.join(',')}`]),
  ]
}
