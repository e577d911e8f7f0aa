import { createReader } from '../reader.ts'
import { isKnown } from '../tokens/segments.ts'
import { isOpenidLike } from '../tokens/words.ts'
import { readPastedList } from './pasted-list.ts'
import { nameMany, readPeopleAndGroup, type PeopleAndGroup } from './people-and-group.ts'

/** People and a group, in either order; also openids that were pasted. */
export const peopleAndGroup = create('openid group', false)

/** The same for a list: a bare number in it is nobody. */
export const listAndGroup = create('openids group', true)

function create(usage: string, batch: boolean) {
  return createReader<PeopleAndGroup>({
    usage,
    read: (attempt) => readPeopleAndGroup(attempt, batch),
    readList: (attempt, listed) => readPastedList({ attempt, batch }, listed),
    fits: (words, lexicon) => words.some((word) => isOpenidLike(word.text) || isKnown(word, lexicon)),
    naming: nameMany,
  })
}
