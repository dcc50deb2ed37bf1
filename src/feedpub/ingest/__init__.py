"""An author's files, read and measured; and the way back, from a path of the feed to the line that it comes from."""

from feedpub.ingest.facts import facts
from feedpub.ingest.fields import AuthorFiles
from feedpub.ingest.files import gather, gather_sound
from feedpub.ingest.findings import locate, not_suppressed
from feedpub.ingest.measuring import Heard, OnRead

__all__ = ["AuthorFiles", "Heard", "OnRead", "facts", "gather", "gather_sound", "locate", "not_suppressed"]
