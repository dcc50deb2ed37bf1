"""`history`, `undo` and `recover`: what was published before, and the ways back."""

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from feedpub.cli import cache, environment
from feedpub.cli.environment import caller, nearest_show, refuse_missing_folder
from feedpub.cli.options import DryRun, InShow, Json, Quiet, To, Url, Verbose, Verify, Yes, examples
from feedpub.cli.run import can_ask, drive, run_to_its_end, running, with_question

if TYPE_CHECKING:
    from feedpub.catalog.recovery import RevisionName
    from feedpub.commands.recover import Recovered
    from feedpub.deploy.events import Planned

HISTORY_EXAMPLES = examples(
    "feedpub history",
    "feedpub history feeds/tidewater --revision 7",
    "feedpub history --newest 100 --json",
)
UNDO_EXAMPLES = examples(
    "feedpub undo --dry-run",
    "feedpub undo feeds/tidewater",
    "feedpub undo feeds/tidewater --revision 7",
    "feedpub undo --restore    # also bring back what the revision took out",
)
RECOVER_EXAMPLES = examples(
    "feedpub recover --dry-run",
    "feedpub recover feeds/tidewater",
    "feedpub recover --revision 7    # go on from an older catalog that was restored on purpose",
)


def _a_revision(text: str) -> str:
    from feedpub.catalog.recovery import revision_name

    if revision_name(text) is None:
        raise typer.BadParameter(
            f"{text!r} is not a revision, such as 7 or 7-9a0c44d1e2f3 (feedpub history lists them)"
        )
    return text


def _named(text: str | None) -> "RevisionName | None":
    from feedpub.catalog.recovery import revision_name

    return revision_name(text) if text else None


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 1_000_000):
        raise typer.BadParameter(f"{text!r} is not a number from 1")
    return int(text)


def history(
    path: InShow = None,
    *,
    revision: Annotated[
        str | None,
        typer.Option("--revision", metavar="N", parser=_a_revision, help="Show this revision in full."),
    ] = None,
    newest: Annotated[
        int | None,
        typer.Option("--newest", metavar="N", parser=_count, help="Show so many revisions. Default: 20."),
    ] = None,
    to: To = None,
    url: Url = None,
    json: Json = False,
    verbose: Verbose = False,
) -> None:
    """Show what was published before: who, when, and what changed.

    Lists the revisions that were committed, the newest first. Changes nothing. The exit code is 1 if part of the
    history cannot be read, or the catalog is lost.
    """
    from feedpub.commands.history import NEWEST
    from feedpub.commands.history import history as verb
    from feedpub.output.history import history_document, history_lines
    from feedpub.output.terminal import Terminal, log_shown

    refuse_missing_folder()
    with log_shown(verbose=verbose):
        past = verb(nearest_show(path), to=to, url=url, revision=_named(revision), newest=newest or NEWEST)
    terminal, document = Terminal(), history_document(past)
    if json:
        terminal.document(document)
    else:
        terminal.result(history_lines(document))
    if past.damaged or past.is_lost:
        raise typer.Exit(1)


def undo(
    path: InShow = None,
    *,
    revision: Annotated[
        str | None,
        typer.Option(
            "--revision", metavar="N", parser=_a_revision, help="Take back this revision. Default: the newest."
        ),
    ] = None,
    restore: Annotated[
        bool, typer.Option("--restore", help="Bring back episodes that the revision took out of the feed.")
    ] = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    to: To = None,
    url: Url = None,
    verify: Verify = None,
    json: Json = False,
    verbose: Verbose = False,
    quiet: Quiet = False,
) -> None:
    """Take back what a revision changed.

    Shows the plan and asks. The undo is a revision of its own, and can be undone. It takes no published episode out of
    the feed and changes no guid and no address. The files that were taken back are not published again by the next run,
    unless they are corrected. Of several shows, each has its plan and its question; --revision goes with one.
    """
    from feedpub.commands.undo import undo as verb
    from feedpub.output.recovered import undo_document, undo_lines

    run_to_its_end(
        "undo",
        with_question(
            lambda on_event: verb(
                nearest_show(path),
                now=environment.now(),
                revision=_named(revision),
                restore=restore,
                to=to,
                url=url,
                verify=verify,
                caller=caller(),
                stop_after_plan=dry_run,
                on_event=on_event,
            ),
            "Take it back?",
            yes=yes or dry_run,
            json=json,
        ),
        undo_document,
        partial(undo_lines, details=verbose),
        json=json,
        quiet=quiet,
        verbose=verbose,
        dry_run=dry_run,
    )


def recover(
    path: InShow = None,
    *,
    revision: Annotated[
        str | None,
        typer.Option("--revision", metavar="N", parser=_a_revision, help="Go on from this revision of the history."),
    ] = None,
    without_lost: Annotated[
        bool,
        typer.Option("--without-lost", help="Take episodes out of the feed whose recording nobody has any more."),
    ] = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    to: To = None,
    url: Url = None,
    verify: Verify = None,
    json: Json = False,
    verbose: Verbose = False,
    quiet: Quiet = False,
) -> None:
    """Bring back a catalog that is lost, damaged or too old.

    Takes the newest revision that was committed, or the one that is named; without a history, the feed that is
    published and your files. Shows the plan and asks. A sound catalog is not touched. Objects that are gone are made
    again from your files; the exit code is 1 if some are missing that only you can supply. Of several shows, each has
    its plan and its question; --revision goes with one.
    """
    from feedpub.audio import probe
    from feedpub.audio.cache import with_cache
    from feedpub.commands.recover import recover as verb
    from feedpub.deploy.events import Planned
    from feedpub.deploy.recovery import SeveralNewest
    from feedpub.output.recovered import recover_document, recover_lines

    def run(chosen: str | None) -> "Recovered | Planned":
        return drive(
            with_question(
                lambda on_event: verb(
                    nearest_show(path),
                    now=environment.now(),
                    revision=_named(chosen),
                    without_lost=without_lost,
                    to=to,
                    url=url,
                    verify=verify,
                    measure=with_cache(cache.results(), probe.measure),
                    caller=caller(),
                    stop_after_plan=dry_run,
                    on_event=on_event,
                ),
                "Recover the catalog?",
                yes=yes or dry_run,
                json=json,
            ),
            report,
        )

    with running(json=json, quiet=quiet, verbose=verbose, dry_run=dry_run) as report:
        try:
            done = run(revision)
        except SeveralNewest as several:
            if not can_ask(json=json):
                raise
            typer.echo(several.message, err=True)
            chosen = typer.prompt("Which revision", err=True).strip()
            if chosen not in several.names:
                raise
            done = run(chosen)
        if isinstance(done, Planned):
            report.stopped("recover")
        else:
            document = recover_document(done, report.plan)
            report.result(recover_lines(document, details=verbose), document)
            if done.missing:
                raise typer.Exit(1)
