"""The elements of HTML by name, and whether a text is HTML.

Source: HTML Living Standard, §4 (elements) and §16.2 (obsolete ones that parsers still know).
"""

from __future__ import annotations

import re

HTML_ELEMENTS = frozenset(
    {
        *("html", "head", "title", "base", "link", "meta", "style", "body"),
        *("article", "section", "nav", "aside", "h1", "h2", "h3", "h4", "h5", "h6", "hgroup", "header", "footer"),
        *("address", "main", "search", "p", "hr", "pre", "blockquote", "ol", "ul", "menu", "li", "dl", "dt", "dd"),
        *("figure", "figcaption", "div", "a", "em", "strong", "small", "s", "cite", "q", "dfn", "abbr", "ruby", "rt"),
        *("rp", "rb", "rtc", "data", "time", "code", "var", "samp", "kbd", "sub", "sup", "i", "b", "u", "mark", "bdi"),
        *("bdo", "span", "br", "wbr", "ins", "del", "picture", "source", "img", "iframe", "embed", "object", "param"),
        *("video", "audio", "track", "map", "area", "math", "svg", "table", "caption", "colgroup", "col", "tbody"),
        *("thead", "tfoot", "tr", "td", "th", "form", "label", "input", "button", "select", "datalist", "optgroup"),
        *("option", "textarea", "output", "progress", "meter", "fieldset", "legend", "selectedcontent", "details"),
        *("summary", "dialog", "script", "noscript", "template", "slot", "canvas"),
        *("acronym", "applet", "basefont", "bgsound", "big", "blink", "center", "dir", "font", "frame", "frameset"),
        *("image", "keygen", "listing", "marquee", "menuitem", "multicol", "nextid", "nobr", "noembed", "noframes"),
        *("plaintext", "rtc", "spacer", "strike", "tt", "xmp"),
    }
)
"""Every element of HTML, obsolete ones included."""

VOID_ELEMENTS = frozenset(
    {
        *("area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "image", "img", "input"),
        *("keygen", "link", "meta", "param", "source", "track", "wbr"),
    }
)
"""Elements that have no end tag."""

_FIRST_TAG = re.compile(
    r"\s*(?:<!--(?s:.*?)-->\s*|<![Dd][Oo][Cc][Tt][Yy][Pp][Ee][^>]*>\s*)*+<([A-Za-z][A-Za-z0-9]*)(?=[\s/>])"
)


def begins_with_html(text: str) -> bool:
    """Whether a text begins with a tag of HTML, comments aside: `<p>…` does; `<https://…>` and `<3 Thanks` do not."""
    match = _FIRST_TAG.match(text)
    return match is not None and match[1].lower() in HTML_ELEMENTS
