"""What sounds in a track of an MP4 or QuickTime file: codec, channels and sample rate, as the codec itself has them.

The numbers in the box around an AAC track are often those of another recording: ISO/IEC 14496-12 lets writers put 2
channels there whatever they are. Sources: ISO/IEC 14496-12 §12.2.3, 14496-14 §5.6, 14496-1 §7.2.6 (descriptors),
14496-3 §1.6.2.1 (AudioSpecificConfig); versions 1 and 2: QuickTime File Format Specification, "Sound Sample
Descriptions". Codes: mp4ra.org.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass

from feedpub.audio.boxes import find, number

AAC = "AAC"
"""The one codec that every app and browser plays from an M4A."""

_CODECS: Mapping[bytes, str] = {
    b"mp4a": AAC,
    b"alac": "Apple Lossless",
    b"fLaC": "FLAC",
    b"Opus": "Opus",
    b"ac-3": "Dolby AC-3",
    b"ec-3": "Dolby E-AC-3",
    b"ac-4": "Dolby AC-4",
    b"mlpa": "Dolby TrueHD",
    b".mp3": "MP3",
    b"apac": "Apple Positional Audio",
    b"dtsc": "DTS",
    b"dtsh": "DTS",
    b"dtsl": "DTS",
    b"samr": "AMR",
    b"sawb": "AMR",
    b"mha1": "MPEG-H",
    b"mhm1": "MPEG-H",
    **dict.fromkeys((b"sowt", b"twos", b"lpcm", b"ipcm", b"fpcm", b"in24", b"in32", b"fl32", b"raw "), "PCM"),
}
"""By the code of the sample entry; others are called by their code."""

_OBJECTS: Mapping[int, str] = {
    **dict.fromkeys((0x69, 0x6B), "MP3"),
    0xA5: "Dolby AC-3",
    0xA6: "Dolby E-AC-3",
    0xA9: "DTS",
    0xAD: "Opus",
    0xDD: "Vorbis",
}
"""By `objectTypeIndication`, what an `mp4a` entry holds instead of AAC."""

_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
_CHANNELS: Mapping[int, int] = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 8, 11: 7, 12: 8, 14: 8}
"""`channelConfiguration` → channels."""


@dataclass(frozen=True, slots=True)
class SoundDescription:
    """How the samples of a track sound."""

    codec: str
    """Its common name: `AAC`, `Apple Lossless`, …, or its code."""

    channels: int
    sample_rate: int
    """Hertz; 0 if it does not say."""


def describe(entry: memoryview) -> SoundDescription:
    """What a sample entry of a sound track says, its size and code included. Raises `IndexError` if it is cut short."""
    code, version = bytes(entry[4:8]), number(entry, 16, 2)
    if version == 2:
        channels, rate, inner = number(entry, 48), round(struct.unpack_from(">d", entry, 40)[0]), 72
    else:
        channels, rate, inner = number(entry, 24, 2), number(entry, 32) >> 16, 52 if version == 1 else 36
    codec = _CODECS.get(code) or code.decode("latin-1").strip()
    if code == b"mp4a":
        codec, channels, rate = _of_descriptor(_esds(entry[inner:]), channels, rate)
    return SoundDescription(codec, channels, rate)


def _esds(boxes: memoryview) -> memoryview:
    """The elementary stream descriptor; QuickTime puts it into a box of its own. Empty if there is none."""
    found = find(boxes, b"esds")
    if found is None:
        found = find(boxes, b"wave", b"esds")
    return memoryview(b"") if found is None else found[4:]


def _of_descriptor(esds: memoryview, channels: int, rate: int) -> tuple[str, int, int]:
    """Codec, channels and rate; those of the box around it where the descriptor says nothing."""
    kind, config = 0, memoryview(b"")
    try:
        body = _inner(esds, 3)
        flags = body[2]
        at = 3 + 2 * bool(flags & 0x80)
        at += (1 + body[at] if flags & 0x40 else 0) + 2 * bool(flags & 0x20)
        decoder = _inner(body[at:], 4)
        kind = decoder[0]
        config = _inner(decoder[13:], 5)
    except IndexError:
        pass
    if kind in _OBJECTS or not config:
        return _OBJECTS.get(kind, AAC), channels, rate
    found = _Config.read(config)
    return found.codec, found.channels or channels, found.sample_rate or rate


def _inner(data: memoryview, tag: int) -> memoryview:
    """The content of the descriptor that begins here. Raises `IndexError` if it is another one."""
    if data[0] != tag:
        raise IndexError(tag)
    at, size = 1, 0
    while True:
        size = size << 7 | data[at] & 0x7F
        at += 1
        if not data[at - 1] & 0x80:
            return data[at : at + size]


class _Bits:
    """Numbers of so many bits, one behind the other; zeros behind the end."""

    def __init__(self, data: memoryview) -> None:
        self._bits = int.from_bytes(data, "big")
        self.left = 8 * len(data)

    def take(self, count: int) -> int:
        self.left -= count
        return (self._bits >> self.left if self.left >= 0 else self._bits << -self.left) & (1 << count) - 1


_SBR, _PS, _LAYER_3, _USAC = 5, 29, 34, 42
_SYNC_SBR, _SYNC_PS = 0x2B7, 0x548
_PLAIN = frozenset({1, 2, 3, 4, 6, 7, 17, 19, 20, 21, 22, 23})
"""Audio object types that GASpecificConfig describes."""

_AAC = frozenset({1, 2, 3, 4, 6, 17, 19, 20, 23, 39})


@dataclass(slots=True)
class _Config:
    """AudioSpecificConfig."""

    codec: str
    channels: int
    sample_rate: int

    @classmethod
    def read(cls, data: memoryview) -> _Config:
        """Spectral band replication doubles the sample rate, parametric stereo makes two channels of one."""
        bits = _Bits(data)
        kind, rate, layout = _kind(bits), _rate(bits), bits.take(4)
        has_ps = kind == _PS
        if kind in {_SBR, _PS}:
            rate = _rate(bits)
            kind = _kind(bits)
            is_explicit = True
        else:
            is_explicit = False
        channels = _CHANNELS.get(layout, 0)
        if kind in _PLAIN and layout:
            extended, says_ps = _extension(bits, kind, is_explicit=is_explicit)
            rate, has_ps = extended or rate, has_ps or says_ps
        return cls(_name(kind), 2 if has_ps and channels == 1 else channels, rate)


def _kind(bits: _Bits) -> int:
    kind = bits.take(5)
    return 32 + bits.take(6) if kind == 31 else kind


def _rate(bits: _Bits) -> int:
    index = bits.take(4)
    if index == 15:
        return bits.take(24)
    return _RATES[index] if index < len(_RATES) else 0


def _extension(bits: _Bits, kind: int, *, is_explicit: bool) -> tuple[int, bool]:
    """The sample rate with spectral band replication (0: as it is) and whether there is parametric stereo.

    Both stand behind the configuration, where decoders that do not know them do not look.
    """
    bits.take(1)
    if bits.take(1):
        bits.take(14)
    if bits.take(1) and kind in {17, 19, 20, 21, 22, 23}:
        return 0, False
    rate = 0
    if bits.left < 11 or (not is_explicit and bits.left < 16):
        return 0, False
    sync = bits.take(11)
    if not is_explicit and sync == _SYNC_SBR and bits.take(5) == _SBR:
        if not bits.take(1):
            return 0, False
        rate = _rate(bits)
        sync = bits.take(11) if bits.left >= 12 else 0
    return rate, sync == _SYNC_PS and bool(bits.take(1))


def _name(kind: int) -> str:
    if kind in _AAC:
        return AAC
    return {_USAC: "xHE-AAC", _LAYER_3: "MP3"}.get(kind, f"MPEG-4 audio object {kind}")
