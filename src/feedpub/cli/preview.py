"""`preview`: what is not published yet, on its pages and in its feed."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from feedpub.cli import cache, environment
from feedpub.cli.environment import nearest_show, refuse_missing_folder
from feedpub.cli.misuse import Misused
from feedpub.cli.options import AllowedHosts, InShow, Lan, Verbose, a_port, examples, filled
from feedpub.cli.run import progress_bar

if TYPE_CHECKING:
    from feedpub.commands.preview import PreviewReader
    from feedpub.output.progress import Bar

PREVIEW_EXAMPLES = examples(
    "feedpub preview feeds/tidewater",
    "feedpub preview feeds/tidewater --open    # in your browser",
    "feedpub preview feeds/tidewater --lan     # on a phone: scan the QR symbol",
    "feedpub preview feeds/tidewater --to s3://private-bucket/previews --days 2    # for an editor elsewhere",
    "feedpub preview feeds/tidewater --remove",
)


def a_few_days(text: str) -> int:
    """A whole number of days, as long as an address can be signed for."""
    if text not in {"1", "2", "3", "4", "5", "6", "7"}:
        raise typer.BadParameter(f"{text!r} is not a number of days from 1 to 7: signed addresses end after seven")
    return int(text)


def preview(
    path: InShow = None,
    *,
    lan: Lan = False,
    port: Annotated[
        int | None, typer.Option("--port", metavar="PORT", parser=a_port, help="Listen on this port. Default: 8911.")
    ] = None,
    open_: Annotated[bool, typer.Option("--open/--no-open", help="Open the preview in your browser.")] = False,
    allowed_host: AllowedHosts = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="s3://BUCKET/PREFIX",
            parser=filled,
            help="Put the pages into this private bucket instead, for somebody elsewhere, at addresses that end.",
        ),
    ] = None,
    days: Annotated[
        int | None,
        typer.Option("--days", metavar="1…7", parser=a_few_days, help="With --to: end after so many days. Default: 7."),
    ] = None,
    remove: Annotated[
        bool, typer.Option("--remove", help="Delete all previews of the show that --to has put into buckets.")
    ] = False,
    verbose: Verbose = False,
) -> None:
    """Show drafts and edits before they are published.

    Runs a web server on this machine until Ctrl-C: the show's pages and its feed, as a publish would make them of the
    files as they are now, with what feedpub check finds beside each field. A page loads itself anew when a file is
    saved. Writes nothing to the target.
    """
    refuse_missing_folder()
    is_served = lan or port is not None or allowed_host
    if remove and (to or is_served or open_ or days):
        raise Misused("--remove goes with no other option", hint="leave the others out")
    if days and not to:
        raise Misused("--days goes with --to", hint="a preview on this machine ends with Ctrl-C")
    if to and is_served:
        raise Misused("--to puts the pages into a bucket; no server runs then", hint="leave out the other options")
    show = nearest_show(path)
    if remove:
        _remove(show, verbose=verbose)
    elif to:
        _send(show, to, days=days, is_opened=open_, verbose=verbose)
    else:
        _serve(show, lan=lan, port=port, is_opened=open_, allowed_hosts=allowed_host or [], verbose=verbose)


def _reader(show: Path, bar: "Bar | None") -> "PreviewReader":
    from feedpub.audio import probe
    from feedpub.audio.cache import with_cache
    from feedpub.commands.preview import PreviewReader
    from feedpub.source import find_show

    results = cache.results()
    on_read = bar.reading if bar else None
    return PreviewReader(
        find_show(show).parent, measure=with_cache(results, probe.measure), results=results, on_read=on_read
    )


def _send(show: Path, to: str, *, days: int | None, is_opened: bool, verbose: bool) -> None:
    from feedpub.commands.preview import send_preview
    from feedpub.output.preview import sent_lines
    from feedpub.output.terminal import Terminal, log_shown

    terminal, now = Terminal(), environment.now()
    with log_shown(verbose=verbose), progress_bar() as bar:
        shown = _reader(show, bar).read(now=now)
        options = {"on_put": bar.sending} if bar else {}
        sent = send_preview(shown, to, now=now, days=days or 7, author=environment.author(), **options)
    terminal.result(sent_lines(sent))
    if is_opened:
        _open(sent.url)


def _remove(show: Path, *, verbose: bool) -> None:
    from feedpub.commands.preview import remove_previews
    from feedpub.deploy.destination import destination
    from feedpub.output.preview import removed_lines
    from feedpub.output.terminal import Terminal, log_shown
    from feedpub.source import find_show, read_show

    with log_shown(verbose=verbose):
        removed = remove_previews(destination(read_show(find_show(show))))
    Terminal().result(removed_lines(removed))


def _serve(
    show: Path, *, lan: bool, port: int | None, is_opened: bool, allowed_hosts: list[str], verbose: bool
) -> None:
    from feedpub.commands.preview import WatchedShow, application, following, saved_files
    from feedpub.commands.serve import run
    from feedpub.output.preview import preview_lines
    from feedpub.output.terminal import Terminal, log_shown
    from feedpub.standards import PREVIEW_PORT

    terminal = Terminal()
    with log_shown(verbose=verbose):
        with progress_bar() as bar:
            watched = WatchedShow(_reader(show, bar), clock=environment.now)

        def ready(base: str) -> None:
            terminal.result(preview_lines(watched.newest[0], base, lan=lan, width=terminal.drawing_columns))
            if is_opened:
                _open(base)

        app = application(watched, allowed_hosts=allowed_hosts)
        try:
            with following(watched, partial(saved_files, show)):
                run(app, port=PREVIEW_PORT if port is None else port, lan=lan, command="preview", on_ready=ready)
        except KeyboardInterrupt:  # the way to stop it
            return


def _open(address: str) -> None:
    """Open an address in the user's browser, if there is one."""
    import webbrowser

    webbrowser.open(address)
