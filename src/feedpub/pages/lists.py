"""Episodes by season, and on which page of the show's home each is listed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from feedpub.model.address import HOME
from feedpub.pages.shown import Listed
from feedpub.pages.site import Site

MOST = 100
"""Episodes on one page."""

SHELF = 50
"""Episodes on a page of older ones. The oldest are on `index-2.html`, and stay there: a new episode moves none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """Episodes under one heading."""

    number: int | None
    """None: in no season."""

    name: str
    """What the author calls it; empty for no name."""

    episodes: tuple[Listed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The episodes of one page, newest first."""

    key: str
    episodes: tuple[Listed, ...]
    newer: str = ""
    """Key of the page with the ones after these; empty for none."""

    older: str = ""


def shelves(episodes: Sequence[Listed]) -> tuple[Shelf, ...]:
    """The home with the newest, then the pages with older ones. `episodes` are newest first.

    The home has 51 to 100 of them once there are more than fit, so that full pages of 50 never change.
    """
    count = -(-max(0, len(episodes) - MOST) // SHELF)
    newest = len(episodes) - count * SHELF
    pages = [tuple(episodes[:newest])]
    pages += [tuple(episodes[at : at + SHELF]) for at in range(newest, len(episodes), SHELF)]
    keys = [HOME, *(f"index-{number}.html" for number in range(count + 1, 1, -1))]
    around = ["", *keys, ""]
    return tuple(
        Shelf(key=keys[at], episodes=page, newer=around[at], older=around[at + 2]) for at, page in enumerate(pages)
    )


def seasons(site: Site, episodes: Sequence[Listed]) -> tuple[Season, ...]:
    """The episodes, newest first, under their seasons: the latest first, and within it the oldest if it is a serial.

    Trailers and extras in no season are with the episode that came out next.
    """
    names = {one.number: one.name for one in site.channel.seasons}
    groups: dict[int | None, list[Listed]] = {}
    for number, one in zip(_numbers(episodes), episodes, strict=True):
        groups.setdefault(number, []).append(one)
    is_serial = site.channel.type == "serial"
    return tuple(
        Season(
            number=number,
            name=names.get(number, "") if number is not None else "",
            episodes=tuple(reversed(group) if is_serial else group),
        )
        for number, group in groups.items()
    )


def _numbers(episodes: Sequence[Listed]) -> Iterator[int | None]:
    """The season of each."""
    latest = next((one.season for one in episodes if one.season is not None), None)
    for one in episodes:
        if one.season is not None:
            latest = one.season
        yield one.season if one.season is not None or one.type == "full" else latest
