import { copyFileSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Languages } from '../../../src/bot/speaking/languages.ts'
import { Renderer } from '../../../src/bot/renderer.ts'
import { Conversation, OWNER } from '../../bot/conversation.ts'
import { GROUPS } from '../explain.ts'
import type { Outcome, Playing } from './player.ts'
import { ALIASES, PLACES, REMARKS } from './world.ts'

const FOLLOWERS = 40
const openids = Array.from({ length: FOLLOWERS }, (_, at) => `oNatural_${String(at + 1).padStart(19, '0')}`)

/** Plays conversations without a socket: the bot past its door, and an account in memory. It costs a tenth, and tells nothing of the platform. */
export class InProcessPlayer implements Playing {
  readonly #backend: 'groups' | 'tags'
  readonly #folder = mkdtempSync(join(tmpdir(), 'fenzu-in-process-'))
  #copies = 0

  private constructor(backend: 'groups' | 'tags') {
    this.#backend = backend
  }

  static async open(backend: 'groups' | 'tags'): Promise<InProcessPlayer> {
    const player = new InProcessPlayer(backend)
    const path = join(player.#folder, 'template.db')
    const bot = await Conversation.open({ path, backend })
    await bot.people.import(
      openids.map((openid, at) => ({ openid, remark: REMARKS[at + 1] ?? null, groups: player.#groupsOf(at + 1) })),
    )
    for (const [number, alias] of Object.entries(ALIASES))
      await bot.people.setAlias(openids[Number(number) - 1] ?? '', alias)
    const done = { phase: 'done', next: '', asked: FOLLOWERS, total: FOLLOWERS, startedAt: bot.clock.now() } as const
    await bot.store.syncStates.write(done)
    await bot.close()
    const database = new DatabaseSync(path)
    database.exec('PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode=DELETE')
    database.close()
    return player
  }

  close(): Promise<void> {
    return Promise.resolve()
  }

  async play(texts: readonly string[]): Promise<Outcome[]> {
    this.#copies += 1
    const path = join(this.#folder, `${this.#copies}.db`)
    copyFileSync(join(this.#folder, 'template.db'), path)
    const bot = await Conversation.open({ path, backend: this.#backend })
    bot.backend.groups = GROUPS.map((group) => ({ ...group }))
    for (const [at, openid] of openids.entries()) bot.backend.followers.set(openid, this.#groupsOf(at + 1))
    await bot.intake.recover()
    await bot.list.read()
    const { admins, people, pageCache, registry } = bot
    const languages = new Languages(admins, registry.specs)
    const speech = new Renderer({ admins, languages, people, pageCache, commands: registry.englishNames, links: false })
    const outcomes: Outcome[] = []
    let before = linesOf(bot)
    let code = '0000'
    for (const text of texts) {
      const answer = await bot.answerTo(filled(text, code))
      const shown = await speech.say(OWNER, answer ?? { kind: 'not-understood' })
      code = /(?:确认|yes) (\d{4})/.exec(shown)?.[1] ?? code
      const after = linesOf(bot)
      outcomes.push({
        answer: shown.trim() === '' ? null : shown,
        changes: [
          ...before.filter((line) => !after.includes(line)).map((line) => `− ${line}`),
          ...after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`),
        ],
      })
      before = after
    }
    await bot.close()
    return outcomes
  }

  #groupsOf(number: number): number[] {
    const place = PLACES[number] ?? 0
    return place === 0 ? [] : [place]
  }
}

function linesOf(bot: Conversation): string[] {
  return [
    ...bot.backend.groups.map(({ id, name }) => `group ${id} ${name}`),
    ...[...bot.backend.followers].map(([openid, groups]) => `follower ${openid} ${[...groups].sort().join(',')}`),
    ...bot.remarks.map((remark) => `remark ${remark}`),
  ]
}

function filled(text: string, code: string): string {
  return text
    .replaceAll('{code}', code)
    .replaceAll(/\{openid (\d+)\}/g, (_, number: string) => openids[Number(number) - 1] ?? '')
    .replaceAll(/\{short (\d+)\}/g, (_, number: string) => {
      const openid = openids[Number(number) - 1] ?? ''
      return `${openid.slice(0, 4)}…${openid.slice(-4)}`
    })
}
