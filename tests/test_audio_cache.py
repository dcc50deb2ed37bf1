"""Facts of audio are measured once per change of the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.sounds import frame, mp3
from tests.studio import Studio
from typer.testing import CliRunner

from feedpub.audio import probe
from feedpub.audio.cache import with_cache
from feedpub.audio.probe import Measure
from feedpub.cache import Cache
from feedpub.cli import app
from feedpub.model import Audio

LONG_AFTER = 4e9


class Counted:
    """`probe.measure`, counting."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, path: Path, *, file: str, on_bytes: Callable[[int], None] | None = None) -> Audio:
        """Measure."""
        self.calls += 1
        return probe.measure(path, file=file, on_bytes=on_bytes)


@pytest.fixture(autouse=True)
def _small_ones_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The recordings here are smaller than those that are worth it."""
    monkeypatch.setattr("feedpub.audio.cache.SMALLEST", 0)


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """A second of silence."""
    path = tmp_path / "a.mp3"
    path.write_bytes(mp3(1.0, seed=1))
    return path


def cached(tmp_path: Path, counted: Counted, now: float = LONG_AFTER) -> Measure:
    """Measuring with a memory."""
    return with_cache(Cache(tmp_path / "cache"), counted, clock=lambda: now)


def test_an_unchanged_file_is_measured_once(tmp_path: Path, sound: Path) -> None:
    """The second time the same facts come from the cache, under the name of now."""
    counted = Counted()
    measure = cached(tmp_path, counted)

    first, second = measure(sound, file="a.mp3"), measure(sound, file="../a.mp3")

    assert 1 == counted.calls
    assert (first.digest, first.duration_ms, "../a.mp3") == (second.digest, second.duration_ms, second.file)


def test_every_fact_is_kept(tmp_path: Path, sound: Path) -> None:
    """Also how the frames lie, which is no plain value: each hundredth where players could not find it."""
    measure = cached(tmp_path, Counted())
    sound.write_bytes(frame(kbps=32) * 100 + frame(kbps=128) * 100)

    first, second = measure(sound, file="a.mp3"), measure(sound, file="a.mp3")

    assert first == second
    assert second.frames
    assert 100 == len(second.frames.toc)


def test_a_small_file_is_measured_each_time(tmp_path: Path, sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes no longer than to keep what was measured; nothing is written for it."""
    counted = Counted()
    measure = cached(tmp_path, counted)
    monkeypatch.setattr("feedpub.audio.cache.SMALLEST", sound.stat().st_size + 1)

    first, second = measure(sound, file="a.mp3"), measure(sound, file="a.mp3")

    assert (2, first) == (counted.calls, second)
    assert not (tmp_path / "cache").exists()


def test_a_changed_file_is_measured_again(tmp_path: Path, sound: Path) -> None:
    """Also one of the same size."""
    counted = Counted()
    measure = cached(tmp_path, counted)
    first = measure(sound, file="a.mp3")
    sound.write_bytes(mp3(1.0, seed=2))

    second = measure(sound, file="a.mp3")

    assert 2 == counted.calls
    assert first.identity != second.identity


def test_a_file_just_written_is_not_noted(tmp_path: Path, sound: Path) -> None:
    """A change within the same tick of the clock would not show."""
    counted = Counted()
    measure = cached(tmp_path, counted, now=sound.stat().st_mtime)
    measure(sound, file="a.mp3")

    measure(sound, file="a.mp3")

    assert 2 == counted.calls


@pytest.mark.parametrize("damage", [b"", b"{}", b"[]", b'{"mark": 1, "audio": {}}'])
def test_a_damaged_note_is_measured_again(tmp_path: Path, sound: Path, damage: bytes) -> None:
    """A cache never stops anything."""
    counted = Counted()
    measure = cached(tmp_path, counted)
    measure(sound, file="a.mp3")
    for note in (tmp_path / "cache" / "audio").iterdir():
        note.write_bytes(damage)

    measure(sound, file="a.mp3")

    assert 2 == counted.calls


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path, sound: Path) -> None:
    """Everything is measured then."""
    (tmp_path / "cache").write_text("a file, no folder")
    counted = Counted()
    measure = cached(tmp_path, counted)

    audio = measure(sound, file="a.mp3")

    assert sound.stat().st_size == audio.size


def test_publishing_a_folder_again_reads_no_old_recording(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command keeps facts in the user's cache folder; a run that finds nothing new opens no audio."""
    desk = Studio(tmp_path)
    desk.show()
    desk.episode()
    monkeypatch.setattr("feedpub.audio.cache.is_believed", lambda _facts, *, now: now > 0)
    CliRunner().invoke(app, ["publish", str(desk.folder)])
    monkeypatch.setattr(probe, "measure", None)

    again = CliRunner().invoke(app, ["publish", str(desk.folder)])

    assert (0, True) == (again.exit_code, "nothing to do" in again.output)
