import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { settle } from './after-start.ts'
import { ConfigError } from './config/complaints.ts'
import { withDotenv } from './config/dotenv.ts'
import { systemClock, type Monotonic } from './domain/clock.ts'
import { toError } from './domain/errors.ts'
import { standardError, standardOutput } from './terminal/output.ts'
import { startFenzu, startSandboxAlone, type StartOptions } from './start.ts'
import { StoreRefusedError } from './store/errors.ts'

/** npm passes signals on, so one press of Ctrl-C can arrive twice; a second one counts only after this long. */
const SECOND_SIGNAL_AFTER_MS = 1_000
const ORPHAN_CHECK_MS = 250
/** A stop that takes longer is ended: the ledger holds what is left. */
const STOP_LIMIT_MS = 9_500

interface Stoppable {
  stop(): Promise<void>
}

const options: StartOptions = {
  everybodyKnown: true,
  print: (line) => {
    standardOutput.write(`${line}\n`)
  },
  logLine: (line) => {
    standardOutput.write(line)
  },
  linesLost: () => standardOutput.lost + standardError.lost,
}

/** Runs the bot until a signal. Resolves with the exit code: 0 after a clean stop, 1 if it can't start, 2 for bad settings. */
export function runStart(environment: NodeJS.ProcessEnv): Promise<number> {
  const folder = process.cwd()
  const settingsFile = ['.env', '.env.txt'].find((name) => existsSync(join(folder, name)))
  return runUntilSignal(() => startFenzu(withDotenv(environment, folder), { ...options, settingsFile }))
}

/** Runs the simulated platform alone until a signal; `upstream`: with a small old system beside it, to relay to. */
export function runSandbox(environment: NodeJS.ProcessEnv, more: { readonly upstream: boolean }): Promise<number> {
  return runUntilSignal(async () => {
    const sandbox = await startSandboxAlone(withDotenv(environment, process.cwd()), options, more)
    return { stop: () => sandbox.close() }
  })
}

async function runUntilSignal(start: () => Promise<Stoppable>): Promise<number> {
  const signalled = signal()
  let running: Stoppable
  try {
    running = await start()
  } catch (error) {
    standardError.write(`${explain(error)}\n`)
    return error instanceof ConfigError ? 2 : 1
  }
  settle()
  await signalled
  const limit = new Promise<number>((resolve) => {
    setTimeout(resolve, STOP_LIMIT_MS, 0)
  })
  return Promise.race([running.stop().then(() => 0), limit])
}

/** Listens from the first moment: a signal that comes during the start ends the process cleanly as soon as it has started. */
function signal(): Promise<void> {
  return new Promise((resolve) => {
    let firstAt: Monotonic | undefined
    const onSignal = (): void => {
      const now = systemClock.elapsed()
      if (firstAt === undefined) {
        firstAt = now
        resolve()
      } else if (now - firstAt >= SECOND_SIGNAL_AFTER_MS) process.exit(1)
    }
    process.on('SIGTERM', onSignal)
    process.on('SIGINT', onSignal)
    // The terminal was closed. Left to itself, this signal would end the process at once.
    process.on('SIGHUP', onSignal)
    if (process.env['npm_lifecycle_event'] !== undefined) whenOrphaned(resolve)
  })
}

/** npm passes a signal to the shell between it and us, and some shells die of it without passing it on: then that is the signal. */
function whenOrphaned(stop: () => void): void {
  const parent = process.ppid
  const look = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(look)
    stop()
  }, ORPHAN_CHECK_MS)
  look.unref()
}

/** One sentence that says what to do, where we know it. */
function explain(error: unknown): string {
  if (error instanceof ConfigError || error instanceof StoreRefusedError) return error.message
  const { message } = toError(error)
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE')
    return `The port is in use by another program (${message}): stop it, or set PORT or SANDBOX_PORT to another one.`
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EADDRNOTAVAIL')
    return `HOST: expected an address or a name of this machine; nothing can listen there (${message}).`
  if (code === 'EACCES') return `The port may not be used by this user (${message}): set PORT to one above 1023.`
  return `fenzu could not start: ${message}`
}
