"""The copy that listeners get: clean tags in front, the author's own bytes of sound behind."""

from feedpub.tags.copied import Copy, copy, digest
from feedpub.tags.words import Words

__all__ = ["Copy", "Words", "copy", "digest"]
