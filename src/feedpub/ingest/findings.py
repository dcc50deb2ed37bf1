"""Findings at the lines of the author's files, without those that a comment suppresses."""

from __future__ import annotations

from collections.abc import Iterable

from feedpub.ingest.fields import AuthorFiles
from feedpub.lint import Finding, Found


def locate(found: Found, files: AuthorFiles) -> Finding:
    """A finding at the line of the author's file that it is about."""
    return Finding(
        rule=found.rule,
        severity=found.rule.severity,
        place=files.place(found.fault.path),
        path=found.fault.path,
        message=found.fault.message,
        hint=found.fault.hint,
    )


def not_suppressed(findings: Iterable[Finding], files: AuthorFiles) -> tuple[list[Finding], int]:
    """The findings that no comment suppresses, and the number of the others; what breaks feeds is never suppressed."""
    kept: list[Finding] = []
    suppressed = 0
    for one in findings:
        listed = files.suppressions(one.path, one.place)
        if one.rule.may_be_suppressed and any(one.rule.code.startswith(each.codes) for each in listed):
            suppressed += 1
        else:
            kept.append(one)
    return kept, suppressed
