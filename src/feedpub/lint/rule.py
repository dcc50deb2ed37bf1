"""What a rule is: a code, a name, a page of the manual, a check, and examples that the tests run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from inspect import cleandoc
from typing import Any

from feedpub.errors import Place
from feedpub.feed_view import Element, FeedView


class Severity(Enum):
    """How bad it is; errors stop a publish."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "note"
    """Shown on request."""


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
        return _TITLES[self.value]


_TITLES = {
    "apple": "Apple Podcasts",
    "spotify": "Spotify",
    "youtube": "YouTube",
    "psp-1": "PSP-1",
    "podcasting-2.0": "Podcasting 2.0",
}

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
APPLE, SPOTIFY, YOUTUBE = Platform.APPLE, Platform.SPOTIFY, Platform.YOUTUBE
PSP, NAMESPACE = Platform.PSP, Platform.NAMESPACE

EVERY = tuple(Platform)
"""RSS itself, or what no app could show: concerns everybody."""

# --- sources, as the pages of rules name them

GUIDE = "Apple, A Podcaster's Guide to RSS"
REQUIREMENTS = "Apple 823, Podcast RSS feed requirements"
RSS_2 = "RSS 2.0 specification"
PODCAST_NS = "podcast namespace 1.0"
BOARD = "RSS Advisory Board, Best Practices Profile"
SPOTIFY_SPEC = "Spotify, Podcast Delivery Specification"
AUDIO_GUIDE = "Apple 893, Audio requirements"
IAB = "IAB Tech Lab, Podcast Measurement Technical Guidelines 2.2"
PSP_1 = "PSP-1, Podcast RSS Specification"


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

    since: str
    """Since when it is required, as far as known."""

    source: str
    on: str
    """What it is asked about: `feed`, `channel`, `item`; `channel/title`, `item/title`; `title` wherever it stands."""

    holds: tuple[str, ...]
    """Which requirements of `docs/requirements.md` it holds."""

    summary: str
    """First line of its page."""

    why: str
    bad: tuple[str, ...]
    """XML that it reports: what the good feed of the tests has instead, or beside its own."""

    good: tuple[str, ...]
    yaml: tuple[str, ...] = ()
    """What authors of YAML write, where that is not plain from `fields`."""

    check: Check

    @property
    def may_be_suppressed(self) -> bool:
        """Whether authors may suppress its findings: never what breaks a feed."""
        return self.severity is not ERROR


REGISTERED: dict[str, Rule] = {}
"""Code → rule, of the modules that are imported so far; `feedpub.lint.rules` imports all of them."""


def rule(
    code: str,
    on: str,
    severity: Severity,
    *platforms: Platform,
    since: str = "",
    source: str,
    holds: Sequence[str] = (),
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
            since=since,
            source=source,
            on=on,
            holds=tuple(holds),
            summary=summary,
            why=why,
            bad=examples["Bad"],
            good=examples["Good"],
            yaml=examples["YAML"],
            check=check,
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
    since="",
    source="feedpub's own reading of show.yaml, episode files and the files that they name",
    on="",
    holds=(),
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
    since="",
    source="feedpub",
    on="",
    holds=(),
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
