"""`reconcile` alone decides an item's guid, date and enclosure, or raises `Refused`.

What is published stays as subscribers know it: guid for ever; date, recording and address unless a flag says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from uuid import UUID, uuid5

from feedpub.catalog.dates import date_again, written_date
from feedpub.catalog.enclosure import enclosure_again, enclosure_elsewhere, first_enclosure
from feedpub.catalog.index import CatalogIndex
from feedpub.catalog.inputs import no_file
from feedpub.catalog.metadata import with_metadata
from feedpub.catalog.objects import of_item
from feedpub.catalog.overrides import Overrides
from feedpub.catalog.rerun import refuse_same_recording
from feedpub.catalog.sources import is_stale, recorded_files
from feedpub.errors import Refused
from feedpub.model.channel import Channel
from feedpub.model.files import EpisodeFile
from feedpub.model.item import Enclosure, Item
from feedpub.model.measured import Audio, Measured
from feedpub.model.show import Show
from feedpub.storage import Body


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """An item with what was made for it: a tagged copy of its audio, a file of its chapters."""

    item: Item
    objects: Mapping[str, Body] = field(default_factory=dict)
    """Key → bytes."""

    warnings: tuple[str, ...] = ()
    """What the author should know about it."""


Derive = Callable[[Channel, Item, Audio | None], Derived]
"""Makes the files of an item; the audio is given only when listeners shall get another audio file than they have."""


def reconcile(
    index: CatalogIndex,
    channel: Channel,
    show: Show,
    written: EpisodeFile,
    measured: Measured,
    *,
    now: datetime,
    undated: datetime,
    overrides: Overrides,
    derive: Derive,
) -> Derived:
    """The item that this episode becomes beside those of `index`, with the files that are made for it.

    `now` is aware; an item whose author wrote no date has `undated` for it from its first publication on, one of
    `default_dates`. `derive` makes the files, once everything else about the item is known.
    Raises `Refused` where it would change what subscribers have, or lose an edit, without its flag.
    """
    old = _recorded(index, written, overrides)
    if old is None:
        item = _first(index, channel, show, written, measured, now=now, undated=undated)
        return derive(channel, item, measured.audio)
    if is_stale(old.sources, written.digest) and not overrides.revert:
        raise _stale(old, written)
    enclosure = enclosure_again(index, old, written, measured, overrides)
    is_deleted = any(key in index.marked for key, _ in of_item(old))
    is_same = _same(old, written, enclosure) and _same_files(old, measured) and not is_deleted
    if is_same and not overrides.rerender and not overrides.retag:
        return Derived(item=_released(old, now))
    item = _again(old, show, written, measured, enclosure, now=now, undated=undated, overrides=overrides)
    return derive(channel, item, _sent_anew(index, old, item, written, measured, overrides))


def _sent_anew(
    index: CatalogIndex, old: Item, item: Item, written: EpisodeFile, measured: Measured, overrides: Overrides
) -> Audio | None:
    """The audio, if listeners get another file than they have: another recording, or tags that nobody has seen yet.

    So do they if theirs was deleted.
    """
    audio, is_deleted = measured.audio, old.enclosure.key in index.marked
    if (overrides.retag or is_deleted) and audio is None:
        so, hint = ", so its tags cannot be written anew", "copy the file here (git-lfs: git lfs pull)"
        so = ", and what was published of it is deleted" if is_deleted else so
        raise no_file(written.episode.audio, measured.elsewhere, where=written.place("audio"), so=so, hint=hint)
    is_new = item.enclosure.identity != old.enclosure.identity
    return audio if is_new or overrides.retag or old.scheduled or is_deleted else None


def _recorded(index: CatalogIndex, written: EpisodeFile, overrides: Overrides) -> Item | None:
    """The item this file continues: its slug's, a restored tombstone's, or the one it was renamed from."""
    slug, where = written.slug, str(written.place(""))
    if (item := index.item(slug)) is not None:
        if overrides.renamed_from and overrides.renamed_from != slug:
            raise Refused(
                f"{slug} is published already; only a new slug can be renamed from another",
                where=where,
                hint="see: feedpub status",
            )
        return item
    if (stone := index.tombstone(slug)) is not None:
        if overrides.restore and overrides.renamed_from:
            raise Refused(
                f"{slug} was unpublished and keeps its guid; {overrides.renamed_from} cannot get its name",
                where=where,
                hint="leave out one of --restore and --renamed-from, or choose another slug",
            )
        if overrides.restore:
            return stone.item
        raise Refused(
            f"{slug} was unpublished on {stone.removed:%Y-%m-%d}; apps that had it would show it again",
            where=where,
            flag="--restore",
            hint="--restore brings it back with its guid and date; or choose another slug",
        )
    if index.is_on_hold(slug) and not overrides.restore:
        raise Refused(
            f"{slug} is on hold: the catalog was rebuilt, and nobody knows whether this episode was ever published, or "
            "unpublished",
            where=where,
            flag="--restore",
            hint="to publish it: --restore; apps that had it once may show it again",
        )
    if not overrides.renamed_from:
        return None
    if (item := index.item(overrides.renamed_from)) is None:
        raise Refused(f"no episode {overrides.renamed_from!r} is published", where=where, hint="see: feedpub status")
    return item


def _first(
    index: CatalogIndex,
    channel: Channel,
    show: Show,
    written: EpisodeFile,
    measured: Measured,
    *,
    now: datetime,
    undated: datetime,
) -> Item:
    enclosure = (
        first_enclosure(written.slug, measured.audio, prefix=channel.prefix)
        if measured.audio
        else enclosure_elsewhere(written)
    )
    if enclosure is None:
        raise no_file(written.episode.audio, measured.elsewhere, where=written.place("audio"))
    refuse_same_recording(index, written, enclosure, ours="")
    published = written_date(written, show) or undated
    item = Item(
        slug=written.slug,
        guid=_guid(index, channel, written),
        title=written.episode.title,
        published=published,
        enclosure=enclosure,
        first=now,
        dated=written.episode.published is not None,
        scheduled=published > now,
    )
    return with_metadata(item, show, written, measured)


def _again(
    old: Item,
    show: Show,
    written: EpisodeFile,
    measured: Measured,
    enclosure: Enclosure,
    *,
    now: datetime,
    undated: datetime,
    overrides: Overrides,
) -> Item:
    episode = written.episode
    wanted = written_date(written, show)
    published, scheduled = date_again(old, wanted, written, now=now, undated=undated, overrides=overrides)
    item = replace(
        old,
        slug=written.slug,
        former=_former(old, written.slug),
        guid=_guid_again(old, written),
        published=published,
        enclosure=enclosure,
        dated=episode.published is not None,
        scheduled=scheduled,
    )
    return with_metadata(item, show, written, measured)


def _former(old: Item, slug: str) -> tuple[str, ...]:
    """The slugs that it had before, with the one that it has until now; those of what nobody has seen lead nowhere."""
    if old.slug == slug or old.scheduled:
        return old.former
    return (*(one for one in old.former if one not in {slug, old.slug}), old.slug)


def _same(old: Item, written: EpisodeFile, enclosure: Enclosure) -> bool:
    return old.slug == written.slug and old.enclosure == enclosure and old.sources[-1:] == (written.digest,)


def _same_files(old: Item, measured: Measured) -> bool:
    """Whether its pictures, transcripts and lists of chapters are those it was made of, as far as they are here."""
    known = recorded_files(old)
    return all(known.get(name, digest) == digest for name, digest in measured.files)


def _released(item: Item, now: datetime) -> Item:
    """The item, out if its time has come."""
    return replace(item, scheduled=False) if item.scheduled and item.published <= now else item


def _stale(old: Item, written: EpisodeFile) -> Refused:
    if old.undone:
        return Refused(
            f"{written.slug}: what this file says was taken back on {old.undone:%Y-%m-%d %H:%M} UTC (feedpub undo)",
            where=str(written.place("")),
            flag="--revert",
            hint="correct the file, or update your copy (git pull); to see who took it back: feedpub history; "
            "to publish it as it is all the same: --revert",
        )
    return Refused(
        f"{written.slug}: this file is as it was before a later edit that was published; this may be an old checkout",
        where=str(written.place("")),
        flag="--revert",
        hint="update your copy (git pull); to go back anyway: --revert",
    )


# --- guid


def _guid(index: CatalogIndex, channel: Channel, written: EpisodeFile) -> str:
    """The author's guid, or UUIDv5 of show guid and slug; a renamed item may hold that one, so the next free."""
    if written.episode.guid:
        if index.has_guid(written.episode.guid):
            raise Refused(
                "this guid belongs to another episode; apps would skip one of the two",
                where=str(written.place("guid")),
                hint="delete the line: feedpub makes one",
            )
        return written.episode.guid
    return next(guid for guid in _guids(channel.guid, written.slug) if not index.has_guid(guid))


def _guids(show: str, slug: str) -> Iterator[str]:
    yield str(uuid5(UUID(show), slug))
    yield from (str(uuid5(UUID(show), f"{slug}#{number}")) for number in count(2))


def _guid_again(old: Item, written: EpisodeFile) -> str:
    wanted = written.episode.guid
    if wanted and wanted != old.guid:
        raise Refused(
            f"{old.slug} is recorded with the guid {old.guid}; another one makes every app download it again",
            where=str(written.place("guid")),
            hint="write the old guid back, or delete the line (it is kept); no flag changes it",
        )
    return old.guid
