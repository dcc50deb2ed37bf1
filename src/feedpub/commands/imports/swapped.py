"""Recordings that are not the source's: the same guid with another file, as its length, duration or bytes tell."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Self

from feedpub import fetch
from feedpub.commands.imports.advertising import BEGINNING, seen
from feedpub.commands.imports.differing import Difference
from feedpub.commands.imports.sides import ItemPair, sound_of
from feedpub.feed_view import Element
from feedpub.source import EpisodeFile
from feedpub.standards import read_clock, written_clock

TOLERANCE = 0.02
"""Part by which length and duration of one recording may differ in two feeds: frames, tags, what hosts round."""

MOST = 20
"""Recordings with another address that are looked at; of more, the host has given them all another one."""


@dataclass(frozen=True, slots=True)
class _Declared:
    """What a feed says of a recording; 0 or empty where it says nothing."""

    length: int
    duration_ms: int
    kind: str
    """`audio` or `video`."""

    @classmethod
    def of(cls, item: Element) -> Self:
        sound = sound_of(item)
        length, type_ = (sound.get("length"), sound.get("type")) if sound else ("", "")
        number = int(length) if length.isascii() and length.isdigit() and len(length) < 16 else 0
        return cls(number, read_clock(item.value("itunes:duration")) or 0, type_.partition("/")[0].lower())

    def __str__(self) -> str:
        parts = (f"{self.length} bytes" if self.length else "", self.kind)
        return ", ".join(filter(None, (*parts, written_clock(self.duration_ms) if self.duration_ms else "")))


def other_recordings(pairs: Sequence[ItemPair]) -> Iterator[Difference]:
    """Recordings of ours that are not those of the source, though they have another address as all have.

    Length and duration are declared, and many feeds declare them wrongly: so one is another recording only where most
    are the same. Where most lengths are the same to the byte, any other length tells; else both must be far off.
    """
    found = [(pair, _Declared.of(pair.one), _Declared.of(pair.other)) for pair in pairs if pair.is_downloaded]
    equal = sum(one.length == other.length for _, one, other in found if one.length)
    is_exact = equal > 1 and 2 * equal > len(found)
    others = [row for row in found if _is_other(row[1], row[2], is_exact=is_exact)]
    if 2 * len(others) < len(found):
        yield from (Difference("recording", str(one), str(other), None, pair.guid) for pair, one, other in others)


def _is_other(one: _Declared, other: _Declared, *, is_exact: bool) -> bool:
    if {one.kind, other.kind} == {"audio", "video"}:
        return True
    if not (one.length and other.length) or one.length == other.length:
        return False
    return is_exact or (_is_far(one.length, other.length) and _is_far(one.duration_ms, other.duration_ms))


def _is_far(one: int, other: int) -> bool:
    return bool(one and other) and abs(one - other) > TOLERANCE * max(one, other)


def replaced_at_the_source(
    episodes: Sequence[EpisodeFile], moved: Mapping[str, str], *, allow_private: bool = False
) -> Iterator[tuple[EpisodeFile, Path]]:
    """Episodes whose recording at its new address is another file than the one that is here, and that file.

    `moved` gives guid → address. A file that the host does not show counts as the same: a download would say why.
    """
    if len(moved) > MOST:
        return
    with fetch.Connections() as connections:
        for one in episodes:
            path = Path(os.path.normpath(one.path.parent / one.episode.audio))
            url = moved.get(one.episode.guid or "")
            if not url or not path.is_file():
                continue
            there = seen(url, connections, allow_private=allow_private)
            if there and (there.size or path.stat().st_size, there.digest) != _here(path):
                yield one, path


def _here(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        return path.stat().st_size, sha256(file.read(BEGINNING)).hexdigest()
