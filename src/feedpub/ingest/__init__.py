"""An author's files, read and measured; and the way back, from a path of the feed to the line that it comes from."""

from feedpub.ingest.episode import MeasureAudio, OnRead
from feedpub.ingest.facts import facts
from feedpub.ingest.lines import AuthorFiles, locate, not_suppressed, suppressed
from feedpub.ingest.show import ingest, ingest_readable

__all__ = [
    "AuthorFiles",
    "MeasureAudio",
    "OnRead",
    "facts",
    "ingest",
    "ingest_readable",
    "locate",
    "not_suppressed",
    "suppressed",
]
