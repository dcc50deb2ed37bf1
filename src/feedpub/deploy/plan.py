"""From what was observed and what is wanted to what will be done: pure, in phases, each action with its reason.

    media, artwork, sidecars → verify → history → the catalog, the commit → new pages → pages that link to them, and new
    lists → the home and other lists → verify new ones → feed → applied → delete what was marked → record in applied
    that it is deleted → rewrite history → delete earlier versions

A phase ends before the next begins, and the first refusal stops everything. So references only ever point at what is
there: pages and feed are made from a committed catalog, and the catalog only names what was verified (design,
invariants 4 to 8).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from feedpub.catalog import (
    NO_REMOVAL,
    PublishedDocument,
    Removal,
    Stored,
    described,
    of_catalog,
    stored,
)
from feedpub.catalog.deleted import to_delete
from feedpub.catalog.objects import is_document
from feedpub.deploy.actions import Delete, Phase, Plan, Put, Verify, guard_of
from feedpub.deploy.pending import (
    damaged_objects,
    is_revised,
    lagging_documents,
    lost_objects,
    new_immutable,
    still_named,
    unproven_documents,
)
from feedpub.deploy.state_puts import (
    applied_after,
    applied_put,
    brought_puts,
    catalog_put,
    deleted_put,
    history_puts,
    rewritten_puts,
)
from feedpub.deploy.target import Area, Observed
from feedpub.errors import Refused
from feedpub.model.address import HOME, ROBOTS, address, page_key
from feedpub.model.catalog import Catalog
from feedpub.standards import IMMUTABLE, SHORT, media_type
from feedpub.storage import Body, ObjectInfo, Same

NOTHING: Mapping[str, str] = MappingProxyType({})
NO_BODIES: Mapping[str, Body] = MappingProxyType({})
NO_OBJECTS: Mapping[str, bytes] = MappingProxyType({})


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
    again = {key: again[key] for key in still_named(again, after)}
    lost = _lost(observed, after, bodies, absent)
    uploads, checks = _media(observed, after, bodies, again, lost=lost, absent=absent)
    pages, links = _pages(observed, after, {key: one.having(objects) for key, one in documents.items()}, again)
    linked, linking, lists = _by_links(observed, pages, documents)
    feed = tuple(_feed(observed, made, documents[after.channel.feed], again))
    applied = applied_after(observed, made, {put.key: put for put in (*pages, *feed)})
    phases = (
        Phase(name="media", actions=uploads),
        Phase(name="verify", actions=checks),
        Phase(
            name="history",
            actions=(*brought_puts(history), *history_puts(observed, made, without=removal.rewritten)),
        ),
        Phase(name="catalog", actions=tuple(catalog_put(observed, made))),
        Phase(name="pages", actions=linked),
        Phase(name="linking", actions=linking),
        Phase(name="lists", actions=lists),
        Phase(name="links", actions=links),
        Phase(name="feed", actions=feed),
        Phase(name="applied", actions=tuple(applied_put(observed, applied, changed=bool(pages or feed)))),
        Phase(name="delete", actions=(*_deletions(observed, after), *_leftovers(removal))),
        Phase(name="deleted", actions=tuple(deleted_put(observed, after, applied))),
        Phase(name="rewrite", actions=tuple(rewritten_puts(removal))),
        Phase(name="versions", actions=tuple(_versions(removal))),
    )
    kept = tuple(phase for phase in phases if phase.actions)
    return Plan(phases=kept, version=applied.version, applied=applied)


def stored_form(observed: Observed, after: Catalog) -> Stored:
    """The catalog as it is to be written, or as it was read if nothing of it changes."""
    return stored(after) if is_revised(observed, after) else Stored(after, observed.digest, observed.data)


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
    return damaged_objects(observed, after) & bodies.keys()


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
    new = new_immutable(observed, after)
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
            puts.append(replace(put, guard=guard_of(stored.token if stored else None)))
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


def _pages(
    observed: Observed, after: Catalog, documents: Mapping[str, PublishedDocument], again: Mapping[str, str]
) -> tuple[tuple[Put, ...], tuple[Verify, ...]]:
    """Pages whose content changed, and checks of those that are new; known ones may be in caches for a while."""
    unproven = {*unproven_documents(observed, after), *again} - {after.channel.feed}
    lagging = frozenset(lagging_documents(observed, after))
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
    guard = guard_of(stored.token if stored else None)
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
    if after.channel.feed not in lagging_documents(observed, after):
        return "the stored one differs" if observed.objects.get(after.channel.feed) else "the stored one is missing"
    old = {item.guid for item in observed.catalog.published_items} if observed.catalog else set()
    new = {item.guid for item in after.published_items}
    counts = [(len(new - old), "added"), (len(old - new), "removed")]
    differences = [f"{number} {word}" for number, word in counts if number]
    total = f"{len(new)} episode{'' if len(new) == 1 else 's'}"
    return total + (f" ({', '.join(differences)})" if differences else "")


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


def _versions(removal: Removal) -> Iterator[Delete]:
    for area, keys in ((Area.SITE, removal.versions), (Area.STATE, removal.state_versions)):
        for key in keys:
            yield Delete(key=key, area=area, what="versions", reason="earlier versions, if the bucket keeps them")
