"""Files that change while somebody edits them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from threading import Event

from feedpub.source.paths import real_path

_PAUSE_MS = 200
"""How long nothing happens until watchfiles says so, which it does once it watches."""


def changes(
    *,
    folders: Collection[Path] = (),
    files: Collection[Path] = (),
    ignored: Collection[Path] = (),
    stop: Event | None = None,
) -> Iterator[frozenset[Path]]:
    """What is written, added or deleted below the folders and of the files, each time that something is.

    First comes nothing, once changes are seen: what is read from then on is never older than the next change. Never the
    `ignored` files, nor what git and editors keep for themselves. Ends soon after `stop` is set; raises
    `KeyboardInterrupt` for Ctrl-C.
    """
    from watchfiles import DefaultFilter, watch  # noqa: PLC0415 - only who watches waits for it

    below, named, left_out = ({real_path(path) for path in paths} for paths in (folders, files, ignored))
    places = {*below, *(path.parent for path in named)}
    is_first = True
    for found in watch(
        *places,
        watch_filter=DefaultFilter(),
        recursive=bool(below),
        stop_event=stop,
        raise_interrupt=True,
        yield_on_timeout=True,
        rust_timeout=_PAUSE_MS,
    ):
        if is_first:
            yield frozenset()
        is_first = False
        paths = {real_path(Path(name)) for _, name in found}
        if changed := {one for one in paths - left_out if one in named or any(map(one.is_relative_to, below))}:
            yield frozenset(changed)
