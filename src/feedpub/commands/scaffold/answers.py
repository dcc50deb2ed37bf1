"""What has to be known of a show before it can begin; read by the same rules as `show.yaml`."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic_core import PydanticCustomError

from feedpub.errors import FeedpubError, Together
from feedpub.scalars.names import (
    read_base,
    read_category,
    read_email,
    read_file,
    read_language,
    read_target,
)
from feedpub.scalars.scalar import read_prose, short
from feedpub.source import display_path, find_workspace


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to know."""

    name: str
    """The option's name without `--`."""

    question: str
    read: Callable[[object], str]
    """Gives the text as it is written, or refuses it in our words."""

    required: bool = True
    """Without an answer or a default there can be no show."""

    asked: bool = True
    """Whether a terminal asks for it."""


FIELDS = (
    Field("title", "Title of the show", short(255)),
    Field("description", "What it is about, in a sentence or two", read_prose),
    Field("author", "Who makes it", short(255)),
    Field("email", "E-mail address for directories (empty: none yet)", read_email, required=False),
    Field("language", "Language of the show (en, de, pt-BR)", read_language),
    Field("category", "Apple's category (Arts, Society & Culture > Documentary)", read_category),
    Field("url", "Address of the show on the web (https://…)", read_base),
    Field("image", "Cover, a square JPEG or PNG of 1400 to 3000 pixels; it may come later", read_file),
    Field("to", "Where to publish (a directory or s3://bucket/prefix)", read_target, required=False, asked=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """A valid answer to everything; empty where it is left open."""

    title: str
    description: str
    author: str
    language: str
    category: str
    url: str
    image: str
    """From the show's folder, as is `to`."""

    email: str = ""
    to: str = ""


def default(field: Field, folder: Path) -> str:
    """What is taken without an answer; empty if there is nothing to take."""
    if field.name == "image":
        return str(media(folder) / "cover.jpg")
    return "en" if field.name == "language" else ""


def media(folder: Path) -> Path:
    """Where audio and artwork of a show lie: `media/<show>` in the workspace, or beside the YAML of a lone folder."""
    workspace = find_workspace(folder / "show.yaml")
    lone = workspace == Path(os.path.normpath(folder.absolute()))
    return folder if lone else Path(display_path(workspace / "media" / folder.absolute().name))


def read(field: Field, text: str, folder: Path) -> str:
    """An answer as it is written into `show.yaml` of `folder`; paths come from the current folder.

    Raises `FeedpubError` that names the option.
    """
    where = f"--{field.name}"
    if field.name == "image" or (field.name == "to" and not Path(text).is_absolute()):
        text = _from_folder(text, folder)
    try:
        value = field.read(text)
    except PydanticCustomError as error:
        about = error.context or {}
        raise FeedpubError(about["message"], where=where, hint=about["hint"]) from None
    if field.name == "image":
        _refuse_outside(value, folder, where)
    return value


def answers(given: Mapping[str, str | None], folder: Path) -> Answers:
    """Everything at once. Raises one error that names every missing option and every answer that is refused."""
    errors: list[FeedpubError] = []
    missing, values = [], {}
    for field in FIELDS:
        text = given.get(field.name) or default(field, folder)
        if not text and field.required:
            missing.append(f"--{field.name}")
        try:
            values[field.name] = read(field, text, folder) if text else ""
        except FeedpubError as error:
            errors.append(error)
    if missing:
        hint = "give them, or run it on a terminal, which asks for them"
        errors.insert(0, FeedpubError(f"not known yet: {', '.join(missing)}", hint=hint))
    if errors:
        raise errors[0] if len(errors) == 1 else Together(errors)
    return Answers(**values)


def _from_folder(text: str, folder: Path) -> str:
    """A path from the current folder as one from the show's folder; an address is no path."""
    return text if "://" in text or text.startswith("~") or not text.strip() else os.path.relpath(text, folder)


def _refuse_outside(file: str, folder: Path, where: str) -> None:
    workspace = find_workspace(folder / "show.yaml")
    if not Path(os.path.normpath(folder.absolute() / file)).is_relative_to(workspace):
        hint = f"copy the file below {display_path(workspace)}; nothing outside of it is published"
        raise FeedpubError(f"{file!r} leads outside the workspace", where=where, hint=hint)
