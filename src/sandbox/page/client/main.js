/** Puts the page together: what the sandbox tells goes to the parts that show it, what people do goes to the sandbox. */
/** @import { Follower, News } from './shapes.ts' */
import { Composer } from './composer.js'
import { Conversation } from './conversation.js'
import { find } from './dom.js'
import { FaultPanel } from './faults.js'
import { Followers } from './followers.js'
import { askFollowers, order, watch } from './sandbox.js'
import { MenuBar } from './menu-bar.js'
import { listenToViews, markNews, showView } from './views.js'
import { Wire } from './wire.js'
import { fill, shortOpenid, words } from './words.js'
import { WorldView } from './world.js'

const owner = document.body.dataset['owner'] ?? ''
const link = find('link', HTMLElement)
const holderLine = find('holder', HTMLElement)
/** The platform's time less the browser's. */
let skewMs = 0
/** @type {string} the openid of whoever holds the phone */
let holder = owner

const world = new WorldView((groupid) => followers.lookAt(groupid))
const wire = new Wire()
const faults = new FaultPanel()
const conversation = new Conversation({
  say,
  follow: () => act('subscribe', ''),
  leave: () => composer.focus(),
  now: () => Date.now() + skewMs,
  owner,
})
const composer = new Composer({ say, act, saidBefore: () => conversation.saidBefore })
const menuBar = new MenuBar(act)
const followers = new Followers({
  owner,
  nameOf: (groupid) => world.nameOf(groupid),
  hold(follower) {
    hold(follower)
    showView('phone')
    composer.focus()
  },
  insert(openid) {
    showView('phone')
    composer.insert(openid)
  },
})

/** @param {string} text @param {string | undefined} menuId */
function say(text, menuId) {
  void complain(order('say', { openid: holder, text, bizmsgmenuid: menuId, wait: false }))
}

/** @param {string} event @param {string} eventKey */
function act(event, eventKey) {
  void complain(order('event', { openid: holder, event, eventKey, wait: false }))
}

/** @param {Promise<string | undefined>} ordered */
async function complain(ordered) {
  const reason = await ordered
  holderLine.dataset['trouble'] = String(reason !== undefined)
  if (reason !== undefined) holderLine.textContent = fill(words.failed, { reason })
}

/** @param {Follower} follower */
function hold(follower) {
  const { openid, subscribe, groupid, remark } = follower
  holder = openid
  // Whom the bot has made an admin is not known here.
  const role = openid === owner ? words.owner : ''
  const place = subscribe === 1 ? world.nameOf(groupid) : words.notFollowing
  holderLine.textContent = [role, shortOpenid(openid), remark, place].filter((part) => part !== '').join(' · ')
  conversation.hold(follower)
  composer.hold(follower)
  menuBar.hold(follower)
  followers.markHolder(openid)
}

/** Whoever holds the phone may have been moved, or be gone with the world that they were in: then it is the owner's. */
async function renewHolder() {
  const asked = holder
  for (const openid of [asked, owner]) {
    const found = (await askFollowers({ search: openid, limit: 1 }).catch(() => undefined))?.followers[0]
    if (holder !== asked) return
    if (found === undefined) continue
    hold(found)
    return
  }
}

/** @param {News} news */
function onNews(news) {
  const { begin, now, world: worldNow, changes, knobs, menus, codes } = news
  const { deliveries = [], relayed = [], calls = [], talk = [] } = news
  skewMs = now - Date.now()
  if (begin) for (const part of [conversation, wire, world]) part.forget()
  if (worldNow !== undefined) {
    world.show(worldNow)
    void followers.refresh()
    void renewHolder()
  }
  if (changes !== undefined) world.tell(changes)
  conversation.add(talk, !begin)
  conversation.addDeliveries(deliveries)
  wire.add({ push: deliveries, relay: relayed }, calls, !begin)
  if (knobs !== undefined) faults.show(knobs)
  if (menus !== undefined) menuBar.show(menus)
  if (codes !== undefined) composer.offer(codes)
  if (begin) return
  if (changes !== undefined) markNews('world')
  if (deliveries.length + relayed.length + calls.length > 0) markNews('wire')
  if (talk.some(({ openid }) => openid === holder)) markNews('phone')
}

find('switch', HTMLElement).addEventListener('click', () => {
  showView('world')
  followers.focusSearch()
})
listenToViews()
watch(onNews, (isConnected) => {
  link.dataset['state'] = isConnected ? 'connected' : 'disconnected'
  link.textContent = isConnected ? words.connected : words.disconnected
})
