"""People: the show's roster, and who is in an episode."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema, field_validator, model_validator
from pydantic_core import PydanticKnownError
from pydantic_core.core_schema import ValidationInfo

from feedpub.model import podcasting
from feedpub.model.scalars import HttpsUrl, Label, did_you_mean, refuse
from feedpub.model.scalars.forms import Key, is_key, keyed, refuse_at
from feedpub.model.scalars.lines import SCALAR, read_line
from feedpub.model.written import Written, listed
from feedpub.vocab import PEOPLE, groups_of, is_person_role, nearest, nearest_role, quoted


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
    # One of the two says who it is.
    model_config = ConfigDict(json_schema_extra={"anyOf": [{"required": ["name"]}, {"required": ["key"]}]})

    key: Key | None = Field(default=None, examples=["ada"])
    """Somebody of the show's `roster`; what stands beside it is different here. A name alone may be a key, too."""

    name: Label | None = Field(default=None, validate_default=True, examples=["Ada Lovelace"])
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

    @field_validator("name")
    @classmethod
    def _somebody(cls, name: str | None, info: ValidationInfo) -> str | None:
        if name is None and info.data.get("key", "") is None:
            raise PydanticKnownError("missing")
        return name

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


def check_roster(roster: dict[str, Person]) -> dict[str, Person]:
    """The roster, everybody written out in it; raises where somebody is not."""
    for key, one in roster.items():
        if one.key is not None:
            raise refuse_at((key, "key"), refuse("refers to the roster itself", "write the person out"))
        if one.name is None:
            raise refuse_at((key, "name"), "missing")
    return roster


Roster = Annotated[
    dict[str, Person],
    BeforeValidator(keyed(is_key, "a key of the roster", "write small letters a-z, digits and hyphens: ada")),
]
"""Key → who that is."""


def unknown_keys(people: Iterable[Person], roster: Mapping[str, Person]) -> Iterator[tuple[int, str, str]]:
    """Position, message and hint of each that refers to nobody."""
    for number, one in enumerate(people):
        if one.key is not None and one.key not in roster:
            known = f"the roster has {', '.join(sorted(roster))}" if roster else "show.yaml has no `roster:`"
            guess = nearest(one.key, roster, cutoff=0.5)
            yield number, f"{quoted(one.key)} is nobody in the show's roster", did_you_mean(guess, known)


def named(people: Iterable[Person], roster: Mapping[str, Person]) -> tuple[podcasting.Person, ...]:
    """The people as the feed names them: from the roster where they refer to it, with what they say themselves.

    Role and group go together: who writes one of them means both.
    """
    return tuple(_named(one, _of_roster(one, roster)) for one in people)


def _of_roster(one: Person, roster: Mapping[str, Person]) -> Person | None:
    if one.key is not None:
        return roster.get(one.key)
    return roster.get(one.name or "") if one.model_fields_set == {"name"} else None


def _named(one: Person, known: Person | None) -> podcasting.Person:
    other = known or one
    part = one if one.model_fields_set & {"role", "group"} else other
    name = (one.name if one.key or known is None else None) or other.name or ""
    image, link = one.image or other.image, one.link or other.link
    return podcasting.Person(name=name, role=part.role, group=part.group, img=image or "", href=link or "")
