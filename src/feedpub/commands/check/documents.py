"""Checking a feed file, ours or not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from feedpub.commands.check.asking import ask
from feedpub.commands.check.checked import Checked, Options, ordered
from feedpub.errors import FeedpubError, Place
from feedpub.feed_view import FeedView
from feedpub.lint import Finding, Found, Rule
from feedpub.reader import SIZE, Read, read
from feedpub.source import display_path
from feedpub.standards import is_private_address


def check_document(path: Path, *, options: Options, now: datetime) -> Checked:
    """What is wrong with the feed in a file. `now` is aware. Raises `FeedpubError` if it cannot be read."""
    name = display_path(path)
    seen = read(_bytes(path, name), now=now)
    return checked(seen, name=name, options=options, rules=options.rules())


def check_input(stream: BinaryIO, *, options: Options, now: datetime) -> Checked:
    """What is wrong with the feed that a stream gives."""
    seen = read(stream.read(SIZE + 1), now=now)
    return checked(seen, name="<stdin>", options=options, rules=options.rules())


def _bytes(path: Path, name: str) -> bytes:
    try:
        if not path.is_file():
            raise FeedpubError("there is no such file", where=name, hint="check the spelling of the path")
        with path.open("rb") as file:
            return file.read(SIZE + 1)
    except OSError:
        raise FeedpubError("this file cannot be read", where=name, hint="look at its permissions and disk") from None


def checked(seen: Read, *, name: str, options: Options, rules: Sequence[Rule], feed: FeedView | None = None) -> Checked:
    """The findings about a feed that was read, at their places in it; `feed` has more facts than what was read."""
    feed = feed or replace(seen.feed, rehearsal=is_rehearsal(seen.feed))
    return Checked(
        subject=name,
        title=feed.channel.value("title"),
        items=len(feed.items),
        findings=ordered(placed(ask(feed, rules), seen, name)),
        unchecked=(_ONLY_HERE,) if feed.rehearsal else (),
        platforms=options.platforms,
        strict=options.strict,
        sources={name: seen.text},
    )


_ONLY_HERE = "its addresses are those of this machine or its network: nobody else can subscribe"


def is_rehearsal(feed: FeedView) -> bool:
    """Whether a feed is for this machine or its network on purpose: it says so of itself and of all that it names."""
    links = [link.get("href") for link in feed.channel.all("atom:link") if link.get("rel") == "self"]
    named = [enclosure.get("url") for item in feed.items for enclosure in item.all("enclosure")]
    return bool(links) and all(map(is_private_address, (*links, *named)))


def placed(found: Iterable[Found], seen: Read, name: str) -> Iterable[Finding]:
    """Findings at their lines and columns in a document."""
    for one in found:
        line, column = seen.place(one.fault.path)
        yield Finding(
            rule=one.rule,
            severity=one.rule.severity,
            place=Place(name, line, max(1, column) if line else 0),
            path="" if one.fault.path.startswith("@") else one.fault.path,
            message=one.fault.message,
            hint=one.fault.hint,
        )
