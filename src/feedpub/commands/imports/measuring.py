"""Recordings that are measured as they arrive, by other processes, while others are still downloaded."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from feedpub.audio.probe import Measure, OnBytes
from feedpub.cache.identity import SETTLED
from feedpub.commands.imports.download import Download
from feedpub.model.measured import Audio
from feedpub.process_pool import Background, processors, start_method

LARGE: Mapping[str, int] = {"fork": 16 << 20, "spawn": 512 << 20}
"""Bytes that are downloaded from which other processes are worth their start, by how they begin."""

_UNKNOWN = 8 << 20
"""Bytes of a recording whose length the feed does not say."""

_MOST = 4
"""Processes: as fast as a disk."""


class Arriving:
    """The recordings that arrive."""

    def __init__(self, background: Background[str, Audio] | None, measure: Measure) -> None:
        self._background = background
        self._measure = measure

    def add(self, path: Path) -> None:
        """Have a file measured that is whole now: as soon as nobody doubts any more that a change would show."""
        if self._background:
            self._background.begin(os.path.realpath(path), after=SETTLED)

    def measured(self) -> Measure:
        """Wait for what is still measured. What this gives knows the files that have arrived, and measures others."""
        known = self._background.finish() if self._background else {}
        return partial(_known, known, self._measure) if known else self._measure


@contextmanager
def arriving(measure: Measure, downloads: Sequence[Download]) -> Iterator[Arriving]:
    """Measure what will be downloaded as soon as it is there, if it is much."""
    background = _begun(measure, downloads)
    try:
        yield Arriving(background, measure)
    except BaseException:
        if background:
            background.cancel()
        raise


def _begun(measure: Measure, downloads: Sequence[Download]) -> Background[str, Audio] | None:
    method = start_method()
    if sum(one.size or _UNKNOWN for one in downloads) < LARGE[method] or processors() == 1:
        return None
    try:
        return Background(partial(_of, measure), method=method, count=min(_MOST, processors()))
    except (ImportError, NotImplementedError, OSError, AttributeError, TypeError):  # none can begin; not to be pickled
        return None


def _of(measure: Measure, path: str) -> Audio:
    return measure(Path(path), file=path)


def _known(
    known: Mapping[str, Audio], measure: Measure, path: Path, *, file: str, on_bytes: OnBytes | None = None
) -> Audio:
    if (found := known.get(os.path.realpath(path))) is None:
        return measure(path, file=file, on_bytes=on_bytes)
    if on_bytes:
        on_bytes(found.size)
    return replace(found, file=file, path=path)
