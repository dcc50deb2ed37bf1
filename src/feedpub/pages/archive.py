"""The archive of a show: pages of seasons and topics with all their episodes, and what an episode's page says of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from feedpub.catalog.objects import SEASONS, TOPICS
from feedpub.model import Channel, Item, Link
from feedpub.model.address import season_feed_key
from feedpub.pages import linked_data
from feedpub.pages.layout import Head, print_page
from feedpub.pages.lists import ListedEpisode, Shelf, policy_of_list, season_numbers
from feedpub.pages.people import Portrayed
from feedpub.pages.related import InArchive, RelatedEpisode
from feedpub.pages.site import ALL_PEOPLE, ALL_TOPICS, Contributor, Site, contributor
from feedpub.standards import slug_of

ENOUGH = 2
"""Episodes from which on a topic has a page."""

ON_HOME = 12
"""Topics and people that the home names: those with the most episodes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The episodes of a season or of a topic: `group` in templates."""

    key: str
    """Of its page."""

    name: str
    """The topic; what the author calls the season, which may be nothing."""

    number: int | None = None
    """Of a season; None: a topic."""

    episodes: tuple[ListedEpisode, ...]
    """All, the newest first."""

    feed: str = ""
    """Key of the season's own feed; empty for none."""

    @property
    def count(self) -> int:
        """How many episodes there are."""
        return len(self.episodes)


class SeasonLink(NamedTuple):
    """The way to a season: an entry of `browse.seasons` in templates."""

    number: int
    name: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Browse:
    """What leads from the home into the archive: `browse` in templates."""

    seasons: tuple[SeasonLink, ...]
    """The latest first."""

    topics: tuple[Link, ...]
    people: tuple[Link, ...]
    all_topics: str
    """Key of the list of topics; empty where the home names all."""

    all_people: str


def season_groups(channel: Channel, episodes: Sequence[ListedEpisode]) -> tuple[Group, ...]:
    """Every season that has an episode, the latest first; `episodes` are newest first."""
    names = {one.number: one.name for one in channel.seasons}
    found: dict[int, list[ListedEpisode]] = {}
    for number, one in zip(season_numbers(episodes), episodes, strict=True):
        if number is not None:
            found.setdefault(number, []).append(one)
    return tuple(
        Group(
            key=season_key(number),
            name=names.get(number, ""),
            number=number,
            episodes=tuple(some),
            feed=season_feed_key(number) if channel.season_feeds else "",
        )
        for number, some in sorted(found.items(), reverse=True)
    )


def season_key(number: int) -> str:
    """Key of a season's page."""
    return f"{SEASONS}{number}.html"


def topic_groups(items: Sequence[Item], listed: Mapping[str, ListedEpisode]) -> Mapping[str, Group]:
    """Case-folded keyword → its page, of those that several episodes have, in the order of their first use.

    The oldest episode decides how a topic is spelt and what its key is, so a new one changes neither.
    """
    spelt: dict[str, str] = {}
    having: dict[str, list[ListedEpisode]] = {}
    for item in reversed(items):
        for word in dict.fromkeys(map(_folded, item.topics)):
            having.setdefault(word, []).append(listed[item.slug])
        for word in item.topics:
            spelt.setdefault(_folded(word), word)
    found: dict[str, Group] = {}
    keys: set[str] = set()
    for word, episodes in having.items():
        key = _topic_key(word, keys)
        keys.add(key)
        if len(episodes) >= ENOUGH:
            found[word] = Group(key=key, name=spelt[word], episodes=tuple(reversed(episodes)))
    return found


def _folded(topic: str) -> str:
    return topic.casefold()


def _topic_key(word: str, taken: Collection[str]) -> str:
    """By the word; by its digest where nothing of it is Latin, or another topic has the same."""
    key = f"{TOPICS}{slug_of(word)}.html"
    return key if slug_of(word) and key not in taken else f"{TOPICS}{sha256(word.encode()).hexdigest()[:12]}.html"


def in_archive(
    item: Item, season: int | None, topics: Mapping[str, Group], related: Sequence[RelatedEpisode]
) -> InArchive:
    """What the page of an episode says of the archive; `season` is the one that lists it."""
    words = (word for word in dict.fromkeys(map(_folded, item.topics)) if word in topics)
    links = tuple(Link(title=topics[word].name, url=topics[word].key) for word in words)
    return InArchive(season_key(season) if season is not None else "", links, tuple(related))


def browse(seasons: Sequence[Group], topics: Iterable[Group], people: Sequence[Portrayed]) -> Browse:
    """What the home leads to: all seasons, and the topics and people with the most episodes, by name."""
    all_topics = list(topics)
    shown = sorted(all_topics, key=lambda one: (-one.count, one.name.casefold()))[:ON_HOME]
    heard = sorted(people, key=lambda one: (-len(one.items), one.person.name.casefold()))[:ON_HOME]
    return Browse(
        seasons=tuple(SeasonLink(one.number, one.name, one.key) for one in seasons if one.number is not None),
        topics=tuple(Link(title=one.name, url=one.key) for one in _by_name(shown)),
        people=tuple(
            Link(title=one.person.name, url=one.key)
            for one in sorted(heard, key=lambda one: one.person.name.casefold())
        ),
        all_topics=ALL_TOPICS if len(all_topics) > len(shown) else "",
        all_people=ALL_PEOPLE if len(people) > len(heard) else "",
    )


def _by_name(groups: Iterable[Group]) -> list[Group]:
    return sorted(groups, key=lambda one: one.name.casefold())


# --- pages


def group_page(site: Site, group: Group, shelf: Shelf) -> bytes:
    """A page of a season or of a topic; the first alone says how many episodes there are, so others need not change."""
    t = site.speech.t
    heading = group.name if group.number is None else t("season-number", number=group.number)
    title = heading if group.number is None or not group.name else f"{heading}: {group.name}"
    above = () if group.number is not None else ((t("topics"), ALL_TOPICS),)
    head = Head(
        title=f"{title} – {site.channel.title}",
        description=f"{title}: {t('episodes', count=group.count)}" if shelf.key == group.key else "",
        canonical=site.absolute(shelf.key),
        image=site.card(),
        scripts=("rows.js",),
        policy=policy_of_list(shelf.episodes),
        breadcrumbs=linked_data.breadcrumbs(site, *above, (title, group.key)),
    )
    return print_page(site, "archive.html", head=head, group=group, heading=heading, shelf=shelf)


def topics_page(site: Site, topics: Sequence[tuple[str, str, int]]) -> bytes:
    """The page with every topic: name, key and number of episodes of each."""
    head = _list_head(site, "topics", ALL_TOPICS)
    return print_page(site, "topics.html", head=head, topics=topics)


def people_page(site: Site, people: Sequence[Portrayed]) -> bytes:
    """The page with everybody who has a page."""
    shown = [(_contributor(site, one), len(one.items)) for one in _alphabetical(people)]
    return print_page(site, "people.html", head=_list_head(site, "people", ALL_PEOPLE), people=shown)


def topic_values(topics: Iterable[Group]) -> tuple[tuple[str, str, int], ...]:
    """Name, key and number of episodes of each, by name."""
    return tuple((one.name, one.key, one.count) for one in _by_name(topics))


def people_values(site: Site, people: Sequence[Portrayed]) -> Iterator[object]:
    """All that the page with everybody shows."""
    for one in _alphabetical(people):
        yield (_contributor(site, one), len(one.items))


def _alphabetical(people: Sequence[Portrayed]) -> list[Portrayed]:
    return sorted(people, key=lambda one: one.person.name.casefold())


def _contributor(site: Site, one: Portrayed) -> Contributor:
    return contributor(site, one.person, one.holder)


def _list_head(site: Site, word: str, key: str) -> Head:
    heading = site.speech.t(word)
    return Head(
        title=f"{heading} – {site.channel.title}",
        canonical=site.absolute(key),
        image=site.card(),
        breadcrumbs=linked_data.breadcrumbs(site, (heading, key)),
    )
