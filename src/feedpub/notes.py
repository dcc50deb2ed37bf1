"""Show notes: Markdown or HTML in, the safe HTML that directories keep out.

Apple keeps `p ol ul li a`, PSP-1 adds `b i strong em`, Spotify `br`; everything else is taken apart so that its words
stay. Headings become strong paragraphs. Links are absolute (http, https, mailto) or lose their address.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from html import escape, unescape
from typing import Any

import nh3
from markdown_it import MarkdownIt

from feedpub.errors import Unusable
from feedpub.model.item import Link
from feedpub.vocab import bidi_override, code_point, control_character, encode_url, is_http_url

NOTES_VERSION = 1
"""Rises when the same notes give other HTML; what is out stays as it went out all the same."""

_KEPT = {"p", "br", "ul", "ol", "li", "a", "b", "i", "strong", "em"}
_HEADINGS = {f"h{level}" for level in range(1, 7)}
_HEADING = re.compile(r"<(/?)h[1-6]>")
_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"</(?:p|li|ul|ol)>|<br>")
_HREF = re.compile(r'href="([^"]*)"')


def render(text: str, *, format: str = "markdown", links: Sequence[Link] = ()) -> str:
    """Sanitised HTML of notes, with the links as a list below; empty for nothing.

    `format` is "markdown" (which may hold HTML) or "html". Raises `Unusable` for characters that XML cannot hold or
    that turn the reading direction of what follows.
    """
    _refuse_characters(text)
    html = text if format == "html" else _markdown().render(text)
    return _clean(html + _listed(links)).strip()


def plain(html: str) -> str:
    """The words of sanitised HTML, a line per block."""
    lines = unescape(_TAG.sub("", _BREAK.sub("\n", html))).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())


@cache
def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": True})
    markdown.add_render_rule("image", _alternative)
    return markdown


def _alternative(_renderer: Any, tokens: Any, index: int, _options: Any, _env: Any) -> str:  # noqa: ANN401 - its API
    """Apps show no pictures in notes: the words that describe it stay."""
    return escape(tokens[index].content)


def _clean(html: str) -> str:
    safe = nh3.clean(
        html,
        tags=_KEPT | _HEADINGS,
        clean_content_tags={"script", "style"},
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
        strip_comments=True,
    )
    strong = _HEADING.sub(lambda match: "</strong></p>" if match[1] else "<p><strong>", safe)
    return _HREF.sub(_absolute, strong).replace("]]>", "]]&gt;")


def _absolute(match: re.Match[str]) -> str:
    """The link's address in ASCII; nothing where it is relative and would lead nowhere in an app."""
    url = unescape(match[1])
    if url.lower().startswith("mailto:"):
        return match[0]
    return f'href="{escape(encode_url(url))}"' if is_http_url(url) else ""


def _listed(links: Sequence[Link]) -> str:
    if not links:
        return ""
    entries = "".join(f"<li>{_entry(link)}</li>" for link in links)
    return f"\n<ul>{entries}</ul>\n"


def _entry(link: Link) -> str:
    note = f" – {escape(link.note, quote=False)}" if link.note else ""
    return f'<a href="{escape(link.url)}">{escape(link.title, quote=False)}</a>{note}'


def _refuse_characters(text: str) -> None:
    at = control_character(text)
    if at is not None:
        raise Unusable(
            f"{code_point(text[at])} on line {_line(text, at)} cannot be in a feed", hint="delete this character"
        )
    at = bidi_override(text)
    if at is not None:
        raise Unusable(
            f"{code_point(text[at])} on line {_line(text, at)} turns the direction of what follows",
            hint="delete this character; right-to-left text needs none",
        )


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
