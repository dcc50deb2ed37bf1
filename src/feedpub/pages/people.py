"""Who is heard and who worked on it, as pages introduce them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from feedpub.elements.podcast.people import Person
from feedpub.model import Item
from feedpub.pages.site import Site

_HOSTS = frozenset({"host", "co-host", "guest host"})
_GUESTS = frozenset({"guest"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """Somebody."""

    name: str
    role: str
    """As the namespace's list has it, in English: `sound designer`."""

    url: str
    """Where to read on; empty for nowhere."""

    image: str
    """A picture of the target; empty if there is none here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """Those who did one thing."""

    role: str
    people: tuple[Face, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Everybody, by what they did."""

    hosts: tuple[Face, ...] = ()
    guests: tuple[Face, ...] = ()
    credits: tuple[Credit, ...] = ()
    """All others, in the order in which they are named."""


def cast(site: Site, item: Item | None = None) -> Cast:
    """The people of an episode; those of the show where it names none, and for the show itself."""
    people = (item.all(Person) if item else ()) or site.channel.all(Person)
    return Cast(
        hosts=tuple(_face(site, one) for one in people if one.role in _HOSTS),
        guests=tuple(_face(site, one) for one in people if one.role in _GUESTS),
        credits=tuple(_credits(site, [one for one in people if one.role not in _HOSTS | _GUESTS])),
    )


def _credits(site: Site, people: Sequence[Person]) -> Iterable[Credit]:
    for role in dict.fromkeys(one.role for one in people):
        yield Credit(role=role, people=tuple(_face(site, one) for one in people if one.role == role))


def _face(site: Site, person: Person) -> Face:
    return Face(name=person.name, role=person.role, url=person.href, image=site.own(person.img) if person.img else "")
