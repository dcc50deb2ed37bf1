"""MP3: how long a recording really is, which bytes are it, and where in them which moment plays.

Every frame header is walked, because nothing else is exact: Xing headers lie, files are joined, and a file of variable
bit rate without one says nothing (mutagen reads 508 s for 1,754 s).
"""

from __future__ import annotations

import re
import struct
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from itertools import accumulate, product
from typing import BinaryIO

from feedpub.audio.silence import SilenceFinder, Stretch, is_silent
from feedpub.audio.xing import XingHeader, read_header
from feedpub.model.measured import Frames

# --- frame headers, looked up instead of taken apart each time
# ISO/IEC 11172-3 §2.4.1.3 and 13818-3 (lower sample rates); MPEG-2.5 is the common extension of both.

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


def _nominal(code: int) -> float:
    """Bytes a second of frames that are all like this one, but for padding."""
    version = code >> 11 & 3
    return 125.0 * (_KBPS_1 if version == _MPEG1 else _KBPS_2)[code >> 4 & 15]


# --- what stands around the recording
# Only where tags end is asked here: mutagen would take every frame of one apart, and stop at a damaged one. Sources:
# id3.org "ID3 tag version 2.4.0 - Main Structure" §3, "ID3v1", "Lyrics3 v2.00"; "APE Tags Header", version 2.

_ID3_HEADER = 10
"""Bytes of an ID3v2 header."""

_APE = 32
"""Bytes of the header and of the footer of an APE tag."""

_APE_HAS_HEADER = 1 << 31
_LYRICS1_LIMIT = 5100 + 20
_SYNCHSAFE = re.compile(rb"ID3[\x02-\x04][^\xff].[\x00-\x7f]{4}", re.DOTALL)


def _id3_size(head: bytes) -> int:
    """Bytes of the ID3v2 tag that begins with these ten, header and footer included; 0 if none does."""
    if not _SYNCHSAFE.match(head):
        return 0
    footer = _ID3_HEADER if head[5] & 0x10 else 0
    return _ID3_HEADER + _synchsafe(head[6:10]) + footer


def frames_span(file: BinaryIO, size: int) -> tuple[int, int]:
    """From where to where frames can be in an MP3 file of `size` bytes. A tag that claims too much is not believed."""
    start, stop = 0, size
    while 0 < (length := _in_front(_read(file, start, _APE))) <= size - start:
        start += length
    while 0 < (length := _behind(file, stop)) <= stop - start:
        stop -= length
    return start, stop


def _in_front(head: bytes) -> int:
    if head[:8] == b"APETAGEX":
        return _APE + int(struct.unpack_from("<I", head.ljust(_APE, b"\0"), 12)[0])
    return _id3_size(head)


def _behind(file: BinaryIO, stop: int) -> int:
    """Bytes of the tag that ends here; 0 if none does."""
    tail = _read(file, max(0, stop - 128), min(128, stop)).rjust(128, b"\0")
    if tail[:3] == b"TAG":
        return 128 + (227 if _read(file, max(0, stop - 128 - 227), 4) == b"TAG+" else 0)
    if tail[-32:-24] == b"APETAGEX":
        length, _, flags = struct.unpack("<III", tail[-20:-8])
        return int(length) + (_APE if flags & _APE_HAS_HEADER else 0)
    if tail[-10:-7] == b"3DI":
        return 2 * _ID3_HEADER + _synchsafe(tail[-4:])
    if tail[-9:] == b"LYRICS200" and tail[-15:-9].isdigit():
        return int(tail[-15:-9]) + 15
    if tail[-9:] == b"LYRICSEND":
        begin = max(0, stop - _LYRICS1_LIMIT)
        at = _read(file, begin, stop - begin).rfind(b"LYRICSBEGIN")
        return stop - begin - at if at >= 0 else 0
    return 0


def _read(file: BinaryIO, at: int, size: int) -> bytes:
    file.seek(at)
    return file.read(size)


def _synchsafe(four: bytes) -> int:
    return four[0] << 21 | four[1] << 14 | four[2] << 7 | four[3]


# --- where which moment plays: a few places of many, so that memory does not grow with the file

_MOST = 1024
"""Places that are kept; ten for each hundredth that a Xing header lists."""


class SeekTable:
    """Notes where every so many frames begin; the longer the file, the rarer."""

    __slots__ = ("_count", "_places", "_seconds", "_step", "_times", "end", "is_whole")

    def __init__(self) -> None:
        self._count = 0
        self._step = 1
        """Frames from one place to the next."""
        self._seconds = 0.0
        self._times: list[float] = []
        self._places: list[int] = []
        self.end = 0
        """Where the last frame ends."""

        self.is_whole = True
        """Nothing was passed over."""

    def skip(self, count: int, end: int, each: float) -> None:
        """Pass over frames whose places nobody knows but the last one's end."""
        self._count += count
        self._seconds += count * each
        self.end = end
        self.is_whole = False

    def add(self, places: Sequence[int], base: int, each: float) -> None:
        """Note frames of so many seconds each: where they begin, and the last one ends, from `base` on."""
        count, first = len(places) - 1, -self._count % self._step
        self._places += (base + place for place in places[first : -1 : self._step])
        self._times += (self._seconds + at * each for at in range(first, count, self._step))
        self._count += count
        self._seconds += count * each
        self.end = base + places[-1]
        while len(self._places) > _MOST:
            self._places, self._times, self._step = self._places[::2], self._times[::2], self._step * 2

    def hundredths(self) -> Iterator[int]:
        """Where each hundredth of the playing time begins, from 0 to 99; between two places, in proportion."""
        times, places = [*self._times, self._seconds], [*self._places, self.end]
        for hundredth in range(100):
            time = self._seconds * hundredth / 100
            at = min(bisect_right(times, time), len(times) - 1)
            share = (time - times[at - 1]) / (times[at] - times[at - 1])
            yield round(places[at - 1] + share * (places[at] - places[at - 1]))


# --- the walk

_PADDED = 2
"""Bit of a code: the frame is a byte longer."""

_BLOCK = 24
"""Frames of one bit rate that are taken at once: less than the shortest silence that is reported."""

_SLOWEST = 16_000
"""Hertz from which on a block is shorter than that."""


@lru_cache(maxsize=64)
def _block(code: int) -> re.Pattern[bytes]:
    """A block of frames that have this code, padded or not: the third byte tells how long each is."""
    first, plain, padded = (re.escape(bytes([one])) for one in (code >> 8, code & 255, code & 255 | _PADDED))
    size = SIZES[code] - 3
    frame = b"\xff%b(?:%b.{%d}|%b.{%d})" % (first, plain, size, padded, size + 1)
    return re.compile(b"(?:%b){%d}+" % (frame, _BLOCK), re.DOTALL)


_START = re.compile(rb"ID3|\xff[\xe2\xe3\xf2\xf3\xfa\xfb]")
"""Where frames can go on: behind a tag, or at the sync word of a layer III frame."""

_TOLERANCE = 0.5
"""Seconds by which a length may be wrong: no player shows less."""

_SLACK = 4
"""Binary digits of a length that count: a header that is further off is not believed, by ffmpeg either."""

_CHAIN = 3
"""Headers of one stream in a row that are believed: in 100 MB of noise, two are found once in eight files."""


class Scanner:
    """Walks an MP3 that is fed to it in pieces of any size; in memory is one piece and the frames it cuts."""

    __slots__ = (
        "_ahead", "_at", "_base", "_begin", "_buffer", "_codes", "_first", "_fresh", "_header", "_header_size",
        "_identity", "_in_blocks", "_lost", "_seek_table", "_silence", "_skip", "_stream", "audio", "channels", "junk",
        "partial", "sample_rate",
    )  # fmt: skip

    def __init__(self, size: int, *, in_blocks: bool = False) -> None:
        """Begin with a file, or part of one, of `size` bytes.

        `in_blocks` takes frames of one bit rate many at a time, which is much faster; `lacks_places` may be the price.
        """
        self._in_blocks = in_blocks
        self._ahead = size
        """Bytes that are still to come."""
        self._buffer = b""
        self._base = 0
        """Where the buffer begins."""
        self._at = 0
        """Into the buffer: what is before it is done."""
        self._skip = 0
        """Bytes of a tag still to pass over."""
        self._lost = True
        """Frames have not begun, or something else stands between them."""
        self._fresh = False
        """The next frame is the first after something else; so it may be a header that is no audio."""
        self._stream = 0
        self._codes: Counter[int] = Counter()
        self._identity = sha256()
        self._begin = 0
        self._first = 0
        """Code of the first frame."""
        self._header: XingHeader | None = None
        """What the first frame says of the others."""
        self._header_size = 0
        self._seek_table = SeekTable()
        self._silence = SilenceFinder()
        self.audio = 0
        """Bytes of all audio frames."""
        self.channels = 0
        """Of the first frame, as is `sample_rate`."""
        self.sample_rate = 0
        self.junk = 0
        """Bytes that are neither frames nor tags."""
        self.partial = 0
        """Bytes of a last frame that breaks off."""

    def feed(self, data: bytes) -> None:
        """Walk as far as this piece goes."""
        self._buffer = self._buffer[self._at :] + data
        self._base += self._at
        self._ahead -= len(data)
        self._at = 0
        self._walk(end=False)

    def finish(self) -> None:
        """Walk the rest; afterwards the figures stand."""
        self._walk(end=True)
        rest = self._buffer[self._at :]
        self.partial = 0 if self._lost else len(rest)
        self.junk += len(rest) if self._lost else 0

    @property
    def frames(self) -> int:
        """Audio frames found."""
        return self._codes.total()

    @property
    def duration_ms(self) -> int:
        """Playing time; encoder delay and padding are taken off, as players do that know the LAME tag."""
        trim = (self._header or XingHeader()).delay + self._padding
        return round(1000 * max(0.0, self._seconds - trim / self.sample_rate))

    @property
    def bitrate(self) -> int:
        """Average bits per second of the audio frames."""
        return round(self.audio * 8 / self._seconds)

    @property
    def missing(self) -> int:
        """Frames that the header promises and that are not there; at most 0 if all are, or it promises none.

        Encoders count their frames exactly; some count the header's own, too, so that 1 may be none. Where a header
        counts only bytes, these are taken for frames of the average size.
        """
        header = self._header or XingHeader()
        if header.count or not header.length:
            return header.count - self._count if header.count else 0
        return round(self._count * ((header.length - self._header_size) / self.audio - 1))

    @property
    def promised_ms(self) -> int:
        """Playing time of the frames that are there and of those that are missing."""
        return self.duration_ms + round(1000 * self.missing * SAMPLES[self._first] / RATES[self._first])

    @property
    def silences(self) -> tuple[Stretch, ...]:
        """Digital silence of a second or more; after the walk."""
        return self._silence.finish()

    @property
    def lacks_places(self) -> bool:
        """Whether the layout needs places that were passed over: walk the file once more, frame by frame."""
        return not (self._is_seekable or self._seek_table.is_whole)

    def layout(self, start: int) -> Frames:
        """How the frames lie in a file where the walk began at `start`.

        A header that stands in front of a frame that breaks off is not right any more: it counts the bytes of that.
        """
        header, seekable = self._header or XingHeader(), self._is_seekable
        return Frames(
            begin=start + self._begin,
            end=start + self._seek_table.end,
            count=self._count,
            is_variable=self._is_variable,
            seekable=seekable,
            partial=self.partial,
            header=self._header_size,
            encoder=header.encoder,
            delay=header.delay,
            padding=self._padding,
            toc=() if seekable else tuple(start + place for place in self._seek_table.hundredths()),
        )

    @property
    def _is_seekable(self) -> bool:
        return self._is_true(self._header) and not self.partial if self._header else self._is_even

    @property
    def _padding(self) -> int:
        """Silence behind, unless the header counts other frames: then the file was cut or joined since."""
        header = self._header or XingHeader()
        return header.padding if self._counts(header.count or self._count) else 0

    @property
    def _count(self) -> int:
        """Frames; as many of the first kind as last so long."""
        return round(self._seconds * RATES[self._first] / SAMPLES[self._first])

    @property
    def _is_variable(self) -> bool:
        return len({code >> 4 & 15 for code in self._codes}) > 1

    @property
    def _is_even(self) -> bool:
        """Whether the bit rate of the first frame gives the playing time."""
        length = self._seek_table.end - self._begin
        guess = length / _nominal(self._first)
        return not self._is_variable and abs(guess - self._seconds) <= _TOLERANCE

    def _counts(self, count: int) -> bool:
        return abs(count - self._count) <= 1

    def _is_true(self, header: XingHeader) -> bool:
        """Whether players that believe this header show the right length and find their way."""
        length = self._seek_table.end - self._begin
        is_long = abs((header.length or length) - length) <= length >> _SLACK
        return self._counts(header.count) and is_long and (header.has_table or not self._is_variable)

    @property
    def identity(self) -> str:
        """SHA-256 (hex) of all audio frames, whatever stands between, before and behind them."""
        return self._identity.hexdigest()

    @property
    def _seconds(self) -> float:
        return sum(SAMPLES[code] * count / RATES[code] for code, count in self._codes.items())

    def _walk(self, *, end: bool) -> None:
        """By tags, stretches of something else, and runs of frames, until more bytes are needed."""
        while self._passed():
            if self._lost:
                if not self._search(end=end):
                    return
            elif self._fresh:
                self._enter()
            else:
                self._run()
                if self._incomplete():
                    return
                self._lost = True

    def _passed(self) -> bool:
        """Pass over the rest of a tag; False while it goes beyond the buffer."""
        step = min(self._skip, len(self._buffer) - self._at)
        self._at += step
        self._skip -= step
        return not self._skip

    def _run(self) -> None:
        """Take whole frames as long as they follow each other."""
        if self._in_blocks:
            self._run_in_blocks()
        buffer, stream, position, codes = self._buffer, self._stream, self._at, []
        length = len(buffer)
        while position + 3 <= length and buffer[position] == 0xFF:
            code = buffer[position + 1] << 8 | buffer[position + 2]
            size = SIZES[code]
            if not size or code & STREAM != stream or position + size > length:
                break
            codes.append(code)
            position += size
        self._take(codes, position)

    def _run_in_blocks(self) -> None:
        """Take frames of one bit rate many at a time, as long as there is sound in them.

        It ends a block early: whoever goes on frame by frame finds where silence begins behind it.
        """
        buffer, begin = self._buffer, self._at
        code = (buffer[begin + 1] << 8 | buffer[begin + 2]) & ~_PADDED if begin + 3 <= len(buffer) else 0
        if code & STREAM != self._stream or not SIZES[code] or RATES[code] < _SLOWEST or self._silence.is_open:
            return
        match, places = _block(code).match, [begin]
        while (found := match(buffer, places[-1])) and not is_silent(buffer, places[-1]):
            places.append(found.end())
        if len(places) < 3:
            return
        stop, count, each = places[-2], (len(places) - 2) * _BLOCK, SAMPLES[code] / RATES[code]
        padded = stop - begin - count * SIZES[code]
        self._codes.update({code: count - padded, code | _PADDED: padded})
        if padded:
            self._seek_table.skip(count, self._base + stop, each)
        else:
            self._seek_table.add(range(begin, stop + 1, SIZES[code]), self._base, each)
        self._silence.skip(count, each)
        self._pass(stop)

    def _pass(self, stop: int) -> None:
        """Go on behind frames that are part of the recording."""
        self._identity.update(memoryview(self._buffer)[self._at : stop])
        self.audio += stop - self._at
        self._at = stop

    def _take(self, codes: list[int], stop: int) -> None:
        if codes:
            each = SAMPLES[codes[0]] / RATES[codes[0]]
            places = list(accumulate(map(SIZES.__getitem__, codes), initial=self._at))
            self._codes.update(codes)
            self._seek_table.add(places, self._base, each)
            self._silence.add(self._buffer, places, each)
        self._pass(stop)

    def _incomplete(self) -> bool:
        """Whether what is left may be the beginning of a frame that goes on in the next piece."""
        rest = self._buffer[self._at : self._at + 3]
        if len(rest) < 3:
            return not rest or _START.match(rest.ljust(2, b"\xfb")) is not None
        code = rest[1] << 8 | rest[2]
        return rest[0] == 0xFF and code & STREAM == self._stream and SIZES[code] > 0

    def _enter(self) -> None:
        """Look at the first frame after something else; the buffer holds it to its end, for others follow it."""
        code = self._buffer[self._at + 1] << 8 | self._buffer[self._at + 2]
        frame = self._buffer[self._at : self._at + SIZES[code]]
        self._fresh = False
        header = read_header(frame)
        if not self.channels:
            self.channels, self.sample_rate = 1 if frame[3] >> 6 == 3 else 2, RATES[code]
            self._begin, self._first = self._base + self._at, code
            self._header, self._header_size = header, len(frame) if header else 0
        if header:
            self._at += len(frame)

    def _search(self, *, end: bool) -> bool:
        """Find where frames go on; False if that needs more bytes."""
        buffer, position = self._buffer, self._at
        while match := _START.search(buffer, position):
            position = match.start()
            found = self._tag(position) if match[0] == b"ID3" else self._chain(position, end=end)
            if found is None:
                break
            if found:
                self._move(position)
                return True
            position += 1
        else:
            position = len(buffer) if end else max(self._at, len(buffer) - 2)
        self._move(position)
        return False

    def _move(self, position: int) -> None:
        self.junk += position - self._at
        self._at = position

    def _tag(self, position: int) -> bool | None:
        """Whether an ID3v2 tag begins here, which is passed over then; None: that needs more bytes."""
        head = self._buffer[position : position + _ID3_HEADER]
        if len(head) < _ID3_HEADER:
            return None
        if 0 < (size := _id3_size(head)) <= len(self._buffer) - position + self._ahead:
            self._skip = size
        return self._skip > 0

    def _chain(self, position: int, *, end: bool) -> bool | None:
        """Whether frames of one stream follow each other from here; None: that needs more bytes."""
        buffer, stream = self._buffer, -1
        for count in range(_CHAIN):
            if position + 3 > len(buffer):
                if not end:
                    return None
                if count < 2 and position != len(buffer):
                    return False  # one header alone, its frame cut short
                break
            code = buffer[position + 1] << 8 | buffer[position + 2]
            if buffer[position] != 0xFF or not SIZES[code] or stream not in {-1, code & STREAM}:
                return False
            stream = code & STREAM
            position += SIZES[code]
        self._lost, self._fresh, self._stream = False, True, stream
        return True
