/**
 * A list in which the arrow keys go from row to row, and within a row from one control to the next, so that Tab passes
 * the whole list in one step. The returned function is to be called after the rows have changed.
 * @param {HTMLElement} list
 * @param {string} selector the controls in a row
 */
export function moveByArrows(list, selector) {
  /** @type {(from: ParentNode) => HTMLElement[]} */
  const controlsIn = (from) => [.../** @type {NodeListOf<HTMLElement>} */ (from.querySelectorAll(selector))]
  const rows = () => [...list.children].filter((row) => row instanceof HTMLElement && row.offsetParent !== null)

  list.addEventListener('keydown', (event) => {
    const { target, key } = event
    const all = rows()
    const row = all.findIndex((one) => target instanceof Node && one.contains(target))
    const here = all[row]
    const column = here === undefined ? -1 : controlsIn(here).findIndex((control) => control === target)
    if (here === undefined || column < 0) return
    const next = { ArrowDown: row + 1, ArrowUp: row - 1, Home: 0, End: all.length - 1 }[key]
    const side = { ArrowRight: column + 1, ArrowLeft: column - 1 }[key]
    const there = next === undefined ? undefined : all[next]
    const goal = there === undefined ? controlsIn(here)[side ?? -1] : controlsIn(there)[column]
    if (goal === undefined) return
    event.preventDefault()
    goal.focus()
  })
  list.addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLElement && target.matches(selector)) keepOneStop(controlsIn(list), target)
  })
  return () => {
    const all = controlsIn(list)
    const stop =
      all.find((control) => control === document.activeElement) ??
      all.find(({ dataset }) => dataset['current'] === 'true') ??
      all[0]
    if (stop !== undefined) keepOneStop(all, stop)
  }
}

/** @param {HTMLElement[]} all @param {HTMLElement} stop */
function keepOneStop(all, stop) {
  for (const control of all) control.tabIndex = control === stop ? 0 : -1
}
