import { ConfigError, SettingsReader, type Environment } from './complaints.ts'

const DEFAULT = 'sqlite:data/fenzu.db'
const EXPECTED =
  'sqlite: and the path of a file, or the address of a PostgreSQL database (postgres://user:password@host/name)'

export interface DatabaseSettings {
  /** The file of the store on SQLite. */
  readonly databasePath: string
  /** The address of a PostgreSQL database, with whatever secrets are in it; undefined on SQLite. */
  readonly databaseUrl: string | undefined
}

/** Where the store is, as DATABASE_URL says. */
export function readDatabase(reader: SettingsReader): DatabaseSettings {
  const given = reader.value('DATABASE_URL') ?? DEFAULT
  if (/^postgres(?:ql)?:/.test(given)) {
    const url = URL.parse(given)
    if (url === null || url.pathname.length < 2) reader.complain('DATABASE_URL', EXPECTED)
    return { databasePath: DEFAULT.slice('sqlite:'.length), databaseUrl: given }
  }
  const path = /^sqlite:(?:\/\/)?(.+)$/.exec(given)?.[1]
  if (path === undefined) reader.complain('DATABASE_URL', EXPECTED)
  return { databasePath: path ?? '', databaseUrl: undefined }
}

/**
 * The file that DATABASE_URL names, for whoever needs nothing else. Throws ConfigError, also when it names a PostgreSQL
 * database: `instead` is what to do then.
 */
export function readStorePath(environment: Environment, instead: string): string {
  const reader = new SettingsReader(environment)
  const { databasePath, databaseUrl } = readDatabase(reader)
  if (reader.complaints.length > 0) throw new ConfigError(reader.complaints)
  if (databaseUrl !== undefined) throw new ConfigError([`DATABASE_URL names a PostgreSQL database: ${instead}`])
  return databasePath
}

/** The password of a database, and the whole address that it stands in, as they must never be shown. */
export function secretsOfDatabase(databaseUrl: string | undefined): string[] {
  const url = databaseUrl === undefined ? null : URL.parse(databaseUrl)
  if (url === null || databaseUrl === undefined) return []
  const asked = url.searchParams.get('password')
  const secrets = [url.password, decodeURIComponent(url.password), asked].filter((one) => one !== null && one !== '')
  return secrets.length === 0 ? [] : [...(secrets as string[]), databaseUrl]
}
