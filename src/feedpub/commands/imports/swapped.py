"""Recordings that are not the source's: the same guid with another file, as its length, duration or bytes tell."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence, Sized
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Self, TypeVar

from feedpub import fetch
from feedpub.commands.imports.advertising import BEGINNING, SeenFile, seen
from feedpub.commands.imports.differing import Difference
from feedpub.commands.imports.items import sound_of
from feedpub.commands.imports.sides import ItemPair
from feedpub.commands.imports.snapshot import recording_digest
from feedpub.feed_view import Element
from feedpub.source import EpisodeFile
from feedpub.standards import read_clock, written_clock

T = TypeVar("T")

TOLERANCE = 0.02
"""Part by which length and duration of one recording may differ in two feeds: frames, tags, what hosts round."""

FEW = 2
"""Recordings that may have been replaced even where a show has no more."""

MOST = 20
"""Recordings with another address that are looked at; of more, that many: the first, the last, and others between."""


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
    if _are_few(others, of=found):
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

    `moved` gives guid → address. A file that the host does not show counts as the same: a download would say why. Of
    more than `MOST`, a part is looked at; where most of that part are others, the host gives each listener another
    file, or the author has better ones here, and nothing can be said.
    """
    files = [(one, Path(os.path.normpath(one.path.parent / one.episode.audio))) for one in episodes]
    asked = [(one, path, url) for one, path in files if (url := moved.get(one.episode.guid or "")) and path.is_file()]
    chosen = _spread(asked)
    with fetch.Connections() as connections:
        others = [
            (one, path)
            for one, path, url in chosen
            if (there := seen(url, connections, allow_private=allow_private))
            and (there.size or path.stat().st_size, there.digest) != _here(path)
        ]
    if len(chosen) == len(asked) or _are_few(others, of=chosen):
        yield from others


def replaced_in_place(recordings: Sequence[tuple[T, str, str]], *, allow_private: bool = False) -> Iterator[T]:
    """Of recordings that keep their address those that are other files there now.

    Each is what it belongs to, its address, and what was noted when it was downloaded. A file counts as another one
    only if two requests show the same: a host that puts advertisements in shows two. Of more than `MOST`, a part is
    looked at; where most of that part are others, nothing can be said of any.
    """
    chosen = _spread(recordings)
    others = []
    with fetch.Connections() as connections:
        for whose, url, noted in chosen:
            found = _noted_as(seen(url, connections, allow_private=allow_private))
            if found not in {"", noted} and found == _noted_as(seen(url, connections, allow_private=allow_private)):
                others.append(whose)
    if len(others) <= FEW or _are_few(others, of=chosen):
        yield from others


def _are_few(others: Sized, *, of: Sized) -> bool:
    """Whether less than half are other recordings: of more, what tells them apart is wrong for this show."""
    return 2 * len(others) < len(of)


def _noted_as(file: SeenFile | None) -> str:
    return recording_digest(file.size, file.digest) if file and file.size is not None else ""


def noted_of(path: Path) -> str:
    """What `recording_digest` gives for a file that is here."""
    return recording_digest(*_here(path))


def _spread(rows: Sequence[T]) -> list[T]:
    """All of them, or `MOST`, as far from each other as they can be."""
    if len(rows) <= MOST:
        return list(rows)
    return [rows[at * (len(rows) - 1) // (MOST - 1)] for at in range(MOST)]


def _here(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        return path.stat().st_size, sha256(file.read(BEGINNING)).hexdigest()
