/**
 * The links and buttons of a conversation as one stop of the Tab key: the first of the latest message, or where somebody
 * was last. The arrow keys go from one to the next, Home and End to the first and last, Esc leaves. The returned function
 * is to be called after entries have changed.
 * @param {HTMLElement} list
 * @param {() => void} leave
 */
export function makeOneStop(list, leave) {
  /** @type {() => HTMLElement[]} */
  const controls = () => [.../** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll('a, button'))]
  /** @param {HTMLElement | undefined} stop */
  const keep = (stop) => {
    for (const control of controls()) control.tabIndex = control === stop ? 0 : -1
  }

  list.addEventListener('keydown', (event) => {
    const all = controls()
    const here = all.findIndex((control) => control === event.target)
    if (event.key === 'Escape') leave()
    const next = {
      ArrowDown: here + 1,
      ArrowRight: here + 1,
      ArrowUp: here - 1,
      ArrowLeft: here - 1,
      Home: 0,
      End: all.length - 1,
    }[event.key]
    const goal = here < 0 || next === undefined ? undefined : all[next]
    if (goal === undefined) return
    event.preventDefault()
    goal.focus()
  })
  list.addEventListener('focusin', ({ target }) => {
    const control = controls().find((one) => one === target)
    if (control !== undefined) keep(control)
  })
  return () => {
    const all = controls()
    const latest = [...list.children].findLast((entry) => entry.querySelector('a, button') !== null)
    keep(all.find((control) => control === document.activeElement) ?? all.find((control) => latest?.contains(control)))
  }
}
