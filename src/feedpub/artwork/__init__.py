"""Artwork: measured by its header first, then decoded once to check that it is whole.

Rules: Apple "A Podcaster's Guide to RSS": square, 1400 to 3000 pixels, JPEG or PNG, RGB, no alpha. An author's picture
that breaks one of them is refused (`measure`); anybody's becomes a fact for rules (`facts`). Pictures for tags and
pages are made from it (`derive`).
"""

from feedpub.artwork.derive import DERIVER, ICONS, SHARED, cover_for_tags, derived, icon, page_cover, social_card
from feedpub.artwork.embedded import embedded_picture, kind_of, size_in_pixels
from feedpub.artwork.facts import facts_of_bytes, facts_of_file
from feedpub.artwork.measure import LARGEST, LOGO, SMALLEST, measure, measure_within
from feedpub.artwork.picture import same_picture

__all__ = [
    "DERIVER",
    "ICONS",
    "LARGEST",
    "LOGO",
    "SHARED",
    "SMALLEST",
    "cover_for_tags",
    "derived",
    "embedded_picture",
    "facts_of_bytes",
    "facts_of_file",
    "icon",
    "kind_of",
    "measure",
    "measure_within",
    "page_cover",
    "same_picture",
    "size_in_pixels",
    "social_card",
]
