import type { CommandHelp } from '../../../domain/answer.ts'
import { isSystemGroup, type Group } from '../../../domain/group.ts'
import { writeWord } from '../../reading/tokens/words.ts'
import { groupsInTime } from '../../running/known-groups.ts'
import type { Services } from '../../services.ts'

/*
 * Examples as they would be typed on this account: somebody who is there by number, groups that there are, the number of the
 * latest command. Nobody is shown an openid.
 */

/** What stands in an example for what an account has. */
export interface NamesHere {
  /** Followers as they can stand in a command, the most recently active first. */
  readonly people: readonly string[]
  /** Groups as they can stand in a command: where moves may go, and those that could be handed over. */
  readonly managed: readonly string[]
  readonly unmanaged: readonly string[]
  readonly command: string | null
}

/** Of the commands for tags, those that are about managed ones. */
const ABOUT_MANAGED = new Set(['放手'])
/** People that an example has at most. */
const MOST_PEOPLE = 3

export async function readNamesHere(
  asker: string,
  services: Pick<Services, 'people' | 'list' | 'ledger' | 'clock'>,
): Promise<NamesHere> {
  const { people, ledger } = services
  await people.written()
  const recent = await people.store.recent(null, MOST_PEOPLE + 1)
  const latest = await ledger.latestNumber()
  const own = (await groupsInTime(services)).filter(({ id }) => !isSystemGroup(id))
  const named = (groups: readonly Group[]) => groups.map(({ name }) => writeWord(name))
  return {
    people: recent.filter(({ openid }) => openid !== asker).map(({ number }) => `#${number}`),
    managed: named(own.filter(({ unmanaged }) => unmanaged !== true)),
    unmanaged: named(own.filter(({ unmanaged }) => unmanaged === true)),
    command: latest === null ? null : String(latest),
  }
}

/** Whether a command does something on this account. */
export function isUseful({ onlyWith }: CommandHelp, { backend, kept }: Pick<Services, 'backend' | 'kept'>): boolean {
  if (onlyWith === 'tags') return backend.capabilities.adoptable
  return onlyWith !== 'kept replies' || kept.on
}

/** The same command with examples that work here. */
export function writeHere(command: CommandHelp, names: NamesHere): CommandHelp {
  const isAboutLabels = command.onlyWith === 'tags' && !ABOUT_MANAGED.has(command.name)
  const groups = isAboutLabels && names.unmanaged.length > 0 ? names.unmanaged : names.managed
  const fitting = command.examples.filter((example) => names.command !== null || !NUMBERED.test(example))
  const examples = (fitting.length === 0 ? command.examples : fitting).map((example) => write(example, names, groups))
  return { ...command, examples: [...new Set(examples)] }
}

/** What stands in examples for somebody, for a group and for another one. */
const SAMPLE =
  /((?<![\w#])(?:o[A-Za-z0-9_-]{27}|#57)(?![\w-])|(?<=(?:除了|except) )(?:小王|Tom))|(?<=\s)(?:(VIP|108)(?=\s|$)|(新人|102)(?=全部|\s|$))/gu
const NUMBERED = / 12$/u

function write(example: string, names: NamesHere, groups: readonly string[]): string {
  const target = groups.find((name) => name === 'VIP') ?? groups[0] ?? 'VIP'
  const others = groups.filter((name) => name !== target)
  const source = others.find((name) => name === '新人') ?? others[0] ?? '新人'
  let place = -1
  const fill = (whole: string, person?: string, group?: string, other?: string): string => {
    if (group !== undefined) return target
    if (other !== undefined) return source
    if (person === undefined) return whole
    place += 1
    return names.people[place] ?? `#${place + 3}`
  }
  return example
    .replaceAll(SAMPLE, fill)
    .replace(NUMBERED, (number) => (names.command === null ? number : ` ${names.command}`))
}
