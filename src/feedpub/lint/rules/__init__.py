"""All rules, grouped by what they are about. Importing a module registers its rules; a new one joins the list."""

from feedpub.lint.rule import REGISTERED, Rule
from feedpub.lint.rules import (  # noqa: F401
    alterations,
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
    namespace,
    notes,
    page,
    podcasting,
    recording,
    rss,
    show,
    source,
    transcripts,
)

RULES: dict[str, Rule] = dict(sorted(REGISTERED.items()))
"""Code → rule, in the order of the codes."""
