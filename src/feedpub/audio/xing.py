"""The Xing, Info or VBRI header of an MP3: how long it is, and where in it which moment lies; read, and written.

It stands in a frame of silence, which players that do not know it play.

Sources: ISO/IEC 11172-3 §2.4.1 (frames whose side information is zero are silent); "Xing VBR Header" as every player
reads it; the LAME tag's own description (delay, padding, CRC-16).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from feedpub.model.measured import Frames

# --- read


@dataclass(frozen=True, slots=True, kw_only=True)
class XingHeader:
    """What the header says of the frames that follow it."""

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


def read_header(frame: bytes) -> XingHeader | None:
    """What a frame says of those that follow it; None if it is a frame of audio."""
    side = frame[4:48]
    if (at := 4 + side.find(b"VBRI")) >= 4:
        return XingHeader(count=_number(frame, at + 14), length=_number(frame, at + 10), has_table=True)
    if (at := 4 + max(side.find(b"Xing"), side.find(b"Info"))) < 4:
        return None
    flags, values, place = _number(frame, at + 4), [0, 0, 0, 0], at + 8
    for index, size in enumerate((4, 4, 100, 4)):
        if flags & 1 << index:
            values[index], place = _number(frame, place), place + size
    count, length, _table, _quality = values
    header = XingHeader(count=count, length=length, has_table=bool(flags & 4))
    if frame[place : place + 4] not in {b"LAME", b"Lavf", b"Lavc"}:
        return header
    encoder = frame[place : place + 9].split(b"\0")[0].decode("latin-1")
    packed = int.from_bytes(frame[place + 21 : place + 24], "big")
    return replace(header, encoder=encoder, delay=packed >> 12, padding=packed & 0xFFF)


def _number(frame: bytes, at: int) -> int:
    return int.from_bytes(frame[at : at + 4], "big")


# --- written

_MPEG1, _MONO = 3, 3
_KBPS = 64
"""The lowest rate whose frames hold everything, at every sample rate."""

_COUNT, _LENGTH, _TABLE, _QUALITY = 1, 2, 4, 8


def xing_frame(first: bytes, sample_rate: int, frames: Frames) -> bytes:
    """A silent frame of the stream whose first frame begins with these four bytes, to stand in front of its audio."""
    version, is_mono = first[1] >> 3 & 3, first[3] >> 6 == _MONO
    side = (17 if is_mono else 32) if version == _MPEG1 else (9 if is_mono else 17)
    size = (144_000 if version == _MPEG1 else 72_000) * _KBPS // sample_rate
    code = 5 if version == _MPEG1 else 8
    head = bytes([0xFF, first[1] | 1, code << 4 | first[2] & 0x0C, first[3] & 0xCF])
    front = head + bytes(side) + _body(frames, size)
    return (front + (_lame(front, frames, size) if frames.encoder else b"")).ljust(size, b"\0")


def _body(frames: Frames, size: int) -> bytes:
    start = frames.begin + frames.header - size
    length = frames.end - start
    flags = _COUNT | _LENGTH | _TABLE | (_QUALITY if frames.encoder else 0)
    table = bytes(min(255, 256 * (place - start) // length) for place in frames.toc)
    numbers = b"".join(number.to_bytes(4, "big") for number in (flags, frames.count, length))
    return (b"Xing" if frames.is_variable else b"Info") + numbers + table + (bytes(4) if frames.encoder else b"")


def _lame(front: bytes, frames: Frames, size: int) -> bytes:
    """The encoder's tag, for the silence that it added; nothing else in it is known any more."""
    length = frames.end - frames.begin - frames.header + size
    tag = (
        frames.encoder.encode("latin-1").ljust(9, b"\0")
        + bytes(12)
        + (frames.delay << 12 | frames.padding).to_bytes(3, "big")
    )
    tag += bytes(4) + length.to_bytes(4, "big") + bytes(2)
    return tag + _crc(front + tag).to_bytes(2, "big")


def _crc(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc
