"""`status` as a table and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from feedpub.commands.status import Row, State, Status
from feedpub.output.errors import SCHEMA, plain_problems
from feedpub.output.text import Line, columns, count, iso, length, moment

_STYLES = {
    State.OUT: "green",
    State.DUE: "yellow",
    State.WITHHELD: "cyan",
    State.BROKEN: "red",
    State.DRAFT: "dim",
    State.UNPUBLISHED: "dim",
}


def status_lines(status: Status) -> Iterator[Line]:
    """The show in a few lines, then an episode a line: what waits first, then newest first."""
    yield Line(f'"{status.title}" at {status.where.feed_url}', style="bold")
    yield from _show(status)
    rows = [_row(row, status.timezone) for row in status.rows]
    for row, line in zip(status.rows, columns(rows, right=frozenset({3})), strict=True):
        yield Line(line, style=_STYLES.get(row.state, ""), indent=2)


def _show(status: Status) -> Iterator[Line]:
    if not status.revision:
        yield Line(f"nothing is published at {status.where.to} yet")
    elif status.edited:
        yield Line("show.yaml was edited since it was published")
    if status.behind:
        yield Line(
            "pages and feed are of another revision than the catalog; publish or release sends them again",
            label="warning",
        )
    if due := sum(row.state is State.DUE for row in status.rows):
        yield Line(f"{count(due, 'episode')} due: feedpub release puts out what is due")
    for row in (row for row in status.rows if row.is_draft_of_scheduled):
        yield Line(f"{row.slug} is scheduled, but its file is a draft: feedpub publish takes it off the schedule")


def _row(row: Row, zone: str) -> tuple[str, ...]:
    when = moment(row.published, zone) if row.published else ""
    long = length(row.duration_ms) if row.duration_ms is not None else ""
    return _state(row), row.slug, when, long, f'"{row.title}"' if row.title else row.file


def _state(row: Row) -> str:
    if row.draft and row.state is not State.DRAFT:
        return f"{row.state.value}, draft"
    return row.state.value + (", edited" if row.edited else "")


def status_document(status: Status) -> dict[str, Any]:
    """The status as JSON."""
    return {
        "schema": SCHEMA,
        "command": "status",
        "title": status.title,
        "feed": status.where.feed_url,
        "target": status.where.to,
        "revision": status.revision,
        "behind": status.behind,
        "edited": status.edited,
        "episodes": [_plain(row) for row in status.rows],
        "problems": plain_problems(status.problems),
    }


def _plain(row: Row) -> dict[str, Any]:
    return {
        "slug": row.slug,
        "state": row.state.value,
        "title": row.title,
        "published": iso(row.published) if row.published else None,
        "duration_ms": row.duration_ms,
        "file": row.file,
        "edited": row.edited,
        "draft": row.draft,
    }
