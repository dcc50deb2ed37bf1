"""Episode files, read whole: fields, notes, slug, comments, and a digest that knows an old checkout."""

from __future__ import annotations

import codecs
import json
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import yaml

from feedpub.errors import FeedpubError, Invalid, Place, Problem
from feedpub.model.episode import Episode
from feedpub.model.files import EpisodeFile, Excerpt, Format, Suppression
from feedpub.model.written import Written
from feedpub.scalars.scalar import tidy
from feedpub.source.also_in import refused_shows
from feedpub.source.elsewhere import may_be_elsewhere
from feedpub.source.front_matter import front_matter
from feedpub.source.paths import (
    SHOW,
    FileAbsent,
    FileElsewhere,
    display_path,
    find_file,
    find_show,
    find_workspace,
    refuse_special,
    unreadable,
)
from feedpub.source.syntax import place
from feedpub.source.text_fields import excerpts, excerpts_of_notes, text_fields
from feedpub.source.validation import field_called, validate
from feedpub.source.yaml import Node, NodePlaces, compose, parser
from feedpub.standards import (
    begins_with_html,
    bidi_override,
    code_point,
    control_character,
    is_reserved_slug,
    is_slug,
    is_visible,
    quoted,
    slug_of,
)

_NOTES_FORMATS: dict[str, Format] = {".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html"}


def read_episode(path: Path, *, show: Path | None = None) -> EpisodeFile:
    """An episode from its file, with its notes: inline, from the file that `notes` names, or `<stem>.md` beside it.

    `show` is the `show.yaml` that it belongs to, where that was looked for already. Raises `Invalid` with every problem
    of the file, `FileAbsent` if there is none, `FeedpubError` if it is not readable or belongs to no show.
    """
    name, show = display_path(path), show or find_show(path)
    if path.name == SHOW:
        raise FeedpubError("describes the show, not an episode", where=name, hint="name an episode's file")
    text, places, problems = _read_yaml(path, name)
    episode = validate(Episode, places.root, places, problems)
    slug = _slug(path, places, problems)
    notes = _notes(path, places, problems, show=show)
    problems += refused_shows(episode.also_in, show, places) if episode and episode.also_in else ()
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
        digest=digest_of(episode, notes.text, notes.digested_format or notes.format),
        show=show,
        places=places,
        suppressions=read_suppressions(text),
        excerpts=(*excerpts(text_fields(Episode, places.root), text, name), *notes.excerpts),
        bytes_digest=digest_of_texts(text, notes.content),
    )


def read_readable(paths: Iterable[Path]) -> Iterator[EpisodeFile]:
    """The episodes of those files that can be read."""
    for path in paths:
        with suppress(FeedpubError):
            yield read_episode(path)


def _read_yaml(path: Path, name: str) -> tuple[str, NodePlaces, list[Problem]]:
    text = read_text(path, name)
    composed = compose(text, name)
    return text, NodePlaces(name, composed.root), composed.problems


_UNDIGESTED = {"also_in", "check", "extends", "notes", "publish"}


def digest_of(model: Written, *more: str) -> str:
    """The digest of what is written about show or episode, not of how it is checked and where it is published."""
    fields = model.model_dump(mode="json", exclude_unset=True, exclude=_UNDIGESTED)
    return sha256(json.dumps([fields, *more], ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def digest_of_texts(*texts: str) -> str:
    """The digest of files as they were read."""
    return sha256("\0".join(texts).encode()).hexdigest()  # no text holds a NUL


def _slug(path: Path, places: NodePlaces, problems: list[Problem]) -> str:
    """The file's name as a slug; a problem if it cannot be one and the file has no `slug`."""
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
    excerpts: tuple[Excerpt, ...] = ()
    """What is most likely no text in the file; that in inline notes is found with the other fields."""

    content: str = ""
    """The whole file."""

    digested_format: Format | None = None
    """What the digest takes for the format, if that is another: it must not change with how formats are told apart."""


def _notes(path: Path, places: NodePlaces, problems: list[Problem], *, show: Path) -> _Notes:
    pair = (places.root.pairs or {}).get("notes")
    if pair is None:
        beside = path.with_suffix(".md")
        return _notes_file(beside.name, path, places, problems, show) if beside.exists() else _Notes()
    written = _scalar(pair.value)
    problems += filter(None, [_front_matter(written, path, places.of("notes"))])
    if "\n" not in written and (Path(written).suffix.lower() in _NOTES_FORMATS):
        return _notes_file(written, path, places, problems, show)
    digested: Format = "html" if written.startswith("<") else "markdown"
    return _Notes(written, "html" if begins_with_html(written) else "markdown", digested_format=digested)


def _scalar(node: Node) -> str:
    """The text of inline notes as the model reads it; empty if the model refuses it anyway."""
    return "" if node.refused or node.text is None else tidy(node.text)


def _notes_file(written: str, path: Path, places: NodePlaces, problems: list[Problem], show: Path) -> _Notes:
    try:
        file = find_file(written, beside=path, workspace=find_workspace(show))
        name = display_path(file)
        content = read_text(file, name)
        problems += filter(None, [_front_matter(content, path, Place(name, 1, 1))])
        text = _readable(content, name)
    except Invalid as invalid:
        problems.extend(invalid.problems)
    except FileAbsent as absent:
        hint = "copy the file here; if this is the text of the notes, end it with a full stop"
        hint = absent.hint if isinstance(absent, FileElsewhere) else hint
        problems.append(Problem(places.of("notes"), "notes", absent.message, hint))
    except FeedpubError as error:
        problems.append(Problem(places.of("notes"), "notes", error.message, error.hint))
    else:
        found = tuple(excerpts_of_notes(content, name))
        return _Notes(text, _NOTES_FORMATS.get(file.suffix.lower(), "markdown"), file, found, content)
    return _Notes()


def _front_matter(text: str, episode: Path, at: Place) -> Problem | None:
    """What is wrong with notes that begin with the fields of another program; None if they do not."""
    fields = front_matter(text)
    if fields is None:
        return None
    if not fields:
        return Problem(at, "", "begins with empty front matter, which is no text", "delete its lines")
    named = ", ".join(fields[:9]) + (", …" if len(fields) > 9 else "")
    ours = [(name, ours) for name in fields if (ours := field_called(Episode, name)) and ours != "notes"]
    moves = ", ".join(f"`{name}`" if name == own else f"`{name}` as `{own}`" for name, own in ours)
    hint = f"move {moves} into {display_path(episode)}, and delete the rest of it" if ours else "delete it"
    return Problem(at, "", f"begins with front matter ({named}), which feedpub does not read", hint)


def _readable(text: str, name: str) -> str:
    if (at := bidi_override(text)) is not None:
        message = f"has {code_point(text[at])} in it, which reverses the text that follows"
        raise Invalid(
            [Problem(place(name, text, at), "", message, "delete it: text from right to left needs no such character")]
        )
    return tidy(text) if is_visible(text) else ""


_COMMENT = re.compile(r"(?:^|(?<=\s))#\s*feedpub:\s*ignore\b(?=([^\r\n]*))", re.IGNORECASE | re.MULTILINE)
_CODES = re.compile(r"FP[0-9]{1,3}\b", re.IGNORECASE)


def read_suppressions(text: str) -> tuple[Suppression, ...]:
    """The comments of a YAML file that leave out findings, in reading order: `# feedpub: ignore FP203 because …`.

    At the end of a line, a comment is about that line; on a line of its own, about the next one; above everything,
    about the whole file and its notes; behind the `|` of a text, about all of it. The parser drops comments, so they
    are read from the text, outside of scalars.
    """
    if "feedpub:" not in text.lower():
        return ()
    scalars = list(_scalars(text))
    first = min((start for start, _end in scalars), default=len(text))
    return tuple(
        _suppression(text, match, first=first)
        for match in _COMMENT.finditer(text)
        if not any(start <= match.start() < end for start, end in scalars)
    )


def _scalars(text: str) -> Iterator[tuple[int, int]]:
    """The start and end of each scalar of a file; of a malformed file, those before the fault.

    The text of a block begins below its `|` or `>`, which a comment may follow.
    """
    try:
        for token in yaml.scan(text, Loader=parser(text)):
            if isinstance(token, yaml.ScalarToken):
                start = int(token.start_mark.index)
                yield text.find("\n", start) if token.style in {"|", ">"} else start, _end(text, token)
    except yaml.YAMLError:
        return


def _end(text: str, token: yaml.ScalarToken) -> int:
    """The end of a scalar; the end mark of a block is where the next token begins, with comments in between."""
    start, end = int(token.start_mark.index), int(token.end_mark.index)
    return end if token.style in {"|", ">"} else start + len(text[start:end].rstrip())


def _suppression(text: str, match: re.Match[str], *, first: int) -> Suppression:
    line = text.count("\n", 0, match.start()) + 1
    alone = not text[text.rfind("\n", 0, match.start()) + 1 : match.start()].strip()
    codes, _, _reason = match[1].partition("because")
    return Suppression(
        line=line,
        about=0 if alone and match.start() < first else _next(text, line) if alone else line,
        codes=tuple(code.upper() for code in _CODES.findall(codes)),
    )


def _next(text: str, line: int) -> int:
    """The next line with something else than a comment."""
    for number, content in enumerate(text.splitlines()[line:], line + 1):
        if content.strip() and not content.lstrip().startswith("#"):
            return number
    return line


TEXT_LIMIT = 1 << 20
"""Bytes that are read at most; no show and no episode is larger."""


def read_text(path: Path, name: str) -> str:
    """The text of a file, without byte order mark.

    Raises `Invalid` with the place of what is no text, `FeedpubError` if the file cannot be read.
    """
    try:
        is_ordinary = stat.S_ISREG(path.stat().st_mode)  # whoever opens a pipe waits for its other end
        data = _beginning(path) if is_ordinary else b""
    except OSError as error:
        refuse_special(path, name)
        raise unreadable(error, name, "") from None
    if not is_ordinary or may_be_elsewhere(data):
        refuse_special(path, name)
    return decode(data, name)


def _beginning(path: Path) -> bytes:
    """So much of a file as `decode` takes, and one byte more."""
    with path.open("rb") as file:
        return file.read(TEXT_LIMIT + 1)


def decode(data: bytes, name: str) -> str:
    """UTF-8 → text; raises `Invalid` for other encodings, for what no text holds, and for sizes beyond `TEXT_LIMIT`."""
    if len(data) > TEXT_LIMIT:
        raise _refused(Place(name), "is over 1 MiB", "check that it is the right file")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise _refused(Place(name), "is encoded as UTF-16", "save it again as UTF-8")
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].removeprefix(codecs.BOM_UTF8).decode()
        message = f"is not UTF-8: byte {data[error.start]:#04x} here"
        raise _refused(place(name, before, len(before)), message, "save it again as UTF-8") from None
    if (at := control_character(text)) is not None:
        message = f"has {code_point(text[at])} in it, which no published text may contain"
        raise _refused(place(name, text, at), message, "delete that character (it cannot be seen)")
    return text


def _refused(where: Place, message: str, hint: str) -> Invalid:
    return Invalid([Problem(where, "", message, hint)])
