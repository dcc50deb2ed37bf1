"""Which words are said and written in which episodes, as a file of which a search reads parts.

The first line is JSON: `sections` has for each section what its words begin with or come after, and its length in
bytes; `texts` has the place of each episode about which something is written, and the length of that in bytes. Behind
it the sections follow, lines in the order of their words by UTF-16, as JavaScript compares them: a word, a blank, and a
sign for each episode that says it, from `0` on; then, if it is written in any, another blank, and the signs of those.
At the end the texts follow, in the order of `texts`. The script `words.js` reads it, and folds words as `folded` does.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from unicodedata import category, normalize

TEXTS = 64
"""Episodes of one file at most; each is a sign from `0` to `o`."""

SECTION = 3072
"""Bytes of a section, about: so long are the parts that a search asks for."""

FORMAT = 1
"""Rises when the same texts give other files."""

NOTHING_WRITTEN: Mapping[int, str] = MappingProxyType({})

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


def encode(
    spoken: Mapping[int, Iterable[str]], written: Mapping[int, str] = NOTHING_WRITTEN, *, revision: int
) -> bytes:
    """The file of these words and texts, each by the place of its episode, below `TEXTS`.

    `spoken` are folded words, `written` is plain text. The same values give the same bytes.
    """
    said, read = _signs(spoken), _signs({at: words(text) for at, text in written.items()})
    lines = {word: _line(word, said.get(word, ""), read.get(word, "")) for word in sorted({*said, *read}, key=_order)}
    bounds, sections = list[str | int](), list[bytes]()
    last = ""
    for section in _sections(lines):
        first, *_ = section
        whole = b"".join(section.values())
        bounds += (_between(last, first), len(whole))
        sections.append(whole)
        last = next(reversed(section))
    texts = {at: written[at].encode() for at in sorted(written)}
    head: dict[str, object] = {"revision": revision, "sections": bounds}
    if texts:
        head["texts"] = [number for at, text in texts.items() for number in (at, len(text))]
    first_line = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    return b"".join([first_line, b"\n", *sections, *texts.values()])


def _signs(texts: Mapping[int, Iterable[str]]) -> Mapping[str, str]:
    """Word → the signs of the episodes that have it."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for number in sorted(texts):
        for word in texts[number]:
            found[word].append(chr(_FIRST + number))
    return {word: "".join(signs) for word, signs in found.items()}


def _line(word: str, said: str, read: str) -> bytes:
    return (f"{word} {said} {read}\n" if read else f"{word} {said}\n").encode()


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
    """What is said, by a file: place of an episode → folded words. Raises `ValueError` for what is no such file."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    head, _, rest = data.partition(b"\n")
    if not head.startswith(b'{"revision":'):
        raise ValueError("this is no index of words")
    size = sum(json.loads(head)["sections"][1::2])
    for line in rest[:size].decode().splitlines():
        word, said, *_ = line.split(" ")
        for sign in said:
            found[ord(sign) - _FIRST].add(word)
    return found
