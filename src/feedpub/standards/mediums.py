"""What kind of thing a feed carries: `podcast:medium`. Source: podcast namespace, tag `medium`."""

from __future__ import annotations

MEDIUMS = ("podcast", "music", "video", "film", "audiobook", "newsletter", "blog", "course")
"""Mediums whose feeds have episodes."""

LIST_MEDIUMS = (*(f"{medium}L" for medium in MEDIUMS), "publisher", "publisherL", "mixed")
"""Mediums whose feeds point at other feeds and have no episodes."""


def is_medium(text: str) -> bool:
    """Whether the namespace lists it, with or without episodes."""
    return text in MEDIUMS or text in LIST_MEDIUMS
