/**
 * A list in which the arrow keys go from item to item, so that Tab passes it in one step.
 * @param {HTMLElement} list
 * @param {string} selector what can be gone to, in order
 */
export function moveByArrows(list, selector) {
  const items = () => [.../** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll(selector))]
  list.addEventListener('keydown', (event) => {
    const all = items()
    const here = all.findIndex((item) => item === event.target)
    if (here < 0) return
    const next = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: all.length - 1 }[event.key]
    const target = next === undefined ? undefined : all[next]
    if (target === undefined) return
    event.preventDefault()
    target.focus()
  })
  list.addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLElement && target.matches(selector)) keepOneStop(items(), target)
  })
  /** To be called after the items have changed. */
  return () => {
    const all = items()
    const current = all.find((item) => item.tabIndex === 0 && item === document.activeElement)
    const first = current ?? all.find((item) => item.dataset['current'] === 'true') ?? all[0]
    if (first !== undefined) keepOneStop(all, first)
  }
}

/** @param {HTMLElement[]} all @param {HTMLElement} stop */
function keepOneStop(all, stop) {
  for (const item of all) item.tabIndex = item === stop ? 0 : -1
}
