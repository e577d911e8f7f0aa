/** One entry of a conversation as the phone shows it: a green or white bubble, or a grey line of the system. */
/** @import { Message, TalkEntry } from './shapes.ts' */
import { avatarOf } from './avatar.js'
import { make } from './dom.js'
import { mediaParts } from './media.js'
import { piecesOf } from './message-text.js'
import { fill, words } from './words.js'

/**
 * `say` is called when a link that says something is tapped.
 * @typedef {(text: string, menuId: string | undefined) => void} Say
 */

/**
 * @param {TalkEntry} entry
 * @param {boolean} isOwner whether the phone's holder owns the account
 * @param {Say} say
 * @returns {HTMLElement}
 */
export function bubbleOf(entry, isOwner, say) {
  switch (entry.kind) {
    case 'said':
      return row('mine', words.you, avatarOf(entry.openid, isOwner), bubble(entry.text))
    case 'shown':
      return row('theirs', words.account, accountAvatar(), bubble(...shownParts(entry, say)))
    case 'message':
      return row(
        'theirs',
        words.account,
        accountAvatar(),
        bubble(...messageParts(entry.message, say)),
        make('p', { class: 'note' }, words.customerMessage),
      )
    case 'did':
      return make('div', { class: 'system' }, make('p', {}, deedOf(entry.event, entry.eventKey)))
    case 'failed':
      return make(
        'div',
        { class: 'system failed' },
        make('p', {}, entry.text),
        make('p', { class: 'note' }, fill(words.because, { reason: entry.reason })),
      )
  }
}

/** @param {'mine' | 'theirs'} side @param {string} who @param {HTMLElement} avatar @param {...HTMLElement} parts */
function row(side, who, avatar, ...parts) {
  const speaker = make('span', { class: 'unseen' }, `${who}: `)
  return make('div', { class: `row ${side}` }, avatar, make('div', { class: 'said' }, speaker, ...parts))
}

/** @param {...(Node | string)} parts */
function bubble(...parts) {
  return make('div', { class: 'bubble' }, ...parts)
}

function accountAvatar() {
  return make('span', { class: 'avatar account', 'aria-hidden': 'true' }, '分')
}

/**
 * @param {string} text
 * @param {Say} say
 * @returns {(Node | string)[]}
 */
function linked(text, say) {
  return piecesOf(text).map((piece) => {
    switch (piece.kind) {
      case 'text':
        return piece.text
      case 'link':
        return make('a', { href: piece.href, target: '_blank', rel: 'noopener noreferrer' }, piece.text)
      case 'say':
        return sayLink(piece.text, () => say(piece.say, piece.menuId === '' ? undefined : piece.menuId))
    }
  })
}

/** @param {string} label @param {() => void} onTap */
function sayLink(label, onTap) {
  return make('button', { type: 'button', class: 'link', onclick: onTap }, label)
}

/**
 * @param {TalkEntry & { kind: 'shown' }} entry
 * @param {Say} say
 * @returns {(Node | string)[]}
 */
function shownParts({ text, message }, say) {
  return message === undefined ? linked(text, say) : mediaParts(message)
}

/**
 * @param {Message} message
 * @param {Say} say
 * @returns {(Node | string)[]}
 */
function messageParts({ msgtype, text, msgmenu, news, music, image, voice, video }, say) {
  if (text !== undefined) return linked(text.content, say)
  if (msgmenu !== undefined) {
    const items = msgmenu.list.map(({ id, content }) => {
      return make(
        'li',
        {},
        sayLink(content, () => say(content, String(id))),
      )
    })
    const [head, tail] = [msgmenu.head_content, msgmenu.tail_content].map((part) => linked(part ?? '', say))
    return [...(head ?? []), make('ul', { class: 'menu' }, ...items), ...(tail ?? [])]
  }
  if (news !== undefined) return mediaParts({ type: 'news', articles: news.articles })
  const media = image ?? voice ?? video
  if (media !== undefined) return mediaParts({ type: msgtype, mediaId: media.media_id })
  if (music !== undefined) return [music.title ?? '', '\n', ...linked(music.musicurl, say)]
  return [`[${msgtype}]`]
}

/** @param {string} event @param {string} key */
function deedOf(event, key) {
  if (event === 'subscribe' && key !== '') return fill(words.didSubscribeByScan, { key: key.replace(/^qrscene_/, '') })
  const sentence =
    { subscribe: words.didSubscribe, unsubscribe: words.didUnsubscribe, SCAN: words.didScan, CLICK: words.didClick }[
      event
    ] ?? words.didOther
  return fill(sentence, { event, key }).trim()
}
