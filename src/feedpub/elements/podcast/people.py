"""Who is heard or works on it, and where it is about: `podcast:person`, `podcast:location`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, ClassVar

from feedpub.elements.collection import Refused
from feedpub.elements.element import ANYWHERE, Attribute, Examples, ShowContext, Text, element, entry, written_fields
from feedpub.scalars import (
    HttpsUrl,
    JsonSchema,
    Label,
    Line,
    Picture,
    Reads,
    Summary,
    Switch,
    did_you_mean,
    one_of,
    refuse,
    refuse_at,
)
from feedpub.scalars.podcasting import Country, Geo, Key, Osm
from feedpub.scalars.scalar import SCALAR, read_line
from feedpub.standards import PEOPLE, groups_of, is_http_url, is_person_role, nearest, nearest_role, quoted
from feedpub.standards.podcasting import LOCATION_RELS


def _role(value: object) -> str:
    return read_line(value).casefold()


def _group(value: object) -> str:
    text = _role(value)
    if text not in PEOPLE:
        hint = did_you_mean(nearest(text, PEOPLE), f"one of {', '.join(PEOPLE)}")
        raise refuse(f"{quoted(text)} is not a group of the person taxonomy", hint)
    return text


_ROLES = sorted({role for roles in PEOPLE.values() for role in roles})
Group = Annotated[str, Reads(_group), JsonSchema({"type": SCALAR, "examples": list(PEOPLE)})]
Role = Annotated[str, Reads(_role), JsonSchema({"type": SCALAR, "examples": _ROLES})]


@entry
class PortraitEntry:
    """What somebody looks like: a square is cut out of it for the web pages."""

    example: ClassVar[str] = "a file or an https address, or {file: …, alt: …, credit: …}"
    short: ClassVar[str] = "file"
    stays_short: ClassVar[bool] = True

    file: Annotated[Picture, Examples("grace.jpg")]
    """JPEG or PNG, which is uploaded; 320 pixels a side or more. Or the https address of one: pages show it only if it
    lies in the show's own target.
    """

    alt: Annotated[Line | None, Examples("Grace Hopper on the pier, in a yellow coat")] = None
    """What can be seen, for those who cannot see it; on the web pages, where the name stands beside it if left out."""

    credit: Annotated[Line | None, Examples("Lena Vos")] = None
    """Who made the picture, as the web pages print it."""


@entry
class PersonEntry:
    """Somebody heard or working on the show: `podcast:person` (podcast namespace, tag `person`)."""

    example: ClassVar[str] = "a name, or {name: …, role: …, about: …, image: …, link: …}"
    short: ClassVar[str] = "name"
    schema: ClassVar[Mapping[str, object]] = {"anyOf": [{"required": ["name"]}, {"required": ["key"]}]}

    key: Annotated[Key | None, Examples("ada")] = None
    """Somebody of the show's `roster`; what stands beside it is different here. A name alone may be a key, too."""

    name: Annotated[Label | None, Examples("Ada Lovelace")] = None
    """Text of `podcast:person`; at most 128 characters (podcast namespace)."""

    group: Group = "cast"
    """`podcast:person` `group`: a group of the namespace's person taxonomy, in any case; left out, that of the role.

    Only `editor` needs it, which is a role of two groups.
    """

    role: Role = "host"
    """`podcast:person` `role`: a role of the person taxonomy, in any case; `host` if left out.

    Who has several roles is listed once for each.
    """

    affiliation: Annotated[Line | None, Examples("Wrackhaven University")] = None
    """Where they work, for the web pages."""

    about: Annotated[Summary | None, Examples("Lecturer in tides, and the author of *Slack Water*.")] = None
    """Who they are, in a sentence or two of plain text, for the web pages."""

    image: PortraitEntry | None = None
    """`podcast:person` `img`: a portrait, as a file or by its https address (podcast namespace)."""

    link: HttpsUrl | None = None
    """`podcast:person` `href`: a page about them; https (podcast namespace)."""

    page: Switch | None = None
    """Whether they have a web page: `true` from their first episode on, `false` for none. Left out, they have one from
    their second episode on, if `affiliation`, `about` or the file of a portrait is known. Where somebody leaves, delete
    these lines: the next publish deletes page and picture.
    """

    def check(self) -> Iterator[Exception]:
        """One of name and key, and a role of the group."""
        if self.name is None and self.key is None:
            yield refuse_at(("name",), "missing")
        if is_person_role(self.role, _group_of(self)):
            return
        if "role" in written_fields(self):
            yield refuse_at(("role",), refuse(*_refused_role(self)))
        else:
            hint = f"add `role:` with one of {', '.join(PEOPLE[self.group])}"
            yield refuse(f"needs a role of the group {quoted(self.group)}", hint)

    def disagreements(self, show: ShowContext) -> Iterator[Refused]:
        """Whoever is nobody in the roster."""
        if self.key is not None and self.key not in show.roster:
            known = f"the roster has {', '.join(sorted(show.roster))}" if show.roster else "show.yaml has no `roster:`"
            guess = nearest(self.key, show.roster, cutoff=0.5)
            yield ("key",), f"{quoted(self.key)} is nobody in the show's roster", did_you_mean(guess, known)


def _group_of(one: PersonEntry) -> str:
    """The group that is written, else the only one that has the role; `cast` if none or several do."""
    groups = groups_of(one.role)
    return groups[0] if len(groups) == 1 and "group" not in written_fields(one) else one.group


def _refused_role(one: PersonEntry) -> tuple[str, str]:
    """What is wrong with a role, and what to write."""
    groups = groups_of(one.role)
    if "group" in written_fields(one):
        message = f"{quoted(one.role)} is not a role of the group {quoted(one.group)}"
        return message, _role_hint(one.role, one.group)
    if groups:
        hint = f"add {' or '.join(f'`group: {group}`' for group in groups)}"
        return f"{quoted(one.role)} is a role of several groups", hint
    return f"{quoted(one.role)} is not a role of the person taxonomy", _role_hint(one.role, "")


def _role_hint(role: str, group: str) -> str:
    if groups := groups_of(role):
        return f"write `group: {groups[0]}`"
    if guess := nearest_role(role, group):
        name, where = guess
        return f"did you mean `{name}` with `group: {where}`?" if group and where != group else did_you_mean(name)
    return f"one of {', '.join(PEOPLE[group] if group else _ROLES)}"


@element("podcast:person", field="people", inside=ANYWHERE, many=True, written=PersonEntry)
class Person:
    """Somebody heard or working on the show (podcast namespace, tag `person`)."""

    name: Annotated[str, Text(limit=128, shown=True)]
    role: Annotated[str, Attribute("role")] = "host"
    group: Annotated[str, Attribute("group")] = "cast"
    img: Annotated[str, Attribute("img", address="web")] = ""
    href: Annotated[str, Attribute("href", address="web")] = ""
    affiliation: str = ""
    about: str = ""
    picture: str = ""
    """The file of the portrait, as the author wrote it; empty for none, or one at an address."""

    alt: str = ""
    credit: str = ""
    """Of the portrait."""

    page: str = ""
    """`on`, `off`, or empty: it is for the number of episodes to say."""

    key: str = ""
    """Of somebody in the roster, in the roster itself."""

    @property
    def is_described(self) -> bool:
        """Whether pages have more to say than the feed has."""
        return bool(self.affiliation or self.about or self.picture)

    def over(self, other: Person) -> Person:
        """The same person, with what only the other one says."""
        own = self.picture or self.img
        image = self if own else other
        return replace(
            self,
            img=image.img,
            href=self.href or other.href,
            affiliation=self.affiliation or other.affiliation,
            about=self.about or other.about,
            picture=image.picture,
            alt=image.alt,
            credit=image.credit,
            page=self.page or other.page,
            key=self.key or other.key,
        )

    @classmethod
    def resolve(cls, written: PersonEntry, show: ShowContext) -> Person:
        """The person as the feed names them: from the roster where they refer to it, with what they say themselves.

        Role and group go together: who writes one of them means both. What only pages show is not taken over from the
        roster: pages look there, so that one edit of it reaches all episodes.
        """
        known = _of_roster(written, show.roster)
        other = known or written
        part = written if written_fields(written) & {"role", "group"} else other
        name = (written.name if written.key or known is None else None) or other.name or ""
        link = written.link or other.link
        own = cls(name=name, role=part.role, group=_group_of(part), href=link or "", **_described(written))
        address = known.image.file if known and known.image and is_http_url(known.image.file) else ""
        return replace(own, img=address) if address and not own.img and not own.picture else own

    @classmethod
    def of_roster(cls, key: str, written: PersonEntry) -> Person:
        """Somebody of the roster, with all that is said of them there."""
        role, link = written.role, written.link or ""
        return cls(
            name=written.name or "", role=role, group=_group_of(written), href=link, key=key, **_described(written)
        )


def _described(written: PersonEntry) -> dict[str, str]:
    """What is said of somebody in their own entry, beside name, role and link."""
    image = written.image
    file = image.file if image else ""
    is_address = is_http_url(file)
    page = "" if written.page is None else "on" if written.page else "off"
    return {
        "img": file if is_address else "",
        "affiliation": written.affiliation or "",
        "about": written.about or "",
        "picture": "" if is_address else file,
        "alt": (image.alt if image else None) or "",
        "credit": (image.credit if image else None) or "",
        "page": page,
    }


def _of_roster(one: PersonEntry, roster: Mapping[str, PersonEntry]) -> PersonEntry | None:
    if one.key is not None:
        return roster.get(one.key)
    return roster.get(one.name or "") if written_fields(one) == {"name"} else None


@element("podcast:location", field="locations", inside=ANYWHERE, many=True)
class Location:
    """A place that it is about, or where it is made: `podcast:location` (podcast namespace, tag `location`)."""

    example: ClassVar[str] = "a place's name, or {name: …, country: …, geo: …}"
    short: ClassVar[str] = "name"

    name: Annotated[Label, Text(limit=128, shown=True), Examples("Büsum")]
    """Text of `podcast:location`: what people call the place; at most 128 characters (podcast namespace)."""

    rel: Annotated[str, Reads(one_of(*LOCATION_RELS)), JsonSchema({"enum": list(LOCATION_RELS)}), Attribute("rel")] = ""
    """`podcast:location` `rel`: `subject` (what it is about; if left out) or `creator` (where it is made)."""

    geo: Annotated[Geo, Attribute("geo"), Examples("54.13,8.86")] = ""
    """`podcast:location` `geo`: latitude and longitude in degrees (RFC 5870); none for places that are made up."""

    osm: Annotated[Osm, Attribute("osm"), Examples("R1413934")] = ""
    """`podcast:location` `osm`: object of OpenStreetMap: N, W or R and its number; none for places that are made up."""

    country: Annotated[Country, Attribute("country"), Examples("DE")] = ""
    """`podcast:location` `country`: two letters (ISO 3166-1), `GB` for the United Kingdom."""
