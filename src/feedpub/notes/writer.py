"""HTML of a few elements, written piece by piece: no element is empty, and no blank stands where none counts."""

from __future__ import annotations

import re
from html import escape
from typing import NamedTuple
from urllib.parse import quote

from feedpub.notes import anchors, links

LISTS = frozenset({"ul", "ol"})
CELLS = frozenset({"td", "th"})
BLOCKS = frozenset(
    {
        *("p", "div", "pre", "blockquote", "table", "tr", "caption", "dl", "dt", "dd", "figure", "figcaption"),
        *("article", "aside", "details", "footer", "header", "main", "nav", "section", "summary", "address"),
        *("center", "dialog", "fieldset", "form", "hgroup", "legend", "listing", "search", "xmp", "plaintext"),
        *("menu", "dir"),
        *anchors.HEADINGS,
    }
)
CONTAINERS = BLOCKS | LISTS | {"li"}

_BLANKS = re.compile(r"[ \t\n\f\r]{2,}|[\t\f\r]")


def _one_blank(blanks: re.Match[str]) -> str:
    """One line end, or else one space, for several blanks."""
    return "\n" if "\n" in blanks[0] else " "


class OutputElement(NamedTuple):
    """An element of the output; one without a name is not written."""

    name: str
    value: str = ""
    """A link's address, or the number that a list begins with."""


class Writer:
    """Writes text into blocks, lists, cells and inline elements.

    An element is written with the first text in it; tables apart, which keep their cells.
    """

    def __init__(self) -> None:
        self.source: list[str] = []
        """Names of the elements that are open in the input."""

        self.lists: list[OutputElement] = []
        self.inlines: list[OutputElement] = []
        self.texts = 0
        """How many texts were written."""

        self.awaited: list[str] = []
        """Ids for the block that the next text stands in."""

        self.table = False
        """Whether a data table is open."""

        self.blank = ""
        """What stands between the text written last and the next text."""

        self._pieces: list[str] = []
        self._written_lists: list[OutputElement] = []
        self._written_inlines: list[OutputElement] = []
        self._block = -1
        """Index of the piece that began the innermost block."""

        self._last_block = -1
        """Index of the piece that began the block with the text written last."""

        self._blocks: dict[int, list[str]] = {}
        """Index of a piece that begins a block → the ids that lead to it."""

        self._fragments: list[tuple[int, str]] = []
        """Index of a piece that begins a link to an id, and the id."""

        self._paragraph = False
        self._bare = False
        """Whether the first text of a list item is being written, which stands in no paragraph."""

        self._cell = False
        self._fresh = True
        """Whether nothing is written in this block yet."""

    def end(self, prefix: str) -> str:
        """Close everything; the HTML that was written, with ids that begin with `prefix`."""
        self.end_block()
        self._write_lists([])
        self._write_ids(prefix)
        return "".join(self._pieces).strip()

    def line_break(self) -> None:
        """Begin a new line with the next text."""
        self.blank = self.blank + "<br>\n" if self.blank.startswith("<br>") else "<br>\n"

    def begin_table(self) -> None:
        """Close what is open; a table stands in no list."""
        self.end_block()
        self._write_lists([])
        self.table = True

    def begin_part(self, tag: str) -> None:
        """Write the start tag of a part of a table."""
        self._pieces.append(f"\n<{tag}>")
        if tag in CELLS:
            self._cell, self._fresh, self.blank = True, True, ""
            self._block = len(self._pieces) - 1

    def end_part(self, tag: str) -> None:
        """Write its end tag."""
        if tag in CELLS:
            self.end_block()
            self._cell = False
        self._pieces.append(f"</{tag}>" if tag in CELLS else f"\n</{tag}>")
        if tag == "table":
            self.table = False

    def text(self, data: str) -> None:
        """Write text where it stands, without needless blanks."""
        if self.table and not self._cell:
            return  # blanks between rows
        text = _BLANKS.sub(_one_blank, data)
        if text.startswith((" ", "\n")):
            self.blank = self.blank or text[0]
        if text.isspace():
            self.blank = self.blank or " "
        elif text:
            if self.lists or self._written_lists:
                self._write_lists(self.lists)
            if not self._paragraph:
                self._write_paragraph()
            self._write_inlines([one for one in self.inlines if one.name] if self.inlines else [])
            self._pieces.append(escape(text.strip(" \n"), quote=False))
            self.texts += 1
            self._fresh = False
            self.blank = text[-1] if text[-1] in " \n" else ""
            self._last_block = self._block
            if self.awaited:
                self._blocks.setdefault(self._block, []).extend(self.awaited)
                self.awaited = []

    def end_block(self) -> None:
        """Begin a new block with the next text."""
        self.blank = ""
        self._write_inlines([])
        if self._paragraph:
            self._pieces.append("</p>")
        self._paragraph, self._bare, self._fresh = False, False, True

    def _write_lists(self, wanted: list[OutputElement]) -> None:
        same = _still_open(self._written_lists, wanted)
        while len(self._written_lists) > same:
            name = self._written_lists.pop().name
            self._pieces.append("</li>" if name == "li" else f"\n</{name}>")
        for one in wanted[same:]:
            self._pieces.append(f'\n<ol start="{one.value}">' if one.value else f"\n<{one.name}>")
            if one.name == "li":
                self._block = len(self._pieces) - 1
        self._written_lists += wanted[same:]

    def _write_paragraph(self) -> None:
        """Open a paragraph, except in a cell and directly in a list item: apps would put its text below the bullet."""
        self._bare = self._bare or self._pieces[-1:] == ["\n<li>"]
        if self._paragraph or self._cell or self._bare:
            return
        around = next((tag for tag in reversed(self.source) if tag in CONTAINERS), "")
        if around != "li":
            self._pieces.append("\n<p>")
            self._block = len(self._pieces) - 1
            self._paragraph = True

    def _write_inlines(self, wanted: list[OutputElement]) -> None:
        """Write end tags, then blanks, then start tags, so that no blank is inside a link."""
        if not wanted and not self._written_inlines:
            if self.blank and not self._fresh:
                self._pieces.append(self.blank)
            return
        same = _still_open(self._written_inlines, wanted)
        while len(self._written_inlines) > same:
            self._pieces.append(f"</{self._written_inlines.pop().name}>")
        self._pieces.append("" if self._fresh else self.blank)
        for one in wanted[same:]:
            if one.value.startswith("#"):
                self._fragments.append((len(self._pieces), one.value))
            self._pieces.append(f'<a href="{escape(one.value)}">' if one.name == "a" else f"<{one.name}>")
        self._written_inlines += wanted[same:]

    def _write_ids(self, prefix: str) -> None:
        """Give the blocks that links lead to their ids, one each, and the links the ids of their blocks."""
        if self.awaited and self._last_block >= 0:
            self._blocks.setdefault(self._last_block, []).extend(self.awaited)
        wanted = {links.fragment(href) for _, href in self._fragments}
        published: dict[str, str] = {}
        for at, ids in self._blocks.items():
            found = [one for one in ids if one in wanted]
            if not found:
                continue
            name = anchors.published_id(prefix, found[0])
            published |= dict.fromkeys(found, name)
            self._pieces[at] = f'{self._pieces[at][:-1]} id="{escape(name)}">'
        for at, href in self._fragments:
            if name := published.get(links.fragment(href), ""):
                self._pieces[at] = f'<a href="#{quote(name)}">'


def _still_open(written: list[OutputElement], wanted: list[OutputElement]) -> int:
    """How many of the wanted elements are open already: the same objects, not equal ones."""
    same = 0
    for one, other in zip(written, wanted, strict=False):
        if one is not other:
            break
        same += 1
    return same
