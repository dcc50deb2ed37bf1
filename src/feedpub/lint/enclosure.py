"""FP301 to FP309: the tag that names an episode's audio, and its type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from feedpub.lint.facts import file_address
from feedpub.lint.rule import APPLE, BOARD, ERROR, EVERY, GUIDE, PSP, REQUIREMENTS, RSS_2, WARNING, Fault, fault, rule
from feedpub.view import Element, Feed
from feedpub.vocab import ENCLOSURE_TYPES, LIST_MEDIUMS, quoted

LISTED: Mapping[str, str] = {**ENCLOSURE_TYPES, "pdf": "application/pdf"}
"""Extension → type of what Apple lists."""

_SPELLINGS: Mapping[str, frozenset[str]] = {
    "m4a": frozenset({"audio/x-m4a", "audio/mp4", "audio/m4a"}),
    "m4v": frozenset({"video/x-m4v", "video/m4v"}),
}
"""Where Apple, PSP-1 and IANA spell a type in several ways."""

_NEAR: Mapping[str, frozenset[str]] = {
    "mp3": frozenset({"audio/mp3", "audio/x-mp3", "audio/mpeg3", "audio/x-mpeg-3", "audio/x-mpeg", "audio/mpg"}),
    "m4a": frozenset({"audio/aac", "audio/x-aac", "audio/aacp", "audio/x-mp4", "audio/mp4a-latm"}),
    "mp4": frozenset({"video/x-mp4", "audio/mp4"}),
    "m4v": frozenset({"video/mp4"}),
}
"""What others write for the same thing, and most apps understand."""


# --- the tag


@rule("FP301", "item", ERROR, *EVERY, since="2005", source=REQUIREMENTS, holds=["enc-one"])
def missing_enclosure(item: Element, feed: Feed) -> Iterator[Fault]:
    """An episode has no audio.

    Podcast apps and directories skip what has no `<enclosure>`; a link to the file in the notes does not count.

    Bad:  <!-- no enclosure -->
    Good: <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg"/>
    """
    medium = feed.channel.value("podcast:medium")
    if item.first("enclosure") is None and medium not in {"newsletter", "blog", *LIST_MEDIUMS}:
        hint = 'add `<enclosure url="https://…/….mp3" length="…" type="audio/mpeg"/>`'
        yield fault(item, "the episode has no `<enclosure>`: nothing to play", hint)


@rule("FP302", "item", ERROR, APPLE, PSP, since="2007", source=BOARD, holds=["enc-one"])
def repeated_enclosure(item: Element, _: Feed) -> Iterator[Fault]:
    """An episode has more than one enclosure.

    One app plays the first, the next the last, and Apple may drop the episode. Other versions of the same episode have
    a tag of their own, `podcast:alternateEnclosure`.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg"/>
          <enclosure url="https://tidewater.example/media/first-light.m4a" length="9437184" type="audio/x-m4a"/>
    Good: <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg"/>
    """
    for enclosure in item.all("enclosure")[1:]:
        hint = "leave one; for other versions write `<podcast:alternateEnclosure>`"
        yield fault(enclosure, "the episode has another `<enclosure>` already", hint)


@rule("FP303", "item/enclosure", ERROR, *EVERY, since="RSS 2.0", source=RSS_2, holds=["enc-attrs"])
def incomplete_enclosure(enclosure: Element, _: Feed) -> Iterator[Fault]:
    """An enclosure lacks its address, its length or its type.

    RSS requires the three, and Spotify refuses the episode without any of them.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" type="audio/mpeg"/>
    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type=""/>
    Bad:  <enclosure href="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg"/>
    Good: <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg"/>
    """
    if missing := [name for name in ("url", "length", "type") if not enclosure.get(name)]:
        listed = " and ".join(f"`{name}`" for name in missing)
        hints = {"url": "the file's address", "length": "its size in bytes", "type": "for example `audio/mpeg`"}
        yield fault(enclosure, f"the enclosure has no {listed}", "add " + ", ".join(hints[name] for name in missing))


# --- type


@rule("FP308", "item/enclosure", ERROR, APPLE, PSP, since="2005", source=GUIDE, holds=["enc-type"])
def wrong_type(enclosure: Element, _: Feed) -> Iterator[Fault]:
    """An enclosure's type is not that of its file.

    Apps choose their player by it: an MP3 that is called `text/html` or `video/mp4` is not played, or not listed.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/x-m4a"/>
    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="mp3"/>
    Good: <enclosure url="https://tidewater.example/media/first-light.m4a" length="11534336" type="audio/x-m4a"/>
    Good: <enclosure url="https://tidewater.example/media/first-light.m4a" length="11534336" type="audio/mp4"/>
    """
    end, said = _typed(enclosure)
    if end and not _is_near(end, said):
        message = f"{quoted(said)} is not the type of a .{end} file"
        yield fault(enclosure.at("type"), message, f"write `{LISTED[end]}`")


@rule("FP309", "item/enclosure", WARNING, APPLE, PSP, since="2005", source=GUIDE, holds=["enc-type"])
def unusual_type(enclosure: Element, _: Feed) -> Iterator[Fault]:
    """An enclosure's type is spelt in a way that only some apps know.

    `audio/mp3` is no type that anybody has registered; apps that compare letter by letter do not know it.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mp3"/>
    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="Audio/MPEG"/>
    Good: <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg"/>
    """
    end, said = _typed(enclosure)
    if end and _is_near(end, said) and said not in _spellings(end):
        yield fault(enclosure.at("type"), f"{quoted(said)} is an unusual spelling", f"write `{LISTED[end]}`")


def _typed(enclosure: Element) -> tuple[str, str]:
    """Extension and type; an empty extension where one of them says nothing that a type could be compared with."""
    address, said = file_address(enclosure), enclosure.get("type")
    return (address.extension if said and address and address.extension in LISTED else ""), said


def _spellings(end: str) -> frozenset[str]:
    return _SPELLINGS.get(end, frozenset({LISTED[end]}))


def _is_near(end: str, said: str) -> bool:
    bare = said.partition(";")[0].strip().lower()
    return bare in _spellings(end) or bare in _NEAR.get(end, ())
