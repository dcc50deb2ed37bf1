"""A page of the show for a place where relative links lead nowhere, and which nobody shall share or find."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from html.parser import HTMLParser
from urllib.parse import unquote

from markupsafe import Markup

Address = Callable[[str], str]
"""The address for an object, given its key; empty for what is no object of the show."""

PRIVATE_HEAD = """
<meta name="robots" content="noindex, nofollow, noarchive, nosnippet">
<meta name="referrer" content="no-referrer">
"""

_FOR_OTHERS = re.compile(r"(?:og|twitter|article|fb):", re.IGNORECASE)
_LINKS = frozenset({"canonical", "alternate", "manifest"})
_URL = re.compile(r'\burl\("([^":]+)"\)')
_IMPORT = re.compile(r'(\bfrom\s*|\bimport\s*\(?\s*|\bnew URL\()"\./([^"]+)"')


def linked_page(page: str, address: Address, *, bar: Markup) -> str:
    """The page with its links through `address`, not to be indexed, without what other sites show of it, with a bar."""
    writer = _Page(address, bar)
    writer.feed(page)
    writer.close()
    return "".join(writer.out)


def linked_script(script: str, address: Address, *, folder: str) -> str:
    """A module with its imports, which lie in the same folder, through `address`."""

    def linked(match: re.Match[str]) -> str:
        found = address(f"{folder}/{match[2]}")
        return f'{match[1]}"{found}"' if found else match[0]

    return _IMPORT.sub(linked, script)


def linked_style(style: str, address: Address, *, folder: str = "") -> str:
    """A style sheet with the fonts that it loads through `address`; its own addresses begin in the folder."""

    def linked(match: re.Match[str]) -> str:
        found = address(f"{folder}/{match[1]}" if folder else match[1])
        return f'url("{found}")' if found else match[0]

    return _URL.sub(linked, style)


class _Page(HTMLParser):
    """Writes every token as it stands, but for those that are changed."""

    def __init__(self, address: Address, bar: Markup) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self._address = address
        self._bar = bar
        self._is_data = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag with other links, or none at all."""
        known = {name: value or "" for name, value in attrs}
        is_counter = tag == "script" and known.get("src", "").startswith("/")  # of readers, which nobody is here
        if is_counter or (tag == "script" and known.get("type", "").lower() == "application/ld+json"):
            self._is_data = True
        elif not _is_for_others(tag, known):
            self.out.append(self._tag(tag, attrs))
        if tag == "head":
            self.out.append(PRIVATE_HEAD)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """As every other tag."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """The end of the body comes after the bar."""
        if self._is_data and tag == "script":
            self._is_data = False
            return
        if tag == "body":
            self.out.append(str(self._bar))
        self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Text, scripts and styles."""
        if not self._is_data:
            self.out.append(data)

    def handle_entityref(self, name: str) -> None:
        """`&amp;`."""
        self.out.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """`&#39;`."""
        self.out.append(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        """`<!DOCTYPE html>`."""
        self.out.append(f"<!{decl}>")

    def _tag(self, tag: str, attrs: list[tuple[str, str | None]]) -> str:
        linked = [(name, self._linked(value) if value else value) for name, value in attrs]
        if linked == attrs:
            return self.get_starttag_text() or ""
        written = "".join(f' {name}="{escape(value)}"' if value is not None else f" {name}" for name, value in linked)
        return f"<{tag}{written}>"

    def _linked(self, value: str) -> str:
        key, mark, fragment = value.partition("#")
        found = self._address(unquote(key)) if key else ""
        return f"{found}{mark}{fragment}" if found else value


def _is_for_others(tag: str, known: dict[str, str]) -> bool:
    """Whether a tag tells other sites, search engines or apps about the page; or who asks it, which ours does."""
    if tag == "meta":
        name = known.get("property") or known.get("name") or ""
        return name in {"robots", "referrer"} or _FOR_OTHERS.match(name) is not None
    return tag == "link" and not _LINKS.isdisjoint(known.get("rel", "").lower().split())
