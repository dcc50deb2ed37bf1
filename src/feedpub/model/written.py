"""What show and episode models share: closed, frozen, one form each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, model_validator

from feedpub.model.scalars import refuse

S = TypeVar("S", bound=Sequence[object])


class Written(BaseModel):
    """A mapping that an author writes: no other keys, never changed after it was read."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, use_attribute_docstrings=False, defer_build=True
    )

    example: ClassVar[str]
    """How to write one, for messages."""

    short: ClassVar[str] = ""
    """The field that a single text is, where the mapping has a short form (`- Ada Lovelace`)."""

    becomes: ClassVar[type[Any] | None] = None
    """The catalog's value with the same field names, where it is made of this and nothing else."""

    @classmethod
    def expanded(cls, text: str) -> dict[str, str]:
        """The long form of a single text."""
        return {cls.short: text}

    @model_validator(mode="before")
    @classmethod
    def _long_form(cls, value: object) -> object:
        """Expand the short form, so that there is one way to read the rest."""
        if isinstance(value, str) and cls.short:
            return cls.expanded(value)
        if not isinstance(value, Mapping | cls):
            what = "a list" if isinstance(value, list | tuple) else "one value"
            raise refuse(f"is {what}; {cls.example} is wanted here", f"write {cls.example}")
        return value


def listed(value: object) -> object:
    """A list as the author wrote it; a single text becomes a list of one."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, Mapping):
        raise refuse("is a mapping; a list is wanted here", "begin each entry with `- `")
    return tuple(value) if isinstance(value, list) else value


def _not_empty(values: S) -> S:
    if not values:
        raise refuse("is an empty list", "write at least one, or delete it")
    return values


some = AfterValidator(_not_empty)
"""A list that must hold something."""
