"""What is stored now: the catalog, `applied`, the history, and the objects that a plan needs."""

from __future__ import annotations

from collections.abc import Collection, Container, Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

from feedpub.catalog import (
    APPLIED,
    CATALOG,
    Applied,
    AppliedObject,
    PublishedDocument,
    Version,
    feed_version,
    is_stamped,
    loads_applied,
    read_stored,
)
from feedpub.catalog.history import HISTORY, history_key, history_revision, since
from feedpub.deploy.steps import Steps, Together
from feedpub.errors import Denied, Refused, StorageError
from feedpub.model.catalog import Catalog, Entry
from feedpub.storage import Body, ObjectInfo, Storage


class Area(StrEnum):
    """Where a key lies: in the published target, or in the private state."""

    SITE = "site"
    STATE = "state"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The two storages of a destination."""

    site: Storage
    """What the public can read."""

    state: Storage
    """What it cannot read: the catalog, its history, and `applied`."""

    def of(self, area: Area) -> Storage:
        """The storage of an area."""
        return self.site if area is Area.SITE else self.state


class Claim(NamedTuple):
    """Something that names a version of the catalog, which the stored one must be, or have come of."""

    version: Version
    source: str
    """What names it, for messages: an address, or `s3://bucket/.feedpub/show/applied`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What is stored now, each with the token of the answer that brought it."""

    catalog: Catalog | None = None
    digest: str = ""
    """Of the catalog, exactly as it was read."""

    data: bytes = b""
    """The object that is the catalog, exactly as it was read."""

    token: str | None = None
    date: datetime | None = None
    """When the store answered, on its own clock; None where it does not say."""

    ahead: timedelta | None = None
    """How far this machine's clock is ahead of the store's, or of the public server's; None: nobody knows."""

    applied: Applied | None = None
    """None where there is none, or one that cannot be read."""

    applied_token: str | None = None
    history: Sequence[str] | None = ()
    """Keys of the history from the catalog's revision on, or all if there is no catalog; None: no right to list."""

    adopted: bool = False
    """The catalog was recovered: it takes the place of the stored one, and pages and feed may be of any other."""

    is_incoming: bool = False
    """The catalog is that of another place, from which the show moves here: nothing is known to be here."""

    objects: Mapping[str, ObjectInfo | None] = field(default_factory=dict)
    """Objects of the target that were looked at: everything in `to_look_at`."""

    stamped: frozenset[str] = frozenset()
    """Those of `to_read` that feedpub made, by the stamp in them."""

    feed: Version | None = None
    """What the stored feed shows, if it was read."""

    @property
    def manifest(self) -> Mapping[str, Entry]:
        """What a catalog of this place names: nothing before its first one."""
        return self.catalog.manifest if self.catalog is not None and not self.is_incoming else {}

    @property
    def _fits(self) -> bool:
        if self.catalog is None or self.applied is None:
            return False
        return self.applied.version.is_before(self.catalog, digest=self.digest)

    @property
    def reached(self) -> int:
        """The revision that pages and feed have reached; 0 where `applied` does not fit the catalog: look at all."""
        return self.applied.revision if self.applied and self._fits else 0

    @property
    def shown(self) -> int:
        """The newest revision that a feed has shown, as `applied` or the stored feed says; 0 if nothing tells."""
        if self.catalog is None or self.feed is None or not self.feed.is_before(self.catalog, digest=self.digest):
            return self.reached
        return max(self.reached, self.feed.revision)

    @property
    def vouched(self) -> Mapping[str, AppliedObject]:
        """Key → what `applied` says of pages and feed; nothing where it does not fit the catalog."""
        return self.applied.objects if self.applied and self._fits else {}

    @property
    def deleted(self) -> int:
        """The revision up to which everything is deleted that was marked; 0 where `applied` does not fit.

        What was marked elsewhere was never here.
        """
        if self.is_incoming and self.catalog is not None:
            return self.catalog.revision
        return self.applied.deleted if self.applied and self._fits else 0

    @property
    def is_in_history(self) -> bool:
        """Whether the catalog lies in the history, too; without the right to list only schema 1 is known not to.

        One that was rebuilt was never stored, and has no place there.
        """
        if self.catalog is None or not self.data:
            return True
        if self.history is None:
            return bool(self.catalog.lineage)
        return history_key(self.catalog.revision, self.digest) in self.history

    @property
    def newest(self) -> int:
        """The highest revision that anything stored names."""
        named = [self.applied.revision if self.applied else 0, self.feed.revision if self.feed else 0]
        return max([*named, *map(history_revision, self.history or ())])

    def contradicting(self, claims: Sequence[Claim]) -> list[Claim]:
        """Those claims that the catalog has not come of: an older one was restored, or that of another show."""
        if self.catalog is None or self.is_incoming:
            return []
        return [one for one in claims if not one.version.is_before(self.catalog, digest=self.digest)]


def observe(
    target: Target, *, read_only: bool = False, whole_history: bool = False, together: Together | None = None
) -> Generator[None, None, Observed]:
    """Catalog and `applied`, each with the token of the very answer that brought it, and the history from there on.

    `applied` is read first: it is written after the catalog, so it never names a revision that the catalog read
    afterwards has not reached, however many publish meanwhile.
    `whole_history` lists all of it. With `together` the feed is looked at, too, while the history is listed.
    `read_only` is for commands that write nothing: fields that only a newer feedpub knows are left out, and nothing is
    listed. Without it they are `Refused`, as a lost catalog always is.
    """
    observed, damage = yield from _state(target, read_only=read_only)
    if damage:
        hint = f"{_how_to_restore()}, then run again"
        raise StorageError(damage, where=f"{target.state.name}/{CATALOG}", hint=hint)
    if observed.token is None and observed.applied_token is not None:
        raise lost_catalog(target, remains=f"{target.state.name}/{APPLIED}")
    if read_only:
        return observed
    listing = _with_history(target, observed, None if whole_history else observed.catalog)
    if together is None:
        return (yield from listing)
    listed, looked = yield from together([listing, look_at_feed(target, observed)])
    return replace(looked, history=listed.history)


def observe_damaged(target: Target) -> Generator[None, None, Observed]:
    """As `observe`, but a lost or damaged catalog is none, whose token tells what lies there; and the whole history."""
    observed, _ = yield from _state(target)
    return (yield from _with_history(target, observed, None))


def _state(target: Target, *, read_only: bool = False) -> Generator[None, None, tuple[Observed, str]]:
    """Catalog and `applied` as stored, and what is wrong with the catalog, which is then none."""
    yield None
    reached = target.state.read(APPLIED)
    for _ in range(2):  # what is called damaged was read twice: bytes may change on their way
        yield None
        stored = target.state.read(CATALOG)
        found, damage = None, ""
        try:
            if stored:
                found = read_stored(stored.data, where=f"{target.state.name}/{CATALOG}", read_only=read_only)
        except StorageError as error:
            damage = error.message
        else:
            break
    observed = Observed(
        catalog=found.catalog if found else None,
        digest=found.digest if found else "",
        data=found.data if found else b"",
        token=stored.token if stored else None,
        date=stored.date if stored else None,
        applied=loads_applied(reached.data) if reached else None,
        applied_token=reached.token if reached else None,
    )
    return observed, damage


def _with_history(target: Target, observed: Observed, catalog: Catalog | None) -> Steps[Observed]:
    """What was observed, with the keys of the history from the catalog's revision on; all of them without one."""
    yield None
    return replace(observed, history=_history(target, catalog))


def _history(target: Target, catalog: Catalog | None) -> Sequence[str] | None:
    after = since(catalog.revision) if catalog else ""
    try:
        return [one.key for one in target.state.list(HISTORY, after=after) if history_revision(one.key)]
    except Denied:
        return None


def catalog_changed(target: Target, observed: Observed) -> Generator[None, None, bool]:
    """Look a last time: whether the stored catalog is another one than at the first look.

    Without it a publisher that has nothing to commit could send an old feed over a newer one: the feed's token would be
    the newer one's, taken after the catalog was read.
    """
    yield None
    stored = target.state.head(CATALOG)
    return (stored.token if stored else None) != observed.token


def look_at_feed(target: Target, observed: Observed) -> Generator[None, None, Observed]:
    """What was observed, with the feed of the stored catalog: read only if its token is not the one of its put."""
    if observed.catalog is None or observed.catalog.channel.feed in observed.objects:
        return observed
    key = observed.catalog.channel.feed
    if known := observed.vouched.get(key):
        yield None
        info = target.site.head(key)
        if info is not None and (info.size, info.token) == (known.size, known.token):
            return replace(observed, objects={key: replace(info, digest=known.digest)})
    return (yield from read_at(target, observed, key))


class _Seen(NamedTuple):
    """One object as it is stored now."""

    key: str
    info: ObjectInfo | None
    is_stamped: bool = False
    """Whether feedpub made it, by what it says; False where it was not read."""

    feed: Version | None = None
    """What it shows, if it is a feed of ours that was read."""


def _head(target: Target, key: str) -> Steps[_Seen]:
    yield None
    return _Seen(key, target.site.head(key))


def _read(target: Target, key: str) -> Steps[_Seen]:
    """An object of the target, and what it says of who made it."""
    yield None
    content = target.site.read(key)
    if content is None:
        return _Seen(key, None)
    info = ObjectInfo(size=len(content.data), token=content.token, digest=sha256(content.data).hexdigest())
    return _Seen(key, info, is_stamped(content.data), feed_version(content.data))


def _with(observed: Observed, seen: Sequence[_Seen]) -> Observed:
    """What was observed, with these objects, too."""
    return replace(
        observed,
        objects={**observed.objects, **{one.key: one.info for one in seen}},
        stamped=observed.stamped | {one.key for one in seen if one.is_stamped},
        feed=next((one.feed for one in reversed(seen) if one.feed), observed.feed),
    )


def read_at(target: Target, observed: Observed, key: str) -> Generator[None, None, Observed]:
    """What was observed, with one more object of the target, and what it says of who made it."""
    return _with(observed, [(yield from _read(target, key))])


def look_at(
    target: Target,
    observed: Observed,
    keys: Sequence[str],
    *,
    read: Container[str],
    together: Together,
) -> Generator[None, None, Observed]:
    """What was observed, with more objects of the target; those of `read` with what they say of who made them.

    Of many it asks the listing first: what is not in it is not there.
    """
    asked = [key for key in keys if key not in observed.objects]
    listed = (yield from _listed(target)) if _is_listing_cheaper(observed, asked, read) else None
    absent = [key for key in asked if listed is not None and key not in listed and key not in read]
    observed = replace(observed, objects={**observed.objects, **dict.fromkeys(absent)})
    steps = [(_read if key in read else _head)(target, key) for key in asked if key not in observed.objects]
    return _with(observed, (yield from together(steps)))


def read_objects(
    target: Target, documents: Sequence[PublishedDocument], bodies: Mapping[str, Body], *, together: Together
) -> Steps[Mapping[str, bytes]]:
    """Key → bytes of what these documents show: from `bodies` if it is among them, else as it is stored.

    What is not there any more is left out.
    """
    found = yield from _contents(target, {key for one in documents for key in one.reads}, bodies, together)
    lacking = [one for one in documents if not found.keys() >= {*one.reads}]
    more = {key for one in lacking for key in one.instead} - found.keys()
    return {**found, **(yield from _contents(target, more, bodies, together))}


def _contents(
    target: Target, keys: Collection[str], bodies: Mapping[str, Body], together: Together
) -> Steps[dict[str, bytes]]:
    made = {key: b"".join(bodies[key].chunks()) for key in keys if key in bodies}
    asked = sorted({*keys} - made.keys())
    stored = yield from together([_content(target, key) for key in asked])
    return made | {key: data for key, data in zip(asked, stored, strict=True) if data is not None}


def _content(target: Target, key: str) -> Steps[bytes | None]:
    yield None
    content = target.site.read(key)
    return content.data if content else None


_LISTED = 1000
"""Objects that a store tells of in one answer."""

_FEW = 20
"""Objects that are asked for one by one: a store that is filled by others, too, may hold any number."""


def _is_listing_cheaper(observed: Observed, asked: Sequence[str], read: Container[str]) -> bool:
    """Whether most of what is asked for is told by fewer requests, as far as the catalog knows what is there."""
    stored = len(observed.catalog.manifest) if observed.catalog else 0
    return sum(key not in read for key in asked) > max(_FEW, 2 * stored // _LISTED)


def _listed(target: Target) -> Generator[None, None, frozenset[str] | None]:
    """Every key of the target; None without the right to list."""
    yield None
    try:
        return frozenset(one.key for one in target.site.list())
    except Denied:
        return None


# --- what a run stops for


def lost_by_history(target: Target, observed: Observed, *, first: bool) -> Refused | None:
    """Why a first publication must not begin, by what the history holds; None if it may.

    Revision 1 alone is what an interrupted first publication leaves: nobody has seen anything of it. `first`: the
    author says that nothing was ever published here.
    """
    if observed.catalog is not None:
        return None
    if observed.history is None:
        return None if first else _unlistable(target)
    if max(map(history_revision, observed.history), default=0) <= 1:
        return None
    return lost_catalog(target, remains=f"{target.state.name}/{HISTORY}")


def lost_catalog(target: Target, *, remains: str) -> Refused:
    """A first publication would begin a new catalog, and every other episode would leave the feed."""
    return Refused(
        f"the catalog is missing, but {remains} is there, which feedpub writes only after the catalog"
        if not remains.endswith(HISTORY)
        else f"the catalog is missing, but {remains} holds catalogs of later revisions than the first",
        where=f"{target.state.name}/{CATALOG}",
        hint=f"{_how_to_restore()}; if it lies elsewhere, name its place (`publish: state:`); to begin a new show, "
        "choose an empty target "
        "(`publish: to:`)",
    )


def older_catalog(target: Target, observed: Observed, claim: Claim) -> Refused:
    """Publishing would take out of the feed what was published since, or bring in another show's."""
    revision = observed.catalog.revision if observed.catalog else 0
    lineage = observed.catalog.lineage if observed.catalog else ""
    ours = Version(revision=revision, lineage=lineage)
    differs = f"it is {ours}, but {claim.source} names {claim.version}"
    if str(ours) == str(claim.version):
        differs = f"it is {ours}, but other bytes than those of which {claim.source} has the digest"
    return Refused(
        f"this catalog is older than what is published, or another show's: {differs}",
        where=f"{target.state.name}/{CATALOG}",
        hint=f"{_how_to_restore()}; to go on from this one on purpose, and publish again what is not in it: "
        f"feedpub recover --revision {revision}",
    )


def _how_to_restore() -> str:
    """What to do about a catalog that is lost, damaged or too old. The one place that says it."""
    return "bring it back from the history, or else from the feed and your files: feedpub recover"


def _unlistable(target: Target) -> Refused:
    return Refused(
        "there is no catalog, and these credentials may not list: nobody can tell whether a show was published here "
        "and its catalog is lost",
        where=f"{target.state.name}/{CATALOG}",
        flag="--first",
        hint="allow s3:ListBucket on the bucket (a statement of its own: "
        '{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::BUCKET"}); '
        "if nothing was ever published here: --first",
    )
