/** What is no text in a bubble: a picture, a voice, a video, articles. */
/** @import { Article, MediaMessage } from './shapes.ts' */
import { make } from './dom.js'
import { words } from './words.js'

/** @param {string} id */
const addressOf = (id) => `/media/${encodeURIComponent(id)}`

/**
 * @param {MediaMessage} message
 * @returns {HTMLElement[]}
 */
export function mediaParts({ type, mediaId = '', articles = [] }) {
  switch (type) {
    case 'image':
      return [orWords(make('img', { class: 'picture', src: addressOf(mediaId), alt: words.picture }), words.picture)]
    case 'voice':
      return [make('audio', { class: 'voice', src: addressOf(mediaId), controls: true, preload: 'none' })]
    case 'video':
      return [make('video', { class: 'video', src: addressOf(mediaId), controls: true, preload: 'none' })]
    case 'news':
      return articles.map(articleCard)
    default:
      return [make('span', {}, `[${type}]`)]
  }
}

/** A picture that this sandbox does not have is told in words. @param {HTMLImageElement} image @param {string} label */
function orWords(image, label) {
  image.addEventListener('error', () => image.replaceWith(make('span', { class: 'note' }, `[${label}]`)), {
    once: true,
  })
  return image
}

/** @param {Article} article */
function articleCard({ title = '', description = '', url = '' }) {
  const parts = [make('strong', {}, title), ...(description === '' ? [] : [make('span', {}, description)])]
  if (!/^https?:\/\//i.test(url)) return make('div', { class: 'article' }, ...parts)
  return make('a', { class: 'article', href: url, target: '_blank', rel: 'noopener noreferrer' }, ...parts)
}
