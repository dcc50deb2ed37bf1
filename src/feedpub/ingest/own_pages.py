"""The author's own pages as HTML, and where their links lead: to each other, to episodes, or nowhere."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from html import escape, unescape
from posixpath import splitext
from urllib.parse import quote, unquote, urljoin

from feedpub import notes
from feedpub.catalog.inputs import Inputs
from feedpub.errors import FeedpubError, Place, Problem
from feedpub.feed_view import Element, fact
from feedpub.model.address import HOME, MISSING, page_key
from feedpub.model.channel import OwnPage
from feedpub.model.files import OwnPageFile
from feedpub.model.measured import Alteration, PageReference, RenderedPage
from feedpub.model.webpages import OFF
from feedpub.notes.anchors import published_id
from feedpub.notes.markdown import markdown_to_html
from feedpub.standards import plain_text
from feedpub.standards.names import SITEMAP

_HERE = "https://own-pages.invalid/pages/"
"""Stands before relative links while the text is sanitised; nobody can have such a host (RFC 6761)."""

_ROOT = "https://own-pages.invalid/"
_PREFIX = "page"
"""Begins the ids of headings."""

_LINK = re.compile(rf'<a href="{re.escape(_ROOT)}([^"]*)">(.*?)</a>', re.DOTALL)
_LINKED = (".html", ".xml", ".rss", ".json", ".opml")
"""Ends of what can be in the target beside media."""

_HEADING = re.compile(r"<h([1-6])>(.*?)</h\1>", re.DOTALL)
_AS_PARAGRAPH = re.compile(r'<p(?: id="[^"]*")?><strong>((?:(?!</?strong>|</p>).)*)</strong></p>', re.DOTALL)
Heading = tuple[int, str, str]
"""Level, text, and id as GitHub makes it."""

_NO_SLUG = re.compile(r"[^\w\- ]")
_OURS = frozenset({HOME, MISSING, SITEMAP, "subscribe.html", "search.json", "feed.json", "network.xml"})
_OF_ARCHIVE = ("people_", "season_", "topic_", "all_", "index-")
"""Begin the names of pages of which only the whole show knows whether they are there."""


def own_pages(pages: Sequence[OwnPageFile], problems: list[Problem]) -> tuple[RenderedPage, ...]:
    """The pages, sanitised as notes are; what cannot be published is added to `problems`."""
    headings = {one.slug: _headings(one.text) for one in pages}
    found: list[RenderedPage] = []
    for one in pages:
        try:
            found.append(_own_page(one, headings))
        except FeedpubError as error:
            problems.append(Problem(Place(one.name), "", error.message, error.hint))
    return tuple(found)


def _own_page(written: OwnPageFile, headings: Mapping[str, Sequence[Heading]]) -> RenderedPage:
    html = _with_headings(notes.render(written.text, base=_HERE, prefix=_PREFIX).html, headings[written.slug])
    plain = notes.render(
        written.text, prefix=_PREFIX
    ).altered  # without a base, relative links are found with their places
    entry = written.entry
    page = OwnPage(
        name=written.slug,
        title=written.title,
        html=_LINK.sub(lambda match: _link(match, written.slug, headings), html),
        menu="" if entry.menu == OFF else entry.menu,
        order=entry.order or 0,
        description=entry.description or "",
    )
    found = (_reference(one, written, headings) for one in plain if one.kind == notes.RELATIVE)
    altered = (_altered(one, written) for one in plain if one.kind != notes.RELATIVE)
    return RenderedPage(file=written, page=page, references=tuple(found), altered=tuple(altered))


def _altered(one: Alteration, written: OwnPageFile) -> Alteration:
    return replace(one, field=_PREFIX, place=Place(written.name, one.line, one.column))


def _reference(one: Alteration, written: OwnPageFile, headings: Mapping[str, Sequence[Heading]]) -> PageReference:
    path, _, fragment = one.words.partition("#")
    key = _key(urljoin("/pages/", unquote(path)).removeprefix("/"), written.slug)
    lost = "" if not fragment or key not in map(page_key, headings) else unquote(fragment)
    anchors = [slug for _, _, slug in headings.get(key.removesuffix(".html"), ())]
    return PageReference(
        key=key,
        written=one.words,
        fragment="" if lost in anchors else lost,
        place=Place(written.name, one.line, one.column),
    )


def _link(match: re.Match[str], page: str, headings: Mapping[str, Sequence[Heading]]) -> str:
    """The link from page to page; its words alone where that is no page that there can be."""
    path, _, fragment = unescape(match[1]).partition("#")
    key = _key(unquote(path), page)
    is_own = key.removesuffix(".html") in headings
    if not key.endswith(_LINKED) or (_is_markdown(unquote(path)) and not is_own):
        return match[2]
    anchors = [slug for _, _, slug in headings.get(key.removesuffix(".html"), ())]
    is_known = bool(fragment) and unquote(fragment) in anchors
    end = f"#{quote(published_id(_PREFIX, unquote(fragment)))}" if is_known else ""
    return f'<a href="{escape(quote(key, safe="/-._~") + end)}">{match[2]}</a>'


def _is_markdown(path: str) -> bool:
    return path.endswith(".md")


def _key(path: str, page: str) -> str:
    """The key that a path in the target most likely means; those in `pages/` are from the folder of the pages.

    It is written for the file (`legal.md`, `../first-light.yaml`) or for the page (`legal.html`, `first-light.html`).
    """
    inside = path.removeprefix("pages/")
    stem, end = splitext(inside)
    if not inside:
        return page_key(page)
    if end in {".md", ".yaml", ".yml"}:
        return HOME if stem == "show" else page_key(stem)
    return inside


# --- headings


def _headings(text: str) -> list[Heading]:
    """Level, text and id of each heading; the id as GitHub makes it."""
    found: list[Heading] = []
    used: dict[str, int] = {}
    above = 1
    for match in _HEADING.finditer(markdown_to_html(text)):
        words = " ".join(plain_text(match[2]).split())
        above = min(max(int(match[1]), 2), above + 1)
        slug = _NO_SLUG.sub("", words.lower()).replace(" ", "-")
        count = used.get(slug, 0)
        used[slug] = count + 1
        found.append((above, words, f"{slug}-{count}" if count else slug))
    return found


def _with_headings(html: str, headings: Sequence[Heading]) -> str:
    """The HTML with headings where the sanitiser has left bold paragraphs, which is what feeds keep of them."""
    left = list(headings)

    def heading(match: re.Match[str]) -> str:
        words = " ".join(plain_text(match[1]).split())
        if not left or left[0][1] != words:
            return match[0]
        level, _, slug = left.pop(0)
        name = escape(published_id(_PREFIX, slug)) if slug else ""
        return f"<h{level}{f' id={chr(34)}{name}{chr(34)}' if name else ''}>{match[1]}</h{level}>"

    return _AS_PARAGRAPH.sub(heading, html)


# --- facts


def facts_of_own_pages(inputs: Inputs) -> Iterator[Element]:
    """The relative links of own pages that lead nowhere, each with its place."""
    if not inputs.show.show.pages:
        return
    own = {page_key(one.page.name) for one in inputs.own_pages if not one.file.entry.draft}
    for one in inputs.own_pages:
        for link in one.references:
            if link.fragment or not _is_there(inputs, own, link.key):
                place = link.place
                values = {"link": link.written, "fragment": link.fragment or None, "file": place.file}
                yield fact("page-link", **values, line=place.line or 1, column=place.column or 1)


def _is_there(inputs: Inputs, own: Collection[str], key: str) -> bool:
    """Whether there is, or may be, something under a key: episodes are known where the whole show is read."""
    show = inputs.show.show
    if key in own or key in _OURS or key == show.publish.feed or key.startswith(_OF_ARCHIVE):
        return True
    if not key.endswith(".html"):
        return False
    if inputs.present is None:
        return True
    slugs = {*inputs.present, *(written.slug for written, _ in inputs.episodes)}
    return key.removesuffix(".html").removesuffix("-embed") in slugs
