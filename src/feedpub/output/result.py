"""The end of a run: where the feed is, what listeners will see, what was proved and how."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from feedpub.catalog import AT_PUBLICATION, dated_by_publication
from feedpub.commands.publish import Published
from feedpub.commands.unpublish import Unpublished
from feedpub.deploy import FeedVerified, Planned, RunResult
from feedpub.model.address import HOME, address, enclosure_address, feed_address, item_link
from feedpub.model.catalog import Catalog
from feedpub.model.channel import Channel
from feedpub.model.item import Item
from feedpub.output.errors import SCHEMA
from feedpub.output.plan import plan_document
from feedpub.output.text import Line, count, iso, length, moment

SUBMIT = (
    ("Apple Podcasts", "https://podcastsconnect.apple.com"),
    ("Spotify", "https://creators.spotify.com"),
    ("YouTube", "https://studio.youtube.com"),
    ("Amazon Music", "https://podcasters.amazon.com"),
    ("Podcast Index", "https://podcastindex.org/add"),
)
"""Where a new feed is made known; each reads it again by itself afterwards."""


def published_lines(done: Published, *, show: str) -> Iterator[Line]:
    """The end of `publish`; `show` is the show's folder as the author would type it."""
    yield from ended_lines(done.ended, slugs=done.slugs)
    if not done.ended.outcome.plan:
        return
    if done.ended.where.is_local_only:
        yield from _rehearsal(done.ended, show)
    elif done.first:
        yield from _submission(done.ended.outcome.after.channel)


def ended_lines(ended: RunResult, *, slugs: Sequence[str] = ()) -> Iterator[Line]:
    """The end of any changing verb; `slugs` are the episodes that the author named."""
    after = ended.outcome.after
    if ended.outcome.plan:
        yield Line(feed_address(after.channel), label="feed", style="bold")
        if after.channel.pages:
            yield Line(address(after.channel, HOME), label="home")
    else:
        yield Line(f"nothing to do: {feed_address(after.channel)} is up to date")
    for item in _changed(ended):
        yield from _episode(after, item)
    unchanged = set(slugs) - {item.slug for item in _changed(ended)}
    waiting = [item.slug for item in after.items if item.slug in unchanged and item.scheduled]
    yield from (Line(f"{slug}: {scheduled_for(after, slug)}") for slug in waiting)
    if ended.outcome.plan:
        yield from _proved(ended)


def unpublished_lines(done: Unpublished) -> Iterator[Line]:
    """The end of `unpublish`: what is still reachable, and how to have the episode back."""
    yield from ended_lines(done.ended)
    yield Line(f"{done.slug} is in no feed any more; its slug and guid stay taken (--restore brings it back)")
    if done.ended.outcome.after.channel.pages:
        yield Line("its page says that it was taken out")
    for url in done.still:
        yield Line(f"its audio stays reachable, for apps that know its address: {url}")


def _changed(ended: RunResult) -> list[Item]:
    """What this run added, edited or released, in the feed's order."""
    slugs = {change.slug for change in ended.outcome.changes}
    items = [item for item in ended.outcome.after.items if item.slug in slugs]
    return sorted(items, key=lambda item: (-item.published.timestamp(), item.slug))


def _episode(after: Catalog, item: Item) -> Iterator[Line]:
    zone = after.channel.timezone
    yield Line(f'{item.slug} "{item.title}"', style="bold")
    yield Line(f"guid    {item.guid}", indent=2)
    yield Line(f"date    {moment(item.published, zone)}", indent=2)
    yield Line(f"length  {length(item.enclosure.duration_ms)}", indent=2)
    if not item.scheduled and (item.link or after.channel.pages):
        yield Line(f"page    {item_link(after.channel, item)}", indent=2)
    if item.scheduled:
        yield Line(scheduled_for(after, item.slug), indent=2, style="yellow")


def _proved(ended: RunResult) -> Iterator[Line]:
    objects, how = count(len(ended.outcome.plan.verifications), "object"), _how(ended)
    if how == "store":
        yield Line(
            f"not looked at from outside (--verify store): {objects} proved by the store's own word", style="yellow"
        )
    elif ended.outcome.plan.verifications:
        yield Line(f"proved {'from outside' if how == 'public' else 'on disk'}: {objects}", style="green")
    if ended.feed:
        yield _seen(ended.feed, ended.outcome.after.channel)


def _how(ended: RunResult) -> str:
    return "disk" if ended.verify == "store" and ended.where.is_directory else ended.verify


def _seen(feed: FeedVerified, channel: Channel) -> Line:
    if feed.cached_until is None:
        return Line("apps see it now", style="green")
    return Line(f"caches still hold the older feed: apps see it by {_clock(feed.cached_until, channel.timezone)}")


def _clock(until: datetime, zone: str) -> str:
    """The time of day in the show's zone, else on this machine."""
    local = until.astimezone(ZoneInfo(zone)) if zone else until.astimezone()
    return f"{local:%H:%M}" + (f" ({zone})" if zone else "")


def _rehearsal(ended: RunResult, show: str) -> Iterator[Line]:
    how = f"; listen: feedpub serve {show}" if ended.where.is_directory else ""
    yield Line(f"only this machine, or its network, can subscribe{how}", style="yellow")


def _submission(channel: Channel) -> Iterator[Line]:
    yield Line("the first time: make the feed known, once")
    yield from (Line(f"{name:<14}  {url}", indent=2) for name, url in SUBMIT)
    yield Line("Spotify, YouTube and Amazon mail a code to the e-mail address in the feed to see that it is yours:")
    yield Line(_claim(channel), indent=2)


def _claim(channel: Channel) -> str:
    switch = "`in_feed: true` under `owner:` in show.yaml, publish, claim the show, take it out again"
    if channel.owner is None:
        return f"write `owner: {{name: …, email: …}}` with {switch}"
    if channel.owner.in_feed:
        return f"{channel.owner.email} is in the feed; when the show is claimed, set `in_feed: false`"
    return f"{channel.owner.email} is not in the feed; for that, {switch}"


def ended_document(
    command: str, ended: RunResult, planned: Planned | None, *, slugs: Sequence[str] = ()
) -> dict[str, Any]:
    """The end of a changing verb as JSON; `planned` is the last plan that was shown."""
    after = ended.outcome.after
    named = {*slugs, *(change.slug for change in ended.outcome.changes)}
    return {
        "schema": SCHEMA,
        "command": command,
        "dry_run": False,
        "feed": feed_address(after.channel),
        "home": address(after.channel, HOME) if after.channel.pages else None,
        "target": ended.where.to,
        "rehearsal": ended.where.is_local_only,
        "revision": after.revision,
        **(plan_document(planned) if planned else {"plan": [], "changes": [], "warnings": []}),
        "episodes": [_plain(after, item) for item in after.items if item.slug in named],
        "proved": {"how": _how(ended), "objects": len(ended.outcome.plan.verifications)},
        "seen_by": iso(ended.feed.cached_until) if ended.feed and ended.feed.cached_until else None,
    }


def published_document(done: Published, planned: Planned | None) -> dict[str, Any]:
    """The end of `publish` as JSON."""
    document = ended_document("publish", done.ended, planned, slugs=done.slugs)
    return {**document, "first": done.first, "drafts": list(done.drafts)}


def unpublished_document(done: Unpublished, planned: Planned | None) -> dict[str, Any]:
    """The end of `unpublish` as JSON."""
    return {**ended_document("unpublish", done.ended, planned), "slug": done.slug, "still_reachable": list(done.still)}


def dry_run_document(command: str, planned: Planned, *, drafts: Sequence[str] = ()) -> dict[str, Any]:
    """A plan that is not carried out, as JSON."""
    after = planned.after
    named = {change.slug for change in planned.changes}
    undated = dated_by_publication(planned.before, after)
    episodes = [_plain(after, item) for item in after.items if item.slug in named]
    return {
        "schema": SCHEMA,
        "command": command,
        "dry_run": True,
        "feed": feed_address(after.channel),
        **plan_document(planned),
        "episodes": [one | {"published": AT_PUBLICATION} if one["slug"] in undated else one for one in episodes],
        "drafts": list(drafts),
    }


def _plain(after: Catalog, item: Item) -> dict[str, Any]:
    return {
        "slug": item.slug,
        "guid": item.guid,
        "title": item.title,
        "published": iso(item.published),
        "withheld": item.scheduled,
        "link": item_link(after.channel, item),
        "duration_ms": item.enclosure.duration_ms,
        "audio": {
            "url": enclosure_address(after.channel, item.enclosure),
            "size": item.enclosure.size,
            "type": item.enclosure.type,
        },
    }
