import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readAccountSettings, type AccountSettings } from './account-settings.ts'
import { ConfigError, SettingsReader, type Environment } from './complaints.ts'
import { readEnvFile } from './env-file.ts'
import { complainOfNames } from './names.ts'

/*
 * Several accounts: a folder with one file each, under the very names that a single account's variables have. What the
 * process has once stays in the environment.
 */

/** Settings that belong to one account wherever it is written down; the environment may give no account any of them. */
const OF_ONE_ACCOUNT = /^(WECHAT_|RELAY_)|^FENZU_ADMINS$/
/** What a process has once: an account's file can't change it. */
const OF_THE_PROCESS =
  /^(SANDBOX_|CONSOLE_)|^(HOST|PORT|DATABASE_URL|LOG_LEVEL|PUBLIC_URL|NODE_ENV|FENZU_ACCOUNTS|FENZU_METRICS_TOKEN|FENZU_RETENTION_DAYS)$/
const FILE_NAME = /^([a-z0-9-]{1,32})\.env$/

/**
 * Reads `NAME.env` of every account in the folder, by name. The other `FENZU_…` variables of the environment are defaults
 * for all. Every complaint begins with the file, and with the line where there is one.
 */
export function readAccounts(path: string, environment: Environment, complaints: string[]): AccountSettings[] {
  for (const name of Object.keys(environment)) {
    if (OF_ONE_ACCOUNT.test(name) && (environment[name]?.trim() ?? '') !== '')
      complaints.push(`${name}: expected in an account's file, because FENZU_ACCOUNTS is set; it is in the environment`)
  }
  const accounts = filesOf(path, complaints).flatMap((file) => readOne(path, file, environment, complaints) ?? [])
  complainOfTwins(accounts, complaints)
  return accounts
}

function filesOf(path: string, complaints: string[]): string[] {
  let names: string[]
  try {
    names = readdirSync(path).sort()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'an error'
    complaints.push(`FENZU_ACCOUNTS: expected a folder with a file NAME.env for each account; got ${code} from ${path}`)
    return []
  }
  const files = names.filter((name) => name.endsWith('.env'))
  for (const file of files.filter((name) => !FILE_NAME.test(name)))
    complaints.push(`${file}: expected a name of 1 to 32 small letters, digits and hyphens before .env`)
  if (files.length === 0)
    complaints.push(`FENZU_ACCOUNTS: expected a folder with a file NAME.env for each account; ${path} has none`)
  return files.filter((name) => FILE_NAME.test(name))
}

function readOne(
  path: string,
  file: string,
  environment: Environment,
  complaints: string[],
): AccountSettings | undefined {
  try {
    const read = readEnvFile(join(path, file), file)
    if (read === undefined) return undefined
    const { values, lines } = read
    const place = (name: string): string => (lines.has(name) ? `${file}:${lines.get(name)}: ` : `${file}: `)
    for (const name of lines.keys()) {
      if (OF_THE_PROCESS.test(name))
        complaints.push(`${place(name)}${name}: expected in the environment, because the process has it once`)
    }
    const own = Object.fromEntries(Object.entries(values).filter(([name]) => !OF_THE_PROCESS.test(name)))
    const reader = new SettingsReader({ ...defaultsIn(environment), ...own }, place)
    const settings = readAccountSettings(reader, file.replace(/\.env$/, ''), false)
    complaints.push(...complainOfNames(values, place), ...reader.complaints)
    return settings
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    complaints.push(...error.complaints)
    return undefined
  }
}

function defaultsIn(environment: Environment): Environment {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => name.startsWith('FENZU_') && !OF_ONE_ACCOUNT.test(name)),
  )
}

function complainOfTwins(accounts: readonly AccountSettings[], complaints: string[]): void {
  const seen = new Map<string, string>()
  for (const { name, account } of accounts) {
    const first = seen.get(account.appid)
    if (account.appid === '') continue
    if (first === undefined) seen.set(account.appid, name)
    else complaints.push(`${name}.env: WECHAT_APPID: expected an account of its own; it is the one of ${first}.env`)
  }
}
