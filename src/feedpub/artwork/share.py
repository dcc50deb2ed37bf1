"""The picture of an episode for links shared elsewhere: its title on the colour of the show, beside its artwork.

Each part is written with the first font that has all of its letters, the author's before Literata, which is shipped.
Scripts that need shaping (Arabic, Hebrew, Devanagari, …) need a Pillow with Raqm. Where a text cannot be written, there
is none: no letter is replaced by a box, and none stands apart from those that it is joined to.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from feedpub.artwork.derive import CARD, jpeg_of, within
from feedpub.artwork.letters import KnownFile, drawable, font, has_shaping, writing_font
from feedpub.artwork.picture import on_white, pixels
from feedpub.artwork.placeholder import has_name
from feedpub.standards.colours import contrast

SHARE_BYTES = 300_000
"""At most: some messengers show no larger picture."""

_MARGIN, _ART = 64, 420
"""Pixels around everything, and of the artwork beside a text."""

_WIDTH = CARD[0] - 3 * _MARGIN - _ART
"""Pixels of a line."""

_LINE, _SMALL, _GAP = 1.16, 32, 28
"""The height of a line, in parts of the font's size; the size of what stands above and below the title, and the room
between.
"""

_GUEST_LINES = 2
"""Lines with names of guests at most."""

_SIZES = range(96, 39, -4)
"""Sizes of the title, from the largest: the first in which all of it fits."""

_PAPER, _INK = "#ffffff", "#17171a"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareText:
    """What is written on the picture."""

    title: str
    show: str
    guests: str = ""
    """Their names as one text; empty for none."""

    names: tuple[str, ...] = ()
    """The same names one by one: lines end between them."""

    length: str
    is_rtl: bool = False
    """Whether the language of the show runs from right to left: then all of it is mirrored."""

    @property
    def below(self) -> str:
        """What stands below the title."""
        return " · ".join(one for one in (self.guests, self.length) if one)


def share_picture(art: KnownFile, *, ground: str, text: ShareText, fonts: Sequence[KnownFile] = ()) -> bytes:
    """A JPEG of 1200 × 630 pixels and at most 300 kB: the text beside the artwork, without what a drawn cover says.

    `ground` is the colour behind them, `#rrggbb`; `fonts` are the author's. Where the text cannot be written, the
    artwork stands in the middle. The same values give the same bytes with the same Pillow. Raises `Unusable` if the
    artwork cannot be read.
    """
    if has_name(art.path, text.show):
        text = replace(text, show="")
    found = fonts_for(text, fonts)
    card = _ground(art, ground, "" if found is None else "r" if text.is_rtl else "l")
    if found is not None:
        _write(card, text, found, colour=max((_PAPER, _INK), key=lambda one: contrast(one, ground)))
    return jpeg_of(card, SHARE_BYTES, optimize=False)


def _ground(file: KnownFile, ground: str, side: str) -> Image.Image:
    """The colour with the artwork. `side` is where a text begins, `l` or `r`; empty without one."""
    card = Image.new("RGB", CARD, ground)
    art = _scaled(file, _ART if side else CARD[1] - 2 * _MARGIN)
    left = {"": (CARD[0] - art.width) // 2, "r": _MARGIN, "l": CARD[0] - _MARGIN - art.width}[side]
    card.paste(art, (left, (CARD[1] - art.height) // 2))
    return card


@lru_cache(maxsize=4)
def _scaled(file: KnownFile, edge: int) -> Image.Image:
    """The artwork, which most episodes of a show have in common."""
    return within(on_white(pixels(file.path, edge)), edge, edge)


# --- the text


def _write(card: Image.Image, text: ShareText, fonts: Fonts, *, colour: str) -> None:
    """The show above, guests and length below, and the title between them as large as it fits."""
    pen, small = ImageDraw.Draw(card), font(fonts.show, _SMALL)
    x, anchor = (CARD[0] - _MARGIN, "r") if text.is_rtl else (_MARGIN, "l")
    direction = "rtl" if text.is_rtl and has_shaping() else None

    def draw(lines: Sequence[str], y: float, face: ImageFont.FreeTypeFont) -> None:
        for number, line in enumerate(lines):
            pen.text((x, y + number * face.size * _LINE), line, colour, face, f"{anchor}a", direction=direction)

    below = _below(text, fonts.below)
    end = CARD[1] - _MARGIN - len(below) * _SMALL * _LINE
    draw([_cut(drawable(text.show), small)], _MARGIN, small)
    draw(below, end, font(fonts.below, _SMALL))
    top, bottom = _MARGIN + (_SMALL * _LINE + _GAP if text.show else 0), end - _GAP
    size, lines = _fitted(drawable(text.title), fonts.title, int(bottom - top))
    draw(lines, top + (bottom - top - size * _LINE * len(lines)) / 2, font(fonts.title, size))


def _below(text: ShareText, of: KnownFile) -> Sequence[str]:
    """Guests and length, on one line if they fit."""
    length, line, face = drawable(text.length), drawable(text.below), font(of, _SMALL)
    if not text.guests or face.getlength(line) <= _WIDTH:
        return [line]
    return [*_guests(_between_names(drawable(text.guests), map(drawable, text.names)), of), _cut(length, face)]


def _guests(parts: Sequence[str], of: KnownFile) -> Sequence[str]:
    """Names in two lines, each of which ends behind a name; those that do not fit are left out as a whole."""
    face = font(of, _SMALL)
    fitting = ([one] if face.getlength(one.rstrip()) <= _WIDTH else _WORD.findall(one) for one in parts)
    lines = _lines(_measured([one for some in fitting for one in some], of), _WIDTH / _SMALL)
    if len(lines) <= _GUEST_LINES:
        return [_cut(_text(line), face) for line in lines]
    *kept, last = lines[:_GUEST_LINES]
    while len(last) > 1 and face.getlength(f"{_text(last).rstrip(_COMMAS)} …") > _WIDTH:
        last.pop()
    return [*(_cut(_text(line), face) for line in kept), _cut(f"{_text(last).rstrip(_COMMAS)} …", face)]


_COMMAS = " ,;、，،؛"
"""What stands between names."""


def _between_names(guests: str, names: Iterable[str]) -> Sequence[str]:
    """A text with names in parts that stay on one line: each name with the sign behind it and the word before it."""
    parts, begin, end = list[str](), 0, 0
    for name in names:
        at = guests.find(name, end)
        if at < 0:
            continue
        if end:
            space = guests.find(" ", end, at)
            cut = at if space < 0 else space + 1
            parts.append(guests[begin:cut])
            begin = cut
        end = at + len(name)
    return [*parts, guests[begin:]]


class _Word(NamedTuple):
    """A word of a title, measured once: letters are as wide as they are high in every size."""

    text: str
    width: float
    """With the space behind it, in parts of the font's size."""

    bare: float
    """Without it."""


_Line = list[_Word]


def _fitted(title: str, of: KnownFile, height: int) -> tuple[int, Sequence[str]]:
    """The largest size in which the title fits, and its lines; of one that is too long, as many as fit."""
    words = _measured(_WORD.findall(title), of)
    for size in _SIZES:
        width = _WIDTH / size
        lines = _lines(words, width)
        if len(lines) * size * _LINE <= height and all(_length(line) <= width for line in lines):
            return size, list(map(_text, _balanced(words, width, lines)))
    face = font(of, size)
    lines = _lines(_measured([one for word in words for one in _pieces(word.text, face)], of), width)
    most = int(height / (size * _LINE))
    kept = [_text(line) for line in lines[:most]]
    return size, kept if len(lines) <= most else [*kept[:-1], _cut(f"{kept[-1]} …", face)]


def _measured(words: Iterable[str], of: KnownFile) -> _Line:
    size = _SIZES[0]
    face = font(of, size)
    return [_Word(one, face.getlength(one) / size, face.getlength(one.rstrip()) / size) for one in words]


def _balanced(words: _Line, width: float, lines: list[_Line]) -> list[_Line]:
    """As many lines, about equally long: no word stands alone on the last."""
    for part in range(98, 50, -2):
        narrower = _lines(words, width * part / 100)
        if len(narrower) != len(lines) or any(_length(line) > width * part / 100 for line in narrower):
            break
        lines = narrower
    return lines


def _lines(words: _Line, width: float) -> list[_Line]:
    """The words in lines that fit, if each word does."""
    lines: list[_Line] = [[]]
    room = width
    for word in words:
        if lines[-1] and word.bare > room:
            lines.append([])
            room = width
        lines[-1].append(word)
        room -= word.width
    return lines


def _length(line: _Line) -> float:
    return sum(word.width for word in line[:-1]) + line[-1].bare if line else 0


def _text(line: _Line) -> str:
    return "".join(word.text for word in line).strip()


def _pieces(word: str, face: ImageFont.FreeTypeFont) -> Sequence[str]:
    """A word in pieces that are no wider than a line; marks stay with their letter."""
    if face.getlength(word.rstrip()) <= _WIDTH:
        return [word]
    pieces = [""]
    for letter in word:
        if pieces[-1] and unicodedata.category(letter)[0] != "M" and face.getlength(pieces[-1] + letter) > _WIDTH:
            pieces.append("")
        pieces[-1] += letter
    return pieces


_IDEOGRAPHS = "\u2e80-\u303f\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
_OPENING = "（「『【〔〈《“‘"
_CLOSING = "、。，．：；！？）」』】〕〉》ー々…‥”’ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ"
_WORD = re.compile(
    rf"[{_OPENING}]*[{_IDEOGRAPHS}][{_CLOSING}]*\s*|[^\s{_IDEOGRAPHS}]+[{_CLOSING}]*\s*|\s+",
)
"""What stays on one line: a word, or one ideograph with marks that may not end or begin a line (JIS X 4051)."""


def _cut(text: str, face: ImageFont.FreeTypeFont) -> str:
    """As much of a line as fits, in whole words if it has some."""
    if face.getlength(text) <= _WIDTH:
        return text
    whole = text.removesuffix(" …")
    fits = bisect_right(range(len(whole)), _WIDTH, key=lambda end: int(face.getlength(f"{whole[:end]} …"))) - 1
    begun = whole[: max(0, fits)]
    words = begun.rpartition(" ")[0]
    return f"{(words if 2 * len(words) > len(begun) else begun).rstrip(' ,;:–-')} …"


# --- fonts


class Fonts(NamedTuple):
    """What each part of a text is written with."""

    title: KnownFile
    show: KnownFile
    below: KnownFile


def fonts_for(text: ShareText, fonts: Sequence[KnownFile] = ()) -> Fonts | None:
    """The first of the author's fonts, or else ours, that has all letters of a part; None if a part has no such one."""
    found = [writing_font([part, "…"], fonts) for part in (text.title, text.show, text.below)]
    return None if None in found else Fonts(*(one for one in found if one))
