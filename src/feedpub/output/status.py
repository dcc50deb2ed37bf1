"""`status` as a JSON document, and from it as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from shlex import quote

from feedpub.catalog.prospective import without_files
from feedpub.commands.status import OpenClaim, Row, State, Status
from feedpub.deploy.previews import OpenPreview
from feedpub.output.errors import SCHEMA, Document, moved_away_lines, plain_problems
from feedpub.output.text import Line, columns, count, iso, moment, playing_time


def status_document(status: Status) -> Document:
    """The show and its episodes: those without a date first, then newest first."""
    return {
        "schema": SCHEMA,
        "command": "status",
        "show": status.show or None,
        "title": status.title,
        "feed_url": status.where.feed_url,
        "to": status.where.to,
        "timezone": status.timezone or None,
        "revision": status.revision or None,
        "behind": status.behind,
        "edited": bool(status.revision) and status.edited,
        "changed_files": list(status.changed_files),
        "episodes": [_plain(row) for row in status.rows],
        "claim": _claim(status.claim),
        "moves_from": status.moves_from or None,
        "moved_to": status.moved_to or None,
        "previews": [_preview(one) for one in status.previews],
        "problems": plain_problems(status.problems),
    }


def _claim(claim: OpenClaim | None) -> Document | None:
    return {"email": claim.email, "until": claim.until, "over": claim.over} if claim else None


def _preview(one: OpenPreview) -> Document:
    return {
        "name": one.name,
        "to": one.to,
        "author": one.author or None,
        "created": iso(one.created),
        "ends": iso(one.ends),
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
        "replaced": row.replaced,
        "changed_files": list(row.changed_files),
        "missing": row.missing,
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
    State.PURGED.value: "dim",
}


def status_lines(document: Document) -> Iterator[Line]:
    """The show in a few lines, then an episode a line."""
    yield Line(f'"{document["title"]}" at {document["feed_url"]}', style="bold")
    yield from _show(document)
    episodes = document["episodes"]
    rows = [_row(episode, document["timezone"]) for episode in episodes]
    for episode, line in zip(episodes, columns(rows, right=frozenset({3})), strict=True):
        yield Line(line, style=_style(episode), indent=2)


def summary_line(document: Document, show: str) -> Line:
    """A show in one line: how many episodes are in each state, and what is to do."""
    episodes = document["episodes"]
    counts = [(sum(one["state"] == state.value for one in episodes), state.value) for state in State]
    marks = [(sum(one[mark] for one in episodes), mark) for mark in ("due", "edited")]
    parts = [f"{number} {word}" for number, word in (*counts, *marks) if number]
    when = min((one["published"] for one in episodes if one["state"] == State.SCHEDULED), default=None)
    parts += [f"next at {moment(when, document['timezone'])}"] if when else []
    parts += ["show.yaml edited"] if document["edited"] else []
    parts += ["not published yet"] if document["revision"] is None else []
    parts += [f"{count(len(document['previews']), 'preview')} open"] if document["previews"] else []
    parts += ["pages and feed behind"] if document["behind"] else []
    parts += ["move not finished"] if document["moves_from"] else []
    parts += [f"moved to {document['moved_to']}"] if document["moved_to"] else []
    has_more = document["behind"] or document["moved_to"] or any(number for number, _ in marks)
    return Line(f'{show} "{document["title"]}": {", ".join(parts) or "no episode"}', style="yellow" if has_more else "")


def _show(document: Document) -> Iterator[Line]:
    yield from _moves(document)
    if document["revision"] is None:
        yield Line(f"nothing is published at {document['to']} yet{_first_step(document['episodes'])}")
    elif document["edited"]:
        yield _changed(document["changed_files"] or ["show.yaml"])
    if document["behind"]:
        yield Line(
            "pages and feed do not match the catalog; feedpub publish or release sends them again",
            label="warning",
        )
    if claim := document["claim"]:
        yield _claim_line(claim)
    for preview in document["previews"]:
        place, until = f"{preview['to']}/{preview['name']}/", moment(preview["ends"], document["timezone"])
        yield Line(f"a preview is open until {until} at {place}; to end it, and to delete it: feedpub preview --remove")
    if due := sum(episode["due"] for episode in document["episodes"]):
        yield Line(f"{count(due, 'episode')} due: feedpub release publishes what is due")
    for episode in document["episodes"]:
        yield from _remarks(episode)
    if text := without_files([episode["slug"] for episode in document["episodes"] if episode["missing"]]):
        yield Line(text)


def _moves(document: Document) -> Iterator[Line]:
    """Where the show has gone, and where it has come from."""
    yield from moved_away_lines(document["moved_to"])
    if old := document["moves_from"]:
        yield Line(f"the move from {old} is not finished: feedpub import --status {quote(document['show'] or '.')}")


def _first_step(episodes: Sequence[Document]) -> str:
    """What comes before the first publication."""
    drafts = [one["file"] for one in episodes if one["state"] == State.DRAFT]
    if not episodes:
        return ": it has no episode; create one from a recording: feedpub new recording.mp3"
    if len(drafts) < len(episodes):
        return ""
    what, one = (
        (f"{drafts[0]} is a draft", "it") if len(drafts) == 1 else (f"all {len(drafts)} episodes are drafts", "one")
    )
    return f": {what}; to publish {one}, delete its line `draft: true`"


def _remarks(episode: Document) -> Iterator[Line]:
    """What the words of its row cannot say."""
    slug, is_scheduled = episode["slug"], episode["state"] == State.SCHEDULED
    if episode["draft"] and is_scheduled:
        yield Line(f"{slug} is scheduled, but its file is a draft: feedpub publish takes it off the schedule")
    elif episode["replaced"]:
        flag = "" if is_scheduled else " --replace-audio"
        yield Line(f"{slug} has another recording now; to publish it: feedpub publish {quote(episode['file'])}{flag}")
    if episode["changed_files"]:
        yield _changed(episode["changed_files"], of=f"{slug}: ")


def _changed(files: Sequence[str], *, of: str = "") -> Line:
    return Line(f"{of}{', '.join(files)} {'has' if len(files) == 1 else 'have'} changed since the last publication")


def _claim_line(claim: Document) -> Line:
    if claim["over"]:
        return Line(
            f"{claim['email']} is still in the feed, but the claim ended on {claim['until']}: "
            "feedpub publish or release takes it out",
            style="yellow",
        )
    return Line(f"{claim['email']} is in the feed until {claim['until']}, to claim the show")


def _row(episode: Document, zone: str | None) -> tuple[str, ...]:
    when = moment(episode["published"], zone) if episode["published"] else ""
    long = playing_time(episode["duration_ms"]) if episode["duration_ms"] is not None else ""
    what = f'"{episode["title"]}"' if episode["title"] else episode["file"] or ""
    return _state(episode), episode["slug"], when, long, what


def _state(episode: Document) -> str:
    """The state, and what else is to know: `scheduled, due`, `published, edited`."""
    more = [name for name in ("due", "edited", "draft", "invalid") if episode[name] and name != episode["state"]]
    shown = [name for name in more if not (name == "edited" and episode["draft"])]
    return ", ".join((episode["state"], *shown, *(["no file"] if episode["missing"] else [])))


def _style(episode: Document) -> str:
    if episode["invalid"]:
        return "red"
    return "yellow" if episode["due"] else _STYLES.get(episode["state"], "")
