"""`diff`: the command that shows what a publish would change."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from feedpub.cli import cache
from feedpub.cli.environment import caller, nearest_show
from feedpub.cli.options import Json, NoCache, Quiet, To, Url, Verbose, examples, one_of, path
from feedpub.cli.repeated import Repeated, note_idle
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
    no_cache: NoCache = False,
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
    typed = dict(locals())
    named = typed.pop("paths") or [nearest_show(None)]
    results = cache.results(is_used=not no_cache)
    run = Repeated(cache.results(is_used=not (no_cache or verbose)), "diff", named, options=typed)
    if run.repeats():
        return
    from feedpub.audio import probe
    from feedpub.audio.cache import with_cache
    from feedpub.catalog.inputs import Inputs
    from feedpub.commands.diff import diff as verb
    from feedpub.deploy.destination import destination
    from feedpub.deploy.events import Planned
    from feedpub.ingest.read_files import add_inputs
    from feedpub.output.difference import difference_document, difference_lines, markdown_lines
    from feedpub.output.text import Line

    is_comment = format == "markdown" and not json
    read: list[Inputs] = []
    output = running(json=json or format == "json", quiet=quiet, verbose=verbose)
    with run.recorded(), output as report:

        def shown(event: object) -> None:
            """The plan is shown at the end, seen from what is live; a comment names no drafts."""
            if isinstance(event, Inputs):
                read.append(event)
            if not isinstance(event, Planned) and not (is_comment and isinstance(event, Inputs)):
                report.event(event)

        found = verb(
            named,
            now=run.now,
            to=to,
            url=url,
            new_guid=cache.show_guid,
            measure=with_cache(results, probe.measure),
            results=results,
            caller=caller(run.noted),
            on_event=shown,
        )
        document = difference_document(found)
        report.warn(document)
        if is_comment:
            report.result(map(Line, markdown_lines(document)), document)
        else:
            report.result(difference_lines(document, details=verbose), document)
        where = destination(read[-1].show, to=to, url=url)
        if run.noted and not where.has_address:  # else the public feed was asked
            add_inputs(run.noted, read[-1], except_below=[where.to, where.state])
            note_idle(run.noted, where, found.planned.plan, found.planned.after, now=run.now)
    if exit_code and not found.is_empty:
        raise typer.Exit(1)
