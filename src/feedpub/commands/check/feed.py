"""Checking a feed in a file or a stream, whoever made it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from feedpub.commands.check.result import CheckOptions, CheckResult, in_reading_order
from feedpub.errors import FeedpubError, Place
from feedpub.feed_view import FeedView
from feedpub.lint import Fault, Finding, Found, Rule, in_order, rule_checker
from feedpub.process_pool import in_processes
from feedpub.reader import SIZE, Read, read
from feedpub.source import display_path
from feedpub.standards import is_private_address


def check_feed_file(path: Path, *, options: CheckOptions, now: datetime) -> CheckResult:
    """What is wrong with the feed in a file. `now` is aware. Raises `FeedpubError` if it cannot be read."""
    name = display_path(path)
    document = read(_bytes(path, name), now=now)
    return feed_result(document, name=name, options=options, rules=options.rules())


def check_feed_stream(stream: BinaryIO, *, options: CheckOptions, now: datetime) -> CheckResult:
    """What is wrong with the feed that a stream gives. `now` is aware."""
    document = read(stream.read(SIZE + 1), now=now)
    return feed_result(document, name="<stdin>", options=options, rules=options.rules())


def _bytes(path: Path, name: str) -> bytes:
    try:
        if not path.is_file():
            raise FeedpubError("there is no such file", where=name, hint="check the spelling of the path")
        with path.open("rb") as file:
            return file.read(SIZE + 1)
    except OSError:
        raise FeedpubError("this file cannot be read", where=name, hint="check its permissions and the disk") from None


def feed_result(
    document: Read, *, name: str, options: CheckOptions, rules: Sequence[Rule], feed: FeedView | None = None
) -> CheckResult:
    """The result for a feed that was read, findings at their lines; `feed` has more facts than `document`."""
    feed = feed or replace(document.feed, rehearsal=is_local_only(document.feed))
    return CheckResult(
        subject=name,
        title=feed.channel.value("title"),
        items=len(feed.items),
        findings=in_reading_order(_with_lines(run_rules(feed, rules), document, name)),
        unchecked=(_LOCAL_ONLY,) if feed.rehearsal else (),
        platforms=options.verdicts_of,
        strict=options.strict,
        sources={name: document.text},
    )


_LOCAL_ONLY = "its addresses are those of this machine or its network: nobody else can subscribe"


def is_local_only(feed: FeedView) -> bool:
    """Whether a feed is for this machine or its network on purpose: its own address and all that it names are there."""
    links = [link.get("href") for link in feed.channel.all("atom:link") if link.get("rel") == "self"]
    enclosures = [enclosure.get("url") for item in feed.items for enclosure in item.all("enclosure")]
    return bool(links) and all(map(is_private_address, (*links, *enclosures)))


def run_rules(feed: FeedView, rules: Sequence[Rule]) -> list[Found]:
    """What the rules find, as `lint.check` gives it; for a long show, two processes share the rules."""
    chosen, find = in_order(rules), rule_checker(feed)

    def found(some: Sequence[Rule]) -> list[list[Fault]]:
        return [list(find(rule)) for rule in some]

    faults = in_processes(found, chosen, size=len(feed.items))
    return [Found(rule, fault) for rule, some in zip(chosen, faults, strict=True) for fault in some]


def _with_lines(found: Iterable[Found], document: Read, name: str) -> Iterable[Finding]:
    """Findings with their lines and columns in a document."""
    for one in found:
        line, column = document.place(one.fault.path)
        yield Finding(
            rule=one.rule,
            severity=one.severity,
            place=Place(name, line, max(1, column) if line else 0),
            path="" if one.fault.path.startswith("@") else one.fault.path,
            message=one.fault.message,
            hint=one.fault.hint,
        )
