"""`import --status`: how far the move of an imported show is, step by step, as it can be seen from outside now."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from shlex import quote

from feedpub import fetch
from feedpub.catalog import feed_version
from feedpub.commands.imports.comparison import Comparison, compare_feeds
from feedpub.commands.imports.hosts import HOSTS, Host, host_name
from feedpub.commands.imports.items import SourcePage
from feedpub.commands.imports.left_behind import LeftBehind, left_behind
from feedpub.commands.imports.look import ObservedMove, Step
from feedpub.commands.imports.prepared import PreparedImport, prepare
from feedpub.commands.imports.redirect import TIMEOUTS, Answer, RedirectState, look_at, redirect_state
from feedpub.commands.imports.source import read_folder
from feedpub.commands.imports.steps import steps
from feedpub.commands.old_feed import OldFeed, read_old_feed, write_old_feed, written_moment
from feedpub.deploy.destination import Destination, destination, open_target
from feedpub.deploy.observe import observe
from feedpub.errors import FeedpubError, FetchError
from feedpub.model.catalog import Catalog
from feedpub.reader import read
from feedpub.source import display_path, find_show, read_show
from feedpub.storage.steps import finished

SAMPLES = 3
"""Recordings of the new feed that are asked for: the newest, the oldest, and one between them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveStatus:
    """How far a move is."""

    show: str
    """The show's folder, as the author would type it."""

    title: str
    where: Destination
    old: OldFeed
    """What is known of the old feed, with what this look has added."""

    host: Host | None
    at: datetime
    """When everything was looked at; aware."""

    steps: tuple[Step, ...]
    left: tuple[LeftBehind, ...]
    """Addresses at the old host that the new feed still names."""

    warning: str = ""
    """Why what was seen could not be noted."""

    @property
    def is_finished(self) -> bool:
        """Whether every step is done."""
        return all(step.state == "done" for step in self.steps)


def import_status(
    path: Path,
    *,
    now: datetime,
    feed: str = "",
    to: str | None = None,
    url: str | None = None,
    confirmed: Iterable[str] = (),
    allow_private: bool = False,
) -> MoveStatus:
    """How far the move of the show at or above `path` is: both feeds, the redirect and the catalog are looked at now.

    `feed` is the old feed's address where that is not noted; `confirmed` says what somebody has done that cannot be
    seen (`by_hand.CONFIRMATIONS`). Changes nothing but the note beside show.yaml of since when things are as they are.
    `now` is aware. Raises `FeedpubError` if nobody knows the old feed, and what `status` raises.
    """
    show = read_show(find_show(path))
    folder = show.path.parent
    noted = read_old_feed(folder)
    old = _with_feed(noted, feed)
    if not old.feed:
        hint = f"name it: feedpub import --status https://… {display_path(folder)}"
        raise FeedpubError("nobody knows from which feed it was imported", where=display_path(folder), hint=hint)
    where = destination(show, to=to, url=url)
    catalog = finished(observe(open_target(where), read_only=True)).catalog
    old = replace(old, confirmed=dict(old.confirmed) | {name: written_moment(now) for name in confirmed})
    new_feed_url = show.show.new_feed_url or ""
    look = _looked(folder, old, where, catalog, new_feed_url=new_feed_url, now=now, private=allow_private)
    look = replace(look, options=_options(to, url))
    old, found = steps(look)
    is_finished = all(step.state == "done" for step in found)
    old = replace(old, finished=(old.finished or written_moment(now)) if is_finished else "")
    return MoveStatus(
        show=display_path(folder),
        title=show.show.title,
        where=where,
        old=old,
        host=look.host,
        at=now,
        steps=found,
        left=look.left,
        warning=_noted(folder, old) if old != noted else "",
    )


def _with_feed(noted: OldFeed | None, feed: str) -> OldFeed:
    if noted is None or (feed and noted.feed != feed):
        names = {*(noted.names if noted else ()), host_name(feed)} - {""}
        return replace(noted or OldFeed(feed=feed), feed=feed, names=tuple(sorted(names)), compared="", redirected="")
    return noted


def _options(to: str | None, url: str | None) -> str:
    given = {"--to": to, "--url": url}
    return "".join(f" {name} {quote(value)}" for name, value in given.items() if value)


def _noted(folder: Path, old: OldFeed) -> str:
    try:
        write_old_feed(folder, old)
    except FeedpubError as error:
        return f"what was seen is not noted: {error}"
    return ""


# --- what is looked at


def _looked(
    folder: Path,
    old: OldFeed,
    where: Destination,
    catalog: Catalog | None,
    *,
    new_feed_url: str,
    now: datetime,
    private: bool,
) -> ObservedMove:
    ours = _ours(where, catalog, now=now, private=private)
    answers = look_at(old.feed, wanted=where.feed_url, allow_private=private)
    leads_here = _leads_here(answers, where, catalog)
    prepared: PreparedImport | str = ""
    if not leads_here:
        prepared = _attempt(
            lambda: prepare(old.feed, folder, now=now, random_guid=old.feed, media="none", allow_private=private)
        )
    first = read(answers[0].body, now=now).feed
    announces = first.channel.value("itunes:new-feed-url")
    is_feed = first.document.kind == "rss" and bool(first.channel.name)
    return ObservedMove(
        show=display_path(folder),
        where=where,
        catalog=catalog,
        old=old,
        host=next((one for one in HOSTS if one.name == old.host), None),
        now=now,
        ours=ours,
        samples=_samples(ours, where, private=private) if isinstance(ours, SourcePage) else "",
        new_feed_url=new_feed_url,
        redirect=redirect_state(answers, where.feed_url, is_feed=is_feed, announces=announces)
        if old.feed != where.feed_url
        else RedirectState("done", "keeps its address, so nobody has to be sent on"),
        leads_here=leads_here,
        source=prepared,
        before=read_folder(folder) if isinstance(prepared, str) else prepared.before,
        comparison=_compared(prepared, ours),
        left=tuple(left_behind(catalog, old, now=now)) if catalog else (),
    )


def _attempt(look: Callable[[], PreparedImport]) -> PreparedImport | str:
    """What a look brings, or why it brings nothing."""
    try:
        return look()
    except FeedpubError as error:
        return error.message


def _leads_here(answers: tuple[Answer, ...], where: Destination, catalog: Catalog | None) -> bool:
    """Whether who asks the old feed gets the new one, by whatever way."""
    if answers[0].url == where.feed_url or where.feed_url in {one.url for one in answers[1:]}:
        return True
    version = feed_version(answers[-1].body) if answers[-1].status == 200 else None
    return bool(version and catalog and catalog.lineage.startswith(version.lineage or "-"))


def _ours(where: Destination, catalog: Catalog | None, *, now: datetime, private: bool) -> SourcePage | str:
    """The feed at its public address, or why there is none that apps can read."""
    if catalog is None or not where.has_address:
        return ""
    allow = private or where.is_local_only
    try:
        answer = fetch.request(where.feed_url, allow_private=allow, timeouts=TIMEOUTS, redirects=None)
    except FetchError as error:
        return error.message
    if answer.status != 200:
        to = f" to {answer.headers.get('Location', '')}" if answer.headers.get("Location") else ""
        return f"answers {answer.status}{to}"
    found = read(answer.body, now=now, address=where.feed_url)
    if found.feed.document.kind != "rss" or not found.feed.channel.name:
        return "answers with something that is no feed"
    return SourcePage(read=found, name=where.feed_url)


def _samples(ours: SourcePage, where: Destination, *, private: bool) -> str:
    """What is wrong with one of some recordings; empty if each answers."""
    items = ours.read.feed.items
    chosen = sorted({0, len(items) // 2, len(items) - 1}) if items else []
    for url in (sound.get("url") for at in chosen if (sound := items[at].first("enclosure"))):
        if not url.startswith(where.base):
            continue
        try:
            allow = private or where.is_local_only
            answer = fetch.request(url, method="HEAD", allow_private=allow, timeouts=TIMEOUTS)
        except FetchError as error:
            return f"{url}: {error.message}"
        if answer.status != 200:
            return f"{url} answers {answer.status}"
    return ""


def _compared(prepared: PreparedImport | str, ours: SourcePage | str) -> Comparison | None:
    if isinstance(prepared, str) or isinstance(ours, str):
        return None
    return compare_feeds(prepared.pages, [ours])
