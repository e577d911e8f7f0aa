import { hash } from 'node:crypto'
import type { ConsoleButton, ConsoleContent, MenuButton } from '../domain/replies/console.ts'
import type { KeptContent, KeptCopy, KeptMenu, Loss } from '../domain/replies/kept.ts'

/** Keys of buttons that fenzu answers begin with it. */
const OUR_KEY = 'fenzu_'

export interface ClickContent {
  /** The button's. */
  readonly name: string
  readonly key: string
  /** As the console holds it, or as it was kept before. */
  readonly content: ConsoleContent | readonly KeptContent[]
}

export interface CopiedMenu {
  /** null when there is no menu. */
  readonly menu: KeptMenu | null
  readonly clicks: readonly ClickContent[]
  readonly losses: readonly Loss[]
}

/**
 * The menu as a server can publish it: what showed something by itself becomes a click that fenzu answers with the same.
 * A click with a key of ours is the menu that fenzu published: its answer is the one that was kept.
 */
export function copyMenu(buttons: readonly ConsoleButton[], previous: KeptCopy | undefined): CopiedMenu {
  const clicks: ClickContent[] = []
  const losses: Loss[] = []
  const leftOut: string[] = []
  const known = new Map(
    (previous?.replies ?? []).flatMap((reply) => (reply.trigger.kind === 'click' ? [[reply.trigger.key, reply]] : [])),
  )
  const copied = (button: ConsoleButton, path: string): MenuButton[] => {
    const { name } = button
    if (button.action === undefined) {
      const below = button.buttons.flatMap((one) => copied(one, `${path}/${name}`))
      return below.length === 0 ? [] : [{ name, buttons: below }]
    }
    const { action } = button
    if (action.kind !== 'show') {
      const reply = action.kind === 'event' ? known.get(action.key) : undefined
      if (reply !== undefined)
        clicks.push({ name, key: reply.trigger.kind === 'click' ? reply.trigger.key : '', content: reply.contents })
      else if (action.kind === 'event') losses.push({ where: name, reason: 'foreign-key', detail: action.key })
      return [{ name, action }]
    }
    if (action.content.kind === 'unknown') {
      leftOut.push(name)
      losses.push({ where: name, reason: 'unknown-kind', detail: action.content.type })
      return []
    }
    const key = keyOf(`${path}/${name}`, clicks)
    clicks.push({ name, key, content: action.content })
    return [{ name, action: { kind: 'event', type: 'click', key } }]
  }
  const menu = buttons.flatMap((button) => copied(button, ''))
  return { menu: menu.length === 0 && leftOut.length === 0 ? null : { buttons: menu, leftOut }, clicks, losses }
}

/** The same button has the same key at every reading; two of one name have different ones. */
function keyOf(path: string, taken: readonly ClickContent[]): string {
  for (let turn = 0; ; turn += 1) {
    const key = `${OUR_KEY}${hash('sha256', turn === 0 ? path : `${path} ${turn}`, 'hex').slice(0, 12)}`
    if (taken.every((click) => click.key !== key)) return key
  }
}
