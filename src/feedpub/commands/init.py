"""`init`: the files of a new show, made from the author's answers."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic_core import PydanticCustomError

from feedpub.commands.workspace import (
    NOTES_COMMENT,
    PUBLISHED_COMMENT,
    SUMMARY_COMMENT,
    episode_header,
    is_workspace,
    schema_folder,
    schema_text,
    write_all,
    yaml_block,
    yaml_string,
)
from feedpub.errors import ErrorGroup, FeedpubError
from feedpub.scalars.names import (
    read_base,
    read_category,
    read_email,
    read_file,
    read_language,
    read_target,
)
from feedpub.scalars.scalar import read_prose, short
from feedpub.source import display_path, find_workspace, json_schema

EPISODE = "first-episode"
"""Slug of the episode that every new show has."""

# --- questions and answers


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that `show.yaml` needs to know."""

    name: str
    """The option's name without `--`."""

    text: str
    """The prompt in a terminal."""

    read: Callable[[object], str]
    """Gives the answer as `show.yaml` contains it, or refuses it as `show.yaml` does."""

    required: bool = True
    """Without an answer or a default, there can be no show."""

    prompted: bool = True
    """Whether a terminal prompts for it; else only the option gives it."""


QUESTIONS = (
    Question("title", "Title of the show", short(255)),
    Question("description", "Description (what it is about, in a sentence or two)", read_prose),
    Question("author", "Author (the person or group that makes it)", short(255)),
    Question("email", "E-mail address for Spotify and other directories (optional)", read_email, required=False),
    Question("language", "Language code (such as en, de, pt-BR)", read_language),
    Question("category", "Category of Apple Podcasts (such as Arts, or Arts > Books)", read_category),
    Question("url", "Web site of the show (https://…)", read_base),
    Question("image", "Cover file (a square JPEG or PNG, 1400 to 3000 pixels; it may come later)", read_file),
    Question("to", "Where to publish (a directory or s3://bucket/prefix)", read_target, required=False, prompted=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """A valid answer to each question; empty if there is none."""

    title: str
    description: str
    author: str
    language: str
    category: str
    url: str
    image: str
    """Path from the show's folder; so is `to`, if it is a directory."""

    email: str = ""
    to: str = ""


def default_answer(question: Question, folder: Path) -> str:
    """The answer if the author gives none; empty if there is no default."""
    if question.name == "image":
        return str(media_folder(folder) / "cover.jpg")
    return "en" if question.name == "language" else ""


def media_folder(folder: Path) -> Path:
    """The folder for a show's audio and artwork: `media/<show>` beside `feeds/`, else the show's own folder."""
    if is_workspace(folder):
        return folder
    return Path(display_path(find_workspace(folder / "show.yaml") / "media" / folder.absolute().name))


def read_answer(question: Question, text: str, folder: Path) -> str:
    """An answer as `show.yaml` in `folder` contains it; a path in `text` is from the current folder.

    Raises `FeedpubError` that names the option.
    """
    where = f"--{question.name}"
    if question.name == "image" or (question.name == "to" and not Path(text).is_absolute()):
        text = _from_folder(text, folder)
    try:
        value = question.read(text)
    except PydanticCustomError as error:
        context = error.context or {}
        raise FeedpubError(context["message"], where=where, hint=context["hint"]) from None
    if question.name == "image":
        _refuse_outside(value, folder, where)
    return value


def read_answers(texts: Mapping[str, str | None], folder: Path) -> Answers:
    """The answers in `texts` by the questions' names, or defaults.

    Raises one error that names every missing option and every answer that is refused.
    """
    errors: list[FeedpubError] = []
    missing, values = [], {}
    for question in QUESTIONS:
        text = texts.get(question.name) or default_answer(question, folder)
        if not text and question.required:
            missing.append(f"--{question.name}")
        try:
            values[question.name] = read_answer(question, text, folder) if text else ""
        except FeedpubError as error:
            errors.append(error)
    if missing:
        hint = "add them, or run feedpub init on a terminal, where it asks for them"
        errors.insert(0, FeedpubError(f"these options are missing: {', '.join(missing)}", hint=hint))
    if errors:
        raise errors[0] if len(errors) == 1 else ErrorGroup(errors)
    return Answers(**values)


def _from_folder(text: str, folder: Path) -> str:
    """A path from the current folder as one from the show's folder; an address stays as it is."""
    return text if "://" in text or text.startswith("~") or not text.strip() else os.path.relpath(text, folder)


def _refuse_outside(file: str, folder: Path, where: str) -> None:
    workspace = find_workspace(folder / "show.yaml")
    if not Path(os.path.normpath(folder.absolute() / file)).is_relative_to(workspace):
        hint = f"copy the file below {display_path(workspace)}; nothing outside of it is published"
        raise FeedpubError(f"{file!r} is outside the workspace", where=where, hint=hint)


# --- the show on disk


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatedShow:
    """A new show on disk; paths as the author would type them."""

    folder: str
    files: tuple[str, ...]
    """The files that `init` wrote."""

    episode: str
    image: str
    """Where the author puts the cover."""

    audio: str
    """Where the author puts the recording of the first episode."""

    is_local_only: bool
    """Whether it has no target yet, so that publishing writes to a folder of this machine."""


def init(folder: Path, answers: Answers, *, guid: str) -> CreatedShow:
    """Write `show.yaml`, an episode to edit, and the JSON Schemas that editors check them by.

    `guid` is a UUID that no other show has.

    Raises `FeedpubError` if a file exists already or cannot be written; nothing is written then.
    """
    refuse_existing(folder)
    audio = media_folder(folder) / f"{EPISODE}.mp3"
    schemas = schema_folder(folder)
    schema = {kind: os.path.relpath(schemas / f"{kind}.json", folder) for kind in ("show", "episode")}
    show, episode = folder / "show.yaml", folder / f"{EPISODE}.yaml"
    new = {
        show: show_text(answers, schema=schema["show"], name=folder.absolute().name, guid=guid),
        episode: episode_text(audio=os.path.relpath(audio, folder), schema=schema["episode"]),
    }
    schema_files = {
        schemas / "show.json": schema_text(json_schema("show")),
        schemas / "episode.json": schema_text(json_schema("episode")),
    }
    write_all(new, schema_files, folders=(audio.parent,))
    return CreatedShow(
        folder=display_path(folder),
        files=tuple(display_path(path) for path in new),
        episode=display_path(episode),
        image=display_path(Path(os.path.normpath(folder / answers.image))),
        audio=display_path(audio),
        is_local_only=not answers.to,
    )


def refuse_existing(folder: Path) -> None:
    """Raise `FeedpubError` if there is something that `init` would overwrite."""
    if folder.exists() and not folder.is_dir():
        raise FeedpubError(
            "is a file, not a folder", where=display_path(folder), hint="name a new or empty folder for the show"
        )
    for path in (folder / "show.yaml", folder / f"{EPISODE}.yaml"):
        if os.path.lexists(path):
            hint = "name another folder; to add an episode, run feedpub new with its audio file"
            raise FeedpubError("exists already; nothing is overwritten", where=display_path(path), hint=hint)


# --- texts of the files


def show_text(answers: Answers, *, schema: str, name: str, guid: str) -> str:
    """`show.yaml`; `schema` is the path to its JSON Schema, `name` the folder's, `guid` a UUID."""
    return f"""\
# yaml-language-server: $schema={schema}
#
# The show. Lines behind a `#` are examples: remove the `#` to use them.
# All fields are explained by: feedpub schema show

title: {yaml_string(answers.title)}
description: {yaml_block(answers.description)}
author: {yaml_string(answers.author)}
language: {yaml_string(answers.language)}
link: {yaml_string(answers.url)}

# Square, JPEG or PNG, 1400 to 3000 pixels.
image: {yaml_string(answers.image)}

# Apple's names; the most important one first.
categories:
  - {yaml_string(answers.category)}

# true if any episode has explicit language or content
explicit: false

# `serial` if listeners should hear the episodes in order, oldest first
# type: episodic

{_owner(answers)}
# The time zone of times without an offset, and the time of day of a date alone.
# timezone: Europe/Berlin
# publish_hour: 06:00

# Text below the notes of every episode, in Markdown.
# footer: |
#   Write to us!

# The show's web pages: links to it elsewhere, your contact, your colour. `pages: off` leaves the pages out.
# platforms:
#   apple: https://podcasts.apple.com/podcast/id1234567890
# contact: …
# theme:
#   accent: '#1f4e79'

# Apps and directories know the show by this guid, wherever its feed moves. It never changes: keep the line.
# In a copy for another show, delete it. A show that was published before keeps the guid of its old feed.
guid: {guid}

{_publish(answers, name)}"""


def _owner(answers: Answers) -> str:
    comment = """\
# Spotify, YouTube and Amazon send a code to this address to see that the show is yours: set `in_feed: true`, publish,
# claim the show there, then set `in_feed: false` again.
"""
    if answers.email:
        owner = f"owner:\n  name: {yaml_string(answers.author)}\n  email: {yaml_string(answers.email)}\n"
        return comment + owner + "  in_feed: false\n"
    return comment + "# owner:\n#   name: …\n#   email: …\n#   in_feed: false\n"


def _publish(answers: Answers, name: str) -> str:
    comment = "# Where the show is stored, and the public address of that place.\n"
    url = yaml_string(answers.url)
    if answers.to:
        return comment + f"publish:\n  to: {yaml_string(answers.to)}\n  url: {url}\n"
    default = f"# Without it, that is public/{name} in the workspace, for trying: run `feedpub serve` to listen.\n"
    return comment + default + f"# publish:\n#   to: s3://bucket/prefix\n#   url: {url}\n"


def episode_text(*, audio: str, schema: str) -> str:
    """The first episode, a draft; `audio` is the path to its recording."""
    return f"""\
{episode_header(schema)}title: "First episode"

# MP3 or M4A
audio: {yaml_string(audio)}

# Remove this line to publish the episode.
draft: true

{PUBLISHED_COMMENT}
# published: 2026-11-23T07:05+01:00

{SUMMARY_COMMENT}
# summary: …

{NOTES_COMMENT}
# notes: |
#   What it is *about*.

# number: 1
# people:
#   - Ada Lovelace
#   - {{name: Grace Hopper, role: guest}}
# transcripts:
#   - first-episode.vtt
# links:
#   - {{title: Tides, url: "https://en.wikipedia.org/wiki/Tide"}}
"""
