"""The verbs that change nothing."""

from typing import Annotated, Literal

import typer

from feedpub.cli import clock
from feedpub.cli.driving import running
from feedpub.cli.nearest import nearest_show
from feedpub.cli.options import InShow, Json, To, Url, Verbose, examples, one_of

STATUS_EXAMPLES = examples("feedpub status", "feedpub status feeds/tidewater --json")
SCHEMA_EXAMPLES = examples("feedpub schema episode > episode.schema.json")

Kind = Annotated[
    Literal["show", "episode"],
    typer.Argument(metavar="show|episode", parser=one_of("show", "episode"), help="show.yaml, or an episode's file."),
]


def status(
    path: InShow = None, *, to: To = None, url: Url = None, json: Json = False, verbose: Verbose = False
) -> None:
    """Show what is out, scheduled, a draft, or edited.

    Changes nothing. The exit code is 1 if an episode's file cannot be read.
    """
    from feedpub.report.standing import status_document, status_lines
    from feedpub.status import status as verb

    with running(json=json, quiet=False, verbose=verbose) as report:
        found = verb(nearest_show(path), to=to, url=url, now=clock.now())
        report.ended(status_lines(found), status_document(found))
        report.found(found.problems)
    if found.problems:
        raise typer.Exit(1)


def schema(kind: Kind) -> None:
    """Print the JSON Schema of the author's files.

    Editors complete and check by it while somebody types; `feedpub init` sets that up.
    """
    from feedpub.report.terminal import Terminal
    from feedpub.source import json_schema

    Terminal().document(json_schema(kind))
