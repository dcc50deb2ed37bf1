"""FP337 and FP338: what the tags of the stored file say, and who was not listened to."""

from __future__ import annotations

from collections.abc import Iterator

from feedpub import chapters
from feedpub.lint.rule import Fault, Severity, fault, rule
from feedpub.view import Element, Feed
from feedpub.vocab import quoted, written_clock

OURS = "feedpub"
_FEW = 3


@rule("FP337", "item/enclosure", Severity.WARNING, source=OURS)
def outdated_tags(enclosure: Element, _: Feed) -> Iterator[Fault]:
    """The tags of the audio file say something else than the feed does now.

    Whoever keeps the file, and apps that read its tags (chapters: Overcast, Pocket Casts, Castro, AntennaPod; titles:
    cars, music players, `Files`), see the old words. An edit changes no audio by itself: every subscriber might
    download it again.

    Bad:  <enclosure url="https://tidewater.example/a.mp3" length="11534336" type="audio/mpeg">
            <seen:tag field="title" said="First ligth" now="First light"/>
          </enclosure>
    Good: <enclosure url="https://tidewater.example/a.mp3" length="11534336" type="audio/mpeg"/>
    """
    said = [f"{one.get('field')} {quoted(one.get('said'))} (now {quoted(one.get('now'))})" for one in _tags(enclosure)]
    if said:
        hint = "if it is worth another download: feedpub publish --retag makes the file anew, under a new address"
        yield fault(enclosure, f"its tags still say {'; '.join(said)}", hint)


def _tags(enclosure: Element) -> Iterator[Element]:
    yield from enclosure.all("seen:tag")


_NAMES = {"notes": "the notes", "audio": "the audio file", "chapters": "`chapters:`"}


@rule("FP338", "item", Severity.WARNING, source=OURS)
def overruled_chapters(item: Element, _: Feed) -> Iterator[Fault]:
    """Two sources list different chapters; one of them is published, the other nowhere.

    What is written in the episode's file wins over its notes, and these over what the audio file brought along. Lines
    in the notes stay as they are: listeners would see both lists.

    Bad:  <seen:overruled origin="audio" by="chapters" count="2">
            <seen:chapter start-ms="0" title="Intro"/>
          </seen:overruled>
    Good: <title>First light</title>
    """
    for one in item.all("seen:overruled"):
        listed = chapters.of_facts(one).chapters
        starts = ", ".join(f"{written_clock(each.start_ms)} {each.title}".strip() for each in listed[:_FEW])
        other, winner = _NAMES.get(one.get("origin"), one.get("origin")), _NAMES.get(one.get("by"), one.get("by"))
        more = ", …" if len(listed) > _FEW else ""
        counts = f"{winner} has {one.get('count')} chapters and wins; {other} has {len(listed)} ({starts}{more})"
        yield fault(one.path or item, counts, f"make them agree, or delete those in {other}")
