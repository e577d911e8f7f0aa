import type { Answer } from '../../../domain/answer.ts'
import { ORDINARY } from '../attempt.ts'
import { createReader } from '../reader.ts'
import type { Reader, Reading } from '../reading.ts'
import { isKnown } from '../tokens/segments.ts'
import { isOpenidLike } from '../tokens/words.ts'
import { readPastedList } from './pasted-list.ts'
import { nameExcepted, readWholeGroups, type WholeGroups } from './whole-groups.ts'
import { nameMany, readPeopleAndGroup, type PeopleAndGroup } from './people-and-group.ts'

/** People and a group, in either order; also openids that were pasted. */
export const peopleAndGroup: Reader<MoveArguments> = createReader<MoveArguments>({
  usage: 'openid group',
  read: (attempt) => readWholeGroups(attempt) ?? readPeopleAndGroup(attempt, false),
  readList: (attempt, listed) => readPastedList({ attempt, batch: false }, listed),
  fits: (words, lexicon) => words.some((word) => isOpenidLike(word.text) || isKnown(word, lexicon)),
  naming: (args, spec) => (args.sources === undefined ? nameMany(args, spec) : nameExcepted(args, spec)),
})

/** People, or whole groups, and a group. */
type MoveArguments = PeopleAndGroup & WholeGroups

/** The same for a list: a bare number in it is nobody. */
export const listAndGroup = create('openids group', true)
const onePersonAndGroup = create('openid group', false)

/** People and a label. */
export const peopleAndLabel: Reader<PeopleAndGroup> = createReader<PeopleAndGroup>({
  usage: 'openid label',
  read: (attempt) => askForLabel(onePersonAndGroup.read(attempt)),
  readList: (attempt, listed) => askForLabel(onePersonAndGroup.readList?.(attempt, listed) ?? ORDINARY),
  fits: (words, lexicon) => onePersonAndGroup.fits(words, lexicon),
  naming(args, spec) {
    const naming = nameMany(args, spec)
    if (naming === undefined) return undefined
    return {
      ...naming,
      fill(found) {
        const filled = naming.fill(found)
        return 'answer' in filled ? { answer: ofLabel(filled.answer) } : filled
      },
    }
  },
})

function askForLabel(reading: Reading<PeopleAndGroup>): Reading<PeopleAndGroup> {
  return reading.kind === 'hint' ? { kind: 'hint', answer: ofLabel(reading.answer) } : reading
}

/** What a move asks for as a group is a label here. */
function ofLabel(answer: Answer): Answer {
  return answer.kind === 'missing-argument' && answer.missing === 'group' ? { ...answer, missing: 'label' } : answer
}

function create(usage: string, batch: boolean) {
  return createReader<PeopleAndGroup>({
    usage,
    read: (attempt) => readPeopleAndGroup(attempt, batch),
    readList: (attempt, listed) => readPastedList({ attempt, batch }, listed),
    fits: (words, lexicon) => words.some((word) => isOpenidLike(word.text) || isKnown(word, lexicon)),
    naming(args, spec) {
      const naming = nameMany(args, spec)
      return naming !== undefined && batch ? { ...naming, readsPast: true } : naming
    },
  })
}
