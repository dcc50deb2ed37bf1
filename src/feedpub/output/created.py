"""What `init` and `new` have written, and what comes next."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from feedpub.commands.ci import CreatedWorkflow
from feedpub.commands.init import CreatedShow
from feedpub.commands.new import CreatedEpisode, CreatedEpisodes
from feedpub.output.errors import SCHEMA, Document
from feedpub.output.text import Line, columns

_LONGEST = 60
_FEW = 3
"""Files that are named one by one; where there are more, their shows are."""


def init_lines(created: CreatedShow, episode: CreatedEpisode | None = None) -> Iterator[Line]:
    """What was written, then the way to the first publication; `episode` is the one that was made of a recording."""
    yield from (Line(f"wrote {file}", style="green") for file in created.files)
    if episode:
        yield from _episode(_plain(episode))
    yield from _next(list(_first_steps(created, episode)))


def _first_steps(created: CreatedShow, episode: CreatedEpisode | None) -> Iterator[str]:
    folder = shlex.quote(created.folder)
    if episode:
        yield f"edit {episode.file}: its title, and what listeners read"
    else:
        yield f"save a recording as {created.audio}"
        yield f"edit {created.episode}: write its title, and delete its line `draft: true`"
    if created.is_placeholder:
        yield f"save your cover as {created.image}, now a placeholder (for a try on this computer it may wait)"
    yield f"feedpub check {folder}"
    yield f"feedpub publish {folder}"
    if created.is_local_only:
        yield f"feedpub serve {folder} --lan    # listen, also from a phone in the same network"
        yield f"fill in `publish:` in {created.folder}/show.yaml and publish again, so that everybody can subscribe"


def workflow_lines(created: CreatedWorkflow) -> Iterator[Line]:
    """What was written, then what its host has to be told."""
    yield Line(f"wrote {created.file}, for {', '.join(created.shows)}", style="green")
    for show in created.unpublishable:
        yield Line(f"{show} is not published to a bucket yet: write `publish: to:` in its show.yaml", style="yellow")
    keys = "create a role in AWS that this repository may take, and set the variables AWS_ROLE and AWS_REGION"
    if not created.signs_in:
        keys = "set the secrets STORE_ACCESS_KEY_ID and STORE_SECRET_ACCESS_KEY"
    yield from _next(
        [
            f"in the repository's settings: {keys} (feedpub's docs/ci.md)",
            f"commit {created.file} and push it; pull requests are checked, what is merged is published",
        ]
    )


def new_document(created: CreatedEpisodes) -> Document:
    """The episodes that were written, and the recordings that have one already."""
    return {
        "schema": SCHEMA,
        "command": "new",
        "episodes": [_plain(episode) for episode in created.episodes],
        "skipped": [{"audio": audio, "file": file} for audio, file in created.skipped],
    }


def _plain(episode: CreatedEpisode) -> Document:
    return {
        "file": episode.file,
        "slug": episode.slug,
        "show": episode.show,
        "audio": episode.audio,
        "files": list(episode.files),
        "fields": {one.name: {"value": one.value, "from": one.origin} for one in episode.filled},
        "left_out": list(episode.left_out),
    }


def new_lines(document: Document) -> Iterator[Line]:
    """Each file with the source of each field, then the way to publishing it."""
    for skipped in document["skipped"]:
        yield Line(f"skipped {skipped['audio']}: it has an episode, {skipped['file']}", style="dim")
    for episode in document["episodes"]:
        yield from _episode(episode)
    yield from _next(_steps(document["episodes"]))


def _episode(episode: Document) -> Iterator[Line]:
    yield from (Line(f"wrote {file}", style="green") for file in episode["files"])
    rows: list[tuple[str, ...]] = [(name, _cut(one["value"]), one["from"]) for name, one in episode["fields"].items()]
    yield from (Line(row, indent=2) for row in columns(rows))
    yield from (Line(f"left out: {one}", indent=2, style="yellow") for one in episode["left_out"])


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _steps(episodes: Sequence[Document]) -> Iterator[str]:
    """What to do next; one show is checked and published after the other."""
    yield f"edit {episodes[0]['file']}" if len(episodes) == 1 else "edit the new files"
    for show in dict.fromkeys(one["show"] for one in episodes):
        files = [one["file"] for one in episodes if one["show"] == show]
        named = shlex.join(files if len(files) <= _FEW else [show])
        yield f"feedpub check {named}"
        yield f"feedpub publish {named}"


def _next(steps: Iterator[str] | Sequence[str]) -> Iterator[Line]:
    yield Line("next:", style="bold")
    yield from (Line(f"{number}. {step}", indent=2) for number, step in enumerate(steps, 1))
