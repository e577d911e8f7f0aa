import type { Clock } from '../domain/clock.ts'
import type { ManagedTags } from '../store/managed-tags.ts'
import { createGroupsApi } from '../wechat/api/groups.ts'
import { createTagsApi } from '../wechat/api/tags.ts'
import { createUsersApi } from '../wechat/api/users.ts'
import type { WechatClient } from '../wechat/client.ts'
import { createAccount, type Account } from './account.ts'
import { AutoBackend } from './auto-backend.ts'
import type { GroupBackend } from './backend.ts'
import { Changes } from './changes.ts'
import { GroupList } from './group-list.ts'
import { createGroupsBackend } from './groups-backend.ts'
import { Lookups } from './lookups.ts'
import { Managed } from './managed.ts'
import { Moves } from './moves.ts'
import { createTagsBackend } from './tags-backend.ts'

export interface GroupsOptions {
  readonly client: WechatClient
  readonly clock: Clock
  readonly managedTags: ManagedTags
  /** Which API followers are grouped by; `auto` asks the account. */
  readonly backend: 'auto' | 'groups' | 'tags'
  /** Tags that are managed because the settings name them. */
  readonly named: readonly number[] | '*'
  /** Hears what `auto` found out. */
  decided(name: 'groups' | 'tags'): void
}

export interface GroupsRoom {
  readonly backend: GroupBackend
  readonly list: GroupList
  readonly changes: Changes
  readonly lookups: Lookups
  readonly moves: Moves
  readonly account: Account
}

/** Puts the room together on the API that the settings or the account choose. */
export async function openGroups(options: GroupsOptions): Promise<GroupsRoom> {
  const { client, clock } = options
  const users = createUsersApi(client)
  const groups = createGroupsBackend(createGroupsApi(client), users)
  const managed = await Managed.open(options.managedTags, clock, options.named)
  const tags = createTagsBackend(createTagsApi(client), users, managed, clock)
  const backend = { groups, tags, auto: new AutoBackend(tags, groups, options.decided) }[options.backend]
  const list = new GroupList(backend, clock)
  const lookups = new Lookups(backend)
  const moves = new Moves(backend, lookups, () => {
    list.countsChanged()
  })
  const account = createAccount(client, users, backend)
  return { backend, list, changes: new Changes(backend, list), lookups, moves, account }
}
