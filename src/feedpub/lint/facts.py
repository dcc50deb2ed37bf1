"""What rules read from a feed: its elements and values, and what was measured of the files that it names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar
from urllib.parse import urlsplit

from feedpub.errors import Place
from feedpub.feed_view import SEEN, Element, FeedView
from feedpub.lint.rule import INFO, Fault, fault
from feedpub.standards import (
    LONGEST_MS,
    extension,
    is_private_address,
    nearest,
    quoted,
    read_clock,
    url_fault,
    written_length,
)

T = TypeVar("T")
R = TypeVar("R")


def place_of(one: Element) -> Place | None:
    """The place in an author's file that a fact carries; None for one that carries none."""
    line, column = one.get("line"), one.get("column")
    return Place(one.get("file"), int(line), int(column)) if line.isdigit() and column.isdigit() else None


_clear: list[Callable[[], None]] = []


def forgotten_by(clear: Callable[[], None]) -> None:
    """Let `forget` call this: it drops what a rule keeps of a feed."""
    _clear.append(clear)


def forget() -> None:
    """Drop what rules have kept of the feed that they were asked about: its elements are as large as a catalog."""
    for clear in _clear:
        clear()


def cached(read: Callable[[T], R]) -> Callable[[T], R]:
    """`read`, which keeps its answer for the subject that it was last asked about: rules ask one after the other.

    Subjects are compared by identity, not by value; they and the answer must never change. `forget` drops them.
    """
    last: list[tuple[T, R]] = []
    forgotten_by(last.clear)

    def answer(subject: T) -> R:
        kept = next(iter(last), None)  # another thread may forget meanwhile
        if kept is None or kept[0] is not subject:
            kept = subject, read(subject)
            last[:] = [kept]
        return kept[1]

    return answer


@cached
def all_elements(feed: FeedView) -> Sequence[Element]:
    """All elements of the show, then those of its episodes, in reading order, without facts and unknown namespaces."""
    found: list[Element] = []
    of_show = tuple([one for one in feed.channel.children if one.name != "item"])
    waiting = [*reversed(feed.items), replace(feed.channel, children=of_show)]
    while waiting:
        element = waiting.pop()
        if not element.name.startswith((SEEN, "{")):
            found.append(element)
            waiting += reversed(element.children)
    return found


@cached
def all_text(feed: FeedView) -> str:
    """The values of all elements, one behind the other: what is not in it is in none of them."""
    return "\n".join([value for one in all_elements(feed) for value in (one.text, *one.attributes.values())])


# --- values

LONGEST = 255
"""Characters of a value where nothing else is said (Apple, PSP-1)."""

DECIMAL = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?", re.ASCII)
"""A number, with a point perhaps."""

WHOLE = re.compile(r"[0-9]{1,9}", re.ASCII)
"""A whole number of few digits."""


def whole_number(text: str) -> int | None:
    """A whole number as it stands in a feed; None for anything else, and for what no file or duration can be."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def not_one_of(at: str, value: str, listed: tuple[str, ...], what: str) -> Iterator[Fault]:
    """A fault if a value is there that is not `listed`, with the nearest that is; `what` is what they are called."""
    if value and value not in listed:
        guess = nearest(value.lower(), listed)
        yield fault(at, f"{quoted(value)} is no {what}", f"write `{guess}`" if guess else f"one of {', '.join(listed)}")


def explicit_fault(element: Element) -> Iterator[Fault]:
    """A fault of `itunes:explicit` that says something else than `true` or `false`."""
    value = element.value_here
    if value and value not in {"true", "false"}:
        old = {"yes": "true", "explicit": "true", "no": "false", "clean": "false"}.get(value.lower(), value.lower())
        hint = f"write `{old}`" if old in {"true", "false"} else "write `true` or `false`"
        yield fault(element, f"{quoted(value)} is neither `true` nor `false`", hint)


# --- what is out already


def guid_fault(guid: Element, feed: FeedView, message: str, hint: str) -> Fault:
    """A fault of a guid: a note where the episode is out, since listeners' apps know it by this guid."""
    item = next((one for one in feed.items if guid.path.startswith(f"{one.path}.")), None)
    is_new = feed.measured and item is not None and item.first("seen:published") is None
    if is_new:
        return fault(guid, message, hint)
    return fault(guid, message, f"for new episodes: {hint}; this one is out: do not change it now", severity=INFO)


# --- addresses

_PATH = r"(?:/(?:[A-Za-z0-9/._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})*)?(?:\?(?:[A-Za-z0-9/._~=&+-]|%[0-9A-Fa-f]{2})*)?"

USUAL_HOST = (
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,9}(?!local\b|internal\b|lan\b|arpa\b|localhost\b)[a-z]{2,24}"
)
"""A host that anybody can reach, as nearly all are written."""

USUAL = re.compile(r"https?://" + USUAL_HOST + _PATH)
"""What nearly all addresses look like: complete, encoded, of a host that anybody can reach."""

_USUAL_PATH = re.compile(r"(https?://[^/?#\s]+)" + _PATH)

_RAW = re.compile(r"[<>\"{}|\\^`]|%(?![0-9A-Fa-f]{2})")

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")

_LOCAL = re.compile(r"(?:file:|[A-Za-z]:[\\/]|\\\\|~/|/(?:home|Users|root|tmp|var|mnt|media|opt|srv)/[^/]+/)")


def address_fault(address: str, *, any_scheme: bool) -> str:
    """The name of the one thing that is wrong with an address; empty if nothing is."""
    if USUAL.fullmatch(address):  # nearly all
        return "" if address.startswith("https") else "insecure"
    if usual := _USUAL_PATH.fullmatch(address):  # only what is in front can be wrong, and many begin alike
        return _unusual_fault(usual[1], any_scheme=any_scheme)
    return _unusual_fault(address, any_scheme=any_scheme)


@lru_cache(maxsize=1024)
def _unusual_fault(address: str, *, any_scheme: bool) -> str:
    is_web = address.lower().startswith(("http://", "https://"))
    why = url_fault(address) or ""
    has_blank = "space" in why
    if any_scheme and not is_web and _SCHEME.match(address):
        return ""
    faults = {
        "local": _LOCAL.match(address),
        "private": is_web and not has_blank and is_private_address(address),
        "password": "password" in why,
        "incomplete": why and not (is_web and has_blank),
        "unencoded": why or not address.isascii() or _RAW.search(address),
        "insecure": address[:5].lower() == "http:",
    }
    return next((name for name, found in faults.items() if found), "")


# --- addresses of files


@dataclass(frozen=True, slots=True)
class FileAddress:
    """The end of a file's address."""

    name: str
    """The last part of the path, as it is written."""

    extension: str
    query: str


@lru_cache(maxsize=4096)
def _parsed(url: str) -> FileAddress | None:
    if url_fault(url):
        return None
    parts = urlsplit(url)
    name = parts.path.rpartition("/")[2]
    return FileAddress(name, extension(name), parts.query)


def file_address(element: Element, attribute: str = "url") -> FileAddress | None:
    """The parts of the address in an attribute; None if there is none, or if rules about links report it."""
    url = element.get(attribute)
    return _parsed(url) if url else None


def file_extension(element: Element, attribute: str = "url") -> str:
    """The extension of the address in an attribute, in lower case; empty if there is none."""
    address = file_address(element, attribute)
    return address.extension if address else ""


_FEED_NAME = re.compile(r"(?:^|[/._-])(?:feeds?|rss2?|podcast\.xml|atom)(?:$|[/._=-])|\.(?:xml|rss)$", re.IGNORECASE)


def names_a_feed(url: str) -> bool:
    """Whether an address looks like that of a feed: it ends in `.xml`, or `feed` or `rss` is a part of its name."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    names = (parts.path.rstrip("/"), parts.netloc.partition(".")[0], parts.query)
    return any(map(_FEED_NAME.search, names))


# --- what was measured

MEASURED_AUDIO = "seen:audio"


def measured(enclosure: Element, name: str) -> int | None:
    """A number that was measured of an enclosure's file; None if it was not."""
    audio = enclosure.first(MEASURED_AUDIO)
    return whole_number(audio.get(name)) if audio else None


def measured_text(enclosure: Element, name: str) -> str:
    """What was measured of an enclosure's file and is no number; empty if it was not."""
    audio = enclosure.first(MEASURED_AUDIO)
    return audio.get(name) if audio else ""


def megabytes(size: int) -> str:
    """Bytes as people read them."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, size // 1000)} KB"


INSTANT_MS = 500
"""What is shorter is no episode: a second at most, when rounded."""

LONGEST_EPISODE_MS = 12 * 3_600_000
"""What is longer is hardly believed."""


@dataclass(frozen=True, slots=True)
class Duration:
    """How long an episode is."""

    ms: int
    slack_ms: int
    """What it may be longer: `itunes:duration` has whole seconds."""

    @property
    def written(self) -> str:
        """As people read it, in whole seconds."""
        return written_length(self.ms)


def duration_of(item: Element) -> Duration | None:
    """By its audio, if that was measured, else by what the feed says; None if neither is there."""
    enclosure = item.first("enclosure")
    audio = enclosure.first(MEASURED_AUDIO) if enclosure else None
    exact = audio.get("duration-ms") if audio else ""
    if exact.isascii() and exact.isdigit() and 0 < len(exact) < 12 and 0 < int(exact) <= LONGEST_MS:
        return Duration(int(exact), 0)
    written = read_clock(item.value("itunes:duration"))
    return Duration(written, 1000) if written else None


def audio_file(enclosure: Element, unknown: str) -> str:
    """Name of the author's file, for a command; `unknown` where only its address is known."""
    return measured_text(enclosure, "file") or unknown


def file_faults(tag: Element, fact: str, kind: str) -> Iterator[Fault]:
    """The faults of a kind in the file that a tag names (`podcast:chapters`, `podcast:transcript`, `enclosure`)."""
    for file in tag.all(fact):
        for one in file.children:
            if one.name == "seen:fault" and one.get("kind") == kind:
                yield Fault(tag.path, _message(one), one.get("hint"))


def _message(one: Element) -> str:
    line = f"line {one.get('line')}: " if one.get("line") else ""
    more = f" (and {one.get('more')} more like it)" if one.get("more") else ""
    return f"{line}{one.get('message')}{more}"


# --- what servers answer

SLOW = 5.0
"""Seconds after which crawlers begin to give up."""

_SECONDS = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6})?")


def is_slow(seconds: str) -> bool:
    """Whether an answer that took so long was slow."""
    return bool(_SECONDS.fullmatch(seconds)) and float(seconds) > SLOW


def head_of(element: Element) -> Element | None:
    """What HEAD answered for a file; None if it did not answer 200."""
    head = element.first("seen:head")
    return head if head and head.get("status") == "200" else None
