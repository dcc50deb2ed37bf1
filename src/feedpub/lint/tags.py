"""FP337 and FP338: what the tags of the stored file still say, and what those of the author's file said."""

from __future__ import annotations

from collections.abc import Iterator

from feedpub import chapters
from feedpub.lint.rule import WARNING, Fault, fault, rule
from feedpub.view import Element, Feed
from feedpub.vocab import quoted, written_clock

_FEW = 3


@rule("FP337", "item/enclosure", WARNING, source="feedpub")
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
    said = [
        f"{one.get('field')} {quoted(one.get('said'))} (now {quoted(one.get('now'))})"
        for one in enclosure.all("seen:tag")
    ]
    if said:
        message = f"its tags, which Overcast, Pocket Casts, AntennaPod and cars read, still say {'; '.join(said)}"
        hint = "if it is worth another download: feedpub publish --retag makes the file anew, under a new address"
        yield fault(enclosure, message, hint)


_NAMES = {"notes": "the notes list", "chapters": "`chapters:` lists"}


@rule("FP338", "item", WARNING, source="feedpub")
def overruled_chapters(item: Element, _: Feed) -> Iterator[Fault]:
    """The audio file lists other chapters than those that are published.

    What is written in the episode's file or its notes wins, and takes their place in the file that listeners get. If
    the recording was cut again since, the list may be the one that is wrong.

    Bad:  <seen:overruled by="chapters" count="2"><seen:chapter start-ms="61000" title="Flood"/></seen:overruled>
    Good: <title>First light</title>
    """
    for one in item.all("seen:overruled"):
        listed = chapters.of_facts(one).chapters
        starts = ", ".join(f"{written_clock(each.start_ms)} {each.title}".strip() for each in listed[:_FEW])
        more = ", …" if len(listed) > _FEW else ""
        winner = _NAMES.get(one.get("by"), f"{one.get('by')} lists")
        message = f"{winner} {one.get('count')} chapters and wins; the audio file has {len(listed)} ({starts}{more})"
        yield fault(f"{item.path}.podcast:chapters", message, "make them agree, or delete those in the audio file")
