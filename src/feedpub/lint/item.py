"""FP2: the episode."""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedpub.lint.rule import Fault, Platform, Severity, fault, rule
from feedpub.view import Element, Feed
from feedpub.vocab import quoted

_GUIDE = "Apple, A Podcaster's Guide to RSS"
_NUMBER = re.compile(r"(?i)\s*(?:(?:ep(?:isode|\.)?|folge|#)\s*#?\d+|s\d+\s*[:.]?\s*e\d+|\d+\s*[-–—:.|]\s)")


@rule(
    "FP203",
    "item",
    Severity.WARNING,
    Platform.APPLE,
    Platform.PSP,
    since="2017",
    source=_GUIDE,
    holds=["it-title-numbers"],
)
def number_in_title(item: Element, _: Feed) -> Iterator[Fault]:
    """The title repeats the episode number.

    Apps print the number beside the title, so listeners read it twice, and search engines read noise.

    Bad:  <title>Ep. 12: Moths</title>
    Good: <title>Moths</title><itunes:episode>12</itunes:episode>
    """
    title = item.first("title")
    if title and (match := _NUMBER.match(title.text)):
        rest = title.text[match.end() :].strip(" :-–—.|")
        yield fault(
            title, f"the title repeats the episode number ({quoted(match[0].strip())})", f"write {quoted(rest)}"
        )
