"""What the files of a run say beyond what the catalog keeps: for rules to look at."""

from __future__ import annotations

from feedpub.gather.files import Gathered
from feedpub.view import Element


def facts(gathered: Gathered) -> dict[str, dict[str, list[Element]]]:
    """Slug (empty for the show) → path in the item → facts; nothing of files that are not here."""
    return {}
