"""What the search on the show's home looks through."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from feedpub.elements.podcast.people import Person
from feedpub.model import Item
from feedpub.model.address import page_key
from feedpub.pages.site import Site
from feedpub.standards import plain_text

TYPE = "application/json"


class Said(NamedTuple):
    """What is searched of an episode."""

    slug: str
    title: str
    published: datetime
    summary: str
    notes: str
    """HTML."""

    more: tuple[str, ...]
    """Chapters, people, links."""


def said(item: Item) -> Said:
    """What is searched of an episode that is out."""
    chapters = [one.title for one in item.chapters if one.toc]
    more = (*chapters, *(one.name for one in item.all(Person)), *(one.title for one in item.links))
    return Said(item.slug, item.title, item.published, item.summary, item.notes, more)


def index(site: Site, episodes: Iterable[Said], *, revision: int) -> bytes:
    """Of every episode where it is, and all that is written about it as plain text: as JSON, in the given order."""
    said = {"revision": revision, "episodes": [_entry(site, one) for one in episodes]}
    return (json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _entry(site: Site, one: Said) -> dict[str, str]:
    entry = {
        "url": page_key(one.slug),
        "title": one.title,
        "date": site.speech.date(one.published, site.channel.timezone),
        "summary": one.summary,
        "text": " ".join(" ".join([plain_text(one.notes), *one.more]).split()),
    }
    return {name: text for name, text in entry.items() if text}
