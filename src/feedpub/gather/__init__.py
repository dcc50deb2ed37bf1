"""An author's files, read and measured; and the way back, from what a feed says to the line that says it."""

from feedpub.gather.facts import facts
from feedpub.gather.fields import Fields
from feedpub.gather.files import Gathered, Heard, OnRead, gather, gather_sound
from feedpub.gather.findings import heard, placed

__all__ = ["Fields", "Gathered", "Heard", "OnRead", "facts", "gather", "gather_sound", "heard", "placed"]
