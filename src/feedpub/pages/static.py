"""Style sheets and scripts of the pages: immutable, each under the digest of its bytes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from hashlib import sha256
from importlib.resources import files

from feedpub.catalog.keys import key
from feedpub.model.channel import Theme
from feedpub.pages import scripts
from feedpub.standards.colours import contrast

STYLE, THEME = "page.css", "theme.css"
"""Names of the style sheets; the theme's is empty for a show that has none."""

LAYERS = ("base", "page", "player")
"""Cascade layers of our style sheet, each from the file of its name: a rule of one wins over all rules of those before.

A theme is in no layer, so its rules win over all of ours.
"""

DESIGN = 1
"""Rises when our code makes other pages of the same values, words and templates."""

_PAPER, _INK = "#ffffff", "#17171a"
"""What can stand on an accent."""


def assets(theme: Theme) -> Mapping[str, bytes]:
    """Key → bytes of everything that the pages of a show with this theme load."""
    return {_key(name, data): data for name, data in _named(theme).items()}


@cache
def design() -> str:
    """Digest (hex) of what we ourselves put into pages: templates, styles, scripts, words; and of `DESIGN`."""
    folders = (files("feedpub.pages") / name for name in ("assets", "templates", "words"))
    texts = sorted((one.name, one.read_bytes()) for folder in folders for one in folder.iterdir() if one.is_file())
    return sha256(repr((DESIGN, texts)).encode()).hexdigest()


def keys(theme: Theme) -> Mapping[str, str]:
    """Name → key of the same; the theme's own style sheet is empty for a show without."""
    return {THEME: "", **_keys(theme)}


@lru_cache(maxsize=4)
def _keys(theme: Theme) -> Mapping[str, str]:
    return {name: _key(name, data) for name, data in _named(theme).items()}


def _key(name: str, data: bytes) -> str:
    stem, _, extension = name.partition(".")
    return key("assets", stem, sha256(data).hexdigest(), extension)


def _named(theme: Theme) -> Mapping[str, bytes]:
    own = f"{accents(theme)}{theme.css}"
    return {**_ours(), **({THEME: own.encode()} if own else {})}


@cache
def _ours() -> Mapping[str, bytes]:
    folder = files("feedpub.pages") / "assets"
    layers = (f"@layer {name} {{\n{(folder / f'{name}.css').read_text('utf-8')}}}\n" for name in LAYERS)
    style = f"@layer {', '.join(LAYERS)};\n{''.join(layers)}"
    return {STYLE: style.encode(), **scripts.link(scripts.sources(), _key)}


def accents(theme: Theme) -> str:
    """The theme's colours as CSS; empty for ours. They were found readable when the author wrote them."""
    if not theme.accent:
        return ""
    light, dark = _accent(theme.accent), _accent(theme.accent_dark or theme.accent)
    return f":root {{ {light} }}\n@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n"


def _accent(colour: str) -> str:
    on = max((_PAPER, _INK), key=lambda one: contrast(one, colour))
    return f"--accent: {colour}; --on-accent: {on};"
