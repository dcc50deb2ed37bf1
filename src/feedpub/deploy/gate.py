"""Lint before anything is written: errors in what a run changes stop it, everything else is reported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from feedpub.catalog import Change, Transition
from feedpub.errors import Place, Rejected
from feedpub.feed_view import Element, item_at
from feedpub.model.catalog import Catalog

if TYPE_CHECKING:
    from feedpub.lint import Finding, Found, KnownFaults, Rule
    from feedpub.readback import ReadBack

Locate = Callable[["ReadBack", Iterable["Found"]], list["Finding"]]
"""Gives what the rules found its place in the author's files, without what the author has suppressed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GateResult:
    """What lint reports about a plan that may go on."""

    findings: tuple[Finding, ...] = ()
    """About the show, and about what the run adds or changes; none is an error."""

    older: int = 0
    """Number of findings about episodes that the run does not change."""


Render = Callable[[Catalog], bytes]
"""Gives the feed of a catalog."""

Gate = Callable[[Catalog, tuple[Change, ...], Render], GateResult]
"""Lints the next catalog, given what changes in it, and what renders it. May raise `Rejected`."""


def open_gate(_after: Catalog, _changes: tuple[Change, ...], _render: Render) -> GateResult:
    """Lint nothing."""
    return GateResult()


def nothing_known(_rules: Sequence[Rule]) -> AbstractContextManager[KnownFaults | None]:
    """All rules are asked about all items."""
    return nullcontext()


@dataclass(frozen=True, slots=True, kw_only=True)
class GateOptions:
    """How strictly a show is linted, and where its author wrote what."""

    locate: Locate
    ignore: Sequence[str] = ()
    strict: bool = False
    facts: Mapping[str, Mapping[str, Sequence[Element]]] = field(default_factory=dict)
    """As `readback` takes them."""

    known: Callable[[Sequence[Rule]], AbstractContextManager[KnownFaults | None]] = nothing_known
    """What these rules found in items before."""


def gate(
    after: Catalog, changes: tuple[Change, ...], render: Render, *, options: GateOptions, now: datetime
) -> GateResult:
    """Lint the next feed. `now` is aware.

    Raises `Rejected` for errors, and with `strict` for warnings, in what changes. The same in other episodes is only
    counted, so that a new rule never locks an old show.
    """
    from feedpub.lint import Severity, check, choose  # noqa: PLC0415 - many runs lint nothing
    from feedpub.readback import read_back  # noqa: PLC0415 - as above

    known = known_slugs(after, changes)
    back = read_back(after, now=now, facts=options.facts, known=known, render=render)
    rules = [rule for rule in choose(ignore=options.ignore) if rule.severity is not Severity.INFO or _is_of_text(rule)]
    changed = {change.slug for change in changes if is_linted(change)}
    with options.known(rules) as found_before:
        located = options.locate(back, check(back.feed, rules, found_before))
    findings = sorted((one for one in located if not _is_too_late(one)), key=lambda one: one.order)
    reported = [one for one in findings if _slug(one, back) in {*changed, ""}]
    if any(_stops(one, strict=options.strict) and _slug(one, back) in changed for one in reported):
        raise Rejected(one.problem for one in reported)
    passed = tuple(replace(one, severity=Severity.WARNING) if _stops(one, strict=True) else one for one in reported)
    return GateResult(findings=passed, older=len(findings) - len(reported))


def _is_too_late(finding: Finding) -> bool:
    """Whether it is a note only because the episode is out, and nothing may be changed of it."""
    from feedpub.lint import Severity  # noqa: PLC0415 - as above

    return finding.severity is Severity.INFO and finding.rule.severity is not Severity.INFO


_NEW = frozenset({Transition.ADD, Transition.SCHEDULE})


def known_slugs(after: Catalog, changes: Iterable[Change]) -> frozenset[str]:
    """The slugs of the episodes that listeners had before these changes."""
    new = {change.slug for change in changes if change.transition in _NEW}
    return frozenset(item.slug for item in after.published_items if item.slug not in new)


_NEVER_LINTED = frozenset({Transition.RELEASE, Transition.UNSCHEDULE, Transition.REMOVE, Transition.PURGE})


def is_linted(change: Change) -> bool:
    """Whether the next feed will hold something that no earlier run has linted.

    What is released as it was recorded was linted then; a rule that is new since does not hold it back.
    """
    if change.altered or change.renamed_from:
        return True
    return change.transition not in _NEVER_LINTED


def _is_of_text(rule: Rule) -> bool:
    """Whether it reports what of an author's text is not published, which no run leaves out."""
    return rule.on == "seen:altered"


def _stops(finding: Finding, *, strict: bool) -> bool:
    """Whether it stops a run; a note never does."""
    from feedpub.lint import Severity  # noqa: PLC0415 - as above

    return finding.severity is Severity.ERROR or (strict and finding.severity is Severity.WARNING)


def _slug(finding: Finding, back: ReadBack) -> str:
    return _slug_at(finding.path, back.slugs)


def _slug_at(path: str, slugs: Sequence[str]) -> str:
    """The slug of the item at a path of the feed; empty for the show."""
    number = item_at(path)
    return "" if number is None else slugs[number]


def locate_by_slug(back: ReadBack, found: Iterable[Found]) -> list[Finding]:
    """Place findings at the slugs of the items: for runs that read no files of the author."""
    from feedpub.lint import Finding  # noqa: PLC0415 - as above

    return [
        Finding(
            rule=one.rule,
            severity=one.severity,
            place=Place(_slug_at(one.fault.path, back.slugs) or "the show"),
            path=one.fault.path,
            message=one.fault.message,
            hint=one.fault.hint,
        )
        for one in found
    ]
