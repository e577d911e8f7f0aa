import { systemClock } from '../domain/clock.ts'
import type { SingleConfig } from '../config/config.ts'
import { createLog } from '../observe/log.ts'
import { FollowersWatch } from '../observe/followers-watch.ts'
import { Metrics } from '../observe/metrics.ts'
import type { KeepTasks } from '../replies/tasks.ts'
import { RuleBook } from '../rules/book.ts'
import { applyRuleFile, type RuleFileReport } from '../rules/file.ts'
import { openSqliteStore } from '../store/sqlite/open.ts'
import { openFollowers } from './followers.ts'
import { openAccountGroups, openPlatform } from './platform.ts'

/** Does something with the kept replies while no bot runs: on the store itself, which nobody else may have open. */
export async function withKeepTasks<T>(settings: SingleConfig, work: (tasks: KeepTasks) => Promise<T>): Promise<T> {
  const clock = systemClock
  const store = await openSqliteStore({ path: settings.databasePath, appid: settings.account.appid, clock })
  const platform = openPlatform({
    settings,
    apiBase: settings.apiBase ?? `http://127.0.0.1:${settings.sandbox.port}`,
    clock,
  })
  const log = createLog({ level: 'silent', secrets: [], write: () => undefined })
  const watch = new FollowersWatch(log, new Metrics().of(settings.name), clock)
  try {
    const followers = await openFollowers({ settings, client: platform.client, store, clock, watch })
    try {
      return await work(followers.tasks)
    } finally {
      await followers.close()
    }
  } finally {
    await platform.close()
    await store.close()
  }
}

/** Applies a file of rules while no bot runs, in the same way. */
export async function applyRulesAlone(settings: SingleConfig, file: unknown, dry: boolean): Promise<RuleFileReport> {
  const clock = systemClock
  const store = await openSqliteStore({ path: settings.databasePath, appid: settings.account.appid, clock })
  const apiBase = settings.apiBase ?? `http://127.0.0.1:${settings.sandbox.port}`
  const platform = openPlatform({ settings, apiBase, clock })
  try {
    const groups = await openAccountGroups({ settings, platform, store, clock, decided: () => undefined })
    const book = await RuleBook.open(store.rules)
    return await applyRuleFile(file, { dry }, { ...groups, book, now: () => clock.now() })
  } finally {
    await platform.close()
    await store.close()
  }
}
