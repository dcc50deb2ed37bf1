"""Lines of notes that are a list with times, which apps read as chapters: Markdown alone would join them."""

from __future__ import annotations

import re
from html import unescape
from itertools import pairwise

from feedpub.standards.timed_lines import may_hold_time, timed_lines

_TAG = re.compile(r"<[^>]*>")
_PARTS = "p|ul|ol|li|table|thead|tbody|tfoot|tr|th|td"
_BLOCK_END = re.compile(rf"<(?:br|/?(?:{_PARTS})(?: [^>]*)?)>$")
_BLOCK_BEGIN = re.compile(rf"</?(?:{_PARTS})(?: [^>]*)?>")


def with_timed_lines(html: str) -> str:
    """HTML with a break around each line of a list with times."""
    if not may_hold_time(words := unescape(_TAG.sub("", html))):
        return html
    lines = html.split("\n")
    timed = [one is not None for one in timed_lines(words.split("\n"))]
    if not any(timed):
        return html
    apart = lines[:1]
    for (line, following), around in zip(pairwise(lines), pairwise(timed), strict=True):
        is_apart = _BLOCK_END.search(line) or _BLOCK_BEGIN.match(following)
        apart += ["<br>\n" if any(around) and not is_apart else "\n", following]
    return "".join(apart)
