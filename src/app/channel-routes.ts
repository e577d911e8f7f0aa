import { z } from 'zod'
import { channelAddress } from '../channel/address.ts'
import { ChannelRefusal, type Routes } from '../channel/server.ts'
import type { Config } from '../config/config.ts'
import { FenzuError } from '../domain/errors.ts'
import type { KeepTasks } from '../replies/tasks.ts'
import type { RuleFileReport } from '../rules/file.ts'

/** Where the channel of a process with these settings lies; with PostgreSQL beside where a store would be. */
export function channelOf({ databasePath, databaseUrl }: Pick<Config, 'databasePath' | 'databaseUrl'>): string {
  return channelAddress(databaseUrl === undefined ? databasePath : 'data/fenzu.db')
}

const keepOrder = z.strictObject({ dry: z.boolean() })
const menuOrder = z.strictObject({ dry: z.boolean(), anyway: z.boolean() })
const importOrder = z.strictObject({ dry: z.boolean(), file: z.unknown() })

const rulesOrder = z.strictObject({ dry: z.boolean(), file: z.unknown() })

const NAMES = ['keep', 'menu', 'export-replies', 'import-replies', 'apply-rules'] as const

/** The same where several processes serve an account: only the one that executes its commands does anything. */
export function routesOfExecutor(executing: () => Routes | undefined): Routes {
  return Object.fromEntries(
    NAMES.map((name) => [
      name,
      (body: unknown) => {
        const route = executing()?.[name]
        if (route === undefined)
          throw new ChannelRefusal("another process executes this account's commands: ask on its machine")
        return route(body)
      },
    ]),
  )
}

/** What the shell may ask of one account while the bot runs. */
export function keepRoutes(tasks: KeepTasks): Routes {
  return {
    keep: (body) => told(() => tasks.keep(read(keepOrder, body))),
    menu: (body) => told(() => tasks.menu(read(menuOrder, body))),
    'export-replies': () => Promise.resolve(tasks.export()),
    'import-replies': (body) =>
      told(() => {
        const { dry, file } = read(importOrder, body)
        return tasks.import({ dry, file })
      }),
  }
}

/** The same of the account's rules. */
export function ruleRoutes(apply: (file: unknown, dry: boolean) => Promise<RuleFileReport>): Routes {
  return {
    'apply-rules': (body) =>
      told(() => {
        const { dry, file } = read(rulesOrder, body)
        return apply(file, dry)
      }),
  }
}

function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  throw new ChannelRefusal('another version of fenzu runs: start it again with this one')
}

/** What the platform or the store refused is told with what to do about it. */
async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof FenzuError)
      throw new ChannelRefusal([error.message, error.hint?.en].filter(Boolean).join('. '))
    throw error
  }
}
