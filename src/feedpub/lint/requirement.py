"""What directories, apps and standards require of feeds: one table for each in `lint/requirements`, with dates.

A rule names requirements (`holds`) and the platforms it reports by; what they say, since when, and in which document
stands in the tables alone. `docs/requirements.md` is made of them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Self

from feedpub.errors import FeedpubError

_PERIOD = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")


@dataclass(frozen=True, slots=True)
class Period:
    """A year, a month or a day, as `2024`, `2024-01` or `2024-01-15`.

    >>> from feedpub.lint.requirement import Period
    >>> Period("2024-01").has_begun("2024-03"), Period("2024-01").is_new("2024-03")
    (False, True)
    """

    text: str

    @classmethod
    def read(cls, text: str, *, option: str) -> Self:
        """The period that an option names. Raises `FeedpubError` for any other text."""
        if not _PERIOD.fullmatch(text.strip()):
            raise FeedpubError(f"{option} does not accept {text!r}", hint="write a year, a month or a day: 2024-01")
        return cls(text.strip())

    def has_begun(self, since: str) -> bool:
        """Whether what has been required since then was required at the end of this period.

        What is known by its year alone counts from the year's first day.
        """
        return not since or since[: len(self.text)] <= self.text

    def is_new(self, since: str) -> bool:
        """Whether what has been required since then began in this period or later; False where nobody knows."""
        return bool(since) and since >= self.text[: len(since)]


class Platform(StrEnum):
    """Who requires something.

    >>> feedpub.Platform("psp-1").title
    'PSP-1'
    """

    APPLE = "apple"
    SPOTIFY = "spotify"
    YOUTUBE = "youtube"
    PSP = "psp-1"
    NAMESPACE = "podcasting-2.0"

    @property
    def title(self) -> str:  # type: ignore[override]  # a name to show, where str has a method nobody calls here
        """Its name as people write it."""
        return TITLES[self.value]

    def was_there(self, period: Period) -> bool:
        """Whether it required anything of feeds then."""
        return period.has_begun(table(self.value).since)


EVERYBODY = ("rss-2.0", "rss-board", "iab", "web", "feedpub")
"""The tables that are no platform's: standards, recommendations, and feedpub's own advice."""

TITLES = {
    "apple": "Apple Podcasts",
    "spotify": "Spotify",
    "youtube": "YouTube",
    "psp-1": "PSP-1",
    "podcasting-2.0": "Podcasting 2.0",
    "rss-2.0": "RSS 2.0",
    "rss-board": "RSS Advisory Board",
    "iab": "IAB",
    "web": "standards of the web",
    "feedpub": "feedpub",
}
"""Table → its name as people write it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """What one of them requires.

    >>> from feedpub.lint.requirement import table
    >>> table("apple").requirements["trn-type"].since
    '2024-03'
    """

    id: str
    """Its name in `docs/requirements.md`; those of several platforms share it."""

    who: str
    """The name of the table."""

    what: str
    since: str
    """A year, a month or a day; empty: for ever, as far as anybody knows."""

    source: str
    """The document that says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """All that one of them requires."""

    since: str
    """Since when it requires anything; empty: for ever."""

    requirements: Mapping[str, Requirement]


@cache
def table(name: str) -> Table:
    """The table of a platform, or one of `EVERYBODY`."""
    read = tomllib.loads((Path(__file__).parent / "requirements" / f"{name}.toml").read_text("utf-8"))
    since = read.get("since", "")
    return Table(
        since=since,
        requirements={
            key: Requirement(
                id=key,
                who=name,
                what=one["what"],
                since=one.get("since", since),
                source=read["sources"][one["source"]],
            )
            for key, one in read["requirements"].items()
        },
    )
