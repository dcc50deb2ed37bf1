"""`import`: the command that takes a show from another host."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from feedpub.cli import cache, environment
from feedpub.cli.environment import nearest_show
from feedpub.cli.misuse import Misused
from feedpub.cli.options import Json, To, Url, Verbose, examples, filled, one_of, path
from feedpub.cli.run import running
from feedpub.errors import FeedpubError

if TYPE_CHECKING:
    from feedpub.audio.probe import Measure
    from feedpub.commands.imports import PreparedImport

IMPORT_EXAMPLES = examples(
    "feedpub import https://feeds.example.com/tidewater.xml",
    "feedpub import https://feeds.example.com/tidewater.xml feeds/tidewater --newest 5    # a small try",
    "feedpub import https://feeds.example.com/tidewater.xml --media later    # recordings stay where they are",
    "feedpub import old-feed.xml feeds/tidewater --no-media",
    "feedpub import --status feeds/tidewater    # how far the move is, and what comes next",
)


COMPARE_EXAMPLES = examples(
    "feedpub compare https://feeds.old-host.example/tidewater.xml https://podcasts.example/tidewater/feed.xml",
    "feedpub compare old-feed.xml public/tidewater/feed.xml --json",
)

Feed = Annotated[str, typer.Argument(metavar="URL|FILE", parser=filled, help="The address of a feed, or a file.")]


AllowPrivate = Annotated[bool, typer.Option("--allow-private", help="Allow requests to this machine and its network.")]


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 1_000_000):
        raise typer.BadParameter(f"{text!r} is not a number from 1")
    return int(text)


def _when(text: str) -> str:
    if text not in {"now", "later"}:
        raise typer.BadParameter(f"{text!r} is neither now nor later")
    return text


def _confirmation(text: str) -> str:
    from feedpub.commands.imports.by_hand import CONFIRMATIONS

    return one_of(*CONFIRMATIONS)(text)


def import_(
    source: Annotated[
        str | None,
        typer.Argument(
            metavar="URL|FILE",
            parser=filled,
            help="The address of the show's RSS feed, or a file; with --status the show's folder.",
        ),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="FOLDER", parser=path, help="The show's folder. Default: feeds/<title>."),
    ] = None,
    *,
    newest: Annotated[
        int | None,
        typer.Option("--newest", metavar="N", parser=_number, help="Import only the first N episodes of the feed."),
    ] = None,
    media: Annotated[
        str,
        typer.Option(
            "--media",
            metavar="now|later",
            parser=_when,
            help="Download recordings now, or let them stay at the old host until a later run.",
        ),
    ] = "now",
    no_media: Annotated[
        bool, typer.Option("--no-media", help="Write the files only; a later run downloads what they name.")
    ] = False,
    media_from: Annotated[
        Path | None,
        typer.Option(
            "--media-from",
            metavar="FOLDER",
            parser=path,
            help="Take recordings from a folder: by file name or title, and duration.",
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Take what --media-from finds without asking.")] = False,
    drop_boilerplate: Annotated[
        bool, typer.Option("--drop-boilerplate", help="Leave out lines that the old host has added to notes.")
    ] = False,
    accept_ads: Annotated[
        bool, typer.Option("--accept-ads", help="Download audio from hosts that put advertisements into it.")
    ] = False,
    mine: Annotated[
        bool, typer.Option("--mine", help="Say that the show is yours, where its feed forbids to import it.")
    ] = False,
    status: Annotated[
        bool, typer.Option("--status", help="Show how far the move of an imported show is, step by step.")
    ] = False,
    confirmed: Annotated[
        list[str] | None,
        typer.Option(
            "--done",
            metavar="STEP",
            parser=_confirmation,
            help="With --status: say that it is done where nobody can see it. Repeatable: "
            "apple, spotify, podcast-index, youtube, episodes, links.",
        ),
    ] = None,
    to: To = None,
    url: Url = None,
    allow_private: AllowPrivate = False,
    json: Json = False,
    verbose: Verbose = False,
) -> None:
    """Take a show from another host, by its feed.

    Writes YAML and notes, and downloads audio, artwork, transcripts and chapters. Each episode keeps its guid, date and
    number. It never overwrites a file; a second run brings what is new, and the downloads that are still missing.
    With --status it looks at both feeds, the redirect between them, and all that the new feed names at the old host;
    the exit code is 1 until every step is done.
    """
    if status:
        others = {"--newest": newest, "--media": media == "later", "--no-media": no_media, "--media-from": media_from}
        others |= {"--drop-boilerplate": drop_boilerplate, "--accept-ads": accept_ads, "--mine": mine, "--yes": yes}
        _refuse([name for name, value in others.items() if value], "does not go with --status")
        _status(
            source, folder, confirmed=confirmed, to=to, url=url, allow_private=allow_private, json=json, verbose=verbose
        )
        return
    _refuse(
        [name for name, value in {"--done": confirmed, "--to": to, "--url": url}.items() if value], "goes with --status"
    )
    if source is None:
        raise Misused("no feed is named", hint="feedpub import https://… or feedpub import feed.xml")
    from feedpub.audio import probe
    from feedpub.audio.cache import with_cache
    from feedpub.commands.imports import apply, prepare
    from feedpub.output.imported import import_document, import_lines

    with running(json=json, quiet=False, verbose=verbose) as report:
        prepared = prepare(
            source,
            folder,
            now=environment.now(),
            random_guid=cache.random_guid(),
            newest=newest,
            media="none" if no_media else "later" if media == "later" else "now",
            drop_boilerplate=drop_boilerplate,
            allow_private=allow_private,
        )
        if prepared.is_locked and not mine:
            _ask_whose(prepared, json=json)
        measure = with_cache(cache.results(), probe.measure)
        masters = _masters(prepared, media_from, measure, yes=yes) if media_from else None
        done = apply(
            prepared,
            now=environment.now(),
            measure=measure,
            masters=masters,
            accept_ads=accept_ads,
            allow_private=allow_private,
            on_progress=report.requesting,
            on_read=report.reading,
        )
        document = import_document(done)
        report.result(import_lines(document), document)
    if done.comparison.unexplained or any(one.state == "failed" for one in done.downloads):
        raise typer.Exit(1)


def _refuse(options: list[str], why: str) -> None:
    if options:
        raise Misused(f"{options[0]} {why}", hint="see: feedpub import --help")


def _status(
    source: str | None,
    folder: Path | None,
    *,
    confirmed: list[str] | None,
    to: str | None,
    url: str | None,
    allow_private: bool,
    json: bool,
    verbose: bool,
) -> None:
    """Show how far a move is; `source` is the show, or the old feed with the show behind it."""
    from feedpub.commands.imports import import_status
    from feedpub.output.import_status import import_status_document, import_status_lines

    is_feed = source is not None and "://" in source
    if folder is not None and not is_feed:
        raise Misused("two shows are named", hint="name one, or the old feed's address and one")
    named = folder if is_feed or source is None else Path(source)
    with running(json=json, quiet=False, verbose=verbose) as report:
        found = import_status(
            nearest_show(named),
            now=environment.now(),
            feed=source if source is not None and is_feed else "",
            to=to,
            url=url,
            confirmed=confirmed or (),
            allow_private=allow_private,
        )
        document = import_status_document(found)
        report.result(import_status_lines(document), document)
    if not found.is_finished:
        raise typer.Exit(1)


def _ask_whose(prepared: "PreparedImport", *, json: bool) -> None:
    """Ask whether the show is theirs; raises `FeedpubError` if it is not, or if nobody can be asked."""
    if sys.stdin.isatty() and sys.stderr.isatty() and not json:
        question = f"The feed of {prepared.plan.show.title} forbids other hosts to import it. Is this show yours?"
        if typer.confirm(question, err=True):
            return
    message = "forbids other hosts to import it (`podcast:locked`)"
    raise FeedpubError(message, where=prepared.plan.source, hint="if the show is yours, run it again with --mine")


def _masters(prepared: "PreparedImport", folder: Path, measure: "Measure", *, yes: bool) -> dict[Path, Path]:
    """The author's own files for recordings, by where they shall be, after somebody has agreed to all of them."""
    from feedpub.commands.imports.masters import match_masters
    from feedpub.commands.imports.run import missing_recordings
    from feedpub.output.imported import match_lines
    from feedpub.output.terminal import Terminal

    matches = match_masters(
        missing_recordings(prepared), folder, lambda path: measure(path, file=str(path), on_bytes=None).duration_ms
    )
    found = {one.recording.path: one.file for one in matches if one.file}
    if not yes:
        terminal = Terminal()
        terminal.talk(match_lines(matches))
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise FeedpubError("nobody can be asked whether these are the recordings", hint="run it again with --yes")
        if found and not typer.confirm("Are these the recordings?", err=True):
            raise FeedpubError("nothing was imported", hint="rename files, or put them where the YAML says")
    return found


def compare(
    source: Feed,
    ours: Feed,
    *,
    allow_private: AllowPrivate = False,
    json: Json = False,
    verbose: Verbose = False,
) -> None:
    """Compare two feeds of a show, item by item.

    The second is to take the place of the first: is it the same show? Whatever differs is listed with its reason, one
    of ten. A difference without a reason is a fault: exit code 1.
    """
    from feedpub.commands.imports import compare as verb
    from feedpub.output.compared import comparison_document, comparison_lines

    with running(json=json, quiet=False, verbose=verbose) as report:
        compared = verb(source, ours, now=environment.now(), allow_private=allow_private)
        document = comparison_document(compared)
        report.result(comparison_lines(document), document)
    if compared.unexplained:
        raise typer.Exit(1)
