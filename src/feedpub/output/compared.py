"""Two feeds of a show compared: what differs, why, and what nobody can explain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from feedpub.commands.imports import Comparison
from feedpub.commands.imports.comparison import REASONS, Difference
from feedpub.output.errors import SCHEMA, Document
from feedpub.output.text import Line, columns, count

_WIDTH = 36
"""Characters of a value in the table."""

MOST = 20
"""Rows of the table for people; the document has all."""


def comparison_document(compared: Comparison) -> Document:
    """Both feeds, how many items they share, and every difference."""
    return {
        "schema": SCHEMA,
        "command": "compare",
        "source": compared.source,
        "ours": compared.ours,
        "items": compared.items,
        "unexplained": len(compared.unexplained),
        "differences": [_plain(one) for one in compared.differences],
    }


def _plain(one: Difference) -> Document:
    return {**asdict(one), "episode": one.episode or None, "before": one.before or None, "after": one.after or None}


def comparison_lines(document: Document, *, same: str = "the same show") -> Iterator[Line]:
    """The same for people: a row for each reason, then one for each difference without a reason.

    `same` is what it means that there is none.
    """
    items, differences = count(document["items"], "episode"), document["differences"]
    unexplained = [one for one in differences if one["reason"] is None]
    if unexplained:
        number = count(len(unexplained), "difference")
        yield Line(f"{items} compared: {number} without a reason", label="error")
    else:
        yield Line(f"{items} compared: {same}", style="green")
    yield from _table(("element", "source", "ours", "episode"), _rows(unexplained), len(unexplained))
    explained = [one for one in differences if one["reason"]]
    if explained:
        yield Line("differences with a reason:", style="bold")
        yield from (Line(text, indent=2) for text in columns(_counted(explained)))


def _rows(differences: Sequence[Document]) -> list[tuple[str, ...]]:
    return [
        (
            one["about"],
            *(_short(one[side] or "–") for side in ("before", "after")),
            _short(one["episode"] or "the show"),
        )
        for one in differences[:MOST]
    ]


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]], total: int) -> Iterator[Line]:
    if rows:
        yield from (Line(text, indent=2) for text in columns([head, *rows]))
    if total > len(rows):
        yield Line(f"and {total - len(rows)} more; --json has all", indent=2, style="dim")


def _counted(differences: Sequence[Document]) -> list[tuple[str, ...]]:
    """For each reason how often it applies, to which elements, and what it says."""
    by_reason: dict[str, list[str]] = {}
    for one in differences:
        by_reason.setdefault(one["reason"], []).append(one["about"])
    return [
        (str(len(by_reason[reason])), reason, _names(by_reason[reason]), says)
        for reason, says in REASONS.items()
        if reason in by_reason
    ]


def _names(about: Sequence[str]) -> str:
    names = list(dict.fromkeys(about))
    return ", ".join([*names[:_NAMES], *(["…"] if len(names) > _NAMES else [])])


_NAMES = 4
"""Elements that a row names."""


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _WIDTH else f"{line[: _WIDTH - 1]}…"
