"""What an import will write: a feed → the show, its episodes and the files they name, as values. Nothing is sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from feedpub.commands.imports.dates import ItemDate, dates_of
from feedpub.commands.imports.elements import ElementReader
from feedpub.commands.imports.episode import EpisodeReader, ImportedEpisode
from feedpub.commands.imports.hosts import Host, host_of_feed
from feedpub.commands.imports.items import (
    AlreadyHere,
    Basics,
    SourceItem,
    SourcePage,
    base_of_feed,
    link_of,
    read_items,
    slugs_of,
)
from feedpub.commands.imports.old_host import OldHost, old_host, without_prefixes
from feedpub.commands.imports.remarks import Remark, Remarks
from feedpub.commands.imports.show import ImportedShow, ShowReader
from feedpub.commands.imports.snapshot import Snapshot, take_snapshot
from feedpub.commands.imports.texts import line
from feedpub.errors import FeedpubError
from feedpub.reader.lenient import ENDS_INSIDE
from feedpub.standards import read_clock


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """What an import will write."""

    source: str
    """The feed's path or address."""

    show: ImportedShow
    episodes: tuple[ImportedEpisode, ...]
    """Those that are new here, in the order of the feed."""

    known: Mapping[str, str]
    """Guid → address of the recording, of all items, also of those that are here already."""

    items: int
    """How many items the feed has."""

    remarks: tuple[Remark, ...] = ()
    durations: Mapping[str, int] = field(default_factory=dict)
    """Guid → milliseconds, of the recordings of which the feed says it."""

    host: Host | None = None
    """The host that made the feed, if it is known."""

    snapshot: Snapshot = field(default_factory=Snapshot)
    """What the source says now."""

    moved: Mapping[str, str] = field(default_factory=dict)
    """Guid → address, of the recordings that are here and of which only the address is another one now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What somebody has chosen for an import."""

    newest: int | None = None
    """How many items are taken, from the beginning of the feed; None: all."""

    keeps_enclosures: bool = False
    """Recordings stay where they are."""

    drops_boilerplate: bool = False
    """What the host has added to notes is left out."""


def make_plan(
    pages: Sequence[SourcePage],
    *,
    now: datetime,
    media: str,
    random_guid: str,
    here: AlreadyHere | None = None,
    since: Snapshot | None = None,
    choices: Choices = Choices(),
) -> ImportPlan:
    """The plan of an import.

    `now` is aware; `media` is the folder for media, from the show's folder; `random_guid` is for a show without guid
    and address. `here` is what the folder holds already, and `since` what the source said when that was imported.
    Raises `FeedpubError` if the document is no feed, or has no episode.
    """
    first = pages[0]
    refuse_other_documents(first)
    address = first.address
    channel = first.read.feed.channel
    enclosures = [one.get("url") for page in pages for item in page.read.feed.items for one in item.all("enclosure")]
    old = old_host(address, enclosures, site=link_of(channel))
    all_remarks = [Remarks(page.read, page.name) for page in pages]
    _remark_on_faults(pages, all_remarks)
    show_elements, base = _elements(all_remarks[0], old), base_of_feed(first)
    reader = ShowReader(
        remarks=all_remarks[0],
        elements=show_elements,
        address=address,
        base=base,
        media=media,
        random_guid=random_guid,
    )
    known = len(all_remarks[0].found)
    show = reader.read(channel)
    if here and here.namespaces is not None:  # nothing of the show is taken, as it is here already
        del all_remarks[0].found[known:]
    items = list(read_items(pages, all_remarks, base))
    if not items:
        raise FeedpubError("has no episode with a recording", where=first.name, hint="check that it is the right feed")
    chosen = items if choices.newest is None else items[: choices.newest]
    here = here or AlreadyHere()
    slugs = slugs_of(chosen, here)
    episodes = tuple(_episodes(chosen, slugs, show, old, base=base, media=media, now=now, here=here, choices=choices))
    snapshot = take_snapshot(pages, chosen, dict(zip((one.guid for one in chosen), slugs, strict=True)))
    moved = _remark_on_changes(snapshot, since or Snapshot(), chosen, all_remarks[0], here)
    _name_seasons(chosen, show)
    _remark_on_the_order(chosen, all_remarks[0], now)
    host = host_of_feed(address, enclosures, channel.value("generator"))
    _remark_on_a_cut_feed(items, all_remarks[0], host)
    _remark_on_missing_numbers(episodes, show, all_remarks[0])
    return ImportPlan(
        source=first.name,
        show=show,
        episodes=episodes,
        known={one.guid: one.enclosure for one in chosen},
        items=sum(len(page.read.feed.items) for page in pages),
        remarks=tuple(remark for one in all_remarks for remark in one.found),
        durations={one.guid: ms for one in chosen if (ms := read_clock(one.element.value("itunes:duration")))},
        host=host,
        snapshot=snapshot,
        moved=moved,
    )


def refuse_other_documents(page: SourcePage) -> None:
    """Raise `FeedpubError` that says what a document is that is no RSS feed."""
    document = page.read.feed.document
    if document.kind == "rss" and page.read.feed.channel.name:
        return
    kinds = {
        "atom": "an Atom feed, which holds no podcast that apps read",
        "html": "a web page, not a feed",
        "json": "a JSON document, not an RSS feed",
        "empty": "empty",
        "refusal": "a refusal of the store, not a feed",
        "gzip": "a compressed file that is damaged, not a feed",
        "zip": "an archive (ZIP), not a feed",
        "pdf": "a document (PDF), not a feed",
        "audio": "a recording, not a feed",
        "image": "a picture, not a feed",
        "text": "a text, not a feed",
        "opml": "a list of subscriptions (OPML), not a feed",
        "template": "the template of a feed, with the code of a site generator in it",
    }
    hint = "look for the RSS address in the settings of your host"
    raise FeedpubError(f"is {kinds.get(document.kind, 'no RSS feed')}", where=page.name, hint=hint)


def _elements(remarks: Remarks, old: OldHost) -> ElementReader:
    namespaces = remarks.read.feed.document.namespaces
    return ElementReader(remarks=remarks, old=old, prefixes={one.uri: one.prefix for one in namespaces})


def _remark_on_faults(pages: Sequence[SourcePage], all_remarks: Sequence[Remarks]) -> None:
    """Say what is wrong with the documents as XML: it was read all the same."""
    for page, remarks in zip(pages, all_remarks, strict=True):
        if page.is_compressed:
            message = "is compressed (gzip) without a header that says so, which most apps cannot read"
            remarks.add("repaired", "document", message, "")
        for path in page.unescaped:
            name = path.rpartition(".")[2].partition("[")[0]
            message = "has HTML that is not escaped, of which apps show what they like: it is taken as text"
            remarks.add("repaired", name, message, path)
        for one in remarks.read.feed.document.troubles:
            if one.kind == "missing-namespace":  # its elements are reported one by one
                continue
            if one.kind == "boundless" or one.message.startswith(ENDS_INSIDE):
                message = (
                    f"breaks off ({one.message}), so episodes may be missing: get it again, then repeat the import"
                )
                remarks.add("warning", "feed", message, f"@{one.line}:{one.column}")
            remarks.add("repaired", one.kind.replace("-", " "), one.message, f"@{one.line}:{one.column}")


# --- the episodes


def _episodes(
    items: Sequence[SourceItem],
    slugs: Sequence[str],
    show: ImportedShow,
    old: OldHost,
    *,
    base: str,
    media: str,
    now: datetime,
    here: AlreadyHere,
    choices: Choices,
) -> Iterator[ImportedEpisode]:
    dates = list(dates_of(items, now))
    oldest = {without_prefixes(item.enclosure): slug for item, slug in zip(items, slugs, strict=True)}
    namespaces: dict[str, str] = dict(show.fields.get("namespaces", {}))
    image = next((file.url for file in show.files if file.kind == "picture"), "")
    pictures: dict[str, str] = {}
    readers: dict[int, EpisodeReader] = {}
    for item, slug, date in zip(items, slugs, dates, strict=True):
        if item.guid in here.guids:
            continue
        reader = readers.setdefault(
            id(item.remarks),
            EpisodeReader(
                remarks=item.remarks,
                elements=_elements(item.remarks, old),
                base=base,
                site=show.fields["link"],
                media=media,
                show_image=image,
                namespaces=namespaces,
                pictures=pictures,
                declared=here.namespaces,
                keeps_enclosures=choices.keeps_enclosures,
                drops_boilerplate=choices.drops_boilerplate,
            ),
        )
        first_slug = oldest[without_prefixes(item.enclosure)]
        basics = Basics(
            slug=slug,
            guid=item.guid,
            is_permalink=item.is_permalink,
            date=date,
            enclosure=item.enclosure,
            first_slug=first_slug if first_slug != slug else "",
        )
        if date.moment > now:
            _remark_on_a_date_to_come(item, slug, date)
        yield reader.read(item.element, basics)
    if namespaces:
        show.fields["namespaces"] = namespaces


def _remark_on_a_date_to_come(item: SourceItem, slug: str, date: ItemDate) -> None:
    message = (
        f"is {date.moment:%Y-%m-%d %H:%M} UTC, and the feed has the episode from then on: write another `published:` "
        "if it shall be in it now"
    )
    with item.remarks.about_episode(slug):
        item.remarks.add("asked", "pubDate", message, item.element.path)


def _name_seasons(items: Sequence[SourceItem], show: ImportedShow) -> None:
    """Write the names of seasons, which items say, into the show; and the trailer that is one of its episodes."""
    names: dict[str, str] = {}
    for item in items:
        season = item.element.first("podcast:season")
        if season is not None and (name := line(season.get("name"), 128)):
            number = season.value_here.lstrip("0")
            if number.isascii() and number.isdigit() and len(number) < 6:
                names.setdefault(number, name)
    if names:
        show.fields["seasons"] = dict(sorted(names.items(), key=lambda pair: int(pair[0])))


def _remark_on_changes(
    now: Snapshot, since: Snapshot, items: Sequence[SourceItem], remarks: Remarks, here: AlreadyHere
) -> dict[str, str]:
    """Say what the source says of episodes that are here otherwise than when they were imported; nothing is taken.

    Gives guid → address of the recordings that have another address, while nothing else says that they are others.
    """
    by_guid = {one.guid: one for one in items}
    moved: dict[str, str] = {}
    for guid, before, names in now.changed(since):
        about = ", ".join(names)
        if not guid:
            remarks.add("changed", about, "of the show: write it into show.yaml if it shall be so here", "")
        elif guid in here.guids:
            slug, item = here.guids[guid], by_guid[guid]
            is_other = not OF_A_FILE.isdisjoint(names)
            with item.remarks.about_episode(before.slug):
                item.remarks.add("changed", about, how_to_take(slug, with_recording=is_other), item.element.path)
            if "enclosure@url" in names and not is_other:
                moved[guid] = item.enclosure
    return moved


OF_A_FILE = frozenset({"enclosure@length", "enclosure@type", "itunes:duration"})
"""What tells that a recording is another one now."""


def how_to_take(slug: str, *, with_recording: bool, file: str = "") -> str:
    """How an episode becomes what its source says now; `with_recording` if that has another recording, or may have."""
    if not with_recording:
        return f"of {slug}: to take it, delete {slug}.yaml and its notes, then run the same command again"
    return (
        f"of {slug}: it may be another recording now: to take it, delete {slug}.yaml, its notes and "
        f"{file or 'the file that `audio:` names'}, run the same command again, and publish it with --replace-audio"
    )


# --- feeds that do not hold the whole show

_ROUND = frozenset({10, 15, 20, 25, 30, 50, 75, 100, 150, 200, 250, 300, 500, 1000})


def _remark_on_the_order(items: Sequence[SourceItem], remarks: Remarks, now: datetime) -> None:
    """Say that items change places: a feed of ours begins with the newest, as all apps sort them."""
    dates = [one.moment for one in dates_of(items, now)]
    if dates != sorted(dates, reverse=True):
        message = "does not follow the dates: the feed will begin with the newest episode, as apps show them"
        remarks.add("repaired", "order", message, "")
    elif len(set(dates)) < len(dates):
        message = "is open where two episodes have one date: the feed will sort them by their names in addresses"
        remarks.add("repaired", "order", message, "")


def _remark_on_a_cut_feed(items: Sequence[SourceItem], remarks: Remarks, host: Host | None) -> None:
    """Say that older episodes may be missing: a round count, and no number 1."""
    numbers = [int(text) for one in items if (text := one.element.value("itunes:episode")).isascii() and text.isdigit()]
    seasons = [one for one in items if one.element.value("itunes:season") not in {"", "1"}]
    if len(items) in _ROUND and numbers and min(numbers) > 1 and len(seasons) in {0, len(items)}:
        where = f" at {host.name}: {host.limit}" if host and host.limit else " in its settings"
        message = (
            f"has {len(items)} episodes, and the lowest number is {min(numbers)}: the host may send only the newest; "
            f"raise the limit{where}; then run the import again"
        )
        remarks.add("warning", "feed", message, "")


def _remark_on_missing_numbers(episodes: Sequence[ImportedEpisode], show: ImportedShow, remarks: Remarks) -> None:
    """Say that Apple refuses a serial show whose full episodes have no number, before `check` says it of each."""
    missing = [one.slug for one in episodes if "number" not in one.fields and one.fields.get("type", "full") == "full"]
    if show.fields.get("type") == "serial" and missing:
        message = (
            f"is serial, for which Apple asks each full episode for a number, and {len(missing)} of {len(episodes)} "
            f"have none (first {missing[0]}): write `number:` there, or delete `type: serial` in show.yaml"
        )
        remarks.add("asked", "itunes:type", message, "itunes:type")
