"""Which bytes of a file are the recording, and their digest while the file streams by."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256


class Spans:
    """Parts of a file, in its order."""

    __slots__ = ("_starts", "_stops")

    def __init__(self, parts: Iterable[tuple[int, int]]) -> None:
        """Take parts as (start, stop); those that touch become one, so that a table of samples stays small."""
        self._starts, self._stops = array("Q"), array("Q")
        for start, stop in parts:
            if self._stops and self._stops[-1] == start:
                self._stops[-1] = stop
            elif start < stop:
                self._starts.append(start)
                self._stops.append(stop)
        if any(self._starts[at] < self._stops[at - 1] for at in range(1, len(self._starts))):
            ordered = sorted(zip(self._starts, self._stops, strict=True))
            self._starts, self._stops = (array("Q", column) for column in zip(*ordered, strict=True))

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return zip(self._starts, self._stops, strict=True)

    def __len__(self) -> int:
        return len(self._starts)

    @property
    def end(self) -> int:
        """Where the last part ends; 0 without parts."""
        return max(self._stops, default=0)

    @property
    def bytes(self) -> int:
        """Bytes of all parts."""
        return sum(self._stops) - sum(self._starts)

    def at(self, number: int) -> tuple[int, int]:
        """Where a part begins and ends."""
        return self._starts[number], self._stops[number]


class Digest:
    """SHA-256 of the parts of a file that streams by in pieces of any size."""

    __slots__ = ("_part", "_seen", "_spans")

    def __init__(self, spans: Spans) -> None:
        self._spans = spans
        self._part = 0
        self._seen = sha256()

    def feed(self, piece: bytes, at: int) -> None:
        """Take the next piece, which begins at that byte of the file."""
        view, end = memoryview(piece), at + len(piece)
        while self._part < len(self._spans):
            start, stop = self._spans.at(self._part)
            if start >= end:
                return
            self._seen.update(view[max(0, start - at) : min(stop, end) - at])
            if stop > end:
                return
            self._part += 1

    @property
    def digest(self) -> bytes:
        """Of what has been seen."""
        return self._seen.digest()


def together(parts: Sequence[Digest]) -> str:
    """One digest (hex) of several."""
    digests = [part.digest for part in parts]
    return digests[0].hex() if len(digests) == 1 else sha256(b"".join(digests)).hexdigest()
