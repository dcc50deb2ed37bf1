"""The chapters file that an item names (`podcast:chapters`)."""

from __future__ import annotations

from dataclasses import replace

from feedpub.chapters.json import to_json
from feedpub.model.address import chapter_image
from feedpub.model.channel import Channel
from feedpub.model.item import Item


def chapters_json(channel: Channel, item: Item) -> bytes:
    """An item's chapters as a JSON file, with pictures at the channel's address."""
    shown = [replace(one, image=chapter_image(channel, one)) if one.image else one for one in item.chapters]
    return to_json(shown, title=item.title, show=channel.title, author=item.author or channel.author)
