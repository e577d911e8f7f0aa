import { before, later, sleep } from '../domain/clock.ts'
import { PRIORITY } from '../domain/verdict.ts'
import { QuotaBook } from '../observe/quota-book.ts'
import { FollowersWatch } from '../observe/followers-watch.ts'
import { Watch } from '../observe/watch.ts'
import { createQuotaApi } from '../wechat/api/quota.ts'
import { keepRoutes, ruleRoutes } from './channel-routes.ts'
import { FIRST_COPY_MS, openFollowers } from './followers.ts'
import { watchAccount } from './watch-account.ts'
import { openAccountGroups, openPlatform } from './platform.ts'
import { openChat } from './chat.ts'
import type { AccountOptions, OpenAccount } from './open-account.ts'

/** How long a stop waits for calls in flight after the last answer has gone; what has not ended is resumed by the next start. */
const DRAIN_MS = 3_000

/** Puts one account together; nothing is sent and nothing of an earlier process is resumed yet. */
export async function openAccount(options: AccountOptions): Promise<OpenAccount> {
  const { settings, store, clock, log, metrics, apiBase } = options
  // A quota is asked about behind everything that a person waits for.
  const quotas = new QuotaBook(clock, async (path) => (await quotaApi.of(path, PRIORITY.lateAnswer)).remain)
  const watch = new Watch(log, metrics, quotas, clock)
  const platform = openPlatform({
    settings,
    apiBase,
    clock,
    onCall: (event) => {
      watch.called(event)
    },
    mayCall: options.term?.mayCall,
  })
  const quotaApi = createQuotaApi(platform.client)
  const groups = await openAccountGroups({
    settings,
    platform,
    store,
    clock,
    decided: (name) => {
      log.info({ backend: name }, 'the account decides which API followers are grouped by')
    },
  })
  const followersWatch = new FollowersWatch(log, metrics, clock)
  const followers = await openFollowers({
    settings,
    client: platform.client,
    store,
    clock,
    watch: followersWatch,
    shared: options.term?.everybody,
  })
  const chat = await openChat(options, { platform, groups, watch, followers })
  const { callback, intake } = chat
  watchAccount(metrics, { platform, quotas, followers, ...chat })
  let copying = Promise.resolve()
  return {
    name: settings.name,
    callback,
    parts: chat.parts,
    routes: { ...keepRoutes(followers.tasks), ...ruleRoutes(chat.rules.applyFile) },
    get losses() {
      return settings.keptReplies ? (followers.kept.copy?.losses ?? []) : []
    },
    async recover() {
      const left = await intake.recover()
      chat.startEnding()
      return left
    },
    async goOn() {
      await chat.startForgetting()
      await chat.rules.drain.start()
      await chat.sync.resume(options.readsFollowersFirst)
      copying = followers.begin()
      // Trouble with the account shows at once, not on a bad night.
      groups.list.read().catch((error: unknown) => {
        watch.groupsUnread(error)
      })
    },
    firstCopy: () => before(clock, later(clock.elapsed(), FIRST_COPY_MS), copying).then(() => undefined),
    issueFirstCode: () => (chat.admins.owners === 0 ? chat.claims.issueFirst() : null),
    details: () => ({
      waiting: intake.waiting,
      account: platform.client.token.refusal?.message ?? watch.accountTrouble() ?? 'ok',
      stoppedInterfaces: platform.gate.stoppedInterfaces,
      pushes: watch.recentRefusals(),
      followers: followers.details(),
      rules: chat.rules.details(),
    }),
    drain() {
      chat.rules.drain.close()
      return Promise.race([chat.idle().then(() => followers.idle()), sleep(clock, DRAIN_MS)]).then(() => undefined)
    },
    async close() {
      chat.stop()
      await chat.rules.close()
      await followers.close()
      await platform.close()
      await chat.people.close().catch((error: unknown) => {
        watch.contactsNotWritten(error)
      })
    },
  }
}
