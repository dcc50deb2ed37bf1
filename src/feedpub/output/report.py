"""A run as it happens: the plan first, then progress, then the end; or one JSON document and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from feedpub.catalog.inputs import Inputs
from feedpub.deploy import ActionDone, PhaseStarted, Planned, Restarted
from feedpub.deploy.events import Reading, Sending
from feedpub.deploy.plan import Verify
from feedpub.errors import Problem
from feedpub.output.errors import problem_lines
from feedpub.output.findings import finding_lines
from feedpub.output.plan import phase_line, plan_lines
from feedpub.output.progress import Bar
from feedpub.output.result import dry_run_document
from feedpub.output.terminal import Terminal
from feedpub.output.text import Line, count, ordinal


class Report:
    """What a command says while a verb runs."""

    planned: Planned | None = None
    """The last plan; a restart brings another."""

    drafts: tuple[str, ...] = ()
    """Files that are skipped, by name."""

    def __init__(self, *, json: bool = False, quiet: bool = False, verbose: bool = False) -> None:
        self._terminal = Terminal()
        self._json = json
        self._quiet = quiet
        self._verbose = verbose
        self._said: set[str] = set()
        self._bar = Bar(self._terminal.err, shown=self._terminal.err.file.isatty() and not quiet)

    def reading(self, file: str, read: int, size: int) -> None:
        """Show how far a file is read."""
        self._bar.reading(file, read, size)

    def _read(self, inputs: Inputs) -> None:
        self._bar.close()
        self.drafts = tuple(draft.name for draft in inputs.drafts)
        self._result(Line(f"skipped {name}: it is a draft (`draft: true`)") for name in self.drafts)

    def event(self, event: object) -> None:
        """Show what happened."""
        match event:
            case Reading(file=file, read=read, size=size):
                self.reading(file, read, size)
            case Sending(count=count):
                self._bar.advance(count)
            case Inputs():
                self._read(event)
            case Planned():
                self._plan(event)
            case PhaseStarted(phase=phase):
                self._bar.phase(phase)
                if self._verbose:
                    self._talk([phase_line(phase)])
            case ActionDone(action=Verify()):
                self._bar.advance(1)
            case Restarted():
                again = ordinal(event.attempt + 1)
                self._talk([Line(f"someone else published in between; looking again ({again} try)")])

    def _plan(self, planned: Planned) -> None:
        self.planned = planned
        self._bar.close()
        self._result(plan_lines(planned))
        if not self._json:
            self._talk(self._fresh(planned.warnings))
            self._talk(self._findings(planned))

    def _findings(self, planned: Planned) -> Iterator[Line]:
        """What the rules say, each finding once; of what is not touched, how many."""
        gate = planned.gate
        fresh = [one for one in gate.findings if str(one.problem) not in self._said]
        self._said.update(str(one.problem) for one in fresh)
        yield from finding_lines(fresh, excerpts=self._terminal.err.file.isatty())
        if gate.older and "older" not in self._said:
            self._said.add("older")
            yield Line(f"{count(gate.older, 'warning')} about episodes that this run does not touch: feedpub check")

    def _fresh(self, warnings: Iterable[str]) -> list[Line]:
        """Warnings that were not said before a restart."""
        new = [text for text in warnings if text not in self._said]
        self._said.update(new)
        return [Line(text, label="warning") for text in new]

    def stopped(self, command: str) -> None:
        """The end of a dry run."""
        if self.planned is None:
            return
        if self._json:
            self._terminal.document(dry_run_document(command, self.planned, drafts=self.drafts))
        elif self.planned.plan:
            self._result([Line("dry run: nothing was changed", style="bold")])
        else:
            self._result([Line("nothing to do")])

    def ended(self, lines: Iterable[Line], document: Mapping[str, Any]) -> None:
        """The end of a run."""
        self._bar.close()
        if self._json:
            self._terminal.document(document)
        else:
            self._result(lines)

    def found(self, problems: tuple[Problem, ...]) -> None:
        """Problems that did not keep a verb from answering; the document has them already."""
        if not self._json:
            self._talk(problem_lines(problems, excerpts=self._terminal.err.file.isatty()))

    def close(self) -> None:
        """Leave the terminal as it was, whatever happened."""
        self._bar.close()

    def _result(self, lines: Iterable[Line]) -> None:
        if not self._json and not self._quiet:
            self._terminal.result(lines)

    def _talk(self, lines: Iterable[Line]) -> None:
        self._bar.close()
        self._terminal.talk(lines)
