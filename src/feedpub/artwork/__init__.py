"""Artwork: measured by its header first, then decoded once to prove that it is whole.

Rules: Apple "A Podcaster's Guide to RSS": square, 1400 to 3000 pixels, JPEG or PNG, RGB, no alpha. An author's picture
that breaks one of them is refused (`measure`); of anybody's, what it is becomes a fact for rules (`seen`).
"""

from feedpub.artwork.measure import LARGEST, SMALLEST, measure
from feedpub.artwork.seen import seen, seen_file

__all__ = ["LARGEST", "SMALLEST", "measure", "seen", "seen_file"]
