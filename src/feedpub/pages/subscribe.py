"""Where and how listeners subscribe to a show, and the page that says so."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from feedpub.elements.podcast.show import UpdateFrequency
from feedpub.pages.layout import Head, print_page
from feedpub.pages.lists import excerpt
from feedpub.pages.qr import qr_symbol
from feedpub.pages.site import SUBSCRIBE, PageImage, Site, page_image
from feedpub.standards.recurrence import FREQUENCIES, rrule_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """Every way to subscribe: `following` in templates."""

    frequency: str
    """How often there is an episode: in the language of the page, or else in the author's words; empty for unknown."""

    through: str
    """The sentence that names the first platforms, with links, and leads to all; empty for a show that is on none."""

    platforms: tuple[PlatformEntry, ...]
    app: str
    """Address of the feed that opens in whatever app the device has for podcasts."""

    feed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformEntry:
    """Where to follow the show: an entry of `following.platforms` in templates."""

    title: str
    url: str
    badge: PageImage | None
    """What stands in the place of its name: the author's own file as it is; feedpub has no marks of others."""


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
    inside = site.feed.partition("://")[2]
    return Following(
        frequency=_frequency(site),
        through=_through(site),
        platforms=_platforms(site),
        app=f"podcast://{inside}",
        feed=site.feed,
    )


def _platforms(site: Site) -> tuple[PlatformEntry, ...]:
    badges = {one.file: page_image(one) for one in site.channel.theme.badges}
    return tuple(
        PlatformEntry(title=one.name, url=one.url, badge=badges.get(one.badge)) for one in site.channel.platforms
    )


def _frequency(site: Site) -> str:
    """`New episodes of … are released weekly.` for `weekly`; a sentence of the author's stays as it is."""
    frequency = site.channel.one(UpdateFrequency)
    if frequency is None:
        return ""
    rule = rrule_of(frequency.text)
    name = next((word for word, of_word in FREQUENCIES.items() if of_word == rule), None)
    show = Markup('<cite dir="auto">{}</cite>').format(site.channel.title)
    return site.speech.t(f"released-{name}", show=show) if name else frequency.text


_FIRST = 3
"""Platforms that the sentence names."""


def _through(site: Site) -> str:
    """`Catch each show by subscribing through A, B, C, or one of these other platforms.`"""
    if not site.channel.platforms:
        return ""
    link = Markup('<a href="{}"><bdi>{}</bdi></a>')
    named = [link.format(one.url, one.name) for one in site.channel.platforms[:_FIRST]]
    others = Markup('<a href="{}">{}</a>').format(SUBSCRIBE, site.speech.t("other-platforms"))
    return site.speech.t("subscribe-by", platforms=site.speech.one_of([*named, others]))
