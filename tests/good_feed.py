"""A feed that no rule has anything against, and how examples of rules change it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from lxml import etree

from feedpub.feed_view import NAMESPACES
from feedpub.lint import Rule
from feedpub.reader import Read, read

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ADDRESS = "https://tidewater.example/feed.xml"

DECLARED = " ".join(
    f'xmlns:{prefix}="{NAMESPACES[prefix]}"' for prefix in ("itunes", "podcast", "atom", "content", "psc")
)

CHANNEL = f"""
<atom:link href="{ADDRESS}" rel="self" type="application/rss+xml"/>
<title>Tidewater</title>
<link>https://tidewater.example/</link>
<description><![CDATA[<p>Stories from the shore.</p>]]></description>
<language>en</language>
<lastBuildDate>Mon, 23 Nov 2026 07:05:09 +0000</lastBuildDate>
<itunes:author>Ada Lovelace</itunes:author>
<itunes:image href="https://tidewater.example/art/cover-3f2a9c1b77de.jpg"/>
<itunes:category text="Society &amp; Culture"><itunes:category text="Documentary"/></itunes:category>
<itunes:explicit>false</itunes:explicit>
<itunes:type>episodic</itunes:type>
<podcast:guid>d84ced82-1926-54c0-88c2-bb01dd35d7e3</podcast:guid>
<podcast:locked>yes</podcast:locked>
<podcast:medium>podcast</podcast:medium>
"""

ITEM = """
<title>{title}</title>
<link>https://tidewater.example/{slug}.html</link>
<guid isPermaLink="false">{guid}</guid>
<pubDate>{date}</pubDate>
<description><![CDATA[<p>What the tide brings.</p>]]></description>
<enclosure url="https://tidewater.example/media/{slug}-9a0c44d1e2f3.mp3" length="{length}" type="audio/mpeg"/>
<itunes:duration>720</itunes:duration>
<itunes:explicit>false</itunes:explicit>
<itunes:episodeType>full</itunes:episodeType>
<podcast:transcript url="https://tidewater.example/transcripts/{slug}.vtt" type="text/vtt"/>
"""

EPISODES = (
    {
        "title": "First light",
        "slug": "first-light",
        "guid": "7c029615-a810-4214-9342-eee73f58435d",
        "date": "Mon, 23 Nov 2026 06:00:00 +0000",
        "length": "11534336",
    },
    {
        "title": "Night tide",
        "slug": "night-tide",
        "guid": "0b9a4c55-2d5e-4a0c-8a33-5a9c1ad0f4b1",
        "date": "Mon, 16 Nov 2026 06:00:00 +0000",
        "length": "11540211",
    },
    {
        "title": "Slack water",
        "slug": "slack-water",
        "guid": "f1d0c1a2-77aa-4c0b-9d2e-6b0f3f5b9f10",
        "date": "Mon, 09 Nov 2026 06:00:00 +0000",
        "length": "11498064",
    },
)
"""An example may have up to three episodes."""

DOCUMENT = '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" {declared}>\n{channel}\n</rss>\n'

_TOP = re.compile(r"\s*(?:<\?xml|<!DOCTYPE|<rss|<feed|<html|<rdf:RDF|[^<\s])", re.IGNORECASE)
_MANY = re.compile(r"…([0-9]+) letters…")
_GONE = re.compile(r"<!-- no (\S+) -->")


def good_feed() -> str:
    """The feed, with one episode."""
    return _document("", "")


def example(rule: Rule, text: str) -> Read:
    """The good feed with what an example of a rule says instead.

    A whole document stands for itself; `…` in it is the rest of the good one (declarations inside a tag, else the
    channel, or what belongs into a channel or an item that is written out). Elements replace the good ones of their
    name: in the episode, or in the show for rules about the show and wherever they stand in `<channel>`. `<item>`s
    replace the episode, each completed. `<!-- no link -->` deletes; `…4001 letters…` is a text of that length.
    """
    return read(_composed(rule, text).encode(), now=NOW, address=ADDRESS, seen=True)


def _composed(rule: Rule, text: str) -> str:
    text = _MANY.sub(lambda many: "a" * int(many[1]), text)
    if rule.on in {"feed", "elements"} and _TOP.match(text):
        return _whole(text)
    if (inner := re.fullmatch(r"\s*<channel>(.*)</channel>\s*", text, re.DOTALL)) is not None:
        return _document(inner[1], "")
    if rule.on in {"feed", "elements", "channel"} or rule.on.startswith("channel/") or "<item>" in text:
        return _document(text, "")
    return _document("", text)


def _whole(text: str) -> str:
    """A document that stands for itself, with what `…` in it means."""
    text = re.sub(r"(<[^<>]*)…", rf"\1{DECLARED}", text)
    item = f"<item>{_episode(0, '')}</item>"
    text = text.replace("<item>…</item>", item)
    is_inside = "<channel" in text.partition("…")[0]
    text = text.replace("…", CHANNEL if is_inside else f"<channel>{CHANNEL}{item}</channel>")
    return text if not text.startswith(("<rss", "<!DOCTYPE")) else f'<?xml version="1.0" encoding="UTF-8"?>{text}'


def _document(channel: str, item: str) -> str:
    items = [_episode(at, own) for at, own in enumerate(_items(channel))] or [_episode(0, item)]
    if "item" in _GONE.findall(channel):
        items = []
    own = re.sub(r"<item>.*</item>|<item/>", "", channel, flags=re.DOTALL)
    inside = _patched(CHANNEL, own) + "".join(f"<item>{one}</item>" for one in items)
    return DOCUMENT.format(declared=DECLARED, channel=f"<channel>{inside}</channel>")


def _items(text: str) -> list[str]:
    return re.findall(r"<item>(.*?)</item>", text, re.DOTALL)


def _episode(at: int, own: str) -> str:
    return _patched(ITEM.format(**EPISODES[at]), own)


def _patched(good: str, own: str) -> str:
    """The elements of `good` whose names `own` does not say, and then those of `own`."""
    gone = set(_GONE.findall(own))
    own_elements = list(_elements(own))
    names = gone | {name for name, _ in own_elements}
    kept = [text for name, text in _elements(good) if name not in names]
    return "\n".join([*kept, *(text for _, text in own_elements)])


def _elements(text: str) -> Iterator[tuple[str, str]]:
    """Name and source of each element."""
    declared = (
        DECLARED
        + ' xmlns:seen="seen" '
        + " ".join(
            f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items() if f"xmlns:{prefix}=" not in DECLARED
        )
    )
    around = etree.fromstring(f"<x {declared}>{text}</x>", etree.XMLParser(strip_cdata=False, remove_comments=True))
    for element in around:
        element.tail = None
        source = _without_declarations(etree.tostring(element, encoding="unicode"))
        prefix = f"{element.prefix}:" if element.prefix else ""
        yield prefix + etree.QName(element).localname, source


def _without_declarations(source: str) -> str:
    """An element's source without what `<rss>` declares, and what nothing in it needs."""

    def kept(one: re.Match[str]) -> str:
        is_used = f"{one['prefix']}:" in source and one[1] not in DECLARED
        return one[0] if is_used and one["prefix"] != "seen" else ""

    return re.sub(r' (xmlns:(?P<prefix>\w+)="[^"]*")', kept, source)
