import type { z } from 'zod'
import type { Actor } from '../domain/actor.ts'
import type { Answer, Asked } from '../domain/answer.ts'
import type { Asker, ChangeResult, Command, LocalAnswer, MovesEnd, Prepared, Scope, Task, Work } from './command.ts'
import type { Confirmation } from './confirmation.ts'
import type { CommandSpec } from './reading/reading.ts'
import type { Reversal } from './reversal.ts'
import { pick, type Services } from './services.ts'

/*
 * A command is defined in one place: its words and reader, the schema of its arguments, the services that it needs, and what
 * it does. What is typed here is checked at the border: arguments of a text and of the ledger pass through the same schema.
 */

/** A command before it has its services. */
export interface Definition {
  readonly kind: Command['kind']
  readonly spec: CommandSpec
  /** What it asks to have confirmed. */
  readonly confirmations: readonly Confirmation[]
  /** How what it has done is taken back. */
  readonly reversals: readonly Reversal[]
  bind(services: Services): Command
}

interface Parts<Args, Name extends keyof Services> {
  readonly spec: CommandSpec
  /** The arguments, as they are read and as the ledger keeps them. */
  readonly args: z.ZodType<Args>
  readonly needs: readonly Name[]
}

interface LocalParts<Args, Name extends keyof Services> extends Parts<Args, Name> {
  /** What stands in the ledger under its name, although it leaves no row itself. */
  readonly recorded?: Omit<Work, 'spec'>
  answer(args: Args, asker: Asker, services: Pick<Services, Name>): Promise<LocalAnswer> | LocalAnswer
}

/** A command that answers from what we have ourselves; it leaves no row in the ledger. */
export function defineLocal<Args, Name extends keyof Services>(parts: LocalParts<Args, Name>): Definition {
  const { spec, args: schema, needs } = parts
  return {
    kind: 'local',
    spec,
    confirmations: [],
    reversals: [],
    bind(all) {
      const services = pick(all, needs)
      return {
        kind: 'local',
        spec,
        recorded: parts.recorded === undefined ? undefined : { spec, ...parts.recorded },
        answer: async (args, asker) => parts.answer(schema.parse(args), asker, services),
      }
    },
  }
}

interface ReadParts<Args, Name extends keyof Services> extends Parts<Args, Name> {
  /** How it is called while it is asked. */
  asked(args: Args): Asked
  /** Followers whose changes it must not overtake. */
  about?(args: Args): readonly string[]
  run(args: Args, services: Pick<Services, Name>): Promise<Answer>
}

/** A command that asks the platform and changes nothing. */
export function defineRead<Args, Name extends keyof Services>(parts: ReadParts<Args, Name>): Definition {
  const { spec, args: schema, needs } = parts
  return {
    kind: 'read',
    spec,
    confirmations: [],
    reversals: [],
    bind(all) {
      const services = pick(all, needs)
      return {
        kind: 'read',
        spec,
        question(given) {
          const args = schema.parse(given)
          return {
            asked: parts.asked(args),
            openids: parts.about?.(args) ?? [],
            run: () => parts.run(args, services),
          }
        },
      }
    },
  }
}

interface ChangeParts<Args extends object, Name extends keyof Services> extends Parts<Args, Name>, Omit<Work, 'spec'> {
  readonly alone?: boolean
  readonly confirmations?: readonly Confirmation[]
  readonly reversals?: readonly Reversal[]
  /** Looks at what is there and changes nothing; by default the arguments are accepted as they were read. */
  prepare(args: Args, actor: Actor, services: Pick<Services, Name>): Promise<Prepared> | Prepared
  scope(args: Args, services: Pick<Services, Name>): Scope
  /** The command that it takes back. */
  undoes?(args: Args, services: Pick<Services, Name>): number | undefined
  /** How its moves are told after a restart, where that is not as any move is. */
  report?(args: Args, end: MovesEnd, services: Pick<Services, Name>): Promise<ChangeResult>
  /** What it does, where that depends on its arguments. */
  work?(args: Args, services: Pick<Services, Name>): Work
  run(args: Args, task: Task, services: Pick<Services, Name>): Promise<ChangeResult>
}

/** A command that changes something: accepted, run in its place among the others, and kept in the ledger. */
export function defineChange<Args extends object, Name extends keyof Services>(
  parts: ChangeParts<Args, Name>,
): Definition {
  const { spec, args: schema, needs, alone = false, confirmations = [], reversals = [] } = parts
  const { undoRole, final, personal, report } = parts
  const own: Work = {
    spec,
    ...(undoRole === undefined ? {} : { undoRole }),
    ...(final === undefined ? {} : { final }),
    ...(personal === undefined ? {} : { personal }),
  }
  return {
    kind: 'change',
    spec,
    confirmations,
    reversals,
    bind(all) {
      const services = pick(all, needs)
      return {
        kind: 'change',
        spec,
        alone,
        prepare: async (args, actor) => parts.prepare(schema.parse(args), actor, services),
        accepted(given) {
          const args = schema.parse(given)
          return {
            scope: parts.scope(args, services),
            work: parts.work?.(args, services) ?? own,
            undoes: parts.undoes?.(args, services),
            ...(report === undefined ? {} : { report: (end) => report(args, end, services) }),
            run: (task) => parts.run(args, task, services),
          }
        },
      }
    },
  }
}
