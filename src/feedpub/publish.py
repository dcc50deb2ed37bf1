"""`publish`: from the author's files to what listeners get."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from feedpub.audio import probe
from feedpub.audio.probe import Measure
from feedpub.catalog import Permissions, begin, unscheduled, with_item, without_item
from feedpub.catalog.channel import Prepared, settle_channel
from feedpub.catalog.dates import default_dates
from feedpub.catalog.settle import Finish, settle
from feedpub.errors import FeedpubError, Refused, Together
from feedpub.gather import Fields, Gathered, OnRead, facts, gather, heard, placed
from feedpub.gather.deriving import Deriving
from feedpub.gather.finishing import Finishing
from feedpub.lint import Finding, Found
from feedpub.model.catalog import Catalog
from feedpub.plan import Put
from feedpub.readback import ReadBack
from feedpub.source import EpisodeFile
from feedpub.transact import Changing, Destination, Draft, Ended, Said, Verify, Wishes, destination, run
from feedpub.vocab import podcast_guid


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The end of a publish."""

    ended: Ended
    slugs: tuple[str, ...]
    """The episodes of this run, in the order given."""

    drafts: tuple[str, ...]
    """Names of the files that were skipped as drafts."""

    @property
    def first(self) -> bool:
        """Whether the show was never published here before."""
        return self.ended.outcome.before is None


def publish(
    paths: Sequence[Path],
    *,
    to: str | None = None,
    url: str | None = None,
    now: datetime,
    allow: Permissions,
    verify: Verify | None = None,
    on_read: OnRead | None = None,
    measure: Measure = probe.measure,
    on_bytes: Callable[[Put, int], None] = lambda _put, _count: None,
) -> Generator[Said | Gathered | None, None, Published]:
    """Publish episodes, shows or both; all or nothing. `now` is aware, read once per run.

    Yields what was read, drafts included, then what happens; `Planned` before anything does: stop there for a dry run.
    Raises `Invalid`, `Refused`, `ProofFailed`, `StorageError`: the feed is then as it was, if the message says no more.
    """
    gathered = gather(paths, on_read=on_read, measure=measure)
    yield gathered
    if allow.renamed_from and len(gathered.episodes) != 1:
        raise Refused("--renamed-from goes with exactly one episode", hint="name that episode's file alone")
    where = destination(gathered.show, to=to, url=url)
    change = changing(gathered, where, now=now, allow=allow, on_hash=on_read)
    ended = yield from run(
        where,
        change,
        bodies=gathered.bodies,
        now=now,
        verify=verify,
        on_bytes=on_bytes,
        wishes=wishes(gathered),
    )
    return Published(
        ended=ended,
        slugs=tuple(written.slug for written, _ in gathered.episodes),
        drafts=tuple(draft.name for draft in gathered.drafts),
    )


def wishes(gathered: Gathered) -> Wishes:
    """How the rules are applied to this run, by what its author wrote."""

    def at_lines(back: ReadBack, found: Iterable[Found]) -> list[Finding]:
        episodes = {written.slug: written for written, _ in gathered.episodes}
        fields = Fields(show=gathered.show, episodes=episodes, slugs=back.slugs)
        return heard((placed(one, fields) for one in found), fields)[0]

    said = gathered.show.show.check
    return Wishes(placed=at_lines, ignore=said.ignore, strict=said.strict, facts=facts(gathered))


def changing(
    gathered: Gathered, where: Destination, *, now: datetime, allow: Permissions, on_hash: OnRead | None = None
) -> Changing:
    """The change these files mean, for `transact`: what is published → what should be."""
    prepared = Prepared(
        image=gathered.cover,
        description=gathered.description,
        footer=gathered.footer,
        base=where.base,
        theme=gathered.theme,
        logo=gathered.logo,
    )
    random_guid = podcast_guid(secrets.token_hex(16))
    finish = Finishing(gathered=gathered, on_hash=on_hash)
    pictures = {written.slug: measured.image for written, measured in gathered.episodes if measured.image}
    derive = Deriving(cover=gathered.cover, pictures=pictures)

    def change(before: Catalog | None) -> Draft:
        settled = settle_channel(before, gathered.show, prepared, fresh_guid=lambda: random_guid, allow=allow)
        if before is None:
            catalog = begin(settled.channel, settled.sources)
        else:
            catalog = _at_address(replace(before, channel=settled.channel, sources=settled.sources), before, finish)
        catalog = _with_episodes(catalog, gathered, now=now, allow=allow, finish=finish)
        catalog = derive(_without_drafts(catalog, gathered.drafts, now=now, allow=allow))
        if allow.rerender:
            catalog = replace(catalog, design="")
        bodies = {**finish.bodies, **derive.bodies}
        return Draft(catalog=catalog, warnings=(*settled.warnings, *finish.warnings), bodies=bodies)

    return change


def _at_address(catalog: Catalog, before: Catalog, finish: Finishing) -> Catalog:
    """The catalog with chapters files that name their pictures at the channel's address, should that have changed."""
    if catalog.channel.base == before.channel.base:
        return catalog
    moved = (finish.with_chapter_file(catalog.channel, item) if item.pictures else item for item in catalog.items)
    return replace(catalog, items=tuple(moved))


def _with_episodes(
    catalog: Catalog, gathered: Gathered, *, now: datetime, allow: Permissions, finish: Finish
) -> Catalog:
    """The catalog with every episode settled; all refusals at once."""
    refusals: list[FeedpubError] = []
    show = gathered.show.show
    dates = default_dates(catalog, show, [written for written, _ in gathered.episodes], now=now, allow=allow)
    for written, measured in gathered.episodes:
        undated = dates.get(written.slug)
        try:
            item = settle(catalog, show, written, measured, now=now, undated=undated, allow=allow, finish=finish)
        except FeedpubError as refusal:
            refusals.append(refusal)
        else:
            catalog = with_item(catalog, item, instead_of=allow.renamed_from)
    if len(refusals) == 1:
        raise refusals[0]
    if refusals:
        raise Together(refusals)
    return catalog


def _without_drafts(catalog: Catalog, drafts: Sequence[EpisodeFile], *, now: datetime, allow: Permissions) -> Catalog:
    """The catalog without what is a draft now: off the schedule at once, out of the feed only on purpose."""
    for draft in drafts:
        item = catalog.item(draft.slug)
        if item is None:
            continue
        if item.withheld:
            catalog = unscheduled(catalog, draft.slug)
            continue
        if not allow.lose_items:
            raise Refused(
                f"{draft.slug} is out; as a draft it would vanish from every subscriber's list",
                where=str(draft.place("draft")),
                flag="--lose-items",
                hint="delete the line; to take the episode out: --lose-items, or feedpub unpublish",
            )
        catalog = without_item(catalog, draft.slug, now=now)
    return catalog
