import fc from 'fast-check'
import { eventPushXml } from '../../../src/sandbox/push-xml.ts'
import { deliver, signedQuery, textXml } from '../../support/push.ts'
import { OWNER, until } from '../../support/stage.ts'
import { Processes } from '../processes.ts'
import { RuleModel, TRIGGERS, type ModelPush, type ModelRule, type ModelRules, type Trigger } from './model.ts'

/*
 * Random rules, pushes, words of an admin, undos and kills −9 at the real processes over HTTP; in the end everybody must be
 * where the model says, and what the bot tells of its rules must be what the model knows.
 */

const PEOPLE = 4
const GROUPS = [102, 104, 106]
const ORIGINAL_ID = 'gh_5a4db0c0ffee'
const WORDS: Readonly<Record<Trigger, string>> = { follow: '', scan: 'poster1', text: '报名', menu: 'join' }
const NAMES: Readonly<Record<Trigger, string>> = { follow: '关注', scan: '扫码', text: '关键词', menu: '菜单' }
const PATIENCE_MS = 60_000

type Step =
  /** Pushes of different people, and what comes before they are all carried out. */
  | { readonly kind: 'pushes'; readonly pushes: readonly ModelPush[]; readonly then: 'nothing' | 'kill' }
  | { readonly kind: 'push and move'; readonly push: ModelPush; readonly to: number }
  | { readonly kind: 'move'; readonly person: number; readonly to: number }
  | { readonly kind: 'leave'; readonly person: number; readonly comesBack: boolean }
  | { readonly kind: 'switch'; readonly rule: Trigger; readonly on: boolean }
  | { readonly kind: 'undo'; readonly rule: Trigger }

export interface RuleRun {
  readonly backend: 'groups' | 'tags'
  readonly rules: ModelRules
  readonly steps: readonly Step[]
}

const person = fc.integer({ min: 0, max: PEOPLE - 1 })
const trigger = fc.constantFrom(...TRIGGERS)
const group = fc.constantFrom(...GROUPS)
const push: fc.Arbitrary<ModelPush> = fc.record({
  person,
  by: fc.constantFrom(...TRIGGERS, 'follow by code' as const),
  known: fc.boolean(),
})
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('pushes' as const),
      pushes: fc.uniqueArray(push, { selector: (one) => one.person, minLength: 1, maxLength: PEOPLE }),
      then: fc.constantFrom('nothing' as const, 'nothing' as const, 'kill' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('push and move' as const), push, to: fc.constantFrom(0, ...GROUPS) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('move' as const), person, to: fc.constantFrom(0, ...GROUPS) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('leave' as const), person, comesBack: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('switch' as const), rule: trigger, on: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('undo' as const), rule: trigger }) },
)
const rule: fc.Arbitrary<ModelRule> = fc.record({ group, always: fc.boolean() })

/** So many steps of a life with rules, on one API. */
export function ruleRuns(backend: RuleRun['backend'], steps: number): fc.Arbitrary<RuleRun> {
  return fc.record({
    backend: fc.constant(backend),
    rules: fc.record({ follow: rule, scan: rule, text: rule, menu: rule }),
    steps: fc.array(step, { minLength: steps, maxLength: steps }),
  })
}

/** Plays one run in a world of its own. Returns what differed from the model, in words; nothing when all is as it says. */
export async function playRules(run: RuleRun): Promise<string[]> {
  const env = {
    WECHAT_MODE: 'plain',
    WECHAT_BACKEND: run.backend,
    WECHAT_MANAGED_TAGS: '102,104,106,107,108',
    FENZU_REPLY_DEADLINE_MS: '4500',
    LOG_LEVEL: 'warn',
  }
  const processes = await Processes.open({ pushTimeoutMs: 5_000, env, quota: 'off' })
  try {
    return await new Play(processes, run).play()
  } finally {
    await processes.close()
  }
}

class Play {
  readonly #processes: Processes
  readonly #run: RuleRun
  readonly #people: string[] = []
  /** The time of day that pushes carry: it goes on by a second for each, whatever the machine's clock says. */
  #second = Math.floor(Date.now() / 1000) - 3_600
  #messages = 0

  constructor(processes: Processes, run: RuleRun) {
    this.#processes = processes
    this.#run = run
  }

  async play(): Promise<string[]> {
    await this.#processes.startBot()
    for (const name of TRIGGERS) {
      const { group: to, always } = this.#run.rules[name]
      await this.#expect(`规则 新建 ${NAMES[name]} ${WORDS[name]} 到 ${to}${always ? ' 总是' : ''}`, '✅ 规则')
    }
    const before = await this.#whereAll()
    const some = [...before].filter(([openid, at]) => openid !== OWNER && at.length < 2 && !at.includes(2))
    this.#people.push(...some.slice(0, PEOPLE).map(([openid]) => openid))
    const model = new RuleModel(this.#run.rules, new Map(some.map(([, at], index) => [index, at[0] ?? 0])))
    for (const one of this.#run.steps) await this.#step(one, model)
    await this.#settle(model)
    return this.#compare(model)
  }

  async #step(one: Step, model: RuleModel): Promise<void> {
    switch (one.kind) {
      case 'pushes':
        await Promise.all(one.pushes.map((each) => this.#push(each)))
        for (const each of one.pushes) model.push(each)
        if (one.then === 'kill') await this.#kill(one.pushes.length)
        await this.#settle(model)
        break
      case 'push and move': {
        const { person: who } = one.push
        await this.#push(one.push)
        model.push(one.push)
        const met = model.waits(who)
        // Who goes where the rule leads was moved by one of them, and nobody can say by whom.
        if (met !== undefined && model.groupOf(met) === one.to) await this.#settle(model)
        await this.#move(who, one.to, model)
        await this.#settle(model)
        break
      }
      case 'move':
        await this.#move(one.person, one.to, model)
        break
      case 'leave': {
        await this.#event(one.person, 'unsubscribe', '')
        model.leave(one.person)
        const back: ModelPush = { person: one.person, by: 'follow', known: false }
        if (one.comesBack) {
          await this.#push(back)
          model.push(back)
        }
        await this.#settle(model)
        break
      }
      case 'switch':
        await this.#expect(`规则 ${one.on ? '开' : '停'} ${TRIGGERS.indexOf(one.rule) + 1}`, '✅')
        model.switch(one.rule, one.on)
        break
      case 'undo':
        await this.#undo(one.rule, model)
        break
    }
  }

  async #move(who: number, to: number, model: RuleModel): Promise<void> {
    await this.#expect(`移动 ${this.#people[who] ?? ''} ${to}`, '')
    model.move(who, to)
  }

  async #undo(which: Trigger, model: RuleModel): Promise<void> {
    const number = TRIGGERS.indexOf(which) + 1
    const expected = model.undo(which)
    const asked = await this.#expect(`撤销 规则 ${number} 七天`, '')
    const [, people] = /⚠️ 撤销规则 \d：(\d+) 人/u.exec(asked) ?? []
    if (Number(people ?? 0) !== expected)
      throw new Error(`${expected} were to be taken back of rule ${number}: ${asked}`)
    if (expected > 0)
      await this.#expect(`确认 ${/确认 (\d{4})/.exec(asked)?.[1] ?? ''}`, `已撤销规则 ${number}：${expected} 人`)
  }

  /** In the middle of whatever is under way. */
  async #kill(salt: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, (this.#second * 7 + salt * 13) % 120))
    await this.#processes.killBot()
    await this.#processes.startBot()
  }

  async #settle(model: RuleModel): Promise<void> {
    const left = () => Number(this.#processes.rows('select count(*) as n from errand')[0]?.['n'])
    await until(() => Promise.resolve(left() === 0), 'the end of what rules have to do', PATIENCE_MS)
    model.settle()
  }

  /** As the platform pushes it, every other one delivered twice at once. */
  async #push({ person: who, by, known }: ModelPush): Promise<void> {
    const key = (name: Trigger): string => (known ? WORDS[name] : `${WORDS[name]}?`)
    switch (by) {
      case 'follow':
        return this.#event(who, 'subscribe', '')
      case 'follow by code':
        return this.#event(who, 'subscribe', `qrscene_${key('scan')}`)
      case 'scan':
        return this.#event(who, 'SCAN', key('scan'))
      case 'menu':
        return this.#event(who, 'CLICK', key('menu'))
      case 'text': {
        const { msgId, createdAt } = this.#next()
        return this.#deliver(textXml({ from: this.#people[who] ?? '', text: ` ${key('text')} `, msgId, createdAt }))
      }
    }
  }

  #event(who: number, event: string, eventKey: string): Promise<void> {
    const { createdAt } = this.#next()
    return this.#deliver(eventPushXml({ from: this.#people[who] ?? '', to: ORIGINAL_ID, createdAt, event, eventKey }))
  }

  async #deliver(xml: string): Promise<void> {
    const once = async (): Promise<void> => {
      const url = `${this.#processes.botUrl}/wechat?${signedQuery(Math.floor(Date.now() / 1000))}`
      const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'text/xml' }, body: xml })
      await response.text()
      if (response.status !== 200) throw new Error(`a push was answered with ${response.status}`)
    }
    await Promise.all(this.#messages % 2 === 0 ? [once()] : [once(), once()])
  }

  /** Says it as the owner and takes the final answer, which begins or goes on with `has`. */
  async #expect(text: string, has: string): Promise<string> {
    const { msgId, createdAt } = this.#next()
    for (let delivery = 1; ; delivery += 1) {
      const said = await deliver(this.#processes.botUrl, { from: OWNER, text, msgId, createdAt, signedAt: now() })
      if (said.text.startsWith('⏳') && delivery < 10) continue
      if (!said.text.includes(has)) throw new Error(`"${text}" was answered with ${said.text}`)
      return said.text
    }
  }

  #next(): { msgId: string; createdAt: number } {
    this.#second += 1
    this.#messages += 1
    return { msgId: `7${String(this.#messages).padStart(18, '0')}`, createdAt: this.#second }
  }

  async #whereAll(): Promise<Map<string, number[]>> {
    const { followers } = await this.#processes.world()
    return new Map(
      followers.map(({ openid, groupid, tagid_list: tags }) => [
        openid,
        this.#run.backend === 'tags' ? tags : groupid === 0 ? [] : [groupid],
      ]),
    )
  }

  async #compare(model: RuleModel): Promise<string[]> {
    const where = await this.#whereAll()
    const seen = this.#people.map((openid) => where.get(openid)?.join('+') ?? '')
    const said = this.#people.map((_, at) => String(model.where.get(at) || ''))
    const told = await this.#expect('规则', '共 4 条规则')
    const brought = TRIGGERS.map((_, at) => Number(new RegExp(`^${at + 1} .* · (\\d+) 人`, 'mu').exec(told)?.[1] ?? 0))
    return [
      ...(seen.join() === said.join() ? [] : [`they are in ${seen.join()}, and the model says ${said.join()}`]),
      ...(brought.join() === model.brought.join()
        ? []
        : [`rules brought ${brought.join()}: ${model.brought.join()} says the model`]),
    ]
  }
}

function now(): number {
  return Math.floor(Date.now() / 1000)
}
