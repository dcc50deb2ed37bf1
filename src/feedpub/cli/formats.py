"""The forms in which findings are printed and written to files."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from feedpub.cli.options import one_of
from feedpub.errors import FeedpubError

if TYPE_CHECKING:
    from feedpub.commands.check import CheckResult
    from feedpub.output.terminal import Terminal

FORMATS = ("text", "json", "github", "markdown", "sarif")


def output_file(text: str) -> str:
    """A format and a file with `=` between; refuses another format, and a name that is empty."""
    name, equals, file = text.partition("=")
    if not equals or not file.strip() or name not in FORMATS:
        raise typer.BadParameter(f"{text!r} is no format and file; write for example sarif=feedpub.sarif")
    return text


Format = Annotated[
    Literal["text", "json", "github", "markdown", "sarif"],
    typer.Option(
        "--format",
        metavar="text|json|github|markdown|sarif",
        parser=one_of(*FORMATS),
        help="Print the findings in this format.",
    ),
]
Output = Annotated[
    list[str] | None,
    typer.Option(
        "--output",
        metavar="FORMAT=FILE",
        parser=output_file,
        help="Also write the findings to a file in a format, such as sarif=feedpub.sarif. May be repeated.",
    ),
]


def print_findings(
    found: "list[CheckResult]", *, format: str, notes: bool, every: bool, terminal: "Terminal | None" = None
) -> None:
    """The findings on stdout, or on `terminal`; `every`: not only the first places of each rule."""
    from feedpub.output import findings
    from feedpub.output.terminal import Terminal
    from feedpub.output.text import Line

    terminal, document = terminal or Terminal(), findings.check_document(found)
    if format == "json":
        terminal.document(document)
    elif format == "sarif":
        from feedpub.output.sarif import sarif_document

        terminal.document(sarif_document(found, notes=notes))
    elif format == "github":
        terminal.result(map(Line, findings.github_lines(document, notes=notes)))
    elif format == "markdown":
        terminal.result(map(Line, findings.markdown_lines(document, notes=notes, every=every)))
    else:
        excerpts = terminal.out.file.isatty()
        for one, subject in zip(found, document["subjects"], strict=True):
            terminal.result(
                findings.check_lines(subject, notes=notes, every=every, excerpts=excerpts, texts=one.sources)
            )


def write_findings(found: "list[CheckResult]", format: str, file: str, *, notes: bool) -> None:
    """All findings in a file, none left out for its length."""
    from feedpub.output.terminal import Terminal, TextStream

    try:
        with Path(file).open("w", encoding="utf-8") as opened:
            print_findings(found, format=format, notes=notes, every=True, terminal=Terminal(out=TextStream(opened)))
    except OSError:
        hint = "name a file in a folder that is there and may be written"
        raise FeedpubError("the findings cannot be written here", where=file, hint=hint) from None
