"""Durations of files of every shape, against the samples that ffmpeg decodes; `docs/durations.md` is their table."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from tests import programs
from tests.measuring import measure, refused
from tests.parts import need
from tests.pictures import jpeg
from tests.sounds import frame, id3
from tests.test_probe import ID3V1, LYRICS, ape

pytestmark = pytest.mark.audio

PAGE = Path(__file__).parents[1] / "docs" / "durations.md"
WORST_MS = 50

LAME = ("lame", "--quiet")
FFMPEG = ("ffmpeg", "-v", "error", "-y", "-i", "{in}")
MP3 = (*FFMPEG, "-c:a", "libmp3lame")
AAC = (*FFMPEG, "-c:a", "aac")
PICTURE = (*FFMPEG, "-f", "lavfi", "-i", "testsrc=d=4.3:s=160x120:r=10", "-c:v", "mpeg4", "-c:a", "aac")

Change = Callable[[bytes], bytes]


def as_it_is(data: bytes) -> bytes:
    """No change."""
    return data


@dataclass(frozen=True, kw_only=True)
class Made:
    """How a file is made: by a program, then by hand."""

    command: Sequence[str]
    """`{in}` is the sound; the name of the file is added behind."""

    change: Change = as_it_is
    others: Sequence[Sequence[str]] = field(default=())
    """Commands of files that are joined to it."""

    end: str = "mp3"


def lame(*options: str, **more: object) -> Made:
    """A file of LAME's."""
    return Made(command=(*LAME, *options, "{in}"), **more)  # type: ignore[arg-type]  # fields of Made


def joined(first: Sequence[str], *others: Sequence[str]) -> Made:
    """Several of LAME's files, one behind the other."""
    return Made(command=(*LAME, *first, "{in}"), others=[(*LAME, *one, "{in}") for one in others])


def m4a(*options: str, end: str = "m4a", **more: object) -> Made:
    """A file with AAC in it."""
    return Made(command=(*AAC, *options), end=end, **more)  # type: ignore[arg-type]  # fields of Made


def first_frame(data: bytes) -> int:
    """Where frames begin in a file of LAME's without a tag."""
    return data.index(b"\xff")


def claiming(count: int, data: bytes) -> bytes:
    """The same file, but its header says so many frames."""
    at = max(data.find(b"Xing"), data.find(b"Info"))
    return data[: at + 8] + count.to_bytes(4, "big") + data[at + 12 :]


def in_front(more: bytes, data: bytes) -> bytes:
    """The same file behind something else."""
    return more + data


def behind(more: bytes, data: bytes) -> bytes:
    """The same file in front of something else."""
    return data + more


def later(data: bytes) -> bytes:
    """The file without its beginning, which breaks off in a frame."""
    return data[7001:]


VOICE, LOUD = ("-m", "m"), ("-m", "j")
RARE = ("--resample",)
APE = ape(4000).replace(frame(rate=48000, kbps=32)[:4], b"tide")
LYRICS3 = LYRICS + f"{len(LYRICS):06}LYRICS200".encode() + ID3V1

SHAPES: Mapping[str, Made] = {
    "CBR 32 kbps, mono": lame("-b", "32", *VOICE),
    "CBR 64 kbps, mono": lame("-b", "64", *VOICE),
    "CBR 128 kbps, stereo": lame("-b", "128", "-m", "s"),
    "CBR 128 kbps, joint stereo": lame("-b", "128", *LOUD),
    "CBR 128 kbps, dual channel": lame("-b", "128", "-m", "d"),
    "CBR 320 kbps": lame("-b", "320"),
    "CBR 128 kbps, 48 kHz": lame("-b", "128", *RARE, "48"),
    "CBR 96 kbps, 32 kHz": lame("-b", "96", *RARE, "32"),
    "CBR 128 kbps, checksums": lame("-b", "128", "-p"),
    "CBR 128 kbps, no header": lame("-b", "128", "-t"),
    "VBR best": lame("-V", "0"),
    "VBR middle": lame("-V", "4"),
    "VBR smallest": lame("-V", "9"),
    "VBR, mono": lame("-V", "5", *VOICE),
    "VBR, old method": lame("-V", "4", "--vbr-old"),
    "ABR 100 kbps": lame("--abr", "100"),
    "VBR best, no header": lame("-V", "0", "-t"),
    "VBR middle, no header": lame("-V", "4", "-t"),
    "VBR smallest, no header": lame("-V", "9", "-t"),
    "VBR, mono, no header": lame("-V", "5", "-t", *VOICE),
    "VBR, checksums, no header": lame("-V", "4", "-t", "-p"),
    "ABR, no header": lame("--abr", "64", "-t"),
    "MPEG-2, 24 kHz": lame("-b", "64", *RARE, "24"),
    "MPEG-2, 22.05 kHz, mono": lame("-b", "32", *RARE, "22.05", *VOICE),
    "MPEG-2, 16 kHz": lame("-b", "32", *RARE, "16"),
    "MPEG-2, VBR": lame("-V", "5", *RARE, "22.05"),
    "MPEG-2, VBR, no header": lame("-V", "5", "-t", *RARE, "22.05"),
    "MPEG-2.5, 12 kHz": lame("-b", "32", *RARE, "12"),
    "MPEG-2.5, 11.025 kHz": lame("-b", "24", *RARE, "11.025", *VOICE),
    "MPEG-2.5, 8 kHz": lame("-b", "16", *RARE, "8", *VOICE),
    "MPEG-2.5, VBR, no header": lame("-V", "6", "-t", *RARE, "8", *VOICE),
    "ffmpeg, CBR": Made(command=(*MP3, "-b:a", "96k")),
    "ffmpeg, VBR": Made(command=(*MP3, "-q:a", "5")),
    "ffmpeg, VBR, no header": Made(command=(*MP3, "-q:a", "5", "-write_xing", "0")),
    "ffmpeg, ID3v1 and ID3v2.3": Made(
        command=(*MP3, "-metadata", "title=A", "-id3v2_version", "3", "-write_id3v1", "1")
    ),
    "a tag of 900 KB": lame("-V", "4", change=partial(in_front, id3(900_000, content=jpeg(200)))),
    "a tag of 900 KB, no header": lame("-V", "4", "-t", change=partial(in_front, id3(900_000))),
    "two tags in front": lame("-b", "128", change=partial(in_front, id3(5000) + id3(70))),
    "ID3v1 behind": lame("-V", "4", "-t", change=partial(behind, ID3V1)),
    "APE behind": lame("-V", "4", change=partial(behind, APE)),
    "Lyrics3 behind": lame("-b", "64", change=partial(behind, LYRICS3)),
    "zeros in front": lame("-b", "128", "-t", change=partial(in_front, bytes(3000))),
    "text behind": lame("-b", "128", "-t", change=partial(behind, b"made with love " * 40)),
    "junk at both ends": lame(
        "-V", "4", "-t", change=lambda data: bytes(999) + data + b"made with love " * 40 + bytes(5000)
    ),
    "begins in a frame": lame("-b", "128", "-t", change=later),
    "header claims too few": lame("-V", "4", change=partial(claiming, 20)),
    "header claims none": lame("-b", "128", change=partial(claiming, 0)),
    "joined, alike": joined(["-b", "128"], ["-b", "128"]),
    "joined, VBR": joined(["-V", "4"], ["-V", "2"]),
    "joined, CBR and VBR": joined(["-b", "64"], ["-V", "4"]),
    "breaks off, no header": lame("-V", "4", "-t", change=lambda data: data[:9001] + ID3V1),
    "joined, three, no headers": joined(["-V", "4", "-t"], ["-b", "96", "-t"], ["-V", "7", "-t"]),
    "M4A": m4a("-b:a", "96k"),
    "M4A, mono, 22.05 kHz": m4a("-ac", "1", "-ar", "22050"),
    "M4A, 48 kHz, index in front": m4a("-ar", "48000", "-movflags", "+faststart"),
    "M4A, fragments": m4a("-movflags", "empty_moov+default_base_moof", "-frag_duration", "900000"),
    "M4A, old fragments": m4a("-movflags", "empty_moov", "-frag_duration", "900000"),
    "M4A, junk behind": m4a(change=partial(behind, ID3V1)),
    "M4A, lossless": Made(command=(*FFMPEG, "-c:a", "alac"), end="m4a"),
    "M4A, AC-3": Made(command=(*FFMPEG, "-c:a", "ac3"), end="m4a"),
    "MP4 video": Made(command=(*PICTURE, "-shortest"), end="mp4"),
    "M4V video": Made(command=(*PICTURE, "-shortest"), end="m4v"),
    "QuickTime video": Made(command=(*PICTURE, "-shortest"), end="mov"),
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four seconds of noise in stereo, now loud and now quiet, so that variable bit rates vary."""
    need("sox", "lame", "ffmpeg")
    path = tmp_path_factory.mktemp("sound") / "in.wav"
    swells = ("synth", "4.3", "pinknoise", "synth", "4.3", "sine", "amod", "0.7", "vol", "0.4")
    programs.run(["sox", "-R", "-n", "-r", "44100", "-c", "2", str(path), *swells])
    return path


def built(made: Made, sound: Path, folder: Path) -> Path:
    """The file that is made so."""
    parts = []
    for number, command in enumerate([made.command, *made.others]):
        path = folder / f"{number}.{made.end}"
        words = [word.replace("{in}", str(sound)) for word in command]
        programs.run([*words, str(path)])
        parts.append(path.read_bytes())
    path = folder / f"whole.{made.end}"
    path.write_bytes(made.change(b"".join(parts)))
    return path


def decoded(path: Path) -> tuple[int, int]:
    """Samples of the first sound that ffmpeg decodes, and how many are a second."""
    ffprobe = [
        "ffprobe",
        "-v",
        "quiet",
        "-select_streams",
        "a:0",
        "-show_entries",
        "stream=sample_rate",
        "-of",
        "default=nw=1:nk=1",
    ]
    rate = int(programs.run([*ffprobe, str(path)]).stdout.split()[0])
    command = ["ffmpeg", "-v", "quiet", "-i", str(path), "-map", "0:a:0", "-f", "s16le", "-ac", "1", "-"]
    return len(programs.run(command).stdout) // 2, rate


def compared(shape: str, sound: Path, folder: Path) -> tuple[int, int, int, float]:
    """Samples and sample rate by ffmpeg, milliseconds by us, and by how many milliseconds that differs."""
    path = built(SHAPES[shape], sound, folder)
    samples, rate = decoded(path)
    found = measure(path).duration_ms
    return samples, rate, found, found - 1000 * samples / rate


@pytest.mark.parametrize("shape", SHAPES)
def test_a_duration_is_what_is_decoded(sound: Path, tmp_path: Path, shape: str) -> None:
    """Within 50 ms."""
    *_, error = compared(shape, sound, tmp_path)

    assert abs(error) <= WORST_MS


REFUSED: Mapping[str, tuple[Made, str]] = {
    "free format": (lame("--freeformat", "-b", "200"), "the name says .mp3, but the content is free-format MP3"),
    "cut short, CBR": (lame("-b", "128", change=lambda data: data[:-9]), "the file is cut short in its last frame"),
    "cut short, VBR": (lame("-V", "4", change=lambda data: data[:9001]), "the file is cut short: 0:01 of 0:04"),
    "cut short, and a tag": (
        lame("-V", "4", change=lambda data: data[:9001] + ID3V1),
        "the file is cut short: 0:01 of 0:04",
    ),
    "header claims too many": (lame("-V", "4", change=partial(claiming, 9000)), "the file is cut short: 0:04 of 3:55"),
    "cut short, M4A": (m4a("-movflags", "+faststart", change=lambda data: data[:-9]), "the file is cut short"),
    "cut short, M4A, index behind": (m4a(change=lambda data: data[:-9]), "the file is cut short"),
    "cut short, fragments": (
        m4a("-movflags", "empty_moov", "-frag_duration", "900000", change=lambda data: data[:20_000]),
        "the file is cut short",
    ),
}


@pytest.mark.parametrize("shape", REFUSED)
def test_what_has_no_duration_is_refused(sound: Path, tmp_path: Path, shape: str) -> None:
    """Few programs play free format; and what is cut short is not what its author meant to publish."""
    made, message = REFUSED[shape]

    assert message == refused(built(made, sound, tmp_path)).message


def test_the_table_is_whole(sound: Path, tmp_path: Path) -> None:
    """Every shape has its line, and none is further off than we promise; `UPDATE_GOLDEN=1` measures all again."""
    if os.environ.get("UPDATE_GOLDEN"):
        PAGE.write_text(table(sound, tmp_path), encoding="utf-8")

    rows = [line.split(" | ") for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")][2:]

    assert list(SHAPES) == [row[0].removeprefix("| ") for row in rows]
    assert max(abs(float(row[-1].removesuffix(" |"))) for row in rows) <= WORST_MS


def table(sound: Path, folder: Path) -> str:
    """The page."""
    lines, worst = [], 0.0
    for number, shape in enumerate(SHAPES):
        place = folder / str(number)
        place.mkdir()
        samples, rate, found, error = compared(shape, sound, place)
        worst = max(worst, abs(error))
        lines.append(f"| {shape} | {samples} at {rate} | {1000 * samples / rate:.1f} | {found} | {error:+.1f} |")
    return INTRODUCTION.format(count=len(SHAPES), worst=worst) + "\n".join(lines) + "\n"


INTRODUCTION = """\
# Durations

How long a recording is, feedpub counts frame by frame (MP3) or sample by sample (MP4), because nothing else is exact:
headers lie, files are joined, and a variable bit rate without a header tells nothing. The judge is ffmpeg: how many
samples it decodes. Of {count} files none is further off than {worst:.1f} ms; at most 50 are allowed. Silence which LAME
and ffmpeg say that they added is not heard, and not counted. Free format, and files that are cut short, are refused.

`tests/test_durations.py` makes and measures them all; this page is written by
`UPDATE_GOLDEN=1 python -m pytest tests/test_durations.py`.

| file | samples decoded | ffmpeg, ms | feedpub, ms | difference |
| --- | --- | --- | --- | --- |
"""
