"""Files that somebody names in place of an author's file, such as a recording, and what to name instead."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from shlex import quote
from unicodedata import normalize

from feedpub.errors import FeedpubError
from feedpub.source.files import read_text
from feedpub.source.own_pages import FOLDER
from feedpub.source.paths import SHOW, display_path, episode_files, real_path, shows_near
from feedpub.source.yaml import Node, compose
from feedpub.standards import ENCLOSURE_TYPES

_YAML = (".yaml", ".yml")
_NOTES = (".md", ".markdown")
_FEED = (".xml", ".rss", ".atom")

_KINDS = {
    **dict.fromkeys(ENCLOSURE_TYPES, ("a recording", "")),
    **dict.fromkeys(("jpg", "jpeg", "png", "webp", "gif", "tif", "tiff", "heic"), ("a picture", "image")),
    **dict.fromkeys(("vtt", "srt"), ("a transcript", "transcripts")),
    **dict.fromkeys((one[1:] for one in _NOTES), ("a text", "notes")),
    **dict.fromkeys((one[1:] for one in _FEED), ("a feed", "")),
    **dict.fromkeys(("html", "htm"), ("a web page", "")),
}
"""Ending → what such a file is, and the field that may name it."""


def refuse_other_file(path: Path, *, command: str = "publish") -> None:
    """Raise `FeedpubError` for a file that is no YAML, such as a recording, with the `command` to type instead.

    A path that is not there, or is a folder, is not looked at.
    """
    suffix = path.suffix.lower()
    if suffix in _YAML or not path.is_file():
        return
    kind, field = _KINDS.get(suffix.removeprefix("."), ("", ""))
    what = f"is {kind}, not an episode's file" if kind else "is not an episode's file"
    naming = [one for one in files_naming(path) if command != "unpublish" or one.name != SHOW]
    if naming:
        hint = _named(naming, command)
    elif command == "unpublish":
        hint = "name the episode's .yaml file, or its slug"
    elif kind == "a recording":
        hint = _first_of(path)
    else:
        hint = _unnamed(path, kind, field)
    raise FeedpubError(what, where=display_path(path), hint=hint)


def _named(naming: list[Path], command: str) -> str:
    if len(naming) == 1:
        whose = "show's" if naming[0].name == SHOW else "episode's"
        return f"name the {whose} file: feedpub {command} {quote(display_path(naming[0]))}"
    names = ", ".join(display_path(one) for one in naming[:3]) + (" and more" if len(naming) > 3 else "")
    return f"it is named in {names}; name one of these: feedpub {command} {quote(display_path(naming[0]))}"


def _first_of(recording: Path) -> str:
    """What makes an episode of a recording, where there is a show, and a show of it, where there is none."""
    shown = quote(display_path(recording))
    if shows_near(recording):
        return f"create the episode first: feedpub new {shown}"
    return f"create a show with it first: feedpub init feeds/my-show --audio {shown}"


def _unnamed(path: Path, kind: str, field: str) -> str:
    folders = [display_path(show.parent) for show in shows_near(path)]
    show = f"the show's folder{f', {quote(folders[0])}' if len(folders) == 1 else ''}"
    if kind == "a feed":
        return f"name {show}; to check this feed: feedpub check {quote(display_path(path))}"
    if field:
        return f"write its name as `{field}:` into an episode's .yaml file, then name that, or {show}"
    return f"name the episode's .yaml file, or {show}"


def files_naming(path: Path) -> list[Path]:
    """The author's files that name a file, such as the episode of a recording; the notes beside an episode are named.

    Those are looked for in the shows that the file may belong to. A file that cannot be read names nothing.
    """
    real, name = _real(path), normalize("NFC", path.name)
    beside = [path.with_suffix(end) for end in _YAML] if path.suffix.lower() in _NOTES else []
    beside += [path.parent.parent / SHOW] if path.parent.name == FOLDER else []  # a page of the show
    found = [one for one in beside if one.is_file()]
    for show in shows_near(path):
        for file in (show, *episode_files(show.parent)):
            if file not in found and any(
                _real(file.parent / text) == real for text in _texts(file) if normalize("NFC", text).endswith(name)
            ):
                found.append(file)
    return found


def _real(path: Path) -> str:
    """A path without links, composed as most systems store it (macOS stores `é` as two characters)."""
    return normalize("NFC", str(real_path(path)))


def _texts(file: Path) -> Iterator[str]:
    """The scalars of a YAML file."""
    with suppress(FeedpubError, ValueError):
        yield from _scalars(compose(read_text(file, str(file)), str(file)).root)


def _scalars(node: Node) -> Iterator[str]:
    if node.text is not None:
        yield node.text
    for one in node.items or ():
        yield from _scalars(one)
    for pair in (node.pairs or {}).values():
        yield from _scalars(pair.value)
