"""The example show: it is the tutorial, so it must be right in all that it shows."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import Literal

import pytest
from PIL import Image
from tests.studio import Studio

from feedpub import transcripts
from feedpub.audio import probe
from feedpub.catalog.channel import EXAMPLE_GUID
from feedpub.model.measured import Audio
from feedpub.source import episode_files, json_schema, read_episode, read_show

ROOT = Path(__file__).parents[1]
SHOW = ROOT / "feeds" / "tidewater"
MEDIA = ROOT / "media"
EPISODES = ("trailer", "first-light", "letter-from-the-island")

CUE = re.compile(r"(?:(\d+):)?(\d\d):(\d\d\.\d{3}) --> (?:(\d+):)?(\d\d):(\d\d\.\d{3})")
CHAPTER = re.compile(r"^\((\d+):(\d\d)\) \S.*$", re.MULTILINE)


def recording(slug: str) -> Audio:
    """What an episode's recording is."""
    return probe.measure(MEDIA / f"{slug}.mp3", file=f"{slug}.mp3")


def seconds(hours: str | None, minutes: str, rest: str) -> float:
    """A time of WebVTT."""
    return int(hours or 0) * 3600 + int(minutes) * 60 + float(rest)


def cues(slug: str) -> list[tuple[float, float]]:
    """Beginning and end of each cue of a transcript."""
    text = (MEDIA / f"{slug}.vtt").read_text(encoding="utf-8")
    return [(seconds(*match.group(1, 2, 3)), seconds(*match.group(4, 5, 6))) for match in CUE.finditer(text)]


def chapters() -> list[int]:
    """Where the chapters begin that the notes name, in seconds."""
    notes = (SHOW / "first-light.md").read_text(encoding="utf-8")
    return [int(minutes) * 60 + int(rest) for minutes, rest in CHAPTER.findall(notes)]


def test_the_show_has_its_three_episodes() -> None:
    """A trailer, one with chapters and a transcript, one in another script; none of them a draft."""
    episodes = {one.slug: one for one in map(read_episode, episode_files(SHOW))}

    assert set(EPISODES) == set(episodes)
    assert "trailer" == episodes["trailer"].episode.type
    assert not any(one.episode.draft for one in episodes.values())
    assert not episodes["letter-from-the-island"].episode.title.isascii()


def test_the_trailer_is_the_one_that_the_show_names() -> None:
    """`trailer:` points at an episode that is one."""
    assert "trailer" == read_show(SHOW / "show.yaml").show.trailer


def test_the_guid_is_the_one_that_is_refused_in_public() -> None:
    """A copy of the folder cannot go out as Tidewater."""
    assert EXAMPLE_GUID == read_show(SHOW / "show.yaml").show.guid


def test_the_show_publishes_nowhere_but_here() -> None:
    """Whoever runs it by mistake reaches no store."""
    assert "publish" not in read_show(SHOW / "show.yaml").show.model_fields_set


def test_every_address_is_one_that_nobody_has() -> None:
    """example.com and example.org are reserved for this (RFC 2606); comments may say more."""
    written = [path for path in SHOW.iterdir() if path.suffix in {".yaml", ".md"}]
    lines = [line for path in written for line in path.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    hosts = re.findall(r"(?:https?://|@)([\w.-]+)", "\n".join(lines))

    assert hosts
    assert [] == [host for host in hosts if not re.search(r"(?:^|\.)example\.(?:com|org)$", host)]


@pytest.mark.parametrize("name", ["show", *EPISODES])
def test_editors_complete_by_the_right_schema(name: str) -> None:
    """The first line names the file that describes this one."""
    path = SHOW / f"{name}.yaml"
    first = path.read_text(encoding="utf-8").splitlines()[0]

    kind = "show" if name == "show" else "episode"
    assert f"# yaml-language-server: $schema=../.schema/{kind}.json" == first


@pytest.mark.parametrize("kind", ["show", "episode"])
def test_the_schemas_beside_the_show_are_those_of_this_version(kind: Literal["show", "episode"]) -> None:
    """As `init` writes them; `UPDATE_GOLDEN=1` writes them again."""
    path = SHOW.parent / ".schema" / f"{kind}.json"
    text = json.dumps(json_schema(kind), ensure_ascii=False, indent=1) + "\n"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")

    assert text == path.read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_copy_of_the_folder_is_a_show_and_publishing_it_twice_is_publishing_it_once(tmp_path: Path) -> None:
    """The tutorial: copy, publish, publish again: nothing to do, no file touched."""
    shutil.copytree(SHOW.parent, tmp_path / "feeds")
    shutil.copytree(SHOW.parent.parent / "media", tmp_path / "media")
    desk = Studio(tmp_path, name="tidewater")
    desk.publish()
    before = desk.tree()

    again = desk.publish()

    assert not again.run.outcome.plan
    assert before == desk.tree()
    assert ["letter-from-the-island", "first-light", "trailer"] == [
        item.slug for item in desk.catalog().published_items
    ]


@pytest.mark.parametrize("name", ["tidewater", "letter-from-the-island"])
def test_artwork_is_as_large_as_apple_takes_it(name: str) -> None:
    """3000 × 3000 in RGB, and under the 500 kB that some have seen refused."""
    path = MEDIA / f"{name}.jpg"
    with Image.open(path) as picture:
        facts = (picture.format, picture.mode, picture.size)

    assert ("JPEG", "RGB", (3000, 3000)) == facts
    assert path.stat().st_size < 500_000


@pytest.mark.parametrize("slug", EPISODES)
def test_audio_is_small_and_within_what_apple_recommends(slug: str) -> None:
    """Mono speech at 44.1 kHz and 64 to 96 kbit/s, two minutes at most."""
    audio = recording(slug)

    assert ("audio/mpeg", 1, 44_100) == (audio.type, audio.channels, audio.sample_rate)
    assert 63_900 <= audio.bitrate <= 96_100
    assert 20_000 < audio.duration_ms < 120_000


def test_media_is_small_and_all_of_it_is_used() -> None:
    """A clone stays quick: 2.5 MB, and no file that no YAML names."""
    media = [path for path in MEDIA.iterdir() if path.name != "README.md"]
    named = {Path(name).name for path in SHOW.glob("*.yaml") for name in _named(path)}

    assert sum(path.stat().st_size for path in media) < 2_500_000
    assert {path.name for path in media} == named


def _named(path: Path) -> list[str]:
    return re.findall(r"(?m)^[^#\n]*?(\.\./\.\./media/\S+)$", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("slug", ["first-light", "letter-from-the-island"])
def test_transcripts_follow_the_recording(slug: str) -> None:
    """Cues come one after the other, end where the recording does, and are what feedpub takes."""
    times = [time for cue in cues(slug) for time in cue]

    assert "text/vtt" == transcripts.measure(MEDIA / f"{slug}.vtt", file=f"{slug}.vtt").type
    assert len(times) >= 16
    assert sorted(times) == times
    assert 0 < recording(slug).duration_ms / 1000 - times[-1] < 10


def test_chapters_are_what_apple_and_spotify_take() -> None:
    """From zero on, at least three, in order, half a minute or longer (Spotify), within the recording."""
    starts = chapters()
    ends = [*starts[1:], recording("first-light").duration_ms // 1000]

    assert 0 == starts[0]
    assert len(starts) >= 3
    assert [] == [(start, end) for start, end in zip(starts, ends, strict=True) if end - start < 30]


def test_chapters_begin_where_nobody_is_speaking() -> None:
    """A listener who jumps to one hears its first word."""
    cut = [start for start in chapters() if any(begin < start < end for begin, end in cues("first-light"))]

    assert [] == cut
