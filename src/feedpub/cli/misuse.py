"""A command line that cannot be understood, and the command that was probably meant.

Verbs of other programs stand in a table: what looks alike means something else (`delete`, `release`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import typer

from feedpub.errors import FeedpubError

_MEANT: Mapping[str, Sequence[str]] = {
    "to take an episode out of the feed: feedpub unpublish": ("delete", "del", "rm", "remove", "hide", "withdraw"),
    "to check a show or a feed: feedpub check": ("validate", "lint", "test", "audit", "doctor"),
    "to see what would change: feedpub diff": ("plan", "dry-run"),
    "to see pages before they are published: feedpub preview": ("draft", "drafts", "watch", "look"),
    "to create an episode: feedpub new; to create a show: feedpub init": ("add", "create", "generate", "start"),
    "to publish: feedpub publish": ("upload", "deploy", "push", "sync", "apply", "build", "update", "schedule"),
    "to see each episode's state: feedpub status": ("list", "ls", "show", "info"),
    "to listen on this machine: feedpub serve": ("server", "run", "listen", "play"),
    "to explain a rule: feedpub rule": ("explain", "rules"),
    "to rename an episode: feedpub publish --renamed-from": ("rename", "mv"),
    "to take a show to another bucket or folder: feedpub move": ("migrate", "transfer", "relocate"),
    "to bring an unpublished episode back: feedpub publish --restore": ("restore", "undelete", "republish"),
    "to take a change back: feedpub undo; to publish an earlier version of a file: feedpub publish --revert": (
        "revert",
        "rollback",
        "reset",
    ),
    "to see what was published before: feedpub history": ("log", "revisions", "versions", "snapshots"),
    "to bring back a lost catalog: feedpub recover": ("rebuild", "salvage"),
    "to put again what is damaged: feedpub verify --repair": ("repair", "fsck", "scrub", "heal"),
    "to delete what is not needed any more: feedpub prune": ("clean", "gc", "cleanup", "vacuum"),
    "to delete an episode for good: feedpub unpublish --purge": ("purge", "erase", "takedown"),
    "see: feedpub --version": ("version",),
}
"""Hint → verbs that people know from elsewhere."""

_HINTS = {verb: hint for hint, verbs in _MEANT.items() for verb in verbs}
_TYPO = 0.75
"""How similar two words are when one is the other mistyped: `publsh`, `stauts`; but not `delete` and `release`."""


EVERY_SHOW = "--all"

OF_SHOWS = ("check", "diff", "publish", "status", "verify", "release", "history", "undo", "recover", "prune")
"""Commands that have this option, and take several shows by name."""


class Misused(FeedpubError):
    """A command line that cannot be understood."""


def no_such_command(words: Sequence[str], commands: Sequence[str]) -> Misused:
    """The error for `words`, the first of which is none of the commands, with what to type instead."""
    from feedpub.standards import nearest, quoted

    verb = words[0]
    if verb == "help":
        named = [word for word in words[1:2] if word in commands]
        hint = " ".join(("see: feedpub", *named, "--help"))
    elif not (hint := _HINTS.get(verb.lower(), "")):
        guess = nearest(verb, commands, cutoff=_TYPO)
        hint = f"did you mean feedpub {guess}?" if guess else "see: feedpub --help"
    return Misused(f"no such command {quoted(verb)}", hint=hint)


def misused(error: typer.TyperException) -> Misused:
    """The error of typer in the form of our own."""
    context: Any = getattr(error, "ctx", None)
    command = context.command_path if context else "feedpub"
    if hasattr(error, "possibilities") and context:
        known = [name for parameter in context.command.params for name in parameter.opts]
        return _no_such_option(getattr(error, "option_name", ""), known, command)
    text = error.format_message().partition(". Choose from:")[0].rstrip(".")
    return Misused(text[:1].lower() + text[1:], hint=f"see: {command} --help")


def nothing_to_publish() -> Misused:
    """The error for `publish` without a path and without a plan."""
    return Misused("nothing is named to publish", hint=f"name a show's folder, or an episode's file: {_example()}")


def _example() -> str:
    """What somebody may want to publish who names nothing."""
    from shlex import quote

    from feedpub.cli.environment import shows_here
    from feedpub.source import display_path

    return f"feedpub publish {quote(next(map(display_path, shows_here()), 'feeds/my-show'))}"


def _no_such_option(option: str, known: Sequence[str], command: str) -> Misused:
    from feedpub.standards import nearest

    if option == EVERY_SHOW:
        verbs = ", ".join(OF_SHOWS[:-1])
        hint = f"{verbs} and {OF_SHOWS[-1]} have it, for every show of the workspace; see: {command} --help"
        return Misused(f"no such option: {option}", hint=hint)
    begin = [name for name in known if len(option) > 3 and name.startswith(option)]
    guess = begin[0] if len(begin) == 1 else nearest(option, known, cutoff=_TYPO)
    hint = f"did you mean {guess}? See: {command} --help" if guess else f"see: {command} --help"
    return Misused(f"no such option: {option}", hint=hint)
