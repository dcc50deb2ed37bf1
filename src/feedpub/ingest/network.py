"""The other shows of a workspace that are in the same network, for the list that podcast apps import."""

from __future__ import annotations

from collections.abc import Iterator

from feedpub.catalog.inputs import Inputs
from feedpub.errors import FeedpubError
from feedpub.feed_view import Element, fact
from feedpub.model.channel import NetworkShow
from feedpub.model.files import ShowFile
from feedpub.source import read_show, real_path, workspace_shows

_NO_ADDRESS = "has no `publish.url`, so nobody knows where its feed is"


def network_of(show: ShowFile) -> tuple[tuple[NetworkShow, ...], tuple[tuple[str, str], ...]]:
    """The other shows that say `network: true`; and those that cannot be listed: the folder of each, and why."""
    listed: list[NetworkShow] = []
    unlisted: list[tuple[str, str]] = []
    for path in workspace_shows(show.path.parent) if show.show.network else ():
        if real_path(path) == real_path(show.path):
            continue
        try:
            other = read_show(path).show
        except FeedpubError:
            unlisted.append((path.parent.name, "cannot be read (see: feedpub check)"))
            continue
        if not other.network:
            continue
        if other.publish.url is None:
            unlisted.append((path.parent.name, _NO_ADDRESS))
            continue
        base = other.publish.url
        home = other.link or (f"{base}index.html" if other.pages else "")
        listed.append(NetworkShow(title=other.title, feed=f"{base}{other.publish.feed}", home=home))
    return tuple(sorted(listed, key=lambda one: (one.title.casefold(), one.feed))), tuple(unlisted)


def facts_of_network(inputs: Inputs) -> Iterator[Element]:
    """The shows of the network that cannot be listed, at the line that says that this show is in it."""
    show = inputs.show
    place = show.place("network")
    unlisted = list(inputs.unlisted)
    if show.show.network and show.show.publish.url is None:
        unlisted.insert(0, (show.path.parent.name, _NO_ADDRESS))
    for name, why in unlisted:
        yield fact("unlisted-show", show=name, why=why, file=place.file, line=place.line or 1, column=place.column or 1)
