"""What apps read of a channel and an item, in the form in which two feeds are compared, and what may make it differ.

Elements are compared by their meaning: a date is a moment, `clean` is false, the notes are their words and links.
Sources: RSS 2.0, Apple's guide, the podcast namespace; what podcastparser and podcast-partytime make of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from feedpub.commands.imports.dates import date_of, shown_date
from feedpub.commands.imports.differing import Reason
from feedpub.commands.imports.elements import Written, person_of
from feedpub.commands.imports.episode import switch
from feedpub.commands.imports.files import absolute
from feedpub.commands.imports.hosts import without_boilerplate
from feedpub.commands.imports.items import base_of, link_of, page_of, size_of, sound_of, type_of
from feedpub.commands.imports.notes import published_notes
from feedpub.commands.imports.show import categories_of
from feedpub.commands.imports.sides import ItemPair, Side, artwork_of
from feedpub.commands.imports.texts import clean, line, words, words_and_links
from feedpub.elements.element import CHANNEL, ITEM
from feedpub.feed_view import Element
from feedpub.model.show import SHOW_TYPES
from feedpub.notes import feed_form
from feedpub.scalars.podcasting import EPISODE_TYPES
from feedpub.standards import (
    MEDIUMS,
    groups_of,
    is_http_url,
    is_language,
    is_uuid,
    nearest_language,
    podcast_guid,
    read_clock,
)

Value = Callable[[Element, Side], str]
Explain = Callable[[ItemPair, str, str], Reason | None]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that apps read."""

    about: str
    value: Value
    reason: Explain
    elements: tuple[str, ...] = field(default=())
    """The elements that it is read from."""


# --- reasons


def _never(_pair: ItemPair, _before: str, _after: str) -> Reason | None:
    return None


def _address(pair: ItemPair, before: str, after: str) -> Reason | None:
    return pair.moved(before, after)


def _unless(is_valid: Callable[[str], bool]) -> Explain:
    """`repaired` where the source's value is none that apps know."""
    return lambda _pair, before, _after: None if is_valid(before) else "repaired"


def _line(_pair: ItemPair, before: str, after: str) -> Reason | None:
    """`repaired` where ours is the source's text on one line, without HTML."""
    return "repaired" if line(before) in {after, ""} else None


# --- items


def _text(*names: str) -> Value:
    return lambda xml, _side: " ".join(next((text for one in names if (text := xml.value(one))), "").split())


def _enclosure(name: str) -> Value:
    def value(xml: Element, side: Side) -> str:
        text = sound.get(name) if (sound := sound_of(xml)) else ""
        return side.whole(text, xml) if name == "url" else text

    return value


def _measured(pair: ItemPair, before: str, after: str) -> Reason | None:
    if pair.is_downloaded:
        return "measured"
    return "repaired" if not before.strip("0") or (not before.isdigit() and after in {"0", ""}) else None


def _length(pair: ItemPair, before: str, after: str) -> Reason | None:
    sound = sound_of(pair.one)
    is_none = after in {"0", ""} and sound is not None and size_of(pair.one, sound) is None
    return "repaired" if is_none and not pair.is_downloaded else _measured(pair, before, after)


def _media_type(pair: ItemPair, _before: str, _after: str) -> Reason | None:
    if pair.is_downloaded:
        return "measured"
    sound = sound_of(pair.one)
    return "repaired" if sound is not None and type_of(sound)[1] else None


def _duration(xml: Element, _side: Side) -> str:
    written = xml.value("itunes:duration")
    milliseconds = read_clock(written)
    return written if milliseconds is None else str((milliseconds + 500) // 1000)


def _permalink(xml: Element, _side: Side) -> str:
    guid = xml.first("guid")
    return "false" if guid is None or guid.get("isPermaLink").casefold() == "false" else "true"


def _no_permalink(pair: ItemPair, before: str, _after: str) -> Reason | None:
    written = pair.one.value("guid")
    if before == "true" and written != pair.guid:
        return "guid"
    return "repaired" if before == "true" and not is_http_url(written) else None


def _read_date(pair: ItemPair, _before: str, after: str) -> Reason | None:
    """`repaired` where the source has no date, or has ours in a form that apps do not read."""
    moment = date_of(pair.one)
    return "repaired" if moment is None or moment.isoformat() == after else None


def _explicit(xml: Element, side: Side) -> str:
    own = switch(xml.value("itunes:explicit"))
    show = switch(side.channel.value("itunes:explicit") or side.channel.value("googleplay:explicit"))
    return str(bool(show if own is None else own)).lower()


def _number(*names: str) -> Value:
    def value(xml: Element, _side: Side) -> str:
        written = next((text for one in names if (text := xml.value(one))), "")
        return str(int(written)) if written.isascii() and written.isdigit() else written

    return value


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < int(text) < _LARGEST


_LARGEST = 10**12


def _attribute(name: str, attribute: str, limit: int) -> Value:
    def value(xml: Element, _side: Side) -> str:
        found = xml.first(name)
        return line(found.get(attribute), limit) if found else ""

    return value


def _display(pair: ItemPair, _before: str, after: str) -> Reason | None:
    has_number = _is_number(_number("itunes:episode", "podcast:episode")(pair.one, pair.before))
    return "repaired" if not after and not has_number else None


def _season(pair: ItemPair, before: str, after: str) -> Reason | None:
    """A season has one name, the first that the source has for its number; one without a number has none."""
    number = _number("podcast:season")(pair.one, pair.before)
    if not before:
        return (
            "added"
            if (number or _number("itunes:season")(pair.one, pair.before), after) in pair.before.seasons
            else None
        )
    return "repaired" if not _is_number(number) or (number, after) in pair.before.seasons else None


def _lower(name: str, default: str) -> Value:
    return lambda xml, _side: xml.value(name).casefold() or default


def _yes(name: str) -> Value:
    return lambda xml, _side: "yes" if xml.value(name).casefold() in {"yes", "true"} else ""


def _link(xml: Element, side: Side) -> str:
    return absolute(link_of(xml), side.address) if xml is side.channel else page_of(xml, side.base)


def _page(pair: ItemPair, before: str, after: str) -> Reason | None:
    """A link to the old host, to the show's own page, or none: ours is the page here."""
    is_ours = pair.after.has(after) or after == _link(pair.after.channel, pair.after)
    if not is_ours:
        return None
    if not before:
        return "added"
    is_shows = before.rstrip("/") == _link(pair.before.channel, pair.before).rstrip("/")
    return "address" if is_shows or pair.before.old.has(before) else None


def _picture(xml: Element, side: Side) -> str:
    url = artwork_of(xml, base_of(xml, side.base))
    return "" if url == side.image else url


def _file(pair: ItemPair, before: str, after: str) -> Reason | None:
    """A file of the old host: ours, or left out since it could not be had or apps refuse it."""
    return pair.moved(before, after) or ("repaired" if before and not after else None)


def _transcripts(xml: Element, _side: Side) -> str:
    return " ".join(one.get("url") for one in xml.all("podcast:transcript") if one.get("url"))


def _chapters(xml: Element, _side: Side) -> str:
    found = xml.first("podcast:chapters")
    return found.get("url") if found else ""


def _chapter_file(pair: ItemPair, before: str, after: str) -> Reason | None:
    return "added" if not before else _file(pair, before, after)


def _podlove(xml: Element, _side: Side) -> str:
    found = xml.first("psc:chapters")
    rows = [
        (read_clock(one.get("start")), line(one.get("title")), one.get("href"), one.get("image"))
        for one in (found.all("psc:chapter") if found else ())
    ]
    return ", ".join(" ".join(map(str, row)).strip() for row in sorted(rows, key=lambda row: row[0] or 0))


def _listed(pair: ItemPair, before: str, after: str) -> Reason | None:
    """Those of Podlove: made of the chapters file, begun at 0, or unreadable in the source."""
    if not before:
        return "added"
    if pair.one.first("podcast:chapters") is not None:
        return "repaired"
    return "added" if after.endswith(before) else "repaired" if not after or "None" in before else None


def _people(xml: Element, _side: Side) -> str:
    """Each with role and group, those of the namespace where none are written."""
    return "\n".join(map(_person, map(person_of, xml.all("podcast:person"))))


def _person(one: Written) -> str:
    role = one.get("role", "host")
    groups = groups_of(role)
    group = one.get("group") or (groups[0] if len(groups) == 1 else "cast")
    return clean(" ".join((one.get("name", ""), role, group, one.get("image", ""), one.get("link", ""))).strip())


def _more_people(pair: ItemPair, before: str, after: str) -> Reason | None:
    """The show's people stand in front of an item's own, which replace them in apps; what is not valid is left out."""
    if _are_in(before.splitlines(), after):
        return "added"
    place = CHANNEL if pair.one is pair.before.channel else ITEM
    valid = pair.before.elements.fields(pair.one, place).get("people", [])
    return "repaired" if _are_in(list(map(_person, valid)), after) else None


def _are_in(lines: Sequence[str], text: str) -> bool:
    """Whether a text has all of the lines, in this order."""
    rest = iter(text.splitlines())
    return all(any(one == more for more in rest) for one in lines)


_TEXTS = ("content:encoded", "description", "itunes:summary", "googleplay:description", "itunes:subtitle")


def notes_of(xml: Element) -> str:
    """The longest form of a description: the first that there is."""
    return next((text for name in _TEXTS if (text := xml.value(name))), "")


def _notes(xml: Element, _side: Side) -> str:
    """The words of the notes, and their links on a line below."""
    return words_and_links(notes_of(xml))


def _of_notes(pair: ItemPair, _before: str, after: str) -> Reason | None:
    """`notes` where ours are what feedpub publishes of the source's.

    The times of chapters may stand below, lines that a host has added be gone. Where there are none, ours is the title.
    """
    if not notes_of(pair.one):
        return "added" if after.startswith(words(pair.other.value("title"))) else None
    is_show = pair.one is pair.before.channel
    base = pair.before.base if is_show else base_of(pair.one, pair.before.base)
    made = published_notes(notes_of(pair.one), base=base)
    if not made:
        return "repaired"
    ours, _, our_links = after.partition("\n")
    for candidate in (made, without_boilerplate(made)[0]):
        text, _, links = words_and_links(feed_form(candidate)).partition("\n")
        if links == our_links and (ours.startswith(text) if text else ours == words(pair.other.value("title"))):
            return "notes"
    return None


_KEPT_FOR_TAGS: Explain = lambda _pair, _before, after: None if after else "never moves"  # noqa: E731 - a table's row

ITEM_FACTS: tuple[Fact, ...] = (
    Fact("title", _text("title", "itunes:title"), _line, ("title", "itunes:title")),
    Fact("guid@isPermaLink", _permalink, _no_permalink, ("guid",)),
    Fact("pubDate", lambda xml, _side: shown_date(xml), _read_date, ("pubDate", "dc:date", "atom:published")),
    Fact("enclosure@url", _enclosure("url"), _address, ("enclosure",)),
    Fact("enclosure@length", _enclosure("length"), _length),
    Fact("enclosure@type", _enclosure("type"), _media_type),
    Fact("itunes:duration", _duration, _measured, ("itunes:duration",)),
    Fact("itunes:explicit", _explicit, _never, ("itunes:explicit",)),
    Fact(
        "itunes:episodeType",
        _lower("itunes:episodeType", "full"),
        _unless(EPISODE_TYPES.__contains__),
        ("itunes:episodeType",),
    ),
    Fact(
        "itunes:season",
        _number("itunes:season", "podcast:season"),
        _unless(_is_number),
        ("itunes:season", "podcast:season"),
    ),
    Fact("podcast:season@name", _attribute("podcast:season", "name", 128), _season),
    Fact(
        "itunes:episode",
        _number("itunes:episode", "podcast:episode"),
        _unless(_is_number),
        ("itunes:episode", "podcast:episode"),
    ),
    Fact("podcast:episode@display", _attribute("podcast:episode", "display", 32), _display),
    Fact("itunes:author", _text("itunes:author"), _line, ("itunes:author",)),
    Fact("itunes:block", _yes("itunes:block"), _never, ("itunes:block",)),
    Fact("itunes:keywords", _text("itunes:keywords"), _KEPT_FOR_TAGS, ("itunes:keywords",)),
    Fact("link", _link, _page, ("link",)),
    Fact("itunes:image@href", _picture, _file, ("itunes:image",)),
    Fact("podcast:transcript", _transcripts, _file, ("podcast:transcript",)),
    Fact("podcast:chapters", _chapters, _chapter_file, ("podcast:chapters",)),
    Fact("psc:chapters", _podlove, _listed, ("psc:chapters",)),
    Fact("podcast:person", _people, _more_people, ("podcast:person",)),
    Fact("notes", _notes, _of_notes, _TEXTS),
)
"""Everything of an item that is compared by its meaning."""


# --- channels


def _language(_pair: ItemPair, before: str, after: str) -> Reason | None:
    return "repaired" if not is_language(before) and (nearest_language(before) or after) == after else None


def _guid(pair: ItemPair, before: str, after: str) -> Reason | None:
    """A feed without one gets that of its address; of a file that says no address, any."""
    if is_uuid(before):
        return None
    links = [one.get("href") for one in pair.one.all("atom:link") if one.get("rel") == "self"]
    known = {podcast_guid(url) for url in (pair.before.address, *links) if url}
    return "added" if not pair.before.address or after in known else None


def _categories(xml: Element, _side: Side) -> str:
    return ", ".join(written for _, written, _ in categories_of(xml))


def _category(pair: ItemPair, _before: str, after: str) -> Reason | None:
    known = list(dict.fromkeys(one for _, _, one in categories_of(pair.one) if one))
    return "repaired" if not known or ", ".join(known) == after else None


def _show_link(_pair: ItemPair, before: str, after: str) -> Reason | None:
    return "repaired" if not is_http_url(before) and after else None


def _cover(pair: ItemPair, before: str, after: str) -> Reason | None:
    return pair.moved(before, after) if before else "repaired"


def _locked(_pair: ItemPair, before: str, _after: str) -> Reason | None:
    return "repaired" if before not in {"yes", "no"} else None


CHANNEL_FACTS: tuple[Fact, ...] = (
    Fact("title", _text("title"), _line, ("title", "itunes:title")),
    Fact("link", _link, _show_link, ("link",)),
    Fact("description", _notes, _of_notes, _TEXTS),
    Fact("podcast:person", _people, _more_people, ("podcast:person",)),
    Fact("language", _text("language"), _language, ("language",)),
    Fact("copyright", _text("copyright"), _line, ("copyright",)),
    Fact("itunes:author", _text("itunes:author"), _line, ("itunes:author",)),
    Fact("itunes:image@href", lambda _xml, side: side.image, _cover, ("itunes:image", "image")),
    Fact("itunes:explicit", _explicit, _never, ("itunes:explicit",)),
    Fact("itunes:type", _lower("itunes:type", "episodic"), _unless(SHOW_TYPES.__contains__), ("itunes:type",)),
    Fact("itunes:block", _yes("itunes:block"), _never, ("itunes:block",)),
    Fact("itunes:complete", _yes("itunes:complete"), _never, ("itunes:complete",)),
    Fact("itunes:keywords", _text("itunes:keywords"), _KEPT_FOR_TAGS, ("itunes:keywords",)),
    Fact("podcast:guid", _text("podcast:guid"), _guid, ("podcast:guid",)),
    Fact("podcast:medium", _lower("podcast:medium", "podcast"), _unless(MEDIUMS.__contains__), ("podcast:medium",)),
    Fact("podcast:locked", _lower("podcast:locked", ""), _locked, ("podcast:locked",)),
    Fact("itunes:category", _categories, _category, ("itunes:category",)),
)
"""Everything of a channel that is compared by its meaning."""
