"""The date of an item: its author's, or that of its first publication; a published episode keeps the one it has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from feedpub.catalog.overrides import Overrides
from feedpub.errors import FeedpubError, Refused
from feedpub.model.catalog import Catalog
from feedpub.model.files import EpisodeFile
from feedpub.model.item import Item
from feedpub.model.show import Show
from feedpub.scalars.dates import published_at

APART = timedelta(seconds=1)
"""Between the dates of episodes that come out together: the least that apps can sort by."""


def default_dates(
    before: Catalog, show: Show, episodes: Sequence[EpisodeFile], *, now: datetime, overrides: Overrides
) -> dict[str, datetime]:
    """Slug → date of every episode that comes out now and whose author wrote none; the last one given has `now`.

    They lie a second apart, back from `now`, since apps sort by date. None lies in the future, which would schedule
    it, and none is the date of an episode that is recorded already, or dated by its author in the same run.
    """
    items = {item.slug: item for item in before.items}
    gone = {stone.item.slug: stone.item for stone in before.gone}
    taken = {item.published for item in (*items.values(), *gone.values())} | set(_written(episodes, show))
    dates: dict[str, datetime] = {}
    at = now
    for written in reversed(episodes):
        old = items.get(written.slug) or gone.get(written.slug) or items.get(overrides.renamed_from)
        if written.episode.published is None and (old is None or old.scheduled):
            while at in taken:
                at -= APART
            dates[written.slug] = at
            taken.add(at)
    return dates


_BEFORE = (timedelta(0), timedelta(hours=1), timedelta(days=1))
"""How long before a date a rule may say something else of it (FP1, FP2: what lies in the future)."""


def same_until(catalog: Catalog, *, now: datetime) -> datetime:
    """The first moment after `now` at which the clock alone may make something else of a catalog; both are aware.

    An episode comes out, a claim ends, or a date no longer lies in the future.
    """
    moments = [item.published - before for item in catalog.items for before in _BEFORE]
    if until := catalog.channel.claim_until:
        zone = ZoneInfo(catalog.channel.timezone) if catalog.channel.timezone else UTC
        moments.append(datetime.combine(date.fromisoformat(until) + timedelta(days=1), time(), zone).astimezone(UTC))
    return min((one for one in moments if one > now), default=datetime.max.replace(tzinfo=UTC))


def _written(episodes: Sequence[EpisodeFile], show: Show) -> Iterator[datetime]:
    for written in episodes:
        with suppress(FeedpubError):  # no such time: whoever settles the episode says so
            if found := written_date(written, show):
                yield found


def written_date(written: EpisodeFile, show: Show) -> datetime | None:
    """The author's date in UTC; None leaves it to the first publication. Raises `FeedpubError` for no such time."""
    when = written.episode.published
    if when is None:
        return None
    where = str(written.place("published"))
    return published_at(when, timezone=show.timezone, publish_hour=show.publish_hour, where=where)


def date_again(
    old: Item,
    wanted: datetime | None,
    written: EpisodeFile,
    *,
    now: datetime,
    undated: datetime,
    overrides: Overrides,
) -> tuple[datetime, bool]:
    """Date and whether it is scheduled; what is published is never scheduled again."""
    if old.scheduled:
        published = wanted or undated
        return published, published > now
    if wanted is None or wanted == old.published:
        return old.published, False
    where = str(written.place("published"))
    if wanted > now:
        raise Refused(
            f"{old.slug} is published since {old.published:%Y-%m-%d %H:%M} UTC and cannot be scheduled again",
            where=where,
            hint="write its old date back, or delete the line; to take it out: feedpub unpublish",
        )
    if not overrides.redate:
        raise Refused(
            f"{old.slug} is published with the date {old.published:%Y-%m-%d %H:%M:%S} UTC; "
            "another one makes apps sort and announce it anew",
            where=where,
            flag="--redate",
            hint="write the old date back, or delete the line (it is kept); to do it anyway: --redate",
        )
    return wanted, False
