"""Rules: what directories, apps and standards want of a feed, each one thing with its reason and its examples.

A rule reads a `FeedView` and yields a path and a message. Codes: FP0 the document · FP1 the show · FP2 the episode ·
FP3 enclosure and audio · FP4 artwork · FP5 Podcasting 2.0 · FP6 chapters and transcripts · FP7 what servers answer.

The rules themselves are in `feedpub.lint.rules`, which is imported when rules are first asked for.
"""

from feedpub.lint.known import KnownFaults
from feedpub.lint.requirement import TITLES, Period, Platform, Requirement
from feedpub.lint.rule import EVERY, IDLE_SUPPRESSION, UNPUBLISHABLE, Fault, Finding, Rule, Severity
from feedpub.lint.run import Found, Verdict, check, choose, in_order, rule_checker, rules_called, verdicts

__all__ = [
    "EVERY",
    "IDLE_SUPPRESSION",
    "TITLES",
    "UNPUBLISHABLE",
    "Fault",
    "Finding",
    "Found",
    "KnownFaults",
    "Period",
    "Platform",
    "Requirement",
    "Rule",
    "Severity",
    "Verdict",
    "check",
    "choose",
    "in_order",
    "rule_checker",
    "rules_called",
    "verdicts",
]
