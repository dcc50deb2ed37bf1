"""The pictures in an audio file, taken out of it where an episode can use them."""

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

_ENDINGS = (".jpg", ".jpeg", ".png")
_PNG = b"\x89PNG"


@dataclass(slots=True, kw_only=True)
class TakenOut:
    """The files that pictures of a recording become, and why others do not."""

    audio: Path
    taken: Container[Path]
    """Names that are given to others already."""

    files: dict[Path, bytes] = field(default_factory=dict)
    """To be written; what lies there already with the same bytes is not among them."""

    cover: Path | None = None
    chapters: dict[int, Path] = field(default_factory=dict)
    """By the chapter's number, from 0."""

    left_out: list[str] = field(default_factory=list)

    def keep(self, name: str, data: bytes) -> Path:
        """Where the picture lies, beside the recording; another name if somebody else's file has this one."""
        ending = _ending(data)
        for number in count(1):
            path = self.audio.with_name(f"{name}-{number}.{ending}" if number > 1 else f"{name}.{ending}")
            if self.files.get(path) == data or _holds(path, data):
                return path
            if path not in self.files and path not in self.taken and not path.exists():
                break
        self.files[path] = data
        return path


def taken_out(
    tags: Tags, ids: Sequence[str], *, audio: Path, show_cover: Path | None, taken: Container[Path] = ()
) -> TakenOut:
    """The cover, in the file or beside it, and the pictures of the chapters with `ids`.

    No cover is the show's own, and none that no directory would take. Nothing is written yet.
    """
    out = TakenOut(audio=audio, taken=taken)
    with TemporaryDirectory() as folder:
        draft = Path(folder)
        if tags.cover:
            _cover(tags.cover, draft, show_cover, out)
        if out.cover is None:
            _beside(show_cover, out)
        for number, name in enumerate(ids):
            data = tags.pictures.get(name, b"") if name else b""
            if data and data != tags.cover:
                _chapter(number, data, draft, out)
    return out


def _cover(data: bytes, folder: Path, show_cover: Path | None, out: TakenOut) -> None:
    path = _drafted(data, folder)
    if show_cover and _is_same(path, show_cover):
        out.left_out.append("the cover in the file is the show's own")
    elif fault := _fault(partial(artwork.measure, path, file=path.name)):
        out.left_out.append(f"the cover in the file, as no directory takes it: {fault}")
    else:
        out.cover = out.keep(out.audio.stem, data)


def _beside(show_cover: Path | None, out: TakenOut) -> None:
    """A picture of the recording's name, if directories take it."""
    for path in map(out.audio.with_suffix, _ENDINGS):
        is_shows = show_cover is not None and path.resolve() == show_cover
        if path.is_file() and not is_shows and not _fault(partial(artwork.measure, path, file=path.name)):
            out.cover = path
            return


def _chapter(number: int, data: bytes, folder: Path, out: TakenOut) -> None:
    path = _drafted(data, folder)
    if fault := _fault(partial(artwork.measure_within, path, file=path.name)):
        out.left_out.append(f"the picture of chapter {number + 1}: {fault}")
    else:
        same = (where for where, other in out.files.items() if other == data)
        out.chapters[number] = next(same, None) or out.keep(f"{out.audio.stem}-chapter-{number + 1}", data)


def _drafted(data: bytes, folder: Path) -> Path:
    """A file to measure."""
    path = folder / f"picture.{_ending(data)}"
    path.write_bytes(data)
    return path


def _ending(data: bytes) -> str:
    return "png" if data.startswith(_PNG) else "jpg"


def _holds(path: Path, data: bytes) -> bool:
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
