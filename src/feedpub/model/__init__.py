"""The values that flow through feedpub. (Author models: `model.show`, `model.episode`.)"""

from feedpub.model.catalog import Catalog, Commit, Entry
from feedpub.model.channel import Category, Channel, Owner, Season
from feedpub.model.item import Artwork, Enclosure, Item, Link, Tombstone, Transcript
from feedpub.model.measured import Audio, Measured, Picture, Sidecar

__all__ = [
    "Artwork",
    "Audio",
    "Catalog",
    "Category",
    "Channel",
    "Commit",
    "Enclosure",
    "Entry",
    "Item",
    "Link",
    "Measured",
    "Owner",
    "Picture",
    "Season",
    "Sidecar",
    "Tombstone",
    "Transcript",
]
