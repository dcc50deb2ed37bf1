"""MP3 frames: how long a recording really is, and which bytes are it.

Every frame header is walked, because nothing else is exact: Xing headers lie, files are joined, and a file of variable
bit rate without one tells nothing (mutagen reads 508 s for 1,754 s).
"""

from __future__ import annotations

import re
from collections import Counter
from hashlib import sha256

from feedpub.audio.around import ID3_HEADER, id3_size
from feedpub.audio.frames import RATES, SAMPLES, SIZES, STREAM, Header, header, nominal
from feedpub.audio.seek_table import Marks
from feedpub.model.measured import Frames

_START = re.compile(rb"ID3|\xff[\xe2\xe3\xf2\xf3\xfa\xfb]")
"""Where frames can go on: behind a tag, or at the sync word of a layer III frame."""

_UNHEARD = 0.5
"""Seconds by which a length may be wrong: no player shows less."""

_SLACK = 4
"""Binary digits of a length that count: a header that is further off is not believed, by ffmpeg either."""

_CHAIN = 3
"""Headers of one stream in a row that are believed: in 100 MB of noise, two are found once in eight files."""


class Scanner:
    """Walks an MP3 that is fed to it in pieces of any size; in memory is one piece and the frames it cuts."""

    __slots__ = (
        "_ahead", "_at", "_base", "_begin", "_buffer", "_codes", "_first", "_fresh", "_header", "_header_size",
        "_identity", "_lost", "_marks", "_skip", "_stream", "audio", "channels", "junk", "sample_rate", "truncated",
    )  # fmt: skip

    def __init__(self, size: int) -> None:
        """Begin with a file, or part of one, of `size` bytes."""
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
        self._header: Header | None = None
        """What the first frame says of the others."""
        self._header_size = 0
        self._marks = Marks()
        self.audio = 0
        """Bytes of all audio frames."""
        self.channels = 0
        """Of the first frame, as is `sample_rate`."""
        self.sample_rate = 0
        self.junk = 0
        """Bytes that are neither frames nor tags."""
        self.truncated = False
        """The last frame is cut short."""

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
        self.truncated = not self._lost and bool(rest)
        self.junk += len(rest) if self._lost else 0

    @property
    def frames(self) -> int:
        """Audio frames found."""
        return self._codes.total()

    @property
    def duration_ms(self) -> int:
        """Playing time; encoder delay and padding are taken off, as players do that know the LAME tag."""
        trim = (self._header or Header()).delay + self._padding
        return round(1000 * max(0.0, self._seconds - trim / self.sample_rate))

    @property
    def bitrate(self) -> int:
        """Average bits per second of the audio frames."""
        return round(self.audio * 8 / self._seconds)

    def lie(self, start: int) -> Frames:
        """How the frames lie in a file where the walk began at `start`."""
        said = self._header or Header()
        return Frames(
            begin=start + self._begin,
            end=start + self._marks.end,
            count=self._count,
            is_variable=self._is_variable,
            seekable=self._is_true(said) if self._header else self._is_even,
            header=self._header_size,
            encoder=said.encoder,
            delay=said.delay,
            padding=self._padding,
            toc=tuple(start + place for place in self._marks.hundredths()),
        )

    @property
    def _padding(self) -> int:
        """Silence behind, unless the header counts other frames: then the file was cut or joined since."""
        said = self._header or Header()
        return said.padding if self._counts(said.count or self._count) else 0

    @property
    def _count(self) -> int:
        """Frames; as many of the first kind as last so long."""
        return round(self._seconds * RATES[self._first] / SAMPLES[self._first])

    @property
    def _is_variable(self) -> bool:
        return len({code >> 4 & 15 for code in self._codes}) > 1

    @property
    def _is_even(self) -> bool:
        """Whether the bit rate of the first frame tells the playing time."""
        length = self._marks.end - self._begin
        guess = length / nominal(self._first)
        return not self._is_variable and abs(guess - self._seconds) <= _UNHEARD

    def _counts(self, count: int) -> bool:
        return abs(count - self._count) <= 1

    def _is_true(self, said: Header) -> bool:
        """Whether players that believe this header show the right length and find their way."""
        length = self._marks.end - self._begin
        is_long = abs((said.length or length) - length) <= length >> _SLACK
        return self._counts(said.count) and is_long and (said.has_table or not self._is_variable)

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

    def _take(self, codes: list[int], stop: int) -> None:
        self._codes.update(codes)
        self._marks.add(codes, self._base + self._at)
        self._identity.update(memoryview(self._buffer)[self._at : stop])
        self.audio += stop - self._at
        self._at = stop

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
        said = header(frame)
        if not self.channels:
            self.channels, self.sample_rate = 1 if frame[3] >> 6 == 3 else 2, RATES[code]
            self._begin, self._first = self._base + self._at, code
            self._header, self._header_size = said, len(frame) if said else 0
        if said:
            self._at += len(frame)

    def _search(self, *, end: bool) -> bool:
        """Find where frames go on; False if more bytes are needed to tell."""
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
        """Whether an ID3v2 tag begins here, which is passed over then; None: more bytes are needed to tell."""
        header = self._buffer[position : position + ID3_HEADER]
        if len(header) < ID3_HEADER:
            return None
        if 0 < (size := id3_size(header)) <= len(self._buffer) - position + self._ahead:
            self._skip = size
        return self._skip > 0

    def _chain(self, position: int, *, end: bool) -> bool | None:
        """Whether frames of one stream follow each other from here; None: more bytes are needed to tell."""
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
