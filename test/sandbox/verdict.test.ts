import { describe, expect, it } from 'vitest'
import { createCipher } from '../../src/protocol/cipher.ts'
import { sealReply, serializeTextReply, serializeTransfer } from '../../src/protocol/reply.ts'
import { SANDBOX_ACCOUNT } from '../../src/sandbox/account.ts'
import type { PushMode } from '../../src/domain/push-mode.ts'
import { openSandbox, OWNER } from './open-sandbox.ts'
import type { Said } from './open-sandbox.ts'
import { answer, ScriptedCallback } from './scripted-callback.ts'

const { appid, encodingAesKey, originalId, token } = SANDBOX_ACCOUNT
const GREY = '该公众号提供的服务出现故障，请稍后再试'
const HEAD = { to: OWNER, from: originalId, createdAt: 1_700_000_000 }
const SEALING = { timestamp: '1700000000', nonce: 'abc' }

const clear = (text: string): string => serializeTextReply({ ...HEAD, text })
const seal = (xml: string, by: string = token, from: string = appid): string =>
  sealReply(createCipher({ encodingAesKey, appid: from }), by, { xml, ...SEALING })

async function shownIn(mode: PushMode, body: string): Promise<Said> {
  const callback = await ScriptedCallback.open(answer(body))
  const sandbox = await openSandbox({ mode, callbackUrl: callback.url })
  return sandbox.say('hi')
}

it('shows a text, and gives the answer as it reads once opened', async () => {
  const xml = clear('✅ 好\n]]> <a href="#">x</a> & 😀')
  for (const [mode, body] of [
    ['plain', xml],
    ['compat', xml],
    ['compat', seal(xml)],
    ['safe', seal(xml)],
  ] as const) {
    const said = await shownIn(mode, body)
    expect(said.shown).toBe('✅ 好\n]]> <a href="#">x</a> & 😀')
    expect(said.deliveries[0]?.body).toBe(xml)
    expect(said).not.toHaveProperty('reason')
  }
})

it.each([
  ['success', 'success'],
  ['an empty body', ''],
  ['a hand-over to customer service', seal(serializeTransfer(HEAD))],
])('shows nothing for %s', async (_what, body) => {
  const said = await shownIn('safe', body)
  expect(said.shown).toBeNull()
  expect(said).not.toHaveProperty('reason')
})

it('shows what is no text by its kind', async () => {
  const news = clear('x').replace(
    /<MsgType>.*<\/xml>/s,
    '<MsgType>news</MsgType><ArticleCount>1</ArticleCount><Articles><item><Title>t</Title></item></Articles></xml>',
  )
  expect((await shownIn('plain', news)).shown).toBe('[图文] t')
})

describe('the grey line', () => {
  it.each<[string, PushMode, string]>([
    ['unencrypted in safe mode', 'safe', clear('x')],
    ['encrypted in plain mode', 'plain', seal(clear('x'))],
    ['bad MsgSignature', 'safe', seal(clear('x'), 'wrong')],
    ['bad MsgSignature', 'safe', seal(clear('x')).replace(/(MsgSignature><!\[CDATA\[).{40}/, '$1nonsense')],
    ['Encrypt can not be opened', 'safe', seal(clear('x'), token, 'wx0000000000000000')],
    ['MsgSignature is missing', 'safe', '<xml><Encrypt>x</Encrypt></xml>'],
    [
      'ToUserName and FromUserName are not swapped',
      'safe',
      seal(serializeTextReply({ ...HEAD, to: originalId, from: OWNER, text: 'x' })),
    ],
    ['CreateTime is not a number', 'plain', clear('x').replace('1700000000', 'now')],
    ['Content has 2048 bytes, over 2047', 'plain', clear('x').replace('CDATA[x', `CDATA[${'x'.repeat(2048)}`)],
    ['empty Content', 'safe', seal(clear(''))],
    ['Content is missing', 'plain', clear('x').replace(/<Content>.*<\/Content>/, '')],
    ['unknown MsgType', 'plain', clear('x').replace('[text]', '[txt]')],
    ['Image is missing', 'plain', clear('x').replace('[text]', '[image]')],
    ['broken XML', 'plain', clear('x').replace('</Content>', '')],
    ['broken XML', 'plain', clear('x').replace('CDATA[x', 'CDATA[a]]>b<c><![CDATA[x')],
    ['broken XML', 'safe', '{"errcode":0}'],
    ['broken XML', 'safe', '"success"'],
    ['broken XML', 'safe', '<html>502</html>'],
  ])('stands for %s (%s)', async (reason, mode, body) => {
    expect(await shownIn(mode, body)).toMatchObject({ shown: GREY, reason })
  })

  it('does not stand for a text of just 2047 bytes', async () => {
    expect((await shownIn('safe', seal(clear('x'.repeat(2047))))).shown).toHaveLength(2047)
  })
})
