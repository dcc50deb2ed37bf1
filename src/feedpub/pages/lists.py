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


def shelves(episodes: Sequence[ListedEpisode]) -> tuple[Shelf, ...]:
    """The home with the newest, then the pages with older ones. `episodes` are newest first.

    The home has 51 to 100 of them once there are more than fit, so that full pages of 50 never change.
    """
    count = -(-max(0, len(episodes) - MOST) // SHELF)
    newest = len(episodes) - count * SHELF
    pages = [tuple(episodes[:newest])]
    pages += [tuple(episodes[at : at + SHELF]) for at in range(newest, len(episodes), SHELF)]
    keys = [HOME, *(f"index-{number}.html" for number in range(count + 1, 1, -1))]
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
    for number, one in zip(_numbers(episodes), episodes, strict=True):
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


def _numbers(episodes: Sequence[ListedEpisode]) -> Iterator[int | None]:
    """The season of each."""
    latest = next((one.season for one in episodes if one.season is not None), None)
    for one in episodes:
        if one.season is not None:
            latest = one.season
        yield one.season if one.season is not None or one.type == "full" else latest
