"""FP033-FP037: characters in values, and how much there is of everything."""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedpub.lint.facts import all_elements
from feedpub.lint.rule import ERROR, EVERY, WARNING, Fault, fault, rule
from feedpub.view import Element, Feed
from feedpub.vocab import HTML_TEXT, PLAIN_TEXT, bidi_override, code_point, control_character, quoted

LARGEST = 5_000_000
MOST_ITEMS = 1_000


@rule("FP033", "feed", ERROR, *EVERY, since="1998", source="XML 1.0", holds=["cdata-terminator"])
def swallowed_cdata(feed: Feed, _: Feed) -> Iterator[Fault]:
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


@rule("FP034", "feed", WARNING, *EVERY, since="1998", source="XML 1.0 §2.2, discouraged characters")
def control_character_in_value(feed: Feed, _: Feed) -> Iterator[Fault]:
    """A value holds a control character, or the sign for a broken one.

    Nobody typed it: U+0080 to U+009F are left of Windows-1252 read as Latin-1, U+FFFD of bytes that nobody could read;
    U+2028 ends lines for some programs and not for others.

    Bad:  <item><title>First&#x92;s light</title></item>
    Good: <item><title>First’s light</title></item>
    """
    for element in all_elements(feed):
        for name, value in _values(element):
            if value.isascii() and value.isprintable():  # nearly all
                continue
            if (at := control_character(value)) is not None:
                meant = _as_windows(value[at])
                hint = f"write {quoted(meant)}" if meant else "delete it"
                path = _path(element, name)
                yield fault(path, f"{quoted(value[max(0, at - 10) : at + 10])} holds {code_point(value[at])}", hint)


def _as_windows(char: str) -> str:
    try:
        return char.encode("latin-1").decode("cp1252") if char >= "\x80" else ""
    except UnicodeError:
        return ""


@rule("FP035", "feed", WARNING, *EVERY, since="2014", source="Unicode TR 36 §2.9")
def turned_direction(feed: Feed, _: Feed) -> Iterator[Fault]:
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


_TWICE = re.compile(
    "[\u00c2\u00c3][\u00a0-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020-\u2022\u02c6\u2030\u0160\u2039\u0152\u017d\u2018-\u201d\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]|\u00e2\u20ac[\u2122\u0153\u201c\u201d\u00a6\u02dc\u00a2]"
)


@rule("FP036", "feed", WARNING, *EVERY, since="2003", source="Unicode FAQ, UTF-8")
def twice_encoded_text(feed: Feed, _: Feed) -> Iterator[Fault]:
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
            found = None if value.isascii() else _TWICE.search(value)
            if found and (meant := _once(found[0])):
                path = _path(element, name)
                yield fault(
                    path, f"{quoted(found[0])} was {quoted(meant)} once: the text is encoded twice", "encode it once"
                )


def _once(text: str) -> str:
    try:
        return text.encode("cp1252").decode()
    except UnicodeError:
        return ""


@rule("FP037", "feed", WARNING, since="2016", source="hosts' and directories' experience", holds=["feed-size"])
def oversized_feed(feed: Feed, _: Feed) -> Iterator[Fault]:
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
