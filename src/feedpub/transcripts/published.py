"""What is said, as files for listeners: WebVTT, SubRip and JSON, made from whichever the author has.

Sources: podcast namespace, "Transcripts" (SubRip: two lines of 32 characters, the speaker in front whenever it
changes; JSON `segments`); W3C WebVTT (`<v Name>`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from html import escape
from textwrap import wrap

from feedpub.transcripts.cues import SRT_LINE, SRT_LINES, VTT_LINE, Cue

_BLANKS = re.compile(r"\s+")


def cleaned(cues: Sequence[Cue], *, duration_ms: int, people: Mapping[str, str] | None = None) -> tuple[Cue, ...]:
    """Cues as they are published: in order, without blanks too many, each with an end, none beyond the recording.

    Cues without words are left out; one that lasts into the next ends there. `people` gives for a speaker as the file
    names them (case-folded) the name that the show uses.
    """
    names = people or {}
    said = [
        replace(cue, text=_BLANKS.sub(" ", cue.text).strip(), speaker=_name(cue.speaker, names))
        for cue in sorted(cues, key=lambda cue: cue.start_ms)
    ]
    kept = [cue for cue in said if cue.text and cue.start_ms < duration_ms]
    return tuple(_ended(kept, duration_ms))


def _name(speaker: str, names: Mapping[str, str]) -> str:
    plain = _BLANKS.sub(" ", speaker).strip()
    return names.get(plain.casefold(), plain)


_LAST_MS = 5_000
"""How long the last words of a file without ends are shown."""


def _ended(cues: Sequence[Cue], duration_ms: int) -> Iterator[Cue]:
    for cue, following in zip(cues, [*cues[1:], None], strict=False):
        limit = min(following.start_ms, duration_ms) if following else duration_ms
        wanted = cue.end_ms if cue.end_ms is not None else (limit if following else cue.start_ms + _LAST_MS)
        end = min(wanted, limit) if limit > cue.start_ms else wanted
        yield replace(cue, end_ms=max(end, cue.start_ms + 1))


def to_vtt(cues: Sequence[Cue]) -> bytes:
    """WebVTT; the speaker is named where it changes, lines have at most 65 characters."""
    lines = ["WEBVTT", ""]
    speaker = ""
    for cue in cues:
        voice = f"<v {_voice(cue.speaker)}>" if cue.speaker and cue.speaker != speaker else ""
        speaker = cue.speaker or speaker
        text = [escape(line, quote=False).replace("--&gt;", "→") for line in _wrapped(cue.text, VTT_LINE)]
        lines += [f"{_clock(cue.start_ms, '.')} --> {_clock(cue.end_ms, '.')}", voice + "\n".join(text), ""]
    return "\n".join(lines).encode()


def _voice(name: str) -> str:
    return escape(name, quote=False).replace("\n", " ").replace("&gt;", "")


def to_srt(cues: Sequence[Cue]) -> bytes:
    """SubRip; cards of two lines with 32 characters, the speaker in front where it changes."""
    cards: list[str] = []
    speaker = ""
    for cue in cues:
        prefix = f"{cue.speaker}: " if cue.speaker and cue.speaker != speaker else ""
        speaker = cue.speaker or speaker
        for card in _cards(cue, prefix):
            start, end = _clock(card.start_ms, ","), _clock(card.end_ms, ",")
            cards.append(f"{len(cards) + 1}\n{start} --> {end}\n{card.text}\n")
    return "\n".join(cards).encode()


def _cards(cue: Cue, prefix: str) -> Iterator[Cue]:
    """A cue as cards that fit on screens; each is shown as long as its share of the words."""
    lines = _wrapped((prefix + cue.text).replace("-->", "→"), SRT_LINE)
    groups = [lines[at : at + SRT_LINES] for at in range(0, len(lines), SRT_LINES)]
    whole = sum(len(line) for line in lines) or 1
    length = (cue.end_ms or cue.start_ms) - cue.start_ms
    said = 0
    for group in groups:
        start = cue.start_ms + length * said // whole
        said += sum(len(line) for line in group)
        yield replace(cue, start_ms=start, end_ms=cue.start_ms + length * said // whole, text="\n".join(group))


def to_json(cues: Sequence[Cue]) -> bytes:
    """JSON segments, times in seconds."""
    segments = [
        {
            **({"speaker": cue.speaker} if cue.speaker else {}),
            "startTime": cue.start_ms / 1000,
            "endTime": (cue.end_ms or cue.start_ms) / 1000,
            "body": cue.text,
        }
        for cue in cues
    ]
    return (json.dumps({"version": "1.0.0", "segments": segments}, ensure_ascii=False, indent=1) + "\n").encode()


def _wrapped(text: str, width: int) -> list[str]:
    """Lines of at most `width` characters; a word that is longer is cut (scripts without blanks are)."""
    return wrap(text, width, break_on_hyphens=False) or [""]


def _clock(ms: int | None, mark: str) -> str:
    seconds, rest = divmod(ms or 0, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{mark}{rest:03}"
