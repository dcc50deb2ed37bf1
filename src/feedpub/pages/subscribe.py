"""Where and how listeners subscribe to a show, and the page that says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from feedpub.elements.podcast.show import UpdateFrequency
from feedpub.model import Link
from feedpub.pages.layout import Head, print_page
from feedpub.pages.lists import excerpt
from feedpub.pages.site import SUBSCRIBE, Site

QUIET = 4
"""Modules that stay light around a QR symbol (ISO/IEC 18004)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """Every way to subscribe: `following` in templates."""

    frequency: str
    """How often there is an episode, in the author's words; empty for unknown."""

    platforms: tuple[Link, ...]
    apps: tuple[Link, ...]
    """Addresses of the feed that open in whatever app the device has for them."""

    feed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QrSymbol:
    """A square of `edge` modules, its quiet zone included: `symbol` in templates.

    It is a path of SVG, whose colours are those of the page's style sheet.
    """

    edge: int
    path: str
    """`d` of the dark modules."""


def subscribe_page(site: Site) -> bytes:
    """Every way to follow the show; a phone that reads the QR symbol finds the others on this page."""
    head = Head(
        title=f"{site.speech.t('subscribe')} – {site.channel.title}",
        description=excerpt(site.channel.description),
        canonical=site.absolute(SUBSCRIBE),
        image=site.card(),
        scripts=("share.js",),
    )
    symbol = qr_symbol(site.absolute(SUBSCRIBE))
    return print_page(site, "subscribe.html", head=head, following=following(site), symbol=symbol)


def following(site: Site) -> Following:
    """Every way to subscribe to the show."""
    frequency = site.channel.one(UpdateFrequency)
    inside = site.feed.partition("://")[2]
    return Following(
        frequency=frequency.text if frequency else "",
        platforms=tuple(Link(title=one.name, url=one.url) for one in site.channel.platforms),
        apps=tuple(Link(title=f"{scheme}:", url=f"{scheme}://{inside}") for scheme in ("podcast", "pcast")),
        feed=site.feed,
    )


@lru_cache(maxsize=4)
def qr_symbol(text: str) -> QrSymbol:
    """The QR symbol of a text, readable with 15 % of it damaged (level M)."""
    import segno  # noqa: PLC0415 - one page of a show has one

    made = segno.make(text, error="m", micro=False, boost_error=False)
    rows = [[bool(module) for module in row] for row in made.matrix_iter(border=QUIET)]
    return QrSymbol(edge=len(rows), path="".join(_rectangles(rows)))


def _rectangles(rows: Iterable[Iterable[bool]]) -> Iterator[str]:
    """Each row of neighbouring dark modules as one rectangle."""
    for y, row in enumerate(rows):
        x = 0
        for dark, modules in groupby(row):
            width = len(list(modules))
            if dark:
                yield f"M{x} {y}h{width}v1H{x}z"
            x += width
