"""The one way to the next catalog: `publish` carries out what comes of it, `check` only looks at it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from shlex import quote
from typing import Protocol
from urllib.parse import urlsplit

from feedpub.catalog.channel import NewGuid, ReconciledChannel, reconcile_channel
from feedpub.catalog.dates import default_dates
from feedpub.catalog.index import CatalogIndex
from feedpub.catalog.inputs import Inputs
from feedpub.catalog.overrides import Overrides
from feedpub.catalog.reconcile import Derived, reconcile
from feedpub.catalog.rerun import originals_first, refuse_unknown_original
from feedpub.catalog.revise import Decision, NextCatalog, begin
from feedpub.errors import FeedpubError, Refused
from feedpub.model.address import page_key
from feedpub.model.catalog import Catalog
from feedpub.model.channel import Channel
from feedpub.model.files import EpisodeFile
from feedpub.model.item import Item
from feedpub.model.measured import Audio, Chaptered
from feedpub.standards import quoted, written_clock
from feedpub.storage import Body


class Deriver(Protocol):
    """Makes the files that are derived from items, or says what they would be."""

    def item(self, channel: Channel, item: Item, audio: Audio | None) -> Derived:
        """The item with its files; the audio is given when listeners shall get another audio file than they have."""

    def chapters(self, channel: Channel, item: Item) -> Derived:
        """The item with its chapters file, whose pictures are at the channel's address."""

    def pictures(self, before: Catalog | None, catalog: Catalog) -> tuple[Catalog, Mapping[str, Body]]:
        """The catalog, which follows `before`, with the pictures that its pages need, and their bytes by key."""


def next_catalog(
    before: Catalog | None,
    inputs: Inputs,
    *,
    base: str,
    now: datetime,
    overrides: Overrides,
    new_guid: NewGuid,
    deriver: Deriver,
) -> NextCatalog:
    """The catalog that follows `before` (None: nothing is published) when the author's files are as `inputs` say.

    `base` is the public address, `now` is aware. Raises `Refused` where the show itself cannot be published;
    everything that is wrong with episodes is in `refusals`.
    """
    show = reconcile_channel(before, inputs, base=base, new_guid=new_guid, overrides=overrides)
    start = _with_show(before, show) if before else begin(show.channel, show.sources)
    index = CatalogIndex(start)
    inputs, skipped = _without_unpublished(index, inputs, overrides)
    derived: list[Derived] = []
    refusals: list[FeedpubError] = []
    if before and before.channel.base != show.channel.base:
        derived += _at_new_address(index, start, deriver)
    for outcome in _episodes(index, start, inputs, now=now, overrides=overrides, deriver=deriver):
        if isinstance(outcome, Derived):
            derived.append(outcome)
        else:
            refusals.append(outcome)
    refusals += _hidden_pages(index, inputs)
    refusals += _take_out_drafts(index, inputs.drafts, now=now, overrides=overrides)
    after = replace(index.catalog(), design="") if overrides.rerender else index.catalog()
    catalog, pictures = deriver.pictures(before, after)
    made = {key: body for one in derived for key, body in one.objects.items()}
    return NextCatalog(
        catalog=catalog,
        objects={**made, **pictures, **inputs.objects},
        warnings=(
            *show.warnings,
            *skipped,
            *(warning for one in derived for warning in one.warnings),
            *_missing(index, inputs),
            *_elsewhere(catalog),
        ),
        decisions=tuple(_decisions(inputs)),
        refusals=tuple(refusals),
    )


def _with_show(before: Catalog, show: ReconciledChannel) -> Catalog:
    undone = before.undone if show.sources == before.sources else None
    return replace(before, channel=show.channel, sources=show.sources, undone=undone)


def _without_unpublished(index: CatalogIndex, inputs: Inputs, overrides: Overrides) -> tuple[Inputs, tuple[str, ...]]:
    """The inputs without what was unpublished, or is on hold, and nobody named; and what to do with each of those."""
    kept, skipped, warnings = [], set(), []
    for written, measured in inputs.episodes:
        stone = index.tombstone(written.slug) if written.slug in inputs.found and not overrides.restore else None
        if stone:
            skipped.add(written.slug)
            instead = "take the show out of its `also_in`" if written.written_in else "delete the file"
            warnings.append(
                f"skipped {written.name}: it was unpublished on {stone.removed:%Y-%m-%d}; {instead}, "
                f"or bring the episode back: feedpub publish {quote(written.argument or written.name)} --restore"
            )
        elif index.is_on_hold(written.slug) and written.slug in inputs.found:
            skipped.add(written.slug)
            warnings.append(
                f"skipped {written.name}: it is on hold, since nobody knows whether it was ever published; to publish "
                f"it: feedpub publish {quote(written.argument or written.name)} --restore"
            )
        else:
            kept.append((written, measured))
    return replace(inputs, episodes=tuple(kept), known_slugs=inputs.known_slugs | skipped), tuple(warnings)


def _missing(index: CatalogIndex, inputs: Inputs) -> Iterator[str]:
    if inputs.present is not None:
        text = without_files([item.slug for item in index.catalog().items if item.slug not in inputs.present])
        yield from [text] if text else []


def without_files(slugs: Sequence[str]) -> str:
    """What to tell an author whose episodes of these slugs are recorded but have no file; empty if there are none."""
    if not slugs:
        return ""
    if len(slugs) == 1:
        return f"{slugs[0]}: no file here; it stays published; to take it out: feedpub unpublish {slugs[0]}"
    names = ", ".join([*slugs[:_MOST], *(["…"] if len(slugs) > _MOST else [])])
    return (
        f"no file here for {len(slugs)} episodes: {names}; they stay published; "
        f"to take one out: feedpub unpublish {slugs[0]}"
    )


def _elsewhere(catalog: Catalog) -> Iterator[str]:
    """That nobody looks at recordings which stay elsewhere."""
    urls = [item.enclosure.key for item in catalog.items if item.enclosure.is_elsewhere]
    if urls:
        hosts = ", ".join(sorted({urlsplit(url).hostname or url for url in urls})[:_MOST])
        many = "1 recording stays" if len(urls) == 1 else f"{len(urls)} recordings stay"
        yield f"{many} at {hosts}: feedpub neither stores nor verifies them"


_MOST = 5
"""Names of episodes in one line."""


def _decisions(inputs: Inputs) -> Iterator[Decision]:
    for written, measured in inputs.episodes:
        if measured.chaptered and measured.chaptered.decision:
            yield Decision(slug=written.slug, field="chapters", text=measured.chaptered.decision)
        if measured.chaptered and measured.chaptered.introduction:
            text = _introduction(measured.chaptered)
            yield Decision(slug=written.slug, field="chapters_intro", text=text)
        for one in written.episode.also_in:
            text = f"{one.show} has it, too, as soon as that show is published"
            yield Decision(slug=written.slug, field="also_in", text=text)


def _introduction(found: Chaptered) -> str:
    first = next(one for one in found.chapters[1:] if one.toc and one.title)
    begins = f"{quoted(first.title, 40)} at {written_clock(first.start_ms)}"
    return (
        f"{quoted(found.introduction, 40)} at 0:00 comes in front of {begins} (another title, or `off`, changes that)"
    )


def _at_new_address(index: CatalogIndex, start: Catalog, deriver: Deriver) -> Iterator[Derived]:
    """Chapters files name their pictures at the channel's address: they are made again where that has changed."""
    for item in start.items:
        if item.pictures:
            derived = deriver.chapters(start.channel, item)
            index.put(derived.item)
            yield derived


def _episodes(
    index: CatalogIndex, start: Catalog, inputs: Inputs, *, now: datetime, overrides: Overrides, deriver: Deriver
) -> Iterator[Derived | FeedpubError]:
    """What each episode becomes, put into the index, or why it cannot."""
    show, files = inputs.show.show, [written for written, _ in inputs.episodes]
    dates = default_dates(start, show, files, now=now, overrides=overrides)
    originals = dict.fromkeys((*index.slugs, *inputs.known_slugs)) | {one.slug: one.episode.rerun_of for one in files}
    for written, measured in originals_first(inputs.episodes):
        try:
            refuse_unknown_original(written, originals)
            derived = reconcile(
                index,
                start.channel,
                show,
                written,
                measured,
                now=now,
                undated=dates.get(written.slug, now),
                overrides=overrides,
                derive=deriver.item,
            )
        except FeedpubError as refusal:
            yield refusal
        else:
            index.put(derived.item, instead_of=overrides.renamed_from)
            yield derived


def _hidden_pages(index: CatalogIndex, inputs: Inputs) -> Iterator[Refused]:
    """Own pages at the address of an episode's page, or of what leads to one."""
    catalog = index.catalog()
    taken = {slug: one for one in catalog.items for slug in (one.slug, *one.former)}
    taken |= {stone.item.slug: stone.item for stone in catalog.gone}
    for one in inputs.own_pages:
        if one.page.name in taken:
            yield Refused(
                f"{page_key(one.page.name)} is the address of the episode {taken[one.page.name].slug}",
                where=one.file.place(""),
                hint="rename the file of the page: an episode keeps its address",
            )


def _take_out_drafts(
    index: CatalogIndex, drafts: Sequence[EpisodeFile], *, now: datetime, overrides: Overrides
) -> Iterator[Refused]:
    """What is a draft now leaves the schedule at once, and the feed only on purpose."""
    for draft in drafts:
        item = index.item(draft.slug)
        if item is None:
            continue
        if item.scheduled:
            index.unschedule(draft.slug)
        elif overrides.lose_items:
            index.unpublish(draft.slug, now=now)
        else:
            yield Refused(
                f"{draft.slug} is published; as a draft it would vanish from every subscriber's list",
                where=str(draft.place("draft")),
                flag="--lose-items",
                hint="delete the line; to take the episode out: --lose-items, or feedpub unpublish",
            )
