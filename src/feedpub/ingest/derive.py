"""Files that are made of items: the tagged copy that listeners get, the chapters file, pictures for pages."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from hashlib import sha256
from pathlib import Path

from feedpub import artwork
from feedpub.audio.tag_text import TagText
from feedpub.audio.tagged_copy import TaggedCopy, copy_digest, tagged_copy
from feedpub.catalog.deleted import marked
from feedpub.catalog.enclosure import stored
from feedpub.catalog.inputs import Inputs
from feedpub.catalog.metadata import picture_name
from feedpub.catalog.objects import key, portrait_name
from feedpub.catalog.reconcile import Derived
from feedpub.chapters.json import chapters_json
from feedpub.ingest.describe import keeps_tags, tagged
from feedpub.ingest.recorded_chapters import picture_bytes
from feedpub.ingest.share_pictures import SharePictures, share_pictures
from feedpub.model.address import feed_address, item_link, show_link
from feedpub.model.catalog import Catalog
from feedpub.model.channel import Channel
from feedpub.model.chapter import Chapter
from feedpub.model.files import EpisodeFile
from feedpub.model.item import OF_CHAPTER, OF_LINK, Artwork, ChapterFile, DerivedPicture, Item
from feedpub.model.measured import Audio, Measured, Picture
from feedpub.notes import feed_form
from feedpub.scalars.dates import published_at
from feedpub.standards import ARTWORK_TYPES, plain_text
from feedpub.storage import Body

OnHash = Callable[[str, int, int], None]
"""Called with the file's name, bytes read so far and its size while the digest of a copy is taken."""

_DESCRIBED = 4000

_ROOM = 3 << 20
"""Bytes of tags that stay in memory until their copies are sent; all others are made again."""

Made = tuple[tuple[DerivedPicture, ...], Mapping[str, Body]]
"""Pictures for pages, and the bytes of new ones by key."""


class _Heads:
    """What stands in front of the copies of a run: kept as long as there is room, since it is sent, then compared."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._kept: set[str] = set()

    def keep(self, digest: str, size: int) -> bool:
        """Whether that of the copy with this digest, of so many bytes, is kept."""
        if digest not in self._kept and size <= self._room:
            self._room -= size
            self._kept.add(digest)
        return digest in self._kept


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeFiles:
    """Makes the files of a run's items; what it made once is kept for a run that starts over after a lost race."""

    inputs: Inputs
    episodes: Mapping[str, tuple[EpisodeFile, Measured]]
    """By slug."""

    on_hash: OnHash | None = None
    _heads: _Heads = field(default_factory=lambda: _Heads(_ROOM))
    _digests: dict[tuple[Path, str, bytes], str] = field(default_factory=dict)
    _pictures: dict[tuple[str, str], tuple[tuple[DerivedPicture, Body], ...]] = field(default_factory=dict)
    _share: dict[tuple[str, ...], tuple[DerivedPicture, Body]] = field(default_factory=dict)

    @classmethod
    def of(cls, inputs: Inputs, *, on_hash: OnHash | None = None, known: MakeFiles | None = None) -> MakeFiles:
        """For the episodes of a run; what `known` has drawn of the same pictures is not drawn again."""
        episodes = {one[0].slug: one for one in inputs.episodes}
        made = cls(inputs=inputs, episodes=episodes, on_hash=on_hash)
        return replace(made, _pictures=known._pictures, _share=known._share) if known else made  # noqa: SLF001 - as here

    def item(self, channel: Channel, item: Item, audio: Audio | None) -> Derived:
        """The item with its chapters file, and with the copy of its audio if there is to be a new one."""
        written, measured = self.episodes[item.slug]
        if audio is None:
            return self.chapters(channel, item)
        if keeps_tags(self.inputs.show, written):
            copied = _as_it_is(item, audio)
        else:
            copied = self._tagged(channel, item, audio, written, measured)
        chaptered = self.chapters(channel, copied.item)
        return replace(copied, item=chaptered.item, objects={**copied.objects, **chaptered.objects})

    def chapters(self, channel: Channel, item: Item) -> Derived:
        """The item with the file that its chapters make, with pictures at the channel's address."""
        if not item.chapters:
            return Derived(item=replace(item, chapter_file=None))
        body = Body.of_bytes(chapters_json(channel, item))
        name = key("chapters", item.slug, body.digest, "json")
        file = ChapterFile(key=name, size=body.size, digest=body.digest)
        return Derived(item=replace(item, chapter_file=file), objects={name: body})

    def pictures(self, before: Catalog | None, catalog: Catalog) -> tuple[Catalog, Mapping[str, Body]]:
        """The catalog with the pictures that its pages need, as far as their artwork is here; none without pages.

        What is there stays while its artwork and the way of making it do.
        """
        if not catalog.channel.pages:
            return catalog, {}
        deleted = marked(catalog)
        known = _without(deleted, catalog.channel.derived)
        cover = self._picture("cover", catalog.channel.image, known, self.inputs.cover, _OF_SHOWS)
        files = dict(self.inputs.portraits)
        portraits = [self._portrait(one, known, files.get(one.file)) for one in catalog.channel.portraits]
        channel = replace(catalog.channel, derived=_together(cover, *portraits)[0])
        bodies = dict(_together(cover, *portraits)[1])
        share = share_pictures(before, catalog, self.inputs.fonts, self._share)
        items = []
        for item in catalog.items:
            there = replace(item, derived=_without(deleted, item.derived))
            made, more = self._pictures_of(there, catalog.manifest, share)
            items.append(item if made == item.derived else replace(item, derived=made))
            bodies |= more
        return replace(catalog, channel=channel, items=tuple(items)), bodies

    # --- the copy

    def _tagged(self, channel: Channel, item: Item, audio: Audio, written: EpisodeFile, measured: Measured) -> Derived:
        make = partial(
            _copy,
            audio,
            tag_text(channel, item, self.inputs, written),
            item.chapters,
            measured.image or self.inputs.cover,
            _chapter_pictures(item, measured),
        )
        copy = make()
        if copy.unchanged:
            why = f"{item.slug}: the audio file is published as it is: {copy.unchanged}"
            return replace(_as_it_is(item, audio), warnings=(why,))
        digest = self._digest(audio, copy)
        enclosure = stored(
            item.enclosure,
            item.slug,
            size=copy.size,
            digest=digest,
            extension=audio.extension,
            tags=tagged(channel, item),
        )
        body = Body(size=copy.size, digest=digest, path=audio.path, start=copy.start)
        is_kept = self._heads.keep(digest, len(copy.head))
        body = replace(body, data=copy.head) if is_kept else replace(body, make=partial(_head, make))
        warnings = tuple(f"{item.slug}: {_left_out(name)}" for name in copy.dropped)
        return Derived(item=replace(item, enclosure=enclosure), objects={enclosure.key: body}, warnings=warnings)

    def _digest(self, audio: Audio, copy: TaggedCopy) -> str:
        which = (audio.path, audio.digest, sha256(copy.head).digest())
        if which not in self._digests:
            read = 0

            def count(more: int) -> None:
                nonlocal read
                read += more
                if self.on_hash:
                    self.on_hash(audio.file, read, audio.size)

            self._digests[which] = copy_digest(audio.path, copy, audio=audio, on_bytes=count)
        return self._digests[which]

    # --- pictures

    def _pictures_of(self, item: Item, known: Container[str], share: SharePictures) -> Made:
        """Those of an episode's artwork, and small ones of its chapters' pictures; `known` are keys of the manifest."""
        measured = self.episodes[item.slug][1] if item.slug in self.episodes else None
        own: Made = ((), {})
        picture = self.inputs.cover if item.image is None else measured.image if measured else None
        shared = share.of(item, picture)
        if item.image is not None:
            had_card = any(one.name == CARD_NAME for one in item.derived)
            names = _OF_OLD_EPISODES if had_card and not shared[0] else _OF_EPISODES
            own = self._picture(item.slug, item.image, item.derived, picture, names)
        small = self._thumbnails(item, measured, known)
        portraits, links = (dict(measured.portraits), dict(measured.link_pictures)) if measured else ({}, {})
        people = [self._portrait(one, item.derived, portraits.get(one.file)) for one in item.portraits]
        images = dict.fromkeys(link.image for link in item.links if link.image)
        cards = [
            self._picture(picture_name(item.slug, one.file), one, item.derived, links.get(one.file), _OF_LINKS)
            for one in images
        ]
        return _together(own, shared, small, *people, *cards)

    def _portrait(self, one: Artwork, known: tuple[DerivedPicture, ...], picture: Picture | None) -> Made:
        return self._picture(portrait_name(one.file), one, known, picture, _OF_PEOPLE)

    def _thumbnails(self, item: Item, measured: Measured | None, known: Container[str]) -> Made:
        """Small ones for the list of chapters.

        A picture that was published without one stays without: an upgrade alone changes no page.
        """
        there = {one.source: one for one in item.derived if one.name == OF_CHAPTER}
        files = dict(_chapter_pictures(item, measured)) if measured else {}
        made, bodies = dict[str, DerivedPicture](), dict[str, Body]()
        for picture in item.pictures:
            old, file = there.get(picture.digest), files.get(picture.key)
            if old and (file is None or old.deriver == artwork.DERIVER):
                made[picture.digest] = old
            elif file and (old or picture.key not in known) and max(picture.width, picture.height) > artwork.THUMBNAIL:
                one, body = _small(item.slug, file)
                made[picture.digest], bodies[one.key] = one, body
        return tuple(made.values()), bodies

    def _picture(
        self,
        name: str,
        image: Artwork,
        known: tuple[DerivedPicture, ...],
        picture: Picture | None,
        names: tuple[str, ...],
    ) -> Made:
        own = tuple(one for one in known if one.source == image.digest and one.name in names)
        is_todays = [one.name for one in own if one.deriver == artwork.DERIVER] == [*names]
        if is_todays or picture is None or picture.digest != image.digest:
            return own, {}
        which = (name, image.digest)
        if which not in self._pictures:
            self._pictures[which] = tuple(_made(name, picture, names))
        made = self._pictures[which]
        return tuple(one for one, _ in made), {one.key: body for one, body in made}


def _together(*made: Made) -> Made:
    """All of them, the same picture once."""
    pictures = dict.fromkeys(one for some, _ in made for one in some)
    return tuple(pictures), {key: body for _, bodies in made for key, body in bodies.items()}


def _without(deleted: Container[str], pictures: Iterable[DerivedPicture]) -> tuple[DerivedPicture, ...]:
    """Those that are there."""
    return tuple(one for one in pictures if one.key not in deleted)


def _as_it_is(item: Item, audio: Audio) -> Derived:
    """The item whose listeners get the author's own file."""
    body = Body.of_file(audio.path, size=audio.size, digest=audio.digest)
    return Derived(item=item, objects={item.enclosure.key: body})


def _left_out(name: str) -> str:
    if name == "cover":
        return "the cover does not fit into the tags of the audio file (1 MB in all)"
    return f"{name} does not fit into the tags of the audio file (1 MB in all); apps load it from its address"


def tag_text(channel: Channel, item: Item, inputs: Inputs, written: EpisodeFile) -> TagText:
    """What the tags say in words: nothing of the clock, and nothing of where the copy will be."""
    when, show = written.episode.published, inputs.show.show
    return TagText(
        title=item.title,
        show=channel.title,
        author=item.author or channel.author,
        number=item.number,
        season=item.season,
        published=None if when is None else published_at(when, timezone=show.timezone, publish_hour=show.publish_hour),
        description=(item.summary or plain_text(feed_form(item.notes))).strip()[:_DESCRIBED],
        language=channel.language,
        link=item_link(channel, item),
        site=show_link(channel),
        feed=feed_address(channel),
        guid=item.guid,
        categories=tuple(dict.fromkeys(category.sub or category.name for category in channel.categories)),
        keywords=tuple(dict.fromkeys((*item.keywords, *channel.keywords))),
    )


def _chapter_pictures(item: Item, measured: Measured) -> tuple[tuple[str, Picture], ...]:
    """Key of each picture and the file."""
    found = dict(measured.chaptered.pictures) if measured.chaptered else {}
    files = ((picture.key, found.get(picture.file)) for picture in item.pictures)
    return tuple((name, picture) for name, picture in files if picture)


def _copy(
    audio: Audio,
    text: TagText,
    chapters: Sequence[Chapter],
    cover: Picture | None,
    pictures: Sequence[tuple[str, Picture]],
) -> TaggedCopy:
    return tagged_copy(
        audio.path,
        audio=audio,
        text=text,
        chapters=chapters,
        cover=_scaled(cover) if cover else None,
        pictures={name: _scaled(picture) for name, picture in pictures},
    )


def _head(make: Callable[[], TaggedCopy]) -> bytes:
    return make().head


@lru_cache(maxsize=16)
def _scaled(picture: Picture) -> bytes:
    return artwork.cover_for_tags(picture.path if picture.inside is None else picture_bytes(picture))


# --- pictures

CARD_NAME = "card"
_OF_EPISODES = tuple(name for name in artwork.SHARED if name != CARD_NAME)
_OF_OLD_EPISODES = tuple(artwork.SHARED)
"""Of those that are out without a picture of their own for links that are shared."""

_OF_SHOWS = (*artwork.SHARED, *artwork.ICONS)

_OF_PEOPLE = tuple(artwork.PORTRAITS)
_OF_LINKS = (OF_LINK,)

_FORMS = {
    OF_LINK: ("jpg", artwork.LINK),
    **{name: ("jpg", (edge, edge)) for name, edge in artwork.PORTRAITS.items()},
    **{name: ("jpg", size) for name, size in artwork.SHARED.items()},
    **{name: ("png", size) for name, size in artwork.ICONS.items()},
}
"""Name → extension, width and height."""


def _made(name: str, picture: Picture, names: tuple[str, ...]) -> Iterator[tuple[DerivedPicture, Body]]:
    for what in names:
        extension, (width, height) = _FORMS[what]
        draw = partial(_drawn, picture.path, picture.digest, what)
        body = Body.of_bytes(draw())
        if what in artwork.PORTRAITS:
            width = height = min(width, picture.width, picture.height)
        made = DerivedPicture(
            name=what,
            key=key("art", f"{name}-{what.removeprefix('cover-')}", body.digest, extension),
            type=ARTWORK_TYPES[extension],
            size=body.size,
            width=width,
            height=height,
            digest=body.digest,
            source=picture.digest,
            deriver=artwork.DERIVER,
        )
        yield made, Body(size=body.size, digest=body.digest, make=draw)


def _small(slug: str, picture: Picture) -> tuple[DerivedPicture, Body]:
    data = artwork.thumbnail(picture.path if picture.inside is None else picture_bytes(picture))
    width, height = artwork.size_in_pixels(data)
    body = Body.of_bytes(data)
    made = DerivedPicture(
        name=OF_CHAPTER,
        key=key("art", f"{slug}-{OF_CHAPTER}", body.digest, "jpg"),
        type=ARTWORK_TYPES["jpg"],
        size=body.size,
        width=width,
        height=height,
        digest=body.digest,
        source=picture.digest,
        deriver=artwork.DERIVER,
    )
    return made, body


_KEPT = 256
"""Pictures (about 60 KB each) that are in memory at a time: they are asked for when measured, sent and proved."""


@lru_cache(maxsize=_KEPT)
def _drawn(path: Path, _digest: str, name: str) -> bytes:
    if name == OF_LINK:
        return artwork.link_picture(path)
    if name in artwork.PORTRAITS:
        return artwork.portrait(path, edge=artwork.PORTRAITS[name])
    return artwork.derived(path, name)
