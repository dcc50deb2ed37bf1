"""What an episode's page has to read: its notes without what the page shows elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup

from feedpub.chapters import in_notes
from feedpub.model import Item
from feedpub.standards import encode_url, html_tags, plain_text

_BREAK = "<br>\n"
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_ENTRY = re.compile(r"\n<li>((?:(?!</?[ou]l>|</?li>).)*)</li>", re.DOTALL)
_EMPTY = re.compile(r"\n?<([ou]l)>\s*</\1>|\n?<p></p>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The words of an episode."""

    summary: str
    """Plain text in front of the notes; empty where the notes begin with it."""

    notes: Markup
    """Sanitised HTML; empty if there are none."""


def reading(item: Item) -> Reading:
    """An episode's summary and notes, neither of which repeats the other, the chapters or the links."""
    html = _without_chapters(_without_links(item), item)
    words = " ".join(plain_text(html).split())
    if words == " ".join(item.summary.split()):
        return Reading(summary=item.summary, notes=Markup())
    summary = "" if words.startswith(" ".join(item.summary.split())) else item.summary
    # Sanitised when it entered the catalog, by a list of what is allowed: no pictures, handlers, styles.
    return Reading(summary=summary, notes=Markup(html.strip()))  # noqa: S704 - as above


def _without_links(item: Item) -> str:
    """The notes without the list of links at their end, which the page has further below."""
    above, _, last = f"\n{item.notes}".rpartition("\n<ul>")
    found = [tag.attributes["href"] for tag in html_tags(last) if tag.name == "a"]
    is_theirs = bool(item.links) and found == [encode_url(one.url) for one in item.links]
    return above if is_theirs and last.count("<li>") == len(found) else item.notes


def _without_chapters(html: str, item: Item) -> str:
    """The notes without the lines that are the chapters; with all of them where one says more than its chapter."""
    listed = {one.start_ms // 1000 for one in item.chapters if one.toc}
    told = {start // 1000 for start, _ in in_notes(html)}
    if not told or not told <= listed:
        return html
    lines = [line for text in _PARAGRAPH.findall(html) for line in text.split(_BREAK)] + _ENTRY.findall(html)
    if any("<a " in line for line in lines if in_notes(line)):
        return html
    short = _PARAGRAPH.sub(lambda match: f"<p>{_untimed(match[1])}</p>", html)
    short = _ENTRY.sub(lambda match: "" if in_notes(match[1]) else match[0], short)
    return _EMPTY.sub("", short)


def _untimed(paragraph: str) -> str:
    return _BREAK.join(line for line in paragraph.split(_BREAK) if not in_notes(line))
