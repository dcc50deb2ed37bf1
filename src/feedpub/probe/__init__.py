"""Audio facts, measured from the bytes: never from a name, a header's claim or a guess."""

from feedpub.probe.file import is_absent
from feedpub.probe.measure import measure
from feedpub.probe.seen import facts

__all__ = ["facts", "is_absent", "measure"]
