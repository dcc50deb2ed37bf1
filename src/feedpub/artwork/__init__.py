"""Artwork: measured by its header first, then decoded once to check that it is whole.

Rules: Apple "A Podcaster's Guide to RSS": square, 1400 to 3000 pixels, JPEG or PNG, RGB, no alpha. An author's picture
that breaks one of them is refused (`measure`); anybody's becomes a fact for rules (`facts`). Pictures for tags and
pages are made from it (`derive`). A show without a cover begins with a drawn one (`placeholder`).
"""

from feedpub.artwork.derive import (
    CARD,
    DERIVER,
    ICONS,
    LINK,
    PORTRAITS,
    SHARED,
    THUMBNAIL,
    cover_for_tags,
    derived,
    icon,
    link_picture,
    page_cover,
    portrait,
    social_card,
    thumbnail,
)
from feedpub.artwork.embedded import embedded_picture, kind_of, size_in_pixels
from feedpub.artwork.facts import facts_of_bytes, facts_of_file
from feedpub.artwork.font import measure_font
from feedpub.artwork.measure import BADGE, LARGEST, LINK_PICTURE, LOGO, PORTRAIT, SMALLEST, measure, measure_within
from feedpub.artwork.picture import same_picture
from feedpub.artwork.placeholder import is_placeholder, placeholder
from feedpub.artwork.tint import tint, tinted

__all__ = [
    "BADGE",
    "CARD",
    "DERIVER",
    "ICONS",
    "LARGEST",
    "LINK",
    "LINK_PICTURE",
    "LOGO",
    "PORTRAIT",
    "PORTRAITS",
    "SHARED",
    "SMALLEST",
    "THUMBNAIL",
    "cover_for_tags",
    "derived",
    "embedded_picture",
    "facts_of_bytes",
    "facts_of_file",
    "icon",
    "is_placeholder",
    "kind_of",
    "link_picture",
    "measure",
    "measure_font",
    "measure_within",
    "page_cover",
    "placeholder",
    "portrait",
    "same_picture",
    "size_in_pixels",
    "social_card",
    "thumbnail",
    "tint",
    "tinted",
]
