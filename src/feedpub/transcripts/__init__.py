"""Transcripts: WebVTT, SubRip, JSON, HTML and plain text.

`measure` takes an author's file or refuses it. `read` says what any file holds: it never fails, and tells what is
wrong, line by line. (webvtt-py leaves out what it cannot read and knows no lines, so both are read here.)
"""

from feedpub.transcripts.cues import Cue, Transcript
from feedpub.transcripts.file import LIMIT, measure
from feedpub.transcripts.forms import content, forms
from feedpub.transcripts.kinds import kind_of
from feedpub.transcripts.read import read
from feedpub.transcripts.told import facts, seen

__all__ = ["LIMIT", "Cue", "Transcript", "content", "facts", "forms", "kind_of", "measure", "read", "seen"]
