"""Options and arguments that several commands have."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from feedpub.lint import Period


def filled(text: str) -> str:
    """Refuse an empty value: `--to "$TARGET"` with the variable unset must not mean the default."""
    if not text.strip():
        raise typer.BadParameter("it is empty")
    return text


def path(text: str) -> Path:
    """A path; an empty one is refused, because Python takes it for the current folder."""
    return Path(filled(text))


def one_of(*words: str) -> Callable[[str], str]:
    """One of a few words; refuses others."""

    def read(text: str) -> str:
        if text not in words:
            *most, last = words
            raise typer.BadParameter(f"{text!r} is not {', '.join(most)} or {last}")
        return text

    return read


def a_port(text: str) -> int:
    """A TCP port; 0 lets the system choose."""
    if not (text.isascii() and text.isdigit() and int(text) <= 65535):
        raise typer.BadParameter(f"{text!r} is not a port number from 0 to 65535")
    return int(text)


def a_host(text: str) -> str:
    """The name of a host; one that begins with a dot stands for all names below it."""
    host = r"\.?[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\.?"
    if not re.fullmatch(host, text):
        inside = re.search(rf"//({host})", text)
        raise typer.BadParameter(f"{text!r} is not a host name{f'; write {inside[1]}' if inside else ''}")
    return text


def period(written: str | None, *, option: str) -> "Period | None":
    """The year, the month or the day that an option names. Raises `FeedpubError` for anything else."""
    if written is None:
        return None
    from feedpub.lint import Period

    return Period.read(written, option=option)


def a_number_of_days(text: str) -> int:
    """A whole number of days, at least 1: what the feed of today names is never deleted."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 36500):
        raise typer.BadParameter(f"{text!r} is not a number of days from 1 to 36500")
    return int(text)


DOCUMENTATION = "https://github.com/feedpub/feedpub/tree/main/docs"


def examples(*lines: str) -> str:
    """The end of a command's help: examples, and where the documentation is."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines) + f"\n\n\b\nDocumentation: {DOCUMENTATION}"


Episodes = Annotated[
    list[Path],
    typer.Argument(metavar="PATH", parser=path, help="Episodes' files, which may be deleted already, or their slugs."),
]
InShow = Annotated[
    Path | None,
    typer.Argument(metavar="PATH", parser=path, help="A show's folder, or a file in it. Default: the nearest show."),
]
To = Annotated[
    str | None,
    typer.Option(
        "--to",
        metavar="TARGET",
        parser=filled,
        help="Use this directory or s3://bucket/prefix instead of the target in show.yaml.",
    ),
]
Url = Annotated[
    str | None,
    typer.Option(
        "--url",
        metavar="URL",
        parser=filled,
        help="Use this public address of the target instead of the one in show.yaml.",
    ),
]
Verify = Annotated[
    Literal["public", "store"] | None,
    typer.Option(
        "--verify",
        metavar="public|store",
        parser=one_of("public", "store"),
        help="Verify uploads at their public addresses, or only in the store. Default: public for a bucket.",
    ),
]
Lan = Annotated[bool, typer.Option("--lan", help="Let other devices in this network connect, such as a phone.")]
AllowedHosts = Annotated[
    list[str] | None,
    typer.Option(
        "--allowed-host",
        metavar="NAME",
        parser=a_host,
        help="Answer to this name, too, such as that of a tunnel; .ngrok.app allows all below it. Repeatable.",
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show the plan and change nothing.")]
NoCache = Annotated[
    bool, typer.Option("--no-cache", help="Compute everything, and keep nothing of it for the next run.")
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before the plan is carried out.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout, also for errors.")]
Verbose = Annotated[bool, typer.Option("-v", "--verbose", help="Show on stderr what happens.")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Print only warnings and errors.")]
