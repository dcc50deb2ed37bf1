"""`status`, `serve` and `schema`: the commands that change nothing."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from feedpub.cli import cache
from feedpub.cli.environment import nearest_show, refuse_missing_folder
from feedpub.cli.options import AllowedHosts, InShow, Json, Lan, NoCache, To, Url, Verbose, a_port, examples, one_of
from feedpub.cli.run import progress_bar
from feedpub.cli.shows import AllShows, Shows, chosen_shows, each, refuse_one_target

if TYPE_CHECKING:
    from collections.abc import Callable

    from feedpub.cli.repeated import Repeated
    from feedpub.commands.status import ObservedShow

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
    no_cache: NoCache = False,
    json: Json = False,
    verbose: Verbose = False,
) -> None:
    """Show the state of each episode.

    An episode is new, a draft, scheduled, published, unpublished or on hold (see feedpub recover), and perhaps edited
    since: its file, its notes, its recording, or another file that it names. Of several shows, each is a line. Changes
    nothing. The exit code is 1 if an episode's file cannot be read; that of several shows is the worst of theirs.
    """
    from feedpub.cli.repeated import Repeated
    from feedpub.output.terminal import log_shown

    chosen = chosen_shows(shows, every=all_)
    refuse_one_target(chosen, to=to, url=url)
    is_one = len(chosen) == 1 and not all_
    results = cache.results(is_used=not (no_cache or verbose))
    options = {"to": to, "url": url, "json": json, "is_one": is_one}
    runs = {show: Repeated(results, "status", [show], options=options) for show in chosen}

    def looked(show: Path) -> "ObservedShow | None":
        """What is stored of a show, if anything is different."""
        return None if runs[show].recall() else _look(show, runs[show], to=to, url=url)

    def show_status(show: Path) -> None:
        if (stored := looks[show]()) is None:
            runs[show].print_again()
        else:
            _print_status(show, stored, runs[show], json=json, is_one=is_one, no_cache=no_cache)

    with log_shown(verbose=verbose):
        if is_one:
            looks: dict[Path, Callable[[], ObservedShow | None]] = {chosen[0]: partial(looked, chosen[0])}
            show_status(chosen[0])
            return
        from concurrent.futures import ThreadPoolExecutor

        from feedpub.cache.identity import workspaces_looked_at_once

        pool = ThreadPoolExecutor(max_workers=_AT_ONCE)
        with workspaces_looked_at_once():
            try:
                looks = {show: pool.submit(looked, show).result for show in chosen}
                each(chosen, show_status, json=json, quiet=False, headed=False)
            finally:
                pool.shutdown(cancel_futures=True)


_AT_ONCE = 8
"""Stores that are asked at the same time."""


def _look(show: Path, run: "Repeated", *, to: str | None, url: str | None) -> "ObservedShow":
    from feedpub.commands.status import look

    run.begin()
    return look(show, to=to, url=url, noted=run.noted)


def _print_status(
    show: Path, stored: "ObservedShow", run: "Repeated", *, json: bool, is_one: bool, no_cache: bool
) -> None:
    """The status of a show that is not what it was, printed and kept."""
    from feedpub.audio import probe
    from feedpub.audio.cache import with_cache
    from feedpub.cache.dependencies import Dependencies
    from feedpub.commands.old_feed import NAME as OLD_FEED
    from feedpub.commands.status import status_of
    from feedpub.ingest.read_files import add_show
    from feedpub.output.errors import problem_lines
    from feedpub.output.status import status_document, status_lines, summary_line
    from feedpub.output.terminal import Terminal
    from feedpub.source import display_path

    with progress_bar() as bar, run.recorded():
        noted = run.noted or Dependencies()
        add_show(noted, stored.show, except_below=[stored.where.to, stored.where.state])
        noted.add(stored.show.path.parent / OLD_FEED)
        results = cache.results(is_used=not no_cache)
        found = status_of(
            stored,
            now=run.now,
            measure=with_cache(results, probe.measure),
            on_read=bar.reading if bar else None,
            results=results,
            noted=noted,
        )
        noted.until = found.same_until(run.now)
        terminal, document = Terminal(), status_document(found)
        if json:
            terminal.document(document)
        else:
            terminal.result(status_lines(document) if is_one else [summary_line(document, display_path(show))])
            terminal.talk(problem_lines(document["problems"], excerpts=terminal.err.file.isatty()))
        if found.problems:
            raise typer.Exit(1)


def serve(
    path: InShow = None,
    *,
    lan: Lan = False,
    port: Annotated[
        int | None, typer.Option("--port", metavar="PORT", parser=a_port, help="Listen on this port. Default: 8910.")
    ] = None,
    allowed_host: AllowedHosts = None,
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
