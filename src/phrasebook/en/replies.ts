import type { KeptLine } from '../../domain/answer.ts'
import { sayLoss } from '../losses.ts'
import { safeText } from '../safe-text.ts'
import { lines, safeCommand, safeHint, type Phrases } from '../wording.ts'

const TRIGGERS: Readonly<Record<KeptLine['trigger'], string>> = {
  follow: 'to a follow',
  any: 'to any other message',
  keyword: 'keyword',
  click: 'menu',
}

/** What is kept of the console: replies and menu. */
export const REPLIES = {
  'kept-replies': ({ replies, losses }) =>
    lines(
      replies.length === 0 ? 'The console has no automatic replies' : `${counted(replies.length)} kept`,
      ...replies.map(lineOf),
      ...(losses.length === 0 ? [] : ['⚠️ Not as before:', ...losses.map((loss) => safeHint(sayLoss(loss, 'en')))]),
      replies.length === 0 ? null : 'Stop one: replies stop 1',
    ),
  'no-kept-replies': ({ on }) =>
    on
      ? lines("⚠️ The console's replies have not been read yet", 'Read them now: replies reread')
      : lines("⚠️ The console's replies are not kept", 'The operator can set FENZU_KEPT_REPLIES=on'),
  'no-such-reply': ({ number, last }) => lines(`❌ There is no ${number}, of ${last} in all`, 'See all: replies'),
  'kept-switched': ({ replies, on }) =>
    lines(`✅ ${counted(replies.length)} ${on ? 'started' : 'stopped'}`, ...replies.slice(0, 10).map(lineOf)),
  'kept-anew': ({ replies, buttons, losses }) =>
    lines(
      `✅ Read again: ${counted(replies)}, ${buttons} in the menu`,
      ...losses.map((loss) => `⚠️ ${safeHint(sayLoss(loss, 'en'))}`),
    ),
  'kept-menu': ({ lines: buttons, leftOut }) =>
    lines(
      'The kept menu:',
      ...buttons.map((line) => safeCommand(line)),
      ...leftOut.map((name) => `⚠️ "${safeText(name)}" can't be published`),
      'Publish it: menu restore',
    ),
  'no-kept-menu': () => lines('⚠️ No menu is kept', 'Read it from the console: replies reread'),
  'menu-is-same': () => '✅ Followers see this very menu already',
  'menu-published': () => '✅ The menu is published. Followers see it when they open the account again (five minutes)',
} satisfies Partial<Phrases>

function lineOf({ number, on, trigger, words, shows, text, more }: KeptLine): string {
  const what = words.length === 0 ? '' : ` "${safeText(words.slice(0, 3).join(', '))}${words.length > 3 ? '…' : ''}"`
  const shown = shows === 'text' ? safeText(text) : `[${shows}]`
  return `${number} ${TRIGGERS[trigger]}${what}: ${shown}${more === 0 ? '' : ` and ${more} more`}${on ? '' : ' (stopped)'}`
}

function counted(count: number): string {
  return `${count} ${count === 1 ? 'reply' : 'replies'}`
}
