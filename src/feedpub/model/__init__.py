"""The values that flow through feedpub. (Author models: `model.show`, `model.episode`.)"""

from feedpub.model.catalog import Catalog, Entry
from feedpub.model.channel import Category, Channel, Owner
from feedpub.model.item import Artwork, Enclosure, Item, Link, Tombstone, Transcript
from feedpub.model.measured import Audio, Measured, Picture, Sidecar
from feedpub.model.podcasting import Funding, Person

__all__ = [
    "Artwork",
    "Audio",
    "Catalog",
    "Category",
    "Channel",
    "Enclosure",
    "Entry",
    "Funding",
    "Item",
    "Link",
    "Measured",
    "Owner",
    "Person",
    "Picture",
    "Sidecar",
    "Tombstone",
    "Transcript",
]
