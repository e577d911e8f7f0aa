/**
 * What a follower sees of an answer that is no text: a picture, a voice, a video, music, or articles.
 * Source: developers.weixin.qq.com, Passive user reply.
 */
import { XMLParser } from 'fast-xml-parser'
import type { XmlFields } from '../protocol/xml.ts'
import { Unshowable } from './unshowable.ts'

export interface ShownArticle {
  readonly title: string
  readonly description: string
  readonly picUrl: string
  readonly url: string
}

/** One message as a phone shows it; what is there besides `type` depends on that. */
export interface ShownMessage {
  readonly type: 'text' | 'image' | 'voice' | 'video' | 'music' | 'news'
  readonly text?: string
  readonly mediaId?: string
  readonly articles?: readonly ShownArticle[]
}

const MEDIA: Readonly<Record<string, { field: string; type: 'image' | 'voice' | 'video' | 'music' | 'news' }>> = {
  image: { field: 'Image', type: 'image' },
  voice: { field: 'Voice', type: 'voice' },
  video: { field: 'Video', type: 'video' },
  music: { field: 'Music', type: 'music' },
  news: { field: 'Articles', type: 'news' },
}
const BRACKETS = {
  text: '',
  image: '[图片]',
  voice: '[语音]',
  video: '[视频]',
  music: '[音乐]',
  news: '[图文]',
} as const

/** Throws Unshowable. Of more than `most` articles only so many are shown. */
export function mediaMessageOf(msgType: string, fields: XmlFields, xml: string, most: number): ShownMessage {
  const media = Object.hasOwn(MEDIA, msgType) ? MEDIA[msgType] : undefined
  if (media === undefined) throw new Unshowable('unknown MsgType')
  const inner = fields.get(media.field)
  if (!(inner instanceof Map)) throw new Unshowable(`${media.field} is missing`)
  const { type } = media
  if (type === 'music') return { type }
  if (type === 'news') return { type, articles: articlesOf(fields, xml).slice(0, most) }
  const mediaId: unknown = inner.get('MediaId')
  if (typeof mediaId !== 'string' || mediaId === '') throw new Unshowable('MediaId is missing')
  return { type, mediaId }
}

/** What is no text, in a line of text. */
export function inBrackets({ type, text, articles }: ShownMessage): string {
  if (type === 'text') return text ?? ''
  const title = articles?.[0]?.title ?? ''
  return title === '' ? BRACKETS[type] : `${BRACKETS[type]} ${title}`
}

const reader = new XMLParser({
  parseTagValue: false,
  processEntities: false,
  trimValues: false,
  isArray: (name) => name === 'item',
})

/** The text was read as XML before; this reads the one list in it. */
function articlesOf(fields: XmlFields, xml: string): ShownArticle[] {
  const { xml: root } = reader.parse(xml) as { xml: { Articles?: { item?: unknown[] } } }
  const items = root.Articles?.item ?? []
  if (String(items.length) !== fields.get('ArticleCount'))
    throw new Unshowable('ArticleCount is not how many there are')
  if (items.length === 0) throw new Unshowable('there is no article')
  return items.map((item) => {
    const text = (name: string): string => {
      const value: unknown = typeof item === 'object' && item !== null ? (item as Record<string, unknown>)[name] : ''
      return typeof value === 'string' ? value : ''
    }
    return { title: text('Title'), description: text('Description'), picUrl: text('PicUrl'), url: text('Url') }
  })
}
