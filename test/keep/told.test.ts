import { expect, it, onTestFinished } from 'vitest'
import { SANDBOX_ACCOUNT } from '../../src/sandbox/account.ts'
import { startFenzu } from '../../src/start.ts'
import { openSandbox } from '../sandbox/open-sandbox.ts'

it('what an account can not keep, and why, is told by the start and in 自动回复', async () => {
  const { appid, appsecret, token, encodingAesKey, owner } = SANDBOX_ACCOUNT
  const sandbox = await openSandbox()
  // Not verified: it may write no menus, keep no media and send no customer-service messages.
  for (const path of ['menu/get', 'material/add_material'])
    await sandbox.post('faults', { path: `/cgi-bin/${path}`, kind: 'errcode', errcode: 48001, times: 100 })
  const printed: string[] = []
  const env = {
    PORT: '0',
    HOST: '127.0.0.1',
    DATABASE_URL: 'sqlite::memory:',
    WECHAT_APPID: appid,
    WECHAT_APPSECRET: appsecret,
    WECHAT_TOKEN: token,
    WECHAT_ENCODING_AES_KEY: encodingAesKey,
    WECHAT_API_BASE: sandbox.url,
    FENZU_ADMINS: owner,
    FENZU_API_CALLS_PER_SECOND: '1000',
  }
  const bot = await startFenzu(env, { print: (line) => void printed.push(line), logLine: () => undefined })
  onTestFinished(() => bot.stop())
  const told = printed.slice(printed.indexOf('What the console answers is kept, but not all of it as it was:'))
  expect(told.slice(0, 5)).toEqual([
    'What the console answers is kept, but not all of it as it was:',
    '  - 营业时间: the account may not keep media (48001): shown for three days',
    '  - 海报: the account may not keep media (48001): shown for three days',
    '  - the account may not write menus: once the callback is on, enable the menu by hand in the console',
    '  - 营业时间: the account may not send customer-service messages: only the first of several is sent',
  ])
  sandbox.sandbox.setCallbackUrl(`${bot.url}/wechat`)
  const { shown } = await sandbox.say('自动回复')
  expect(shown).toContain(
    [
      '⚠️ 与原来不同：',
      '营业时间：账号没有素材权限（48001），素材只能用三天',
      '海报：账号没有素材权限（48001），素材只能用三天',
      '账号没有菜单权限：启用服务器配置后，到后台「自定义菜单」里手动启用',
      '营业时间：账号不能发客服消息，多条回复只发第一条',
    ].join('\n'),
  )
})
