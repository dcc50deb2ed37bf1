"""MP3 files made by hand: valid silent frames whose spare bytes tell one recording from another."""

from __future__ import annotations

from hashlib import sha256

_KBPS = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    0: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def frame(*, kbps: int = 64, rate: int = 44100, mono: bool = True, padding: bool = False, filler: bytes = b"") -> bytes:
    """One layer III frame of silence; `filler` goes where decoders look at nothing."""
    version = next(version for version, rates in _RATES.items() if rate in rates)
    bits = 0xFFE << 20 | version << 19 | 1 << 17 | 1 << 16
    bits |= (
        _KBPS[version].index(kbps) << 12 | _RATES[version].index(rate) << 10 | padding << 9 | (3 if mono else 0) << 6
    )
    size = (144_000 if version == 3 else 72_000) * kbps // rate + padding
    side = {(3, True): 17, (3, False): 32}.get((version, mono), 9 if mono else 17)
    spare = size - 4 - side
    return (
        bits.to_bytes(4, "big")
        + bytes(side)
        + (filler * (spare // max(1, len(filler)) + 1))[:spare].ljust(spare, b"\0")
    )


def samples(rate: int) -> int:
    """Samples in a frame of that rate."""
    return 1152 if rate >= 32000 else 576


def mp3(
    seconds: float = 1.0, *, kbps: int = 64, rate: int = 44100, mono: bool = True, tag: bytes = b"", seed: int = 0
) -> bytes:
    """A constant-bit-rate MP3 of about that length; another `seed` is another recording."""
    filler = bytes(byte & 0x7F for byte in sha256(str(seed).encode()).digest())
    one = frame(kbps=kbps, rate=rate, mono=mono, filler=filler)
    return tag + one * max(2, round(seconds * rate / samples(rate)))


def id3(size: int = 100, *, content: bytes = b"\0") -> bytes:
    """An ID3v2.3 tag of padding, or of the given content."""
    body = (content * size)[:size]
    length = bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\x00\x00" + length + body


def xing(
    *,
    kbps: int = 64,
    rate: int = 44100,
    mono: bool = True,
    frames: int = 0,
    trim: tuple[int, int] = (0, 0),
    encoder: bytes = b"LAME3.100",
) -> bytes:
    """An Info frame that claims a number of frames, with an encoder's tag of its delay and padding."""
    plain = bytearray(frame(kbps=kbps, rate=rate, mono=mono))
    at = 4 + (17 if mono else 32)
    plain[at : at + 12] = b"Info" + (15).to_bytes(4, "big") + frames.to_bytes(4, "big")
    plain[at + 120 : at + 129] = encoder.ljust(9, b"\0")
    plain[at + 141 : at + 144] = (trim[0] << 12 | trim[1]).to_bytes(3, "big")
    return bytes(plain)
