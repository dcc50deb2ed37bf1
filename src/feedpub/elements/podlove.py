"""Podlove Simple Chapters: `psc:`."""

from __future__ import annotations

from feedpub.elements.facts import row

TABLE = (row("psc:chapters", "item", once=True, field="chapters"),)
"""Source: Podlove Simple Chapters 1.2."""
