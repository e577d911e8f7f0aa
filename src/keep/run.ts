import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { channelOf, keepRoutes } from '../app/channel-routes.ts'
import { applyRulesAlone, withKeepTasks } from '../app/shell.ts'
import { askChannel } from '../channel/client.ts'
import { ChannelRefusal } from '../channel/server.ts'
import { ConfigError } from '../config/complaints.ts'
import { readSingleConfig, type SingleConfig } from '../config/config.ts'
import { withDotenv } from '../config/dotenv.ts'
import { FenzuError, toError } from '../domain/errors.ts'
import type { ImportReport, KeepReport, MenuReport } from '../replies/tasks.ts'
import type { RuleFileReport } from '../rules/file.ts'
import { HELP } from './help.ts'
import { readJsonText } from './json-file.ts'
import { importLines, keepLines, menuLines, ruleLines } from './lines.ts'

export interface KeepSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Where `.env` is looked for. */
  readonly folder: string
  print(line: string): void
  complain(line: string): void
}

/** Words that won't do; its message is the sentence to say. */
class WordsError extends Error {}

/**
 * `fenzu keep`: the console's replies and menu copied, or the menu published. Resolves with the exit code: 0, 1 when it was
 * not done, 2 for words or settings that won't do.
 */
export function runKeep(words: readonly string[], around: KeepSurroundings): Promise<0 | 1 | 2> {
  return guarded('keep', words, around, async () => {
    const options = { 'dry-run': FLAG, menu: FLAG, anyway: FLAG, account: TEXT } as const
    const { values } = parse(words, options, 0)
    if (values.anyway === true && values.menu !== true) throw new WordsError('--anyway belongs to --menu.')
    const ask = asker(around, values.account)
    const dry = values['dry-run'] === true
    if (values.menu === true) {
      const report = (await ask('menu', { dry, anyway: values.anyway === true })) as MenuReport
      for (const line of menuLines(report)) around.print(line)
      return report.kind === 'ask' || report.kind === 'none' ? 1 : 0
    }
    const report = (await ask('keep', { dry })) as KeepReport
    for (const line of keepLines(report)) around.print(line)
    return report.kind === 'less' ? 1 : 0
  })
}

/** `fenzu replies export FILE` and `fenzu replies import FILE`. */
export function runReplies(words: readonly string[], around: KeepSurroundings): Promise<0 | 1 | 2> {
  return guarded('replies', words, around, async () => {
    const { values, positionals } = parse(words, { 'dry-run': FLAG, account: TEXT }, 2)
    const [what, path] = positionals
    if (path === undefined || (what !== 'export' && what !== 'import'))
      throw new WordsError('say fenzu replies export FILE, or fenzu replies import FILE.')
    const ask = asker(around, values.account)
    if (what === 'export') {
      if (values['dry-run'] === true) throw new WordsError('--dry-run belongs to import: an export changes nothing.')
      const file = await ask('export-replies', null)
      writeFileSync(path, `${JSON.stringify(file, undefined, 2)}\n`, { mode: 0o600 })
      around.print(`${path} holds the kept replies and the menu.`)
      return 0
    }
    const dry = values['dry-run'] === true
    const report = (await ask('import-replies', { dry, file: readJson(path) })) as ImportReport
    for (const line of importLines(report, path)) around.print(line)
    return report.kind === 'unreadable' ? 1 : 0
  })
}

/** `fenzu rules apply FILE`: the rules of a file in place of those that an earlier one made. */
export function runRules(words: readonly string[], around: KeepSurroundings): Promise<0 | 1 | 2> {
  return guarded('rules', words, around, async () => {
    const { values, positionals } = parse(words, { 'dry-run': FLAG, account: TEXT }, 2)
    const [what, path] = positionals
    if (path === undefined || what !== 'apply') throw new WordsError('say fenzu rules apply FILE.')
    const dry = values['dry-run'] === true
    const file = readJson(path)
    const config = configOf(around, values.account)
    const alone = () => applyRulesAlone(config, file, dry)
    const report = (await askRunning(config, 'apply-rules', { dry, file }, alone)) as RuleFileReport
    for (const line of ruleLines(report, path, dry)) around.print(line)
    return report.problems.length === 0 ? 0 : 1
  })
}

const FLAG = { type: 'boolean' } as const
const TEXT = { type: 'string' } as const

function parse<T extends NonNullable<ParseArgsConfig['options']>>(words: readonly string[], options: T, most: number) {
  try {
    const parsed = parseArgs({ args: [...words], options, allowPositionals: true })
    if (parsed.positionals.length <= most) return parsed
  } catch (error) {
    throw new WordsError(toError(error).message)
  }
  throw new WordsError('there is a word too many.')
}

/** Asks the process that runs, and does it itself when none does. */
function asker(around: KeepSurroundings, account: string | undefined) {
  const config = configOf(around, account)
  return (route: string, body: unknown): Promise<unknown> =>
    askRunning(config, route, body, () => withKeepTasks(config, async (tasks) => keepRoutes(tasks)[route]?.(body)))
}

function configOf({ environment, folder }: KeepSurroundings, account: string | undefined): SingleConfig {
  return readSingleConfig(withDotenv(environment, folder), folder, account)
}

async function askRunning(
  config: SingleConfig,
  route: string,
  body: unknown,
  alone: () => Promise<unknown>,
): Promise<unknown> {
  const answer = await askChannel(channelOf(config), `/${config.name}/${route}`, body)
  if (answer !== undefined) return answer.value
  if (config.databaseUrl !== undefined)
    throw new ChannelRefusal('With PostgreSQL this goes through a running fenzu on this machine: start one.')
  return alone()
}

function readJson(path: string): unknown {
  let text
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new WordsError(`${path} can't be read: ${toError(error).message}.`)
  }
  const read = readJsonText(text)
  if ('value' in read) return read.value
  const { line, column, reason } = read.mistake
  throw new WordsError(`${path}:${line}:${column} is no JSON: ${reason}.`)
}

async function guarded(
  name: 'keep' | 'replies' | 'rules',
  words: readonly string[],
  { print, complain }: KeepSurroundings,
  work: () => Promise<0 | 1 | 2>,
): Promise<0 | 1 | 2> {
  if (words.includes('--help') || words.includes('-h')) {
    print(HELP[name])
    return 0
  }
  try {
    return await work()
  } catch (error) {
    if (error instanceof WordsError) {
      complain(`fenzu ${name}: ${error.message} See fenzu ${name} --help.`)
      return 2
    }
    if (error instanceof ConfigError) {
      complain(error.message)
      return 2
    }
    if (error instanceof ChannelRefusal) {
      complain(error.message)
      return 1
    }
    if (error instanceof FenzuError) {
      complain([error.message, error.hint?.en].filter(Boolean).join('. '))
      return 1
    }
    if (error instanceof Error && 'code' in error && error.code === 'EACCES') {
      complain('fenzu runs as another user: only that user may ask it.')
      return 1
    }
    throw error
  }
}
