"""Copies of files that real encoders made, read by the software of others: ffprobe, mutagen, eyeD3, lame."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import eyed3
import mutagen
import pytest
from tests import programs
from tests.measuring import measure, write
from tests.pictures import jpeg
from tests.tagging import CHAPTERS, copied, recording
from tests.test_probe_real import FFMPEG, LAME, MADE, desk, run

pytestmark = pytest.mark.audio

__all__ = ["desk"]

TITLE = "Flut · 夜の潮"
FRAME = 1152


def samples(path: Path) -> bytes:
    """What ffmpeg decodes of a file's sound."""
    command = ["ffmpeg", "-v", "quiet", "-i", str(path), "-map", "0:a:0", "-f", "s16le", "-"]
    decoded: bytes = programs.run(command).stdout
    return decoded


def seen(path: Path) -> Any:
    """What ffprobe shows of a file."""
    command = ["ffprobe", "-v", "error", "-show_format", "-show_streams", "-show_chapters", "-of", "json", str(path)]
    return json.loads(programs.run(command).stdout)


@pytest.mark.parametrize("name", MADE)
def test_every_sample_is_the_same(desk: Path, name: str) -> None:
    """Whatever made the file; title, length, cover and chapters are what was written."""
    run(desk, *MADE[name], name)
    path = desk / name

    copy, made = copied(path, cover=jpeg(40))

    assert recording(measure(path)) == recording(measure(made))
    assert samples(path) == samples(made)
    assert bool(copy.unchanged) == ("fragments" in name)
    if not copy.unchanged:
        shown = seen(made)
        assert TITLE == shown["format"]["tags"]["title"]
        assert float(shown["format"]["duration"]) == pytest.approx(3.0, abs=0.2)
        assert [stream["codec_name"] for stream in shown["streams"] if stream["disposition"]["attached_pic"]] == [
            "mjpeg"
        ]
        assert [one.title for one in CHAPTERS if one.toc or name.endswith("mp3")] == [
            one["tags"]["title"] for one in shown["chapters"]
        ]
        starts = [one.start_ms / 1000 for one in CHAPTERS if one.toc or name.endswith("mp3")]
        assert [float(one["start_time"]) for one in shown["chapters"]] == pytest.approx(starts, abs=0.05)


@pytest.mark.parametrize("name", ["no-header.mp3", "constant.mp3", "mpeg2.mp3"])
def test_two_readers_read_the_same(desk: Path, name: str, caplog: pytest.LogCaptureFixture) -> None:
    """Mutagen and eyeD3: title, show, number, season, cover, chapters and the table of them; and the length."""
    caplog.set_level(logging.CRITICAL, "eyed3")  # it takes every TIME for a date, and says so
    run(desk, *MADE[name], name)
    _, path = copied(desk / name, cover=jpeg(40))

    one, other = mutagen.File(path), eyed3.load(path)

    tag = other.tag
    first = [str(one.tags[frame]) for frame in ("TIT2", "TALB", "TPE1", "TPE2", "TRCK", "TPOS", "TCON")]
    second = [tag.title, tag.album, tag.artist, tag.album_artist, str(tag.track_num[0]), str(tag.disc_num[0])]
    assert [*second, tag.genre.name] == first
    assert [str(frame) for frame in one.tags.getall("COMM")] == [comment.text for comment in tag.comments]
    assert [frame.data for frame in one.tags.getall("APIC")] == [image.image_data for image in tag.images]
    assert [
        (mark.element_id.encode(), (mark.start_time, mark.end_time), str(mark.sub_frames["TIT2"]))
        for mark in one.tags.getall("CHAP")
    ] == [(mark.element_id, tuple(mark.times), mark.title) for mark in tag.chapters]
    assert [[child.encode() for child in table.child_element_ids] for table in one.tags.getall("CTOC")] == [
        table.child_ids for table in tag.table_of_contents
    ]
    assert "https://example.com/feed.xml" == tag.frame_set[b"WFED"][0].text == one.tags["WXXX:feed"].url
    assert one.info.length == pytest.approx(3.0, abs=0.06)
    assert other.info.time_secs == pytest.approx(3.0, abs=0.1)  # with what the encoder added


def test_the_silent_frame_is_one(desk: Path) -> None:
    """A decoder that knows no headers plays it: one frame of silence, then everything as it was."""
    run(desk, *MADE["no-header.mp3"], "a.mp3")
    copy, made = copied(desk / "a.mp3")
    frame = copy.head[copy.head.rindex(b"Xing") - 36 :]
    unknown = write(desk, "unknown.mp3", frame.replace(b"Xing", b"????") + made.read_bytes()[len(copy.head) :])

    silent, decoded = samples(unknown), samples(desk / "a.mp3")

    assert bytes(4 * FRAME) == silent[: 4 * FRAME]
    assert decoded == silent[4 * FRAME :]


def test_players_find_their_way(desk: Path) -> None:
    """Without a header ffmpeg guesses where the middle of a file is; in the copy it arrives there."""
    run(desk, "sox", "-n", "-r", "44100", "-c", "1", "quiet.wav", "synth", "30", "sine", "100", "vol", "0.01")
    run(desk, "sox", "-n", "-r", "44100", "-c", "1", "loud.wav", "synth", "30", "pinknoise", "vol", "0.5")
    run(desk, "sox", "quiet.wav", "loud.wav", "both.wav")
    run(desk, *LAME, "-V", "2", "-t", "both.wav", "a.mp3")
    _, made = copied(desk / "a.mp3", chapters=[])

    def at_half(path: Path) -> int:
        """How loud the second before the change is, asked for by time."""
        quick = ["-fflags", "+fastseek", "-usetoc", "1"]
        command = [
            "ffmpeg",
            "-v",
            "quiet",
            *quick,
            "-ss",
            "28",
            "-i",
            str(path),
            "-t",
            "1",
            "-map",
            "0:a:0",
            "-f",
            "u8",
            "-",
        ]
        samples: bytes = programs.run(command).stdout
        return max(samples) - min(samples)

    assert at_half(made) < 10 < at_half(desk / "a.mp3")
    assert float(seen(made)["format"]["duration"]) == pytest.approx(60, abs=0.1)
    assert abs(float(seen(desk / "a.mp3")["format"]["duration"]) - 60) > 5


def noise(desk: Path, *options: str) -> bytes:
    """Three seconds as stereo MP3."""
    run(desk, *LAME, *options, "in.wav", "noise.mp3")
    return (desk / "noise.mp3").read_bytes()


@pytest.mark.parametrize("shape", ["joined", "cut in front", "tagged twice"])
def test_damaged_by_editors(desk: Path, shape: str) -> None:
    """What ffmpeg decodes of the author's file is what it decodes of the copy."""
    one = noise(desk, "-V", "4")
    content = {
        "joined": one + noise(desk, "-b", "128"),
        "cut in front": one[5001:],
        "tagged twice": noise(desk, "-V", "4", "--add-id3v2", "--tt", "Two") + b"TAG" + bytes(125),
    }[shape]
    path = write(desk, "a.mp3", content)

    _, made = copied(path)

    assert recording(measure(path)) == recording(measure(made))
    assert samples(path)[-200_000:] == samples(made)[-200_000:]
    assert len(samples(path)) == len(samples(made))
    assert float(seen(made)["format"]["duration"]) * 1000 == pytest.approx(measure(path).duration_ms, abs=80)


def test_a_copy_can_be_copied(desk: Path) -> None:
    """What an author downloads again is the same recording, with one header and one tag."""
    run(desk, *MADE["no-header.mp3"], "a.mp3")
    _, once = copied(desk / "a.mp3", cover=jpeg(40))

    _, twice = copied(once, cover=jpeg(40))

    assert once.read_bytes() == twice.read_bytes()


def test_an_m4a_of_a_copy_is_the_same_again(desk: Path) -> None:
    """Chapters and tags take the place of those that were there."""
    run(desk, *FFMPEG, "-c:a", "aac", "a.m4a")
    _, once = copied(desk / "a.m4a", cover=jpeg(40))

    _, twice = copied(once, cover=jpeg(40))

    assert recording(measure(once)) == recording(measure(twice))
    assert seen(once)["chapters"] == seen(twice)["chapters"]
    assert seen(once)["format"]["tags"] == seen(twice)["format"]["tags"]
