"""The objects that an item of the published feed names, read from the store and measured."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from feedpub import artwork, chapters
from feedpub.audio.probe import Measure
from feedpub.catalog.rebuilt import PublishedItem, StoredFiles, digits_of_key, key_at
from feedpub.errors import Unusable
from feedpub.feed_view import Element
from feedpub.model.item import ChapterFile, Transcript
from feedpub.model.measured import Audio, Picture
from feedpub.storage import Storage

CHUNK = 8 << 20
"""Bytes that are read of a recording at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedFiles:
    """Reads each of them once; a run that starts over does not read it again."""

    base: str
    """The address of the target."""

    measure: Measure
    gone: set[str] = field(default_factory=set, init=False)
    """Keys of recordings that are not there."""

    _read: dict[str, bytes | Audio | None] = field(default_factory=dict, init=False)
    """Key → what was read of it."""

    def of_item(self, site: Storage, one: PublishedItem, remarks: list[str]) -> Generator[None, None, StoredFiles]:
        """The objects that an item names, read and measured; what cannot be is a remark."""
        element, base = one.element, self.base
        audio = (yield from self.audio(site, one.key)) if one.key != one.url else None
        written = element.first("enclosure")
        if audio is None or str(audio.size) != (written.get("length") if written else ""):
            audio = None
        image = element.first("itunes:image")
        image_key = key_at(image.get("href") if image else "", base)
        picture = yield from self._bytes(site, image_key)
        chaptered = element.first("podcast:chapters")
        chapters_key = key_at(chaptered.get("url") if chaptered else "", base)
        listed = yield from self._bytes(site, chapters_key)
        transcripts = []
        for tag in element.all("podcast:transcript"):
            key = key_at(tag.get("url"), base)
            data = yield from self._bytes(site, key)
            if data is None:
                remarks.append(f"{one.slug}: the transcript {key or tag.get('url')} is missing or damaged")
            else:
                transcripts.append(_transcript(key, data, tag))
        if (image_key and picture is None) or (chapters_key and listed is None):
            remarks.append(f"{one.slug}: its picture or its chapters are missing or damaged")
        return StoredFiles(
            audio=audio,
            image=_measured_picture(picture) if picture else None,
            image_key=image_key,
            chapters=chapters.read_json(listed).chapters if listed else (),
            chapter_file=_chapter_file(chapters_key, listed) if listed else None,
            transcripts=tuple(transcripts),
        )

    def _bytes(self, storage: Storage, key: str) -> Generator[None, None, bytes | None]:
        """A small object; None if it is not there, or not what its key says."""
        if not key:
            return None
        if key not in self._read:
            self._read[key] = None
            for _ in range(2):  # what is called damaged was read twice
                yield None
                content = storage.read(key)
                data = content.data if content else b""
                if sha256(data).hexdigest().startswith(digits_of_key(key) or "?"):
                    self._read[key] = data
                    break
        found = self._read[key]
        return found if isinstance(found, bytes) else None

    def audio(self, storage: Storage, key: str) -> Generator[None, None, Audio | None]:
        """The facts of a stored recording; None if it is not there, or not what its key says."""
        if key not in self._read:
            self._read[key] = None
            for _ in range(2):  # what is called damaged was read twice
                with TemporaryDirectory(prefix="feedpub-") as folder:
                    copy = Path(folder) / key.rpartition("/")[2]
                    yield from _download(storage, key, copy)
                    if not copy.stat().st_size:
                        self.gone.add(key)
                    self._read[key] = self._measured(copy, key)
                if self._read[key] is not None:
                    break
        found = self._read[key]
        return found if isinstance(found, Audio) else None

    def _measured(self, copy: Path, key: str) -> Audio | None:
        with suppress(Unusable):
            audio = self.measure(copy, file=copy.name)
            return audio if audio.digest.startswith(digits_of_key(key)) else None
        return None


def _download(storage: Storage, key: str, path: Path) -> Generator[None, None, None]:
    with path.open("wb") as copy:
        while True:
            yield None
            piece = storage.slice(key, copy.tell(), copy.tell() + CHUNK)
            copy.write(piece)
            if len(piece) < CHUNK:
                return


def _measured_picture(data: bytes) -> Picture | None:
    with TemporaryDirectory(prefix="feedpub-") as folder:
        path = Path(folder) / "picture"
        path.write_bytes(data)
        try:
            return artwork.measure(path, file="")
        except Unusable:
            return None


def _chapter_file(key: str, data: bytes) -> ChapterFile:
    return ChapterFile(key=key, size=len(data), digest=sha256(data).hexdigest())


def _transcript(key: str, data: bytes, tag: Element) -> Transcript:
    return Transcript(
        key=key,
        type=tag.get("type"),
        size=len(data),
        digest=sha256(data).hexdigest(),
        file="",
        language=tag.get("language"),
        rel=tag.get("rel"),
    )
