/**
 * Customer-service messages (客服消息): what may be sent to whom, and what has reached people. What somebody does opens a
 * window: a message of theirs one of 48 hours for 5 messages; a menu tap, a follow or a scan one of a minute for 3. A tap
 * on a menu message (菜单消息) counts as a menu tap although it arrives as a text.
 * Source: developers.weixin.qq.com, Customer service message, sending rules.
 */
import type { PlatformClock } from './platform-clock.ts'
import { Refusal } from './refusal.ts'
import type { Talk } from './talk.ts'

const WINDOWS = {
  message: { lengthMs: 48 * 3_600_000, allowance: 5 },
  tap: { lengthMs: 60_000, allowance: 3 },
} as const
export type WindowKind = keyof typeof WINDOWS

/** Typing (对方正在输入) is shown for at most this long, and needs a message of the user within the last 30 s. */
const TYPING_MS = 15_000
const TYPING_AFTER_MESSAGE_MS = 30_000

interface Window {
  readonly openedAt: number
  readonly endsAt: number
  left: number
}

/** A message as it was sent, without `touser`: `msgtype` and that type's own object, with whom and when it reached. */
export type DeliveredMessage = { seq: number; at: number; openid: string; msgtype: string } & Record<string, unknown>

export class CustomerService {
  readonly #clock: PlatformClock
  readonly #talk: Talk
  readonly #windows = new Map<string, Partial<Record<WindowKind, Window>>>()
  readonly #typingUntil = new Map<string, number>()
  #delivered: DeliveredMessage[] = []
  readonly #deliveredTo = new Map<string, DeliveredMessage[]>()
  #seq = 0

  constructor(clock: PlatformClock, talk: Talk) {
    this.#clock = clock
    this.#talk = talk
  }

  open(openid: string, kind: WindowKind): void {
    const now = this.#clock.now()
    const { lengthMs, allowance } = WINDOWS[kind]
    const windows = this.#windows.get(openid) ?? {}
    windows[kind] = { openedAt: now, endsAt: now + lengthMs, left: allowance }
    this.#windows.set(openid, windows)
  }

  /** Somebody left: nothing may be sent any more. */
  shut(openid: string): void {
    this.#windows.delete(openid)
    this.#typingUntil.delete(openid)
  }

  /** Delivers from the window that ends first. Throws a `Refusal`: 45015 no window is open, 45047 all are used up. */
  deliver(openid: string, message: { msgtype: string } & Record<string, unknown>): void {
    const now = this.#clock.now()
    const windows = this.#windows.get(openid) ?? {}
    const open = [windows.tap, windows.message].filter((window) => window !== undefined && window.endsAt > now)
    if (open.length === 0) throw new Refusal(45015)
    const window = open.find((candidate) => candidate !== undefined && candidate.left > 0)
    if (window === undefined) throw new Refusal(45047)
    window.left--
    this.#seq++
    const delivered = { seq: this.#seq, at: now, openid, ...message }
    this.#delivered.push(delivered)
    const theirs = this.#deliveredTo.get(openid)
    if (theirs === undefined) this.#deliveredTo.set(openid, [delivered])
    else theirs.push(delivered)
    this.#talk.add(openid, { kind: 'message', message })
  }

  /** Throws a `Refusal`: 45080 nothing was said in the last 30 s, 45081 it is shown already. */
  startTyping(openid: string): void {
    const now = this.#clock.now()
    const said = this.#windows.get(openid)?.message?.openedAt
    if (said === undefined || now - said > TYPING_AFTER_MESSAGE_MS) throw new Refusal(45080)
    if ((this.#typingUntil.get(openid) ?? 0) > now) throw new Refusal(45081)
    this.#typingUntil.set(openid, now + TYPING_MS)
  }

  stopTyping(openid: string): void {
    this.#typingUntil.delete(openid)
  }

  /** Oldest first; everybody's when `openid` is undefined. */
  delivered(openid: string | undefined): readonly DeliveredMessage[] {
    return openid === undefined ? this.#delivered : (this.#deliveredTo.get(openid) ?? [])
  }

  get deliveredCount(): number {
    return this.#seq
  }

  reset(): void {
    this.#windows.clear()
    this.#typingUntil.clear()
    this.#delivered = []
    this.#deliveredTo.clear()
  }
}
