"""From what was observed and what is wanted to what will be done: pure, in phases, each action with its reason.

    media, artwork, sidecars → verify → history → the catalog, the commit → new pages → pages that link to them, and new
    lists → the home and other lists → verify new ones → feed → applied → delete what was marked → record in applied
    that it is deleted → rewrite history → delete earlier versions

A phase ends before the next begins, and the first refusal stops everything. So references only ever point at what is
there: pages and feed are made from a committed catalog, and the catalog only names what was verified (design,
invariants 4 to 8).
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Literal

from feedpub import feed
from feedpub.catalog import (
    APPLIED,
    CATALOG,
    NO_REMOVAL,
    NOWHERE,
    Applied,
    AppliedObject,
    Change,
    Origin,
    PublishedDocument,
    Removal,
    Stored,
    Version,
    changes,
    described,
    dumps_applied,
    end_claim,
    of_catalog,
    release_due,
    revise,
    stored,
    summary,
)
from feedpub.catalog.deleted import to_delete
from feedpub.catalog.history import history_key, history_revision
from feedpub.catalog.objects import is_document
from feedpub.deploy.observe import Area, Observed
from feedpub.deploy.returning import returning
from feedpub.errors import Refused
from feedpub.model.address import HOME, ROBOTS, address, page_key
from feedpub.model.catalog import Catalog, Commit
from feedpub.standards import FEED_TYPE, IMMUTABLE, PRIVATE, SHORT, media_type, with_charset
from feedpub.storage import Absent, Body, Guard, ObjectInfo, Same, UnfinishedUpload


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """Store one object."""

    key: str
    body: Body
    type: str
    cache: str
    reason: str
    area: Area = Area.SITE
    guard: Guard | None = None
    """None only for immutable keys: their name is their content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verify:
    """Ask the public address, or the store, whether listeners get exactly these bytes."""

    key: str
    url: str
    type: str
    size: int
    """Bytes; negative: any number."""

    body: Body
    reason: str
    cache: str = IMMUTABLE
    is_page: bool = False
    """A web page: a CDN may rewrite it on its way, so it has to be the right page, not the same bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delete:
    """Remove one object that an earlier catalog named, or something of it."""

    key: str
    reason: str
    guard: Guard | None = None
    area: Area = Area.SITE
    what: Literal["object", "versions", "upload"] = "object"
    """`versions`: only what a store with versions keeps of earlier objects. `upload`: what was sent of one."""

    upload: UnfinishedUpload | None = None


Action = Put | Verify | Delete


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """Actions whose order among each other does not matter."""

    name: str
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything a run will do; false if there is nothing to do.

    >>> from datetime import UTC, datetime
    >>> from pathlib import Path
    >>> trailer, now = Path("feeds/tidewater/trailer.yaml"), datetime(2026, 10, 1, 12, tzinfo=UTC)
    >>> plan = feedpub.publish([trailer], now=now, to="public/plan", stop_after_plan=True).plan
    >>> plan.puts[0].key, plan.puts[0].reason
    ('art/cover-99caf5237748.jpg', 'artwork of the show')
    """

    phases: tuple[Phase, ...] = ()
    version: Version | None = field(default=None, compare=False)
    """The revision that it leads to, with its lineage and the digest of its catalog."""

    applied: Applied | None = field(default=None, compare=False)
    """What pages and feed have reached then; the tokens of what it puts are not known yet."""

    def __bool__(self) -> bool:
        return bool(self.phases)

    @property
    def puts(self) -> tuple[Put, ...]:
        """What will be stored, in order."""
        return tuple(action for phase in self.phases for action in phase.actions if isinstance(action, Put))

    @property
    def verifications(self) -> tuple[Verify, ...]:
        """What will be verified, in order."""
        return tuple(action for phase in self.phases for action in phase.actions if isinstance(action, Verify))


NOTHING: Mapping[str, str] = MappingProxyType({})
NO_BODIES: Mapping[str, Body] = MappingProxyType({})
NO_OBJECTS: Mapping[str, bytes] = MappingProxyType({})

# --- the next revision


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """The next catalog, and what is rendered from it."""

    catalog: Catalog
    documents: Mapping[str, PublishedDocument]
    """Key → the feed and every page, in the order in which they appear."""

    assets: Mapping[str, Body]
    """Key → style sheets and scripts of the pages as this feedpub has them."""

    changes: tuple[Change, ...]
    """What listeners will notice of it."""


def next_revision(
    before: Catalog | None,
    wanted: Catalog,
    *,
    now: datetime,
    origin: Origin = NOWHERE,
    newest: int = 0,
    adopted: bool = False,
    deleted: Collection[str] = (),
) -> Revision:
    """Make `wanted` the next revision of `before` at `now`, or give `before` if nothing changes.

    Due episodes are released, and a claim whose day is over ends. `origin`, `newest`, `adopted` and `deleted` are as
    `revise` takes them.
    """
    after = end_claim(release_due(wanted, now=now), now=now)
    after, wanted_pages, assets = _pages_of(before, after, origin.redirect)
    rendering = feed.Rendering()
    whole = PublishedDocument(type=_FEED, source=rendering.source_digest(after), render=rendering.render)
    documents = {**wanted_pages, **feed.season_feeds(after), after.channel.feed: whole}
    rendered = {key: document.source for key, document in documents.items()}
    catalog = revise(
        before, after, rendered=rendered, now=now, origin=origin, newest=newest, adopted=adopted, deleted=deleted
    )
    changed = changes(before, catalog)
    if catalog is not before and catalog.lineage:
        made = Commit(author=origin.author, date=now, command=origin.command, changes=tuple(map(summary, changed)))
        catalog = replace(catalog, commit=made)
    return Revision(catalog=catalog, documents=documents, assets=assets, changes=changed)


_FEED = with_charset(FEED_TYPE)


_Pages = tuple[Catalog, Mapping[str, PublishedDocument], Mapping[str, Body]]
"""The catalog with what its pages load, the pages, and the style sheets and scripts of today."""


def _pages_of(before: Catalog | None, after: Catalog, redirect: str) -> _Pages:
    """The pages of a show; those of one that has moved lead to `redirect`."""
    if not after.channel.pages:
        return replace(after, design="", assets=()), {}, {}
    return _redirecting(after, redirect) if redirect else _with_pages(before, after)


def _redirecting(after: Catalog, to: str) -> _Pages:
    from feedpub import pages  # noqa: PLC0415 - as below

    return after, pages.redirecting(after, to=to), {}


def _with_pages(before: Catalog | None, after: Catalog) -> _Pages:
    from feedpub import pages  # noqa: PLC0415 - its dates and numbers take time to import

    # Pages keep the design that is recorded, unless all of them are rendered again anyway.
    keeps_design = after.design and before is not None and before.channel.theme.on_pages == after.channel.theme.on_pages
    after = after if keeps_design else replace(after, design=pages.design())
    wanted = pages.wanted(after)
    assets = {key: Body.of_bytes(data) for key, data in pages.assets(after).items()}
    return replace(after, assets=_loaded_assets(before, wanted, assets)), wanted, assets


def _loaded_assets(
    before: Catalog | None, pages: Mapping[str, PublishedDocument], current: Mapping[str, Body]
) -> tuple[tuple[str, str], ...]:
    """What some page loads: unchanged pages what they loaded before, pages that are rendered now the current assets.

    What is no HTML, such as the words of the search, loads nothing.
    """
    manifest = before.manifest if before else {}
    known = {key: entry.digest for key, entry in manifest.items() if entry.superseded is None}
    unchanged = [known.get(key) == page.source for key, page in pages.items() if page.type.startswith("text/html")]
    kept = dict(before.assets) if before and any(unchanged) else {}
    new = {} if all(unchanged) else {key: body.digest for key, body in current.items()}
    return tuple(sorted({**kept, **new}.items()))


# --- the plan


def to_look_at(observed: Observed, after: Catalog, again: Collection[str] = ()) -> tuple[str, ...]:
    """Keys whose stored state a plan needs, sorted: new and returning ones, those behind, those of `again`, the feed.

    Of what is to be deleted they are the pages, which are deleted with a guard. An older catalog that is adopted may
    name what was deleted since, so all that it names is looked at.
    """
    new = of_catalog(after) if observed.adopted else _new_immutable(observed, after)
    pages = (key for key in to_delete(after, reached=observed.deleted) if is_document(key))
    behind = (*_unproven(observed, after), *_still_named(again, after))
    return tuple(sorted({*new, *returning(observed, after), *behind, *pages, after.channel.feed}))


def _still_named(again: Collection[str], after: Catalog) -> list[str]:
    """Those keys that the catalog still refers to: what was taken out or deleted meanwhile never comes back."""
    return [key for key in again if key in after.manifest and after.manifest[key].superseded is None]


def to_read(observed: Observed, after: Catalog) -> frozenset[str]:
    """Those of them that a plan needs with their bytes.

    That is the feed, and pages that are new to the catalog: what is stored there must not be somebody else's.
    """
    new = (key for key in _unproven(observed, after) if key not in observed.manifest)
    return frozenset({after.channel.feed, *new})


def to_render(
    observed: Observed, after: Catalog, documents: Mapping[str, PublishedDocument], again: Collection[str] = ()
) -> tuple[PublishedDocument, ...]:
    """The pages that a plan may have to render, of which it needs what they read."""
    unproven = {*_unproven(observed, after), *_still_named(again, after)}
    return tuple(one for key, one in documents.items() if key in unproven and one.reads)


def make_plan(  # noqa: PLR0913 - what a plan is made of, each by its name
    observed: Observed,
    after: Catalog,
    *,
    bodies: Mapping[str, Body],
    documents: Mapping[str, PublishedDocument],
    again: Mapping[str, str] = NOTHING,
    objects: Mapping[str, bytes] = NO_OBJECTS,
    removal: Removal = NO_REMOVAL,
    history: Mapping[str, Body] = NO_BODIES,
    absent: frozenset[str] = frozenset(),
    made: Stored | None = None,
) -> Plan:
    """What leads from `observed` to `after`; empty if nothing has to be done.

    `bodies` holds the bytes of new immutable keys, `documents` what is at mutable ones: the feed, and pages in the
    order in which they appear, and `objects` the bytes of what these show. What is at a key of `again` is put again if
    it is still what was found to be wrong, by its token, or not what it should be; `removal` is what leaves the store
    beside the keys that `after` has marked, and `history` what a show that moves here brings along; `absent` are keys
    whose objects nobody has, and which are named all the same; `made` is what `stored_form` has made of `after`. No
    clock, no network, no disk: `observed` says what is stored.

    Raises `Refused` where an object that feedpub did not put is in the way, and where one that comes back is gone.
    """
    made = made or stored_form(observed, after)
    again = {key: again[key] for key in _still_named(again, after)}
    lost = _lost(observed, after, bodies, absent)
    uploads, checks = _media(observed, after, bodies, again, lost=lost, absent=absent)
    pages, links = _pages(observed, after, {key: one.having(objects) for key, one in documents.items()}, again)
    linked, linking, lists = _by_links(observed, pages, documents)
    feed = tuple(_feed(observed, made, documents[after.channel.feed], again))
    applied = _applied(observed, made, {put.key: put for put in (*pages, *feed)})
    phases = (
        Phase(name="media", actions=uploads),
        Phase(name="verify", actions=checks),
        Phase(
            name="history",
            actions=(*_brought(history), *_history(observed, made, without=removal.rewritten)),
        ),
        Phase(name="catalog", actions=tuple(_catalog(observed, made))),
        Phase(name="pages", actions=linked),
        Phase(name="linking", actions=linking),
        Phase(name="lists", actions=lists),
        Phase(name="links", actions=links),
        Phase(name="feed", actions=feed),
        Phase(name="applied", actions=tuple(_applied_put(observed, applied, changed=bool(pages or feed)))),
        Phase(name="delete", actions=(*_deletions(observed, after), *_leftovers(removal))),
        Phase(name="deleted", actions=tuple(_deleted_put(observed, after, applied))),
        Phase(name="rewrite", actions=tuple(_rewritten(removal))),
        Phase(name="versions", actions=tuple(_versions(removal))),
    )
    kept = tuple(phase for phase in phases if phase.actions)
    return Plan(phases=kept, version=applied.version, applied=applied)


def stored_form(observed: Observed, after: Catalog) -> Stored:
    """The catalog as it is to be written, or as it was read if nothing of it changes."""
    return stored(after) if _is_revised(observed, after) else Stored(after, observed.digest, observed.data)


def _is_revised(observed: Observed, after: Catalog) -> bool:
    return observed.catalog is None or observed.catalog.revision != after.revision


def _new_immutable(observed: Observed, after: Catalog) -> dict[str, str]:
    """Immutable keys (and digests) that no committed catalog names yet; a superseded one is still stored.

    With an older catalog that is adopted they are also those that are not there any more. Of a show that moves here
    they are all that there are, also those that nothing refers to any more: apps keep addresses for years.
    """
    gone = {key for key, found in observed.objects.items() if found is None} if observed.adopted else set()
    wanted = {**(_earlier(after) if observed.is_incoming else {}), **of_catalog(after)}
    return {key: digest for key, digest in wanted.items() if key not in observed.manifest or key in gone}


def _earlier(catalog: Catalog) -> dict[str, str]:
    """Key → digest of each immutable object that nothing refers to any more, and that nobody has deleted."""
    there = ((key, one) for key, one in catalog.manifest.items() if one.superseded is not None and one.deleted is None)
    return {key: one.digest for key, one in there if not is_document(key)}


def lost_objects(
    observed: Observed, after: Catalog, bodies: Mapping[str, Body], absent: frozenset[str]
) -> tuple[str, ...]:
    """Keys of returning objects that are not there any more, or not as they were sent, and that nobody brings; sorted.

    Those of `absent` are known to be.
    """
    return tuple(sorted(_damaged(observed, after) - bodies.keys() - absent))


def _damaged(observed: Observed, after: Catalog) -> frozenset[str]:
    """Returning objects that are not there any more, or not as they were sent."""
    again = returning(observed, after).items()
    return frozenset(key for key, one in again if not one.is_stored(observed.objects.get(key)))


def _lost(observed: Observed, after: Catalog, bodies: Mapping[str, Body], absent: frozenset[str]) -> frozenset[str]:
    """Those that are put again; raises `Refused` if one is lost."""
    if missing := lost_objects(observed, after, bodies, absent):
        more = f" (and {len(missing) - 1} more)" if len(missing) > 1 else ""
        raise Refused(
            f"{missing[0]}{more} is not in the store any more, or is not as it was sent "
            f"({described(after).get(missing[0], 'a file')}); listeners would be sent to it from now on",
            where=address(after.channel, missing[0]),
            hint="send it again from your files (feedpub verify --repair), bring it back from a backup or an earlier "
            "version of it (bucket versioning), or take the episode off the schedule: draft: true, and publish",
        )
    return _damaged(observed, after) & bodies.keys()


def _media(
    observed: Observed,
    after: Catalog,
    bodies: Mapping[str, Body],
    again: Mapping[str, str],
    *,
    lost: frozenset[str],
    absent: frozenset[str],
) -> tuple[tuple[Put, ...], tuple[Verify, ...]]:
    """What is new, or named again and lost meanwhile, and what is put again over what was found.

    What is new needs no guard, since its key names its bytes. What is `absent` stays so.
    """
    new = _new_immutable(observed, after)
    new = {key: digest for key, digest in new.items() if key in bodies or key not in absent}
    if missing := sorted(key for key in new if key not in bodies):
        raise Refused(
            f"{missing[0]} is not there any more" + (f", nor are {len(missing) - 1} others" if missing[1:] else ""),
            hint="it was deleted after this catalog was written; publish the episode's own file, or unpublish it",
        )
    named = of_catalog(after)
    reasons = described(after) | {key: _EARLIER for key in new if key not in named}
    puts, checks = [], []
    for key in (key for key in reasons if key in new or key in again or key in lost):
        body, type_, stored = bodies[key], media_type(key), observed.objects.get(key)
        put = Put(key=key, body=body, type=type_, cache=IMMUTABLE, reason=reasons[key])
        if key in again and _is_wrong(stored, put, again[key]):
            puts.append(replace(put, guard=_guard(stored.token if stored else None)))
        elif (key in new or key in lost) and not _is_stored(stored, body):
            puts.append(put)
        url = address(after.channel, key)
        checks.append(
            Verify(key=key, url=url, type=type_, size=body.size, body=body, reason="listeners will ask for it")
        )
    return tuple(puts), tuple(checks)


_EARLIER = "an earlier version, which apps may know"


def _is_stored(stored: ObjectInfo | None, body: Body) -> bool:
    """Whether the whole object is there already, from an earlier run that was interrupted.

    Where the store has computed a checksum of its own, that speaks of every byte.
    """
    if stored is None or stored.checksum not in {"", body.digest}:
        return False
    return (stored.size, stored.digest) == (body.size, body.digest)


def _is_wrong(stored: ObjectInfo | None, put: Put, found: str) -> bool:
    """Whether what is stored is what was found to be wrong, by its token, or is not what it should be."""
    if stored is None or stored.token == found or not _is_stored(stored, put.body):
        return True
    return stored.type not in {put.type, ""} or (stored.type != "" and stored.cache != put.cache)


def _history(observed: Observed, made: Stored, *, without: Container[str]) -> Iterator[Put]:
    """The catalog before, if it is not there yet, exactly as it was read; then the next one.

    What is to be rewritten in the same run is left out.
    """
    if not _is_revised(observed, made.catalog):
        return
    if observed.catalog is not None and not observed.is_in_history:
        before = _kept(observed.catalog.revision, observed.digest, observed.data)
        yield from [] if before.key in without else [before]
    yield _kept(made.catalog.revision, made.digest, made.data)


def _brought(history: Mapping[str, Body]) -> Iterator[Put]:
    """The revisions from before a move."""
    for key in sorted(history):
        reason = f"revision {history_revision(key)}"
        yield Put(key=key, area=Area.STATE, body=history[key], type=_PACKED, cache=PRIVATE, reason=reason)


def _kept(revision: int, digest: str, data: bytes) -> Put:
    return Put(
        key=history_key(revision, digest),
        area=Area.STATE,
        body=Body.of_bytes(data),
        type=_PACKED,
        cache=PRIVATE,
        reason=f"revision {revision}",
    )


_PACKED = "application/gzip"


def _catalog(observed: Observed, made: Stored) -> Iterator[Put]:
    if not _is_revised(observed, made.catalog):
        return
    yield Put(
        key=CATALOG,
        area=Area.STATE,
        body=Body.of_bytes(made.data),
        type=_PACKED,
        cache=PRIVATE,
        guard=_guard(observed.token),
        reason=f"revision {made.catalog.revision}" + ("" if observed.catalog else ", the first"),
    )


def _documents(after: Catalog) -> list[str]:
    """Keys of the feed and of every page that there is."""
    immutable = of_catalog(after)
    return [key for key, entry in after.manifest.items() if entry.superseded is None and key not in immutable]


def _lagging(observed: Observed, after: Catalog) -> list[str]:
    """Those whose content changed after the revision that `applied` names."""
    return [key for key in _documents(after) if after.manifest[key].revision > observed.reached]


def _unproven(observed: Observed, after: Catalog) -> list[str]:
    """Those that are behind, and those of which `applied` says nothing.

    An `applied` of schema 1 says nothing of any; it is enough to look at all of them when something is written.
    """
    lagging, vouched = _lagging(observed, after), observed.vouched
    if not vouched and not _is_revised(observed, after):
        return lagging
    behind = frozenset(lagging)
    return [key for key in _documents(after) if key in behind or key not in vouched]


def _pages(
    observed: Observed, after: Catalog, documents: Mapping[str, PublishedDocument], again: Mapping[str, str]
) -> tuple[tuple[Put, ...], tuple[Verify, ...]]:
    """Pages whose content changed, and checks of those that are new; known ones may be in caches for a while."""
    unproven = {*_unproven(observed, after), *again} - {after.channel.feed}
    lagging = frozenset(_lagging(observed, after))
    of_items = {page_key(item.slug): f"page of {item.slug}" for item in after.published_items}
    puts, checks = [], []
    for key in (key for key in documents if key in unproven):
        stored, document = _stored_by_us(observed, after, key), documents[key]
        if key not in lagging and key not in again and stored is not None and stored.digest:
            continue  # as an `applied` of schema 1 says; today's templates may not make these bytes any more
        body = Body.of_bytes(document.render(after))
        put = _put(observed, key, document, body, reason=of_items.get(key, "changed" if stored else "new"))
        is_stored = not _is_wrong(stored, put, again[key]) if key in again else _is_stored(stored, body)
        if not is_stored:
            puts.append(put)
        if (stored is None or is_stored) and (key in of_items or key == HOME):
            checks.append(
                Verify(
                    key=key,
                    url=address(after.channel, key),
                    type=document.type,
                    size=body.size,
                    body=body,
                    reason="the feed will link to it" if key in of_items else "the show's home",
                    cache=SHORT,
                    is_page=True,
                )
            )
    return tuple(puts), tuple(checks)


def _by_links(
    observed: Observed, pages: Sequence[Put], documents: Mapping[str, PublishedDocument]
) -> tuple[tuple[Put, ...], tuple[Put, ...], tuple[Put, ...]]:
    """New pages, which nothing leads to yet; pages that were there, and new lists; what leads readers to all of them.

    So no page that readers know names one that is not there. A page that was there may be deleted before it is put, so
    nothing that lists it is put at the same time.
    """
    new = {put.key for put in pages if observed.objects.get(put.key) is None and put.key != HOME}
    lists = {put.key for put in pages if documents[put.key].lists}
    return (
        tuple(put for put in pages if put.key in new - lists),
        tuple(put for put in pages if (put.key in new) == (put.key in lists)),
        tuple(put for put in pages if put.key in lists - new),
    )


def _feed(observed: Observed, made: Stored, document: PublishedDocument, again: Mapping[str, str]) -> Iterator[Put]:
    """The feed, unless exactly these bytes are there: somebody else may have overwritten what was published."""
    after = made.catalog
    key = after.channel.feed
    found, known = _stored_by_us(observed, after, key), observed.vouched.get(key)
    is_behind = after.manifest[key].revision > observed.reached
    is_known = found and known and (found.size, found.digest) == (known.size, known.digest)
    if is_known and not is_behind and key not in again:
        return
    body = Body.of_bytes(document.render(showing_digest(made)))
    put = _put(observed, key, document, body, reason=_feed_reason(observed, after))
    if not _is_stored(found, body) or (key in again and _is_wrong(found, put, again[key])):
        yield put


def showing_digest(made: Stored) -> Catalog:
    """The catalog as its feed shows it: with its own digest, as read or as it is written, if it brings the feed."""
    return replace(made.catalog, feed_digest=made.digest) if made.catalog.feed_digest == "" else made.catalog


def _put(observed: Observed, key: str, document: PublishedDocument, body: Body, *, reason: str) -> Put:
    stored = observed.objects.get(key)
    guard = _guard(stored.token if stored else None)
    return Put(key=key, body=body, type=document.type, cache=SHORT, guard=guard, reason=reason)


def _stored_by_us(observed: Observed, after: Catalog, key: str) -> ObjectInfo | None:
    """What is stored at a mutable key; raises `Refused` if feedpub did not put it there."""
    stored, is_feed = observed.objects.get(key), key == after.channel.feed
    if stored is None or _is_in_manifest(observed, key):
        return stored
    if key in observed.stamped and _may_be_of_lost_revision(observed, is_feed=is_feed):
        return stored
    other = "name the feed differently (`publish: feed:`)" if is_feed else "publish without web pages (`pages: off`)"
    other = "leave it to whoever put it there (`robots: off`)" if key == ROBOTS else other
    raise Refused(
        f"{address(after.channel, key)} is there already, and feedpub did not put it there",
        hint=f"publish elsewhere (`publish: to:`), {other}, or move that object away first; "
        "if the private state of this show was lost: feedpub recover",
    )


def _is_in_manifest(observed: Observed, key: str) -> bool:
    return key in observed.manifest


def _may_be_of_lost_revision(observed: Observed, *, is_feed: bool) -> bool:
    """Whether an object that feedpub made, and the catalog does not name, is of a revision lost with a newer catalog.

    For pages this holds also later on: two shows with pages cannot share a target, so where the catalog names the home
    page, every page is of this show.
    """
    return observed.adopted or (not is_feed and _is_in_manifest(observed, HOME))


def _feed_reason(observed: Observed, after: Catalog) -> str:
    if after.channel.feed not in _lagging(observed, after):
        return "the stored one differs" if observed.objects.get(after.channel.feed) else "the stored one is missing"
    old = {item.guid for item in observed.catalog.published_items} if observed.catalog else set()
    new = {item.guid for item in after.published_items}
    counts = [(len(new - old), "added"), (len(old - new), "removed")]
    differences = [f"{number} {word}" for number, word in counts if number]
    total = f"{len(new)} episode{'' if len(new) == 1 else 's'}"
    return total + (f" ({', '.join(differences)})" if differences else "")


def _applied(observed: Observed, made: Stored, puts: Mapping[str, Put]) -> Applied:
    """What pages and feed have reached after the puts, whose tokens are not known yet."""
    objects = {}
    for key in _documents(made.catalog):
        if put := puts.get(key):
            objects[key] = AppliedObject(size=put.body.size, digest=put.body.digest, token="")
        elif found := observed.objects.get(key):
            objects[key] = AppliedObject(size=found.size, digest=found.digest, token=found.token)
        elif known := observed.vouched.get(key):
            objects[key] = known
    return Applied(
        revision=made.catalog.revision,
        lineage=made.catalog.lineage,
        digest=made.digest,
        objects=dict(sorted(objects.items())),
        deleted=observed.deleted,
    )


def _applied_put(observed: Observed, applied: Applied, *, changed: bool) -> Iterator[Put]:
    known = observed.applied
    is_kept_number = known is not None and known.is_number and known.revision == applied.revision and not changed
    if known == applied or is_kept_number:
        return
    yield _record(observed, applied, reason=f"revision {applied.revision}")


def _record(observed: Observed, applied: Applied, *, reason: str) -> Put:
    return Put(
        key=APPLIED,
        area=Area.STATE,
        body=Body.of_bytes(dumps_applied(applied)),
        type="application/json",
        cache=PRIVATE,
        guard=_guard(observed.applied_token),
        reason=reason,
    )


# --- what leaves the store


def _deletions(observed: Observed, after: Catalog) -> Iterator[Delete]:
    """What was marked, and not deleted since; a page only as it was seen, since it may come back under its key."""
    for key, revision in to_delete(after, reached=observed.deleted).items():
        reason = f"marked by revision {revision}"
        if not is_document(key):
            yield Delete(key=key, reason=reason)
        elif stored := observed.objects.get(key):
            yield Delete(key=key, reason=reason, guard=Same(stored.token))


def _leftovers(removal: Removal) -> Iterator[Delete]:
    """What needs no mark: nobody ever names it again."""
    for key in removal.history:
        yield Delete(key=key, area=Area.STATE, reason="an old revision")
    for upload in removal.uploads:
        yield Delete(key=upload.key, what="upload", upload=upload, reason="an upload that was not finished")


def _deleted_put(observed: Observed, after: Catalog, applied: Applied) -> Iterator[Put]:
    """That everything is deleted which was marked until now, so that no later run does it again."""
    if marks := to_delete(after, reached=observed.deleted):
        yield _record(observed, replace(applied, deleted=max(marks.values())), reason="what was marked is deleted")


def _rewritten(removal: Removal) -> Iterator[Put]:
    for key, one in sorted(removal.rewritten.items()):
        yield Put(
            key=key,
            area=Area.STATE,
            body=Body.of_bytes(one.data),
            type=_PACKED,
            cache=PRIVATE,
            guard=_guard(one.token or None),
            reason="without what was purged",
        )


def _versions(removal: Removal) -> Iterator[Delete]:
    for area, keys in ((Area.SITE, removal.versions), (Area.STATE, removal.state_versions)):
        for key in keys:
            yield Delete(key=key, area=area, what="versions", reason="earlier versions, if the bucket keeps them")


def _guard(token: str | None) -> Guard:
    return Absent() if token is None else Same(token)
