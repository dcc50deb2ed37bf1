"""Files of real encoders: durations that ffmpeg, which decodes them, agrees with; and remedies that work."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import mutagen
import pytest
from mutagen import id3
from tests import programs
from tests.measuring import measure, refused, write
from tests.parts import need
from tests.pictures import jpeg

pytestmark = pytest.mark.audio

NOISE = ["sox", "-n", "-r", "44100", "-c", "2", "in.wav", "synth", "3", "pinknoise", "vol", "0.3"]
LAME = ["lame", "--quiet"]
FFMPEG = ["ffmpeg", "-v", "error", "-y", "-i", "in.wav"]
PICTURE = ["-f", "lavfi", "-i", "testsrc=d=3:s=160x120", "-c:v", "mpeg4", "-c:a", "aac", "-shortest"]
FRAME = 0.027
"""Seconds of the longest frame here."""


def run(folder: Path, *command: str) -> None:
    """Run a program there; it must succeed."""
    programs.run(command, cwd=folder)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with three seconds of noise in `in.wav`."""
    need("sox", "lame", "ffmpeg", "espeak-ng")
    run(tmp_path, *NOISE)
    return tmp_path


def decoded(path: Path) -> float:
    """Seconds that ffmpeg decodes of a file's sound."""
    command = [
        "ffmpeg",
        "-v",
        "quiet",
        "-i",
        str(path),
        "-map",
        "0:a:0",
        "-f",
        "s16le",
        "-ac",
        "1",
        "-ar",
        "48000",
        "-",
    ]
    return len(programs.run(command).stdout) / 2 / 48000


MADE: dict[str, list[str]] = {
    "constant.mp3": [*LAME, "-b", "128", "in.wav"],
    "variable.mp3": [*LAME, "-V", "4", "in.wav"],
    "no-header.mp3": [*LAME, "-V", "4", "-t", "in.wav"],
    "average-checked.mp3": [*LAME, "--abr", "100", "-p", "in.wav"],
    "mono.mp3": [*LAME, "-b", "64", "-m", "m", "in.wav"],
    "mpeg2.mp3": [*LAME, "--resample", "22.05", "-b", "64", "in.wav"],
    "mpeg25.mp3": [*LAME, "--resample", "8", "-b", "16", "-m", "m", "in.wav"],
    "tagged.mp3": [*LAME, "--add-id3v2", "--tt", "First light", "--id3v2-utf16", "in.wav"],
    "ffmpeg.mp3": [*FFMPEG, "-b:a", "96k", "-ar", "48000"],
    "ffmpeg-variable.mp3": [*FFMPEG, "-q:a", "5", "-write_xing", "0"],
    "aac.m4a": [*FFMPEG, "-c:a", "aac", "-b:a", "96k"],
    "aac-mono.m4a": [*FFMPEG, "-c:a", "aac", "-ac", "1", "-ar", "22050"],
    "fast.m4a": [*FFMPEG, "-c:a", "aac", "-movflags", "+faststart"],
    "fragments.m4a": [*FFMPEG, "-c:a", "aac", "-movflags", "empty_moov+default_base_moof", "-frag_duration", "900000"],
    "old-fragments.m4a": [*FFMPEG, "-c:a", "aac", "-movflags", "empty_moov", "-frag_duration", "900000"],
    "lossless.m4a": [*FFMPEG, "-c:a", "alac"],
    "dolby.m4a": [*FFMPEG, "-c:a", "ac3"],
    "video.mp4": [*FFMPEG, *PICTURE],
    "video.m4v": [*FFMPEG, *PICTURE],
    "video.mov": [*FFMPEG, *PICTURE],
}


@pytest.mark.parametrize("name", MADE)
def test_durations_are_what_is_decoded(desk: Path, name: str) -> None:
    """Within 50 ms, whatever made the file."""
    run(desk, *MADE[name], name)

    audio = measure(desk / name)

    assert decoded(desk / name) == pytest.approx(audio.duration_ms / 1000, abs=0.05)


def speech(desk: Path, *options: str) -> bytes:
    """Real speech as MP3."""
    run(desk, "espeak-ng", "-w", "speech.wav", "The tide is out, and the light is on its way.")
    run(desk, *LAME, *options, "speech.wav", "speech.mp3")
    return (desk / "speech.mp3").read_bytes()


@pytest.mark.parametrize("second", [["-b", "128"], ["--resample", "16", "-V", "5"]], ids=["alike", "other rate"])
def test_joined_files_are_as_long_as_what_is_decoded(desk: Path, second: list[str]) -> None:
    """Also of two sample rates; players hear the second file's header frame, or not."""
    path = write(desk, "joined.mp3", speech(desk) + speech(desk, *second))

    audio = measure(path)

    assert decoded(path) == pytest.approx(audio.duration_ms / 1000, abs=0.05 + FRAME)


def test_files_joined_with_a_tag_between_are_as_long_as_what_is_decoded(desk: Path) -> None:
    """By lame's decoder: ffmpeg takes the frames behind a tag for damaged."""
    path = write(desk, "joined.mp3", speech(desk) + speech(desk, "--add-id3v2", "--tt", "Two"))
    run(desk, *LAME, "--decode", path.name, "joined.wav")

    audio = measure(path)

    assert decoded(desk / "joined.wav") == pytest.approx(audio.duration_ms / 1000, abs=0.05 + FRAME)


def test_tags_and_headers_do_not_change_the_recording(desk: Path) -> None:
    """Mutagen writes a cover into the tag, moves everything behind it, and takes all of it away again."""
    path = write(desk, "a.mp3", speech(desk, "-V", "3"))
    before = measure(path)

    frames: Any = id3  # mutagen types only parts of itself
    file = mutagen.File(path)
    file.add_tags()
    file.tags.add(frames.TIT2(encoding=3, text=["First light"]))
    file.tags.add(frames.APIC(encoding=3, mime="image/jpeg", type=3, desc="", data=jpeg()))
    file.save(v1=2)
    tagged = measure(path)
    file.delete()
    bare = measure(path)

    assert before.digest != tagged.digest
    assert 1 == len({(audio.identity, audio.duration_ms) for audio in (before, tagged, bare)})


def test_tags_of_an_mp4_do_not_change_the_recording(desk: Path) -> None:
    """Mutagen writes a title, ffmpeg moves the index to the front."""
    run(desk, *FFMPEG, "-c:a", "aac", "a.m4a")
    before = measure(desk / "a.m4a")

    file = mutagen.File(desk / "a.m4a")
    file["\xa9nam"] = ["First light" * 100]
    file.save()
    run(desk, "ffmpeg", "-v", "error", "-i", "a.m4a", "-c", "copy", "-movflags", "+faststart", "b.m4a")
    others = [measure(desk / "a.m4a"), measure(desk / "b.m4a")]

    assert 3 == len({before.digest, *(audio.digest for audio in others)})
    assert {before.identity} == {audio.identity for audio in others}


def test_the_codec_knows_its_channels(desk: Path) -> None:
    """Whatever the box around it says: some programs always write the same."""
    run(desk, *FFMPEG, "-c:a", "aac", "a.m4a")
    content = bytearray((desk / "a.m4a").read_bytes())
    content[content.index(b"mp4a", content.index(b"stsd")) + 21] = 6

    audio = measure(write(desk, "b.m4a", bytes(content)))

    assert 2 == audio.channels


def test_chapters_make_no_video(desk: Path) -> None:
    """Ffmpeg writes chapters into an MP4 as a track of texts."""
    write(desk, "chapters.txt", b";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=2000\ntitle=One\n")
    run(desk, *FFMPEG, "-i", "chapters.txt", "-map_metadata", "1", "-c:a", "aac", "a.m4a")

    audio = measure(desk / "a.m4a")

    assert "audio/x-m4a" == audio.type
    assert 3000 == pytest.approx(audio.duration_ms, abs=50)


def the_command(hint: str) -> Iterable[str]:
    """The ffmpeg line of a hint."""
    return shlex.split(hint[hint.index("ffmpeg ") :])


def cut(path: Path) -> None:
    """Take the last bytes away."""
    path.write_bytes(path.read_bytes()[:-150])


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("it's loud.flac", FFMPEG),
        ("in.ogg", FFMPEG),
        ("in.wav", []),
        ("in.aac", FFMPEG),
        ("layer2.mp3", [*FFMPEG, "-f", "mp2"]),
        ("adts.m4a", [*FFMPEG, "-c:a", "aac", "-f", "adts"]),
        ("sound.mov", [*FFMPEG, "-c:a", "pcm_s16le"]),
        ("cut.mp3", FFMPEG),
    ],
)
def test_the_remedy_works(desk: Path, name: str, command: list[str]) -> None:
    """The command in the hint, copied into a shell, makes a file that is not refused; the author's stays as it is."""
    if command:
        run(desk, *command, name)
    if name == "cut.mp3":
        cut(desk / name)
    before = (desk / name).read_bytes()
    line = list(the_command(refused(desk / name).hint))

    run(desk, *line)

    assert 3000 == pytest.approx(measure(desk / line[-1]).duration_ms, abs=80)
    assert before == (desk / name).read_bytes()
