// Comments: a button that asks for them, on pages whose policy allows that. Nothing of them is loaded before.

import { expand, find } from "./elements.js";

/** @param {HTMLElement} place */
function offer(place) {
  expand(place, ".comments-reader");
  const { source = "", loading = "", none = "", failed = "" } = place.dataset;
  const ask = find(place, ".comments-ask", HTMLElement);
  const status = find(place, ".comments-status", HTMLOutputElement);
  const list = find(place, ".comments-list", HTMLOListElement);
  let isAsked = false;
  find(ask, "button", HTMLButtonElement).addEventListener("click", async () => {
    if (isAsked) return;
    isAsked = true;
    status.textContent = loading;
    try {
      const { commentsAt } = await import("./commentlist.js");
      const found = await commentsAt(source);
      list.replaceChildren(...found);
      status.textContent = found.length ? "" : none;
      list.hidden = !found.length;
      ask.hidden = true;
      list.focus();
    } catch {
      status.textContent = failed;
      isAsked = false;
    }
  });
}

for (const place of document.querySelectorAll(".comments[data-source]")) if (place instanceof HTMLElement) offer(place);
