import { chmodSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { channelAddress } from '../../src/channel/address.ts'
import { askChannel } from '../../src/channel/client.ts'
import { runKeep, runReplies } from '../../src/keep/run.ts'
import { P, Stage } from '../support/stage.ts'
import { send } from '../support/send.ts'

const AUTOREPLY = {
  is_add_friend_reply_open: 1,
  add_friend_autoreply_info: { type: 'text', content: '欢迎' },
  keyword_autoreply_info: {
    list: [
      {
        rule_name: '价格',
        reply_mode: 'reply_all',
        keyword_list_info: [{ type: 'text', match_mode: 'contain', content: '价格' }],
        reply_list_info: [
          { type: 'text', content: '十元' },
          { type: 'finder', content: 'x' },
        ],
      },
    ],
  },
}
const MENU = {
  is_menu_open: 1,
  selfmenu_info: {
    button: [
      { type: 'text', name: '价目', value: '菜单里的价目' },
      { name: '更多', sub_button: { list: [{ type: 'view', name: '官网', url: 'https://example.com/' }] } },
    ],
  },
}

const ON = { FENZU_KEPT_REPLIES: 'on' }
let stage: Stage
let env: Record<string, string>
let folder: string
afterEach(async () => {
  await stage.close()
})

async function open(more: Record<string, string> = {}): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), 'fenzu-keep-'))
  env = {
    DATABASE_URL: `sqlite:${join(folder, 'fenzu.db')}`,
    FENZU_API_CALLS_PER_SECOND: '1000',
    FENZU_KEPT_REPLIES: 'off',
  }
  stage = await Stage.open({ ...env, ...more })
  env = { ...env, SANDBOX_PORT: new URL(stage.fenzu.sandboxUrl ?? '').port }
  await stage.enterConsole({ autoreply: AUTOREPLY, menu: MENU })
  await stage.restart({ FENZU_KEPT_REPLIES: 'on' })
}

async function run(command: typeof runKeep, ...words: string[]) {
  const lines: string[] = []
  const say = (line: string) => void lines.push(line)
  const code = await command(words, { environment: env, folder, print: say, complain: say })
  return { code, text: lines.join('\n') }
}
const apiMenu = async () => {
  const token = (await (
    await send(`${stage.fenzu.sandboxUrl ?? ''}/cgi-bin/stable_token`, {
      method: 'POST',
      body: JSON.stringify({
        grant_type: 'client_credential',
        appid: 'wx5a4db0c0ffee0001',
        secret: '5a4db0c0ffee00015a4db0c0ffee0001',
      }),
    })
  ).json()) as { access_token: string }
  return (path: string, body?: object) =>
    send(`${stage.fenzu.sandboxUrl ?? ''}/cgi-bin/${path}?access_token=${token.access_token}`, {
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    }).then(
      (response) =>
        response.json() as Promise<{ errcode?: number; menu?: { button: { name: string; key?: string }[] } }>,
    )
}

describe('fenzu keep', () => {
  it('tells what is kept and what can not be, and with --dry-run changes nothing', async () => {
    await open()
    await stage.enterConsole({
      autoreply: { ...AUTOREPLY, add_friend_autoreply_info: { type: 'text', content: '新欢迎' } },
    })
    const dry = await run(runKeep, '--dry-run')
    expect(dry).toMatchObject({ code: 0 })
    expect(dry.text).toBe(
      'Would keep: 3 replies and a menu of 2 buttons. Nothing was changed.\nNot as it was:\n' +
        '  - 价格: WeChat describes no kind "finder": not kept',
    )
    expect((await stage.event('subscribe', P)).shown).toBe('欢迎')
    expect((await run(runKeep)).text).toContain('Kept: 3 replies and a menu of 2 buttons.')
    expect((await stage.event('subscribe', P)).shown).toBe('新欢迎')
  })

  it('leaves what is kept when the console shows less, because it may be off (F63)', async () => {
    await open()
    await stage.enterConsole({ autoreply: {}, menu: { is_menu_open: 0 } })
    const kept = await run(runKeep)
    expect(kept.code).toBe(1)
    expect(kept.text).toContain('which is less than what is kept (3 replies). The copy stays as it was.')
    expect((await stage.say('价格', P)).shown).toBe('十元')
  })

  it('publishes the menu with clicks that are answered as the console answered them', async () => {
    await open()
    const api = await apiMenu()
    expect(await api('menu/get')).toMatchObject({ errcode: 46003 })
    const dry = await run(runKeep, '--menu', '--dry-run')
    expect([dry.code, dry.text]).toEqual([0, expect.stringContaining('Nothing was changed.')])
    expect(dry.text).toContain('+ 更多 / 官网 → view https://example.com/'.replace('view ', ''))
    expect(await api('menu/get')).toMatchObject({ errcode: 46003 })
    expect((await run(runKeep, '--menu')).code).toBe(0)
    const { menu } = await api('menu/get')
    expect(menu?.button.map(({ name }) => name)).toEqual(['价目', '更多'])
    expect((await stage.event('CLICK', P, menu?.button[0]?.key)).shown).toBe('菜单里的价目')
    expect((await stage.calls()).some(({ path }) => path.endsWith('menu/delete'))).toBe(false)
    expect((await run(runKeep, '--menu')).text).toBe('The menu that followers see is the kept one already.')
    // The platform now shows fenzu's own menu: read again, its buttons go on with what they answered.
    expect((await run(runKeep)).code).toBe(0)
    expect((await stage.event('CLICK', P, menu?.button[0]?.key)).shown).toBe('菜单里的价目')
  })

  it('never overwrites a menu that somebody changed meanwhile without saying so (F64)', async () => {
    await open()
    const api = await apiMenu()
    await run(runKeep, '--menu')
    await api('menu/create', { button: [{ type: 'click', name: '别人的', key: 'k' }] })
    const asked = await run(runKeep, '--menu')
    expect(asked.code).toBe(1)
    expect(asked.text).toContain('somebody has changed the menu since')
    expect(asked.text).toContain('- 别人的 → click k')
    expect((await api('menu/get')).menu?.button.map(({ name }) => name)).toEqual(['别人的'])
    expect((await run(runKeep, '--menu', '--anyway')).code).toBe(0)
    expect((await api('menu/get')).menu?.button.map(({ name }) => name)).toEqual(['价目', '更多'])
  })

  it('tries once more when the platform says that menus are off for a moment', async () => {
    await open()
    await stage.fault('/cgi-bin/menu/create', 'errcode', { errcode: 40028 })
    expect((await run(runKeep, '--menu')).code).toBe(0)
  })

  it('refuses words that it does not know, with exit code 2', async () => {
    await open()
    expect((await run(runKeep, '--all')).code).toBe(2)
    expect((await run(runKeep, '--anyway')).code).toBe(2)
    expect((await run(runReplies, 'export')).code).toBe(2)
    expect((await run(runReplies, 'import', join(folder, 'none.json'))).code).toBe(2)
    expect((await run(runKeep, '--help')).text).toContain('fenzu keep [--dry-run]')
  })
})

describe('fenzu replies', () => {
  it('writes a file that can be changed and put back beside the running bot', async () => {
    await open()
    const file = join(folder, 'replies.json')
    expect((await run(runReplies, 'export', file)).code).toBe(0)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const exported = JSON.parse(readFileSync(file, 'utf8')) as {
      replies: { name: string; contents: { text: string }[] }[]
    }
    const rule = exported.replies.find(({ name }) => name === '价格')
    rule?.contents.splice(0, 1, { kind: 'text', text: '涨到十二元' } as never)
    writeFileSync(file, JSON.stringify(exported))
    expect((await run(runReplies, 'import', file, '--dry-run')).text).toBe(
      'Would keep 3 replies in place of 3. Nothing was changed.',
    )
    expect((await stage.say('价格', P)).shown).toBe('十元')
    expect((await run(runReplies, 'import', file)).code).toBe(0)
    expect((await stage.say('价格', P)).shown).toBe('涨到十二元')
    await stage.restart({ FENZU_KEPT_REPLIES: 'on' })
    expect((await stage.say('价格', P)).shown).toBe('涨到十二元')
  })

  it('names every place of a file that it can not take, and takes none of it (T53)', async () => {
    await open()
    const file = join(folder, 'bad.json')
    const bad = [
      { trigger: { kind: 'keyword', keywords: [] }, contents: [{ kind: 'text', text: '字'.repeat(683) }] },
      { trigger: { kind: 'follow' }, contents: [] },
    ]
    writeFileSync(file, JSON.stringify({ version: 1, replies: bad, extra: true }))
    const refused = await run(runReplies, 'import', file)
    expect(refused.code).toBe(1)
    for (const place of ['replies.0.trigger.keywords', 'replies.0.contents.0.text', 'replies.1.contents', 'extra'])
      expect(refused.text).toContain(place)
    expect((await stage.say('价格', P)).shown).toBe('十元')
  })

  it('works on the store itself when no bot runs, and the next start plays it', async () => {
    await open()
    const file = join(folder, 'replies.json')
    await run(runReplies, 'export', file)
    writeFileSync(file, readFileSync(file, 'utf8').replace('十元', '九元'))
    const address = channelAddress(join(folder, 'fenzu.db'))
    await stage.withoutBot(async () => {
      expect(await askChannel(address, '/default/keep', { dry: true })).toBeUndefined()
      expect((await run(runReplies, 'import', file)).code).toBe(0)
    }, ON)
    expect((await stage.say('价格', P)).shown).toBe('九元')
  })
})

describe('the local channel', () => {
  it('lies beside the store, for this user only (T52)', async () => {
    await open()
    const address = channelAddress(join(folder, 'fenzu.db'))
    expect(address).toBe(join(folder, 'fenzu.sock'))
    const { mode } = statSync(address)
    expect([(mode & 0o170000) === 0o140000, mode & 0o777]).toEqual([true, 0o600])
  })

  it('is opened again over the socket of a process that was killed', async () => {
    await open()
    const address = channelAddress(join(folder, 'fenzu.db'))
    await stage.withoutBot(() => {
      writeFileSync(address, '')
      chmodSync(address, 0o600)
      return Promise.resolve()
    }, ON)
    expect(stage.log.some((line) => line.includes('the local channel could not be opened'))).toBe(true)
    expect((await stage.say('价格', P)).shown).toBe('十元')
  })

  it('answers nothing but what it has, and no account but those that run', async () => {
    await open()
    const address = channelAddress(join(folder, 'fenzu.db'))
    await expect(askChannel(address, '/default/nothing', {})).rejects.toThrow('there is no "nothing" to ask for')
    await expect(askChannel(address, '/school/keep', { dry: true })).rejects.toThrow(
      'there is no account "school" here',
    )
    await expect(askChannel(address, '/default/keep', { wet: true })).rejects.toThrow('another version of fenzu runs')
  })
})
