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
from feedpub.errors import FeedpubError
from feedpub.model.files import EpisodeFile, ShowFile
from feedpub.model.measured import Audio, Measured, Picture, Sidecar
from feedpub.source.files import digest_of_texts, read_text
from feedpub.source.paths import real_path

_KIND = "episodes"

_CODEC = Codecs(strict=True, others={Path: Codec(str, Path)}).of_class(Measured)

Files = list[list[str]]
"""Each with its path as it is named, where that leads, and what is there; all absolute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnchangedFile:
    """An episode's file that says what it said when it was measured, as do its notes: nobody reads its YAML again."""

    path: Path
    name: str
    slug: str
    digest: str
    """These are as `EpisodeFile` has them."""

    identity: str
    """Of its recording, as `Audio` has it."""

    files: tuple[tuple[str, str], ...]
    """As `Measured` has them."""

    recording: Path
    others: tuple[Path, ...]
    """What its YAML and its list of chapters name beside the recording, as they name it; absolute."""


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
    """By its whole path: the digest of the episode's own files, the files that it names, what was measured, and for
    whoever does not read its YAML (`_without_yaml`) all that it tells; null, if other files decide what that is.
    """

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
            own, files, stored, _ = self.known[os.path.abspath(written.path)]  # noqa: PTH100 - a Path costs more
            if not written.bytes_digest or own != _own(written):
                return None
            if not all(self._is_same(path, real, one) for path, real, one in files):
                return None
            measured: Measured = _CODEC.decode(stored)
        except (CodecError, KeyError, TypeError, ValueError):
            return None
        return measured

    def recall_file(self, path: Path) -> UnchangedFile | None:
        """What is known of an episode's file, if it and its notes are the same texts; None if nobody knows."""
        try:
            own, files, _, told = self.known[os.path.abspath(path)]  # noqa: PTH100 - a Path costs more
            digest_of_bytes, digest, slug, name = own.split(" ", 3)
            if told is None or digest_of_bytes != _digest_of_texts(path, name, has_notes=told["notes"]):
                return None
            if not all(self._is_same(path, real, one) for path, real, one in files):
                return None
            recording, *others = told["paths"]
            return UnchangedFile(
                path=path,
                name=name,
                slug=slug,
                digest=digest,
                identity=told["identity"],
                files=tuple((name, one) for name, one in told["files"]),
                recording=Path(recording),
                others=tuple(map(Path, others)),
            )
        except (FeedpubError, KeyError, TypeError, ValueError):
            return None

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
                path = os.path.abspath(written.path)  # noqa: PTH100 - a Path costs more
                new[path] = [_own(written), files, _CODEC.encode(measured), _without_yaml(written, measured, files)]
        if new:
            there = {path: one for path, one in self.known.items() if os.path.lexists(path)}
            self.cache.put(_KIND, self.name, {"show": self.show, "episodes": {**there, **new}})


def _now() -> float:
    return time.time()


def _own(written: EpisodeFile) -> str:
    return f"{written.bytes_digest} {written.digest} {written.slug} {written.name}"


def _without_yaml(written: EpisodeFile, measured: Measured, files: Files) -> dict[str, Any] | None:
    """What `recall_file` tells, and whether the notes are in the file beside; None, if these two do not decide it."""
    if measured.audio is None or not written.bytes_digest or written.episode.also_in or written.written_in:
        return None
    beside = _beside(written.path)
    has_notes = os.path.lexists(beside)
    if written.notes_file != (real_path(Path(beside)) if has_notes else None):
        return None
    recording = [path for path, real, _ in files if real == str(measured.audio.path)]
    others = [path for path, real, _ in files if real != str(measured.audio.path)]
    paths = [*recording[:1], *others]
    return {"notes": has_notes, "identity": measured.audio.identity, "files": measured.files, "paths": paths}


def _beside(path: Path) -> str:
    """Where the notes of an episode's file may be that names no others."""
    return f"{os.path.splitext(path)[0]}.md"  # noqa: PTH122 - a Path costs more


def _digest_of_texts(path: Path, name: str, *, has_notes: bool) -> str:
    """As `EpisodeFile.bytes_digest`; empty if there are notes now, or none any more. Raises `FeedpubError`."""
    beside = _beside(path)
    if os.path.lexists(beside) is not has_notes:
        return ""
    return digest_of_texts(read_text(path, name), read_text(real_path(Path(beside)), name) if has_notes else "")


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
