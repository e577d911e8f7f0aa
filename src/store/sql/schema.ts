import type { Generated } from 'kysely'

/** Tables as TypeScript sees them. Instants are integer ms, structured values JSON as text, ids below 2^53. */
export interface Schema {
  command: {
    appid: string
    number: number
    kind: 'change' | 'read'
    admin: string
    dedupe_key: string
    written_at: number
    accepted_at: number
    command: string
    args: string
    asked: string
    state: 'accepted' | 'sent' | 'ended'
    plan: string | null
    attempts: Generated<number>
    sent_at: number | null
    ended_at: number | null
    outcome: string | null
    answer: string | null
    telling: string | null
    told_at: number | null
    undone_by: number | null
  }
  /** One row for each follower a command wants to change. */
  item: {
    appid: string
    number: number
    openid: string
    written_at: number
    from_groups: string | null
    to_groups: string | null
    outcome: string | null
    fault: string | null
  }
  /** Who was moved for a time and is to be moved back. */
  move_end: {
    appid: string
    number: number
    openid: string
    due_at: number
    span_ms: number
    until_at: number
    to_groups: string
    back_groups: string
    backend: string
    attempts: number
  }
  confirmation: {
    appid: string
    admin: string
    digits: string
    plan: string
    digest: string
    asked_by: number
    expires_at: number
    tries_left: number
  }
  admin: { appid: string; openid: string; since: number; role: string }
  invitation: { appid: string; hash: string; role: string; made_by: string; expires_at: number }
  admin_setting: { appid: string; openid: string; language: string }
  managed_tag: { appid: string; tagid: number; since: number }
  person: {
    appid: string
    openid: string
    number: number
    alias: string | null
    alias_key: string | null
    remark: string | null
    remark_key: string | null
    groups: string | null
    contact_kind: string | null
    contact_at: number | null
    /** CreateTime of the latest follow that was seen, in seconds. */
    followed_at: number | null
  }
  /** The greatest number that was ever given: numbers are not given twice. */
  person_counter: { appid: string; last: number }
  dialogue: { appid: string; admin: string; body: string; expires_at: number }
  sync_state: { appid: string; state: string }
  /** One row for the copy of the console, one for the menu that was published last: each a whole, as JSON. */
  kept_part: { appid: string; part: string; body: string; at: number }
  kept_media: { appid: string; hash: string; media_id: string; at: number }
  /** Who left and may still be named by a command up to this number; gone when nothing names them. */
  erasure: { appid: string; openid: string; pseudonym: string; left_at: number; up_to: number }
  /** When somebody left, in seconds, by a part of a digest of the openid. */
  mark: { appid: string; mark: number; left_at: number }
  /** Whom the answer of a command names beside those that it is about. */
  mention: { appid: string; openid: string; number: number }
  rule: {
    appid: string
    number: number
    trigger_kind: 'follow' | 'scan' | 'text' | 'menu'
    trigger_key: string
    target_kind: 'group' | 'label'
    target: number
    backend: 'groups' | 'tags'
    policy: 'ungrouped' | 'always'
    state: 'on' | 'off' | 'deleted'
    source: 'chat' | 'file'
    made_at: number
  }
  /** The number that was given last. */
  rule_counter: { appid: string; last: number }
  /** What a rule has still to do for somebody; `next_…` came after it had begun. */
  errand: {
    appid: string
    openid: string
    rule: number
    written_at: number
    begun_from: string | null
    next_rule: number | null
    next_written_at: number | null
  }
  /** Which rule brought somebody into a group, or put a label on them, for as long as they have it. */
  brought: {
    appid: string
    openid: string
    to_group: number
    backend: 'groups' | 'tags'
    rule: number
    written_at: number
  }
  /** How many came and went, a day and thing counted. */
  daily_count: { appid: string; day: number; subject: string; came: number; went: number }
  probe: { appid: string; at: number }
  /** On PostgreSQL only: the number that was given last. */
  command_counter: { appid: string; last: number }
  /** On PostgreSQL only. */
  tombstone: { appid: string; hash: string; at: number }
}
