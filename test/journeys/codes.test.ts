import { afterEach, beforeEach, expect, it } from 'vitest'
import { OWNER, P, saidIn, Stage } from '../support/stage.ts'

const CREATE = '/cgi-bin/qrcode/create'
let stage: Stage

beforeEach(async () => {
  stage = await Stage.open()
})
afterEach(async () => {
  await stage.close()
})
const ask = async (text: string) => saidIn((await stage.say(text, OWNER)).shown)

it('二维码 makes a code for good, and whoever scans it comes with its scene and ticket', async () => {
  const said = await ask('二维码 poster1')
  expect(said).toMatch(
    /^✅ 二维码「poster1」，永久有效\n图片：https:\/\/mp\.weixin\.qq\.com\/cgi-bin\/showqrcode\?ticket=[\w%-]+\n链接：http:\/\/weixin\.qq\.com\/q\/[\w-]+$/,
  )
  expect(await stage.calls(CREATE)).toMatchObject([
    {
      body: { action_name: 'QR_LIMIT_STR_SCENE', action_info: { scene: { scene_str: 'poster1' } } },
      applied: true,
      errcode: 0,
    },
  ])
  const ticket = decodeURIComponent(/ticket=([^\n]+)/.exec(said)?.[1] ?? '')
  await stage.event('SCAN', P, 'poster1')
  await stage.event('subscribe', 'oNewcomer_000000000000000001', 'qrscene_poster1')
  const pushes = ((await stage.get('/sandbox/deliveries')) as { title: string; opened: string }[]).slice(-2)
  expect(pushes.map(({ title }) => title)).toEqual(['SCAN poster1', 'subscribe qrscene_poster1'])
  for (const { opened } of pushes) expect(opened).toContain(`<Ticket><![CDATA[${ticket}]]></Ticket>`)
})

it('with days it is temporary, in both languages, and what is missing is asked for', async () => {
  expect(await ask('二维码')).toContain('二维码叫什么？')
  expect(await ask('poster2')).toMatch(/^✅ 二维码「poster2」，永久有效/)
  expect(await ask('二维码 “海报” 30天')).toMatch(/^✅ 二维码「海报」，30 天内有效/)
  await ask('语言 English')
  expect(await ask('qr poster3 1')).toMatch(/^✅ QR code "poster3", good for 1 day\nPicture: /)
  const orders = (await stage.calls(CREATE)).map(({ body }) => (body as { expire_seconds?: number }).expire_seconds)
  expect(orders).toEqual([undefined, 2_592_000, 86_400])
})

it('what WeChat would not take is told, and nothing is made', async () => {
  for (const [text, told] of [
    ['二维码 poster1 31', '❌ 有效期可以是 1 到 30 天'],
    ['二维码 poster1 0', '❌ 有效期可以是 1 到 30 天'],
    [`二维码 ${'a'.repeat(65)}`, '❌ 标识要 1 到 64 个字符'],
    ['二维码 海报', '❌ 标识要 1 到 64 个字符'],
  ] as const)
    expect(await ask(text)).toContain(told)
  expect(await stage.calls(CREATE)).toEqual([])
})

it('an account that may make none is told which may, and a code is not taken back', async () => {
  await stage.fault(CREATE, 'errcode', { errcode: 48001 })
  expect(await ask('二维码 poster1')).toBe(
    '❌ 本号不能生成这种二维码（48001）\n只有已认证的服务号和测试号可以，订阅号和未认证的号不行',
  )
  await ask('二维码 poster1')
  expect(await ask('撤销')).toContain('二维码收不回来')
})
