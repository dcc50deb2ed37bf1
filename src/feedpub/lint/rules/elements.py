"""FP023 to FP037, FP063 to FP065: elements and their values, whatever they mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape, unescape

from feedpub.chapters import in_notes
from feedpub.elements.facts import facts, names_inside, names_with, once_inside, text_attributes
from feedpub.feed_view import SEEN, Element, FeedView
from feedpub.lint.facts import LONGEST, all_elements, all_text, guid_fault
from feedpub.lint.rule import APPLE, ERROR, EVERY, INFO, PSP, WARNING, Fault, fault, rule
from feedpub.standards import (
    bidi_override,
    code_point,
    control_character,
    nearest,
    quoted,
)

RSS_PARENTS = ("channel", "item", "image", "textInput", "skipHours", "skipDays")
"""Elements of RSS that hold others."""

ITUNES = frozenset(f"itunes:{name}" for name in names_with("itunes:"))
PLAIN_TEXT, HTML_TEXT = text_attributes("plain"), text_attributes("html")


def _plain_values(element: Element, attributes: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Path and value of an element's text (an empty name) and attributes."""
    for name in attributes:
        value = element.attributes.get(name, "") if name else element.text
        if value:
            yield (element.at(name) if name else element.path), value


@rule("FP023", "feed", WARNING, holds=["items-last"])
def element_behind_items(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """An element of the show stands behind an episode.

    Apps that read long feeds piece by piece show the first episodes before they know the rest of the show.

    Bad:  <rss version="2.0" …><channel><item>…</item>…</channel></rss>
    Good: <rss version="2.0" …><channel>…<item>…</item></channel></rss>
    """
    has_item = False
    for child in feed.channel.children:
        if child.name == "item":
            has_item = True
        elif has_item and child.name != "podcast:liveItem" and not child.name.startswith(SEEN):
            yield fault(child, f"`{_as_tag(child)}` stands behind an `<item>`", "put the episodes at the end")
            return


def _as_tag(element: Element) -> str:
    return f"<{element.name.rpartition('}')[2][:60]}>"


# --- names


@lru_cache(maxsize=1024)
def _correct_name(name: str, parent: str) -> str:
    """The tag that a name in an element was surely meant to be; empty if it is a right one, or nobody can tell."""
    known = names_inside(parent)
    if name in known or name in ITUNES or len(name) > 40:
        return ""
    if name.startswith("itunes:"):
        return nearest(name, ITUNES, cutoff=0.9) or ""
    if ":" in name or name.startswith("{"):
        return "content:encoded" if name in {"content:encode", "content:Encoded", "content:content"} else ""
    if f"itunes:{name}" in ITUNES and name not in {"block", "name", "order", "email"}:
        return f"itunes:{name}"
    return nearest(name, known, cutoff=0.8) or ""


def _correction(parent: Element, child: Element) -> str:
    correct = _correct_name(child.name, parent.name)
    is_there = correct.startswith("itunes:") and ":" not in child.name and parent.first(correct) is not None
    return "" if is_there else correct


def _is_unknown(name: str, parent: str) -> bool:
    """Whether an element's name means nothing where it stands."""
    if ":" in name or name.startswith("{"):
        return name.startswith("itunes:") and name not in ITUNES
    return name not in names_inside(parent)


def _known_parents(feed: FeedView) -> Iterator[Element]:
    """The elements whose children RSS knows by name."""
    for parent in (feed.channel, *feed.items):
        yield parent
        for child in parent.children:
            if child.name in RSS_PARENTS and child.name != "item":
                yield child


@rule("FP024", "elements", ERROR, *EVERY, holds=["xml-elements"])
def misspelt_element(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """The name of an element is misspelt, in another case, or lacks its prefix.

    XML knows `pubDate` and not `pubdate`: what nobody knows is skipped, and the episode has no date.

    Bad:  <item><pubdate>Mon, 23 Nov 2026 06:00:00 +0000</pubdate></item>
    Bad:  <item><itunes:episodetype>full</itunes:episodetype></item>
    Bad:  <item><season>2</season></item>
    Good: <item><itunes:episodeType>full</itunes:episodeType></item>
    """
    for parent in _known_parents(feed):
        for child in parent.children:
            if correct := _correction(parent, child):
                yield fault(child, f"`<{child.name}>` means nothing in `<{parent.name}>`", f"write `<{correct}>`")


@rule("FP025", "elements", WARNING, holds=["xml-elements"])
def unknown_element(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """An element is there that RSS does not have, or not there.

    RSS 2.0 allows other elements only in a namespace; apps skip it.

    Bad:  <item><views>1024</views></item>
    Bad:  <guid>https://tidewater.example/</guid>
    Good: <item><podcast:season>2</podcast:season></item>
    """
    for parent in _known_parents(feed):
        for child in parent.children:
            if _is_unknown(child.name, parent.name) and not _correction(parent, child):
                places = [name for name in RSS_PARENTS if child.name in names_inside(name)]
                hint = f"it belongs into `<{places[0]}>`" if places else "delete it"
                yield fault(child, f"`<{parent.name}>` has no `{_as_tag(child)}`", hint)


_TAKEN_ALONE = ("itunes:", "content:encoded", "psc:chapters")
"""Beginnings of names that mean something in one place and nothing in another."""


@rule("FP063", "feed", WARNING, *EVERY, holds=["xml-elements"])
def misplaced_tag(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """A tag of iTunes, of the module `content` or of Podlove stands where nobody looks for it.

    An address outside of `itunes:owner` is nobody's, `content:encoded` is the text of an episode and not of the show,
    and a duration in the channel is that of no episode.

    Bad:  <itunes:email>ada@tidewater.example</itunes:email>
    Bad:  <content:encoded><![CDATA[<p>Stories from the shore.</p>]]></content:encoded>
    Good: <description><![CDATA[<p>Stories from the shore.</p>]]></description>
    """
    found: dict[tuple[str, str], list[Element]] = {}
    for parent in (feed.channel, *feed.channel.all("itunes:owner"), *feed.items):
        for child in parent.children:
            if child.name.startswith(_TAKEN_ALONE) and (tag := facts(child.name)) and parent.name not in tag.inside:
                found.setdefault((child.name, parent.name), []).append(child)
    for (name, parent_name), tags in found.items():
        known = facts(name)
        places = " or ".join(f"`<{place}>`" for place in known.inside) if known else ""
        message = f"`<{name}>` means nothing in `<{parent_name}>`{_more(tags)}"
        yield fault(tags[0], message, f"put it into {places}, or delete it")


def _more(found: Sequence[Element]) -> str:
    return f" (and in {len(found) - 1} more places)" if len(found) > 1 else ""


@rule("FP064", "feed", WARNING, *EVERY, holds=["rss-version"])
def element_outside_channel(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """An element of the show stands outside the channel.

    `<rss>` holds `<channel>` and nothing else: readers do not look there, so the show has no title for them.

    Bad:  <rss version="2.0" …>…<copyright>Tidewater Radio</copyright></rss>
    Good: <rss version="2.0" …>…</rss>
    """
    if feed.document.kind != "rss" or not feed.channel.name:
        return
    known = names_inside("channel") | ITUNES
    outside = [one for one in feed.root.children if one.name in known and one.name != "item"]
    for one in outside[:1]:
        message = f"`<{one.name}>` stands outside `<channel>`{_more(outside)}, where nobody finds it"
        yield fault(one, message, "move it into `<channel>`")


@rule("FP065", "feed", WARNING, *EVERY, holds=["xml-elements"])
def text_between_elements(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """Text stands between the elements of a show or an episode.

    Nobody reads it: what it was meant to be, a title or a date, is missing. Mostly its tag was lost, or a template left
    something behind.

    Bad:  <rss version="2.0" …><channel>…Third draft<item>…</item></channel></rss>
    Good: <rss version="2.0" …><channel>…<item>…</item></channel></rss>
    """
    if feed.document.kind != "rss" or any(trouble.kind in _BROKEN for trouble in feed.document.troubles):
        return
    owners, images = feed.channel.all("itunes:owner"), feed.channel.all("image")
    parents = [one for one in (feed.root, feed.channel, *feed.items, *owners, *images) if one.value_here]
    for one in parents[:1]:
        message = f"{quoted(' '.join(one.text.split()), 40)} stands between the tags of `<{one.name}>`{_more(parents)}"
        yield fault(one, message, "put it into a tag, or delete it")


_BROKEN = frozenset({"malformed", "stray-ampersand", "late-declaration"})
"""Troubles of the document after which it is no news that text is where none belongs."""


@rule("FP026", "elements", ERROR, *EVERY, holds=["no-html-in-plain"])
def unescaped_markup(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """HTML stands in the feed as if it were RSS.

    For a parser a `<b>` in a description is an element of the feed, not text: apps show what is left, often nothing.

    Bad:  <item><description>What the <b>tide</b> brings.</description></item>
    Good: <item><description><![CDATA[What the <b>tide</b> brings.]]></description></item>
    """
    for element in all_elements(feed):
        if element.name not in HTML_TEXT and element.name not in PLAIN_TEXT:
            continue
        inside = [child for child in element.children if ":" not in child.name or child.name.startswith("xhtml:")]
        if inside:
            message = f"`{_as_tag(inside[0])}` in `<{element.name}>` is an element, not text"
            yield fault(inside[0], message, "put the HTML into `<![CDATA[…]]>`")


@rule("FP027", "elements", ERROR, *EVERY, holds=["rss-once"])
def repeated_element(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """An element is there twice that may be there once.

    One app takes the first, another the last: nobody knows what listeners see. Two guids make an episode two.

    Bad:  <item><title>First light</title><title>The first light</title></item>
    Good: <item><title>First light</title></item>
    """
    for parent in (feed.channel, *feed.items):
        seen: set[str] = set()
        for child in parent.children:
            if child.name in seen and child.name in once_inside(parent.name):
                yield fault(child, f"a second `<{child.name}>` in the same `<{parent.name}>`", "leave one")
            seen.add(child.name)


_SAME_MEANING = {
    "dc:title": ("title",),
    "dc:description": ("description",),
    "dc:date": ("pubDate",),
    "dc:language": ("language",),
    "dc:rights": ("copyright",),
    "dc:creator": ("author", "managingEditor"),
    "dc:publisher": ("webMaster",),
    "dc:subject": ("category",),
    "dc:source": ("source",),
    "dcterms:created": ("pubDate",),
    "dcterms:modified": ("lastBuildDate",),
    "atom:id": ("guid",),
    "atom:published": ("pubDate",),
    "atom:summary": ("description",),
    "atom:content": ("description", "content:encoded"),
}
"""Element of another namespace → those of RSS that mean the same."""


@rule("FP028", "elements", INFO, holds=["ns-no-duplicates"])
def redundant_element(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """An element says what an element of RSS says already.

    If the two ever differ, every app believes another one.

    Bad:  <dc:language>en</dc:language>
    Bad:  <item><guid isPermaLink="false">tidewater-first-light</guid><atom:id>tidewater-first-light</atom:id></item>
    Good: <!-- no dc:language -->
    """
    for parent in (feed.channel, *feed.items):
        for child in parent.children:
            present = (name for name in _SAME_MEANING.get(child.name, ()) if parent.first(name) is not None)
            if same := next(present, None):
                yield fault(child, f"`<{child.name}>` says the same as `<{same}>`", f"delete `<{child.name}>`")


# --- values


@rule("FP029", "elements", WARNING, APPLE, PSP, holds=["value-trim"])
def blank_around_value(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """A value has blanks or line ends around it.

    Some readers take them for a part of it: then a date has no form, a guid is another one, an address is broken.
    Descriptions may have them, since HTML knows no blanks.

    Bad:  <item><itunes:author> Ada Lovelace </itunes:author></item>
    Bad:  <item><guid isPermaLink="false"> 7c029615-a810-4214-9342-eee73f58435d </guid></item>
    Good: <item><guid isPermaLink="false">7c029615-a810-4214-9342-eee73f58435d</guid></item>
    """
    for element in all_elements(feed):
        if element.name.partition(":")[0] in _BLOG_PREFIXES:
            continue
        text = element.text
        if text and not element.children and element.name not in HTML_TEXT and _has_outer_blanks(text):
            message = f"there are blanks around {quoted(text.strip())}"
            yield (
                guid_fault(element, feed, message, "delete them")
                if element.name == "guid"
                else fault(element, message, "delete them")
            )
        for name, value in element.attributes.items():
            if _has_outer_blanks(value):
                yield fault(element.at(name), f"there are blanks around {quoted(value.strip())}", "delete them")


_BLOG_PREFIXES = frozenset({"sy", "slash", "wfw", "dc", "rdf", "xhtml"})
"""Prefixes of what blogs say, and no podcast app reads."""


def _has_outer_blanks(value: str) -> bool:
    return bool(value) and (value[0].isspace() or value[-1].isspace()) and not value.isspace()


_OWN_LIMIT = frozenset({"title", "itunes:keywords"})


@rule("FP030", "elements", WARNING, APPLE, PSP, holds=["value-255"])
def overlong_value(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """A value has more than 255 characters.

    Apple and PSP-1 limit to that what has no limit of its own; the rest is cut off, or the value is ignored.

    Bad:  <itunes:author>…256 letters…</itunes:author>
    Good: <itunes:author>Ada Lovelace</itunes:author>
    """
    for element in all_elements(feed):
        if element.name in PLAIN_TEXT and element.name not in _OWN_LIMIT and not element.name.startswith("podcast:"):
            for path, value in _plain_values(element, PLAIN_TEXT[element.name]):
                if len(value) > LONGEST and (length := len(value.strip())) > LONGEST:
                    message = f"{quoted(value, 30)} has {length} characters; {LONGEST} is the limit"
                    yield fault(path, message, "shorten it")


_TAG = re.compile(
    r"</?(?:a|abbr|b|big|blockquote|br|center|code|div|em|font|h[1-6]|hr|i|img|li|ol|p|pre|s|small|span|strong|sub|sup|u|ul)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#[0-9]+|#[xX][0-9A-Fa-f]+|[a-z]{2,8}[0-9]{0,2}|[A-Z][a-z]{2,7});")


@rule("FP031", "elements", WARNING, APPLE, PSP, holds=["no-html-in-plain"])
def markup_in_plain_text(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """HTML, or an entity of it, stands in a title, a name or another plain text.

    Apps show it letter by letter. Mostly something was escaped twice: `&amp;amp;` where `&amp;` was meant.

    Bad:  <item><title>Tom &amp;amp; Jerry</title></item>
    Bad:  <itunes:author><![CDATA[<b>Ada</b> Lovelace]]></itunes:author>
    Good: <item><title>Tom &amp; Jerry</title></item>
    YAML: title: Tom & Jerry
    """
    for element in all_elements(feed):
        for path, value in _plain_values(element, PLAIN_TEXT.get(element.name, ())):
            if ("<" in value and (found := _TAG.search(value))) or ("&" in value and (found := _ENTITY.search(value))):
                is_tag = found[0][0] == "<"
                hint = "write the words alone" if is_tag else "escape it once"
                yaml = "write the words alone" if is_tag else f"write {quoted(unescape(found[0]))} itself"
                yield fault(path, f"apps show {quoted(found[0])} in {quoted(value)} as it is", hint, yaml=yaml)


_TWICE_ESCAPED = re.compile(
    r"&lt;/?(?:p|br|a|b|i|em|strong|ul|ol|li|div|span|h[1-6])\b[^<>&]*/?&gt;|&amp;(?:amp|lt|gt|quot|nbsp|#[0-9]+);"
)


@rule("FP032", "elements", WARNING, *EVERY, holds=["no-html-in-plain"])
def twice_escaped_markup(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """The HTML of a description is escaped twice.

    Apps show listeners `<p>` and `&amp;` instead of paragraphs and signs.

    Bad:  <item><description>&amp;lt;p&amp;gt;What the tide brings.&amp;lt;/p&amp;gt;</description></item>
    Bad:  <item><description><![CDATA[<p>Q&amp;amp;A</p>]]></description></item>
    Good: <item><description><![CDATA[<p>A paragraph is <code>&lt;p&gt;</code>.</p>]]></description></item>
    Good: <item><description>&lt;p&gt;Q&amp;amp;A&lt;/p&gt;</description></item>
    YAML: notes: Q&A, and `<p>` as code
    """
    for element in all_elements(feed):
        if element.name in HTML_TEXT and "&" in element.text and (found := _twice_escaped(element.text)):
            message = f"the HTML is escaped twice: apps show what {quoted(found[0])} stands for as it is"
            yaml = f"write {quoted(unescape(unescape(found[0])))} itself, between backticks where it is code"
            yield fault(element, message, "escape it once, or put it into `<![CDATA[…]]>` as it is", yaml=yaml)


_CODE = re.compile(r"<(code|pre|kbd|samp|tt|xmp)\b[^<>]*>(?:[^<]|<(?!/?\1\b))*+</\1\s*>", re.IGNORECASE)
"""Where markup is shown as it is written, on purpose."""


def _twice_escaped(html: str) -> re.Match[str] | None:
    """The first markup that is escaped twice; not what is code, nor in titles of chapters, which FP615 reports."""
    if _TWICE_ESCAPED.search(html) is None:
        return None
    html = _CODE.sub("", html)
    for _, title in in_notes(html):
        html = html.replace(escape(title, quote=False), "")
    return _TWICE_ESCAPED.search(html)


# --- characters


@rule("FP033", "elements", ERROR, *EVERY, holds=["cdata-terminator"])
def swallowed_cdata(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """A CDATA section is not closed, and swallows what comes behind it.

    It ends at the next `]]>`, often that of the next episode: all tags between become text, and one episode is gone.

    Bad:  <item><itunes:author><![CDATA[Ada</itunes:author><itunes:title><![CDATA[Sea]]></itunes:author></item>
    Good: <item><itunes:author><![CDATA[Ada]]></itunes:author></item>
    """
    for element in all_elements(feed):
        if "<![CDATA[" in element.text:
            message = f"`<{element.name}>` holds `<![CDATA[`: an earlier one was never closed"
            yield fault(element, message, "close it with `]]>` where its text ends")


def _values(element: Element) -> Iterator[tuple[str, str]]:
    """Its text, under no name, and its attributes."""
    if element.text:
        yield "", element.text
    yield from element.attributes.items()


def _path(element: Element, name: str) -> str:
    return element.at(name) if name else element.path


@rule("FP034", "elements", WARNING, *EVERY, holds=["xml-control-chars"])
def control_character_in_value(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """A value holds a control character, or the sign for a broken one.

    Nobody typed it: U+0080 to U+009F are left of Windows-1252 read as Latin-1, U+FFFD of bytes that nobody could read;
    U+2028 ends lines for some programs and not for others.

    Bad:  <item><title>First&#x92;s light</title></item>
    Good: <item><title>First’s light</title></item>
    """
    if control_character(all_text(feed)) is None:  # nearly always
        return
    for element in all_elements(feed):
        for name, value in _values(element):
            if (at := control_character(value)) is not None:
                correct = _as_windows(value[at])
                hint = f"write {quoted(correct)}" if correct else "delete it"
                path = _path(element, name)
                yield fault(path, f"{quoted(value[max(0, at - 10) : at + 10])} holds {code_point(value[at])}", hint)


def _as_windows(char: str) -> str:
    try:
        return char.encode("latin-1").decode("cp1252") if char >= "\x80" else ""
    except UnicodeError:
        return ""


@rule("FP035", "elements", WARNING, *EVERY, holds=["text-direction"])
def turned_direction(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """A title or a name holds a sign that turns the direction of writing, and nothing turns it back.

    Whatever an app prints beside it is turned too, or reads in another order than it is stored.

    Bad:  <item><title>First &#x202E;light</title></item>
    Good: <item><title>First &#x2067;ضوء&#x2069; light</title></item>
    """
    for element in all_elements(feed):
        if (
            element.name in PLAIN_TEXT
            and not element.text.isascii()
            and (at := bidi_override(element.text)) is not None
        ):
            message = f"{quoted(element.text)} holds {code_point(element.text[at])}, which turns what comes behind it"
            yield fault(element, message, "delete it; apps find the direction by themselves")


_TWICE_ENCODED = re.compile(
    "[\u00c2\u00c3][\u00a0-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020-\u2022\u02c6\u2030\u0160\u2039\u0152\u017d\u2018-\u201d\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]|\u00e2\u20ac[\u2122\u0153\u201c\u201d\u00a6\u02dc\u00a2]"
)


@rule("FP036", "elements", WARNING, *EVERY, holds=["text-encoded-once"])
def twice_encoded_text(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """Text was encoded twice: it shows two odd letters where one was meant.

    Somewhere on its way UTF-8 was taken for Latin-1 and encoded again; the feed is valid, and every app shows it so.

    Bad:  <item><title>Das MÃ¤rchen</title></item>
    Bad:  <item><title>It isnâ€™t over</title></item>
    Good: <item><title>Das Märchen</title></item>
    """
    for element in all_elements(feed):
        if element.name not in PLAIN_TEXT and element.name not in HTML_TEXT:
            continue
        for name, value in _values(element):
            found = None if value.isascii() else _TWICE_ENCODED.search(value)
            if found and (correct := _decoded_once(found[0])):
                path = _path(element, name)
                yield fault(
                    path, f"{quoted(found[0])} was {quoted(correct)} once: the text is encoded twice", "encode it once"
                )


def _decoded_once(text: str) -> str:
    try:
        return text.encode("cp1252").decode()
    except UnicodeError:
        return ""


# --- how much there is of everything

LARGEST = 5_000_000
"""Bytes of a feed."""

MOST_ITEMS = 1_000


@rule("FP037", "feed", WARNING, holds=["feed-size"])
def oversized_feed(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """The feed has more than 5 MB, or more than 1,000 episodes.

    Every app of every listener fetches it again and again; some give up after a few megabytes or seconds, and the
    newest episode does not arrive.

    Bad:  <rss version="2.0" …><!-- …5000001 letters… -->…</rss>
    Good: <rss version="2.0" …>…</rss>
    """
    at = feed.channel if feed.channel.name else "@1:1"
    if feed.document.size > LARGEST:
        message = f"the feed has {feed.document.size / 1_000_000:.1f} MB; more than 5 is too much for some apps"
        yield fault(at, message, "shorten the notes, or put old episodes into a feed of their own")
    elif len(feed.items) > MOST_ITEMS:
        message = f"the feed has {len(feed.items)} episodes; more than {MOST_ITEMS} is too much for some apps"
        yield fault(at, message, "put old episodes into a feed of their own")
