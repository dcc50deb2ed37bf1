"""MPEG audio frame headers, looked up instead of taken apart each time.

Source: ISO/IEC 11172-3 §2.4.1.3 and 13818-3 (lower sample rates); MPEG-2.5 is the common extension of both.
"""

from __future__ import annotations

_MPEG1, _MPEG2, _MPEG25 = 3, 2, 0
_LAYER_3 = 1
_RATES = {_MPEG1: (44100, 48000, 32000), _MPEG2: (22050, 24000, 16000), _MPEG25: (11025, 12000, 8000)}
_KBPS_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KBPS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)

STREAM = 0x1E0C
"""Bits of a code that all frames of one stream share: version, layer and sample rate."""


def _frame(code: int) -> tuple[int, int, int]:
    version, layer = code >> 11 & 3, code >> 9 & 3
    bitrate, rate, padding = code >> 4 & 15, code >> 2 & 3, code >> 1 & 1
    if code >> 13 != 7 or version == 1 or layer != _LAYER_3 or bitrate in {0, 15} or rate == 3:
        return 0, 0, 0
    hertz = _RATES[version][rate]
    if version == _MPEG1:
        return 144_000 * _KBPS_1[bitrate] // hertz + padding, 1152, hertz
    return 72_000 * _KBPS_2[bitrate] // hertz + padding, 576, hertz


_FRAMES = [_frame(code) for code in range(1 << 16)]

SIZES = [size for size, _, _ in _FRAMES]
"""By code (second and third byte of a header, after 0xFF): bytes of the frame; 0 where it is no layer III frame."""

SAMPLES = [samples for _, samples, _ in _FRAMES]
"""By code: samples of the frame, per channel."""

RATES = [hertz for _, _, hertz in _FRAMES]
"""By code: sample rate in hertz."""


def trim(frame: bytes) -> int | None:
    """What a Xing, Info or VBRI frame says of silence that an encoder added; None if this is a frame of audio.

    In samples: the encoder's delay in front plus its padding behind, as the LAME tag has them; 0 without one.
    """
    side = frame[4:48]
    if b"VBRI" in side:
        return 0
    at = 4 + max(side.find(b"Xing"), side.find(b"Info"))
    if at < 4:
        return None
    flags = int.from_bytes(frame[at + 4 : at + 8], "big")
    lame = at + 8 + sum(size for bit, size in ((1, 4), (2, 4), (4, 100), (8, 4)) if flags & bit)
    if frame[lame : lame + 4] not in {b"LAME", b"Lavf", b"Lavc"}:
        return 0
    packed = int.from_bytes(frame[lame + 21 : lame + 24], "big")
    return (packed >> 12) + (packed & 0xFFF)
