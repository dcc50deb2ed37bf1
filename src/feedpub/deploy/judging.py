"""What the rules say of a change before anything is written: errors in what it touches stop it, the rest is said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from feedpub.catalog import Change, Transition
from feedpub.errors import Place, Rejected
from feedpub.feed_view import Element, item_at
from feedpub.lint import Finding, Found, Severity, check, choose
from feedpub.model.catalog import Catalog
from feedpub.readback import ReadBack, read_back

Placed = Callable[[ReadBack, Iterable[Found]], list[Finding]]
"""Findings at the author's lines, without those that the author has suppressed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What is said of a plan."""

    findings: tuple[Finding, ...] = ()
    """About the show, and about what the run adds or changes."""

    older: int = 0
    """How many there are about episodes that it does not touch."""


Judge = Callable[[Catalog, tuple[Change, ...]], Judged]
"""Looks at the next catalog and at what changes in it. May raise `Rejected`."""


def unjudged(_after: Catalog, _changes: tuple[Change, ...]) -> Judged:
    """Nothing to say."""
    return Judged()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How strictly a show is judged, and where its author wrote what."""

    placed: Placed
    ignore: Sequence[str] = ()
    strict: bool = False
    facts: Mapping[str, Mapping[str, Sequence[Element]]] = field(default_factory=dict)
    """As `readback` takes them."""


def judge(after: Catalog, changes: tuple[Change, ...], *, wishes: Wishes, now: datetime) -> Judged:
    """What the rules say of the next feed. `now` is aware.

    Raises `Rejected` for errors, and with `strict` for warnings, in what changes; the same in episodes that are not
    touched is counted, so that a new rule never locks an old show.
    """
    back = read_back(after, now=now, facts=wishes.facts)
    rules = [rule for rule in choose(ignore=wishes.ignore) if rule.severity is not Severity.INFO]
    touched = {change.slug for change in changes if _is_gated(change)}
    findings = sorted(wishes.placed(back, check(back.feed, rules)), key=lambda one: one.order)
    ours = [one for one in findings if _slug(one, back) in {*touched, ""}]
    stopping = [one for one in ours if _stops(one, strict=wishes.strict) and _slug(one, back) in touched]
    if stopping:
        raise Rejected(one.problem for one in ours)
    said = tuple(replace(one, severity=Severity.WARNING) for one in ours)
    return Judged(findings=said, older=len(findings) - len(ours))


def _is_gated(change: Change) -> bool:
    """Whether the feed will say what no earlier run has shown to the rules.

    What is released as it was recorded passed them then; a rule that is new since does not hold it back.
    """
    if change.altered or change.renamed_from:
        return True
    return change.transition not in {Transition.RELEASE, Transition.UNSCHEDULE, Transition.REMOVE}


def _stops(finding: Finding, *, strict: bool) -> bool:
    return strict or finding.severity is Severity.ERROR


def _slug(finding: Finding, back: ReadBack) -> str:
    """The slug of the item that a finding is about; empty for the show."""
    return slug_at(finding.path, back.slugs)


def slug_at(path: str, slugs: Sequence[str]) -> str:
    """The slug of the item at a path of the feed; empty for the show."""
    number = item_at(path)
    return "" if number is None else slugs[number]


def by_slug(back: ReadBack, found: Iterable[Found]) -> list[Finding]:
    """Findings at the slugs of the items: for runs that read no author's files."""
    return [
        Finding(
            rule=one.rule,
            severity=one.rule.severity,
            place=Place(slug_at(one.fault.path, back.slugs) or "the show"),
            path=one.fault.path,
            message=one.fault.message,
            hint=one.fault.hint,
        )
        for one in found
    ]
