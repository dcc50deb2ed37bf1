"""FP240 to FP247: the notes of an episode."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from feedpub.errors import Place
from feedpub.feed_view import Element, FeedView
from feedpub.lint.rule import (
    APPLE,
    BOARD,
    ERROR,
    EVERY,
    GUIDE,
    INFO,
    PSP,
    SPOTIFY,
    SPOTIFY_SPEC,
    WARNING,
    YOUTUBE,
    Fault,
    fault,
    rule,
)
from feedpub.standards import html_tags, plain_text, quoted

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

_SCRIPT = re.compile(r"\s*(?:javascript|vbscript|data):", re.IGNORECASE)
_RELATIVE = re.compile(r"(?!#)(?![A-Za-z][A-Za-z0-9+.-]*:)")


def _texts(item: Element) -> Iterator[Element]:
    """The elements that hold an episode's HTML."""
    for name in ("description", "content:encoded"):
        yield from item.all(name)


@rule("FP240", "item", ERROR, SPOTIFY, since="2019", source=SPOTIFY_SPEC, holds=["it-description"])
def missing_description(item: Element, _: FeedView) -> Iterator[Fault]:
    """An episode has no description.

    Spotify requires one; in every app it is what somebody reads before pressing play.

    Bad:  <description/>
    Good: <description><![CDATA[<p>What the tide brings.</p>]]></description>
    """
    if not any(text.value_here for text in _texts(item)):
        yield fault(item.first("description") or item, "the episode has no description", "add `<description>`")


@rule("FP241", "item/description", WARNING, APPLE, PSP, since="2021", source=GUIDE, holds=["it-description-4000"])
def long_description(description: Element, _: FeedView) -> Iterator[Fault]:
    """An episode's description has more than 4,000 bytes.

    PSP-1 and Apple's older pages draw the line there; what is behind it may be cut, often in the middle of a link.

    Bad:  <description>…4001 letters…</description>
    Good: <description>What the tide brings.</description><content:encoded>…5000 letters…</content:encoded>
    """
    value = description.value_here
    if len(value) <= 10_000 and (size := len(value.encode("utf-8", "replace"))) > 4000:
        message = f"the description has {size} bytes; 4000 are safe"
        yield fault(description, message, "say it shorter here, and all of it in `content:encoded`")


@rule("FP242", "item/description", ERROR, APPLE, since="2023", source=GUIDE, holds=["it-description-10000"])
def overlong_description(description: Element, _: FeedView) -> Iterator[Fault]:
    """An episode's description has more than 10,000 characters.

    Apple's newest limit.

    Bad:  <description>…10001 letters…</description>
    Good: <description>What the tide brings.</description>
    """
    if (length := len(description.value_here)) > 10_000:
        message = f"the description has {length} characters; 10000 is the limit"
        yield fault(description, message, "say it shorter here, and all of it in `content:encoded`")


@rule("FP243", "item", WARNING, APPLE, SPOTIFY, PSP, since="2021", source=GUIDE, holds=["it-html-subset"])
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


@rule("FP244", "item", ERROR, *EVERY, since="2005", source=BOARD, holds=["it-html-unsafe"])
def unsafe_markup(item: Element, _: FeedView) -> Iterator[Fault]:
    """The notes hold something that runs.

    Scripts, forms, frames and event handlers are removed by careful apps, and run by careless ones; some directories
    refuse the feed.

    Bad:  <description><![CDATA[<p onclick="buy()">Shop</p>]]></description>
    Bad:  <description><![CDATA[<script>track()</script><p>Hello</p>]]></description>
    Bad:  <description><![CDATA[<p><a href="javascript:alert(1)">Listen</a></p>]]></description>
    Good: <description><![CDATA[<p>Hello</p>]]></description>
    """
    for text in _texts(item):
        if found := _unsafe(text.text):
            yield fault(text, f"the notes hold {found}, which runs in careless apps", "delete it")


@lru_cache(maxsize=64)
def _unsafe(html: str) -> str:
    for tag in html_tags(html):
        if tag.name in UNSAFE:
            return f"`<{tag.name}>`"
        for name, value in tag.attributes.items():
            if name.startswith("on") and len(name) > 3:
                return f"`{name}=` in `<{tag.name}>`"
            if name in {"href", "src"} and _SCRIPT.match(value) and not value.lower().startswith("data:image/"):
                return f"a {value.partition(':')[0].strip().lower()}: address"
    return ""


@rule("FP245", "item", WARNING, SPOTIFY, since="2025", source=SPOTIFY_SPEC, holds=["it-links-https"])
def dead_link_in_notes(item: Element, feed: FeedView) -> Iterator[Fault]:
    """A link in the notes leads nowhere in apps.

    A relative address has nothing to be relative to in a feed, and Spotify shows links with https only. A footer is
    part of every episode's notes, and is reported once.

    Bad:  <description><![CDATA[<p><a href="/shop">Shop</a></p>]]></description>
    Bad:  <description><![CDATA[<p><a href="http://tidewater.example/">Home</a></p>]]></description>
    Good: <description><![CDATA[<p><a href="https://tidewater.example/">Home</a></p>]]></description>
    """
    footer = feed.channel.first("seen:footer")
    below = footer.get("html") if footer else ""
    if footer and item is feed.items[0] and (dead := _dead_link(below, of="the footer")):
        line, column = footer.get("line"), footer.get("column")
        yield Fault("", *dead, Place(footer.get("file"), int(line), int(column)))
    for text in _texts(item):
        if dead := _dead_link(text.text.removesuffix(below), of=""):
            yield fault(text, *dead)


def _dead_link(html: str, *, of: str) -> tuple[str, str] | None:
    """What is wrong with the first link that leads nowhere, and what to write."""
    for tag in html_tags(html):
        address = tag.attributes.get("href" if tag.name == "a" else "src", "")
        if not address or tag.name not in {"a", "img"}:
            continue
        if _RELATIVE.match(address):
            return f"the address {quoted(address)} is relative: in a feed, to nothing", "write all of it"
        if address.lower().startswith("http:") and tag.name == "a":
            where = f" in {of}" if of else ""
            return f"Spotify shows no link to {quoted(address)}{where}: it is not https", "write https://"
    return None


@rule("FP246", "item", WARNING, since="2007", source=BOARD, holds=["it-desc-before-content"])
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


@rule("FP247", "item", INFO, YOUTUBE, since="2023", source="YouTube Help, RSS ingestion", holds=["it-youtube-text"])
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
