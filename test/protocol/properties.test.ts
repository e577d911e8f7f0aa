import fc from 'fast-check'
import { XMLParser } from 'fast-xml-parser'
import { describe, expect, it } from 'vitest'
import { createCipher } from '../../src/protocol/cipher.ts'
import { UnreadableError } from '../../src/protocol/errors.ts'
import { openSealedReply, sealReply, serializeTextReply, toLegalXml } from '../../src/protocol/reply.ts'
import { parseXml } from '../../src/protocol/xml.ts'
import { anyLetter } from '../support/any-letter.ts'

const cipher = createCipher({
  encodingAesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
  appid: 'wx5a4db0c0ffee0001',
})
const anyText = fc.string({ unit: anyLetter, maxLength: 400 })
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(']]>', '<![CDATA[', '</Content>', '<FromUserName>', '&lt;', '<!--', '\u0000', '\ud800', '😀'),
      fc.string(),
    ),
    {
      maxLength: 20,
    },
  )
  .map((parts) => parts.join(''))

describe('the serializer of replies', () => {
  it('makes XML that reads back as the same five fields, whatever the text (T14)', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, hostile), (text) => {
        fc.pre(Buffer.byteLength(text) <= 2047)
        const xml = serializeTextReply({ to: 'oAdmin', from: 'gh_1', createdAt: 1_700_000_000, text })
        expect(Object.fromEntries(parseXml(xml))).toEqual({
          ToUserName: 'oAdmin',
          FromUserName: 'gh_1',
          CreateTime: '1700000000',
          MsgType: 'text',
          Content: toLegalXml(text),
        })
      }),
      { numRuns: 1_000 },
    )
  })

  it('refuses a text of more than 2047 bytes (F30)', () => {
    const reply = (text: string) => () => serializeTextReply({ to: 'o', from: 'g', createdAt: 1, text })
    expect(reply('一'.repeat(682))).not.toThrow()
    expect(reply('一'.repeat(683))).toThrow(RangeError)
  })
})

describe('the envelope', () => {
  it('opens what it sealed, and nothing that was changed', () => {
    fc.assert(
      fc.property(anyText.map(toLegalXml), (message) => {
        expect(cipher.open(cipher.seal(message))).toBe(message)
        const sealed = sealReply(cipher, 'sandbox', { xml: message, timestamp: '1700000000', nonce: '1' })
        expect(openSealedReply(cipher, 'sandbox', sealed)).toBe(message)
      }),
    )
  })

  it('throws nothing but its one error for arbitrary bytes (T17)', () => {
    fc.assert(
      fc.property(fc.oneof(fc.base64String({ maxLength: 400 }), fc.string()), (text) => {
        try {
          cipher.open(text)
        } catch (error) {
          expect(error).toBeInstanceOf(UnreadableError)
          expect((error as UnreadableError).reason).toBe('undecryptable')
        }
      }),
    )
  })
})

describe('the parser', () => {
  const name = fc.constantFrom(
    'ToUserName',
    'FromUserName',
    'CreateTime',
    'MsgType',
    'Content',
    'MsgId',
    'Event',
    'EventKey',
    'PicUrl',
  )
  const value = fc.oneof(
    fc
      .string()
      .filter((text) => !text.includes(']]>'))
      .map((text) => `<![CDATA[${text}]]>`),
    fc.stringMatching(/^[a-zA-Z0-9_.@-]{1,30}$/),
  )
  const pushes = fc
    .uniqueArray(fc.tuple(name, value), { selector: ([field]) => field, minLength: 1 })
    .map((fields) => `<xml>${fields.map(([field, text]) => `<${field}>${text}</${field}>`).join('\n')}</xml>`)

  it("equals fast-xml-parser's own result on legal pushes", () => {
    const plain = new XMLParser({ parseTagValue: false, processEntities: false, trimValues: false })
    fc.assert(
      fc.property(pushes, (xml) => {
        const { '#text': _between, ...fields } = (plain.parse(xml) as { xml: Record<string, string> }).xml
        expect(Object.fromEntries(parseXml(xml))).toEqual(fields)
      }),
      { numRuns: 500 },
    )
  })

  it('reads arbitrary text or throws its one error, and leaves Object.prototype alone (T06)', () => {
    const before = Object.getOwnPropertyNames(Object.prototype)
    const fragments = fc.constantFrom(
      '<xml>',
      '</xml>',
      '<a>',
      '</a>',
      '<__proto__>',
      '</__proto__>',
      '<constructor>',
      ']]>',
      '<![CDATA[',
      '&#9999999;',
      '&amp;',
      '<?a?>',
      '<!DOCTYPE x>',
      'x',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(fragments, fc.string({ maxLength: 5 }))), (parts) => {
        try {
          parseXml(parts.join(''))
        } catch (error) {
          expect(error).toBeInstanceOf(UnreadableError)
        }
      }),
      { numRuns: 2_000 },
    )
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
  })

  it.each([
    ['a number stays text', '<xml><A><![CDATA[007]]></A></xml>', '007'],
    ['an exponent stays text', '<xml><A><![CDATA[1e5]]></A></xml>', '1e5'],
    ['64 bits stay whole', '<xml><A>6054768590064713728</A></xml>', '6054768590064713728'],
    ['blanks are kept', '<xml><A><![CDATA[ a ]]></A></xml>', ' a '],
    ['sections are joined', '<xml><A><![CDATA[x]]]]><![CDATA[>y]]></A></xml>', 'x]]>y'],
    ['entities outside a section are read', '<xml><A>a &lt;&amp;&#65;&#x4e2d;</A></xml>', 'a <&A中'],
    ['entities inside a section are not', '<xml><A><![CDATA[&lt;]]></A></xml>', '&lt;'],
    ['a byte order mark is no content', '\ufeff<xml><A>a</A></xml>', 'a'],
  ])('%s (T09)', (_title, xml, expected) => {
    expect(parseXml(xml).get('A')).toBe(expected)
  })

  it.each([
    '<XML><A>a</A></XML>',
    '<xml><A>&unknown;</A></xml>',
    '<xml><A>&</A></xml>',
    '<xml><A>&#0;</A></xml>',
    '<xml><A>&#xd800;</A></xml>',
    '<xml><A>&#9999999;</A></xml>',
    '<xml><__proto__>a</__proto__></xml>',
    '<xml><A>a</A></xml>junk',
    'junk',
    '',
    `<xml>${'<a>'.repeat(20)}${'</a>'.repeat(20)}</xml>`,
    '<!DOCTYPE a [<!ENTITY x "y">]><!DOCTYPE b><xml><A>a</A></xml>',
    '<!DOCTYPE xml SYSTEM "file:///etc/passwd"><xml><A>a</A></xml>',
    '<!DOCTYPE xml [<!ENTITY % p SYSTEM "http://127.0.0.1/">%p;]><xml><A>a</A></xml>',
  ])('refuses %s (T07, T09)', (xml) => {
    expect(() => parseXml(xml)).toThrow(UnreadableError)
  })

  it.each([
    ['processing instructions', '<?a?>'.repeat(13_000)],
    ['empty elements', '<a/>'.repeat(16_000)],
    ['nested elements', '<a>'.repeat(9_000) + '</a>'.repeat(9_000)],
  ])('does not even begin with sixty kilobytes of %s (T08)', (_title, filling) => {
    expect(() => parseXml(`<xml>${filling}</xml>`)).toThrow(UnreadableError)
  })
})
