"""A recording is large: each verb reads it no more often than it must.

| line of the requirement | relatives | threads |
| --- | --- | --- |
| a big file is measured once | size and digest are calculated while it is uploaded | rommapp/romm#1328 |
| | a run looks at all old recordings again | Rello/audioplayer#57 |
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from tests.parts import lacking
from tests.sounds import id3, mp3
from tests.studio import NOW, Studio

from feedpub.audio import probe
from feedpub.commands.check.files import check_files
from feedpub.commands.check.result import CheckOptions
from feedpub.commands.new import new
from feedpub.model import Audio

pytestmark = pytest.mark.slow

SIZE = 24 << 20


@pytest.fixture
def desk(tmp_path: Path) -> Studio:
    """A show whose episode has a recording of 24 MiB."""
    studio = Studio(tmp_path)
    studio.show()
    studio.episode()
    (studio.folder / "first-light.mp3").write_bytes(large())
    return studio


def large(seed: int = 1) -> bytes:
    """An MP3 of that size."""
    one = mp3(60.0, kbps=320, seed=seed)
    return one * (SIZE // len(one))


def read_by(act: Callable[[], object]) -> float:
    """How many times that size this process reads meanwhile; Linux counts it."""
    try:
        before = _read_so_far()
    except OSError:
        lacking("/proc/self/io", "run this on Linux")
    act()
    return (_read_so_far() - before) / SIZE


def _read_so_far() -> int:
    text = Path("/proc/self/io").read_text(encoding="ascii")
    return int(dict(line.split(": ") for line in text.splitlines())["rchar"])


def test_check_reads_a_recording_once(desk: Studio) -> None:
    """Tags and first frames apart, which are read by themselves."""
    look = partial(check_files, [desk.folder], options=CheckOptions(), now=NOW)

    assert read_by(look) == pytest.approx(1, abs=0.2)


def test_new_reads_a_recording_once(desk: Studio) -> None:
    """Its tags are read first; they say which show it belongs to."""
    path = desk.folder / "storm.mp3"
    path.write_bytes(id3(5000) + large(2))

    assert read_by(partial(new, [path], show=desk.folder)) == pytest.approx(1, abs=0.2)


@pytest.mark.parametrize(("tags", "times"), [("keep", 3), ("clean", 4)])
def test_publish_measures_a_recording_once(desk: Studio, tags: str, times: int) -> None:
    """Measured, and sent; what was stored is read to verify it.

    A copy with other tags is read once more for the digest in its name, which must be known before.
    """
    desk.show(tags=tags)

    assert read_by(desk.publish) == pytest.approx(times, abs=0.3)


def test_a_rerun_is_measured_with_its_original(desk: Studio) -> None:
    """Two episodes name one file."""
    (desk.folder / "again.yaml").write_text("title: Again\naudio: first-light.mp3\nrerun_of: first-light\n")
    measured: Counter[str] = Counter()

    def measure(path: Path, *, file: str, on_bytes: Callable[[int], None] | None = None) -> Audio:
        measured[file] += 1
        return probe.measure(path, file=file, on_bytes=on_bytes)

    check_files([desk.folder], options=CheckOptions(), now=NOW, measure=measure)

    assert {"first-light.mp3": 1} == measured


def test_files_are_opened_a_few_times(desk: Studio) -> None:
    """To measure, for the tags, for the first frames: not once for each rule."""
    opened: list[str] = []

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open" and listening and os.fspath(str(arguments[0])).endswith("first-light.mp3"):
            opened.append(str(arguments[0]))

    listening = True
    sys.addaudithook(hook)  # which nobody can take away again

    check_files([desk.folder], options=CheckOptions(), now=NOW)
    listening = False

    assert 1 <= len(opened) <= 4
