import type { AccountSettings } from '../config/config.ts'
import { PaceGate } from '../dispatch/pace-gate.ts'
import type { Clock } from '../domain/clock.ts'
import { concernsOne } from '../groups/failure.ts'
import { openGroups, type GroupsRoom } from '../groups/open.ts'
import type { PeopleBook } from '../people/book.ts'
import { Importer, type ImporterParts } from '../people/importer.ts'
import type { AccountStore } from '../store/store.ts'
import { createQuotaApi, QUOTA_PATH } from '../wechat/api/quota.ts'
import type { CallEvent } from '../wechat/call-event.ts'
import { WechatClient } from '../wechat/client.ts'

/*
 * What one account needs of WeChat: the paced client, the groups on it, and the import of followers. The running bot and the
 * commands that work beside it (sync, migrate) put it together here, so that they call alike.
 */

export interface PlatformOptions {
  readonly settings: AccountSettings
  /** Where the platform is reached: WeChat, or the sandbox. */
  readonly apiBase: string
  readonly clock: Clock
  onCall?(event: CallEvent): void
  /** Where another process may take over: throws once it has. */
  readonly mayCall?: (() => void) | undefined
}

export interface Platform {
  readonly gate: PaceGate
  readonly client: WechatClient
  /** Ends what is on its way; calls that wait for their turn are rejected. */
  close(): Promise<void>
}

/** The client of one account behind its own gate: pace, stopped interfaces and breaker are never shared between accounts. */
export function openPlatform({ settings, apiBase, clock, onCall, mayCall }: PlatformOptions): Platform {
  const { appid, appsecret } = settings.account
  const gate = new PaceGate({
    callsPerSecond: settings.callsPerSecond,
    clock,
    mayCall,
    // Whether quotas can be asked about is not asked by asking about a quota.
    quotaLeft: async (path) => (path === QUOTA_PATH ? 0 : (await quotas.of(path)).remain),
  })
  const client = new WechatClient({ appid, appsecret, apiBase, clock, gate, ...(onCall && { onCall }) })
  const quotas = createQuotaApi(client)
  return {
    gate,
    client,
    async close() {
      gate.close()
      await client.close()
    },
  }
}

export interface AccountGroupsOptions {
  readonly settings: AccountSettings
  readonly platform: Platform
  readonly store: AccountStore
  readonly clock: Clock
  /** Hears which API `auto` chose. */
  decided(name: 'groups' | 'tags'): void
}

/** The account's groups, on the API that its settings or the account itself choose. */
export function openAccountGroups({
  settings,
  platform,
  store,
  clock,
  decided,
}: AccountGroupsOptions): Promise<GroupsRoom> {
  return openGroups({
    client: platform.client,
    clock,
    managedTags: store.managedTags,
    backend: settings.backend,
    named: settings.managedTags,
    decided,
  })
}

export interface ImportOptions {
  readonly people: PeopleBook
  readonly store: AccountStore
  readonly groups: GroupsRoom
  readonly clock: Clock
  /** Who left is told apart from who only seems new, and forgotten: see Importer. */
  readonly forgetting: Pick<ImporterParts, 'moment' | 'hasLeftSince' | 'forget'>
}

/** Reads the account's followers into the store, page by page. */
export function createImporter({ people, store, groups, clock, forgetting }: ImportOptions): Importer {
  return new Importer({
    people,
    states: store.syncStates,
    now: () => clock.now(),
    followers: (next) => groups.account.followers(next),
    where: (openid) => groups.lookups.whereAtLeisure(openid),
    concernsOne,
    ...forgetting,
  })
}
