"""`status`, `serve` and `schema`: the commands that change nothing."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from feedpub.cli import cache, environment
from feedpub.cli.environment import nearest_show, refuse_missing_folder
from feedpub.cli.options import InShow, Json, To, Url, Verbose, a_host, a_port, examples, one_of
from feedpub.cli.run import progress_bar
from feedpub.cli.shows import AllShows, Shows, chosen_shows, each, refuse_one_target

if TYPE_CHECKING:
    from collections.abc import Callable

    from feedpub.commands.status import Status

STATUS_EXAMPLES = examples(
    "feedpub status", "feedpub status feeds/tidewater --json", "feedpub status --all    # a line for each show"
)
SERVE_EXAMPLES = examples(
    "feedpub serve feeds/tidewater",
    "feedpub serve --lan --port 8080    # listen with a phone",
    "feedpub serve --allowed-host tidewater.ngrok.app    # behind a tunnel: ngrok http 8910",
)
SCHEMA_EXAMPLES = examples("feedpub schema episode > episode.schema.json", "feedpub schema check")

Kind = Annotated[
    Literal["show", "episode", "shared", "check"],
    typer.Argument(
        metavar="show|episode|shared|check",
        parser=one_of("show", "episode", "shared", "check"),
        help="The schema of show.yaml, of an episode's file, of a file that shows extend, or of feedpub check --json.",
    ),
]


def status(
    shows: Shows = None,
    *,
    all_: AllShows = False,
    to: To = None,
    url: Url = None,
    json: Json = False,
    verbose: Verbose = False,
) -> None:
    """Show the state of each episode.

    An episode is new, a draft, scheduled, published, unpublished or on hold (see feedpub recover), and perhaps edited
    since: its file, its notes, its recording, or another file that it names. Of several shows, each is a line. Changes
    nothing. The exit code is 1 if an episode's file cannot be read; that of several shows is the worst of theirs.
    """
    from feedpub.audio import probe
    from feedpub.audio.cache import with_cache
    from feedpub.commands.status import status as verb
    from feedpub.output.errors import problem_lines
    from feedpub.output.status import status_document, status_lines, summary_line
    from feedpub.output.terminal import Terminal, log_shown
    from feedpub.source import display_path

    chosen = chosen_shows(shows, every=all_)
    refuse_one_target(chosen, to=to, url=url)
    is_one = len(chosen) == 1 and not all_
    measure, now = with_cache(cache.audio(), probe.measure), environment.now()

    def show_status(show: Path) -> None:
        found = status_of(show)
        terminal, document = Terminal(), status_document(found)
        if json:
            terminal.document(document)
        else:
            terminal.result(status_lines(document) if is_one else [summary_line(document, display_path(show))])
            terminal.talk(problem_lines(document["problems"], excerpts=terminal.err.file.isatty()))
        if found.problems:
            raise typer.Exit(1)

    with log_shown(verbose=verbose), progress_bar() as bar:
        on_read = bar.reading if bar else None
        if is_one:
            status_of: Callable[[Path], Status] = partial(
                verb, to=to, url=url, now=now, measure=measure, on_read=on_read
            )
            show_status(chosen[0])
            return
        from feedpub.commands.statuses import statuses

        with statuses(chosen, now=now, memory=cache.folder() / "status", measure=measure, on_read=on_read) as status_of:
            each(chosen, show_status, json=json, quiet=False, headed=False)


def serve(
    path: InShow = None,
    *,
    lan: Annotated[
        bool, typer.Option("--lan", help="Let other devices in this network connect, such as a phone.")
    ] = False,
    port: Annotated[
        int | None, typer.Option("--port", metavar="PORT", parser=a_port, help="Listen on this port. Default: 8910.")
    ] = None,
    allowed_host: Annotated[
        list[str] | None,
        typer.Option(
            "--allowed-host",
            metavar="NAME",
            parser=a_host,
            help="Answer to this name, too, such as that of a tunnel; .ngrok.app allows all below it. Repeatable.",
        ),
    ] = None,
    to: To = None,
    verbose: Verbose = False,
) -> None:
    """Serve a show from a directory to a podcast app.

    Runs a web server on this machine until Ctrl-C, so that you can try feed and pages before they are public. Feed and
    pages name the address at which they are asked for. Only this machine's own addresses and allowed hosts are
    answered, and no script of another site.
    """
    from feedpub.commands import serve as verb
    from feedpub.output.serving import serving_lines
    from feedpub.output.terminal import Terminal, log_shown
    from feedpub.source import display_path, find_show
    from feedpub.standards import SERVE_PORT

    refuse_missing_folder()
    with log_shown(verbose=verbose):
        show = nearest_show(path)
        published, terminal = verb.published_directory(show, to=to), Terminal()
        folder, width = display_path(find_show(show).parent), terminal.drawing_columns

        def ready(base: str) -> None:
            terminal.result(serving_lines(published, base, folder=folder, lan=lan, width=width))

        try:
            app = verb.application(published, allowed_hosts=allowed_host or ())
            verb.run(app, port=SERVE_PORT if port is None else port, lan=lan, on_ready=ready)
        except KeyboardInterrupt:  # the way to stop it
            return


def schema(kind: Kind) -> None:
    """Print the JSON Schema of an author's file, or of findings.

    Editors use it to complete and check what you type; feedpub init sets that up. Programs read findings by it.
    """
    from feedpub.output.findings import check_schema
    from feedpub.output.terminal import Terminal
    from feedpub.source import json_schema

    Terminal().document(check_schema() if kind == "check" else json_schema(kind))
