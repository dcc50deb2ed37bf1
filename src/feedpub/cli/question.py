"""The question before something is deleted: asked once the plan is on the terminal, and once only."""

import sys
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from feedpub.deploy.events import OnEvent


class Question:
    """A yes or no, asked between a plan and what carries it out."""

    def __init__(self, text: str, *, json: bool, is_answered: bool) -> None:
        """Raises `Refused` where nobody can be asked; `is_answered`: it is not asked."""
        self._text = text
        self._is_answered = is_answered
        if not is_answered and (json or not (sys.stdin.isatty() and sys.stderr.isatty())):
            from feedpub.errors import Refused

            raise Refused(
                "this deletes for good, and there is nobody to ask",
                hint="look at the plan first (--dry-run); then run it again with --yes",
            )

    def after(self, on_event: "OnEvent") -> "OnEvent":
        """What shows an event, and asks after a plan that has something to do. Raises `Refused` after a no."""
        from feedpub.deploy.events import Planned
        from feedpub.errors import Refused

        def shown(event: object) -> None:
            on_event(event)
            if self._is_answered or not (isinstance(event, Planned) and event.plan):
                return
            if not typer.confirm(self._text, err=True):
                raise Refused("nothing was deleted, and nothing was changed", hint="to do it: answer with y")
            self._is_answered = True

        return shown
