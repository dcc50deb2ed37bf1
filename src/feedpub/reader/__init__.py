"""Feed XML, whoever made it → a view of what it says, with the place of everything in it.

Hardened: no DTD, entity or network is ever followed; size and depth are bounded. What is malformed is reported at its
place, and the rest is still read as far as it can be.
"""

from feedpub.reader.feed import DEPTH, SIZE, Read, read

__all__ = ["DEPTH", "SIZE", "Read", "read"]
