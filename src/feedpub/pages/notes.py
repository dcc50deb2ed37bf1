"""An episode's notes on pages: without what the page has in a place of its own, the list of chapters and that of links.

What leaves is the list and the one block directly before it that introduces it; or nothing at all, where a line of the
list says more than its chapter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup

from feedpub.chapters import in_notes
from feedpub.chapters.outline import table_of_contents
from feedpub.model import Item
from feedpub.model.chapter import Chapter
from feedpub.notes import feed_form
from feedpub.standards import encode_url, html_tags, plain_text
from feedpub.standards.timed_lines import read_timed_line

LONGEST_INTRODUCTION = 80
"""Characters of a block that introduces a list of chapters."""

_BLOCKS = "p|ul|ol|li|dl|dt|dd|div|blockquote|pre|table|thead|tbody|tr|h[1-6]"
_LINE_END = re.compile(rf"(</?(?:{_BLOCKS}|br)\b[^>]*>)")
_HEADING = re.compile(r"<h[1-6]\b")
_TAG = re.compile(r"<[^>]*>")
_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
"""A table of chapters stays: it has columns that the page's list has not."""

_STRONG = re.compile(r"<(strong|b)>((?:(?!</?\1>).)*)</\1>", re.DOTALL)
_EMPTY = re.compile(rf"\n?<({_BLOCKS}|strong|em|b|i|s|del)\b[^>]*>\s*</\1>")
_DEEPEST = 8
"""Elements inside each other that are taken out with the text in them."""

_CLOCK = r"(?:([0-9]+)\s*[:：h]\s*)?([0-9]{1,3})\s*[:：m]\s*([0-9]{2})\s*s?(?:[.,][0-9]{1,3})?"
_TIME_ALONE = re.compile(rf"[\W_]*{_CLOCK}(?:[\W_]+{_CLOCK})?[\W_]*")
"""What is left of a line of the list without its title: a time, perhaps with an end."""

_SENTENCE_END = (".", "!", "?", "…", ":", "：", "。", "！", "？")


def summary_and_notes(item: Item) -> tuple[str, Markup]:
    """An episode's summary and notes, neither of which repeats the other, the chapters or the links."""
    html = _without_chapters(_without_links(item), item.chapters)
    words = " ".join(plain_text(feed_form(html)).split())
    if words == " ".join(item.summary.split()):
        return item.summary, Markup()
    summary = "" if words.startswith(" ".join(item.summary.split())) else item.summary
    # Sanitised when it entered the catalog, by a list of what is allowed: no pictures, handlers, styles.
    return summary, Markup(html.strip())  # noqa: S704 - as above


def prose(item: Item) -> str:
    """The notes (HTML) of which an excerpt is taken: without the list of chapters, its introduction, and the links.

    Notes that are only links are an excerpt of their words.
    """
    text = feed_form(_without_links(item)) or feed_form(item.notes)
    return _without_chapters(text, item.chapters)


def _without_links(item: Item) -> str:
    """The notes without the list of links at their end, which the page has further below."""
    above, _, last = f"\n{item.notes}".rpartition("\n<ul>")
    found = [tag.attributes["href"] for tag in html_tags(last) if tag.name == "a"]
    is_theirs = bool(item.links) and found == [encode_url(one.url) for one in item.links]
    return above if is_theirs and last.count("<li>") == len(found) else item.notes


@lru_cache(maxsize=4096)  # the same notes are on a page, in lists, in its head and in its data
def _without_chapters(html: str, chapters: tuple[Chapter, ...]) -> str:
    """The notes without the lines that are the chapters and what introduces them; all, where one says more."""
    timed = _of_list(in_notes(_TABLE.sub("", html)), chapters)
    if not timed:
        return html
    lines = _lines(html)
    found = _found(lines, timed)
    if not found:
        return html
    return _without(html, lines, found)


def _of_list(timed: Sequence[tuple[int, str]], chapters: Sequence[Chapter]) -> Sequence[tuple[int, str]]:
    """Those lines with times that say what the page's list of chapters says; none if they are another list.

    Beside the whole list there may be other lines with times: remarks. The chapter at 0 may be missing in the notes.
    """
    listed = {(one.start_ms // 1000, _folded(one.title)) for one in table_of_contents(chapters)}
    found = [(start, title) for start, title in timed if (start // 1000, _folded(title)) in listed]
    missing = listed - {(start // 1000, _folded(title)) for start, title in found}
    is_whole = all(start == 0 for start, _ in missing)
    return found if is_whole or len(found) == len(timed) else ()


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


# --- the lines of the list


class _Line(NamedTuple):
    """A line with text."""

    at: int
    """Its place among the pieces of the notes."""

    html: str
    text: str
    """Without tags and blanks around."""

    is_heading: bool


def _pieces(html: str) -> list[str]:
    """The notes as text, tag that ends a line, text, …; put together they are the notes again."""
    return _LINE_END.split(html)


def _lines(html: str) -> list[_Line]:
    pieces = _pieces(html)
    found = []
    for at in range(0, len(pieces), 2):
        if text := _folded(plain_text(pieces[at])):
            begun = pieces[at - 1] if at else ""
            found.append(_Line(at, pieces[at], text, bool(_HEADING.match(begun)) or _is_strong(pieces[at])))
    return found


def _is_strong(html: str) -> bool:
    match = _STRONG.fullmatch(html.strip())
    return match is not None and bool(match[2].strip())


def _found(lines: Sequence[_Line], timed: Sequence[tuple[int, str]]) -> list[int]:
    """Numbers of the lines that are the list, each time with its title behind or in front, or on the next line.

    None, if one of them is not found, or has a link: it says more than a list of chapters.
    """
    found: list[int] = []
    number = 0
    for start, title in timed:
        while number < len(lines):
            taken = _taken(lines, number, start // 1000, _folded(title))
            if taken:
                break
            number += 1
        else:
            return []
        found += range(number, number + taken)
        number += taken
    return [] if any("<a " in lines[one].html for one in found) else found


def _taken(lines: Sequence[_Line], number: int, seconds: int, title: str) -> int:
    """How many lines from that one on are the chapter; 0 if they are another."""
    text = lines[number].text
    places = {text.find(title), text.rfind(title)} - {-1}
    if any(_says(f"{text[:at]} {text[at + len(title) :]}", seconds) for at in places):
        return 1
    following = lines[number + 1].text if number + 1 < len(lines) else ""
    return 2 if following == title and _says(text, seconds) else 0


def _says(text: str, seconds: int) -> bool:
    """Whether a text is that time and nothing else but brackets, bullets and dashes, or perhaps the time it ends."""
    match = _TIME_ALONE.fullmatch(text)
    if match is None:
        timed = read_timed_line(text.rstrip(" @"))  # `Minute 3:15 –`, `03'15 :`
        return timed is not None and not timed.title and timed.start_ms // 1000 == seconds
    hours, minutes, rest = (int(part or 0) for part in match.groups()[:3])
    return hours * 3600 + minutes * 60 + rest == seconds


# --- what leaves


def _without(html: str, lines: Sequence[_Line], found: Sequence[int]) -> str:
    pieces = _pieces(html)
    for number in found:
        _take_out(pieces, lines[number].at)
    if found[0]:
        _take_out_introduction(pieces, lines[found[0] - 1])
    left = "".join(pieces)
    for _ in range(_DEEPEST):
        left, count = _EMPTY.subn("", left)
        if not count:
            break
    return left


def _take_out_introduction(pieces: list[str], line: _Line) -> None:
    """Take out the block before the list if it is short, has no link, and is a heading or ends in a colon."""
    if line.at and pieces[line.at - 1].startswith("<li") and not pieces[line.at + 1].startswith(("<ul", "<ol")):
        return  # an entry of another list
    above, _, last = line.html.strip().rpartition("\n")
    is_own_line = bool(above) and plain_text(above).rstrip().endswith(_SENTENCE_END)
    text = plain_text(last if is_own_line else line.html).strip()
    is_introduction = line.is_heading or text.endswith((":", "："))
    if not is_introduction or len(text) > LONGEST_INTRODUCTION or "<a " in line.html:
        return
    if is_own_line and not line.is_heading:
        pieces[line.at] = f"{above}{''.join(_TAG.findall(last))}"
        _take_out_break(pieces, line.at)
    else:
        _take_out(pieces, line.at)


def _take_out(pieces: list[str], at: int) -> None:
    """Blank a line; its tags stay, as they may begin or end with another."""
    pieces[at] = "".join(_TAG.findall(pieces[at]))
    _take_out_break(pieces, at)


def _take_out_break(pieces: list[str], at: int) -> None:
    """Blank the break behind the line, or the last one before it where nothing follows in its block."""
    if at + 1 < len(pieces) and pieces[at + 1].startswith("<br"):
        pieces[at + 1] = ""
        pieces[at + 2] = pieces[at + 2].removeprefix("\n")
        return
    before = next((one for one in range(at - 1, -1, -1) if pieces[one].strip()), 0)
    if pieces[before].startswith("<br"):
        pieces[before] = ""
