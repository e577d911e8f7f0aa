import { z } from 'zod'
import type { KeptCopy, KeptMenu, KeptReply } from '../domain/replies/kept.ts'
import { MAX_ARTICLES, MAX_CONTENT_BYTES } from '../protocol/reply.ts'

/*
 * The file of `fenzu replies export` and `import`: every reply with what it answers and shows, and the menu, as JSON that a
 * person can change. docs/kept-replies.md describes it.
 */

const VERSION = 1
const MOST_REPLIES = 1_000

const shortText = z.string().max(2_000)
const replyText = z
  .string()
  .min(1)
  .refine((text) => Buffer.byteLength(text) <= MAX_CONTENT_BYTES, `must have at most ${MAX_CONTENT_BYTES} bytes`)
const mediaId = z.string().min(1).max(256)
const content = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), text: replyText }),
  z.strictObject({ kind: z.literal('image'), mediaId }),
  z.strictObject({ kind: z.literal('voice'), mediaId }),
  z.strictObject({
    kind: z.literal('video'),
    mediaId,
    title: shortText.default(''),
    description: shortText.default(''),
  }),
  z.strictObject({
    kind: z.literal('news'),
    articles: z
      .array(
        z.strictObject({
          title: shortText,
          description: shortText.default(''),
          pictureUrl: shortText.default(''),
          url: shortText,
        }),
      )
      .min(1)
      .max(MAX_ARTICLES.event),
  }),
])
const keyword = z.strictObject({ match: z.enum(['contain', 'equal']), text: z.string().trim().min(1).max(200) })
const trigger = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('follow') }),
  z.strictObject({ kind: z.literal('any') }),
  z.strictObject({ kind: z.literal('keyword'), keywords: z.array(keyword).min(1).max(200) }),
  z.strictObject({ kind: z.literal('click'), key: z.string().min(1).max(128) }),
])
const reply = z.strictObject({
  on: z.boolean().default(true),
  name: z.string().max(200).default(''),
  trigger,
  mode: z.enum(['all', 'one']).default('all'),
  contents: z.array(content).min(1).max(20),
})
const action = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('view'), url: z.string() }),
  z.strictObject({ kind: z.literal('miniprogram'), url: z.string(), appid: z.string(), path: z.string() }),
  z.strictObject({ kind: z.literal('event'), type: z.string(), key: z.string().min(1).max(128) }),
  z.strictObject({ kind: z.literal('material'), type: z.enum(['media_id', 'view_limited']), mediaId: z.string() }),
  z.strictObject({
    kind: z.literal('article'),
    type: z.enum(['article_id', 'article_view_limited']),
    articleId: z.string(),
  }),
])
const single = z.strictObject({ name: z.string().min(1).max(60), action })
const button = z.union([
  single,
  z.strictObject({ name: z.string().min(1).max(60), buttons: z.array(single).min(1).max(5) }),
])
const file = z.strictObject({
  version: z.literal(VERSION),
  replies: z.array(reply).max(MOST_REPLIES),
  menu: z
    .strictObject({ buttons: z.array(button).max(3) })
    .nullable()
    .default(null),
})

export type RepliesFile = z.input<typeof file>

export function toFile({ replies, menu }: Pick<KeptCopy, 'replies' | 'menu'>): RepliesFile {
  return {
    version: VERSION,
    replies: replies.map(({ number: _number, contents, ...rest }) => {
      return { ...rest, contents: contents.map(withoutEnd) } as RepliesFile['replies'][number]
    }),
    menu: menu === null ? null : { buttons: menu.buttons as never },
  }
}

/** Media keep their end, if they have one: it is read from what is kept now. */
function withoutEnd(kept: KeptReply['contents'][number]): object {
  if (!('until' in kept)) return kept
  const { until: _until, ...rest } = kept
  return rest
}

export type ReadFile =
  | { readonly kind: 'read'; readonly replies: readonly KeptReply[]; readonly menu: KeptMenu | null }
  /** Each line names the place and what was expected. */
  | { readonly kind: 'unreadable'; readonly complaints: readonly string[] }

/** Media that are in `current` under a temporary id keep the end they have there. */
export function readFile(value: unknown, current: KeptCopy | undefined): ReadFile {
  const read = file.safeParse(value)
  if (!read.success) {
    const complaints = read.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`)
    return { kind: 'unreadable', complaints }
  }
  const twice = firstTwice(read.data.replies.map((one) => one.trigger))
  if (twice !== undefined) return { kind: 'unreadable', complaints: [`replies: two of them answer ${twice}`] }
  const ends = new Map(
    (current?.replies ?? []).flatMap(({ contents }) =>
      contents.flatMap((one) => ('until' in one ? [[one.mediaId, one.until] as const] : [])),
    ),
  )
  const replies = read.data.replies.map((one, index): KeptReply => {
    const contents = one.contents.map((each) =>
      'mediaId' in each ? { ...each, until: ends.get(each.mediaId) ?? null } : each,
    )
    return { ...one, number: index + 1, contents }
  })
  const { menu } = read.data
  return { kind: 'read', replies, menu: menu === null ? null : { buttons: menu.buttons, leftOut: [] } }
}

/** There is one reply to a follow, one to any message, and one for each key of a button. */
function firstTwice(triggers: readonly z.output<typeof trigger>[]): string | undefined {
  const seen = new Set<string>()
  for (const one of triggers) {
    if (one.kind === 'keyword') continue
    const name = one.kind === 'click' ? `the button ${one.key}` : one.kind === 'follow' ? 'a follow' : 'any message'
    if (seen.has(name)) return name
    seen.add(name)
  }
  return undefined
}
