import fc from 'fast-check'
import { XMLParser } from 'fast-xml-parser'
import { describe, expect, it } from 'vitest'
import type { Article, ReplyContent } from '../../src/domain/reply.ts'
import { MAX_ARTICLES, serializeReply, toLegalXml } from '../../src/protocol/reply.ts'
import { parseXml } from '../../src/protocol/xml.ts'

const PEOPLE = { to: 'oDF3iYx0ro3_7jD4HFRDfrjdCM58', from: 'gh_5a4db0c0ffee', createdAt: 1_700_000_000 }
const HEAD =
  '<xml><ToUserName><![CDATA[oDF3iYx0ro3_7jD4HFRDfrjdCM58]]></ToUserName>' +
  '<FromUserName><![CDATA[gh_5a4db0c0ffee]]></FromUserName><CreateTime>1700000000</CreateTime>'
const ARTICLE: Article = {
  title: '价目表',
  description: '2026',
  pictureUrl: 'http://x/p.jpg',
  url: 'http://x/?a=1&b=2',
}

const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ']]>',
        ']]',
        '>',
        '<![CDATA[',
        '</MediaId>',
        '</item>',
        '<item>',
        '<FromUserName>',
        '&',
        '\u0000',
      ),
      fc.constantFrom('\ud800', '\r\n', '😀', '</xml>'),
      fc.string({ maxLength: 8 }),
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((parts) => parts.join(''))
/** Something that is left when what XML can't hold is taken out. */
const some = hostile.filter((text) => toLegalXml(text) !== '')
const article = fc.record({ title: hostile, description: hostile, pictureUrl: hostile, url: hostile })
const content: fc.Arbitrary<ReplyContent> = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), text: hostile }),
  fc.record({ kind: fc.constantFrom('image' as const, 'voice' as const), mediaId: some }),
  fc.record({ kind: fc.constant('video' as const), mediaId: some, title: some, description: some }),
  fc.record({
    kind: fc.constant('music' as const),
    title: some,
    description: some,
    url: some,
    highQualityUrl: some,
    thumbMediaId: some,
  }),
  fc.record({ kind: fc.constant('news' as const), articles: fc.array(article, { minLength: 1, maxLength: 8 }) }),
)

/** Another reader than ours, as anybody's. */
const anyReader = new XMLParser({
  parseTagValue: false,
  processEntities: false,
  trimValues: false,
  isArray: (name) => name === 'item',
})

describe('a passive reply of each kind', () => {
  it('has the fields of its kind and nothing else, whatever is written into them (T50)', () => {
    fc.assert(
      fc.property(content, (reply) => {
        const xml = serializeReply(PEOPLE, reply, MAX_ARTICLES.event)
        parseXml(xml)
        const { xml: read } = anyReader.parse(xml) as { xml: Record<string, unknown> }
        expect(read).toEqual({
          ToUserName: PEOPLE.to,
          FromUserName: PEOPLE.from,
          CreateTime: '1700000000',
          MsgType: reply.kind,
          ...wanted(reply),
        })
      }),
      { numRuns: 1_000 },
    )
  })

  it.each<[string, ReplyContent, string]>([
    ['image', { kind: 'image', mediaId: 'm' }, '<Image><MediaId><![CDATA[m]]></MediaId></Image>'],
    ['voice', { kind: 'voice', mediaId: 'm' }, '<Voice><MediaId><![CDATA[m]]></MediaId></Voice>'],
    [
      'video',
      { kind: 'video', mediaId: 'm', title: 't', description: '' },
      '<Video><MediaId><![CDATA[m]]></MediaId><Title><![CDATA[t]]></Title></Video>',
    ],
    [
      'music',
      { kind: 'music', title: 't', description: 'd', url: 'u', highQualityUrl: '', thumbMediaId: '' },
      '<Music><Title><![CDATA[t]]></Title><Description><![CDATA[d]]></Description><MusicUrl><![CDATA[u]]></MusicUrl>' +
        '<HQMusicUrl><![CDATA[u]]></HQMusicUrl></Music>',
    ],
    [
      'news',
      { kind: 'news', articles: [ARTICLE] },
      '<ArticleCount>1</ArticleCount><Articles><item><Title><![CDATA[价目表]]></Title>' +
        '<Description><![CDATA[2026]]></Description><PicUrl><![CDATA[http://x/p.jpg]]></PicUrl>' +
        '<Url><![CDATA[http://x/?a=1&b=2]]></Url></item></Articles>',
    ],
  ])('is written as the platform documents it: %s', (kind, reply, body) => {
    expect(serializeReply(PEOPLE, reply)).toBe(`${HEAD}<MsgType><![CDATA[${kind}]]></MsgType>${body}</xml>`)
  })

  it('is refused where the platform would show nothing', () => {
    const news = (count: number): ReplyContent => ({ kind: 'news', articles: Array<Article>(count).fill(ARTICLE) })
    expect(() => serializeReply(PEOPLE, news(0))).toThrow(RangeError)
    expect(() => serializeReply(PEOPLE, news(2))).toThrow('news has 1 to 1 articles here, not 2')
    expect(() => serializeReply(PEOPLE, news(8), MAX_ARTICLES.event)).not.toThrow()
    expect(() => serializeReply(PEOPLE, news(9), MAX_ARTICLES.event)).toThrow(RangeError)
    expect(() => serializeReply(PEOPLE, { kind: 'image', mediaId: '' })).toThrow(RangeError)
    expect(() => serializeReply(PEOPLE, { kind: 'text', text: '一'.repeat(683) })).toThrow(RangeError)
  })
})

/** The fields beside the head, as they must read. */
function wanted(reply: ReplyContent): object {
  const legal = toLegalXml
  const filled = (fields: Record<string, string>) =>
    Object.fromEntries(Object.entries(fields).flatMap(([name, text]) => (text === '' ? [] : [[name, legal(text)]])))
  switch (reply.kind) {
    case 'text':
      return { Content: legal(reply.text) }
    case 'image':
      return { Image: { MediaId: legal(reply.mediaId) } }
    case 'voice':
      return { Voice: { MediaId: legal(reply.mediaId) } }
    case 'video':
      return { Video: filled({ MediaId: reply.mediaId, Title: reply.title, Description: reply.description }) }
    case 'music': {
      const { title, description, url, highQualityUrl, thumbMediaId } = reply
      const fields = { Title: title, Description: description, MusicUrl: url, HQMusicUrl: highQualityUrl }
      return { Music: filled({ ...fields, ThumbMediaId: thumbMediaId }) }
    }
    case 'news':
      return {
        ArticleCount: String(reply.articles.length),
        Articles: {
          item: reply.articles.map(({ title, description, pictureUrl, url }) => {
            return {
              Title: legal(title),
              Description: legal(description),
              PicUrl: legal(pictureUrl),
              Url: legal(url),
            }
          }),
        },
      }
  }
}
