import { later, type Clock, type Monotonic } from '../domain/clock.ts'

/** A message opens a window of 48 hours for 5 customer-service messages; a tap on a menu message, one minute for 3. */
const TEXT_WINDOW = { lengthMs: 48 * 3_600_000, messages: 5 }
const MENU_WINDOW = { lengthMs: 60_000, messages: 3 }

interface Window {
  readonly closesAt: Monotonic
  left: number
}

/**
 * How many customer-service messages (客服消息) the platform still allows to each admin, as far as this process saw them
 * write (developers.weixin.qq.com, custom/send). Whoever was not seen since the start is tried: the platform then decides.
 */
export class MessageWindows {
  readonly #clock: Clock
  readonly #windows = new Map<string, { text?: Window; menu?: Window }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** An admin wrote; `fromMenu` when the text carried a bizmsgmenuid. */
  opened(admin: string, fromMenu: boolean): void {
    const { lengthMs, messages } = fromMenu ? MENU_WINDOW : TEXT_WINDOW
    const window = { closesAt: later(this.#clock.elapsed(), lengthMs), left: messages }
    const known = this.#windows.get(admin) ?? {}
    this.#windows.set(admin, fromMenu ? { ...known, menu: window } : { ...known, text: window })
  }

  /** Somebody left. */
  forget(admin: string): void {
    this.#windows.delete(admin)
  }

  /** Takes one message from the window that closes first; false if it is known that the platform would refuse. */
  take(admin: string): boolean {
    const known = this.#windows.get(admin)
    if (known === undefined) return true
    const now = this.#clock.elapsed()
    for (const window of [known.menu, known.text]) {
      if (window === undefined || now >= window.closesAt || window.left === 0) continue
      window.left -= 1
      return true
    }
    return false
  }
}
