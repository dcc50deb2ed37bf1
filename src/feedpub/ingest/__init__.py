"""An author's files, read and measured; and the way back, from what a feed says to the line that says it."""

from feedpub.ingest.facts import facts
from feedpub.ingest.fields import Fields
from feedpub.ingest.files import gather, gather_sound
from feedpub.ingest.findings import heard, placed
from feedpub.ingest.measuring import Heard, OnRead

__all__ = ["Fields", "Heard", "OnRead", "facts", "gather", "gather_sound", "heard", "placed"]
