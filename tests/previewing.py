"""`feedpub preview` in a thread of the test."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import urlsplit

import lxml.html
from tests.deadlines import SECONDS, join, until
from tests.serving import Got, get, running_app
from tests.studio import Studio

from feedpub.commands.preview import PreviewReader, WatchedShow, application, following, saved_files
from feedpub.commands.preview.bar import OWN


@dataclass
class Previewed:
    """A preview of a desk's show; its files are read again when the test says `save`."""

    desk: Studio
    watched: WatchedShow
    base: str

    def get(self, path: str = "", **headers: str) -> Got:
        """What is at a path."""
        return get(self.base, path, **headers)

    def text(self, path: str = "", status: int = 200) -> str:
        """The page at a path."""
        got = self.get(path)
        assert status == got.status, got.body.decode()
        return got.body.decode()

    def save(self, name: str, text: str | bytes) -> str:
        """Write a file beside show.yaml and read the show again; gives the name of the reading."""
        path = self.desk.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        self.watched.read_again()
        return self.watched.newest[1]


@contextmanager
def previewing(desk: Studio, *, app: dict[str, Any] | None = None, **options: Any) -> Iterator[Previewed]:
    """The preview of a desk's show; `options` are those of its reader, `app` those of the application."""
    watched = WatchedShow(PreviewReader(desk.folder, **options), clock=lambda: desk.now)
    with running_app(application(watched, **(app or {}))) as base:
        yield Previewed(desk, watched, base)


@contextmanager
def saved(shown: Previewed) -> Iterator[None]:
    """While it lasts, the show is read again when a file is saved."""
    watched = Event()

    def noticing(stop: Event) -> Iterator[frozenset[Path]]:
        for each in saved_files(shown.desk.folder, stop):
            yield each
            watched.set()  # what is saved from here on is noticed, and was not read yet

    with following(shown.watched, noticing):
        until(watched.is_set, waiting_for="the first look at the files")
        yield


@dataclass
class Events:
    """The names of readings that a page is told."""

    builds: list[str] = field(default_factory=list)

    def await_count(self, number: int) -> None:
        """Wait until so many were told."""
        until(lambda: len(self.builds) >= number, waiting_for=f"{number} readings")


@contextmanager
def listening(base: str) -> Iterator[Events]:
    """The events of a preview, as a page gets them."""
    connection = HTTPConnection(urlsplit(base).netloc, timeout=SECONDS)
    connection.request("GET", f"{OWN}events")
    found, line = Events(), connection.sock
    with connection.getresponse() as answer:
        assert "text/event-stream; charset=utf-8" == answer.getheader("content-type")

        def read() -> None:
            for each in answer:
                if each.startswith(b"data: "):
                    found.builds.append(each.decode().removeprefix("data: ").strip())

        thread = Thread(target=read, daemon=True)
        thread.start()
        try:
            yield found
        finally:
            line.shutdown(socket.SHUT_RDWR)
            join(thread)
    connection.close()


def bar_of(page: str) -> str:
    """The words of the bar, without its findings."""
    match = re.search(r'<div class="bar [^>]*>\n<p>(.*?)</p>', page, re.DOTALL)
    assert match, page
    words: Any = lxml.html.fromstring(f"<p>{match[1]}</p>")
    return " ".join(words.text_content().split())
