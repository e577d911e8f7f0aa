import fc from 'fast-check'
import { expect, it } from 'vitest'
import { openidOf } from '../../src/sandbox/first-world.ts'
import { World } from '../../src/sandbox/world.ts'

const OWNER = 'oAdmin_Sandbox_0000000000001'
const NOW = Date.UTC(2026, 0, 15)

const anyOpenid = fc.integer({ min: 0, max: 45 }).map(openidOf)
const anyId = fc.constantFrom(102, 104, 106, 107, 108, 109, 110)
const anyChange = fc.oneof(
  fc.record({ kind: fc.constant('add-group' as const) }),
  fc.record({ kind: fc.constantFrom('delete-group', 'delete-tag'), id: anyId }),
  fc.record({ kind: fc.constantFrom('move', 'tag', 'untag'), id: anyId, openid: anyOpenid }),
  fc.record({ kind: fc.constantFrom('subscribe', 'unsubscribe'), openid: anyOpenid }),
)
type Change = { kind: string; id?: number; openid?: string }

function apply(world: World, { kind, id = 0, openid = '' }: Change): void {
  const follower = world.followers.get(openid)
  const whom = follower === undefined ? [] : [follower]
  if (kind === 'add-group') world.addGroup('x')
  if (kind === 'delete-group') world.deleteGroup(id)
  if (kind === 'delete-tag') world.deleteTag(id)
  if (kind === 'move' && world.groups.has(id)) world.move(whom, id)
  if (kind === 'tag' && world.tags.has(id)) world.tag(whom, id)
  if (kind === 'untag') world.untag(whom, id)
  if (kind === 'subscribe') world.subscribe(openid, NOW)
  if (kind === 'unsubscribe') world.unsubscribe(openid)
}

/** All but since when somebody follows. */
function viewOf(world: World): string {
  const followers = [...world.followers.values()].map((follower) => ({ ...follower, subscribedAt: null }))
  return JSON.stringify([world.groupList(), world.tagList(), followers])
}

it('keeps everybody in exactly one group that exists, and its counts true, whatever happens', () => {
  fc.assert(
    fc.property(fc.array(anyChange, { maxLength: 60 }), (changes) => {
      const world = new World(OWNER, NOW)
      for (const change of changes) apply(world, change)
      const following = [...world.followers.values()].filter(({ subscribe }) => subscribe)
      expect(world.groupList().reduce((sum, { count }) => sum + count, 0)).toBe(following.length)
      for (const { groupid, tagIds } of world.followers.values()) {
        expect(world.groups.has(groupid)).toBe(true)
        expect(tagIds.every((id) => world.tags.has(id))).toBe(true)
        expect(new Set(tagIds).size).toBe(tagIds.length)
      }
    }),
  )
})

it('has a new revision after a change just when the world looks different', () => {
  fc.assert(
    fc.property(fc.array(anyChange, { maxLength: 20 }), (changes) => {
      const world = new World(OWNER, NOW)
      for (const change of changes) {
        const [view, revision] = [viewOf(world), world.revision]
        apply(world, change)
        expect(world.revision !== revision).toBe(viewOf(world) !== view)
      }
    }),
  )
})
