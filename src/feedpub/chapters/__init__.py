"""Chapters: one list, read from JSON files, from the feed (Podlove), from the notes and from frames of audio files.

Whatever a file holds, reading it never fails: what is wrong is told beside what could be read.
"""

from feedpub.chapters.frames import Contents, Mark, of_frames
from feedpub.chapters.listed import TOLERANCE_MS, Chapters, agree
from feedpub.chapters.notes import in_notes
from feedpub.chapters.psc import of_psc
from feedpub.chapters.told import facts, of_facts, seen
from feedpub.chapters.written import read_json

__all__ = [
    "TOLERANCE_MS",
    "Chapters",
    "Contents",
    "Mark",
    "agree",
    "facts",
    "in_notes",
    "of_facts",
    "of_frames",
    "of_psc",
    "read_json",
    "seen",
]
