import { describe, expect, it } from 'vitest'
import { readQuery } from '../../src/protocol/query.ts'

const SIGNED = 'a'.repeat(40)
const ALL = {
  timestamp: '1764036000',
  nonce: '12-_ab',
  signature: SIGNED,
  msg_signature: 'b'.repeat(40),
  echostr: '42',
}
const write = (more: Readonly<Record<string, string | undefined>> = {}): string =>
  Object.entries<string | undefined>({ ...ALL, ...more })
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`]))
    .join('&')
const read = (query: string, sealed = true) => readQuery(query, { sealed })

describe('the parameters of a callback (T05)', () => {
  it('are read as they are, and what may be missing may', () => {
    const { timestamp, nonce, signature, msg_signature: msgSignature, echostr } = ALL
    expect(read(write())).toEqual({ timestamp, nonce, signature, msgSignature, echostr })
    const none = { signature: undefined, msg_signature: undefined, echostr: undefined }
    expect(read(write(none))).toEqual({
      timestamp,
      nonce,
      signature: undefined,
      msgSignature: undefined,
      echostr: undefined,
    })
  })

  it('have a msg_signature in the sealed modes only', () => {
    expect(read(write(), false)).toMatchObject({ msgSignature: undefined })
    expect(read(write({ msg_signature: 'x' }), false)).toMatchObject({ msgSignature: undefined })
    expect(read(write({ msg_signature: 'x' }))).toBeUndefined()
  })

  it.each([
    { timestamp: undefined },
    { timestamp: '176403600' },
    { timestamp: '17640360000' },
    { timestamp: '176403600x' },
    { nonce: undefined },
    { nonce: '' },
    { nonce: 'n'.repeat(65) },
    { nonce: 'a b' },
    { signature: 'a'.repeat(39) },
    { signature: 'a'.repeat(41) },
    { signature: 'A'.repeat(40) },
    { signature: '' },
    { echostr: '' },
    { echostr: 'e'.repeat(1_025) },
  ])('are refused as a whole for one that is not as it should be: %j', (more) => {
    expect(read(write(more))).toBeUndefined()
  })

  it('have lengths that are just still good', () => {
    expect(read(write({ nonce: 'n'.repeat(64), echostr: `${'e'.repeat(1_023)}\n` }))).toBeDefined()
    const rest = 2_048 - write().length - '&x='.length
    expect(read(`${write()}&x=${'x'.repeat(rest)}`)).toBeDefined()
    expect(read(`${write()}&x=${'x'.repeat(rest + 1)}`)).toBeUndefined()
  })

  it.each(Object.entries(ALL))('are there once: %s', (name, value) => {
    expect(read(`${write()}&${name}=${value}`)).toBeUndefined()
  })
})
