import { describe, expect, it } from 'vitest'
import { isRight, outcomeOf, readMeanings } from '../chat/meanings.ts'

const meanings = readMeanings()

describe('the table of what texts mean', () => {
  it('holds at least 900, none twice after the same command', () => {
    expect(meanings.length).toBeGreaterThanOrEqual(900)
    expect(new Set(meanings.map(({ after, text }) => JSON.stringify([after, text]))).size).toBe(meanings.length)
  })

  it('is understood as it says, every line', () => {
    const wrong = meanings
      .map((meaning) => ({ ...meaning, outcome: outcomeOf(meaning) }))
      .filter(({ outcome, expected }) => !isRight(outcome, expected))
      .map(({ after, text, expected, outcome }) => ({ after, text, expected, outcome }))
    expect(wrong).toEqual([])
  })
})
