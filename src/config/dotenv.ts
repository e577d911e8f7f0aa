import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { ConfigError } from './complaints.ts'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The environment with the `.env` file of the folder under it: what is set for the process wins. Throws ConfigError when
 * there is such a file and it can't be read, because settings that somebody wrote must not be left out in silence.
 */
export function withDotenv(environment: Environment, folder: string): Environment {
  const path = join(folder, '.env')
  try {
    return { ...parseEnv(readFileSync(path, 'utf8')), ...environment }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT') return environment
    throw new ConfigError([`.env: expected a file that this user can read; got ${String(code)} from ${path}`], error)
  }
}
