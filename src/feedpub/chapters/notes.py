"""Chapters in notes: lines that begin with a time.

Source: Spotify for Creators "Creating and managing chapters"; Apple 5482 and YouTube take the same lines.
"""

from __future__ import annotations

import re
from functools import lru_cache

from feedpub.vocab import plain_text

_TIMED = re.compile(
    r"""(?xm) ^ [^\S\n]* \(?
    (?: ([0-9]{1,2}) : ([0-5]?[0-9]) | ([0-9]{1,3}) ) : ([0-5][0-9]) (?![0-9:])
    \)? [^\S\n]* [-–—:.|]? [^\S\n]*
    (?! (?i: [ap]\.?m\b | uhr\b | h\b | utc\b | gmt\b ) )   # a time of the day
    (\S.*) $"""
)
_HINT = re.compile(r"[0-9]:[0-5][0-9]")


@lru_cache(maxsize=4096)  # an episode's notes are asked while it is read, rendered and checked
def in_notes(html: str) -> tuple[tuple[int, str], ...]:
    """Milliseconds and title of every line that begins with a time, in the order of the lines."""
    if not _HINT.search(html):
        return ()
    return tuple(
        ((int(hours or 0) * 3600 + int(minutes or alone) * 60 + int(seconds)) * 1000, title.strip())
        for hours, minutes, alone, seconds, title in _TIMED.findall(plain_text(html))
    )
