import type { Answer } from '../../../../domain/answer.ts'
import { hint, isApart, isEnglish, missing, ORDINARY, run, tooMuch, withoutEnding, write } from '../../attempt.ts'
import { createReader } from '../../reader.ts'
import type { Attempt, Reading } from '../../reading.ts'
import { toWords, writeWord } from '../../tokens/words.ts'

/** What a QR code is called, and for how many days it is good. */
export interface SceneAndDays {
  readonly scene: string
  readonly days?: number
}

/** Unquoted, so that 二维码 在哪里 stays what it is: a question. */
const PLAIN_SCENE = /^[A-Za-z0-9_-]+$/
const MOST_WORDS = 3

/** poster1, poster1 7, poster1 7天, 「海报一」 30 天. */
export const sceneAndDays = createReader<SceneAndDays>({ usage: 'scene days?', mostWords: MOST_WORDS, read })

function read(attempt: Attempt): Reading<SceneAndDays> {
  const words = toWords(withoutEnding(attempt.tail.normalize('NFKC')), { punctuation: true })
  const [first, ...rest] = words
  if (first === undefined) return missing(attempt, 'scene', write(attempt, 'poster1'))
  if (!isApart(attempt.tail) && !first.quoted) return ORDINARY
  if (!first.quoted && !PLAIN_SCENE.test(first.text))
    return words.length === 1 ? hint(badScene(write(attempt, writeWord(first.text, true)))) : ORDINARY
  const life = rest.map(({ text }) => text).join('')
  if (life === '' || /^(?:永久|forever)$/i.test(life)) return run(attempt, { scene: first.text })
  const days = /^(\d{1,5})(?:天|日|days?)?$/i.exec(life)?.[1]
  if (days !== undefined) return run(attempt, { scene: first.text, days: Number(days) })
  const isSentence = words.length > MOST_WORDS || (isEnglish(attempt) && rest.length > 1)
  return isSentence ? ORDINARY : tooMuch(rest, write(attempt, writeWord(first.text, first.quoted)))
}

function badScene(example: string): Answer {
  return { kind: 'bad-qr-code', reason: 'scene', example }
}
