"""What languages our pages speak by themselves."""

from __future__ import annotations

LANGUAGES = ("ar", "de", "en", "es", "fr", "ru")
"""What there is a catalog for: `pages/words/<language>.toml`."""


def catalog_of(language: str) -> str:
    """The one of `LANGUAGES` that a language (BCP 47) is spoken by, `pt` for `pt-BR`; empty if there is none."""
    primary = language.partition("-")[0].lower()
    return primary if primary in LANGUAGES else ""
