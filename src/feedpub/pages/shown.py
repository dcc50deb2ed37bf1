"""What pages show of a show and its episodes. The rest is blank: nothing prints it, no page changes with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from feedpub.elements.collection import Elements, Holding
from feedpub.elements.podcast.media import ContentLink
from feedpub.elements.podcast.people import Person
from feedpub.elements.podcast.show import License, UpdateFrequency
from feedpub.elements.podcast.value import Funding
from feedpub.model import Artwork, Catalog, Channel, Enclosure, Item, Transcript
from feedpub.model.item import DerivedPicture
from feedpub.standards import plain_text

EXCERPT = 240
"""Characters of the notes that stand for a summary."""


def of_channel(channel: Channel) -> Channel:
    """The show as its pages know it."""
    theme = channel.theme
    return replace(
        channel,
        image=_picture(channel.image),
        theme=replace(theme, logo=_picture(theme.logo) if theme.logo else None),
        guid="",
        owner=None,
        locked=None,
        elements=_elements(channel, Person, Funding, License, UpdateFrequency),
        keywords=(),
        prefix="",
        new_feed_url="",
        block=False,
        complete=False,
    )


def of_item(item: Item) -> Item:
    """An episode as its page knows it."""
    return replace(
        item,
        guid="",
        enclosure=_recording(item.enclosure),
        link="",
        image=_picture(item.image) if item.image else None,
        chapter_file=None,
        pictures=(),
        transcripts=tuple(map(_transcript, item.transcripts)),
        elements=_elements(item, Person, Funding, License, ContentLink),
        keywords=(),
        block=False,
        first=item.published,
        dated=False,
        sources=(),
    )


def _elements(holder: Holding, *kinds: type[Any]) -> Elements:
    return Elements.of(*(value for kind in kinds for value in holder.all(kind)))


def _recording(one: Enclosure) -> Enclosure:
    return replace(one, digest="", identity="", bitrate=0, sample_rate=0, channels=0, file="", prefix="", tags=None)


def _picture(one: Artwork) -> Artwork:
    return replace(one, digest="", size=0, file="")


def _transcript(one: Transcript) -> Transcript:
    return replace(one, digest="", size=0, file="", rel="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An episode as lists of episodes know it."""

    slug: str
    title: str
    published: datetime
    duration_ms: int
    summary: str = ""
    """Plain text; the beginning of the notes for want of one."""

    season: int | None = None
    number: int | None = None
    number_display: str = ""
    type: str = "full"
    explicit: bool | None = None


def listed(item: Item) -> Listed:
    """The episode as lists know it."""
    return Listed(
        slug=item.slug,
        title=item.title,
        published=item.published,
        duration_ms=item.enclosure.duration_ms,
        summary=item.summary or excerpt(item.notes),
        season=item.season,
        number=item.number,
        number_display=item.number_display,
        type=item.type,
        explicit=item.explicit,
    )


def excerpt(html: str, limit: int = EXCERPT) -> str:
    """The beginning of some HTML as plain text on one line; cut between words, where the script has spaces."""
    begun = html[: 4 * limit]
    if begun.rfind("<") > begun.rfind(">"):
        begun = begun.rpartition("<")[0]
    text = " ".join(plain_text(begun).split())
    if len(text) <= limit:
        return text
    words = text[:limit].rpartition(" ")[0]
    return (words if 2 * len(words) > limit else text[:limit]).rstrip(",;:–- ") + " …"


def derived(of: Item | Channel, name: str) -> DerivedPicture | None:
    """The picture of that name made from the artwork of the show or the episode itself."""
    return next((one for one in of.derived if one.name == name), None)


def gone(catalog: Catalog) -> tuple[str, ...]:
    """Slugs of episodes that were out once and are no longer; what was withheld to the end had no page."""
    return tuple(
        stone.item.slug for stone in catalog.gone if not stone.item.withheld and stone.item.published <= stone.removed
    )
