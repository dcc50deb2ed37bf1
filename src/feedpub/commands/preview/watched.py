"""The newest reading of a show, read again when a file of its workspace is saved, and the pages that wait for it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from threading import Event, Lock, Thread

from feedpub.commands.preview.show import PreviewedShow, PreviewReader
from feedpub.model.item import Item
from feedpub.source import find_show, find_workspace
from feedpub.source.watch import changes

_ALIVE = 15.0
"""Seconds after which a page that waits gets a comment: a connection that is gone is noticed by it."""

_log = logging.getLogger(__name__)


class WatchedShow:
    """A show as its files are now."""

    def __init__(self, reader: PreviewReader, *, clock: Callable[[], datetime]) -> None:
        self._reader = reader
        self._clock = clock
        self._session = token_hex(4)
        self._waiting: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()
        self._lock = Lock()
        self.newest: tuple[PreviewedShow, str] = (reader.read(now=clock()), f"{self._session}-0")
        """The newest reading, and its name: another one than those of a server that was started anew.

        Both change at once: a page that shows one reading under the name of the next would never be loaded anew.
        """

    def read_again(self) -> None:
        """Read the files; if anything is otherwise than before, all pages that wait are told."""
        shown = self._reader.read(now=self._clock())
        with self._lock:
            before, build = self.newest
            if _same(shown, before):
                return
            self.newest = (shown, f"{self._session}-{int(build.rpartition('-')[2]) + 1}")
            waiting = tuple(self._waiting)
        for loop, event in waiting:
            with suppress(RuntimeError):  # the server has ended meanwhile
                loop.call_soon_threadsafe(event.set)

    async def builds(self) -> AsyncIterator[str]:
        """The name of the newest reading, now and each time that there is another; empty while there is none."""
        mine = (asyncio.get_running_loop(), asyncio.Event())
        self._waiting.add(mine)
        told = ""
        try:
            while True:
                mine[1].clear()
                if (build := self.newest[1]) != told:
                    told = build
                    yield build
                while not mine[1].is_set():
                    try:
                        await asyncio.wait_for(mine[1].wait(), _ALIVE)
                    except TimeoutError:
                        yield ""
        finally:
            self._waiting.discard(mine)


def _same(one: PreviewedShow, other: PreviewedShow) -> bool:
    """Whether no page differs but in the moment at which the show was read."""
    return _comparable(one) == _comparable(other)


def _comparable(shown: PreviewedShow) -> tuple[object, ...]:
    """What pages are made of; objects have the digests of their bytes in the keys that the catalog holds."""
    episodes = tuple(replace(one, published=None) for one in shown.episodes)
    told = (episodes, shown.problems, shown.remarks, shown.notice)
    if shown.content is None:
        return told
    catalog = shown.content.catalog
    items = tuple(_without_now(one, shown.now) for one in catalog.items)
    return (*told, catalog.channel, catalog.gone, items, shown.content.recordings, shown.content.where)


def _without_now(item: Item, now: datetime) -> Item:
    """An item without the moment that a publication would give to it."""
    published = _NEVER if item.first == now and not item.dated else item.published
    return replace(item, first=_NEVER, published=published)


_NEVER = datetime.min.replace(tzinfo=UTC)


@contextmanager
def following(watched: WatchedShow, saved: Callable[[Event], Iterable[frozenset[Path]]]) -> Iterator[None]:
    """While it lasts, the show is read again for each of the changes that `saved` gives until its event is set."""
    stop = Event()
    thread = Thread(target=_follow, args=(watched, saved(stop)), name="feedpub-preview", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=5)


def _follow(watched: WatchedShow, saved: Iterable[frozenset[Path]]) -> None:
    for _ in saved:  # the first one is empty: what was saved before anybody watched is read now
        try:
            watched.read_again()
        except Exception:  # noqa: BLE001 - the next file that is saved is read all the same
            _log.exception("a bug in feedpub, while it read the show again")


def saved_files(folder: Path, stop: Event) -> Iterator[frozenset[Path]]:
    """The changes in the workspace of a show, until `stop` is set."""
    return changes(folders=[find_workspace(find_show(folder))], stop=stop)
