"""Chapters: one outline, read from JSON files, from the feed (Podlove), from the notes and from ID3 frames.

Reading never fails, whatever a file holds: faults are values beside what could be read.
"""

from feedpub.chapters.facts import facts, facts_of_bytes, from_facts
from feedpub.chapters.formats import ChapterFrame, TableOfContents, from_frames, from_psc, in_notes
from feedpub.chapters.json import read_json
from feedpub.chapters.outline import TOLERANCE_MS, Outline, same_starts

__all__ = [
    "TOLERANCE_MS",
    "ChapterFrame",
    "Outline",
    "TableOfContents",
    "facts",
    "facts_of_bytes",
    "from_facts",
    "from_frames",
    "from_psc",
    "in_notes",
    "read_json",
    "same_starts",
]
