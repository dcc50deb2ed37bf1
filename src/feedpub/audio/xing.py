"""A silent frame with a Xing header: how long a recording is, and where in it which moment lies.

Sources: ISO/IEC 11172-3 §2.4.1 (frames whose side information is zero are silent); "Xing VBR Header" as every player
reads it; the LAME tag's own description (delay, CRC-16).
"""

from __future__ import annotations

from feedpub.model.measured import Frames

_MPEG1, _MONO = 3, 3
_KBPS = 64
"""The lowest rate whose frames hold everything, at every sample rate."""

_COUNT, _LENGTH, _TABLE, _QUALITY = 1, 2, 4, 8


def frame(first: bytes, sample_rate: int, frames: Frames) -> bytes:
    """A frame of the stream whose first frame begins with these four bytes, to stand in front of its audio."""
    version, is_mono = first[1] >> 3 & 3, first[3] >> 6 == _MONO
    side = (17 if is_mono else 32) if version == _MPEG1 else (9 if is_mono else 17)
    size = (144_000 if version == _MPEG1 else 72_000) * _KBPS // sample_rate
    code = 5 if version == _MPEG1 else 8
    head = bytes([0xFF, first[1] | 1, code << 4 | first[2] & 0x0C, first[3] & 0xCF])
    front = head + bytes(side) + _header(frames, size)
    return (front + (_lame(front, frames, size) if frames.encoder else b"")).ljust(size, b"\0")


def _header(frames: Frames, size: int) -> bytes:
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
