"""What a page says of itself to browsers, search engines and those who link to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from feedpub.model import Item
from feedpub.model.address import HOME, page_key
from feedpub.pages import linked_data, scripts
from feedpub.pages.player import TRANSCRIPT
from feedpub.pages.shown import excerpt
from feedpub.pages.site import SUBSCRIBE, Picture, Site

POLICY = "; ".join(
    [
        "default-src 'none'",
        *(f"{kind}-src 'self'" for kind in ("script", "style", "img", "media", "connect")),
        "base-uri 'none'",
        "form-action 'none'",
    ]
)
"""The Content-Security-Policy: nothing from elsewhere, nothing inline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands in a page's head."""

    title: str
    description: str = ""
    """Plain text."""

    canonical: str = ""
    """Absolute address under which search engines know it; empty: they shall not."""

    is_indexed: bool = True
    type: str = "website"
    """`og:type`."""

    image: Picture | None = None
    """What is shown of it elsewhere, by its absolute address."""

    published: str = ""
    """ISO 8601."""

    audio: str = ""
    """Absolute address of the recording."""

    audio_type: str = ""
    data: Markup | None = None
    """JSON-LD."""

    policy: str = POLICY
    scripts: tuple[str, ...] = ()
    """Names of the scripts that the page runs, in this order."""

    @property
    def imports(self) -> tuple[str, ...]:
        """Names of all that these scripts import: asked for at once, not one after the other."""
        return scripts.imports(*self.scripts)


def home(site: Site, latest: Item | None = None) -> Head:
    """Of the show's home; the latest episode can be played there."""
    return Head(
        title=site.channel.title,
        description=excerpt(site.channel.description),
        canonical=site.absolute(HOME),
        image=site.card(),
        data=linked_data.of_show(site),
        scripts=(*(_player(latest) if latest else ()), "search.js"),
    )


def older(site: Site, key: str, years: str) -> Head:
    """Of a page with the episodes of these years."""
    return Head(
        title=f"{site.channel.title} – {years}",
        description=excerpt(site.channel.description),
        canonical=site.absolute(key),
        image=site.card(),
    )


def episode(site: Site, item: Item) -> Head:
    """Of an episode's page."""
    return Head(
        title=f"{item.title} – {site.channel.title}",
        description=item.summary or excerpt(item.notes),
        canonical=site.absolute(page_key(item.slug)),
        type="article",
        image=site.card(item),
        published=item.published.isoformat(),
        audio=site.absolute(item.enclosure.key),
        audio_type=item.enclosure.type,
        data=linked_data.of_episode(site, item),
        scripts=(*_player(item), "share.js"),
    )


def embedded(site: Site, item: Item) -> Head:
    """Of an episode's player in a frame; search engines are sent to its page."""
    title = f"{item.title} – {site.channel.title}"
    canonical = site.absolute(page_key(item.slug))
    return Head(title=title, canonical=canonical, is_indexed=False, scripts=tuple(_player(item)))


def subscribing(site: Site) -> Head:
    """Of the page on where to subscribe."""
    return Head(
        title=f"{site.speech.t('subscribe')} – {site.channel.title}",
        description=excerpt(site.channel.description),
        canonical=site.absolute(SUBSCRIBE),
        image=site.card(),
        scripts=("share.js",),
    )


def message(site: Site, words: str) -> Head:
    """Of a page that has nothing to show but a message."""
    return Head(title=f"{site.speech.t(words)} – {site.channel.title}", is_indexed=False)


def _player(item: Item) -> Iterator[str]:
    """Of an episode's player, which is loaded behind what adds to it."""
    if item.chapters:
        yield "chapters.js"
    if any(one.type == TRANSCRIPT for one in item.transcripts):
        yield "transcript.js"
    yield "player.js"
