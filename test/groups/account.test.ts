import { describe, expect, it } from 'vitest'
import { createAccount, REMARK_BYTES, type Account } from '../../src/groups/account.ts'
import { mainGroup } from '../../src/groups/backend.ts'
import type { UsersApi } from '../../src/wechat/api/users.ts'
import { WechatClient } from '../../src/wechat/client.ts'
import { late, no, ScriptedBackend } from './scripted-backend.ts'

const P = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'

describe('a remark', () => {
  const written: string[] = []
  let refuses: Error | undefined
  const users = {
    remark: (_openid: string, remark: string) => {
      if (refuses !== undefined) return Promise.reject(refuses)
      written.push(remark)
      return Promise.resolve()
    },
  } as Partial<UsersApi> as UsersApi
  const account: Account = createAccount(
    Object.create(WechatClient.prototype) as WechatClient,
    users,
    new ScriptedBackend(),
  )

  it('goes to the platform while it has less than thirty bytes, as the platform counts them', async () => {
    expect(REMARK_BYTES).toBe(30)
    const longest = `${'王'.repeat(9)}ab`
    expect(await account.remark(P, longest)).toBe('written')
    expect(await account.remark(P, '王'.repeat(10))).toBe('too-long')
    expect(await account.remark(P, `${longest}c`)).toBe('too-long')
    expect(written).toEqual([longest])
  })

  it('is kept here alone where the account may not write it, and fails where nobody answers or follows', async () => {
    refuses = no(48001)
    expect(await account.remark(P, '王')).toBe('refused')
    for (const error of [late(), no(40003)]) {
      refuses = error
      await expect(account.remark(P, '王')).rejects.toBe(error)
    }
  })
})

describe('of several groups', () => {
  it.each([
    [[], 0],
    [[108], 108],
    [[108, 102], 108],
    [[108, 1], 1],
  ] as const)('%j the one to be named is %i', (groups, named) => {
    expect(mainGroup(groups)).toBe(named)
  })
})
