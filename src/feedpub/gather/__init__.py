"""An author's files, read and measured; and the way back, from what a feed says to the line that says it."""

from feedpub.gather.facts import facts
from feedpub.gather.fields import Fields
from feedpub.gather.files import gather, gather_sound
from feedpub.gather.findings import heard, placed
from feedpub.gather.measuring import Heard, OnRead

__all__ = ["Fields", "Heard", "OnRead", "facts", "gather", "gather_sound", "heard", "placed"]
