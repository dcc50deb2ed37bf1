"""What audio files are, measured from their bytes; and what is refused, in which words."""

from __future__ import annotations

import os
import random
import struct
import tracemalloc
from hashlib import sha256
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutagen.mp3 import MP3
from tests.measuring import measure, refused, write
from tests.movies import box, m4a
from tests.pictures import jpeg, png
from tests.sounds import frame, id3, mp3, samples, xing

from feedpub.audio import probe
from feedpub.audio.mp3 import Scanner
from feedpub.errors import Unusable

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 12345\n"
ID3V1 = b"TAG" + b"First light".ljust(125, b"\0")
LYRICS = b"LYRICSBEGIN" + b"la " * 20


def by_mutagen(path: Path) -> float:
    """Seconds, as mutagen reads them."""
    info: Any = MP3(path).info  # type: ignore[no-untyped-call]  # mutagen types only parts of itself
    return float(info.length)


def ape(size: int = 60) -> bytes:
    """An APEv2 tag with header and footer, whose items look like frames."""
    items = (frame(rate=48000, kbps=32)[:4] * size)[:size]
    ends = [b"APETAGEX" + struct.pack("<IIII", 2000, size + 32, 1, 1 << 31 | at << 29) + bytes(8) for at in (1, 0)]
    return ends[0] + items + ends[1]


def id3_behind(size: int = 50) -> bytes:
    """An ID3v2.4 tag for the end of a file: with a footer."""
    tag = id3(size)
    return tag[:3] + b"\x04\x00\x10" + tag[6:] + b"3DI\x04\x00\x10" + tag[6:10]


def vbri() -> bytes:
    """A header frame as Fraunhofer's encoders write it."""
    plain = bytearray(frame(kbps=128))
    plain[36:40] = b"VBRI"
    return bytes(plain)


@pytest.mark.parametrize("mono", [True, False])
@pytest.mark.parametrize("rate", [44100, 48000, 32000, 22050, 24000, 16000, 11025, 12000, 8000])
def test_every_rate_and_layout_is_measured(tmp_path: Path, rate: int, *, mono: bool) -> None:
    """MPEG-1, MPEG-2 and MPEG-2.5; mutagen, which reads constant bit rates well, agrees."""
    path = write(tmp_path, "a.mp3", mp3(3.0, rate=rate, kbps=64, mono=mono))

    audio = measure(path)

    frames = round(3.0 * rate / samples(rate))
    assert round(1000 * frames * samples(rate) / rate) == audio.duration_ms
    assert (rate, 1 if mono else 2) == (audio.sample_rate, audio.channels)
    assert 64_000 == pytest.approx(audio.bitrate, rel=0.02)
    assert by_mutagen(path) == pytest.approx(audio.duration_ms / 1000, rel=0.02)


Segment = tuple[int, list[tuple[int, bool]], bytes]

_segments: st.SearchStrategy[list[Segment]] = st.lists(
    st.tuples(
        st.sampled_from([44100, 48000, 24000, 11025]),
        st.lists(st.tuples(st.sampled_from([32, 64, 128]), st.booleans()), min_size=3, max_size=12),
        st.sampled_from([b"", b"", ID3V1, id3(300), bytes(50), b"\xff" * 9, b"ID", b"ID3\x09" + b"x" * 30]),
    ),
    min_size=1,
    max_size=5,
)


@given(segments=_segments, front=st.sampled_from([b"", bytes(7), b"\xff\xfb", id3(4000)]), size=st.integers(1, 3000))
def test_duration_is_the_sum_of_all_frames(segments: list[Segment], front: bytes, size: int) -> None:
    """Whatever the bit rates, whatever is joined and stands between, and however the bytes arrive."""
    data, audio, seconds = front, b"", 0.0
    for rate, frames, between in segments:
        part = b"".join(frame(kbps=kbps, rate=rate, padding=padding, filler=b"\x55") for kbps, padding in frames)
        data, audio = data + part + between, audio + part
        seconds += len(frames) * samples(rate) / rate
    scanner = Scanner(len(data))

    for at in range(0, len(data), size):
        scanner.feed(data[at : at + size])
    scanner.finish()

    assert round(1000 * seconds) == scanner.duration_ms
    assert sha256(audio).hexdigest() == scanner.identity
    assert len(audio) == scanner.audio


@given(
    rate=st.sampled_from([8000, 16000, 32000, 44100, 48000]),
    segments=st.lists(
        st.tuples(st.sampled_from([32, 64]), st.integers(1, 120), st.booleans(), st.sampled_from([b"", bytes(7)])),
        min_size=1,
        max_size=6,
    ),
    paddings=st.lists(st.booleans(), min_size=1, max_size=30),
    size=st.sampled_from([3000, 20_000, 1 << 20]),
)
def test_frames_that_are_taken_many_at_a_time_are_the_same(
    rate: int, segments: list[tuple[int, int, bool, bytes]], paddings: list[bool], size: int
) -> None:
    """Length, digest, silence and layout are those of a walk frame by frame, or places are said to be missing."""
    data, padded = b"", cycle(paddings)
    for kbps, count, is_silent, between in segments:
        for _ in range(count):
            one = frame(kbps=kbps, rate=rate, padding=next(padded))
            data += one[:4] + (b"\0" if is_silent else b"\x55") * (len(one) - 4)
        data += between

    slow, fast = (_scanned(data, size, in_blocks=one) for one in (False, True))

    names = ("audio", "bitrate", "duration_ms", "frames", "identity", "junk", "missing", "partial", "silences")
    assert {name: getattr(slow, name) for name in names} == {name: getattr(fast, name) for name in names}
    assert fast.lacks_places or slow.layout(5) == fast.layout(5)


def _scanned(data: bytes, size: int, *, in_blocks: bool) -> Scanner:
    scanner = Scanner(len(data), in_blocks=in_blocks)
    for at in range(0, len(data), size):
        scanner.feed(data[at : at + size])
    scanner.finish()
    return scanner


def test_places_that_were_passed_over_are_looked_up(tmp_path: Path) -> None:
    """A header that counts too few frames is not believed: the layout then lists the places of the frames."""
    frames = [frame(kbps=64, padding=at % 3 == 0, filler=b"\x55") for at in range(400)]
    loud = b"".join(one[:4] + b"\x55" * (len(one) - 4) for one in frames) + frame(kbps=32)
    path = write(tmp_path, "a.mp3", loud * 2)

    audio = measure(path)

    scanner = _scanned(loud * 2, 1 << 20, in_blocks=False)
    assert audio.frames == scanner.layout(0)
    assert _scanned(loud * 2, 1 << 20, in_blocks=True).lacks_places


def test_variable_bit_rate_without_a_header_is_exact(tmp_path: Path) -> None:
    """Ten seconds that begin with large frames: mutagen, which guesses from the first, reads another length."""
    frames = [frame(kbps=320)] * 50 + [frame(kbps=32)] * 333
    path = write(tmp_path, "a.mp3", b"".join(frames))

    audio = measure(path)

    assert round(1000 * 383 * 1152 / 44100) == audio.duration_ms
    assert abs(by_mutagen(path) - audio.duration_ms / 1000) > 1


@pytest.mark.parametrize("claimed", [0, 1, 99, 100, 101])
def test_what_a_header_claims_is_not_believed(tmp_path: Path, claimed: int) -> None:
    """Editors join files and leave the first Info frame as it was; and that frame is no audio, though some count it."""
    path = write(tmp_path, "a.mp3", xing(frames=claimed) + frame() * 100)

    audio = measure(path)

    assert round(1000 * 100 * 1152 / 44100) == audio.duration_ms


@pytest.mark.parametrize(
    ("encoder", "added"), [(b"LAME3.100", 1576), (b"Lavf", 1576), (b"Lavc60.31", 1576), (b"Gogo3.1", 0)]
)
def test_silence_that_the_encoder_added_is_taken_off(tmp_path: Path, encoder: bytes, added: int) -> None:
    """As players do that know the LAME tag, from encoders that are known to write it."""
    path = write(tmp_path, "a.mp3", xing(trim=(576, 1000), encoder=encoder) + frame() * 100)

    audio = measure(path)

    assert round(1000 * (100 * 1152 - added) / 44100) == audio.duration_ms


def test_a_fraunhofer_header_is_no_audio(tmp_path: Path) -> None:
    """It has no LAME tag."""
    path = write(tmp_path, "a.mp3", vbri() + frame() * 100)

    audio = measure(path)

    assert round(1000 * 100 * 1152 / 44100) == audio.duration_ms


def test_the_header_of_a_joined_file_is_no_audio(tmp_path: Path) -> None:
    """Decoders begin anew behind a tag."""
    path = write(tmp_path, "a.mp3", xing() + frame() * 50 + id3() + xing(trim=(576, 1000)) + frame() * 50)

    audio = measure(path)

    assert round(1000 * 100 * 1152 / 44100) == audio.duration_ms


def test_a_single_frame_is_a_recording(tmp_path: Path) -> None:
    """Short, but whole."""
    audio = measure(write(tmp_path, "a.mp3", frame()))

    assert 26 == audio.duration_ms


BEHIND = {
    "nothing": b"",
    "ID3v1": ID3V1,
    "longer ID3v1": b"TAG+" + bytes(223) + ID3V1,
    "APE": ape(),
    "APE and ID3v1": ape() + ID3V1,
    "ID3v2": id3_behind(),
    "Lyrics3 v1": LYRICS + b"LYRICSEND" + ID3V1,
    "Lyrics3 v2": LYRICS + f"{len(LYRICS):06}LYRICS200".encode() + ID3V1,
}

AROUND = {
    "one tag in front": (id3(5000), b""),
    "several tags in front": (id3(100) + id3(3) + id3(0), b""),
    "a tag with pictures of frames in it": (id3(9000, content=frame() + frame()), b""),
    "a tag with a footer in front": (id3_behind(), b""),
    "an APE tag in front": (ape(), b""),
    "padding in front": (bytes(3000), b""),
    "half a frame in front": (frame(kbps=128)[-200:], b""),
    "a tag that claims too much": (b"ID3\x03\x00\x00\x7f\x7f\x7f\x7f", b""),
    **{f"{name} behind": (b"", tag) for name, tag in BEHIND.items()},
    "zeros behind": (b"", bytes(1000)),
    "text behind": (b"", b"made with love"),
    "what looks like a header behind": (b"", bytes(50) + frame()[:60]),
    "everything": (id3(10) + bytes(40), ape() + LYRICS + f"{len(LYRICS):06}LYRICS200".encode() + ID3V1),
    "a header frame": (xing(frames=38), b""),
}


@pytest.mark.parametrize("around", AROUND)
def test_identity_and_duration_are_those_of_the_frames(tmp_path: Path, around: str) -> None:
    """Tags, padding and header frames come and go: the recording is the same, in another file."""
    plain, (front, behind) = mp3(1.0, seed=3), AROUND[around]
    data = front + plain + behind

    audio = measure(write(tmp_path, "a.mp3", data))

    assert sha256(plain).hexdigest() == audio.identity
    assert sha256(data).hexdigest() == audio.digest
    assert (993, len(data)) == (audio.duration_ms, audio.size)


def test_another_recording_has_another_identity(tmp_path: Path) -> None:
    """Of the same length and format."""
    first, second = measure(write(tmp_path, "a.mp3", mp3(seed=1))), measure(write(tmp_path, "b.mp3", mp3(seed=2)))

    assert first.duration_ms == second.duration_ms
    assert first.identity != second.identity


def test_facts_are_complete(tmp_path: Path) -> None:
    """Name as written, place, type and extension."""
    path = write(tmp_path, "Épisode 1.MP3", mp3())

    audio = probe.measure(path, file="../media/Épisode 1.MP3")

    assert ("../media/Épisode 1.MP3", path, "audio/mpeg", "mp3") == (
        audio.file,
        audio.path,
        audio.type,
        audio.extension,
    )


@pytest.mark.parametrize("name", ["a.mp3", "a.m4a"])
def test_every_byte_is_reported_once(tmp_path: Path, name: str) -> None:
    """So that a progress bar ends at its end."""
    content = id3(3 << 20) + mp3() if name == "a.mp3" else m4a(2.0)
    read: list[int] = []

    probe.measure(write(tmp_path, name, content), file=name, on_bytes=read.append)

    assert len(content) == sum(read)


@pytest.mark.parametrize("behind", BEHIND)
@pytest.mark.parametrize("left", [1, 2, 3, 4, 5, 100, 207])
def test_a_last_frame_that_breaks_off_is_no_part_of_the_recording(tmp_path: Path, left: int, behind: str) -> None:
    """Also before a tag; where no header counts the frames."""
    whole = mp3(1.0, kbps=64)

    audio = measure(write(tmp_path, "a.mp3", whole + frame(kbps=64)[:left] + BEHIND[behind]))

    assert sha256(whole).hexdigest() == audio.identity
    assert audio.frames
    assert (left, len(whole)) == (audio.frames.partial, audio.frames.end)


@pytest.mark.parametrize("left", [1, 4, 100, 207])
def test_a_last_frame_that_a_header_counts_is_missed(tmp_path: Path, left: int) -> None:
    """The remedy names another file."""
    content = xing(frames=39) + mp3(1.0, kbps=64) + frame(kbps=64)[:left]

    error = refused(write(tmp_path, "a.mp3", content))

    assert "the file is cut short in its last frame" == error.message
    assert error.hint.endswith("ffmpeg -i a.mp3 -map 0:a:0 -codec:a libmp3lame -b:a 128k -ar 44100 a-new.mp3")


CONTENTS: dict[str, tuple[str, bytes, str]] = {
    "an empty file": ("a.mp3", b"", "the file is empty"),
    "only a tag": ("a.mp3", id3(500), "there is no MP3 audio in this file"),
    "only zeros": ("a.mp3", bytes(5000), "there is no MP3 audio in this file"),
    "only sync bytes": ("a.mp3", b"\xff" * 5000, "there is no MP3 audio in this file"),
    "noise": ("a.mp3", random.Random(1).randbytes(200_000), "there is no MP3 audio in this file"),
    "half a frame": ("a.mp3", frame()[:100], "there is no MP3 audio in this file"),
    "mostly something else": ("a.mp3", bytes(9000) + mp3(0.5), "most of this file is not MP3 audio"),
    "a PNG": ("a.mp3", png(20), "the name says .mp3, but the content is a PNG picture"),
    "a JPEG behind a tag": ("a.mp3", id3_behind() + jpeg(20), "the name says .mp3, but the content is a JPEG picture"),
    "HTML": ("a.mp3", b"\n<!DOCTYPE html><p>404", "the name says .mp3, but the content is a web page or XML"),
    "HTML with a mark": ("a.mp3", b"\xef\xbb\xbf<html>", "the name says .mp3, but the content is a web page or XML"),
    "a refusal in JSON": ("a.mp3", b'{"error": "not found"}', "the name says .mp3, but the content is text"),
    "a pointer": ("a.mp3", POINTER, "the name says .mp3, but the content is a git-lfs pointer"),
    "a ZIP": ("a.mp3", b"PK\x03\x04" + bytes(60), "the name says .mp3, but the content is a ZIP archive"),
    "WAV called MP3": ("a.mp3", b"RIFF\x00\x00\x00\x00WAVEfmt ", "the name says .mp3, but the content is WAV"),
    "AVI called MP3": ("a.mp3", b"RIFF\x00\x00\x00\x00AVI " + mp3(), "the name says .mp3, but the content is AVI"),
    "MP4 called MP3": ("a.mp3", m4a(), "the name says .mp3, but the content is MP4"),
    "MP3 called MP4": ("a.m4a", mp3(), "the name says .m4a, but the content is MP3"),
    "tagged MP3 called MP4": ("a.mp4", id3() + mp3(), "the name says .mp4, but the content is MP3"),
    "nothing called MP4": (
        "a.m4a",
        bytes(5000),
        "the name says .m4a, but the content is of no type that feedpub knows",
    ),
    "HEIC called MP4": ("a.mp4", box(b"ftyp", b"heic", bytes(8)), "but the content is a HEIC or AVIF picture"),
    "ADTS": ("a.mp3", b"\xff\xf1\x50\x80" + bytes(400), "the content is AAC without a container (ADTS)"),
    "layer I": ("a.mp3", b"\xff\xff\x90\x00" + bytes(400), "the name says .mp3, but the content is MPEG audio layer I"),
    "layer II": ("a.mp3", id3() + b"\xff\xfd\x90\x00" + bytes(400), "but the content is MPEG audio layer II"),
    "free format": (
        "a.mp3",
        b"\xff\xfb\x00\x00" + bytes(400),
        "the name says .mp3, but the content is free-format MP3",
    ),
    "WAV": ("a.wav", b"RIFF\x00\x00\x00\x00WAVEfmt ", "the name ends in .wav; Apple lists only .mp3, .m4a, .mp4, .m4v"),
    "FLAC": ("a.flac", b"fLaC" + bytes(60), "the name ends in .flac; Apple lists only"),
    "Ogg": ("a.ogg", b"OggS" + bytes(60), "the name ends in .ogg; Apple lists only"),
    "Opus": ("a.opus", b"OggS" + bytes(24) + b"OpusHead", "the name ends in .opus; Apple lists only"),
    "AAC": ("a.aac", b"\xff\xf1\x50\x80" + bytes(60), "the name ends in .aac; Apple lists only"),
    "AIFF": ("a.aiff", b"FORM\x00\x00\x00\x00AIFF", "the name ends in .aiff; Apple lists only"),
    "Windows Media": ("a.wma", b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "the name ends in .wma; Apple lists only"),
    "PDF": ("a.pdf", b"%PDF-1.7", "the name ends in .pdf; Apple lists only"),
    "no extension": ("a", mp3(), "the name has no extension; Apple lists only"),
    "protected purchase": ("a.m4p", m4a(), "the name ends in .m4p; Apple lists only"),
}


@pytest.mark.parametrize("kind", CONTENTS)
def test_what_is_no_episode_is_refused(tmp_path: Path, kind: str) -> None:
    """In our words, with something to do about it, and without naming a place."""
    name, content, message = CONTENTS[kind]

    error = refused(write(tmp_path, name, content))

    assert message in error.message
    assert error.hint
    assert "" == error.where


REMEDIES: dict[str, tuple[str, bytes, str]] = {
    "MP4 called MP3": ("my talk.mp3", m4a(), "rename it to my talk.m4a"),
    "MP3 without a name": ("talk", mp3(), "rename it to talk.mp3"),
    "MP3 called M4A": ("talk.m4a", mp3(), "rename it to talk.mp3"),
    "WAV": (
        "it's.wav",
        b"RIFF\x00\x00\x00\x00WAVEfmt ",
        """make an MP3: ffmpeg -i 'it'"'"'s.wav' -map 0:a:0 -codec:a libmp3lame -b:a 128k -ar 44100 'it'"'"'s.mp3'""",
    ),
    "a name like an option": (
        "-y.flac",
        b"fLaC",
        "ffmpeg -i ./-y.flac -map 0:a:0 -codec:a libmp3lame -b:a 128k -ar 44100 ./-y.mp3",
    ),
    "a picture": ("talk.png", png(20), "name the audio file, or export it again as MP3"),
}


@pytest.mark.parametrize("kind", REMEDIES)
def test_the_remedy_fits(tmp_path: Path, kind: str) -> None:
    """Renamed where that is enough, converted where there is sound, another file where there is none."""
    name, content, hint = REMEDIES[kind]

    error = refused(write(tmp_path, name, content))

    assert error.hint.endswith(hint)


def test_a_pointer_is_not_measured(tmp_path: Path) -> None:
    """From Python, where nobody looked for it."""
    error = refused(write(tmp_path, "a.mp3", POINTER))

    assert "get the file itself: git lfs pull" == error.hint


def test_special_files_are_refused_without_being_opened(tmp_path: Path) -> None:
    """Opening a pipe that nobody writes to would wait for ever."""
    pipe, folder = tmp_path / "pipe.mp3", tmp_path / "folder.mp3"
    os.mkfifo(pipe)
    folder.mkdir()

    errors = [refused(path).message for path in (pipe, folder, Path("/dev/zero"))]

    assert ["this is no ordinary file", "this is a folder", "this is no ordinary file"] == errors


def test_files_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    """Nothing there, and a link that leads to itself."""
    loop = tmp_path / "loop.mp3"
    loop.symlink_to(loop)

    errors = [refused(path).message for path in (tmp_path / "none.mp3", loop)]

    assert ["there is no such file", "the file cannot be read"] == errors


def test_a_file_that_grows_while_it_is_read_is_refused(tmp_path: Path) -> None:
    """It is still being exported, so neither size nor digest would be those of what is sent."""
    path = write(tmp_path, "a.mp3", mp3())

    def grow(_more: int) -> None:
        if path.stat().st_size < 1 << 20:
            with path.open("ab") as file:
                file.write(mp3())

    with pytest.raises(Unusable) as caught:
        probe.measure(path, file="a.mp3", on_bytes=grow)

    assert "the file changed while it was read" == caught.value.message


@pytest.mark.slow
def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """A file of 100 MiB needs a few pieces of 1 MiB, and never itself."""
    path, part = tmp_path / "a.mp3", frame(kbps=320, rate=32000, filler=b"sea") * 7300
    with path.open("ab") as file:
        file.writelines(part for _ in range(10))
    tracemalloc.start()

    try:
        audio = measure(path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert (73_000 * 36, sha256(part * 10).hexdigest()) == (audio.duration_ms, audio.identity)
    assert peak < 12 << 20 < 100 << 20 < path.stat().st_size
