import { InterfaceStoppedError } from '../dispatch/errors.ts'
import { isInterfaceRefused } from '../wechat/errors.ts'
import type { GroupBackend } from './backend.ts'

/**
 * The tag API if the account has it, else the old group API: asked once per start, with the first thing that is wanted. A
 * refusal decides for groups; while the platform can't be asked, nothing is decided, and whoever asked hears why.
 *
 * Until then the stricter limits of the two hold.
 */
export class AutoBackend implements GroupBackend {
  readonly #tags: GroupBackend
  readonly #groups: GroupBackend
  readonly #decided: (name: 'groups' | 'tags') => void
  #chosen: GroupBackend | undefined
  #deciding: Promise<GroupBackend> | undefined

  constructor(tags: GroupBackend, groups: GroupBackend, decided: (name: 'groups' | 'tags') => void) {
    this.#tags = tags
    this.#groups = groups
    this.#decided = decided
  }

  get capabilities() {
    return (this.#chosen ?? this.#tags).capabilities
  }

  list: GroupBackend['list'] = async () => (await this.#choose()).list()
  create: GroupBackend['create'] = async (name) => (await this.#choose()).create(name)
  rename: GroupBackend['rename'] = async (id, name) => (await this.#choose()).rename(id, name)
  remove: GroupBackend['remove'] = async (id) => (await this.#choose()).remove(id)
  join: GroupBackend['join'] = async (take, group) => (await this.#choose()).join(take, group)
  leave: GroupBackend['leave'] = async (take, group) => (await this.#choose()).leave(take, group)
  whereabouts: GroupBackend['whereabouts'] = async (take, priority) =>
    (await this.#choose()).whereabouts(take, priority)
  readBack: GroupBackend['readBack'] = async (openid) => (await this.#choose()).readBack(openid)
  members: GroupBackend['members'] = async (group, next) => (await this.#choose()).members(group, next)
  adopt: GroupBackend['adopt'] = async (group) => (await this.#choose()).adopt(group)
  release: GroupBackend['release'] = async (group) => (await this.#choose()).release(group)

  callLimit(group: number): number {
    return (this.#chosen ?? this.#tags).callLimit(group)
  }

  manages(group: number): boolean {
    return (this.#chosen ?? this.#tags).manages(group)
  }

  async ready(): Promise<void> {
    await this.#choose()
  }

  #choose(): Promise<GroupBackend> {
    if (this.#chosen !== undefined) return Promise.resolve(this.#chosen)
    this.#deciding ??= this.#ask().finally(() => {
      this.#deciding = undefined
    })
    return this.#deciding
  }

  async #ask(): Promise<GroupBackend> {
    const chosen = await this.#tags.list().then(
      () => this.#tags,
      (error: unknown) => {
        if (!saysNoToTags(error)) throw error
        return this.#groups
      },
    )
    this.#chosen = chosen
    this.#decided(chosen.capabilities.name)
    return chosen
  }
}

function saysNoToTags(error: unknown): boolean {
  return isInterfaceRefused(error instanceof InterfaceStoppedError ? error.refusal : error)
}
