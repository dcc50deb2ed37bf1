"""What an import will write: a feed → the show, its episodes and the files they name, as values. Nothing is sent.

An item keeps its guid character for character, whatever it looks like: apps know episodes by it, and another one would
be downloaded again by everybody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from feedpub.commands.imports.elements import ElementReader
from feedpub.commands.imports.episode import Basics, EpisodeReader, ImportedEpisode, absolute
from feedpub.commands.imports.hosts import Host, OldHost, host_of, old_host, without_prefixes
from feedpub.commands.imports.remarks import Remark, Remarks
from feedpub.commands.imports.show import ImportedShow, ShowReader
from feedpub.commands.imports.texts import clean, line
from feedpub.errors import FeedpubError
from feedpub.feed_view import Element
from feedpub.reader import Read
from feedpub.scalars.names import GUID_LENGTH
from feedpub.standards import SLUG_LENGTH, quoted, read_date, slug_of


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePage:
    """A document of a feed: most feeds are one, paged feeds several (RFC 5005)."""

    read: Read
    name: str
    """Its path or address, for messages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyHere:
    """What the folder holds already, of an earlier import or of the author."""

    guids: Mapping[str, str] = field(default_factory=dict)
    """Guid → slug of the episodes that have one."""

    slugs: frozenset[str] = frozenset()
    """Names that are taken."""

    namespaces: Mapping[str, str] | None = None
    """Those that show.yaml declares; None if there is no show.yaml yet."""


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
    advertising: Host | None = None
    """The host, if it puts advertisements into the audio."""


@dataclass(frozen=True, slots=True)
class _Item:
    """An item that is an episode."""

    element: Element
    remarks: Remarks
    guid: str
    enclosure: str
    """The address of its recording, absolute."""


def make_plan(
    pages: Sequence[SourcePage],
    *,
    now: datetime,
    media: str,
    random_guid: str,
    here: AlreadyHere | None = None,
    newest: int | None = None,
) -> ImportPlan:
    """The plan of an import.

    `now` is aware; `media` is the folder for media, from the show's folder; `random_guid` is for a show without guid
    and address. `here` is what the folder holds already; `newest` takes only so many items
    from the beginning of the feed. Raises `FeedpubError` if the document is no feed, or has no episode.
    """
    first = pages[0]
    _refuse_other_documents(first)
    address = _address(first)
    channel = first.read.feed.channel
    enclosures = [one.get("url") for page in pages for item in page.read.feed.items for one in item.all("enclosure")]
    old = old_host(address, enclosures, site=channel.value("link"))
    all_remarks = [Remarks(page.read, page.name) for page in pages]
    show_elements = _elements(all_remarks[0], old)
    reader = ShowReader(
        remarks=all_remarks[0], elements=show_elements, address=address, media=media, random_guid=random_guid
    )
    show = reader.read(channel)
    base = absolute(channel.value("link"), address) or address
    items = list(_items(pages, all_remarks, base))
    if not items:
        raise FeedpubError("has no episode with a recording", where=first.name, hint="check that it is the right feed")
    chosen = items if newest is None else items[:newest]
    episodes = tuple(_episodes(chosen, show, old, base=base, media=media, now=now, here=here or AlreadyHere()))
    _name_seasons(chosen, show)
    _remark_on_the_order(chosen, all_remarks[0], now)
    _remark_on_a_cut_feed(items, all_remarks[0])
    return ImportPlan(
        source=first.name,
        show=show,
        episodes=episodes,
        known={one.guid: one.enclosure for one in chosen},
        items=sum(len(page.read.feed.items) for page in pages),
        remarks=tuple(remark for one in all_remarks for remark in one.found),
        advertising=next((host for one in items if (host := host_of(one.enclosure)) and host.inserts_ads), None),
    )


def _refuse_other_documents(page: SourcePage) -> None:
    document = page.read.feed.document
    if document.kind == "rss" and page.read.feed.channel.name:
        return
    kinds = {
        "atom": "an Atom feed, which holds no podcast that apps read",
        "html": "a web page, not a feed",
        "json": "a JSON document, not an RSS feed",
        "empty": "empty",
        "refusal": "a refusal of the store, not a feed",
        "opml": "a list of subscriptions (OPML), not a feed",
    }
    hint = "look for the RSS address in the settings of your host"
    raise FeedpubError(f"is {kinds.get(document.kind, 'no RSS feed')}", where=page.name, hint=hint)


def _address(page: SourcePage) -> str:
    """The address of a feed: where it was fetched, or what it says of itself."""
    feed = page.read.feed
    links = [link.get("href") for link in feed.channel.all("atom:link") if link.get("rel") == "self"]
    return feed.address or next((link for link in links if absolute(link, "")), "")


def _elements(remarks: Remarks, old: OldHost) -> ElementReader:
    namespaces = remarks.read.feed.document.namespaces
    return ElementReader(remarks=remarks, old=old, prefixes={one.uri: one.prefix for one in namespaces})


# --- which items, and under which guid


def _items(pages: Sequence[SourcePage], all_remarks: Sequence[Remarks], base: str) -> Iterator[_Item]:
    """The items with a recording, each with a guid of its own."""
    guids: dict[str, tuple[Remarks, str]] = {}
    for page, remarks in zip(pages, all_remarks, strict=True):
        for element in page.read.feed.items:
            enclosure = next((one.get("url") for one in element.all("enclosure") if one.get("url")), "")
            url = absolute(enclosure, base)
            if not url:
                message = f"{quoted(line(element.value('title')))} has no recording, so it is no episode"
                remarks.add("skipped", "item", message, element.path)
                continue
            if guid := _guid(element, enclosure, guids, remarks):
                guids[guid] = remarks, enclosure
                yield _Item(element, remarks, guid, url)


def _guid(element: Element, enclosure: str, guids: Mapping[str, tuple[Remarks, str]], remarks: Remarks) -> str:
    """The guid that an item keeps; empty for an item that is there twice, as pages of a feed may overlap.

    `guids` has those of the items before it, with the remarks on their page and their enclosures.
    """
    written = element.value("guid")
    page, sound = guids.get(written, (remarks, ""))
    if page is not remarks or (written in guids and sound == enclosure):
        remarks.add("skipped", "item", f"is there twice, with the guid {quoted(written)}", element.path)
        return ""
    if not written:
        remarks.add("guessed", "guid", "is missing, so apps know the episode by its enclosure's address", element.path)
    elif written in guids:
        message = f"{quoted(written)} is that of another item, too, so this one gets its enclosure's address"
        remarks.add("repaired", "guid", message, f"{element.path}.guid")
    guid = written if written and written not in guids else enclosure
    if guid in guids:
        remarks.add("skipped", "item", "has the guid and the recording of another item", element.path)
        return ""
    guid_element = element.first("guid")
    if written and guid_element is not None and guid_element.get("isPermaLink").casefold() != "false":
        message = 'is written with isPermaLink="false"; apps compare the guid alone, which is the same'
        remarks.add("repaired", "guid@isPermaLink", message, f"{element.path}.guid")
    writable = " ".join(clean(guid).splitlines()).replace("\t", " ")[:GUID_LENGTH].strip()
    if guid != writable:
        message = f"{quoted(guid)} cannot be written exactly: apps will take the episode for a new one"
        remarks.add("warning", "guid", message, f"{element.path}.guid")
    return writable


# --- dates and slugs


def _episodes(
    items: Sequence[_Item],
    show: ImportedShow,
    old: OldHost,
    *,
    base: str,
    media: str,
    now: datetime,
    here: AlreadyHere,
) -> Iterator[ImportedEpisode]:
    dates = list(_dates(items, now))
    slugs = _slugs(items, here)
    oldest = {without_prefixes(item.enclosure): slug for item, slug in zip(items, slugs, strict=True)}
    namespaces: dict[str, str] = dict(show.fields.get("namespaces", {}))
    image = next((file.url for file in show.files if file.kind == "picture"), "")
    pictures: dict[str, str] = {}
    readers: dict[int, EpisodeReader] = {}
    for item, slug, (published, guess) in zip(items, slugs, dates, strict=True):
        if item.guid in here.guids:
            continue
        reader = readers.setdefault(
            id(item.remarks),
            EpisodeReader(
                remarks=item.remarks,
                elements=_elements(item.remarks, old),
                base=base,
                media=media,
                show_image=image,
                namespaces=namespaces,
                pictures=pictures,
                declared=here.namespaces,
            ),
        )
        first_slug = oldest[without_prefixes(item.enclosure)]
        basics = Basics(
            slug=slug,
            guid=item.guid,
            published=published,
            date_guess=guess,
            enclosure=item.enclosure,
            first_slug=first_slug if first_slug != slug else "",
        )
        yield reader.read(item.element, basics)
    if namespaces:
        show.fields["namespaces"] = namespaces


def _dates(items: Sequence[_Item], now: datetime) -> Iterator[tuple[datetime, str]]:
    """The date of each item in UTC, and why it is a guess: one that keeps the item at its place among the others."""
    read = [_date(item.element) for item in items]
    known = [one for one in read if one]
    last = (known[0] + timedelta(seconds=1)) if known else now.astimezone(UTC).replace(microsecond=0)
    for item, moment in zip(items, read, strict=True):
        if moment:
            last = moment
            yield moment, ""
        else:
            written = item.element.value("pubDate")
            last -= timedelta(seconds=1)
            why = f"{quoted(written)} is no date" if written else "the feed has no date"
            yield last, f"{why}, so the episode stands a second before the one above it"


def _date(element: Element) -> datetime | None:
    for name in ("pubDate", "dc:date", "atom:published"):
        written = element.value(name)
        if moment := read_date(written).moment:
            return moment
        try:
            moment = datetime.fromisoformat(written)
        except ValueError:
            continue
        if moment.tzinfo:
            return moment.astimezone(UTC).replace(microsecond=0)
    return None


def _slugs(items: Iterable[_Item], here: AlreadyHere) -> list[str]:
    """A name for each item, from its title, else its number, else its place; those of one title are numbered.

    The oldest gets the title alone, so that later episodes change no name.
    """
    given: set[str] = set()
    numbers: Counter[str] = Counter()
    found: list[str] = []
    for place, item in enumerate(reversed(list(items)), 1):
        if item.guid in here.guids:
            found.append(here.guids[item.guid])
            continue
        title = slug_of(line(item.element.value("title") or item.element.value("itunes:title")))
        number = item.element.value("itunes:episode")
        stem = title or (f"episode-{number}" if number.isascii() and number.isdigit() else f"episode-{place}")
        slug = stem
        while slug in given or slug in here.slugs:
            numbers[stem] += 1
            end = f"-{numbers[stem] + 1}"
            slug = stem[: SLUG_LENGTH - len(end)].rstrip("-") + end
        given.add(slug)
        found.append(slug)
    return found[::-1]


def _name_seasons(items: Sequence[_Item], show: ImportedShow) -> None:
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


# --- feeds that do not hold the whole show

_ROUND = frozenset({10, 15, 20, 25, 30, 50, 75, 100, 150, 200, 250, 300, 500, 1000})


def _remark_on_the_order(items: Sequence[_Item], remarks: Remarks, now: datetime) -> None:
    """Say that items change places: a feed of ours begins with the newest, as all apps sort them."""
    dates = [moment for moment, _ in _dates(items, now)]
    if dates != sorted(dates, reverse=True):
        message = "does not follow the dates: the feed will begin with the newest episode, as apps show them"
        remarks.add("repaired", "order", message, "")
    elif len(set(dates)) < len(dates):
        message = "is open where two episodes have one date: the feed will sort them by their names in addresses"
        remarks.add("repaired", "order", message, "")


def _remark_on_a_cut_feed(items: Sequence[_Item], remarks: Remarks) -> None:
    """Say that older episodes may be missing: a round count, and no number 1."""
    numbers = [int(text) for one in items if (text := one.element.value("itunes:episode")).isascii() and text.isdigit()]
    seasons = [one for one in items if one.element.value("itunes:season") not in {"", "1"}]
    if len(items) in _ROUND and numbers and min(numbers) > 1 and len(seasons) in {0, len(items)}:
        message = (
            f"has {len(items)} episodes, and the lowest number is {min(numbers)}: the host may send only the newest; "
            "raise the limit in its settings, then run the import again"
        )
        remarks.add("warning", "feed", message, "")
