/** On a narrow screen one part of the page is seen at a time; a mark says that something happened in another. */

const NAMES = /** @type {const} */ (['phone', 'world', 'wire', 'faults'])

/** @typedef {typeof NAMES[number]} View */

const links = () => [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('.views a'))]

export function listenToViews() {
  for (const link of links()) {
    link.addEventListener('click', (event) => {
      event.preventDefault()
      const name = NAMES.find((view) => view === link.dataset['view'])
      if (name !== undefined) showView(name)
    })
  }
  showView('phone')
}

/** @param {View} name */
export function showView(name) {
  document.body.dataset['view'] = name
  for (const link of links()) {
    const isShown = link.dataset['view'] === name
    link.setAttribute('aria-current', String(isShown))
    if (isShown) delete link.dataset['news']
  }
}

/** Marks a part that is not seen now. @param {View} name */
export function markNews(name) {
  if (document.body.dataset['view'] === name) return
  const link = links().find(({ dataset }) => dataset['view'] === name)
  if (link !== undefined) link.dataset['news'] = 'true'
}
