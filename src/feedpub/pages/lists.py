"""Lists of episodes: how one stands in them, under which season, and on which of the show's pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from feedpub.model import Item
from feedpub.model.address import HOME
from feedpub.notes import feed_form
from feedpub.pages.layout import policy_for
from feedpub.pages.notes import prose
from feedpub.pages.site import PageImage, Site, own_cover, recording_url
from feedpub.standards import plain_text

EXCERPT = 240
"""Characters of the notes that stand for a summary."""

MOST = 100
"""Episodes on one page."""

SHELF = 50
"""Episodes on a page of older ones. The oldest are on `index-2.html`, and stay there: a new episode moves none."""

ON_HOME = 20
"""Episodes on the home of a show with an archive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedEpisode:
    """An episode in a list of episodes: `about`, `latest` and `trailer` in templates."""

    slug: str
    title: str
    published: datetime
    duration_ms: int
    summary: str = ""
    """Plain text; the beginning of the notes for want of one."""

    season: int | None = None
    number: int | None = None
    number_display: str = ""
    type: str = "full"
    explicit: bool | None = None
    kicker: str = ""
    audio: str = ""
    """Address of the recording, for pages of the target."""

    image: PageImage | None = None
    """Its own artwork; None for an episode that has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonGroup:
    """Episodes under one heading: an entry of `seasons` in templates."""

    number: int | None
    """None: in no season."""

    name: str
    """What the author calls it; empty for no name."""

    episodes: tuple[ListedEpisode, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The episodes of one page, newest first: `shelf` in templates."""

    key: str
    episodes: tuple[ListedEpisode, ...]
    newer: str = ""
    """Key of the page with the ones after these; empty for none."""

    older: str = ""


def listed(item: Item) -> ListedEpisode:
    """The episode for lists of episodes."""
    return ListedEpisode(
        slug=item.slug,
        title=item.title,
        published=item.published,
        duration_ms=item.enclosure.duration_ms,
        summary=item.summary or excerpt(prose(item)),
        season=item.season,
        number=item.number,
        number_display=item.number_display,
        type=item.type,
        explicit=item.explicit,
        kicker=item.kicker,
        audio=recording_url(item),
        image=own_cover(item),
    )


def policy_of_list(episodes: Iterable[ListedEpisode], *, comments: str = "") -> str:
    """The policy of a page that plays these episodes, and loads comments from that origin."""
    return policy_for(is_elsewhere=any("://" in one.audio for one in episodes), comments=comments)


def excerpt(html: str, limit: int = EXCERPT) -> str:
    """The beginning of some HTML as plain text on one line; cut between words, where the script has spaces."""
    whole = feed_form(html)
    begun = whole[: 4 * limit]
    for opened, closed in ("<>", "&;"):
        if begun.rfind(opened) > begun.rfind(closed):
            begun = begun.rpartition(opened)[0]
    text = " ".join(plain_text(begun).split())
    if not text or (len(text) <= limit and len(begun) == len(whole)):
        return text
    words = text[:limit].rpartition(" ")[0]
    return (words if 2 * len(words) > min(limit, len(text)) else text[:limit]).rstrip(",;:–- ") + " …"


def home_shelves(episodes: Sequence[ListedEpisode], *, has_archive: bool) -> tuple[Shelf, ...]:
    """The home with the newest, then the pages with older ones. `episodes` are newest first.

    Without an archive, as in shows that an older feedpub published, the home has 51 to 100 once more than that are out.
    """
    count = -(-max(0, len(episodes) - MOST) // SHELF)
    newest = ON_HOME if has_archive else len(episodes) - count * SHELF
    return shelves(episodes, HOME, "index-{}.html", newest=newest)


def group_shelves(episodes: Sequence[ListedEpisode], key: str, *, oldest_first: bool = False) -> tuple[Shelf, ...]:
    """The page under that key, and as many further ones as are needed. `episodes` are newest first.

    A serial's begin with the oldest.
    """
    further = key.removesuffix(".html") + "_{}.html"
    if not oldest_first:
        return shelves(episodes, key, further, newest=SHELF)
    rows = episodes[::-1]
    pages = [tuple(rows[at : at + SHELF]) for at in range(0, len(rows), SHELF)]
    keys = [key, *(further.format(number) for number in range(2, len(pages) + 1))]
    return _linked(list(reversed(pages)), list(reversed(keys)))[::-1]


def shelves(episodes: Sequence[ListedEpisode], key: str, further: str, *, newest: int) -> tuple[Shelf, ...]:
    """The page under that key with the newest episodes, then those with older ones, numbered from the oldest.

    Full pages never change, since each has the same episodes for ever.
    """
    pages, rest = [tuple(episodes[:newest])], episodes[newest:]
    ends = range(len(rest), 0, -SHELF)
    pages += [tuple(rest[max(0, end - SHELF) : end]) for end in reversed(ends)]
    return _linked(pages, [key, *(further.format(number) for number in range(len(pages), 1, -1))])


def _linked(pages: Sequence[tuple[ListedEpisode, ...]], keys: Sequence[str]) -> tuple[Shelf, ...]:
    around = ["", *keys, ""]
    return tuple(
        Shelf(key=keys[at], episodes=page, newer=around[at], older=around[at + 2]) for at, page in enumerate(pages)
    )


def seasons(site: Site, episodes: Sequence[ListedEpisode]) -> tuple[SeasonGroup, ...]:
    """The episodes, newest first, under their seasons: the latest first, and within it the oldest if it is a serial.

    Trailers and extras in no season are with the episode that was published next.
    """
    names = {one.number: one.name for one in site.channel.seasons}
    groups: dict[int | None, list[ListedEpisode]] = {}
    for number, one in zip(season_numbers(episodes), episodes, strict=True):
        groups.setdefault(number, []).append(one)
    is_serial = site.channel.type == "serial"
    return tuple(
        SeasonGroup(
            number=number,
            name=names.get(number, "") if number is not None else "",
            episodes=tuple(reversed(group) if is_serial else group),
        )
        for number, group in groups.items()
    )


def season_numbers(episodes: Sequence[ListedEpisode]) -> Iterator[int | None]:
    """The season of each, newest first: trailers and extras in none are with the episode that was published next."""
    latest = next((one.season for one in episodes if one.season is not None), None)
    for one in episodes:
        if one.season is not None:
            latest = one.season
        yield one.season if one.season is not None or one.type == "full" else latest
