"""Rules: what directories, apps and standards want of a feed, each one thing with its reason and its examples.

A rule reads a `view` and yields a path and a message. Codes: FP0 the document · FP1 the show · FP2 the episode · FP3
enclosure and audio · FP4 artwork · FP5 Podcasting 2.0 · FP6 chapters and transcripts · FP7 what servers answer.
"""

from feedpub.lint import (  # noqa: F401 - importing a family registers its rules
    addresses,
    alternate_answers,
    answers,
    artwork,
    artwork_address,
    audio,
    audio_length,
    audio_tags,
    channel,
    channel_address,
    channel_extras,
    chapter_advice,
    chapter_files,
    chapters,
    characters,
    dates,
    document,
    elements,
    enclosure,
    enclosure_address,
    enclosure_length,
    episode_list,
    file_answers,
    guid,
    item,
    media_answers,
    namespace,
    notes,
    podcasting,
    podcasting_parts,
    podcasting_show,
    prefixes,
    private_addresses,
    range_answers,
    tags,
    transcripts,
)
from feedpub.lint.finding import Finding
from feedpub.lint.rule import EVERY, IDLE, RULES, UNPUBLISHABLE, Fault, Platform, Rule, Severity
from feedpub.lint.run import Found, Verdict, asking, check, choose, in_order, rules_called, verdicts

__all__ = [
    "EVERY",
    "IDLE",
    "RULES",
    "UNPUBLISHABLE",
    "Fault",
    "Finding",
    "Found",
    "Platform",
    "Rule",
    "Severity",
    "Verdict",
    "asking",
    "check",
    "choose",
    "in_order",
    "rules_called",
    "verdicts",
]
