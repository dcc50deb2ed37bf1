"""A run as it happens: the plan first, then progress, then the result; or one JSON document and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from shlex import quote

from feedpub.catalog.inputs import Inputs
from feedpub.deploy.actions import Verify
from feedpub.deploy.events import (
    ActionDone,
    AtPlace,
    Looked,
    PhaseStarted,
    Planned,
    Reading,
    Resent,
    Restarted,
    Sending,
)
from feedpub.deploy.verify import Waiting
from feedpub.output.errors import Document, place_of
from feedpub.output.findings import finding_lines
from feedpub.output.plan import (
    ALL_OBJECTS,
    NO_OBJECTS,
    SOME_OBJECTS,
    phase_line,
    plain_phase,
    plan_document,
    plan_lines,
)
from feedpub.output.progress import Bar
from feedpub.output.result import dry_run_document, nothing_to_do
from feedpub.output.terminal import Terminal
from feedpub.output.text import Line, count, ordinal


class Report:
    """What a command prints while it runs."""

    drafts: tuple[str, ...] = ()
    """Files that are skipped, by name."""

    def __init__(
        self,
        *,
        json: bool = False,
        quiet: bool = False,
        verbose: bool = False,
        dry_run: bool = False,
        idle: bool = True,
    ) -> None:
        """`idle`: a run that has nothing to do repeats the warnings about what is published."""
        self._terminal = Terminal()
        self._json = json
        self._quiet = quiet
        self._verbose = verbose
        self._objects = ALL_OBJECTS if verbose else SOME_OBJECTS if dry_run else NO_OBJECTS
        self._idle = idle
        self._printed: set[str] = set()
        self._bar = Bar(self._terminal.err, shown=self._terminal.err.file.isatty() and not quiet)
        self.plan: Document = {}
        """The last plan; a restart brings another."""

    def reading(self, file: str, read: int, size: int) -> None:
        """Show how far a file is read."""
        self._bar.reading(file, read, size)

    def requesting(self, done: int, total: int, address: str) -> None:
        """Show how many addresses are fetched."""
        self._bar.requesting(done, total, address)

    def event(self, event: object) -> None:
        """Show what happened."""
        match event:
            case Reading() | Looked():
                self._advanced(event)
            case Sending(count=bytes_):
                self._bar.advance(bytes_, "bytes")
            case Inputs() | AtPlace():
                self._began(event)
            case Planned():
                self._planned(plan_document(event))
            case PhaseStarted(phase=phase):
                self._bar.phase(phase)
                if self._verbose:
                    self._talk([phase_line(plain_phase(phase))])
            case ActionDone(action=Verify()):
                self._bar.advance(1, "things")
            case Waiting():
                self._waiting(event)
            case Resent() | Restarted():
                self._talk([_again(event)])

    def _advanced(self, event: Reading | Looked) -> None:
        if isinstance(event, Looked):
            self._bar.looking(event.done, event.total)
        else:
            self.reading(event.file, event.read, event.size)

    def warn(self, plan: Document) -> None:
        """Show the warnings and findings of a plan; a JSON document has them itself."""
        if not self._json:
            self._talk(self._warnings(plan))

    def stopped(self, command: str, *, wrote: str = "") -> None:
        """The end of a dry run; `wrote` is the file that the plan was written into."""
        if not self.plan:
            return
        if self._json:
            self._terminal.document(dry_run_document(command, self.plan, drafts=self.drafts))
        elif wrote:
            how = f"to carry it out: feedpub publish --plan {quote(wrote)}"
            self._result([Line(f"wrote {wrote}: nothing was changed; {how}", style="bold")])
        elif self.plan["plan"]:
            self._result([Line("dry run: nothing was changed", style="bold")])
        else:
            self._result([Line(nothing_to_do(self.plan["feed_url"]))])

    def result(self, lines: Iterable[Line], document: Document, *, is_quiet: bool | None = None) -> None:
        """The end of a run: the lines, or with `--json` the document. `is_quiet` False: always the lines."""
        self._bar.close()
        if self._json:
            self._terminal.document(document)
        elif is_quiet is False:
            self._terminal.result(lines)
        else:
            self._result(lines)

    def close(self) -> None:
        """Leave the terminal as it was, whatever happened."""
        self._bar.close()

    def _began(self, event: Inputs | AtPlace) -> None:
        self._bar.close()
        if isinstance(event, Inputs):
            self._read(event)
        else:
            self._result([Line(f"at the {'old' if event.is_old else 'new'} place, {event.where}:", style="bold")])

    def _read(self, inputs: Inputs) -> None:
        self.drafts = tuple(draft.name for draft in inputs.drafts)
        self._result(
            Line(f"skipped {name}: it is a draft; to publish it, delete its line `draft: true`") for name in self.drafts
        )

    def _planned(self, plan: Document) -> None:
        self.plan = plan
        self._bar.close()
        self._result(plan_lines(plan, objects=self._objects))
        if plan["plan"] or self._idle:
            self.warn(plan)

    def _warnings(self, plan: Document) -> Iterator[Line]:
        """Warnings and findings, each once whatever restarts; of what the run does not touch, how many."""
        for text in plan["warnings"]:
            if self._is_new(text):
                yield Line(text, label="warning")
        findings = [one for one in plan["findings"] if self._is_new(f"{place_of(one)} {one['code']} {one['message']}")]
        excerpts = self._terminal.err.file.isatty()
        yield from finding_lines(findings, every=self._verbose, option="-v", excerpts=excerpts)
        if plan["other_warnings"] and self._is_new("other warnings"):
            other = count(plan["other_warnings"], "warning")
            yield Line(f"{other} about episodes that this run does not touch; feedpub check shows them")

    def _waiting(self, event: Waiting) -> None:
        """Each address that is waited for, once; with `-v`, each pause."""
        if self._quiet:
            return
        if self._is_new(f"waiting for {event.url}") or self._verbose:
            again = f"asking again in {event.pause:g} s, for at most {event.left:.0f} s"
            self._talk([Line(f"{event.url}: {event.reason}; {again}")])

    def _is_new(self, text: str) -> bool:
        is_new = text not in self._printed
        self._printed.add(text)
        return is_new

    def _result(self, lines: Iterable[Line]) -> None:
        if not self._json and not self._quiet:
            self._terminal.result(lines)

    def _talk(self, lines: Iterable[Line]) -> None:
        self._bar.close()
        self._terminal.talk(lines)


def _again(event: Resent | Restarted) -> Line:
    """What is done once more, and why."""
    if isinstance(event, Resent):
        return Line(f"{event.key}: {event.found}; it was sent again", label="warning")
    reason = event.reason or "someone else published at the same time"
    return Line(f"{reason}; starting over ({ordinal(event.attempt + 1)} attempt)")
