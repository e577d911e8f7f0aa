import { describe, expect, it } from 'vitest'
import { ManualClock } from '../support/manual-clock.ts'
import { serializeReply } from '../../src/protocol/reply.ts'
import { SANDBOX_ACCOUNT } from '../../src/sandbox/account.ts'
import { openSandbox, OWNER, P, RID } from './open-sandbox.ts'
import { answer, ScriptedCallback } from './scripted-callback.ts'

const DAY_MS = 86_400_000
const PNG = Buffer.from('89504e470d0a1a0a', 'hex')

interface Console {
  autoreply: Record<string, unknown>
  menu: { is_menu_open: number; selfmenu_info: { button: Record<string, unknown>[] } }
}

describe('the console', () => {
  it('begins with a reply to those who follow, two keyword rules and a menu, and reads as it was entered', async () => {
    const sandbox = await openSandbox()
    const first = (await sandbox.send('/sandbox/console')).body as unknown as Console
    expect(first.autoreply).toMatchObject({ is_add_friend_reply_open: 1, add_friend_autoreply_info: { type: 'text' } })
    expect(first.autoreply['keyword_autoreply_info']).toMatchObject({
      list: [{ reply_mode: 'reply_all' }, { reply_mode: 'random_one' }],
    })
    expect(first.menu.selfmenu_info.button).toHaveLength(3)
    expect(await sandbox.api('get_current_autoreply_info')).toEqual(first.autoreply)
    expect(await sandbox.api('get_current_selfmenu_info')).toEqual(first.menu)

    expect(await sandbox.post('console', { autoreply: { is_add_friend_reply_open: 0 } })).toEqual({})
    expect(await sandbox.api('get_current_autoreply_info')).toEqual({ is_add_friend_reply_open: 0 })
    expect(await sandbox.api('get_current_selfmenu_info')).toEqual(first.menu)
    expect((await sandbox.post('console', { replies: [] }))['error']).toContain('replies')
    await sandbox.post('reset', {})
    expect((await sandbox.send('/sandbox/console')).body).toEqual(first)
  })

  it('lets its media be fetched for three days after each reading, and not before one', async () => {
    const clock = new ManualClock()
    const sandbox = await openSandbox({ clock })
    const autoreply = { message_default_autoreply_info: { type: 'img', content: 'IMG_1' } }
    await sandbox.post('console', { autoreply })
    expect(await sandbox.api('media/get?media_id=IMG_1')).toMatchObject({ errcode: 40007 })
    await sandbox.api('get_current_autoreply_info')
    const fetched = await fetchMedia(sandbox.url, await sandbox.stableToken(), 'IMG_1')
    expect(fetched.type).toBe('image/png')
    expect(fetched.bytes.subarray(0, 8)).toEqual(PNG)
    expect(fetched.disposition).toMatch(/^attachment; filename=".+\.png"$/)
    await sandbox.post('clock', { offsetMs: 3 * DAY_MS })
    expect(
      (await sandbox.send(`/cgi-bin/media/get?media_id=IMG_1&access_token=${await sandbox.stableToken()}`)).body,
    ).toMatchObject({
      errcode: 40007,
    })
  })
})

async function fetchMedia(url: string, token: string, id: string) {
  const response = await fetch(`${url}/cgi-bin/media/get?access_token=${token}&media_id=${id}`)
  const { headers } = response
  const bytes = Buffer.from(await response.arrayBuffer())
  return { type: headers.get('content-type'), disposition: headers.get('content-disposition'), bytes }
}

describe('menus', () => {
  const click = (name: string, key = 'k') => ({ type: 'click', name, key })

  it('are created, read and deleted, and take the place of what the console holds', async () => {
    const clock = new ManualClock()
    const sandbox = await openSandbox({ clock })
    expect(await sandbox.api('menu/get')).toMatchObject({
      errcode: 46003,
      errmsg: expect.stringMatching(RID) as string,
    })
    const below = { name: '更多', sub_button: [{ type: 'view', name: '官网', url: 'https://example.com/' }] }
    expect(await sandbox.api('menu/create', { button: [click('价目'), below] })).toEqual({ errcode: 0, errmsg: 'ok' })
    const { menu } = (await sandbox.api('menu/get')) as { menu: { button: object[] } }
    expect(menu.button).toEqual([
      { ...click('价目'), sub_button: [] },
      { name: '更多', sub_button: [{ ...below.sub_button[0], sub_button: [] }] },
    ])
    expect(await sandbox.api('get_current_selfmenu_info')).toEqual({
      is_menu_open: 1,
      selfmenu_info: { button: [click('价目'), { name: '更多', sub_button: { list: below.sub_button } }] },
    })
    expect((await sandbox.calls()).find(({ path }) => path === '/cgi-bin/menu/create')?.applied).toBe(true)
    await sandbox.api('menu/delete')
    expect(await sandbox.api('menu/create', { button: [click('价目')] })).toMatchObject({ errcode: 40028 })
    await clock.advance(5_000)
    expect(await sandbox.api('menu/create', { button: [click('价目')] })).toMatchObject({ errcode: 0 })
  })

  it.each<[string, unknown, number]>([
    ['no button', [], 40016],
    ['four buttons', Array(4).fill(click('x')), 40016],
    ['a name of 17 bytes', [click('x'.repeat(17))], 40018],
    ['no key', [{ type: 'click', name: 'x' }], 40019],
    ['no address', [{ type: 'view', name: 'x' }], 40020],
    ['a type that there is not', [{ type: 'finder', name: 'x' }], 40017],
    ['an address of another kind', [{ type: 'view', name: 'x', url: 'ftp://x/' }], 40054],
    [
      'the home page of another account',
      [{ type: 'view', name: 'x', url: 'https://mp.weixin.qq.com/mp/profile_ext?action=home' }],
      40155,
    ],
    ['six buttons below', [{ name: 'x', sub_button: Array(6).fill(click('y')) }], 40023],
    ['a name below of 61 bytes', [{ name: 'x', sub_button: [click('y'.repeat(61))] }], 40025],
    ['media that there is not', [{ type: 'media_id', name: 'x', media_id: 'm' }], 40007],
  ])('are refused for %s', async (_what, button, errcode) => {
    const sandbox = await openSandbox()
    expect(await sandbox.api('menu/create', { button })).toMatchObject({ errcode })
    expect(await sandbox.api('menu/get')).toMatchObject({ errcode: 46003 })
  })

  it('are refused in an outer menu, as menu/get writes them', async () => {
    const sandbox = await openSandbox()
    expect(await sandbox.api('menu/create', { menu: { button: [click('x')] } })).toMatchObject({ errcode: 40016 })
  })

  it('can be others for a tag: the newest for the last tag of a follower', async () => {
    const sandbox = await openSandbox()
    const add = (tag_id: string, name: string) =>
      sandbox.api('menu/addconditional', { button: [click(name)], matchrule: { tag_id } })
    expect(await add('108', 'a')).toMatchObject({ errcode: 65303 })
    await sandbox.api('menu/create', { button: [click('all')] })
    await add('108', 'old')
    const { menuid } = await add('108', 'new')
    await sandbox.api('tags/members/batchtagging', { openid_list: [P], tagid: 108 })
    const seen = async (user_id: string) =>
      ((await sandbox.api('menu/trymatch', { user_id })) as { button: { name: string }[] }).button[0]?.name
    expect([await seen(OWNER), await seen(P)]).toEqual(['all', 'new'])
    await sandbox.api('menu/delconditional', { menuid })
    expect(await seen(P)).toBe('old')
    expect(await sandbox.api('menu/addconditional', { button: [click('x')], matchrule: { sex: '1' } })).toMatchObject({
      errcode: 65320,
    })
  })
})

describe('materials', () => {
  const form = (bytes: Uint8Array<ArrayBuffer>, name: string) => {
    const data = new FormData()
    data.append('media', new Blob([bytes]), name)
    return data
  }
  const upload = async (url: string, token: string, path: string, body: FormData) => {
    const response = await fetch(`${url}/cgi-bin/${path}&access_token=${token}`, { method: 'POST', body })
    return (await response.json()) as Record<string, unknown>
  }

  it('are kept for good, and can be sent and shown by their ids', async () => {
    const callback = await ScriptedCallback.open(answer('success'))
    const sandbox = await openSandbox({ callbackUrl: callback.url })
    const token = await sandbox.stableToken()
    const bytes = new Uint8Array([1, 2, 3, 0x0d, 0x0a, 0x2d, 0x2d, 0xff])
    const kept = await upload(sandbox.url, token, 'material/add_material?type=image', form(bytes, 'a.png'))
    expect(kept).toMatchObject({
      media_id: expect.any(String) as string,
      url: expect.stringMatching(/^http/) as string,
    })
    expect(await sandbox.api('material/get_materialcount')).toMatchObject({ image_count: 1, voice_count: 0 })
    const shown = await fetch(`${sandbox.url}/media/${String(kept['media_id'])}`)
    expect(Buffer.from(await shown.arrayBuffer())).toEqual(Buffer.from(bytes))
    await sandbox.say('hi')
    const image = { touser: OWNER, msgtype: 'image', image: { media_id: kept['media_id'] } }
    expect(await sandbox.api('message/custom/send', image)).toMatchObject({ errcode: 0 })
    expect(await sandbox.api('message/custom/send', { ...image, msgtype: 'voice', voice: image.image })).toMatchObject({
      errcode: 40007,
    })
  })

  it.each([
    ['no type', 'media/upload?type=', 'a.png', 40004],
    ['a name without an ending', 'media/upload?type=image', 'a', 40113],
    ['a picture that lives for good only', 'media/upload?type=image', 'a.bmp', 40113],
    ['a video without a description', 'material/add_material?type=video', 'a.mp4', 41005],
  ])('are refused for %s', async (_what, path, name, errcode) => {
    const sandbox = await openSandbox()
    const body = form(new Uint8Array([1]), name)
    expect(await upload(sandbox.url, await sandbox.stableToken(), path, body)).toMatchObject({ errcode })
  })
})

describe('an answer that is no text', () => {
  const HEAD = { to: OWNER, from: SANDBOX_ACCOUNT.originalId, createdAt: 1_700_000_000 }
  const article = { title: '画册', description: 'd', pictureUrl: 'http://x/p', url: 'http://x/' }

  async function shownOf(body: string, event = false) {
    const callback = await ScriptedCallback.open(answer(body))
    const sandbox = await openSandbox({ mode: 'plain', callbackUrl: callback.url })
    return (event ? sandbox.event('CLICK', OWNER, 'k') : sandbox.say('hi')) as Promise<unknown>
  }

  it('is shown as what it is', async () => {
    expect(await shownOf(serializeReply(HEAD, { kind: 'image', mediaId: 'm' }))).toMatchObject({
      shown: '[图片]',
      message: { type: 'image', mediaId: 'm' },
    })
    expect(await shownOf(serializeReply(HEAD, { kind: 'news', articles: [article] }))).toMatchObject({
      shown: '[图文] 画册',
      message: {
        type: 'news',
        articles: [{ title: '画册', description: 'd', picUrl: 'http://x/p', url: 'http://x/' }],
      },
    })
    expect(await shownOf(serializeReply(HEAD, { kind: 'text', text: 'x' }))).toMatchObject({
      shown: 'x',
      message: { type: 'text', text: 'x' },
    })
  })

  it('shows one article after a message and eight after an event', async () => {
    const three = serializeReply(HEAD, { kind: 'news', articles: [article, article, article] }, 8)
    const articles = async (event: boolean) =>
      ((await shownOf(three, event)) as { message: { articles: unknown[] } }).message.articles.length
    expect([await articles(false), await articles(true)]).toEqual([1, 3])
    const wrong = three.replace('<ArticleCount>3', '<ArticleCount>2')
    expect(await shownOf(wrong)).toMatchObject({ message: null, reason: 'ArticleCount is not how many there are' })
  })
})
