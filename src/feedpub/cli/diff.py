"""`diff`: the command that shows what a publish would change."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from feedpub.cli import cache, environment
from feedpub.cli.environment import nearest_show
from feedpub.cli.options import Json, Quiet, To, Url, Verbose, examples, one_of, path
from feedpub.cli.publish import caller
from feedpub.cli.run import running

DIFF_EXAMPLES = examples(
    "feedpub diff",
    "feedpub diff feeds/tidewater/first-light.yaml",
    "feedpub diff --all                                # every show of the workspace",
    "feedpub diff feeds/tidewater --exit-code          # in a script: 1 if a publish would do something",
    "feedpub diff feeds/tidewater --format markdown    # for a pull request",
)

Compared = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[PATH]...",
        parser=path,
        help="Episode files, show.yaml alone, or a show's folder. Default: the nearest show.",
    ),
]
Format = Annotated[
    Literal["text", "json", "markdown"],
    typer.Option(
        "--format",
        metavar="text|json|markdown",
        parser=one_of("text", "json", "markdown"),
        help="Print the difference in this format.",
    ),
]


def diff(
    paths: Compared = None,
    *,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with 1 if a publish would do anything, and with 0 if not.")
    ] = False,
    to: To = None,
    url: Url = None,
    format: Format = "text",
    json: Json = False,
    verbose: Verbose = False,
    quiet: Quiet = False,
) -> None:
    """Show what a publish would change.

    Compares the files with the feed that is stored: episode by episode and field by field, in notes word by word. Says
    if the public address shows something else. Changes nothing. What publish would refuse is refused here too; with the
    option that a refusal names, publish --dry-run shows the same. The exit code of several shows is the worst of
    theirs.
    """
    from feedpub.audio import probe
    from feedpub.audio.cache import with_cache
    from feedpub.catalog.inputs import Inputs
    from feedpub.commands.diff import diff as verb
    from feedpub.deploy.events import Planned
    from feedpub.ingest.whole_pictures import WholePictures
    from feedpub.output.difference import difference_document, difference_lines, markdown_lines
    from feedpub.output.text import Line

    is_comment = format == "markdown" and not json
    with running(json=json or format == "json", quiet=quiet, verbose=verbose) as report:

        def shown(event: object) -> None:
            """The plan is shown at the end, seen from what is live; a comment names no drafts."""
            if not isinstance(event, Planned) and not (is_comment and isinstance(event, Inputs)):
                report.event(event)

        found = verb(
            paths or [nearest_show(None)],
            now=environment.now(),
            to=to,
            url=url,
            new_guid=cache.show_guid,
            measure=with_cache(cache.audio(), probe.measure),
            whole=WholePictures(cache.pictures()),
            caller=caller(),
            on_event=shown,
        )
        document = difference_document(found)
        report.warn(document)
        if is_comment:
            report.result(map(Line, markdown_lines(document)), document)
        else:
            report.result(difference_lines(document, details=verbose), document)
    if exit_code and not found.is_empty:
        raise typer.Exit(1)
