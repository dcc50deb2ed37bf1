"""What a check is asked for, and its result."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Self

from feedpub.errors import FeedpubError
from feedpub.feed_view import Element
from feedpub.lint import Finding, Period, Platform, Rule, Verdict, choose, verdicts
from feedpub.standards import read_date


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOptions:
    """Which rules a check runs.

    >>> from feedpub.lint import Platform
    >>> options = feedpub.CheckOptions(platforms=(Platform("apple"),), ignore=("FP641",), strict=True)
    >>> "FP641" in [rule.code for rule in options.rules()]
    False
    """

    platforms: tuple[Platform, ...] = ()
    """Only rules of these; empty: rules of all."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    """Codes, or beginnings of them."""

    strict: bool = False
    """Whether warnings are errors."""

    offline: bool = False
    """Whether a target that is a bucket is left alone: what is published there is not asked for."""

    as_of: Period | None = None
    """Only what was required then; None: what is required now."""

    @property
    def verdicts_of(self) -> tuple[Platform, ...]:
        """The platforms whose verdicts are wanted: of `platforms`, or all, those that were there at `as_of`."""
        chosen = self.platforms or tuple(Platform)
        return chosen if self.as_of is None else tuple(one for one in chosen if one.was_there(self.as_of))

    @property
    def is_partial(self) -> bool:
        """Whether some rules are left out, so that nobody can say which comments silence nothing."""
        return bool(self.platforms or self.select or self.ignore or self.as_of)

    def rules(self, *, ignore: Sequence[str] = ()) -> tuple[Rule, ...]:
        """The chosen rules; `ignore` is the show's own. Raises `FeedpubError` for what cannot be chosen."""
        for code in (*self.select, *self.ignore):
            _refuse_unknown(code)
        for code in self.ignore:
            _refuse_errors(code)
        return choose(platforms=self.platforms, select=self.select, ignore=(*self.ignore, *ignore), as_of=self.as_of)


def _refuse_unknown(code: str) -> None:
    from feedpub.lint.rules import RULES  # noqa: PLC0415 - `check.files` loads them while files are read

    if not any(known.startswith(code) for known in (*RULES, "FP000")):
        raise FeedpubError(f"no rule has a code that begins with {code!r}", hint="see: feedpub rule --all")


def _refuse_errors(code: str) -> None:
    from feedpub.lint.rules import RULES  # noqa: PLC0415 - see above

    rule = RULES.get(code)
    if rule and not rule.may_be_suppressed:
        raise FeedpubError(
            f"{code} ({rule.name}) cannot be ignored: it breaks the feed for somebody",
            hint="leave a platform out instead, for example --for spotify",
        )


@dataclass(frozen=True, slots=True)
class MediaSelection:
    """The episodes of a live feed whose enclosures, artwork, chapters and transcripts are requested.

    >>> feedpub.MediaSelection(newest=5).unchecked(7)
    ('media of the newest 5 of 7 episodes were requested (--media all requests all)',)
    """

    newest: int | None = 20
    """How many of the newest episodes; None is all of them, 0 is none."""

    @classmethod
    def read(cls, text: str) -> Self:
        """`newest:20`, `all` or `none`. Raises `FeedpubError` for anything else."""
        word, colon, number = text.strip().lower().partition(":")
        if not colon and word in {"all", "none"}:
            return cls(None if word == "all" else 0)
        if word == "newest" and number.isascii() and number.isdigit() and len(number) < 7:
            return cls(int(number))
        raise FeedpubError(f"--media does not accept {text!r}", hint="write newest:20, all or none")

    def unchecked(self, items: int) -> tuple[str, ...]:
        """A sentence about what is not requested, if a feed has this many episodes and it is not everything."""
        if self.newest is None or items <= self.newest:
            return ()
        if not self.newest:
            return ("media, artwork, chapters and transcripts were not requested (--media none)",)
        return (f"media of the newest {self.newest} of {items} episodes were requested (--media all requests all)",)

    def of(self, items: Sequence[Element]) -> Sequence[Element]:
        """The selected episodes, in the feed's order, which need not be that of their dates."""
        if self.newest is None or len(items) <= self.newest:
            return items
        newest = sorted(range(len(items)), key=lambda at: _published(items[at]), reverse=True)[: self.newest]
        return [items[at] for at in sorted(newest)]


def _published(item: Element) -> datetime:
    """An episode whose date cannot be read counts as new: there is something wrong with it."""
    text = item.value("pubDate")
    return (read_date(text).moment if text else None) or datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """The findings of one check.

    >>> result = feedpub.CheckResult(subject="feeds/tidewater", items=3)
    >>> result.passed, result.errors
    (True, ())
    """

    subject: str
    """What was checked, as the command line names it."""

    title: str = ""
    """The show's."""

    items: int = 0
    """How many episodes were checked."""

    findings: tuple[Finding, ...] = ()
    """In the order of their places; notes among them."""

    suppressed: int = 0
    """How many findings the author's comments suppressed."""

    unchecked: tuple[str, ...] = ()
    """Sentences about what could not be checked, and why."""

    drafts: tuple[str, ...] = ()
    """Names of the files that were checked although they are drafts."""

    hops: tuple[str, ...] = ()
    """Addresses that redirected to the feed, in order; the last is the one that answered."""

    platforms: tuple[Platform, ...] = tuple(Platform)
    """Those whose verdicts are wanted."""

    strict: bool = False
    sources: dict[str, str] = field(default_factory=dict)
    """Name of a file that is not on the disk (a live feed) → its text, for showing lines of it."""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What breaks something."""
        return self._of("ERROR")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What somebody should look at."""
        return self._of("WARNING")

    @property
    def notes(self) -> tuple[Finding, ...]:
        """What is good to know; they are no findings in the strict sense."""
        return self._of("INFO")

    def _of(self, severity: str) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.severity.name == severity)

    @property
    def passed(self) -> bool:
        """Whether there is no error, and with `strict` no warning."""
        return not self.errors and not (self.strict and self.warnings)

    @property
    def verdicts(self) -> list[Verdict]:
        """What each platform would say."""
        return verdicts(((one.rule, one.severity) for one in self.findings), self.platforms)


def in_reading_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in the order of files and lines."""
    return tuple(sorted(findings, key=lambda one: one.order))
