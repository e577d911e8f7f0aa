import { resolve } from 'node:path'
import { readAccountSettings, DEFAULT_ACCOUNT, type AccountSettings } from './account-settings.ts'
import { readAccounts } from './accounts.ts'
import { ConfigError, SettingsReader, type Environment } from './complaints.ts'
import { readDatabase } from './database.ts'
import { readHost } from './host.ts'
import { complainOfNames } from './names.ts'

/*
 * The settings: read once from an environment that is handed in, all complaints together. Nobody else reads the environment,
 * and no room is handed the whole.
 */

export type { AccountConfig, AccountSettings } from './account-settings.ts'

export interface SandboxConfig {
  readonly port: number
  readonly callbackUrl: string | undefined
  readonly pushTimeoutMs: number
}

/** Every setting, read once; each room is handed its own few values. */
export interface Config {
  /** `sandbox`: no account is named, so a simulated platform is started beside the bot. */
  readonly kind: 'account' | 'sandbox'
  readonly host: string
  readonly port: number
  /** At least one. */
  readonly accounts: readonly AccountSettings[]
  /** The folder that FENZU_ACCOUNTS names; undefined when the environment describes the only account. */
  readonly accountsFolder: string | undefined
  /** The file of the store on SQLite, or where its `data` folder would be with PostgreSQL. */
  readonly databasePath: string
  /** The address of a PostgreSQL database, with whatever secrets are in it; undefined on SQLite. */
  readonly databaseUrl: string | undefined
  readonly retentionDays: number
  readonly metricsToken: string | undefined
  readonly logLevel: string
  readonly sandbox: SandboxConfig
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/**
 * Reads the whole environment; FENZU_ACCOUNTS is a path from `folder`. Throws ConfigError with every complaint there is.
 */
export function readConfig(environment: Environment, folder = '.'): Config {
  const reader = new SettingsReader(environment)
  const accountsPath = reader.value('FENZU_ACCOUNTS')
  const sandboxRun =
    accountsPath === undefined && !reader.has('WECHAT_APPID') && reader.value('NODE_ENV') !== 'production'
  const accounts =
    accountsPath === undefined
      ? [readAccountSettings(reader, DEFAULT_ACCOUNT, sandboxRun)]
      : readAccounts(resolve(folder, accountsPath), environment, reader.complaints)
  const config: Config = {
    kind: sandboxRun ? 'sandbox' : 'account',
    host: readHost(reader, sandboxRun ? '127.0.0.1' : '0.0.0.0'),
    port: reader.number('PORT', 8080, { min: 0, max: 65_535 }),
    accounts,
    accountsFolder: accountsPath,
    ...readDatabase(reader),
    retentionDays: reader.number('FENZU_RETENTION_DAYS', 180, { min: 8, max: 36_500 }),
    metricsToken: reader.text(
      'FENZU_METRICS_TOKEN',
      /^[!-~]{8,512}$/,
      '8 to 512 printable ASCII characters without blanks',
    ),
    logLevel: reader.choice('LOG_LEVEL', 'info', LOG_LEVELS),
    sandbox: readSandbox(reader),
  }
  const complaints = [...complainOfNames(environment), ...reader.complaints]
  if (complaints.length > 0) throw new ConfigError(complaints)
  for (const part of [...config.accounts, config.accounts, config.sandbox]) Object.freeze(part)
  return Object.freeze(config)
}

/** Where an account's pushes arrive. */
export function callbackPath({ accountsFolder }: Pick<Config, 'accountsFolder'>, name: string): string {
  return accountsFolder === undefined ? '/wechat' : `/wechat/${name}`
}

/** The settings as whatever works on one account sees them. */
export type SingleConfig = Config & AccountSettings

/**
 * Reads the environment for one account: the only one, or the one of several that is named. Throws ConfigError like
 * readConfig, and when there are several and none or an unknown one is named.
 */
export function readSingleConfig(environment: Environment, folder = '.', name?: string): SingleConfig {
  const config = readConfig(environment, folder)
  return Object.freeze({ ...config, ...accountOf(config, name) })
}

function accountOf({ accounts }: Config, name: string | undefined): AccountSettings {
  const wanted = name ?? (accounts.length === 1 ? accounts[0]?.name : undefined)
  const chosen = accounts.find((one) => one.name === wanted)
  if (chosen !== undefined) return chosen
  const came = name === undefined ? 'it is missing' : `got ${JSON.stringify(name)}`
  throw new ConfigError([`--account: expected one of ${accounts.map((one) => one.name).join(', ')}; ${came}`])
}

function readSandbox(reader: SettingsReader): SandboxConfig {
  const callbackUrl = reader.value('SANDBOX_CALLBACK_URL')
  const url = callbackUrl === undefined ? undefined : URL.parse(callbackUrl)
  if (callbackUrl !== undefined && !['http:', 'https:'].includes(url?.protocol ?? '')) {
    reader.complain('SANDBOX_CALLBACK_URL', 'an http or https address')
  }
  return {
    port: reader.number('SANDBOX_PORT', 8081, { min: 0, max: 65_535 }),
    callbackUrl,
    pushTimeoutMs: reader.number('SANDBOX_PUSH_TIMEOUT_MS', 5_000, { min: 10, max: 60_000 }),
  }
}
