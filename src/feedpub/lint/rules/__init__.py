"""All rules, grouped by what they are about. Importing a module registers its rules; a new one joins the list."""
# ruff: noqa: F401

from feedpub.lint import (
    file_answers,
    namespace,
)
from feedpub.lint.rule import REGISTERED, Rule
from feedpub.lint.rules import (
    artwork,
    audio,
    chapters,
    document,
    downloads,
    elements,
    enclosure,
    episode,
    hosting,
    links,
    notes,
    podcasting,
    show,
    transcripts,
)

RULES: dict[str, Rule] = dict(sorted(REGISTERED.items()))
"""Code → rule, in the order of the codes."""
