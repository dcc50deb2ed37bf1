"""A command on several shows: each has its own verdict, and the failure of one does not stop the others."""

import inspect
from collections.abc import Callable, Iterator, Sequence, Sized
from contextlib import contextmanager, redirect_stdout
from functools import wraps
from io import StringIO
from pathlib import Path
from typing import Annotated, Any

import typer

from feedpub.cli.environment import nearest_show, refuse_missing_folder, show_at, shows_here
from feedpub.cli.misuse import Misused
from feedpub.cli.options import path
from feedpub.cli.run import INTERRUPTED, TERMINATED, exit_code

Shows = Annotated[
    list[Path] | None,
    typer.Argument(metavar="PATH", parser=path, help="Shows' folders, or files in them. Default: the nearest show."),
]
AllShows = Annotated[bool, typer.Option("--all", help="Do it for every show of the workspace.")]

_WORSE = (0, 3, 1, 2)
"""Exit codes, the worst last: after a lost race (3) it is enough to run again."""


def chosen_shows(named: Sequence[Path] | None, *, every: bool) -> list[Path]:
    """The shows that a command line names, each once.

    Raises `Misused` for names beside `--all`, `FeedpubError` where no show is named and none is near.
    """
    refuse_missing_folder()
    if not named:
        return (shows_here() if every else []) or [nearest_show(None)]
    if every:
        raise Misused("--all means every show, and a show is named beside it", hint="leave out one of the two")
    return list({_show_of(one): one for one in reversed(named)}.values())[::-1]


def _show_of(name: Path) -> Path:
    """What tells the show of a path from others; the path itself if it belongs to none."""
    from feedpub.errors import FeedpubError
    from feedpub.source import real_path

    try:
        return real_path(show_at(name))
    except FeedpubError:
        return name


def refuse_one_target(shows: Sized, *, to: str | None, url: str | None) -> None:
    """Raise `Misused` for `--to` or `--url` where several shows would be published to one place."""
    if len(shows) > 1 and (to or url):
        raise Misused(
            f"{'--to' if to else '--url'} goes with one show", hint="write `publish:` into each show.yaml, or name one"
        )


def each(shows: Sequence[Path], run: Callable[[Path], object], *, json: bool, quiet: bool, headed: bool = True) -> None:
    """Run a command on one show after the other, below its name if `headed`; exit with the worst code.

    With `json`, what each run prints is an entry of one list, with `show` and `exit_code`.
    """
    with looked_at_once():
        _each(shows, run, json=json, quiet=quiet, headed=headed)


@contextmanager
def looked_at_once() -> Iterator[None]:
    """In it, the files of a workspace are looked at once for all shows: each may have episodes of the others."""
    from feedpub.cache import identity
    from feedpub.source import also_in

    with identity.workspaces_looked_at_once(), also_in.workspaces_looked_at_once():
        yield


def _each(shows: Sequence[Path], run: Callable[[Path], object], *, json: bool, quiet: bool, headed: bool) -> None:
    from feedpub.output.terminal import Terminal
    from feedpub.output.text import Line
    from feedpub.source import display_path

    codes: dict[str, int] = {}
    documents: list[dict[str, Any]] = []
    for show in shows:
        name = display_path(show)
        if headed and not json and not quiet:
            Terminal().result([Line(name, style="bold")])
        with _documents(json) as found:
            codes[name] = exit_code(lambda show=show: _code(run, show), json=json)  # type: ignore[misc]
        documents += [{"show": name, "exit_code": codes[name], **one} for one in found]
        if codes[name] in (INTERRUPTED, TERMINATED):
            raise typer.Exit(codes[name])
    failed = [name for name, code in codes.items() if code]
    if json:
        Terminal().document(documents)
    elif failed:
        Terminal().talk([Line(f"{len(failed)} of {len(codes)} shows: {', '.join(failed)}", label="error")])
    if failed:
        raise typer.Exit(max(codes.values(), key=_WORSE.index))


def _code(run: Callable[[Path], object], show: Path) -> int:
    try:
        run(show)
    except typer.Exit as ended:
        return ended.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


@contextmanager
def _documents(json: bool) -> Iterator[list[dict[str, Any]]]:
    """The one document that a run with `--json` prints, in a list, as soon as it has ended; without, nothing."""
    from json import loads

    found: list[dict[str, Any]] = []
    if not json:
        yield found
        return
    with redirect_stdout(StringIO()) as printed:
        yield found
    found.append(loads(printed.getvalue() or "{}"))


def of_several(command: Callable[..., None], *, alone: Sequence[str] = ()) -> Callable[..., None]:
    """A command whose first parameter is one show, or the paths of one, as a command on several, with `--all`.

    `alone` are the parameters of options that go with one show only.
    """
    signature = inspect.signature(command)
    first, *others = signature.parameters.values()
    takes_list = "list" in str(first.annotation)
    many = first if takes_list else first.replace(annotation=Shows)
    every = inspect.Parameter("all_", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=AllShows)

    @wraps(command)
    def several(**options: Any) -> None:  # noqa: ANN401 - whatever the command has
        named, is_every = options.pop(first.name), options.pop("all_")
        groups = _by_show(named or (), every=is_every)
        if len(groups) < 2 and not is_every:
            command(**{first.name: named if takes_list else (named or [None])[0]}, **options)
            return
        refuse_one_target(groups, to=options.get("to"), url=options.get("url"))
        for name in alone:
            if options.get(name):
                raise Misused(f"--{name.replace('_', '-')} goes with one show", hint="name one show after the other")
        each(
            list(groups),
            lambda show: command(**{first.name: groups[show] if takes_list else show}, **options),
            json=options.get("json", False) or options.get("format") == "json",
            quiet=options.get("quiet", False),
            headed=options.get("format") != "markdown",
        )

    parameters = [many.replace(default=None), every, *others]
    several.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    several.__annotations__ = {one.name: one.annotation for one in parameters}
    return several


def _by_show(named: Sequence[Path], *, every: bool) -> dict[Path, list[Path]]:
    """Each show with the paths that are named of it; all together where one belongs to none, for the command to say."""
    from feedpub.errors import FeedpubError
    from feedpub.source import real_path

    if every:
        return {show: [show] for show in chosen_shows(named, every=True)}
    found: dict[Path, tuple[Path, list[Path]]] = {}
    try:
        for one in named:
            found.setdefault(real_path(show_at(one)), (one, []))[1].append(one)
    except FeedpubError:
        return {named[0]: [*named]}
    return dict(found.values())
