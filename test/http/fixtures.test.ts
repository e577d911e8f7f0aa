import { readdirSync, readFileSync } from 'node:fs'
import request from 'supertest'
import { describe, expect, it } from 'vitest'
import { createCipher } from '../../src/protocol/cipher.ts'
import type { EnvelopeSettings } from '../../src/protocol/envelope.ts'
import { openSealedReply } from '../../src/protocol/reply.ts'
import { parseXml } from '../../src/protocol/xml.ts'
import { asText, openDoor } from '../support/door.ts'

interface Fixture {
  readonly title: string
  readonly settings: EnvelopeSettings
  /** Seconds: what our clock shows. */
  readonly at: number
  readonly query: string
  readonly expect: { status: number; body?: string; reply?: Record<string, string> }
}

const FOLDER = new URL('../../fixtures/callback/', import.meta.url)

const names = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.body'))
  .map((name) => name.slice(0, -'.body'.length))

/** The fields of an answer, opened with each token and key that the account knows. */
function readReply(body: string, settings: EnvelopeSettings): Record<string, unknown> {
  if (settings.mode === 'plain') return Object.fromEntries(parseXml(body))
  const keys = [settings.encodingAesKey, settings.previousEncodingAesKey].filter((key) => key !== undefined)
  const tokens = [settings.token, settings.previousToken].filter((token) => token !== undefined)
  for (const encodingAesKey of keys) {
    for (const token of tokens) {
      const xml = openSealedReply(createCipher({ encodingAesKey, appid: settings.appid }), token, body)
      if (xml !== undefined) return Object.fromEntries(parseXml(xml))
    }
  }
  throw new Error(`the answer can't be opened: ${body}`)
}

describe('recorded deliveries', () => {
  it('are all there', () => {
    expect(names.length).toBeGreaterThan(60)
  })

  it.each(names)('%s', async (name) => {
    const fixture = JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8')) as Fixture
    const body = readFileSync(new URL(`${name}.body`, FOLDER))
    const door = openDoor(fixture.settings, fixture.at * 1000)
    const response = await request(door.app)
      .post(`/wechat?${fixture.query}`)
      .set('Content-Type', 'text/xml')
      .buffer(true)
      .parse(asText)
      .send(body)
    expect(response.status).toBe(fixture.expect.status)
    expect(response.headers['cache-control']).toBe('no-store')
    if (fixture.expect.reply === undefined) expect(response.body).toBe(fixture.expect.body)
    else expect(readReply(response.body as string, fixture.settings)).toEqual(fixture.expect.reply)
    expect(door.received.length).toBe(fixture.expect.reply === undefined ? door.received.length : 1)
    if (fixture.expect.status === 401) expect(door.received).toEqual([])
  })
})
