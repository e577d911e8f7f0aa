import type { Answer } from '../../../domain/answer.ts'
import { ORDINARY } from '../attempt.ts'
import { createReader } from '../reader.ts'
import type { Reader, Reading } from '../reading.ts'
import { isKnown } from '../tokens/segments.ts'
import { isOpenidLike } from '../tokens/words.ts'
import { readPastedList } from './pasted-list.ts'
import { nameMany, readPeopleAndGroup, type PeopleAndGroup } from './people-and-group.ts'

/** People and a group, in either order; also openids that were pasted. */
export const peopleAndGroup = create('openid group', false)

/** The same for a list: a bare number in it is nobody. */
export const listAndGroup = create('openids group', true)

/** People and a label. */
export const peopleAndLabel: Reader<PeopleAndGroup> = createReader<PeopleAndGroup>({
  usage: 'openid label',
  read: (attempt) => askForLabel(peopleAndGroup.read(attempt)),
  readList: (attempt, listed) => askForLabel(peopleAndGroup.readList?.(attempt, listed) ?? ORDINARY),
  fits: (words, lexicon) => peopleAndGroup.fits(words, lexicon),
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
    naming: nameMany,
  })
}
