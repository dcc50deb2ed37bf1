"""A transcript as a text to read: paragraphs, each of one speaker, in phrases that have their times."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from feedpub.standards import plain_text
from feedpub.transcripts.cues import Cue
from feedpub.transcripts.read import HTML, read, shown_part, type_of

PAGE_WORDS = 8_000
"""So many words of a transcript stand on the page of its episode; a longer one has a page of its own."""

_PAUSE_MS = 5_000
"""After such a pause a paragraph begins."""

_LONG, _LONGEST, _PHRASE = 420, 900, 80
"""Characters of a paragraph after which a sentence begins the next, and after which any phrase does; of a phrase."""

_SENTENCE_END = re.compile(r"[.!?…。؟！？][\"'”’»)]*$")
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3000-\u30ff\u3400-\u9fff\uff00-\uffef"
"""Scripts that put no blanks between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese; and their marks."""

_ENDS_UNSPACED = re.compile(f"[{_UNSPACED}]$")
_UNSPACED_SIGN = re.compile(f"[{_UNSPACED}]")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_BLOCK_END = re.compile(r"</?(?:p|div|section|article|blockquote|li|h[1-6]|table|tr)\b[^<>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words that are lit together while they are spoken."""

    text: str
    start_ms: int | None = None
    """None where the file has no times."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """What one speaker says at a stretch, or a part of it."""

    phrases: tuple[Phrase, ...]
    speaker: str = ""
    """Empty where nobody is named."""

    @property
    def text(self) -> str:
        """All of its words."""
        return joined(one.text for one in self.phrases)


def joined(phrases: Iterator[str] | Sequence[str]) -> str:
    """Phrases one after the other, with a blank between them except in scripts that have none."""
    text = ""
    for one in phrases:
        text += gap(text) + one
    return text


def gap(before: str) -> str:
    """What stands between a text and the next phrase."""
    return "" if not before or _ENDS_UNSPACED.search(before) else " "


@lru_cache(maxsize=8)
def paragraphs(data: bytes, type: str = "") -> tuple[Paragraph, ...]:
    """A transcript file in paragraphs: a new one for each speaker, after a pause, and where one gets long.

    `type` is the file's media type. Files without times have the paragraphs that they are written in. Empty for a file
    without words.
    """
    if cues := read(data, type).cues:
        return tuple(_of_cues(sorted(cues, key=lambda cue: cue.start_ms)))
    return tuple(_of_text(data.decode("utf-8-sig", "replace"), type))


def count_words(text: Sequence[Paragraph]) -> int:
    """Words of a text; where a script puts no blanks between them two signs count as one."""
    whole = "\n".join(one.text for one in text)
    unspaced = len(_UNSPACED_SIGN.findall(whole))
    return len(_UNSPACED_SIGN.sub(" ", whole).split()) + unspaced // 2


def _of_text(text: str, type: str) -> Iterator[Paragraph]:
    if type_of(text, type) == HTML:
        text = plain_text(_BLOCK_END.sub("\n\n", shown_part(text)))
    for part in _BLANK_LINE.split(text):
        if words := " ".join(part.split()):
            yield Paragraph(phrases=(Phrase(text=words),))


def _of_cues(cues: Sequence[Cue]) -> Iterator[Paragraph]:
    speaker, end, length = "", 0, 0
    phrases: list[Phrase] = []
    for cue in cues:
        text = " ".join(cue.text.split())
        if not text:
            continue
        speaks = cue.speaker or ("" if cue.is_turn else speaker)
        is_sentence = not phrases or bool(_SENTENCE_END.search(phrases[-1].text))
        is_long = (is_sentence and length > _LONG) or length > _LONGEST
        if phrases and (speaks != speaker or cue.start_ms - end > _PAUSE_MS or is_long or cue.is_turn):
            yield Paragraph(speaker=speaker, phrases=tuple(phrases))
            phrases, length = [], 0
        _add(phrases, text, cue.start_ms)
        length += len(text)
        speaker, end = speaks, cue.start_ms if cue.end_ms is None else cue.end_ms
    if phrases:
        yield Paragraph(speaker=speaker, phrases=tuple(phrases))


def _add(phrases: list[Phrase], text: str, start_ms: int) -> None:
    """Words that are timed one by one become a phrase, up to the end of a sentence."""
    last = phrases[-1] if phrases else None
    if last and " " not in text and len(last.text) < _PHRASE and not _SENTENCE_END.search(last.text):
        phrases[-1] = Phrase(text=last.text + gap(last.text) + text, start_ms=last.start_ms)
    else:
        phrases.append(Phrase(text=text, start_ms=start_ms))
