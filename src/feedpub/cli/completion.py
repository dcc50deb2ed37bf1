"""What a shell completes: categories, rules, platforms and slugs; paths are the shell's own.

Everything is imported in the functions: `--help` and the completion of commands load this module, too.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

Proposal = str | tuple[str, str]
"""A word, perhaps with what it means; zsh and fish show that beside it."""


def categories(incomplete: str) -> list[Proposal]:
    """Apple's categories, as `show.yaml` names them: `Arts`, `Arts > Books`."""
    from feedpub.standards.categories import CATEGORY_NAMES

    return [_typed(name) for name in CATEGORY_NAMES if name.startswith(incomplete)]


def rules(incomplete: str) -> list[Proposal]:
    """Codes of rules with their summaries; names of rules once a letter of one is typed."""
    from feedpub.lint import rules_called

    listed = rules_called(["FP"])
    names = [(rule.name, rule.summary) for rule in listed] if incomplete and not incomplete.startswith("F") else []
    return [*((rule.code, rule.summary) for rule in listed), *names]


def rule_codes(incomplete: str) -> list[Proposal]:
    """Codes of rules, for a list with commas."""
    from feedpub.lint import rules_called

    return list(_listed([(rule.code, rule.summary) for rule in rules_called(["FP"])], incomplete))


def platforms(incomplete: str) -> list[Proposal]:
    """Names of platforms, for a list with commas."""
    from feedpub.lint import Platform

    return list(_listed([(platform.value, platform.title) for platform in Platform], incomplete))


def slugs() -> list[Proposal]:
    """Slugs of all episodes of the workspace: the files' names, or what `slug:` says in them."""
    from feedpub.cli.environment import shows_here
    from feedpub.errors import FeedpubError
    from feedpub.source import episode_files, find_show

    try:
        shows = shows_here() or [find_show(Path()).parent]
    except FeedpubError:
        return []
    found = {_slug(path) for show in shows for path in episode_files(show)}
    return [*sorted(found)]


_SLUG = re.compile(r"^slug:[ \t]*['\"]?([a-z0-9-]+)", re.MULTILINE)


def _slug(path: Path) -> str:
    try:
        match = _SLUG.search(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        match = None
    return match[1] if match else path.stem


def _listed(words: Iterable[tuple[str, str]], incomplete: str) -> Iterator[Proposal]:
    """The words that the list does not have yet, each behind what is typed of it."""
    typed, comma, _ = incomplete.rpartition(",")
    present = typed.split(",")
    yield from ((f"{typed}{comma}{word}", help_) for word, help_ in words if word not in present)


class _Escaped(str):
    """A word as bash reads it. Typer compares it with what was typed, from which bash's escapes are gone already."""

    __slots__ = ()

    def startswith(self, *_prefix: object) -> bool:
        return True


def _typed(word: str) -> str:
    """The word as it has to stand on the command line; other shells than bash quote by themselves."""
    if not os.environ.get("_FEEDPUB_COMPLETE", "").endswith("_bash"):
        return word
    return _Escaped(re.sub(r"([^\w-])", r"\\\1", word))
