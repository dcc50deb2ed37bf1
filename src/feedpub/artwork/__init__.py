"""Artwork: measured by its header first, then decoded once to prove that it is whole.

Rules: Apple "A Podcaster's Guide to RSS": square, 1400 to 3000 pixels, JPEG or PNG, RGB, no alpha. An author's picture
that breaks one of them is refused (`measure`); of anybody's, what it is becomes a fact for rules (`seen`). Pictures
for tags and pages are made from it (`derive`).
"""

from feedpub.artwork.alike import alike
from feedpub.artwork.derive import DERIVER, ICONS, SHARED, cover_for_tags, derived, icon, page_cover, social_card
from feedpub.artwork.measure import LARGEST, SMALLEST, measure
from feedpub.artwork.seen import seen, seen_file
from feedpub.artwork.shown import measure_shown

__all__ = [
    "DERIVER",
    "ICONS",
    "LARGEST",
    "SHARED",
    "SMALLEST",
    "alike",
    "cover_for_tags",
    "derived",
    "icon",
    "measure",
    "measure_shown",
    "page_cover",
    "seen",
    "seen_file",
    "social_card",
]
