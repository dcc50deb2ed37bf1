"""How far the move of an imported show is: its seven steps, each with what was found and what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from feedpub.commands.imports import MoveStatus
from feedpub.output.errors import SCHEMA, Document
from feedpub.output.text import Line, count, iso, moment

MOST = 20
"""Addresses at the old host that are shown to people; the document has all."""


def import_status_document(status: MoveStatus) -> Document:
    """Both feeds, every step, what is known since when, and every address at the old host that the new feed names."""
    old = status.old
    return {
        "schema": SCHEMA,
        "command": "import",
        "show": status.show,
        "title": status.title,
        "old_feed": old.feed,
        "host": status.host.name if status.host else None,
        "feed_url": status.where.feed_url,
        "at": iso(status.at),
        "finished": status.is_finished,
        "steps": [asdict(step) | {"looked_at": step.looked_at or None} for step in status.steps],
        "redirected": old.redirected or None,
        "announced": old.announced or None,
        "confirmed": dict(old.confirmed),
        "warning": status.warning or None,
        "left": [asdict(one) | {"slug": one.slug or None} for one in status.left],
    }


_STYLES = {"done": "green", "open": "yellow", "unknown": "yellow"}
_WORDS = {"done": "done", "open": "open", "unknown": "cannot be known"}


def import_status_lines(document: Document) -> Iterator[Line]:
    """The same for people: a line for each step, below it what was found, and what to do next."""
    host = f" ({document['host']})" if document["host"] else ""
    steps = document["steps"]
    yield Line(f'"{document["title"]}" moves from {document["old_feed"]}{host}', style="bold")
    yield Line(f"to {document['feed_url']}; looked at {moment(document['at'])}", indent=2)
    for step in steps:
        state = step["state"]
        yield Line(f"{step['number']} {step['name']}: {_WORDS[state]}", style=_STYLES[state])
        first = f"{step['looked_at']} " if step["looked_at"] else ""
        yield from (Line(text, indent=2) for text in (first + step["evidence"][0], *step["evidence"][1:]))
        yield from (Line(f"→ {action}", indent=4) for action in step["actions"])
        if step["number"] == steps[-1]["number"]:
            yield from _left(document["left"])
    if document["warning"]:
        yield Line(document["warning"], label="warning")
    yield _conclusion(document)


def _left(left: list[Document]) -> Iterator[Line]:
    for one in left[:MOST]:
        yield Line(f"{one['slug'] or 'the show'}, {one['kind']}: {one['url']}", indent=6, style="dim")
    if len(left) > MOST:
        yield Line(f"and {len(left) - MOST} more; --json has all", indent=6, style="dim")


def _conclusion(document: Document) -> Line:
    if document["finished"]:
        return Line("the move is finished", style="green")
    states = [step["state"] for step in document["steps"]]
    is_open, unknown = states.count("open"), states.count("unknown")
    parts = [count(is_open, "step") + " open"] if is_open else []
    parts += [f"{count(unknown, 'step')} that nobody can know from here"] if unknown else []
    return Line(f"the move is not finished: {', '.join(parts)}", label="warning")
