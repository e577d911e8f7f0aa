import { describe, expect, it } from 'vitest'
import { identityOf, toPush } from '../../src/protocol/message.ts'
import { parseXml } from '../../src/protocol/xml.ts'

const HEAD =
  '<ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[oA]]></FromUserName><CreateTime>1764036000</CreateTime>'
const common = { to: 'gh_1', from: 'oA', createdAt: 1_764_036_000 }

const read = (inner: string) => toPush(parseXml(`<xml>${HEAD}${inner}</xml>`))
const message = (type: string, inner: string) =>
  read(`<MsgType>${type}</MsgType>${inner}<MsgId>6054768590064713728</MsgId>`)
const event = (inner: string) => read(`<MsgType>event</MsgType>${inner}`)
const msgId = '6054768590064713728'

describe('messages', () => {
  it.each([
    ['text', '<Content><![CDATA[ a ]]></Content>', { kind: 'text', text: ' a ' }],
    ['text', '<Content>x</Content><bizmsgmenuid>0</bizmsgmenuid>', { kind: 'text', text: 'x', menuId: '0' }],
    ['image', '<PicUrl>u</PicUrl><MediaId>m</MediaId>', { kind: 'image', url: 'u', mediaId: 'm' }],
    [
      'voice',
      '<MediaId>m</MediaId><Format>amr</Format>',
      { kind: 'voice', mediaId: 'm', format: 'amr', recognition: '' },
    ],
    ['video', '<MediaId>m</MediaId><ThumbMediaId>t</ThumbMediaId>', { kind: 'video', mediaId: 'm', thumbMediaId: 't' }],
    [
      'shortvideo',
      '<MediaId>m</MediaId><ThumbMediaId>t</ThumbMediaId>',
      { kind: 'shortvideo', mediaId: 'm', thumbMediaId: 't' },
    ],
    [
      'location',
      '<Location_X>23.1</Location_X><Location_Y>113.3</Location_Y><Scale>20</Scale><Label>l</Label>',
      { kind: 'location', latitude: '23.1', longitude: '113.3', scale: '20', label: 'l' },
    ],
    [
      'link',
      '<Title>t</Title><Description>d</Description><Url>u</Url>',
      { kind: 'link', title: 't', description: 'd', url: 'u' },
    ],
  ])('of kind %s', (type, inner, expected) => {
    expect(message(type, inner)).toEqual({ ...common, msgId, ...expected })
  })

  it.each([
    ['file', '<Title>t</Title>', 'file'],
    ['device_text', '', 'device_text'],
    ['text', '<Content>【收到不支持的消息类型，暂无法显示】</Content>', 'unsupported'],
    ['text', '<Content>[Unsupported Message]</Content>', 'unsupported'],
  ])('of the unknown kind %s %s', (type, inner, unknown) => {
    expect(message(type, inner)).toEqual({ ...common, kind: 'unknown', type: unknown })
  })
})

describe('events', () => {
  it.each([
    ['subscribe', 'subscribe', 'qrscene_123'],
    ['unsubscribe', 'unsubscribe', ''],
    ['SCAN', 'scan', '123'],
    ['LOCATION', 'location', ''],
    ['CLICK', 'click', 'key'],
    ['VIEW', 'view', 'https://example.com'],
    ['scancode_push', 'scancode_push', '6'],
    ['pic_weixin', 'pic_weixin', '6'],
    ['location_select', 'location_select', '6'],
    ['view_miniprogram', 'view_miniprogram', 'p'],
    ['TEMPLATESENDJOBFINISH', 'templatesendjobfinish', ''],
    ['MASSSENDJOBFINISH', 'masssendjobfinish', ''],
    ['user_authorization_cancellation', 'user_authorization_cancellation', ''],
    ['something_new', 'something_new', ''],
  ])('%s', (wire, name, eventKey) => {
    const push = event(`<Event><![CDATA[${wire}]]></Event><EventKey><![CDATA[${eventKey}]]></EventKey>`)
    expect(push).toMatchObject({ ...common, kind: 'event', event: name, eventKey })
  })

  it('keep what else they bring, nested and repeated', () => {
    const push = event(
      '<Event>PUBLISHJOBFINISH</Event><PublishEventInfo><article_detail><count>1</count><item><idx>1</idx></item></article_detail><fail_idx>1</fail_idx><fail_idx>2</fail_idx></PublishEventInfo>',
    )
    expect(push.kind === 'event' && push.details.get('PublishEventInfo')).toBeInstanceOf(Map)
  })
})

describe('what makes two deliveries the same', () => {
  it('is account, sender and time with the MsgId, because the MsgId alone collides between senders', () => {
    const text = message('text', '<Content>a</Content>')
    expect(identityOf(text)).toBe(identityOf({ ...text }))
    expect(identityOf(text)).not.toBe(identityOf({ ...text, from: 'oB' }))
    expect(identityOf(text)).not.toBe(identityOf({ ...text, createdAt: 1 }))
  })

  it('is name and key for events, because one sender has several in a second', () => {
    const scan = event('<Event>SCAN</Event><EventKey>1</EventKey>')
    const other = event('<Event>SCAN</Event><EventKey>2</EventKey>')
    const view = event('<Event>VIEW</Event><EventKey>1</EventKey>')
    expect(new Set([scan, other, view].map(identityOf)).size).toBe(3)
  })
})

describe('a push that lacks what every push has', () => {
  const FIELDS = { ToUserName: 'gh_1', FromUserName: 'oA', CreateTime: '1764036000', MsgType: 'text', MsgId: '1' }
  const without = (missing: string) =>
    Object.entries(FIELDS)
      .filter(([name]) => name !== missing)
      .map(([name, value]) => `<${name}>${value}</${name}>`)
      .join('')

  it.each(['ToUserName', 'FromUserName', 'MsgType'])('is no message: %s alone is missing (T09)', (missing) => {
    expect(() => toPush(parseXml(`<xml>${without(missing)}</xml>`))).toThrow('fields-missing')
  })

  it('and with all of them it is one', () => {
    expect(toPush(parseXml(`<xml>${without('')}</xml>`))).toMatchObject({ kind: 'text', from: 'oA', to: 'gh_1' })
  })
})
