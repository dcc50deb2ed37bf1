// Texts as a search compares them. A worker has no page, so nothing here asks for one.

/**
 * A text as a search compares it: without capitals, accents and vowel signs.
 * @param {string} text
 */
export function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/ς/g, "σ");
}

/**
 * The same, and where in the text each of its letters stands.
 * @param {string} text
 */
export function folded(text) {
  let letters = "";
  /** @type {number[]} */
  const at = [];
  for (let index = 0; index < text.length; index++) {
    const letter = plain(text[index]);
    letters += letter;
    for (let count = 0; count < letter.length; count++) at.push(index);
  }
  return { letters, at: [...at, text.length] };
}

/**
 * Start and end in a text of each place where a word stands.
 * @param {{ letters: string, at: number[] }} text  folded
 * @param {string} word  plain
 */
export function matches({ letters, at }, word) {
  /** @type {[number, number][]} */
  const found = [];
  for (let from = letters.indexOf(word); from >= 0; from = letters.indexOf(word, from + word.length)) {
    found.push([at[from], at[from + word.length]]);
  }
  return found;
}
