"""`publish`, `release` and `unpublish`: the commands that change what is published."""

from functools import partial
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from feedpub.cli import cache, completion, environment
from feedpub.cli.environment import caller, episode_named
from feedpub.cli.misuse import Misused, nothing_to_publish
from feedpub.cli.options import (
    DryRun,
    Episodes,
    Json,
    NoCache,
    Quiet,
    To,
    Url,
    Verbose,
    Verify,
    Yes,
    examples,
    filled,
    path,
)
from feedpub.cli.release_watch import watching
from feedpub.cli.repeated import Repeated, note_published, note_released
from feedpub.cli.run import drive, run_to_its_end, running, with_question
from feedpub.cli.shows import AllShows, Shows, chosen_shows, each, refuse_one_target

if TYPE_CHECKING:
    from feedpub.cache.dependencies import Dependencies
    from feedpub.commands.publish import Published
    from feedpub.deploy.events import OnEvent, Planned
    from feedpub.deploy.run import RunResult


Named = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="PATH",
        parser=path,
        help="Episode files, show.yaml alone, or a show's folder with all its episodes.",
    ),
]
PUBLISH_EXAMPLES = examples(
    "feedpub publish feeds/tidewater/first-light.yaml --dry-run",
    "feedpub publish feeds/tidewater/first-light.yaml",
    "feedpub publish feeds/tidewater            # all of a show",
    "feedpub publish feeds/tidewater/show.yaml  # the show alone",
    "feedpub publish feeds/tidewater --plan-out tidewater.plan",
    "feedpub publish --plan tidewater.plan      # exactly what was shown",
    "feedpub publish --all --dry-run            # every show of the workspace",
    "feedpub publish feeds/tidewater --to s3://bucket/tidewater --url https://cdn.example.org/tidewater/",
)
RELEASE_EXAMPLES = examples(
    "feedpub release",
    "feedpub release feeds/tidewater --quiet    # in a scheduled job",
    "feedpub release --all --watch              # as a service",
)
UNPUBLISH_EXAMPLES = examples(
    "feedpub unpublish feeds/tidewater/first-light.yaml --dry-run",
    "feedpub unpublish feeds/tidewater/first-light.yaml",
    "feedpub unpublish feeds/tidewater/first-light.yaml feeds/network/first-light.yaml    # in two shows",
    "feedpub unpublish feeds/tidewater/first-light.yaml --purge --dry-run",
    "feedpub unpublish first-light --purge --history --reason 'a name that must not be public' --yes",
)


def publish(
    paths: Named = None,
    *,
    dry_run: DryRun = False,
    plan_out: Annotated[
        Path | None,
        typer.Option("--plan-out", metavar="FILE", parser=path, help="Write the plan into a file and change nothing."),
    ] = None,
    plan: Annotated[
        Path | None,
        typer.Option(
            "--plan", metavar="FILE", parser=path, help="Carry out exactly the plan in this file; needs no PATH."
        ),
    ] = None,
    to: To = None,
    url: Url = None,
    verify: Verify = None,
    replace_audio: Annotated[
        bool, typer.Option("--replace-audio", help="Allow another recording for a published episode.")
    ] = False,
    move_enclosures: Annotated[
        bool, typer.Option("--move-enclosures", help="Allow another address for all audio files.")
    ] = False,
    redate: Annotated[bool, typer.Option("--redate", help="Allow changing the date of a published episode.")] = False,
    lose_items: Annotated[
        bool, typer.Option("--lose-items", help="Allow published episodes to leave the feed.")
    ] = False,
    restore: Annotated[bool, typer.Option("--restore", help="Publish an unpublished episode again.")] = False,
    revert: Annotated[bool, typer.Option("--revert", help="Allow publishing an earlier version of a file.")] = False,
    rerender: Annotated[bool, typer.Option("--rerender", help="Render the notes of published episodes again.")] = False,
    retag: Annotated[
        bool, typer.Option("--retag", help="Write new tags into the audio of published episodes.")
    ] = False,
    take_over: Annotated[
        bool, typer.Option("--take-over", help="Go on with a show that was published from another folder.")
    ] = False,
    moved: Annotated[
        bool, typer.Option("--moved", help="Go on with a show that was published to another bucket and copied here.")
    ] = False,
    first: Annotated[
        bool, typer.Option("--first", help="Begin a show where the credentials may not list what is there.")
    ] = False,
    placeholder: Annotated[
        bool, typer.Option("--placeholder", help="Allow a new show to begin with the cover that init has drawn.")
    ] = False,
    renamed_from: Annotated[
        str | None,
        typer.Option(
            "--renamed-from",
            metavar="OLD",
            parser=filled,
            autocompletion=completion.slugs,
            help="Rename a published episode that had this slug.",
        ),
    ] = None,
    no_cache: NoCache = False,
    json: Json = False,
    verbose: Verbose = False,
    quiet: Quiet = False,
) -> None:
    """Publish a show and its episodes.

    Checks the files, shows the plan, uploads, and verifies the result. If one file fails, none is published. An episode
    with a date in the future is scheduled; scheduled episodes that are due are released. A draft is skipped, and taken
    off the schedule if it was scheduled. A change that would reach every subscriber's device needs an option below.
    Several shows are published one after the other: the failure of one does not stop the others, and the exit code is
    the worst of theirs.

    With --plan-out, somebody else can look at the plan first; --plan then carries out exactly that, or refuses it and
    names what has moved since: a file, the target, or what is published.
    """
    typed = dict(locals())
    is_used = not (no_cache or verbose or plan or plan_out or not paths)
    run = Repeated(cache.results(is_used=is_used), "publish", typed.pop("paths") or (), options=typed)
    if run.repeats():
        return
    from feedpub.audio import probe
    from feedpub.audio.cache import with_cache
    from feedpub.catalog import Overrides
    from feedpub.catalog.inputs import Inputs
    from feedpub.commands import planned
    from feedpub.commands.publish import publish as publish_now
    from feedpub.deploy.events import Planned
    from feedpub.errors import FeedpubError
    from feedpub.output.result import publish_document, publish_lines
    from feedpub.source import display_path, show_of

    overrides = Overrides(
        replace_audio=replace_audio,
        move_enclosures=move_enclosures,
        redate=redate,
        lose_items=lose_items,
        restore=restore,
        revert=revert,
        rerender=rerender,
        retag=retag,
        take_over=take_over,
        moved=moved,
        first=first,
        placeholder=placeholder,
        renamed_from=renamed_from or "",
    )
    if plan is not None and (paths or plan_out or to or url or verify or overrides != Overrides()):
        raise FeedpubError(
            "--plan goes without a PATH, and without options that change what is published: they are in the plan",
            hint=f"feedpub publish --plan {quote(str(plan))}",
        )
    named = [Path(one) for one in planned.load_plan(plan).paths] if plan else paths
    if not named:
        raise nothing_to_publish()

    read: list[Inputs] = []

    def publish_all(on_event: "OnEvent") -> "Published | Planned":
        def noted(event: object) -> None:
            if isinstance(event, Inputs):
                read.append(event)
            on_event(event)

        results = cache.results(is_used=not no_cache)
        machine: dict[str, Any] = {
            "measure": with_cache(results, probe.measure),
            "results": results,
            "caller": caller(run.noted),
            "on_event": noted,
        }
        if plan:
            return planned.publish_planned(plan, stop_after_plan=dry_run, **machine)
        verb = (
            partial(planned.plan_to_file, file=plan_out) if plan_out else partial(publish_now, stop_after_plan=dry_run)
        )
        return verb(
            named,
            now=run.now,
            to=to,
            url=url,
            overrides=overrides,
            verify=verify,
            new_guid=cache.show_guid,
            **machine,
        )

    output = running(json=json, quiet=quiet, verbose=verbose, dry_run=dry_run or plan_out is not None)
    with run.recorded(), output as report:
        done = drive(publish_all, report)
        if run.noted:
            note_published(run.noted, read[-1], done, now=run.now, to=to, url=url)
        if isinstance(done, Planned):
            report.stopped("publish", wrote=display_path(plan_out) if plan_out else "")
        else:
            document = publish_document(done, report.plan)
            folder = display_path(show_of(named[0]).parent) if done.run.where.is_directory else ""
            channel = done.run.outcome.after.channel
            report.result(publish_lines(document, channel, serve=folder, details=verbose), document)


def release(
    shows: Shows = None,
    *,
    all_: AllShows = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Stay, and release each episode at its time, until Ctrl-C or SIGTERM.")
    ] = False,
    dry_run: DryRun = False,
    to: To = None,
    url: Url = None,
    verify: Verify = None,
    no_cache: NoCache = False,
    json: Json = False,
    verbose: Verbose = False,
    quiet: Quiet = False,
) -> None:
    """Release scheduled episodes that are due.

    Reads no episode files: publish has uploaded and recorded these episodes before. With --quiet it prints nothing if
    no episode is due. The exit code of several shows is the worst of theirs.

    With --watch it sleeps until the next episode is due, and looks every ten minutes what else was scheduled. Without
    a network it says so once, and tries again with growing pauses.
    """
    typed = {name: value for name, value in locals().items() if name not in {"shows", "all_"}}

    def release_due(show: "Path", on_event: "OnEvent", *, noted: "Dependencies | None" = None) -> "RunResult | Planned":
        from feedpub.commands.release import release as verb

        return verb(
            show,
            now=environment.now(),
            to=to,
            url=url,
            verify=verify,
            caller=caller(noted),
            stop_after_plan=dry_run,
            on_event=on_event,
        )

    def released(show: "Path", on_event: "OnEvent") -> "RunResult":
        return cast("RunResult", release_due(show, on_event))  # it does not stop after the plan

    def one(show: "Path") -> None:
        results = cache.results(is_used=not (no_cache or verbose or dry_run))
        run = Repeated(results, "release", [show], options=typed)
        if run.repeats():
            return
        from feedpub.output.result import result_document, result_lines

        with run.recorded():
            done = run_to_its_end(
                "release",
                partial(release_due, show, noted=run.noted),
                partial(result_document, "release"),
                partial(result_lines, details=verbose),
                json=json,
                quiet=quiet,
                verbose=verbose,
                dry_run=dry_run,
                idle=not quiet,
            )
            if run.noted and done:
                note_released(run.noted, show, done, now=run.now)

    chosen = chosen_shows(shows, every=all_)
    refuse_one_target(chosen, to=to, url=url)
    if watch:
        if json or dry_run:
            raise Misused(f"--watch goes without {'--json' if json else '--dry-run'}", hint="leave out one of the two")
        watching(partial(chosen_shows, shows, every=all_), released, quiet=quiet, verbose=verbose)
    elif len(chosen) > 1 or all_:
        each(chosen, one, json=json, quiet=quiet)
    else:
        one(chosen[0])


def unpublish(
    paths: Episodes,
    *,
    dry_run: DryRun = False,
    to: To = None,
    url: Url = None,
    verify: Verify = None,
    purge: Annotated[
        bool,
        typer.Option("--purge", help="Delete its recording, pictures, transcripts, chapters and pages for good."),
    ] = False,
    history: Annotated[
        bool, typer.Option("--history", help="With --purge: take its words out of the private history, too.")
    ] = False,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="TEXT", parser=filled, help="With --purge: why, for the record.")
    ] = None,
    yes: Yes = False,
    json: Json = False,
    verbose: Verbose = False,
    quiet: Quiet = False,
) -> None:
    """Take episodes out of the feed, one after the other.

    Name an episode's file, or, if that is deleted already, its slug. The audio file is not deleted, so apps that know
    its address can still play it; --purge deletes it, after a question, and looks from outside whether it is gone. The
    exit code is 1 while anything that was deleted can still be fetched. Slug and guid stay reserved.
    """
    from feedpub.commands.purge import Purging
    from feedpub.commands.unpublish import unpublish as verb
    from feedpub.errors import Refused
    from feedpub.output.result import unpublish_document, unpublish_lines

    if (history or reason) and not purge:
        raise Refused("--history and --reason go with --purge", hint="without it nothing is deleted")

    def one(path: "Path") -> None:
        result = run_to_its_end(
            "unpublish",
            with_question(
                lambda on_event: verb(
                    episode_named(path),
                    now=environment.now(),
                    to=to,
                    url=url,
                    verify=verify,
                    purge=Purging(history=history, reason=reason or "") if purge else None,
                    caller=caller(),
                    stop_after_plan=dry_run,
                    on_event=on_event,
                ),
                f"Delete everything of {path.stem} for good?",
                yes=yes or dry_run or not purge,
                json=json,
            ),
            unpublish_document,
            partial(unpublish_lines, details=verbose),
            json=json,
            quiet=quiet,
            verbose=verbose,
            dry_run=dry_run or (purge and not yes),
        )
        if result and result.purged and not result.purged.is_complete:
            raise typer.Exit(1)

    refuse_one_target({path.parent for path in paths}, to=to, url=url)
    if len(paths) > 1:
        each(paths, one, json=json, quiet=quiet)
    else:
        one(paths[0])
