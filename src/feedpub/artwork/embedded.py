"""A picture inside a recording, as it is published: its own pixels, and nothing that it says beside them.

What a camera or a program wrote into it (EXIF with its GPS, XMP, IPTC, comments, thumbnails, a second picture behind
the first) is left out without compressing the picture again, so that the same picture is the same bytes for ever.

Sources: JPEG (ITU-T T.81) Annex B; JFIF 1.02; PNG specification, "Chunk specifications".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedpub.artwork.derive import jpeg_within
from feedpub.artwork.measure import CHAPTER, faults_within
from feedpub.artwork.picture import (
    JPEG,
    decode,
    open_picture,
    orientation,
    pillow_errors,
    read_header,
    unsupported_kind,
)
from feedpub.errors import Unusable

LARGEST = 16 << 20
"""Bytes of a picture that is looked at."""

_EDGE = 1400
"""Pixels a side of a picture that is made smaller, or of another kind."""

_JPEG_BYTES = 512_000
"""Of such a picture."""

_SCAN, _END = 0xDA, 0xD9
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_JFIF_SIZE = 18
"""Bytes of an APP0 segment without a thumbnail."""

_KEPT_CHUNKS = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs", b"IEND"}
)
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def embedded_picture(data: bytes) -> bytes:
    """The picture as it is published: PNG or JPEG within the bounds of a chapter's picture, without metadata.

    One that is too large, turned by EXIF, CMYK, or of another kind that can be read becomes a JPEG of at most 1400
    pixels a side. Raises `Unusable` if it is damaged, too small, or of no kind that can be read.
    """
    if len(data) > LARGEST:
        raise Unusable(f"it has {len(data):,} bytes, and must have at most {LARGEST:,}", hint=CHAPTER.hint)
    with pillow_errors():
        header = read_header(data)
        if header is None:
            raise Unusable(f"it is {unsupported_kind(data)}, which feedpub cannot read", hint=CHAPTER.hint)
        if min(header.width, header.height) < CHAPTER.smallest:
            pixels = f"{header.width} × {header.height} pixels"
            raise Unusable(f"it is {pixels}, and must have at least {CHAPTER.smallest} a side", hint=CHAPTER.hint)
        with open_picture(data) as image:
            is_upright = orientation(image) == 1
        if not is_upright or any(faults_within(header, len(data), CHAPTER)):
            return jpeg_within(data, edge=_EDGE, most=_JPEG_BYTES)
        bare = b"".join(_jpeg(data) if header.kind == JPEG else _png(data))
        decode(bare)
        return bare


def kind_of(picture: bytes) -> str:
    """What the name of its file ends with: `jpg` or `png`."""
    return "png" if picture.startswith(_SIGNATURE) else "jpg"


def size_in_pixels(picture: bytes) -> tuple[int, int]:
    """Width and height of a picture that `embedded_picture` made."""
    with open_picture(picture) as image:
        return image.width, image.height


def _jpeg(data: bytes) -> Iterator[bytes]:
    """The first picture's segments that decoders need."""
    yield data[:2]
    at = 2
    while (marker := data[at + 1]) != _END:
        if data[at] != 0xFF:
            raise ValueError("no marker")
        if marker == 0xFF:  # fill bytes
            at += 1
            continue
        stop = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == _SCAN:
            following = _NEXT_MARKER.search(data, stop)
            if following is None:
                raise ValueError("no end")
            stop = following.start()
        yield _kept_segment(marker, data[at:stop])
        at = stop
    yield data[at : at + 2]


def _kept_segment(marker: int, segment: bytes) -> bytes:
    """A segment as it is published: of those of programs only what says how to read the colours."""
    content = segment[4:]
    if marker == 0xE0:
        return b"\xff\xe0\x00\x10" + content[: _JFIF_SIZE - 6] + b"\0\0" if content.startswith(b"JFIF\0") else b""
    if marker == 0xE2:
        return segment if content.startswith(b"ICC_PROFILE\0") else b""
    if marker == 0xEE:
        return segment if content.startswith(b"Adobe") else b""
    return b"" if marker == 0xFE or 0xE1 <= marker <= 0xEF else segment


def _png(data: bytes) -> Iterator[bytes]:
    """The chunks that decoders need, up to the end of the picture."""
    yield _SIGNATURE
    at, name = len(_SIGNATURE), b""
    while name != b"IEND":
        stop = at + 12 + int.from_bytes(data[at : at + 4], "big")
        name = data[at + 4 : at + 8]
        if len(name) < 4 or stop > len(data):
            raise ValueError("cut short")
        if name in _KEPT_CHUNKS:
            yield data[at:stop]
        at = stop
