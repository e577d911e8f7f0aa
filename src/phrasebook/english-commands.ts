import { safeText } from './safe-text.ts'

/** Facts name commands canonically, in Chinese; these are their English names. */
export type CommandNames = ReadonlyMap<string, string>

/** What a command is called in English; one that is not known keeps its name. */
export function nameCommand(name: string, names: CommandNames): string {
  return names.get(name) ?? safeText(name)
}

/** A command as it can be sent, with its English name in place of the canonical one. */
export function inEnglish(command: string, names: CommandNames): string {
  const [name = '', second = '', ...rest] = command.split(' ')
  const inTwo = names.get(`${name} ${second}`)
  const words = inTwo === undefined ? [names.get(name) ?? name, ...command.split(' ').slice(1)] : [inTwo, ...rest]
  return words.join(' ')
}
