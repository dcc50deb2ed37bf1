"""Captions that roll up: each cue shows again what the one in front showed, and adds a line or a few words.

YouTube's automatic captions do, and captions of live television; on a screen that is right, in a text each line stands
there twice or three times.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from feedpub.sidecars import Faults
from feedpub.transcripts.cues import ROLLING, Cue

_TOGETHER_MS = 100
"""The next cue follows at once; and a cue that is shown no longer than this holds the screen, and says nothing new."""

_FEWEST_WORDS = 3
"""Words that a cue must repeat; fewer are repeated by people, too."""

_MOST_LINES, _MOST_WORDS = 8, 60
"""What a screen shows, at most."""

Screen = tuple[str, ...]
"""The lines that a cue shows."""

Repeats = Callable[[Screen, Screen], int]


def without_repeats(cues: Sequence[Cue]) -> tuple[Cue, ...]:
    """Cues of which each says what is new in it, at its own time, if they roll up; else as they are."""
    screens = [_screen(cue) for cue in cues]
    repeats = _way(cues, screens)
    if repeats is None:
        return tuple(cues)
    kept, before = [], Screen()
    for cue, screen in zip(cues, screens, strict=True):
        kept.append(replace(cue, text=_rest(screen, repeats(before, screen))))
        before = screen or before
    return tuple(kept)


def check_rolling(cues: Sequence[Cue], faults: Faults) -> None:
    """Add a fault if the cues roll up."""
    if (rest := without_repeats(cues)) != tuple(cues):
        written, new = (sum(len(cue.text.split()) for cue in some) for some in (cues, rest))
        message = f"the captions roll up: {written} words are written for {new} that are spoken"
        faults.add(ROLLING, message, "export them without rolling up, so that each line stands there once")


def _screen(cue: Cue) -> Screen:
    return tuple(one for line in cue.text.split("\n") if (one := " ".join(line.split())))


def _rest(screen: Screen, words: int) -> str:
    """The lines of a screen without its first words."""
    lines = []
    for line in screen:
        own = line.split()
        lines.append(" ".join(own[words:]))
        words = max(0, words - len(own))
    return "\n".join(line for line in lines if line)


# --- how they roll up


def _way(cues: Sequence[Cue], screens: Sequence[Screen]) -> Repeats | None:
    """What counts the words that a cue repeats: the way in which half of the cues do, if there is one."""
    shown = [(cue, screen) for cue, screen in zip(cues, screens, strict=True) if screen]
    pairs = list(pairwise(shown))
    for repeats, fewest in ((_lines, 2), (_growth, 3), (_words, 3)):
        count = sum(_is_rolled(before, after, repeats) for before, after in pairs)
        if count >= fewest and 2 * count >= len(pairs):
            return repeats
    return None


def _is_rolled(before: tuple[Cue, Screen], after: tuple[Cue, Screen], repeats: Repeats) -> bool:
    """Whether a cue that follows at once repeats another one and moves on, or only holds what is shown."""
    (first, old), (second, new) = before, after
    end = first.start_ms if first.end_ms is None else first.end_ms
    if second.start_ms > end + _TOGETHER_MS or not repeats(old, new):
        return False
    return old != new or (second.end_ms or 0) - second.start_ms <= _TOGETHER_MS


def _lines(old: Screen, new: Screen) -> int:
    """Words of the lines at the end of a screen with which the next one begins."""
    most = min(len(old), len(new), _MOST_LINES)
    lines = next((count for count in range(most, 0, -1) if old[-count:] == new[:count]), 0)
    return sum(len(line.split()) for line in new[:lines])


def _growth(old: Screen, new: Screen) -> int:
    """All words of a screen, if the next one begins with them."""
    before, after = " ".join(old).split(), " ".join(new).split()
    return len(before) if before and before == after[: len(before)] else 0


def _words(old: Screen, new: Screen) -> int:
    """The words at the end of a screen with which the next one begins, three at least."""
    before, after = " ".join(old).split(), " ".join(new).split()
    most = min(len(before), len(after), _MOST_WORDS)
    return next((count for count in range(most, _FEWEST_WORDS - 1, -1) if before[-count:] == after[:count]), 0)
