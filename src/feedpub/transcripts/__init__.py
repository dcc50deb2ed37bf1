"""Transcripts: WebVTT, SubRip, JSON, HTML and plain text.

`measure` takes an author's file or refuses it. `read` reads any file without failing: faults are values, each with its
line. (webvtt-py leaves out what it cannot read and knows no lines, so both are read here.)
"""

from feedpub.transcripts.cues import Cue, ParsedTranscript
from feedpub.transcripts.files import LIMIT, content, labels_of, measure, published_files
from feedpub.transcripts.paragraphs import PAGE_WORDS, Paragraph, Phrase, count_words, gap, paragraphs
from feedpub.transcripts.read import CAPTIONS, facts, facts_of_bytes, read, type_of

__all__ = [
    "CAPTIONS",
    "LIMIT",
    "PAGE_WORDS",
    "Cue",
    "Paragraph",
    "ParsedTranscript",
    "Phrase",
    "content",
    "count_words",
    "facts",
    "facts_of_bytes",
    "gap",
    "labels_of",
    "measure",
    "paragraphs",
    "published_files",
    "read",
    "type_of",
]
