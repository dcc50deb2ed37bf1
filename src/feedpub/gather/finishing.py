"""What is made of an item, once everything else about it is known: the copy that listeners get, the chapters file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from hashlib import sha256
from pathlib import Path

from feedpub import artwork
from feedpub.audio.tag_text import TagText
from feedpub.audio.tagged_copy import TaggedCopy, copy_digest, tagged_copy
from feedpub.catalog.recording import stored
from feedpub.gather.announced import keeps_tags, tagged, with_chapter_file
from feedpub.gather.files import Gathered
from feedpub.model.address import feed_address, item_link
from feedpub.model.channel import Channel
from feedpub.model.chapter import Chapter
from feedpub.model.files import EpisodeFile
from feedpub.model.item import Item
from feedpub.model.measured import Audio, Measured, Picture
from feedpub.scalars.times import published_at
from feedpub.storage import Body
from feedpub.vocab import plain_text

OnHash = Callable[[str, int, int], None]
"""Told the file's name, bytes read so far and its size while the digest of a copy is taken."""

_DESCRIBED = 4000


@dataclass(slots=True, kw_only=True)
class Finishing:
    """Finishes the items of a run; the bytes of what it makes are in `bodies`, by key."""

    gathered: Gathered
    on_hash: OnHash | None = None
    bodies: dict[str, Body] = field(default_factory=dict)
    dropped: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Slug → what did not fit into the tags of its copy, or why the file stays as it is."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the author should hear of it."""
        return tuple(f"{slug}: {said}" for slug, dropped in self.dropped.items() for said in map(_said, dropped))

    _copies: dict[tuple[Path, str, bytes], str] = field(default_factory=dict)

    def __call__(self, channel: Channel, item: Item, audio: Audio | None) -> Item:
        """The item with its chapters file, and with the copy of its audio if there is to be a new one."""
        written, measured = self._of(item.slug)
        if audio is not None and keeps_tags(self.gathered.show, written):
            self.bodies[item.enclosure.key] = Body.of_file(audio.path, size=audio.size, digest=audio.digest)
        elif audio is not None:
            item = self._tagged(channel, item, audio, written, measured)
        return self.with_chapter_file(channel, item)

    def with_chapter_file(self, channel: Channel, item: Item) -> Item:
        """The item with the file that its chapters make at the channel's address."""
        item, body = with_chapter_file(channel, item)
        if item.chapter_file and body:
            self.bodies[item.chapter_file.key] = body
        return item

    def _of(self, slug: str) -> tuple[EpisodeFile, Measured]:
        return next(one for one in self.gathered.episodes if one[0].slug == slug)

    def _tagged(self, channel: Channel, item: Item, audio: Audio, written: EpisodeFile, measured: Measured) -> Item:
        make = partial(
            _copy,
            audio,
            words(channel, item, self.gathered, written),
            item.chapters,
            measured.image or self.gathered.cover,
            _chapter_pictures(item, measured),
        )
        copy = make()
        if copy.unchanged:
            self.dropped[item.slug] = (copy.unchanged,)
            self.bodies[item.enclosure.key] = Body.of_file(audio.path, size=audio.size, digest=audio.digest)
            return item
        self.dropped[item.slug] = copy.dropped
        digest = self._digest(audio, copy)
        enclosure = stored(
            item.enclosure,
            item.slug,
            size=copy.size,
            digest=digest,
            extension=audio.extension,
            tags=tagged(channel, item),
        )
        head = partial(_head, make)
        self.bodies[enclosure.key] = Body(size=copy.size, digest=digest, make=head, path=audio.path, start=copy.start)
        return replace(item, enclosure=enclosure)

    def _digest(self, audio: Audio, copy: TaggedCopy) -> str:
        """The copy's digest, taken once: a run that starts over after a lost race hashes nothing again."""
        which = (audio.path, audio.digest, sha256(copy.head).digest())
        if which not in self._copies:
            read = 0

            def count(more: int) -> None:
                nonlocal read
                read += more
                if self.on_hash:
                    self.on_hash(audio.file, read, audio.size)

            self._copies[which] = copy_digest(audio.path, copy, audio=audio, on_bytes=count)
        return self._copies[which]


def _said(dropped: str) -> str:
    if dropped == "cover":
        return "the cover does not fit into the tags of the audio file (1 MB in all)"
    if dropped.startswith("art/"):
        return f"{dropped} does not fit into the tags of the audio file (1 MB in all); apps load it from its address"
    return f"the audio file is published as it is: {dropped}"


def words(channel: Channel, item: Item, gathered: Gathered, written: EpisodeFile) -> TagText:
    """What the tags say in words: nothing of the clock, and nothing of where the copy will be."""
    when, show = written.episode.published, gathered.show.show
    return TagText(
        title=item.title,
        show=channel.title,
        author=item.author or channel.author,
        number=item.number,
        season=item.season,
        published=None if when is None else published_at(when, timezone=show.timezone, publish_hour=show.publish_hour),
        description=(item.summary or plain_text(item.notes)).strip()[:_DESCRIBED],
        language=channel.language,
        link=item_link(channel, item),
        site=channel.link,
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
    return artwork.cover_for_tags(picture.path)
