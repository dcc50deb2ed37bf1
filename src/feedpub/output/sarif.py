"""Findings as SARIF 2.1.0, which code scanning, editors and dashboards read.

Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from urllib.parse import quote

import feedpub
from feedpub.commands.check import CheckResult
from feedpub.lint import Finding, Rule, Severity
from feedpub.output.errors import Document

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_HOME = "https://github.com/feedpub/feedpub"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def sarif_document(results: Sequence[CheckResult], *, notes: bool = False) -> Document:
    """Several checks as one run; notes only if they are wanted. What was not checked is a notification of the tool."""
    shown = [one for result in results for one in result.findings if notes or one.severity is not Severity.INFO]
    rules = {one.rule.code: one.rule for one in sorted(shown, key=lambda one: one.rule.code)}
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "feedpub",
                        "version": feedpub.__version__,
                        "informationUri": _HOME,
                        "rules": [_rule(rule) for rule in rules.values()],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "invocations": [
                    {"executionSuccessful": True, "toolExecutionNotifications": list(_notifications(results))}
                ],
                "results": list(_results(shown, {code: at for at, code in enumerate(rules)})),
            }
        ],
    }


def _rule(rule: Rule) -> Document:
    return {
        "id": rule.code,
        "name": "".join(part.capitalize() for part in rule.name.split("-")),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": " ".join((rule.why or rule.summary).split())},
        "help": {"text": "\n\n".join(filter(None, (rule.summary, rule.why, f"Source: {rule.source}")))},
        "helpUri": f"{_HOME}/blob/main/docs/rules.md#{rule.code.lower()}-{rule.name}",
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [*(platform.value for platform in rule.platforms), *rule.holds]},
    }


def _results(found: Iterable[Finding], codes: Mapping[str, int]) -> Iterator[Document]:
    places: dict[str, int] = {}
    for one in found:
        # Line numbers move with every edit above; what a finding says, and which of its kind it is, does not.
        what = f"{one.rule.code} {one.place.file} {one.message}"
        places[what] = places.get(what, 0) + 1
        yield {
            "ruleId": one.rule.code,
            "ruleIndex": codes[one.rule.code],
            "level": _LEVELS[one.severity],
            "message": {"text": f"{one.message}\n{one.hint}" if one.hint else one.message},
            "locations": [{"physicalLocation": _location(one)}],
            "partialFingerprints": {"finding/v1": sha256(f"{what} {places[what]}".encode()).hexdigest()},
        }


def _location(one: Finding) -> Document:
    file = one.place.file
    location: Document = {"artifactLocation": {"uri": file if "://" in file else quote(file, safe="/~")}}
    if one.place.line:
        location["region"] = {"startLine": one.place.line, "startColumn": max(1, one.place.column)}
    return location


def _notifications(results: Iterable[CheckResult]) -> Iterator[Document]:
    for result in results:
        yield from ({"level": "note", "message": {"text": f"{result.subject}: {text}"}} for text in result.unchecked)
