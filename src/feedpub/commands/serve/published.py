"""What is served: a show's directory target, and its documents made for the address at which they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from shlex import quote

from feedpub import feed, pages
from feedpub.catalog import CATALOG, loads
from feedpub.catalog.objects import PublishedDocument
from feedpub.chapters.json import chapters_json
from feedpub.deploy.destination import destination, open_target
from feedpub.errors import Refused
from feedpub.model.address import HOME
from feedpub.model.catalog import Catalog
from feedpub.pages.site import SUBSCRIBE
from feedpub.source import ShowFile, display_path, find_show, read_show
from feedpub.standards import SERVE_BASE
from feedpub.storage import Storage

LOCAL_APPS = ("gPodder", "AntennaPod", "VLC")
"""Apps that fetch feeds themselves. The servers of other apps cannot reach a private address."""

Render = Callable[[str, str], bytes | None]
"""Gives the document of a key for a base address; None: it names no address, so the file is right everywhere.

It may raise `FeedpubError`.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedDirectory:
    """A show in a directory as it is served: what is public there, and what is not."""

    folder: Path
    feed: str
    """Key of the feed."""

    home: str = ""
    """Key of the show's home; empty for a show without pages."""

    subscribe: str = ""
    """Key of the page that says where to subscribe; empty likewise."""

    title: str = ""
    base: str = ""
    """The base address of the documents in the folder, ending in `/`."""

    hidden: tuple[Path, ...] = ()
    """Private folders, which are not served if they are inside `folder`."""

    is_old: bool = False
    """Another version of feedpub made its pages: they are served as they are, with `base` in them."""

    render: Render | None = None
    """Makes documents for the address of the request; None: the files are served at any address."""


def published_directory(path: Path, *, to: str | None = None) -> PublishedDirectory:
    """The published directory of the show at or above `path`; `to` is the command line's target.

    Raises `Refused` for a bucket, and where nothing is published yet; `Invalid` for a broken show.yaml.
    """
    show = read_show(find_show(path))
    where = destination(show, to=to, url=SERVE_BASE if to else None)
    if not where.is_directory:
        hint = f"subscribe there: {where.feed_url}{_rehearsal(show)}"
        raise Refused(f"{where.to} is not a directory, so feedpub cannot serve it", hint=hint)
    state = open_target(where).state
    catalog = _catalog(state, path)
    channel = catalog.channel
    return PublishedDirectory(
        folder=Path(where.to),
        feed=channel.feed,
        home=HOME if channel.pages else "",
        subscribe=SUBSCRIBE if channel.pages else "",
        title=channel.title,
        base=channel.base,
        hidden=(Path(where.state),),
        is_old=channel.pages and catalog.design != pages.design(),
        render=_Documents(state, path, Path(where.to)).render,
    )


def _rehearsal(show: ShowFile) -> str:
    """How to try a show of a bucket on this machine first; empty where the directory would share the bucket's state."""
    if show.show.publish.state:
        return ""
    folder = quote(display_path(show.path.parent))
    to = quote(display_path(show.workspace / "public" / show.path.parent.name))
    return (
        "; to rehearse on this machine, publish to a directory and serve that: "
        f"feedpub publish {folder} --to {to} --url {SERVE_BASE} && feedpub serve {folder} --to {to}"
    )


def _catalog(state: Storage, path: Path) -> Catalog:
    stored = state.read(CATALOG)
    if stored is None:
        shown = display_path(path)
        raise Refused("nothing is published yet", where=shown, hint=f"publish it first: feedpub publish {quote(shown)}")
    return loads(stored.data, where=f"{state.name}/{CATALOG}", read_only=True)


class _Documents:
    """The documents of a show for any address, from the catalog as it is now."""

    def __init__(self, state: Storage, path: Path, folder: Path) -> None:
        self._state = state
        self._path = path
        self._folder = folder
        self._read = lru_cache(maxsize=4)(self._at)

    def render(self, key: str, base: str) -> bytes | None:
        """The document of a key at a base address; None where the file is right at any address.

        Pages that another version of feedpub made stay as they are, since they load the scripts and styles of that.
        """
        if (stored := self._state.head(CATALOG)) is None:
            _catalog(self._state, self._path)
        catalog, documents = self._read(stored.token if stored else "", base)
        if key == catalog.channel.feed:
            return feed.render(catalog)
        if key in documents:
            document = documents[key]
            paths = ((name, self._folder / name) for name in {*document.reads, *document.instead})
            return document.having({name: path.read_bytes() for name, path in paths if path.is_file()}).render(catalog)
        item = next((one for one in catalog.items if one.chapter_file and one.chapter_file.key == key), None)
        return chapters_json(catalog.channel, item) if item and item.pictures else None

    def _at(self, _token: str, base: str) -> tuple[Catalog, Mapping[str, PublishedDocument]]:
        known = _catalog(self._state, self._path)
        catalog = replace(known, channel=replace(known.channel, base=base))
        there = pages.wanted(catalog) if known.design == pages.design() else {}
        return catalog, {**there, **feed.season_feeds(catalog)}
