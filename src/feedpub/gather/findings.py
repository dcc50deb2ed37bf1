"""Findings at the author's lines, without those that the author does not want to hear."""

from __future__ import annotations

from collections.abc import Iterable

from feedpub.gather.fields import Fields
from feedpub.lint import Finding, Found


def placed(found: Found, fields: Fields) -> Finding:
    """A finding at the author's line."""
    return Finding(
        rule=found.rule,
        severity=found.rule.severity,
        place=fields.place(found.fault.path),
        path=found.fault.path,
        message=found.fault.message,
        hint=found.fault.hint,
    )


def heard(findings: Iterable[Finding], fields: Fields) -> tuple[list[Finding], int]:
    """The findings that the author wants to hear, and how many not; what breaks feeds is always heard."""
    kept: list[Finding] = []
    silenced = 0
    for one in findings:
        silent = any(one.rule.code.startswith(quiet.codes) for quiet in fields.silencing(one.path, one.place))
        if silent and one.rule.is_silent:
            silenced += 1
        else:
            kept.append(one)
    return kept, silenced
