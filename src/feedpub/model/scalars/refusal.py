"""How a value is refused: in our words, with what to write instead."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic_core import PydanticCustomError

from feedpub.vocab import quoted

REFUSED = "refused"
"""The type of every validation error that our own types raise; its context holds `message` and `hint`."""


def refuse(message: str, hint: str = "") -> PydanticCustomError:
    """The error to raise in a validator: what is wrong, and what to write instead."""
    return PydanticCustomError(REFUSED, "{message}", {"message": message, "hint": hint})


def as_text(value: object) -> str:
    """The text of a scalar; refuses lists, mappings and what is no text."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        raise refuse("is a mapping; one value is wanted here", "put quotes around a text that holds `: ` or `{`")
    if isinstance(value, list | tuple):
        raise refuse("is a list; one value is wanted here", "put quotes around a text that begins with `- ` or `[`")
    raise refuse(f"{quoted(str(value))} is not text", "pass a str")
