import type { Group } from '../../src/domain/group.ts'
import type { BackendCapabilities, GroupBackend, TakeMembers, Whereabouts } from '../../src/groups/backend.ts'
import { AnsweredNoError, TooSlowError } from '../../src/wechat/errors.ts'

export type Operation = 'list' | 'create' | 'rename' | 'remove' | 'join' | 'leave' | 'whereabouts' | 'readBack'

export interface Call {
  readonly operation: Operation
  readonly openids: readonly string[]
  readonly group: number
}

/** What happens to a call: throws for a failure, waits for as long as the test wants. */
export type Step = (call: Call) => void | Promise<void>

/** Groups and followers in memory. A test says what happens to a call before it is applied, and after. */
export class ScriptedBackend implements GroupBackend {
  readonly capabilities: BackendCapabilities
  readonly calls: Call[] = []
  readonly adopted: number[] = []
  groups: Group[] = [
    { id: 0, name: '未分组', count: 1 },
    { id: 106, name: '测试', count: 0 },
    { id: 108, name: 'VIP', count: 1 },
  ]
  readonly followers = new Map<string, readonly number[]>()
  /** Of tags, those that are groups; all of them unless a test says which. */
  managed: ReadonlySet<number> | undefined
  full = false
  limit = 50
  before: Step = () => undefined
  after: Step = () => undefined
  #nextId = 109

  constructor(name: 'groups' | 'tags' = 'groups') {
    this.capabilities = {
      name,
      exclusive: name === 'groups',
      nameLimit: 30,
      nameLimitUnit: name === 'groups' ? 'characters' : 'bytes',
      sameNames: name === 'groups',
      mostGroups: null,
      adoptable: name === 'tags',
    }
  }

  /** The calls so far, each in one word and its followers. */
  get told(): string[] {
    return this.calls.map(({ operation, openids, group }) =>
      [operation, ...(openids.length > 0 ? [openids.join('+')] : []), ...(group >= 0 ? [String(group)] : [])].join(' '),
    )
  }

  ready = () => Promise.resolve()
  members = () => Promise.resolve(null)
  manages = (group: number) => this.managed?.has(group) ?? true
  release = () => Promise.resolve(false)
  callLimit = () => this.limit

  adopt(group: number): Promise<void> {
    this.adopted.push(group)
    return Promise.resolve()
  }

  list(): Promise<Group[]> {
    return this.#call('list', [], NO_GROUP, () => [...this.groups])
  }

  create(name: string) {
    return this.#call('create', [], NO_GROUP, () => {
      const made = { id: this.#nextId, name }
      this.#nextId += 1
      this.groups.push({ ...made, count: 0 })
      return made
    })
  }

  rename(id: number, name: string) {
    return this.#call('rename', [], id, () => {
      this.groups = this.groups.map((group) => (group.id === id ? { ...group, name } : group))
    })
  }

  remove(id: number) {
    return this.#call('remove', [], id, () => {
      this.groups = this.groups.filter((group) => group.id !== id)
    })
  }

  join(take: TakeMembers, group: number) {
    return this.#call('join', take(), group, () => {
      for (const openid of take()) {
        const others = this.capabilities.exclusive ? [] : (this.followers.get(openid) ?? [])
        this.followers.set(openid, group === 0 ? [] : [...others, group])
      }
    })
  }

  leave(take: TakeMembers, group: number) {
    return this.#call('leave', take(), group, () => {
      for (const openid of take())
        this.followers.set(
          openid,
          (this.followers.get(openid) ?? []).filter((id) => id !== group),
        )
    })
  }

  whereabouts(take: TakeMembers) {
    const openids = take()
    return this.#call('whereabouts', openids, NO_GROUP, () => new Map(openids.map((one) => [one, this.#where(one)])))
  }

  readBack(openid: string) {
    return this.#call('readBack', [openid], NO_GROUP, () => this.#where(openid))
  }

  #where(openid: string): Whereabouts {
    const groups = this.followers.get(openid)
    if (groups === undefined) return { kind: 'not-following' }
    return {
      kind: 'following',
      groups: groups.filter((id) => this.managed?.has(id) ?? true),
      carried: groups,
      full: this.full,
      remark: null,
      subscribedAt: null,
      source: null,
    }
  }

  async #call<T>(operation: Operation, openids: readonly string[], group: number, apply: () => T): Promise<T> {
    const call = { operation, openids: [...openids], group }
    this.calls.push(call)
    await this.before(call)
    const result = apply()
    await this.after(call)
    return result
  }
}

const NO_GROUP = -1

/** The platform's verdict: nothing was done. */
export function no(errcode: number): AnsweredNoError {
  return new AnsweredNoError('/cgi-bin/x', errcode, 'no')
}

/** No answer in time: it may have been done. */
export function late(): TooSlowError {
  return new TooSlowError('/cgi-bin/x', 'attempt', 5_000, true)
}
