import type { ConsoleContent } from '../../domain/replies/console.ts'
import type { Article } from '../../domain/reply.ts'

/*
 * Tolerant readers: the two calls describe what people entered over ten years, and the page's samples differ from each
 * other. Whatever can't be read becomes `unknown` with its type, so that somebody can be told of it.
 */

export type Fields = Readonly<Record<string, unknown>>

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}

/** A list, which some answers put below `list`. */
export function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value as unknown[]
  const { list } = fieldsOf(value)
  return Array.isArray(list) ? (list as unknown[]) : []
}

/** `shown` is the field that holds the text or the id: `content` in replies, `value` in menus. */
export function readContent(value: unknown, shown: 'content' | 'value'): ConsoleContent {
  const fields = fieldsOf(value)
  const type = textOf(fields['type'])
  const content = textOf(fields[shown])
  switch (type) {
    case 'text':
      return content === '' ? { kind: 'unknown', type } : { kind: 'text', text: content }
    case 'img':
    case 'image':
    case 'photo':
      return media('image', content, type)
    case 'voice':
      return media('voice', content, type)
    case 'video':
      return /^https?:\/\//i.test(content) ? { kind: 'video-link', url: content } : media('video', content, type)
    case 'news': {
      const articles = listOf(fields['news_info']).map(readArticle)
      return articles.length === 0 ? { kind: 'unknown', type } : { kind: 'news', articles }
    }
    default:
      return { kind: 'unknown', type }
  }
}

function media(kind: 'image' | 'voice' | 'video', mediaId: string, type: string): ConsoleContent {
  return mediaId === '' ? { kind: 'unknown', type } : { kind, mediaId }
}

function readArticle(value: unknown): Article {
  const fields = fieldsOf(value)
  const text = (name: string): string => textOf(fields[name])
  return {
    title: text('title'),
    description: text('digest'),
    pictureUrl: text('cover_url'),
    url: text('content_url') === '' ? text('source_url') : text('content_url'),
  }
}
