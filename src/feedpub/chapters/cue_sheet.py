"""Chapters in a cue sheet, as Mp3tag, foobar2000 and programs for CDs write them: tracks with a title and an index.

Times are minutes, seconds and frames, 75 a second. Sources: CDRWIN "Cue sheet"; foobar2000 "Cue sheet".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from feedpub.chapters.outline import UNREAD
from feedpub.feed_view import Trouble
from feedpub.model.chapter import Chapter
from feedpub.standards import quoted

_TRACK = re.compile(r"\s*TRACK\s+[0-9]{1,3}\s+AUDIO\s*", re.IGNORECASE)
_TITLE = re.compile(r'\s*TITLE\s+(?:"(.*)"|(.*?))\s*', re.IGNORECASE)
_INDEX = re.compile(r"\s*INDEX\s+01\s+([0-9]{1,4}):([0-5][0-9]):([0-7][0-9])\s*", re.IGNORECASE)
_FRAMES = 75


def is_cue_sheet(lines: Sequence[str]) -> bool:
    """Whether they have a track with an index."""
    return any(map(_TRACK.fullmatch, lines)) and any(map(_INDEX.fullmatch, lines))


def read_cue_sheet(lines: Sequence[str]) -> Iterator[Chapter | Trouble]:
    """A chapter for each track; one without a title or an index is a fault with its line."""
    tracks = [at for at, line in enumerate(lines) if _TRACK.fullmatch(line)]
    for at, stop in zip(tracks, [*tracks[1:], len(lines)], strict=True):
        own = lines[at:stop]
        title = next((found[1] or found[2] or "" for line in own if (found := _TITLE.fullmatch(line))), "").strip()
        index = next((found for line in own if (found := _INDEX.fullmatch(line))), None)
        if index is None or not title:
            what = "TITLE" if index else "INDEX 01"
            message = f"{quoted(lines[at].strip(), 40)} has no `{what}`"
            yield Trouble(kind=UNREAD, message=message, hint='write `TITLE "…"` and `INDEX 01 03:15:00`', line=at + 1)
            continue
        minutes, seconds, frames = map(int, index.groups())
        yield Chapter(start_ms=(minutes * 60 + seconds) * 1000 + frames * 1000 // _FRAMES, title=title)
