import { describe, expect, it } from 'vitest'
import { SPECS } from '../../src/commands/catalog/index.ts'
import { readText } from '../../src/commands/reading/grammar.ts'
import { readHostile } from './hostile.ts'

const COUNT = 3_000

describe('texts made to hurt the reading (T13, T29)', () => {
  it('are read, the same twice, as commands, hints and ordinary ones, and about nobody who is not in them', async () => {
    const { kinds, wrong } = await readHostile(COUNT, 29)
    expect(wrong).toEqual([])
    expect(kinds.command + kinds.hint + kinds.ordinary).toBe(COUNT)
    // They go deep enough to hurt something only if many of them are more than ordinary texts.
    expect(kinds.command).toBeGreaterThan(COUNT / 100)
    expect(kinds.hint).toBeGreaterThan(COUNT / 10)
    expect(kinds.ordinary).toBeGreaterThan(COUNT / 10)
  })

  it('would be seen to be about somebody else, and to be read otherwise the second time', async () => {
    const [move] = SPECS.filter(({ name }) => name === '移动')
    if (move === undefined) throw new Error('there is no 移动')
    const stranger = { kind: 'command', spec: move, args: { openid: 'oStranger_000000000000000000' } } as const
    expect((await readHostile(9, 29, () => stranger)).wrong).toHaveLength(9)
    let turn = 0
    const moody = (...given: Parameters<typeof readText>) => (turn++ % 2 === 0 ? readText(...given) : stranger)
    expect((await readHostile(9, 29, moody)).wrong.length).toBeGreaterThan(1)
  })
})
