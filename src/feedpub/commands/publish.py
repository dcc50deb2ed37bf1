"""`publish`: from the author's files to what listeners get."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from pathlib import Path

from feedpub.audio import probe
from feedpub.audio.probe import Measure
from feedpub.catalog import NextCatalog, Overrides
from feedpub.catalog.channel import NewGuid
from feedpub.catalog.inputs import Inputs
from feedpub.catalog.prospective import next_catalog
from feedpub.deploy import Changing, Destination, Ended, Said, Verify, Wishes, destination, run
from feedpub.deploy.plan import Put
from feedpub.errors import Refused, Together
from feedpub.ingest import AuthorFiles, OnRead, facts, gather, locate, not_suppressed
from feedpub.ingest.derive import MakeFiles
from feedpub.lint import Finding, Found
from feedpub.model.catalog import Catalog
from feedpub.readback import ReadBack


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The end of a publish."""

    ended: Ended
    slugs: tuple[str, ...]
    """The episodes of this run, in the order given."""

    drafts: tuple[str, ...]
    """Names of the files that were skipped as drafts."""

    @property
    def first(self) -> bool:
        """Whether the show was never published here before."""
        return self.ended.outcome.before is None


def publish(  # noqa: PLR0913 - what a caller may choose, each by its name
    paths: Sequence[Path],
    *,
    to: str | None = None,
    url: str | None = None,
    now: datetime,
    new_guid: NewGuid,
    overrides: Overrides,
    verify: Verify | None = None,
    on_read: OnRead | None = None,
    measure: Measure = probe.measure,
    on_bytes: Callable[[Put, int], None] = lambda _put, _count: None,
) -> Generator[Said | Inputs | None, None, Published]:
    """Publish episodes, shows or both; all or nothing. `now` is aware, read once per run.

    `new_guid` is asked, once per run, only for a show that has no `guid:`, no public address and no catalog yet.
    Yields what was read, drafts included, then what happens; `Planned` before anything does: stop there for a dry run.
    Raises `Invalid`, `Refused`, `ProofFailed`, `StorageError`: the feed is then as it was, if the message says no more.
    """
    inputs = gather(paths, on_read=on_read, measure=measure)
    yield inputs
    if overrides.renamed_from and len(inputs.episodes) != 1:
        raise Refused("--renamed-from goes with exactly one episode", hint="name that episode's file alone")
    where = destination(inputs.show, to=to, url=url)
    change = changing(inputs, where, now=now, new_guid=new_guid, overrides=overrides, on_hash=on_read)
    ended = yield from run(
        where,
        change,
        now=now,
        verify=verify,
        on_bytes=on_bytes,
        wishes=wishes(inputs),
    )
    return Published(
        ended=ended,
        slugs=tuple(written.slug for written, _ in inputs.episodes),
        drafts=tuple(draft.name for draft in inputs.drafts),
    )


def wishes(inputs: Inputs) -> Wishes:
    """How the rules are applied to this run, by what its author wrote."""

    def at_lines(back: ReadBack, found: Iterable[Found]) -> list[Finding]:
        episodes = {written.slug: written for written, _ in inputs.episodes}
        fields = AuthorFiles(show=inputs.show, episodes=episodes, slugs=back.slugs)
        return not_suppressed((locate(one, fields) for one in found), fields)[0]

    said = inputs.show.show.check
    return Wishes(placed=at_lines, ignore=said.ignore, strict=said.strict, facts=facts(inputs))


def changing(
    inputs: Inputs,
    where: Destination,
    *,
    now: datetime,
    new_guid: NewGuid,
    overrides: Overrides,
    on_hash: OnRead | None = None,
) -> Changing:
    """The change these files mean, for `transact`: what is published → what should be. Raises every refusal at once."""
    asked_once = cache(partial(new_guid, inputs.show))
    deriver = MakeFiles.of(inputs, on_hash=on_hash)

    def change(before: Catalog | None) -> NextCatalog:
        wanted = next_catalog(
            before,
            inputs,
            base=where.base,
            now=now,
            overrides=overrides,
            new_guid=lambda _show: asked_once(),
            deriver=deriver,
        )
        if len(wanted.refusals) == 1:
            raise wanted.refusals[0]
        if wanted.refusals:
            raise Together(wanted.refusals)
        return wanted

    return change
