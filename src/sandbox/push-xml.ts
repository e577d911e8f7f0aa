/**
 * What the platform pushes, as XML. Like the platform it puts what people typed into CDATA as it is and does not split a
 * `]]>`: a push can be ill-formed, and whoever reads it has to bear that.
 * Source: developers.weixin.qq.com, Receiving standard messages and Receiving event pushes.
 */
interface PushHead {
  /** The account's original id. */
  readonly to: string
  /** openid */
  readonly from: string
  /** Seconds since 1970. */
  readonly createdAt: number
}

export interface TextPush extends PushHead {
  readonly text: string
  readonly msgId: string
  /** The id of the tapped item of a menu message (菜单消息). */
  readonly menuId: string | undefined
}

export interface EventPush extends PushHead {
  readonly event: string
  readonly eventKey: string
}

export function textPushXml(push: TextPush): string {
  const menu = push.menuId === undefined ? '' : element('bizmsgmenuid', push.menuId)
  return root(push, 'text', `${cdata('Content', push.text)}${element('MsgId', push.msgId)}${menu}`)
}

export function eventPushXml(push: EventPush): string {
  const fields = EVENTS.get(push.event.toLowerCase())?.fields ?? onlyKey
  return root(push, 'event', `${cdata('Event', canonicalEvent(push.event))}${fields(push.eventKey)}`)
}

/** The event's name in the platform's own letter case; a name it does not know stays as it is. */
export function canonicalEvent(event: string): string {
  return EVENTS.get(event.toLowerCase())?.name ?? event
}

type Fields = (eventKey: string) => string

const onlyKey: Fields = (key) => cdata('EventKey', key)
const scanned: Fields = (key) => `${cdata('EventKey', key)}${ticket(key)}`
const scanCode: Fields = (key) => {
  const info = `${cdata('ScanType', 'qrcode')}${cdata('ScanResult', 'https://example.com/scanned')}`
  return `${cdata('EventKey', key)}${element('ScanCodeInfo', info)}`
}
const pictures: Fields = (key) => {
  const item = element('item', cdata('PicMd5Sum', '5a75aaca956d97be686719218f275c6b'))
  const info = `${element('Count', '1')}${element('PicList', item)}`
  return `${cdata('EventKey', key)}${element('SendPicsInfo', info)}`
}
const placeChosen: Fields = (key) => {
  const info = [
    cdata('Location_X', '31.230416'),
    cdata('Location_Y', '121.473701'),
    cdata('Scale', '15'),
    cdata('Label', '上海市黄浦区人民大道'),
    cdata('Poiname', ''),
  ]
  return `${cdata('EventKey', key)}${element('SendLocationInfo', info.join(''))}`
}
const position: Fields = () => {
  return `${element('Latitude', '31.230416')}${element('Longitude', '121.473701')}${element('Precision', '119.385040')}`
}
const opened: Fields = (key) => `${cdata('EventKey', key)}${element('MenuId', '400000000')}`
const sendFinished: Fields = () => `${element('MsgID', '200163836')}${cdata('Status', 'success')}`

const EVENTS: ReadonlyMap<string, { name: string; fields: Fields }> = new Map(
  (
    [
      ['subscribe', scanned],
      ['unsubscribe', onlyKey],
      ['SCAN', scanned],
      ['LOCATION', position],
      ['CLICK', onlyKey],
      ['VIEW', opened],
      ['scancode_push', scanCode],
      ['scancode_waitmsg', scanCode],
      ['pic_sysphoto', pictures],
      ['pic_photo_or_album', pictures],
      ['pic_weixin', pictures],
      ['location_select', placeChosen],
      ['view_miniprogram', opened],
      ['TEMPLATESENDJOBFINISH', sendFinished],
    ] as const
  ).map(([name, fields]) => [name.toLowerCase(), { name, fields }]),
)

/** Only who came by a QR code has a ticket. */
function ticket(eventKey: string): string {
  return eventKey === '' ? '' : cdata('Ticket', ticketOf(sceneOf(eventKey)))
}

/** The scene of a code in the key of an event: a new follower's has a prefix, once. */
export function sceneOf(eventKey: string): string {
  return eventKey.replace(/^qrscene_/, '')
}

/** What the code of this scene is known by. */
export function ticketOf(scene: string): string {
  return `gQH${Buffer.from(scene).toString('base64url')}`
}

function root({ to, from, createdAt }: PushHead, msgType: string, fields: string): string {
  const head = `${cdata('ToUserName', to)}${cdata('FromUserName', from)}${element('CreateTime', String(createdAt))}`
  return `<xml>${head}${cdata('MsgType', msgType)}${fields}</xml>`
}

function cdata(name: string, text: string): string {
  return `<${name}><![CDATA[${text}]]></${name}>`
}

function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`
}
