import { describe, expect, it } from 'vitest'
import { ScriptedPlatform } from '../wechat/scripted-platform.ts'
import { freePort } from '../support/process.ts'
import { Practice } from './practice.ts'

const SECRETS_PLACE = '微信开发者平台 → 我的业务 → 公众号 → 开发密钥'
const CALLBACK_PLACE = '微信开发者平台 → 我的业务 → 公众号 → 消息与事件推送'
const TOKEN_PATH = '/cgi-bin/stable_token'

describe('the doctor names what WeChat refuses, and the remedy', () => {
  it('an IP that is not on the whitelist (40164), with the exact IP', async () => {
    const practice = await Practice.open()
    await practice.fault(TOKEN_PATH, 40164)
    const report = await practice.examine()
    expect(report.code).toBe(1)
    expect(report.bad).toEqual(['token'])
    expect(report.of('token')).toEqual({
      name: 'token',
      state: 'fail',
      title: 'WeChat gives none (40164)',
      cause: 'this server goes out as 1.2.3.4, which is not on the whitelist (40164)',
      next: 'Add 1.2.3.4 to the API IP whitelist (白名单), and try again some minutes later.',
      console: '微信开发者平台 → 我的业务 → 公众号 → API IP 白名单',
    })
    expect(report.notChecked.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['permissions', 'backend', 'groups', 'quota', 'callback-check']),
    )
  })

  it.each([
    ['a wrong AppSecret', { WECHAT_APPSECRET: 'f'.repeat(32) }, /AppSecret .* WECHAT_APPSECRET/, SECRETS_PLACE],
    ['a wrong AppID', { WECHAT_APPID: 'wx0123456789abcdef' }, /compare WECHAT_APPID/, SECRETS_PLACE],
  ])('%s', async (_what, environment, next, place) => {
    const practice = await Practice.open()
    const report = await practice.examine([], environment)
    expect([report.code, report.bad]).toEqual([1, ['token']])
    expect(report.of('token')).toMatchObject({
      state: 'fail',
      next: expect.stringMatching(next) as unknown,
      console: place,
    })
    expect(report.text).not.toContain('f'.repeat(32))
  })

  it.each([
    [40243, /Unfreeze the AppSecret/, SECRETS_PLACE],
    [89503, /accept this IP/, '微信开发者平台 → 我的业务 → 公众号 → API IP 白名单'],
    [48004, /banned/, '微信开发者平台 → 我的业务 → 公众号 → 接口权限'],
  ])('a token refused with %i', async (errcode, next, place) => {
    const practice = await Practice.open()
    await practice.fault(TOKEN_PATH, errcode)
    const { code, bad, of } = await practice.examine()
    expect([code, bad]).toEqual([1, ['token']])
    expect(of('token')).toMatchObject({ next: expect.stringMatching(next) as unknown, console: place })
  })

  it.each(['auto', 'groups', 'tags'])(
    'an account without the permission (48001), in the head line already, WECHAT_BACKEND=%s',
    async (backend) => {
      const practice = await Practice.open({ environment: { WECHAT_BACKEND: backend } })
      await practice.fault('/cgi-bin/groups/get', 48001)
      await practice.fault('/cgi-bin/tags/get', 48001)
      const { code, bad, of } = await practice.examine()
      expect([code, bad]).toEqual([1, ['permissions']])
      expect(of('permissions')).toMatchObject({
        title: 'the account may not manage its followers (48001): no move will succeed',
        next: expect.stringContaining('微信认证') as unknown,
        console: '公众平台 → 账号详情 → 认证情况',
      })
    },
  )

  it.each([
    ['groups', 40066, 'group API', 'The tag API is served: set WECHAT_BACKEND=tags and restart.'],
    ['groups', 48001, 'group API', 'The tag API is served: set WECHAT_BACKEND=tags and restart.'],
    ['tags', 40066, 'tag API', 'The group API is served: set WECHAT_BACKEND=groups and restart.'],
    ['tags', 48001, 'tag API', 'The group API is served: set WECHAT_BACKEND=groups and restart.'],
  ])('a WECHAT_BACKEND=%s that is not served (%i) while the other API is', async (backend, errcode, name, next) => {
    const practice = await Practice.open({ environment: { WECHAT_BACKEND: backend } })
    await practice.fault(`/cgi-bin/${backend}/get`, errcode)
    const { code, bad, of } = await practice.examine()
    expect([code, bad]).toEqual([1, ['backend']])
    expect(of('backend')).toMatchObject({
      state: 'fail',
      title: `WeChat does not serve the ${name} to this account`,
      next,
    })
  })

  it.each(['auto', 'groups', 'tags'])('neither API served (40066), WECHAT_BACKEND=%s', async (backend) => {
    const practice = await Practice.open({ environment: { WECHAT_BACKEND: backend } })
    await practice.fault('/cgi-bin/groups/get', 40066)
    await practice.fault('/cgi-bin/tags/get', 40066)
    const { code, bad, of } = await practice.examine()
    expect([code, bad]).toEqual([1, ['backend']])
    expect(of('backend')?.next).toMatch(/^Look at 用户管理 among the permissions/)
  })

  it.each([
    ['groups', '/cgi-bin/groups/get', 'the groups can not be listed (45009)'],
    ['tags', '/cgi-bin/tags/get', 'the tags can not be listed (45009)'],
    ['auto', '/cgi-bin/tags/get', 'the tags can not be listed (45009)'],
  ])('WECHAT_BACKEND=%s whose list has no quota left (45009)', async (backend, path, title) => {
    const practice = await Practice.open({ environment: { WECHAT_BACKEND: backend } })
    await practice.fault(path, 45009)
    const { code, bad, of, notChecked } = await practice.examine()
    expect([code, bad]).toEqual([1, ['groups']])
    expect(of('groups')).toMatchObject({
      title,
      next: expect.stringContaining('Wait until 00:00 in Beijing') as unknown,
    })
    const left = notChecked.find(({ name }) => name === 'backend')?.title ?? ''
    expect(left.endsWith('so auto can not choose')).toBe(backend === 'auto')
  })

  it('ids in WECHAT_MANAGED_TAGS that the account does not have', async () => {
    const practice = await Practice.open({ environment: { WECHAT_BACKEND: 'tags', WECHAT_MANAGED_TAGS: '108,999' } })
    const { code, bad, of } = await practice.examine()
    expect([code, bad]).toEqual([0, ['groups']])
    expect(of('groups')).toMatchObject({ state: 'warn', cause: 'the account has no 999' })
  })

  it.each([
    ['groups', '/cgi-bin/groups/members/update'],
    ['tags', '/cgi-bin/tags/members/batchtagging'],
    ['auto', '/cgi-bin/tags/members/batchtagging'],
  ])('a quota for moving that is nearly spent, on WECHAT_BACKEND=%s: that of %s', async (backend, path) => {
    const practice = await Practice.open({ environment: { WECHAT_BACKEND: backend } })
    await practice.sandbox.post('quota', { path, remain: 9_999 })
    const { code, bad, of } = await practice.examine()
    expect([code, bad]).toEqual([0, ['quota']])
    expect(of('quota')?.cause).toBe(`${path} 9999/100000`)
  })

  it('a quota that is nearly spent, and one that is spent', async () => {
    const practice = await Practice.open({ environment: { WECHAT_BACKEND: 'groups' } })
    const use = async (count: number) => {
      await practice.sandbox.api('groups/get')
      await Promise.all(Array.from({ length: count }, () => practice.sandbox.api('groups/create', {})))
    }
    for (let round = 0; round < 19; round += 1) await use(50)
    const scarce = await practice.examine()
    expect([scarce.code, scarce.bad]).toEqual([0, ['quota']])
    expect(scarce.of('quota')).toMatchObject({ state: 'warn', cause: '/cgi-bin/groups/create 50/1000' })
    await use(50)
    const spent = await practice.examine()
    expect([spent.code, spent.bad]).toEqual([1, ['quota']])
    expect(spent.of('quota')).toMatchObject({
      state: 'fail',
      title: "today's quota is spent",
      next: expect.stringContaining('another program uses the API of this account') as unknown,
    })
  })

  it('a callback that is not entered in the console (40201)', async () => {
    const practice = await Practice.open({ callback: false })
    const { code, bad, of } = await practice.examine()
    expect([code, bad]).toEqual([1, ['callback-check']])
    expect(of('callback-check')).toMatchObject({
      title: 'the console has no usable callback (40201)',
      next: 'Enter the callback https://YOUR.HOST/wechat in the console and enable it, while fenzu runs.',
      console: CALLBACK_PLACE,
    })
  })

  it('packets that are lost on the way to the callback', async () => {
    const platform = new ScriptedPlatform()
    const practice = await Practice.open({ environment: { WECHAT_API_BASE: await platform.open() } })
    platform.script('/cgi-bin/callback/check', {
      dns: [{ ip: '111.161.64.40', real_operator: 'UNICOM' }],
      ping: [{ ip: '111.161.64.40', from_operator: 'UNICOM', package_loss: '75%', time: '23.079ms' }],
    })
    const report = await practice.examine()
    await platform.close()
    expect(report.of('callback-check')).toMatchObject({ state: 'warn', cause: 'packets are lost: 111.161.64.40 75%' })
  })

  it('an owner whose openid is of another account (40003)', async () => {
    const practice = await Practice.open({ environment: { FENZU_ADMINS: 'oNobody_0000000000000000000x' } })
    const { code, bad, of } = await practice.examine()
    expect([code, bad]).toEqual([1, ['owner']])
    expect(of('owner')).toMatchObject({
      title: 'FENZU_ADMINS has an openid that is not of this account',
      cause: 'WeChat does not know oNob…000x',
      next: expect.stringContaining('another openid with each account') as unknown,
    })
  })

  it('an owner who has left', async () => {
    const practice = await Practice.open()
    await practice.startBot()
    await practice.sandbox.event('unsubscribe', practice.environment['FENZU_ADMINS'] ?? '')
    const { code, of } = await practice.examine()
    expect(code).toBe(0)
    expect(of('owner')).toMatchObject({ state: 'warn', title: 'an owner does not follow the account' })
  })

  it('nobody who owns the account', async () => {
    const practice = await Practice.open({ environment: { FENZU_ADMINS: '' } })
    const { code, bad, of } = await practice.examine()
    expect([code, bad]).toEqual([0, ['owner']])
    expect(of('owner')?.next).toContain('认领')
  })
})

describe('the doctor names what is wrong on the way to WeChat', () => {
  it('an API out of reach', async () => {
    const practice = await Practice.open({ environment: { WECHAT_API_BASE: `http://127.0.0.1:${await freePort()}` } })
    const { code, bad, of } = await practice.examine()
    expect([code, bad]).toEqual([1, ['api']])
    expect(of('api')?.cause).toMatch(/^127\.0\.0\.1:\d+: nothing listens there \(ECONNREFUSED\)$/)
    expect(of('api')?.next).toContain('WECHAT_API_BASE')
  })

  it('an API that does not answer in time', async () => {
    const practice = await Practice.open()
    await practice.sandbox.post('faults', { path: '/cgi-bin/get_api_domain_ip', kind: 'hang' })
    const { code, of } = await practice.examine()
    expect(code).toBe(1)
    expect(of('api')?.cause).toContain('no answer in time (TIMEOUT)')
  })

  it('a gateway in place of the API', async () => {
    const practice = await Practice.open()
    await practice.sandbox.post('faults', { path: '/cgi-bin/get_api_domain_ip', kind: 'http502' })
    const { bad, of } = await practice.examine()
    expect(bad).toEqual(['api'])
    expect(of('api')?.title).toMatch(/answers with status 502$/)
  })

  it('a busy platform only if it stays busy', async () => {
    const practice = await Practice.open()
    await practice.fault(TOKEN_PATH, -1)
    expect((await practice.examine()).bad).toEqual([])
    await practice.fault(TOKEN_PATH, -1, 2)
    expect((await practice.examine()).of('token')).toMatchObject({
      title: 'WeChat gives none (-1)',
      next: expect.stringContaining('Run it again in a while') as unknown,
    })
  })

  it.each([
    [30_000, 'warn', '30 s behind'],
    [-30_000, 'warn', '30 s ahead of'],
    [600_000, 'fail', '600 s behind'],
    [-600_000, 'fail', '600 s ahead of'],
  ])('a clock that differs by %i ms', async (offsetMs, state, words) => {
    const practice = await Practice.open()
    await practice.sandbox.post('clock', { offsetMs })
    const { code, bad, of } = await practice.examine()
    expect([code, bad]).toEqual([state === 'fail' ? 1 : 0, ['clock']])
    const [seconds = '', ...rest] = words.split(' ')
    expect(of('clock')).toMatchObject({ state, next: expect.stringContaining('NTP') as unknown })
    const [told = '', ...toldRest] = (of('clock')?.title ?? '').split(' ')
    expect(Math.abs(Number(told) - Number(seconds))).toBeLessThanOrEqual(3)
    expect(toldRest.join(' ')).toContain(rest.join(' '))
  })
})
