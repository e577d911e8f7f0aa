import { describe, expect, it } from 'vitest'
import type { MenuButton } from '../../src/domain/replies/console.ts'
import { MenuPublisher } from '../../src/replies/menu.ts'
import type { KeptReplies } from '../../src/store/kept.ts'
import type { ApiMenus, MenuForSome } from '../../src/wechat/api/menu.ts'
import { ManualClock } from '../support/manual-clock.ts'

const view = (name: string): MenuButton => ({ name, action: { kind: 'view', url: `https://example.com/${name}` } })
const forTag = (tag: number): MenuForSome => ({ buttons: [view(`tag${tag}`)], rule: { group_id: tag } })

/** A platform whose creation of a menu takes some of those for tags with it. */
function platform(before: readonly MenuForSome[], after: readonly MenuForSome[]) {
  const done: string[] = []
  let menus: ApiMenus = { all: [view('old')], some: before }
  return {
    done,
    menus: {
      read: () => Promise.resolve(menus),
      create: (buttons: readonly MenuButton[]) => {
        done.push('create')
        menus = { all: buttons, some: after }
        return Promise.resolve()
      },
      add: ({ rule }: MenuForSome) => {
        done.push(`add ${String(rule['group_id'])}`)
        return Promise.resolve()
      },
    },
  }
}
const store: Pick<KeptReplies, 'publishedMenu' | 'markPublished'> = {
  publishedMenu: () => Promise.resolve(undefined),
  markPublished: () => Promise.resolve(),
}

describe('a menu that is published', () => {
  it.each([
    ['all vanish', [forTag(1), forTag(2)], [], ['create', 'add 1', 'add 2']],
    ['one vanishes', [forTag(1), forTag(2)], [forTag(1)], ['create', 'add 2']],
    ['none vanishes', [forTag(1)], [forTag(1)], ['create']],
  ] as const)(
    'brings back menus for tags where %s with the creation, and deletes nothing',
    async (_what, before, after, done) => {
      const { menus, done: seen } = platform(before, after)
      const publisher = new MenuPublisher({ clock: new ManualClock(), menus, store: store as KeptReplies })
      const plan = await publisher.plan({ buttons: [view('new')], leftOut: [] })
      expect(plan.state).toBe('changed')
      await publisher.publish(plan)
      expect(seen).toEqual(done)
    },
  )
})
