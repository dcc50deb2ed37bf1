"""Options and arguments that several commands have."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

import typer


def filled(text: str) -> str:
    """Refuse an empty value: `--to "$TARGET"` with the variable unset must not mean the default."""
    if not text.strip():
        raise typer.BadParameter("it is empty")
    return text


def path(text: str) -> Path:
    """A path; an empty one is refused, because Python takes it for the current folder."""
    return Path(filled(text))


def one_of(*words: str) -> Callable[[str], str]:
    """One of a few words; in our own words if it is not."""

    def read(text: str) -> str:
        if text not in words:
            raise typer.BadParameter(f"{text!r} is not {' or '.join(words)}")
        return text

    return read


def a_port(text: str) -> int:
    """A TCP port; 0 lets the system choose."""
    if not (text.isascii() and text.isdigit() and int(text) <= 65535):
        raise typer.BadParameter(f"{text!r} is no port, a number up to 65535")
    return int(text)


def examples(*lines: str) -> str:
    """The end of a command's help."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


Paths = Annotated[
    list[Path],
    typer.Argument(metavar="PATH", parser=path, help="Episode files, show.yaml, or a folder: all of a show."),
]
Episode = Annotated[Path, typer.Argument(metavar="PATH", parser=path, help="The episode's file; it may be gone.")]
InShow = Annotated[
    Path | None,
    typer.Argument(metavar="PATH", parser=path, help="A show's folder, or a file in it; else the nearest show."),
]
To = Annotated[
    str | None,
    typer.Option("--to", metavar="TARGET", parser=filled, help="A directory or s3://bucket/prefix to publish to."),
]
Url = Annotated[
    str | None, typer.Option("--url", metavar="URL", parser=filled, help="The public address of the target.")
]
Verify = Annotated[
    Literal["public", "store"] | None,
    typer.Option(
        "--verify",
        metavar="public|store",
        parser=one_of("public", "store"),
        help="Verify the result from outside, or by the store's own word; from outside for a bucket.",
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show the plan and stop.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, errors too.")]
Verbose = Annotated[bool, typer.Option("-v", "--verbose", help="Say on stderr what is done.")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Only warnings and errors.")]
