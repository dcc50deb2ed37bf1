"""`show.yaml` and episode files, read whole: fields, notes, slug, and the digest that recognises an old checkout."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from feedpub.errors import FeedpubError, Invalid, Place, Problem
from feedpub.model.episode import Episode
from feedpub.model.files import EpisodeFile, Format, ShowFile, Suppression
from feedpub.model.show import Show
from feedpub.model.written import Written
from feedpub.scalars.lines import tidy
from feedpub.source.comments import suppressions
from feedpub.source.nodes import Node, compose
from feedpub.source.paths import SHOW, FileAbsent, find_show, find_workspace, locate, shown
from feedpub.source.places import Places
from feedpub.source.text import place, read_text
from feedpub.source.validation import validate
from feedpub.standards import bidi_override, code_point, is_reserved_slug, is_slug, is_visible, quoted, slug_of

_FORMATS: dict[str, Format] = {".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html"}


def read_show(path: Path) -> ShowFile:
    """A show from its `show.yaml`.

    Raises `Invalid` with every problem of the file, `FileAbsent` if there is none, `FeedpubError` if it cannot be read.
    """
    name = shown(path)
    places, problems, quiet = _composed(path, name)
    show = validate(Show, places.root, places, problems)
    if show is None or problems:
        raise Invalid(problems)
    return ShowFile(
        path=path,
        name=name,
        show=show,
        digest=_digest(show),
        workspace=find_workspace(path),
        places=places,
        suppressions=quiet,
    )


def read_episode(path: Path, *, show: Path | None = None) -> EpisodeFile:
    """An episode from its file, with its notes: inline, from the file that `notes` names, or `<stem>.md` beside it.

    `show` is the `show.yaml` that it belongs to, where that was looked for already. Raises `Invalid` with every problem
    of the file, `FileAbsent` if there is none, `FeedpubError` if it is not readable or belongs to no show.
    """
    name, show = shown(path), show or find_show(path)
    if path.name == SHOW:
        raise FeedpubError("describes the show, not an episode", where=name, hint="name an episode's file")
    places, problems, quiet = _composed(path, name)
    episode = validate(Episode, places.root, places, problems)
    slug = _slug(path, places, problems)
    notes = _notes(path, places, problems, show=show)
    if episode is None or problems:
        raise Invalid(problems)
    return EpisodeFile(
        path=path,
        name=name,
        slug=episode.slug or slug,
        episode=episode,
        notes=notes.text,
        notes_format=notes.format,
        notes_file=notes.file,
        digest=_digest(episode, notes.text, notes.format),
        show=show,
        places=places,
        suppressions=quiet,
    )


def _composed(path: Path, name: str) -> tuple[Places, list[Problem], tuple[Suppression, ...]]:
    text = read_text(path, name)
    composed = compose(text, name)
    return Places(name, composed.root), composed.problems, suppressions(text)


def _digest(model: Written, *more: str) -> str:
    """The digest of what is written about show or episode, not of how it is checked and where it is published."""
    fields = model.model_dump(mode="json", exclude_unset=True, exclude={"check", "notes", "publish"})
    return sha256(json.dumps([fields, *more], ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _slug(path: Path, places: Places, problems: list[Problem]) -> str:
    """The file's name as a slug; a problem if it cannot be one and the file says no other."""
    stem = path.stem
    if is_slug(stem) or "slug" in (places.root.pairs or {}):
        return stem
    what = "is a name of feedpub's own pages" if is_reserved_slug(stem) else "cannot be part of an address"
    hint = f"add `slug: {slug_of(stem) or '…'}` (a-z, 0-9 and hyphens), or rename the file"
    problems.append(Problem(Place(places.name), "slug", f"the file's name, {quoted(stem)}, {what}", hint))
    return ""


@dataclass(frozen=True, slots=True)
class _Notes:
    text: str = ""
    format: Format = "markdown"
    file: Path | None = None


def _notes(path: Path, places: Places, problems: list[Problem], *, show: Path) -> _Notes:
    pair = (places.root.pairs or {}).get("notes")
    if pair is None:
        beside = path.with_suffix(".md")
        return _notes_file(beside.name, path, places, problems, show) if beside.exists() else _Notes()
    written = _scalar(pair.value)
    if "\n" not in written and (Path(written).suffix.lower() in _FORMATS):
        return _notes_file(written, path, places, problems, show)
    return _Notes(written, "html" if written.startswith("<") else "markdown")


def _scalar(node: Node) -> str:
    """The text of inline notes as the model reads it; empty if the model refuses it anyway."""
    return "" if node.refused or node.text is None else tidy(node.text)


def _notes_file(written: str, path: Path, places: Places, problems: list[Problem], show: Path) -> _Notes:
    try:
        file = locate(written, beside=path, workspace=find_workspace(show))
        text = _readable(read_text(file, shown(file)), shown(file))
    except Invalid as invalid:
        problems.extend(invalid.problems)
    except FileAbsent as absent:
        hint = "bring the file; if this is the text of the notes, end it with a full stop"
        problems.append(Problem(places.of("notes"), "notes", absent.message, hint))
    except FeedpubError as error:
        problems.append(Problem(places.of("notes"), "notes", error.message, error.hint))
    else:
        return _Notes(text, _FORMATS.get(file.suffix.lower(), "markdown"), file)
    return _Notes()


def _readable(text: str, name: str) -> str:
    if (at := bidi_override(text)) is not None:
        message = f"has {code_point(text[at])} in it, which turns the text behind it round"
        raise Invalid([Problem(place(name, text, at), "", message, "delete it; letters know their direction")])
    return tidy(text) if is_visible(text) else ""
