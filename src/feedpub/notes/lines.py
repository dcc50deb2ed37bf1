"""Lines of notes that are a list with times, which apps read as chapters: Markdown alone would join them."""

from __future__ import annotations

import re
from html import unescape
from itertools import pairwise

from feedpub.standards.timed_lines import timed_lines

_TAG = re.compile(r"<[^>]*>")
_PARTS = "p|ul|ol|li|table|thead|tbody|tfoot|tr|th|td"
_BLOCK_END = re.compile(rf"<(?:br|/?(?:{_PARTS})(?: [^>]*)?)>$")
_BLOCK_BEGIN = re.compile(rf"</?(?:{_PARTS})(?: [^>]*)?>")


def with_timed_lines(html: str) -> str:
    """HTML with a break around each line of a list with times."""
    lines = html.split("\n")
    timed = [one is not None for one in timed_lines([unescape(_TAG.sub("", line)) for line in lines])]
    if not any(timed):
        return html
    apart = lines[:1]
    for (line, following), around in zip(pairwise(lines), pairwise(timed), strict=True):
        is_apart = _BLOCK_END.search(line) or _BLOCK_BEGIN.match(following)
        apart += ["<br>\n" if any(around) and not is_apart else "\n", following]
    return "".join(apart)
