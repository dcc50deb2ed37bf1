"""`publish`: from the author's files to what listeners get."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Literal, overload
from uuid import uuid4

from feedpub.audio import probe
from feedpub.audio.probe import Measure
from feedpub.cache import NO_CACHE, Cache
from feedpub.catalog import NextCatalog, Overrides
from feedpub.catalog.channel import NewGuid
from feedpub.catalog.inputs import Inputs
from feedpub.catalog.prospective import next_catalog
from feedpub.deploy.caller import NOBODY, Caller
from feedpub.deploy.destination import Destination, destination, refuse_recordings
from feedpub.deploy.effects import CatalogChange
from feedpub.deploy.events import Event, OnEvent, Planned, finish, ignore, reading
from feedpub.deploy.gate import GateOptions
from feedpub.deploy.run import RunResult, VerifyMode, run
from feedpub.deploy.target import Target
from feedpub.errors import ErrorGroup, FileChanged, Refused
from feedpub.ingest import AuthorFiles, OnRead, ingest, known_faults, locate, not_suppressed
from feedpub.ingest.derive import MakeFiles
from feedpub.ingest.facts import facts
from feedpub.lint import Finding, Found
from feedpub.model.catalog import Catalog
from feedpub.model.files import ShowFile
from feedpub.readback import ReadBack
from feedpub.storage import Body

NO_OVERRIDES = Overrides()


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The result of a publish.

    >>> from datetime import UTC, datetime
    >>> from pathlib import Path
    >>> result = feedpub.publish([Path("feeds/tidewater/trailer.yaml")], now=datetime(2026, 10, 1, 12, tzinfo=UTC))
    >>> isinstance(result, feedpub.Published), result.first
    (True, True)
    """

    run: RunResult
    """The catalogs before and after, the plan that was carried out, the destination, and how it was verified."""

    slugs: tuple[str, ...]
    """The episodes of this run, in the order given."""

    drafts: tuple[str, ...]
    """Names of the files that were skipped as drafts."""

    @property
    def first(self) -> bool:
        """Whether the show was never published here before."""
        return self.run.outcome.before is None


def random_guid(_show: ShowFile) -> str:
    """A random `podcast:guid`, another one at each call."""
    return str(uuid4())


@overload
def publish(
    paths: Sequence[Path],
    *,
    now: datetime,
    to: str | None = ...,
    url: str | None = ...,
    overrides: Overrides = ...,
    verify: VerifyMode | None = ...,
    on_event: OnEvent = ...,
    stop_after_plan: Literal[False] = ...,
    new_guid: NewGuid = ...,
    measure: Measure = ...,
    results: Cache = ...,
    caller: Caller = ...,
) -> Published: ...


@overload
def publish(
    paths: Sequence[Path],
    *,
    now: datetime,
    to: str | None = ...,
    url: str | None = ...,
    overrides: Overrides = ...,
    verify: VerifyMode | None = ...,
    on_event: OnEvent = ...,
    stop_after_plan: bool,
    new_guid: NewGuid = ...,
    measure: Measure = ...,
    results: Cache = ...,
    caller: Caller = ...,
) -> Published | Planned: ...


def publish(  # noqa: PLR0913 - what a caller may choose, each by its name
    paths: Sequence[Path],
    *,
    now: datetime,
    to: str | None = None,
    url: str | None = None,
    overrides: Overrides = NO_OVERRIDES,
    verify: VerifyMode | None = None,
    on_event: OnEvent = ignore,
    stop_after_plan: bool = False,
    new_guid: NewGuid = random_guid,
    measure: Measure = probe.measure,
    results: Cache = NO_CACHE,
    caller: Caller = NOBODY,
) -> Published | Planned:
    """Publish episodes, shows or both; all or nothing.

    >>> from datetime import UTC, datetime
    >>> from pathlib import Path
    >>> result = feedpub.publish([Path("feeds/tidewater/trailer.yaml")], now=datetime(2026, 10, 1, 12, tzinfo=UTC))
    >>> result.slugs, result.run.where.feed_url
    (('trailer',), 'http://127.0.0.1:8910/feed.xml')

    `paths` are episode files, show.yaml, or folders (all of a show; the file of an episode that was unpublished is
    skipped there, with a warning). `now` is aware; it is the only clock. `to` and
    `url` replace the target of show.yaml and its public address. `overrides` allow what is refused otherwise. `verify`:
    "public" asks the public address (the default for a bucket), "store" the store or the disk. `on_event` is called
    with everything that happens, before the run goes on. `stop_after_plan` gives the plan (`Planned`) and changes
    nothing. `new_guid` is asked only for a show that has no `guid:`, no public address and no catalog yet. `measure`
    gives the facts of an audio file, perhaps from a cache; what is among the `results` of earlier runs is not done
    again. `caller` says who publishes, for the record.

    Raises `Invalid`, `Refused` (`ErrorGroup` for several), `Rejected`, `VerificationFailed`, `StorageError`: the feed
    is then as it was, unless the message says more.
    """
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
    return finish(steps, on_event=on_event, stop_after_plan=stop_after_plan)


def publish_steps(  # noqa: PLR0913 - as above
    paths: Sequence[Path],
    *,
    to: str | None = None,
    url: str | None = None,
    now: datetime,
    new_guid: NewGuid,
    overrides: Overrides,
    verify: VerifyMode | None = None,
    measure: Measure = probe.measure,
    results: Cache = NO_CACHE,
    caller: Caller = NOBODY,
    on_event: OnEvent = ignore,
) -> Generator[Event | Inputs | None, None, Published]:
    """`publish` with a pause in front of every call to the storage, where tests let others go first, or crash it.

    `on_event` is called between the pauses: with `Reading`, `Sending` and `Waiting`.
    """
    on_read = reading(on_event)
    inputs = ingest(paths, on_read=on_read, measure=measure, results=results)
    yield inputs
    if overrides.renamed_from and len(inputs.episodes) != 1:
        raise Refused("--renamed-from goes with exactly one episode", hint="name that episode's file alone")
    where = destination(inputs.show, to=to, url=url)
    refuse_recordings(where, (measured.audio.path for _, measured in inputs.episodes if measured.audio))
    change = catalog_change(inputs, where, now=now, new_guid=new_guid, overrides=overrides, on_hash=on_read)
    result = yield from run(
        where,
        change,
        command="publish",
        now=now,
        caller=caller,
        overrides=overrides,
        verify=verify,
        on_event=on_event,
        check_files=partial(refuse_changed, inputs),
        gate_options=gate_options(inputs, results),
        remake=partial(_remade, inputs),
    )
    there = {item.slug for item in result.outcome.after.items}
    return Published(
        run=result,
        slugs=tuple(written.slug for written, _ in inputs.episodes if written.slug in there),
        drafts=tuple(draft.name for draft in inputs.drafts),
    )


def _remade(inputs: Inputs, target: Target, catalog: Catalog, keys: Collection[str]) -> Mapping[str, Body]:
    from feedpub.commands.remaking import exactly_remade  # noqa: PLC0415 - pages take time to import; few need it

    return exactly_remade(inputs, target, catalog, keys)


def refuse_changed(inputs: Inputs) -> None:
    """Raise `FileChanged` for a recording that has another length than when it was measured: it is still being written.

    Its beginning was sent, and would be published. One that is not here any more was whole when it was read.
    """
    for _, measured in inputs.episodes:
        with suppress(FileNotFoundError):
            if measured.audio and (size := measured.audio.path.stat().st_size) != measured.audio.size:
                raise FileChanged(
                    f"the file had {measured.audio.size} bytes when it was measured, and has {size} now: nothing of it "
                    "is published",
                    where=str(measured.audio.path),
                    hint="wait until it is written completely, then run the same command again",
                )


def gate_options(inputs: Inputs, results: Cache = NO_CACHE) -> GateOptions:
    """How this run is linted, by what its author wrote."""

    def at_their_lines(back: ReadBack, found: Iterable[Found]) -> list[Finding]:
        files = AuthorFiles.of(inputs, back.slugs)
        return not_suppressed((locate(one, files) for one in found), files)

    check = inputs.show.show.check
    return GateOptions(
        locate=at_their_lines,
        ignore=check.ignore,
        strict=check.strict,
        facts=facts(inputs, results),
        known=partial(known_faults, inputs.show, results),
    )


def catalog_change(
    inputs: Inputs,
    where: Destination,
    *,
    now: datetime,
    new_guid: NewGuid,
    overrides: Overrides,
    on_hash: OnRead | None = None,
) -> CatalogChange:
    """The change these files mean, for `transact`: what is published → what should be. Raises every refusal at once."""
    assigned_guid = cache(partial(new_guid, inputs.show))
    deriver = MakeFiles.of(inputs, on_hash=on_hash)

    def change(before: Catalog | None) -> NextCatalog:
        wanted = next_catalog(
            before,
            inputs,
            base=where.base,
            now=now,
            overrides=overrides,
            new_guid=lambda _show: assigned_guid(),
            deriver=deriver,
        )
        if len(wanted.refusals) == 1:
            raise wanted.refusals[0]
        if wanted.refusals:
            raise ErrorGroup(wanted.refusals)
        return wanted

    return change
