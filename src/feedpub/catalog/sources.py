"""What an item, or the show, was made of: the digests by which an old checkout, and a changed file, are recognised."""

from __future__ import annotations

from feedpub.model.item import Item

REMEMBERED = 20
"""How many sources of an item, and of the show, the catalog can recognise as an old checkout."""


def remember(sources: tuple[str, ...], digest: str) -> tuple[str, ...]:
    """The sources with `digest` as the newest, each once, the last 20 of them."""
    return (*(known for known in sources if known != digest), digest)[-REMEMBERED:]


def is_stale(sources: tuple[str, ...], digest: str) -> bool:
    """Whether a source equals an earlier one than the newest: an old checkout, or a deliberate step back."""
    return digest in sources[:-1]


def recorded_files(item: Item) -> dict[str, str]:
    """Name and SHA-256 (hex) of the author's files that an item was made of, beside the audio.

    What was recorded by a version that kept no digests is there only where it was published as it is.
    """
    known = {one.file: one.digest for one in item.transcripts}
    if item.image:
        known[item.image.file] = item.image.digest
    return known | dict(item.files)
