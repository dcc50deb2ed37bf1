"""A real browser on the show's pages: what they ask for, what they say on the console, what axe finds in them."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request, expect, sync_playwright
from tests import programs
from tests.deadlines import SECONDS, until
from tests.parts import lacking, need
from tests.webservers import Answer, HttpRequest, Reply, serving

from feedpub.standards import media_type

NODE = Path(__file__).parent / "node"
AXE = NODE / "node_modules" / "axe-core" / "axe.min.js"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

expect.set_options(timeout=SECONDS * 1000)

FRESH = {"Cache-Control": "no-store"}
"""The server may have something else for the next test."""

WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(`${event.violatedDirective}: ${event.blockedURI}`);
});
"""


AT_REST = """() => new Promise((done) => requestAnimationFrame(() => requestIdleCallback(
  () => document.fonts.ready.then(() => requestAnimationFrame(() => requestIdleCallback(() => done(true)))))))"""
"""Twice the window has been painted and has had time left; its fonts are there."""


@contextmanager
def chromium(*more: str) -> Iterator[Browser]:
    """Debian's Chromium, started once, with `more` arguments; the test is skipped where there is none."""
    need("chromium")
    path = shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, *more], timeout=SECONDS * 1000)
        yield browser
        browser.close()


@dataclass
class Visit:
    """A browser window, and what went wrong in it."""

    page: Page
    base: str
    faults: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    unanswered: set[Request] = field(default_factory=set)
    """Those of them that are on their way."""

    def open(self, path: str) -> Page:
        """The page of the site at that path, newly loaded."""
        self.leave()
        self.page.goto(self.base + path)
        return self.page

    def settle(self) -> None:
        """Wait until the page has nothing to do and no request is on its way.

        Playwright's `networkidle` waits for half a second more, whatever happens.
        """
        until(lambda: self.page.evaluate(AT_REST) and not self.unanswered, waiting_for="a page at rest")

    def asked(self, request: Request) -> None:
        """The page has sent a request."""
        self.requests.append(request.url)
        self.unanswered.add(request)

    def answered(self, request: Request) -> None:
        """It has the whole answer, or will never have it."""
        self.unanswered.discard(request)

    def leave(self) -> None:
        """Go away from the page, which may remember something then."""
        if self.page.url != "about:blank":
            # Playwright runs what it evaluates past the page's policy.
            self.faults += self.page.evaluate("window.violations")
            self.page.goto("about:blank")
            self.unanswered.clear()

    @property
    def browser(self) -> Browser:
        """The browser that the window is of."""
        found = self.page.context.browser
        assert found
        return found

    def forget(self) -> None:
        """Nothing is remembered, nothing has gone wrong."""
        self.leave()
        session = self.page.context.new_cdp_session(self.page)
        session.send("Storage.clearDataForOrigin", {"origin": self.base, "storageTypes": "local_storage"})
        session.detach()
        self.faults.clear()
        self.requests.clear()

    def refuse(self, dialog: Dialog) -> None:
        """A page of ours opens no dialogs."""
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def end(self) -> None:
        """Leave, and have had no complaint of the browser and no request to strangers."""
        self.leave()
        assert [] == self.faults
        assert [] == self.strangers()

    def strangers(self) -> list[str]:
        """What was asked of others than the site."""
        own = urlsplit(self.base).netloc
        return [url for url in self.requests if url.startswith("http") and urlsplit(url).netloc != own]


@contextmanager
def visiting(browser: Browser, base: str, **options: Any) -> Iterator[Visit]:
    """A window of its own, with Playwright's options for contexts; at its end nothing may have gone wrong."""
    context = browser.new_context(**{"reduced_motion": "reduce", **options})
    context.set_default_timeout(SECONDS * 1000)
    context.add_init_script(WATCH)
    visit = Visit(context.new_page(), base)
    visit.page.on("console", lambda message: visit.faults.extend(_complaint(message)))
    visit.page.on("pageerror", lambda error: visit.faults.append(str(error)))
    visit.page.on("dialog", visit.refuse)
    visit.page.on("request", visit.asked)
    visit.page.on("requestfinished", visit.answered)
    visit.page.on("requestfailed", visit.answered)
    try:
        yield visit
        visit.end()
    finally:
        context.close()


@contextmanager
def touring(files: Mapping[str, bytes]) -> Iterator[Visit]:
    """One browser with one window on a server of these files: another window costs half a second.

    Meanwhile it holds the thread's event loop, so it is for the tests of one module, who say `forget` first.
    """
    with chromium() as browser, serving(answering(files)) as server, visiting(browser, server.url) as visit:
        yield visit


def _complaint(message: ConsoleMessage) -> Iterator[str]:
    # A missing icon is asked for by the browser, not by the page.
    if message.type in {"error", "warning"} and not message.location["url"].endswith("/favicon.ico"):
        yield message.text


def axe(page: Page, *rules: str) -> list[str]:
    """What axe-core finds, by all its rules or by some: each rule, and the elements that break it."""
    if not AXE.is_file():
        lacking(str(AXE), "run: npm ci --prefix tests/node")
    if page.evaluate("typeof axe === 'undefined'"):
        # The page's own policy admits no foreign script: the debugger's evaluation is none.
        page.evaluate(AXE.read_text(encoding="utf-8") + "; undefined")
    options = {"resultTypes": ["violations"], **({"runOnly": rules} if rules else {})}
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{one['id']}: {node['html']} {node['failureSummary']}" for one in found["violations"] for node in one["nodes"]
    ]


def invalid_html(folder: Path) -> list[tuple[str, str, str]]:
    """What html-validate finds in the pages below a folder: file, rule and message."""
    need("node")
    program = NODE / "node_modules" / ".bin" / "html-validate"
    if not program.is_file():
        lacking(str(program), "run: npm ci --prefix tests/node")
    command = [str(program), "--config", str(NODE / "htmlvalidate.json"), "--formatter", "json", str(folder)]
    done = programs.run(command, text=True, check=False)
    return [
        (one["filePath"], each["ruleId"], each["message"])
        for one in json.loads(done.stdout)
        for each in one["messages"]
    ]


def is_wide(page: Page) -> bool:
    """Whether the page scrolls sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def answering(files: Mapping[str, bytes]) -> Answer:
    """A server of these files by path, with ranges, as a good store answers."""

    def answer(request: HttpRequest) -> Reply:
        path = unquote(urlsplit(request.path).path).removeprefix("/")
        data = files.get(path)
        if data is None:
            return Reply(404, {"Content-Type": "text/plain", **FRESH}, b"nothing here\n")
        whole = Reply(headers={"Content-Type": media_type(path), "Accept-Ranges": "bytes", **FRESH}, body=data)
        return _part(whole, request.headers.get("Range", ""))

    return answer


def _part(whole: Reply, wanted: str) -> Reply:
    match = re.fullmatch(r"bytes=(\d+)-(\d*)", wanted)
    if match is None:
        return whole
    first, size = int(match[1]), len(whole.body)
    piece = whole.body[first : int(match[2]) + 1 if match[2] else size]
    return whole.but(206, piece, content_range=f"bytes {first}-{first + len(piece) - 1}/{size}")
