import type { Delivery } from '../bot/delivery.ts'
import type { AccountSettings } from '../config/account-settings.ts'
import type { Clock } from '../domain/clock.ts'
import type { Reply, ReplyContent } from '../domain/reply.ts'
import type { FollowersWatch } from '../observe/followers-watch.ts'
import { identityOf, type Push } from '../protocol/message.ts'
import { Relay } from '../relay/relay.ts'
import { KeptBook } from '../replies/book.ts'
import { MenuPublisher } from '../replies/menu.ts'
import { Others } from '../replies/others.ts'
import { Playing } from '../replies/playing.ts'
import { readConsole } from '../replies/reading.ts'
import { KeepTasks } from '../replies/tasks.ts'
import type { AccountStore } from '../store/store.ts'
import { createConsoleApi } from '../wechat/api/console.ts'
import { createCustomerMessageApi } from '../wechat/api/customer-message.ts'
import { createMaterialApi } from '../wechat/api/material.ts'
import { createMenuApi } from '../wechat/api/menu.ts'
import type { WechatClient } from '../wechat/client.ts'
import { isInterfaceRefused } from '../wechat/errors.ts'

/** A start waits so long for the first copy; it goes on behind it. */
export const FIRST_COPY_MS = 1_000

export interface FollowersParts {
  readonly settings: AccountSettings
  readonly client: WechatClient
  readonly store: AccountStore
  readonly clock: Clock
  readonly watch: FollowersWatch
  /** What this process answers followers with, whoever executes; this account's own unless given. */
  readonly shared?: FollowerAnswers | undefined
}

/** What answers followers in one process. */
export interface FollowerAnswers {
  readonly playing: Playing
  readonly relay: Relay | undefined
  /** The relay's answer, else a kept reply, else what the settings say. */
  answer(push: Push, delivery: Delivery): Reply | Promise<Reply>
}

/** What everybody gets whose push is no command: the relay's answer, else a kept reply, else what the settings say. */
export interface Followers {
  readonly kept: KeptBook
  readonly tasks: KeepTasks
  readonly relay: Relay | undefined
  answer: FollowerAnswers['answer']
  /** Sends what a rule shows beside its first answer; `message` names what it answers. */
  follow(openid: string, message: string, contents: readonly ReplyContent[]): void
  /** Takes the first copy of the console, where replies are kept. */
  begin(): Promise<void>
  /** For people who may see more. */
  details(): Readonly<Record<string, unknown>>
  idle(): Promise<void>
  close(): Promise<void>
}

export async function openFollowers(parts: FollowersParts): Promise<Followers> {
  const { settings, client, store, clock, watch, shared } = parts
  const apis = { console: createConsoleApi(client), menus: createMenuApi(client) }
  const playing = shared?.playing ?? new Playing(clock)
  const kept = await KeptBook.open({
    clock,
    store: store.keptReplies,
    material: createMaterialApi(client),
    playing,
    read: () => readConsole(apis, clock),
    events: watch,
  })
  const publisher = new MenuPublisher({ clock, menus: apis.menus, store: store.keptReplies })
  const messages = createCustomerMessageApi(client)
  const others = new Others({
    clock,
    send: (openid, content) => messages.send(openid, content),
    isForbidden: isInterfaceRefused,
    events: watch,
  })
  const follow: Followers['follow'] = (openid, message, contents) => {
    others.follow(openid, message, contents)
  }
  const everybody = shared ?? createEverybody({ settings, clock, watch, playing, follow })
  const { relay } = everybody
  return {
    kept,
    tasks: new KeepTasks(kept, publisher),
    relay,
    answer: (push, delivery) => everybody.answer(push, delivery),
    follow,
    begin: () => (settings.keptReplies ? kept.begin() : Promise.resolve()),
    details: () => detailsOf(settings, everybody),
    idle: () => others.idle(),
    async close() {
      kept.close()
      if (shared === undefined) await relay?.close()
    },
  }
}

export interface EverybodyParts extends Pick<FollowersParts, 'settings' | 'clock' | 'watch'> {
  readonly playing: Playing
  /** The first of several answers has reached its follower: the others are to be sent. */
  follow(openid: string, message: string, contents: readonly ReplyContent[]): void
}

/** Order: relay, kept reply, what the settings say. */
export function createEverybody({ settings, clock, watch, playing, follow }: EverybodyParts): FollowerAnswers {
  const relay = openRelay(settings, clock, watch)
  const fallback: Reply = settings.followerReply === 'success' ? { kind: 'success' } : { kind: 'transfer' }
  const played = (push: Push): Reply | undefined => {
    const play = settings.keptReplies ? playing.play(push) : undefined
    if (play === undefined) return undefined
    const { first, others: further, message } = play
    const delivered = (ok: boolean): void => {
      if (ok) follow(push.from, message, further)
    }
    return further.length === 0 ? first : { ...first, delivered }
  }
  return {
    playing,
    relay,
    answer: (push, delivery) =>
      relay === undefined
        ? (played(push) ?? fallback)
        : relayed(relay, settings, push, delivery).then((reply) =>
            reply.kind === 'success' ? (played(push) ?? reply) : reply,
          ),
  }
}

/** For people who may see more: what followers are answered with. */
export function detailsOf(
  { keptReplies }: Pick<AccountSettings, 'keptReplies'>,
  { playing, relay }: Pick<FollowerAnswers, 'playing' | 'relay'>,
): Readonly<Record<string, unknown>> {
  return {
    replies: keptReplies ? `${playing.copy?.replies.length ?? 0} kept` : 'not kept',
    notKept: keptReplies ? (playing.copy?.losses.length ?? 0) : 0,
    relay: relay === undefined ? 'off' : relay.breakerIsOpen ? 'spared after failures' : 'on',
  }
}

/** What relays the account's pushes; undefined where nothing is relayed. */
function openRelay({ relay, account, replyDeadlineMs }: AccountSettings, clock: Clock, watch: FollowersWatch) {
  if (relay === undefined) return undefined
  return new Relay({ settings: { ...relay, appid: account.appid, replyDeadlineMs }, clock, events: watch })
}

/** The old system's answer, or the fallback. */
async function relayed(
  relay: Relay,
  { relay: settings }: AccountSettings,
  push: Push,
  delivery: Delivery,
): Promise<Reply> {
  const outcome = await relay.answer(nameOf(push, delivery), push, delivery)
  if (outcome.kind === 'reply') return { kind: 'relayed', xml: outcome.xml }
  return outcome.kind === 'nothing' ? { kind: 'success' } : (settings?.fallback ?? { kind: 'success' })
}

/** Kinds that fenzu does not know have no MsgId here: what they hold tells two of one second apart. */
function nameOf(push: Push, { xml }: Delivery): string {
  const identity = identityOf(push)
  return push.kind === 'unknown' ? `${identity} ${xml.toString()}` : identity
}
