import { SANDBOX_ACCOUNT } from '../../../src/domain/sandbox-account.ts'
import { withoutLinks } from '../../../src/domain/links.ts'
import { Stage, type World } from '../../support/stage.ts'
import { NaturalWorld } from './world.ts'

/** What came of one text. */
export interface Outcome {
  /** What the admin saw; null when there was nothing, or a grey line only. */
  readonly answer: string | null
  /** What became different in the account because of it, one line each. */
  readonly changes: readonly string[]
}

/** What conversations are played on. */
export interface Playing {
  play(texts: readonly string[]): Promise<readonly Outcome[]>
  close(): Promise<void>
}

/** Plays conversations, each with a bot that has just started on a store in which nobody has said anything. */
export class Player implements Playing {
  readonly #stage: Stage
  readonly #world: NaturalWorld
  readonly #token: string
  /** The account before a conversation. */
  readonly #first: World

  private constructor(stage: Stage, world: NaturalWorld, token: string, first: World) {
    this.#stage = stage
    this.#world = world
    this.#token = token
    this.#first = first
  }

  static async open(backend: 'groups' | 'tags'): Promise<Player> {
    const stage = await Stage.open({ WECHAT_BACKEND: backend, LOG_LEVEL: 'error' })
    await stage.reset({ quota: 'off' })
    const world = await NaturalWorld.create(await stage.world(), backend)
    const { appid, appsecret } = SANDBOX_ACCOUNT
    const body = { grant_type: 'client_credential', appid, secret: appsecret }
    const { access_token } = (await post(`${sandboxOf(stage)}/cgi-bin/stable_token`, body)) as { access_token: string }
    await world.arrange(await stage.world(), backend, api(stage, access_token))
    return new Player(stage, world, access_token, await stage.world())
  }

  close(): Promise<void> {
    return this.#stage.close()
  }

  /**
   * Says the texts one after the other to a fresh bot, each when the answer to the one before is there. Returns what came of
   * each. `{code}` in a text is the code of the confirmation that was asked for last.
   */
  async play(texts: readonly string[]): Promise<Outcome[]> {
    await this.#begin()
    const outcomes: Outcome[] = []
    let before = this.#first
    let code = '0000'
    for (const text of texts) {
      const { shown, reason } = await this.#stage.say(this.#filled(text, code))
      const answer = shown === null || reason !== undefined || shown.trim() === '' ? null : withoutLinks(shown)
      code = /(?:确认|yes) (\d{4})/.exec(answer ?? '')?.[1] ?? code
      const after = await this.#stage.world()
      outcomes.push({ answer, changes: differences(before, after) })
      before = after
    }
    return outcomes
  }

  async #begin(): Promise<void> {
    const now = await this.#stage.world()
    if (differences(this.#first, now).length > 0) {
      await this.#stage.reset({ quota: 'off' })
      await this.#world.arrange(await this.#stage.world(), this.#stage.backend, api(this.#stage, this.#token))
    }
    await this.#stage.restart({ DATABASE_URL: this.#world.copyStore() })
  }

  #filled(text: string, code: string): string {
    return text
      .replaceAll('{code}', code)
      .replaceAll(/\{openid (\d+)\}/g, (_, number: string) => this.#world.openid(Number(number)))
      .replaceAll(/\{short (\d+)\}/g, (_, number: string) => {
        const openid = this.#world.openid(Number(number))
        return `${openid.slice(0, 4)}…${openid.slice(-4)}`
      })
  }
}

function differences(before: World, after: World): string[] {
  const named = (list: World['groups']) => list.map(({ id, name }) => `${id} ${name}`)
  const people = ({ followers }: World) =>
    followers.map(({ openid, groupid, tagid_list, remark, subscribe }) =>
      [openid, groupid, [...tagid_list].sort().join(','), remark, subscribe].join(' '),
    )
  return (
    [
      ['group', named(before.groups), named(after.groups)],
      ['tag', named(before.tags), named(after.tags)],
      ['follower', people(before), people(after)],
    ] as const
  ).flatMap(([what, old, now]) => {
    const [was, is] = [new Set(old), new Set(now)]
    return [
      ...old.filter((line) => !is.has(line)).map((line) => `− ${what} ${line}`),
      ...now.filter((line) => !was.has(line)).map((line) => `+ ${what} ${line}`),
    ]
  })
}

function sandboxOf({ fenzu }: Stage): string {
  if (fenzu.sandboxUrl === null) throw new Error('no sandbox runs')
  return fenzu.sandboxUrl
}

function api(stage: Stage, token: string) {
  return async (path: string, body: object): Promise<unknown> => {
    const answer = (await post(`${sandboxOf(stage)}/cgi-bin/${path}?access_token=${token}`, body)) as {
      errcode?: number
    }
    if ((answer.errcode ?? 0) !== 0) throw new Error(`${path} answered ${JSON.stringify(answer)}`)
    return answer
  }
}

async function post(url: string, body: object): Promise<unknown> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) })
  return response.json()
}
