/** The sandbox's own calls, as this page makes them. */
/** @import { Follower, News, WholeDelivery } from './shapes.ts' */
import { words } from './words.js'

/**
 * Posts to `/sandbox/…`. Resolves with undefined when that worked, else with a sentence that says why not.
 * @param {string} call
 * @param {object} [body]
 * @param {string} [method]
 * @returns {Promise<string | undefined>}
 */
export async function order(call, body = {}, method = 'POST') {
  try {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`/sandbox/${call}`, { method, headers, body: JSON.stringify(body) })
    if (response.ok) return undefined
    const { error } = /** @type {{ error?: string }} */ (await response.json())
    return error ?? String(response.status)
  } catch {
    return words.unreachable
  }
}

/**
 * @param {{ search?: string, groupid?: number | undefined, limit: number }} wanted
 * @returns {Promise<{ total: number, followers: Follower[] }>}
 */
export async function askFollowers({ search = '', groupid, limit }) {
  const query = new URLSearchParams({ search, limit: String(limit) })
  if (groupid !== undefined) query.set('groupid', String(groupid))
  const response = await fetch(`/sandbox/followers?${query.toString()}`)
  return /** @type {Promise<{ total: number, followers: Follower[] }>} */ (response.json())
}

/**
 * One delivery with its query and bodies; undefined when the record no longer has it.
 * @param {number} seq
 */
export async function askDelivery(seq) {
  const response = await fetch(`/sandbox/deliveries?since=${seq - 1}`)
  const deliveries = /** @type {WholeDelivery[]} */ (await response.json())
  return deliveries.find((delivery) => delivery.seq === seq)
}

/**
 * The same of what came to the old system that is relayed to.
 * @param {number} seq
 */
export async function askRelayed(seq) {
  const response = await fetch(`/sandbox/relayed?since=${seq - 1}`)
  const relayed = /** @type {WholeDelivery[]} */ (await response.json())
  return relayed.find((delivery) => delivery.seq === seq)
}

/**
 * The body of the answer to an API call; null when there was none, or it is no longer kept.
 * @param {number} seq
 */
export async function askAnswer(seq) {
  const response = await fetch(`/sandbox/calls/${seq}/answer`)
  const { answer } = /** @type {{ answer: string | null }} */ (await response.json())
  return answer
}

/**
 * Tells what changes, and whether the sandbox is there. The browser comes back by itself after a break.
 * @param {(news: News) => void} onNews
 * @param {(isConnected: boolean) => void} onLink
 */
export function watch(onNews, onLink) {
  const source = new EventSource('/sandbox/events')
  source.addEventListener('open', () => {
    onLink(true)
  })
  source.addEventListener('error', () => {
    onLink(false)
  })
  source.addEventListener('message', ({ data }) => {
    onNews(/** @type {News} */ (JSON.parse(/** @type {string} */ (data))))
  })
}
