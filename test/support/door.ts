import { createFrontDoor, createHttpApp, type HttpParts } from '../../src/http/app.ts'
import { createPushListener, type CallbackParts } from '../../src/http/push.ts'
import type { Receiver } from '../../src/http/receiver.ts'
import { ManualClock } from './manual-clock.ts'
import { Envelope, type EnvelopeSettings } from '../../src/protocol/envelope.ts'
import type { Push } from '../../src/protocol/message.ts'

export const SETTINGS: EnvelopeSettings = {
  mode: 'safe',
  appid: 'wx5a4db0c0ffee0001',
  token: 'sandbox',
  encodingAesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
  originalId: 'gh_5a4db0c0ffee',
}

/** The front door alone, with a bot behind it that repeats every text, at a fixed time. */
export function openDoor(settings: EnvelopeSettings, now: number, receiver?: Receiver) {
  const clock = new ManualClock(now)
  const received: Push[] = []
  const refused: string[] = []
  const ignored: string[] = []
  const failures: unknown[] = []
  const envelope = new Envelope(settings, clock)
  const callback: CallbackParts = {
    envelope,
    clock,
    receiver: {
      receive: (push, delivery) => {
        received.push(push)
        if (receiver !== undefined) return receiver.receive(push, delivery)
        return Promise.resolve(
          push.kind === 'text' ? { kind: 'text', text: `收到：${push.text}` } : { kind: 'success' },
        )
      },
    },
    watch: {
      refused: (reason) => refused.push(reason),
      ignored: (reason) => ignored.push(reason),
      answered: () => undefined,
      failed: (error) => failures.push(error),
    },
  }
  const parts: HttpParts = {
    callbacks: new Map([['/wechat', callback]]),
    failed: (error) => failures.push(error),
    probes: {
      readiness: () => Promise.resolve({ ready: true, details: { store: 'ok' } }),
      metrics: () => Promise.resolve({ contentType: 'text/plain', text: 'fenzu_up 1\n' }),
      metricsToken: 'metrics-token',
    },
  }
  const app = createFrontDoor(parts)
  /** The same door with nothing in front of Express. */
  const express = createHttpApp(parts, new Map([['/wechat', createPushListener(callback)]]))
  return { app, express, envelope, received, refused, ignored, failures }
}

/** Reads a response as text whatever its type, for supertest. */
export function asText(response: unknown, done: (error: Error | null, body: string) => void): void {
  const stream = response as NodeJS.ReadableStream
  const chunks: Buffer[] = []
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  stream.on('end', () => {
    done(null, Buffer.concat(chunks).toString())
  })
}
