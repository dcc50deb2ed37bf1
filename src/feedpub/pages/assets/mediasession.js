// What lock screens show of the deck that plays, and what their keys do.

/** @import { Deck } from "./deck.js" */
import { BACK, FORWARD, current } from "./deck.js";

const session = "mediaSession" in navigator ? navigator.mediaSession : undefined;

/** @param {Deck} deck */
export function mediaSession(deck) {
  deck.audio.addEventListener("play", () => {
    setActions([
      ["play", () => deck.play()],
      ["pause", () => deck.audio.pause()],
      ["seekbackward", (details) => deck.seek(deck.now() - (details.seekOffset || BACK))],
      ["seekforward", (details) => deck.seek(deck.now() + (details.seekOffset || FORWARD))],
      ["seekto", (details) => deck.seek(details.seekTime ?? deck.now())],
      ["previoustrack", null],
      ["nexttrack", null],
    ]);
    showMetadata(deck);
  });
  for (const type of ["play", "seeked", "ratechange"]) deck.audio.addEventListener(type, () => showPosition(deck));
}

/** @param {[MediaSessionAction, MediaSessionActionHandler | null][]} actions */
export function setActions(actions) {
  for (const [name, handler] of actions) {
    try {
      session?.setActionHandler(name, handler);
    } catch {
      // This browser knows no such key.
    }
  }
}

/** Titles and picture of what plays. @param {Deck} deck */
export function showMetadata(deck) {
  if (!session || deck !== current) return;
  const { title = "", show = "", cover = "" } = deck.root.dataset;
  const { chapter } = deck;
  const image = chapter?.image || cover;
  session.metadata = new MediaMetadata({
    title: chapter?.title || title,
    artist: chapter ? title : show,
    album: show,
    artwork: image ? [{ src: new URL(image, document.baseURI).href }] : [],
  });
}

/** @param {Deck} deck */
function showPosition(deck) {
  if (!session?.setPositionState || deck !== current) return;
  const [duration, playbackRate] = [deck.length(), deck.audio.playbackRate];
  session.setPositionState({ duration, playbackRate, position: Math.min(deck.now(), duration) });
}
