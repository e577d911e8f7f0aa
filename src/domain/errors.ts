/** One sentence in each of the two languages: what a person can do about it. */
export interface Hint {
  readonly zh: string
  readonly en: string
}

/**
 * The base of all our errors. `code` is stable and dotted (`wechat.answered-no`), to be searched in logs; `hint` is for a
 * human. Neither the message nor any field ever holds a secret, a token or a URL's query.
 */
export abstract class FenzuError extends Error {
  abstract readonly code: string
  readonly hint: Hint | undefined

  constructor(message: string, options: { cause?: unknown; hint?: Hint | undefined } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = new.target.name
    this.hint = options.hint
  }
}

/** Whatever was thrown, as an Error. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}
