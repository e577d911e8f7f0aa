import { join } from 'node:path'
import type { Environment } from './complaints.ts'
import { readEnvFile } from './env-file.ts'

/**
 * The environment with the `.env` file of the folder under it: what is set for the process wins. Throws ConfigError when
 * there is such a file and not all of it can be read, because settings that somebody wrote must not be left out in silence.
 */
export function withDotenv(environment: Environment, folder: string): Environment {
  return { ...readEnvFile(join(folder, '.env'), '.env')?.values, ...environment }
}
