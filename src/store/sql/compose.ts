import type { Kysely } from 'kysely'
import type { Clock } from '../../domain/clock.ts'
import { StoreUnavailableError } from '../errors.ts'
import type { KnownOpenids } from '../forgetting/known-openids.ts'
import type { AccountStore } from '../store.ts'
import { createAdmins } from './admins.ts'
import { createConfirmations } from './questions/confirmations.ts'
import { createDialogues, createSyncStates } from './questions/dialogues.ts'
import type { Engine } from './engine.ts'
import { createErasures } from './forgetting/erasures.ts'
import type { GroupCommit } from './group-commit.ts'
import { createInvitations } from './invitations.ts'
import { createKeptReplies } from './kept.ts'
import { createLedger } from './ledger.ts'
import { createManagedTags } from './managed-tags.ts'
import { createPeople } from './people/people.ts'
import { createDailyCounts } from './rules/counts.ts'
import { createErrands } from './rules/errands.ts'
import { createRules } from './rules/rules.ts'
import type { Schema } from './schema.ts'
import { createMoveEnds } from './timed/move-ends.ts'

export interface StoreParts {
  readonly db: Kysely<Schema>
  readonly commit: GroupCommit
  readonly appid: string
  readonly engine: Engine
  readonly clock: Clock
  /** Which openids the disk may name; undefined where other processes write too, and everybody may be named. */
  readonly known?: KnownOpenids
  /** Whether what was deleted can't be read any more. */
  scrub(): Promise<boolean>
}

/** The store of one appid, on whichever engine. */
export function composeStore({ db, commit, appid, engine, clock, known, scrub }: StoreParts): AccountStore {
  const read = async <T>(query: Promise<T>): Promise<T> => {
    try {
      return await query
    } catch (error) {
      throw new StoreUnavailableError(error)
    }
  }
  return {
    ledger: createLedger(db, commit, read, appid, engine),
    moveEnds: createMoveEnds(db, commit, read, appid, engine),
    confirmations: createConfirmations(db, commit, read, appid),
    admins: createAdmins(db, commit, read, appid),
    invitations: createInvitations(db, commit, read, appid, engine),
    managedTags: createManagedTags(db, commit, read, appid),
    people: createPeople(db, commit, read, appid, engine),
    dialogues: createDialogues(db, commit, read, appid),
    syncStates: createSyncStates(db, commit, read, appid),
    keptReplies: createKeptReplies(db, commit, read, appid),
    rules: createRules(db, commit, read, appid),
    errands: createErrands(db, commit, read, appid, engine),
    dailyCounts: createDailyCounts(db, commit, read, appid),
    erasures: createErasures(db, commit, read, appid, known, clock),
    get commits() {
      return commit.commits
    },
    probe: () =>
      commit.write(async (trx) => {
        const at = clock.now()
        await trx
          .insertInto('probe')
          .values({ appid, at })
          .onConflict((conflict) => conflict.column('appid').doUpdateSet({ at }))
          .execute()
      }),
    async scrub() {
      await commit.idle()
      return read(scrub())
    },
  }
}
