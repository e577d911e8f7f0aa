import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UnreadableError } from '../../src/protocol/errors.ts'
import { scanFlatXml } from '../../src/protocol/xml-scan.ts'
import { parseAnyXml, type XmlFields } from '../../src/protocol/xml.ts'
import { textXml } from '../support/push.ts'
import { anyLetter } from '../support/any-letter.ts'

/** A thousand times as many in the long run: `FENZU_XML_DOCUMENTS=1000000 npm test -- test/protocol/xml-scan.test.ts`. */
const DOCUMENTS = Number(process.env['FENZU_XML_DOCUMENTS'] ?? 20_000)

const NAMES = [
  ...['ToUserName', 'FromUserName', 'CreateTime', 'MsgType', 'Content', 'MsgId', 'Event', 'EventKey', 'bizmsgmenuid'],
  ...[
    'Location_X',
    'constructor',
    '__proto__',
    'toString',
    'prototype',
    'hasOwnProperty',
    'xml',
    'XML',
    'a',
    'A1',
    'a-b',
  ],
  ...['1a', '_a', 'ä', 'a:b', '', ' ', '?xml', '!DOCTYPE', '#text', '#cdata', 'Content/', 'a b="c"'],
]
const PIECES = [
  ...[
    ']]>',
    ']]',
    ']',
    '<![CDATA[',
    '<',
    '>',
    '&',
    '&amp;',
    '&#65;',
    '&#x0;',
    '</xml>',
    '<xml>',
    '</Content>',
    '<Content>',
  ],
  ...[
    '\r',
    '\r\n',
    '\n',
    '\t',
    ' ',
    '\u00a0',
    '\u3000',
    '\ufeff',
    '\u0000',
    '\u0001',
    '\ud800',
    '😀',
    '移动 VIP',
    "'",
    '"',
  ],
  ...['6054768590064713728', '007', '-1.5e+3', '.', 'true', '__proto__', '<!--', '-->', '<?', '?>', '<!DOCTYPE x>'],
]
const text = fc.oneof(
  fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: anyLetter, maxLength: 6 })), { maxLength: 6 }),
  fc.array(fc.constantFrom('1', 'a', '.', ' ', '中'), { maxLength: 4 }),
)
const words = text.map((parts) => parts.join(''))
const name = fc.constantFrom(...NAMES)
const usualName = fc.constantFrom(...NAMES.slice(0, 10))
const indentation = fc.stringMatching(/^[ \t\n]{0,5}$/)
const value = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        indentation,
        fc.oneof(
          words.map((inside) => `<![CDATA[${inside.replaceAll(']]>', ']]')}]]>`),
          fc.stringMatching(/^[\w.+-]{0,20}$/),
        ),
        fc.oneof(indentation, words),
      )
      .map((parts) => parts.join('')),
  },
  { weight: 4, arbitrary: words.map((inside) => `<![CDATA[${inside.replaceAll(']]>', ']]')}]]>`) },
  { weight: 3, arbitrary: fc.stringMatching(/^[\w.+-]{0,20}$/) },
  { weight: 1, arbitrary: words },
  { weight: 1, arbitrary: fc.tuple(words, words).map(([a, b]) => `<![CDATA[${a}]]><![CDATA[${b}]]>`) },
  { weight: 1, arbitrary: fc.tuple(name, words).map(([inner, inside]) => `<${inner}>${inside}</${inner}>`) },
)
const field = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(usualName, value).map(([a, inside]) => `<${a}>${inside}</${a}>`) },
  { weight: 1, arbitrary: fc.tuple(name, value, name).map(([a, inside, b]) => `<${a}>${inside}</${b}>`) },
  { weight: 1, arbitrary: name.map((a) => `<${a}/>`) },
)
const between = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('', '\n', ' ', '\n    ', '\t') },
  { weight: 1, arbitrary: words },
)
const root = fc.oneof(
  { weight: 12, arbitrary: fc.constant(['<xml>', '</xml>']) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(['<XML>', '</XML>'], ['<xml a="b">', '</xml>'], ['<xml>', ''], ['', '</xml>']),
  },
)
const around = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('', '\n', ' ') },
  { weight: 1, arbitrary: fc.oneof(words, fc.constantFrom('<?xml version="1.0"?>', '\ufeff', '<xml></xml>')) },
)
const join = (parts: readonly (readonly string[])[], last: string) => `<xml>${parts.flat().join('')}${last}</xml>`
const blanks = fc.stringMatching(/^[ \t\n]{0,5}$/)
const section = words.map((inside) => `<![CDATA[${inside.replaceAll(']]>', ']]')}]]>`)
const inside = fc.oneof(section, fc.stringMatching(/^[\w.+-]{0,20}$/))
const indented = fc.tuple(blanks, inside, blanks).map((parts) => parts.join(''))
const good = fc
  .uniqueArray(fc.tuple(usualName, fc.oneof(inside, indented), blanks), {
    selector: ([own]) => own,
    maxLength: 8,
  })
  .map((all) => all.map(([own, inside, before]) => [before, `<${own}>${inside}</${own}>`]))
const documents = fc.oneof(
  fc.tuple(good, blanks).map(([fields, last]) => join(fields, last)),
  fc
    .tuple(around, root, fc.array(fc.tuple(between, field), { maxLength: 4 }), between, around)
    .map(([before, [open, close], fields, last, after]) =>
      [before, open, ...fields.flat(), last, close, after].join(''),
    ),
)

function parsed(xml: string): XmlFields | UnreadableError {
  try {
    return parseAnyXml(xml)
  } catch (error) {
    if (error instanceof UnreadableError) return error
    throw error
  }
}

describe('the scanner of flat pushes', () => {
  it(`agrees with fast-xml-parser on ${DOCUMENTS} documents, or leaves them to it`, { timeout: 3_600_000 }, () => {
    let scanned = 0
    fc.assert(
      fc.property(documents, (xml) => {
        const fields = scanFlatXml(xml)
        if (fields === undefined) return
        scanned += 1
        expect([...fields]).toEqual([...(parsed(xml) as XmlFields)])
      }),
      { numRuns: DOCUMENTS },
    )
    // A test of what is never scanned would be none.
    expect(scanned).toBeGreaterThan(DOCUMENTS / 4)
  })

  it('reads a text, with whatever a follower typed that keeps it whole', () => {
    const typed = '移动 <b>&amp;</b> ]] > \u0000 😀'
    const xml = textXml({
      from: 'oDF3iYx0ro3_7jD4HFRDfrjdCM58',
      text: typed,
      msgId: '6054768590064713728',
      createdAt: 1,
    })
    expect(scanFlatXml(xml)?.get('Content')).toBe(typed)
  })

  it.each([
    ['a declaration', '<?xml version="1.0"?><xml><A>a</A></xml>'],
    ['a byte order mark', '\ufeff<xml><A>a</A></xml>'],
    ['a field twice', '<xml><A>a</A><A>b</A></xml>'],
    ['a field with elements', '<xml><A><B>b</B></A></xml>'],
    ['two sections', '<xml><A><![CDATA[a]]><![CDATA[b]]></A></xml>'],
    ['an entity', '<xml><A>&lt;</A></xml>'],
    ['text between fields', '<xml>x<A>a</A></xml>'],
    ['a second root', '<xml><A>a</A></xml><xml></xml>'],
    ['a line end of Windows', '<xml>\r\n<A>a</A></xml>'],
    ['an open end', '<xml><A>a</A>'],
    ['a section that does not end', '<xml><A><![CDATA[a</A></xml>'],
    ['another name at the end', '<xml><A>a</AB></xml>'],
    ['nothing', ''],
    ['very many fields', `<xml>${Array.from({ length: 65 }, (_unused, at) => `<A${at}>a</A${at}>`).join('')}</xml>`],
  ])('leaves %s to the parser', (_title, xml) => {
    expect(scanFlatXml(xml)).toBeUndefined()
  })
})

describe('blanks inside a field', () => {
  const readers = [
    ['the scanner', (xml: string) => scanFlatXml(xml)],
    ['the parser', (xml: string) => parseAnyXml(xml)],
  ] as const
  it.each(readers)(
    'around its CDATA section or its number do not count for %s; inside the section they do',
    (_who, read) => {
      const xml =
        '<xml>\n  <MsgType>\n    <![CDATA[text]]>\n  </MsgType>\n  <CreateTime>\n\t1764036000 </CreateTime>' +
        '<Content> <![CDATA[ 移动\n\u3000]]>\t</Content><Event>  </Event><EventKey> <![CDATA[]]> </EventKey></xml>'
      expect(Object.fromEntries(read(xml) ?? [])).toEqual({
        MsgType: 'text',
        CreateTime: '1764036000',
        Content: ' 移动\n\u3000',
        Event: '',
        EventKey: '',
      })
    },
  )

  it.each(readers)('are not the wide ones, which belong to a value, for %s', (_who, read) => {
    expect(read('<xml><Event>a\u3000</Event></xml>') ?? 'left to the parser').not.toEqual(new Map([['Event', 'a']]))
    expect(read('<xml><Event>\u3000</Event></xml>') ?? 'left to the parser').not.toEqual(new Map([['Event', '']]))
  })

  it.each([
    ['\r\n<![CDATA[a]]>\r\n', 'a'],
    ['<![CDATA[a]]> <![CDATA[ b]]>', 'a b'],
    [' x <![CDATA[a]]> ', ' x a'],
    ['\u3000<![CDATA[a]]>', '\u3000a'],
    [' two words ', ' two words '],
    [' &lt; ', ' < '],
  ])('are only those that XML has, and only around a section, a number or a word: %j', (inside, content) => {
    expect(parseAnyXml(`<xml><Content>${inside}</Content></xml>`).get('Content')).toBe(content)
  })

  it('count as little in a field of a field', () => {
    const xml = '<xml><ScanCodeInfo>\n <ScanResult>\n <![CDATA[ 1 ]]>\n </ScanResult>\n</ScanCodeInfo></xml>'
    expect(parseAnyXml(xml).get('ScanCodeInfo')).toEqual(new Map([['ScanResult', ' 1 ']]))
  })
})
