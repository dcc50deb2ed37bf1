"""A command that is repeated, with nothing changed, prints what it printed the last time.

That is so only if everything is the same that it depends on: the program, its options, every file of the author, and
each answer of the store, which is asked again for all that it was asked then, for the catalog last. The network has no
part in it, but for the question whether the private state is private, which is asked again. Only a run that wrote
nothing is kept, and only until the moment at which the clock alone would change what it says.
"""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

import typer

from feedpub.cli import cache, environment
from feedpub.cli.run import before_anything_is_written

if TYPE_CHECKING:
    from datetime import datetime

    from feedpub.cache import Cache
    from feedpub.cache.dependencies import Dependencies, Identities
    from feedpub.catalog.inputs import Inputs
    from feedpub.commands.publish import Published
    from feedpub.deploy.actions import Plan
    from feedpub.deploy.destination import Destination
    from feedpub.deploy.events import Planned
    from feedpub.deploy.run import RunResult
    from feedpub.model.catalog import Catalog

KIND = "runs"


class _Kept(TypedDict):
    """A run, as JSON holds it."""

    program: str
    since: str
    until: str
    """Moments in ISO 8601: the run says what is so from the first on, until before the other."""

    files: "Identities"
    asked: list[Any]
    """Each with how the store is opened, the question, and the digest of its answer."""

    private: Mapping[str, Any] | None
    """As `state_addresses` takes them; None: it is not asked whether the state is private."""

    printed: list[Any]
    code: int


class Repeated:
    """One run of a command, which may be the same as an earlier one."""

    def __init__(
        self,
        cache: "Cache",
        command: str,
        paths: Sequence[Path],
        *,
        options: dict[str, Any],
    ) -> None:
        """`options` are all that the command has. Raises `FeedpubError` if the current folder is gone."""
        environment.refuse_missing_folder()
        self._cache = cache
        self._paths = paths
        self._name = _name_of(command, paths, options)
        self._known: _Kept | None = None
        self._noted: Dependencies | None = None
        self._before: Identities | None = None
        self._began = 0.0

    @cached_property
    def now(self) -> "datetime":
        """The moment of this run."""
        return environment.now()

    # --- an earlier run

    def recall(self) -> bool:
        """Whether an earlier run is the same. It asks the store, and may be called in a thread of its own.

        Where anything is wrong it is not: the command finds the same, and says it.
        """
        from feedpub.errors import FeedpubError

        kept: _Kept | None = self._cache.get(KIND, self._name)
        try:
            if kept is None or not self._is_same(kept):
                return False
        except (FeedpubError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            return False
        self._known = kept
        return True

    def print_again(self) -> None:
        """Print what the run that was recalled printed, and exit with its code."""
        from feedpub.output.terminal import print_again

        if self._known is not None:
            print_again(self._known["printed"])
            if self._known["code"]:
                raise typer.Exit(self._known["code"])

    def repeats(self) -> bool:
        """Whether an earlier run is the same; what it printed is printed then. Ctrl-C says that nothing has changed."""
        with before_anything_is_written():
            is_same = self.recall()
        if is_same:
            self.print_again()
        return is_same

    def _is_same(self, kept: _Kept) -> bool:
        from datetime import datetime

        from feedpub.cache.dependencies import are_unchanged
        from feedpub.cache.identity import program

        if not datetime.fromisoformat(kept["since"]) <= self.now < datetime.fromisoformat(kept["until"]):
            return False
        if kept["program"] != program() or not are_unchanged(kept["files"], now=_seconds()):
            return False
        return _answers_are_the_same(kept)

    # --- this run

    @property
    def noted(self) -> "Dependencies | None":
        """Where the run notes what it depends on; None if it is not kept anyway."""
        from feedpub.cache.dependencies import Dependencies

        if self._noted is None and self._cache.folder is not None:
            self._noted = Dependencies()
        return self._noted

    def begin(self) -> None:
        """Look at the show's folder: what is the same when the run ends, the run has read."""
        from feedpub.cache.dependencies import Dependencies
        from feedpub.errors import FeedpubError
        from feedpub.source import find_show

        self._began = _seconds()
        known = Dependencies()
        try:
            show = find_show(self._paths[0])
            known.add_folder(show.parent)
            known.add_workspace(show)
        except FeedpubError:  # the command says what is wrong
            return
        self._before = known.identities(now=self._began)

    @contextmanager
    def recorded(self) -> Iterator[None]:
        """Keep what is printed in it, and the exit code, if all that it depends on was noted when it ends."""
        if self._cache.folder is None:
            yield
            return
        from feedpub.output.terminal import recorded

        if self._before is None:
            self.begin()
        with recorded() as printed:
            try:
                yield
            except typer.Exit as ended:
                self._keep(printed, ended.exit_code)
                raise
        self._keep(printed, 0)

    def _keep(self, printed: list[Any], code: int) -> None:
        from feedpub.cache.dependencies import as_in_the_run
        from feedpub.cache.identity import program

        noted, before = self._noted, self._before
        if noted is None or before is None or noted.until is None or noted.has_written or not noted.is_known:
            return
        files = noted.identities(now=_seconds())
        if not as_in_the_run(files, before, began=self._began):
            return
        kept = _Kept(
            program=program(),
            since=self.now.isoformat(),
            until=noted.until.isoformat(),
            files=files,
            asked=noted.asked,
            private=noted.private,
            printed=printed,
            code=code,
        )
        self._cache.put(KIND, self._name, kept, bounded=True)


def _name_of(command: str, paths: Sequence[Path], options: dict[str, Any]) -> str:
    """What tells a command line from every other one, and the place and the terminal where it was typed."""
    from json import dumps
    from shutil import get_terminal_size

    streams = [(one.isatty(), getattr(one, "encoding", "")) for one in (sys.stdout, sys.stderr)]
    around: list[Any] = [str(Path.cwd()), streams, os.environ.get("TZ", ""), os.environ.get("CI", "")]
    if any(is_terminal for is_terminal, _ in streams):
        around.append(list(get_terminal_size()))
    return dumps([command, [str(path) for path in paths], options, around], default=repr, sort_keys=True)


def _answers_are_the_same(kept: _Kept) -> bool:
    """Ask the store all that it was asked then, and whether the private state is private.

    The last question is the last look at the catalog: it waits for the answers to all others, which are asked at once.
    If it has its answer of then, nobody has published meanwhile, in whatever order the others were answered.
    """
    from feedpub.storage.trace import ask_again

    stores = _opened(kept["asked"])
    asked = [(stores[repr(opened)], question, answer) for opened, question, answer in kept["asked"]]
    together = _threads if any(_is_in_bucket(opened) for opened, _, _ in kept["asked"]) else map

    def ask(one: tuple[Any, Any, Any]) -> tuple[bool, Any]:
        storage, question, answer = one
        found, digest = ask_again(storage, question)
        return digest == answer, found

    first = list(together(ask, asked[:-1]))
    if not all(is_same for is_same, _ in first):
        return False
    steps: list[Callable[[], bool]] = [lambda: all(ask(one)[0] for one in asked[-1:])]
    if (private := kept["private"]) is not None:
        pairs = zip(asked, first, strict=False)
        probe = next((found for (_, question, _), (_, found) in pairs if question == ["read", _PROBE]), None)
        if probe is None:
            return False
        steps.append(lambda: _is_private(private, probe.data))
    return all(list(together(lambda step: step(), steps)))


def _is_in_bucket(opened: Mapping[str, Any]) -> bool:
    return str(opened["url"]).startswith("s3://")


def _opened(asked: Sequence[Any]) -> dict[str, Any]:
    """The storages that were asked, by how they are opened; all of one store have one client."""
    from feedpub.storage.open import open_state, open_storage

    storages: dict[str, Any] = {}
    by_store: dict[str, Any] = {}
    for opened, _, _ in asked:
        if repr(opened) in storages:
            continue
        how = {name: value for name, value in opened.items() if name not in {"url", "is_state"}}
        opening = open_state if opened["is_state"] else open_storage
        made = opening(opened["url"], **how, beside=by_store.get(repr(how)))
        storages[repr(opened)] = by_store[repr(how)] = made
    return storages


def _threads(work: Callable[[Any], Any], pieces: Sequence[Any]) -> Iterator[Any]:
    """`map`, all at once: a bucket takes its time to answer."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(max(1, len(pieces))) as pool:
        yield from pool.map(work, pieces)


def _is_private(private: Mapping[str, Any], secret: bytes) -> bool:
    """True; raises `Refused` if strangers can read the probe."""
    from feedpub.deploy.verify.privacy import refuse_public_state, state_addresses

    refuse_public_state(state_addresses(**private, key=_PROBE), secret, state=private["state"])
    return True


_PROBE = "probe"
"""The object of the private state that strangers are asked for (`deploy.preflight`, which is not loaded for its name).
"""


def _seconds() -> float:
    """Since the epoch, by the clock that files have."""
    from time import time

    return time()


# --- what a publish depends on


def note_published(
    noted: "Dependencies",
    inputs: "Inputs",
    done: "Published | Planned",
    *,
    now: "datetime",
    to: str | None,
    url: str | None,
) -> None:
    """Note what a run with nothing to do depends on, and until when it has nothing to do; of all others nothing."""
    from feedpub.deploy.destination import destination
    from feedpub.deploy.events import Planned
    from feedpub.ingest.read_files import add_inputs

    made = done if isinstance(done, Planned) else done.run.outcome
    if made.plan:
        return
    where = destination(inputs.show, to=to, url=url)
    add_inputs(noted, inputs, except_below=[where.to, where.state])
    note_idle(noted, where, made.plan, made.after, now=now, asks_address=made is not done)


def note_released(noted: "Dependencies", path: Path, done: "RunResult", *, now: "datetime") -> None:
    """Note what a release with nothing to do depends on: of the author's files, the show's."""
    from feedpub.ingest.read_files import add_show
    from feedpub.source import find_show, read_show

    add_show(noted, read_show(find_show(path)), except_below=[done.where.to, done.where.state])
    note_idle(noted, done.where, done.outcome.plan, done.outcome.after, now=now)


def note_idle(
    noted: "Dependencies",
    where: "Destination",
    plan: "Plan",
    after: "Catalog",
    *,
    now: "datetime",
    asks_address: bool = True,
) -> None:
    """Note until when a plan is empty, if it is.

    `asks_address`: the run has asked for the private state at its public address. What this machine has seen is read in
    each run; in a CI, which has seen nothing, the public feed is asked, and nothing is kept.
    """
    from feedpub.catalog.dates import same_until

    if plan or (where.has_address and environment.is_ci()):
        return
    noted.files.add(str(cache.SeenCatalogs().path_of(where.place)))
    noted.until = same_until(after, now=now)
    if asks_address and where.has_address:
        noted.private = where.addresses
