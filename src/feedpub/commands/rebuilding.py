"""A catalog without a history, rebuilt from the published feed, the objects that it names, and the author's files."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from feedpub.audio.probe import Measure
from feedpub.catalog import NextCatalog, Overrides, Version, begin, feed_version, of_item
from feedpub.catalog.channel import ReconciledChannel, reconcile_channel
from feedpub.catalog.enclosure import enclosure_elsewhere
from feedpub.catalog.inputs import Inputs
from feedpub.catalog.prospective import next_catalog
from feedpub.catalog.rebuilt import (
    is_same,
    left_out,
    on_hold,
    published_item,
    rebuilt_item,
    with_words_of_feed,
)
from feedpub.commands.published_files import PublishedFiles
from feedpub.deploy.caller import random_lineage
from feedpub.deploy.destination import Destination
from feedpub.deploy.target import Claim, Observed, Target
from feedpub.errors import Denied, FeedpubError, Invalid, Refused
from feedpub.feed_view import Element, FeedView
from feedpub.ingest import OnRead
from feedpub.ingest.derive import MakeFiles
from feedpub.ingest.remake import recording
from feedpub.ingest.show import ingest_readable
from feedpub.model.catalog import Catalog, Entry
from feedpub.model.files import EpisodeFile
from feedpub.model.item import Item
from feedpub.model.measured import Measured
from feedpub.notes import feed_form
from feedpub.readback import read_back
from feedpub.reader import read
from feedpub.storage import Body

T = TypeVar("T")


@dataclass(slots=True, kw_only=True)
class Rebuilding:
    """Makes a catalog of everything that is left of one."""

    folder: Path
    where: Destination
    now: datetime
    measure: Measure
    new_lineage: Callable[[], str] = random_lineage
    on_read: OnRead | None = None
    before: Catalog | None = field(default=None, init=False)
    """What the store is taken to have: the same show, since listeners have that, and the objects of its feed."""

    rebuilt: NextCatalog | None = field(default=None, init=False)
    """The catalog that follows, with the words and files of the author."""

    unknown: tuple[str, ...] = field(default=(), init=False)
    """What nobody can tell, a line each."""

    files: PublishedFiles = field(init=False)

    def __post_init__(self) -> None:
        self.files = PublishedFiles(base=self.where.base, measure=self.measure)

    def rebuild(self, target: Target, observed: Observed, claims: Sequence[Claim]) -> Generator[None, None, Observed]:
        """What was observed, with a catalog that was put together. Raises `Refused` without a feed of ours."""
        feed, version = yield from self._feed(target)
        inputs = self._inputs()
        show = self._show(inputs, feed)
        items, remarks = yield from self._items(target, inputs, show, feed)
        keys = yield from _media(target, remarks)
        slugs = [written.slug for written, _ in inputs.episodes] + [draft.slug for draft in inputs.drafts]
        start = replace(
            begin(show.channel, show.sources),
            revision=max([version.revision, *(claim.version.revision for claim in claims)]),
            lineage=_lineage(version, claims, self.new_lineage),
            items=tuple(sorted(items, key=lambda item: item.slug)),
            manifest={key: _entry(digest, self.now) for item in items for key, digest in of_item(item)}
            | {self.where.feed: _entry("", self.now)},
            on_hold=on_hold(slugs, keys, (item.slug for item in items)),
        )
        start, found = self._with_recordings(start, inputs, remarks)
        wanted = self._with_files(start, inputs, feed, remarks)
        self.rebuilt = replace(wanted, objects={**wanted.objects, **found})
        self.unknown = tuple(remarks)
        self.before = replace(start, channel=self.rebuilt.catalog.channel, items=self.rebuilt.catalog.items)
        return replace(observed, catalog=self.before, digest="", data=b"", adopted=True)

    # --- what is there

    def _feed(self, target: Target) -> Generator[None, None, tuple[FeedView, Version]]:
        yield None
        stored = target.site.read(self.where.feed)
        where = f"{target.site.name}/{self.where.feed}"
        version = feed_version(stored.data) if stored else None
        if stored is None or version is None:
            raise Refused(
                "there is no history of the catalog, and "
                + ("no feed" if stored is None else "the feed is not one that feedpub made"),
                where=where,
                hint="put a copy of the feed back to this place (from a backup), then run again; or restore "
                "catalog.json.gz from a backup",
            )
        document = read(stored.data, now=self.now, address=self.where.feed_url).feed
        if document.document.troubles or document.document.kind != "rss":
            raise Refused(
                "there is no history of the catalog, and the feed is damaged",
                where=where,
                hint="put a sound copy of the feed back to this place, then run again",
            )
        return document, version

    def _inputs(self) -> Inputs:
        inputs, problems = ingest_readable([self.folder], on_read=self.on_read, measure=self.measure)
        if inputs is None:
            raise Invalid(problems)
        return inputs

    def _show(self, inputs: Inputs, feed: FeedView) -> ReconciledChannel:
        guid = feed.channel.value("podcast:guid")
        if inputs.show.show.guid and guid and inputs.show.show.guid != guid:
            raise Refused(
                f"the feed is that of the show with the guid {guid}",
                where=str(inputs.show.place("guid")),
                hint="delete this line, or write the guid of the feed",
            )
        show = reconcile_channel(
            None,
            inputs,
            base=self.where.base,
            new_guid=lambda _show: guid,
            overrides=Overrides(placeholder=True),
        )
        return replace(show, channel=replace(show.channel, guid=guid or show.channel.guid))

    def _items(
        self, target: Target, inputs: Inputs, show: ReconciledChannel, feed: FeedView
    ) -> Generator[None, None, tuple[list[Item], list[str]]]:
        names = {written.slug: written.episode.audio for written, _ in inputs.episodes}
        by_guid = {written.episode.guid: written.slug for written, _ in inputs.episodes if written.episode.guid}
        elsewhere = {found.key: one[0].slug for one in inputs.episodes if (found := enclosure_elsewhere(one[0]))}
        items: list[Item] = []
        remarks: list[str] = []
        for element in feed.items:
            one = published_item(element, self.where.base)
            if not one.key and one.url in elsewhere:
                one = replace(one, key=one.url, slug=elsewhere[one.url])
            one = replace(one, slug=by_guid.get(one.guid, one.slug))
            if not one.key or not one.slug:
                raise Refused(
                    f"the recording of {one.title!r} is at another address than {self.where.base}",
                    where=self.where.feed_url,
                    hint="name the address that the feed has: --url; if it stays at another host: put its file back, "
                    "with `enclosure:`",
                )
            files = yield from self.files.of_item(target.site, one, remarks)
            item = rebuilt_item(one, files, audio_file=names.get(one.slug, ""), footer=feed_form(show.channel.footer))
            if item is None:
                raise Refused(f"the date of {one.title!r} cannot be read", where=self.where.feed_url)
            items.append(item)
            if one.slug not in names:
                lost = ", ".join(left_out(element))
                without = f", without {lost}" if lost else ""
                remarks.append(f"{one.slug}: no file of yours: its words are those of the feed{without}")
        return items, remarks

    # --- what the author has

    def _with_recordings(
        self, start: Catalog, inputs: Inputs, remarks: list[str]
    ) -> tuple[Catalog, Mapping[str, Body]]:
        """The catalog with the facts of recordings that are missing or damaged, as far as the author's files give them.

        They are made with the author's words, as when they were published, and with those of the feed.
        """
        deriver, bodies = MakeFiles.of(inputs), dict[str, Body]()
        of_slug = {one[0].slug: one for one in inputs.episodes}
        items = []
        for item in start.items:
            one, found = of_slug.get(item.slug), None
            if not item.enclosure.identity and one:
                for words in self._worded(start, item, one, inputs):
                    found, made = recording(start, words, deriver, lambda _revision: None)
                    bodies |= made
                    if found:
                        break
            key = item.enclosure.key
            if not item.enclosure.identity and not found:
                remarks.append(f"{item.slug}: {key} is missing or damaged: nothing is known of the recording itself")
            elif found and key not in self.files.gone:
                remarks.append(f"{item.slug}: {key} is missing or damaged; to send it again: feedpub verify --repair")
            items.append(replace(item, enclosure=found or item.enclosure))
        known = {key: _entry(digest, self.now) for item in items for key, digest in of_item(item)}
        return replace(start, items=tuple(items), manifest={**start.manifest, **known}), bodies

    def _worded(self, start: Catalog, item: Item, one: tuple[EpisodeFile, Measured], inputs: Inputs) -> Iterator[Item]:
        """The item with the words of the author's file, if that is of the same episode; and as the feed has it."""
        if audio := one[1].audio:
            same = replace(item, enclosure=replace(item.enclosure, identity=audio.identity))
            items = tuple(same if other is item else other for other in start.items)
            with suppress(FeedpubError):
                alone = replace(inputs, episodes=(one,), drafts=(), found=frozenset(), present=None)
                wanted = self._next(replace(start, items=items), alone).catalog.item(item.slug)
                if wanted:
                    yield replace(wanted, enclosure=item.enclosure)
        yield item

    def _with_files(self, start: Catalog, inputs: Inputs, feed: FeedView, remarks: list[str]) -> NextCatalog:
        """The catalog with the words and files of those episodes whose files agree with what is published."""
        slugs = {item.slug for item in start.items}
        ours = replace(
            inputs,
            episodes=tuple(one for one in inputs.episodes if one[0].slug in slugs),
            drafts=(),
            found=frozenset(),
            present=None,
        )
        agreeing = []
        for one in ours.episodes:
            try:
                refused = self._next(start, replace(ours, episodes=(one,))).refusals
            except FeedpubError as error:
                refused = (error,)
            if refused:
                remarks.append(f"{one[0].slug}: your file differs, so the words of the feed stay: {refused[0].message}")
            else:
                agreeing.append(one)
        wanted = self._next(start, replace(ours, episodes=tuple(agreeing)))
        return replace(wanted, catalog=self._as_published(wanted.catalog, start, feed, remarks))

    def _as_published(self, wanted: Catalog, start: Catalog, feed: FeedView, remarks: list[str]) -> Catalog:
        """The catalog whose items say what the feed says: files that were edited since wait for the next publish."""
        back = read_back(wanted, now=self.now)
        ours = {element.value("guid"): element for element in back.feed.items}
        differing = {one.value("guid") for one in feed.items if not is_same(one, ours[one.value("guid")])}
        shown = {item.guid: item for item in start.items}
        items = []
        for item in wanted.items:
            if item.guid in differing and item != shown[item.guid]:
                remarks.append(f"{item.slug}: your file says something else than the feed, whose words stay")
                item = with_words_of_feed(item, shown[item.guid])  # noqa: PLW2901
            items.append(item)
        if names := list(_differing(feed.channel, back.feed.channel)):
            remarks.append(f"show.yaml says something else than the feed, and is published: {', '.join(names)}")
        return replace(wanted, items=tuple(items))

    def _next(self, start: Catalog, inputs: Inputs) -> NextCatalog:
        wanted = next_catalog(
            start,
            inputs,
            base=self.where.base,
            now=self.now,
            overrides=Overrides(),
            new_guid=lambda _show: start.channel.guid,
            deriver=MakeFiles.of(inputs),
        )
        return replace(wanted, warnings=(*wanted.warnings, *self.warnings(start)))

    def warnings(self, start: Catalog) -> Iterator[str]:
        """What the author should know before it counts."""
        yield (
            f"there is no history: the catalog is rebuilt from the feed ({len(start.items)} episodes), the objects "
            "that are there, and your files; guids, dates and recordings stay exactly as they are published"
        )
        if start.on_hold:
            names = ", ".join(start.on_hold)
            yield (
                f"on hold, since they are not in the feed and nobody knows whether they ever were: {names}; to publish "
                "one, name its file: feedpub publish FILE --restore"
            )


_OF_EACH_FEED = frozenset({"item", "generator", "lastBuildDate", "pubDate"})


def _differing(one: Element, other: Element) -> Iterator[str]:
    """The names of the elements of the show that two feeds have otherwise."""
    for name in dict.fromkeys(child.name for child in (*one.children, *other.children)):
        pair = one.all(name), other.all(name)
        is_other = len(pair[0]) != len(pair[1]) or not all(map(is_same, *pair))
        if name not in _OF_EACH_FEED and not name.startswith("seen:") and is_other:
            yield name


def _entry(digest: str, now: datetime) -> Entry:
    return Entry(digest=digest, revision=0, since=now)


def _lineage(version: Version, claims: Sequence[Claim], new_lineage: Callable[[], str]) -> str:
    """The lineage of the show, if something names all of it; otherwise its first digits, as the feed shows them."""
    whole = [claim.version.lineage for claim in claims if len(claim.version.lineage) > len(version.lineage)]
    drawn = version.lineage + new_lineage()[len(version.lineage) :] if version.lineage else ""
    return next((lineage for lineage in whole if lineage.startswith(version.lineage)), drawn)


def _media(target: Target, remarks: list[str]) -> Generator[None, None, list[str]]:
    """The keys of all recordings that are stored."""
    yield None
    try:
        return [one.key for one in target.site.list("media/")]
    except Denied:
        remarks.append("these credentials may not list: of unpublished and scheduled episodes only your files tell")
        return []
