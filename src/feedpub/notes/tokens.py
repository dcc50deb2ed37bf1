"""HTML as a list of tokens: parsed as browsers parse it, every element closed, nothing left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from html import unescape
from typing import NamedTuple

import nh3

from feedpub.errors import Unusable
from feedpub.standards import HTML_ELEMENTS, VOID_ELEMENTS

LONGEST = 200_000
"""Characters of notes. Apple takes 10,000, YouTube 5,000."""

TOO_MUCH = "is this another kind of file? Notes have a few thousand characters"
"""What to do about more than that."""

LONGEST_HTML = 1_000_000
"""Characters of the HTML that notes make."""

DEEPEST = 100
"""Elements in each other; parsing costs their number for each element."""

MOST_REFERENCES = 20_000
"""Ampersands, and other characters that HTML escapes; the parser copies a text once more for each."""

MOST_ATTRIBUTES = 200
"""Attributes of one element."""

_CLOSED_BY_OTHERS = frozenset(
    {
        *("p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "option", "optgroup"),
        *("rt", "rp", "html", "head", "body"),
    }
)
"""Elements whose end tag may be missing, and which do not nest without another around them."""

_RAW = frozenset({"script", "style", "xmp", "iframe", "noembed", "noframes", "plaintext"})
"""Elements whose text the parser writes as it is."""

LINES_KEPT = frozenset({"pre", "listing", "xmp", "plaintext"})
"""Elements that keep the line ends of their text."""

CODE = LINES_KEPT | {"code", "samp", "kbd", "tt"}

_ATTRIBUTES = {"href", "src", "alt", "title", "id", "name", "start", "type", "checked", "width", "height"}
_PARSED = HTML_ELEMENTS - {"html", "head", "body", "frame", "frameset", "template"}
_COMMON_SCHEMES = frozenset({"http", "https", "mailto", "tel", "ftp", "javascript", "data", "vbscript"})
_SCHEME = re.compile(r"""["'=]\s*([A-Za-z][A-Za-z0-9+.-]{0,30}):""")
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*+)")
_LONG_TAG = re.compile(rf"<[A-Za-z][^<>]{{{MOST_ATTRIBUTES}}}")
_SHORT = 20_000
"""Characters of HTML in which few tags, none of them long, are nothing to count."""

_ATTRIBUTE = re.compile(r"""[^\s=/"']+(?:\s*=\s*(?:"[^"]*"|'[^']*'))?""")
_TOKEN = re.compile(
    r"<!--((?s:.*?))-->"
    r'|<(/?)([a-z][a-z0-9]*)((?: [^\s=]+="[^"]*")*)>'
    r"|([^<]+|<)"
)
_VALUE = re.compile(r' ([^\s=]+)="([^"]*)"')

_UNUSUAL = re.compile(r"<(?!/?(?:p|a|[uo]l|li|em|strong|b|i|br|h[1-6]|code|pre|blockquote)[\s/>])")
"""Begins what most notes have none of; looking for it is cheap."""

_FOREIGN = re.compile(
    r"<!--(?s:.*?)(?:-->|\Z)"
    r"|<(?P<whole>script|style|svg|math|textarea|title|xmp|iframe|noembed|noframes)\b(?s:.*?)(?:</(?P=whole)\b|\Z)"
    r"|<(?P<end>/?)(?P<name>[A-Za-z][^\s/<>]*)",
    re.IGNORECASE,
)
_NAMESPACED = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[:-][A-Za-z0-9]+)+")
"""`o:p` of Word, `my-player` of a web page: elements of others, although HTML does not know them."""


_NONE: Mapping[str, str] = {}


class Token(NamedTuple):
    """A start tag, an end tag, a comment or a text."""

    kind: str
    """`start`, `end`, `comment` or `text`."""

    name: str = ""
    """Of an element, in lower case."""

    text: str = ""
    """Of a text or comment, without references."""

    attributes: Mapping[str, str] = {}


def parse(html: str) -> list[Token]:
    """The tokens of any HTML, well-formed: every element is closed, and what is no element of HTML is text.

    Raises `Unusable` for HTML that would take too long to read.
    """
    html = foreign_as_text(html)
    refuse_excess(html)
    schemes = frozenset(scheme.lower() for scheme in _SCHEME.findall(unescape(html))) - _COMMON_SCHEMES
    return list(tokens(_parser(schemes).clean(html)))


@lru_cache(maxsize=16)
def _parser(schemes: frozenset[str]) -> nh3.Cleaner:
    """A parser that leaves out as little as it can; other schemes than these would be missing."""
    return nh3.Cleaner(
        tags=set(_PARSED),
        clean_content_tags=set(),
        attributes={"*": _ATTRIBUTES, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}},
        generic_attribute_prefixes={"on"},
        url_schemes={*_COMMON_SCHEMES, *schemes},
        strip_comments=False,
        link_rel=None,
    )


def tokens(html: str) -> Iterator[Token]:
    """The tokens of HTML that a parser wrote: each tag closed, each value in quotes, each `<` of a text escaped."""
    at = 0
    while at < len(html):
        for match in _TOKEN.finditer(html, at):
            comment, end, name, attributes, text = match.groups()
            at = match.end()
            if text is not None:
                yield Token("text", "", unescape(text))
            elif end:
                yield Token("end", name)
            elif comment is not None:
                yield Token("comment", "", comment)
            else:
                values = {key: unescape(value) for key, value in _VALUE.findall(attributes)} if attributes else _NONE
                yield Token("start", name, "", values)
                if name in _RAW and (stop := html.find(f"</{name}>", at)) >= 0:
                    yield Token("text", "", html[at:stop])
                    at = stop
                    break


def foreign_as_text(html: str) -> str:
    """The HTML with what only looks like a tag as text: `<https://…>`, `<ann@example.com>`, `<Ann Boleyn>`."""
    return _FOREIGN.sub(_as_text, html) if _UNUSUAL.search(html) else html


def _as_text(match: re.Match[str]) -> str:
    name = match["name"]
    if name is None or name.lower() in HTML_ELEMENTS or _NAMESPACED.fullmatch(name):
        return match[0]
    return "&lt;" + match[0][1:]


def namespaced(html: str) -> Iterator[str]:
    """The names of elements that are none of HTML, such as `o:p`: they are left out, and their words are not."""
    for match in _FOREIGN.finditer(html) if _UNUSUAL.search(html) else ():
        name = match["name"]
        if name and not match["end"] and _NAMESPACED.fullmatch(name):
            yield name


def refuse_excess(html: str) -> None:
    """Raise `Unusable` for HTML that is so long, so deep or so full of references that reading it takes minutes."""
    if len(html) > LONGEST_HTML:
        raise Unusable(f"makes {len(html)} characters of HTML; {LONGEST_HTML} are read at most", hint=TOO_MUCH)
    if (count := html.count("&")) > MOST_REFERENCES:
        raise Unusable(
            f"has {count} characters that HTML escapes (&, <, >); {MOST_REFERENCES} are read at most", hint=TOO_MUCH
        )
    if len(html) < _SHORT and html.count("<") <= DEEPEST and not _LONG_TAG.search(html):
        return
    still_open: Counter[str] = Counter()
    depth = 0
    for end, written, rest in _TAG.findall(html):
        name = written.lower()
        if len(rest) > MOST_ATTRIBUTES and len(_ATTRIBUTE.findall(rest)) > MOST_ATTRIBUTES:
            raise Unusable(f"has a <{name}> with more than {MOST_ATTRIBUTES} attributes", hint=TOO_MUCH)
        if name in _CLOSED_BY_OTHERS or name in VOID_ELEMENTS or (end and not still_open[name]):
            continue
        step = -1 if end else 1
        still_open[name] += step
        depth += step
        if depth > DEEPEST:
            raise Unusable(
                f"has more than {DEEPEST} elements that are open at once, the last a <{name}>", hint=TOO_MUCH
            )
