import { startBot, type BotOptions, type RunningBot } from './app/process.ts'
import { readConfig, readSingleConfig, type Config } from './config/config.ts'
import { systemClock, type Clock } from './domain/clock.ts'
import { isPortTaken, retryAtStart } from './domain/retry.ts'
import { SANDBOX_ACCOUNT } from './domain/sandbox-account.ts'
import type { Sandbox } from './sandbox/server.ts'
import { toAccountGreeting, toFileNotice, toSandboxAloneGreeting, toSandboxGreeting, claimLines } from './greeting.ts'

/*
 * The process as a whole: settings in, a running fenzu out. Without an account the simulated platform is started beside the
 * bot, which reaches it over HTTP like the real one and does not know the difference.
 */

type Environment = Readonly<Record<string, string | undefined>>

export interface StartOptions {
  readonly clock?: Clock
  /** Where a relative FENZU_ACCOUNTS begins; the working directory if absent. */
  readonly folder?: string
  /** Takes one line for the person at the terminal. */
  print(line: string): void
  /** Takes one finished line of the log. */
  logLine(line: string): void
  /** A file of settings that is there, whatever is in it. */
  readonly settingsFile?: string | undefined
  /** How many of both were lost because nobody reads them; 0 unless given. */
  linesLost?(): number
  /** Whether a sandbox run begins with everybody known, so that a first user can move `#3` at once; no unless given. */
  readonly everybodyKnown?: boolean
}

export interface RunningFenzu {
  /** The bot's own address. */
  readonly url: string
  /** null with an account. */
  readonly sandboxUrl: string | null
  stop(): Promise<void>
}

/** Starts what the environment asks for. Throws ConfigError, StoreRefusedError or the system's error for an address. */
export async function startFenzu(environment: Environment, options: StartOptions): Promise<RunningFenzu> {
  const config = readConfig(environment, options.folder)
  const sandbox = await openSandboxFor(config, options)
  let bot: RunningBot
  try {
    bot = await startBotBeside(sandbox, config, options)
  } catch (error) {
    await sandbox?.close()
    throw error
  }
  const greeting =
    sandbox === undefined
      ? toAccountGreeting(bot, config)
      : [...toFileNotice(options.settingsFile), ...toSandboxGreeting(bot, sandbox.url, config)]
  for (const line of greeting) options.print(line)
  return {
    url: bot.url,
    sandboxUrl: sandbox?.url ?? null,
    async stop() {
      await bot.stop()
      await sandbox?.close()
    },
  }
}

/** The simulated platform for a bot without an account; undefined for one that has an account. */
export async function openSandboxFor(config: Config, options: StartOptions): Promise<Sandbox | undefined> {
  return config.kind === 'sandbox' ? openSandbox(config, options.clock) : undefined
}

/** Starts the bot. A simulated platform beside it delivers to it from then on, unless the settings name another address. */
export async function startBotBeside(
  sandbox: Sandbox | undefined,
  config: Config,
  options: StartOptions,
): Promise<RunningBot> {
  const bot = await startBot(config, toBotOptions(options, sandbox))
  sandbox?.setCallbackUrl(config.sandbox.callbackUrl ?? `${bot.url}/wechat`)
  return bot
}

/** A machine that has an account in its settings can run the simulated platform all the same: it is not for that account. */
const NO_ACCOUNT: Environment = {
  NODE_ENV: undefined,
  WECHAT_APPID: undefined,
  WECHAT_APPSECRET: undefined,
  WECHAT_TOKEN: undefined,
  WECHAT_ENCODING_AES_KEY: undefined,
  WECHAT_ORIGINAL_ID: undefined,
  WECHAT_API_BASE: undefined,
  WECHAT_BACKEND: undefined,
  FENZU_ACCOUNTS: undefined,
  RELAY_URL: undefined,
  RELAY_TOKEN: undefined,
  RELAY_MODE: undefined,
  RELAY_ENCODING_AES_KEY: undefined,
  RELAY_FALLBACK: undefined,
  RELAY_PATIENCE: undefined,
}

/**
 * The simulated platform alone, for any client; pushes go where SANDBOX_CALLBACK_URL says. `upstream`: with a small old system
 * in plain mode beside it, to relay to.
 */
export async function startSandboxAlone(
  environment: Environment,
  options: StartOptions,
  { upstream }: { readonly upstream: boolean } = { upstream: false },
): Promise<Sandbox> {
  const config = readSingleConfig({ ...environment, ...NO_ACCOUNT })
  const sandbox = await openSandbox(config, options.clock, upstream)
  sandbox.setCallbackUrl(config.sandbox.callbackUrl ?? `http://127.0.0.1:${config.port}/wechat`)
  for (const line of toSandboxAloneGreeting(sandbox, config)) options.print(line)
  return sandbox
}

/** The simulated platform is loaded only where it runs: with an account it would be dead weight. */
async function openSandbox(
  { sandbox, accounts: [first] }: Config,
  clock: Clock = systemClock,
  upstream = false,
): Promise<Sandbox> {
  const { startSandbox } = await import('./sandbox/server.ts')
  const { port, pushTimeoutMs } = sandbox
  const { appid, appsecret, originalId, mode } = { ...SANDBOX_ACCOUNT, mode: 'safe' as const, ...first?.account }
  const account = { ...SANDBOX_ACCOUNT, appid, appsecret, originalId: originalId ?? SANDBOX_ACCOUNT.originalId }
  return retryAtStart(clock, isPortTaken, () => startSandbox({ account, mode, clock, port, pushTimeoutMs, upstream }))
}

function toBotOptions(options: StartOptions, sandbox: Sandbox | undefined): BotOptions {
  const { clock = systemClock, logLine, linesLost = () => 0 } = options
  const readsFollowersFirst = sandbox !== undefined && options.everybodyKnown === true
  const codeIssued = (name: string, code: string): void => {
    for (const line of [`${name}:`, ...claimLines({ enrolmentCode: code })]) options.print(line)
  }
  return { clock, writeLog: logLine, linesLost, apiBase: sandbox?.url, readsFollowersFirst, codeIssued }
}
