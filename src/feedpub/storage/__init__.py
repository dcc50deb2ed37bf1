"""Where objects go: one protocol, three stores. The stores themselves are imported by `storage.open` alone."""

from feedpub.storage.body import Body
from feedpub.storage.protocol import Absent, Content, Guard, OnBytes, Same, Seen, Storage, unheard

__all__ = ["Absent", "Body", "Content", "Guard", "OnBytes", "Same", "Seen", "Storage", "unheard"]
