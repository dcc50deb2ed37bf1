"""FP612 to FP615: how chapters read best."""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedpub.lint.chapter_lists import FEWEST, lists
from feedpub.lint.facts import duration_of
from feedpub.lint.rule import APPLE, INFO, SPOTIFY, YOUTUBE, Fault, fault, rule
from feedpub.lint.rules.chapters import APPLE_HELP, SPOTIFY_HELP
from feedpub.view import Element, Feed
from feedpub.vocab import html_tags, quoted, written_clock

SHORTEST_MS = {"YouTube": 10_000, "Spotify": 30_000, "Apple": 120_000}
TITLE = {"Spotify": 39, "Apple": 45}
"""Characters."""

PER_HOUR = 6
BRIEF_MS = 600_000
"""Shorter episodes are not counted per hour."""


@rule("FP612", "item", INFO, APPLE, SPOTIFY, YOUTUBE, since="2023", source=SPOTIFY_HELP, holds=["chp-length"])
def short_chapter(item: Element, _: Feed) -> Iterator[Fault]:
    """A chapter is very short.

    YouTube wants 10 seconds at least, Spotify 30, and Apple recommends two minutes.

    Bad:  <description><![CDATA[<p>0:00 Intro<br>0:08 Flood<br>8:00 Ebb</p>]]></description>
    Good: <description><![CDATA[<p>0:00 Intro<br>4:00 Flood<br>8:00 Ebb</p>]]></description>
    """
    length = duration_of(item)
    for one in lists(item):
        starts = sorted(chapter.start_ms for chapter in one.chapters)
        ends = [*starts[1:], length.ms] if length and length.ms > starts[-1] else starts[1:]
        at, least = min(enumerate(e - s for s, e in zip(starts, ends, strict=False)), key=_second, default=(0, None))
        unmet = [
            f"{name} {wanted // 1000}" for name, wanted in SHORTEST_MS.items() if least is not None and least < wanted
        ]
        if least is not None and unmet:
            message = f"the chapter at {written_clock(starts[at])} in {one.name} lasts {least // 1000} seconds"
            yield fault(one.at, message, f"join it with another; the least is, in seconds, {', '.join(unmet)}")


def _second(pair: tuple[int, int]) -> int:
    return pair[1]


@rule("FP613", "item", INFO, APPLE, since="2025", source=APPLE_HELP, holds=["chp-density"])
def crowded_chapters(item: Element, _: Feed) -> Iterator[Fault]:
    """An episode has more than six chapters an hour.

    Apple recommends at most that many (and at least three); a list that nobody reads helps nobody.

    Bad:  <description><![CDATA[<p>0:00 Intro<br>2:00 One<br>4:00 Two<br>6:00 Three<br>8:00 Four</p>]]></description>
    Good: <description><![CDATA[<p>0:00 Intro<br>4:00 Flood<br>8:00 Ebb</p>]]></description>
    """
    length = duration_of(item)
    if length is None or length.ms < BRIEF_MS:
        return
    most = max(FEWEST, -(-PER_HOUR * length.ms // 3_600_000))
    for one in lists(item):
        if len(one.chapters) > most:
            message = f"{one.name} has {len(one.chapters)} chapters in {length.written}"
            yield fault(one.at, message, f"Apple recommends {most} at most")


@rule("FP614", "item", INFO, APPLE, SPOTIFY, since="2023", source=SPOTIFY_HELP, holds=["chp-title-len"])
def long_chapter_title(item: Element, _: Feed) -> Iterator[Fault]:
    """A chapter's title is longer than lists show.

    Spotify recommends fewer than 40 characters, Apple at most 45.

    Bad:  <description><![CDATA[<p>0:00 Intro<br>
          4:00 How the flood came to the old harbour at night<br>8:00 Ebb</p>]]></description>
    Good: <description><![CDATA[<p>0:00 Intro<br>4:00 Flood<br>8:00 Ebb</p>]]></description>
    """
    for one in lists(item):
        longest = max(one.chapters, key=lambda chapter: len(chapter.title))
        if (size := len(longest.title)) > min(TITLE.values()):
            who = "Spotify and Apple cut" if size > max(TITLE.values()) else "Spotify cuts"
            yield fault(
                one.at, f"the chapter title {quoted(longest.title)} has {size} characters", f"{who} it: be brief"
            )


_PICTURES = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f]|[\U000e0020-\U000e007f]|\u20e3", re.UNICODE
)


@rule("FP615", "item", INFO, APPLE, SPOTIFY, since="2023", source=SPOTIFY_HELP, holds=["chp-title-len"])
def decorated_chapter_title(item: Element, _: Feed) -> Iterator[Fault]:
    """A chapter's title has HTML or emoji in it.

    Titles are plain text: tags are shown as they are written, and cars and watches show boxes for pictures.

    Bad:  <description><![CDATA[<p>0:00 Intro<br>4:00 🌊 Flood<br>8:00 Ebb</p>]]></description>
    Bad:  <psc:chapters version="1.2">
            <psc:chapter start="00:00:00.000" title="Intro"/>
            <psc:chapter start="00:04:00.000" title="&lt;b&gt;Flood&lt;/b&gt;"/>
            <psc:chapter start="00:08:00.000" title="Ebb"/>
          </psc:chapters>
    Good: <description><![CDATA[<p>0:00 Intro<br>4:00 Flood<br>8:00 Ebb</p>]]></description>
    """
    for one in lists(item):
        odd = (each.title for each in one.chapters if _is_decorated(each.title))
        if title := next(odd, ""):
            yield fault(one.at, f"the chapter title {quoted(title)} is more than plain text", "write words only")


def _is_decorated(title: str) -> bool:
    return bool(_PICTURES.search(title) or ("<" in title and html_tags(title)))
