"""What is published at a show's target, as far as this machine can tell: a publish may be refused because of it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from feedpub.catalog import CATALOG, RENDERER, is_stamped
from feedpub.deploy.destination import Destination, open_target
from feedpub.deploy.observe import observe
from feedpub.deploy.refusals import lost_by_history, lost_catalog
from feedpub.deploy.target import Observed, Target
from feedpub.errors import FeedpubError, Refused, StorageError
from feedpub.model.address import HOME, page_key
from feedpub.model.catalog import Catalog

if TYPE_CHECKING:
    from feedpub.cache.dependencies import Dependencies


class TargetUnreachable(FeedpubError):
    """A bucket does not answer, or lets these credentials read nothing."""


_PAGES = 20
"""Pages of a bucket that are looked at: the home and some episodes tell whether somebody else's site is there."""


def published_catalog(
    where: Destination, *, pages_of: Sequence[str] | None, noted: Dependencies | None = None
) -> Catalog | None:
    """The catalog in a target; None if nothing is published there.

    `pages_of` are the slugs that get web pages; None if the show has none. Nothing is written; a bucket is asked a
    bounded number of times, which is `noted`. Raises `TargetUnreachable` for one that cannot be asked, and any other
    `FeedpubError` for a target that a publish could not use: a file is in its place, somebody else's feed or pages are
    in it, its catalog is lost, damaged, or of a newer feedpub.
    """
    target = open_target(where, impatient=True, noted=noted)
    if noted and where.is_directory:
        noted.permissions |= {where.to, where.state}
    if not where.is_directory:
        _refuse_unreachable(target)
    observed = _observed(target)
    catalog = observed.catalog
    if lost := lost_by_history(target, observed, first=False):
        raise lost
    if catalog is not None and catalog.renderer > RENDERER:
        raise Refused(
            f"this show was published by a newer feedpub (renderer {catalog.renderer}, this one has {RENDERER})",
            hint="update feedpub: pip install --upgrade feedpub",
        )
    keys = _mutable_keys(where.feed, pages_of)
    if where.is_directory and not Path(where.to).is_dir():  # nothing is in the way of a new one
        keys = iter(())
    for key in keys if where.is_directory else islice(keys, 2 + _PAGES):
        _refuse_stranger(target, where, observed, key)
    for folder in (where.to, where.state) if where.is_directory else ():
        _refuse_unwritable(Path(folder))
    return catalog


def _refuse_unreachable(target: Target) -> None:
    try:
        target.state.head(CATALOG)
    except StorageError as error:
        raise TargetUnreachable(error.message, where=error.where, hint=error.hint) from None


def _observed(target: Target) -> Observed:
    steps = observe(target)
    try:
        while True:
            next(steps)
    except StopIteration as stop:
        observed: Observed = stop.value
        return observed


def _mutable_keys(feed: str, pages_of: Sequence[str] | None) -> Iterator[str]:
    yield feed
    if pages_of is not None:
        yield HOME
        yield from map(page_key, pages_of)


def _refuse_stranger(target: Target, where: Destination, observed: Observed, key: str) -> None:
    """Raise `Refused` for an object at the key that feedpub did not put there, as a plan does."""
    catalog = observed.catalog
    if catalog is not None and key in catalog.manifest:
        return
    content = target.site.read(key)
    if content is None:
        return
    is_ours, is_feed = is_stamped(content.data), key == where.feed
    if is_ours and catalog is None and is_feed:
        raise lost_catalog(target, remains=where.base + key)
    if is_ours and catalog is not None and not is_feed and HOME in catalog.manifest:
        return
    other = "name the feed differently (`publish: feed:`)" if is_feed else "publish without web pages (`pages: off`)"
    raise Refused(
        f"{where.base}{key} is there already, and feedpub did not put it there",
        hint=f"publish elsewhere (`publish: to:`), {other}, or move that object away first",
    )


def _refuse_unwritable(folder: Path) -> None:
    """Raise `FeedpubError` for a folder that cannot be made or written to."""
    there = next(one for one in (folder, *folder.parents) if os.path.lexists(one))
    if not there.is_dir():
        raise FeedpubError("there is a file where a folder is needed", where=str(there), hint="move it away")
    is_writable = True
    with suppress(OSError):
        is_writable = os.access(there, os.W_OK | os.X_OK)
    if not is_writable:
        hint = "look at the owner and the mode of the folder"
        raise FeedpubError("no permission to write here", where=str(there), hint=hint)
