"""Public addresses. The catalog holds keys; URLs arise here and nowhere else."""

from __future__ import annotations

from urllib.parse import quote

from feedpub.model.channel import Channel
from feedpub.model.chapter import Chapter
from feedpub.model.item import Enclosure, Item
from feedpub.standards import is_http_url

HOME, MISSING = "index.html", "404.html"
"""Keys of the show's home, which links name since buckets have no index documents, and of what is for unknown ones."""


def address(channel: Channel, key: str) -> str:
    """Absolute URL of an object of the target, percent-encoded ASCII."""
    return channel.base + quote(key, safe="/-._~")


def feed_address(channel: Channel) -> str:
    """Where apps subscribe."""
    return address(channel, channel.feed)


def recording_address(channel: Channel, enclosure: Enclosure) -> str:
    """Where a recording is, without an analytics prefix."""
    return enclosure.key if enclosure.is_elsewhere else address(channel, enclosure.key)


def enclosure_address(channel: Channel, enclosure: Enclosure) -> str:
    """What the feed's enclosure says: through the item's analytics prefix, if it has one and the target is HTTPS.

    Measurement services (OP3, Podtrac) take the address without its scheme behind their own.
    """
    own = recording_address(channel, enclosure)
    if not enclosure.prefix or not own.startswith("https://"):
        return own
    return enclosure.prefix.rstrip("/") + "/" + own.removeprefix("https://")


def chapter_image(channel: Channel, chapter: Chapter) -> str:
    """Where a chapter's picture is; empty if it has none."""
    return chapter.image if not chapter.image or is_http_url(chapter.image) else address(channel, chapter.image)


def page_key(slug: str) -> str:
    """Key of an episode's page."""
    return f"{slug}.html"


def embed_key(slug: str) -> str:
    """Key of the page with an episode's player, which others put in a frame."""
    return f"{slug}-embed.html"


_TRANSCRIPT = "transcript_"


def transcript_key(slug: str, language: str = "") -> str:
    """Key of the page with the text of an episode's transcript; `language` is a BCP 47 tag, empty for the show's own.

    No slug has `_` in it, so no other page has such a key.
    """
    return f"{_TRANSCRIPT}{slug}{f'_{language.lower()}' if language else ''}.html"


def is_transcript(key: str) -> bool:
    """Whether a key is that of a page with the text of a transcript."""
    return key.startswith(_TRANSCRIPT)


def slug_of_transcript(key: str) -> str:
    """The slug of the episode whose transcript has a page under that key."""
    return key.removeprefix(_TRANSCRIPT).removesuffix(".html").partition("_")[0]


def is_transcript_of(key: str, slug: str) -> bool:
    """Whether a key is that of a page with the text of an episode's transcript, in whatever language."""
    return is_transcript(key) and slug_of_transcript(key) == slug


ROBOTS = "robots.txt"
"""Key of what tells search engines what they may read, where the show is at the root of its host."""

OEMBED = "-oembed.json"
"""Ends the key of what other sites ask to show an episode's player (oEmbed 1.0)."""


def oembed_key(slug: str) -> str:
    """Key of an episode's answer to oEmbed."""
    return f"{slug}{OEMBED}"


def season_feed_key(number: int) -> str:
    """Key of a season's own feed."""
    return f"season_{number}.xml"


def item_link(channel: Channel, item: Item) -> str:
    """The web page of an item: the author's, else its page here, else the show's."""
    return item.link or (address(channel, page_key(item.slug)) if channel.pages else show_link(channel))


def canonical_page(channel: Channel, item: Item) -> str:
    """The page of an item that search engines shall find: the author's, else that of the show it is written for.

    It is the one here where there is no other, or they shall find both.
    """
    elsewhere = "" if item.own_page else item.link or item.canonical
    return elsewhere or address(channel, page_key(item.slug))


def show_link(channel: Channel) -> str:
    """The web site of a show: the author's, else its home here."""
    return channel.link or address(channel, HOME)
