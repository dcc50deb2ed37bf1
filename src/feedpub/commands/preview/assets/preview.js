// Load the page anew when a file of the show is saved. The server names each reading of the files; a page of another
// one is out of date. A hidden page listens to nothing: browsers open few connections to one server.

const build = document.querySelector("feedpub-preview")?.getAttribute("data-build") || "";
/** @type {EventSource | undefined} */
let events;

function listen() {
  events?.close();
  events = undefined;
  if (document.hidden) return;
  events = new EventSource("/.preview/events");
  events.addEventListener("message", (event) => {
    if (event.data === build) return;
    events?.close();
    location.reload();
  });
}

document.addEventListener("visibilitychange", listen);
addEventListener("pagehide", () => events?.close());
addEventListener("pageshow", listen);
