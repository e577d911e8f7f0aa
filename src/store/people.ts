/*
 * The contract of what is kept of followers: a short number each, the name an admin gave them, the remark they have in the
 * account, where they were last seen, and when they were last active. No text of theirs is ever among it.
 */

/**
 * `follow-scan` is following by a code, `scan` scanning one as a follower. `imported` is no activity that fenzu saw: the
 * platform told when they began to follow.
 */
export type ContactKind = 'text' | 'message' | 'follow' | 'follow-scan' | 'scan' | 'menu' | 'imported'

export interface Contact {
  readonly openid: string
  readonly kind: ContactKind
  readonly at: number
  /** CreateTime of a follow among what they sent, in seconds. */
  readonly followedAt?: number
}

export interface Person {
  readonly openid: string
  /** Short and stable: never given to anybody else, not even after they left. */
  readonly number: number
  readonly alias: string | null
  /** 备注 as the platform last told it. */
  readonly remark: string | null
  /** The groups that count, as last written or told; null when not known. */
  readonly groups: readonly number[] | null
  readonly contact: { readonly kind: ContactKind; readonly at: number } | null
}

/** What the platform tells of somebody who follows. */
export interface ImportedPerson {
  readonly openid: string
  readonly remark?: string | null
  readonly groups?: readonly number[]
  /** When they began to follow; counts only for whoever has no contact yet. */
  readonly followedAt?: number | null
}

export interface People {
  /** Records when they were last active, all in one transaction; whoever is new gets the next number. */
  note(contacts: readonly Contact[]): Promise<void>
  /** Records what the platform told; whoever is new gets the next number. Returns how many were new. */
  import(people: readonly ImportedPerson[]): Promise<number>
  /** Records the same of whoever is there; nobody is put down anew, who may have been forgotten since they were asked about. */
  update(people: readonly ImportedPerson[]): Promise<void>
  find(openid: string): Promise<Person | undefined>
  findMany(openids: readonly string[]): Promise<Person[]>
  /** Those whose numbers lie between, in their order, at most `limit`. */
  numbered(from: number, to: number, limit: number): Promise<Person[]>
  greatestNumber(): Promise<number>
  /** Whose alias this is, or else whose remark: compared after NFKC and without case; at most `limit`. */
  called(name: string, limit: number): Promise<Person[]>
  /** Whose openid begins and ends so, at most `limit`, by number. */
  shortened(head: string, tail: string, limit: number): Promise<Person[]>
  /** Whose alias, remark or end of the openid has this in it, at most `limit` behind the first `offset`, by number. */
  search(fragment: string, limit: number, offset?: number): Promise<Person[]>
  /** How many these are in all. */
  countFound(fragment: string): Promise<number>
  /**
   * The most recently active, newest first, and behind them those who were imported, newest follow first. `kinds` limits
   * how, and then they are all in one order. At most `limit` behind the first `offset`, with `except` left out.
   */
  recent(kinds: readonly ContactKind[] | null, limit: number, offset?: number, except?: string): Promise<Person[]>
  /** Who is in exactly these groups, as far as it is known, by number. */
  members(groups: readonly number[], limit: number, offset: number): Promise<{ all: number; people: Person[] }>
  count(): Promise<number>
  /** Every alias and every remark that somebody has. */
  names(): Promise<string[]>
  /** Gives a name, or takes it away with null; somebody who has no number gets one. */
  setAlias(openid: string, alias: string | null): Promise<Person>
}
