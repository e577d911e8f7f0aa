import { expect, it } from 'vitest'
import { nameOf } from '../../src/commands/running/moving.ts'
import { GroupList } from '../../src/groups/group-list.ts'
import { late, ScriptedBackend } from '../groups/scripted-backend.ts'
import { ManualClock } from '../support/manual-clock.ts'

it('does without the name of a group that the platform does not tell, but not after a defect of ours', async () => {
  const backend = new ScriptedBackend()
  const list = new GroupList(backend, new ManualClock())
  backend.before = () => {
    throw late()
  }
  expect(await nameOf(108, { list })).toEqual({ id: 108, name: null })
  backend.before = () => {
    throw new TypeError('a mistake of ours')
  }
  await expect(nameOf(108, { list })).rejects.toThrow('a mistake of ours')
})
