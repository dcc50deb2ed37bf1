"""`history` as a JSON document, and lines made from that."""

from __future__ import annotations

from collections.abc import Iterator

from feedpub.commands.history import Past, PastRevision, WholeRevision
from feedpub.output.changes import plain_changes
from feedpub.output.errors import SCHEMA, Document, moved_away_lines
from feedpub.output.plan import plain_episodes
from feedpub.output.text import Line, columns, count, iso, moment


def history_document(past: Past) -> Document:
    """The revisions, the newest first; `shown` is the one that was asked for."""
    return {
        "schema": SCHEMA,
        "command": "history",
        "title": past.title,
        "feed_url": past.where.feed_url,
        "to": past.where.to,
        "lost": past.is_lost,
        "certain": past.is_certain,
        "moved_to": past.moved_to or None,
        "revisions": [_plain(one) for one in past.revisions],
        "older": past.has_older,
        "cut": past.is_cut,
        "damaged": list(past.damaged),
        "shown": _shown(past.one) if past.one else None,
    }


def _plain(one: WholeRevision) -> Document:
    return {
        "revision": one.number,
        "name": one.name,
        "digest": one.digest,
        "lineage": one.lineage or None,
        "current": one.is_current,
        "date": iso(one.date) if one.date else None,
        "author": one.author or None,
        "command": one.command or None,
        "changes": list(one.changes),
        "published": one.episodes,
    }


def _shown(one: PastRevision) -> Document:
    catalog = one.catalog
    return {
        **_plain(one.revision),
        "parent": one.parent,
        "first": one.is_first,
        "timezone": catalog.channel.timezone or None,
        "differences": plain_changes(one.changes),
        "episodes": plain_episodes(catalog, {item.slug for item in catalog.items}),
        "unpublished": [stone.item.slug for stone in catalog.gone],
        "on_hold": list(catalog.on_hold),
    }


# --- for people


def history_lines(document: Document) -> Iterator[Line]:
    """A revision a line, and below it what it changed; or one revision with its episodes."""
    yield Line(f'"{document["title"]}" at {document["feed_url"]}', style="bold")
    yield from moved_away_lines(document["moved_to"])
    if document["lost"]:
        yield Line("the catalog is lost or damaged; to bring it back: feedpub recover", label="warning")
    if not document["certain"]:
        yield Line("nothing tells which of these revisions were committed", label="warning")
    if document["shown"]:
        yield from _one(document["shown"])
    for one in document["revisions"]:
        yield from _revision(one)
    if document["older"]:
        yield Line("there are older revisions; to see more: feedpub history --newest 100", style="dim")
    elif document["cut"] and not document["shown"]:
        yield Line("older revisions are not in the history any more", style="dim")
    for key in document["damaged"]:
        yield Line(f"{key} is damaged and cannot be read", label="warning")


def _revision(one: Document) -> Iterator[Line]:
    when = moment(one["date"], None) if one["date"] else "at an unknown time"
    who = ", ".join(filter(None, (one["author"], one["command"])))
    now = ", current" if one["current"] else ""
    yield Line(f"revision {one['name']}, {when}" + (f", {who}" if who else "") + now, style="bold")
    yield from (Line(text, indent=2) for text in one["changes"])


def _one(shown: Document) -> Iterator[Line]:
    yield from _revision({**shown, "changes": []})
    if shown["first"]:
        yield Line("the first revision", indent=2)
    elif shown["parent"] is None:
        yield Line("the revision before it is not in the history any more; as it was recorded:", indent=2)
        yield from (Line(text, indent=4) for text in shown["changes"])
    for change in shown["differences"]:
        what = change["kind"].replace("_", " ")
        yield Line(f"{what} {change['slug'] or 'the show'}", indent=2)
        for one in change["fields"]:
            yield Line(f"{one['field']}: {_quoted(one['before'])} → {_quoted(one['after'])}", indent=4)
    yield Line(count(len(shown["episodes"]), "episode"), style="dim")
    rows: list[tuple[str, ...]] = [
        (one["state"], one["slug"], moment(one["published"], shown["timezone"]), one["title"])
        for one in shown["episodes"]
    ]
    yield from (Line(row, indent=2) for row in columns(rows))
    for slug in shown["unpublished"]:
        yield Line(f"unpublished  {slug}", indent=2, style="dim")


def _quoted(text: str | None) -> str:
    return "nothing" if text is None else f'"{text}"'
