"""Pictures made of the show's and an episode's artwork: for its pages, and for those who link to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from pathlib import Path

from feedpub import artwork
from feedpub.catalog.keys import key
from feedpub.model.catalog import Catalog
from feedpub.model.channel import Channel
from feedpub.model.item import Artwork, Derived, Item
from feedpub.model.measured import Picture
from feedpub.storage import Body
from feedpub.vocab import ARTWORK_TYPES

_KEPT = 256
"""Pictures (about 60 KB each) that are in memory at a time: they are asked for when measured, sent and proved."""


@dataclass(slots=True, kw_only=True)
class Deriving:
    """Derives the pictures of a run; the bytes of what it makes are in `bodies`, by key."""

    cover: Picture | None
    """The show's artwork; None: the file is absent."""

    pictures: dict[str, Picture]
    """Slug → the episode's own artwork, of those that this run has read."""

    bodies: dict[str, Body] = field(default_factory=dict)
    _made: dict[tuple[str, str], tuple[Derived, ...]] = field(default_factory=dict)

    def __call__(self, catalog: Catalog) -> Catalog:
        """The catalog whose artwork has the pictures that pages need, as far as its files are here; none without pages.

        What is there stays while its artwork and the way of making it do.
        """
        if not catalog.channel.pages:
            return catalog
        items = tuple(self._item(item) if item.image else item for item in catalog.items)
        return replace(catalog, channel=self._channel(catalog.channel), items=items)

    def _channel(self, channel: Channel) -> Channel:
        names = (*artwork.SHARED, *artwork.ICONS)
        return replace(channel, derived=self._derived("cover", channel.image, channel.derived, self.cover, names))

    def _item(self, item: Item) -> Item:
        if item.image is None:
            return replace(item, derived=())
        picture = self.pictures.get(item.slug)
        return replace(item, derived=self._derived(item.slug, item.image, item.derived, picture, tuple(artwork.SHARED)))

    def _derived(
        self, name: str, image: Artwork, known: tuple[Derived, ...], picture: Picture | None, names: tuple[str, ...]
    ) -> tuple[Derived, ...]:
        own = tuple(one for one in known if one.source == image.digest)
        is_todays = [one.name for one in own if one.deriver == artwork.DERIVER] == [*names]
        if is_todays or picture is None or picture.digest != image.digest:
            return own
        which = (name, image.digest)
        if which not in self._made:
            self._made[which] = tuple(self._make(name, picture, names))
        return self._made[which]

    def _make(self, name: str, picture: Picture, names: tuple[str, ...]) -> Iterator[Derived]:
        for what in names:
            extension, (width, height) = _FORMS[what]
            draw = partial(_drawn, picture.path, picture.digest, what)
            body = Body.of_bytes(draw())
            made = key("art", f"{name}-{what.removeprefix('cover-')}", body.digest, extension)
            self.bodies[made] = Body(size=body.size, digest=body.digest, make=draw)
            yield Derived(
                name=what,
                key=made,
                type=ARTWORK_TYPES[extension],
                size=body.size,
                width=width,
                height=height,
                digest=body.digest,
                source=picture.digest,
                deriver=artwork.DERIVER,
            )


_FORMS = {
    **{name: ("jpg", size) for name, size in artwork.SHARED.items()},
    **{name: ("png", size) for name, size in artwork.ICONS.items()},
}
"""Name → extension, width and height."""


@lru_cache(maxsize=_KEPT)
def _drawn(path: Path, _digest: str, name: str) -> bytes:
    return artwork.derived(path, name)
