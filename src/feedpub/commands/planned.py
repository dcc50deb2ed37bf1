"""`publish --plan-out` and `--plan`: a plan as a file, which is carried out exactly as it was shown, or not at all."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import feedpub
from feedpub.audio import probe
from feedpub.audio.probe import Measure
from feedpub.cache import NO_CACHE, Cache
from feedpub.catalog import Overrides, digest, plain, summary
from feedpub.catalog.codec import CodecError, Codecs
from feedpub.catalog.inputs import Inputs
from feedpub.commands.publish import Published, publish_steps
from feedpub.commands.workspace import write_private
from feedpub.deploy.actions import Plan
from feedpub.deploy.caller import NOBODY, Caller
from feedpub.deploy.destination import Destination, destination, open_target
from feedpub.deploy.events import Event, OnEvent, Planned, finish, ignore, plan_of
from feedpub.deploy.observe import observe
from feedpub.deploy.run import VerifyMode
from feedpub.deploy.target import Observed
from feedpub.errors import FeedpubError, Refused
from feedpub.ingest.read_files import digests
from feedpub.model.catalog import Catalog

FORMAT = 1
"""Rises when a field of a plan's file changes its meaning."""

LARGEST = 64 * 1024 * 1024
"""Bytes of a plan's file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFile:
    """What a plan is of, what it will do, and by which everything that has moved since is found.

    It holds no secrets: digests, names and addresses, and of the words of an author none.
    """

    format: int
    feedpub: str
    """Version of the feedpub that made it."""

    now: datetime
    """The moment at which new episodes without a date are published, and up to which scheduled ones are released."""

    paths: tuple[str, ...]
    """What is published, from the folder in which the command ran."""

    to: str | None
    """`--to`, if it was given; so are `url` and `verify`."""

    url: str | None
    verify: str | None
    options: Overrides
    """The other options of `publish`: `replace_audio`, `renamed_from`, …"""

    target: Mapping[str, str]
    """Where it is published: `to`, `state`, `url`, `feed`, `endpoint`."""

    guid: str
    """The show's `podcast:guid`."""

    lineage: str
    revision: int
    """Of the catalog that it follows; 0 for a first publication."""

    parent: str
    """Digest (SHA-256) of that catalog as it is stored; empty for a first publication."""

    catalog: str
    """Digest (SHA-256) of the catalog that it leads to, without who made it and without its number."""

    inputs: Mapping[str, str]
    """Path from the workspace → SHA-256 of each file that the author wrote."""

    actions: tuple[str, ...]
    """What is put, verified or deleted in the target, in order: `media: put media/first-light-9a0c44d1e2f3.mp3`."""

    changes: tuple[str, ...]
    """What listeners will notice, for people: `add first-light`."""


# --- making one


def plan_to_file(  # noqa: PLR0913 - as with `publish`
    paths: Sequence[Path],
    file: Path,
    *,
    now: datetime,
    to: str | None = None,
    url: str | None = None,
    overrides: Overrides,
    verify: VerifyMode | None = None,
    on_event: OnEvent = ignore,
    new_guid: Callable[..., str],
    measure: Measure = probe.measure,
    results: Cache = NO_CACHE,
    caller: Caller = NOBODY,
) -> Planned:
    """Write the plan of a publish into a file with mode 0600, in the place of an earlier one; publish nothing.

    Arguments and errors are those of `publish`.
    """
    read: list[Inputs] = []

    def seen(event: object) -> None:
        if isinstance(event, Inputs):
            read.append(event)
        on_event(event)

    steps = publish_steps(
        paths,
        now=now,
        to=to,
        url=url,
        overrides=overrides,
        verify=verify,
        new_guid=new_guid,
        measure=measure,
        results=results,
        caller=caller,
        on_event=on_event,
    )
    planned = plan_of(steps, on_event=seen)
    where = destination(read[0].show, to=to, url=url)
    made = PlanFile(
        format=FORMAT,
        feedpub=feedpub.__version__,
        now=now.astimezone(UTC),
        paths=tuple(Path(os.path.relpath(path)).as_posix() for path in paths),
        to=to,
        url=url,
        verify=verify,
        options=overrides,
        target=_target(where),
        guid=planned.after.channel.guid,
        lineage=planned.after.lineage,
        revision=planned.before.revision if planned.before else 0,
        parent=_parent(planned),
        catalog=_leads_to(planned.after),
        inputs=digests(read[0]),
        actions=_actions(planned.plan),
        changes=tuple(map(summary, planned.changes)),
    )
    write_private(file, dumps_plan(made))
    return planned


def _target(where: Destination) -> dict[str, str]:
    return {
        "to": where.to,
        "state": where.state,
        "url": where.base,
        "feed": where.feed,
        "endpoint": where.endpoint or "",
    }


def _parent(planned: Planned) -> str:
    """The digest of the stored catalog that is followed."""
    if planned.before is None:
        return ""
    if planned.after.revision != planned.before.revision:
        return planned.after.parent
    return planned.plan.version.digest if planned.plan.version else ""


def _leads_to(catalog: Catalog) -> str:
    """The digest of a catalog without who made it, and without its number.

    Another may carry out a plan than made it; and where a run was interrupted, its number is not used again.
    """
    manifest = {
        key: replace(entry, revision=0) if entry.revision == catalog.revision else entry
        for key, entry in catalog.manifest.items()
    }
    return digest(plain(replace(catalog, commit=None, revision=0, manifest=manifest)))


def _actions(plan: Plan) -> tuple[str, ...]:
    """What is done to the target; what is done to the state follows from the catalog."""
    phases = (phase for phase in plan.phases if phase.name not in {"history", "catalog", "applied"})
    return tuple(f"{phase.name}: {type(one).__name__.lower()} {one.key}" for phase in phases for one in phase.actions)


# --- as JSON


_CODEC = Codecs(strict=True).of_class(PlanFile)


def dumps_plan(plan: PlanFile) -> bytes:
    """The plan as JSON, with the digest of everything else in it as its last field."""
    values = _CODEC.encode(plan)
    text = {**values, "digest": digest(values)}
    return (json.dumps(text, ensure_ascii=False, indent=2) + "\n").encode()


def load_plan(file: Path) -> PlanFile:
    """Read a plan. Raises `Refused` for a file that is none, or that was changed since it was written."""
    values = _read(file)
    kept = values.pop("digest", None)
    version = values.get("feedpub")
    if isinstance(version, str) and version != feedpub.__version__:
        raise _moved(f"it was made by feedpub {version}, this is {feedpub.__version__}", file)
    if kept != digest(values):
        raise Refused("the plan was changed since it was written: its digest is another", where=str(file), hint=_ANEW)
    try:
        plan: PlanFile = _CODEC.decode(values)
    except CodecError as error:
        raise _none(file) from error
    if plan.format != FORMAT or not plan.paths or plan.verify not in {None, "public", "store"} or not plan.now.tzinfo:
        raise _none(file)
    return plan


def _none(file: Path) -> Refused:
    return Refused("this is no plan of feedpub, or only a part of one", where=str(file), hint=_ANEW)


_ANEW = "make a new one: feedpub publish … --plan-out FILE"


def _read(file: Path) -> dict[str, Any]:
    try:
        with file.open("rb") as opened:
            data = opened.read(LARGEST + 1)
    except OSError as error:
        hint = f"check the path, or {_ANEW}"
        raise FeedpubError(f"cannot be read ({error.strerror or 'unknown'})", where=str(file), hint=hint) from None
    try:
        values = json.loads(data) if len(data) <= LARGEST else None
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict) or "catalog" not in values:
        raise _none(file)
    return values


# --- carrying it out


def publish_planned(
    file: Path,
    *,
    on_event: OnEvent = ignore,
    stop_after_plan: bool = False,
    measure: Measure = probe.measure,
    results: Cache = NO_CACHE,
    caller: Caller = NOBODY,
) -> Published | Planned:
    """Carry out a plan exactly as it was shown. Raises `Refused` that names what has moved since; else as `publish`.

    A plan that was interrupted is finished. One that was carried out already is refused.
    """
    steps = publish_planned_steps(
        file,
        measure=measure,
        results=results,
        caller=caller,
        on_event=on_event,
    )
    return finish(steps, on_event=on_event, stop_after_plan=stop_after_plan)


def publish_planned_steps(
    file: Path,
    *,
    measure: Measure = probe.measure,
    results: Cache = NO_CACHE,
    caller: Caller = NOBODY,
    on_event: OnEvent = ignore,
) -> Generator[Event | Inputs | None, None, Published]:
    """`publish_planned` with its pauses."""
    plan = load_plan(file)
    steps = publish_steps(
        [Path(path) for path in plan.paths],
        now=plan.now,
        to=plan.to,
        url=plan.url,
        overrides=plan.options,
        verify=cast("VerifyMode | None", plan.verify),
        new_guid=lambda _show: plan.guid,
        measure=measure,
        results=results,
        caller=replace(caller, new_lineage=lambda: plan.lineage),
        on_event=on_event,
    )
    while True:
        try:
            event = next(steps)
        except StopIteration as stop:
            done: Published = stop.value
            return done
        if isinstance(event, Inputs):
            _refuse_moved_inputs(plan, event, file)
            yield from _refuse_moved_catalog(plan, event, file)
        elif isinstance(event, Planned):
            _refuse_other_plan(plan, event, file)
        yield event


def _refuse_moved_inputs(plan: PlanFile, inputs: Inputs, file: Path) -> None:
    """Raise `Refused` for a file of the author that is another now, and for another target."""
    now = digests(inputs)
    moved = [name for name in sorted({*plan.inputs, *now}) if plan.inputs.get(name) != now.get(name)]
    if moved:
        names = ", ".join(f"{name} ({_what(plan.inputs.get(name), now.get(name))})" for name in moved[:_MOST])
        rest = f" and {len(moved) - _MOST} more" if len(moved) > _MOST else ""
        raise _moved(f"the author's files are others: {names}{rest}", file)
    target = _target(destination(inputs.show, to=plan.to, url=plan.url))
    for name, value in plan.target.items():
        if target.get(name) != value:
            raise _moved(f"it is for another target: `{name}` was {value}, and is {target.get(name)} now", file)


_MOST = 5


def _what(before: str | None, now: str | None) -> str:
    return "new" if before is None else "missing" if now is None else "changed"


def _refuse_moved_catalog(plan: PlanFile, inputs: Inputs, file: Path) -> Generator[None, None, None]:
    """Raise `Refused` where somebody has published since, with who and what; not where that was this very plan."""
    target = open_target(destination(inputs.show, to=plan.to, url=plan.url))
    observed: Observed = yield from observe(target, read_only=True)
    catalog = observed.catalog
    if catalog is None and plan.revision:
        raise _moved(f"the catalog that it follows (revision {plan.revision}) is not there any more", file)
    if catalog is None or observed.digest == plan.parent or _leads_to(catalog) == plan.catalog:
        return
    made = catalog.commit
    who = f" by {made.author or 'somebody'} ({made.command}: {'; '.join(made.changes) or 'no episode'})" if made else ""
    if not plan.revision:
        raise _moved(f"it is of a first publication, and the show was published since{who}", file)
    raise _moved(
        f"the catalog that it follows was of revision {plan.revision}, now revision {catalog.revision} is there{who}",
        file,
    )


def _refuse_other_plan(plan: PlanFile, planned: Planned, file: Path) -> None:
    """Raise `Refused` unless this is the plan of the file, or what is left of it."""
    actions = _actions(planned.plan)
    is_done = planned.before is not None and _leads_to(planned.before) == plan.catalog
    if is_done and plan.actions and not planned.plan:
        revision = planned.before.revision if planned.before else 0
        raise Refused(f"the plan was carried out already: it is revision {revision}", where=str(file), hint=_ANEW)
    if new := [one for one in actions if one not in plan.actions and ": verify " not in one]:
        raise _moved(f"something else would be done, first {new[0]} ({_reason(planned, new[0])})", file)
    if _leads_to(planned.after) != plan.catalog:
        raise _moved("the catalog that it would lead to is another one", file)


def _reason(planned: Planned, action: str) -> str:
    key = action.rpartition(" ")[2]
    return next(one.reason for phase in planned.plan.phases for one in phase.actions if one.key == key)


def _moved(what: str, file: Path) -> Refused:
    return Refused(f"the plan does not fit any more: {what}", where=str(file), hint=_ANEW)
