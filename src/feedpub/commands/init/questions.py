"""What `show.yaml` needs to know: the questions, what each offers, and which answers it takes."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic_core import PydanticCustomError

from feedpub.commands.workspace import from_folder, is_workspace, media_folder
from feedpub.errors import ErrorGroup, FeedpubError
from feedpub.scalars.names import (
    did_you_mean,
    read_base,
    read_category,
    read_email,
    read_language,
    read_target,
    read_url,
)
from feedpub.scalars.scalar import read_prose, read_switch, refuse, short
from feedpub.source import display_path, find_workspace
from feedpub.standards import nearest, quoted
from feedpub.standards.bucket import split_target
from feedpub.standards.categories import CATEGORY_NAMES

Texts = Mapping[str, str]
"""Name of a question → its answer as it was typed; empty if there is none."""

_BUCKET = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,61}[a-z0-9])?")

LATER, FOLDER, S3 = "later", "folder", "s3"
"""Where a show is published, as the wizard asks for it."""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that `show.yaml` needs to know."""

    name: str
    """The option's name without `--`."""

    text: str
    """The prompt in a terminal."""

    read: Callable[[str], object]
    """Gives the answer as `show.yaml` contains it, or refuses it as `show.yaml` does."""

    default: Callable[[Texts, Path], str] = lambda _texts, _folder: ""
    """The answer if the author gives none, by the answers before and the show's folder; empty if there is none."""

    empty: str = ""
    """What no answer means, where there is no default."""

    required: bool = False
    """Without a terminal, an option has to answer it, or `--yes`."""

    choices: tuple[tuple[str, str], ...] = ()
    """The answers to choose from, each with what it means; empty: any that `read` takes."""

    asked: Callable[[Texts], bool] = lambda _texts: True
    """Whether it has to be asked, by the answers before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """A valid answer to each question; empty if there is none."""

    title: str
    author: str
    description: str
    language: str
    category: str
    explicit: bool
    email: str
    link: str
    image: str
    """Path of a picture, from the current folder; so is `audio`."""

    audio: str

    to: str
    """Path from the show's folder, if it is a directory."""

    endpoint: str
    url: str


def read_answer(question: Question, text: str, folder: Path) -> object:
    """An answer as `show.yaml` in `folder` contains it; a path in `text` is from the current folder.

    Raises `FeedpubError` that names the option.
    """
    where = f"--{question.name}"
    if question.name == "to" and not Path(text).is_absolute():
        text = from_folder(text, folder)
    try:
        value = question.read(text)
    except PydanticCustomError as error:
        context = error.context or {}
        raise FeedpubError(context["message"], where=where, hint=context["hint"]) from None
    except FeedpubError as error:
        raise FeedpubError(error.message, where=where, hint=error.hint) from None
    if question.name == "to":
        _refuse_source(str(value), folder, where)
    return value


def read_answers(texts: Mapping[str, str | None], folder: Path, *, yes: bool = False) -> Answers:
    """The answers in `texts` by the questions' names, or defaults; with `yes` also to what should be answered.

    Raises one error that names every missing option and every answer that is refused.
    """
    errors: list[FeedpubError] = []
    missing: list[str] = []
    known: dict[str, str] = {}
    values: dict[str, object] = {}
    for question in (one for one in QUESTIONS if one.name in Answers.__dataclass_fields__):
        text = texts.get(question.name) or ""
        if not text and question.required and not yes:
            missing.append(f"--{question.name}")
        elif not text and question.asked(known):
            text = question.default(known, folder)
        known[question.name] = text
        try:
            values[question.name] = read_answer(question, text, folder) if text else ""
        except FeedpubError as error:
            errors.append(error)
    if missing:
        hint = "add them, add --yes to take every default, or run feedpub init on a terminal, where it asks"
        errors.insert(0, FeedpubError(f"these options are missing: {', '.join(missing)}", hint=hint))
    if errors:
        raise errors[0] if len(errors) == 1 else ErrorGroup(errors)
    return Answers(**values)  # type: ignore[arg-type]  # a field for each question, of the type that it reads


# --- what is offered


def _title(_texts: Texts, folder: Path) -> str:
    words = folder.absolute().name.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _description(texts: Texts, _folder: Path) -> str:
    title, author = texts.get("title", ""), texts.get("author", "")
    return f"{title}, a podcast." if author in {"", title} else f"{title}, a podcast by {author}."


def _to(texts: Texts, folder: Path) -> str:
    if texts.get("where") == S3:
        return f"s3://my-podcast/{folder.absolute().name}"
    workspace = find_workspace(folder / "show.yaml")
    top = workspace.parent if is_workspace(folder) else workspace
    return display_path(top / "public" / folder.absolute().name)


def _url(texts: Texts, _folder: Path) -> str:
    """Where S3 and most of its kind answer without a content network in front."""
    if not texts.get("to", "").startswith("s3://"):
        return ""
    bucket, _, prefix = texts["to"].removeprefix("s3://").strip("/").partition("/")
    endpoint = texts.get("endpoint", "").rstrip("/")
    host = f"{endpoint}/{bucket}" if endpoint else f"https://{bucket}.s3.amazonaws.com"
    return f"{host}/{prefix}/" if prefix else f"{host}/"


def _image(_texts: Texts, folder: Path) -> str:
    """A cover that lies where one belongs."""
    found = (media_folder(folder) / f"cover.{end}" for end in ("jpg", "png"))
    return next((display_path(path) for path in found if path.exists()), "")


# --- what is taken


def _read_target(value: object) -> str:
    """A directory, or a part of a bucket; a name that no new bucket can have is most likely misspelt.

    Source: Amazon S3, General purpose bucket naming rules; the others keep to them.
    """
    text = read_target(value)
    if not text.startswith("s3://"):
        return text
    bucket, prefix = split_target(text)
    if not _BUCKET.fullmatch(bucket):
        raise refuse(f"{quoted(bucket)} cannot be the name of a bucket", "small letters, digits, dots and hyphens")
    if not prefix:
        hint = f"publish under a prefix, such as s3://{bucket}/podcast: the private state lies beside it"
        raise refuse(f"{quoted(text)} is a whole bucket", hint)
    return text


def _read_image(text: str) -> str:
    from feedpub import artwork  # noqa: PLC0415 - Pillow takes its time

    if "://" in text:
        raise refuse(f"{text!r} is an address; a file is wanted here", "download the picture and name its file")
    path = Path(text).expanduser()
    artwork.measure(path, file=text)
    return str(path)


def _read_audio(text: str) -> str:
    from feedpub.audio import probe  # noqa: PLC0415 - as above

    path = Path(text).expanduser()
    probe.measure(path, file=text)
    return str(path)


def _read_explicit(text: str) -> bool:
    try:
        return read_switch(text.strip())
    except PydanticCustomError:
        raise refuse(f"{text!r} is neither yes nor no", "type yes if any episode has explicit language") from None


def _read_where(text: str) -> str:
    words = {LATER, FOLDER, S3}
    chosen = text.strip().casefold()
    if chosen not in words:
        raise refuse(f"{text!r} is none of these", did_you_mean(nearest(chosen, words), "write later, folder or s3"))
    return chosen


def _refuse_source(target: str, folder: Path, where: str) -> None:
    inside = folder.absolute()
    if "://" not in target and Path(os.path.normpath(inside)).is_relative_to(os.path.normpath(inside / target)):
        hint = f"name a folder of its own, such as {_to({}, folder)}"
        raise FeedpubError("the show's own files lie in this folder, and would be public", where=where, hint=hint)


def _has_target(texts: Texts) -> bool:
    return bool(texts.get("to")) or texts.get("where", LATER) != LATER


def _is_bucket(texts: Texts) -> bool:
    return texts.get("to", "").startswith("s3://")


QUESTIONS = (
    Question("title", "Title of the show", short(255), _title, required=True),
    Question("author", "Author (a person or a group)", short(255), lambda texts, _: texts["title"], required=True),
    Question("description", "What it is about, in a sentence or two", read_prose, _description, required=True),
    Question("language", "Language code (en, de, pt-BR, …)", read_language, lambda _texts, _: "en"),
    Question(
        "category",
        "Category of Apple Podcasts",
        read_category,
        lambda _texts, _: "Society & Culture",
        required=True,
        choices=tuple((name, "") for name in CATEGORY_NAMES),
    ),
    Question("explicit", "Explicit language or content? (yes or no)", _read_explicit, lambda _texts, _: "no"),
    Question("email", "E-mail address for Spotify and other directories", read_email, empty="none yet"),
    Question("link", "Web site of the show", read_url, empty="its own page, which feedpub makes"),
    Question("image", "Cover (a square JPEG or PNG, 1400 to 3000 pixels)", _read_image, _image, empty="a placeholder"),
    Question("audio", "Recording of the first episode (MP3 or M4A)", _read_audio, empty="later"),
    Question(
        "where",
        "Where to publish",
        _read_where,
        lambda _texts, _: LATER,
        choices=(
            (LATER, "try it on this computer first"),
            (FOLDER, "a folder that a web server shows"),
            (S3, "a bucket of S3, R2, MinIO, …"),
        ),
        asked=lambda texts: not texts.get("to"),
    ),
    Question("to", "Publish to", _read_target, _to, asked=_has_target),
    Question("endpoint", "Address of the store (https://…)", read_url, empty="Amazon S3", asked=_is_bucket),
    Question("url", "Public address of that place", read_base, _url, empty="only this computer", asked=_has_target),
)
"""In the order in which they are asked. `where` has no option: `--to` answers it."""
