"""`check`: the options of a check, and how it is run."""

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypedDict

import typer

from feedpub.cli import cache, completion, environment
from feedpub.cli.environment import nearest_show, refuse_missing_folder
from feedpub.cli.formats import Format, Output, print_findings, write_findings
from feedpub.cli.options import Json, NoCache, Verbose, examples, filled, period
from feedpub.cli.repeated import Repeated
from feedpub.cli.run import progress_bar
from feedpub.cli.shows import AllShows, chosen_shows, looked_at_once
from feedpub.errors import FeedpubError

if TYPE_CHECKING:
    from feedpub.commands.check import CheckOptions, CheckResult, MediaSelection
    from feedpub.commands.check.subjects import Subject
    from feedpub.lint import Platform
    from feedpub.output.progress import Bar

CHECK_EXAMPLES = examples(
    "feedpub check feeds/tidewater                 # your own files",
    "feedpub check --all                           # every show of the workspace",
    "feedpub check feed.xml                        # any feed file",
    "feedpub check https://example.com/feed.xml    # a feed on the web, with its media",
    "feedpub check feeds/tidewater --for apple,spotify --strict",
    "feedpub check feeds/tidewater --format github # in a pull request",
    "feedpub check feeds/tidewater --output sarif=feedpub.sarif",
)


def some(what: str) -> Callable[[str], str]:
    """A list with commas between; refuses an empty one."""

    def read(text: str) -> str:
        if not [word for word in text.split(",") if word.strip()]:
            raise typer.BadParameter(f"the list is empty; write for example {what}")
        return text

    return read


Subjects = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[PATH|URL]...",
        parser=filled,
        help="A show's folder or files, a feed file (- for stdin), or a feed's address. Default: the nearest show.",
    ),
]
For = Annotated[
    str | None,
    typer.Option(
        "--for",
        metavar="PLATFORM,…",
        autocompletion=completion.platforms,
        parser=some("apple,spotify"),
        help="Check only for these: apple, spotify, youtube, psp-1, podcasting-2.0.",
    ),
]
Select = Annotated[
    str | None,
    typer.Option(
        "--select",
        metavar="CODE,…",
        autocompletion=completion.rule_codes,
        parser=some("FP203"),
        help="Check only these rules; FP2 means all that begin with FP2.",
    ),
]
Ignore = Annotated[
    str | None,
    typer.Option(
        "--ignore",
        metavar="CODE,…",
        autocompletion=completion.rule_codes,
        parser=some("FP203"),
        help="Ignore these rules. Rules that are errors cannot be ignored.",
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="YYYY-MM",
        parser=filled,
        help="Check only for what was required then: a year, a month or a day.",
    ),
]


AGENTS = {"apple": "iTMS", "spotify": "Spotify/1.0"}
"""What the fetchers of directories call themselves (OPAWG, podcast-rss-useragents: `iTMS`, `Spotify/`)."""


def agent(text: str) -> str:
    """A User-Agent: that of a directory by its name, or as it is written."""
    if not text.isascii() or not text.isprintable():
        raise typer.BadParameter("a User-Agent is one line of ASCII")
    return AGENTS.get(text.strip().lower(), text.strip())


UserAgent = Annotated[
    str,
    typer.Option(
        "--user-agent",
        metavar="apple|spotify|TEXT",
        parser=agent,
        help="Request a feed on the web and its media under this name: that of a directory's fetcher, or your own.",
    ),
]


class LiveOptions(TypedDict):
    """How a feed on the web is requested."""

    media: "MediaSelection"
    allow_private: bool
    user_agent: str


def check(
    subjects: Subjects = None,
    *,
    platforms: For = None,
    format: Format = "text",
    output: Output = None,
    strict: Annotated[bool, typer.Option("--strict", help="Treat warnings as errors.")] = False,
    select: Select = None,
    ignore: Ignore = None,
    as_of: AsOf = None,
    notes: Annotated[bool, typer.Option("--notes", help="Show notes, too.")] = False,
    full: Annotated[
        bool, typer.Option("--full", help="Show every finding, not only the first places of each rule.")
    ] = False,
    all_: AllShows = False,
    offline: Annotated[bool, typer.Option("--offline", help="Do not look at what is published in a bucket.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Check again whenever a file is saved, until Ctrl-C.")] = False,
    media: Annotated[
        str,
        typer.Option(
            "--media",
            metavar="newest:N|all|none",
            parser=str,
            help="Of a feed on the web, request the media of these episodes.",
        ),
    ] = "newest:20",
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Allow requests to this machine and its network.")
    ] = False,
    user_agent: UserAgent = "",
    no_cache: NoCache = False,
    json: Json = False,
    verbose: Verbose = False,
) -> None:
    """Check a show or a feed against all rules.

    The exit code is 0 without errors, 1 with errors (with --strict also for warnings), and 2 if something cannot be
    checked.
    """
    typed = dict(locals())
    refuse_missing_folder()
    run = _repeated(typed.pop("subjects"), typed, is_used=not (no_cache or verbose or watch or output or all_))
    if run.recall():
        run.print_again()
        return
    from feedpub.commands.check import CheckOptions, MediaSelection

    form = "json" if json else format
    if watch and form != "text":
        raise FeedpubError("--watch prints text", hint=f"leave out {'--json' if json else '--format'}")
    options = CheckOptions(
        platforms=_platforms(platforms),
        select=_codes(select),
        ignore=_codes(ignore),
        strict=strict,
        as_of=period(as_of, option="--as-of"),
        offline=offline,
    )
    if select or ignore:
        options.rules()  # refuses what cannot be chosen before anything is read
    live = LiveOptions(media=MediaSelection.read(media), allow_private=allow_private, user_agent=user_agent)

    def once() -> bool:
        with _log_shown(verbose=verbose):
            found = _checked(_chosen(subjects, every=all_), options, live, run, no_cache=no_cache)
        for one in output or ():
            write_findings(found, *one.split("=", 1), notes=notes)
        print_findings(found, format=form, notes=notes, every=full)
        return all(one.passed for one in found)

    if watch:
        from feedpub.cli.watch import changes_of, watching

        written = [Path(one.partition("=")[2]) for one in output or ()]
        watching(once, changes_of(_chosen(subjects, every=all_), ignored=written))
        return
    with without_collection(), run.recorded():
        if not once():
            raise typer.Exit(1)


def _repeated(subjects: list[str] | None, typed: dict[str, Any], *, is_used: bool) -> Repeated:
    """The run of a check; only one of a folder or of YAML can be repeated, since a feed is read in any case."""
    if not is_used:
        return Repeated(cache.results(is_used=False), "check", [], options=typed)
    paths = [nearest_show(None)] if not subjects else [Path(one) for one in subjects]
    is_used = all(one.is_dir() or one.suffix in {".yaml", ".yml"} for one in paths)
    return Repeated(cache.results(is_used=is_used), "check", paths, options=typed)


def _chosen(subjects: list[str] | None, *, every: bool) -> "tuple[Subject, ...]":
    """What is checked: what is named, every show of the workspace, or the nearest show."""
    from feedpub.commands.check.subjects import subjects as subjects_of

    if every:
        return subjects_of(map(str, chosen_shows([Path(one) for one in subjects or ()], every=True)))
    return subjects_of(subjects or [str(nearest_show(None))])


@contextmanager
def _log_shown(*, verbose: bool) -> Iterator[None]:
    """The log on stderr, if it is wanted; else nothing is loaded for it."""
    if not verbose:
        yield
        return
    from feedpub.output.terminal import log_shown

    with log_shown(verbose=True):
        yield


@contextmanager
def without_collection() -> Iterator[None]:
    """No search for circles of garbage: a check makes many values, drops few, and the program ends soon.

    What there is when it ends is never searched: Python would begin with that, and once more as the program ends.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _platforms(written: str | None) -> "tuple[Platform, ...]":
    if written is None:
        return ()
    from feedpub.lint import Platform
    from feedpub.standards import nearest

    known = {platform.value: platform for platform in Platform} | {
        "psp1": Platform.PSP,
        "podcasting20": Platform.NAMESPACE,
    }
    chosen = []
    for word in filter(None, (part.strip().lower() for part in written.split(","))):
        if word not in known:
            guess = nearest(word, known)
            hint = (
                f"did you mean {guess}?"
                if guess
                else f"use one of {', '.join(platform.value for platform in Platform)}"
            )
            raise FeedpubError(f"--for: {word!r} is not a known platform", hint=hint)
        chosen.append(known[word])
    return tuple(dict.fromkeys(chosen))


def _codes(written: str | None) -> tuple[str, ...]:
    return tuple(part.strip().upper() for part in (written or "").split(",") if part.strip())


def _checked(
    chosen: "tuple[Subject, ...]", options: "CheckOptions", live: "LiveOptions", run: Repeated, *, no_cache: bool
) -> "list[CheckResult]":
    """One after the other, with progress on a terminal; what a check of one show depends on is noted."""
    if run.noted and len(chosen) > 1:
        run.noted.is_known = False
    with progress_bar() as bar, looked_at_once():
        return [_one(subject, options, bar, live, run, no_cache=no_cache) for subject in chosen]


def _one(
    subject: "Subject",
    options: "CheckOptions",
    bar: "Bar | None",
    live: "LiveOptions",
    run: Repeated,
    *,
    no_cache: bool,
) -> "CheckResult":
    from feedpub.commands.check.subjects import FeedAddress, FeedFile

    match subject:
        case FeedAddress(url):
            from feedpub.commands.check.live import check_live_feed, no_progress

            on_progress = bar.requesting if bar else no_progress
            return check_live_feed(url, options=options, now=environment.now(), on_progress=on_progress, **live)
        case FeedFile(path):
            from feedpub.commands.check.feed import check_feed_file, check_feed_stream

            if str(path) == "-":
                return check_feed_stream(sys.stdin.buffer, options=options, now=environment.now())
            return check_feed_file(path, options=options, now=environment.now())
        case _:
            from feedpub.audio import probe
            from feedpub.audio.cache import with_cache
            from feedpub.commands.check.files import check_files

            results = cache.results(is_used=not no_cache)
            return check_files(
                subject.paths,
                options=options,
                now=run.now,
                on_read=bar.reading if bar else None,
                measure=with_cache(results, probe.measure),
                results=results,
                noted=run.noted,
            )
