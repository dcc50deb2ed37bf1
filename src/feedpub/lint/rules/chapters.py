"""FP601 to FP623, FP631: chapters: in a file, in the feed, in the audio, in the notes."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import combinations, pairwise

from feedpub import chapters
from feedpub.chapters import TOLERANCE_MS
from feedpub.feed_view import Element, FeedView
from feedpub.lint.facts import duration_of, file_faults, forgotten_by
from feedpub.lint.rule import APPLE, ERROR, INFO, NAMESPACE, SPOTIFY, WARNING, YOUTUBE, Fault, fault, rule
from feedpub.model.chapter import Chapter
from feedpub.standards import (
    html_tags,
    is_http_url,
    is_https_url,
    is_private_address,
    quoted,
    read_clock,
    written_clock,
)

FEWEST = 3
"""Chapters that Apple, Spotify and YouTube take for a list."""


@dataclass(frozen=True, slots=True)
class ChapterList:
    """A list of chapters that listeners see, in one of the places where an episode may have one."""

    name: str
    at: Element
    chapters: Sequence[Chapter]
    """In the order in which it says them; those that are only pictures and links (`toc: false`) left out."""


class _ByIdentity:
    """An episode as itself, not as what it says: comparing and hashing it costs nothing."""

    __slots__ = ("item",)

    def __init__(self, item: Element) -> None:
        self.item = item

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByIdentity) and self.item is other.item

    def __hash__(self) -> int:
        return id(self.item)


def chapter_lists(item: Element) -> tuple[ChapterList, ...]:
    """The lists of an episode that could be read; notes with a few times in them are no list."""
    return _cached_lists(_ByIdentity(item))


@lru_cache(maxsize=8192)
def _cached_lists(key: _ByIdentity) -> tuple[ChapterList, ...]:
    """Read once for all rules about chapters."""
    return tuple(_read_lists(key.item))


forgotten_by(_cached_lists.cache_clear)


def _read_lists(item: Element) -> Iterator[ChapterList]:
    file, feed, audio = item.first("podcast:chapters"), item.first("psc:chapters"), item.first("enclosure")
    if file and (facts := file.first("seen:chapters")):
        yield from _whole_list("the chapters file", file, chapters.from_facts(facts))
    if feed:
        yield from _whole_list("`psc:chapters`", feed, chapters.from_psc(feed))
    if audio and (facts := audio.first("seen:chapters")):
        yield from _whole_list("the audio file", audio, chapters.from_facts(facts))
    yield from _in_texts(item)


def _whole_list(name: str, at: Element, read: chapters.Outline) -> Iterator[ChapterList]:
    shown = [one for one in read.chapters if one.toc]
    if shown and read.whole:
        yield ChapterList(name, at, shown)


def _in_texts(item: Element) -> Iterator[ChapterList]:
    """Lists in the notes; not a second time where both texts have the same."""
    listed, read = None, ""
    for name in ("description", "content:encoded"):
        text = item.first(name)
        if not text or text.text == read:
            continue
        read = text.text
        timed = chapters.in_notes(read)
        if timed and timed != listed and _are_chapters(read, timed, item):
            listed = timed
            yield ChapterList(f"`{name}`", text, [Chapter(start_ms=at, title=title) for at, title in timed])


def _are_chapters(text: str, timed: Sequence[tuple[int, str]], item: Element) -> bool:
    """Whether lines are chapters: one is at 0, or there are some in order and within the episode.

    Of an episode whose recording was measured they are what `publish` takes for chapters, and no others.
    """
    starts = [at for at, _ in timed]
    if 0 in starts:
        return len(starts) > 1
    duration, enclosure = duration_of(item), item.first("enclosure")
    if duration is None:
        return False
    if enclosure and enclosure.first("seen:audio"):
        return bool(chapters.listed_in_notes(text, duration.ms).chapters)
    return len(starts) >= FEWEST and starts == sorted(starts) and starts[-1] < duration.ms


def described(number: int, chapter: Chapter) -> str:
    """A chapter as messages call it: `chapter 3 'Ebb' at 8:00`."""
    title = f" {quoted(chapter.title, 40)}" if chapter.title else ""
    return f"chapter {number}{title} at {written_clock(chapter.start_ms)}"


# --- one fact, one finding

_LISTS = "{lists}"
"""In a message: the lists that say so."""


@dataclass(frozen=True, slots=True)
class _Fact:
    """What is wrong with one list, and perhaps with others in the same way."""

    key: Hashable
    """The same for the same fact in another list."""

    message: str
    hint: str


def _each_once(item: Element, judge: Callable[[ChapterList], Iterator[_Fact]]) -> Iterator[Fault]:
    """A fault for each fact, at the first list that says so; its message names all of them."""
    found: dict[Hashable, tuple[ChapterList, _Fact, list[str]]] = {}
    for one in chapter_lists(item):
        for fact in judge(one):
            found.setdefault(fact.key, (one, fact, []))[2].append(one.name)
    for first, fact, names in found.values():
        yield fault(first.at, fact.message.replace(_LISTS, _joined(names)), fact.hint)


def _joined(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


# --- the chapters file


@rule("FP601", "podcast:chapters", ERROR, APPLE, NAMESPACE, holds=["chp-json"])
def unreadable_chapters(tag: Element, _: FeedView) -> Iterator[Fault]:
    """The chapters file is no chapters JSON.

    No app shows any chapter then. Often it is a page that asks for a login, or a list edited by hand with a comma too
    much.

    Bad:  <podcast:chapters url="https://tidewater.example/chapters/1.json" type="application/json+chapters">
            <seen:chapters partial="yes">
              <seen:fault kind="unreadable-chapters" line="7" message="a comma or a closing bracket is missing"/>
            </seen:chapters>
          </podcast:chapters>
    Good: <podcast:chapters url="https://tidewater.example/chapters/1.json" type="application/json+chapters"/>
    """
    return file_faults(tag, "seen:chapters", "unreadable-chapters")


@rule("FP602", "podcast:chapters", WARNING, NAMESPACE, holds=["chp-json"])
def chapters_without_version(tag: Element, _: FeedView) -> Iterator[Fault]:
    """The chapters file does not say its version.

    The format requires `"version": "1.2.0"`, a text: apps may read another version differently.

    Bad:  <podcast:chapters url="https://tidewater.example/chapters/1.json" type="application/json+chapters">
            <seen:chapters>
              <seen:fault kind="chapters-without-version" message="the file does not say its `version`"/>
            </seen:chapters>
          </podcast:chapters>
    Good: <podcast:chapters url="https://tidewater.example/chapters/1.json" type="application/json+chapters"/>
    """
    return file_faults(tag, "seen:chapters", "chapters-without-version")


@rule("FP603", "podcast:chapters", ERROR, APPLE, NAMESPACE, holds=["chp-json"])
def mistyped_chapter(tag: Element, _: FeedView) -> Iterator[Fault]:
    """The chapters file has something of the wrong kind: a time as text, a truth value in quotes.

    `"startTime": "12:00"` is not a number, and `"toc": "false"` counts as true: apps skip the chapter, show what should
    be hidden, or refuse the whole file.

    Bad:  <podcast:chapters url="https://tidewater.example/chapters/1.json" type="application/json+chapters">
            <seen:chapters partial="yes">
              <seen:fault kind="mistyped-chapter" line="4" hint="write `720`, without quotes"
                message="chapter 2: `startTime` is text ('12:00'), not a number"/>
            </seen:chapters>
          </podcast:chapters>
    Good: <podcast:chapters url="https://tidewater.example/chapters/1.json" type="application/json+chapters"/>
    """
    return file_faults(tag, "seen:chapters", "mistyped-chapter")


# --- Podlove Simple Chapters


@rule("FP617", "psc:chapter", WARNING, SPOTIFY, holds=["chp-psc"])
def unreadable_chapter_start(chapter: Element, _: FeedView) -> Iterator[Fault]:
    """A `psc:chapter` does not say when it begins, or not in a way that apps read.

    Its `start` is required: hours, minutes and seconds with colons between.

    Bad:  <psc:chapters version="1.2"><psc:chapter start="4m" title="Flood"/></psc:chapters>
    Bad:  <psc:chapters version="1.2"><psc:chapter title="Flood"/></psc:chapters>
    Good: <psc:chapters version="1.2">
            <psc:chapter start="00:00:00.000" title="Intro"/>
            <psc:chapter start="00:04:00.000" title="Flood"/>
            <psc:chapter start="00:08:00.000" title="Ebb"/>
          </psc:chapters>
    """
    start = chapter.get("start")
    if read_clock(start) is None:
        message = f"{quoted(start)} is no time" if start else "the chapter has no `start`"
        yield fault(chapter.at("start") if start else chapter.path, message, "write it like `00:04:00.000`")


@rule("FP618", "psc:chapter", WARNING, holds=["chp-psc"])
def bare_chapter_seconds(chapter: Element, _: FeedView) -> Iterator[Fault]:
    """A `psc:chapter` begins at a number of seconds without colons.

    The standard allows it, but AntennaPod reads it as 0.

    Bad:  <psc:chapters version="1.2">
            <psc:chapter start="00:00:00.000" title="Intro"/>
            <psc:chapter start="240" title="Flood"/>
            <psc:chapter start="00:08:00.000" title="Ebb"/>
          </psc:chapters>
    Good: <psc:chapters version="1.2">
            <psc:chapter start="00:00:00.000" title="Intro"/>
            <psc:chapter start="00:04:00.000" title="Flood"/>
            <psc:chapter start="00:08:00.000" title="Ebb"/>
          </psc:chapters>
    """
    start = chapter.get("start")
    if ":" not in start and (at := read_clock(start)):
        seconds, rest = divmod(at, 1000)
        full = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"
        yield fault(chapter.at("start"), f"{quoted(start)} has no colon, and AntennaPod reads 0", f"write `{full}`")


@rule("FP619", "item", WARNING, SPOTIFY, holds=["chp-psc"])
def repeated_chapters(item: Element, _: FeedView) -> Iterator[Fault]:
    """An episode has `psc:chapters` twice.

    The standard allows one; apps show the first, the last or none.

    Bad:  <psc:chapters version="1.2">
            <psc:chapter start="00:00:00.000" title="Intro"/>
            <psc:chapter start="00:04:00.000" title="Flood"/>
            <psc:chapter start="00:08:00.000" title="Ebb"/>
          </psc:chapters>
          <psc:chapters version="1.2"><psc:chapter start="00:00:00.000" title="Intro"/></psc:chapters>
    Good: <psc:chapters version="1.2">
            <psc:chapter start="00:00:00.000" title="Intro"/>
            <psc:chapter start="00:04:00.000" title="Flood"/>
            <psc:chapter start="00:08:00.000" title="Ebb"/>
          </psc:chapters>
    """
    for second in item.all("psc:chapters")[1:2]:
        yield fault(second, "the episode has `psc:chapters` twice", "keep one list")


@rule("FP620", "psc:chapters", WARNING, SPOTIFY, holds=["chp-psc"])
def empty_chapters(listed: Element, _: FeedView) -> Iterator[Fault]:
    """A `psc:chapters` has no chapter in it.

    The standard wants one at least; often the chapters are there, in another namespace.

    Bad:  <psc:chapters version="1.2"/>
    Good: <psc:chapters version="1.2">
            <psc:chapter start="00:00:00.000" title="Intro"/>
            <psc:chapter start="00:04:00.000" title="Flood"/>
            <psc:chapter start="00:08:00.000" title="Ebb"/>
          </psc:chapters>
    """
    if not listed.all("psc:chapter"):
        yield fault(listed, "there is no `psc:chapter` in it", "list the chapters, or leave out the tag")


# --- order


@rule("FP604", "item", ERROR, NAMESPACE, holds=["chp-json"])
def unsorted_chapters(item: Element, _: FeedView) -> Iterator[Fault]:
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
        for facts in tag.all("seen:chapters"):
            for fact in _backward(chapters.from_facts(facts).chapters):
                yield fault(tag, fact.message, fact.hint)


def _backward(listed: Sequence[Chapter]) -> Iterator[_Fact]:
    for number, (before, one) in enumerate(pairwise(listed), start=2):
        if one.start_ms < before.start_ms:
            message = f"{described(number, one)} comes behind {written_clock(before.start_ms)}"
            yield _Fact((one.start_ms, before.start_ms), message, "sort the chapters by time")
            return


@rule("FP605", "item", WARNING, SPOTIFY, YOUTUBE, holds=["chp-first-zero", "chp-psc"])
def unsorted_times(item: Element, _: FeedView) -> Iterator[Fault]:
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
    yield from _each_once(item, _backward_in_feed)


def _backward_in_feed(one: ChapterList) -> Iterator[_Fact]:
    if one.at.name in {"psc:chapters", *_NOTES}:
        yield from _backward(one.chapters)


_NOTES = ("description", "content:encoded")


# --- what apps require of a list


@rule("FP606", "item", WARNING, APPLE, holds=["chp-title", "chp-psc"])
def untitled_chapter(item: Element, _: FeedView) -> Iterator[Fault]:
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
    yield from _each_once(item, _untitled)


def _untitled(one: ChapterList) -> Iterator[_Fact]:
    untitled = [(number, chapter) for number, chapter in enumerate(one.chapters, start=1) if not chapter.title]
    if untitled:
        more = f", and {len(untitled) - 1} more," if len(untitled) > 1 else ""
        hint = "say what it is about, or keep it off the list with `toc: false`"
        message = f"{described(*untitled[0])}{more} has no title in {_LISTS}"
        yield _Fact(tuple(chapter.start_ms for _, chapter in untitled), message, hint)


@rule("FP607", "item", WARNING, APPLE, SPOTIFY, YOUTUBE, holds=["chp-first-zero"])
def late_first_chapter(item: Element, _: FeedView) -> Iterator[Fault]:
    """The first chapter does not begin at 0:00.

    Apple, Spotify and YouTube take a list only from the beginning: otherwise none of it is shown. Where only the notes
    begin later, FP631 says so.

    Bad:  <description><![CDATA[<p>0:30 Hello<br>4:00 Flood<br>8:00 Ebb</p>]]></description>
    Good: <description><![CDATA[<p>0:00 Hello<br>4:00 Flood<br>8:00 Ebb</p>]]></description>
    """
    if not _only_notes_begin_late(chapter_lists(item)):
        yield from _each_once(item, _late)


def _late(one: ChapterList) -> Iterator[_Fact]:
    if first := _late_start(one):
        message = f"the first chapter in {_LISTS} begins at {written_clock(first)}"
        yield _Fact(first // 1000, message, "let the first begin at 0:00; `Intro` will do")


def _late_start(one: ChapterList) -> int:
    """Where the first chapter begins, in milliseconds; 0 if that is early enough."""
    first = min(chapter.start_ms for chapter in one.chapters)
    return first if first >= (1000 if one.at.name == "enclosure" else 1) else 0


def _only_notes_begin_late(lists: Sequence[ChapterList]) -> bool:
    late = {one.at.name for one in lists if _late_start(one)}
    return bool(late) and late <= {*_NOTES} and any(one.at.name not in _NOTES for one in lists)


@rule("FP631", "item", INFO, YOUTUBE, holds=["chp-first-zero"])
def late_first_time_in_notes(item: Element, _: FeedView) -> Iterator[Fault]:
    """The times in the notes begin later than 0:00, and only the other lists of chapters begin there.

    Apple and Spotify read those. YouTube reads nothing but the notes, and shows no chapters then.

    Bad:  <description><![CDATA[<p>2:00 Hello<br>5:00 Flood<br>8:00 Ebb</p>]]></description>
          <psc:chapters version="1.2">
            <psc:chapter start="00:00:00.000" title="Introduction"/>
            <psc:chapter start="00:02:00.000" title="Hello"/>
            <psc:chapter start="00:05:00.000" title="Flood"/>
            <psc:chapter start="00:08:00.000" title="Ebb"/>
          </psc:chapters>
    Good: <description><![CDATA[<p>0:00 Hello<br>5:00 Flood<br>8:00 Ebb</p>]]></description>
    """
    lists = chapter_lists(item)
    if _only_notes_begin_late(lists):
        one = next(each for each in lists if _late_start(each))
        begins = f"the first time in the notes is {written_clock(_late_start(one))}"
        message = f"{begins}; YouTube, which reads only the notes, wants 0:00"
        yield fault(one.at, message, "for chapters on YouTube, write a line `0:00 …` in front")


@rule("FP608", "item", WARNING, APPLE, SPOTIFY, YOUTUBE, holds=["chp-min3"])
def too_few_chapters(item: Element, _: FeedView) -> Iterator[Fault]:
    """An episode has only one or two chapters.

    Apple, Spotify and YouTube show chapters from three up.

    Bad:  <description><![CDATA[<p>0:00 Intro<br>6:00 The tide</p>]]></description>
    Good: <description><![CDATA[<p>0:00 Intro<br>4:00 Flood<br>8:00 Ebb</p>]]></description>
    """
    yield from _each_once(item, _few)


def _few(one: ChapterList) -> Iterator[_Fact]:
    if (count := len(one.chapters)) < FEWEST:
        message = f"only {count} chapter{'s' if count > 1 else ''} in {_LISTS}; {FEWEST} are the least that is shown"
        yield _Fact(count, message, "write three or more, or none")


@rule("FP609", "item", ERROR, holds=["chp-in-range"])
def chapter_after_the_end(item: Element, _: FeedView) -> Iterator[Fault]:
    """A chapter begins when the episode is over.

    Pressing it goes nowhere. The list is of another cut, or the length in the feed is wrong.

    Bad:  <description><![CDATA[<p>0:00 Intro<br>4:00 Flood<br>13:20 Ebb</p>]]></description>
    Good: <description><![CDATA[<p>0:00 Intro<br>4:00 Flood<br>8:00 Ebb</p>]]></description>
    """
    if (duration := duration_of(item)) is None:
        return

    def after_the_end(one: ChapterList) -> Iterator[_Fact]:
        for number, chapter in enumerate(one.chapters, start=1):
            if chapter.start_ms >= duration.ms + duration.slack_ms:
                message = f"{described(number, chapter)} in {_LISTS} is after the end ({duration.written})"
                yield _Fact(chapter.start_ms // 1000, message, "correct the time, or the length")
                break

    yield from _each_once(item, after_the_end)


@rule("FP610", "item", ERROR, holds=["chp-in-range"])
def chapter_without_length(item: Element, _: FeedView) -> Iterator[Fault]:
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
    yield from _each_once(item, _without_length)


def _without_length(one: ChapterList) -> Iterator[_Fact]:
    for number, chapter in enumerate(one.chapters, start=1):
        if chapter.end_ms is not None and chapter.end_ms <= chapter.start_ms:
            message = f"{described(number, chapter)} in {_LISTS} ends at {written_clock(chapter.end_ms)}"
            hint = "correct its end, or leave it out: the next chapter ends it"
            yield _Fact((chapter.start_ms, chapter.end_ms), message, hint)


@rule("FP611", "item", WARNING, holds=["chp-consistent"])
def conflicting_chapters(item: Element, _: FeedView) -> Iterator[Fault]:
    """An episode has two lists of chapters that do not agree.

    Apps read different ones, so listeners see different chapters; nobody documents which list wins. That one of them
    has an introduction at 0:00 in front is no conflict.

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
    for one, other in combinations(chapter_lists(item), 2):
        if difference := _difference(one, other):
            yield fault(other.at, difference, "write all of them from one list")
            return


def _difference(one: ChapterList, other: ChapterList) -> str:
    ours, theirs = (sorted(each.chapters, key=lambda chapter: chapter.start_ms) for each in (one, other))
    ours, theirs = _unintroduced(ours, theirs), _unintroduced(theirs, ours)
    if len(ours) != len(theirs):
        counts = f"{len(one.chapters)} chapters, {other.name} {len(other.chapters)}"
        return f"{one.name} has {counts}"
    pairs = zip(ours, theirs, strict=True)
    for number, (first, second) in enumerate(pairs, start=1):
        if abs(first.start_ms - second.start_ms) > TOLERANCE_MS:
            times = f"{written_clock(first.start_ms)} in {one.name} and at {written_clock(second.start_ms)}"
            return f"chapter {number} begins at {times} in {other.name}"
    return ""


def _unintroduced(listed: list[Chapter], other: Sequence[Chapter]) -> list[Chapter]:
    """A list without its first chapter, if that is at 0 and the other list begins with the next."""
    has_more = len(listed) == len(other) + 1 and listed[0].start_ms == 0 < other[0].start_ms
    return listed[1:] if has_more else listed


# --- what looks like chapters and is none

_SHOWN = 3


@rule("FP622", "item", WARNING, holds=["chp-in-notes"])
def times_without_chapters(item: Element, _: FeedView) -> Iterator[Fault]:
    """Lines of the notes look like times and are no chapters.

    Times of the day, verses and remarks stand in notes, too, so that lines are chapters only where they are a list:
    three or more, adjacent, in the order of time, from 0:00 on, below a line such as `Timestamps`, or over half of the
    recording. Apps may show other lines as chapters all the same, or none.

    Bad:  <seen:times reason="look like times and are no chapters: they are as far apart as the rows of a timetable">
            <seen:line text="9:00 Ferry"/><seen:line text="10:00 Ferry"/><seen:line text="11:00 Ferry"/>
          </seen:times>
    Good: <title>First light</title>
    """
    for one in item.all("seen:times"):
        lines = [line.get("text") for line in one.all("seen:line")]
        count = f"{len(lines)} line{'s' * (len(lines) != 1)} of the notes"
        texts = ", ".join(quoted(line, 40) for line in lines[:_SHOWN]) + (", …" if len(lines) > _SHOWN else "")
        where = f"{_numbers(one.get('lines').split())}: " if one.get("lines") else ""
        message = f"{count} {one.get('reason')} ({where}{texts})"
        yield fault(f"{item.path}.description", message, one.get("hint"))


def _numbers(numbers: Sequence[str]) -> str:
    """`line 3`, `lines 3 to 5`, `lines 3, 7, 9`."""
    first, last = int(numbers[0]), int(numbers[-1])
    if first == last:
        return f"line {first}"
    if last - first == len(numbers) - 1:
        return f"lines {first} to {last}"
    return f"lines {', '.join(numbers[:_SHOWN])}" + (", …" if len(numbers) > _SHOWN else "")


@rule("FP623", "item", WARNING, holds=["chp-in-notes"])
def unread_chapter_lines(item: Element, _: FeedView) -> Iterator[Fault]:
    """A line of the file with chapters is in no chapter.

    It has no time, no title, or a time in a form that is not read, so that listeners miss it.

    Bad:  <seen:unread-line message="boats.txt:3: 'The boats' has no time"/>
    Good: <title>First light</title>
    """
    for one in item.all("seen:unread-line"):
        yield fault(f"{item.path}.podcast:chapters", one.get("message"), "correct the line, or delete it")


# --- links


@rule("FP616", "item", WARNING, NAMESPACE, holds=["chp-links"])
def dead_link_in_chapter(item: Element, feed: FeedView) -> Iterator[Fault]:
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
    yield from _each_once(item, partial(_dead_link, rehearsal=feed.rehearsal))


def _dead_link(one: ChapterList, *, rehearsal: bool) -> Iterator[_Fact]:
    for number, chapter in enumerate(one.chapters, start=1):
        addresses = (address for address in (chapter.url, chapter.image) if address and _is_dead(address))
        dead = next((one for one in addresses if not (rehearsal and is_http_url(one) and is_private_address(one))), "")
        if dead:
            message = f"{described(number, chapter)} in {_LISTS} names {quoted(dead)}"
            yield _Fact((chapter.start_ms // 1000, dead), message, "write the whole address, with https://")
            break


def _is_dead(address: str) -> bool:
    return not is_https_url(address) and not address.lower().startswith("mailto:")


# --- how chapters read best

SHORTEST_MS = {"YouTube": 10_000, "Spotify": 30_000, "Apple": 120_000}
TITLE = {"Spotify": 39, "Apple": 45}
"""Characters."""

PER_HOUR = 6
BRIEF_MS = 600_000
"""Shorter episodes are not counted per hour."""


@rule("FP612", "item", INFO, APPLE, SPOTIFY, YOUTUBE, holds=["chp-length"])
def short_chapter(item: Element, _: FeedView) -> Iterator[Fault]:
    """A chapter is very short.

    YouTube wants 10 seconds at least, Spotify 30, and Apple recommends two minutes.

    Bad:  <description><![CDATA[<p>0:00 Intro<br>0:08 Flood<br>8:00 Ebb</p>]]></description>
    Good: <description><![CDATA[<p>0:00 Intro<br>4:00 Flood<br>8:00 Ebb</p>]]></description>
    """
    duration = duration_of(item)

    def short(one: ChapterList) -> Iterator[_Fact]:
        starts = sorted(chapter.start_ms for chapter in one.chapters)
        ends = [*starts[1:], duration.ms] if duration and duration.ms > starts[-1] else starts[1:]
        at, least = min(enumerate(e - s for s, e in zip(starts, ends, strict=False)), key=_second, default=(0, None))
        unmet = [
            f"{name} {wanted // 1000}" for name, wanted in SHORTEST_MS.items() if least is not None and least < wanted
        ]
        if least is not None and unmet:
            message = f"the chapter at {written_clock(starts[at])} in {_LISTS} lasts {least // 1000} seconds"
            hint = f"join it with another; the least is, in seconds, {', '.join(unmet)}"
            yield _Fact(starts[at] // 1000, message, hint)

    yield from _each_once(item, short)


def _second(pair: tuple[int, int]) -> int:
    return pair[1]


@rule("FP613", "item", INFO, APPLE, holds=["chp-density"])
def crowded_chapters(item: Element, _: FeedView) -> Iterator[Fault]:
    """An episode has more than six chapters an hour.

    Apple recommends at most that many (and at least three); a list that nobody reads helps nobody.

    Bad:  <description><![CDATA[<p>0:00 Intro<br>2:00 One<br>4:00 Two<br>6:00 Three<br>8:00 Four</p>]]></description>
    Good: <description><![CDATA[<p>0:00 Intro<br>4:00 Flood<br>8:00 Ebb</p>]]></description>
    """
    duration = duration_of(item)
    if duration is None or duration.ms < BRIEF_MS:
        return
    most = max(FEWEST, -(-PER_HOUR * duration.ms // 3_600_000))
    lists = chapter_lists(item)
    if crowded := next((one for one in lists if _count(one, lists) > most), None):
        message = f"there are {_count(crowded, lists)} chapters in {duration.written}"
        yield fault(crowded.at, message, f"Apple recommends {most} at most")


def _count(one: ChapterList, lists: Sequence[ChapterList]) -> int:
    """How many chapters a list has, without an introduction that another list does not have."""
    ours, *others = (sorted(each.chapters, key=lambda chapter: chapter.start_ms) for each in (one, *lists))
    return min(len(_unintroduced(ours, other)) for other in others)


@rule("FP614", "item", INFO, APPLE, SPOTIFY, holds=["chp-title-len"])
def long_chapter_title(item: Element, _: FeedView) -> Iterator[Fault]:
    """A chapter's title is longer than lists show.

    Spotify recommends fewer than 40 characters, Apple at most 45.

    Bad:  <description><![CDATA[<p>0:00 Intro<br>
          4:00 How the flood came to the old harbour at night<br>8:00 Ebb</p>]]></description>
    Good: <description><![CDATA[<p>0:00 Intro<br>4:00 Flood<br>8:00 Ebb</p>]]></description>
    """
    yield from _each_once(item, _long_title)


def _long_title(one: ChapterList) -> Iterator[_Fact]:
    longest = max(one.chapters, key=lambda chapter: len(chapter.title))
    if (size := len(longest.title)) > min(TITLE.values()):
        who = "Spotify and Apple cut" if size > max(TITLE.values()) else "Spotify cuts"
        message = f"the chapter title {quoted(longest.title)} has {size} characters"
        yield _Fact(longest.title, message, f"{who} it: be brief")


_PICTURES = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f]|[\U000e0020-\U000e007f]|\u20e3", re.UNICODE
)


@rule("FP615", "item", INFO, APPLE, SPOTIFY, holds=["chp-title-len"])
def decorated_chapter_title(item: Element, _: FeedView) -> Iterator[Fault]:
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
    yield from _each_once(item, _decorated)


def _decorated(one: ChapterList) -> Iterator[_Fact]:
    odd = (each.title for each in one.chapters if _is_decorated(each.title))
    if title := next(odd, ""):
        yield _Fact(title, f"the chapter title {quoted(title)} is more than plain text", "write words only")


def _is_decorated(title: str) -> bool:
    return bool(_PICTURES.search(title) or ("<" in title and html_tags(title)))
