"""Writing captions: WebVTT and SubRip.

Sources: podcast namespace, "Transcripts" (WebVTT: `<v Name>`, lines of 65 characters; SubRip: two lines of 32
characters, the speaker in front whenever it changes); CEA-608 (`>>` where an unknown speaker begins).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape
from itertools import groupby
from textwrap import wrap

from feedpub.transcripts.cues import SRT_LINE, SRT_LINES, VTT_LINE, Cue
from feedpub.transcripts.markup import like_no_tag

_TURN = ">> "


def to_vtt(cues: Sequence[Cue]) -> bytes:
    """A WebVTT file: the speaker is named where it changes, lines have at most 65 characters."""
    lines = ["WEBVTT", ""]
    speaker = ""
    for together in _at_once(cues):
        lines.append(f"{_clock(together[0].start_ms, '.')} --> {_clock(together[0].end_ms, '.')}")
        for cue in together:
            is_named = bool(cue.speaker) and (cue.speaker != speaker or len(together) > 1)
            begin, end = (f"<v {_voice(cue.speaker)}>", "</v>" * (len(together) > 1)) if is_named else ("", "")
            text = f"{_TURN if cue.is_turn else ''}{cue.text}"
            lines.append(begin + "\n".join(map(_escaped, _wrapped(text, VTT_LINE))) + end)
            speaker = "" if cue.is_turn else cue.speaker or speaker
        lines.append("")
    return "\n".join(lines).encode()


def to_srt(cues: Sequence[Cue]) -> bytes:
    """A SubRip file: cards of two lines with 32 characters, the speaker in front where it changes."""
    cards: list[str] = []
    speaker = ""
    for together in _at_once(cues):
        lines: list[str] = []
        for cue in together:
            prefix = f"{cue.speaker}: " if cue.speaker and cue.speaker != speaker else _TURN if cue.is_turn else ""
            speaker = "" if cue.is_turn else cue.speaker or speaker
            lines += _wrapped(like_no_tag(prefix + cue.text).replace("-->", "→"), SRT_LINE)
        for card in _cards(together[0], lines):
            start, end = _clock(card.start_ms, ","), _clock(card.end_ms, ",")
            cards.append(f"{len(cards) + 1}\n{start} --> {end}\n{card.text}\n")
    return "\n".join(cards).encode()


def _at_once(cues: Sequence[Cue]) -> Iterator[list[Cue]]:
    """The cues, those together in which several speak in one cue of the author's file."""
    for (_, _, line), group in groupby(cues, key=lambda cue: (cue.start_ms, cue.end_ms, cue.line)):
        together = list(group)
        yield from [together] if line else ([cue] for cue in together)


def _escaped(line: str) -> str:
    return escape(line, quote=False).replace("--&gt;", "→")


def _voice(name: str) -> str:
    return escape(name, quote=False).replace("\n", " ").replace("&gt;", "")


def _cards(cue: Cue, lines: Sequence[str]) -> Iterator[Cue]:
    """Lines as cards that fit on screens; each is shown as long as its share of the text of the cue."""
    groups = [lines[at : at + SRT_LINES] for at in range(0, len(lines), SRT_LINES)]
    whole = sum(len(line) for line in lines) or 1
    length = (cue.end_ms or cue.start_ms) - cue.start_ms
    written = 0
    for group in groups:
        start = cue.start_ms + length * written // whole
        written += sum(len(line) for line in group)
        yield replace(cue, start_ms=start, end_ms=cue.start_ms + length * written // whole, text="\n".join(group))


def _wrapped(text: str, width: int) -> list[str]:
    """Lines of at most `width` characters; a longer word is cut, as in scripts without blanks."""
    return wrap(text, width, break_on_hyphens=False) or [""]


def _clock(ms: int | None, mark: str) -> str:
    seconds, rest = divmod(ms or 0, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{mark}{rest:03}"
