/**
 * `/sandbox/…`: the calls for people and tests. They show and change the simulated world, speak and act as its followers,
 * and order faults. Every call answers 200 with JSON, a bad one 400 with `{error}`.
 */
import express from 'express'
import type { ErrorRequestHandler, Request, Router } from 'express'
import { z } from 'zod'
import { toError } from '../domain/errors.ts'
import { isOpenid } from '../domain/follower.ts'
import { FAULT_KINDS } from './faults.ts'
import { FEWEST_FOLLOWERS, FIRST_FOLLOWER_COUNT, MOST_FOLLOWERS } from './first-world.ts'
import type { Phone } from './phone.ts'
import { canonicalEvent, sceneOf } from './push-xml.ts'
import type { PlatformState } from './state.ts'
import { createConsoleCalls } from './console/calls.ts'
import { createWatching, followerView } from './watching.ts'

export interface ControlParts {
  readonly state: PlatformState
  readonly phone: Phone
  /** Where pushes go now; undefined while nobody has said. */
  readonly callbackUrl: () => URL | undefined
}

const LONGEST_DELAY_MS = 600_000
const LONGEST_SHIFT_MS = 366 * 86_400_000

const apiPath = z.string().regex(/^\/[^?#\s]*$/, 'must be a path without query')
const sayBody = z.strictObject({
  openid: z.string(),
  text: z.string().min(1).max(20_000),
  bizmsgmenuid: z.string().max(64).optional(),
  wait: z.boolean().default(true),
})
const eventBody = z.strictObject({
  openid: z.string(),
  event: z.string().regex(/^[A-Za-z_]{1,64}$/),
  eventKey: z.string().max(1000).default(''),
  wait: z.boolean().default(true),
})
const faultBody = z
  .strictObject({
    path: apiPath,
    kind: z.enum(FAULT_KINDS),
    times: z.int().min(1).default(1),
    ms: z.int().min(0).max(LONGEST_DELAY_MS).optional(),
    errcode: z.int().optional(),
  })
  .refine(({ kind, ms }) => kind !== 'delay' || ms !== undefined, { path: ['ms'], error: 'is needed for a delay' })
  .refine(({ kind, errcode }) => kind !== 'errcode' || errcode !== undefined, {
    path: ['errcode'],
    error: 'is needed for kind errcode',
  })
const quotaBody = z.strictObject({ path: apiPath, remain: z.int().min(0) })
const clockBody = z.strictObject({ offsetMs: z.int().min(-LONGEST_SHIFT_MS).max(LONGEST_SHIFT_MS) })
const resetBody = z.strictObject({
  followers: z.int().min(FEWEST_FOLLOWERS).max(MOST_FOLLOWERS).default(FIRST_FOLLOWER_COUNT),
  quota: z.enum(['on', 'off']).default('on'),
})
const callsQuery = z.object({ since: z.coerce.number().int().min(0).default(0) })
const messagesQuery = z.object({ openid: z.string().optional() })

export function createControl({ state, phone, callbackUrl }: ControlParts): Router {
  const router = express.Router()
  // Any content type: curl sends JSON as a form unless told otherwise.
  router.use(express.json({ type: () => true, limit: '1mb' }))
  router.use((_request, response, next) => {
    response.on('finish', () => state.changeSignal.emit())
    next()
  })

  router.get('/world', (_request, response) => {
    response.json(worldView(state))
  })
  router.post('/say', async (request, response) => {
    const { openid, text, bizmsgmenuid, wait } = read(sayBody, request)
    requireFollower(state, openid)
    const target = requireCallback(callbackUrl())
    state.customerService.open(openid, bizmsgmenuid === undefined ? 'message' : 'tap')
    const said = phone.say(target, openid, text, bizmsgmenuid)
    if (!wait) response.json({})
    const outcome = await said
    if (wait) response.json(outcome)
  })
  router.post('/event', async (request, response) => {
    const { openid, event, eventKey, wait } = read(eventBody, request)
    const name = canonicalEvent(event)
    if (name === 'subscribe') requireOpenid(openid)
    else requireFollower(state, openid)
    if (name === 'SCAN' || name === 'subscribe') requireGoodCode(state, eventKey)
    const target = requireCallback(callbackUrl())
    takeEffect(state, openid, name, eventKey)
    const done = phone.event(target, openid, name, eventKey)
    if (!wait) response.json({})
    const outcome = await done
    if (wait) response.json(outcome)
  })
  router.get('/calls', (request, response) => {
    response.json(state.calls.since(parse(callsQuery, request.query).since))
  })
  router.get('/messages', (request, response) => {
    response.json(state.customerService.delivered(parse(messagesQuery, request.query).openid))
  })
  router.post('/faults', (request, response) => {
    const { path, kind, times, ms = 0, errcode = -1 } = read(faultBody, request)
    state.faults.order({ path, kind, ms, errcode, timesLeft: times })
    response.json({})
  })
  router.delete('/faults', (_request, response) => {
    state.faults.clear()
    response.json({})
  })
  router.post('/quota', (request, response) => {
    const { path, remain } = read(quotaBody, request)
    state.quotas.leave(path, remain)
    response.json({})
  })
  router.post('/clock', (request, response) => {
    state.clock.offsetMs = read(clockBody, request).offsetMs
    response.json({})
  })
  router.post('/revoke-token', (_request, response) => {
    state.tokens.revoke()
    response.json({})
  })
  router.post('/reset', async (request, response) => {
    const { followers, quota } = read(resetBody, request)
    await state.world.reset(followers, state.clock.now())
    state.customerService.reset()
    state.talk.reset()
    state.console.reset()
    state.menus.reset()
    state.materials.reset()
    state.codes.reset()
    state.faults.clear()
    state.quotas.reset(quota === 'on')
    response.json({})
  })
  router.use(createWatching(state))
  router.use(createConsoleCalls(state))
  router.use((request) => {
    throw new BadCall(`There is no call ${request.method} /sandbox${request.path}.`)
  })
  router.use(answerBadCall)
  return router
}

/** What somebody did changes the world before the account hears of it. */
function takeEffect(state: PlatformState, openid: string, event: string, eventKey: string): void {
  if (event === 'subscribe') state.world.subscribe(openid, state.clock.now(), eventKey.replace(/^qrscene_/, ''))
  if (event === 'unsubscribe') {
    state.world.unsubscribe(openid)
    state.customerService.shut(openid)
  }
  if (WINDOW_OPENING_EVENTS.has(event)) state.customerService.open(openid, 'tap')
}

const WINDOW_OPENING_EVENTS = new Set(['subscribe', 'SCAN', 'CLICK', 'scancode_push', 'scancode_waitmsg'])

function worldView({ account, world }: PlatformState): object {
  const followers = [...world.followers.values()].map(followerView)
  return { appid: account.appid, groups: world.groupList(), tags: world.tagList(), followers }
}

class BadCall extends Error {}

function requireFollower(state: PlatformState, openid: string): void {
  const follower = state.world.followers.get(openid)
  if (follower === undefined) throw new BadCall('openid: nobody here has it; GET /sandbox/world lists everybody.')
  if (!follower.subscribe)
    throw new BadCall('openid: this person does not follow the account; send event subscribe first.')
}

function requireGoodCode({ codes }: PlatformState, eventKey: string): void {
  if (codes.hasEnded(sceneOf(eventKey)))
    throw new BadCall('eventKey: this code has expired; WeChat shows that to whoever scans it, and pushes nothing.')
}

function requireOpenid(openid: string): void {
  if (!isOpenid(openid)) throw new BadCall('openid: must be 28 characters A-Z a-z 0-9 _ - and begin with o.')
}

function requireCallback(url: URL | undefined): URL {
  if (url === undefined) throw new BadCall('There is no callback address yet: set SANDBOX_CALLBACK_URL.')
  return url
}

function read<T extends z.ZodType>(schema: T, request: Request): z.output<T> {
  return parse(schema, request.body ?? {})
}

function parse<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw new BadCall(complaintOf(result.error))
}

function complaintOf({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': ')).join('; ')
}

const answerBadCall: ErrorRequestHandler = (thrown, _request, response, next) => {
  const error = thrown instanceof z.ZodError ? new BadCall(complaintOf(thrown)) : toError(thrown)
  // What express.json could not read carries a status of its own.
  if (error instanceof BadCall || 'status' in error) response.status(400).json({ error: error.message })
  else next(error)
}
