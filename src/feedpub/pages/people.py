"""Pages of people: who has one, under which key, and what stands on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from feedpub.catalog.objects import PEOPLE
from feedpub.elements.podcast.people import Person
from feedpub.model import Item
from feedpub.pages import linked_data
from feedpub.pages.layout import Head, print_page
from feedpub.pages.lists import MOST, Shelf, group_shelves, listed, policy_of_list
from feedpub.pages.site import ALL_PEOPLE, PageImage, Site, people_of, picture_of
from feedpub.standards import slug_of

ENOUGH = 2
"""Episodes from which on somebody has a page who need not have one."""

LARGE = "portrait-320"
"""The picture on it."""


@dataclass(slots=True, kw_only=True)
class Portrayed:
    """Somebody who has a page."""

    person: Person
    key: str = ""
    """Of the page."""

    holder: Item | None = None
    """The episode that has the portrait; None: the show."""

    items: list[Item] = field(default_factory=list)
    """The newest first."""

    def shelves(self, *, has_archive: bool) -> tuple[Shelf, ...]:
        """The page with the newest episodes, and further ones; without an archive it is the only one."""
        if has_archive:
            return group_shelves(tuple(map(listed, self.items)), self.key)
        return (Shelf(key=self.key, episodes=tuple(map(listed, self.items[:MOST]))),)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonValues:
    """Somebody on their page: `person` in templates."""

    name: str
    affiliation: str
    about: str
    """Plain text."""

    url: str
    image: PageImage | None
    credit: str
    """Of the picture."""


def portrayed(site: Site, items: Sequence[Item]) -> Mapping[str, Portrayed]:
    """Case-folded name → everybody who has a page; `items` are the published episodes, the newest first."""
    found = {name: Portrayed(person=one) for name, one in site.known.items()}
    said = {one.name.casefold() for item in items for one in item.all(Person) if one.is_described or one.page}
    if not (found or said):
        return {}
    for item in items:
        people = {one.name.casefold(): one for one in people_of(site, item)}
        for name in people.keys() & (found.keys() | said):
            person = people[name]
            known = found.setdefault(name, Portrayed(person=person, holder=item if person.picture else None))
            if not known.person.picture and person.picture:
                known.holder = item
            known.person = known.person.over(person)
            known.items.append(item)
    keys: set[str] = set()
    having = {name: one for name, one in sorted(found.items()) if _has_page(one)}
    for name, one in having.items():
        one.key = _key(name, one.person, keys)
        keys.add(one.key)
    return having


def _has_page(one: Portrayed) -> bool:
    if not one.items or one.person.page == "off":
        return False
    return one.person.page == "on" or (len(one.items) >= ENOUGH and one.person.is_described)


def _key(name: str, person: Person, taken: set[str]) -> str:
    """By the key in the roster, or the name; by its digest where nothing of it is Latin, or another has the same."""
    key = f"{PEOPLE}{person.key or slug_of(person.name)}.html"
    return key if key not in taken | {f"{PEOPLE}.html"} else f"{PEOPLE}{sha256(name.encode()).hexdigest()[:12]}.html"


def shown_people(site: Site, item: Item | None = None) -> tuple[object, ...]:
    """What a page of an episode, or the home, shows of people that neither says itself; empty for nothing."""
    found: list[object] = []
    for one in people_of(site, item):
        page = site.person_pages.get(one.name.casefold(), "")
        if page or one.is_described:
            picture = picture_of(site, one, item, "portrait-192")
            found.append((one, page, picture))
    return tuple(found)


def person_source(site: Site, one: Portrayed, shelf: Shelf) -> tuple[object, ...]:
    """All that a page of somebody shows besides what all pages have."""
    around = (shelf.newer, shelf.older) if shelf.newer or shelf.older else ()
    return (one.person, _picture(site, one), shelf.episodes, *around)


def _picture(site: Site, one: Portrayed) -> PageImage | None:
    return picture_of(site, one.person, one.holder, LARGE)


def person_page(site: Site, one: Portrayed, shelf: Shelf) -> bytes:
    """Who somebody is, and episodes with them."""
    person, image = one.person, _picture(site, one)
    above = ((site.speech.t("people"), ALL_PEOPLE),)
    breadcrumbs = linked_data.breadcrumbs(site, *above, (person.name, one.key)) if site.has_archive else None
    head = Head(
        title=f"{person.name} – {site.channel.title}",
        description=person.about or person.affiliation,
        canonical=site.absolute(shelf.key),
        type="profile",
        image=site.card(),
        scripts=("rows.js",),
        policy=policy_of_list(shelf.episodes),
        data=linked_data.of_person(site, person, site.absolute(one.key), image),
        breadcrumbs=breadcrumbs,
    )
    values = PersonValues(
        name=person.name,
        affiliation=person.affiliation,
        about=person.about,
        url=person.href,
        image=image,
        credit=person.credit if image else "",
    )
    return print_page(site, "person.html", head=head, person=values, episodes=shelf.episodes, shelf=shelf)
