"""Texts: one line where the tag is one line, or several."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated
from unicodedata import normalize

from feedpub.scalars.reads import JsonSchema, Reads
from feedpub.scalars.refusal import as_text, refuse
from feedpub.standards import bidi_override, code_point, control_character, is_visible

SCALAR = ["string", "number", "boolean"]
"""JSON types of a scalar that is read as the text the author typed (`title: 1984`)."""


def read_prose(value: object) -> str:
    """Several lines: composed (NFC), line ends as in Unix, no blank lines around."""
    return _visible(tidy(_checked(as_text(value))))


def tidy(text: str) -> str:
    """The text as it is kept: composed (NFC), line ends as in Unix, no blank lines around."""
    lines = normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").rstrip().split("\n")
    first = next((at for at, line in enumerate(lines) if line.strip()), 0)
    return "\n".join(lines[first:])


def read_line(value: object) -> str:
    """One line: composed (NFC), nothing around it."""
    text = _visible(_checked(as_text(value)).strip())
    if "\n" in text or "\r" in text:
        raise refuse("is more than one line", "write it on one line (`>` folds several into one)")
    if "\t" in text:
        raise refuse("has a tab in it", "write a space")
    return text


def short(characters: int) -> Callable[[object], str]:
    """One line of at most so many characters."""

    def read(value: object) -> str:
        text = read_line(value)
        if len(text) > characters:
            raise refuse(f"is {len(text)} characters long, at most {characters} fit", "say it in fewer words")
        return text

    return read


def read_summary(value: object) -> str:
    """One line of at most 4,000 bytes, Apple's and PSP-1's bound of a description."""
    text = read_line(value)
    if (size := len(text.encode())) > 4000:
        raise refuse(f"is {size} bytes long (UTF-8), at most 4000 fit", "put the rest into `notes:`")
    return text


def _checked(text: str) -> str:
    if (at := control_character(text)) is not None:
        raise refuse(f"has {code_point(text[at])} in it (character {at + 1}), which must not be published", "delete it")
    if (at := bidi_override(text)) is not None:
        message = f"has {code_point(text[at])} in it (character {at + 1}), which turns the text behind it round"
        raise refuse(message, "delete it; letters know their direction themselves")
    return normalize("NFC", text)


def _visible(text: str) -> str:
    if not text:
        raise refuse("is empty", "write something, or delete the line")
    if not is_visible(text):
        raise refuse("holds nothing that can be seen", "write something, or delete the line")
    return text


_SCHEMA = JsonSchema({"type": SCALAR, "minLength": 1})

Line = Annotated[str, Reads(short(255)), _SCHEMA]
"""One line of at most 255 characters, Apple's and PSP-1's bound of a tag's value."""

Label = Annotated[str, Reads(short(128)), _SCHEMA]
"""One line of at most 128 characters, the podcast namespace's bound of a tag's text."""

Summary = Annotated[str, Reads(read_summary), _SCHEMA]
"""One line, longer than a title."""

Prose = Annotated[str, Reads(read_prose), _SCHEMA]
"""Text of several lines, Markdown for example."""
