"""Checking an author's files: as they would be published, without looking at what is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from feedpub.audio import probe
from feedpub.audio.probe import Measure
from feedpub.commands.check.checked import Checked, Options
from feedpub.ingest import OnRead, ingest_readable
from feedpub.source import display_path


def check_authors(
    paths: Sequence[Path],
    *,
    options: Options,
    now: datetime,
    on_read: OnRead | None = None,
    measure: Measure = probe.measure,
) -> Checked:
    """What is wrong with the files of a show: episode files, drafts too, show.yaml, or a folder (all of it).

    `now` is aware. Files that are not here are not checked, and that is said.
    Raises `FeedpubError` if there is nothing to check.
    """
    inputs, problems = ingest_readable(paths, on_read=on_read, measure=measure, with_drafts=True, meanwhile=_load)
    from feedpub.commands.check.judged import judged  # noqa: PLC0415 - see below

    return judged(inputs, problems, name=", ".join(map(display_path, paths)), options=options, now=now)


def _load() -> None:
    """Import the rules and the feed while another process reads the first files: it takes as long as a hundred."""
    import feedpub.commands.check.judged  # noqa: F401, PLC0415 - its import is what is wanted
