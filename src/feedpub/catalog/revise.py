"""From one catalog to the next: pure steps, then one revision with its manifest."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from feedpub.catalog.codec import RENDERER, SCHEMA
from feedpub.catalog.deleted import marked
from feedpub.catalog.objects import is_searched, leaves_with_content, of_catalog, of_item
from feedpub.errors import FeedpubError
from feedpub.model.address import page_key
from feedpub.model.catalog import Catalog, Entry
from feedpub.model.channel import Channel
from feedpub.model.item import Item, Tombstone
from feedpub.storage import Body, UnfinishedUpload


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What feedpub decided of an episode where its author left it open."""

    slug: str
    field: str
    """Of the author's file: `chapters`."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """What leaves the store: the keys that the next revision marks, and what needs no mark."""

    keys: frozenset[str] = frozenset()
    """In the published target; none of them is named by the next catalog."""

    history: tuple[str, ...] = ()
    """Keys of the history."""

    uploads: tuple[UnfinishedUpload, ...] = ()
    """To the published target."""

    versions: tuple[str, ...] = ()
    """Keys in the published target of which a store with versions shall keep no earlier ones."""

    state_versions: tuple[str, ...] = ()
    """The same in the private state."""

    rewritten: Mapping[str, Rewritten] = field(default_factory=dict)
    """Key of the history → what is to be there from now on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """An object of the history that becomes another one."""

    data: bytes
    token: str
    """Of what is there now; empty: nothing."""


NO_REMOVAL = Removal()


@dataclass(frozen=True, slots=True, kw_only=True)
class NextCatalog:
    """What is wanted: the next catalog, the bytes of the objects that it names, and what the author should know."""

    catalog: Catalog
    objects: Mapping[str, Body] = field(default_factory=dict)
    """Key → bytes of immutable objects; those that are stored already may be among them."""

    warnings: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()
    refusals: tuple[FeedpubError, ...] = ()
    """What stands in its way; the catalog is then without it, and must not be published."""

    again: Mapping[str, str] = field(default_factory=dict)
    """Key → token (empty: there is none) of each object that was found to be wrong, and shall be put again."""

    removal: Removal = NO_REMOVAL
    history: Mapping[str, Body] = field(default_factory=dict)
    """Key of the history → an object that a show brings along which moves here."""

    absent: frozenset[str] = frozenset()
    """Keys that a catalog which comes back names, though nobody has their objects: that was said, and is so already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a revision comes from: what it records beside the show itself."""

    lineage: str = ""
    """For a show that has none yet: 128 random bits, as hex."""

    parent: str = ""
    """Digest of the catalog before it, exactly as it was read."""

    folder: str = ""
    """The show's folder, relative to its workspace."""

    target: str = ""
    """The bucket and prefix; empty for a directory. Of a show that moves away: the place where it moves."""

    author: str = ""
    command: str = ""
    redirect: str = ""
    """Where the show has moved: the public address there, to which the pages here lead; empty: nowhere."""


NOWHERE = Origin()

MOVE = "move"
"""The command that a revision records which brings a show to another place, or says that it has left this one."""


def moved_to(catalog: Catalog, here: str) -> str:
    """Where the show has moved, of a catalog at `here` (empty: a directory); empty if it has not moved away."""
    is_move = catalog.commit is not None and catalog.commit.command == MOVE
    return catalog.target if is_move and catalog.target != here else ""


def begin(channel: Channel, sources: tuple[str, ...]) -> Catalog:
    """A catalog without items: what the first publication starts from."""
    return Catalog(schema=SCHEMA, renderer=RENDERER, revision=0, channel=channel, sources=sources)


def with_item(catalog: Catalog, item: Item, *, instead_of: str = "") -> Catalog:
    """The catalog with `item` in the place of its slug (and of the slug it was renamed from)."""
    others = [one for one in catalog.items if one.slug not in {item.slug, instead_of}]
    gone = tuple(stone for stone in catalog.gone if stone.item.slug != item.slug)
    return replace(catalog, items=tuple(sorted([*others, item], key=lambda one: one.slug)), gone=gone)


def without_item(catalog: Catalog, slug: str, *, now: datetime) -> Catalog:
    """The catalog with a tombstone instead of the item; its slug and guid stay taken."""
    item = catalog.item(slug)
    if item is None:
        return catalog
    stones = [*catalog.gone, Tombstone(item=item, removed=now)]
    return replace(
        catalog,
        items=tuple(one for one in catalog.items if one.slug != slug),
        gone=tuple(sorted(stones, key=lambda stone: stone.item.slug)),
    )


def unscheduled(catalog: Catalog, slug: str) -> Catalog:
    """The catalog without a scheduled item, as if it had never been recorded: nobody has seen it, and nothing is taken.

    What was uploaded for it stays in the manifest, so that it need not be sent again.
    """
    return replace(catalog, items=tuple(one for one in catalog.items if one.slug != slug))


def release_due(catalog: Catalog, *, now: datetime) -> Catalog:
    """The catalog in which every scheduled item is published whose time has come."""
    items = tuple(
        replace(item, scheduled=False) if item.scheduled and item.published <= now else item for item in catalog.items
    )
    return replace(catalog, items=items)


def end_claim(catalog: Catalog, *, now: datetime) -> Catalog:
    """The catalog whose feed is without the owner's address, if the last day of the claim is over in the show's zone.

    Without a zone the day is UTC's.
    """
    channel = catalog.channel
    if not channel.claim_until or not is_claim_over(channel, now):
        return catalog
    return replace(catalog, channel=replace(channel, claim_until=""))


def is_claim_over(channel: Channel, now: datetime) -> bool:
    """Whether the last day of its claim, which is a whole day, has ended."""
    zone = ZoneInfo(channel.timezone) if channel.timezone else UTC
    return now.astimezone(zone).date() > date.fromisoformat(channel.claim_until)


def revise(
    before: Catalog | None,
    after: Catalog,
    *,
    rendered: Mapping[str, str],
    now: datetime,
    origin: Origin = NOWHERE,
    newest: int = 0,
    adopted: bool = False,
    deleted: Collection[str] = (),
) -> Catalog:
    """`after` as the next revision of `before`, its manifest brought up to date; `before` itself if nothing changed.

    `rendered` gives for every mutable key (feed, pages) the digest of what it is rendered from. The next revision is
    above that of `before` and above `newest`, the highest that was ever seen. `adopted`: `before` is an older catalog
    that was restored. Its entries for documents are wrong then, so all of them become those of the next revision, which
    leaves out a number: so nobody takes it for the child of a revision that it does not come of. `deleted` are keys to
    mark, as are pages and pictures of people who have left, pages of the archive with nothing in them, own pages that
    are no more, and files of words where a published episode is changed; those that are wanted are not marked.
    """
    wanted = {**of_catalog(after), **rendered}
    after = replace(after, schema=SCHEMA, renderer=RENDERER, substitute="")
    marks = (frozenset(deleted) | _left(before, after) | _withdrawn(before, after)) - wanted.keys() - marked(before)
    unchanged = before is not None and _same(before, after) and not _moves(before, origin)
    if before is not None and unchanged and not adopted and not marks and _present(before) == wanted:
        return before
    revision = max(before.revision if before else 0, newest) + (2 if adopted else 1)
    manifest = dict(before.manifest) if before else {}
    for key, entry in manifest.items():
        if key not in wanted and entry.superseded is None:
            manifest[key] = replace(entry, superseded=now)
    for key, digest in wanted.items():
        known = None if key in rendered and (adopted or _is_earlier_feed(before, after, key)) else manifest.get(key)
        manifest[key] = _entry(known, digest, revision=revision, now=now)
    for key in marks:
        entry = manifest.get(key) or Entry(digest="", revision=revision, since=now, superseded=now)
        manifest[key] = replace(entry, deleted=revision)
    after = replace(after, revision=revision, manifest=dict(sorted(manifest.items())))
    return _with_origin(before, after, origin)


def _left(before: Catalog | None, after: Catalog) -> frozenset[str]:
    """What was there of people, of the archive and of own pages; pictures of episodes that may come back stay."""
    if before is None:
        return frozenset()
    known = {key for key in before.manifest if leaves_with_content(key)}
    known |= {page_key(one.name) for one in before.channel.own_pages}
    if not known:
        return frozenset()
    return frozenset(known) - {key for stone in after.gone for key, _ in of_item(stone.item)}


def _withdrawn(before: Catalog | None, after: Catalog) -> frozenset[str]:
    """The files of words that the search has read, if a published episode is changed or gone: they have its words."""
    there = frozenset(filter(is_searched, before.manifest)) if before else frozenset()
    if before is None or not there:
        return frozenset()
    now = {item.guid: item for item in after.items if not item.scheduled}
    published = (item for item in before.items if not item.scheduled)
    return there if any(now.get(item.guid) != item for item in published) else frozenset()


def _is_earlier_feed(before: Catalog | None, after: Catalog, key: str) -> bool:
    """Whether the feed returns to a key that it had before: of the feed that is there, nobody knows who brought it."""
    return before is not None and key == after.channel.feed != before.channel.feed


def _moves(before: Catalog, origin: Origin) -> bool:
    """Whether the catalog is from now on for another folder or bucket; one that knows none learns it by the way."""
    if origin.command == MOVE and origin.target != before.target:
        return True
    pairs = ((before.folder, origin.folder), (before.target, origin.target))
    return any(old and new and old != new for old, new in pairs)


def _with_origin(before: Catalog | None, after: Catalog, origin: Origin) -> Catalog:
    lineage = before.lineage if before and before.lineage else origin.lineage
    if not lineage:
        return after
    return replace(
        after,
        lineage=lineage,
        parent=origin.parent,
        folder=origin.folder or after.folder,
        target=origin.target,
        feed_digest=_feed_digest(before, after, origin.parent),
    )


def _feed_digest(before: Catalog | None, after: Catalog, parent: str) -> str | None:
    """The digest that the feed shows: of the very catalog that brought it."""
    if after.manifest[after.channel.feed].revision == after.revision or before is None:
        return ""
    return parent if before.feed_digest == "" else before.feed_digest


def _entry(known: Entry | None, digest: str, *, revision: int, now: datetime) -> Entry:
    if known is not None and known.digest == digest and known.deleted is None:
        return replace(known, superseded=None)
    return Entry(digest=digest, revision=revision, since=now)


def _present(catalog: Catalog) -> dict[str, str]:
    return {key: entry.digest for key, entry in catalog.manifest.items() if entry.superseded is None}


def _same(before: Catalog, after: Catalog) -> bool:
    """Whether they say the same but for what a write itself changes."""
    return before == replace(
        after,
        revision=before.revision,
        manifest=before.manifest,
        lineage=before.lineage,
        parent=before.parent,
        commit=before.commit,
        folder=before.folder,
        target=before.target,
        feed_digest=before.feed_digest,
    )
