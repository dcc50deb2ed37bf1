"""Scalars of YAML: texts, numbers, switches and durations; how any type reads a scalar, and how it refuses one.

pydantic finds the methods of `Reads` and `JsonSchema` by their names, so a type is declared without loading pydantic.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from feedpub.standards import quoted

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import PydanticCustomError
import re
from typing import Annotated
from unicodedata import normalize

from feedpub.standards import bidi_override, code_point, control_character, is_visible


class Reads:
    """Reads the text of a YAML scalar (or a Python value) before its type is looked at; raises what `refuse` makes."""

    __slots__ = ("read",)

    def __init__(self, read: Callable[[Any], object]) -> None:
        self.read = read

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:  # noqa: ANN401 - pydantic's protocol
        """The schema of the type, with the reading in front of it."""
        from pydantic_core import core_schema  # noqa: PLC0415 - the caller has loaded it

        return core_schema.no_info_before_validator_function(self.read, handler(source))


class ReadsText(Reads):
    """Reads free text, as opposed to names, numbers, dates, addresses and paths: whatever is written is meant."""

    __slots__ = ()


class JsonSchema:
    """The JSON Schema of the type, for editors."""

    __slots__ = ("schema",)

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self.schema = schema

    def __get_pydantic_json_schema__(self, _core: Any, _handler: Any) -> dict[str, Any]:  # noqa: ANN401 - as above
        """The same, as pydantic asks for it."""
        return dict(self.schema)


SCALAR = ["string", "number", "boolean"]
"""JSON types of a scalar that is read as the text that the author typed (`title: 1984`)."""


REFUSED = "refused"
"""The type of every validation error that our own types raise; its context holds `message` and `hint`."""

FieldPath = tuple[str | int, ...]
"""The path from a mapping to a field in it: `("people", 1, "key")`."""


def refuse(message: str, hint: str = "") -> PydanticCustomError:
    """The error to raise in a validator: what is wrong, and what to write instead."""
    from pydantic_core import PydanticCustomError  # noqa: PLC0415 - what is read from a catalog is never refused

    return PydanticCustomError(REFUSED, "{message}", {"message": message, "hint": hint})


def refuse_at(place: FieldPath, error: PydanticCustomError | str) -> ValidationError:
    """The error to raise in a validator of a mapping, about a field in it; the text `missing` for an absent field."""
    return refuse_all([(place, error)])


def refuse_all(refused: Iterable[tuple[FieldPath, PydanticCustomError | str]]) -> ValidationError:
    """The same about several fields."""
    from pydantic import ValidationError  # noqa: PLC0415 - as above
    from pydantic_core import InitErrorDetails  # noqa: PLC0415 - as above

    details = [InitErrorDetails(type=error, loc=place, input="") for place, error in refused]
    return ValidationError.from_exception_data("", details)


def as_text(value: object) -> str:
    """The text of a scalar; refuses lists, mappings and what is no text."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        raise refuse("is a mapping; one value is wanted here", "put quotes around a text that holds `: ` or `{`")
    if isinstance(value, list | tuple):
        raise refuse("is a list; one value is wanted here", "put quotes around a text that begins with `- ` or `[`")
    raise refuse(f"{quoted(str(value))} is not text", "pass a str")


# --- texts


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
            raise refuse(f"is {len(text)} characters long, at most {characters} fit", "shorten it")
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
        message = f"has {code_point(text[at])} in it (character {at + 1}), which reverses the text that follows"
        raise refuse(message, "delete it: text from right to left needs no such character themselves")
    return normalize("NFC", text)


def _visible(text: str) -> str:
    if not text:
        raise refuse("is empty", "write something, or delete the line")
    if not is_visible(text):
        raise refuse("holds nothing that can be seen", "write something, or delete the line")
    return text


_SCHEMA = JsonSchema({"type": SCALAR, "minLength": 1})

Line = Annotated[str, ReadsText(short(255)), _SCHEMA]
"""One line of at most 255 characters, Apple's and PSP-1's bound of a tag's value."""

Label = Annotated[str, ReadsText(short(128)), _SCHEMA]
"""One line of at most 128 characters, the podcast namespace's bound of a tag's text."""

Summary = Annotated[str, ReadsText(read_summary), _SCHEMA]
"""One line, longer than a title."""

Prose = Annotated[str, ReadsText(read_prose), _SCHEMA]
"""Text of several lines, Markdown for example."""


# --- numbers, switches, durations

_WHOLE = re.compile(r"[+-]?[0-9]+")
_SWITCH = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_DURATION = re.compile(r"(?:([0-9]{1,4}):(?=[0-5]?[0-9]:))?([0-9]{1,4}):([0-5][0-9])(?:\.([0-9]{1,3}))?")


def read_whole(value: object) -> int:
    """`[+-]?[0-9]+`, decimal whatever it begins with: `010` is 10."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    text = as_text(value).strip()
    if not _WHOLE.fullmatch(text):
        raise refuse(f"{quoted(text)} is not a whole number", "write digits only")
    if len(text) > 12:
        raise refuse(f"{quoted(text)} is too large", "check the number")
    return int(text)


def read_count(value: object) -> int:
    """A whole number from 1 on (Apple: `itunes:season` and `itunes:episode` are non-zero)."""
    number = read_whole(value)
    if number < 1:
        raise refuse(f"{number} is too small; counting begins at 1", "delete the line if there is no number")
    return number


def read_switch(value: object) -> bool:
    """`true`, `yes`, `on`, `false`, `no` or `off`, in upper or lower case."""
    if isinstance(value, bool):
        return value
    text = as_text(value).strip()
    if (switch := _SWITCH.get(text.lower())) is None:
        raise refuse(f"{quoted(text)} is neither true nor false", "write true or false")
    return switch


def read_duration(value: object) -> int:
    """Milliseconds of `[h:]m:ss[.fff]`: `3:15` is 195,000, `1:02:03.5` is 3,723,500. Whole milliseconds stay."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    text = as_text(value).strip()
    if (match := _DURATION.fullmatch(text)) is None:
        raise refuse(f"{quoted(text)} is not a duration", "write it like 3:15 or 1:02:03")
    hours, minutes, seconds, fraction = match.groups(default="0")
    return ((int(hours) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(fraction.ljust(3, "0"))


Count = Annotated[
    int,
    Reads(read_count),
    JsonSchema({"type": ["integer", "string"], "minimum": 1, "pattern": r"^\s*\+?[0-9]+\s*$"}),
]
"""A whole number from 1 on."""

Switch = Annotated[
    bool,
    Reads(read_switch),
    JsonSchema(
        {
            "type": ["boolean", "string"],
            "pattern": r"^\s*([Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]|[Yy][Ee][Ss]|[Oo][Nn]|[Nn][Oo]|[Oo][Ff][Ff])\s*$",
        }
    ),
]
"""On or off."""

Duration = Annotated[
    int,
    Reads(read_duration),
    # YAML 1.1 editors read `3:15` as the number 195.
    JsonSchema({"type": ["string", "number"], "examples": ["3:15", "1:02:03.5"]}),
]
"""Playing time in milliseconds."""
