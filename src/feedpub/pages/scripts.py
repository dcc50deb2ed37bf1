"""Scripts of the pages: ES modules, as they are published and as pages load them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from graphlib import TopologicalSorter
from importlib.resources import files

_IMPORT = re.compile(r'^(import\b[^"]*"\./)(\w+\.js)(?=";$)', re.MULTILINE)
_COMMENT = re.compile(r"^ *(?://[^\n]*|/\*\*.*?\*/)\n", re.MULTILINE | re.DOTALL)
"""On lines of their own: what tells programmers, and TypeScript, of the code that follows."""


def link(sources: Mapping[str, str], key: Callable[[str, bytes], str]) -> Mapping[str, bytes]:
    """Name → the module as it is published: without comments, and importing the others by their keys.

    `key` names a module by its bytes, so each is linked after those that it imports, and one that changes gives another
    key to all that import it. Raises `graphlib.CycleError` for modules that import each other.
    """
    linked: dict[str, bytes] = {}
    order = TopologicalSorter({name: _imported(text) for name, text in sorted(sources.items())}).static_order()

    def published(match: re.Match[str]) -> str:
        return match[1] + key(match[2], linked[match[2]]).rpartition("/")[2]

    for name in order:
        text = _COMMENT.sub("", sources[name]).lstrip()
        linked[name] = _IMPORT.sub(published, text).encode()
    return linked


def _imported(text: str) -> tuple[str, ...]:
    """Names of the modules that a module imports itself."""
    return tuple(match[2] for match in _IMPORT.finditer(text))


@cache
def imports(*names: str) -> tuple[str, ...]:
    """Names of all other modules that these ones need, directly or not."""
    found = [*names]
    for name in found:  # it grows meanwhile
        found += [one for one in _imported(sources()[name]) if one not in found]
    return tuple(found[len(names) :])


@cache
def sources() -> Mapping[str, str]:
    """Name → text of every module that we have."""
    folder = files("feedpub.pages") / "assets"
    return {one.name: one.read_text("utf-8") for one in folder.iterdir() if one.name.endswith(".js")}
