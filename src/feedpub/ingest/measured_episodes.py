"""Episodes that earlier runs have measured: what is made of the same files is not made again.

An entry holds while the program, the show's files and the episode's are the same bytes, and each file that the episode
names is the same one (`cache.identity`). Episodes of which a file is not here, or with which something is wrong, are
measured in each run.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from feedpub.cache import Cache
from feedpub.cache.identity import is_believed, of_facts, of_file, of_recording, program
from feedpub.catalog.codec import Codec, CodecError, Codecs
from feedpub.model.files import EpisodeFile, ShowFile
from feedpub.model.measured import Audio, Measured, Picture, Sidecar

_KIND = "episodes"

_CODEC = Codecs(strict=True, others={Path: Codec(str, Path)}).of_class(Measured)

Files = list[list[str]]
"""Each with its path as it is named, where that leads, and what is there; all absolute."""


@dataclass(frozen=True, slots=True)
class MeasuredEpisodes:
    """Of one show, by the path of the episode's file; it can be pickled."""

    cache: Cache
    began: float
    """When this run began, in seconds since the epoch: what has changed since is not kept."""

    name: str = ""
    show: str = ""
    """The digest of the show's files, where they are, and of this program."""

    known: dict[str, Any] = field(default_factory=dict)
    """As they were read: the digest of the episode's own files, the files that it names, and what was measured."""

    folders: dict[str, str] = field(default_factory=dict)
    """Folders that this run has looked at, each with where it leads."""

    @classmethod
    def of(cls, show: ShowFile | None, cache: Cache) -> MeasuredEpisodes:
        """Those of a show; none where nothing is kept."""
        began = _now()
        if show is None or cache.folder is None:
            return cls(cache, began)
        name = os.path.realpath(show.path)
        digest = _digest([program(), show.bytes_digest, show.path, show.workspace, Path.cwd()])
        kept = cache.get(_KIND, name)
        is_same = isinstance(kept, dict) and kept.get("show") == digest and isinstance(kept.get("episodes"), dict)
        return cls(cache, began, name, digest, kept["episodes"] if is_same else {})

    def recall(self, written: EpisodeFile) -> Measured | None:
        """What was measured of an episode; None if anything of it is another one now."""
        try:
            own, files, stored = self.known[str(written.path)]
            if not written.bytes_digest or own != _own(written):
                return None
            if not all(self._is_same(path, real, one) for path, real, one in files):
                return None
            measured: Measured = _CODEC.decode(stored)
        except (CodecError, KeyError, TypeError, ValueError):
            return None
        return measured

    def _is_same(self, path: str, real: str, noted: str) -> bool:
        """Whether a path leads where it led, and what is there is the same."""
        if self._leads_to(path) != real:
            return False
        return noted == (of_recording(real, now=self.began) if noted.startswith("facts ") else of_file(real))

    def _leads_to(self, path: str) -> str:
        folder, name = os.path.split(path)
        if folder not in self.folders:
            self.folders[folder] = os.path.realpath(folder)
        there = os.path.join(self.folders[folder], name)  # noqa: PTH118 - thousands of them, and a Path costs more
        return os.path.realpath(there) if os.path.islink(there) else there  # noqa: PTH114 - as above

    def keep(self, episodes: Iterable[tuple[EpisodeFile, Measured]]) -> None:
        """Keep what this run has measured, beside what others have of other episodes."""
        if not self.show:
            return
        new = {}
        for written, measured in episodes:
            if (files := _files(written, measured, began=self.began)) is not None:
                new[str(written.path)] = [_own(written), files, _CODEC.encode(measured)]
        if new:
            there = {path: one for path, one in self.known.items() if os.path.lexists(path)}
            self.cache.put(_KIND, self.name, {"show": self.show, "episodes": {**there, **new}})


def _now() -> float:
    return time.time()


def _own(written: EpisodeFile) -> str:
    return f"{written.bytes_digest} {written.digest} {written.slug} {written.name}"


def _digest(parts: Iterable[object]) -> str:
    return sha256("\n".join(map(str, parts)).encode(errors="surrogateescape")).hexdigest()


def _files(written: EpisodeFile, measured: Measured, *, began: float) -> Files | None:
    """The files that were measured; None if one is not here, or was changed so late that nobody knows when."""
    named = list(_named(written, measured))
    if measured.elsewhere or any(real is None for _, real in named):
        return None
    found: Files = []
    for path, real in dict(named).items():
        try:
            facts = os.stat(str(real))  # noqa: PTH116 - thousands of them, and a Path costs more than the answer
        except OSError:
            return None
        if not is_believed(facts, now=began):
            return None
        is_recording = measured.audio is not None and real == measured.audio.path
        found.append([path, str(real), of_facts(facts) if is_recording else of_file(str(real))])
    return found


def _named(written: EpisodeFile, measured: Measured) -> Iterator[tuple[str, Path | None]]:
    """Each file that the episode is made of, as it is named, and where it was found; None: it is not here."""
    folder, chaptered = written.path.parent.absolute(), measured.chaptered
    pairs: list[tuple[str | None, Audio | Picture | Sidecar | None]] = [
        (written.episode.audio, measured.audio),
        (written.episode.image.file if written.episode.image else None, measured.image),
        *measured.portraits,
        *measured.link_pictures,
        *((one.file, one) for one in measured.transcripts),
    ]
    if len({one.file for one in measured.transcripts}) < len(written.episode.transcripts) or chaptered is None:
        pairs.append(("", None))
    for name, picture in chaptered.pictures if chaptered else ():
        inside = picture is not None and picture.inside is not None
        pairs.append((written.episode.audio if inside else name, picture))
    yield from ((f"{folder}/{name}", one.path if one else None) for name, one in pairs if name is not None)
    if chaptered and chaptered.file:
        path = f"{folder}/{chaptered.file[0]}"
        yield path, Path(os.path.realpath(path))
