"""`move`: a show goes to another place with everything that was ever published, and its subscribers after it."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from feedpub.catalog import CATALOG, MOVE, NextCatalog, Overrides
from feedpub.commands.workspace import rewrite
from feedpub.deploy.actions import Put
from feedpub.deploy.caller import NOBODY, Caller
from feedpub.deploy.destination import Destination, destination, open_target, refuse_inside
from feedpub.deploy.events import ActionDone, AtPlace, Event, OnEvent, Planned, Restarted, finish, ignore
from feedpub.deploy.gate import GateOptions, locate_by_slug
from feedpub.deploy.moving import MoveSource, MoveTarget, Overtaken, leave, read_source
from feedpub.deploy.run import RunResult, VerifyMode, run
from feedpub.deploy.transaction import ATTEMPTS
from feedpub.errors import Conflict, FeedpubError, Refused, StorageError
from feedpub.model.catalog import Catalog
from feedpub.model.show import Publish
from feedpub.source import ShowFile, display_path, find_show, read_show, real_path
from feedpub.source.edit import FieldName, lines, read_options, with_fields
from feedpub.source.files import digest_of, read_text
from feedpub.storage.open import redirect_website

_NEW_FEED_URL: FieldName = ("new_feed_url",)
_NEW_ADDRESS = "FP125"
"""The rule that asks whether `new_feed_url` is meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPlace:
    """Where a show moves, as `publish:` of show.yaml says it; None: as it is now."""

    to: str
    """`s3://bucket/prefix`, or a path from the current folder."""

    url: str | None = None
    state: str | None = None
    endpoint: str | None = None
    region: str | None = None
    profile: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedMove:
    """A move that is prepared: from where, to where, and what show.yaml says then."""

    show: ShowFile
    old: Destination
    new: Destination
    fields: Mapping[FieldName, str]
    """What show.yaml says of the new place."""

    text: str | None
    """show.yaml as it is written; None where its author has to write the fields."""

    new_feed_url: str
    """What the old feed says; empty where the new place has no address, or where the address stays."""

    @property
    def own_feed_url(self) -> str:
        """What the new feed says, and show.yaml; empty as well where nobody can have subscribed."""
        return self.fields.get(_NEW_FEED_URL, "")

    @property
    def lines(self) -> tuple[str, ...]:
        """The fields as lines of YAML."""
        return tuple(lines(self.fields))


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedMove:
    """What a move would do first: at the new place."""

    prepared: PreparedMove
    planned: Planned


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The result of a move."""

    prepared: PreparedMove
    new_run: RunResult
    """At the new place."""

    old_run: RunResult
    """At the old one."""

    planned: Planned
    """What was done at the new place."""

    is_redirected: bool
    """Whether the website that the old bucket is sends everything on, with 301."""

    by_others: bool
    """Whether another run has brought the show there: an earlier one, or somebody else's at the same time."""

    @property
    def is_written(self) -> bool:
        """Whether show.yaml names the new place."""
        return self.prepared.text is not None


def move(
    path: Path,
    place: NewPlace,
    *,
    now: datetime,
    verify: VerifyMode | None = None,
    caller: Caller = NOBODY,
    on_event: OnEvent = ignore,
    stop_after_plan: bool = False,
) -> Moved | PlannedMove:
    """Move the show at or above `path` to another place, with its history; guids, dates and recordings stay.

    Everything is copied and verified there first; then the feed at the old place says where the new one is, and its
    pages lead there. An interrupted move is finished by the same call. `now` is aware. `on_event`, `stop_after_plan`
    and what is raised are as with `publish`; `Refused` also for a place that cannot be moved to.
    """
    prepared = prepare(path, place)
    steps = move_steps(
        prepared,
        now=now,
        verify=verify,
        caller=caller,
        on_event=on_event,
    )
    done = finish(steps, on_event=on_event, stop_after_plan=stop_after_plan)
    return PlannedMove(prepared=prepared, planned=done) if isinstance(done, Planned) else done


def move_steps(
    prepared: PreparedMove,
    *,
    now: datetime,
    verify: VerifyMode | None = None,
    caller: Caller = NOBODY,
    on_event: OnEvent = ignore,
) -> Generator[Event | AtPlace | None, None, Moved]:
    """`move` with its pauses."""
    run_at = partial(_run, prepared.show, now=now, caller=caller, on_event=on_event)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return (yield from _attempt(prepared, run_at, verify=verify, caller=caller))
        except Overtaken as overtaken:
            yield Restarted(attempt=attempt, wait=0.0, reason=overtaken.message)
    raise Conflict(
        f"somebody published at the old place {ATTEMPTS} times while the show moved",
        hint="stop what publishes by itself there, then run the same command again",
    )


def _attempt(
    prepared: PreparedMove,
    run_at: Callable[..., Generator[Event | None, None, RunResult]],
    *,
    verify: VerifyMode | None,
    caller: Caller,
) -> Generator[Event | AtPlace | None, None, Moved]:
    """The move, unless somebody publishes at the old place meanwhile: raises `Overtaken` then."""
    new, old = prepared.new, prepared.old
    yield AtPlace(where=new.to, is_old=False)
    source = yield from read_source(old, caller, is_public=not old.is_directory)
    _refuse_other_move(source, prepared)
    target = MoveTarget(source=source, where=new, new_feed_url=prepared.own_feed_url, files=_digests(prepared))
    yield None
    is_first = open_target(new).state.head(CATALOG) is None
    mode, noted = verify or _how_to_verify(prepared), _Noted()
    steps = run_at(_Place(where=new, verify=mode), target.change, look=target.look, is_first=is_first)
    new_run = yield from _noting(steps, noted)
    yield AtPlace(where=old.to, is_old=True)
    old_run = yield from run_at(_Place(where=old, verify=verify), partial(_leave, source, prepared), moves_to=new)
    yield None
    return Moved(
        prepared=_written_down(prepared),
        new_run=new_run,
        old_run=old_run,
        planned=noted.planned[-1],
        is_redirected=_redirected(prepared),
        by_others=not noted.is_committed,
    )


def _redirected(prepared: PreparedMove) -> bool:
    """Have the website that the old bucket is send everything on; False where it is none, or may not be changed."""
    old, new = prepared.old, prepared.new
    if not (old.has_address and new.has_address) or old.base == new.base:
        return False
    with suppress(StorageError):
        return redirect_website(old.to, to=new.base, endpoint=old.endpoint, region=old.region, profile=old.profile)
    return False


def _written_down(prepared: PreparedMove) -> PreparedMove:
    """The move, whose author's file names the new place if it can be written; it is read again: copying takes time."""
    path = prepared.show.path
    with suppress(FeedpubError):
        text = with_fields(read_text(path, prepared.show.name), prepared.fields)
        if text is not None:
            rewrite(path, text)
        return replace(prepared, text=text)
    return replace(prepared, text=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    where: Destination
    verify: VerifyMode | None


def _run(
    show: ShowFile,
    place: _Place,
    change: Callable[[Catalog | None], NextCatalog],
    **options: Any,  # noqa: ANN401 - as `run` takes them
) -> Generator[Event | None, None, RunResult]:
    return run(
        place.where,
        change,
        command=MOVE,
        verify=place.verify,
        overrides=Overrides(moved=True),
        gate_options=GateOptions(locate=locate_by_slug, ignore=(*show.show.check.ignore, _NEW_ADDRESS)),
        **options,
    )


@dataclass(slots=True)
class _Noted:
    """What happened at the new place."""

    planned: list[Planned] = field(default_factory=list)
    is_committed: bool = False
    """Whether this very run has put the catalog there."""


def _noting(steps: Generator[Event | None, None, RunResult], noted: _Noted) -> Generator[Event | None, None, RunResult]:
    """The steps; what happens is noted."""
    while True:
        try:
            event = next(steps)
        except StopIteration as stop:
            result: RunResult = stop.value
            return result
        if isinstance(event, Planned):
            noted.planned.append(event)
        elif isinstance(event, ActionDone) and isinstance(event.action, Put) and event.action.key == CATALOG:
            noted.is_committed = True
        yield event


def _leave(source: MoveSource, prepared: PreparedMove, before: Catalog | None) -> NextCatalog:
    here = prepared.old.recorded
    return leave(
        source, before, to=prepared.new.named_from(prepared.old), here=here, new_feed_url=prepared.new_feed_url
    )


def _how_to_verify(prepared: PreparedMove) -> VerifyMode:
    """At the public address, unless that still leads to the old place, or there is none."""
    return "public" if prepared.new.has_address and prepared.new.base != prepared.old.base else "store"


def _refuse_other_move(source: MoveSource, prepared: PreparedMove) -> None:
    if source.to and source.to != prepared.new.named_from(prepared.old):
        raise Refused(
            f"the show has moved from {prepared.old.to} to {source.to} already",
            where=str(prepared.show.place("publish.to")),
            hint="update your files (git pull), and move it from there",
        )


# --- what is prepared


def prepare(path: Path, place: NewPlace) -> PreparedMove:
    """The move of the show at or above `path`. Raises `Refused` for a place that cannot be moved to."""
    show = read_show(find_show(path))
    old = destination(show)
    new = destination(_at(show, place))
    _refuse_place(show, old, new)
    has_subscribers = old.has_address and new.base != old.base
    url = new.feed_url if new.has_address and new.base != old.base else ""
    fields = _fields(show, place, new, new_feed_url=url if has_subscribers else "")
    text = with_fields(read_text(show.path, show.name), fields)
    return PreparedMove(show=show, old=old, new=new, fields=fields, text=text, new_feed_url=url)


def _at(show: ShowFile, place: NewPlace) -> ShowFile:
    """The show as if its file named the new place."""
    given = _read(place)
    where = {"url": None, "state": None, **given, "to": _whole(place.to)}
    publish = show.show.publish.model_copy(update=where)
    return replace(show, show=show.show.model_copy(update={"publish": publish}))


def _read(place: NewPlace) -> dict[str, str]:
    """The values as show.yaml would be read. Raises `FeedpubError` for what could not be written there."""
    texts = {name: text for name, text in asdict(place).items() if text is not None}
    read = read_options(Publish, texts)
    return {name: getattr(read, name) for name in texts}


def _whole(place: str) -> str:
    return place.rstrip("/") if "://" in place else str(real_path(Path.cwd() / Path(place).expanduser()))


def _fields(show: ShowFile, place: NewPlace, new: Destination, *, new_feed_url: str) -> dict[FieldName, str]:
    """What show.yaml says then; a folder is written from the show's, as far as both lie in one workspace."""
    fields: dict[FieldName, str] = {("publish", "to"): _written(new.to, show)}
    if new.has_address:
        fields["publish", "url"] = new.base
    if place.state or show.show.publish.state:
        fields["publish", "state"] = _written(new.state, show)
    for name in ("endpoint", "region", "profile"):
        if value := getattr(place, name):
            fields["publish", name] = value
    if new_feed_url:
        fields[_NEW_FEED_URL] = new_feed_url
    return fields


def _written(place: str, show: ShowFile) -> str:
    if "://" in place or not Path(place).is_relative_to(real_path(show.workspace)):
        return place
    return os.path.relpath(place, real_path(show.path.parent)).replace(os.sep, "/")


def _digests(prepared: PreparedMove) -> tuple[str, str]:
    """Of show.yaml as it is, and as it will be: the next publish of it then finds nothing to do."""
    url = prepared.own_feed_url
    then = prepared.show.show.model_copy(update={"new_feed_url": url}) if url else prepared.show.show
    return prepared.show.digest, digest_of(then)


def _refuse_place(show: ShowFile, old: Destination, new: Destination) -> None:
    where, name = str(show.place("publish.to")), display_path(show.path)
    if (new.to, new.store) == (old.to, old.store):
        raise Refused(
            f"the show is published at {old.to} already",
            where=where,
            hint="name another place (--to); another public address of the same place is a line of show.yaml: "
            "feedpub publish --move-enclosures",
        )
    refuse_inside(old, new)
    if old.has_address and not new.has_address:
        raise Refused(
            f"{new.to} has no public address, and subscribers of {old.feed_url} could not be sent there",
            where=where,
            hint="say where its web server shows it: --url https://…",
        )
    if not old.is_local_only and new.is_local_only:
        raise Refused(
            f"only this machine, or its network, can reach {new.base}; subscribers of {old.feed_url} could not",
            where=name,
            hint="give an address that everybody can reach: --url https://…",
        )
