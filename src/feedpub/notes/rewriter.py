"""Tokens of any HTML → the HTML that is published, and what of them is left out or changed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from feedpub.model.measured import Alteration
from feedpub.notes import anchors, links, tables
from feedpub.notes.tokens import CODE, LINES_KEPT, Token
from feedpub.notes.writer import BLOCKS, CELLS, CONTAINERS, LISTS, OutputElement, Writer
from feedpub.standards import VOID_ELEMENTS

PICTURE, STRUCK_OUT, COMMENT, TOOLTIP, NUMBERING = "picture", "struck-out", "comment", "tooltip", "numbering"
REMOVED, MISSING_FOOTNOTE = "removed-element", "missing-footnote"

_AS = {"s": "del", "strike": "del"} | dict.fromkeys(anchors.HEADINGS, "strong")
_QUOTES = {"q": "“”", "rt": "()"}
"""What browsers show around the text of an element."""

ACTIVE_ELEMENTS = frozenset({"script", "iframe", "object", "embed", "applet", "meta", "base", "link", "form"})
_DROPPED = frozenset(
    {
        *("script", "style", "title", "iframe", "noscript", "noembed", "noframes", "object", "svg", "math"),
        *("audio", "video", "canvas", "button", "select", "textarea", "embed", "meta", "base", "link", "applet"),
        *("area", "rp"),
    }
)
"""Their content is not text to read."""

_NUMBER = re.compile(r"-?[0-9]{1,9}")
_NOTE_MARK = re.compile(r"\[\^[^\[\]\n]{1,100}\]")
_SHOWN = 80


def rewrite(
    tokens: Sequence[Token], *, base: str = "", prefix: str = "notes", is_markdown: bool = False
) -> tuple[str, list[Alteration]]:
    """HTML with only the elements that are kept, and what else was there.

    `prefix` begins the ids of places that links of the same notes lead to.
    """
    rewriter = _Rewriter(tokens, base, prefix, is_markdown=is_markdown)
    rewriter.read(tokens)
    return rewriter.end(), rewriter.altered


class _Rewriter:
    """Decides what of well-formed HTML is written, and says what is not."""

    def __init__(self, tokens: Sequence[Token], base: str, prefix: str, *, is_markdown: bool) -> None:
        self.altered: list[Alteration] = []
        self._all = tokens
        self._base = base
        self._prefix = prefix
        self._is_markdown = is_markdown
        hrefs = [one.attributes.get("href", "") for one in tokens if one.name == "a" and one.kind == "start"]
        targets = anchors.wanted(hrefs)
        self._ids = anchors.ids(tokens, targets)
        self._known = {one for some in self._ids.values() for one in some}
        self._out = Writer()
        self._lines_kept = 0
        """How many of the open elements keep the line ends of their text."""

        self._links: list[tuple[str, int]] = []
        """Address of each of the open links, and how many texts were written when it began."""

        self._linked: set[str] = set()
        """Addresses of links that have words."""

        self._to_come = Counter(hrefs)
        """How many links to an address are still to come."""

    def read(self, tokens: Sequence[Token]) -> None:
        """Write what is kept of the tokens."""
        at = 0
        while at < len(tokens):
            one = tokens[at]
            if one.kind == "text":
                self._read_text(one.text)
            elif one.kind == "comment":
                self._alter(COMMENT, one.text.strip() or "<!---->", written="<!--")
            elif one.kind == "end":
                self._ends()
            else:
                at = self._starts(tokens, at)
            at += 1

    def end(self) -> str:
        """Close everything; the HTML that was kept."""
        return self._out.end(self._prefix)

    def _alter(self, kind: str, words: str, *, written: str = "") -> None:
        self.altered.append(Alteration(kind=kind, words=words, written=written))

    # --- elements

    def _starts(self, tokens: Sequence[Token], at: int) -> int:
        """Begin the element whose start tag is at `at`; the index of the last token that is done with."""
        one = tokens[at]
        if one.attributes:
            self._report_attributes(one)
        if self._ids:
            self._await_ids(tokens, at, at)
        if one.name in _DROPPED or (one.name == "input" and one.attributes.get("type", "").lower() != "checkbox"):
            return self._drop(tokens, at)
        if one.name in VOID_ELEMENTS:
            self._void(one)
        elif one.name == "table" and not self._out.table and "table" not in self._out.source:
            return self._starts_table(tokens, at)
        else:
            if one.name in {"del", "s", "strike"} and not any(each.name == "del" for each in self._out.inlines):
                words = _words(tokens[at : tables.end_of(tokens, at)])
                self._alter(STRUCK_OUT, words, written=words[:_SHOWN])
            self._begin(one)
        return at

    def _await_ids(self, tokens: Sequence[Token], first: int, last: int) -> None:
        """Let the next text be where links to these elements lead."""
        if self._ids and tokens is self._all:
            for at in range(first, last + 1):
                self._out.awaited += self._ids.get(at, ())

    def _report_attributes(self, one: Token) -> None:
        for name, value in one.attributes.items():
            if name.startswith("on"):
                self._alter(links.ACTIVE, name, written=name)
            elif name == "title" and value.strip():
                self._alter(TOOLTIP, value.strip(), written=value.strip())

    def _drop(self, tokens: Sequence[Token], at: int) -> int:
        one = tokens[at]
        end = at if one.name in VOID_ELEMENTS else tables.end_of(tokens, at)
        self._await_ids(tokens, at + 1, end)
        address = one.attributes.get("src", "") or one.attributes.get("href", "")
        inside = " ".join(each.text for each in tokens[at:end] if each.kind == "text")
        if one.name == "rp":
            return end  # the brackets of `rt`, which are written anyway
        words = " ".join((f"<{one.name}> {address or one.attributes.get('alt', '')} {inside}").split())
        kind = links.ACTIVE if one.name in ACTIVE_ELEMENTS else REMOVED
        self._alter(kind, words, written=f"<{one.name}")
        return end

    def _void(self, one: Token) -> None:
        if one.name == "br":
            self._out.line_break()
        elif one.name in {"img", "image"}:
            self._picture(one)
        elif one.name == "hr":
            self._out.end_block()
        elif one.name == "input":
            self._out.text("☑ " if "checked" in one.attributes else "☐ ")

    def _picture(self, one: Token) -> None:
        """A picture is its words and a link to it; one of a pixel is nothing."""
        src, words = one.attributes.get("src", "").strip(), one.attributes.get("alt", "").strip()
        is_dot = {one.attributes.get("width", ""), one.attributes.get("height", "")} & {"0", "1"}
        href = "" if is_dot else links.target(src, self._base).href
        shown = src if len(src) <= 2 * _SHOWN else src[:_SHOWN] + "…"
        self._alter(PICTURE, " ".join(filter(None, (words, shown))), written=src[:_SHOWN])
        if self._links and any(each.name == "a" for each in self._out.inlines):
            self._out.text(words)
        elif href.startswith("http"):
            self._out.inlines.append(OutputElement("a", href))
            self._out.text(words or links.file_name(src))
            self._out.inlines.pop()
        else:
            self._out.text("" if is_dot else words)

    def _begin(self, one: Token) -> None:
        tag = one.name
        if tag == "li" and self._out.lists[-1:] in ([], [OutputElement("li")]):
            tag = "p"  # a list item outside a list
        self._out.source.append(tag)
        self._lines_kept += tag in LINES_KEPT
        if self._out.table and tag in tables.PARTS:
            self._out.begin_part(tag)
        elif tag in LISTS or tag == "li":
            self._out.end_block()
            self._out.lists.append(OutputElement(tag, self._number(one) if tag == "ol" else ""))
        elif tag in BLOCKS:
            self._out.end_block()
        elif tag in CELLS:
            self._out.blank = self._out.blank or " "
        elif tag in _QUOTES:
            self._out.text(_QUOTES[tag][0])
        if (name := _AS.get(tag, tag)) in tables.INLINE:
            self._out.inlines.append(self._inline(name, one))

    def _number(self, one: Token) -> str:
        start = one.attributes.get("start", "").strip()
        if start == "1" or not _NUMBER.fullmatch(start):
            return ""
        self._alter(NUMBERING, start, written=start)
        return str(int(start))

    def _inline(self, name: str, one: Token) -> OutputElement:
        address = self._link(one) if name == "a" else ""
        if name == "a":
            href = one.attributes.get("href", "")
            self._to_come[href] -= 1
            self._links.append((href, self._out.texts))
        needless = any(each.name == name for each in self._out.inlines) or (name == "a" and not address)
        return OutputElement("" if needless else name, address)

    def _link(self, one: Token) -> str:
        """The address of a link; empty if it has none that is kept."""
        if "href" not in one.attributes:
            return ""
        href = one.attributes["href"]
        found = links.target(href, self._base)
        if found.fault:
            self._alter(found.fault, links.decoded_host(href.strip()), written=href.strip())
        elif found.href.startswith("#") and not links.is_player_time(found.href):
            if links.fragment(found.href) in self._known:
                return found.href
            self._alter(links.FRAGMENT, found.href, written=found.href)
            return ""
        return found.href

    def _ends(self) -> None:
        """Close the innermost element; its end tag is written with the next text."""
        opened = self._out.source.pop()
        self._lines_kept -= opened in LINES_KEPT
        name = _AS.get(opened, opened)
        if name == "a":
            self._end_link(*self._links.pop())
        if self._out.table and opened in tables.PARTS:
            self._out.end_part(opened)
        elif opened in CONTAINERS:
            self._out.end_block()
        elif opened in _QUOTES:
            self._out.text(_QUOTES[opened][1])
        if opened in LISTS or opened == "li":
            self._out.lists.pop()
        if name in tables.INLINE:
            self._out.inlines.pop()

    def _end_link(self, href: str, texts: int) -> None:
        """A link without words shows its address, unless another of the same address has words.

        A parser leaves some without words behind, where a link goes over several blocks.
        """
        address = self._out.inlines[-1].value
        if self._out.texts > texts:
            self._linked.add(href)
        elif address.startswith(("http", "mailto")) and not self._to_come[href] and href not in self._linked:
            self._out.text(address.removeprefix("mailto:"))

    # --- tables

    def _starts_table(self, tokens: Sequence[Token], at: int) -> int:
        end = tables.end_of(tokens, at)
        table = tokens[at : end + 1]
        if not tables.is_data(table):
            self._begin(tokens[at])
            return at
        if self._out.lists:
            self._await_ids(tokens, at + 1, end)
            self.read(list(tables.as_lines(table)))
            return end
        self._out.begin_table()
        self._begin(tokens[at])
        return at

    # --- text

    def _read_text(self, text: str) -> None:
        """Write text; its line ends count only in `pre`."""
        if self._is_markdown and "[^" in text and not CODE.intersection(self._out.source):
            for mark in _NOTE_MARK.findall(text):
                self._alter(MISSING_FOOTNOTE, mark, written=mark)
        if not self._lines_kept:
            self._out.text(text)
            return
        for number, line in enumerate(text.split("\n")):
            if number:
                self._out.line_break()
            self._out.text(line)


def _words(tokens: Sequence[Token]) -> str:
    return " ".join("".join(one.text for one in tokens if one.kind == "text").split())
