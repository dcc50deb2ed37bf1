"""Where in a file which moment plays: a few places of many, so that memory does not grow with the file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from feedpub.audio.frames import RATES, SAMPLES, SIZES

_MOST = 1024
"""Places that are kept; ten for each hundredth that a Xing header tells."""


class Marks:
    """Notes where every so many frames begin; the longer the file, the rarer."""

    __slots__ = ("_count", "_places", "_seconds", "_step", "_times", "end")

    def __init__(self) -> None:
        self._count = 0
        self._step = 1
        """Frames from one mark to the next."""
        self._seconds = 0.0
        self._times: list[float] = []
        self._places: list[int] = []
        self.end = 0
        """Where the last frame ends."""

    def add(self, codes: Sequence[int], place: int) -> None:
        """Note frames of one stream that follow each other from `place` on."""
        if not codes:
            return
        each = SAMPLES[codes[0]] / RATES[codes[0]]
        places = list(accumulate(map(SIZES.__getitem__, codes), initial=place))
        first = -self._count % self._step
        self._places += places[first : -1 : self._step]
        self._times += (self._seconds + at * each for at in range(first, len(codes), self._step))
        self._count += len(codes)
        self._seconds += len(codes) * each
        self.end = places[-1]
        while len(self._places) > _MOST:
            self._places, self._times, self._step = self._places[::2], self._times[::2], self._step * 2

    def hundredths(self) -> Iterator[int]:
        """Where each hundredth of the playing time begins, from 0 to 99; between two marks, in proportion."""
        times, places = [*self._times, self._seconds], [*self._places, self.end]
        for hundredth in range(100):
            time = self._seconds * hundredth / 100
            at = min(bisect_right(times, time), len(times) - 1)
            share = (time - times[at - 1]) / (times[at] - times[at - 1])
            yield round(places[at - 1] + share * (places[at] - places[at - 1]))
