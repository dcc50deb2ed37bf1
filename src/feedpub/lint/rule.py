"""What a rule is: a code, a name, a page of the manual, a check, and examples that the tests run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from inspect import cleandoc
from typing import Any

from feedpub.errors import Place, Problem
from feedpub.feed_view import Element, FeedView
from feedpub.lint.requirement import EVERYBODY, Period, Platform, Requirement, table


class Severity(Enum):
    """How bad it is; errors stop a publish."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "note"
    """Shown on request."""


ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
APPLE, SPOTIFY, YOUTUBE = Platform.APPLE, Platform.SPOTIFY, Platform.YOUTUBE
PSP, NAMESPACE = Platform.PSP, Platform.NAMESPACE

EVERY = tuple(Platform)
"""RSS itself, or what no app could show: concerns everybody."""


# --- what a rule is, and what it finds


@dataclass(frozen=True, slots=True)
class Fault:
    """What a rule found."""

    path: str
    """Where, as the view names it."""

    message: str
    """What is wrong."""

    hint: str = ""
    """What to write instead."""

    place: Place | None = None
    """Where in the author's files, if the rule was told; None: where the path leads."""

    severity: Severity | None = None
    """Less than that of the rule, where it is too late for more; None: the rule's."""

    yaml: str = ""
    """What to write instead in an author's files, where `hint` speaks of the feed's XML."""


Check = Callable[[Any, FeedView], Iterator[Fault]]
"""From what the rule is about, and the feed around it, to what is wrong."""

NO_FEED = FeedView(root=Element(""), channel=Element(""))
"""What a rule is given in place of a feed that it does not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule of a directory, a standard or ours."""

    code: str
    name: str
    """The bad pattern: "allow ⟨name⟩" says what ignoring it means."""

    severity: Severity
    platforms: tuple[Platform, ...]
    """Who requires it; empty: our advice, or the RSS Advisory Board's."""

    error_for: tuple[Platform, ...] = ()
    """Platforms for which it is an error in a check for them alone, whatever its severity is elsewhere."""

    on: str
    """What it is asked about: `feed`, `channel`, `item`; `channel/title`, `item/title`; `title` wherever it stands.

    `elements` is a feed in which it judges each element alone: it reports it at its path, and finds there the same
    whatever other items are in the feed. It may be given a feed that lacks items of which is known what it would find.
    """

    holds: tuple[str, ...]
    """The requirements that it reports by: those of its platforms, and of everybody, with these names."""

    summary: str
    """First line of its page."""

    why: str
    bad: tuple[str, ...]
    """XML that it reports: what the good feed of the tests has instead, or beside its own."""

    good: tuple[str, ...]
    yaml: tuple[str, ...] = ()
    """What authors of YAML write, where that is not plain from `fields`."""

    check: Check

    reads_one: bool = False
    """Whether it reads nothing but what it is asked about: it takes the feed as `_`, and is given `NO_FEED`."""

    @property
    def may_be_suppressed(self) -> bool:
        """Whether authors may suppress its findings: never what breaks a feed."""
        return self.severity is not ERROR

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        """What it holds feeds to: what its platforms require, and what standards and advice say besides.

        The latter only for a rule for everybody or nobody, and for platforms that say nothing of it themselves.
        """
        own = {name: self._of(name) for name in self.platforms}
        is_general = len(own) in {0, len(Platform)} or not all(own.values())
        return tuple(one for found in (*own.values(), *map(self._of, EVERYBODY if is_general else ())) for one in found)

    def _of(self, name: str) -> list[Requirement]:
        known = table(name).requirements
        return [known[one] for one in self.holds if one in known]

    @property
    def _first(self) -> Requirement:
        """The oldest that has a date of what its first name means; if none has one, the first."""
        found = self.requirements
        named = [one for one in found if one.id == found[0].id]
        return min(named, key=lambda one: one.since or "9999")

    @property
    def since(self) -> str:
        """Since when the first of them requires it: a year, a month or a day; empty: for ever, as far as known."""
        return self._first.since

    @property
    def source(self) -> str:
        """The document that has required it for longest."""
        return self._first.source

    def as_of(self, period: Period) -> Rule | None:
        """The rule as it was then: for those platforms alone that required it; None if nobody did."""
        begun = [one for one in self.requirements if period.has_begun(one.since)]
        if not begun:
            return None
        owners = {one.who for one in self.requirements if one.who in self.platforms}
        platforms = [
            platform
            for platform in self.platforms
            if platform.was_there(period) and (platform not in owners or any(one.who == platform for one in begun))
        ]
        return replace(self, platforms=tuple(platforms)) if platforms or not self.platforms else None


REGISTERED: dict[str, Rule] = {}
"""Code → rule, of the modules that are imported so far; `feedpub.lint.rules` imports all of them."""


def rule(
    code: str,
    on: str,
    severity: Severity,
    *platforms: Platform,
    holds: Sequence[str],
    error_for: Sequence[Platform] = (),
) -> Callable[[Check], Check]:
    """Register a check as a rule; its docstring is the page of the manual, its name that of the rule."""

    def register(check: Check) -> Check:
        if code in REGISTERED:
            raise ValueError(f"{code} is {REGISTERED[code].name} already")
        summary, why, examples = _page(cleandoc(check.__doc__ or ""))
        REGISTERED[code] = Rule(
            code=code,
            name=check.__name__.replace("_", "-"),
            severity=severity,
            platforms=platforms,
            error_for=tuple(error_for),
            on=on,
            holds=tuple(holds),
            summary=summary,
            why=why,
            bad=examples["Bad"],
            good=examples["Good"],
            yaml=examples["YAML"],
            check=check,
            reads_one=check.__code__.co_varnames[1].startswith("_"),
        )
        return check

    return register


_EXAMPLE = re.compile(r"^(Bad|Good|YAML):[ \t]*((?:.*(?:\n(?:[ \t]+.*|(?=\n[ \t])))*))", re.MULTILINE)


def _page(docstring: str) -> tuple[str, str, Mapping[str, tuple[str, ...]]]:
    """Summary, reason, and examples by their kind."""
    found = [(match[1], cleandoc(match[2])) for match in _EXAMPLE.finditer(docstring)]
    prose = _EXAMPLE.sub("", docstring).strip()
    summary, _, why = prose.partition("\n\n")
    examples = {kind: tuple(text for one, text in found if one == kind) for kind in ("Bad", "Good", "YAML")}
    return " ".join(summary.split()), why.strip(), examples


def fault(
    at: Element | str, message: str, hint: str = "", *, yaml: str = "", severity: Severity | None = None
) -> Fault:
    """A fault at an element, or at a path; `yaml` is the hint for authors of YAML, where that is another."""
    return Fault(at if isinstance(at, str) else at.path, message, hint, severity=severity, yaml=yaml)


# --- two rules without a check: who reads the files of an author reports them

UNPUBLISHABLE = Rule(
    code="FP000",
    name="unpublishable",
    severity=ERROR,
    platforms=EVERY,
    on="",
    holds=("author-files",),
    summary="An author's file cannot be published as it is.",
    why=(
        "A field is missing, unknown or has no sensible value, a file is damaged or is no audio or picture: feedpub "
        "would have to guess what the feed should say. `feedpub publish` refuses the same with the same words. What "
        "feedpub refuses, no rule says again."
    ),
    bad=(),
    good=(),
    check=lambda _subject, _feed: iter(()),
)

IDLE_SUPPRESSION = Rule(
    code="FP009",
    name="idle-silence",
    severity=WARNING,
    platforms=(),
    on="",
    holds=("used-ignores",),
    summary="A comment or a setting silences nothing.",
    why=(
        "`# feedpub: ignore …`, or `check: ignore:` in show.yaml, names a code that no rule has, a rule that breaks "
        "the feed for somebody and is always reported, or one that finds nothing there any more. Somebody who reads "
        "it believes that it is needed, and the next fault of the kind is never seen."
    ),
    bad=(),
    good=(),
    check=lambda _subject, _feed: iter(()),
)


# --- what is shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that a directory, an app or a listener would stumble over."""

    rule: Rule
    severity: Severity
    """The rule's, or less: errors in what a publish does not touch are warnings."""

    place: Place
    path: str
    """Where in the feed, as the view names it (`items[3].title`); empty for the show as a whole."""

    message: str
    hint: str = ""

    @property
    def problem(self) -> Problem:
        """The finding as a problem of its file."""
        return Problem(self.place, f"{self.rule.code} {self.severity.value}", self.message, self.hint)

    @property
    def order(self) -> tuple[Place, str, str]:
        """By place, then by code."""
        return self.place, self.rule.code, self.message
