"""FP20x to FP23x: the episode."""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedpub.lint.facts import LONGEST
from feedpub.lint.rule import APPLE, ERROR, EVERY, GUIDE, PSP, PSP_1, REQUIREMENTS, RSS_2, WARNING, Fault, fault, rule
from feedpub.lint.rules.show import explicit_fault
from feedpub.view import Element, Feed
from feedpub.vocab import is_http_url, nearest, quoted

# --- title


@rule("FP201", "item", ERROR, *EVERY, since="RSS 2.0", source=REQUIREMENTS, holds=["it-title"])
def missing_title(item: Element, _: Feed) -> Iterator[Fault]:
    """An episode has no title.

    Every directory requires one, and apps have nothing to print.

    Bad:  <title/>
    Good: <title>First light</title>
    """
    if not item.value("title"):
        yield fault(item.first("title") or item, "the episode has no title", "add `<title>`")


@rule("FP202", "item/title", ERROR, APPLE, PSP, since="2021", source=GUIDE, holds=["it-title", "value-255"])
def overlong_title(title: Element, _: Feed) -> Iterator[Fault]:
    """An episode's title has more than 255 characters.

    Apple and PSP-1 limit it to that; apps show about 60 of them.

    Bad:  <title>…256 letters…</title>
    Good: <title>First light</title>
    """
    if (length := len(title.value_here)) > LONGEST:
        yield fault(title, f"the title has {length} characters; {LONGEST} is the limit", "tell the rest in the notes")


_NUMBER = re.compile(
    r"""(?ix) \s* (?: \[ | \( )?
    (?: (?: s(?:eason|taffel)?\s*\d{1,3}\s*[,.:/-]?\s* )?
        (?: e(?:p(?:isode)?)?\.? | folge | épisode | episodio | выпуск | \# )
        \s* (?: nr?\.?\s* | \#\s* )? \d{1,5} (?!\d|\s*(?:st|nd|rd|th)\b)
      | (?!(?:1\d|20)\d\d\b) \d{1,5} (?= \s*[-–—:.|]\s | \s*[-–—:|](?!\d) )
    )"""
)


@rule("FP203", "item/title", WARNING, APPLE, PSP, since="2017", source=GUIDE, holds=["it-title-numbers"])
def number_in_title(title: Element, _: Feed) -> Iterator[Fault]:
    """The title repeats the episode number.

    Apps print the number beside the title, so listeners read it twice, and search engines read noise.

    Bad:  <title>Ep. 12: Moths</title>
    Good: <title>Moths</title><itunes:episode>12</itunes:episode>
    Bad:  <title>S2E4 - Moths</title>
    Good: <title>Moths</title><itunes:season>2</itunes:season><itunes:episode>4</itunes:episode>
    Bad:  <title>#7 Moths</title>
    Good: <title>7 moths in a jar</title>
    """
    if match := _NUMBER.match(title.text):
        rest = title.text[match.end() :].strip(" :-–—.|)]\t\n")
        hint = f"write {quoted(rest)}; the number has a tag of its own" if rest else "write what the episode is about"
        yield fault(title, f"the title repeats the episode number ({quoted(match[0].strip())})", hint)


@rule("FP204", "item/title", WARNING, APPLE, PSP, since="2017", source=GUIDE, holds=["it-title-numbers"])
def show_name_in_title(title: Element, feed: Feed) -> Iterator[Fault]:
    """The title repeats the show's name.

    Apps print the show beside every episode; in a list, the part that differs is cut off.

    Bad:  <title>Tidewater: First light</title>
    Good: <title>First light</title>
    """
    show, said = feed.channel.value("title"), title.value_here
    if len(show) > 3 and said != show and re.match(re.escape(show) + r"\s*[-–—:|,#]", said, re.IGNORECASE):
        rest = said[len(show) :].strip(" :-–—.|,#")
        yield fault(title, "the title repeats the show's name", f"write {quoted(rest)}")


# --- page, explicit, duration, numbers


@rule("FP220", "item", WARNING, APPLE, PSP, since="2021", source=GUIDE, holds=["it-link"])
def missing_link(item: Element, _: Feed) -> Iterator[Fault]:
    """An episode has no link to its page.

    Apps offer it where the notes end; without it nobody finds the show's site.

    Bad:  <link/>
    Good: <link>https://tidewater.example/first-light.html</link>
    """
    if not item.value("link") and item.first("guid") is not None and not _has_permalink(item):
        yield fault(item.first("link") or item, "the episode has no `<link>`", "add the address of its page")


def _has_permalink(item: Element) -> bool:
    guid = item.first("guid")
    return guid is not None and guid.get("isPermaLink").lower() != "false" and is_http_url(guid.value_here)


@rule("FP221", "item", WARNING, APPLE, PSP, since="2021", source=GUIDE, holds=["it-explicit"])
def missing_explicit(item: Element, feed: Feed) -> Iterator[Fault]:
    """An episode does not say whether it is explicit, in a show that is.

    The show's `true` then counts for all of them, and parents' settings hide even the harmless ones.

    Bad:  <channel><itunes:explicit>true</itunes:explicit><item><!-- no itunes:explicit --></item></channel>
    Good: <channel><itunes:explicit>true</itunes:explicit>
          <item><itunes:explicit>false</itunes:explicit></item></channel>
    """
    if not item.value("itunes:explicit") and feed.channel.value("itunes:explicit") == "true":
        hint = "add `<itunes:explicit>true</itunes:explicit>`, or false"
        yield fault(item.first("itunes:explicit") or item, "the episode has no `itunes:explicit`", hint)


@rule("FP222", "item/itunes:explicit", ERROR, APPLE, PSP, since="2019", source=GUIDE, holds=["it-explicit"])
def outdated_explicit(explicit: Element, _: Feed) -> Iterator[Fault]:
    """An episode's `itunes:explicit` is neither true nor false.

    `yes`, `no` and `clean` are of another age; Apple documents `true` and `false`, and validators refuse the others.

    Bad:  <itunes:explicit>clean</itunes:explicit>
    Good: <itunes:explicit>false</itunes:explicit>
    """
    yield from explicit_fault(explicit)


@rule("FP223", "item", WARNING, APPLE, PSP, since="2021", source=PSP_1, holds=["it-duration"])
def missing_duration(item: Element, _: Feed) -> Iterator[Fault]:
    """An episode does not say how long it is.

    Apps then show no length until somebody plays it.

    Bad:  <!-- no itunes:duration -->
    Good: <itunes:duration>720</itunes:duration>
    """
    if not item.value("itunes:duration"):
        hint = "add `<itunes:duration>` with whole seconds"
        yield fault(item.first("itunes:duration") or item, "the episode has no `itunes:duration`", hint)


_CLOCK = re.compile(r"(?:([0-9]{1,3}):)?([0-9]{1,3}):([0-9]{1,2})(?:\.[0-9]+)?")


@rule("FP224", "item/itunes:duration", WARNING, APPLE, PSP, since="2023", source=PSP_1, holds=["it-duration"])
def odd_duration(duration: Element, _: Feed) -> Iterator[Fault]:
    """An episode's length is not in whole seconds.

    PSP-1 wants seconds and Apple recommends them: `12:00` is twelve minutes to one app and twelve hours to another.

    Bad:  <itunes:duration>12:00</itunes:duration>
    Bad:  <itunes:duration>12 min</itunes:duration>
    Bad:  <itunes:duration>0</itunes:duration>
    Good: <itunes:duration>720</itunes:duration>
    """
    said = duration.value_here
    if not said or (said.isascii() and said.isdigit() and said.strip("0")):
        return
    clock = _CLOCK.fullmatch(said)
    seconds = int(clock[1] or 0) * 3600 + int(clock[2]) * 60 + int(clock[3]) if clock else 0
    hint = f"write `{seconds}`" if seconds else "write the length in whole seconds, from 1 up"
    yield fault(duration, f"{quoted(said)} is no length in whole seconds", hint)


@rule("FP225", "item", ERROR, APPLE, PSP, since="2017", source=GUIDE, holds=["it-episode-int"])
def odd_number(item: Element, _: Feed) -> Iterator[Fault]:
    """A season or episode number is no whole number from 1 up.

    Apple refuses others; some libraries leave a 0 out without a word.

    Bad:  <itunes:episode>0</itunes:episode>
    Bad:  <itunes:season>Two</itunes:season>
    Good: <itunes:season>2</itunes:season><itunes:episode>1</itunes:episode>
    """
    for name in ("itunes:season", "itunes:episode"):
        element = item.first(name)
        said = element.value_here if element else ""
        if element and said and not (said.isascii() and said.isdigit() and said.strip("0")):
            hint = "for a trailer leave it out" if said == "0" else "write a number, 1 or more"
            yield fault(element, f"{quoted(said)} is no number from 1 up", hint)


@rule("FP226", "item", ERROR, APPLE, PSP, since="2017", source=GUIDE, holds=["it-serial-number"])
def unnumbered_episode(item: Element, feed: Feed) -> Iterator[Fault]:
    """A full episode of a serial show has no number.

    Apple orders a serial show by its numbers; it requires one of every full episode.

    Bad:  <channel><itunes:type>serial</itunes:type></channel>
    Good: <channel><itunes:type>serial</itunes:type><item><itunes:episode>1</itunes:episode></item></channel>
    """
    full = item.value("itunes:episodeType").lower() in {"full", ""}
    if feed.channel.value("itunes:type") == "serial" and full and not item.value("itunes:episode"):
        yield fault(item, "a full episode of a serial show has no number", "add `<itunes:episode>`")


@rule("FP227", "channel", WARNING, APPLE, since="2017", source=GUIDE, holds=["it-episode-dup"])
def repeated_number(_: Element, feed: Feed) -> Iterator[Fault]:
    """Two full episodes have the same season and number.

    Apple then shows them in any order, or one in the place of the other.

    Bad:  <item><itunes:episode>3</itunes:episode></item><item><itunes:episode>3</itunes:episode></item>
    Good: <item><itunes:episode>4</itunes:episode></item><item><itunes:episode>3</itunes:episode></item>
    """
    first: dict[tuple[str, str], Element] = {}
    for item in feed.items:
        number = item.first("itunes:episode")
        if number is None or not number.value_here or item.value("itunes:episodeType").lower() not in {"full", ""}:
            continue
        other = first.setdefault((item.value("itunes:season"), number.value_here), item)
        if other is not item:
            yield fault(
                number,
                f"{quoted(other.value('title'))} has the number {number.value_here} too",
                "give one of them another number, or make it a `bonus`",
            )


_TYPES = ("full", "trailer", "bonus")


@rule("FP228", "item/itunes:episodeType", ERROR, APPLE, PSP, since="2017", source=GUIDE, holds=["it-type"])
def unknown_episode_type(type: Element, _: Feed) -> Iterator[Fault]:
    """An episode's type is none of full, trailer and bonus.

    Apple knows these three.

    Bad:  <itunes:episodeType>teaser</itunes:episodeType>
    Good: <itunes:episodeType>trailer</itunes:episodeType>
    """
    said = type.value_here
    if said and said not in _TYPES:
        guess = nearest(said.lower(), _TYPES)
        yield fault(type, f"{quoted(said)} is no type of episode", f"write `{guess or 'full'}`")


@rule("FP229", "item/author", WARNING, since="RSS 2.0", source=RSS_2, holds=["it-author-email"])
def author_without_address(author: Element, _: Feed) -> Iterator[Fault]:
    """RSS' own `<author>` is no e-mail address.

    It is one by definition; a bare name belongs into `itunes:author`.

    Bad:  <author>Ada Lovelace</author>
    Good: <author>ada@tidewater.example (Ada Lovelace)</author>
    """
    if author.value_here and "@" not in author.value_here:
        hint = "write `<itunes:author>` instead"
        yield fault(author, f"{quoted(author.value_here)} is no e-mail address, which `<author>` is", hint)


@rule("FP230", "item/itunes:block", WARNING, APPLE, PSP, since="2005", source=GUIDE, holds=["ch-complete-block"])
def hidden_episode(block: Element, _: Feed) -> Iterator[Fault]:
    """An episode is hidden from directories.

    `itunes:block` takes it out of Apple Podcasts and the directories that follow; subscribers' apps may still show it.

    Bad:  <itunes:block>Yes</itunes:block>
    Good: <!-- no itunes:block -->
    """
    if block.value_here.lower() == "yes":
        yield fault(block, "this episode is hidden from directories", "if that is not meant, delete it")
