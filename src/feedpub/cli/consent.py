"""The question between a plan and what it does, for commands that ask."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import typer

from feedpub.errors import FeedpubError

if TYPE_CHECKING:
    from feedpub.catalog import Change
    from feedpub.deploy.events import OnEvent

T = TypeVar("T")


def with_question(
    verb: "Callable[[OnEvent], T]", question: str, *, yes: bool, json: bool, once: bool = False
) -> "Callable[[OnEvent], T]":
    """The verb, which asks after it has shown its plan, and again if a lost race has changed that; `once`: never again.

    Nothing to do is not asked about. Raises `FeedpubError` for no, and where nobody can be asked.
    """
    from feedpub.deploy.events import Planned

    allowed: list[tuple[Change, ...]] = []

    def run(on_event: "OnEvent") -> T:
        def asking(event: object) -> None:
            on_event(event)
            is_known = isinstance(event, Planned) and (event.changes in allowed or (once and allowed))
            if isinstance(event, Planned) and event.plan and not yes and not is_known:
                _ask(question, json=json)
                allowed.append(event.changes)

        return verb(asking)

    return run


def can_ask(*, json: bool) -> bool:
    """Whether somebody sits at a terminal, and no program reads the answer."""
    return not json and sys.stdin.isatty() and sys.stderr.isatty()


def _ask(question: str, *, json: bool) -> None:
    if not can_ask(json=json):
        raise FeedpubError("nobody can be asked here; nothing was changed", hint="to go on without a question: --yes")
    if not typer.confirm(question, err=True):
        raise FeedpubError("nothing was changed")
