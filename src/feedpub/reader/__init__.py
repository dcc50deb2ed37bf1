"""Feed XML, whoever made it → a view of what it says, with the place of everything in it.

Hardened: no DTD, entity or network is ever followed; size, depth and number of elements are bounded. What is
well-formed is read by expat; what is not is read again by a tokenizer that says every fault at its place and goes on.
"""

from feedpub.reader.build import DEPTH, MOST
from feedpub.reader.feed import SIZE, Read, read

__all__ = ["DEPTH", "MOST", "SIZE", "Read", "read"]
