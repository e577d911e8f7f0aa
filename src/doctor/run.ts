import { ConfigError } from '../config/complaints.ts'
import { readSingleConfig, type SingleConfig } from '../config/config.ts'
import { withDotenv } from '../config/dotenv.ts'
import { systemClock, type Clock } from '../domain/clock.ts'
import { checkRuntime } from './checks/runtime.ts'
import { toComplaintFindings } from './checks/settings.ts'
import { examine } from './examine.ts'
import { type Finding } from './finding.ts'
import { HELP } from './help.ts'
import { hasFailed, toJson, toLines } from './report.ts'
import { DoctorWordsError, readWords, type DoctorWords } from './words.ts'

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
  let words: DoctorWords
  try {
    words = readWords(given, environment)
  } catch (error) {
    if (!(error instanceof DoctorWordsError)) throw error
    complain(error.message)
    return 2
  }
  const { json, language, publicUrl } = words
  if (words.help) {
    print(HELP[language])
    return 0
  }
  const runtime = checkRuntime(process.version)
  const config = read(environment, folder)
  const findings: Finding[] = [
    runtime,
    ...(config instanceof ConfigError
      ? toComplaintFindings(config.complaints)
      : await examine(config, { clock, folder, publicUrl })),
  ]
  print(json ? toJson(findings, language) : toLines(findings, language).join('\n'))
  if (config instanceof ConfigError) return 2
  return hasFailed(findings) ? 1 : 0
}

function read(environment: DoctorSurroundings['environment'], folder: string): SingleConfig | ConfigError {
  try {
    return readSingleConfig(withDotenv(environment, folder))
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
}
