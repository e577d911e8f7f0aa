import { readConfig } from '../../src/config/config.ts'
import { toSandboxGreeting } from '../../src/greeting.ts'
import { openSandboxFor, startBotBeside, type RunningFenzu, type StartOptions } from '../../src/start.ts'

type Environment = Readonly<Record<string, string | undefined>>

export interface RestartableFenzu extends RunningFenzu {
  /** Ends the bot, does something while it is down, and starts it again; the simulated platform goes on. */
  restartBot(environment: Environment, options: StartOptions, between?: () => Promise<void>): Promise<void>
}

/** The bot beside a simulated platform, as `startFenzu` starts them, so that the bot alone can be started again. */
export async function startRestartable(environment: Environment, options: StartOptions): Promise<RestartableFenzu> {
  const config = readConfig(environment, options.folder)
  const sandbox = await openSandboxFor(config, options)
  if (sandbox === undefined) throw new Error('with an account there is no simulated platform that could go on')
  let bot = await startBotBeside(sandbox, config, options).catch(async (error: unknown) => {
    await sandbox.close()
    throw error
  })
  for (const line of toSandboxGreeting(bot, sandbox.url, config)) options.print(line)
  return {
    get url() {
      return bot.url
    },
    sandboxUrl: sandbox.url,
    async restartBot(again, againOptions, between) {
      await bot.stop()
      await between?.()
      bot = await startBotBeside(sandbox, readConfig(again, againOptions.folder), againOptions)
    },
    async stop() {
      await bot.stop()
      await sandbox.close()
    },
  }
}
