"""The pictures in an audio file, as files that an episode can use."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from feedpub import artwork
from feedpub.audio.tags import Tags
from feedpub.errors import Unusable
from feedpub.source import real_path

_SUFFIXES = (".jpg", ".jpeg", ".png")
_PNG = b"\x89PNG"


@dataclass(slots=True, kw_only=True)
class ExtractedPictures:
    """The files for the pictures of a recording, and why some pictures get none."""

    audio: Path
    reserved: Container[Path]
    """Paths that this run writes for other recordings."""

    files: dict[Path, bytes] = field(default_factory=dict)
    """To be written; a file that exists already with the same bytes is not among them."""

    cover: Path | None = None
    chapters: dict[int, Path] = field(default_factory=dict)
    """By the chapter's number, from 0."""

    left_out: list[str] = field(default_factory=list)

    def add(self, name: str, data: bytes) -> Path:
        """The picture's path beside the recording; it gets a number if another file has the name."""
        suffix = _suffix(data)
        for number in count(1):
            path = self.audio.with_name(f"{name}-{number}.{suffix}" if number > 1 else f"{name}.{suffix}")
            if self.files.get(path) == data or _contains(path, data):
                return path
            if path not in self.files and path not in self.reserved and not path.exists():
                break
        self.files[path] = data
        return path


def extract_pictures(
    tags: Tags, frame_ids: Sequence[str], *, audio: Path, show_cover: Path | None, reserved: Container[Path] = ()
) -> ExtractedPictures:
    """The cover, in the audio file or beside it, and the pictures of the chapters with `frame_ids`.

    The show's own cover is left out, and so is a cover that directories refuse. Nothing is written yet.
    """
    pictures = ExtractedPictures(audio=audio, reserved=reserved)
    with TemporaryDirectory() as name:
        folder = Path(name)
        if tags.cover:
            _add_cover(tags.cover, folder, show_cover, pictures)
        if pictures.cover is None:
            _find_cover_beside(show_cover, pictures)
        for number, frame_id in enumerate(frame_ids):
            data = tags.pictures.get(frame_id, b"") if frame_id else b""
            if data and data != tags.cover:
                _add_chapter(number, data, folder, pictures)
    return pictures


def _add_cover(data: bytes, folder: Path, show_cover: Path | None, pictures: ExtractedPictures) -> None:
    path = _temporary_file(data, folder)
    if show_cover and _is_same(path, show_cover):
        pictures.left_out.append("the cover in the file, because it is the show's cover")
    elif fault := _fault(partial(artwork.measure, path, file=path.name)):
        pictures.left_out.append(f"the cover in the file, because directories refuse it: {fault}")
    else:
        pictures.cover = pictures.add(pictures.audio.stem, data)


def _find_cover_beside(show_cover: Path | None, pictures: ExtractedPictures) -> None:
    """Take a picture with the recording's name, if directories accept it."""
    for path in map(pictures.audio.with_suffix, _SUFFIXES):
        is_shows = show_cover is not None and real_path(path) == show_cover
        if path.is_file() and not is_shows and not _fault(partial(artwork.measure, path, file=path.name)):
            pictures.cover = path
            return


def _add_chapter(number: int, data: bytes, folder: Path, pictures: ExtractedPictures) -> None:
    path = _temporary_file(data, folder)
    if fault := _fault(partial(artwork.measure_within, path, file=path.name)):
        pictures.left_out.append(f"the picture of chapter {number + 1}: {fault}")
    else:
        same = (where for where, other in pictures.files.items() if other == data)
        name = f"{pictures.audio.stem}-chapter-{number + 1}"
        pictures.chapters[number] = next(same, None) or pictures.add(name, data)


def _temporary_file(data: bytes, folder: Path) -> Path:
    """A file to measure."""
    path = folder / f"picture.{_suffix(data)}"
    path.write_bytes(data)
    return path


def _suffix(data: bytes) -> str:
    return "png" if data.startswith(_PNG) else "jpg"


def _contains(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def _is_same(one: Path, other: Path) -> bool:
    try:
        return artwork.same_picture(one, other)
    except Unusable:
        return False


def _fault(measure: Callable[[], object]) -> str:
    try:
        measure()
    except Unusable as error:
        return error.message
    return ""
