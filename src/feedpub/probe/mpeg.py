"""MP3 frames: how long a recording really is, and which bytes are it.

Every frame header is walked, because nothing else is exact: headers lie, files are joined, and a file of variable bit
rate without a Xing header tells nothing (mutagen reads 508 s for 1,754 s). Source: ISO/IEC 11172-3 and 13818-3 (frame
header), the Xing/Info and LAME tag as encoders write them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256

_V1, _V2, _V25 = 3, 2, 0
_RATES = {_V1: (44100, 48000, 32000), _V2: (22050, 24000, 16000), _V25: (11025, 12000, 8000)}
_KBPS_V1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KBPS_V2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_LAYER_3 = 1
_SAME_STREAM = 0x1E0C
"""Bits of the second and third header byte that all frames of one stream share: version, layer, sample rate."""

DELAY_AND_PADDING_AT = 21
"""Where the LAME tag keeps them, from the encoder's name on."""


def _frame(code: int) -> tuple[int, int, int]:
    """Length in bytes, samples and sample rate of a frame whose second and third header byte are `code`."""
    version, layer = code >> 11 & 3, code >> 9 & 3
    bitrate, rate, padding = code >> 4 & 15, code >> 2 & 3, code >> 1 & 1
    if code >> 13 != 7 or version == 1 or layer != _LAYER_3 or bitrate in {0, 15} or rate == 3:
        return 0, 0, 0
    hertz = _RATES[version][rate]
    if version == _V1:
        return 144_000 * _KBPS_V1[bitrate] // hertz + padding, 1152, hertz
    return 72_000 * _KBPS_V2[bitrate] // hertz + padding, 576, hertz


_FRAMES = [_frame(code) for code in range(1 << 16)]
_SIZES = [size for size, _, _ in _FRAMES]


@dataclass(slots=True)
class Scanner:
    """Walks an MP3 that is fed to it in pieces of any size; memory stays at one piece and one frame."""

    _buffer: bytes = b""
    _position: int = 0
    """Into the buffer: where the next frame should begin."""

    _skip: int = 0
    """Bytes of a tag still to pass over."""

    _stream: int = -1
    """The bits of `_SAME_STREAM` of the first frame; -1 before it."""

    _counts: dict[int, int] = field(default_factory=dict)
    _identity: object = field(default_factory=sha256)
    _bytes: int = 0
    _trim: int = 0
    """Samples of encoder delay and padding, by the LAME tag."""

    _lost: bool = True
    """Frames have not begun, or something else stands between them."""

    has_header: bool = False
    """There is a Xing or Info frame in front."""

    channels: int = 0
    truncated: bool = False
    """The last frame is cut short."""

    def feed(self, data: bytes) -> None:
        """Walk as far as this piece goes."""
        self._buffer = self._buffer[self._position :] + data
        self._position = 0
        self._walk(end=False)

    def finish(self) -> None:
        """Walk the rest; afterwards the figures stand."""
        self._walk(end=True)

    @property
    def frames(self) -> int:
        """Audio frames found."""
        return sum(self._counts.values())

    @property
    def sample_rate(self) -> int:
        """Hertz, of most frames."""
        return _FRAMES[max(self._counts, key=lambda code: self._counts[code])][2]

    @property
    def duration_ms(self) -> int:
        """Playing time, encoder delay and padding taken off as players do."""
        seconds = sum(_FRAMES[code][1] * count / _FRAMES[code][2] for code, count in self._counts.items())
        return round(1000 * max(0.0, seconds - self._trim / self.sample_rate))

    @property
    def bitrate(self) -> int:
        """Average bits per second of the audio frames."""
        return round(self._bytes * 8000 / max(1, self.duration_ms))

    @property
    def identity(self) -> str:
        """SHA-256 (hex) of all audio frames, whatever stands between, before and behind them."""
        return self._identity.hexdigest()  # type: ignore[attr-defined,no-any-return]  # hashlib's type is private

    def _walk(self, *, end: bool) -> None:
        while self._skipped():
            if self._lost:
                if not self._resync(end=end):
                    break
            elif self._run():
                self._lost = True
            else:
                break
        if end:
            self.truncated = self.frames > 0 and not self._lost and self._is_whole_later(self._position)

    def _skipped(self) -> bool:
        """Pass over the rest of a tag; False while it goes beyond the buffer."""
        step = min(self._skip, len(self._buffer) - self._position)
        self._position += step
        self._skip -= step
        return not self._skip

    def _run(self) -> bool:
        """Take whole frames as long as they follow each other; True if something else stands here."""
        buffer, counts, position = self._buffer, self._counts, self._position
        begin, last = position, len(buffer) - 4
        while position <= last and buffer[position] == 0xFF:
            code = buffer[position + 1] << 8 | buffer[position + 2]
            size = _SIZES[code]
            if not size or position + size > len(buffer):
                break
            if self._stream < 0:
                if self._begins(buffer[position : position + size], code):
                    position += size
                    begin = position
                    continue
            elif code & _SAME_STREAM != self._stream:
                break
            counts[code] = counts.get(code, 0) + 1
            position += size
        self._take(begin, position)
        self._position = position
        return not (position > last or self._is_whole_later(position))

    def _is_whole_later(self, position: int) -> bool:
        """Whether a frame begins here that the buffer does not hold to its end yet."""
        size = self._size_at(position)
        return size > 0 and position + size > len(self._buffer)

    def _size_at(self, position: int) -> int:
        """Length of the frame that begins here and fits the stream; 0 for anything else."""
        header = self._buffer[position : position + 3]
        if len(header) < 3 or header[0] != 0xFF:
            return 0
        code = header[1] << 8 | header[2]
        fits = self._stream < 0 or code & _SAME_STREAM == self._stream
        return _SIZES[code] if fits else 0

    def _take(self, begin: int, end: int) -> None:
        self._identity.update(memoryview(self._buffer)[begin:end])  # type: ignore[attr-defined]  # hashlib's type
        self._bytes += end - begin

    def _begins(self, frame: bytes, code: int) -> bool:
        """Note the stream at its first frame; True if that is a Xing or Info header, which is no audio."""
        self._stream = code & _SAME_STREAM
        self.channels = 1 if frame[3] >> 6 == 3 else 2
        at = max(frame.find(b"Xing", 0, 48), frame.find(b"Info", 0, 48))
        if at < 0 and frame.find(b"VBRI", 0, 48) < 0:
            return False
        self.has_header = True
        lame = at + 120
        if at >= 0 and frame[lame : lame + 4] in {b"LAME", b"Lavf", b"Lavc", b"L3.9"} and len(frame) >= lame + 24:
            packed = int.from_bytes(frame[lame + DELAY_AND_PADDING_AT : lame + DELAY_AND_PADDING_AT + 3], "big")
            self._trim = (packed >> 12) + (packed & 0xFFF)
        return True

    def _resync(self, *, end: bool) -> bool:
        """Find where frames go on: behind a tag, or at the next two headers in a row; False if more is needed."""
        buffer, position = self._buffer, self._position
        if buffer[position : position + 3] == b"ID3":
            return self._enter_tag(position)
        while (position := buffer.find(b"\xff", position)) >= 0:
            size = self._size_at(position)
            behind = position + (size or 1)
            if size and (self._size_at(behind) or (end and behind == len(buffer))):
                self._position, self._lost = position, False
                return True
            if not end and behind + 3 > len(buffer):
                break
            position += 1
        # "ID3" may begin in the last two bytes.
        self._position = max(self._position, position if position >= 0 else len(buffer) - 2)
        return False

    def _enter_tag(self, position: int) -> bool:
        header = self._buffer[position : position + 10]
        if len(header) < 10:
            return False
        self._skip = 10 + _synchsafe(header[6:])
        return True


def _synchsafe(four: bytes) -> int:
    return four[0] << 21 | four[1] << 14 | four[2] << 7 | four[3]
