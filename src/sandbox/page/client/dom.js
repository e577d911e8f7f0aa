/**
 * Making and finding elements. Texts are always put in as text; nothing here, or anywhere on the page, reads HTML.
 */

/**
 * @typedef {Record<string, string | number | boolean | undefined | ((event: Event) => void)>} Attributes
 *   `onclick` and the like take functions; false and undefined leave an attribute out.
 */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} attributes
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, attributes, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value)
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : String(value))
  }
  element.append(...children)
  return element
}

/**
 * The element of the page with this id; throws when it is missing or of another kind.
 * @template {HTMLElement} Kind
 * @param {string} id
 * @param {new () => Kind} kind
 * @returns {Kind}
 */
export function find(id, kind) {
  const element = document.getElementById(id)
  if (element instanceof kind) return element
  throw new TypeError(`#${id} is not on the page`)
}

/**
 * The control of a form with this name; throws when it is missing or of another kind.
 * @template {HTMLElement} Kind
 * @param {HTMLFormElement} form
 * @param {string} name
 * @param {new () => Kind} kind
 * @returns {Kind}
 */
export function control(form, name, kind) {
  const element = form.elements.namedItem(name)
  if (element instanceof kind) return element
  throw new TypeError(`${name} is not in the form`)
}
