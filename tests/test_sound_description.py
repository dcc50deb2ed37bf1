"""What sounds in an MP4, read from the codec's own configuration.

| line of the requirement | relatives | threads |
| --- | --- | --- |
| mono AAC is taken for stereo | the box around it always says two | gpac/mp4box.js#248, enzo1982/freac#700 |
| | HE-AAC of one channel decodes to two | nu774/qaac#38, knik0/faac#193 |
| | parametric stereo makes two of one | MediaArea/MediaInfoLib#1453 |
| codecs that browsers do not play | all of them in an M4A | nc-music/oc-music#1030, jellyfin/jellyfin#9850 |
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import programs
from tests.measuring import measure
from tests.movies import box, full
from tests.parts import need

from feedpub.audio.sound_description import SoundDescription, describe


def descriptor(tag: int, *parts: bytes, wide: bool = False) -> bytes:
    """One descriptor; `wide` writes its size in four bytes, as most programs do."""
    body = b"".join(parts)
    size = bytes([0x80, 0x80, 0x80, len(body)]) if wide else bytes([len(body)])
    return bytes([tag]) + size + body


def esds(config: bytes, *, kind: int = 0x40, flags: int = 0, wide: bool = True) -> bytes:
    """The box with an elementary stream descriptor."""
    extra = bytes(2) * bool(flags & 0x80) + (b"\x03url" if flags & 0x40 else b"") + bytes(2) * bool(flags & 0x20)
    decoder = descriptor(
        4, bytes([kind, 0x15]), bytes(11), descriptor(5, config, wide=wide) if config else b"", wide=wide
    )
    return full(b"esds", descriptor(3, bytes(2), bytes([flags]), extra, decoder, descriptor(6, b"\x02"), wide=wide))


def entry(code: bytes, *boxes: bytes, channels: int = 2, rate: int = 44100, version: int = 0) -> memoryview:
    """A sample entry whose own numbers say stereo at 44.1 kHz, unless told otherwise."""
    front = bytes(6) + struct.pack(">HHHI", 1, version, 0, 0)
    if version == 2:
        numbers = struct.pack(">HHHHIIdII", 3, 16, 0xFFFE, 0, 1 << 16, 72, float(rate), channels, 0x7F000000) + bytes(
            16
        )
    else:
        numbers = struct.pack(">HHHHI", channels, 16, 0, 0, rate << 16) + (bytes(16) if version == 1 else b"")
    return memoryview(box(code, front, numbers, *boxes))


CONFIGS: Mapping[str, tuple[str, tuple[str, int, int]]] = {
    "LC, mono, 44.1 kHz": ("1208", ("AAC", 1, 44100)),
    "LC, stereo, 44.1 kHz": ("1210", ("AAC", 2, 44100)),
    "LC, mono, 48 kHz": ("1188", ("AAC", 1, 48000)),
    "LC, stereo, 22.05 kHz": ("1390", ("AAC", 2, 22050)),
    "LC, 5.1": ("11b0", ("AAC", 6, 48000)),
    "LC, 7.1": ("11b8", ("AAC", 8, 48000)),
    "LC, SBR told to be absent": ("120856e500", ("AAC", 1, 44100)),
    "HE, mono, behind": ("138856e5a0", ("AAC", 1, 44100)),
    "HE, mono, behind, no PS": ("130856e59d4800", ("AAC", 1, 48000)),
    "HE, stereo, behind": ("139056e5a0", ("AAC", 2, 44100)),
    "HE, stereo, in front": ("2b920800", ("AAC", 2, 44100)),
    "HE, mono, in front": ("2b8a0800", ("AAC", 1, 44100)),
    "HE v2, in front": ("eb8a0800", ("AAC", 2, 44100)),
    "HE v2, behind": ("138856e5a54880", ("AAC", 2, 44100)),
    "LC with a core coder": ("120a0000", ("AAC", 1, 44100)),
}
"""Configuration (hex) → codec, channels, hertz."""


def xhe(kind: int, rate_index: int, layout: int) -> str:
    """A configuration of an audio object type beyond 30."""
    bits = 31 << 27 | (kind - 32) << 21 | rate_index << 17 | layout << 13
    return bits.to_bytes(4, "big").hex()


CONFIGS = {
    **CONFIGS,
    "xHE-AAC": (xhe(42, 4, 1), ("xHE-AAC", 1, 44100)),
    "MP3 as an audio object": (xhe(34, 4, 1), ("MP3", 1, 44100)),
    "a rate of its own": ((2 << 35 | 15 << 31 | 44056 << 7 | 1 << 3).to_bytes(5, "big").hex(), ("AAC", 1, 44056)),
}


@pytest.mark.parametrize("version", [0, 1, 2])
@pytest.mark.parametrize("kind", CONFIGS)
def test_channels_and_rate_are_those_of_the_codec(kind: str, version: int) -> None:
    """Whatever the box around says, in each of its three versions, and in QuickTime's box for it."""
    config, expected = CONFIGS[kind]
    inner = esds(bytes.fromhex(config))

    plain = describe(entry(b"mp4a", inner, channels=2, rate=32000, version=version))
    quicktime = describe(entry(b"mp4a", box(b"wave", box(b"frma", b"mp4a"), inner), channels=2, version=version))

    assert SoundDescription(*expected) == plain == quicktime


@pytest.mark.parametrize("flags", [0, 0x80, 0x40, 0x20, 0xE0])
@pytest.mark.parametrize("wide", [True, False])
def test_descriptors_are_read_in_every_shape(flags: int, *, wide: bool) -> None:
    """With what may stand in front, and sizes of one byte or four."""
    found = describe(entry(b"mp4a", esds(bytes.fromhex("1208"), flags=flags, wide=wide)))

    assert SoundDescription("AAC", 1, 44100) == found


CODES: Mapping[str, tuple[memoryview, SoundDescription]] = {
    "MP3 by its object": (entry(b"mp4a", esds(b"", kind=0x6B)), SoundDescription("MP3", 2, 44100)),
    "AC-3 by its object": (entry(b"mp4a", esds(b"", kind=0xA5)), SoundDescription("Dolby AC-3", 2, 44100)),
    "Apple Lossless": (entry(b"alac", channels=1), SoundDescription("Apple Lossless", 1, 44100)),
    "without a descriptor": (entry(b"mp4a"), SoundDescription("AAC", 2, 44100)),
    "with half a descriptor": (entry(b"mp4a", esds(b"\x12")[:20]), SoundDescription("AAC", 2, 44100)),
    "nobody knows it": (entry(b"xyz "), SoundDescription("xyz", 2, 44100)),
    "QuickTime PCM": (entry(b"lpcm", version=2, channels=6, rate=96000), SoundDescription("PCM", 6, 96000)),
}


@pytest.mark.parametrize("kind", CODES)
def test_other_codecs_are_called_by_their_names(kind: str) -> None:
    """By the code of their entry, or by what an `mp4a` entry says that it holds."""
    written, expected = CODES[kind]

    assert expected == describe(written)


@given(config=st.binary(max_size=12))
def test_no_configuration_is_too_strange(config: bytes) -> None:
    """Bits of anything: a description comes of it, and its numbers are plausible."""
    found = describe(entry(b"mp4a", esds(config)))

    assert found.codec
    assert 1 <= found.channels <= 8
    assert 0 <= found.sample_rate < 1 << 24


MADE: Mapping[str, tuple[list[str], tuple[str, int, int]]] = {
    "mono.m4a": (["-c:a", "aac", "-ac", "1"], ("AAC", 1, 44100)),
    "stereo.m4a": (["-c:a", "aac", "-ar", "48000"], ("AAC", 2, 48000)),
    "mono.mp4": (
        ["-f", "lavfi", "-i", "testsrc=d=2:s=16x16", "-c:v", "mpeg4", "-c:a", "aac", "-ac", "1"],
        ("AAC", 1, 44100),
    ),
    "surround.m4a": (["-c:a", "aac", "-ac", "6"], ("AAC", 6, 44100)),
    "low.m4a": (["-c:a", "aac", "-ac", "1", "-ar", "22050"], ("AAC", 1, 22050)),
    "fragments.m4a": (["-c:a", "aac", "-ac", "1", "-movflags", "empty_moov"], ("AAC", 1, 44100)),
    "alac.m4a": (["-c:a", "alac", "-ac", "1"], ("Apple Lossless", 1, 44100)),
    "opus.m4a": (["-c:a", "libopus", "-f", "mp4"], ("Opus", 2, 48000)),
    "mp3.m4a": (["-c:a", "libmp3lame", "-f", "mp4"], ("MP3", 2, 44100)),
}


@pytest.mark.audio
@pytest.mark.parametrize("name", MADE)
def test_real_files_are_what_they_were_made_as(tmp_path: Path, name: str) -> None:
    """By ffmpeg, which writes two channels into the box around AAC; its own reader is the judge."""
    need("ffmpeg", "ffprobe")
    options, expected = MADE[name]
    sound = ["-f", "lavfi", "-i", "anoisesrc=d=2:r=44100,aformat=channel_layouts=stereo"]
    programs.run(["ffmpeg", "-v", "error", *sound, *options, name], cwd=tmp_path)

    audio = measure(tmp_path / name)

    shown = ["-select_streams", "a", "-show_entries", "stream=sample_rate,channels", "-of", "csv=p=0"]
    read = programs.run(["ffprobe", "-v", "error", *shown, name], cwd=tmp_path, text=True).stdout
    assert expected == (audio.codec, audio.channels, audio.sample_rate)
    assert f"{audio.sample_rate},{audio.channels}" == read.strip().rstrip(",")
