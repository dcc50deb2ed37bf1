"""A catalog without a history, rebuilt from the published feed, the objects that it names, and the author's files."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from feedpub import artwork, chapters
from feedpub.audio.probe import Measure
from feedpub.catalog import NextCatalog, Overrides, Version, begin, feed_version, of_item
from feedpub.catalog.channel import ReconciledChannel, reconcile_channel
from feedpub.catalog.inputs import Inputs
from feedpub.catalog.prospective import next_catalog
from feedpub.catalog.rebuilt import (
    PublishedItem,
    StoredFiles,
    digits_of_key,
    is_same,
    key_at,
    left_out,
    on_hold,
    published_item,
    rebuilt_item,
    with_words_of_feed,
)
from feedpub.deploy.caller import random_lineage
from feedpub.deploy.destination import Destination
from feedpub.deploy.observe import Claim, Observed, Target
from feedpub.errors import Denied, FeedpubError, Invalid, Refused, Unusable
from feedpub.feed_view import Element, FeedView
from feedpub.ingest import OnRead
from feedpub.ingest.derive import MakeFiles
from feedpub.ingest.show import ingest_readable
from feedpub.model.catalog import Catalog, Entry
from feedpub.model.item import ChapterFile, Item, Transcript
from feedpub.model.measured import Audio, Picture
from feedpub.notes import feed_form
from feedpub.readback import read_back
from feedpub.reader import read
from feedpub.storage import Storage

T = TypeVar("T")

CHUNK = 8 << 20
"""Bytes that are read of a recording at once."""


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

    _read: dict[str, bytes | Audio | None] = field(default_factory=dict, init=False)
    """Key → what was read of it: a run that starts over does not read it again."""

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
        self.rebuilt = self._with_files(start, inputs, feed, remarks)
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
        items: list[Item] = []
        remarks: list[str] = []
        for element in feed.items:
            one = published_item(element, self.where.base)
            one = replace(one, slug=by_guid.get(one.guid, one.slug))
            if not one.key or not one.slug:
                raise Refused(
                    f"the recording of {one.title!r} is at another address than {self.where.base}",
                    where=self.where.feed_url,
                    hint="name the address that the feed has: --url",
                )
            files = yield from self._files(target, one, remarks)
            item = rebuilt_item(one, files, audio_file=names.get(one.slug, ""), footer=feed_form(show.channel.footer))
            if item is None:
                raise Refused(f"the date of {one.title!r} cannot be read", where=self.where.feed_url)
            items.append(item)
            if one.slug not in names:
                lost = ", ".join(left_out(element))
                without = f", without {lost}" if lost else ""
                remarks.append(f"{one.slug}: no file of yours: its words are those of the feed{without}")
        return items, remarks

    def _files(self, target: Target, one: PublishedItem, remarks: list[str]) -> Generator[None, None, StoredFiles]:
        """The objects that an item names, read and measured; what cannot be is a remark."""
        element, base = one.element, self.where.base
        audio = yield from self._audio(target.site, one.key)
        written = element.first("enclosure")
        if audio is None or str(audio.size) != (written.get("length") if written else ""):
            remarks.append(f"{one.slug}: {one.key} is missing or damaged: nothing is known of the recording itself")
            audio = None
        image = element.first("itunes:image")
        image_key = key_at(image.get("href") if image else "", base)
        picture = yield from self._bytes(target.site, image_key)
        chaptered = element.first("podcast:chapters")
        chapters_key = key_at(chaptered.get("url") if chaptered else "", base)
        listed = yield from self._bytes(target.site, chapters_key)
        transcripts = []
        for tag in element.all("podcast:transcript"):
            key = key_at(tag.get("url"), base)
            data = yield from self._bytes(target.site, key)
            if data is None:
                remarks.append(f"{one.slug}: the transcript {key or tag.get('url')} is missing or damaged")
            else:
                transcripts.append(_transcript(key, data, tag))
        if (image_key and picture is None) or (chapters_key and listed is None):
            remarks.append(f"{one.slug}: its picture or its chapters are missing or damaged")
        return StoredFiles(
            audio=audio,
            image=_measured_picture(picture) if picture else None,
            image_key=image_key,
            chapters=chapters.read_json(listed).chapters if listed else (),
            chapter_file=_chapter_file(chapters_key, listed) if listed else None,
            transcripts=tuple(transcripts),
        )

    def _bytes(self, storage: Storage, key: str) -> Generator[None, None, bytes | None]:
        """A small object; None if it is not there, or not what its key says."""
        if not key:
            return None
        if key not in self._read:
            self._read[key] = None
            for _ in range(2):  # what is called damaged was read twice
                yield None
                content = storage.read(key)
                data = content.data if content else b""
                if sha256(data).hexdigest().startswith(digits_of_key(key) or "?"):
                    self._read[key] = data
                    break
        found = self._read[key]
        return found if isinstance(found, bytes) else None

    def _audio(self, storage: Storage, key: str) -> Generator[None, None, Audio | None]:
        """The facts of a stored recording; None if it is not there, or not what its key says."""
        if key not in self._read:
            self._read[key] = None
            for _ in range(2):  # what is called damaged was read twice
                with TemporaryDirectory(prefix="feedpub-") as folder:
                    copy = Path(folder) / key.rpartition("/")[2]
                    yield from _download(storage, key, copy)
                    self._read[key] = self._measured(copy, key)
                if self._read[key] is not None:
                    break
        found = self._read[key]
        return found if isinstance(found, Audio) else None

    def _measured(self, copy: Path, key: str) -> Audio | None:
        with suppress(Unusable):
            audio = self.measure(copy, file=copy.name)
            return audio if audio.digest.startswith(digits_of_key(key)) else None
        return None

    # --- what the author has

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


def _download(storage: Storage, key: str, path: Path) -> Generator[None, None, None]:
    with path.open("wb") as copy:
        while True:
            yield None
            piece = storage.slice(key, copy.tell(), copy.tell() + CHUNK)
            copy.write(piece)
            if len(piece) < CHUNK:
                return


def _measured_picture(data: bytes) -> Picture | None:
    with TemporaryDirectory(prefix="feedpub-") as folder:
        path = Path(folder) / "picture"
        path.write_bytes(data)
        try:
            return artwork.measure(path, file="")
        except Unusable:
            return None


def _chapter_file(key: str, data: bytes) -> ChapterFile:
    return ChapterFile(key=key, size=len(data), digest=sha256(data).hexdigest())


def _transcript(key: str, data: bytes, tag: Element) -> Transcript:
    return Transcript(
        key=key,
        type=tag.get("type"),
        size=len(data),
        digest=sha256(data).hexdigest(),
        file="",
        language=tag.get("language"),
        rel=tag.get("rel"),
    )
