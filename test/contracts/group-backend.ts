import { onTestFinished, expect, it } from 'vitest'
import { systemClock } from '../../src/domain/clock.ts'
import { PRIORITY } from '../../src/domain/verdict.ts'
import { openGroups, type GroupsRoom } from '../../src/groups/open.ts'
import { SANDBOX_ACCOUNT } from '../../src/sandbox/account.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { WechatClient } from '../../src/wechat/client.ts'
import { NOBODY, openSandbox, P, Q, type OpenSandbox } from '../sandbox/open-sandbox.ts'
import { answer, ScriptedCallback } from '../sandbox/scripted-callback.ts'

interface Opened extends GroupsRoom {
  readonly sandbox: OpenSandbox
}

/** What is asked of both APIs behind `GroupBackend`, each through the real client on a simulated platform of its own. */
export function groupBackendContract(name: 'groups' | 'tags'): void {
  async function open(): Promise<Opened> {
    const sandbox = await openSandbox()
    const { appid, appsecret } = SANDBOX_ACCOUNT
    const client = new WechatClient({
      appid,
      appsecret,
      apiBase: sandbox.url,
      clock: systemClock,
      gate: { run: (_name, _priority, attempt) => attempt(), report: () => undefined },
    })
    const store = await openSqliteStore({ path: ':memory:', appid, clock: systemClock })
    onTestFinished(async () => {
      await client.close()
      await store.close()
    })
    const decided = () => undefined
    const { managedTags } = store
    const room = await openGroups({ client, clock: systemClock, managedTags, backend: name, named: '*', decided })
    return { ...room, sandbox }
  }

  const groupsOf = async ({ backend }: Opened, openid: string) => {
    const seen = (await backend.whereabouts(() => [openid], PRIORITY.lookup)).get(openid)
    return seen?.kind === 'following' ? [...seen.groups] : seen?.kind
  }

  it('says which API it is, and is ready at once', async () => {
    const { backend } = await open()
    await backend.ready()
    expect(backend.capabilities).toMatchObject({ name, exclusive: name === 'groups', nameLimit: 30 })
  })

  it('lists groups with their ids and names, 未分组 and the blacklist among them', async () => {
    const { backend } = await open()
    const listed = await backend.list()
    expect(listed).toContainEqual(expect.objectContaining({ id: 0, name: '未分组' }))
    expect(listed).toContainEqual(expect.objectContaining({ id: 1, name: '黑名单' }))
    expect(new Set(listed.map(({ id }) => id)).size).toBe(listed.length)
  })

  it('creates, renames and removes a group, which it manages from the first', async () => {
    const { backend } = await open()
    const { id, name: called } = await backend.create('老客户')
    expect([called, backend.manages(id)]).toEqual(['老客户', true])
    await backend.rename(id, '忠实客户')
    expect(await backend.list()).toContainEqual(expect.objectContaining({ id, name: '忠实客户', count: 0 }))
    await backend.remove(id)
    expect((await backend.list()).map((group) => group.id)).not.toContain(id)
  })

  it('gives up no group where it manages all of them', async () => {
    const { backend } = await open()
    const { id } = await backend.create('老客户')
    expect([await backend.release(id), backend.manages(id)]).toEqual([false, true])
  })

  it('puts several into a group in one call, and says where they are', async () => {
    const opened = await open()
    const { backend, sandbox } = opened
    const { id } = await backend.create('老客户')
    const since = (await sandbox.calls()).at(-1)?.seq ?? 0
    await backend.join(() => [P, Q], id)
    expect((await sandbox.calls(since)).filter(({ applied }) => applied)).toHaveLength(1)
    for (const openid of [P, Q]) expect(await groupsOf(opened, openid)).toContain(id)
    expect(await backend.readBack(P)).toMatchObject({ kind: 'following', groups: [id], full: false })
  })

  it('takes a follower out of every other group exactly where groups exclude each other', async () => {
    const opened = await open()
    const { backend } = opened
    const [one, other] = [await backend.create('一'), await backend.create('二')]
    await backend.join(() => [P], one.id)
    await backend.join(() => [P], other.id)
    expect(await groupsOf(opened, P)).toEqual(backend.capabilities.exclusive ? [other.id] : [one.id, other.id])
  })

  it('asks who is in a call only when its turn has come', async () => {
    const opened = await open()
    const { backend } = opened
    const { id } = await backend.create('老客户')
    const members = [P]
    const joined = backend.join(() => [...members], id)
    members.push(Q)
    await joined
    for (const openid of [P, Q]) expect(await groupsOf(opened, openid)).toContain(id)
  })

  it('moves nobody with a call that names somebody else’s openid', async () => {
    const opened = await open()
    const { backend } = opened
    const { id } = await backend.create('老客户')
    const before = await groupsOf(opened, P)
    await expect(backend.join(() => [P, NOBODY], id)).rejects.toMatchObject({ code: 'wechat.answered-no' })
    expect(await groupsOf(opened, P)).toEqual(before)
    await expect(backend.whereabouts(() => [P, NOBODY], PRIORITY.lookup)).rejects.toMatchObject({ errcode: 40003 })
  })

  it('tells of somebody who has left that they do not follow', async () => {
    const opened = await open()
    const callback = await ScriptedCallback.open(answer('success'))
    opened.sandbox.sandbox.setCallbackUrl(callback.url)
    await opened.sandbox.event('unsubscribe', P)
    expect(await groupsOf(opened, P)).toBe('not-following')
  })

  it('tells of a refusal that nothing was done', async () => {
    const { backend } = await open()
    const tooLong = '组'.repeat(31)
    await expect(backend.create(tooLong)).rejects.toMatchObject({ mayHaveHappened: false })
    await expect(backend.rename(9_999, '没有')).rejects.toMatchObject({ mayHaveHappened: false })
  })

  it('moves by the same call of the room, from anywhere, to one group and back to none', async () => {
    const opened = await open()
    const { backend, moves } = opened
    const { id } = await backend.create('老客户')
    expect(await moves.move({ openid: P, from: null, to: [id] })).toEqual({ kind: 'done' })
    expect(await groupsOf(opened, P)).toEqual([id])
    expect(await moves.move({ openid: P, from: [id], to: [1] })).toEqual({ kind: 'done' })
    expect(await groupsOf(opened, P)).toContain(1)
    expect(await moves.move({ openid: P, from: null, to: [] })).toEqual({ kind: 'done' })
    expect(await groupsOf(opened, P)).toEqual([])
  })

  it('settles by asking what an answer did not tell', async () => {
    const { backend, changes, list } = await open()
    const idsBefore = (await list.read()).map(({ id }) => id)
    const plan = { kind: 'create', name: '老客户', idsBefore } as const
    expect(await changes.settle(plan)).toEqual({ kind: 'not-done' })
    const { id } = await backend.create('老客户')
    expect(await changes.settle(plan)).toEqual({ kind: 'done', groupId: id })
  })

  it('pages through the members of a group where the platform has such a list', async () => {
    const { backend } = await open()
    const { id } = await backend.create('老客户')
    await backend.join(() => [P], id)
    const page = await backend.members(id, '')
    expect(page?.openids ?? null).toEqual(backend.capabilities.adoptable ? [P] : null)
  })
}
