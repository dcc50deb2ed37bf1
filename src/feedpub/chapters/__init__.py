"""Chapters: one outline, read from JSON files, the feed (Podlove), the notes, and files of other programs.

Reading never fails, whatever a file holds: faults are values beside what could be read.
"""

from feedpub.chapters.facts import facts, facts_of_bytes, from_facts
from feedpub.chapters.formats import from_psc
from feedpub.chapters.json import read_json
from feedpub.chapters.notes_list import NotesChapters, forced_in_notes, in_notes, listed_in_notes
from feedpub.chapters.outline import TOLERANCE_MS, Outline, same_starts

__all__ = [
    "TOLERANCE_MS",
    "NotesChapters",
    "Outline",
    "facts",
    "facts_of_bytes",
    "forced_in_notes",
    "from_facts",
    "from_psc",
    "in_notes",
    "listed_in_notes",
    "read_json",
    "same_starts",
]
