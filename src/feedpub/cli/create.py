"""`init` and `new`: the commands that write an author's files. On a terminal they ask for what is missing."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from feedpub.cli import cache, completion
from feedpub.cli.environment import refuse_missing_folder
from feedpub.cli.misuse import Misused
from feedpub.cli.options import DOCUMENTATION, Json, examples, filled, path
from feedpub.cli.run import running
from feedpub.errors import FeedpubError

if TYPE_CHECKING:
    from feedpub.commands.init import CreatedShow
    from feedpub.commands.new import CreatedEpisode
    from feedpub.output.terminal import Terminal

INIT_EXAMPLES = examples(
    "feedpub init feeds/tidewater",
    "feedpub init feeds/tidewater --title Tidewater --description 'Life at the coast.' --author 'Tidewater Radio' \\",
    "    --category 'Society & Culture > Places & Travel' --image ~/Pictures/tidewater.jpg",
    "feedpub init feeds/tidewater --yes --audio ~/recording.mp3    # asks nothing",
    "feedpub init --ci github    # a workflow for the shows that are here",
)
NEW_EXAMPLES = examples(
    "feedpub new media/night-tide.mp3",
    "feedpub new media/*.mp3    # skips those that have an episode",
    "feedpub new media/night-tide.mp3 --show feeds/tidewater --slug night-tide --notes",
)

Folder = Annotated[
    Path | None, typer.Argument(metavar="FOLDER", parser=path, help="The folder for the show, new or empty.")
]


def _github(text: str) -> str:
    """The one service that a workflow is written for."""
    if text != "github":
        raise typer.BadParameter(f"{text!r} is not github; for GitLab, cron and systemd: {DOCUMENTATION}/ci.md")
    return text


Ci = Annotated[
    Literal["github"] | None,
    typer.Option(
        "--ci",
        metavar="github",
        parser=_github,
        help="Create no show, but a workflow for those that are here: check, publish, release.",
    ),
]


def _text(
    name: str, metavar: str, help_: str, *, autocompletion: Callable[..., object] | None = None
) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(
        f"--{name}", metavar=metavar, parser=filled, autocompletion=autocompletion, help=help_
    )
    return option


def init(
    folder: Folder = None,
    *,
    title: Annotated[str | None, _text("title", "TEXT", "The title of the show.")] = None,
    author: Annotated[str | None, _text("author", "NAME", "Who makes the show.")] = None,
    description: Annotated[str | None, _text("description", "TEXT", "What the show is about.")] = None,
    language: Annotated[
        str | None, _text("language", "CODE", "The language of the show, such as en, de or pt-BR. Default: en.")
    ] = None,
    category: Annotated[
        str | None,
        _text("category", "NAME", "One of Apple's categories, such as Arts.", autocompletion=completion.categories),
    ] = None,
    explicit: Annotated[
        bool | None, typer.Option("--explicit/--no-explicit", help="Whether the show has explicit language or content.")
    ] = None,
    email: Annotated[str | None, _text("email", "EMAIL", "Where directories can write to.")] = None,
    link: Annotated[str | None, _text("link", "URL", "The web site of the show. Default: its own pages.")] = None,
    image: Annotated[
        str | None, _text("image", "FILE", "The cover, from any folder. Without it, a placeholder is drawn.")
    ] = None,
    audio: Annotated[str | None, _text("audio", "FILE", "The recording of the first episode, from any folder.")] = None,
    to: Annotated[str | None, _text("to", "TARGET", "The directory or s3://bucket/prefix to publish to.")] = None,
    endpoint: Annotated[str | None, _text("endpoint", "URL", "The store's address, if it is not Amazon S3.")] = None,
    url: Annotated[str | None, _text("url", "URL", "The public address of the target.")] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing and take every default.")] = False,
    ci: Ci = None,
) -> None:
    """Create a show: show.yaml, a first episode and a drawn cover.

    On a terminal it asks for the options that are missing. It never overwrites a file.
    """
    from feedpub.commands.init import init as verb
    from feedpub.commands.init import read_answers, refuse_existing
    from feedpub.output.created import init_lines
    from feedpub.output.terminal import Terminal

    refuse_missing_folder()
    terminal = Terminal()
    if ci:
        _write_workflow(folder or Path(), terminal)
        return
    if folder is None:
        raise Misused("missing argument 'FOLDER'", hint="see: feedpub init --help")
    refuse_existing(folder)
    texts = {
        "title": title,
        "author": author,
        "description": description,
        "language": language,
        "category": category,
        "explicit": None if explicit is None else str(explicit).lower(),
        "email": email,
        "link": link,
        "image": image,
        "audio": audio,
        "to": to,
        "endpoint": endpoint,
        "url": url,
    }
    if not yes and sys.stdin.isatty() and sys.stderr.isatty():
        from feedpub.cli.wizard import ask

        texts = ask(texts, folder, terminal)
    answers = read_answers(texts, folder, yes=yes)
    created = verb(folder, answers, guid=cache.random_guid())
    terminal.result(init_lines(created, _first_episode(created, folder) if answers.audio else None))


def _first_episode(created: "CreatedShow", folder: Path) -> "CreatedEpisode":
    """The episode of the recording that a show begins with."""
    from feedpub.commands.new import new as verb

    (episode,) = verb([Path(created.audio)], show=folder).episodes
    return episode


def _write_workflow(folder: Path, terminal: "Terminal") -> None:
    from feedpub.commands.ci import create_workflow
    from feedpub.output.created import workflow_lines

    terminal.result(workflow_lines(create_workflow(folder)))


def new(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", parser=path, help="MP3 or M4A files.")],
    *,
    show: Annotated[
        Path | None,
        typer.Option(
            "--show",
            metavar="PATH",
            parser=path,
            help="The show's folder. Default: the show that the audio belongs to.",
        ),
    ] = None,
    slug: Annotated[
        str | None,
        typer.Option(
            "--slug", metavar="NAME", parser=filled, help="Use this name in addresses instead of the file's name."
        ),
    ] = None,
    notes: Annotated[bool, typer.Option("--notes", help="Write the notes to a Markdown file beside the YAML.")] = False,
    json: Json = False,
) -> None:
    """Create an episode: write its YAML from an audio file.

    Takes title, date, number, chapters and cover from the tags of the file. It never overwrites a file.
    """
    from feedpub.audio import probe
    from feedpub.audio.cache import with_cache
    from feedpub.commands.new import new as verb
    from feedpub.output.created import new_document, new_lines

    is_interactive = sys.stdin.isatty() and sys.stderr.isatty() and not json
    with running(json=json, quiet=False, verbose=False) as report:
        created = verb(
            files,
            show=show,
            slug=slug or "",
            notes=notes,
            choose=_chosen if is_interactive else None,
            measure=with_cache(cache.results(), probe.measure),
            on_read=report.reading,
        )
        document = new_document(created)
        report.result(new_lines(document), document)


def _chosen(audio: Path, shows: Sequence[Path]) -> Path:
    """The show that somebody names, by its folder; asks again until it is one."""
    from feedpub.output.errors import error_document, error_lines
    from feedpub.output.terminal import Terminal
    from feedpub.source import display_path

    named = {show.name: show for show in shows}
    while True:
        text: str = typer.prompt(f"Which show does {display_path(audio)} belong to? ({', '.join(named)})", err=True)
        if found := named.get(Path(text.strip()).name):
            return found
        wrong = FeedpubError(f"{text!r} is not one of these shows", hint=f"type one of: {', '.join(named)}")
        Terminal().talk(error_lines(error_document(wrong)))
