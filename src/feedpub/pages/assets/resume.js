// On pages that do not play it: whether somebody has begun an episode of this show. The bar comes only then.

import { begun, placeOf } from "./memory.js";

const [latest] = begun();
const players = [...document.querySelectorAll(".player-audio")];
const isHere = players.some((one) => one instanceof HTMLAudioElement && one.src === latest?.audio);
const template = document.querySelector(".resume-template");
if (latest && !isHere && placeOf(latest.audio) && template instanceof HTMLTemplateElement) {
  import("./resumebar.js").then(({ show }) => show(template, latest), () => undefined);
}
