import { comparableName } from '../domain/group.ts'
import type { CommandHelp } from '../domain/answer.ts'
import type { Command } from './command.ts'
import type { CommandSpec } from './reading.ts'

/** The commands by name. Each name and alias is taken once: a second taker is refused when the process starts. */
export class Registry {
  readonly specs: readonly CommandSpec[]
  readonly helps: readonly CommandHelp[]
  readonly #byName = new Map<string, Command>()

  constructor(catalog: readonly Command[]) {
    const taken = new Map<string, string>()
    for (const command of catalog) {
      const { spec } = command
      for (const name of spec.names.map(comparableName)) {
        const owner = taken.get(name)
        if (owner !== undefined) throw new TypeError(`the name ${name} belongs to ${owner} and to ${spec.name}`)
        taken.set(name, spec.name)
      }
      this.#byName.set(spec.name, command)
    }
    this.specs = catalog.map(({ spec }) => spec)
    this.helps = this.specs.map(toHelp)
  }

  /** The command of a canonical name; one that an older version recorded may no longer exist. */
  find(name: string): Command | undefined {
    return this.#byName.get(name)
  }
}

function toHelp({ name, english, names, role, summary, examples }: CommandSpec): CommandHelp {
  const aliases = names.filter((alias) => alias !== name && alias !== english)
  return { name, english, aliases, role, summary, examples }
}
