"""From what was seen and what is wanted to what will be done: pure, in phases, each action with its reason.

    media, artwork, sidecars → proof from outside → the catalog, the commit → pages → proof of new ones → feed → applied

A phase ends before the next begins and the first refusal stops everything, so references only ever point at what is
there: pages and feed are made from a committed catalog, and nothing enters a catalog unproved (design, invariants 4 to
8).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from feedpub.catalog import APPLIED, CATALOG, Document, dumps, of_catalog, of_item
from feedpub.errors import Refused
from feedpub.model.address import HOME, address, page_key
from feedpub.model.catalog import Catalog
from feedpub.standards import IMMUTABLE, PRIVATE, SHORT, media_type
from feedpub.storage import Absent, Body, Guard, ObjectInfo, Same


class Area(StrEnum):
    """Where a key lies: in the published target, or in the private state."""

    SITE = "site"
    STATE = "state"


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
class Prove:
    """Show that listeners get exactly these bytes at this address."""

    key: str
    url: str
    type: str
    size: int
    body: Body
    reason: str
    cache: str = IMMUTABLE
    is_page: bool = False
    """A web page, which a CDN may have rewritten on its way; it must be the right one, not the very bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delete:
    """Remove one object that a catalog of ours named."""

    key: str
    reason: str
    guard: Guard | None = None


Action = Put | Prove | Delete


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """Actions whose order among each other does not matter."""

    name: str
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything a run will do; falsy when there is nothing to do."""

    phases: tuple[Phase, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.phases)

    @property
    def puts(self) -> tuple[Put, ...]:
        """What will be stored, in order."""
        return tuple(action for phase in self.phases for action in phase.actions if isinstance(action, Put))

    @property
    def proofs(self) -> tuple[Prove, ...]:
        """What will be proved, in order."""
        return tuple(action for phase in self.phases for action in phase.actions if isinstance(action, Prove))


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What is stored now, each with the token of the answer that brought it."""

    catalog: Catalog | None = None
    token: str | None = None
    applied: int = 0
    """The revision that pages and feed have reached; 0 where nothing tells."""

    applied_token: str | None = None
    objects: Mapping[str, ObjectInfo | None] = field(default_factory=dict)
    """Objects of the target that were looked at: everything in `to_look_at`."""

    stamped: frozenset[str] = frozenset()
    """Those of `to_read` that say that feedpub made them."""

    @property
    def is_restored(self) -> bool:
        """Whether an older catalog was restored: pages and feed have reached a revision that it knows nothing of."""
        return self.catalog is not None and self.applied > self.catalog.revision


def to_look_at(observed: Observed, after: Catalog) -> tuple[str, ...]:
    """Keys whose present state a plan needs: what is new, what lags behind, and always the feed; sorted."""
    new = _new_immutable(observed.catalog, after)
    return tuple(sorted({*new, *_lagging(observed, after), after.channel.feed}))


def to_read(observed: Observed, after: Catalog) -> frozenset[str]:
    """Those of them whose bytes a plan needs, and not only what the store says of them.

    That is the feed, and pages that are new to the catalog: where something is, it must not be somebody else's.
    """
    known = observed.catalog.manifest if observed.catalog else {}
    return frozenset({after.channel.feed, *(key for key in _lagging(observed, after) if key not in known)})


def make_plan(
    observed: Observed, after: Catalog, *, bodies: Mapping[str, Body], documents: Mapping[str, Document]
) -> Plan:
    """What leads from `observed` to `after`; empty when nothing does.

    `bodies` holds the bytes of new immutable keys, `documents` what is at mutable ones: the feed, and pages in the
    order in which they shall appear.
    Raises `Refused` where an object that is not ours stands in the way.
    """
    uploads, proofs = _media(observed, after, bodies)
    pages, links = _pages(observed, after, documents)
    phases = (
        Phase(name="media", actions=uploads),
        Phase(name="proof", actions=proofs),
        Phase(name="catalog", actions=tuple(_catalog(observed, after))),
        Phase(name="pages", actions=pages),
        Phase(name="links", actions=links),
        Phase(name="feed", actions=tuple(_feed(observed, after, documents[after.channel.feed]))),
        Phase(name="applied", actions=tuple(_applied(observed, after))),
    )
    return Plan(phases=tuple(phase for phase in phases if phase.actions))


def _new_immutable(before: Catalog | None, after: Catalog) -> dict[str, str]:
    """Immutable keys (and digests) that no committed catalog names yet; a superseded one is still stored."""
    known = before.manifest if before else {}
    return {key: digest for key, digest in of_catalog(after).items() if key not in known}


def _media(observed: Observed, after: Catalog, bodies: Mapping[str, Body]) -> tuple[tuple[Put, ...], tuple[Prove, ...]]:
    new = _new_immutable(observed.catalog, after)
    reasons = _reasons(after)
    puts, proofs = [], []
    for key in (key for key in reasons if key in new):
        body, type_ = bodies[key], media_type(key)
        if not _is_there(observed.objects.get(key), body):
            puts.append(Put(key=key, body=body, type=type_, cache=IMMUTABLE, reason=reasons[key]))
        url = address(after.channel, key)
        proofs.append(
            Prove(key=key, url=url, type=type_, size=body.size, body=body, reason="listeners will ask for it")
        )
    return tuple(puts), tuple(proofs)


def _reasons(catalog: Catalog) -> dict[str, str]:
    """Why each immutable object is there: what listeners get first, then what only pages need."""
    found = {catalog.channel.image.key: "artwork of the show"}
    for item in catalog.items:
        for key, _ in of_item(item):
            folder = key.partition("/")[0]
            what = {"media": "audio", "art": "artwork", "transcripts": "transcript"}.get(folder, folder)
            found[key] = f"{what} of {item.slug}" + (", withheld" if item.withheld else "")
    if logo := catalog.channel.theme.logo:
        found[logo.key] = "logo of the show"
    derived = [made.key for of in (catalog.channel.derived, *(item.derived for item in catalog.items)) for made in of]
    for key in derived:
        found.pop(key, None)
    return {
        **found,
        **dict.fromkeys(derived, "artwork, for pages"),
        **dict.fromkeys(dict(catalog.assets), "loaded by pages"),
    }


def _is_there(seen: ObjectInfo | None, body: Body) -> bool:
    """Whether an earlier, interrupted run has brought the object already, whole."""
    return seen is not None and seen.size == body.size and seen.digest == body.digest


def _catalog(observed: Observed, after: Catalog) -> Iterator[Put]:
    before = observed.catalog
    if before is not None and before.revision == after.revision:
        return
    yield Put(
        key=CATALOG,
        area=Area.STATE,
        body=Body.of_bytes(dumps(after)),
        type="application/gzip",
        cache=PRIVATE,
        guard=_guard(observed.token),
        reason=f"records revision {after.revision}" + ("" if before else ", the first"),
    )


def _lagging(observed: Observed, after: Catalog) -> list[str]:
    """Mutable keys whose content changed after the revision that `applied` vouches for."""
    immutable = of_catalog(after)
    return [
        key
        for key, entry in after.manifest.items()
        if entry.superseded is None and key not in immutable and entry.revision > observed.applied
    ]


def _pages(
    observed: Observed, after: Catalog, documents: Mapping[str, Document]
) -> tuple[tuple[Put, ...], tuple[Prove, ...]]:
    """Pages whose content changed, and proofs of those that are new; known ones may be in caches for a while."""
    lagging = set(_lagging(observed, after)) - {after.channel.feed}
    shown = {page_key(item.slug): f"page of {item.slug}" for item in after.out}
    puts, proofs = [], []
    for key in (key for key in documents if key in lagging):
        seen, document = _ours(observed, after, key), documents[key]
        body = Body.of_bytes(document.render(after))
        is_there = _is_there(seen, body)
        if not is_there:
            puts.append(_document(observed, key, document, body, reason=shown.get(key, "changed" if seen else "new")))
        if (seen is None or is_there) and (key in shown or key == HOME):
            proofs.append(
                Prove(
                    key=key,
                    url=address(after.channel, key),
                    type=document.type,
                    size=body.size,
                    body=body,
                    reason="the feed will link to it" if key in shown else "the show's home",
                    cache=SHORT,
                    is_page=True,
                )
            )
    return tuple(puts), tuple(proofs)


def _feed(observed: Observed, after: Catalog, document: Document) -> Iterator[Put]:
    """The feed, unless exactly these bytes are there: somebody else may have overwritten what was published."""
    key = after.channel.feed
    seen, body = _ours(observed, after, key), Body.of_bytes(document.render(after))
    if not _is_there(seen, body):
        yield _document(observed, key, document, body, reason=_feed_reason(observed, after))


def _document(observed: Observed, key: str, document: Document, body: Body, *, reason: str) -> Put:
    seen = observed.objects.get(key)
    guard = _guard(seen.token if seen else None)
    return Put(key=key, body=body, type=document.type, cache=SHORT, guard=guard, reason=reason)


def _ours(observed: Observed, after: Catalog, key: str) -> ObjectInfo | None:
    """What is at a mutable key; raises `Refused` if somebody else put it there."""
    seen, is_feed = observed.objects.get(key), key == after.channel.feed
    if seen is None or _named(observed, key) or (key in observed.stamped and _lost(observed, is_feed=is_feed)):
        return seen
    other = "name the feed differently (`publish: feed:`)" if is_feed else "publish without web pages (`pages: off`)"
    raise Refused(
        f"{address(after.channel, key)} is there already, and feedpub did not put it",
        hint=f"publish elsewhere (`publish: to:`), {other}, "
        "or move the old object away first; if its state was lost, restore catalog.json.gz",
    )


def _named(observed: Observed, key: str) -> bool:
    return observed.catalog is not None and key in observed.catalog.manifest


def _lost(observed: Observed, *, is_feed: bool) -> bool:
    """Whether what feedpub made, and the catalog does not name, is of a revision that was lost with a newer catalog.

    Also later on: two shows with pages have no room beside each other, so whose home is ours is ours as a whole.
    """
    return observed.is_restored or (not is_feed and _named(observed, HOME))


def _feed_reason(observed: Observed, after: Catalog) -> str:
    if after.channel.feed not in _lagging(observed, after):
        return "the stored one differs" if observed.objects.get(after.channel.feed) else "the stored one is missing"
    old = {item.guid for item in observed.catalog.out} if observed.catalog else set()
    new = {item.guid for item in after.out}
    counts = [(len(new - old), "added"), (len(old - new), "removed")]
    said = [f"{number} {word}" for number, word in counts if number]
    return f"{len(new)} episode{'' if len(new) == 1 else 's'}" + (f" ({', '.join(said)})" if said else "")


def _applied(observed: Observed, after: Catalog) -> Iterator[Put]:
    if observed.applied != after.revision:
        yield Put(
            key=APPLIED,
            area=Area.STATE,
            body=Body.of_bytes(f"{after.revision}\n".encode()),
            type="text/plain; charset=utf-8",
            cache=PRIVATE,
            guard=_guard(observed.applied_token),
            reason=f"the feed has reached revision {after.revision}",
        )


def _guard(token: str | None) -> Guard:
    return Absent() if token is None else Same(token)
