"""A well-formed document → events, by expat; anything else is not read at all."""

from __future__ import annotations

from dataclasses import dataclass
from xml.parsers import expat

from feedpub.reader.build import Builder


@dataclass(frozen=True, slots=True)
class Refused:
    """Where expat stops, and why."""

    line: int
    column: int
    why: str
    """In its words."""


class _DoctypeError(Exception):
    pass


def parse(text: str, builder: Builder) -> Refused | None:
    """Tell the builder a document; where and why it is none, if it is none, or if it has a DOCTYPE."""
    parser = expat.ParserCreate(encoding="utf-8")  # whatever the declaration says
    parser.buffer_text = True
    parser.buffer_size = 1 << 16

    def start(name: str, attributes: dict[str, str]) -> None:
        builder.start(name, attributes, (parser.CurrentLineNumber, parser.CurrentColumnNumber + 1))

    def end(_name: str) -> None:
        builder.end()

    def comment(_text: str) -> None:
        builder.comment((parser.CurrentLineNumber, parser.CurrentColumnNumber + 1))

    def doctype(*_: object) -> None:
        raise _DoctypeError

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.text
    parser.CommentHandler = comment
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(text.encode(), True)  # noqa: FBT003 - expat's signature
    except expat.ExpatError as error:
        return Refused(max(1, error.lineno), error.offset + 1, expat.ErrorString(error.code))
    except _DoctypeError:
        return Refused(parser.CurrentLineNumber, parser.CurrentColumnNumber + 1, "DOCTYPE")
    return None
