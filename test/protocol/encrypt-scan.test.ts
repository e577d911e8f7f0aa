import { describe, expect, it } from 'vitest'
import { scanForEncrypt, scanJsonForEncrypt } from '../../src/protocol/encrypt-scan.ts'

describe('the scan for Encrypt', () => {
  it.each([
    ['bare', '<xml><Encrypt>AAA=</Encrypt></xml>'],
    ['in a section', '<xml><Encrypt><![CDATA[AAA=]]></Encrypt></xml>'],
    ['among blanks', '<xml>\n<Encrypt>\n<![CDATA[AAA=]]>\n</Encrypt>\n</xml>'],
    ['behind a declaration', '<?xml version="1.0"?><xml><ToUserName/><Encrypt>AAA=</Encrypt></xml>'],
    ['beside a section that names it', '<xml><A><![CDATA[<Encrypt>BBB=</Encrypt>]]></A><Encrypt>AAA=</Encrypt></xml>'],
  ])('finds one right below the root: %s', (_title, text) => {
    expect(scanForEncrypt(text)).toEqual({ values: ['AAA='], clean: true })
  })

  it.each([
    ['in a section', '<xml><A><![CDATA[<Encrypt>AAA=</Encrypt>]]></A></xml>'],
    ['deeper', '<xml><A><Encrypt>AAA=</Encrypt></A></xml>'],
    ['as the root', '<Encrypt>AAA=</Encrypt>'],
    ['empty', '<xml><Encrypt></Encrypt></xml>'],
    ['that is no base64', '<xml><Encrypt>a b</Encrypt></xml>'],
    ['with an element inside', '<xml><Encrypt>AAA=<a/></Encrypt></xml>'],
    ['that is not closed', '<xml><Encrypt>AAA='],
    ['with an attribute', '<xml><Encrypt a="1">AAA=</Encrypt></xml>'],
    ['in another case', '<xml><encrypt>AAA=</encrypt></xml>'],
    ['nowhere', ''],
  ])('finds none %s', (_title, text) => {
    expect(scanForEncrypt(text).values).toEqual([])
  })

  it('says so when there are several, and keeps the first and the last', () => {
    const fields = ['A', 'B', 'C', 'D'].map((letter) => `<Encrypt>${letter}</Encrypt>`).join('')
    expect(scanForEncrypt(`<xml>${fields}</xml>`)).toEqual({ values: ['A', 'D'], clean: false })
    const nested = '<xml><A><Encrypt>B</Encrypt></A><Encrypt>A</Encrypt></xml>'
    expect(scanForEncrypt(nested)).toEqual({ values: ['A'], clean: false })
  })

  it.each([
    ']]><a>',
    ']]></Content>',
    ']]></Content><a><Content>',
    ']]></Content></xml><xml><Content>',
    `]]>${'<Encrypt>AAAA</Encrypt>'.repeat(600)}`,
    `]]>${'<a>'.repeat(2_000)}`,
    ']]><!--',
    ']]><a b="',
    ']]><',
    ']]><![CDATA[',
    ']]></Content><Encrypt>',
    ']]><Encrypt><![CDATA[',
  ])("still finds the platform's own behind a follower's %s", (typed) => {
    const body = `<xml><Content><![CDATA[${typed}]]></Content><MsgId>1</MsgId><Encrypt><![CDATA[OWN=]]></Encrypt></xml>`
    expect(scanForEncrypt(body).values).toContain('OWN=')
  })

  it('looks at each byte about once', () => {
    for (const filling of ['<Encrypt>', '<Encrypt>A</Encrypt>', '<![CDATA[', '<Encrypt><![CDATA[', '<', '<a>'])
      expect(scanForEncrypt(`<xml>${filling.repeat(65_536 / filling.length)}`).clean).toBe(false)
  })

  it('finds it in JSON, with and without escaped slashes', () => {
    expect(scanJsonForEncrypt('{"ToUserName":"gh_1","Encrypt" : "A/B="}')).toBe('A/B=')
    expect(scanJsonForEncrypt('{"Encrypt":"A\\/B="}')).toBe('A/B=')
    expect(scanJsonForEncrypt('{"Encrypt":"A')).toBeUndefined()
    expect(scanJsonForEncrypt('{"Encrypt":1}')).toBeUndefined()
  })
})
