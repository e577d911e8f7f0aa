import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../src/domain/clock.ts'
import { SANDBOX_ACCOUNT } from '../../src/sandbox/account.ts'
import { startSandbox } from '../../src/sandbox/server.ts'
import { startFenzu } from '../../src/start.ts'
import { openBrowser } from '../support/browser.ts'
import { OWNER, P, Stage } from '../support/stage.ts'
import { Visit } from './visit.ts'

const NEWS = { list: [{ title: '秋季画册', digest: '新品', cover_url: '', content_url: 'https://example.com/1' }] }
const rule = (word: string, reply: object) => {
  return {
    rule_name: word,
    reply_mode: 'reply_all',
    keyword_list_info: [{ type: 'text', match_mode: 'equal', content: word }],
    reply_list_info: [reply],
  }
}
const AUTOREPLY = {
  is_add_friend_reply_open: 0,
  is_autoreply_open: 0,
  keyword_autoreply_info: {
    list: [
      rule('图', { type: 'img', content: 'IMAGE_1' }),
      rule('声', { type: 'voice', content: 'VOICE_1' }),
      rule('影', { type: 'video', content: 'VIDEO_1' }),
      rule('文', { type: 'news', content: 'NEWS_1', news_info: NEWS }),
    ],
  },
}
const MENU = {
  is_menu_open: 1,
  selfmenu_info: {
    button: [
      { type: 'text', name: '价目', value: '菜单里的价目' },
      {
        name: '更多',
        sub_button: {
          list: [
            { type: 'news', name: '画册', value: 'N', news_info: NEWS },
            { type: 'view', name: '官网', url: 'https://example.com/' },
          ],
        },
      },
    ],
  },
}

let browser: Browser
let visit: Visit
let close: () => Promise<void>

beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(async () => {
  await browser.close()
})
afterEach(async () => {
  await visit.close()
  await close()
  expect(visit.troubles).toEqual([])
})

describe('with what the console answered, a follower’s phone', () => {
  async function open(): Promise<Stage> {
    const stage = await Stage.open({ FENZU_KEPT_REPLIES: 'off' })
    close = () => stage.close()
    await stage.enterConsole({ autoreply: AUTOREPLY, menu: MENU })
    await stage.restart({ FENZU_KEPT_REPLIES: 'on' })
    visit = await Visit.open(browser, `${stage.fenzu.sandboxUrl ?? ''}/`)
    return stage
  }

  it('shows a picture, a voice, a video and an article', async () => {
    await open()
    await visit.holdAs(P)
    const shown = visit.page.locator('#talk .theirs .bubble')
    await visit.say('图')
    const picture = shown.locator('img.picture')
    await picture.waitFor()
    const drawn = `[...document.querySelectorAll('img.picture')].every(({ complete, naturalWidth }) => complete && naturalWidth > 0)`
    await visit.page.waitForFunction(drawn)
    for (const [word, tag, type] of [
      ['声', 'audio.voice', 'audio/amr'],
      ['影', 'video.video', 'video/mp4'],
    ] as const) {
      await visit.say(word)
      const media = shown.locator(tag)
      await media.waitFor()
      const address = (await media.getAttribute('src')) ?? ''
      const asked = `fetch(${JSON.stringify(address)}).then(({ status, headers }) => [status, headers.get('content-type')])`
      expect(await visit.page.evaluate(asked)).toEqual([200, type])
    }
    await visit.say('文')
    const article = shown.locator('a.article')
    await article.waitFor()
    expect([await article.innerText(), await article.getAttribute('href')]).toEqual([
      '秋季画册\n新品',
      'https://example.com/1',
    ])
    expect(await visit.seriousFindings()).toEqual([])
  })

  it('has the menu at its lower edge once it is published, and taps are answered as the console did', async () => {
    const stage = await open()
    const bar = visit.page.locator('#menubar')
    await bar.filter({ hasText: '后台的菜单已停用' }).waitFor()
    const asked = (await stage.say('菜单 恢复', OWNER)).shown ?? ''
    await stage.say(/确认 \d{4}/.exec(asked)?.[0] ?? '', OWNER)
    await bar.getByRole('button', { name: '价目' }).waitFor()
    await visit.holdAs(P)
    await bar.getByRole('button', { name: '价目' }).click()
    await visit.seen('菜单里的价目').waitFor()
    await bar.locator('summary', { hasText: '更多' }).click()
    expect(await bar.getByRole('link', { name: '官网' }).getAttribute('href')).toBe('https://example.com/')
    await bar.getByRole('button', { name: '画册' }).click()
    await visit.page.locator('#talk a.article').waitFor()
    expect(await bar.locator('details[open]').count()).toBe(0)
  })
})

describe('a QR code that was made', () => {
  it('can be scanned by whoever holds the phone, who then follows', async () => {
    const stage = await Stage.open()
    close = () => stage.close()
    visit = await Visit.open(browser, `${stage.fenzu.sandboxUrl ?? ''}/`)
    await visit.say('二维码 poster1 7')
    await visit.seen('✅ 二维码「poster1」，7 天内有效').waitFor()
    await visit.holdAs(P)
    await visit.page.getByRole('button', { name: '更多操作' }).click()
    await visit.page.getByRole('button', { name: '扫码' }).click()
    await visit.seen('你扫了二维码「poster1」').waitFor()
    await visit.page.getByRole('button', { name: '取消关注' }).click()
    await visit.seen('你取消了关注').waitFor()
    await visit.page.getByRole('button', { name: '扫码' }).click()
    await visit.seen('你扫码「poster1」关注了公众号').waitFor()
  })
})

it('the wire shows what was relayed to the old system, and what that answered', async () => {
  const account = SANDBOX_ACCOUNT
  const sandbox = await startSandbox({ account, mode: 'safe', clock: systemClock, port: 0, upstream: true })
  const env = {
    HOST: '127.0.0.1',
    PORT: '0',
    DATABASE_URL: 'sqlite::memory:',
    WECHAT_APPID: account.appid,
    WECHAT_APPSECRET: account.appsecret,
    WECHAT_TOKEN: account.token,
    WECHAT_ENCODING_AES_KEY: account.encodingAesKey,
    WECHAT_API_BASE: sandbox.url,
    FENZU_ADMINS: account.owner,
    RELAY_URL: sandbox.upstream?.url ?? '',
    RELAY_TOKEN: sandbox.upstream?.token ?? '',
  }
  const bot = await startFenzu(env, { print: () => undefined, logLine: () => undefined })
  close = async () => {
    await bot.stop()
    await sandbox.close()
  }
  sandbox.setCallbackUrl(`${bot.url}/wechat`)
  visit = await Visit.open(browser, `${sandbox.url}/`)
  await visit.holdAs(P)
  await visit.say('你好')
  await visit.seen('旧系统：你好').waitFor()
  const row = visit.page.locator('#passed .relay')
  expect(await row.locator('summary').innerText()).toMatch(/^转发 1\s+你好\s+oDF3…CM58\s+200/)
  await row.locator('summary').click()
  await row.locator('dl').waitFor()
  const text = await row.locator('dl').innerText()
  expect(text).toMatch(/signature=[0-9a-f]{40}/)
  expect(text).toContain('<Content><![CDATA[你好]]></Content>')
  expect(text).toMatch(/旧系统的响应[^]*<Content><!\[CDATA\[旧系统：你好\]\]><\/Content>/)
  await visit.page.locator('input[name="wire"][value="relay"]').check({ force: true })
  expect(await visit.page.locator('#passed > li:visible').count()).toBe(1)
})
