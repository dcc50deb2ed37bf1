"""Style sheets, scripts and fonts of the pages: immutable, each under the digest of its bytes.

Scripts are ES modules.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import IntEnum
from functools import cache, lru_cache
from graphlib import TopologicalSorter
from hashlib import sha256
from importlib.resources import files

from feedpub.catalog.deleted import free_key
from feedpub.catalog.objects import key
from feedpub.model.channel import Theme
from feedpub.standards.colours import contrast, palette

STYLE, THEME = "page.css", "theme.css"
"""Names of the style sheets; the theme's is empty for a show that has none."""

LAYERS = ("fonts", "base", "page", "archive", "player")
"""Cascade layers of our style sheet, each from the file of its name: a rule of one wins over all rules of those before.

A theme is in no layer, so its rules win over all of ours.
"""


class Design(IntEnum):
    """What pages are like; a new one when our code makes other pages of the same values, words and templates.

    Pages that are out keep theirs: what is newer they do not show, so that an upgrade alone changes no page. With
    `--rerender` they get today's. Members are compared: `show.design >= Design.ELEMENTS_AND_TEXTS`.
    """

    FIRST = 1
    ELEMENTS_AND_TEXTS = 2
    """Pages show more elements, and what is said, which the search finds.

    For the search all transcripts of a show have to be read.
    """
    WORDS = 3
    """The search finds in files of words what is written about episodes, too.

    Pages of an older one load scripts that look for it in `search.json`.
    """


TODAY = max(Design)

_PAPER, _INK = "#ffffff", "#17171a"
"""What can stand on an accent."""


def assets(theme: Theme, marked: frozenset[str] = frozenset()) -> Mapping[str, bytes]:
    """Key → bytes of everything that the pages of a show with this theme load; no key is among `marked`."""
    key = _free(marked)
    return {key(name, data): data for name, data in _named(theme, key).items()}


@cache
def design() -> str:
    """`TODAY`, and the digest (hex) of what pages get of us: templates, styles, scripts, fonts, words."""
    folders = (files("feedpub.pages") / name for name in ("assets", "fonts", "templates", "words"))
    texts = sorted((one.name, one.read_bytes()) for folder in folders for one in folder.iterdir() if one.is_file())
    return f"{TODAY:d}-{sha256(repr(texts).encode()).hexdigest()}"


def design_of(recorded: str) -> Design:
    """The `Design` of pages that are out, as the catalog has it: the first is older than the number.

    It is today's where there are no pages, and where a later feedpub made them.
    """
    if not recorded:
        return TODAY
    number, dash, _ = recorded.partition("-")
    return Design(min(max(int(number), 1), TODAY)) if dash and number.isdecimal() else Design.FIRST


def keys(theme: Theme, marked: frozenset[str] = frozenset(), *, sheet: str = "") -> Mapping[str, str]:
    """Name → key of the same; the theme's own style sheet is empty for a show without.

    `sheet` is the key of one that stays.
    """
    return {THEME: sheet, **_keys(theme, marked)}


def sheet_key(pages_of: str) -> str:
    """The key of a theme's style sheet that stays, for pages of a design; empty: today's.

    Pages name the sheet by their design: what is cached of another one keeps its own.
    """
    return f"theme-{(pages_of or design())[:12]}.css"


def sheet(theme: Theme, tint: str = "") -> str:
    """The style sheet of a theme: its fonts and colours, then what its author wrote."""
    return f"{_families(theme)}{colours(theme, tint)}{theme.css}"


def _families(theme: Theme) -> str:
    """The fonts of a theme as CSS: one family for each use, before ours."""
    faces = (
        f'@font-face {{ font-family: "show {one.role}"; font-style: {one.style}; font-weight: {one.weight}; '
        f'font-display: optional; src: url("{one.key}") format("woff2"); }}\n'
        for one in theme.page_fonts
    )
    roles = dict.fromkeys(one.role for one in theme.page_fonts)
    uses = (f'--{role}: "show {role}", {_behind(role)};' for role in roles)
    return "".join(faces) + (f":root {{ {' '.join(uses)} }}\n" if roles else "")


@cache
def _behind(role: str) -> str:
    """The families of ours that stand behind the fonts of a theme."""
    base = (files("feedpub.pages") / "assets" / "base.css").read_text("utf-8")
    found: dict[str, str] = dict(re.findall(r"^  --(display|text): (.+);$", base, re.MULTILINE))
    return found.get(role) or found["display"]


@lru_cache(maxsize=4)
def _keys(theme: Theme, marked: frozenset[str]) -> Mapping[str, str]:
    key = _free(marked)
    return {name: key(name, data) for name, data in _named(theme, key).items()}


Key = Callable[[str, bytes], str]
"""Names a file by its bytes."""


@lru_cache(maxsize=4)
def _free(marked: frozenset[str]) -> Key:
    def free(name: str, data: bytes) -> str:
        stem, _, extension = name.partition(".")
        return free_key(key("assets", stem, sha256(data).hexdigest(), extension), marked)

    return free


def _named(theme: Theme, key: Key) -> Mapping[str, bytes]:
    own = "" if theme.stable_sheet else sheet(theme)
    return {**_ours(key), **({THEME: own.encode()} if own else {})}


@lru_cache(maxsize=4)
def _ours(key: Key) -> Mapping[str, bytes]:
    folder = files("feedpub.pages") / "assets"
    layers = (f"@layer {name} {{\n{_bare((folder / f'{name}.css').read_text('utf-8'))}}}\n" for name in LAYERS)
    style = f"@layer {', '.join(LAYERS)};\n{''.join(layers)}"

    def published(match: re.Match[str]) -> str:
        return f'url("{key(match[1], fonts()[match[1]]).rpartition("/")[2]}")'

    return {STYLE: _FONT.sub(published, style).encode(), **fonts(), **link_scripts(scripts(), key)}


_FONT = re.compile(r'url\("([\w-]+\.woff2)"\)')
"""How our style sheet names a font: it lies beside it."""


@cache
def fonts() -> Mapping[str, bytes]:
    """Name → bytes of every part of our typeface, Literata, whose licence lies beside it."""
    found = (files("feedpub.pages") / "fonts").iterdir()
    return {one.name: one.read_bytes() for one in sorted(found, key=lambda one: one.name) if one.name.endswith("woff2")}


def colours(theme: Theme, tint: str = "") -> str:
    """The colours of a theme as CSS; empty for ours. Its accents were found readable when the author wrote them."""
    if tint:
        made = palette(tint, accent=theme.accent, accent_dark=theme.accent_dark)
        light = f"{_accent(made.accent)} --masthead: {made.masthead};"
        dark = f"{_accent(made.accent_dark)} --masthead: {made.masthead_dark};"
    elif theme.accent:
        light, dark = _accent(theme.accent), _accent(theme.accent_dark or theme.accent)
    else:
        return ""
    return f":root {{ {light} }}\n@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n"


def _accent(colour: str) -> str:
    on = max((_PAPER, _INK), key=lambda one: contrast(one, colour))
    return f"--accent: {colour}; --on-accent: {on};"


# --- scripts

_IMPORT = re.compile(r'^(import\b[^"]*"\./)(\w+\.js)(?=";$)', re.MULTILINE)
_LATER = re.compile(r'(\b(?:import|new URL)\("\./)(\w+\.js)(?="(?:\)|, import\.meta\.url))')
"""A module that is loaded only when somebody wants it, into the page or a worker."""

_COMMENT = re.compile(r"^ *(?://[^\n]*|/\*.*?\*/)\n", re.MULTILINE | re.DOTALL)
_LAYOUT = re.compile(r"^[ \n]+", re.MULTILINE)
"""Comments, empty lines and indentation: for programmers and TypeScript, not for browsers."""


def _bare(text: str) -> str:
    """A script or a style sheet as browsers need it; none of ours has a text of several lines."""
    return _LAYOUT.sub("", _COMMENT.sub("", text))


def link_scripts(texts: Mapping[str, str], key: Key) -> Mapping[str, bytes]:
    """Name → the script as it is published: without comments, and importing the others by their keys.

    `key` names a module by its bytes, so each is linked after those that it imports, and one that changes gives another
    key to all that import it. Raises `graphlib.CycleError` for modules that import each other.
    """
    linked: dict[str, bytes] = {}
    needed = {name: (*_imported(text), *_imported(text, _LATER)) for name, text in sorted(texts.items())}
    order = TopologicalSorter(needed).static_order()

    def published(match: re.Match[str]) -> str:
        return match[1] + key(match[2], linked[match[2]]).rpartition("/")[2]

    for name in order:
        linked[name] = _LATER.sub(published, _IMPORT.sub(published, _bare(texts[name]))).encode()
    return linked


def _imported(text: str, pattern: re.Pattern[str] = _IMPORT) -> tuple[str, ...]:
    """Names of the modules that a module imports itself: at once, or `_LATER`."""
    return tuple(match[2] for match in pattern.finditer(text))


@cache
def script_imports(*names: str) -> tuple[str, ...]:
    """Names of all other modules that these ones need at once, directly or not."""
    found = [*names]
    for name in found:  # it grows meanwhile
        found += [one for one in _imported(scripts()[name]) if one not in found]
    return tuple(found[len(names) :])


@cache
def scripts() -> Mapping[str, str]:
    """Name → text of every script that we have."""
    folder = files("feedpub.pages") / "assets"
    return {one.name: one.read_text("utf-8") for one in folder.iterdir() if one.name.endswith(".js")}
