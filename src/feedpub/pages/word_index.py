"""Which words are in which texts, as a file of which a search reads parts.

The first line is JSON: for each section what its words begin with or come after, and its length in bytes. Behind it
the sections follow, lines in the order of their words by UTF-16, as JavaScript compares them: a word, a blank, and a
sign for each text that has it, from `0` on. The script `words.js` reads it, and folds words as `folded` does.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from unicodedata import category, normalize

TEXTS = 64
"""Texts of one file at most; each is a sign from `0` to `o`."""

SECTION = 3072
"""Bytes of a section, about: so long are the parts that a search asks for."""

FORMAT = 1
"""Rises when the same texts give other files."""

_FIRST = ord("0")
_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"
)
"""Scripts that put no blanks between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese."""


def folded(text: str) -> str:
    """A text as a search compares it: without capitals, accents and vowel signs."""
    if text.isascii():
        return text.lower()
    return normalize("NFD", text).translate(_marks()).lower().replace("ς", "σ")


class _Marks(dict[int, int | None]):
    """Nothing in the place of a mark (general category M), any other sign as it is."""

    def __missing__(self, sign: int) -> int | None:
        self[sign] = None if category(chr(sign)).startswith("M") else sign
        return self[sign]


@cache
def _marks() -> _Marks:
    return _Marks()


def words(text: str) -> frozenset[str]:
    """Every word of a text that can be found, folded: of two letters or digits at least.

    Where a script has no blanks between words they are all pairs of neighbouring signs, and the last one alone.
    """
    return frozenset(word for run in set(_WORD.findall(folded(text))) for word in _of_run(run))


def _of_run(run: str) -> Iterator[str]:
    if run.isascii() or not _UNSPACED.search(run):
        yield from [run] if len(run) > 1 else ()
        return
    for part in _UNSPACED.findall(run):
        yield from (part[at : at + 2] for at in range(len(part)))
    yield from (word for word in _UNSPACED.split(run) if len(word) > 1)


def encode(texts: Mapping[int, Iterable[str]], *, revision: int) -> bytes:
    """The file of these texts: number (below `TEXTS`) → folded words. The same texts give the same bytes."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for number in sorted(texts):
        for word in texts[number]:
            found[word].append(chr(_FIRST + number))
    bounds, sections = list[str | int](), list[bytes]()
    last = ""
    for section in _sections({word: f"{word} {''.join(found[word])}\n".encode() for word in sorted(found, key=_order)}):
        first, *_ = section
        lines = b"".join(section.values())
        bounds += (_between(last, first), len(lines))
        sections.append(lines)
        last = next(reversed(section))
    head = json.dumps({"revision": revision, "sections": bounds}, ensure_ascii=False, separators=(",", ":"))
    return b"".join([head.encode(), b"\n", *sections])


def _order(word: str) -> bytes:
    return word.encode("utf-16-be")


def _sections(lines: Mapping[str, bytes]) -> Iterator[dict[str, bytes]]:
    """Words with their lines, in sections of about `SECTION` bytes."""
    section, size = dict[str, bytes](), 0
    for word, line in lines.items():
        if section and size + len(line) > SECTION:
            yield section
            section, size = {}, 0
        section[word] = line
        size += len(line)
    if section:
        yield section


def _between(before: str, word: str) -> str:
    """The shortest beginning of a word that comes after the word before it."""
    return next(word[:end] for end in range(1, len(word) + 1) if _order(word[:end]) > _order(before))


def decode(data: bytes) -> Mapping[int, Collection[str]]:
    """The texts of a file: number → folded words. Raises `ValueError` for what is no such file."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    head, _, lines = data.decode().partition("\n")
    if not head.startswith('{"revision":'):
        raise ValueError("this is no index of words")
    for line in lines.splitlines():
        word, _, signs = line.partition(" ")
        for sign in signs:
            found[ord(sign) - _FIRST].add(word)
    return found
