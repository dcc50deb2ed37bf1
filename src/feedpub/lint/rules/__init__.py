"""All rules, grouped by what they are about. Importing a module registers its rules; a new one joins the list."""

from feedpub.lint import (  # noqa: F401
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
    dates,
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
    private_addresses,
    range_answers,
    tags,
    transcripts,
)
from feedpub.lint.rule import REGISTERED, Rule
from feedpub.lint.rules import (  # noqa: F401
    document,
    elements,
)

RULES: dict[str, Rule] = dict(sorted(REGISTERED.items()))
"""Code → rule, in the order of the codes."""
