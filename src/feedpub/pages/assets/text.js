// Texts and numbers in the language of the page.

/** Of the page, with the digits 0 to 9 in every language. */
export const language = canonical(document.documentElement.lang);

/** @param {string} tag */
function canonical(tag) {
  try {
    return Intl.getCanonicalLocales(`${tag || "en"}-u-nu-latn`)[0];
  } catch {
    return "en";
  }
}

/**
 * A text with its placeholders filled in: `{position} of {duration}`.
 * @param {string | undefined} text
 * @param {Record<string, string>} values
 */
export function format(text, values) {
  return (text || "").replace(/\{(\w+)\}/g, (placeholder, name) => values[name] ?? placeholder);
}
