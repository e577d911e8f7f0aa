import { ConfigError } from '../config/complaints.ts'
import { readConfig, readSingleConfig, type SingleConfig } from '../config/config.ts'
import { withDotenv } from '../config/dotenv.ts'
import { systemClock, type Clock } from '../domain/clock.ts'
import { checkRuntime } from './checks/runtime.ts'
import { toComplaintFindings } from './checks/settings.ts'
import { examine } from './examine.ts'
import { HELP } from './help.ts'
import { hasFailed, toJson, toLines, type Report } from './report.ts'
import { DoctorWordsError, readWords, type DoctorOptions } from './options.ts'

/*
 * `fenzu doctor`: looks at a set-up from outside, with a running bot or without one, and says of each fault why it is there
 * and what to do.
 */

export interface DoctorSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Where `.env` and a relative store are. */
  readonly folder: string
  print(text: string): void
  complain(text: string): void
  readonly clock?: Clock
}

/** Resolves with the exit code: 0 without ❌, 1 with one, 2 for settings or words that won't do. */
export async function runDoctor(given: readonly string[], surroundings: DoctorSurroundings): Promise<0 | 1 | 2> {
  const { environment, folder, print, complain, clock = systemClock } = surroundings
  let words: DoctorOptions
  try {
    words = readWords(given, environment)
  } catch (error) {
    if (!(error instanceof DoctorWordsError)) throw error
    complain(error.message)
    return 2
  }
  const { json, language, publicUrl, account } = words
  if (words.help) {
    print(HELP[language])
    return 0
  }
  const configs = read(environment, folder, account)
  const reports: Report[] =
    configs instanceof ConfigError
      ? [{ account: null, findings: [checkRuntime(process.version), ...toComplaintFindings(configs.complaints)] }]
      : await Promise.all(
          configs.map(async (config) => ({
            account: config.accountsFolder === undefined ? null : config.name,
            findings: [checkRuntime(process.version), ...(await examine(config, { clock, folder, publicUrl }))],
          })),
        )
  print(json ? toJson(reports, language) : toLines(reports, language).join('\n'))
  if (configs instanceof ConfigError) return 2
  return reports.some(({ findings }) => hasFailed(findings)) ? 1 : 0
}

/** The settings of every account to look at. */
function read(
  environment: DoctorSurroundings['environment'],
  folder: string,
  account: string | undefined,
): SingleConfig[] | ConfigError {
  try {
    const whole = withDotenv(environment, folder)
    if (account !== undefined) return [readSingleConfig(whole, folder, account)]
    return readConfig(whole, folder).accounts.map(({ name }) => readSingleConfig(whole, folder, name))
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
}
