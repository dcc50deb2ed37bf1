"""Feed XML, whoever made it → a `FeedView`, with the position of everything in it.

Hardened: no DTD, entity or network is ever followed; size, depth and number of elements are bounded. What is
well-formed is read by expat; anything else is read again by a tokenizer, which reports every fault at its position and
goes on.
"""

from feedpub.reader.build import DEPTH, MOST
from feedpub.reader.feed import SIZE, Read, read

__all__ = ["DEPTH", "MOST", "SIZE", "Read", "read"]
