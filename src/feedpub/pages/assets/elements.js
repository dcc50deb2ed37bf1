// Elements of the page: those that our templates have, and new ones. `tsc --checkJs` reads the types in the comments.

/**
 * The one element that our template has there.
 * @template {Element} T
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} type
 */
export function find(root, selector, type) {
  const found = root.querySelector(selector);
  if (found instanceof type) return found;
  throw new Error(`the page has no ${selector}`);
}

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name
 * @param {string} className
 * @param {(Node | string)[]} children
 */
export function create(name, className, ...children) {
  const element = document.createElement(name);
  element.className = className;
  element.append(...children);
  return element;
}

/**
 * Put what a template holds in its place.
 * @param {ParentNode} root
 * @param {string} selector
 */
export function expand(root, selector) {
  const template = root.querySelector(selector);
  if (template instanceof HTMLTemplateElement) template.replaceWith(template.content.cloneNode(true));
}
