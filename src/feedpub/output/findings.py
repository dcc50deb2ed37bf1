"""Findings and verdicts: as text, as JSON, as GitHub's annotations, as Markdown for a comment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from feedpub.commands.check import CheckResult
from feedpub.lint import Finding, Severity, Verdict
from feedpub.output.errors import SCHEMA
from feedpub.output.text import Line, count, excerpt, visible

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: ""}
SHOWN = 200
"""Findings of one check that are printed as text; whoever has more begins with these."""


def finding_lines(
    findings: Iterable[Finding], *, excerpts: bool = False, texts: Mapping[str, str] | None = None
) -> Iterator[Line]:
    """Each finding at its `file:line:column`, with its line of the file and what to write instead."""
    for one in findings:
        said = f"{one.place}: {one.rule.code} {one.severity.value}: {one.message}"
        yield Line(said, style=_STYLES[one.severity])
        if excerpts:
            yield from excerpt(one.place, texts)
        if one.hint:
            yield Line(one.hint, label="help", indent=2)


def checked_lines(checked: CheckResult, *, notes: bool = False, excerpts: bool = False) -> Iterator[Line]:
    """All of one check: findings, what was not looked at, and what each platform would say."""
    said = [one for one in checked.findings if notes or one.severity is not Severity.INFO]
    yield from finding_lines(said[:SHOWN], excerpts=excerpts, texts=checked.sources)
    if len(said) > SHOWN:
        yield Line(f"… and {len(said) - SHOWN} more (--format json has all of them)")
    for hop, to in zip(checked.hops, checked.hops[1:], strict=False):
        yield Line(f"{hop} redirects to {to}", label="note")
    yield from (Line(text, label="note") for text in checked.unchecked)
    yield from (Line(text, label="note") for text in _drafts(checked.drafts))
    yield Line(_sum(checked, notes=notes), style="bold")
    yield Line(" · ".join(map(_verdict, checked.verdicts)))
    yield from _sources(checked)


def _drafts(names: Sequence[str]) -> Iterator[str]:
    if len(names) == 1:
        yield (
            f"{names[0]} is a draft, checked as the episode that it would be: "
            "it is not published until its `draft:` line is deleted"
        )
    elif names:
        some = ", ".join(names[:3]) + (", …" if len(names) > 3 else "")
        yield (
            f"{len(names)} files are drafts, checked as the episodes that they would be ({some}): "
            "a draft is not published until its `draft:` line is deleted"
        )


def _sum(checked: CheckResult, *, notes: bool) -> str:
    name = f"{checked.title} ({checked.subject})" if checked.title else checked.subject
    found = [
        count(len(some), noun) for some, noun in ((checked.errors, "error"), (checked.warnings, "warning")) if some
    ]
    if checked.notes and not notes:
        found.append(f"{count(len(checked.notes), 'note')} (--notes)")
    if checked.suppressed:
        found.append(f"{checked.suppressed} silenced")
    return f"{name}: {count(checked.items, 'episode')}, {', '.join(found) or 'nothing to say'}"


def _verdict(verdict: Verdict) -> str:
    return f"{verdict.platform.title}: {_state(verdict)}"


def _state(verdict: Verdict) -> str:
    found = [
        count(number, noun) for number, noun in ((verdict.errors, "error"), (verdict.warnings, "warning")) if number
    ]
    return ", ".join(found) or "ready"


def _sources(checked: CheckResult) -> Iterator[Line]:
    """Who says so: each rule once, with where it is written."""
    rules = {one.rule.code: one.rule for one in (*checked.errors, *checked.warnings)}
    for rule in list(rules.values())[:12]:
        since = f", since {rule.since}" if rule.since else ""
        yield Line(f"{rule.code} {rule.name}: {rule.source}{since}", style="dim", indent=2)
    if rules:
        yield Line(f"why, and what to write instead: feedpub rule {next(iter(rules))}", style="dim", indent=2)


# --- for programs


def checked_document(checked: Sequence[CheckResult]) -> dict[str, Any]:
    """Several checks as JSON."""
    return {
        "schema": SCHEMA,
        "command": "check",
        "passed": all(one.passed for one in checked),
        "subjects": [_plain(one) for one in checked],
    }


def _plain(checked: CheckResult) -> dict[str, Any]:
    return {
        "subject": checked.subject,
        "title": checked.title,
        "episodes": checked.items,
        "passed": checked.passed,
        "strict": checked.strict,
        "findings": plain_findings(checked.findings),
        "silenced": checked.suppressed,
        "unchecked": list(checked.unchecked),
        "drafts": list(checked.drafts),
        "redirects": list(checked.hops),
        "verdicts": {
            one.platform.value: {"ready": not one.errors, "errors": one.errors, "warnings": one.warnings}
            for one in checked.verdicts
        },
    }


def plain_findings(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings as JSON."""
    return [
        {
            "code": one.rule.code,
            "name": one.rule.name,
            "severity": one.severity.value,
            "file": one.place.file,
            "line": one.place.line,
            "column": one.place.column,
            "path": one.path,
            "message": one.message,
            "hint": one.hint,
            "platforms": [platform.value for platform in one.rule.platforms],
            "source": one.rule.source,
        }
        for one in findings
    ]


_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def github_lines(checked: Iterable[CheckResult], *, notes: bool = False) -> Iterator[str]:
    """GitHub's workflow commands: each finding becomes an annotation at its line of the pull request."""
    for one in (finding for each in checked for finding in each.findings):
        if one.severity is Severity.INFO and not notes:
            continue
        where = {"file": one.place.file, "line": str(one.place.line or 1), "col": str(one.place.column or 1)}
        where["title"] = f"{one.rule.code} {one.rule.name}"
        properties = ",".join(f"{key}={_property(value)}" for key, value in where.items())
        text = one.message + (f"\n{one.hint}" if one.hint else "")
        yield f"::{_COMMANDS[one.severity]} {properties}::{_data(text)}"


def _data(text: str) -> str:
    """Text as a workflow command carries it (GitHub, workflow commands; what would begin another is escaped)."""
    text = "\n".join(map(visible, text.split("\n")))
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def markdown_lines(checked: Iterable[CheckResult], *, notes: bool = False) -> Iterator[str]:
    """A comment for a pull request."""
    for one in checked:
        yield f"### {_cell(_sum(one, notes=notes))}"
        yield ""
        said = [finding for finding in one.findings if notes or finding.severity is not Severity.INFO]
        if said:
            yield "| where | rule | what | instead |"
            yield "| --- | --- | --- | --- |"
        for finding in said[:SHOWN]:
            rule = f"{finding.rule.code} {finding.severity.value}"
            yield f"| `{_code(str(finding.place))}` | {rule} | {_cell(finding.message)} | {_cell(finding.hint)} |"
        if said:
            yield ""
        yield " · ".join(f"**{verdict.platform.title}**: {_state(verdict)}" for verdict in one.verdicts)
        yield ""


def _cell(text: str) -> str:
    """Text inside a table: nothing of it is taken for Markdown or HTML."""
    text = visible(text.replace("\n", " "))
    for letter in "\\`*_{}[]<>|#~@":
        text = text.replace(
            letter, "\\" + letter if letter not in "<>@" else {"<": "&lt;", ">": "&gt;", "@": "&#64;"}[letter]
        )
    return text


def _code(text: str) -> str:
    return visible(text).replace("`", "'").replace("|", "\\|").replace("\n", " ")
