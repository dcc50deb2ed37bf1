"""Whose media a live check asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from feedpub.errors import FeedpubError
from feedpub.feed_view import Element
from feedpub.standards import read_date


@dataclass(frozen=True, slots=True)
class Media:
    """Whose enclosures, artwork and sidecars are asked for."""

    newest: int | None = 20
    """So many of the newest episodes; None is all of them, 0 is nothing at all."""

    @classmethod
    def read(cls, text: str) -> Self:
        """`newest:20`, `all` or `none`. Raises `FeedpubError` for anything else."""
        word, colon, number = text.strip().lower().partition(":")
        if not colon and word in {"all", "none"}:
            return cls(None if word == "all" else 0)
        if word == "newest" and number.isascii() and number.isdigit() and len(number) < 7:
            return cls(int(number))
        raise FeedpubError(f"--media: {text!r} is nothing to choose by", hint="write newest:20, all or none")

    def unchecked(self, items: int) -> tuple[str, ...]:
        """What is left out of so many episodes, in words."""
        if self.newest is None or items <= self.newest:
            return ()
        if not self.newest:
            return ("media, artwork, chapters and transcripts were not asked for (--media)",)
        return (f"media of the newest {self.newest} of {items} episodes were asked for (--media all asks for all)",)

    def of(self, items: Sequence[Element]) -> Sequence[Element]:
        """The chosen episodes, in the feed's order, which need not be that of their dates."""
        if self.newest is None or len(items) <= self.newest:
            return items
        newest = sorted(range(len(items)), key=lambda at: _published(items[at]), reverse=True)[: self.newest]
        return [items[at] for at in sorted(newest)]


def _published(item: Element) -> datetime:
    """Episodes without a date that can be read count as new: there is something wrong with them."""
    said = item.value("pubDate")
    return (read_date(said).moment if said else None) or datetime.max.replace(tzinfo=UTC)
