"""Recordings with tags, and the episodes that `new` makes of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from mutagen import id3 as _id3
from tests.sounds import mp3
from tests.studio import Studio

from feedpub.commands.new import CreatedEpisode, CreatedEpisodes, new
from feedpub.model.episode import Episode
from feedpub.source import read_episode

id3: Any = _id3  # mutagen types only parts of itself


@pytest.fixture
def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """A show without episodes, in the workspace that is the current folder."""
    desk = Studio(tmp_path)
    desk.show()
    monkeypatch.chdir(tmp_path)
    Path("media").mkdir()
    return desk


def tagged(path: Path, *frames: Any, seconds: float = 2.0, seed: int = 0) -> Path:
    """An MP3 with these frames."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(mp3(seconds, seed=seed))
    tag = id3.ID3()
    for frame in frames:
        tag.add(frame)
    if frames:
        tag.save(path, v1=0)
    return path


def recording(name: str = "night-tide", *frames: Any, **more: Any) -> Path:
    """The same in `media/`; another name is another recording."""
    return tagged(Path("media") / f"{name}.mp3", *frames, seed=sum(name.encode()), **more)


def text(kind: Any, content: str, **more: Any) -> Any:
    """A text frame in UTF-8."""
    return kind(encoding=3, text=[content], **more)


def mark(start: int, end: int, title: str = "", *, name: str = "", url: str = "", image: bytes = b"") -> Any:
    """A CHAP frame."""
    inner = [text(id3.TIT2, title)] if title else []
    inner += [id3.WXXX(encoding=3, desc="", url=url)] if url else []
    inner += [id3.APIC(encoding=3, mime="image/jpeg", type=3, desc="", data=image)] if image else []
    return id3.CHAP(element_id=name or f"chp{start}", start_time=start, end_time=end, sub_frames=inner)


def contents(*names: str) -> Any:
    """The outermost CTOC frame."""
    return id3.CTOC(element_id="toc", flags=3, child_element_ids=list(names), sub_frames=[])


def cover(data: bytes) -> Any:
    """A front cover."""
    return id3.APIC(encoding=3, mime="image/jpeg", type=3, desc="", data=data)


def only(created: CreatedEpisodes) -> CreatedEpisode:
    """The one episode that was written."""
    (one,) = created.episodes
    return one


def made(*files: Path, **options: Any) -> tuple[Episode, CreatedEpisode]:
    """What the new file of one recording says, and what was told about it."""
    one = only(new(files, **options))
    return read_episode(Path(one.file)).episode, one


def origins(one: CreatedEpisode) -> dict[str, str]:
    """Field → who says it."""
    return {field.name: field.origin for field in one.filled}


def listed(episode: Episode) -> list[tuple[int | None, str | None]]:
    """Start and title of its chapters."""
    return [(one.start, one.title) for one in episode.chapters]


def tree() -> dict[str, bytes]:
    """Every file below the current folder."""
    return {str(path): path.read_bytes() for path in sorted(Path().rglob("*")) if path.is_file()}
