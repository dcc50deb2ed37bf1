"""`status` as a JSON document, and from it as a table."""

from __future__ import annotations

from collections.abc import Iterator

from feedpub.commands.status import Row, State, Status
from feedpub.output.errors import SCHEMA, Document, plain_problems
from feedpub.output.text import Line, columns, count, iso, moment, playing_time


def status_document(status: Status) -> Document:
    """The show and its episodes: those without a date first, then newest first."""
    return {
        "schema": SCHEMA,
        "command": "status",
        "title": status.title,
        "feed_url": status.where.feed_url,
        "to": status.where.to,
        "timezone": status.timezone or None,
        "revision": status.revision or None,
        "behind": status.behind,
        "edited": bool(status.revision) and status.edited,
        "episodes": [_plain(row) for row in status.rows],
        "problems": plain_problems(status.problems),
    }


def _plain(row: Row) -> Document:
    return {
        "slug": row.slug,
        "state": row.state.value,
        "due": row.due,
        "title": row.title or None,
        "published": iso(row.published) if row.published else None,
        "duration_ms": row.duration_ms,
        "file": row.file or None,
        "edited": row.edited,
        "draft": row.draft,
        "invalid": row.invalid,
    }


# --- for people

_STYLES = {
    State.PUBLISHED.value: "green",
    State.SCHEDULED.value: "cyan",
    State.INVALID.value: "red",
    State.DRAFT.value: "dim",
    State.UNPUBLISHED.value: "dim",
}


def status_lines(document: Document) -> Iterator[Line]:
    """The show in a few lines, then an episode a line."""
    yield Line(f'"{document["title"]}" at {document["feed_url"]}', style="bold")
    yield from _show(document)
    episodes = document["episodes"]
    rows = [_row(episode, document["timezone"]) for episode in episodes]
    for episode, line in zip(episodes, columns(rows, right=frozenset({3})), strict=True):
        yield Line(line, style=_style(episode), indent=2)


def _show(document: Document) -> Iterator[Line]:
    if document["revision"] is None:
        yield Line(f"nothing is published at {document['to']} yet")
    elif document["edited"]:
        yield Line("show.yaml has changed since the last publication")
    if document["behind"]:
        yield Line(
            "pages and feed do not match the catalog; feedpub publish or release sends them again",
            label="warning",
        )
    if due := sum(episode["due"] for episode in document["episodes"]):
        yield Line(f"{count(due, 'episode')} due: feedpub release publishes what is due")
    for episode in document["episodes"]:
        if episode["draft"] and episode["state"] == State.SCHEDULED:
            slug = episode["slug"]
            yield Line(f"{slug} is scheduled, but its file is a draft: feedpub publish takes it off the schedule")


def _row(episode: Document, zone: str | None) -> tuple[str, ...]:
    when = moment(episode["published"], zone) if episode["published"] else ""
    long = playing_time(episode["duration_ms"]) if episode["duration_ms"] is not None else ""
    what = f'"{episode["title"]}"' if episode["title"] else episode["file"]
    return _state(episode), episode["slug"], when, long, what


def _state(episode: Document) -> str:
    """The state, and what else is to know: `scheduled, due`, `published, edited`."""
    more = [name for name in ("due", "edited", "draft", "invalid") if episode[name] and name != episode["state"]]
    return ", ".join((episode["state"], *(name for name in more if not (name == "edited" and episode["draft"]))))


def _style(episode: Document) -> str:
    if episode["invalid"]:
        return "red"
    return "yellow" if episode["due"] else _STYLES.get(episode["state"], "")
