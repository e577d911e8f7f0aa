import type { CommandHelp } from '../domain/answer.ts'
import { comparableName } from '../domain/group.ts'
import type { Plan } from '../groups/changes.ts'
import type { CommandRow } from '../store/ledger.ts'
import type { AcceptedChange, ChangeResult, Command, Commands, Confirmed, Task, Work } from './command.ts'
import type { Confirmation } from './confirmation.ts'
import { UNSAID } from './catalog/index.ts'
import type { Definition } from './define.ts'
import type { CommandSpec } from './reading/reading.ts'
import type { Reversal } from './reversal.ts'
import type { Services } from './services.ts'

/** The commands by name. Each name and alias is taken once: a second taker is refused when the process starts. */
export class Registry implements Commands {
  readonly specs: readonly CommandSpec[]
  readonly helps: readonly CommandHelp[]
  /** Their English names, by the canonical ones. */
  readonly englishNames: ReadonlyMap<string, string>
  readonly #definitions: readonly Definition[]
  readonly #confirmations: readonly Confirmation[]
  readonly #reversals: readonly Reversal[]
  readonly #byName = new Map<string, Command>()
  #services: Services | undefined

  /** @param unsaid commands that nobody gives by a text */
  constructor(catalog: readonly Definition[], unsaid: readonly Definition[] = UNSAID) {
    const taken = new Map<string, string>()
    for (const { spec } of catalog) {
      for (const name of spec.names.map(comparableName)) {
        const owner = taken.get(name)
        if (owner !== undefined) throw new TypeError(`the name ${name} belongs to ${owner} and to ${spec.name}`)
        taken.set(name, spec.name)
      }
    }
    this.#definitions = [...catalog, ...unsaid]
    this.#confirmations = catalog.flatMap(({ confirmations }) => confirmations)
    this.#reversals = catalog.flatMap(({ reversals }) => reversals)
    this.specs = catalog.map(({ spec }) => spec)
    this.helps = this.specs.map(toHelp)
    this.englishNames = new Map(this.#definitions.map(({ spec: { name, english } }) => [name, english]))
  }

  /** Gives each command the services that it names; before that none can be found. */
  bind(services: Services): void {
    this.#services = services
    for (const definition of this.#definitions) this.#byName.set(definition.spec.name, definition.bind(services))
  }

  /** The command of a canonical name; one that an older version recorded may no longer exist. */
  find(name: string): Command | undefined {
    return this.#byName.get(name)
  }

  acceptedOf(row: Pick<CommandRow, 'command' | 'args'>): AcceptedChange | undefined {
    const command = this.find(row.command)
    return command?.kind === 'change' ? command.accepted(row.args) : undefined
  }

  workOf(row: Pick<CommandRow, 'command' | 'args'>): Work | undefined {
    const command = this.find(row.command)
    return command?.kind === 'local' ? command.recorded : this.acceptedOf(row)?.work
  }

  confirmed(plan: unknown): Confirmed | undefined {
    const services = this.#bound()
    for (const confirmation of this.#confirmations) {
      const confirmed = confirmation.bind(plan, services)
      if (confirmed !== undefined) return confirmed
    }
    return undefined
  }

  reversalOf(plan: Plan): ((row: CommandRow, task: Task) => Promise<ChangeResult>) | undefined {
    const services = this.#bound()
    for (const reversal of this.#reversals) {
      const takeBack = reversal.bind(plan, services)
      if (takeBack !== undefined) return takeBack
    }
    return undefined
  }

  #bound(): Services {
    if (this.#services === undefined) throw new TypeError('the commands have no services yet')
    return this.#services
  }
}

function toHelp({ name, english, names, role, summary, examples, onlyWith }: CommandSpec): CommandHelp {
  const aliases = names.filter((alias) => alias !== name && alias !== english)
  return { name, english, aliases, role, summary, examples, ...(onlyWith === undefined ? {} : { onlyWith }) }
}
