"""The ID3v2.3 tag of a copy, written by hand, so that the same text is the same bytes for ever.

Mutagen orders CHAP frames by their size, and what it writes changes with its version.

Sources: id3.org "ID3 tag version 2.3.0", "ID3v2 Chapter Frame Addendum" 1.0; iTunes' own frames (PCST, TGID, TDES,
TCAT, TKWD) as mutagen reads them, and WFED as iTunes, TagLib and eyeD3 do: a text in spite of its name. Mutagen expects
a bare URL there, so the feed's address stands in a WXXX too. Text is Latin-1 where that suffices, else UTF-16: 2.3
knows no UTF-8.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC

from feedpub.audio.tag_text import GENRE, TagChapter, TagText, address, joined, line, picture_type, prose
from feedpub.standards import three_letters

_UNKNOWN = "XXX"
_NO_OFFSET = b"\xff" * 8
_ORDERED, _TOP_LEVEL = 1, 2
_FRONT_COVER = b"\x03"
_MOST_CHILDREN = 255


def tag(frames: Sequence[bytes]) -> bytes:
    """One tag of these frames in their order, without padding."""
    body = b"".join(frames)
    size = bytes(len(body) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\x00\x00" + size + body


def frames(text: TagText, duration_ms: int) -> Iterator[bytes]:
    """The frames of an episode's text, in a fixed order."""
    language = three_letters(text.language)
    yield from _text("TIT2", line(text.title))
    yield from _text("TALB", line(text.show))
    yield from _text("TPE1", line(text.author))
    yield from _text("TPE2", line(text.show))
    yield from _text("TRCK", str(text.number or ""))
    yield from _text("TPOS", str(text.season or ""))
    yield from _date(text)
    yield from _text("TCON", GENRE)
    yield from _text("TLEN", str(duration_ms))
    yield from _text("TLAN", language)
    yield from _comment(prose(text.description), language or _UNKNOWN)
    yield from _text("TDES", prose(text.description))
    yield from _text("TCAT", joined(text.categories))
    yield from _text("TKWD", joined(text.keywords))
    yield _frame("PCST", (1).to_bytes(4, "big"))
    yield from _text("TGID", line(text.guid))
    yield from _text("WFED", address(text.feed))
    yield from _address("WOAF", text.link)
    yield from _address("WOAS", text.site)
    yield from _link(address(text.link))
    yield from _link(address(text.feed), name="feed")


def _link(url: str, *, name: str = "") -> Iterator[bytes]:
    """A link that players show."""
    if url:
        yield _frame("WXXX", b"\0" + name.encode() + b"\0" + url.encode())


def picture(data: bytes) -> bytes:
    """A picture; nothing if it is none that players show."""
    kind = picture_type(data)
    return _frame("APIC", b"\0" + kind.encode() + b"\0" + _FRONT_COVER + b"\0" + data) if kind else b""


def chapters(chapters: Sequence[TagChapter], pictures: Mapping[int, bytes]) -> Iterator[bytes]:
    """Tables of contents, then the chapters; `pictures` are their frames, by number."""
    names = [f"chp{number}" for number in range(len(chapters))]
    yield from _contents("toc", [name for name, chapter in zip(names, chapters, strict=True) if chapter.is_listed])
    for number, (name, chapter) in enumerate(zip(names, chapters, strict=True)):
        times = chapter.start.to_bytes(4, "big") + chapter.end.to_bytes(4, "big")
        inner = b"".join([*_text("TIT2", chapter.title), *_link(chapter.link), pictures.get(number, b"")])
        yield _frame("CHAP", name.encode() + b"\0" + times + _NO_OFFSET + inner)


def _contents(name: str, listed: Sequence[str], *, flags: int = _TOP_LEVEL | _ORDERED) -> Iterator[bytes]:
    """The outermost table; its last entry is another table if there are more than one can hold."""
    if not listed:
        return
    fits = len(listed) <= _MOST_CHILDREN
    more = f"{name}+"
    children = listed if fits else [*listed[: _MOST_CHILDREN - 1], more]
    body = name.encode() + b"\0" + bytes([flags, len(children)])
    yield _frame("CTOC", body + b"".join(child.encode() + b"\0" for child in children))
    if not fits:
        yield from _contents(more, listed[_MOST_CHILDREN - 1 :], flags=_ORDERED)


def _date(text: TagText) -> Iterator[bytes]:
    if text.published:
        moment = text.published.astimezone(UTC)
        for name, form in (("TYER", "%Y"), ("TDAT", "%d%m"), ("TIME", "%H%M")):
            yield from _text(name, moment.strftime(form))


def _text(name: str, text: str) -> Iterator[bytes]:
    if text:
        encoding, data, _ = _encoded(text)
        yield _frame(name, encoding + data)


def _comment(text: str, language: str) -> Iterator[bytes]:
    if text:
        encoding, data, empty = _encoded(text)
        yield _frame("COMM", encoding + language.encode() + empty + data)


def _address(name: str, url: str) -> Iterator[bytes]:
    if ascii_url := address(url):
        yield _frame(name, ascii_url.encode())


def _encoded(text: str) -> tuple[bytes, bytes, bytes]:
    """The byte of an encoding, the text in it, and an empty text with its end."""
    try:
        return b"\0", text.encode("latin-1"), b"\0"
    except UnicodeEncodeError:
        return b"\1", b"\xff\xfe" + text.encode("utf-16-le"), b"\xff\xfe\0\0"


def _frame(name: str, body: bytes) -> bytes:
    return name.encode() + len(body).to_bytes(4, "big") + b"\0\0" + body
