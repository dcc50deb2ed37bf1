// Copying and sharing: the buttons of the page, which come with this script, and what the player does it by.

import { expand } from "./elements.js";

/**
 * Give an address to the device's own way of sharing; false where it has none or that fails.
 * @param {string} title
 * @param {string} url
 */
export async function share(title, url) {
  if (typeof navigator.share !== "function") return false;
  try {
    await navigator.share({ title, url });
    return true;
  } catch (error) {
    return error instanceof DOMException && error.name === "AbortError"; // somebody thought better of it
  }
}

/** Put a text into the clipboard; false where that is refused. @param {string} text */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** A text to copy; where copying is refused, it is selected for the reader's own keys. @param {HTMLElement} place */
function copying(place) {
  expand(place, "template");
  const field = place.querySelector(".copying-text");
  const status = place.querySelector("output");
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return;
  field.addEventListener("focus", () => field.select());
  place.querySelector("button")?.addEventListener("click", async () => {
    if (!(await copy(field.value))) field.select();
    else if (status) status.textContent = place.dataset.copied || "";
  });
}

/** @param {HTMLElement} place */
function sharing(place) {
  expand(place, ".share-more");
  const { share: url = "", title = "", copied = "" } = place.dataset;
  const status = place.querySelector(".share-said");
  const button = place.querySelector(".share-now");
  if (typeof navigator.share === "function") button?.addEventListener("click", () => share(title, url));
  else button?.remove();
  place.querySelector(".share-copy")?.addEventListener("click", async () => {
    const isCopied = await copy(url);
    if (status) status.textContent = isCopied ? copied : url;
  });
}

for (const place of document.querySelectorAll(".copying")) if (place instanceof HTMLElement) copying(place);
for (const place of document.querySelectorAll(".share")) if (place instanceof HTMLElement) sharing(place);
