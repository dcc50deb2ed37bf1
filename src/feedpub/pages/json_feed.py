"""The show as a JSON Feed, for readers and programs that take one.

Source: JSON Feed 1.1 (jsonfeed.org/version/1.1). What is empty is left out; extensions begin with an underscore.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from feedpub.catalog.objects import stamp
from feedpub.elements.podcast.people import Person
from feedpub.model import Channel, Item
from feedpub.model.address import address, enclosure_address, page_key, show_link
from feedpub.notes import feed_form
from feedpub.pages.lists import excerpt
from feedpub.pages.site import JSON_FEED, Site

JSON_FEED_TYPE = "application/feed+json"
VERSION = "https://jsonfeed.org/version/1.1"
_EXTENSION = "_feedpub"


def json_feed(site: Site, items: Sequence[Item], *, revision: int) -> bytes:
    """Every published episode, the newest first, as in the RSS feed; `items` are those of the catalog."""
    channel = site.channel
    icons = {one.width: site.absolute(one.url) for one in site.icons()}
    feed = {
        "version": VERSION,
        "title": channel.title,
        "home_page_url": show_link(channel),
        "feed_url": site.absolute(JSON_FEED),
        "description": excerpt(channel.description, 4000),
        "icon": icons.get(512) or site.absolute(channel.image.key),
        "favicon": icons.get(32),
        "authors": [{"name": channel.author}],
        "language": channel.language,
        "expired": channel.complete or None,
        _EXTENSION: {"generator": stamp(revision)},
    }
    entries = [_full(_item(channel, one)) for one in items]
    return (json.dumps({**_full(feed), "items": entries}, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _item(channel: Channel, item: Item) -> dict[str, Any]:
    html = "\n".join(part for part in (feed_form(item.notes), feed_form(channel.footer)) if part)
    image = address(channel, (item.image or channel.image).key)
    changed = max((one.date for one in item.corrections), default="")
    return {
        "id": item.guid,
        "url": address(channel, page_key(item.slug)),
        "external_url": item.link,
        "title": item.title,
        "summary": item.summary or item.standfirst,
        **({"content_html": html} if html else {"content_text": item.summary or item.title}),
        "image": image,
        "date_published": item.published.isoformat(),
        "date_modified": f"{changed}T00:00:00+00:00" if changed else "",
        "authors": list(_authors(channel, item)),
        "tags": list(item.topics),
        "attachments": [_recording(channel, item)],
    }


def _authors(channel: Channel, item: Item) -> Iterator[dict[str, Any]]:
    """The hosts of an episode that has its own; else its author."""
    hosts = [one for one in item.all(Person) if one.role == "host"]
    if not hosts and item.author and item.author != channel.author:
        yield {"name": item.author}
    yield from (_full({"name": one.name, "url": one.href}) for one in hosts)


def _recording(channel: Channel, item: Item) -> dict[str, Any]:
    recording = item.enclosure
    return _full(
        {
            "url": enclosure_address(channel, recording),
            "mime_type": recording.type,
            "size_in_bytes": recording.size,
            "duration_in_seconds": round(recording.duration_ms / 1000),
        }
    )


def _full(values: dict[str, Any]) -> dict[str, Any]:
    return {name: one for name, one in values.items() if one not in (None, "", [], 0)}
