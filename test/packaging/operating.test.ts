import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeIn, read, tableOf } from '../support/docs.ts'
import { P, Q, Stage, until } from '../support/stage.ts'

const DOC = 'docs/operating.md'
const MOVE = '/cgi-bin/groups/members/update'

let stage: Stage
let metrics: string

/** A bot with whom everything that is counted has happened. */
beforeAll(async () => {
  stage = await Stage.open({ LOG_LEVEL: 'info' })
  for (let number = 1; number < 12; number += 1) await stage.say(`移动 ${Q} ${number % 2 === 1 ? 108 : 102}`)
  await stage.fault(MOVE, 'errcode', { errcode: 40164 })
  await stage.say(`移动 ${P} 108`)
  await stage.fault('/cgi-bin/groups/update', 'errcode', { errcode: 45009 })
  await stage.say('改名 108 老客户')
  const read = async () => (await fetch(`${stage.fenzu.url}/metrics`)).text()
  await read()
  metrics = await until(async () => {
    const text = await read()
    return text.includes(`fenzu_quota_left{account="default",path="${MOVE}"}`) && text
  }, 'the quotas')
})
afterAll(() => stage.close())

/** Names and labels of what `/metrics` says of fenzu. */
function printed(): Map<string, { kind: string; labels: Set<string> }> {
  const kinds = [...metrics.matchAll(/^# TYPE (fenzu_\w+) (\w+)$/gm)]
  const found = new Map(kinds.map(([, name = '', kind = '']) => [name, { kind, labels: new Set<string>() }]))
  for (const [, sample = '', labels = ''] of metrics.matchAll(/^(fenzu_\w+)\{(.*)\} \S+$/gm)) {
    const one = found.get(sample) ?? found.get(sample.replace(/_(?:bucket|sum|count)$/, ''))
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) if (label !== 'le') one?.labels.add(label)
  }
  return found
}

describe('what the operating guide says of the metrics', () => {
  it('is every one of them, with its kind and its labels, and no other', () => {
    const shown = tableOf(DOC, 'metric').map(([name, kind, labels]) => [
      codeIn(name ?? '')[0],
      kind,
      codeIn(labels ?? '').sort(),
    ])
    const real = [...printed()].map(([name, { kind, labels }]) => [name, kind, [...labels].sort()])
    expect(shown.sort()).toEqual(real.sort())
  })

  it('names beside them only those that begin as said', () => {
    const others = [...metrics.matchAll(/^# TYPE (?!fenzu_)(\w+)/gm)].map(([, name]) => name ?? '')
    expect(others.filter((name) => !/^(?:process|nodejs)_/.test(name))).toEqual([])
    expect(others.length).toBeGreaterThan(0)
  })

  it('tells what the quota is that the platform has', async () => {
    const told = (path: string) =>
      Number(new RegExp(`^fenzu_quota_left\\{account="default",path="${path}"\\} (\\d+)$`, 'm').exec(metrics)?.[1])
    const used = (await stage.calls(MOVE)).filter(({ errcode }) => errcode === 0).length
    expect(told(MOVE)).toBe(100_000 - used)
    expect(told('/cgi-bin/groups/get')).toBeLessThan(1_000)
  })
})

describe('the alarms in the operating guide', () => {
  const rules = /```yaml\ngroups:\n([^]*?)```/.exec(read(DOC))?.[1] ?? ''
  const alarms = rules.split('- alert: ').slice(1)

  it('each have their meaning and a remedy', () => {
    const named = alarms.map((alarm) => alarm.split('\n')[0])
    expect(named.length).toBeGreaterThan(10)
    const rows = tableOf(DOC, 'alarm')
    expect(rows.map(([name]) => codeIn(name ?? '')[0])).toEqual(named)
    for (const [, meaning, remedy] of rows) expect([meaning, remedy]).not.toContain('')
  })

  it('look at metrics, labels and values that there are', () => {
    const real = printed()
    for (const alarm of alarms) {
      const selectors = [...alarm.matchAll(/(fenzu_\w+|up)(?:\{([^}]*)\})?/g)]
      expect([alarm, selectors.length]).not.toEqual([alarm, 0])
      for (const [, sample = '', labels = ''] of selectors) {
        if (sample === 'up') continue
        const metric = real.get(sample.replace(/_bucket$/, ''))
        expect([sample, metric]).not.toEqual([sample, undefined])
        for (const [, label = '', values = ''] of labels.matchAll(/(\w+)=~?"([^"]*)"/g)) {
          expect([...(metric?.labels ?? [])]).toContain(label)
          const plain = values.split('|').filter((value) => /^[\w/-]+$/.test(value) && value !== '-1')
          for (const value of plain) expect(metrics).toContain(`${label}="${value}"`)
        }
      }
    }
  })
})

describe('what the operating guide says of the log', () => {
  /** Without what differs from run to run. */
  const timeless = (line: string) =>
    line
      .replace(/"time":"[^"]+"/, '"time":""')
      .replace(/"ms":[\d.]+/, '"ms":0')
      .replaceAll(/"rid":"[^"]+"/g, '"rid":""')

  it('is what one grep by a number finds', () => {
    const shown = /```\n(\{[^]*?)```/.exec(read(DOC))?.[1] ?? ''
    const found = stage.log.filter((line) => line.includes('"number":12,'))
    expect(found.map((line) => timeless(line.trim()))).toEqual(shown.trim().split('\n').map(timeless))
  })

  it('is every message that an operator may look for', () => {
    const sources =
      read('src/observe/watch.ts') +
      read('src/observe/followers-watch.ts') +
      read('src/observe/rules-watch.ts') +
      read('src/app/account.ts') +
      read('src/app/process.ts')
    const warned = [...sources.matchAll(/#?log\.(?:warn|error|info)\(\s*[^']*?'([^']+)',?\s*\)/g)].map(
      ([, words]) => words ?? '',
    )
    const shown = tableOf(DOC, '`msg`').flatMap(([words]) => codeIn(words ?? ''))
    expect(shown.filter((words) => !sources.includes(`'${words}'`))).toEqual([])
    // Beside them a start and a stop, which begin with the name.
    expect(warned.filter((words) => !words.startsWith('fenzu ') && !shown.includes(words))).toEqual([])
  })
})
