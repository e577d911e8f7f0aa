import { describe, expect, it } from 'vitest'
import type { AcceptedChange, Work } from '../../src/commands/command.ts'
import { refusalToUndo } from '../../src/commands/running/undo/permission.ts'
import { adminOf } from '../../src/domain/actor.ts'
import type { Role } from '../../src/domain/role.ts'
import type { CommandRow } from '../../src/store/ledger.ts'

interface Done extends Partial<Work> {
  readonly by?: string
  readonly undoes?: number
}

/** What somebody of that role is told who takes back the first of these commands; `me` is who asks. */
async function refusal(role: Role | undefined, ...done: readonly (Done | undefined)[]) {
  const rows = done.map((one, at): Pick<CommandRow, 'number' | 'actor' | 'args' | 'command'> => ({
    number: at + 1,
    actor: adminOf(one?.by ?? 'me'),
    command: String(at),
    args: {},
  }))
  const doneAs = ({ command }: Pick<CommandRow, 'command'>) => done[Number(command)]
  const workOf = (row: Pick<CommandRow, 'command'>): Work | undefined => {
    const one = doneAs(row)
    return one && { spec: { name: '', role: 'admin' }, ...one }
  }
  const services = {
    admins: { roleOf: () => role },
    ledger: { find: (number: number) => Promise.resolve(rows[number - 1] as CommandRow | undefined) },
    commands: {
      workOf,
      acceptedOf: (row: Pick<CommandRow, 'command'>): AcceptedChange | undefined => {
        const work = workOf(row)
        if (work === undefined) return undefined
        const scope = { kind: 'shared', openids: [] } as const
        return { scope, work, undoes: doneAs(row)?.undoes, run: () => Promise.reject(new Error('not run')) }
      },
    },
  }
  return refusalToUndo(services, adminOf('me'), rows[0] as CommandRow)
}

describe('whether somebody may take a command back', () => {
  it.each([
    ['viewer', undefined, 'viewer'],
    [undefined, undefined, 'viewer'],
    ['admin', 'owner', 'viewer'],
    ['admin', 'admin', 'owner'],
  ] as const)('is refused to %s for one that needs %s, and %s for its undoing', async (role, spec, undoRole) => {
    const done: Done = { spec: { name: '', role: spec ?? 'viewer' }, undoRole }
    expect(await refusal(role, done)).toEqual({
      kind: 'not-allowed',
      command: '撤销 1',
      role: role ?? null,
      needs: role === 'admin' ? 'owner' : 'admin',
    })
  })

  it('is granted to the role that all three need', async () => {
    expect(await refusal('admin', {})).toBeUndefined()
    expect(await refusal('admin', { undoRole: 'admin', by: 'another' })).toBeUndefined()
    expect(await refusal('owner', { spec: { name: '', role: 'owner' }, undoRole: 'owner' })).toBeUndefined()
  })

  it('is refused to all but owners for a command that nobody knows any more', async () => {
    expect(await refusal('admin', undefined)).toMatchObject({ kind: 'not-allowed', needs: 'owner' })
    expect(await refusal('owner', undefined)).toBeUndefined()
  })

  it('is refused to everybody but who gave it for a command about admins', async () => {
    expect(await refusal('owner', { personal: true })).toBeUndefined()
    expect(await refusal('owner', { personal: true, by: 'another' })).toEqual({
      kind: 'cannot-undo',
      number: 1,
      reason: 'about-admins',
    })
  })

  it('is asked through an undo about what that took back, and on', async () => {
    const owners = { spec: { name: '', role: 'owner' } } as const
    expect(await refusal('admin', { undoes: 2 }, { undoes: 3 }, owners)).toMatchObject({ command: '撤销 3' })
    expect(await refusal('admin', { undoes: 2 }, {})).toBeUndefined()
    expect(await refusal('admin', { undoes: 9 })).toBeUndefined()
  })
})
