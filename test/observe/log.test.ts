import { expect, it } from 'vitest'
import { createLog, Sampler } from '../../src/observe/log.ts'
import { Metrics } from '../../src/observe/metrics.ts'
import { ManualClock } from '../support/manual-clock.ts'

const APPSECRET = '5a4db0c0ffee00015a4db0c0ffee0001'

function open() {
  const lines: string[] = []
  const log = createLog({ level: 'debug', secrets: [APPSECRET, undefined], write: (line) => lines.push(line) })
  return { log, lines }
}

it('writes one line of JSON for each event, whatever is in it (T16)', () => {
  const { log, lines } = open()
  log.info({ target: '\n{"level":"error"}\u001b[31m' }, 'line\nbreak\u001b')
  expect(lines).toHaveLength(1)
  expect(lines[0]?.match(/\n/g)).toHaveLength(1)
  expect(lines[0]).not.toContain('\u001b')
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'info', msg: 'line\nbreak\u001b' })
})

it('writes no secret, through whatever field or error it came (T23)', () => {
  const { log, lines } = open()
  log.error(
    { err: new Error(`GET /cgi-bin/token?appid=x&secret=${APPSECRET}&access_token=abc_DEF-1`) },
    `boom ${APPSECRET}`,
  )
  log.warn({
    body: { access_token: 'abc_DEF-1' },
    url: '/wechat?signature=00ff&openid=oDF3iYx0ro3_7jD4HFRDfrjdCM58&nonce=1',
  })
  const text = lines.join('')
  expect(text).not.toContain(APPSECRET)
  expect(text).not.toContain('abc_DEF-1')
  expect(text).not.toContain('00ff')
  expect(text).not.toContain('oDF3iYx0ro3_7jD4HFRDfrjdCM58')
})

it('lets one line a minute through for each reason and says how many were left out', async () => {
  const clock = new ManualClock()
  const sampler = new Sampler(clock)
  const said: [string, number][] = []
  const say = (reason: string) => {
    sampler.say(reason, (suppressed) => said.push([reason, suppressed]))
  }
  for (const reason of ['a', 'a', 'b', 'a']) say(reason)
  await clock.advance(60_000)
  say('a')
  expect(said).toEqual([
    ['a', 0],
    ['b', 0],
    ['a', 2],
  ])
})

it('shows the numbers of one process in the format of Prometheus', async () => {
  const all = new Metrics()
  all.watch({ storeCommits: () => 7, loopDelayMs: () => 0, linesLost: () => 0, ready: () => Promise.resolve(true) })
  const metrics = all.of('school')
  metrics.watch({
    commandsWaiting: () => 3,
    callsWaiting: () => 2,
    paused: () => true,
    stoppedInterfaces: () => ['/cgi-bin/groups/get'],
    tokenAgeMs: () => null,
    signaturesDropped: () => 0,
    executes: () => true,
    quotas: () => [{ path: '/cgi-bin/groups/get', left: 940, ageMs: 90_000 }],
    keptReplies: () => 0,
    relay: undefined,
  })
  metrics.pushAnswered('text', 12)
  metrics.called('/cgi-bin/groups/get', 45009, 30)
  metrics.commandEnded('移动', 'done', 340)
  metrics.deliveryRepeated()
  const { text } = await all.read()
  for (const line of [
    'fenzu_pushes_total{account="school",result="text"} 1',
    'fenzu_api_calls_total{account="school",path="/cgi-bin/groups/get",outcome="45009"} 1',
    'fenzu_commands_total{account="school",command="移动",outcome="done"} 1',
    'fenzu_command_seconds_bucket{le="0.5",account="school"} 1',
    'fenzu_answer_seconds_bucket{le="0.025",account="school",result="text"} 1',
    'fenzu_repeated_deliveries_total{account="school"} 1',
    'fenzu_quota_left{account="school",path="/cgi-bin/groups/get"} 940',
    'fenzu_quota_age_seconds{account="school",path="/cgi-bin/groups/get"} 90',
    'fenzu_ready 1',
    'fenzu_commands_waiting{account="school"} 3',
    'fenzu_queue_paused{account="school"} 1',
    'fenzu_access_token_age_seconds{account="school"} -1',
  ]) {
    expect(text).toContain(line)
  }
})
