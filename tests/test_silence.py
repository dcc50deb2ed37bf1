"""Recordings in which there is nothing to hear, at all or for long.

| line of the requirement | relatives | threads |
| --- | --- | --- |
| 20 s of nothing in the middle | silence at both ends, and channels that are empty | amiaopensource/audioqc#32 |
| | long pauses in what is uploaded | radiorabe/klangbecken#175, hcr923fm/chronicle#4 |
| silence throughout | what is called silence and is none | anars/blank-audio#18 |
| 26 ms of sound | the length is 0 | agersant/mp3-duration#16 |

Found is digital silence in MP3 of encoders that write it without data (LAME, and so ffmpeg, Audacity and most editors),
and in AAC-LC. Not found: hiss, hum, silence that shine wrote, other codecs, fragmented files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from tests import programs
from tests.measuring import measure, write
from tests.parts import need
from tests.sounds import frame, mp3, samples
from tests.studio import NOW, Studio

from feedpub.audio import silence
from feedpub.commands.check.files import check_files
from feedpub.commands.check.result import CheckOptions


def loud(**options: object) -> bytes:
    """A frame whose first granule has a sound, as its side information says."""
    plain = bytearray(frame(**options))  # type: ignore[arg-type]  # options of frame
    side = 4 if plain[1] & 1 else 6
    plain[side + 1 : side + 5] = b"\xff" * 4
    return bytes(plain)


def seconds(count: float, one: bytes, rate: int = 44100) -> bytes:
    """So many seconds of one frame."""
    return one * round(count * rate / samples(rate))


@pytest.mark.parametrize("mono", [True, False])
@pytest.mark.parametrize("rate", [44100, 32000, 22050, 8000])
def test_silence_of_an_mp3_is_found(tmp_path: Path, rate: int, *, mono: bool) -> None:
    """To the frame; at every layout of the side information."""
    options = {"rate": rate, "mono": mono, "kbps": 64}
    parts = [seconds(5, loud(**options), rate), seconds(20, frame(**options), rate), seconds(5, loud(**options), rate)]  # type: ignore[arg-type]

    audio = measure(write(tmp_path, "a.mp3", b"".join(parts)))

    each = 1000 * samples(rate) / rate
    before, silent = (round(each * round(count * rate / samples(rate))) for count in (5, 20))
    assert ((before, silent),) == audio.silences


@pytest.mark.parametrize("at", [0, 1, 7, 400_000, 1 << 20])
def test_silence_is_found_wherever_the_file_is_read_in_pieces(tmp_path: Path, at: int) -> None:
    """It may go on in the next piece, begin with it, or end with it."""
    front = loud() * (at // len(loud()))
    content = front + frame() * 6000 + loud() * 100 + frame() * 500

    audio = measure(write(tmp_path, "a.mp3", content))

    each = 1000 * 1152 / 44100
    count = len(front) // len(loud())
    assert (
        (round(each * count), round(each * 6000)),
        (round(each * (count + 6100)), round(each * 500)),
    ) == audio.silences


def test_pauses_and_clicks_are_no_silence(tmp_path: Path) -> None:
    """Silence that is broken every half second, in step with whoever looks only now and then."""
    content = (frame() * 37 + loud()) * 60

    assert () == measure(write(tmp_path, "a.mp3", content)).silences


def test_frames_that_do_not_differ_are_taken_apart_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An hour of nothing takes no longer than an hour of sound."""
    asked = 0
    known = silence._is_silent

    def counted(head: bytes) -> bool:
        nonlocal asked
        asked += 1
        return known(head)

    monkeypatch.setattr(silence, "_is_silent", counted)
    path = write(tmp_path, "a.mp3", seconds(3600, frame()))

    audio = measure(path)

    assert ((0, audio.duration_ms),) == audio.silences
    assert asked < 10 + 2 * path.stat().st_size // (1 << 20)


# --- real encoders

MADE: Mapping[str, Sequence[str]] = {
    "cbr.mp3": ["lame", "--quiet", "-b", "128", "in.wav"],
    "vbr.mp3": ["lame", "--quiet", "-V", "4", "in.wav"],
    "mono.mp3": ["lame", "--quiet", "-b", "64", "-m", "m", "in.wav"],
    "checked.mp3": ["lame", "--quiet", "-b", "96", "-p", "in.wav"],
    "low.mp3": ["lame", "--quiet", "-b", "32", "--resample", "16", "-m", "m", "in.wav"],
    "ffmpeg.mp3": ["ffmpeg", "-v", "error", "-y", "-i", "in.wav", "-b:a", "96k"],
    "aac.m4a": ["ffmpeg", "-v", "error", "-y", "-i", "in.wav", "-c:a", "aac"],
    "aac-mono.m4a": ["ffmpeg", "-v", "error", "-y", "-i", "in.wav", "-c:a", "aac", "-ac", "1", "-ar", "22050"],
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five seconds of noise, twenty of nothing, five of noise."""
    need("sox", "lame", "ffmpeg")
    folder = tmp_path_factory.mktemp("desk")
    shape = ["-r", "44100", "-c", "2"]
    for command in (
        ["-R", "-n", *shape, "noise.wav", "synth", "5", "pinknoise", "vol", "0.4"],
        ["-n", *shape, "nothing.wav", "trim", "0", "20"],
        ["noise.wav", "nothing.wav", "noise.wav", "in.wav"],
    ):
        programs.run(["sox", *command], cwd=folder)
    return folder


@pytest.mark.audio
@pytest.mark.parametrize("name", MADE)
def test_silence_of_real_files_is_found(desk: Path, name: str) -> None:
    """Within a fifth of a second."""
    programs.run([*MADE[name], name], cwd=desk)

    (stretch,) = measure(desk / name).silences

    assert pytest.approx((5000, 20_000), abs=200) == stretch


# --- what the author reads


def found(tmp_path: Path, content: bytes) -> list[tuple[str, str]]:
    """Codes and messages about a recording."""
    studio = Studio(tmp_path)
    studio.show()
    path = studio.episode()
    write(studio.folder, "first-light.mp3", content)
    result = check_files([path], options=CheckOptions(), now=NOW)
    return [(one.rule.code, one.message) for one in result.findings if one.rule.code in {"FP340", "FP341", "FP342"}]


NOISE = seconds(60, loud())
FINDINGS: Mapping[str, tuple[bytes, list[tuple[str, str]]]] = {
    "26 ms": (frame(), [("FP340", "the recording is 26 ms long, not even a second")]),
    "a second": (mp3(1.0), []),
    "all of it": (seconds(61, frame()), [("FP341", "all 1:01 of the recording are silent")]),
    "in the middle": (
        NOISE + seconds(20, frame()) + NOISE,
        [("FP342", "nothing is heard for 20 s from 1:00")],
    ),
    "at the end": (NOISE + seconds(30, frame()), [("FP342", "nothing is heard for 30 s from 1:00")]),
    "several times": (
        (NOISE + seconds(12, frame())) * 5,
        [
            (
                "FP342",
                "nothing is heard for 12 s from 1:00, 12 s from 2:11, 12 s from 3:23 and 2 more times",
            )
        ],
    ),
    "a pause": (NOISE + seconds(9, frame()) + NOISE, []),
    "sound": (NOISE, []),
}


@pytest.mark.parametrize("kind", FINDINGS)
def test_there_is_a_finding_about_it(tmp_path: Path, kind: str) -> None:
    """One, that says where."""
    content, expected = FINDINGS[kind]

    assert expected == found(tmp_path, content)
