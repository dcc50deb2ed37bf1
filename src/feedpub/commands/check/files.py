"""Checking an author's files as they would be published now: what would stop a publish is an error."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from feedpub.audio import probe
from feedpub.audio.probe import Measure
from feedpub.cache import NO_CACHE, Cache
from feedpub.commands.check.result import CheckOptions, CheckResult
from feedpub.ingest import OnRead, ingest_readable
from feedpub.source import display_path

if TYPE_CHECKING:
    from feedpub.cache.dependencies import Dependencies


def check_files(
    paths: Sequence[Path],
    *,
    options: CheckOptions,
    now: datetime,
    on_read: OnRead | None = None,
    measure: Measure = probe.measure,
    results: Cache = NO_CACHE,
    noted: Dependencies | None = None,
) -> CheckResult:
    """What is wrong with the files of a show: episode files, drafts too, show.yaml, or a folder (all of it).

    `now` is aware. What is published at the target counts; a bucket is read if it can be, unless `options.offline`. The
    result says which files are missing on this machine, and what else was not checked. `measure` and `results`
    are as with `publish`. What the result depends on is `noted`.
    Raises `FeedpubError` if there is nothing to check.
    """
    inputs, problems = ingest_readable(
        paths, on_read=on_read, measure=measure, results=results, with_drafts=True, meanwhile=_load
    )
    from feedpub.commands.check.file_findings import files_result  # noqa: PLC0415 - see below

    name = ", ".join(map(display_path, paths))
    return files_result(inputs, problems, name=name, options=options, now=now, results=results, noted=noted)


def _load() -> None:
    """Import the rules and the feed while another process reads the first files: it takes as long as a hundred."""
    import feedpub.commands.check.file_findings  # noqa: F401, PLC0415 - its import is what is wanted
