"""A new episode: its fields, where each value comes from, and its YAML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from feedpub.audio.tags import Tags
from feedpub.commands.new.recording import (
    FileName,
    one_line,
    read_date_tag,
    read_description,
    read_type,
    without_number,
)
from feedpub.commands.new.show import ShowEpisodes
from feedpub.commands.workspace import (
    NOTES_COMMENT,
    PUBLISHED_COMMENT,
    SUMMARY_COMMENT,
    episode_header,
    yaml_block,
    yaml_string,
)
from feedpub.model.chapter import Chapter
from feedpub.model.episode import ChapterEntry
from feedpub.standards import quoted, written_clock

DATE, DESCRIPTION = "date tag", "description tag"


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledField:
    """A field of a new episode that has a value."""

    name: str
    value: str
    """As people read it."""

    origin: str
    """Where the value comes from: `title tag`, `file name`, `next after 11`."""


@dataclass(slots=True, kw_only=True)
class NewEpisode:
    """Valid values of an episode that is not written yet; empty if unknown. Paths are from the folder of its YAML."""

    title: str
    audio: str
    season: int | None = None
    number: int | None = None
    type: str = ""
    """`trailer` or `bonus`; empty for a full episode."""

    published: str = ""
    summary: str = ""
    notes: str = ""
    """Markdown or HTML that the YAML contains."""

    description: str = ""
    """All of the description tag, without HTML."""

    notes_file: str = ""
    """Name of the file beside the YAML that has the notes instead."""

    image: str = ""
    chapters: tuple[Chapter, ...] = ()
    chapter_images: Mapping[int, str] = field(default_factory=dict)
    """By the chapter's number, from 0."""

    transcript: str = ""
    filled: list[FilledField] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    """What else the recording says, and why the episode does not have it."""

    def note_origin(self, name: str, value: object, origin: str) -> None:
        """Record where the value of a field comes from."""
        self.filled.append(FilledField(name=name, value=str(value), origin=origin))


# --- fields


def fill_fields(episode: NewEpisode, tags: Tags, name: FileName, show: ShowEpisodes) -> None:
    """Set title, type, season, number, date, summary and notes from tags, file name and the show's other episodes."""
    _title(episode, tags, name)
    _type(episode)
    _season(episode, tags, name, show)
    _number(episode, tags, name, show)
    _published(episode, tags, show)
    description = read_description(tags.description)
    episode.summary, episode.notes, episode.description = description.summary, description.notes, description.text
    if episode.summary:
        episode.note_origin("summary", episode.summary, DESCRIPTION)


def _title(episode: NewEpisode, tags: Tags, name: FileName) -> None:
    title = without_number(one_line(tags.title), tags.number)
    episode.title = title or name.title
    episode.note_origin("title", episode.title, "title tag" if title else "file name")


def _type(episode: NewEpisode) -> None:
    episode.type = read_type(episode.title)
    if episode.type:
        episode.note_origin("type", episode.type, "title")


def _season(episode: NewEpisode, tags: Tags, name: FileName, show: ShowEpisodes) -> None:
    seasons = {one.season: one for one in show.episodes if one.season}
    disc = tags.season
    if disc == 1 and not seasons and any(one.is_publishable for one in show.episodes):
        disc = None  # many programs write disc 1 of 1 by themselves
    if season := disc or name.season:
        episode.season = season
        episode.note_origin("season", season, "disc number tag" if disc else "file name")
    elif seasons:
        episode.season = max(seasons)
        episode.note_origin("season", episode.season, f"as in {seasons[episode.season].file}")


def _number(episode: NewEpisode, tags: Tags, name: FileName, show: ShowEpisodes) -> None:
    season = [one for one in show.episodes if one.season == episode.season and (one.number or one.is_publishable)]
    numbered = {one.number: one for one in season if one.number}
    wanted = tags.number or name.number
    if wanted in numbered:
        episode.left_out.append(f"number {wanted}, because {numbered[wanted].file} has it")
    if wanted and wanted not in numbered:
        episode.number = wanted
        episode.note_origin("number", wanted, "track number tag" if tags.number else "file name")
    elif episode.type:
        pass  # trailers and extras are not counted
    elif numbered:
        episode.number = max(numbered) + 1
        episode.note_origin("number", episode.number, f"next after {max(numbered)}")
    elif not season:
        episode.number = 1
        episode.note_origin("number", 1, f"first of season {episode.season}" if episode.season else "first of the show")


def _published(episode: NewEpisode, tags: Tags, show: ShowEpisodes) -> None:
    written = show.file.show
    episode.published = read_date_tag(tags.date, timezone=written.timezone, publish_hour=written.publish_hour)
    if episode.published:
        episode.note_origin("published", episode.published, DATE)
    elif tags.date:
        episode.left_out.append(f"the date tag {quoted(tags.date)}, because it is not a complete date")


# --- YAML


def episode_yaml(episode: NewEpisode, *, schema: str) -> str:
    """The YAML of an episode, with examples for unknown fields. `schema` is the path to its JSON Schema."""
    return f"""\
{episode_header(schema)}title: {yaml_string(episode.title)}
audio: {yaml_string(episode.audio)}

# Remove the `#` to keep the episode out of the feed.
# draft: true

""" + "\n".join(_optional_fields(episode))


def _optional_fields(episode: NewEpisode) -> Iterator[str]:
    if episode.type:
        yield f"type: {episode.type}\n"
    if episode.season:
        yield f"season: {episode.season}"
    yield f"number: {episode.number}\n" if episode.number else "# number: 1\n"
    yield PUBLISHED_COMMENT
    yield f"published: {episode.published}\n" if episode.published else "# published: 2026-11-23T07:05+01:00\n"
    yield SUMMARY_COMMENT
    yield f"summary: {yaml_string(episode.summary)}\n" if episode.summary else "# summary: …\n"
    yield from _notes(episode)
    if episode.image:
        yield f"image: {yaml_string(episode.image)}\n"
    yield from _chapters(episode)
    if episode.transcript:
        yield f"transcripts:\n  - {yaml_string(episode.transcript)}\n"
    yield "# people:\n#   - Ada Lovelace\n#   - {name: Grace Hopper, role: guest}\n"


def _notes(episode: NewEpisode) -> Iterator[str]:
    if episode.notes_file:
        yield f"# What listeners read is in {episode.notes_file}, in Markdown.\n"
        return
    yield NOTES_COMMENT
    yield f"notes: {yaml_block(episode.notes)}\n" if episode.notes else "# notes: |\n#   What it is *about*.\n"


def _chapters(episode: NewEpisode) -> Iterator[str]:
    if episode.chapters:
        yield "chapters:"
        yield "\n".join(_chapter_lines(episode.chapters, episode.chapter_images)) + "\n"
    else:
        yield "# chapters:\n#   - 0:00 Intro\n#   - 3:15 The tide tables\n"


def _chapter_lines(chapters: Sequence[Chapter], images: Mapping[int, str]) -> Iterator[str]:
    """The list as YAML, indented by two spaces; `images` are paths by number, from 0."""
    for number, one in enumerate(chapters):
        image = images.get(number, "")
        short = f"{written_clock(one.start_ms)} {one.title}"
        if not (image or one.url or one.end_ms or not one.toc) and _is_short(one, short):
            yield f"  - {_unquoted(short)}"
        else:
            yield from _long(one, image)


def _is_short(one: Chapter, short: str) -> bool:
    """Whether the short form is read back as this chapter: `3:15 notes.txt` is a file."""
    return ChapterEntry.expanded(short) == {"start": written_clock(one.start_ms), "title": one.title}


_PLAIN = re.compile(r"[0-9][0-9:.]* \S.*")
"""Begins as a chapter does. Such a text is no number, no date and no word of YAML's."""


def _unquoted(text: str) -> str:
    """A chapter's time and title without quotes, as people type them, where that is read back as exactly this text."""
    is_plain = _PLAIN.fullmatch(text) and text.isprintable() and not text.endswith(":")
    return text if is_plain and ": " not in text and " #" not in text else yaml_string(text)


def _long(one: Chapter, image: str) -> Iterator[str]:
    yield f"  - start: {yaml_string(written_clock(one.start_ms))}"
    yield f"    title: {yaml_string(one.title)}"
    if one.url:
        yield f"    url: {yaml_string(one.url)}"
    if image:
        yield f"    image: {yaml_string(image)}"
    if not one.toc:
        yield "    toc: false"
    if one.end_ms:
        yield f"    end: {yaml_string(written_clock(one.end_ms))}"
