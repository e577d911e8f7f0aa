import type { ReplyContent } from '../domain/reply.ts'

/*
 * The contract between the processes of one account. Every process answers pushes; an admin's text crosses the store, and
 * whoever holds the lease executes it and writes the answer back. All times of the lease are the database's.
 */

/** How long a lease lasts that is not renewed. */
export const LEASE_MS = 10_000
/** How often its holder renews it. */
export const RENEW_MS = 3_000
/** How long the holder trusts itself, from the moment at which it asked for a renewal that was granted. */
export const TRUST_MS = 7_000
/** How often what may have changed is looked for where no hint comes. */
export const POLL_MS = 250

/**
 * What a hint is about: a message for whoever executes, an answer for whoever waits for one, or `any` of what every process
 * keeps up with, the lease above all.
 */
export type HintKind = 'message' | 'answer' | 'any'

/** So long every process has, at least, to hear of somebody's leaving. */
export const DEPARTURES_KEPT_MS = 60_000

export interface LeaseView {
  /** Who holds it; null when nobody does. */
  readonly holder: string | null
  /** Counts up with every change of admins, their languages, invitations and kept replies. */
  readonly revision: number
  /** Until when, in ms since 1970, the code for the first owner is good; 0 without one. */
  readonly codeUntil: number
  /** The place of the latest departure in the inbox, as far as it is kept; 0 without one. */
  readonly departed: number
}

export interface Lease {
  look(): Promise<LeaseView>
  /** Takes the lease if nobody holds it; the term, or undefined. Terms count up, and never come back. */
  acquire(owner: string): Promise<number | undefined>
  /** Whether the term still holds; if so, for as long as a new lease. */
  renew(term: number): Promise<boolean>
  release(term: number): Promise<void>
  /** Lets the other processes know that a code for the first owner waits. */
  announceCode(term: number, until: number): Promise<void>
}

/** An admin's text, or the attempt at a one-time code of anybody. */
export interface InboxMessage {
  readonly dedupeKey: string
  readonly kind: 'text' | 'code'
  readonly from: string
  /** The text; of a code only its hash. */
  readonly text: string
  /** Whether it came from a tap on a menu message. */
  readonly fromMenu: boolean
  /** CreateTime, in ms. */
  readonly writtenAt: number
  /** In plain mode: what was signed, so that the same signature can't carry another message at another process. */
  readonly proof: { readonly signature: string; readonly body: string } | undefined
}

/** `deliveries` counts this one; `replayed` when its signature came with another message before. */
export type Put = { readonly kind: 'put'; readonly deliveries: number } | { readonly kind: 'replayed' }

/** What is answered in the end: a text, or what everybody's messages get. */
export type FinalAnswer = { readonly kind: 'ordinary' } | { readonly kind: 'text'; readonly text: string }

export interface InboxAnswer {
  readonly dedupeKey: string
  readonly interim: string | null
  readonly final: FinalAnswer | null
}

/** What became of an answer that a delivery took: `failed` when a response with the final one did not end on an open socket. */
export type DeliveryOutcome = 'interim' | 'final' | 'failed'

/** The inbox as every process may use it. */
export interface Inbox {
  /** Puts it in, or finds it there. */
  put(message: InboxMessage): Promise<Put>
  /**
   * Somebody left at that CreateTime, in seconds: recorded for whoever executes, and kept for a while so that every process
   * hears of it and none brings them back.
   */
  leave(openid: string, dedupeKey: string, at: number): Promise<void>
  /** Who left behind that place, in the order in which it was recorded. */
  departures(after: number): Promise<RecordedDeparture[]>
  /** What is to be sent to a follower behind the first answer to that message, once, by whoever executes. */
  follow(openid: string, message: string, contents: readonly ReplyContent[]): Promise<void>
  answers(dedupeKeys: readonly string[]): Promise<InboxAnswer[]>
  report(dedupeKey: string, taken: DeliveryOutcome): Promise<void>
}

export interface RecordedDeparture {
  readonly seq: number
  readonly openid: string
  /** CreateTime, in seconds. */
  readonly at: number
}

/** A message, somebody's leaving, or what is to be sent to a follower behind the answer to a message. */
export interface InboxRow extends Omit<InboxMessage, 'kind' | 'proof'> {
  readonly kind: InboxMessage['kind'] | 'gone' | 'others'
  /** Of `others`: what is to be sent. */
  readonly contents: readonly ReplyContent[]
  readonly seq: number
  /** How long ago it came, in ms. */
  readonly ageMs: number
  /** Whether the ledger had a command of this message when the row was read. */
  readonly isAccepted: boolean
}

export interface DeliveryReport {
  readonly dedupeKey: string
  readonly taken: DeliveryOutcome
}

export interface InboxView {
  readonly messages: readonly InboxRow[]
  readonly reports: readonly DeliveryReport[]
}

/** The inbox as whoever executes may use it; everything rejects with LeaseLostError once the term is over. */
export interface ExecutorInbox {
  /** Messages without a final answer behind that place, in their order, and all that was reported before they were read. */
  look(after: number, limit: number): Promise<InboxView>
  putInterim(dedupeKey: string, text: string): Promise<void>
  putFinal(dedupeKey: string, final: FinalAnswer): Promise<void>
  /** What was reported and not acknowledged yet. */
  reports(): Promise<DeliveryReport[]>
  acknowledge(reports: readonly DeliveryReport[]): Promise<void>
  /** Deletes what no delivery can ask for any more, and who left long ago. */
  sweep(): Promise<void>
}
