import { make } from './dom.js'
import { words } from './words.js'

/** How many colours the style has for people. */
const COLOURS = 6

/**
 * Somebody's picture: a letter of the openid on a colour that is always theirs.
 * @param {string} openid
 * @param {boolean} isOwner
 */
export function avatarOf(openid, isOwner) {
  let sum = 0
  for (const letter of openid) sum += letter.charCodeAt(0)
  const letter = isOwner ? words.owner.slice(0, 1) : (openid.at(1) ?? '?').toUpperCase()
  return make('span', { class: `avatar colour-${sum % COLOURS}`, 'aria-hidden': 'true' }, letter)
}
