"""FP601 to FP603, FP617 to FP621: what chapters are written in: JSON files, `psc:chapters`, frames of the recording."""

from __future__ import annotations

from collections.abc import Iterator

from feedpub.lint.facts import file_faults
from feedpub.lint.rule import APPLE, ERROR, NAMESPACE, SPOTIFY, WARNING, Fault, fault, rule
from feedpub.view import Element, Feed
from feedpub.vocab import quoted, read_clock

JSON_CHAPTERS = "Podcast namespace, JSON Chapters Format 1.2"
PODLOVE = "Podlove Simple Chapters 1.2"
ID3 = "ID3v2 Chapter Frame Addendum 1.0"

# --- the chapters file


@rule("FP601", "podcast:chapters", ERROR, APPLE, NAMESPACE, since="2021", source=JSON_CHAPTERS, holds=["chp-json"])
def unreadable_chapters(tag: Element, _: Feed) -> Iterator[Fault]:
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


@rule("FP602", "podcast:chapters", WARNING, NAMESPACE, since="2021", source=JSON_CHAPTERS, holds=["chp-json"])
def chapters_without_version(tag: Element, _: Feed) -> Iterator[Fault]:
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


@rule("FP603", "podcast:chapters", ERROR, APPLE, NAMESPACE, since="2021", source=JSON_CHAPTERS, holds=["chp-json"])
def mistyped_chapter(tag: Element, _: Feed) -> Iterator[Fault]:
    """The chapters file has something of the wrong kind: a time as text, a truth value in quotes.

    `"startTime": "12:00"` is not a number, and `"toc": "false"` counts as true: apps skip the chapter, show what should
    be hidden, or refuse the whole file.

    Bad:  <podcast:chapters url="https://tidewater.example/chapters/1.json" type="application/json+chapters">
            <seen:chapters partial="yes">
              <seen:fault kind="mistyped-chapter" line="4" hint="write `720`, without quotes"
                message="chapter 2: `startTime` is a text ('12:00'), no number"/>
            </seen:chapters>
          </podcast:chapters>
    Good: <podcast:chapters url="https://tidewater.example/chapters/1.json" type="application/json+chapters"/>
    """
    return file_faults(tag, "seen:chapters", "mistyped-chapter")


# --- Podlove Simple Chapters


@rule("FP617", "psc:chapter", WARNING, SPOTIFY, since="2014", source=PODLOVE, holds=["chp-psc"])
def unreadable_chapter_start(chapter: Element, _: Feed) -> Iterator[Fault]:
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


@rule("FP618", "psc:chapter", WARNING, source=PODLOVE, holds=["chp-psc"])
def bare_chapter_seconds(chapter: Element, _: Feed) -> Iterator[Fault]:
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


@rule("FP619", "item", WARNING, SPOTIFY, since="2014", source=PODLOVE, holds=["chp-psc"])
def repeated_chapters(item: Element, _: Feed) -> Iterator[Fault]:
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


@rule("FP620", "psc:chapters", WARNING, SPOTIFY, since="2014", source=PODLOVE, holds=["chp-psc"])
def empty_chapters(listed: Element, _: Feed) -> Iterator[Fault]:
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


# --- the recording


@rule("FP621", "enclosure", ERROR, source=ID3, holds=["chp-id3-count"])
def broken_chapter_frames(enclosure: Element, _: Feed) -> Iterator[Fault]:
    """The chapters in the audio file's tag contradict each other.

    A tag lists its chapters in one outermost table of contents, each under an id of its own, 255 at most. Otherwise
    Overcast and others show none.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg">
            <seen:chapters>
              <seen:fault kind="broken-chapter-frames" message="two frames have the id 'ch0'" hint="give each its own"/>
            </seen:chapters>
          </enclosure>
    Good: <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg"/>
    """
    return file_faults(enclosure, "seen:chapters", "broken-chapter-frames")
