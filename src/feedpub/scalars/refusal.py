"""How a value is refused: in our words, with what to write instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from feedpub.standards import quoted

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import PydanticCustomError

REFUSED = "refused"
"""The type of every validation error that our own types raise; its context holds `message` and `hint`."""

FieldPath = tuple[str | int, ...]
"""The path from a mapping to a field in it: `("people", 1, "key")`."""


def refuse(message: str, hint: str = "") -> PydanticCustomError:
    """The error to raise in a validator: what is wrong, and what to write instead."""
    from pydantic_core import PydanticCustomError  # noqa: PLC0415 - what is read from a catalog is never refused

    return PydanticCustomError(REFUSED, "{message}", {"message": message, "hint": hint})


def refuse_at(place: FieldPath, error: PydanticCustomError | str) -> ValidationError:
    """The error to raise in a validator of a mapping, about something in it; the text `missing` for what is not."""
    return refuse_all([(place, error)])


def refuse_all(refused: Iterable[tuple[FieldPath, PydanticCustomError | str]]) -> ValidationError:
    """The same about several things."""
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
