"""One run of `new`: decide everything about all recordings, then write all files or none."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from shlex import quote

from pydantic_core import PydanticCustomError

from feedpub.audio import probe
from feedpub.audio.probe import Measure
from feedpub.audio.tags import Tags, read_tags
from feedpub.commands.new.episode import DESCRIPTION, FilledField, NewEpisode, episode_yaml, fill_fields
from feedpub.commands.new.pictures import extract_pictures
from feedpub.commands.new.recording import one_line, read_chapters, read_file_name
from feedpub.commands.new.show import ChooseShow, ExistingEpisode, ShowEpisodes, find_show_of, read_show_episodes
from feedpub.commands.workspace import Content, media_folder, schema_folder, schema_text, write_all
from feedpub.errors import ErrorGroup, FeedpubError, Invalid
from feedpub.model.measured import Audio
from feedpub.scalars.names import read_file, read_slug
from feedpub.source import display_path, find_file, find_show, json_schema, real_path
from feedpub.source.paths import refuse_special
from feedpub.standards import slug_of

OnRead = Callable[[str, int, int], None]
"""A function that gets file name, bytes read so far and size while audio is measured."""

_TRANSCRIPTS = (".vtt", ".srt")
"""Suffixes that only transcripts have. If both files exist, the first is taken; all other forms are made from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatedEpisode:
    """An episode that `new` wrote; paths as the author would type them."""

    file: str
    slug: str
    show: str
    """The show's folder."""

    audio: str
    files: tuple[str, ...]
    """All files that were written: the YAML first, then notes and pictures."""

    filled: tuple[FilledField, ...]
    left_out: tuple[str, ...]
    """What else the recording says, and why the episode does not have it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatedEpisodes:
    """The result of `new`."""

    episodes: tuple[CreatedEpisode, ...]
    skipped: tuple[tuple[str, str], ...]
    """Recordings that have an episode already, each with the file of that."""


@dataclass(slots=True, kw_only=True)
class _Run:
    """The options of one run, and what it will write once all recordings are known to be right."""

    show: Path | None
    slug: str
    notes: bool
    choose: ChooseShow | None
    measure: Measure
    on_read: OnRead | None
    shows: dict[Path, ShowEpisodes] = field(default_factory=dict)
    new: dict[Path, Content] = field(default_factory=dict)
    schemas: dict[Path, str] = field(default_factory=dict)
    episodes: list[CreatedEpisode] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)


def new(
    files: Sequence[Path],
    *,
    show: Path | None = None,
    slug: str = "",
    notes: bool = False,
    choose: ChooseShow | None = None,
    measure: Measure = probe.measure,
    on_read: OnRead | None = None,
) -> CreatedEpisodes:
    """Write an episode's YAML for each recording; with `notes`, also a file for its notes.

    `show` is the show's folder; without it, the show is found, or `choose` decides. `slug` is the name of one episode.
    Nothing is overwritten, and all files are written or none: raises `FeedpubError` for a recording that cannot become
    an episode, `ErrorGroup` for several. A recording that has an episode is skipped; if all are, that is an error, too.
    """
    if slug and len(files) > 1:
        hint = "run feedpub new with one file"
        raise FeedpubError(f"names one episode, but there are {len(files)} files", where="--slug", hint=hint)
    run = _Run(
        show=find_show(show) if show else None,
        slug=_read_slug(slug) if slug else "",
        notes=notes,
        choose=choose,
        measure=measure,
        on_read=on_read,
    )
    _prepare_all(list(dict.fromkeys(files)), run)
    _refuse_nothing_new(run)
    write_all(run.new, run.schemas)
    return CreatedEpisodes(episodes=tuple(run.episodes), skipped=tuple(run.skipped))


def _refuse_nothing_new(run: _Run) -> None:
    if run.episodes or not run.skipped:
        return
    audio, episode = run.skipped[0]
    if len(run.skipped) == 1:
        hint = f"edit {episode}; to publish it again, write another episode with `rerun_of:`"
        raise FeedpubError("has an episode already; nothing is overwritten", where=audio, hint=hint)
    message = f"all {len(run.skipped)} files have episodes already; nothing is overwritten"
    raise FeedpubError(message, hint=f"edit {episode} for {audio}, and so on")


def _read_slug(slug: str) -> str:
    try:
        return read_slug(slug)
    except PydanticCustomError as error:
        context = error.context or {}
        raise FeedpubError(context["message"], where="--slug", hint=context["hint"]) from None


def _prepare_all(files: Sequence[Path], run: _Run) -> None:
    errors: list[FeedpubError] = []
    for audio in files:
        try:
            _prepare(audio, run)
        except Invalid:  # show.yaml, and so all other recordings fail, too
            raise
        except FeedpubError as error:
            errors.append(
                error if error.where else FeedpubError(error.message, where=display_path(audio), hint=error.hint)
            )
    if errors:
        raise errors[0] if len(errors) == 1 else ErrorGroup(errors)


def _prepare(audio: Path, run: _Run) -> None:
    """Decide everything about one recording, and add to `run` what to write."""
    refuse_special(audio)
    tags = read_tags(audio)
    show = _show(audio, tags, run)
    episode = NewEpisode(title="", audio=_path(audio, show))
    if existing := show.with_audio(audio):
        run.skipped.append((display_path(audio), existing.file))
        return
    measured = _measured(audio, run)
    fill_fields(episode, tags, read_file_name(audio.stem), show)
    yaml = _yaml_path(episode, audio, show, run)
    more = _notes(episode, yaml, run) | _pictures(episode, tags, measured, audio, show, run)
    _transcript(episode, audio, show)
    _add(episode, yaml, more, audio, show, run)


def _show(audio: Path, tags: Tags, run: _Run) -> ShowEpisodes:
    path = run.show or find_show_of(audio, title=one_line(tags.show), choose=run.choose)
    real = real_path(path)
    if real not in run.shows:
        run.shows[real] = read_show_episodes(path)
    return run.shows[real]


def _path(audio: Path, show: ShowEpisodes) -> str:
    """The recording's path in the YAML. Raises `FeedpubError` if YAML cannot name it."""
    _refuse_outside(audio, show)
    written = _from(show.folder, audio)
    try:
        read_file(written)
    except PydanticCustomError as error:
        context = error.context or {}
        raise FeedpubError(context["message"], hint=context["hint"]) from None
    find_file(written, beside=show.file.path, workspace=show.file.workspace)
    return written


def _refuse_outside(audio: Path, show: ShowEpisodes) -> None:
    if real_path(audio).is_relative_to(real_path(show.file.workspace)):
        return
    copy = quote(str(media_folder(show.folder) / audio.name))
    raise FeedpubError(
        "lies outside the workspace of the show; nothing outside of it is published",
        hint=f"copy it first: cp {quote(display_path(audio))} {copy}; then: feedpub new {copy}",
    )


def _from(folder: Path, path: Path) -> str:
    """The path from a folder; links are followed only if the path leads elsewhere without that."""
    written = os.path.relpath(path.absolute(), folder.absolute())
    return written if (folder / written).exists() else os.path.relpath(real_path(path), real_path(folder))


def _measured(audio: Path, run: _Run) -> Audio:
    """The recording measured, so that one that can never be published is refused here."""
    name, size, read = display_path(audio), audio.stat().st_size, 0

    def count(more: int) -> None:
        nonlocal read
        read += more
        if run.on_read:
            run.on_read(name, read, size)

    return run.measure(audio, file=name, on_bytes=count)


def _yaml_path(episode: NewEpisode, audio: Path, show: ShowEpisodes, run: _Run) -> Path:
    """The path of the episode's YAML. Raises `FeedpubError` if the file or the slug exists."""
    numbered = f"episode-{episode.number}" if episode.number else ""
    slug = run.slug or slug_of(episode.title) or slug_of(audio.stem) or numbered
    if not slug:
        hint = "choose its name in addresses with --slug (a-z, 0-9 and hyphens)"
        raise FeedpubError("has no Latin letter in its title or its file name", hint=hint)
    yaml = show.folder / f"{slug}.yaml"
    if (existing := show.with_slug(slug)) or os.path.lexists(yaml):
        file = existing.file if existing else display_path(yaml)
        hint = "choose another name with --slug" + (" (one file at a time)" if not run.slug else "")
        raise FeedpubError(f"{file} has the name {slug} already; nothing is overwritten", hint=hint)
    return yaml


def _notes(episode: NewEpisode, yaml: Path, run: _Run) -> dict[Path, Content]:
    """The file for the notes: one that exists, or with `--notes` a new one."""
    file = yaml.with_suffix(".md")
    if file.exists():
        episode.notes_file = file.name
        episode.note_origin("notes", display_path(file), "is there already")
        return {}
    if run.notes:
        episode.notes_file = file.name
        episode.note_origin("notes", display_path(file), DESCRIPTION if episode.description else "empty, to be written")
        return {file: f"{episode.description}\n" if episode.description else ""}
    if episode.notes:
        episode.note_origin("notes", one_line(episode.description, 60), DESCRIPTION)
    return {}


def _pictures(
    episode: NewEpisode, tags: Tags, measured: Audio, audio: Path, show: ShowEpisodes, run: _Run
) -> dict[Path, Content]:
    """Set chapters, the cover and the chapters' pictures; the files of these pictures."""
    chapters = read_chapters(tags, measured.duration_ms)
    pictures = extract_pictures(tags, chapters.frame_ids, audio=audio, show_cover=show.cover, reserved=run.new)
    episode.chapters = chapters.chapters
    episode.chapter_images = {number: _beside(show.folder, path) for number, path in pictures.chapters.items()}
    episode.left_out += [*chapters.left_out, *pictures.left_out]
    if cover := pictures.cover:
        episode.image = _beside(show.folder, cover)
        origin = "cover in the file" if cover in pictures.files else "beside the recording"
        episode.note_origin("image", display_path(cover), origin)
    if chapters.chapters:
        episode.note_origin("chapters", len(chapters.chapters), "chapters in the file")
    return dict(pictures.files)


def _beside(folder: Path, path: Path) -> str:
    """The path, from the YAML's folder, of a file beside a recording that may not exist yet."""
    return str(Path(_from(folder, path.parent)) / path.name)


def _transcript(episode: NewEpisode, audio: Path, show: ShowEpisodes) -> None:
    files = (audio.with_suffix(suffix) for suffix in _TRANSCRIPTS)
    if file := next((one for one in files if one.is_file()), None):
        episode.transcript = _from(show.folder, file)
        episode.note_origin("transcripts", display_path(file), "beside the recording")


def _add(
    episode: NewEpisode, yaml: Path, more: dict[Path, Content], audio: Path, show: ShowEpisodes, run: _Run
) -> None:
    """Add the episode to the run and to its show, whose next episode gets the next number."""
    schema = schema_folder(show.folder) / "episode.json"
    files = {yaml: episode_yaml(episode, schema=os.path.relpath(schema, show.folder)), **more}
    run.new |= files
    run.schemas[schema] = schema_text(json_schema("episode"))
    show.episodes.append(
        ExistingEpisode(
            file=display_path(yaml),
            slug=yaml.stem,
            audio=real_path(audio),
            season=episode.season,
            number=episode.number,
            is_publishable=True,
        )
    )
    run.episodes.append(
        CreatedEpisode(
            file=display_path(yaml),
            slug=yaml.stem,
            show=display_path(show.folder),
            audio=display_path(audio),
            files=tuple(map(display_path, files)),
            filled=tuple(episode.filled),
            left_out=tuple(episode.left_out),
        )
    )
