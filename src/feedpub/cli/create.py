"""`init` and `new`: the commands that write an author's files. On a terminal they ask for what is missing."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from feedpub.cli import cache, completion
from feedpub.cli.environment import refuse_missing_folder
from feedpub.cli.misuse import Misused
from feedpub.cli.options import Json, examples, filled, path
from feedpub.cli.run import running
from feedpub.errors import FeedpubError

if TYPE_CHECKING:
    from feedpub.commands.init import Question
    from feedpub.output.terminal import Terminal

INIT_EXAMPLES = examples(
    "feedpub init feeds/tidewater",
    "feedpub init feeds/tidewater --title Tidewater --description 'Life at the coast.' --author 'Tidewater Radio' \\",
    "    --category 'Society & Culture > Places & Travel' --url https://tidewater.example/",
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
Ci = Annotated[
    Literal["github"] | None,
    typer.Option("--ci", help="Create no show, but a workflow for those that are here: check, publish, release."),
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
    description: Annotated[str | None, _text("description", "TEXT", "What the show is about.")] = None,
    author: Annotated[str | None, _text("author", "NAME", "Who makes the show.")] = None,
    email: Annotated[str | None, _text("email", "EMAIL", "Where directories can write to.")] = None,
    language: Annotated[
        str | None, _text("language", "CODE", "The language of the show, such as en, de or pt-BR. Default: en.")
    ] = None,
    category: Annotated[
        str | None,
        _text("category", "NAME", "One of Apple's categories, such as Arts.", autocompletion=completion.categories),
    ] = None,
    url: Annotated[str | None, _text("url", "URL", "The web site of the show.")] = None,
    image: Annotated[str | None, _text("image", "FILE", "The cover. The file may come later.")] = None,
    to: Annotated[str | None, _text("to", "TARGET", "The directory or s3://bucket/prefix to publish to.")] = None,
    ci: Ci = None,
) -> None:
    """Create a show: write show.yaml and a first episode.

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
    given = {
        "title": title,
        "description": description,
        "author": author,
        "email": email,
        "language": language,
        "category": category,
        "url": url,
        "image": image,
        "to": to,
    }
    if sys.stdin.isatty() and sys.stderr.isatty():
        given = _answers(given, folder, terminal)
    answers = read_answers(given, folder)
    terminal.result(init_lines(verb(folder, answers, guid=cache.random_guid())))


def _write_workflow(folder: Path, terminal: "Terminal") -> None:
    from feedpub.commands.ci import create_workflow
    from feedpub.output.created import workflow_lines

    terminal.result(workflow_lines(create_workflow(folder)))


def _answers(given: dict[str, str | None], folder: Path, terminal: "Terminal") -> dict[str, str | None]:
    """The options of the command line, and an answer to every question that they leave open."""
    from feedpub.commands.init import QUESTIONS

    open_ = [question for question in QUESTIONS if question.prompted and given[question.name] is None]
    return {**given, **{question.name: _prompt(question, folder, terminal) for question in open_}}


def _prompt(question: "Question", folder: Path, terminal: "Terminal") -> str:
    """An answer that `show.yaml` may hold; asks again until there is one."""
    from feedpub.commands.init import default_answer, read_answer
    from feedpub.output.errors import error_document, error_lines

    offered = default_answer(question, folder)
    while True:
        nothing = "" if not question.required else None
        text: str = typer.prompt(question.text, default=offered or nothing, show_default=bool(offered), err=True)
        if not text and not question.required:
            return ""
        try:
            read_answer(question, text, folder)
        except FeedpubError as error:
            terminal.talk(error_lines(error_document(FeedpubError(error.message, hint=error.hint))))
        else:
            return text


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
            measure=with_cache(cache.audio(), probe.measure),
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
