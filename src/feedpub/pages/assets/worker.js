// Finds beside the page, which stays quick meanwhile: in come a number, the name of what a finder does and what for; out go
// the same number, what came of it, and what went wrong.

import { finder } from "./finder.js";

/** @type {Record<string, Function> | undefined} */
let found;

self.addEventListener("message", async ({ data: [number, name, ...values] }) => {
  if (name === "begin") {
    found = finder(values[0], values[1]);
    return;
  }
  try {
    self.postMessage([number, await found?.[name](...values), ""]);
  } catch (error) {
    self.postMessage([number, undefined, String(error)]);
  }
});
