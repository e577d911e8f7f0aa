/** Everything that is wrong with the settings, all at once. The process ends with exit code 2. */
export class ConfigError extends Error {
  readonly complaints: readonly string[]

  constructor(complaints: readonly string[], cause?: unknown) {
    super(`fenzu can't start with these settings:\n${complaints.map((complaint) => `  - ${complaint}`).join('\n')}`, {
      cause,
    })
    this.name = 'ConfigError'
    this.complaints = complaints
  }
}

export type Environment = Readonly<Record<string, string | undefined>>

const SECRETS = new Set([
  'WECHAT_APPSECRET',
  'SANDBOX_APPSECRET',
  'WECHAT_TOKEN',
  'WECHAT_TOKEN_PREVIOUS',
  'WECHAT_ENCODING_AES_KEY',
  'WECHAT_ENCODING_AES_KEY_PREVIOUS',
  'FENZU_METRICS_TOKEN',
  'RELAY_TOKEN',
  'RELAY_ENCODING_AES_KEY',
])

const LONGEST_SHOWN = 80

/** Reads variables and gathers what is wrong with them; an empty one counts as not set. No value of a secret is ever shown. */
export class SettingsReader {
  readonly complaints: string[] = []
  readonly #environment: Environment
  readonly #placeOf: (name: string) => string

  /** `placeOf` says where a variable stands, in front of what is wrong with it. */
  constructor(environment: Environment, placeOf: (name: string) => string = () => '') {
    this.#environment = environment
    this.#placeOf = placeOf
  }

  has(name: string): boolean {
    return this.value(name) !== undefined
  }

  value(name: string): string | undefined {
    const value = this.#environment[name]?.trim()
    return value === '' ? undefined : value
  }

  complain(name: string, expected: string, where?: string): void {
    const value = this.value(name)
    const came =
      value === undefined
        ? 'it is missing'
        : SECRETS.has(name)
          ? 'what is present is something else'
          : `got ${JSON.stringify(this.#presentable(value))}`
    this.complaints.push(
      `${this.#placeOf(name)}${name}: expected ${expected}; ${came}${where === undefined ? '' : ` (${where})`}`,
    )
  }

  /**
   * A value as it may be shown. An address can carry a password or a token where none belongs, and a secret can have been
   * put under another name: neither is repeated.
   */
  #presentable(value: string): string {
    const held = [...SECRETS].map((name) => this.value(name)).filter((secret) => secret !== undefined)
    if (held.includes(value)) return 'the value of another setting'
    const shown = value.replace(/\/\/[^/?#]*@/, '//…@').replace(/[?#].*$/s, '?…')
    return shown.length > LONGEST_SHOWN ? `${shown.slice(0, LONGEST_SHOWN)}…` : shown
  }

  /** The value if it fits, undefined if it is not set; a complaint if it does not fit. */
  text(name: string, pattern: RegExp, expected: string, where?: string): string | undefined {
    const value = this.value(name)
    if (value === undefined || pattern.test(value)) return value
    this.complain(name, expected, where)
    return undefined
  }

  number(
    name: string,
    fallback: number,
    { min, max, whole = true }: { min: number; max: number; whole?: boolean },
  ): number {
    const value = this.value(name)
    if (value === undefined) return fallback
    const number = Number(value)
    if (/^\d+(\.\d+)?$/.test(value) && number >= min && number <= max && (!whole || Number.isInteger(number)))
      return number
    this.complain(name, `a ${whole ? 'whole ' : ''}number from ${min} to ${max}`)
    return fallback
  }

  choice<T extends string>(name: string, fallback: T, choices: readonly T[]): T {
    const value = this.value(name)
    const choice = choices.find((one) => one === value)
    if (value !== undefined && choice === undefined) this.complain(name, `one of ${choices.join(', ')}`)
    return choice ?? fallback
  }
}
