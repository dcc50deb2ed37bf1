"""The end of `init`: what was written, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator

from feedpub.report.words import Line
from feedpub.scaffold import Begun


def begun_lines(begun: Begun) -> Iterator[Line]:
    """What was written, then the way to the first publication, step by step."""
    yield from (Line(f"wrote {file}", style="green") for file in begun.files)
    yield Line("next:", style="bold")
    steps = [
        f"put the cover at {begun.image} and a recording at {begun.audio}",
        f"edit {begun.episode}, and delete its line `draft: true`",
        f"feedpub publish {begun.folder} --dry-run    # shows what would be done",
        f"feedpub publish {begun.folder}",
    ]
    if begun.rehearsal:
        steps += [
            f"feedpub serve {begun.folder}    # listen to it, before the world does",
            f"fill in `publish:` in {begun.folder}/show.yaml and publish again: then everybody can subscribe",
        ]
    yield from (Line(f"{number}. {step}", indent=2) for number, step in enumerate(steps, 1))
