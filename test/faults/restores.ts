import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { backupStore } from '../../src/store/sqlite/backup.ts'
import { until } from '../support/stage.ts'
import { check } from './checker.ts'
import type { Processes } from './processes.ts'
import { pick } from './random.ts'
import { pause } from './storms.ts'
import type { Outcome } from './tables.ts'

/** What there was when the backup was made; all of it has ended by the time at which it is put back. */
export const BACKED_UP = [
  'a call that is under way',
  'commands that wait behind it',
  'a plan that waits for its yes',
  'an invitation that waits for its guest',
  'commands that come meanwhile',
  'somebody whom a rule is to move',
  'nothing that waits',
] as const
export type BackedUp = (typeof BACKED_UP)[number]

export const RESTORE_MEASURES = ['acted again', 'numbers given twice', 'silent', 'unlisted'] as const

const MOVE = '/cgi-bin/groups/members/update'
const CHANGES = /^\/cgi-bin\/(?:groups\/(?:create|update|delete|members)|tags\/(?:create|update|delete|members))/
const COUNTERS =
  'select (select coalesce(max(number), 0) from command) as command, (select coalesce(max(last), 0) from person_counter) as person'

/** What the round left behind that may try to act after the restore. */
interface Past {
  /** Texts that meant something before. */
  readonly texts: readonly { readonly text: string; readonly openid?: string }[]
  /** What was said and may still be answered. */
  readonly said: readonly Promise<unknown>[]
}

/**
 * A backup is made while something waits, the world goes on, an admin is removed; then the bot stops or is killed, the store is there or
 * lost, the backup is put back (one time in three by a process that is killed on the way and run again), and the bot starts. Nothing of the
 * past may act, no number may be given twice, whoever gave what had not ended can learn of it, and the admin who is back is named.
 */
export async function playRestore(
  processes: Processes,
  round: number,
  backedUp: BackedUp,
  random: () => number,
): Promise<Outcome<(typeof RESTORE_MEASURES)[number]>> {
  const people = (await processes.world()).followers.filter(
    ({ openid, subscribe }) => subscribe === 1 && !openid.startsWith('oAdmin'),
  )
  const nth = (at: number): string => people[(round * 4 + at) % people.length]?.openid ?? ''
  const [guest, other, admin, newcomer] = [nth(0), nth(1), nth(2), nth(3)]
  await claim(processes, admin)
  const file = join(processes.folder, `backup-${round}.db`)
  const past = await leadUpTo(processes, round, backedUp, { guest, other }, random)
  backupStore(processes.database, file)
  const open = openIn(file)
  await processes.settled()
  await Promise.all(past.said)
  await confirm(processes, `管理员 移除 ${admin}`)
  await processes.say(`移动 ${other} 106`)
  await processes.event('unsubscribe', guest)
  await processes.event('subscribe', guest)
  await processes.settled()
  const { greatest, output } = await putBack(processes, file, random)
  const since = await processes.lastCall()
  await processes.startBot()
  await processes.settled()
  const first = (await processes.say('帮助 分组')).shown ?? ''
  for (const { text, openid } of past.texts) await processes.say(text, openid)
  await processes.settled()
  const acted = (await processes.calls(since)).filter(({ path }) => CHANGES.test(path))
  let silent = 0
  for (const number of open) {
    const { shown } = await processes.say(`结果 ${number}`)
    if (shown?.includes('⚠️ 服务器恢复了备份') !== true) silent += 1
  }
  const base = await processes.lastCall()
  await processes.say(`移动 ${other} ${pick(random, ['107', '108'])}`)
  await processes.event('unsubscribe', newcomer)
  await processes.event('subscribe', newcomer)
  await processes.settled()
  const given = `select number from command where command = '移动' and number > ${greatest.command}`
  const numbered = `select number from person where openid = '${newcomer}' and number > ${greatest.person}`
  const isNumbered = () => Promise.resolve(processes.rows(numbered).length === 1)
  const twice = [
    processes.rows(given).length === 1,
    await until(isNumbered, 'a number for who follows again').catch(() => false),
  ].filter((held) => !held)
  const { lost, doubled } = await check(processes, greatest.command, base)
  await confirm(processes, `管理员 移除 ${admin}`)
  const listed = output.includes(admin) && first.includes('⚠️ 服务器恢复了备份')
  return {
    'acted again': acted.length + lost + doubled,
    'numbers given twice': twice.length,
    silent,
    unlisted: listed ? 0 : 1,
    story: `round ${round}, backed up with ${backedUp}: open ${open.join(' ')}, acted ${JSON.stringify(acted)}, greatest ${JSON.stringify(greatest)}, first answer ${JSON.stringify(first)}, restore said ${output}`,
  }
}

/** Something of the kind begins, and will end in its own time. */
async function leadUpTo(
  processes: Processes,
  round: number,
  backedUp: BackedUp,
  { guest, other }: { guest: string; other: string },
  random: () => number,
): Promise<Past> {
  const since = await processes.lastCall()
  const called = async () => (await processes.calls(since)).some(({ path }) => path === MOVE)
  switch (backedUp) {
    case 'a call that is under way':
    case 'commands that wait behind it': {
      await processes.order(MOVE, 'delay', { ms: 1_500 })
      const texts = (await elsewhere(processes, guest)).slice(0, backedUp === 'a call that is under way' ? 1 : 3)
      const said = texts.map((to) => processes.say(`移动 ${guest} ${to}`))
      const isOpen = () => processes.rows("select 1 from command where state <> 'ended'").length === texts.length
      await until(async () => (await called()) && isOpen(), 'the call')
      return { texts: [], said }
    }
    case 'a plan that waits for its yes': {
      await processes.say(`新建 备份${round}`)
      await processes.settled()
      const digits = await digitsOf(processes, `删除 备份${round}`)
      return { texts: [{ text: `确认 ${digits}` }, { text: '确认' }], said: [] }
    }
    case 'an invitation that waits for its guest': {
      const code = /认领 (\S{9})/.exec((await processes.say('管理员 邀请')).shown ?? '')?.[1] ?? ''
      return {
        texts: [
          { text: `认领 ${code}`, openid: guest },
          { text: `移动 ${guest} 108`, openid: guest },
        ],
        said: [],
      }
    }
    case 'commands that come meanwhile': {
      const said = ['108', '107', '104', '106'].map((to) => processes.say(`移动 ${guest} ${to}`))
      await pause(random() * 400)
      return { texts: [], said }
    }
    case 'somebody whom a rule is to move': {
      // Rules wait until no command is under way.
      await processes.order(MOVE, 'delay', { ms: 4_000 })
      await processes.say(`规则 新建 关键词 词${round} 到 108 总是`)
      const [to = ''] = await elsewhere(processes, other)
      const said = [processes.say(`移动 ${other} ${to}`)]
      await until(called, 'the call')
      await processes.say(`词${round}`, guest)
      await until(() => Promise.resolve(processes.rows('select 1 from errand').length === 1), 'the errand')
      return { texts: [], said: [...said, movedOn(processes, guest)] }
    }
    case 'nothing that waits':
      return { texts: [], said: [] }
  }
}

interface PutBack {
  /** The greatest numbers that were given until then. */
  readonly greatest: { readonly command: number; readonly person: number }
  /** What was said about it. */
  readonly output: string
}

/** Groups in which somebody is not. */
async function elsewhere(processes: Processes, openid: string): Promise<string[]> {
  const { groupid } = (await processes.world()).followers.find((one) => one.openid === openid) ?? {}
  return ['108', '107', '104', '106'].filter((to) => to !== String(groupid))
}

/** The rule has moved them, and an admin has moved them elsewhere since. */
async function movedOn(processes: Processes, guest: string): Promise<void> {
  await until(
    () => Promise.resolve(processes.rows('select 1 from errand').length === 0),
    'the end of the errand',
    60_000,
  )
  await processes.say(`移动 ${guest} 104`)
}

/** Stops the bot in one of two ways and restores. */
async function putBack(processes: Processes, file: string, random: () => number): Promise<PutBack> {
  if (random() < 0.5) processes.signal('SIGTERM')
  else processes.signal('SIGKILL')
  await processes.botEnded()
  const [counters] = processes.rows(COUNTERS)
  const greatest = { command: Number(counters?.['command']), person: Number(counters?.['person']) }
  if (random() < 0.33) for (const ending of ['', '-wal', '-shm']) rmSync(processes.database + ending, { force: true })
  if (random() < 0.33) {
    const cut = processes.run(['restore', file])
    setTimeout(() => cut.child.kill('SIGKILL'), random() * 800)
    await cut.ended
  }
  const { ended, output } = processes.run(['restore', file])
  if ((await ended) !== 0) throw new Error(`restore: ${output()}`)
  return { greatest, output: output() }
}

/** Somebody becomes an admin by a code. */
async function claim(processes: Processes, openid: string): Promise<void> {
  const code = /认领 (\S{9})/.exec((await processes.say('管理员 邀请')).shown ?? '')?.[1] ?? ''
  await processes.say(`认领 ${code}`, openid)
}

async function confirm(processes: Processes, text: string): Promise<void> {
  await processes.say(`确认 ${await digitsOf(processes, text)}`)
  await processes.settled()
}

/** The digits by which what was asked can be confirmed; the question may have come too late to be shown at once. */
async function digitsOf(processes: Processes, text: string): Promise<string> {
  await processes.say(text)
  await processes.settled()
  const { shown } = await processes.say('确认')
  const digits = /确认 (\d{4})/.exec(shown ?? '')?.[1]
  if (digits === undefined) throw new Error(`${text} asked nothing: ${shown}`)
  return digits
}

function openIn(file: string): number[] {
  const db = new DatabaseSync(file, { readOnly: true })
  try {
    return db
      .prepare("select number from command where state <> 'ended'")
      .all()
      .map(({ number }) => Number(number))
  } finally {
    db.close()
  }
}
