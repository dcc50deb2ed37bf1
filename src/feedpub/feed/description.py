"""The description of an item: which of its texts becomes `description`, and when there is a `content:encoded`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from feedpub.chapters import in_notes
from feedpub.chapters.formats import has_note_lines, note_lines
from feedpub.chapters.outline import table_of_contents
from feedpub.elements.xml import Tag, tag
from feedpub.model import Item
from feedpub.model.chapter import Chapter
from feedpub.notes import feed_form

LIMIT = 4000
"""Bytes of UTF-8 in a `description` (PSP-1; Apple names it for shows and, by some of its pages, for episodes)."""


def description(item: Item, footer: str) -> Iterator[Tag]:
    """`description`, and behind it `content:encoded` where the description could not hold all of the notes.

    Chapters are lines with times, as Spotify, YouTube and Apple read them, if the notes have none of their own. The
    longer text stands behind, because some readers keep the last one they see (W3C, `NeedDescriptionBeforeContent`).
    """
    notes, footer = feed_form(item.notes), feed_form(footer)
    lines = "" if _lists_chapters(notes, item.chapters) else note_lines(item.chapters)
    summary = f"<p>{escape(item.summary, quote=False)}</p>" if item.summary else ""
    if not notes:
        notes = summary or f"<p>{escape(item.title, quote=False)}</p>"
    body = _joined(_joined(notes, lines), footer)
    if _fits(body) or not (short := _short(item, summary, lines, footer)):
        yield tag("description", body, html=True)
    else:
        yield tag("description", short, html=True)
        yield tag("content:encoded", body, html=True)


def _lists_chapters(notes: str, chapters: Sequence[Chapter]) -> bool:
    """Whether the notes have lines with times: some as Spotify documents them, or exactly the chapters in other forms.

    A second list would repeat every time, and YouTube reads none of two.
    """
    listed = tuple((one.start_ms, one.title) for one in table_of_contents(chapters))
    return has_note_lines(notes) or (bool(listed) and listed == in_notes(notes))


def _short(item: Item, summary: str, lines: str, footer: str) -> str:
    """What stands for notes that are too long; empty if there is nothing shorter."""
    if item.notes and summary:
        return short if _fits(short := _joined(summary, footer)) else summary
    return _joined(feed_form(item.notes) or summary, footer) if lines else ""


def _joined(above: str, below: str) -> str:
    return f"{above}\n{below}" if below else above


def _fits(html: str) -> bool:
    return len(html.encode()) <= LIMIT
