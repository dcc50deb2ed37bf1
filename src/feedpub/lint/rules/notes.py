"""FP240 to FP247, FP062, FP067: the notes of an episode, and the HTML of the show."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from feedpub.elements.facts import text_attributes
from feedpub.feed_view import Element, FeedView
from feedpub.lint.facts import USUAL_HOST, address_fault, all_elements, place_of
from feedpub.lint.rule import (
    APPLE,
    ERROR,
    EVERY,
    INFO,
    PSP,
    SPOTIFY,
    WARNING,
    YOUTUBE,
    Fault,
    fault,
    rule,
)
from feedpub.standards import HtmlTag, html_tags, plain_text, quoted

COMMON = frozenset({"p", "br", "ul", "ol", "li", "a"})
"""Tags that Apple, Spotify and PSP-1 all show."""

HARMLESS = (
    COMMON
    | {"b", "i", "strong", "em", "u", "s", "del", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "code"}
    | {
        "pre",
        "hr",
        "span",
        "div",
        "sub",
        "sup",
        "small",
        "img",
        "cite",
        "abbr",
        "time",
        "mark",
        "q",
        "kbd",
        "dl",
        "dt",
        "dd",
    }
)
"""Tags that are stripped where they are not shown, and leave their words."""

UNSAFE = frozenset({"script", "style", "iframe", "object", "embed", "form", "input", "base", "meta", "link", "applet"})
"""Tags that readers remove with what is in them, or refuse the feed for."""

_SUMMARY = "add a short `summary:`; apps that have room for more get all of the notes as well"

_SCRIPT = re.compile(r"\s*(?:javascript|vbscript|data):", re.IGNORECASE)
_RELATIVE = re.compile(r"(?!#)(?![A-Za-z][A-Za-z0-9+.-]*:)")
_ORIGIN = re.compile(r"https?://[^/\s\"'<>?#]+")
_USUAL_ORIGIN = re.compile(r"https?://" + USUAL_HOST)

HTML_TEXT = text_attributes("html")


def _texts(item: Element) -> Iterator[Element]:
    """The elements that hold an episode's HTML."""
    for name in ("description", "content:encoded"):
        yield from item.all(name)


@rule("FP240", "item", ERROR, SPOTIFY, holds=["it-description"])
def missing_description(item: Element, _: FeedView) -> Iterator[Fault]:
    """An episode has no description.

    Spotify requires one; in every app it is what somebody reads before pressing play.

    Bad:  <description/>
    Good: <description><![CDATA[<p>What the tide brings.</p>]]></description>
    """
    if not any(text.value_here for text in _texts(item)):
        yield fault(item.first("description") or item, "the episode has no description", "add `<description>`")


@rule("FP067", "item", WARNING, *EVERY, holds=["it-description"])
def empty_text_of_notes(item: Element, _: FeedView) -> Iterator[Fault]:
    """One of the two texts with an episode's notes is empty.

    Apps that know `content:encoded` take it for the notes, also if nothing is in it; those that do not know it read the
    description alone. Either way somebody sees nothing.

    Bad:  <description>What the tide brings.</description><content:encoded/>
    Bad:  <description/><content:encoded><![CDATA[<p>What the tide brings.</p>]]></content:encoded>
    Bad:  <description>What the tide brings.</description><content:encoded><![CDATA[<p>&nbsp;</p>]]></content:encoded>
    Good: <description>What the tide brings.</description>
    """
    empty = [text for text in _texts(item) if not text.children and _shows_nothing(text.value_here)]
    if not empty or len(empty) == len(list(_texts(item))):
        return
    if empty[0].name == "description":
        hint = "write a short text into it, or delete it and call the other one `<description>`"
        yield fault(empty[0], "the description is empty: apps that know no `content:encoded` show nothing", hint)
    else:
        yield fault(empty[0], "an empty `content:encoded` hides the notes", "delete it, or write the notes into it")


_TAG = re.compile(r"<(/?[A-Za-z][A-Za-z0-9]*)[^<>]*>|&nbsp;|&#160;|&#xa0;", re.IGNORECASE)
_SHOWN = frozenset({"img", "hr", "audio", "video", "iframe", "object", "embed"})
_SHORT = 200
"""Characters of HTML that may hold no word at all; more always say something."""


def _shows_nothing(html: str) -> bool:
    """Whether HTML has no word and no picture: an editor that was opened and closed leaves `<p>&nbsp;</p>`."""
    if len(html) > _SHORT:
        return False
    tags = {match[1].lower() for match in _TAG.finditer(html) if match[1]}
    return not tags & _SHOWN and not _TAG.sub("", html).strip()


@rule("FP241", "item/description", WARNING, APPLE, PSP, holds=["it-description-4000"])
def long_description(description: Element, _: FeedView) -> Iterator[Fault]:
    """An episode's description has more than 4,000 bytes.

    PSP-1 and Apple's older pages draw the line there; what is behind it may be cut, often in the middle of a link.

    Bad:  <description>…4001 letters…</description>
    Good: <description>What the tide brings.</description><content:encoded>…5000 letters…</content:encoded>
    YAML: summary: What the tide brings.
          notes: All that there is to read about it, in as many words as it needs.
    """
    value = description.value_here
    if len(value) <= 10_000 and (size := len(value.encode("utf-8", "replace"))) > 4000:
        message = f"the description has {size} bytes; 4000 are safe"
        yield fault(description, message, "say it shorter here, and all of it in `content:encoded`", yaml=_SUMMARY)


@rule("FP242", "item/description", ERROR, APPLE, holds=["it-description-10000"])
def overlong_description(description: Element, _: FeedView) -> Iterator[Fault]:
    """An episode's description has more than 10,000 characters.

    Apple's newest limit.

    Bad:  <description>…10001 letters…</description>
    Good: <description>What the tide brings.</description>
    YAML: summary: What the tide brings.
    """
    if (length := len(description.value_here)) > 10_000:
        message = f"the description has {length} characters; 10000 is the limit"
        yield fault(description, message, "say it shorter here, and all of it in `content:encoded`", yaml=_SUMMARY)


@rule("FP243", "item", WARNING, APPLE, SPOTIFY, PSP, holds=["it-html-subset"])
def unusual_markup(item: Element, _: FeedView) -> Iterator[Fault]:
    """The notes use HTML that apps do not show.

    Paragraphs, lists and links are shown everywhere, and simple emphasis does no harm. A table or a video is lost.

    Bad:  <description><![CDATA[<table><tr><td>0:00</td><td>Intro</td></tr></table>]]></description>
    Good: <description><![CDATA[<ul><li>0:00 Intro</li></ul>]]></description>
    """
    for text in _texts(item):
        odd = Counter(tag.name for tag in html_tags(text.text) if tag.name not in HARMLESS | UNSAFE)
        if odd:
            names = ", ".join(f"<{name}>" for name, _count in odd.most_common(5))
            yield fault(text, f"apps do not show {names}", "use paragraphs, lists and links")


@rule("FP244", "elements", ERROR, *EVERY, holds=["it-html-unsafe"])
def unsafe_markup(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """The notes, or the show's description, hold something that runs.

    Scripts, forms, frames and event handlers are removed by careful apps, and run by careless ones; some directories
    refuse the feed.

    Bad:  <item><description><![CDATA[<p onclick="buy()">Shop</p>]]></description></item>
    Bad:  <item><description><![CDATA[<script>track()</script><p>Hello</p>]]></description></item>
    Bad:  <description><![CDATA[<p><a href="javascript:alert(1)">Listen</a></p>]]></description>
    Good: <description><![CDATA[<p>Hello</p>]]></description>
    """
    for element in all_elements(feed):
        if element.name in HTML_TEXT and "<" in element.text and (found := _unsafe(element.text)):
            yield fault(element, f"the text holds {found}, which runs in careless apps", "delete it")


@lru_cache(maxsize=64)
def _unsafe(html: str) -> str:
    for tag in html_tags(html):
        if tag.name in UNSAFE and not _is_declaration(tag):
            return f"`<{tag.name}>`"
        for name, value in tag.attributes.items():
            if name.startswith("on") and len(name) > 3:
                return f"`{name}=` in `<{tag.name}>`"
            if name in {"href", "src"} and _SCRIPT.match(value) and not value.lower().startswith("data:image/"):
                return f"a {value.partition(':')[0].strip().lower()}: address"
    return ""


def _is_declaration(tag: HtmlTag) -> bool:
    """Whether it is a `<meta>` that says something about the text (`charset`, `name=generator`) and does nothing."""
    return tag.name == "meta" and tag.attributes.get("http-equiv", "").lower() in {"", "content-type"}


@rule("FP245", "item", WARNING, SPOTIFY, holds=["it-links-https"])
def dead_link_in_notes(item: Element, feed: FeedView) -> Iterator[Fault]:
    """A link in the notes leads nowhere in apps.

    A relative address has nothing to be relative to in a feed, an empty one is no address, and Spotify shows links with
    https only. A footer is part of every episode's notes, and is reported once.

    Bad:  <description><![CDATA[<p><a href="/shop">Shop</a></p>]]></description>
    Bad:  <description><![CDATA[<p><a href="">Shop</a></p>]]></description>
    Bad:  <description><![CDATA[<p><a href="http://tidewater.example/">Home</a></p>]]></description>
    Good: <description><![CDATA[<p><a href="https://tidewater.example/">Home</a></p>]]></description>
    YAML: notes: "[Home](https://tidewater.example/)"
    """
    footer = feed.channel.first("seen:footer")
    below = footer.get("html") if footer else ""
    if footer and item is feed.items[0]:
        place = place_of(footer)
        for message, hint in _dead_links(below, where=" in the footer"):
            yield Fault("", message, hint, place)
    for text in _texts(item):
        for message, hint in _dead_links(text.text.removesuffix(below)):
            yield fault(text, message, hint)


def _dead_links(html: str, *, where: str = "") -> Iterator[tuple[str, str]]:
    """What is wrong with links that lead nowhere, and what to write: once for each kind of fault."""
    found = _links(html) if "<" in html else ()
    links = [(tag.name, address.removesuffix("#")) for tag, address in found if not address.startswith("https://")]
    if not links:
        return
    if relative := _distinct(address for _, address in links if address and _RELATIVE.match(address)):
        yield f"the address {_some(relative)}{where} is relative: in a feed, to nothing", "write all of it"
    if empty := _distinct(name for name, address in links if not address):
        attribute = "href" if empty[0] == "a" else "src"
        yield f"the `{attribute}` of an `<{empty[0]}>`{where} is empty", "write the address, or delete the tag"
    if insecure := _distinct(address for name, address in links if name == "a" and _is_insecure(address)):
        yield f"Spotify shows no link to {_some(insecure)}{where}: it is not https", "write https://"


def _links(html: str) -> Iterator[tuple[HtmlTag, str]]:
    """Links and pictures, each with its address; not what only has a name (`<a id="top">`)."""
    for tag in html_tags(html):
        name = {"a": "href", "img": "src"}.get(tag.name, "")
        if name in tag.attributes:
            yield tag, tag.attributes[name]


def _is_insecure(address: str) -> bool:
    return address[:5].lower() == "http:" and address_fault(address, any_scheme=True) != "private"


def _distinct(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))


def _some(addresses: Sequence[str]) -> str:
    """A few of them, and how many more there are."""
    more = f" (and {len(addresses) - 3} more)" if len(addresses) > 3 else ""
    return ", ".join(map(quoted, addresses[:3])) + more


@rule("FP062", "elements", WARNING, *EVERY, holds=["no-secrets"])
def unreachable_link_in_notes(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """A link in notes or in a description leads to the author's own machine or network.

    Nobody else gets there, and a path shows the name of its author. The words around it are fine, so it stops nothing.

    Bad:  <item><description><![CDATA[<p><a href="http://localhost:8000/">Notes</a></p>]]></description></item>
    Bad:  <item><description><![CDATA[<p><a href="file:///home/ada/notes.html">Notes</a></p>]]></description></item>
    Good: <item><description><![CDATA[<p>Open <code>http://localhost:8000/</code>.</p>]]></description></item>
    YAML: notes: Open `http://localhost:8000/`.
    """
    for element in all_elements(feed):
        if element.name in HTML_TEXT and _may_be_unreachable(element.text):
            found = _distinct(address for _, address in _links(element.text) if _is_unreachable(address, feed))
            if found:
                yield fault(element, f"nobody outside can reach {_some(found)}", "link to a public address, or to none")


def _may_be_unreachable(text: str) -> bool:
    """Whether a text has something in it that looks like such an address: quick, since nearly none has."""
    return "file:" in text or "FILE:" in text or any(map(_is_unusual, set(_ORIGIN.findall(text))))


@lru_cache(maxsize=1024)
def _is_unusual(origin: str) -> bool:
    return not _USUAL_ORIGIN.fullmatch(origin)


def _is_unreachable(address: str, feed: FeedView) -> bool:
    kind = address_fault(address, any_scheme=True)
    return address[:5].lower() == "file:" or (kind == "private" and not feed.rehearsal)


@rule("FP246", "item", WARNING, holds=["it-desc-before-content"])
def content_before_description(item: Element, _: FeedView) -> Iterator[Fault]:
    """`content:encoded` stands in front of the description.

    Some readers keep the last text they see: then listeners get the short one.

    Bad:  <!-- no description --><content:encoded>All of it.</content:encoded><description>Short.</description>
    Good: <description>Short.</description><content:encoded>All of it.</content:encoded>
    """
    names = [child.name for child in item.children if child.name in {"description", "content:encoded"}]
    if "description" in names and names[0] == "content:encoded":
        at = item.first("content:encoded") or item
        yield fault(at, "`content:encoded` stands in front of `<description>`", "write the description first")


@rule("FP247", "item", INFO, YOUTUBE, holds=["it-youtube-text"])
def long_words_for_youtube(item: Element, _: FeedView) -> Iterator[Fault]:
    """The notes have more than 5,000 characters without their HTML.

    YouTube takes no more.

    Bad:  <description>Short.</description><content:encoded>…5001 letters…</content:encoded>
    Good: <description>Short.</description><content:encoded>…5000 letters…</content:encoded>
    """
    for text in _texts(item):
        if text.name == "description" and len(text.value_here) > 10_000:
            continue  # which Apple refuses anyway
        if len(text.text) > 5000 and (length := len(plain_text(text.text).strip())) > 5000:
            yield fault(text, f"the notes have {length} characters; YouTube takes 5000", "it cuts the rest")
            return
