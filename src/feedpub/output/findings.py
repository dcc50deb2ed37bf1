"""Findings and verdicts of a check: as a JSON document, and from it as text, GitHub's annotations and Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from feedpub.output.errors import SCHEMA, Document, place_of, plain_place
from feedpub.output.text import Line, count, excerpt, visible

if TYPE_CHECKING:
    from feedpub.commands.check import CheckResult
    from feedpub.lint import Finding

ERROR, WARNING, NOTE = "error", "warning", "note"
"""The values of `lint.Severity`: commands that find nothing do not load the rules for them."""

FEW = 3
"""Findings of one rule that are printed unless all are asked for."""

MISTAKES = 20
"""The same of `FP000`: what cannot be read in an author's files is another mistake each time."""


def check_document(results: Sequence[CheckResult]) -> Document:
    """Several checks."""
    return {
        "schema": SCHEMA,
        "command": "check",
        "passed": all(one.passed for one in results),
        "subjects": [_plain(one) for one in results],
    }


def check_schema() -> Document:
    """The JSON Schema of that document, and of the error in its place."""
    schema: Document = json.loads((Path(__file__).parent / "check.schema.json").read_text("utf-8"))
    return schema


def _plain(result: CheckResult) -> Document:
    return {
        "subject": result.subject,
        "title": result.title or None,
        "episode_count": result.items,
        "passed": result.passed,
        "strict": result.strict,
        "findings": plain_findings(result.findings),
        "ignored": result.suppressed,
        "unchecked": list(result.unchecked),
        "drafts": list(result.drafts),
        "redirects": [{"from": old, "to": new} for old, new in pairwise(result.hops)],
        "verdicts": {
            one.platform.value: {"ready": not one.errors, "errors": one.errors, "warnings": one.warnings}
            for one in result.verdicts
        },
    }


def plain_findings(findings: Iterable[Finding]) -> list[Document]:
    """Findings as plain values."""
    return [
        {
            "code": one.rule.code,
            "name": one.rule.name,
            "severity": one.severity.value,
            **plain_place(one.place),
            "path": one.path or None,
            "message": one.message,
            "hint": one.hint or None,
            "platforms": [platform.value for platform in one.rule.platforms],
            "source": one.rule.source,
            "since": one.rule.since or None,
            "requirements": list(one.rule.holds),
        }
        for one in findings
    ]


# --- for people

_STYLES = {ERROR: "bold red", WARNING: "yellow", NOTE: ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """Findings of one rule and severity."""

    shown: Sequence[Document]
    rest: int
    """How many more there are."""

    @property
    def more(self) -> str:
        """How many more, of which rule; empty for none."""
        return f"… and {self.rest:,} more of {self.shown[0]['code']}" if self.rest else ""


def _grouped(findings: Sequence[Document], *, every: bool) -> Iterator[_Group]:
    """Errors first, then warnings, then notes; the findings of a rule together, the first few of them or every one."""
    by_rule: dict[tuple[str, str], list[Document]] = {}
    for one in findings:
        by_rule.setdefault((one["severity"], one["code"]), []).append(one)
    for severity in (ERROR, WARNING, NOTE):
        for (its, code), group in by_rule.items():
            if its == severity:
                shown = group if every else group[: MISTAKES if code == "FP000" else FEW]
                yield _Group(shown=shown, rest=len(group) - len(shown))


def finding_lines(
    findings: Sequence[Document],
    *,
    every: bool = False,
    option: str = "--full",
    excerpts: bool = False,
    texts: Mapping[str, str] | None = None,
) -> Iterator[Line]:
    """Findings, errors first, each at its `file:line:column` with its line of the file and what to write instead.

    Of a rule the first few, and how many more there are, unless `every` one is wanted; `option` shows the rest.
    """
    for group in _grouped(findings, every=every):
        hint = ""
        for one in group.shown:
            place = place_of(one)
            yield Line(f"{place}: {one['code']} {one['severity']}: {one['message']}", style=_STYLES[one["severity"]])
            if excerpts:
                yield from excerpt(place, texts)
            if one["hint"] and one["hint"] != hint:
                hint = one["hint"]
                yield Line(hint, label="help", indent=2)
        if group.more:
            yield Line(f"{group.more} ({option} shows every one)", indent=2)


def check_lines(
    subject: Document,
    *,
    notes: bool = False,
    every: bool = False,
    excerpts: bool = False,
    texts: Mapping[str, str] | None = None,
) -> Iterator[Line]:
    """All of one check: findings, what was not checked, and what each platform would say.

    `texts` are of files that are on no disk, by name. `every`: as with `finding_lines`.
    """
    yield from finding_lines(_shown(subject, notes=notes), every=every, excerpts=excerpts, texts=texts)
    for one in subject["redirects"]:
        yield Line(f"{one['from']} redirects to {one['to']}", label="note")
    yield from (Line(text, label="note") for text in subject["unchecked"])
    yield from (Line(text, label="note") for text in _drafts(subject["drafts"]))
    yield Line(_summary(subject, notes=notes), style="bold")
    yield Line(" · ".join(f"{name}: {verdict}" for name, verdict in _verdicts(subject)))
    yield from _sources(subject["findings"])


def _shown(subject: Document, *, notes: bool) -> list[Document]:
    return [one for one in subject["findings"] if notes or one["severity"] != NOTE]


def _drafts(names: Sequence[str]) -> Iterator[str]:
    if len(names) == 1:
        yield (
            f"{names[0]} is a draft; it is checked like any episode, "
            "but not published until you delete its `draft:` line"
        )
    elif names:
        some = ", ".join(names[:3]) + (", …" if len(names) > 3 else "")
        yield (
            f"{len(names)} files are drafts ({some}); they are checked like any episode, but not published "
            "until you delete their `draft:` lines"
        )


def _summary(subject: Document, *, notes: bool) -> str:
    name = f"{subject['title']} ({subject['subject']})" if subject["title"] else subject["subject"]
    numbers = {severity: _number(subject, severity) for severity in (ERROR, WARNING, NOTE)}
    parts = [count(numbers[severity], severity) for severity in (ERROR, WARNING) if numbers[severity]]
    if numbers[NOTE] and not notes:
        parts.append(f"{count(numbers[NOTE], 'note')} (--notes shows them)")
    if subject["ignored"]:
        parts.append(f"{subject['ignored']} ignored")
    if subject["title"] or subject["episode_count"] or not parts:  # else nobody could count
        parts = [count(subject["episode_count"], "episode"), *(parts or ["no findings"])]
    return f"{name}: {', '.join(parts)}"


def _number(subject: Document, severity: str) -> int:
    return sum(one["severity"] == severity for one in subject["findings"])


def _verdicts(subject: Document) -> Iterator[tuple[str, str]]:
    from feedpub.lint import Platform  # noqa: PLC0415 - as above

    for platform, verdict in subject["verdicts"].items():
        pairs = ((verdict["errors"], "error"), (verdict["warnings"], "warning"))
        found = [count(number, noun) for number, noun in pairs if number]
        yield Platform(platform).title, ", ".join(found) or "ready"


def _sources(findings: Iterable[Document]) -> Iterator[Line]:
    """Where each rule is written, once; errors first."""
    listed = sorted((one for one in findings if one["severity"] != NOTE), key=lambda one: one["severity"] != ERROR)
    rules = {one["code"]: one for one in listed}
    for one in list(rules.values())[:12]:
        since = f", since {one['since']}" if one["since"] else ""
        yield Line(f"{one['code']} {one['name']}: {one['source']}{since}", style="dim", indent=2)
    if rules:
        yield Line(f"for the reason and examples: feedpub rule {next(iter(rules))}", style="dim", indent=2)


# --- for pull requests

_COMMANDS = {ERROR: "error", WARNING: "warning", NOTE: "notice"}


def github_lines(document: Document, *, notes: bool = False) -> Iterator[str]:
    """GitHub's workflow commands: each finding becomes an annotation at its line of the pull request."""
    for one in (finding for subject in document["subjects"] for finding in _shown(subject, notes=notes)):
        where = {"file": one["file"], "line": str(one["line"] or 1), "col": str(one["column"] or 1)}
        where["title"] = f"{one['code']} {one['name']}"
        properties = ",".join(f"{key}={_property(value)}" for key, value in where.items())
        text = one["message"] + (f"\n{one['hint']}" if one["hint"] else "")
        yield f"::{_COMMANDS[one['severity']]} {properties}::{_data(text)}"


def _data(text: str) -> str:
    """Text as a workflow command carries it (GitHub, workflow commands; what would begin another is escaped)."""
    text = "\n".join(map(visible, text.split("\n")))
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def markdown_lines(document: Document, *, notes: bool = False, every: bool = False) -> Iterator[str]:
    """A comment for a pull request; `every`: as with `finding_lines`."""
    for subject in document["subjects"]:
        yield f"### {_cell(_summary(subject, notes=notes))}"
        yield ""
        findings = _shown(subject, notes=notes)
        if findings:
            yield "| where | rule | what | instead |"
            yield "| --- | --- | --- | --- |"
        for group in _grouped(findings, every=every):
            for one in group.shown:
                rule = f"{one['code']} {one['severity']}"
                place = _code(str(place_of(one)))
                yield f"| `{place}` | {rule} | {_cell(one['message'])} | {_cell(one['hint'] or '')} |"
            if group.more:
                yield f"| {group.more} | | | |"
        if findings:
            yield ""
        yield " · ".join(f"**{name}**: {verdict}" for name, verdict in _verdicts(subject))
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
