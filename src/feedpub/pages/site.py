"""The show as all of its pages know it: its language, its addresses, its pictures and its people."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import quote, urlsplit

from feedpub.elements.podcast.people import Person
from feedpub.model import Artwork, Channel, Item
from feedpub.model.address import address, feed_address
from feedpub.model.item import SHARE, SHARE_PLAIN, DerivedPicture
from feedpub.model.people import Known, described, known_people, portrait
from feedpub.pages.i18n import Speech, speech

SUBSCRIBE, SITEMAP, SEARCH = "subscribe.html", "sitemap.xml", "search.json"
"""Keys of pages that every show has, beside its home and the one for unknown addresses."""

ALL_TOPICS, ALL_PEOPLE = "all_topics.html", "all_people.html"
"""Keys of the lists of all topics, and of everybody who has a page."""

JSON_FEED, MANIFEST = "feed.json", "manifest.json"
"""Keys of what only programs read."""

_LONGEST_ALT = 420
"""Characters of `twitter:image:alt`, which some sites take from Open Graph."""

_HOSTS = frozenset({"host", "co-host", "guest host"})
_GUESTS = frozenset({"guest"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PageImage:
    """A picture of the target, for a page."""

    url: str
    width: int
    height: int
    type: str
    alt: str = ""
    """What can be seen; empty where the words beside it say it."""

    credit: str = ""
    """Who made it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A show and the language of its pages. Addresses for readers are relative, those for machines absolute."""

    channel: Channel
    speech: Speech
    assets: Mapping[str, str]
    """Name of a style sheet or script (`page.css`) → its key."""

    known: Known
    """What the show itself says of people."""

    person_pages: Mapping[str, str] = field(default_factory=dict)
    """Case-folded name → key of the page about somebody."""

    has_archive: bool = False
    """Whether there are pages of seasons and topics, and files for programs: not in shows that a feedpub without them
    published, until their pages are rendered anew.
    """

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
        whole = of.image or self.channel.image
        return replace(page_image(_derived(of, f"cover-{edge}") or whole, alt=whole.alt), credit=whole.credit)

    def icons(self) -> tuple[PageImage, ...]:
        """What browsers put beside the title."""
        names = ("icon-32", "icon-180", "icon-512")
        return tuple(page_image(one) for name in names if (one := _derived(self.channel, name)))

    def card(self, item: Item | None = None) -> PageImage:
        """What is shown elsewhere of a page that somebody shares: made for that, or the artwork itself."""
        if item is not None and (shared := _derived(item, SHARE) or _derived(item, SHARE_PLAIN)):
            return replace(page_image(shared), url=self.absolute(shared.key), alt=self._card_alt(item, shared))
        own = item if item is not None and item.image is not None else self.channel
        whole = own.image or self.channel.image
        made = _derived(own, "card") or whole
        url = self.absolute(made.key)
        return PageImage(url=url, width=made.width, height=made.height, type=made.type, alt=whole.alt)

    def _card_alt(self, item: Item, shared: DerivedPicture) -> str:
        """What is written on the picture of an episode, and what can be seen on its artwork."""
        guests = self.speech.all_of([one.name for one in cast(self, item).guests])
        written = [item.title, self.channel.title, guests, self.speech.duration(item.enclosure.duration_ms)]
        seen = (item.image or self.channel.image).alt
        return " · ".join(part for part in (*(written if shared.name == SHARE else ()), seen) if part)[:_LONGEST_ALT]


def site_of(channel: Channel, assets: Mapping[str, str]) -> Site:
    """The site of a show, without pages of people; `assets` are the keys of its style sheets and scripts by name."""
    own = speech(channel.language, dict(channel.theme.words))
    return Site(channel=channel, speech=own, assets=assets, known=known_people(channel))


# --- addresses and pictures


def relative(key: str) -> str:
    """The address of an object for a page of the same target."""
    return quote(key, safe="/-._~%")


def page_image(one: Artwork | DerivedPicture, alt: str = "") -> PageImage:
    """A picture for pages of the target."""
    return PageImage(url=relative(one.key), width=one.width, height=one.height, type=one.type, alt=alt)


def made_of(of: Item | Channel, whole: Artwork, name: str) -> Artwork | DerivedPicture:
    """The picture of that name that was made of another one; that one itself where none was made."""
    return next((one for one in of.derived if one.name == name and one.source == whole.digest), whole)


def own_cover(item: Item) -> PageImage | None:
    """The artwork of an episode itself, small if there is a small one; None for one that is shown with the show's."""
    if item.image is None:
        return None
    return page_image(_derived(item, "cover-300") or item.image, alt=item.image.alt)


def recording_url(item: Item) -> str:
    """Where a page of the target plays an episode from."""
    return item.enclosure.key if item.enclosure.is_elsewhere else relative(item.enclosure.key)


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

    alt: str = ""
    credit: str = ""
    """Of the picture."""

    affiliation: str = ""
    about: str = ""
    """Plain text."""

    page: str = ""
    """Key of the page about them; empty for none."""


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
    people = people_of(site, item)
    return Cast(
        hosts=_contributors(site, people, _HOSTS, item),
        guests=_contributors(site, people, _GUESTS, item),
        credits=tuple(_credits(site, [one for one in people if one.role not in _HOSTS | _GUESTS], item)),
    )


def people_of(site: Site, item: Item | None = None) -> tuple[Person, ...]:
    """Everybody of an episode, or of the show, with all that is known of them."""
    people = (item.all(Person) if item else ()) or site.channel.all(Person)
    return tuple(described(one, site.known) for one in people)


def _credits(site: Site, people: Sequence[Person], item: Item | None) -> Iterable[Credit]:
    for role in dict.fromkeys(one.role for one in people):
        yield Credit(role=role, people=_contributors(site, people, {role}, item))


def _contributors(
    site: Site, people: Sequence[Person], roles: Collection[str], item: Item | None
) -> tuple[Contributor, ...]:
    """Those who have one of the roles, each once, by the first of theirs."""
    first: dict[str, Person] = {}
    for one in people:
        if one.role in roles:
            first.setdefault(one.name.casefold(), one)
    return tuple(contributor(site, one, item) for one in first.values())


def contributor(site: Site, person: Person, item: Item | None = None, *, name: str = "portrait-192") -> Contributor:
    """Somebody of an episode, or of the show, as pages name them; `name` is that of their picture."""
    person = described(person, site.known)
    picture = picture_of(site, person, item, name)
    return Contributor(
        name=person.name,
        role=person.role,
        url=person.href,
        image=picture.url if picture else site.own(person.img) if person.img else "",
        alt=person.alt,
        credit=person.credit,
        affiliation=person.affiliation,
        about=person.about,
        page=site.person_pages.get(person.name.casefold(), ""),
    )


def picture_of(site: Site, person: Person, item: Item | None, name: str) -> PageImage | None:
    """The picture of that name that was made of somebody's portrait; None without a file of one."""
    whole = portrait(site.channel, person, item)
    if whole is None:
        return None
    holder = item if item is not None and whole in item.portraits else site.channel
    return page_image(made_of(holder, whole, name), alt=person.alt)
