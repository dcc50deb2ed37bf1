"""The result of publish, release and unpublish: where the feed is, what listeners get, what was verified and how."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from shlex import quote
from zoneinfo import ZoneInfo

from feedpub.commands.publish import Published
from feedpub.commands.unpublish import Unpublished
from feedpub.deploy.run import RunResult
from feedpub.model.channel import Channel
from feedpub.output.changes import plain_changes
from feedpub.output.errors import SCHEMA, Document
from feedpub.output.plan import plain_episodes
from feedpub.output.purged import purged_document, purged_lines
from feedpub.output.text import Line, columns, count, iso, moment, playing_time

SUBMIT = (
    ("Apple Podcasts Connect", "https://podcastsconnect.apple.com"),
    ("Spotify for Creators", "https://creators.spotify.com"),
    ("YouTube Studio", "https://studio.youtube.com"),
    ("Amazon Music for Podcasters", "https://podcasters.amazon.com"),
    ("Podcast Index", "https://podcastindex.org/add"),
)
"""Where a new feed is submitted; each reads it again by itself afterwards."""


def publish_document(done: Published, plan: Document) -> Document:
    """The end of `publish`."""
    document = result_document("publish", done.run, plan, slugs=done.slugs)
    return {**document, "first_publication": done.first, "drafts": list(done.drafts)}


def unpublish_document(done: Unpublished, plan: Document) -> Document:
    """The end of `unpublish`."""
    return {
        **result_document("unpublish", done.run, plan),
        "slug": done.slug,
        "still_reachable": list(done.still_reachable),
        "was_purged": bool((stone := done.run.outcome.after.tombstone(done.slug)) and stone.purged),
        "purge": purged_document(done.purged) if done.purged else None,
    }


def result_document(command: str, run: RunResult, plan: Document, *, slugs: Sequence[str] = ()) -> Document:
    """The end of a command that changes what is published; `plan` is the last one, `slugs` what the author named."""
    changes = run.outcome.changes
    return {
        "schema": SCHEMA,
        "command": command,
        "dry_run": False,
        **plan,
        "revision": run.outcome.after.revision,
        "changes": plain_changes(changes),
        "episodes": plain_episodes(run.outcome.after, {*slugs, *(change.slug for change in changes)}),
        "to": run.where.to,
        "verified": _verified(run),
    }


def _verified(run: RunResult) -> Document:
    feed = run.feed
    return {
        "how": "disk" if run.verify == "store" and run.where.is_directory else run.verify,
        "objects": len(run.outcome.plan.verifications),
        "feed": None if feed is None else "cached" if feed.cached_until else "current",
        "cached_until": iso(feed.cached_until) if feed and feed.cached_until else None,
    }


def dry_run_document(command: str, plan: Document, *, drafts: Sequence[str] = ()) -> Document:
    """A plan that is not carried out; what only a run knows is None."""
    document = {"schema": SCHEMA, "command": command, "dry_run": True, **plan, "verified": None}
    return {**document, "drafts": list(drafts)} if command == "publish" else document


# --- for people


def publish_lines(document: Document, channel: Channel, *, serve: str = "", details: bool = False) -> Iterator[Line]:
    """The end of `publish`; `serve` is the show's folder for `feedpub serve`, if that can show it.

    The first publication says what listeners see, and where to submit the feed. `details`: as with `result_lines`.
    """
    yield from result_lines(document, details=details)
    if not document["plan"]:
        return
    yield from _moved_lines(document)
    if document["local_only"]:
        how = f"; to listen: feedpub serve {quote(serve)}" if serve else ""
        yield Line(f"only this machine, or its network, can subscribe{how}", style="yellow")
    elif document["first_publication"]:
        yield from _submission(channel)


def _moved_lines(document: Document) -> Iterator[Line]:
    for one in document["moved_pages"]:
        yield Line(f"{one['from']} leads to {one['to']} now")
    if document["redirect_settings"]:
        yield Line("for a real 301 there, which search engines follow sooner, one of these settings:")
    for one in document["redirect_settings"]:
        yield Line(f"{one['server']} ({one['where']}):", indent=2)
        yield Line(one["text"], indent=4)


def result_lines(document: Document, *, details: bool = False) -> Iterator[Line]:
    """The end of any command that changes what is published; with `details` all of each episode that changed."""
    zone = document["timezone"]
    if not document["plan"]:
        yield Line(nothing_to_do(document["feed_url"]))
    else:
        yield Line(document["feed_url"], label="feed", style="bold")
        if document["home_url"]:
            yield Line(document["home_url"], label="home")
    changed = {change["slug"] for change in document["changes"]}
    episodes = [one for one in document["episodes"] if one["slug"] in changed]
    if details:
        yield from (line for episode in episodes for line in _details(episode, zone))
    elif document["first_publication"]:
        yield from _audience(episodes, zone)
    elif len(episodes) <= _MOST:
        yield from (line for episode in episodes for line in _episode(episode, zone))
    for episode in document["episodes"]:
        if episode["state"] == "scheduled" and not (details and episode["slug"] in changed):
            yield Line(f"{episode['slug']} is scheduled for {moment(episode['published'], zone)}; {_AT_ONCE}")
    if document["plan"]:
        yield from _verified_lines(document["verified"], zone)


def nothing_to_do(feed_url: str) -> str:
    """What a run looked at that has nothing to do, and how to look at the rest."""
    return (
        f"nothing to do: the catalog and the stored feed are as they were published ({feed_url}); "
        "feedpub verify looks at everything else"
    )


_MOST = 5
"""Episodes that are named after a run; the plan in front of it names more."""


def _audience(episodes: Sequence[Document], zone: str | None) -> Iterator[Line]:
    """What listeners see of a show that is published for the first time."""
    published = [one for one in episodes if one["state"] == "published"]
    if not published:
        yield Line("listeners see no episode yet", style="yellow")
        return
    title, when = published[0]["title"], moment(published[0]["published"], zone)
    newest = f'the newest is "{title}" of {when}' if len(published) > 1 else f'"{title}" of {when}'
    yield Line(f"listeners see {count(len(published), 'episode')}: {newest}")


def unpublish_lines(document: Document, *, details: bool = False) -> Iterator[Line]:
    """The end of `unpublish`: what is still reachable, and how to bring the episode back; `details` as above."""
    yield from result_lines(document, details=details)
    if document["purge"]:
        yield from purged_lines(document["purge"], slug=document["slug"], zone=document["timezone"])
        return
    if document["was_purged"]:
        yield Line(f"{document['slug']} was purged; its slug and guid stay reserved")
        return
    yield Line(
        f"{document['slug']} is no longer in the feed; its slug and guid stay reserved "
        "(feedpub publish --restore brings it back)"
    )
    if document["home_url"]:
        yield Line("its page stays and says that the episode is not available any more")
    for url in document["still_reachable"]:
        yield Line(f"its audio stays available to apps that know the address: {url}")


_AT_ONCE = "to publish it now, delete `published` from its file and publish again"


def _episode(episode: Document, zone: str | None) -> Iterator[Line]:
    """An episode that is out: what it is, and the address that people share."""
    if episode["state"] == "published":
        long, when = playing_time(episode["duration_ms"]), moment(episode["published"], zone)
        yield Line(f'{episode["slug"]} "{episode["title"]}", {long}, {when}')
        if episode["link"]:
            yield Line(episode["link"], indent=2)


def _details(episode: Document, zone: str | None) -> Iterator[Line]:
    is_scheduled = episode["state"] == "scheduled"
    yield Line(f'{episode["slug"]} "{episode["title"]}"', style="bold")
    yield Line(f"guid    {episode['guid']}", indent=2)
    yield Line(f"date    {moment(episode['published'], zone)}", indent=2)
    yield Line(f"length  {playing_time(episode['duration_ms'])}", indent=2)
    if episode["link"] and not is_scheduled:
        yield Line(f"page    {episode['link']}", indent=2)
    if is_scheduled:
        yield Line(f"scheduled; {_AT_ONCE}", indent=2, style="yellow")


def _verified_lines(verified: Document, zone: str | None) -> Iterator[Line]:
    objects = count(verified["objects"], "object")
    if verified["how"] == "store":
        yield Line(f"verified by the store alone, not from outside (--verify store): {objects}", style="yellow")
    elif verified["objects"]:
        where = "from outside" if verified["how"] == "public" else "on disk"
        yield Line(f"verified {where}: {objects}", style="green")
    if verified["feed"] == "current":
        yield Line("apps get the new feed now", style="green")
    elif verified["feed"] == "cached":
        yield Line(f"caches may still hold the older feed; apps get the new one by {_clock(verified, zone)}")


def _clock(verified: Document, zone: str | None) -> str:
    """The time of day in the show's zone, else on this machine."""
    until = datetime.fromisoformat(verified["cached_until"])
    local = until.astimezone(ZoneInfo(zone)) if zone else until.astimezone()
    return f"{local:%H:%M}" + (f" ({zone})" if zone else "")


def _submission(channel: Channel) -> Iterator[Line]:
    yield Line("this is the first publication: submit the feed, once, to")
    yield from (Line(line, indent=2) for line in columns(list(SUBMIT)))
    yield Line("Spotify, YouTube and Amazon send a code to the e-mail address in the feed, to check whose show it is:")
    yield Line(_claim(channel), indent=2)


def _claim(channel: Channel) -> str:
    until = (
        "`claim_until:` with a date in two weeks or so to show.yaml and publish it; after that day it leaves the feed"
    )
    if channel.owner is None:
        return f"the feed has no e-mail address; add `owner: {{name: …, email: …}}` and {until}"
    if channel.claim_until:
        return f"{channel.owner.email} is in the feed until {channel.claim_until}, and leaves it by itself"
    if channel.owner.in_feed:
        return f"{channel.owner.email} is in the feed for good (`in_feed: true`)"
    return f"{channel.owner.email} is not in the feed; add {until}"
