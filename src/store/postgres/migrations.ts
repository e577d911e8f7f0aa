export interface PostgresMigration {
  /**
   * The least number of migrations that code must know to work on the schema as it is afterwards. Adding a table or a column
   * with a default leaves it where it was (expand); taking away what older code still uses raises it (contract), and is done
   * only by a release after the one that stopped using it.
   */
  readonly leastCode: number
  readonly statements: readonly string[]
}

/**
 * Forward only, each run once. One that has been released is never edited. Old and new code run side by side on the schema in
 * between, because a fleet is brought up to date one process after the other.
 */
export const POSTGRES_MIGRATIONS: readonly PostgresMigration[] = [
  {
    leastCode: 1,
    statements: [
      `create table command (
        appid text not null, number bigint not null, kind text not null, admin text not null, dedupe_key text not null,
        written_at bigint not null, accepted_at bigint not null, command text not null, args text not null, asked text not null,
        state text not null, plan text, attempts bigint not null default 0, sent_at bigint, ended_at bigint, outcome text,
        answer text, telling text, told_at bigint, undone_by bigint,
        primary key (appid, number), unique (appid, dedupe_key))`,
      "create index command_by_state on command (appid, number) where state <> 'ended'",
      'create index command_by_admin on command (appid, admin, number)',
      'create index command_by_admin_and_end on command (appid, admin, kind, outcome)',
      'create index command_by_telling on command (appid, telling, ended_at)',
      'create index command_by_end on command (appid, ended_at)',
      'create index command_by_acceptance on command (appid, accepted_at)',
      'create table command_counter (appid text primary key, last bigint not null)',
      `create table item (
        appid text not null, number bigint not null, openid text not null, written_at bigint not null,
        from_groups text, to_groups text, outcome text, fault text,
        primary key (appid, number, openid))`,
      'create index item_by_openid on item (appid, openid, number)',
      `create table confirmation (
        appid text not null, admin text not null, digits text not null, plan text not null, digest text not null,
        asked_by bigint not null, expires_at bigint not null, tries_left bigint not null,
        primary key (appid, admin))`,
      `create table admin (
        appid text not null, openid text not null, since bigint not null, role text not null, primary key (appid, openid))`,
      'create table admin_setting (appid text not null, openid text not null, language text not null, primary key (appid, openid))',
      `create table invitation (
        appid text not null, hash text not null, role text not null, made_by text not null, expires_at bigint not null,
        primary key (appid, hash))`,
      'create table managed_tag (appid text not null, tagid bigint not null, since bigint not null, primary key (appid, tagid))',
      `create table person (
        appid text not null, openid text not null, number bigint not null, alias text, alias_key text, remark text,
        remark_key text, groups text, contact_kind text, contact_at bigint,
        primary key (appid, openid), unique (appid, number))`,
      'create index person_by_alias on person (appid, alias_key, number) where alias_key is not null',
      'create index person_by_remark on person (appid, remark_key, number) where remark_key is not null',
      'create index person_by_groups on person (appid, groups, number) where groups is not null',
      'create index person_by_contact on person (appid, contact_kind, contact_at, number) where contact_kind is not null',
      'create table person_counter (appid text primary key, last bigint not null)',
      `create table dialogue (
        appid text not null, admin text not null, body text not null, expires_at bigint not null, primary key (appid, admin))`,
      'create table sync_state (appid text primary key, state text not null)',
      'create table probe (appid text primary key, at bigint not null)',
      // Who left lately, by a digest of the openid: what another process gathered of them before must not bring them back.
      'create table tombstone (appid text not null, hash text not null, at bigint not null, primary key (appid, hash))',
      `create table lease (
        appid text primary key, owner text not null, term bigint not null, expires_at timestamptz not null,
        code_until bigint not null)`,
      'create unique index lease_of_term on lease (appid, term)',
      'create table inbox_counter (appid text primary key, last bigint not null)',
      `create table inbox (
        appid text not null, dedupe_key text not null, seq bigint not null, kind text not null, sender text not null,
        body text not null, from_menu bigint not null, written_at bigint not null, arrived_at timestamptz not null,
        deliveries bigint not null, signature text, body_hash text, interim text, final text, taken text,
        acknowledged bigint,
        primary key (appid, dedupe_key), unique (appid, seq))`,
      'create index inbox_unanswered on inbox (appid, seq) where final is null',
      'create index inbox_reported on inbox (appid) where acknowledged = 0',
      'create index inbox_by_signature on inbox (appid, signature) where signature is not null',
      'create index inbox_by_arrival on inbox (appid, arrived_at)',
      // Every process keeps in memory who may command: it is told when that changes, whoever changes it.
      'create table account_revision (appid text primary key, revision bigint not null)',
      `create function fenzu_revise() returns trigger language plpgsql as $$
        declare changed text := case when tg_op = 'DELETE' then old.appid else new.appid end;
        begin
          insert into account_revision as known (appid, revision) values (changed, 1)
            on conflict (appid) do update set revision = known.revision + 1;
          perform pg_notify('fenzu', changed);
          return null;
        end $$`,
      ...['admin', 'admin_setting', 'invitation'].map(
        (table) =>
          `create trigger revise_${table} after insert or update or delete on ${table} for each row execute function fenzu_revise()`,
      ),
    ],
  },
  {
    leastCode: 1,
    statements: [
      // One row for the copy of the console, one for the menu that was published last.
      `create table kept_part (
        appid text not null, part text not null, body text not null, at bigint not null, primary key (appid, part))`,
      `create table kept_media (
        appid text not null, hash text not null, media_id text not null, at bigint not null, primary key (appid, hash))`,
    ],
  },
  {
    leastCode: 1,
    statements: [
      'alter table person add column followed_at bigint',
      `create table erasure (
        appid text not null, openid text not null, pseudonym text not null, left_at bigint not null, up_to bigint not null,
        primary key (appid, openid))`,
      'create table mark (appid text not null, mark bigint not null, left_at bigint not null, primary key (appid, mark))',
      'create index mark_by_time on mark (appid, left_at)',
      'create table mention (appid text not null, openid text not null, number bigint not null, primary key (appid, openid, number))',
      'create index mention_by_number on mention (appid, number)',
    ],
  },
  {
    leastCode: 1,
    statements: [
      // Who was moved for a time and is to be moved back.
      `create table move_end (
        appid text not null, number bigint not null, openid text not null, due_at bigint not null, span_ms bigint not null,
        until_at bigint not null, to_groups text not null, back_groups text not null, backend text not null,
        attempts bigint not null, primary key (appid, number, openid))`,
      'create index move_end_by_person on move_end (appid, openid, number)',
      'create index move_end_by_due on move_end (appid, due_at)',
    ],
  },
  {
    leastCode: 1,
    statements: [
      `create table rule (
        appid text not null, number bigint not null, trigger_kind text not null, trigger_key text not null,
        target_kind text not null, target bigint not null, backend text not null, policy text not null, state text not null,
        source text not null, made_at bigint not null, primary key (appid, number))`,
      'create table rule_counter (appid text primary key, last bigint not null)',
      // Every process matches pushes with rules: it is told when they change.
      'create trigger revise_rule after insert or update or delete on rule for each row execute function fenzu_revise()',
      `create table errand (
        appid text not null, openid text not null, rule bigint not null, written_at bigint not null, begun_from text,
        next_rule bigint, next_written_at bigint, primary key (appid, openid))`,
      'create index errand_waiting on errand (appid, written_at) where begun_from is null',
      'create index errand_begun on errand (appid, openid) where begun_from is not null',
      `create table brought (
        appid text not null, openid text not null, to_group bigint not null, backend text not null, rule bigint not null,
        written_at bigint not null, primary key (appid, openid, to_group))`,
      `create table daily_count (
        appid text not null, day bigint not null, subject text not null, came bigint not null, went bigint not null,
        primary key (appid, day, subject))`,
    ],
  },
  {
    leastCode: 1,
    statements: [
      // Every process hears of who left, and plays the kept replies.
      "create index inbox_departures on inbox (appid, seq) where kind = 'gone'",
      'create trigger revise_kept_part after insert or update or delete on kept_part for each row execute function fenzu_revise()',
    ],
  },
]
