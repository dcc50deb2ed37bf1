"""What an item says of the files that are made of it, without making them: enough for checking."""

from __future__ import annotations

from dataclasses import replace

from feedpub.catalog.keys import key
from feedpub.catalog.settle import Finish
from feedpub.chapters.published import to_json
from feedpub.gather.files import Gathered
from feedpub.model.address import chapter_image
from feedpub.model.channel import Channel
from feedpub.model.files import EpisodeFile, ShowFile
from feedpub.model.item import ChapterFile, Item, Tagged
from feedpub.model.measured import Audio
from feedpub.storage import Body


def announcing(gathered: Gathered) -> Finish:
    """Finishes items as if their files had been made."""
    written = {one.slug: one for one, _ in gathered.episodes}

    def finish(channel: Channel, item: Item, audio: Audio | None) -> Item:
        enclosure = item.enclosure
        if audio is not None and not keeps_tags(gathered.show, written[item.slug]):
            enclosure = replace(enclosure, tags=tagged(channel, item))
        return replace(item, enclosure=enclosure, chapter_file=_announced(item) if item.chapters else None)

    return finish


def _announced(item: Item) -> ChapterFile:
    """A chapters file whose bytes nobody has made: rules ask for its chapters, and whether there is one."""
    return ChapterFile(key=key("chapters", item.slug, _UNMADE, "json"), size=0, digest=_UNMADE)


_UNMADE = "0" * 64


def keeps_tags(show: ShowFile, written: EpisodeFile) -> bool:
    """Whether listeners get the author's own bytes."""
    return (written.episode.tags or show.show.tags) == "keep"


def tagged(channel: Channel, item: Item) -> Tagged:
    """What the tags of a copy made now say."""
    return Tagged(
        title=item.title,
        show=channel.title,
        author=item.author or channel.author,
        season=item.season,
        number=item.number,
        chapters=item.chapters,
    )


def with_chapter_file(channel: Channel, item: Item) -> tuple[Item, Body | None]:
    """The item with the file that its chapters make at the channel's address, and its bytes."""
    if not item.chapters:
        return replace(item, chapter_file=None), None
    shown = [replace(one, image=chapter_image(channel, one)) if one.image else one for one in item.chapters]
    data = to_json(shown, title=item.title, show=channel.title, author=item.author or channel.author)
    body = Body.of_bytes(data)
    name = key("chapters", item.slug, body.digest, "json")
    return replace(item, chapter_file=ChapterFile(key=name, size=body.size, digest=body.digest)), body
