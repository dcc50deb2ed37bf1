"""FP604 to FP611, FP616: lists of chapters, wherever they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from feedpub import chapters
from feedpub.chapters import TOLERANCE_MS
from feedpub.lint.chapter_files import JSON_CHAPTERS
from feedpub.lint.chapter_lists import FEWEST, Listed, lists, named
from feedpub.lint.facts import duration_of
from feedpub.lint.rule import APPLE, ERROR, NAMESPACE, SPOTIFY, WARNING, YOUTUBE, Fault, fault, rule
from feedpub.model.chapter import Chapter
from feedpub.view import Element, Feed
from feedpub.vocab import is_https_url, quoted, written_clock

APPLE_HELP = "Apple 5482, Chapters on Apple Podcasts"
SPOTIFY_HELP = "Spotify for Creators, Creating and managing chapters"
OURS = "feedpub"

# --- order


@rule("FP604", "item", ERROR, NAMESPACE, since="2021", source=JSON_CHAPTERS, holds=["chp-json"])
def unsorted_chapters(item: Element, _: Feed) -> Iterator[Fault]:
    """The chapters file is not sorted by time.

    The format requires it. Apps that look up the chapter of a moment show a wrong one, or jump back and forth.

    Bad:  <podcast:chapters url="https://tidewater.example/chapters/1.json" type="application/json+chapters">
            <seen:chapters>
              <seen:chapter start-ms="0" title="Intro"/>
              <seen:chapter start-ms="480000" title="Ebb"/>
              <seen:chapter start-ms="240000" title="Flood"/>
            </seen:chapters>
          </podcast:chapters>
    Good: <podcast:chapters url="https://tidewater.example/chapters/1.json" type="application/json+chapters">
            <seen:chapters>
              <seen:chapter start-ms="0" title="Intro"/>
              <seen:chapter start-ms="240000" title="Flood"/>
              <seen:chapter start-ms="480000" title="Ebb"/>
            </seen:chapters>
          </podcast:chapters>
    """
    for tag in item.all("podcast:chapters"):
        for seen in tag.all("seen:chapters"):
            yield from _backward(tag, chapters.of_facts(seen).chapters)


def _backward(at: Element, listed: Sequence[Chapter]) -> Iterator[Fault]:
    for number, (before, one) in enumerate(pairwise(listed), start=2):
        if one.start_ms < before.start_ms:
            message = f"{named(number, one)} comes behind {written_clock(before.start_ms)}"
            yield fault(at, message, "sort the chapters by time")
            return


@rule(
    "FP605", "item", WARNING, SPOTIFY, YOUTUBE, since="2023", source=SPOTIFY_HELP, holds=["chp-first-zero", "chp-psc"]
)
def unsorted_times(item: Element, _: Feed) -> Iterator[Fault]:
    """The chapters in the notes, or in `psc:chapters`, are not in the order of time.

    Spotify and YouTube then show none of them.

    Bad:  <description><![CDATA[<p>0:00 Intro<br>8:00 Ebb<br>4:00 Flood</p>]]></description>
    Bad:  <psc:chapters version="1.2">
            <psc:chapter start="00:00:00.000" title="Intro"/>
            <psc:chapter start="00:08:00.000" title="Ebb"/>
            <psc:chapter start="00:04:00.000" title="Flood"/>
          </psc:chapters>
    Good: <description><![CDATA[<p>0:00 Intro<br>4:00 Flood<br>8:00 Ebb</p>]]></description>
    """
    for one in lists(item):
        if one.at.name in {"psc:chapters", "description", "content:encoded"}:
            yield from _backward(one.at, one.chapters)


# --- what apps require of a list


@rule("FP606", "item", WARNING, APPLE, since="2025", source=APPLE_HELP, holds=["chp-title", "chp-psc"])
def untitled_chapter(item: Element, _: Feed) -> Iterator[Fault]:
    """A chapter that is listed has no title.

    Apple requires one, and a list with a gap is of no use. A chapter that only changes the picture says `toc: false`.

    Bad:  <psc:chapters version="1.2">
            <psc:chapter start="00:00:00.000" title="Intro"/>
            <psc:chapter start="00:04:00.000"/>
            <psc:chapter start="00:08:00.000" title="Ebb"/>
          </psc:chapters>
    Good: <psc:chapters version="1.2">
            <psc:chapter start="00:00:00.000" title="Intro"/>
            <psc:chapter start="00:04:00.000" title="Flood"/>
            <psc:chapter start="00:08:00.000" title="Ebb"/>
          </psc:chapters>
    """
    for one in lists(item):
        untitled = [(number, chapter) for number, chapter in enumerate(one.chapters, start=1) if not chapter.title]
        if untitled:
            more = f", and {len(untitled) - 1} more," if len(untitled) > 1 else ""
            hint = "say what it is about, or keep it off the list with `toc: false`"
            yield fault(one.at, f"{named(*untitled[0])}{more} has no title in {one.name}", hint)


@rule("FP607", "item", WARNING, APPLE, SPOTIFY, YOUTUBE, since="2023", source=SPOTIFY_HELP, holds=["chp-first-zero"])
def late_first_chapter(item: Element, _: Feed) -> Iterator[Fault]:
    """The first chapter does not begin at 0:00.

    Apple, Spotify and YouTube take a list only from the beginning: otherwise none of it is shown.

    Bad:  <description><![CDATA[<p>0:30 Hello<br>4:00 Flood<br>8:00 Ebb</p>]]></description>
    Good: <description><![CDATA[<p>0:00 Hello<br>4:00 Flood<br>8:00 Ebb</p>]]></description>
    """
    for one in lists(item):
        first = min(chapter.start_ms for chapter in one.chapters)
        if first >= (1000 if one.at.name == "enclosure" else 1):
            message = f"the first chapter in {one.name} begins at {written_clock(first)}"
            yield fault(one.at, message, "let the first begin at 0:00; `Intro` will do")


@rule("FP608", "item", WARNING, APPLE, SPOTIFY, YOUTUBE, since="2023", source=SPOTIFY_HELP, holds=["chp-min3"])
def too_few_chapters(item: Element, _: Feed) -> Iterator[Fault]:
    """An episode has only one or two chapters.

    Apple, Spotify and YouTube show chapters from three up.

    Bad:  <description><![CDATA[<p>0:00 Intro<br>6:00 The tide</p>]]></description>
    Good: <description><![CDATA[<p>0:00 Intro<br>4:00 Flood<br>8:00 Ebb</p>]]></description>
    """
    for one in lists(item):
        if (count := len(one.chapters)) < FEWEST:
            message = f"{one.name} has {count} chapter{'s' if count > 1 else ''}; {FEWEST} are the least that is shown"
            yield fault(one.at, message, "write three or more, or none")


@rule("FP609", "item", ERROR, source=OURS, holds=["chp-in-range"])
def chapter_after_the_end(item: Element, _: Feed) -> Iterator[Fault]:
    """A chapter begins when the episode is over.

    Pressing it goes nowhere. The list is of another cut, or the length in the feed is wrong.

    Bad:  <description><![CDATA[<p>0:00 Intro<br>4:00 Flood<br>13:20 Ebb</p>]]></description>
    Good: <description><![CDATA[<p>0:00 Intro<br>4:00 Flood<br>8:00 Ebb</p>]]></description>
    """
    if (length := duration_of(item)) is None:
        return
    for one in lists(item):
        for number, chapter in enumerate(one.chapters, start=1):
            if chapter.start_ms >= length.ms + length.slack_ms:
                message = f"{named(number, chapter)} in {one.name} is after the end ({length.written})"
                yield fault(one.at, message, "correct the time, or the length")
                break


@rule("FP610", "item", ERROR, source=OURS, holds=["chp-in-range"])
def chapter_without_length(item: Element, _: Feed) -> Iterator[Fault]:
    """A chapter ends before it begins.

    What apps do then differs: the chapter is skipped, or playing stops.

    Bad:  <podcast:chapters url="https://tidewater.example/chapters/1.json" type="application/json+chapters">
            <seen:chapters>
              <seen:chapter start-ms="0" title="Intro"/>
              <seen:chapter start-ms="240000" end-ms="120000" title="Flood"/>
              <seen:chapter start-ms="480000" title="Ebb"/>
            </seen:chapters>
          </podcast:chapters>
    Good: <podcast:chapters url="https://tidewater.example/chapters/1.json" type="application/json+chapters">
            <seen:chapters>
              <seen:chapter start-ms="0" title="Intro"/>
              <seen:chapter start-ms="240000" end-ms="480000" title="Flood"/>
              <seen:chapter start-ms="480000" title="Ebb"/>
            </seen:chapters>
          </podcast:chapters>
    """
    for one in lists(item):
        for number, chapter in enumerate(one.chapters, start=1):
            if chapter.end_ms is not None and chapter.end_ms <= chapter.start_ms:
                message = f"{named(number, chapter)} in {one.name} ends at {written_clock(chapter.end_ms)}"
                yield fault(one.at, message, "correct its end, or leave it out: the next chapter ends it")


@rule("FP611", "item", WARNING, source=OURS, holds=["chp-consistent"])
def conflicting_chapters(item: Element, _: Feed) -> Iterator[Fault]:
    """An episode has two lists of chapters that do not agree.

    Apps read different ones, so listeners see different chapters; nobody documents which list wins.

    Bad:  <description><![CDATA[<p>0:00 Intro<br>4:00 Flood<br>8:00 Ebb</p>]]></description>
          <psc:chapters version="1.2">
            <psc:chapter start="00:00:00.000" title="Intro"/>
            <psc:chapter start="00:04:25.000" title="Flood"/>
            <psc:chapter start="00:08:25.000" title="Ebb"/>
          </psc:chapters>
    Good: <description><![CDATA[<p>0:00 Intro<br>4:00 Flood<br>8:00 Ebb</p>]]></description>
          <psc:chapters version="1.2">
            <psc:chapter start="00:00:00.000" title="Intro"/>
            <psc:chapter start="00:04:00.250" title="Flood"/>
            <psc:chapter start="00:08:00.000" title="Ebb"/>
          </psc:chapters>
    """
    for one, other in combinations(lists(item), 2):
        if said := _difference(one, other):
            yield fault(other.at, said, "write all of them from one list")
            return


def _difference(one: Listed, other: Listed) -> str:
    if len(one.chapters) != len(other.chapters):
        counts = f"{len(one.chapters)} chapters, {other.name} {len(other.chapters)}"
        return f"{one.name} has {counts}"
    pairs = zip(*(sorted(each.chapters, key=lambda chapter: chapter.start_ms) for each in (one, other)), strict=True)
    for number, (first, second) in enumerate(pairs, start=1):
        if abs(first.start_ms - second.start_ms) > TOLERANCE_MS:
            times = f"{written_clock(first.start_ms)} in {one.name} and at {written_clock(second.start_ms)}"
            return f"chapter {number} begins at {times} in {other.name}"
    return ""


# --- links


@rule("FP616", "item", WARNING, NAMESPACE, since="2021", source=JSON_CHAPTERS)
def dead_link_in_chapter(item: Element, _: Feed) -> Iterator[Fault]:
    """A chapter's link or picture is no address with https.

    Apps show neither: a relative address has nothing to be relative to.

    Bad:  <psc:chapters version="1.2">
            <psc:chapter start="00:00:00.000" title="Intro"/>
            <psc:chapter start="00:04:00.000" title="Flood" image="/art/flood.jpg"/>
            <psc:chapter start="00:08:00.000" title="Ebb"/>
          </psc:chapters>
    Good: <psc:chapters version="1.2">
            <psc:chapter start="00:00:00.000" title="Intro"/>
            <psc:chapter start="00:04:00.000" title="Flood" image="https://tidewater.example/art/flood.jpg"/>
            <psc:chapter start="00:08:00.000" title="Ebb"/>
          </psc:chapters>
    """
    for one in lists(item):
        for number, chapter in enumerate(one.chapters, start=1):
            dead = next((address for address in (chapter.url, chapter.image) if address and _is_dead(address)), "")
            if dead:
                message = f"{named(number, chapter)} in {one.name} names {quoted(dead)}"
                yield fault(one.at, message, "write the whole address, with https://")
                break


def _is_dead(address: str) -> bool:
    return not is_https_url(address) and not address.lower().startswith("mailto:")
