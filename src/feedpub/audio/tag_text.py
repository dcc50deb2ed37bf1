"""What tags say, cleaned as tags need it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from feedpub.vocab import encode_url, is_http_url, without_controls

GENRE = "Podcast"


@dataclass(frozen=True, slots=True, kw_only=True)
class TagText:
    """What a publisher knows of an episode. Empty is not written; nothing here depends on the stored file."""

    title: str
    show: str
    author: str = ""
    number: int | None = None
    season: int | None = None
    published: datetime | None = None
    """As the author wrote it, with its zone; None if the author did not: so the same input gives the same bytes."""

    description: str = ""
    """Plain text."""

    language: str = ""
    """BCP 47."""

    link: str = ""
    """The episode's page."""

    site: str = ""
    """The show's page."""

    feed: str = ""
    guid: str = ""
    categories: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()


def line(text: str) -> str:
    """Text on one line, without what no player can show."""
    return " ".join(without_controls(text).split())


def prose(text: str) -> str:
    """Text with its line breaks."""
    return without_controls(text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def listed(texts: Iterable[str]) -> str:
    """Several texts as one."""
    return ", ".join(filter(None, map(line, texts)))


def address(url: str) -> str:
    """An address in ASCII; empty if it is none that a player could open."""
    return encode_url(url) if is_http_url(url) else ""


def picture_type(picture: bytes) -> str:
    """MIME type of a picture by its first bytes; empty for what players do not show."""
    if picture.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    return "image/png" if picture.startswith(b"\x89PNG\r\n\x1a\n") else ""
