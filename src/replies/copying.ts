import type { ConsoleContent, ConsoleReplies } from '../domain/replies/console.ts'
import {
  TEMPORARY_MS,
  type KeptContent,
  type KeptCopy,
  type KeptReply,
  type KeptTrigger,
  type Loss,
  type LossReason,
} from '../domain/replies/kept.ts'
import { MAX_CONTENT_BYTES } from '../protocol/reply.ts'
import { NO_PERMISSION_ERRCODE } from '../wechat/errcodes.ts'
import type { MediaCopier } from './media.ts'
import { copyMenu } from './menu-copy.ts'
import type { ConsoleRead } from './reading.ts'

type Draft = Omit<KeptReply, 'number' | 'on'> & { readonly on: boolean }

/**
 * Makes a copy of what was read. Everything that is not kept as it was is among the losses; nothing is left out in silence.
 * `previous` gives the contents of buttons that fenzu has published already, and which replies somebody has stopped.
 */
export async function copyConsole(
  { replies, menu, raw, readAt, readSteadily, mayWrite }: ConsoleRead,
  media: Pick<MediaCopier, 'keep'>,
  previous: KeptCopy | undefined,
): Promise<KeptCopy> {
  const losses: Loss[] = []
  const lose = (where: string, reason: LossReason, detail = ''): void => {
    losses.push({ where, reason, detail })
  }
  const keep = async (contents: readonly ConsoleContent[], where: string): Promise<KeptContent[]> => {
    const kept: KeptContent[] = []
    for (const content of contents) {
      const one = await keepContent(content, where, media, readSteadily, lose)
      if (one !== undefined) kept.push(one)
    }
    return kept
  }
  const drafts = await copyReplies(replies, keep, lose)
  const copied = copyMenu(menu, previous)
  for (const loss of copied.losses) losses.push(loss)
  for (const { name, key, content } of copied.clicks) {
    const contents = Array.isArray(content) ? (content as KeptContent[]) : await keep([content as ConsoleContent], name)
    drafts.push({ trigger: { kind: 'click', key }, name, mode: 'all', contents, on: true })
  }
  if (!mayWrite) {
    if (copied.menu !== null) lose('', 'menu-by-hand')
    for (const { name, mode, contents } of drafts) if (mode === 'all' && contents.length > 1) lose(name, 'first-only')
  }
  const played = drafts.filter(({ contents }) => contents.length > 0)
  return { takenAt: readAt, replies: numbered(played, previous), menu: copied.menu, losses, raw }
}

/** What a copy would be, told without fetching or keeping any media. */
export function copyDry(console: ConsoleRead, previous: KeptCopy | undefined): Promise<KeptCopy> {
  const { mayWrite, readSteadily } = console
  const keep: MediaCopier['keep'] = (_kind, mediaId) => {
    const forNow = {
      until: readSteadily + TEMPORARY_MS,
      loss: { reason: 'three-days', detail: String(NO_PERMISSION_ERRCODE) },
    } as const
    return Promise.resolve({ kind: 'kept', mediaId, ...(mayWrite ? { until: null } : forNow) })
  }
  return copyConsole(console, { keep }, previous)
}

async function copyReplies(
  { follow, any, rules }: ConsoleReplies,
  keep: (contents: readonly ConsoleContent[], where: string) => Promise<KeptContent[]>,
  lose: (where: string, reason: LossReason) => void,
): Promise<Draft[]> {
  const drafts: Draft[] = []
  for (const [kind, reply] of [['follow', follow] as const, ['any', any] as const]) {
    if (reply === null) continue
    const contents = await keep([reply.content], kind)
    drafts.push({ trigger: { kind }, name: '', mode: 'all', contents, on: reply.on })
  }
  for (const { name, keywords, mode, contents } of rules) {
    if (keywords.length === 0) lose(name, 'no-keywords')
    drafts.push({ trigger: { kind: 'keyword', keywords }, name, mode, contents: await keep(contents, name), on: true })
  }
  return drafts
}

async function keepContent(
  content: ConsoleContent,
  where: string,
  media: Pick<MediaCopier, 'keep'>,
  readAt: number,
  lose: (where: string, reason: LossReason, detail?: string) => void,
): Promise<KeptContent | undefined> {
  switch (content.kind) {
    case 'text': {
      const text = cut(content.text)
      if (text !== content.text) lose(where, 'cut')
      return { kind: 'text', text }
    }
    case 'news':
      return content
    case 'video-link':
      lose(where, 'video-as-link')
      return { kind: 'text', text: `<a href="${content.url.replaceAll('"', '%22')}">视频</a>` }
    case 'unknown':
      lose(where, 'unknown-kind', content.type)
      return undefined
    case 'image':
    case 'voice':
    case 'video': {
      const outcome = await media.keep(content.kind, content.mediaId, where === '' ? 'fenzu' : where, readAt)
      if (outcome.loss !== undefined) lose(where, outcome.loss.reason, outcome.loss.detail)
      if (outcome.kind === 'gone') return undefined
      const { mediaId, until } = outcome
      if (content.kind !== 'video') return { kind: content.kind, mediaId, until }
      return { kind: 'video', mediaId, title: '', description: '', until }
    }
  }
}

/** As much as fits into a passive reply, and no half of a character. */
function cut(text: string): string {
  let kept = ''
  let bytes = 0
  for (const character of text) {
    bytes += Buffer.byteLength(character)
    if (bytes > MAX_CONTENT_BYTES) return kept
    kept += character
  }
  return text
}

/** What somebody stopped stays stopped, whatever its number was. */
function numbered(drafts: readonly Draft[], previous: KeptCopy | undefined): KeptReply[] {
  const stopped = new Set(
    (previous?.replies ?? []).filter(({ on }) => !on).map(({ trigger, name }) => sameAs(trigger, name)),
  )
  return drafts.map((draft, index) => {
    return { number: index + 1, ...draft, on: draft.on && !stopped.has(sameAs(draft.trigger, draft.name)) }
  })
}

function sameAs(trigger: KeptTrigger, name: string): string {
  return JSON.stringify([trigger, name])
}
