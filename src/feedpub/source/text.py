"""Bytes of a text file that an author wrote → text, or what is wrong with them."""

from __future__ import annotations

import codecs
from pathlib import Path

from feedpub.errors import Invalid, Place, Problem
from feedpub.source.paths import refuse_special, unreadable
from feedpub.standards import code_point, control_character

LIMIT = 1 << 20
"""Bytes; a text of this size is no show's and no episode's."""


def read_text(path: Path, name: str) -> str:
    """The text of a file, without byte order mark.

    Raises `Invalid` with the place of what is no text, `FeedpubError` if the file cannot be read.
    """
    refuse_special(path, name, "")
    try:
        with path.open("rb") as file:
            data = file.read(LIMIT + 1)
    except OSError as error:
        raise unreadable(error, name, "") from None
    return decode(data, name)


def decode(data: bytes, name: str) -> str:
    """UTF-8 → text; raises `Invalid` for other encodings, for what no text holds, and for sizes beyond `LIMIT`."""
    if len(data) > LIMIT:
        raise _refused(Place(name), "is over 1 MiB", "is it another kind of file?")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise _refused(Place(name), "is encoded as UTF-16", "save it again as UTF-8")
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].removeprefix(codecs.BOM_UTF8).decode()
        message = f"is not UTF-8: byte {data[error.start]:#04x} here"
        raise _refused(place(name, before, len(before)), message, "save it again as UTF-8") from None
    if (at := control_character(text)) is not None:
        message = f"has {code_point(text[at])} in it, which is no text"
        raise _refused(place(name, text, at), message, "delete that character (it cannot be seen)")
    return text


def place(name: str, text: str, at: int) -> Place:
    """Line and column of a position in a text."""
    before = text[:at].replace("\r\n", "\n").replace("\r", "\n")
    return Place(name, before.count("\n") + 1, len(before) - before.rfind("\n"))


def _refused(where: Place, message: str, hint: str) -> Invalid:
    return Invalid([Problem(where, "", message, hint)])
