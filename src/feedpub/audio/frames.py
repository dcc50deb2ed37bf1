"""MPEG audio frame headers, looked up instead of taken apart each time.

Source: ISO/IEC 11172-3 §2.4.1.3 and 13818-3 (lower sample rates); MPEG-2.5 is the common extension of both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product

_MPEG1, _MPEG2, _MPEG25 = 3, 2, 0
_LAYER_3 = 1
_RATES = {_MPEG1: (44100, 48000, 32000), _MPEG2: (22050, 24000, 16000), _MPEG25: (11025, 12000, 8000)}
_KBPS_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KBPS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)

STREAM = 0x1E0C
"""Bits of a code that all frames of one stream share: version, layer and sample rate."""


SIZES = [0] * (1 << 16)
"""By code (second and third byte of a header, after 0xFF): bytes of the frame; 0 where it is no layer III frame."""

SAMPLES = [0] * (1 << 16)
"""By code: samples of the frame, per channel."""

RATES = [0] * (1 << 16)
"""By code: sample rate in hertz."""


def _fill() -> None:
    """Enter the thousand codes that are frames; CRC and the private bit mean nothing here."""
    every = product(_RATES, range(1, len(_KBPS_1)), range(3), (0, 1), (0, 1), (0, 1))
    for version, bitrate, rate, padding, crc, private in every:
        code = 7 << 13 | version << 11 | _LAYER_3 << 9 | crc << 8 | bitrate << 4 | rate << 2 | padding << 1 | private
        hertz, is_first = _RATES[version][rate], version == _MPEG1
        SIZES[code] = (144_000 * _KBPS_1[bitrate] if is_first else 72_000 * _KBPS_2[bitrate]) // hertz + padding
        SAMPLES[code] = 1152 if is_first else 576
        RATES[code] = hertz


_fill()


def nominal(code: int) -> float:
    """Bytes a second of frames that are all like this one, but for padding."""
    version = code >> 11 & 3
    return 125.0 * (_KBPS_1 if version == _MPEG1 else _KBPS_2)[code >> 4 & 15]


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a Xing, Info or VBRI frame says of the frames that follow it."""

    count: int = 0
    """How many; 0 if it does not say."""

    length: int = 0
    """Their bytes, its own included; 0 if it does not say."""

    has_table: bool = False
    """Whether it says where in the file each hundredth of the playing time begins."""

    encoder: str = ""
    """As the LAME tag names it; empty without one, or where an encoder is not known to write what follows."""

    delay: int = 0
    """Samples of silence that the encoder added in front."""

    padding: int = 0
    """And behind."""


def header(frame: bytes) -> Header | None:
    """What a frame says of those that follow it; None if it is a frame of audio."""
    side = frame[4:48]
    if (at := 4 + side.find(b"VBRI")) >= 4:
        return Header(count=_number(frame, at + 14), length=_number(frame, at + 10), has_table=True)
    if (at := 4 + max(side.find(b"Xing"), side.find(b"Info"))) < 4:
        return None
    flags, values, place = _number(frame, at + 4), [0, 0, 0, 0], at + 8
    for index, size in enumerate((4, 4, 100, 4)):
        if flags & 1 << index:
            values[index], place = _number(frame, place), place + size
    count, length, _table, _quality = values
    said = Header(count=count, length=length, has_table=bool(flags & 4))
    if frame[place : place + 4] not in {b"LAME", b"Lavf", b"Lavc"}:
        return said
    encoder = frame[place : place + 9].split(b"\0")[0].decode("latin-1")
    packed = int.from_bytes(frame[place + 21 : place + 24], "big")
    return replace(said, encoder=encoder, delay=packed >> 12, padding=packed & 0xFFF)


def trim(frame: bytes) -> int | None:
    """Samples of silence that an encoder added, as the header frame says; None if this is a frame of audio."""
    said = header(frame)
    return said.delay + said.padding if said else None


def claimed(frame: bytes) -> int | None:
    """How many frames follow, as a header frame says; None if it does not, or is none."""
    said = header(frame)
    return said.count or None if said else None


def _number(frame: bytes, at: int) -> int:
    return int.from_bytes(frame[at : at + 4], "big")
