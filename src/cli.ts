import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { ConfigError } from './config/complaints.ts'
import { isOpenid } from './domain/follower.ts'
import { explainOptions } from './terminal/option-words.ts'
import { standardError, standardOutput } from './terminal/output.ts'

const USAGE = `fenzu: a WeChat Official Account bot that moves followers between groups

  fenzu start     the bot; without WECHAT_APPID beside a simulated WeChat to try it with
  fenzu sandbox   the simulated WeChat alone, for any client
                    --upstream    beside it a small old system in plain mode, to relay to
  fenzu chat      a conversation with the account through a running sandbox
                    --as OPENID   speak as this follower (default: the owner)
                    --url URL     where the sandbox runs (default: this machine, SANDBOX_PORT or 8081)
  fenzu backup FILE    a copy of the store, also while the bot runs
  fenzu restore FILE   puts such a copy back; not while the bot runs
  fenzu copy-store --to URL   carries the store from SQLite to PostgreSQL; not while the bot runs
  fenzu keep      copies what the console answers, or publishes its menu: fenzu keep --help
  fenzu replies   the kept replies to a file and back: fenzu replies --help
  fenzu rules     the rules of a file, which group followers: fenzu rules --help
  fenzu sync      reads the account's followers into the store: fenzu sync --help
  fenzu migrate   carries groups over to tags: fenzu migrate --help
  fenzu push      one push to any server, as WeChat would send it: fenzu push --help
  fenzu doctor    what is wrong with this set-up, why, and what to do: fenzu doctor --help

  --help      this text
  --version   the version`

/** Commands that read all their words themselves, a question for help too. */
const EXPLAIN_THEMSELVES: ReadonlySet<string> = new Set([
  'migrate',
  'push',
  'doctor',
  'sync',
  'keep',
  'replies',
  'rules',
])
const CHAT_OPTIONS = { as: { type: 'string' }, url: { type: 'string' } } as const

const [command, ...rest] = process.argv.slice(2)
process.exitCode = await run(command, rest)

/** The exit code of one command; other rooms are loaded only when they are needed. */
async function run(name: string | undefined, words: string[]): Promise<number> {
  if (name === '--version') return print(readVersion())
  const asked = [name, ...words].some((word) => word === '--help' || word === '-h')
  if (name === undefined || name === 'help' || (asked && !EXPLAIN_THEMSELVES.has(name))) return print(USAGE)
  switch (name) {
    case 'start':
    case 'sandbox': {
      const upstream = name === 'sandbox' && words.length === 1 && words[0] === '--upstream'
      if (words.length > 0 && !upstream) {
        const taken = name === 'start' ? 'no words' : 'no word but --upstream'
        return complain(`fenzu ${name} takes ${taken}; its settings come from the environment.`)
      }
      const { runStart, runSandbox } = await import('./process.ts')
      const code = await (name === 'start' ? runStart(process.env) : runSandbox(process.env, { upstream }))
      process.exit(code)
    }
    // falls through is impossible: the process has ended
    case 'chat':
      return chat(words)
    case 'backup':
    case 'restore': {
      const { runBackup } = await import('./backup.ts')
      return runBackup(name, words, process.env)
    }
    case 'copy-store':
      return (await import('./copy-store.ts')).runCopyStore(words, process.env)
    case 'sync':
      return (await import('./sync/run.ts')).runSync(words, { ...surroundings(), redraw })
    case 'keep':
      return (await import('./keep/run.ts')).runKeep(words, surroundings())
    case 'replies':
      return (await import('./keep/run.ts')).runReplies(words, surroundings())
    case 'rules':
      return (await import('./keep/run.ts')).runRules(words, surroundings())
    case 'migrate':
      return (await import('./migrate/run.ts')).runMigrate(words, { ...surroundings(), redraw })
    case 'push':
      return (await import('./push/run.ts')).runPush(words, surroundings())
    case 'doctor': {
      const code = await (await import('./doctor/run.ts')).runDoctor(words, surroundings())
      // A name that is still being looked up would hold the process for longer than the doctor takes.
      process.stdout.write('', () => process.exit(code))
      return code
    }
    default:
      return complain(
        `There is no command "${name}": start, sandbox, chat, backup, restore, copy-store, keep, replies, rules, sync, migrate, push and doctor are all there is. See fenzu --help.`,
      )
  }
}

function redraw(line: string): void {
  if (process.stderr.isTTY) standardError.write(`\r${line}`)
}

function surroundings() {
  return { environment: process.env, folder: process.cwd(), print, complain }
}

async function chat(words: string[]): Promise<number> {
  try {
    const { values } = parseArgs({ args: words, options: CHAT_OPTIONS })
    if (values.as !== undefined && !isOpenid(values.as))
      return complain(`--as: expected an openid of 28 characters that begins with o; got "${values.as}".`)
    const sandboxUrl = values.url ?? (await sandboxUrlHere())
    if (!/^https?:$/.test(URL.parse(sandboxUrl)?.protocol ?? ''))
      return complain(`There can be no sandbox at "${sandboxUrl}": an address looks like http://127.0.0.1:8081.`)
    const { runChat } = await import('./sandbox/chat.ts')
    return await runChat({ sandboxUrl, as: values.as, input: process.stdin, output: process.stdout })
  } catch (error) {
    const sentence = error instanceof ConfigError ? error.message : explainOptions(error, Object.keys(CHAT_OPTIONS))
    if (sentence === undefined) throw error
    return complain(sentence)
  }
}

/** Where a sandbox started from this folder listens. */
async function sandboxUrlHere(): Promise<string> {
  const { withDotenv } = await import('./config/dotenv.ts')
  return `http://127.0.0.1:${withDotenv(process.env, process.cwd())['SANDBOX_PORT'] ?? '8081'}`
}

function readVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
  return manifest.version
}

function print(text: string): number {
  standardOutput.write(`${text}\n`)
  return 0
}

function complain(sentence: string): number {
  standardError.write(`${sentence}\n`)
  return 2
}
