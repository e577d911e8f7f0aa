import { beforeEach, describe, expect, it } from 'vitest'
import { adminOf } from '../../src/domain/actor.ts'
import type { Answer } from '../../src/domain/answer.ts'
import { createLog } from '../../src/observe/log.ts'
import { Metrics, type AccountMetrics } from '../../src/observe/metrics.ts'
import { QuotaBook } from '../../src/observe/quota-book.ts'
import { Watch } from '../../src/observe/watch.ts'
import type { IgnoredReason, RefusedReason } from '../../src/protocol/errors.ts'
import type { Reply } from '../../src/domain/reply.ts'
import type { CommandOutcome } from '../../src/store/ledger.ts'
import { AnsweredNoError } from '../../src/wechat/errors.ts'
import { ManualClock } from '../support/manual-clock.ts'

const ADMIN = 'oAdmin_Sandbox_0000000000001'
const VIP = { id: 108, name: 'VIP' }
const FOLLOWER = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'

let clock: ManualClock
let all: Metrics
let metrics: AccountMetrics
let watch: Watch
let quotas: QuotaBook
let lines: Record<string, unknown>[]

beforeEach(() => {
  clock = new ManualClock()
  all = new Metrics()
  metrics = all.of('default')
  lines = []
  const write = (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>)
  quotas = new QuotaBook(clock, () => Promise.reject(new Error('nobody looks')))
  watch = new Watch(createLog({ level: 'info', secrets: [], write }), metrics, quotas, clock)
})

/** The lines without the instant. */
const said = () => lines.map((line) => ({ ...line, time: undefined }))
const numbers = async () => (await all.read()).text

describe('the watch', () => {
  it('counts every refusal, and tells one a minute for each reason, with what to do', async () => {
    for (const reason of ['signature-wrong', 'signature-wrong', 'timestamp-stale']) watch.refused(reason)
    watch.ignored('undecryptable')
    await clock.advance(60_000)
    watch.refused('signature-wrong')
    expect(lines.map(({ level, reason, suppressed, hint }) => [level, reason, suppressed, typeof hint])).toEqual([
      ['warn', 'signature-wrong', 0, 'string'],
      ['warn', 'timestamp-stale', 0, 'string'],
      ['warn', 'undecryptable', 0, 'string'],
      ['warn', 'signature-wrong', 1, 'string'],
    ])
    expect(await numbers()).toContain('fenzu_push_refusals_total{account="default",reason="signature-wrong"} 3')
    expect(await numbers()).toContain('fenzu_pushes_ignored_total{account="default",reason="undecryptable"} 1')
    expect(watch.recentRefusals()).toEqual({ 'signature-wrong': 3, 'timestamp-stale': 1, undecryptable: 1 })
  })

  it('writes one line for a command, under its number, with nobody named in full', async () => {
    const command = {
      number: 12,
      actor: adminOf(ADMIN),
      command: '移动',
      asked: { target: 'VIP(108)', openid: FOLLOWER },
      acceptedAt: clock.now() - 340,
    }
    watch.ended(
      command,
      { outcome: 'done', answer: { kind: 'moved', openid: FOLLOWER, from: null, to: VIP } },
      undefined,
    )
    expect(said()).toEqual([
      {
        level: 'info',
        number: 12,
        command: '移动',
        target: 'VIP(108)',
        admin: 'oAdm…0001',
        follower: 'oDF3…CM58',
        outcome: 'done',
        answer: 'moved',
        ms: 340,
        msg: 'command',
      },
    ])
    expect(await numbers()).toContain('fenzu_commands_total{account="default",command="移动",outcome="done"} 1')
  })

  it('says of a command that failed which errcode it was, and what to do', () => {
    const error = new AnsweredNoError(
      '/cgi-bin/groups/update',
      48001,
      'api unauthorized rid: 5f0d1e2a-1b2c3d4e-5f6a7b8c',
    )
    const command = {
      number: 3,
      actor: adminOf(ADMIN),
      command: '改名',
      asked: { target: 'a', openid: null },
      acceptedAt: 0,
    }
    watch.ended(command, { outcome: 'failed', answer: { kind: 'broken' } }, error)
    expect(lines[0]).toMatchObject({
      level: 'warn',
      number: 3,
      code: 'wechat.answered-no',
      errcode: 48001,
      rid: '5f0d1e2a-1b2c3d4e-5f6a7b8c',
      hint: error.hint?.en,
    })
    expect(lines[0]).not.toHaveProperty('follower')
  })

  it('takes the cause out of the answer of a move that failed, which threw nothing', () => {
    const hint = { zh: '需要微信认证', en: 'it needs verification' }
    const answer = { kind: 'platform-failed', errcode: 48001, hint, rid: 'a-rid' } as const
    const command = {
      number: 4,
      actor: adminOf(ADMIN),
      command: '移动',
      asked: { target: 'VIP(108)', openid: null },
      acceptedAt: 0,
    }
    watch.ended(command, { outcome: 'failed', answer }, undefined)
    watch.ended(
      command,
      { outcome: 'failed', answer: { kind: 'quota-spent', interfaceName: { zh: '', en: 'moving' }, untilAt: 0 } },
      undefined,
    )
    expect(lines).toMatchObject([
      { level: 'warn', errcode: 48001, rid: 'a-rid', hint: 'it needs verification' },
      { level: 'warn', hint: "today's quota for moving is spent until 1970-01-01T00:00:00.000Z" },
    ])
  })

  it('says of a move of several how many were not moved and why, naming nobody', () => {
    const fault = { kind: 'platform-failed', errcode: 45009, hint: { zh: '', en: 'wait' }, rid: null } as const
    const answer: Answer = {
      kind: 'batch-moved',
      to: VIP,
      moved: 47,
      already: 0,
      faults: [
        { openid: FOLLOWER, fault },
        { openid: FOLLOWER, fault },
        { openid: FOLLOWER, fault: { kind: 'not-following', openid: FOLLOWER } },
      ],
      invalid: ['oShort'],
      duplicates: 0,
    }
    const command = {
      number: 5,
      actor: adminOf(ADMIN),
      command: '批量移动',
      asked: { target: 'VIP(108)', openid: null },
      acceptedAt: 0,
    }
    watch.ended(command, { outcome: 'done', answer }, undefined)
    expect(lines[0]).toMatchObject({
      moved: 47,
      failed: 3,
      invalid: 1,
      why: { 'errcode 45009': 2, 'not-following': 1 },
      hint: 'wait',
    })
    expect(JSON.stringify(lines)).not.toMatch(/oShort|oDF3iYx/)
  })

  it('is silent about ordinary pushes and calls, and counts them', async () => {
    watch.answered('success', 2)
    watch.called({
      path: '/cgi-bin/groups/get',
      attempt: 1,
      ms: 30,
      outcome: 0,
      end: 'done',
      rid: null,
      hint: null,
      errmsg: null,
    })
    expect(lines).toEqual([])
    expect(await numbers()).toContain('fenzu_pushes_total{account="default",result="success"} 1')
    expect(await numbers()).toContain(
      'fenzu_api_calls_total{account="default",path="/cgi-bin/groups/get",outcome="0"} 1',
    )
    expect(watch.accountTrouble()).toBeUndefined()
  })

  it('remembers the last trouble with the account for ten minutes', async () => {
    watch.called({
      path: '/cgi-bin/stable_token',
      attempt: 1,
      ms: 30,
      outcome: 40125,
      end: 'failed',
      rid: null,
      hint: null,
      errmsg: null,
    })
    await clock.advance(599_999)
    expect(watch.accountTrouble()).toBe('/cgi-bin/stable_token: 40125')
    await clock.advance(1)
    expect(watch.accountTrouble()).toBeUndefined()
    expect(said()).toEqual([
      {
        level: 'warn',
        path: '/cgi-bin/stable_token',
        attempt: 1,
        ms: 30,
        outcome: 40125,
        msg: 'a call to the platform failed',
      },
    ])
  })

  it('knows from a refusal that a quota is spent, without asking', () => {
    watch.called({
      path: '/cgi-bin/groups/update',
      attempt: 1,
      ms: 30,
      outcome: 45009,
      end: 'quota-spent',
      rid: null,
      hint: null,
      errmsg: null,
    })
    expect(quotas.look()).toEqual([{ path: '/cgi-bin/groups/update', left: 0, ageMs: 0 }])
  })

  it('counts and tells a defect with its stack', async () => {
    watch.defect(new TypeError('no such thing'))
    expect(lines[0]).toMatchObject({ level: 'error', err: { type: 'TypeError', message: 'no such thing' } })
    expect(await numbers()).toContain('fenzu_handler_errors_total{account="default"} 1')
  })
})

/** Every reason and outcome there can be: a new one that is missing here is a type error. */
const REFUSED: Readonly<Record<RefusedReason, true>> = {
  'query-malformed': true,
  'timestamp-stale': true,
  'signature-wrong': true,
  'signature-reused': true,
  'encrypt-missing': true,
  'echostr-malformed': true,
}
const IGNORED: Readonly<Record<IgnoredReason, true>> = {
  'encrypt-ambiguous': true,
  undecryptable: true,
  'not-utf8': true,
  json: true,
  'xml-unreadable': true,
  'fields-missing': true,
  'not-ours': true,
}
const OUTCOMES: Readonly<Record<CommandOutcome, true>> = {
  done: true,
  failed: true,
  unknown: true,
  asked: true,
  refused: true,
  withdrawn: true,
}
const REPLIES: Readonly<Record<Reply['kind'], true>> = {
  success: true,
  transfer: true,
  text: true,
  image: true,
  voice: true,
  video: true,
  music: true,
  news: true,
  relayed: true,
  unanswered: true,
  refused: true,
}

describe('the metrics', () => {
  it('have every known reason and outcome with 0 from the start, so that its first time is an increase', async () => {
    metrics.expect(['移动'])
    const text = await numbers()
    for (const reason of [...Object.keys(REFUSED), 'status-413'])
      expect(text).toContain(`fenzu_push_refusals_total{account="default",reason="${reason}"} 0\n`)
    for (const reason of Object.keys(IGNORED))
      expect(text).toContain(`fenzu_pushes_ignored_total{account="default",reason="${reason}"} 0\n`)
    for (const result of Object.keys(REPLIES))
      expect(text).toContain(`fenzu_pushes_total{account="default",result="${result}"} 0\n`)
    for (const outcome of Object.keys(OUTCOMES))
      expect(text).toContain(`fenzu_commands_total{account="default",command="移动",outcome="${outcome}"} 0\n`)
    for (const outcome of ['interim', 'sent', 'refused'])
      expect(text).toContain(`fenzu_late_answers_total{account="default",outcome="${outcome}"} 0\n`)
  })

  it('name each interface that is stopped, and forget it when it goes on', async () => {
    let stopped = ['/cgi-bin/groups/update']
    let dropped = 4
    metrics.watch({
      executes: () => true,
      commandsWaiting: () => 0,
      callsWaiting: () => 0,
      paused: () => false,
      stoppedInterfaces: () => stopped,
      tokenAgeMs: () => 1_500,
      signaturesDropped: () => dropped,
      quotas: () => [],
      keptReplies: () => 0,
      relay: undefined,
    })
    all.watch({ storeCommits: () => 7, loopDelayMs: () => 0, linesLost: () => 0, ready: () => Promise.resolve(false) })
    expect(await numbers()).toContain('fenzu_interfaces_stopped{account="default",path="/cgi-bin/groups/update"} 1')
    expect(await numbers()).toContain(
      '# TYPE fenzu_replay_dropped_total counter\nfenzu_replay_dropped_total{account="default"} 4\n',
    )
    expect(await numbers()).toContain('fenzu_access_token_age_seconds{account="default"} 1.5')
    expect(await numbers()).toContain('fenzu_ready 0\n')
    stopped = []
    dropped = 5
    expect(await numbers()).not.toContain('fenzu_interfaces_stopped{')
    expect(await numbers()).toContain('fenzu_replay_dropped_total{account="default"} 5\n')
  })
})
