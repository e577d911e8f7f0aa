/**
 * What the user sees of an answer to a push. The platform shows a text, or nothing (`success`, an empty body, a hand-over
 * to customer service), or, whenever anything is wrong, one grey line. Here the grey line has a reason.
 * Source: developers.weixin.qq.com, Passive user reply, and Message encryption.
 */
import type { Cipher } from '../protocol/cipher.ts'
import { UnreadableError } from '../protocol/errors.ts'
import { signatureMatches } from '../protocol/signature.ts'
import { parseXml } from '../protocol/xml.ts'
import type { XmlFields } from '../protocol/xml.ts'
import type { PushMode } from '../domain/push-mode.ts'
import type { SandboxAccount } from './account.ts'
import type { HttpAnswer } from './delivery.ts'
import { Unshowable } from './unshowable.ts'
import { inBrackets, mediaMessageOf } from './shown-message.ts'
import type { ShownMessage } from './shown-message.ts'

export const GREY_LINE = '该公众号提供的服务出现故障，请稍后再试'

/** Longer texts are not shown, in UTF-8 bytes. */
const LONGEST_TEXT_BYTES = 2047

export interface PushVerdict {
  /** The text the user sees, `[图片]` and the like for what is no text; null when they see nothing. */
  readonly shown: string | null
  /** What is shown, by its kind; null for nothing, and for the grey line, which is not the account's. */
  readonly message: ShownMessage | null
  /** Only when `shown` is the grey line. */
  readonly reason?: string
}

type JudgedAccount = Pick<SandboxAccount, 'token' | 'originalId'>

/** To whom an answer is shown, and what is known of what it may show. */
export interface Shown {
  readonly openid: string
  /** So many articles are shown: 1 after a message, 8 after an event; those beyond are left out. */
  readonly articles: number
  /** Whether this media id was good once and is so no more. An id that was never seen is taken for good. */
  readonly hasExpired: (mediaId: string) => boolean
}

/** `body` is the answer as it reads once opened; the answer itself when it was not sealed or can't be opened. */
export function judgeAnswer(
  answer: HttpAnswer,
  mode: PushMode,
  account: JudgedAccount,
  cipher: Cipher | undefined,
  shown: Shown,
): PushVerdict & { readonly body: string } {
  const { status, body } = answer
  if (status !== 200) return { body, ...grey(`status ${status}`) }
  if (body === '' || body === 'success') return { body, shown: null, message: null }
  let opened = body
  try {
    opened = openedAnswer(body, mode, account, cipher)
    const seen = shownOf(opened, account, shown)
    if (seen.message?.mediaId !== undefined && shown.hasExpired(seen.message.mediaId)) {
      throw new Unshowable('MediaId has expired')
    }
    return { body: opened, ...seen }
  } catch (thrown) {
    if (!(thrown instanceof Unshowable)) throw thrown
    return { body: opened, ...grey(thrown.message) }
  }
}

/** No delivery had an HTTP answer; `failures` says of each why. */
export function judgeSilence(failures: readonly string[]): PushVerdict {
  return grey(`no answer (${failures.join(', ')})`)
}

function grey(reason: string): PushVerdict {
  return { shown: GREY_LINE, message: null, reason }
}

function openedAnswer(body: string, mode: PushMode, account: JudgedAccount, cipher: Cipher | undefined): string {
  const fields = fieldsOf(body)
  if (!fields.has('Encrypt')) {
    if (mode === 'safe') throw new Unshowable('unencrypted in safe mode')
    return body
  }
  if (mode === 'plain' || cipher === undefined) throw new Unshowable('encrypted in plain mode')
  const [encrypt, signature, timestamp, nonce] = ['Encrypt', 'MsgSignature', 'TimeStamp', 'Nonce'].map((name) => {
    return textOf(fields, name)
  }) as [string, string, string, string]
  if (!/^[0-9a-f]{40}$/.test(signature) || !signatureMatches(signature, [account.token, timestamp, nonce, encrypt])) {
    throw new Unshowable('bad MsgSignature')
  }
  try {
    return cipher.open(encrypt)
  } catch (thrown) {
    if (thrown instanceof UnreadableError) throw new Unshowable('Encrypt can not be opened')
    throw thrown
  }
}

function shownOf(xml: string, account: JudgedAccount, { openid, articles }: Shown): Omit<PushVerdict, 'reason'> {
  const fields = fieldsOf(xml)
  if (textOf(fields, 'ToUserName') !== openid || textOf(fields, 'FromUserName') !== account.originalId) {
    throw new Unshowable('ToUserName and FromUserName are not swapped')
  }
  if (!/^\d{1,13}$/.test(textOf(fields, 'CreateTime'))) throw new Unshowable('CreateTime is not a number')
  const msgType = textOf(fields, 'MsgType')
  if (msgType === 'text') {
    const text = shownText(textOf(fields, 'Content'))
    return { shown: text, message: { type: 'text', text } }
  }
  if (msgType === 'transfer_customer_service') return { shown: null, message: null }
  const message = mediaMessageOf(msgType, fields, xml, articles)
  return { shown: inBrackets(message), message }
}

function shownText(content: string): string {
  if (content === '') throw new Unshowable('empty Content')
  const bytes = Buffer.byteLength(content)
  if (bytes > LONGEST_TEXT_BYTES) throw new Unshowable(`Content has ${bytes} bytes, over ${LONGEST_TEXT_BYTES}`)
  return content
}

function fieldsOf(xml: string): XmlFields {
  try {
    return parseXml(xml)
  } catch (thrown) {
    if (thrown instanceof UnreadableError) throw new Unshowable('broken XML')
    throw thrown
  }
}

function textOf(fields: XmlFields, name: string): string {
  const field = fields.get(name)
  if (typeof field !== 'string') throw new Unshowable(`${name} is missing`)
  return field
}
