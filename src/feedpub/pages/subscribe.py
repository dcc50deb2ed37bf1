"""Where and how listeners subscribe to a show, and the page that says so."""

from __future__ import annotations

from dataclasses import dataclass

from feedpub.elements.podcast.show import UpdateFrequency
from feedpub.model import Link
from feedpub.pages.layout import Head, print_page
from feedpub.pages.lists import excerpt
from feedpub.pages.qr import qr_symbol
from feedpub.pages.site import SUBSCRIBE, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """Every way to subscribe: `following` in templates."""

    frequency: str
    """How often there is an episode, in the author's words; empty for unknown."""

    platforms: tuple[Link, ...]
    apps: tuple[Link, ...]
    """Addresses of the feed that open in whatever app the device has for them."""

    feed: str


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
