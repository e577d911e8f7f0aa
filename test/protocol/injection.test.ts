import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UnreadableError } from '../../src/protocol/errors.ts'
import { parseXml } from '../../src/protocol/xml.ts'
import { textXml } from '../support/push.ts'

const OPENID = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'
const push = (text: string) => textXml({ from: OPENID, text, msgId: '6054768590064713728', createdAt: 1_764_036_000 })
const refuses = (xml: string) => {
  expect(() => parseXml(xml)).toThrow(UnreadableError)
}

describe('what a follower types', () => {
  it('becomes the content or nothing, and never another field (T09)', () => {
    const fragment = fc.constantFrom(
      ...['x', ' ', '\n', '\u0000', '&', '&lt;', '&#60;', '"', "'", '=', '[', ']', '>', '/>', '<', '<!', '<?', '?>'],
      ...[']]>', '<![CDATA[', '<!--', '-->', '<!DOCTYPE x', '<!ELEMENT', '<!ENTITY', '<?a ', 'a="', '<y ', '<y/>'],
      ...['<Content>', '</Content>', '<Content a="', '<MsgId>', '</MsgId>', '<MsgId>1</MsgId>', '<MsgId a="'],
      ...['<FromUserName>', '</FromUserName>', 'oAdmin', '<xml>', '</xml>', '<y>', '</y>'],
      ...['<__proto__>', '</__proto__>', '<#text>', '</#text>', '<#cdata>', '</#cdata>', '<:@>', '</:@>'],
    )
    const typed = fc.array(fragment, { minLength: 1, maxLength: 9 }).map((fragments) => fragments.join(''))
    fc.assert(
      fc.property(typed, (text) => {
        let fields
        try {
          fields = parseXml(push(text))
        } catch (error) {
          expect(error).toBeInstanceOf(UnreadableError)
          expect(text).toContain(']]>')
          return
        }
        const { Content: content, ...others } = Object.fromEntries(fields)
        expect(others).toEqual({
          ToUserName: 'gh_5a4db0c0ffee',
          FromUserName: OPENID,
          CreateTime: '1764036000',
          MsgType: 'text',
          MsgId: '6054768590064713728',
        })
        if (!text.includes(']]>')) expect(content).toBe(text)
      }),
      { numRuns: 20_000 },
    )
  })

  it.each([
    ['an end of section that ends nothing', 'a]]>b'],
    ['a declaration that swallows the rest', ']]><!'],
    ['a comment', ']]><!-- x --><![CDATA['],
    ['an instruction', ']]><?a?><![CDATA['],
    ['an attribute', ']]></Content><MsgId a="'],
    ['another sender', ']]></Content><FromUserName>oAdmin</FromUserName><Content><![CDATA['],
    ['another end', ']]></Content><MsgId>1</MsgId></xml><!--'],
    ['an element inside the text', ']]><y/><![CDATA['],
  ])('is not read with %s in it', (_title, text) => {
    if (text.includes('<y/>')) expect(parseXml(push(text)).get('Content')).not.toBeTypeOf('string')
    else refuses(push(text))
  })
})

describe("the platform's own XML", () => {
  it.each([
    ['an attribute', '<xml a="1"><A>a</A></xml>'],
    ['a comment', '<xml><!-- x --><A>a</A></xml>'],
    ['an instruction', '<xml><?a b?><A>a</A></xml>'],
    ['a second declaration', '<?xml version="1.0"?><?xml version="1.0"?><xml><A>a</A></xml>'],
    ['a lower-case section', '<xml><A><![cdata[a]]></A></xml>'],
    ['a closing tag that is empty too', '<xml><A>a</A/></xml>'],
    ['an unclosed section', '<xml><A><![CDATA[a</A></xml>'],
    ['crossed tags', '<xml><A><B>a</A></B></xml>'],
  ])('has not %s', (_title, xml) => {
    refuses(xml)
  })

  it('may begin with a declaration, and have an empty element', () => {
    const fields = parseXml('<?xml version="1.0" encoding="UTF-8"?>\n<xml><A>a</A><B/><C></C></xml>\n')
    expect(Object.fromEntries(fields)).toEqual({ A: 'a', B: '', C: '' })
  })

  it('is as deep as the deepest push, and no deeper (T08)', () => {
    const pictures = (inner: string) =>
      `<xml><SendPicsInfo><PicList><item><PicMd5Sum>${inner}</PicMd5Sum></item></PicList></SendPicsInfo></xml>`
    const list = parseXml(pictures('1b5f7c23b5bf75682a53e7b6d163e185')).get('SendPicsInfo')
    expect(list).toEqual(
      new Map([['PicList', new Map([['item', new Map([['PicMd5Sum', '1b5f7c23b5bf75682a53e7b6d163e185']])]])]]),
    )
    refuses(pictures('<a>1</a>'))
  })

  it('has at most 512 elements (T08)', () => {
    const elements = (count: number) => Array.from({ length: count }, (_unused, index) => `<A${index}/>`).join('')
    expect(parseXml(`<xml>${elements(511)}</xml>`).size).toBe(511)
    refuses(`<xml>${elements(512)}</xml>`)
  })
})
