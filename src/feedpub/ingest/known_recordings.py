"""What earlier runs read of recordings beside their measures: of the same bytes it is not read again.

A recording is its facts, its digest among them, which this run has taken or identified (`cache.identity`). So an
unchanged archive is not opened file by file for what its tags say.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from feedpub.cache import Cache
from feedpub.cache.identity import program
from feedpub.feed_view import Element
from feedpub.model.files import ShowFile
from feedpub.model.measured import Audio


@dataclass(slots=True)
class KnownRecordings:
    """The facts about recordings, as JSON holds them, by the digest of what was measured."""

    known: dict[str, Any] = field(default_factory=dict)
    new: dict[str, Any] = field(default_factory=dict)
    """Those that this run has read."""

    def fact(self, audio: Audio, *, is_copied: bool) -> Element:
        """As `audio_facts`, which is asked where nothing is known. Raises `Unusable` if the file cannot be read."""
        name = sha256(repr((audio, is_copied)).encode(errors="surrogatepass")).hexdigest()
        with suppress(KeyError, TypeError, ValueError):
            return _element(self.known[name])
        from feedpub.audio.facts import audio_facts  # noqa: PLC0415 - mutagen takes its time

        made = audio_facts(audio.path, audio, is_copied=is_copied)
        self.new[name] = _plain(made)
        return made


def _plain(made: Element) -> list[Any]:
    return [made.name, dict(made.attributes), [_plain(one) for one in made.children]]


def _element(plain: Any) -> Element:  # noqa: ANN401 - JSON
    """Raises `TypeError` or `ValueError` for what is none."""
    name, attributes, children = plain
    return Element(name, attributes=attributes, children=tuple([_element(one) for one in children]))


@contextmanager
def known_recordings(show: ShowFile, results: Cache) -> Iterator[KnownRecordings]:
    """What was read of a show's recordings before; what is read while it lasts is kept."""
    if results.folder is None:
        yield KnownRecordings()
        return
    name = f"{os.path.realpath(show.path)} {program()}"
    kept = results.get(_KIND, name)
    known = KnownRecordings(kept if isinstance(kept, dict) else {})
    yield known
    if known.new:
        every = [*known.known.items(), *known.new.items()]
        results.put(_KIND, name, dict(every[-_MOST:]), bounded=True)


_KIND = "recordings"
_MOST = 20_000
"""Recordings of a show that are known, the newest."""
