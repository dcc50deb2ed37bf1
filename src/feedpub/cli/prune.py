"""`prune`: the command that deletes what is not needed any more."""

from typing import Annotated

import typer

from feedpub.cli import environment
from feedpub.cli.environment import caller, nearest_show
from feedpub.cli.options import DryRun, InShow, Json, Quiet, To, Url, Verbose, Yes, a_number_of_days, examples
from feedpub.cli.run import run_to_its_end, with_question

PRUNE_EXAMPLES = examples(
    "feedpub prune feeds/tidewater --dry-run",
    "feedpub prune feeds/tidewater",
    "feedpub prune --days 365 --yes             # in a scheduled job",
)


def prune(
    path: InShow = None,
    *,
    days: Annotated[
        int | None,
        typer.Option(
            "--days",
            metavar="N",
            parser=a_number_of_days,
            help="Keep everything that a feed of the last N days named. Default: 90.",
        ),
    ] = None,
    media: Annotated[
        bool, typer.Option("--media", help="Delete recordings, too, that the feed does not name any more.")
    ] = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    to: To = None,
    url: Url = None,
    json: Json = False,
    verbose: Verbose = False,
    quiet: Quiet = False,
) -> None:
    """Delete what is not needed any more.

    That is pictures, chapters, transcripts, pages and their scripts that no feed of the last 90 days named, and what
    crashed runs left, parts of uploads among it. Of a history that is older than 90 days one revision a week stays.
    Recordings stay: apps keep the first address that they saw. It shows the plan, and asks.
    """
    from feedpub.catalog.prune import DAYS
    from feedpub.commands.prune import Pruning
    from feedpub.commands.prune import prune as verb
    from feedpub.output.pruned import prune_document, prune_lines

    run_to_its_end(
        "prune",
        with_question(
            lambda on_event: verb(
                nearest_show(path),
                now=environment.now(),
                how=Pruning(days=days or DAYS, media=media),
                to=to,
                url=url,
                caller=caller(),
                stop_after_plan=dry_run,
                on_event=on_event,
            ),
            "Delete all of this for good?",
            yes=yes or dry_run,
            json=json,
        ),
        prune_document,
        prune_lines,
        json=json,
        quiet=quiet,
        verbose=verbose,
        dry_run=dry_run or not yes,
    )
