"""The free texts of an author's file, and what in them is most likely no text: comments and template code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from typing import get_args, get_origin

from pydantic.fields import FieldInfo

from feedpub.errors import Place
from feedpub.model.files import Excerpt
from feedpub.model.written import Written, model_in
from feedpub.scalars import FieldPath, ReadsText
from feedpub.source.syntax import place
from feedpub.source.template_code import may_hold_template_code, template_code
from feedpub.source.yaml import MOST_PROBLEMS, Comment, Node, subject
from feedpub.standards import ARTWORK_TYPES, CHAPTER_FILES, ENCLOSURE_TYPES, TRANSCRIPT_TYPES, extension

TextField = tuple[FieldPath, Node]
"""The path of a text, and the scalar."""

_TOOLS = re.compile(r"#+\s*(?:feedpub:|yamllint\b|yaml-language-server:|prettier-ignore|noqa\b|cspell:)", re.IGNORECASE)
"""Comments that are read by programs."""

_FILES = (*ENCLOSURE_TYPES, *ARTWORK_TYPES, "jpeg", *TRANSCRIPT_TYPES, *CHAPTER_FILES, "md", "htm", "css", "wav")
_FILE_ENDING = re.compile(rf"\.(?:{'|'.join(_FILES)})$", re.IGNORECASE)

_MARKDOWN = frozenset({"description", "footer", "notes"})
"""Fields whose texts are Markdown."""


def text_fields(model: type[Written], root: Node) -> Iterator[TextField]:
    """The scalars of a valid file that are free text, in reading order, each once however many aliases it has.

    File names that a comment cuts are among them.
    """
    seen: set[int] = set()
    for path, node in _in_mapping(model, root, ()):
        if id(node) not in seen:
            seen.add(id(node))
            yield path, node


@dataclass(frozen=True, slots=True)
class _Field:
    """What is read of a field, or of each entry in it."""

    model: type[Written] | None
    """Of a mapping."""

    is_keyed: bool
    """Whether the author chooses the keys of a mapping around it, as in `roster`."""

    is_text: bool


@cache
def _field(model: type[Written], name: str) -> _Field | None:
    if (field := model.model_fields.get(name)) is None:
        return None
    return _Field(model_in(field), get_origin(field.annotation) is dict, _is_text(field))


def _in_mapping(model: type[Written], node: Node, path: FieldPath) -> Iterator[TextField]:
    for name, pair in (node.pairs or {}).items():
        if (field := _field(model, name)) is not None:
            yield from _in_field(field, pair.value, (*path, name))


def _in_field(field: _Field, node: Node, path: FieldPath) -> Iterator[TextField]:
    """The texts of a field: a scalar, a list, a mapping of its own, or one whose keys the author chooses."""
    for number, item in enumerate(node.items or ()):
        yield from _in_field(field, item, (*path, number))
    if node.pairs is not None and field.model and not field.is_keyed:
        yield from _in_mapping(field.model, node, path)
    else:
        inside = replace(field, is_keyed=False) if node.pairs else field
        for name, pair in (node.pairs or {}).items():
            yield from _in_field(inside, pair.value, (*path, name))
    is_text = _is_short_text(field.model, node.text or "") if field.model else field.is_text
    if node.text is not None and (is_text or _is_cut_file_name(node)):
        yield path, node


def _is_cut_file_name(node: Node) -> bool:
    """Whether a comment has the ending of a file's name and the value has none, as in `audio: take #3.mp3`."""
    return not extension(node.text or "") and any(_FILE_ENDING.search(one.text) for one in node.comments)


def _is_text(annotation: object) -> bool:
    """Whether what is read of a field, or of each entry in it, is free text."""
    if isinstance(annotation, FieldInfo):
        return any(map(_is_text, (*annotation.metadata, annotation.annotation)))
    if isinstance(annotation, ReadsText):
        return True
    return any(map(_is_text, (*get_args(annotation), *getattr(annotation, "__metadata__", ()))))


def _is_short_text(model: type[Written], text: str) -> bool:
    """Whether a single text instead of a mapping is free text, as in `- Ada Lovelace` and `- 3:15 Intro`."""
    return bool(model.short) and any(_is_text(model.model_fields[name]) for name in model.expanded(text))


def excerpts(fields: Iterable[TextField], text: str, name: str) -> Iterator[Excerpt]:
    """What stands in or behind the texts of the file `text` and is most likely a mistake; of each kind not too many."""
    if "#" not in text and not may_hold_template_code(text):
        return
    listed = list(fields)
    yield from islice((one for path, node in listed for one in _comments(path, node, name)), MOST_PROBLEMS)
    yield from islice((one for path, node in listed for one in _template_code(path, node, text, name)), MOST_PROBLEMS)


def _comments(path: FieldPath, node: Node, name: str) -> Iterator[Excerpt]:
    for comment in node.comments:
        if not _TOOLS.match(comment.text):
            yield _comment(subject(path), comment, node, name)


def _comment(field: str, comment: Comment, node: Node, name: str) -> Excerpt:
    return Excerpt(
        kind="comment",
        field=field,
        text=comment.text,
        place=Place(name, comment.line, comment.column),
        kept=(node.text or "") if comment.is_behind else "",
    )


def _template_code(path: FieldPath, node: Node, text: str, name: str) -> Iterator[Excerpt]:
    """At the place where it stands; at that of its text where escapes or folded lines hide it."""
    is_markdown = path[-1] in _MARKDOWN
    at = node.start
    for _, code in template_code(node.text or "", markdown=is_markdown):
        found = text.find(code, at, node.end)
        at = found + len(code) if found >= 0 else at
        where = place(name, text, found) if found >= 0 else Place(name, node.line, node.column)
        yield Excerpt(kind="template-code", field=subject(path), text=code, place=where)


def excerpts_of_notes(text: str, name: str) -> Iterator[Excerpt]:
    """The same of a file with notes, Markdown or HTML."""
    for at, code in islice(template_code(text, markdown=True), MOST_PROBLEMS):
        yield Excerpt(kind="template-code", field="notes", text=code, place=place(name, text, at))
