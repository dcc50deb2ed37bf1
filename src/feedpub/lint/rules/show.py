"""FP101 to FP118: the show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from feedpub.lint.facts import LONGEST
from feedpub.lint.rule import (
    APPLE,
    ERROR,
    EVERY,
    GUIDE,
    INFO,
    PSP,
    REQUIREMENTS,
    RSS_2,
    SPOTIFY,
    SPOTIFY_SPEC,
    WARNING,
    Fault,
    fault,
    rule,
)
from feedpub.view import Element, Feed
from feedpub.vocab import CATEGORIES, RETIRED, is_category, is_language, nearest_category, nearest_language, quoted


def truth_fault(element: Element) -> Iterator[Fault]:
    """A fault of `itunes:explicit` that says something else than `true` or `false`."""
    said = element.value_here
    if said and said not in {"true", "false"}:
        old = {"yes": "true", "explicit": "true", "no": "false", "clean": "false"}.get(said.lower(), said.lower())
        hint = f"write `{old}`" if old in {"true", "false"} else "write `true` or `false`"
        yield fault(element, f"{quoted(said)} is neither `true` nor `false`", hint)


# --- title, description, link


@rule("FP101", "channel", ERROR, *EVERY, since="RSS 2.0", source=RSS_2, holds=["ch-title"])
def missing_show_title(channel: Element, _: Feed) -> Iterator[Fault]:
    """The show has no title.

    Directories refuse a feed without one, and apps have nothing to print.

    Bad:  <title/>
    Good: <title>Tidewater</title>
    """
    if not channel.value("title"):
        yield fault(channel.first("title") or channel, "the show has no title", "add `<title>` with the show's name")


@rule("FP102", "channel/title", ERROR, APPLE, PSP, since="2021", source=GUIDE, holds=["ch-title", "value-255"])
def overlong_show_title(title: Element, _: Feed) -> Iterator[Fault]:
    """The show's title has more than 255 characters.

    Apple and PSP-1 limit it to that, and every app cuts it long before.

    Bad:  <title>…256 letters…</title>
    Good: <title>Tidewater</title>
    """
    if (length := len(title.value_here)) > LONGEST:
        yield fault(title, f"the title has {length} characters; {LONGEST} is the limit", "the show's name is enough")


_SEPARATORS = re.compile(r"[|,;•·/]|\s[-–—]\s")


@rule("FP103", "channel/title", WARNING, APPLE, PSP, since="2018", source=GUIDE, holds=["ch-title-stuffing"])
def keywords_in_show_title(title: Element, _: Feed) -> Iterator[Fault]:
    """The show's title is a list of keywords.

    Apple takes shows down whose titles are stuffed with words to be found by; listeners see a cut-off list.

    Bad:  <title>Tidewater | Sea Stories, Fishing, Boats, Coast, Travel, Storms, Birds</title>
    Good: <title>Tidewater, Stories from the Shore</title>
    """
    said = title.value_here
    if len(said) <= LONGEST and (len(said) > 100 or len(_SEPARATORS.findall(said)) > 4):
        yield fault(title, "the title looks like a list of keywords", "leave the name; the rest is for the description")


@rule("FP104", "channel", ERROR, *EVERY, since="RSS 2.0", source=RSS_2, holds=["ch-description"])
def missing_show_description(channel: Element, _: Feed) -> Iterator[Fault]:
    """The show has no description.

    RSS, Apple, Spotify and PSP-1 require one: it is what somebody reads before following the show.

    Bad:  <description/>
    Good: <description>Stories from the shore.</description>
    """
    if not channel.value("description"):
        yield fault(channel.first("description") or channel, "the show has no description", "add `<description>`")


@rule("FP105", "channel/description", ERROR, APPLE, PSP, since="2021", source=GUIDE, holds=["ch-description-bytes"])
def overlong_show_description(description: Element, _: Feed) -> Iterator[Fault]:
    """The show's description has more than 4,000 bytes.

    Bytes, not characters: an umlaut has two, a Chinese character three. Apple refuses longer ones.

    Bad:  <description>…4001 letters…</description>
    Good: <description>Stories from the shore, told slowly.</description>
    """
    if (size := len(description.value_here.encode("utf-8", "replace"))) > 4000:
        yield fault(description, f"the description has {size} bytes; 4000 is the limit", "shorten it")


@rule("FP106", "channel", ERROR, SPOTIFY, PSP, since="RSS 2.0", source=RSS_2, holds=["ch-link"])
def missing_show_link(channel: Element, _: Feed) -> Iterator[Fault]:
    """The show has no link to its web site.

    RSS, Spotify and PSP-1 require `<link>`; apps show it as the show's home.

    Bad:  <link/>
    Good: <link>https://tidewater.example/</link>
    """
    if not channel.value("link"):
        yield fault(channel.first("link") or channel, "the show has no `<link>`", "add the address of its web site")


@rule("FP107", "channel/link", WARNING, *EVERY, since="RSS 2.0", source=RSS_2, holds=["ch-link"])
def show_link_to_the_feed(link: Element, feed: Feed) -> Iterator[Fault]:
    """The show's link is the feed itself, or a hub.

    People who follow it get XML instead of a page. Libraries do this when the last link that they are told wins.

    Bad:  <link>https://tidewater.example/feed.xml</link>
    Good: <link>https://tidewater.example/</link>
    """
    said = link.value_here
    others = {one.get("href") for one in feed.channel.all("atom:link") if one.get("rel") in {"self", "hub"}}
    if said and (said in others or said == feed.address):
        yield fault(link, "the show's link leads to XML, not to a page", "write the address of the show's web site")


# --- language, categories, explicit


@rule("FP108", "channel", ERROR, APPLE, PSP, since="2012", source=REQUIREMENTS, holds=["ch-language"])
def missing_language(channel: Element, _: Feed) -> Iterator[Fault]:
    """The show says no language.

    Apple and PSP-1 require it: it decides in which countries' charts and searches a show turns up.

    Bad:  <language/>
    Good: <language>pt-BR</language>
    """
    if not channel.value("language"):
        yield fault(channel.first("language") or channel, "the show says no language", "add `<language>en</language>`")


@rule("FP109", "channel/language", ERROR, APPLE, PSP, since="2012", source=REQUIREMENTS, holds=["ch-language"])
def unknown_language(language: Element, _: Feed) -> Iterator[Fault]:
    """The show's language is no language code.

    Apple refuses feeds whose code is not of ISO 639; a hyphen separates a region, never an underscore.

    Bad:  <language>en_US</language>
    Good: <language>en-US</language>
    Bad:  <language>English</language>
    Good: <language>en</language>
    """
    said = language.value_here
    if said and not is_language(said):
        guess = nearest_language(said)
        yield fault(
            language, f"{quoted(said)} is no language code", f"write `{guess}`" if guess else "write `en`, `pt-BR`"
        )


@rule("FP110", "channel", ERROR, APPLE, SPOTIFY, PSP, since="2005", source=GUIDE, holds=["ch-category"])
def missing_category(channel: Element, _: Feed) -> Iterator[Fault]:
    """The show has no category.

    Apple requires one of its own list; Spotify and PSP-1 take the same.

    Bad:  <!-- no itunes:category -->
    Good: <itunes:category text="History"/>
    """
    if not any(one.get("text") for one in channel.all("itunes:category")):
        hint = 'add one, for example `<itunes:category text="History"/>`'
        yield fault(channel.first("itunes:category") or channel, "the show has no `itunes:category`", hint)


@rule("FP111", "channel/itunes:category", ERROR, APPLE, since="2019", source=GUIDE, holds=["ch-category-valid"])
def unknown_category(category: Element, _: Feed) -> Iterator[Fault]:
    """A category is not in Apple's list.

    The list is compared letter by letter, `&` and capitals included; many names went away in 2019.

    Bad:  <itunes:category text="Kids &amp; family"/>
    Good: <itunes:category text="Kids &amp; Family"/>
    Bad:  <itunes:category text="News &amp; Politics"/>
    Good: <itunes:category text="News"><itunes:category text="Politics"/></itunes:category>
    """
    said = category.get("text")
    if said and said not in CATEGORIES and unescape(said) not in CATEGORIES:  # escaped twice: another rule says so
        guess = RETIRED.get(said) or nearest_category(said)
        hint = f"write {quoted(guess)}" if guess else f"one of {', '.join(CATEGORIES)}"
        yield fault(category.at("text"), f"{quoted(said)} is no category of Apple's", hint)


@rule("FP112", "channel/itunes:category", ERROR, APPLE, since="2019", source=GUIDE, holds=["ch-category-valid"])
def unknown_subcategory(category: Element, _: Feed) -> Iterator[Fault]:
    """A subcategory does not belong to its category.

    Apple's subcategories have one place each; elsewhere they are ignored, or the feed is refused.

    Bad:  <itunes:category text="Technology"><itunes:category text="Podcasting"/></itunes:category>
    Good: <itunes:category text="Arts"><itunes:category text="Books"/></itunes:category>
    """
    above = category.get("text")
    if above not in CATEGORIES:
        return
    for inner in category.all("itunes:category"):
        said = inner.get("text")
        if said and not is_category(above, said):
            known = ", ".join(CATEGORIES[above]) or "none"
            yield fault(inner.at("text"), f"{quoted(said)} is no subcategory of {quoted(above)}", f"there are: {known}")


@rule("FP113", "channel", INFO, APPLE, since="2019", source=GUIDE, holds=["ch-category-count"])
def third_category(channel: Element, _: Feed) -> Iterator[Fault]:
    """The show has more than two categories.

    Apple shows the first, at most two; the others are read by few.

    Bad:  <itunes:category text="Arts"/><itunes:category text="History"/><itunes:category text="Science"/>
    Good: <itunes:category text="Arts"/><itunes:category text="History"/>
    """
    for third in channel.all("itunes:category")[2:3]:
        yield fault(third, "Apple reads the first two categories at most", "put the most important first")


@rule("FP114", "channel", ERROR, APPLE, PSP, since="2019", source=GUIDE, holds=["ch-explicit"])
def missing_show_explicit(channel: Element, _: Feed) -> Iterator[Fault]:
    """The show does not say whether it is explicit.

    Apple and PSP-1 require `itunes:explicit` of every show.

    Bad:  <!-- no itunes:explicit -->
    Good: <itunes:explicit>false</itunes:explicit>
    """
    if not channel.value("itunes:explicit"):
        hint = "add `<itunes:explicit>false</itunes:explicit>`, or true"
        yield fault(channel.first("itunes:explicit") or channel, "the show has no `itunes:explicit`", hint)


@rule("FP115", "channel/itunes:explicit", ERROR, APPLE, PSP, since="2019", source=GUIDE, holds=["ch-explicit"])
def outdated_show_explicit(explicit: Element, _: Feed) -> Iterator[Fault]:
    """The show's `itunes:explicit` is neither true nor false.

    `yes`, `no` and `clean` are of another age; Apple documents `true` and `false`, and validators refuse the others.

    Bad:  <itunes:explicit>no</itunes:explicit>
    Good: <itunes:explicit>false</itunes:explicit>
    """
    yield from truth_fault(explicit)


@rule("FP116", "channel", ERROR, APPLE, SPOTIFY, PSP, since="2005", source=GUIDE, holds=["ch-image"])
def missing_show_artwork(channel: Element, _: Feed) -> Iterator[Fault]:
    """The show has no artwork.

    Apple, Spotify and PSP-1 require `itunes:image`; RSS' own `<image>` is 144 pixels wide and no substitute.

    Bad:  <!-- no itunes:image -->
    Good: <itunes:image href="https://tidewater.example/art/cover-3f2a9c1b77de.jpg"/>
    """
    image = channel.first("itunes:image")
    if image is None or not image.get("href"):
        hint = 'add `<itunes:image href="https://…/cover.jpg"/>`: a square JPEG or PNG of 3000 pixels'
        yield fault(image or channel, "the show has no `itunes:image`", hint)


@rule("FP117", "channel", ERROR, SPOTIFY, since="2019", source=SPOTIFY_SPEC, holds=["ch-author"])
def missing_show_author(channel: Element, _: Feed) -> Iterator[Fault]:
    """The show has no author.

    Spotify requires `itunes:author`; Apple and PSP-1 recommend it, and print it below the title.

    Bad:  <!-- no itunes:author -->
    Good: <itunes:author>Tidewater Radio</itunes:author>
    """
    if not channel.value("itunes:author"):
        hint = "add `<itunes:author>`: who makes the show"
        yield fault(channel.first("itunes:author") or channel, "the show has no `itunes:author`", hint)


@rule("FP118", "channel/itunes:type", ERROR, APPLE, PSP, since="2017", source=GUIDE, holds=["ch-type"])
def unknown_show_type(type: Element, _: Feed) -> Iterator[Fault]:
    """The show's type is neither episodic nor serial.

    Apple sorts by it: newest first, or from the beginning.

    Bad:  <itunes:type>weekly</itunes:type>
    Good: <itunes:type>serial</itunes:type><item><itunes:episode>1</itunes:episode></item>
    """
    said = type.value_here
    if said and said not in {"episodic", "serial"}:
        yield fault(type, f"{quoted(said)} is no type of show", "write `episodic` or `serial`")
