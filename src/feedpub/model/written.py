"""What show and episode models share: closed, frozen, one form each; and the people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, field_validator, model_validator
from pydantic_core.core_schema import ValidationInfo

from feedpub.model.scalars import HttpsUrl, Label, did_you_mean, refuse
from feedpub.model.scalars.lines import SCALAR, read_line
from feedpub.vocab import PEOPLE, groups_of, is_person_role, nearest, nearest_role, quoted


class Written(BaseModel):
    """A mapping that an author writes: no other keys, never changed after it was read."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True)

    example: ClassVar[str]
    """How to write one, for messages."""

    short: ClassVar[str] = ""
    """The field that a single text is, where the mapping has a short form (`- Ada Lovelace`)."""

    @model_validator(mode="before")
    @classmethod
    def _long_form(cls, value: object) -> object:
        """Expand the short form, so that there is one way to read the rest."""
        if isinstance(value, str) and cls.short:
            return {cls.short: value}
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


def _role(value: object) -> str:
    return read_line(value).casefold()


def _group(value: object) -> str:
    text = _role(value)
    if text not in PEOPLE:
        hint = did_you_mean(nearest(text, PEOPLE), f"one of {', '.join(PEOPLE)}")
        raise refuse(f"{quoted(text)} is not a group of the person taxonomy", hint)
    return text


class Person(Written):
    """Somebody heard or working on the show: `podcast:person` (podcast namespace, tag `person`)."""

    example = "a name, or {name: …, role: …, group: …, image: …, link: …}"
    short = "name"

    name: Label = Field(examples=["Ada Lovelace"])
    """Text of `podcast:person`; at most 128 characters (podcast namespace)."""

    group: Annotated[str, BeforeValidator(_group), WithJsonSchema({"type": SCALAR, "examples": list(PEOPLE)})] = "cast"
    """`podcast:person` `group`: a group of the namespace's person taxonomy, in any case; `cast` if left out."""

    role: Annotated[
        str,
        BeforeValidator(_role),
        WithJsonSchema({"type": SCALAR, "examples": sorted({role for roles in PEOPLE.values() for role in roles})}),
    ] = "host"
    """`podcast:person` `role`: a role of that group in the person taxonomy, in any case; `host` if left out."""

    image: HttpsUrl | None = None
    """`podcast:person` `img`: address of a picture; https (podcast namespace)."""

    link: HttpsUrl | None = None
    """`podcast:person` `href`: a page about them; https (podcast namespace)."""

    @field_validator("role")
    @classmethod
    def _in_group(cls, role: str, info: ValidationInfo) -> str:
        group = info.data.get("group")
        if group is not None and not is_person_role(role, group):
            raise refuse(f"{quoted(role)} is not a role of the group {quoted(group)}", _role_hint(role, group))
        return role

    @model_validator(mode="after")
    def _default_role_in_group(self) -> Person:
        if not is_person_role(self.role, self.group):
            hint = f"add `role:` with one of {', '.join(PEOPLE[self.group])}"
            raise refuse(f"needs a role of the group {quoted(self.group)}", hint)
        return self


def _role_hint(role: str, group: str) -> str:
    if groups := groups_of(role):
        return f"write `group: {groups[0]}`"
    if guess := nearest_role(role, group):
        name, where = guess
        return did_you_mean(name) if where == group else f"did you mean `{name}` with `group: {where}`?"
    return f"one of {', '.join(PEOPLE[group])}"


People = Annotated[tuple[Person, ...], BeforeValidator(listed)]
