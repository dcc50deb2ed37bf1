"""The author's own pages: `pages/*.md` beside show.yaml, each with its front matter."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from feedpub.errors import FeedpubError, Invalid, Place, Problem
from feedpub.model.files import OwnPageFile
from feedpub.model.webpages import OwnPageEntry
from feedpub.source.files import read_text
from feedpub.source.paths import display_path, find_file, find_workspace
from feedpub.source.validation import validate
from feedpub.source.yaml import Node, NodePlaces, compose
from feedpub.standards import is_reserved_slug, is_slug, quoted, slug_of

FOLDER = "pages"

LARGEST = 256 * 1024
"""Bytes of all pages together, which the catalog keeps."""

_FENCE = re.compile(r"---[ \t]*")
_END = re.compile(r"(?:---|\.\.\.)[ \t]*")
_TITLE = re.compile(r"#[ \t]+(.*?)[ \t]*#*[ \t]*")


def own_page_paths(show: Path) -> list[Path]:
    """The files of the own pages of a show, by name; `show` is its show.yaml."""
    folder = show.parent / FOLDER
    if not folder.is_dir():
        return []
    return sorted(one for one in folder.iterdir() if one.suffix == ".md" and not one.name.startswith("."))


def read_own_pages(show: Path, problems: list[Problem]) -> tuple[OwnPageFile, ...]:
    """The own pages of a show; what is wrong with them is added to `problems`."""
    found: list[OwnPageFile] = []
    for path in own_page_paths(show):
        try:
            found.append(_read(path, show))
        except Invalid as invalid:
            problems.extend(invalid.problems)
        except FeedpubError as error:
            problems.append(Problem(Place(display_path(path)), "", error.message, error.hint))
    if (size := sum(len(one.text.encode()) for one in found)) > LARGEST:
        message = f"the own pages have {size:,} bytes together, at most {LARGEST:,} fit"
        problems.append(Problem(Place(display_path(show.parent / FOLDER)), "", message, "shorten the longest"))
    return tuple(found)


def digest_with_pages(digest: str, pages: tuple[OwnPageFile, ...]) -> str:
    """The digest of a show with its own pages: that of show.yaml alone where there are none."""
    if not pages:
        return digest
    written = [[one.slug, one.entry.model_dump(mode="json", exclude_unset=True), one.text.strip()] for one in pages]
    return sha256(json.dumps([digest, *written], ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _read(path: Path, show: Path) -> OwnPageFile:
    name = display_path(path)
    found = find_file(path.name, beside=path.parent, workspace=find_workspace(show))
    lines = read_text(found, name).splitlines()
    problems = list(_wrong_name(path, name))
    front, body = _split(lines)
    places = NodePlaces(name, Node(line=1, column=1, pairs={}))
    if front.strip():
        composed = compose(front, name)
        places, problems = NodePlaces(name, composed.root), [*problems, *composed.problems]
    entry = validate(OwnPageEntry, places.root, places, problems)
    title, body = _title(entry.title if entry else None, body)
    if not title and not problems:
        hint = "begin its text with `# Its title`"
        problems.append(Problem(Place(name, 1, 1), "title", "the page has no title", hint))
    if not any(line.strip() for line in body) and not problems:
        hint = "write it below the title, or delete the file"
        problems.append(Problem(Place(name), "", "the page has no text", hint))
    if entry is None or problems:
        raise Invalid(problems)
    return OwnPageFile(
        path=path, name=name, slug=path.stem, title=title, entry=entry, text="\n".join(body), places=places
    )


def _wrong_name(path: Path, name: str) -> Iterator[Problem]:
    if is_slug(path.stem):
        return
    what = "is a name of feedpub's own pages" if is_reserved_slug(path.stem) else "cannot be part of an address"
    hint = f"rename it to {slug_of(path.stem) or '…'}.md (a-z, 0-9 and hyphens)"
    yield Problem(Place(name), "", f"the file's name, {quoted(path.stem)}, {what}", hint)


def _split(lines: list[str]) -> tuple[str, list[str]]:
    """The YAML of the front matter and the text, each with blank lines in the place of the other."""
    if not lines or not _FENCE.fullmatch(lines[0]):
        return "", lines
    end = next((at for at, line in enumerate(lines[1:], 1) if _END.fullmatch(line)), None)
    if end is None:
        return "", lines
    return "\n".join(["", *lines[1:end], ""]), [*[""] * (end + 1), *lines[end + 1 :]]


def _title(written: str | None, body: list[str]) -> tuple[str, list[str]]:
    """The title, and the text without the heading that says it."""
    at = next((number for number, line in enumerate(body) if line.strip()), None)
    match = _TITLE.fullmatch(body[at]) if at is not None else None
    if at is None or match is None or (written and match[1] != written):
        return written or "", body
    return match[1], [*body[:at], "", *body[at + 1 :]]
