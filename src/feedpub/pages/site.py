"""The show as all of its pages know it: its language, its addresses, its pictures and its people."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from feedpub.elements.podcast.people import Person
from feedpub.model import Artwork, Channel, Item
from feedpub.model.address import address, feed_address
from feedpub.model.item import DerivedPicture
from feedpub.pages.i18n import Speech, speech

SUBSCRIBE, SITEMAP, SEARCH = "subscribe.html", "sitemap.xml", "search.json"
"""Keys of pages that every show has, beside its home and the one for unknown addresses."""

_HOSTS = frozenset({"host", "co-host", "guest host"})
_GUESTS = frozenset({"guest"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PageImage:
    """A picture of the target, for a page."""

    url: str
    width: int
    height: int
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A show and the language of its pages. Addresses for readers are relative, those for machines absolute."""

    channel: Channel
    speech: Speech
    assets: Mapping[str, str]
    """Name of a style sheet or script (`page.css`) → its key."""

    def absolute(self, key: str) -> str:
        """The address of an object for whoever is elsewhere."""
        return address(self.channel, key)

    @property
    def feed(self) -> str:
        """Where apps subscribe."""
        return feed_address(self.channel)

    @property
    def root(self) -> str:
        """Path of the target, ending in `/`: for a page that is shown at any address, as that for 404 is."""
        return urlsplit(self.channel.base).path or "/"

    def own(self, url: str) -> str:
        """The relative address of an object of the target, given its key or address; empty for what is elsewhere.

        Pages load nothing from elsewhere: that would tell others who reads them, and their own policy forbids it.
        """
        inside = url.removeprefix(self.channel.base)
        return "" if "//" in inside or ":" in inside else relative(inside)

    def cover(self, item: Item | None = None, edge: int = 300) -> PageImage:
        """The artwork of an episode, else of the show; the one made with `edge` pixels if there is one."""
        of = item if item is not None and item.image is not None else self.channel
        return page_image(_derived(of, f"cover-{edge}") or of.image or self.channel.image)

    def icons(self) -> tuple[PageImage, ...]:
        """What browsers put beside the title."""
        names = ("icon-32", "icon-180", "icon-512")
        return tuple(page_image(one) for name in names if (one := _derived(self.channel, name)))

    def card(self, item: Item | None = None) -> PageImage:
        """What is shown elsewhere of a page that somebody shares: made for that, or the artwork itself."""
        own = item if item is not None and item.image is not None else self.channel
        made = _derived(own, "card") or own.image or self.channel.image
        return PageImage(url=self.absolute(made.key), width=made.width, height=made.height, type=made.type)


def site_of(channel: Channel, assets: Mapping[str, str]) -> Site:
    """The site of a show; `assets` are the keys of its style sheets and scripts by name."""
    return Site(channel=channel, speech=speech(channel.language, dict(channel.theme.words)), assets=assets)


# --- addresses and pictures


def relative(key: str) -> str:
    """The address of an object for a page of the same target."""
    return quote(key, safe="/-._~%")


def page_image(one: Artwork | DerivedPicture) -> PageImage:
    """A picture for pages of the target."""
    return PageImage(url=relative(one.key), width=one.width, height=one.height, type=one.type)


def _derived(of: Item | Channel, name: str) -> DerivedPicture | None:
    """The picture of that name made from the artwork of the show or the episode itself."""
    return next((one for one in of.derived if one.name == name), None)


# --- people


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributor:
    """A person that a page names."""

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
    people: tuple[Contributor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Everybody, by what they did: `cast` in templates."""

    hosts: tuple[Contributor, ...] = ()
    guests: tuple[Contributor, ...] = ()
    credits: tuple[Credit, ...] = ()
    """All others, in the order in which they are named."""


def cast(site: Site, item: Item | None = None) -> Cast:
    """The people of an episode; those of the show where it names none, and for the show itself."""
    people = (item.all(Person) if item else ()) or site.channel.all(Person)
    return Cast(
        hosts=_contributors(site, people, _HOSTS),
        guests=_contributors(site, people, _GUESTS),
        credits=tuple(_credits(site, [one for one in people if one.role not in _HOSTS | _GUESTS])),
    )


def _credits(site: Site, people: Sequence[Person]) -> Iterable[Credit]:
    for role in dict.fromkeys(one.role for one in people):
        yield Credit(role=role, people=_contributors(site, people, {role}))


def _contributors(site: Site, people: Sequence[Person], roles: Collection[str]) -> tuple[Contributor, ...]:
    """Those who have one of the roles, each once, by the first of theirs."""
    first: dict[str, Person] = {}
    for one in people:
        if one.role in roles:
            first.setdefault(one.name.casefold(), one)
    return tuple(_contributor(site, one) for one in first.values())


def _contributor(site: Site, person: Person) -> Contributor:
    image = site.own(person.img) if person.img else ""
    return Contributor(name=person.name, role=person.role, url=person.href, image=image)
