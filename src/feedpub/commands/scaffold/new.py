"""Episodes from recordings: one YAML for each, from what its tags say and what its show has already."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic_core import PydanticCustomError

from feedpub.audio import probe
from feedpub.audio.probe import Measure
from feedpub.audio.tags import Tags, read_tags
from feedpub.commands.scaffold.begin import schema_text, schemas
from feedpub.commands.scaffold.desk import Choose, Desk, Known, desk_of, show_of
from feedpub.commands.scaffold.drafted import Draft, Found, draft_text
from feedpub.commands.scaffold.fields import DESCRIPTION, fill
from feedpub.commands.scaffold.files import Content, put_all
from feedpub.commands.scaffold.listed import listed
from feedpub.commands.scaffold.pictures import taken_out
from feedpub.commands.scaffold.said import named, one_line
from feedpub.errors import FeedpubError, Invalid, Together
from feedpub.model.measured import Audio
from feedpub.scalars.names import read_file, read_slug
from feedpub.source import display_path, find_file, find_show, json_schema
from feedpub.source.paths import refuse_special
from feedpub.standards import slug_of

OnRead = Callable[[str, int, int], None]
"""Told file name, bytes read so far and size while audio is measured."""

_TRANSCRIPTS = (".vtt", ".srt")
"""What can be nothing else; the first of them makes all other forms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """An episode that was written; paths as the author would type them."""

    file: str
    slug: str
    show: str
    """The show's folder."""

    audio: str
    files: tuple[str, ...]
    """All that was written: the YAML first, then notes and pictures."""

    found: tuple[Found, ...]
    left_out: tuple[str, ...]
    """What the recording says besides, and why it is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """What `new` has done."""

    episodes: tuple[Episode, ...]
    skipped: tuple[tuple[str, str], ...]
    """Recordings that an episode names already, each with that file."""


@dataclass(slots=True, kw_only=True)
class _Run:
    """One call of `new`: what was asked, and what will be written once everything is known to be right."""

    show: Path | None
    slug: str
    notes: bool
    choose: Choose | None
    measure: Measure
    on_read: OnRead | None
    desks: dict[Path, Desk] = field(default_factory=dict)
    new: dict[Path, Content] = field(default_factory=dict)
    ours: dict[Path, str] = field(default_factory=dict)
    episodes: list[Episode] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)


def new(
    files: Sequence[Path],
    *,
    show: Path | None = None,
    slug: str = "",
    notes: bool = False,
    choose: Choose | None = None,
    measure: Measure = probe.measure,
    on_read: OnRead | None = None,
) -> Drafted:
    """Write an episode's YAML for each recording; with `notes` a file for its notes, too.

    `show` is the show's folder, found if left out, or asked for with `choose`; `slug` the name of a single episode.
    Nothing is overwritten, and all are written or none: raises `FeedpubError` for the one that cannot be, `Together`
    for several. Recordings that an episode names already are skipped; if all are, that is an error, too.
    """
    if slug and len(files) > 1:
        raise FeedpubError(f"is one name for {len(files)} episodes", where="--slug", hint="name one file with it")
    run = _Run(
        show=find_show(show) if show else None,
        slug=_named(slug) if slug else "",
        notes=notes,
        choose=choose,
        measure=measure,
        on_read=on_read,
    )
    _draft_all(list(dict.fromkeys(files)), run)
    _refuse_nothing_new(run)
    put_all(run.new, run.ours)
    return Drafted(episodes=tuple(run.episodes), skipped=tuple(run.skipped))


def _refuse_nothing_new(run: _Run) -> None:
    if run.episodes or not run.skipped:
        return
    audio, episode = run.skipped[0]
    if len(run.skipped) == 1:
        raise FeedpubError("is an episode already; nothing is overwritten", where=audio, hint=f"edit {episode}")
    message = f"all {len(run.skipped)} files are episodes already; nothing is overwritten"
    raise FeedpubError(message, hint=f"edit {episode} for {audio}, and so on")


def _named(slug: str) -> str:
    try:
        return read_slug(slug)
    except PydanticCustomError as error:
        about = error.context or {}
        raise FeedpubError(about["message"], where="--slug", hint=about["hint"]) from None


def _draft_all(files: Sequence[Path], run: _Run) -> None:
    errors: list[FeedpubError] = []
    for audio in files:
        try:
            _draft(audio, run)
        except Invalid:  # show.yaml, and so all the others, too
            raise
        except FeedpubError as error:
            errors.append(
                error if error.where else FeedpubError(error.message, where=display_path(audio), hint=error.hint)
            )
    if errors:
        raise errors[0] if len(errors) == 1 else Together(errors)


def _draft(audio: Path, run: _Run) -> None:
    """Decide everything about one recording, and leave in `run` what is to be written."""
    refuse_special(audio, display_path(audio), "")
    tags = read_tags(audio)
    desk = _desk(audio, tags, run)
    draft = Draft(title="", audio=_path(audio, desk))
    if episode := desk.has(audio):
        run.skipped.append((display_path(audio), episode.file))
        return
    facts = _measured(audio, run)
    fill(draft, tags, named(audio.stem), desk)
    yaml = _yaml(draft, audio, desk, run)
    more = _notes(draft, yaml, run) | _pictures(draft, tags, facts, audio, desk, run)
    _transcript(draft, audio, desk)
    _leave(draft, yaml, more, audio, desk, run)


def _desk(audio: Path, tags: Tags, run: _Run) -> Desk:
    show = run.show or show_of(audio, title=one_line(tags.show), choose=run.choose)
    name = show.resolve()
    if name not in run.desks:
        run.desks[name] = desk_of(show)
    return run.desks[name]


def _path(audio: Path, desk: Desk) -> str:
    """The recording as the YAML names it. Raises `FeedpubError` if it cannot."""
    written = _from(desk.folder, audio)
    try:
        read_file(written)
    except PydanticCustomError as error:
        about = error.context or {}
        raise FeedpubError(about["message"], hint=about["hint"]) from None
    find_file(written, beside=desk.show.path, workspace=desk.show.workspace)
    return written


def _from(folder: Path, path: Path) -> str:
    """The path from a folder; links are followed only where the way would be another one without."""
    written = os.path.relpath(path.absolute(), folder.absolute())
    return written if (folder / written).exists() else os.path.relpath(path.resolve(), folder.resolve())


def _measured(audio: Path, run: _Run) -> Audio:
    """Its facts, so that what could never be published is refused here."""
    name, size, read = display_path(audio), audio.stat().st_size, 0

    def count(more: int) -> None:
        nonlocal read
        read += more
        if run.on_read:
            run.on_read(name, read, size)

    return run.measure(audio, file=name, on_bytes=count)


def _yaml(draft: Draft, audio: Path, desk: Desk, run: _Run) -> Path:
    """The file to be. Raises `FeedpubError` if it or its slug is taken."""
    counted = f"episode-{draft.number}" if draft.number else ""
    slug = run.slug or slug_of(draft.title) or slug_of(audio.stem) or counted
    if not slug:
        hint = "give it a name in addresses: --slug (a-z, 0-9 and hyphens)"
        raise FeedpubError("has no Latin letter in its title and its name", hint=hint)
    yaml = desk.folder / f"{slug}.yaml"
    if (other := desk.called(slug)) or os.path.lexists(yaml):
        taken = other.file if other else display_path(yaml)
        hint = "give it another name: --slug" + (" (one file at a time)" if not run.slug else "")
        raise FeedpubError(f"{slug} is the name of {taken}; nothing is overwritten", hint=hint)
    return yaml


def _notes(draft: Draft, yaml: Path, run: _Run) -> dict[Path, Content]:
    """The notes' own file: one that is there, or a new one if that is wanted."""
    file = yaml.with_suffix(".md")
    if file.exists():
        draft.notes_file = file.name
        draft.say("notes", display_path(file), "is there already")
        return {}
    if run.notes:
        draft.notes_file = file.name
        draft.say("notes", display_path(file), DESCRIPTION if draft.plain else "empty, to be written")
        return {file: f"{draft.plain}\n" if draft.plain else ""}
    if draft.notes:
        draft.say("notes", one_line(draft.plain, 60), DESCRIPTION)
    return {}


def _pictures(draft: Draft, tags: Tags, facts: Audio, audio: Path, desk: Desk, run: _Run) -> dict[Path, Content]:
    """Chapters, the cover and the chapters' pictures; the files that these become."""
    chapters = listed(tags, facts.duration_ms)
    out = taken_out(tags, chapters.ids, audio=audio, show_cover=desk.cover, taken=run.new)
    draft.chapters = chapters.chapters
    draft.images = {number: _beside(desk.folder, path) for number, path in out.chapters.items()}
    draft.left_out += [*chapters.left_out, *out.left_out]
    if out.cover:
        draft.image = _beside(desk.folder, out.cover)
        draft.say(
            "image", display_path(out.cover), "cover in the file" if out.cover in out.files else "beside the recording"
        )
    if chapters.chapters:
        draft.say("chapters", len(chapters.chapters), "chapters in the file")
    return dict(out.files)


def _beside(folder: Path, path: Path) -> str:
    """The path of a file to be, which lies beside a recording, from the YAML's folder."""
    return str(Path(_from(folder, path.parent)) / path.name)


def _transcript(draft: Draft, audio: Path, desk: Desk) -> None:
    files = (audio.with_suffix(ending) for ending in _TRANSCRIPTS)
    if file := next((one for one in files if one.is_file()), None):
        draft.transcript = _from(desk.folder, file)
        draft.say("transcripts", display_path(file), "beside the recording")


def _leave(draft: Draft, yaml: Path, more: dict[Path, Content], audio: Path, desk: Desk, run: _Run) -> None:
    schema = schemas(desk.folder) / "episode.json"
    files = {yaml: draft_text(draft, schema=os.path.relpath(schema, desk.folder)), **more}
    run.new |= files
    run.ours[schema] = schema_text(json_schema("episode"))
    desk.episodes.append(
        Known(
            file=display_path(yaml),
            slug=yaml.stem,
            audio=audio.resolve(),
            season=draft.season,
            number=draft.number,
            is_out=True,
        )
    )
    run.episodes.append(
        Episode(
            file=display_path(yaml),
            slug=yaml.stem,
            show=display_path(desk.folder),
            audio=display_path(audio),
            files=tuple(map(display_path, files)),
            found=tuple(draft.found),
            left_out=tuple(draft.left_out),
        )
    )
