"""What is stored now: the catalog, `applied`, the history, and the objects that a plan needs."""

from __future__ import annotations

from collections.abc import Collection, Container, Generator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import NamedTuple

from feedpub.catalog import (
    APPLIED,
    CATALOG,
    PublishedDocument,
    Version,
    feed_version,
    is_stamped,
    loads_applied,
    read_stored,
)
from feedpub.catalog.history import HISTORY, history_revision, since
from feedpub.deploy.refusals import how_to_restore, lost_catalog
from feedpub.deploy.target import Observed, Target
from feedpub.errors import Denied, StorageError
from feedpub.model.catalog import Catalog
from feedpub.storage import Body, ObjectInfo
from feedpub.storage.steps import Steps, Together


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
        hint = f"{how_to_restore()}, then run again"
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
