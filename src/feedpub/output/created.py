"""The end of `init` and of `new`: what was written, and what comes next."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from typing import Any

from feedpub.commands.init import CreatedShow
from feedpub.commands.new import CreatedEpisode, CreatedEpisodes
from feedpub.output.errors import SCHEMA
from feedpub.output.text import Line, columns

_LONGEST = 60
_FEW = 3
"""Files that are named one by one; where there are more, their shows are."""


def begun_lines(begun: CreatedShow) -> Iterator[Line]:
    """What was written, then the way to the first publication, step by step."""
    yield from (Line(f"wrote {file}", style="green") for file in begun.files)
    yield Line("next:", style="bold")
    steps = [
        f"put the cover at {begun.image} and a recording at {begun.audio}",
        f"edit {begun.episode}, and delete its line `draft: true`",
        f"feedpub publish {begun.folder} --dry-run    # shows what would be done",
        f"feedpub publish {begun.folder}",
    ]
    if begun.is_local_only:
        steps += [
            f"feedpub serve {begun.folder}    # listen to it, before the world does",
            f"fill in `publish:` in {begun.folder}/show.yaml and publish again: then everybody can subscribe",
        ]
    yield from (Line(f"{number}. {step}", indent=2) for number, step in enumerate(steps, 1))


def drafted_lines(drafted: CreatedEpisodes) -> Iterator[Line]:
    """Each file with who says what is in it, then the way to publishing it."""
    for audio, episode in drafted.skipped:
        yield Line(f"skipped {audio}: {episode} is its episode", style="dim")
    for one in drafted.episodes:
        yield from _drafted(one)
    yield Line("next:", style="bold")
    yield from (Line(f"{number}. {step}", indent=2) for number, step in enumerate(_steps(drafted.episodes), 1))


def _drafted(episode: CreatedEpisode) -> Iterator[Line]:
    yield from (Line(f"wrote {file}", style="green") for file in episode.files)
    rows: list[tuple[str, ...]] = [(one.name, _cut(one.value), one.origin) for one in episode.filled]
    yield from (Line(row, indent=2) for row in columns(rows))
    yield from (Line(f"left out: {one}", indent=2, style="yellow") for one in episode.left_out)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _steps(episodes: Sequence[CreatedEpisode]) -> Iterator[str]:
    """What to do next; one show is checked and published after the other."""
    yield f"edit {episodes[0].file}" if len(episodes) == 1 else "edit them"
    for show in dict.fromkeys(one.show for one in episodes):
        files = [one.file for one in episodes if one.show == show]
        named = shlex.join(files if len(files) <= _FEW else [show])
        yield f"feedpub check {named}"
        yield f"feedpub publish {named}"


def drafted_document(drafted: CreatedEpisodes) -> dict[str, Any]:
    """The same as JSON."""
    return {
        "schema": SCHEMA,
        "command": "new",
        "episodes": [_plain(episode) for episode in drafted.episodes],
        "skipped": [{"audio": audio, "file": file} for audio, file in drafted.skipped],
    }


def _plain(episode: CreatedEpisode) -> dict[str, Any]:
    return {
        "file": episode.file,
        "slug": episode.slug,
        "show": episode.show,
        "audio": episode.audio,
        "written": list(episode.files),
        "fields": {one.name: {"value": one.value, "from": one.origin} for one in episode.filled},
        "left_out": list(episode.left_out),
    }
