"""Errors as text, `where: what` and below it what to do, and as the JSON document that replaces the result."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from feedpub.errors import ErrorGroup, FeedpubError, Invalid, Problem, Refused
from feedpub.output.text import Line, count, excerpt

SCHEMA = 1
"""Rises when a field of a JSON document changes meaning."""


def failure(error: FeedpubError, *, excerpts: bool = False) -> Iterator[Line]:
    """What went wrong, with what to do; `excerpts` adds the lines of the author's file, for people at a terminal."""
    match error:
        case ErrorGroup():
            for one in error.errors:
                yield from failure(one, excerpts=excerpts)
        case Invalid():
            yield from problem_lines(error.problems, excerpts=excerpts)
        case _:
            yield Line(f"{error.where}: {error.message}" if error.where else error.message, label="error")
            yield from _help(error)
    for note in getattr(error, "__notes__", ()):
        yield Line(note, label="note")


def problem_lines(found: tuple[Problem, ...], *, excerpts: bool = False) -> Iterator[Line]:
    """Each problem at its `file:line:column`, and how many there are if there are several."""
    for problem in found:
        yield Line(str(problem), style="bold")
        if problem.hint:
            yield Line(problem.hint, label="help", indent=2)
        if excerpts:
            yield from excerpt(problem.place)
    if len(found) > 1:
        files = len({problem.place.file for problem in found})
        yield Line(f"{count(len(found), 'problem')} in {count(files, 'file')}", label="error")


def _help(error: FeedpubError) -> Iterator[Line]:
    if error.hint:
        yield Line(error.hint, label="help", indent=2)
    if isinstance(error, Refused) and error.flag and error.flag not in error.hint:
        yield Line(f"{error.flag} does it nevertheless", label="help", indent=2)


def failure_document(error: FeedpubError) -> dict[str, Any]:
    """The document that `--json` prints in place of the result."""
    return {"schema": SCHEMA, "error": _plain(error)}


def _plain(error: FeedpubError) -> dict[str, Any]:
    return {
        "kind": error.kind,
        "message": str(error) if isinstance(error, Invalid | ErrorGroup) else error.message,
        "where": error.where,
        "hint": error.hint,
        "flag": error.flag if isinstance(error, Refused) else "",
        "notes": list(getattr(error, "__notes__", ())),
        "problems": plain_problems(error.problems) if isinstance(error, Invalid) else [],
        "errors": [_plain(one) for one in error.errors] if isinstance(error, ErrorGroup) else [],
    }


def plain_problems(found: tuple[Problem, ...]) -> list[dict[str, Any]]:
    """Problems as JSON."""
    return [
        {
            "file": problem.place.file,
            "line": problem.place.line,
            "column": problem.place.column,
            "subject": problem.subject,
            "message": problem.message,
            "hint": problem.hint,
        }
        for problem in found
    ]
