"""What must be in the published target: every object that the manifest names; what is wrong with it, and its repair."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from feedpub.catalog.applied import AppliedObject
from feedpub.catalog.objects import described, key_digest, of_catalog, stored_for, stored_for_channel
from feedpub.catalog.revise import NextCatalog
from feedpub.model.address import HOME
from feedpub.model.catalog import Catalog
from feedpub.standards import FEED_TYPE, FOLDERS, IMMUTABLE, SHORT, charset, common_type, media_type, with_charset
from feedpub.storage import Body, ListedObject, ObjectInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One object that the manifest names."""

    key: str
    what: str
    """`audio of first-light`, `page`, `the feed`."""

    size: int | None = None
    """None: the catalog does not say."""

    digest: str = ""
    """SHA-256 (hex) of its bytes; empty for a document of which `applied` says nothing.

    Just its first digits, those of the key, for a recording that was not there when the catalog was rebuilt.
    """

    token: str = ""
    """That of the put of a document."""

    type: str
    cache: str
    is_document: bool = False
    """A page or the feed, whose bytes change under its key."""

    is_page: bool = False
    superseded: datetime | None = None
    """Since when nothing refers to it any more: it stays, since apps and caches keep old feeds."""

    deleted: bool = False
    """A revision has marked it for deletion: it must not be there."""


def inventory(catalog: Catalog, vouched: Mapping[str, AppliedObject]) -> tuple[Expected, ...]:
    """Everything that the manifest names, by key; `vouched` is what `applied` says of pages and feed."""
    reasons, sizes, immutable = described(catalog), dict(_sizes(catalog)), of_catalog(catalog)
    return tuple(
        _document(catalog, key, vouched.get(key))
        if key not in immutable and not is_immutable(key)
        else Expected(
            key=key,
            what=reasons.get(key, "nothing refers to it any more"),
            size=sizes.get(key),
            digest=entry.digest,
            type=media_type(key),
            cache=IMMUTABLE,
            superseded=entry.superseded,
            deleted=entry.deleted is not None,
        )
        for key, entry in sorted(catalog.manifest.items())
    )


def is_immutable(key: str) -> bool:
    """Whether a key has the form of those that hold the digest of their bytes: `media/first-light-9a0c44d1e2f3.mp3`."""
    return key.partition("/")[0] in FOLDERS and key_digest(key) != ""


def may_be_document(key: str) -> bool:
    """Whether a key may be that of a page or a feed of ours."""
    return "/" not in key and key.endswith((".html", ".xml", ".json", ".css", ".txt"))


def _document(catalog: Catalog, key: str, known: AppliedObject | None) -> Expected:
    entry, is_feed = catalog.manifest[key], key == catalog.channel.feed
    what = "the feed" if is_feed else "the show's home" if key == HOME else "page"
    what = "style sheet of the theme" if key.endswith(".css") else what
    return Expected(
        key=key,
        what=what if entry.superseded is None else "nothing refers to it any more",
        size=known.size if known else None,
        digest=known.digest if known else "",
        token=known.token if known else "",
        type=with_charset(FEED_TYPE) if is_feed else media_type(key),
        cache=SHORT,
        is_document=True,
        is_page=not is_feed,
        superseded=entry.superseded,
        deleted=entry.deleted is not None,
    )


def _sizes(catalog: Catalog) -> Iterator[tuple[str, int]]:
    yield from ((one.key, one.size) for one in stored_for_channel(catalog.channel))
    for item in catalog.items:
        yield from ((one.key, one.size) for one in stored_for(item))


# --- what is wrong


class Flaw(StrEnum):
    """What is wrong with an object, in one word."""

    MISSING = "missing"
    CHANGED = "changed"
    """Other bytes than those that were published."""

    UNKNOWN = "unknown"
    """Its size is right, but another program put it: nothing tells whose bytes these are without reading them."""

    TYPE = "type"
    CACHE = "cache"
    UNREADABLE = "unreadable"
    """It is there, and cannot be read."""

    UNREACHABLE = "unreachable"
    """The public address does not deliver it."""

    INVALID = "invalid"
    """The feed is not well-formed, or not that of the catalog."""

    BEHIND = "behind"
    """Pages and feed are not those of the catalog: a run was interrupted."""

    UNDELETED = "undeleted"
    """It was marked for deletion, and is still there."""

    UNNAMED = "unnamed"
    """feedpub put it, and no manifest names it."""

    COPIED = "copied"
    """The page has the right bytes, and somebody else has written them since: its token is another one."""

    UNMEASURED = "unmeasured"
    """It is the recording that its key names, and the catalog knows no more of it than that."""

    GONE = "gone"
    """Nothing refers to it any more, and it is not there any more."""


HARMLESS = frozenset({Flaw.UNNAMED, Flaw.GONE, Flaw.COPIED, Flaw.UNMEASURED})
"""What listeners do not notice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """Something that is not as it was published."""

    key: str
    what: str
    fault: Flaw
    message: str
    hint: str = ""
    token: str = ""
    """Of the object that was found to be wrong; empty if there is none."""

    @property
    def is_damage(self) -> bool:
        """Whether listeners or readers may notice."""
        return self.fault not in HARMLESS


def listed_fault(expected: Expected, listed: ListedObject | ObjectInfo | None) -> Discrepancy | None:
    """What is wrong with an object as far as a listing tells: whether it is there, and how many bytes it has."""
    if listed is None and expected.deleted:
        return None
    if listed is None:
        return _finding(expected, Flaw.GONE if expected.superseded else Flaw.MISSING, "is not there")
    if expected.deleted:
        return _finding(expected, Flaw.UNDELETED, "was deleted, and is still there", listed)
    if expected.size is not None and listed.size != expected.size:
        return _finding(expected, Flaw.CHANGED, f"has {listed.size} bytes instead of {expected.size}", listed)
    return None


def fault(expected: Expected, seen: ObjectInfo | None, *, read: str = "") -> Discrepancy | None:
    """What is wrong with an object by what the store says of it; `read` is the SHA-256 of its bytes, if known."""
    if (found := listed_fault(expected, seen)) or seen is None or expected.deleted:
        return found
    if found := _wrong_bytes(expected, seen, read):
        return found
    return None if expected.superseded else _wrong_headers(expected, seen) or _copied(expected, seen)


def is_vouched(expected: Expected, seen: ObjectInfo) -> bool:
    """Whether a document has the very token that its put gave: nobody has written to it since."""
    return expected.token != "" and seen.token == expected.token


def _wrong_bytes(expected: Expected, seen: ObjectInfo, read: str) -> Discrepancy | None:
    if not expected.digest or (not read and is_vouched(expected, seen)):
        return None
    known = read or seen.checksum or seen.digest
    if not known:
        return _finding(expected, Flaw.UNKNOWN, "was put by another program, and nothing tells what it is", seen)
    if not known.startswith(expected.digest):
        return _finding(expected, Flaw.CHANGED, "has other bytes", seen)
    if known != expected.digest:
        back = _finding(expected, Flaw.UNMEASURED, "is there again, and the catalog was rebuilt without it", seen)
        return replace(back, hint="to measure it, so that it can be published again: feedpub verify --repair")
    return None


def _wrong_headers(expected: Expected, seen: ObjectInfo) -> Discrepancy | None:
    """Of a store that keeps them: a directory knows neither."""
    if seen.type and (common_type(seen.type), charset(seen.type)) != (
        common_type(expected.type),
        charset(expected.type),
    ):
        return _finding(expected, Flaw.TYPE, f"has the type {seen.type} instead of {expected.type}", seen)
    if seen.type and seen.cache != expected.cache:
        found = seen.cache or "none"
        return _finding(expected, Flaw.CACHE, f"has the Cache-Control {found} instead of {expected.cache}", seen)
    return None


def _copied(expected: Expected, seen: ObjectInfo) -> Discrepancy | None:
    if not expected.token or is_vouched(expected, seen):
        return None
    return _finding(expected, Flaw.COPIED, "has the right bytes, but was written anew by somebody else")


def _comparable(type: str) -> tuple[str, str]:
    return common_type(type), charset(type)


def _finding(
    expected: Expected, fault: Flaw, message: str, seen: ListedObject | ObjectInfo | None = None
) -> Discrepancy:
    token = seen.token if isinstance(seen, ObjectInfo) else ""
    return Discrepancy(key=expected.key, what=expected.what, fault=fault, message=message, token=token)


# --- repairs


def repaired(
    before: Catalog,
    wrong: Mapping[str, str],
    objects: Mapping[str, Body],
    *,
    renewed: Callable[[Catalog], Catalog],
    design: str,
    assets: Collection[str],
) -> NextCatalog:
    """What is put again of `wrong`: key → token of what was found there.

    `objects` are bytes of immutable keys; what is neither among them nor among `assets`, those of pages as they are
    rendered today, stays as it is. `renewed` gives what could not be made again another key. Where a page is wrong, or
    an asset, and pages have another design than today's, nobody can make those bytes any more: all pages are rendered
    with today's as a new revision.
    """
    catalog = renewed(before)
    immutable, loaded = of_catalog(before), dict(before.assets)
    pages = [key for key in wrong if key in before.manifest and key not in immutable and key != before.channel.feed]
    lost = [key for key in wrong if key in loaded and key not in assets]
    if lost or (pages and before.design != design):
        catalog = replace(catalog, design="")
    made = {*objects, *assets}
    again = {key: token for key, token in wrong.items() if key not in immutable or key in made}
    return NextCatalog(catalog=catalog, objects=objects, again=again)
