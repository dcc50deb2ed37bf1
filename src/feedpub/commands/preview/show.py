"""A show as a publish of all its files would make it, with its drafts and as if all that is scheduled were out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from feedpub import pages
from feedpub.audio import probe
from feedpub.audio.probe import Measure
from feedpub.cache import NO_CACHE, Cache
from feedpub.catalog import Overrides
from feedpub.catalog.inputs import Inputs
from feedpub.catalog.objects import PublishedDocument
from feedpub.catalog.prospective import next_catalog
from feedpub.catalog.reconcile import Derived
from feedpub.commands.check import CheckOptions
from feedpub.commands.check.file_findings import files_result
from feedpub.commands.check.published import TargetUnreachable, published_catalog
from feedpub.commands.check.trial import CatalogReader, with_placeholders
from feedpub.commands.preview.episodes import PreviewedEpisode, newest_first, problems_of, readable, unreadable
from feedpub.commands.preview.remarks import PlacedFinding, remarks
from feedpub.deploy.destination import Destination, destination, open_target
from feedpub.errors import FeedpubError, Problem
from feedpub.feed import season_feeds
from feedpub.ingest import OnRead, ingest_readable
from feedpub.ingest.derive import MakeFiles
from feedpub.model.address import address
from feedpub.model.catalog import Catalog
from feedpub.model.channel import Channel
from feedpub.model.item import Item
from feedpub.model.measured import Audio
from feedpub.readback import ReadBack, read_back, rendered
from feedpub.source import display_path
from feedpub.standards import podcast_guid
from feedpub.storage import Body

if TYPE_CHECKING:
    from feedpub.cache.dependencies import Dependencies

_ALLOWED = Overrides(
    replace_audio=True, redate=True, revert=True, move_enclosures=True, take_over=True, moved=True, placeholder=True
)
"""An edit is shown, whatever flag its publication needs: the findings name the flag."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewContent:
    """What a publish would make of a show: its catalog, pages and objects."""

    where: Destination
    catalog: Catalog
    """With everything in it published."""

    documents: Mapping[str, PublishedDocument]
    assets: Mapping[str, bytes]
    objects: Mapping[str, Body]
    """Key → bytes, of files that are here or made of them."""

    recordings: Mapping[str, Body]
    """Key → the author's own file."""

    stored: frozenset[str]
    """Keys of objects that the target has."""

    now: datetime

    @property
    def root(self) -> str:
        """The path below which the objects are: that of the public address, so that every page works as there."""
        return urlsplit(self.where.base).path or "/"

    @property
    def zone(self) -> str:
        """The show's time zone; empty for none."""
        return self.catalog.channel.timezone

    @property
    def cover(self) -> str:
        """The public address of the show's artwork."""
        return address(self.catalog.channel, self.catalog.channel.image.key)

    def document(self, key: str) -> bytes:
        """A page as it would be published. Raises `FeedpubError` for what a template of the author cannot do."""
        document = self.documents[key]
        bodies = {name: self.objects[name] for name in document.reads if name in self.objects}
        made = {name: b"".join(body.chunks()) for name, body in bodies.items()}
        return document.having({**made, **self._stored_objects(document)}).render(self.catalog)

    def _stored_objects(self, document: PublishedDocument) -> dict[str, bytes]:
        """What a page shows of transcripts whose files are not here, but in the target."""
        keys = [key for key in (*document.reads, *document.instead) if key not in self.objects and key in self.stored]
        if not keys:
            return {}
        found = {}
        with suppress(FeedpubError):  # a preview without a network is without their words
            site = open_target(self.where).site
            for key in keys:
                if content := site.read(key):
                    found[key] = content.data
        return found

    def feed(self, base: str = "") -> bytes:
        """The feed, with addresses below `base`; without one, below the public address."""
        channel = self.catalog.channel
        there = replace(self.catalog, channel=replace(channel, base=base or channel.base))
        return rendered(there, now=self.now)

    def read_back(self) -> ReadBack:
        """The feed as apps read it."""
        return read_back(self.catalog, now=self.now)


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewedShow:
    """One reading of a show: what a publish would lead to, and what `check` finds."""

    now: datetime
    title: str = ""
    content: PreviewContent | None = None
    """None where the show itself cannot be published."""

    episodes: tuple[PreviewedEpisode, ...] = ()
    """Newest first; what has no date comes before all others."""

    problems: tuple[Problem, ...] = ()
    """Why there is nothing to show."""

    remarks: tuple[PlacedFinding, ...] = ()
    notice: str = ""
    """Why nobody looked at what is published; empty if somebody did."""

    files: Mapping[str, Path] = field(default_factory=dict)
    """Name in messages → path, of every text file that the author wrote."""

    def episode(self, page: str) -> PreviewedEpisode | None:
        """The episode of the page under a key; None for other pages."""
        return next((one for one in self.episodes if one.page == page), None)

    def remarks_of_show(self) -> tuple[PlacedFinding, ...]:
        """The findings that are about no single episode."""
        files = {one.file for one in self.episodes}
        return tuple(one for one in self.remarks if not one.slug and one.place.file not in files)


class PreviewReader:
    """Reads a show again and again; what is drawn of its pictures is kept between two readings.

    `on_read` is called while audio is measured. `look` gives what is published: a directory is looked at for each
    reading, a bucket once.
    """

    def __init__(
        self,
        folder: Path,
        *,
        measure: Measure = probe.measure,
        results: Cache = NO_CACHE,
        look: CatalogReader = published_catalog,
        on_read: OnRead | None = None,
    ) -> None:
        self.folder = folder
        self._on_read = on_read
        self._measure = measure
        self._results = results
        self._look = look
        self._seen: dict[str, Catalog | TargetUnreachable | None] = {}
        self._made: MakeFiles | None = None

    def read(self, *, now: datetime) -> PreviewedShow:
        """The show as its files are now. What is wrong with them is in the result. `now` is aware."""
        try:
            inputs, problems = ingest_readable(
                [self.folder], on_read=self._on_read, measure=self._measure, results=self._results, with_drafts=True
            )
        except FeedpubError as error:
            return PreviewedShow(problems=problems_of(error, display_path(self.folder)), now=now)
        name = display_path(self.folder)
        checked = files_result(inputs, problems, name=name, options=CheckOptions(), now=now, look=self._published)
        found = remarks(checked, inputs)
        if inputs is None:
            broken = {one.place.file: Path(one.place.file) for one in problems}
            return PreviewedShow(problems=problems, remarks=found, files=broken, now=now)
        known = PreviewedShow(
            title=inputs.show.show.title, remarks=found, files=_author_files(inputs, problems), now=now
        )
        try:
            return self._shown(known, inputs, problems)
        except FeedpubError as error:
            return replace(known, problems=problems_of(error, inputs.show.name))

    def _shown(self, known: PreviewedShow, inputs: Inputs, problems: tuple[Problem, ...]) -> PreviewedShow:
        where = destination(inputs.show)
        before, notice = self._before(where)
        recorded = {item.slug for item in before.items} if before else set()
        everything = replace(inputs, drafts=())
        self._made = MakeFiles.of(everything, known=self._made)
        wanted = next_catalog(
            before,
            with_placeholders(everything, recorded=recorded, is_new=before is None),
            base=where.base,
            now=known.now,
            overrides=_ALLOWED,
            new_guid=lambda show: podcast_guid(show.digest),
            deriver=_AuthorsRecordings(self._made),
        )
        catalog = replace(wanted.catalog, items=tuple(replace(one, scheduled=False) for one in wanted.catalog.items))
        stored = frozenset(before.manifest) if before else frozenset()
        broken = {one.slug: one for one in unreadable(inputs, problems)}
        others = [one for one in readable(before, wanted, inputs, stored) if one.slug not in broken]
        content = PreviewContent(
            where=where,
            catalog=catalog,
            documents={**pages.wanted(catalog), **season_feeds(catalog)},
            assets=pages.assets(catalog),
            objects=wanted.objects,
            recordings=dict(_recordings(catalog, inputs)),
            stored=stored,
            now=known.now,
        )
        return replace(
            known,
            content=content,
            episodes=tuple(sorted([*broken.values(), *others], key=newest_first)),
            notice=notice,
        )

    def _before(self, where: Destination) -> tuple[Catalog | None, str]:
        """What is published, and why nobody knows it."""
        try:
            return self._published(where, pages_of=None), ""
        except TargetUnreachable as error:
            return None, f"what is published at {where.to} was not looked at: {error.message}"
        except FeedpubError as error:  # `check` reports it
            return None, error.message

    def _published(
        self, where: Destination, *, pages_of: Sequence[str] | None, noted: Dependencies | None = None
    ) -> Catalog | None:
        """As `published_catalog`; a bucket is asked once."""
        if where.is_directory:
            return self._look(where, pages_of=pages_of, noted=noted)
        if where.place not in self._seen:
            try:
                self._seen[where.place] = self._look(where, pages_of=pages_of, noted=noted)
            except TargetUnreachable as error:
                self._seen[where.place] = error
        seen = self._seen[where.place]
        if isinstance(seen, TargetUnreachable):
            raise seen
        return seen


@dataclass(frozen=True, slots=True)
class _AuthorsRecordings:
    """Makes the files of items but for tagged copies: a preview plays the author's own recording."""

    make: MakeFiles

    def item(self, channel: Channel, item: Item, _audio: Audio | None) -> Derived:
        """The item with its chapters file."""
        return self.make.chapters(channel, item)

    def chapters(self, channel: Channel, item: Item) -> Derived:
        """As for every publish."""
        return self.make.chapters(channel, item)

    def pictures(self, before: Catalog | None, catalog: Catalog) -> tuple[Catalog, Mapping[str, Body]]:
        """As for every publish."""
        return self.make.pictures(before, catalog)


def _recordings(catalog: Catalog, inputs: Inputs) -> Iterator[tuple[str, Body]]:
    for written, measured in inputs.episodes:
        item = catalog.item(written.slug)
        if item and measured.audio and measured.audio.identity == item.enclosure.identity:
            audio = measured.audio
            yield item.enclosure.key, Body.of_file(audio.path, size=audio.size, digest=audio.digest)


def _author_files(inputs: Inputs, problems: tuple[Problem, ...]) -> dict[str, Path]:
    """The texts that findings may be about: YAML, notes, and what cannot be read."""
    paths = [inputs.show.path, *inputs.show.extends, *(one.path for one in inputs.show.own_pages)]
    for written, _ in inputs.episodes:
        paths += [written.path, *([written.notes_file] if written.notes_file else [])]
    return {one.place.file: Path(one.place.file) for one in problems} | {display_path(path): path for path in paths}
