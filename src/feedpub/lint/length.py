"""How long an episode is, as far as anybody said or measured."""

from __future__ import annotations

from dataclasses import dataclass

from feedpub.view import Element
from feedpub.vocab import LONGEST_MS, read_clock, written_clock


@dataclass(frozen=True, slots=True)
class Length:
    """How long an episode is."""

    ms: int
    slack_ms: int
    """What it may be longer: `itunes:duration` has whole seconds."""

    @property
    def written(self) -> str:
        """As people read it, in whole seconds."""
        return written_clock(self.ms // 1000 * 1000)


def length_of(item: Element) -> Length | None:
    """By its recording, if that was measured, else by what the feed says; None if nobody knows."""
    enclosure = item.first("enclosure")
    measured = enclosure.first("seen:audio") if enclosure else None
    exact = measured.get("duration-ms") if measured else ""
    if exact.isascii() and exact.isdigit() and 0 < len(exact) < 12 and 0 < int(exact) <= LONGEST_MS:
        return Length(int(exact), 0)
    said = read_clock(item.value("itunes:duration"))
    return Length(said, 1000) if said else None
