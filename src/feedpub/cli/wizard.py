"""The questions of `init` on a terminal: each shows what it offers, and is asked again after a bad answer."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from feedpub.commands.init import QUESTIONS, Question, read_answer
from feedpub.errors import FeedpubError

if TYPE_CHECKING:
    from prompt_toolkit.completion import Completer

    from feedpub.output.terminal import Terminal

Choices = tuple[tuple[str, str], ...]
"""Answers, each with what it means."""

_FEW = 5
"""How many choices are always listed before the question; more are found by typing, where the terminal can show it."""


def ask(texts: Mapping[str, str | None], folder: Path, terminal: Terminal) -> dict[str, str | None]:
    """The options of the command line, and an answer to every question that they leave open.

    Raises `typer.Abort` for Ctrl-C and for the end of the input.
    """
    from feedpub.output.text import Line

    terminal.talk([Line("Enter takes what stands in brackets; everything can be changed later in show.yaml.")])
    known = {name: text or "" for name, text in texts.items()}
    for question in QUESTIONS:
        if not known.get(question.name) and question.asked(known):
            known[question.name] = _answer(question, known, folder, terminal)
    return {**known}


def _answer(question: Question, known: Mapping[str, str], folder: Path, terminal: Terminal) -> str:
    """An answer that `show.yaml` may hold, or none; asks until there is one."""
    from feedpub.output.errors import error_document, error_lines
    from feedpub.output.text import Line, columns

    default = question.default(known, folder)
    if question.choices and not _is_picked(question.choices):
        terminal.talk(Line(row, indent=2) for row in columns(list(question.choices)))
    while True:
        text = _typed(f"{question.text} [{default or question.empty}]: ", question.choices) or default
        if not text:
            return ""
        try:
            read_answer(question, text, folder)
        except FeedpubError as error:
            terminal.talk(error_lines(error_document(FeedpubError(error.message, hint=error.hint))))
        else:
            return text


def _is_picked(choices: Choices) -> bool:
    """Whether an answer is found by typing: many choices, on a terminal whose cursor can move."""
    return len(choices) > _FEW and os.environ.get("TERM", "dumb") != "dumb"


def _typed(prompt: str, choices: Choices) -> str:
    """What somebody types, without spaces around it; with many choices, those that have it in them are listed below."""
    if _is_picked(choices):
        return _picked(prompt, [name for name, _ in choices]).strip()
    text: str = typer.prompt(prompt, default="", show_default=False, prompt_suffix="", err=True)
    return text.strip()


# --- choosing from many


def _picked(prompt: str, names: Iterable[str]) -> str:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.output import create_output

    session: PromptSession[str] = PromptSession(
        completer=_filter(names), complete_while_typing=True, output=create_output(sys.stderr), reserve_space_for_menu=8
    )
    try:
        return session.prompt(
            prompt,
            pre_run=session.default_buffer.start_completion,
            bottom_toolbar="type to search · ↓ and ↑ choose · Enter takes it",
        )
    except (KeyboardInterrupt, EOFError):
        raise typer.Abort from None


def _filter(names: Iterable[str]) -> Completer:
    """Offers every name that contains all words that are typed, wherever they stand in it."""
    from prompt_toolkit.completion import CompleteEvent, Completer, Completion
    from prompt_toolkit.document import Document

    class Filter(Completer):
        def get_completions(
            self,
            document: Document,
            complete_event: CompleteEvent,  # noqa: ARG002 - prompt_toolkit's signature
        ) -> Iterator[Completion]:
            typed = document.text_before_cursor
            words = typed.casefold().split()
            for name in names:
                if all(word in name.casefold() for word in words):
                    yield Completion(name, start_position=-len(typed))

    return Filter()
