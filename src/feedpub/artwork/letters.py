"""Letters: which ones a font has, and the one that is shipped for what feedpub writes into pictures."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from PIL import ImageFont, features

_MISSING = "\uffff"
"""What no font has: it is drawn as the font draws everything that it lacks."""

_SIZE = 32
"""Pixels in which fonts are compared."""


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A picture or a font, known by its bytes wherever it lies."""

    digest: str
    """SHA-256 (hex)."""

    path: Path = field(compare=False)


SHIPPED = KnownFile("Literata SemiBold 3.103", Path(__file__).parent / "fonts" / "Literata-SemiBold.ttf")
"""Latin, Greek and Cyrillic; its licence lies beside it."""


def writing_font(texts: Iterable[str], fonts: Sequence[KnownFile] = ()) -> KnownFile | None:
    """The first of the author's fonts, or else ours, that has all letters of some texts.

    None if no one has, or if they need shaping and Pillow has none.
    """
    letters = letters_of(texts)
    if not features.check("freetype2") or (needs_shaping(letters) and not has_shaping()):
        return None
    return next((one for one in (*fonts, SHIPPED) if not _missing(letters, one)), None)


def letters_of(texts: Iterable[str]) -> frozenset[str]:
    """What a font must have to write them."""
    return frozenset(letter for text in texts for letter in drawable(text)) - {" "}


def needs_shaping(letters: Iterable[str]) -> bool:
    """Whether some of them run from right to left, or stand above, below or around others."""
    return any(unicodedata.bidirectional(one) in {"R", "AL"} or unicodedata.category(one)[0] == "M" for one in letters)


def has_shaping() -> bool:
    """Whether this Pillow can do that: its Raqm needs the library FriBiDi on the machine."""
    return bool(features.check("raqm"))


def missing_letters(texts: Iterable[str], fonts: Sequence[KnownFile] = ()) -> list[str]:
    """Of the font that lacks fewest of their letters, those that it lacks; sorted."""
    letters = letters_of(texts)
    return min((_missing(letters, one) for one in (*fonts, SHIPPED)), key=len)


def lacking_letters(fonts: Sequence[KnownFile], text: str) -> str:
    """The letters and digits of a text that none of these fonts has, each once, in their order."""
    return "".join(one for one in dict.fromkeys(text) if one.isalnum() and not any(_has(font, one) for font in fonts))


def _missing(letters: Iterable[str], of: KnownFile) -> list[str]:
    """Those that a font does not have, sorted; all of them if it cannot be read."""
    try:
        return sorted(one for one in letters if not _has(of, one))
    except OSError:
        return sorted(letters)


@lru_cache(maxsize=4096)
def _has(of: KnownFile, letter: str) -> bool:
    return _mask(of, letter) != _mask(of, _MISSING)


def _mask(of: KnownFile, letter: str) -> tuple[tuple[int, int], bytes]:
    mask = _unshaped(of).getmask(letter)
    return mask.size, bytes(mask)


@lru_cache(maxsize=64)
def _unshaped(of: KnownFile) -> ImageFont.FreeTypeFont:
    """The font without shaping, which makes a letter that a font lacks of others, with accents anywhere."""
    return ImageFont.truetype(BytesIO(_data(of)), _SIZE, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=64)
def font(of: KnownFile, size: int) -> ImageFont.FreeTypeFont:
    """A font in that size, with shaping and kerning where Pillow has them. Raises `OSError` if it cannot be read."""
    return ImageFont.truetype(BytesIO(_data(of)), size)


@lru_cache(maxsize=8)
def _data(of: KnownFile) -> bytes:
    return of.path.read_bytes()


# --- what no text font has


def drawable(text: str) -> str:
    """Composed, on one line, without emoji and what belongs to them."""
    kept = (one for one in unicodedata.normalize("NFC", text) if not _is_emoji(one))
    return " ".join("".join(kept).split())


def _is_emoji(letter: str) -> bool:
    return any(first <= ord(letter) <= last for first, last in _EMOJI)


_EMOJI = (
    (0x200D, 0x200D),
    (0x20E3, 0x20E3),
    (0x2600, 0x27BF),
    (0x2B00, 0x2BFF),
    (0xFE00, 0xFE0F),
    (0x1F000, 0x1FAFF),
    (0xE0020, 0xE007F),
)
"""Pictographs, and what joins and varies them. Source: Unicode, blocks; UTS 51."""
