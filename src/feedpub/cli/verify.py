"""`verify`: the command that looks whether everything that was published is still there, and mends it."""

import re
from typing import Annotated

import typer

from feedpub.cli import cache, environment
from feedpub.cli.environment import caller, nearest_show
from feedpub.cli.options import DryRun, InShow, Json, Quiet, To, Url, Verbose, examples
from feedpub.cli.run import drive, running

VERIFY_EXAMPLES = examples(
    "feedpub verify",
    "feedpub verify feeds/tidewater --deep",
    "feedpub verify --all --sample 5% --quiet    # each night, by cron",
    "feedpub verify --repair --dry-run",
    "feedpub verify --repair",
)


def a_part(text: str) -> float:
    """A part of all: `5%`, `0.5 %`."""
    found = re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]{1,3})?) ?%", text.strip())
    if not found or not 0 < float(found[1]) <= 100:
        raise typer.BadParameter(f"{text!r} is not a part from 0.001% to 100%")
    return float(found[1]) / 100


def verify(
    path: InShow = None,
    *,
    deep: Annotated[bool, typer.Option("--deep", help="Read every object, and compare its bytes.")] = False,
    sample: Annotated[
        float | None,
        typer.Option(
            "--sample", metavar="PART", parser=a_part, help="Read a part of the objects, other ones each day."
        ),
    ] = None,
    store_only: Annotated[
        bool, typer.Option("--store-only", help="Look at the store alone, and not at the public address.")
    ] = False,
    repair: Annotated[
        bool, typer.Option("--repair", help="Send again what is damaged, as far as its bytes can be had.")
    ] = False,
    dry_run: DryRun = False,
    to: To = None,
    url: Url = None,
    json: Json = False,
    verbose: Verbose = False,
    quiet: Quiet = False,
) -> None:
    """Look whether everything that was published is still there.

    Compares each object that was ever published with what is in the store: size, digest, type and caching, the feed
    item by item. Asks for each at its public address, and lists what feedpub put there and no catalog names. Says what
    it looked at, and what not. Changes nothing without --repair. The exit code is 1 if something is damaged; that of
    several shows is the worst of theirs.

    --repair sends again what can be derived (feed, pages, chapters, pictures) or found among your files (a recording,
    if it is the same one), and says what you have to supply. It brings nothing back that was taken out or deleted.
    """
    from feedpub.audio import probe
    from feedpub.audio.cache import with_cache
    from feedpub.commands.verify import verify as verb
    from feedpub.deploy.events import Planned
    from feedpub.deploy.verify.survey import Scope
    from feedpub.output.verify import verify_document, verify_lines

    if dry_run and not repair:
        raise typer.BadParameter("--dry-run goes with --repair: without it nothing is changed")
    with running(json=json, quiet=quiet, verbose=verbose, dry_run=dry_run, idle=False) as report:
        done = drive(
            lambda on_event: verb(
                nearest_show(path),
                now=environment.now(),
                to=to,
                url=url,
                scope=Scope(deep=deep, sample=sample or 0.0, asks_public=not store_only),
                repair=repair,
                caller=caller(),
                measure=with_cache(cache.results(), probe.measure),
                stop_after_plan=dry_run,
                on_event=on_event,
            ),
            report,
        )
        if isinstance(done, Planned):
            report.stopped("verify")
            return
        document = verify_document([done], [report.plan])
        lines = verify_lines(document, details=verbose)
        report.result(lines, document, is_quiet=False if document["damage"] else None)
    if done.damage:
        raise typer.Exit(1)
