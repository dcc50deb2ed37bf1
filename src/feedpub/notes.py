"""Notes: an author's Markdown or HTML → the HTML that directories keep, and nothing that could do harm.

The elements of PSP-1 are kept, and `br`: `p br ul ol li a b i strong em`. Others are not dropped but replaced: headings
become bold paragraphs; table rows, quotations and other blocks become paragraphs; pictures become their `alt` text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape, unescape
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import urljoin

import nh3
from cmarkgfm import cmark

from feedpub.errors import Unusable
from feedpub.model.item import Link
from feedpub.standards import bidi_override, code_point, control_character, encode_url, is_http_url
from feedpub.standards.timed_lines import timed_lines

_INLINE = frozenset({"a", "b", "i", "strong", "em"})
_LISTS = frozenset({"ul", "ol"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = frozenset(
    {
        *("p", "div", "pre", "blockquote", "table", "tr", "caption", "dl", "dt", "dd", "figure", "figcaption"),
        *("article", "aside", "details", "footer", "header", "main", "nav", "section", "summary", "address"),
        *_HEADINGS,
    }
)
_CONTAINERS = _BLOCKS | _LISTS | {"li"}
_CELLS = frozenset({"td", "th"})
_KEPT = _INLINE | _LISTS | {"p", "br", "li"}
_READ = _KEPT | _BLOCKS | _CELLS | {"img", "hr"}
# Their content is not text to read.
_DROPPED = frozenset(
    {
        *("script", "style", "template", "title", "iframe", "noscript", "noembed", "noframes", "object", "svg", "math"),
        *("audio", "video", "canvas", "button", "select", "textarea"),
    }
)
_SAFE = nh3.Cleaner(
    tags=set(_READ),
    clean_content_tags=set(_DROPPED),
    attributes={"a": {"href"}, "img": {"alt"}},
    link_rel=None,
)
"""What is read of HTML: nothing that runs."""

_CLEAN = nh3.Cleaner(
    tags=set(_KEPT), attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"}, link_rel=None
)
"""The last step, so that the sanitiser decides what is published and not our own code."""

_MAILTO = re.compile(r"mailto:[\w!#$%&'*+./=?^`{|}~-]+@[\w.-]+(?:\?[!-~]*)?", re.ASCII | re.IGNORECASE)
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,6})|([0-9]{1,7}));?")
_BLANKS = re.compile(r"[ \t\n\f\r]{2,}|[\t\f\r]")
_TAG = re.compile(r"<[^>]*>")
_BLOCK_END = re.compile(r"<(?:br|/?(?:p|ul|ol|li))>$")
_BLOCK_BEGIN = re.compile(r"</?(?:p|ul|ol|li)>")


def render(text: str, *, format: str = "markdown", links: Sequence[Link] = (), base: str = "") -> str:
    """Sanitised HTML of `text`, with the links as a list below it; empty if it has no text.

    `format` is `markdown` (CommonMark: a single line break counts as a space, except around lines that begin with a
    time) or `html`. Links to absolute http(s) addresses and mailto are kept; relative ones are resolved against `base`,
    and without `base` only their text is kept. Rendering the output again as `html` gives the same output.
    Raises `Unusable` for characters that no published text may hold.
    """
    _refuse(text, written=text)
    if format not in {"markdown", "html"}:
        raise ValueError(f"{format!r} is neither markdown nor html")
    is_markdown = format == "markdown"
    html = cmark.markdown_to_html(text, cmark.Options.CMARK_OPT_UNSAFE) if is_markdown else text
    kept = _kept(_SAFE.clean(html + _listed(links)), base)
    clean = _CLEAN.clean(_timed_lines(kept) if is_markdown else kept)
    _refuse(clean, written=text)
    return clean


def _listed(links: Sequence[Link]) -> str:
    return f"\n<ul>{''.join(map(_entry, links))}</ul>" if links else ""


def _entry(link: Link) -> str:
    note = f" – {escape(link.note)}" if link.note else ""
    return f'<li><a href="{escape(link.url)}">{escape(link.title)}</a>{note}</li>'


def _timed_lines(html: str) -> str:
    """HTML with a break around each line of a list with times, which apps read as chapters; Markdown joins them."""
    lines = html.split("\n")
    timed = [one is not None for one in timed_lines([unescape(_TAG.sub("", line)) for line in lines])]
    if not any(timed):
        return html
    apart = lines[:1]
    for (line, following), around in zip(pairwise(lines), pairwise(timed), strict=True):
        is_apart = _BLOCK_END.search(line) or _BLOCK_BEGIN.match(following)
        apart += ["<br>\n" if any(around) and not is_apart else "\n", following]
    return "".join(apart)


def _refuse(text: str, *, written: str) -> None:
    """Raise `Unusable` for a character that must not be published, with its line in `written`."""
    bidi = (
        "which reverses the text that follows",
        "delete it: text from right to left needs no such character themselves",
    )
    unfit = "which must not be published", "delete it"
    for find, (why, hint) in ((control_character, unfit), (bidi_override, bidi)):
        if (at := find(text)) is not None:
            what, origin = (code_point(text[at]), at) if text is written else _origin(text[at], find, written)
            line = written.count("\n", 0, origin) + 1
            raise Unusable(f"has {what} in it (line {line}), {why}", hint=hint)


def _origin(char: str, find: Callable[[str], int | None], written: str) -> tuple[str, int]:
    """What in `written` became the character, and where: most often a reference such as `&#8238;`."""
    for match in _REFERENCE.finditer(written):
        number = int(match[1], 16) if match[1] else int(match[2])
        meaning = unescape(match[0]) or chr(number)
        if find(meaning) is not None:
            return match[0], match.start()
    return code_point(char), max(0, written.find(char))


def _kept(html: str, base: str) -> str:
    rewriter = _Rewriter(base)
    for token in _TOKEN.finditer(html):
        closing, tag, attributes, text = token.groups()
        if tag is None:
            rewriter.text(unescape(text))
        elif closing:
            rewriter.ends()
        else:
            values = {match[1]: unescape(match[2]) for match in _VALUE.finditer(attributes)} if attributes else {}
            rewriter.begins(tag, values.get("href") or values.get("alt") or "")
    return rewriter.end()


def _one_blank(blanks: re.Match[str]) -> str:
    """One line end, or else one space, for several blanks."""
    return "\n" if "\n" in blanks[0] else " "


class _OutputElement(NamedTuple):
    """An element of the output; one without a name is not written."""

    name: str
    href: str = ""


# What nh3 writes: every tag is closed, every value in quotes, every `<` of a text escaped.
_TOKEN = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [a-z]+="[^"]*")*)>|([^<]+|<)')
_VALUE = re.compile(r'([a-z]+)="([^"]*)"')


class _Rewriter:
    """Turns well-formed HTML into HTML with only the elements that are kept.

    An element is written with the first text in it, so that none is empty.
    """

    def __init__(self, base: str) -> None:
        self._base = base
        self._pieces: list[str] = []
        self._source: list[str] = []
        """Names of the elements that are open in the input."""

        self._lists: list[_OutputElement] = []
        self._written_lists: list[_OutputElement] = []
        self._inlines: list[_OutputElement] = []
        self._written_inlines: list[_OutputElement] = []
        self._paragraph = False
        self._blank = ""
        """What stands between the text written last and the next text."""

        self._fresh = True
        """Whether nothing is written in this block yet."""

    def begins(self, tag: str, value: str) -> None:
        """Open an element; it is written with its text. `value` is a link's address or a picture's `alt` text."""
        if tag == "br":
            self._blank = self._blank + "<br>\n" if self._blank.startswith("<br>") else "<br>\n"
        elif tag == "img":
            self._text(value)
        elif tag == "hr":
            self._end_block()
        else:
            self._begin(tag, value)

    def ends(self) -> None:
        """Close the innermost element; its end tag is written with the next text."""
        opened = self._source.pop()
        if opened in _CONTAINERS:
            self._end_block()
        if opened in _LISTS or opened == "li":
            self._lists.pop()
        if opened in _INLINE or opened in _HEADINGS:
            self._inlines.pop()

    def text(self, text: str) -> None:
        """Add text; its line ends count only in `pre`."""
        if "pre" not in self._source:
            self._text(text)
            return
        for number, line in enumerate(text.split("\n")):
            if number:
                self.begins("br", "")
            self._text(line)

    def end(self) -> str:
        """Close everything; the HTML that was kept."""
        self._end_block()
        self._write_lists([])
        return "".join(self._pieces).strip()

    def _begin(self, tag: str, href: str) -> None:
        if tag == "li" and self._lists[-1:] in ([], [_OutputElement("li")]):
            tag = "p"  # a list item outside a list
        self._source.append(tag)
        if tag in _LISTS or tag == "li":
            self._end_block()
            self._lists.append(_OutputElement(tag))
        elif tag in _BLOCKS:
            self._end_block()
        elif tag in _CELLS:
            self._blank = self._blank or " "
        if tag in _INLINE or tag in _HEADINGS:
            self._inlines.append(self._inline("strong" if tag in _HEADINGS else tag, href))

    def _inline(self, name: str, href: str) -> _OutputElement:
        address = _address(href, self._base) if name == "a" else ""
        needless = any(one.name == name for one in self._inlines) or (name == "a" and not address)
        return _OutputElement("" if needless else name, address)

    def _text(self, data: str) -> None:
        text = _BLANKS.sub(_one_blank, data)
        if text.startswith((" ", "\n")):
            self._blank = self._blank or text[0]
        if text.isspace():
            self._blank = self._blank or " "
        elif text:
            self._write_lists(self._lists)
            self._write_paragraph()
            self._write_inlines([one for one in self._inlines if one.name])
            self._pieces.append(escape(text.strip(" \n"), quote=False))
            self._fresh = False
            self._blank = text[-1] if text[-1] in " \n" else ""

    def _end_block(self) -> None:
        self._blank = ""
        self._write_inlines([])
        if self._paragraph:
            self._pieces.append("</p>")
        self._paragraph, self._fresh = False, True

    def _write_lists(self, wanted: list[_OutputElement]) -> None:
        same = _still_open(self._written_lists, wanted)
        while len(self._written_lists) > same:
            name = self._written_lists.pop().name
            self._pieces.append("</li>" if name == "li" else f"\n</{name}>")
        self._pieces += [f"\n<{one.name}>" for one in wanted[same:]]
        self._written_lists += wanted[same:]

    def _write_paragraph(self) -> None:
        """Open a paragraph, except directly in a list item: apps would put its text below the bullet."""
        if self._paragraph or self._pieces[-1:] == ["\n<li>"]:
            return
        around = next((tag for tag in reversed(self._source) if tag in _CONTAINERS), "")
        if around != "li":
            self._pieces.append("\n<p>")
            self._paragraph = True

    def _write_inlines(self, wanted: list[_OutputElement]) -> None:
        """Write end tags, then blanks, then start tags, so that no blank is inside a link."""
        same = _still_open(self._written_inlines, wanted)
        while len(self._written_inlines) > same:
            self._pieces.append(f"</{self._written_inlines.pop().name}>")
        self._pieces.append("" if self._fresh else self._blank)
        for one in wanted[same:]:
            self._pieces.append(f'<a href="{escape(one.href)}">' if one.name == "a" else f"<{one.name}>")
        self._written_inlines += wanted[same:]


def _still_open(written: list[_OutputElement], wanted: list[_OutputElement]) -> int:
    """How many of the wanted elements are open already: the same objects, not equal ones."""
    same = 0
    for one, other in zip(written, wanted, strict=False):
        if one is not other:
            break
        same += 1
    return same


def _address(href: str, base: str) -> str:
    """The address in ASCII; empty if apps cannot open it."""
    trimmed = re.sub(r"[ \t\n\f\r]+", "%20", href.strip())
    try:
        absolute = urljoin(base, trimmed) if base and trimmed else trimmed
    except ValueError:
        return ""
    if is_http_url(absolute):
        return encode_url(absolute)
    return absolute if _MAILTO.fullmatch(absolute) else ""
