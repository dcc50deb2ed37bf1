"""What an item says of the files that are made of it, without making them: enough for checking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from feedpub.catalog.inputs import Inputs
from feedpub.catalog.objects import key
from feedpub.catalog.reconcile import Derived
from feedpub.model.catalog import Catalog
from feedpub.model.channel import Channel
from feedpub.model.files import EpisodeFile, ShowFile
from feedpub.model.item import ChapterFile, Item, Tagged
from feedpub.model.measured import Audio
from feedpub.storage import Body

_UNMADE = "0" * 64
"""The digest of bytes that nobody has made: rules ask for chapters, and whether there is a file, not for its key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribeFiles:
    """Describes the files of a run's items as if they had been made."""

    files: Mapping[str, EpisodeFile]
    """By slug."""

    show: ShowFile

    @classmethod
    def of(cls, inputs: Inputs) -> DescribeFiles:
        """For the episodes of a run."""
        return cls(files={written.slug: written for written, _ in inputs.episodes}, show=inputs.show)

    def item(self, channel: Channel, item: Item, audio: Audio | None) -> Derived:
        """The item with what the tags of its copy would say, and a chapters file of no bytes."""
        enclosure = item.enclosure
        if audio is not None and not keeps_tags(self.show, self.files[item.slug]):
            enclosure = replace(enclosure, tags=tagged(channel, item))
        return self.chapters(channel, replace(item, enclosure=enclosure))

    def chapters(self, _channel: Channel, item: Item) -> Derived:
        """The item with a chapters file of no bytes, if it has chapters."""
        file = ChapterFile(key=key("chapters", item.slug, _UNMADE, "json"), size=0, digest=_UNMADE)
        return Derived(item=replace(item, chapter_file=file if item.chapters else None))

    def pictures(self, _before: Catalog | None, catalog: Catalog) -> tuple[Catalog, Mapping[str, Body]]:
        """The catalog as it is: no rule looks at pictures of pages."""
        return catalog, {}


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
