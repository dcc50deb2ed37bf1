"""`move`: the command that takes a show to another place."""

from typing import Annotated

import typer

from feedpub.cli import environment
from feedpub.cli.environment import caller, nearest_show
from feedpub.cli.options import DryRun, InShow, Json, Quiet, Verbose, Verify, Yes, examples, filled
from feedpub.cli.run import drive, running, with_question

MOVE_EXAMPLES = examples(
    "feedpub move feeds/tidewater --to s3://bucket/tidewater --url https://cdn.example.org/tidewater/ --dry-run",
    "feedpub move feeds/tidewater --to s3://bucket/tidewater --url https://cdn.example.org/tidewater/",
    "feedpub move feeds/tidewater --to /srv/www/tidewater --url https://example.org/tidewater/ --yes",
)


def move(
    path: InShow = None,
    *,
    to: Annotated[
        str,
        typer.Option("--to", metavar="TARGET", parser=filled, help="The new place: a directory or s3://bucket/prefix."),
    ],
    url: Annotated[
        str | None,
        typer.Option("--url", metavar="URL", parser=filled, help="The public address of the new place."),
    ] = None,
    state: Annotated[
        str | None,
        typer.Option(
            "--state",
            metavar="TARGET",
            parser=filled,
            help="Where the private catalog is kept. Default: beside the target.",
        ),
    ] = None,
    endpoint: Annotated[
        str | None,
        typer.Option(
            "--endpoint",
            metavar="URL",
            parser=filled,
            help="The address of the new store. Default: that of the old one.",
        ),
    ] = None,
    region: Annotated[
        str | None, typer.Option("--region", metavar="REGION", parser=filled, help="The region of the new bucket.")
    ] = None,
    profile: Annotated[
        str | None,
        typer.Option("--profile", metavar="NAME", parser=filled, help="The AWS profile for the new store."),
    ] = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    verify: Verify = None,
    json: Json = False,
    verbose: Verbose = False,
    quiet: Quiet = False,
) -> None:
    """Move a show to another bucket or folder, with its subscribers.

    Shows the plan and asks. Everything that was ever published is copied and verified at the new public address, with
    the history. Then the old feed says where the new one is, the old pages lead there, and show.yaml names the new
    place. Guids and dates stay. Nothing is deleted at the old place. If it was interrupted, run it again.
    """
    from feedpub.commands.move import NewPlace, PlannedMove
    from feedpub.commands.move import move as verb
    from feedpub.output.moved import move_document, move_lines, planned_move_document, planned_move_lines

    place = NewPlace(to=to, url=url, state=state, endpoint=endpoint, region=region, profile=profile)
    with running(json=json, quiet=quiet, verbose=verbose, dry_run=dry_run) as report:
        done = drive(
            with_question(
                lambda on_event: verb(
                    nearest_show(path),
                    place,
                    now=environment.now(),
                    verify=verify,
                    caller=caller(),
                    stop_after_plan=dry_run,
                    on_event=on_event,
                ),
                "Move the show?",
                yes=yes or dry_run,
                json=json,
                once=True,
            ),
            report,
        )
        if isinstance(done, PlannedMove):
            document = planned_move_document(done)
            report.result(planned_move_lines(document), document)
        else:
            document = move_document(done)
            report.result(move_lines(document, details=verbose), document)
