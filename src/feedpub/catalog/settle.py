"""`settle` alone decides an item's guid, date and enclosure, or raises `Refused`.

What is out stays as subscribers know it: guid for ever; date, recording and address unless a flag says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import count
from uuid import UUID, uuid5

from feedpub.catalog.dates import date_again, written_date
from feedpub.catalog.description import described
from feedpub.catalog.permissions import Permissions
from feedpub.catalog.recording import enclosure_again, first_enclosure, refuse_same_recording
from feedpub.catalog.sources import is_stale
from feedpub.errors import Refused
from feedpub.model.catalog import Catalog
from feedpub.model.channel import Channel
from feedpub.model.files import EpisodeFile
from feedpub.model.item import Enclosure, Item
from feedpub.model.measured import Audio, Measured
from feedpub.model.show import Show

Finish = Callable[[Channel, Item, Audio | None], Item]
"""Gives an item the files that are made of what it says: a copy of its audio with tags, if there is audio, and more.

Audio is handed over only when listeners shall get another file than they have.
"""


def as_it_is(_channel: Channel, item: Item, _audio: Audio | None) -> Item:
    """Nothing is made: listeners get the author's own file."""
    return item


def settle(
    before: Catalog,
    show: Show,
    written: EpisodeFile,
    measured: Measured,
    *,
    now: datetime,
    allow: Permissions,
    undated: datetime | None = None,
    finish: Finish = as_it_is,
) -> Item:
    """The item that this episode becomes in `before`, which must hold the channel already.

    `now` is aware; an item whose author wrote no date has `undated` for it from its first publication on, one of
    `default_dates`, or else `now`. `finish` makes what is derived from an item, once everything else about it is known.
    Raises `Refused` where it would change what subscribers have, or lose an edit, without its flag.
    """
    old, undated = _known(before, written, allow), undated or now
    if old is None:
        item = _first(before, show, written, measured, now=now, undated=undated)
        return finish(before.channel, item, measured.audio)
    _refuse_stale(old.sources, written.digest, allow, where=str(written.place("")), what=f"{written.slug}: this file")
    enclosure = enclosure_again(before, old, written, measured.audio, allow)
    if _same(old, written, enclosure) and _same_files(old, measured) and not allow.rerender and not allow.retag:
        return _due(old, now)
    item = _again(old, show, written, measured, enclosure, now=now, undated=undated, allow=allow)
    return finish(before.channel, item, _sent_anew(old, item, written, measured.audio, allow))


def _sent_anew(old: Item, item: Item, written: EpisodeFile, audio: Audio | None, allow: Permissions) -> Audio | None:
    """The audio, if listeners get another file than they have: another recording, or tags that nobody has seen yet."""
    if allow.retag and audio is None:
        raise Refused(
            f"there is no file {written.episode.audio}, so its tags cannot be written anew",
            where=str(written.place("audio")),
            hint="bring the file (git-lfs: git lfs pull)",
        )
    is_new = item.enclosure.identity != old.enclosure.identity
    return audio if is_new or allow.retag or old.withheld else None


def _known(before: Catalog, written: EpisodeFile, allow: Permissions) -> Item | None:
    """The item this file continues: its slug's, a restored tombstone's, or the one it was renamed from."""
    slug, where = written.slug, str(written.place(""))
    if (item := before.item(slug)) is not None:
        if allow.renamed_from and allow.renamed_from != slug:
            raise Refused(
                f"{slug} is published already; only a new slug can be renamed from another",
                where=where,
                hint="see: feedpub status",
            )
        return item
    if (stone := before.tombstone(slug)) is not None:
        if allow.restore and allow.renamed_from:
            raise Refused(
                f"{slug} was unpublished and has a guid of its own; it cannot be {allow.renamed_from} renamed, too",
                where=where,
                hint="leave out one of --restore and --renamed-from, or choose another slug",
            )
        if allow.restore:
            return stone.item
        raise Refused(
            f"{slug} was unpublished on {stone.removed:%Y-%m-%d}; apps that had it would show it again",
            where=where,
            flag="--restore",
            hint="--restore brings it back with its guid and date; or choose another slug",
        )
    if not allow.renamed_from:
        return None
    if (item := before.item(allow.renamed_from)) is None:
        raise Refused(f"no episode {allow.renamed_from!r} is published", where=where, hint="see: feedpub status")
    return item


def _first(
    before: Catalog, show: Show, written: EpisodeFile, measured: Measured, *, now: datetime, undated: datetime
) -> Item:
    if measured.audio is None:
        raise Refused(
            f"there is no file {written.episode.audio}",
            where=str(written.place("audio")),
            hint="check the path; it is read from this file's folder (git-lfs: git lfs pull)",
        )
    enclosure = first_enclosure(written.slug, measured.audio, prefix=before.channel.prefix)
    refuse_same_recording(before, written, enclosure, ours="")
    published = written_date(written, show) or undated
    item = Item(
        slug=written.slug,
        guid=_guid(before, written),
        title=written.episode.title,
        published=published,
        enclosure=enclosure,
        first=now,
        dated=written.episode.published is not None,
        withheld=published > now,
    )
    return described(item, show, written, measured)


def _again(
    old: Item,
    show: Show,
    written: EpisodeFile,
    measured: Measured,
    enclosure: Enclosure,
    *,
    now: datetime,
    undated: datetime,
    allow: Permissions,
) -> Item:
    episode = written.episode
    wanted = written_date(written, show)
    published, withheld = date_again(old, wanted, written, now=now, undated=undated, allow=allow)
    item = replace(
        old,
        slug=written.slug,
        guid=_guid_again(old, written),
        published=published,
        enclosure=enclosure,
        dated=episode.published is not None,
        withheld=withheld,
    )
    return described(item, show, written, measured)


def _same(old: Item, written: EpisodeFile, enclosure: Enclosure) -> bool:
    return old.slug == written.slug and old.enclosure == enclosure and old.sources[-1:] == (written.digest,)


def _same_files(old: Item, measured: Measured) -> bool:
    """Whether its pictures, transcripts and lists of chapters are those it was made of, as far as they are here.

    What was recorded by a version that kept no digests counts as the same, but where it was published as it is.
    """
    known = {one.file: one.digest for one in old.transcripts}
    if old.image:
        known[old.image.file] = old.image.digest
    known |= dict(old.files)
    return all(known.get(name, digest) == digest for name, digest in measured.files)


def _due(item: Item, now: datetime) -> Item:
    """The item, out if its time has come."""
    return replace(item, withheld=False) if item.withheld and item.published <= now else item


def _refuse_stale(sources: tuple[str, ...], digest: str, allow: Permissions, *, where: str, what: str) -> None:
    if is_stale(sources, digest) and not allow.revert:
        raise Refused(
            f"{what} is as it was before a later edit that was published: an old checkout?",
            where=where,
            flag="--revert",
            hint="update your copy (git pull); if going back is meant: --revert",
        )


# --- guid


def _guid(before: Catalog, written: EpisodeFile) -> str:
    """The author's guid, or UUIDv5 of show guid and slug; a renamed item may hold that one, so the next free."""
    taken = {item.guid for item in _ever(before)}
    if written.episode.guid:
        if written.episode.guid in taken:
            raise Refused(
                "this guid belongs to another episode; apps would skip one of the two",
                where=str(written.place("guid")),
                hint="delete the line: feedpub makes one",
            )
        return written.episode.guid
    return next(guid for guid in _guids(before.channel.guid, written.slug) if guid not in taken)


def _guids(show: str, slug: str) -> Iterator[str]:
    yield str(uuid5(UUID(show), slug))
    yield from (str(uuid5(UUID(show), f"{slug}#{number}")) for number in count(2))


def _ever(catalog: Catalog) -> Iterator[Item]:
    yield from catalog.items
    yield from (stone.item for stone in catalog.gone)


def _guid_again(old: Item, written: EpisodeFile) -> str:
    wanted = written.episode.guid
    if wanted and wanted != old.guid:
        raise Refused(
            f"{old.slug} is recorded with the guid {old.guid}; another one makes every app download it again",
            where=str(written.place("guid")),
            hint="write the old guid back, or delete the line (it is kept); no flag changes it",
        )
    return old.guid
