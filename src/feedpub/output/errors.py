"""Errors: the JSON document that replaces the result, and from it the text, `where: what` and below it what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from feedpub.errors import ErrorGroup, FeedpubError, Invalid, Place, Problem, Refused, Rejected
from feedpub.output.text import Line, count, excerpt

SCHEMA = 2
"""Rises when a field of a JSON document changes its name or its meaning."""

Document = dict[str, Any]
"""Plain values, as JSON has them. What there is not is None."""


def error_document(error: FeedpubError) -> Document:
    """The document that `--json` prints in place of the result."""
    return {"schema": SCHEMA, "error": _plain(error)}


def _plain(error: FeedpubError) -> Document:
    problems = error.problems if isinstance(error, Invalid) else ()
    return {
        "kind": type(error).__name__,
        "message": str(error) if isinstance(error, Invalid | ErrorGroup) else error.message,
        "where": error.where or None,
        "hint": error.hint or None,
        "flag": (error.flag or None) if isinstance(error, Refused) else None,
        "notes": list(getattr(error, "__notes__", ())),
        "problems": plain_problems(problems, of_rules=isinstance(error, Rejected)),
        "errors": [_plain(one) for one in error.errors] if isinstance(error, ErrorGroup) else [],
    }


def plain_problems(found: Sequence[Problem], *, of_rules: bool = False) -> list[Document]:
    """Problems as plain values; those `of_rules` are about a rule, which their subject names, and not about a field."""
    return [_problem(one, of_rules=of_rules) for one in found]


def _problem(problem: Problem, *, of_rules: bool) -> Document:
    code, _, severity = problem.subject.partition(" ") if of_rules else ("", "", "")
    return {
        **plain_place(problem.place),
        "field": None if of_rules else problem.subject or None,
        "code": code or None,
        "severity": severity or None,
        "message": problem.message,
        "hint": problem.hint or None,
    }


def moved_away_lines(place: str | None, *, indent: int = 0) -> Iterator[Line]:
    """What is said of a show that has moved to another place; nothing of one that is where it was."""
    if place:
        from feedpub.deploy.refusals import moved_away  # noqa: PLC0415 - few shows move

        refusal = moved_away(place)
        yield Line(refusal.message, label="warning", indent=indent)
        yield Line(refusal.hint, indent=indent)


def plain_place(place: Place) -> Document:
    """A place in a file as plain values."""
    return {"file": place.file, "line": place.line or None, "column": place.column or None}


def place_of(document: Document) -> Place:
    """The place that a problem or a finding names."""
    return Place(document["file"], document["line"] or 0, document["column"] or 0)


# --- for people


def error_lines(document: Document, *, excerpts: bool = False) -> Iterator[Line]:
    """What went wrong, with what to do; `excerpts` adds the lines of the author's file, for people at a terminal."""
    return _lines(document["error"], excerpts=excerpts)


def _lines(error: Document, *, excerpts: bool) -> Iterator[Line]:
    if error["errors"]:
        for one in error["errors"]:
            yield from _lines(one, excerpts=excerpts)
    elif error["problems"]:
        yield from problem_lines(error["problems"], excerpts=excerpts)
    else:
        where = f"{error['where']}: " if error["where"] else ""
        yield Line(where + error["message"], label="error")
        yield from _help(error["hint"], error["flag"])
    for note in error["notes"]:
        yield Line(note, label="note")


def problem_lines(problems: Sequence[Document], *, excerpts: bool = False) -> Iterator[Line]:
    """Each problem at its `file:line:column`, and how many there are if there are several."""
    for one in problems:
        place = place_of(one)
        about = f"{one['code']} {one['severity']}" if one["code"] else one["field"]
        yield Line(f"{place}: {about}: {one['message']}" if about else f"{place}: {one['message']}", style="bold")
        yield from _help(one["hint"])
        if excerpts:
            yield from excerpt(place)
    if len(problems) > 1:
        files = len({one["file"] for one in problems})
        yield Line(f"{count(len(problems), 'problem')} in {count(files, 'file')}", label="error")


def _help(hint: str | None, flag: str | None = None) -> Iterator[Line]:
    if hint:
        first, *more = hint.split("\n")
        yield Line(first, label="help", indent=2)
        yield from (Line(line, indent=4) for line in more)
    if flag and flag not in (hint or ""):
        yield Line(f"use {flag} to do it anyway", label="help", indent=2)
