"""What an earlier run has measured of an episode is not measured again, and is the same."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.pictures import jpeg
from tests.sounds import mp3
from tests.studio import Studio

from feedpub.audio import facts as audio
from feedpub.cache import Cache
from feedpub.cache.dependencies import Dependencies
from feedpub.catalog.inputs import Inputs
from feedpub.commands.status import look, status_of
from feedpub.ingest import ingest, ingest_readable, show
from feedpub.ingest.episode import measure_episode
from feedpub.ingest.facts import facts as gate_facts
from feedpub.source.files import read_episode

pytestmark = pytest.mark.slow

VTT = "WEBVTT\n\n00:00.000 --> 00:00.900\n<v Ada>The tide.\n"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """An episode with a file of every kind, and one with none; a minute after their last change."""
    studio = Studio(tmp_path)
    studio.show(people=["Ada Lovelace"], chapters_intro="Welcome")
    (studio.folder / "one.vtt").write_text(VTT)
    (studio.folder / "one.srt").write_text("1\n00:00:00,000 --> 00:00:00,900\nADA: The tide.\n")
    (studio.folder / "one.jpg").write_bytes(jpeg(colour=(1, 2, 3)))
    (studio.folder / "spot.jpg").write_bytes(jpeg(colour=(3, 2, 1)))
    (studio.folder / "one.md").write_text("The *tide* goes out.\n\n| a | b |\n|---|---|\n| c | [d](d.html) |\n")
    (studio.folder / "two.json").write_text('{"version": "1.2.0", "chapters": [{"startTime": 0.2, "title": "Out"}]}')
    studio.episode(
        "one",
        image="one.jpg",
        transcripts=[{"file": "one.vtt"}, {"file": "one.srt", "language": "de"}],
        chapters=[{"start": "0:00", "title": "Out", "image": "spot.jpg"}],
        speakers={"Ada": "Ada Lovelace"},
    )
    studio.episode("two", chapters="two.json", notes="(0:00) The tide goes out\n(0:01) and in again")
    monkeypatch.setattr("feedpub.ingest.measured_episodes._now", lambda: time.time() + 60)
    return studio


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The slug of each episode that is measured from now on."""
    found: list[str] = []

    def spied(one: Any, written: Any, *more: Any, **options: Any) -> Any:
        found.append(written.slug)
        return measure_episode(one, written, *more, **options)

    monkeypatch.setattr(show, "measure_episode", spied)
    return found


def facts(inputs: Inputs) -> list[Any]:
    """What was measured."""
    return [measured for _, measured in inputs.episodes]


def test_what_was_measured_is_the_same(desk: Studio, tmp_path: Path, measured: list[str]) -> None:
    """Every fact of every file, and nothing is measured the second time."""
    cache = Cache(tmp_path / "cache")
    first, second = (ingest([desk.folder], results=cache) for _ in range(2))

    assert facts(ingest([desk.folder])) == facts(first)
    assert facts(first) == facts(second)
    assert ["one", "two", "one", "two"] == measured  # the last two without a cache


def _lead_elsewhere(folder: Path) -> None:
    (folder / "one.jpg").unlink()
    (folder / "one.jpg").symlink_to("spot.jpg")


CHANGES: dict[str, Callable[[Path], object]] = {
    "a recording": lambda folder: (folder / "one.mp3").write_bytes(mp3(1.0, seed=99)),
    "notes": lambda folder: (folder / "one.md").write_text("The *tide* goes in.\n"),
    "a comment in its file": lambda folder: (folder / "one.yaml").write_text(
        "# a line more\n" + (folder / "one.yaml").read_text()
    ),
    "a transcript": lambda folder: (folder / "one.vtt").write_text(VTT.replace("tide", "wave")),
    "a picture": lambda folder: (folder / "one.jpg").write_bytes(jpeg(colour=(9, 9, 9))),
    "a picture of a chapter": lambda folder: (folder / "spot.jpg").write_bytes(jpeg(colour=(9, 9, 9))),
    "a recording that is gone": lambda folder: (folder / "one.mp3").unlink(),
    "a picture that leads elsewhere": _lead_elsewhere,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_an_episode_with_another_file_is_measured_again(
    desk: Studio, tmp_path: Path, change: Callable[[Path], object], measured: list[str]
) -> None:
    """And no other one."""
    cache = Cache(tmp_path / "cache")
    ingest([desk.folder], results=cache)
    measured.clear()
    change(desk.folder)
    found = ingest([desk.folder], results=cache)

    assert ["one"] == measured
    assert facts(ingest([desk.folder])) == facts(found)


@pytest.mark.parametrize("fields", [{"people": ["Grace Hopper"]}, {"link": "https://example.org/"}])
def test_another_show_measures_all_again(
    desk: Studio, tmp_path: Path, fields: dict[str, Any], measured: list[str]
) -> None:
    """Whatever an episode takes of it."""
    cache = Cache(tmp_path / "cache")
    ingest([desk.folder], results=cache)
    measured.clear()
    desk.show(**fields)
    ingest([desk.folder], results=cache)

    assert ["one", "two"] == measured


def test_an_episode_with_something_wrong_is_measured_in_each_run(
    desk: Studio, tmp_path: Path, measured: list[str]
) -> None:
    """So its problems are reported again."""
    (desk.folder / "one.vtt").write_text("no transcript")
    cache = Cache(tmp_path / "cache")
    first, second = (ingest_readable([desk.folder], results=cache) for _ in range(2))

    assert first[1] == second[1] != ()
    assert ["one", "two", "one"] == measured


def test_a_file_that_changes_in_the_run_is_not_kept(
    desk: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, measured: list[str]
) -> None:
    """What was read is of the file as it was."""
    monkeypatch.setattr("feedpub.ingest.measured_episodes._now", time.time)
    cache = Cache(tmp_path / "cache")
    for _ in range(2):
        (desk.folder / "one.mp3").write_bytes(mp3(1.0, seed=1))
        ingest([desk.folder], results=cache)

    assert measured.count("one") == 2


def test_the_digest_of_a_file_is_that_of_its_text(desk: Studio) -> None:
    """Notes included, and comments."""
    path = desk.folder / "one.yaml"
    digests = [read_episode(path).bytes_digest]
    path.write_text(f"{path.read_text()}# a comment\n")
    digests.append(read_episode(path).bytes_digest)
    (desk.folder / "one.md").write_text("Other notes.\n")
    digests.append(read_episode(path).bytes_digest)

    assert 3 == len({*digests})


def test_what_recordings_say_is_read_once(desk: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of another recording it is read again; a run of one file forgets no other one."""
    cache, read, audio_facts = Cache(tmp_path / "cache"), list[str](), audio.audio_facts

    def spied(path: Path, *measured: Any, **options: Any) -> Any:
        read.append(path.name)
        return audio_facts(path, *measured, **options)

    monkeypatch.setattr(audio, "audio_facts", spied)
    every, one = [desk.folder], [desk.folder / "one.yaml"]

    first = gate_facts(ingest(every), cache)
    assert ["one.mp3", "two.mp3"] == read
    assert first == gate_facts(ingest(every), cache) == gate_facts(ingest(every))
    (desk.folder / "one.mp3").write_bytes(mp3(2.0, seed=99))
    read.clear()
    changed = [gate_facts(ingest(paths), cache) for paths in (one, every, every)]
    assert ["one.mp3"] == read
    assert changed[1] == changed[2] != first


# --- status


def _rename_notes(folder: Path) -> None:
    (folder / "one.md").rename(folder / "other.txt")
    (folder / "one.md").symlink_to("other.txt")


TEXTS: dict[str, tuple[Callable[[Path], object], list[str]]] = {
    "nothing": (lambda _folder: None, []),
    "a link to notes of the same words": (_rename_notes, []),
    "notes that are gone": (lambda folder: (folder / "one.md").unlink(), ["one.yaml"]),
    "notes beside a file with notes": (lambda folder: (folder / "two.md").write_text("Unread.\n"), ["two.yaml"]),
    "a file that is no YAML": (lambda folder: (folder / "one.yaml").write_text("title: [\n"), ["one.yaml"]),
    "a file that is gone": (lambda folder: (folder / "one.yaml").unlink(), []),
    "a draft": (
        lambda folder: (folder / "one.yaml").write_text("draft: true\n" + (folder / "one.yaml").read_text()),
        ["one.yaml"],
    ),
    "an episode more": (
        lambda folder: (folder / "new.yaml").write_text("title: New\naudio: one.mp3\n"),
        ["new.yaml"],
    ),
    "another file of that slug": (
        lambda folder: (folder / "a.yaml").write_text("title: A\nslug: one\naudio: one.mp3\n"),
        ["a.yaml"],
    ),
}
"""What somebody does, and the files that are read as YAML then."""


@pytest.mark.parametrize(
    ("change", "read"),
    [*((change, ["one.yaml"]) for change in CHANGES.values()), *TEXTS.values()],
    ids=[*CHANGES, *TEXTS],
)
def test_status_is_the_same_without_reading_what_is_as_it_was(
    desk: Studio, tmp_path: Path, change: Callable[[Path], object], read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of an episode of which nothing differs from what is published, YAML is not read; and it depends on the same."""
    cache, was_read = Cache(tmp_path / "cache"), list[str]()
    (desk.folder / "one.md").write_text("The *tide* goes out.\n")
    desk.episode("two", chapters="two.json", notes="The tide comes in.")
    desk.publish()
    ingest([desk.folder], results=cache)
    change(desk.folder)
    stored, cold, warm = look(desk.folder), Dependencies(), Dependencies()
    expected = status_of(stored, now=desk.now, noted=cold)

    def spied(path: Path, **options: Any) -> Any:
        was_read.append(path.name)
        return read_episode(path, **options)

    monkeypatch.setattr("feedpub.commands.status.read_episode", spied)

    assert expected == status_of(stored, now=desk.now, results=cache, noted=warm)
    assert read == was_read
    assert cold == warm
    assert {desk.folder / "two.yaml", desk.folder / "two.json"} <= {*map(Path, warm.files)}
