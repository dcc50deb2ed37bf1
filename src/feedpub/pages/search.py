"""What the search on the show's home looks through."""

from __future__ import annotations

import json
from collections.abc import Iterable

from feedpub.model import Item
from feedpub.pages.site import Site, page_of
from feedpub.vocab import plain_text

TYPE = "application/json"


def index(site: Site, items: Iterable[Item]) -> bytes:
    """Of every episode, newest first: where it is, and all that is written about it, as plain text."""
    said = [_entry(site, item) for item in items]
    return (json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _entry(site: Site, item: Item) -> dict[str, str]:
    words = [plain_text(item.notes), *(one.title for one in item.chapters if one.toc)]
    words += [one.name for one in item.people] + [one.title for one in item.links]
    entry = {
        "url": page_of(item.slug),
        "title": item.title,
        "date": site.speech.date(item.published, site.channel.timezone),
        "summary": item.summary,
        "text": " ".join(" ".join(words).split()),
    }
    return {name: text for name, text in entry.items() if text}
