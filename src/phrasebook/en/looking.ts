import type { Group } from '../../domain/group.ts'
import type { CommandHelp } from '../../domain/answer.ts'
import { safeText } from '../safe-text.ts'
import { examplesWith, lines, nameGroup, type Phrases } from '../wording.ts'
import { countOf, ROLES } from './terms.ts'

/** What is there, and who: answers that tell and change nothing. */
export const LOOKING = {
  help: ({ tasks }) =>
    lines(
      'You can send, or reply with a number for more:',
      ...tasks.map(({ command, title }, at) => `${at + 1} ${examplesOf(command)[0] ?? command.english}: ${title.en}`),
      'All commands: help all',
    ),
  'help-all': ({ commands }) => lines('All commands:', ...commands.map(helpLine), 'More about one: help move'),
  'help-one': ({ command, needs }) =>
    lines(
      `${command.english}: ${command.summary.en}`,
      ...examplesOf(command).map((example) => `Example: ${example}`),
      `Also: ${[...command.aliases, command.name].join(', ')}`,
      needs === null ? null : `❌ You can't use it: it needs the role ${ROLES[needs]}`,
      needs === null ? null : 'Find an owner: admins list',
    ),
  groups({ groups, keyword }) {
    if (keyword !== null && groups.length === 0) {
      return lines(`⚠️ No group has "${safeText(keyword)}" in its name`, 'See all: groups')
    }
    // Where labels overlap or nobody counts, a sum would be wrong.
    const counts = groups.map(({ count }) => count)
    const sum = counts.reduce<number>((all, count) => all + (count ?? 0), 0)
    const people = counts.includes(null) ? '' : `, ${countOf(sum, 'follower')}`
    return lines(`${countOf(groups.length, 'group')}${people}`, ...groups.map(groupLine))
  },
  rest: ({ text }) => text,
  'no-more': ({ expired }) =>
    expired === true
      ? 'The last list is more than 10 minutes old: send its command again'
      : 'There is nothing more: that was the end of the last list',
  language: () => '✅ Answers will be in English',
  'language-followed': () => 'English is answered in English. To have it always: lang English',
  'which-language': ({ examples }, say) =>
    lines('In which language?', ...examples.map((example) => `Example: ${say.english(example)}`)),
} satisfies Partial<Phrases>

function helpLine(command: CommandHelp): string {
  return `${examplesOf(command)[0] ?? command.english}: ${command.summary.en}`
}

function examplesOf(command: CommandHelp): readonly string[] {
  return examplesWith(command, (example) => example.startsWith(command.english))
}

function groupLine(group: Group): string {
  const people = group.count === null ? '' : ` ${group.count}`
  return `${nameGroup(group)}${people}${group.unmanaged === true ? ' (not managed)' : ''}`
}
