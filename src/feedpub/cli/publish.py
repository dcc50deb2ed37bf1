"""The verbs that change what is published."""

from typing import Annotated

import typer

from feedpub.cli import cache, environment
from feedpub.cli.environment import nearest_show
from feedpub.cli.options import (
    DryRun,
    Episode,
    InShow,
    Json,
    Paths,
    Quiet,
    To,
    Url,
    Verbose,
    Verify,
    examples,
    filled,
)
from feedpub.cli.run import drive, running

PUBLISH_EXAMPLES = examples(
    "feedpub publish feeds/tidewater/first-light.yaml --dry-run",
    "feedpub publish feeds/tidewater/first-light.yaml",
    "feedpub publish feeds/tidewater            # all of a show",
    "feedpub publish feeds/tidewater/show.yaml  # the show alone",
    "feedpub publish feeds/tidewater --to s3://bucket/tidewater --url https://cdn.example.org/tidewater/",
)
RELEASE_EXAMPLES = examples(
    "feedpub release",
    "feedpub release feeds/tidewater --quiet    # in a scheduled job",
)
UNPUBLISH_EXAMPLES = examples(
    "feedpub unpublish feeds/tidewater/first-light.yaml --dry-run",
    "feedpub unpublish feeds/tidewater/first-light.yaml",
)


def publish(
    paths: Paths,
    *,
    dry_run: DryRun = False,
    to: To = None,
    url: Url = None,
    verify: Verify = None,
    replace_audio: Annotated[bool, typer.Option("--replace-audio", help="Another recording for what is out.")] = False,
    move_enclosures: Annotated[bool, typer.Option("--move-enclosures", help="Another address for all audio.")] = False,
    redate: Annotated[bool, typer.Option("--redate", help="Another date for what is out.")] = False,
    lose_items: Annotated[bool, typer.Option("--lose-items", help="Episodes that are out leave the feed.")] = False,
    restore: Annotated[bool, typer.Option("--restore", help="Bring back what was unpublished.")] = False,
    revert: Annotated[bool, typer.Option("--revert", help="Publish what equals an earlier version.")] = False,
    rerender: Annotated[bool, typer.Option("--rerender", help="Render the notes of what is out again.")] = False,
    retag: Annotated[bool, typer.Option("--retag", help="New tags in the audio of what is out.")] = False,
    renamed_from: Annotated[
        str | None,
        typer.Option("--renamed-from", metavar="OLD", parser=filled, help="The episode's slug until now."),
    ] = None,
    json: Json = False,
    verbose: Verbose = False,
    quiet: Quiet = False,
) -> None:
    """Check, show the plan, carry it out, prove it.

    Several files are all or nothing. What is due is released on the way; a date in the future withholds. A draft is
    skipped, and taken off the schedule if it was scheduled. What would hit every subscriber's device is refused without
    its own option.
    """
    from feedpub.audio import probe
    from feedpub.audio.cache import with_cache
    from feedpub.catalog import Overrides
    from feedpub.commands.publish import publish as verb
    from feedpub.deploy import Planned
    from feedpub.output.result import publish_document, publish_lines
    from feedpub.source import display_path, find_show

    overrides = Overrides(
        replace_audio=replace_audio,
        move_enclosures=move_enclosures,
        redate=redate,
        lose_items=lose_items,
        restore=restore,
        revert=revert,
        rerender=rerender,
        retag=retag,
        renamed_from=renamed_from or "",
    )
    with running(json=json, quiet=quiet, verbose=verbose) as report:
        done = drive(
            lambda on_event: verb(
                paths,
                now=environment.now(),
                to=to,
                url=url,
                overrides=overrides,
                verify=verify,
                stop_after_plan=dry_run,
                new_guid=cache.show_guid,
                measure=with_cache(cache.audio(), probe.measure),
                on_event=on_event,
            ),
            report,
        )
        if isinstance(done, Planned):
            report.stopped("publish")
        else:
            document = publish_document(done, report.plan)
            folder = display_path(find_show(paths[0]).parent) if done.ended.where.is_directory else ""
            report.ended(publish_lines(document, done.ended.outcome.after.channel, serve=folder), document)


def release(
    path: InShow = None,
    *,
    dry_run: DryRun = False,
    to: To = None,
    url: Url = None,
    verify: Verify = None,
    json: Json = False,
    verbose: Verbose = False,
    quiet: Quiet = False,
) -> None:
    """Put out what is due, and nothing else.

    Reads no episode file: what is scheduled was uploaded and recorded before.
    """
    from feedpub.commands.release import release as verb
    from feedpub.deploy import Planned
    from feedpub.output.result import result_document, result_lines

    with running(json=json, quiet=quiet, verbose=verbose) as report:
        show = nearest_show(path)
        ended = drive(
            lambda on_event: verb(
                show, now=environment.now(), to=to, url=url, verify=verify, stop_after_plan=dry_run, on_event=on_event
            ),
            report,
        )
        if isinstance(ended, Planned):
            report.stopped("release")
        else:
            document = result_document("release", ended, report.plan)
            report.ended(result_lines(document), document)


def unpublish(
    path: Episode,
    *,
    dry_run: DryRun = False,
    to: To = None,
    url: Url = None,
    verify: Verify = None,
    json: Json = False,
    verbose: Verbose = False,
    quiet: Quiet = False,
) -> None:
    """Take an episode out of the feed.

    Its audio stays where it is, for apps that know it; its slug and guid stay taken.
    """
    from feedpub.commands.unpublish import unpublish as verb
    from feedpub.deploy import Planned
    from feedpub.output.result import unpublish_document, unpublish_lines

    with running(json=json, quiet=quiet, verbose=verbose) as report:
        done = drive(
            lambda on_event: verb(
                path, now=environment.now(), to=to, url=url, verify=verify, stop_after_plan=dry_run, on_event=on_event
            ),
            report,
        )
        if isinstance(done, Planned):
            report.stopped("unpublish")
        else:
            document = unpublish_document(done, report.plan)
            report.ended(unpublish_lines(document), document)
