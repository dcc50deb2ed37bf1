"""What a show knows of somebody: an episode says it of its own people, the show and its roster of everybody.

Whoever is called the same, whatever the case of letters, is the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from feedpub.elements.collection import Elements
from feedpub.elements.podcast.people import Person
from feedpub.model.address import address
from feedpub.model.channel import Channel
from feedpub.model.item import Artwork, Item

Known = Mapping[str, Person]
"""Case-folded name → what the show says of somebody."""


def known_people(channel: Channel) -> Known:
    """Everybody of whom the show itself says more than feeds have: in its own list, and else in the roster."""
    found: dict[str, Person] = {}
    for one in (*channel.all(Person), *channel.roster):
        if one.is_described or one.page:
            name = one.name.casefold()
            found[name] = found[name].over(one) if name in found else one
    return found


def described(one: Person, known: Known) -> Person:
    """Somebody with what the show says of them where the episode does not."""
    show = known.get(one.name.casefold())
    return one.over(show) if show else one


def portrait(channel: Channel, one: Person, item: Item | None = None) -> Artwork | None:
    """The portrait of somebody in an episode, or in the show; None without a file of one."""
    if not one.picture:
        return None
    own = item is not None and any(one.name == each.name and each.picture for each in item.all(Person))
    pictures = item.portraits if item is not None and own else channel.portraits
    return next((each for each in pictures if each.file == one.picture), None)


def with_portraits(channel: Channel, item: Item | None = None) -> Elements:
    """The elements of an episode, or of the show, whose people have the address of their portrait as `img`."""
    holder = channel if item is None else item
    if not (channel.portraits or (item and item.portraits)):
        return holder.elements
    known = known_people(channel)
    people = []
    for one in holder.all(Person):
        whole = described(one, known)
        found = None if one.img else portrait(channel, whole, item)
        people.append(replace(one, img=address(channel, found.key)) if found else one)
    return holder.elements.having(Person, people)
