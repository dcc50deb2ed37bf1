"""Findings at the author's lines, without those that the author does not want to hear."""

from __future__ import annotations

from collections.abc import Iterable

from feedpub.ingest.fields import Fields
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
    suppressed = 0
    for one in findings:
        listed = fields.suppressions(one.path, one.place)
        if one.rule.may_be_suppressed and any(one.rule.code.startswith(each.codes) for each in listed):
            suppressed += 1
        else:
            kept.append(one)
    return kept, suppressed
