"""`diff`: what a publish would change in the feed that is live; nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from feedpub import feed
from feedpub.audio import probe
from feedpub.audio.probe import Measure
from feedpub.cache import NO_CACHE, Cache
from feedpub.catalog import Overrides, Version, changes, feed_version, read_stored
from feedpub.catalog.channel import NewGuid
from feedpub.catalog.history import history_key
from feedpub.commands.publish import NO_OVERRIDES, publish_steps, random_guid
from feedpub.deploy.caller import NOBODY, Caller
from feedpub.deploy.destination import Destination, destination, open_target
from feedpub.deploy.events import OnEvent, Planned, ignore, plan_of
from feedpub.deploy.target import Target
from feedpub.deploy.verify import PublicFeed, public_feed
from feedpub.errors import StorageError
from feedpub.model.catalog import Catalog
from feedpub.source import read_show, show_of


class StoredFeed(StrEnum):
    """How the stored feed and the catalog stand to each other."""

    NONE = "none"
    """Nothing is published yet."""

    CURRENT = "current"
    """It is the catalog's."""

    BEHIND = "behind"
    """It is that of an earlier revision: a run was interrupted."""

    CHANGED = "changed"
    """It is not as feedpub published it."""

    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """The feed that is live before a publish."""

    stored: StoredFeed
    version: Version | None = None
    """What the stored feed shows; None for none of feedpub's."""

    public: PublicFeed | None = None
    """What apps get at the public address; None: there is none to ask, or nothing to compare."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveDifference:
    """What a publish would do, with its changes seen from the feed that is live, which may be behind the catalog."""

    planned: Planned
    live: Live

    @property
    def is_empty(self) -> bool:
        """Whether a publish would have nothing to do."""
        return not self.planned.plan and not self.planned.changes


def diff(  # noqa: PLR0913 - as with `publish`
    paths: Sequence[Path],
    *,
    now: datetime,
    to: str | None = None,
    url: str | None = None,
    overrides: Overrides = NO_OVERRIDES,
    on_event: OnEvent = ignore,
    new_guid: NewGuid = random_guid,
    measure: Measure = probe.measure,
    results: Cache = NO_CACHE,
    caller: Caller = NOBODY,
) -> LiveDifference:
    """Compare what `publish` would make of these files with the feed that is stored, and ask the public address.

    All arguments, and what is raised, are as with `publish`: what that refuses has no difference. Writes nothing.
    """
    steps = publish_steps(
        paths,
        now=now,
        to=to,
        url=url,
        overrides=overrides,
        new_guid=new_guid,
        measure=measure,
        results=results,
        caller=caller,
        on_event=on_event,
    )
    planned = plan_of(steps, on_event=on_event)
    where = destination(read_show(show_of(paths[0])), to=to, url=url)
    return difference(planned, where, open_target(where, noted=caller.noted))


def difference(planned: Planned, where: Destination, target: Target) -> LiveDifference:
    """The plan, seen from the feed that the target has."""
    before = planned.before
    if before is None:
        return LiveDifference(planned=planned, live=Live(stored=StoredFeed.NONE))
    content = target.site.read(before.channel.feed)
    if content is None:
        return LiveDifference(planned=planned, live=Live(stored=StoredFeed.MISSING))
    version = feed_version(content.data)
    base, stored = _base(target, before, version)
    if stored is StoredFeed.CURRENT and _sends_feed(planned) and content.data != feed.render(before):
        stored = StoredFeed.CHANGED
    if base is not before:
        planned = replace(planned, before=base, changes=changes(base, planned.after))
    public = None
    if where.has_address:
        public = public_feed(where.feed_url, stored=content.data, allow_private=where.is_local_only)
    return LiveDifference(planned=planned, live=Live(stored=stored, version=version, public=public))


def _base(target: Target, before: Catalog, version: Version | None) -> tuple[Catalog, StoredFeed]:
    """The catalog that the stored feed shows; the newest one where the feed does not say, or history has it no more."""
    if version is None:
        return before, StoredFeed.CHANGED
    if version.revision == before.manifest[before.channel.feed].revision:
        return before, StoredFeed.CURRENT
    kept = target.state.read(history_key(version.revision, version.digest)) if version.digest else None
    if kept is None:
        return before, StoredFeed.BEHIND
    try:
        return read_stored(kept.data, where="history", read_only=True).catalog, StoredFeed.BEHIND
    except StorageError:  # damaged: what differs from the newest catalog is all that can be said
        return before, StoredFeed.BEHIND


def _sends_feed(planned: Planned) -> bool:
    return any(phase.name == "feed" for phase in planned.plan.phases)
