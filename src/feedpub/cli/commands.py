"""The commands, in the order in which a newcomer meets them."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from itertools import pairwise
from typing import Annotated, Any, NamedTuple

import typer
import typer.main
from typer.core import TyperCommand, TyperGroup

from feedpub.cli.misuse import no_such_command
from feedpub.cli.options import examples
from feedpub.cli.run import exit_code
from feedpub.cli.shows import of_several


class _Reader:
    """What typer asks for the value of an option: its parser, or typer's own way where it has none.

    Typer's own goes through pydantic, whose import takes as long as all else that a start takes.
    """

    def __init__(self, parser: Callable[[str], Any] | None) -> None:
        self._parser = parser

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:  # noqa: ANN401 - typer's signature
        """The value of what was typed, or of each of several; nothing of nothing. `BadParameter` as the parser says."""
        is_list = param.multiple or param.nargs == -1
        if value is None:
            return () if is_list else None
        if self._parser is None:
            param._runtime_param = None  # noqa: SLF001 - as below
            return param.get_runtime_param().coerce(value, param=param, ctx=ctx)
        try:
            return [self._parser(one) for one in value] if is_list else self._parser(value)
        except ValueError as error:
            raise typer.BadParameter(str(error), ctx=ctx, param=param) from error


def _use_parsers(params: Iterable[Any]) -> None:
    """Let options be read by their own parsers. Typer 0.28 has another way: there nothing is different."""
    for one in params:
        if getattr(one, "_runtime_param", one) is None:
            one._runtime_param = _Reader(one.type_descriptor.parameter_info.parser)  # noqa: SLF001 - it asks nobody


class Command(TyperCommand):
    """A command whose options are read by their own parsers."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - typer's signature
        """As typer."""
        _use_parsers(self.get_params(ctx))
        return super().parse_args(ctx, args)


class Listed(NamedTuple):
    """A command that is loaded when it is asked for."""

    function: str
    """Module and name: `create:init`. The module has its examples, too: `INIT_EXAMPLES`."""

    summary: str
    """The first line of the function's docstring."""

    alone: tuple[str, ...] | None = None
    """Of a command that takes several shows by `of_several`: the options that go with one alone."""


LISTED: Mapping[str, Listed] = {
    "init": Listed("create:init", "Create a show: show.yaml, a first episode and a drawn cover."),
    "new": Listed("create:new", "Create an episode: write its YAML from an audio file."),
    "import": Listed("imports:import_", "Take a show from another host, by its feed."),
    "compare": Listed("imports:compare", "Compare two feeds of a show, item by item."),
    "check": Listed("check:check", "Check a show or a feed against all rules."),
    "preview": Listed("preview:preview", "Show drafts and edits before they are published."),
    "diff": Listed("diff:diff", "Show what a publish would change.", ()),
    "publish": Listed("publish:publish", "Publish a show and its episodes.", ("plan_out",)),
    "status": Listed("status:status", "Show the state of each episode."),
    "verify": Listed("verify:verify", "Look whether everything that was published is still there.", ()),
    "release": Listed("publish:release", "Release scheduled episodes that are due."),
    "unpublish": Listed("publish:unpublish", "Take episodes out of the feed, one after the other."),
    "history": Listed("recover:history", "Show what was published before: who, when, and what changed.", ()),
    "undo": Listed("recover:undo", "Take back what a revision changed.", ("revision",)),
    "recover": Listed("recover:recover", "Bring back a catalog that is lost, damaged or too old.", ("revision",)),
    "move": Listed("move:move", "Move a show to another bucket or folder, with its subscribers."),
    "prune": Listed("prune:prune", "Delete what is not needed any more.", ()),
    "serve": Listed("status:serve", "Serve a show from a directory to a podcast app."),
    "rule": Listed("rule:rule", "Explain a rule, or search the rules."),
    "schema": Listed("status:schema", "Print the JSON Schema of an author's file, or of findings."),
}
"""All commands by name: what `--help` prints of them, without loading any."""


@cache
def loaded(name: str) -> Any:  # noqa: ANN401 - typer's command
    """The command of a name that is listed."""
    listed = LISTED[name]
    module, _, function = listed.function.partition(":")
    found = import_module(f"feedpub.cli.{module}")
    run = getattr(found, function)
    if listed.alone is not None:
        run = of_several(run, alone=listed.alone)
    one = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)
    one.command(name, cls=Command, epilog=getattr(found, f"{name.upper()}_EXAMPLES"))(run)
    return typer.main.get_command(one)


class Loaded(Mapping[str, Any]):
    """All commands by name; each is loaded when it is asked for."""

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - as above
        return loaded(name)

    def __iter__(self) -> Iterator[str]:
        return iter(LISTED)

    def __len__(self) -> int:
        return len(LISTED)


class Commands(TyperGroup):
    """All commands; whatever they raise becomes an exit code in one place."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - typer's signature
        super().__init__(**options)
        self.commands: Any = Loaded()

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002 - typer's signature
        """Their names, in the order in which a newcomer meets them."""
        return list(self.commands)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002 - typer's signature
        """As typer, without loading them."""
        room = formatter.width - 6 - max(map(len, LISTED))
        rows = [(name, TyperCommand(name, help=one.summary).get_short_help_str(room)) for name, one in LISTED.items()]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: ARG002 - typer's signature; errors are always reported by us
        windows_expand_args: bool = True,
        **extra: Any,  # noqa: ANN401 - typer's signature
    ) -> Any:  # noqa: ANN401 - typer's signature
        """Run the command line and exit."""
        words = list(sys.argv[1:] if args is None else args)

        def run() -> object:
            return super(Commands, self).main(words, prog_name, complete_var, False, windows_expand_args, **extra)

        sys.exit(exit_code(run, json=_wants_json(words)))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - typer's signature
        """As typer."""
        _use_parsers(self.get_params(ctx))
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:  # noqa: ANN401 - typer's
        """The command that the first word names. Raises `Misused` with the one that was probably meant."""
        if not ctx.resilient_parsing and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            raise no_such_command(args, self.list_commands(ctx))
        return super().resolve_command(ctx, args)


app = typer.Typer(
    cls=Commands,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _wants_json(words: Sequence[str]) -> bool:
    """Whether an error is to be a document, too."""
    return "--json" in words or "--format=json" in words or ("--format", "json") in pairwise(words)


def _version(wanted: bool) -> None:
    if wanted:
        import feedpub

        typer.echo(f"feedpub {feedpub.__version__}")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
]


@app.callback(
    invoke_without_command=True,
    epilog=examples(
        "feedpub init feeds/tidewater",
        "feedpub check feeds/tidewater",
        "feedpub publish feeds/tidewater --dry-run",
        "feedpub publish feeds/tidewater",
        "feedpub status",
    ),
)
def program(
    context: typer.Context,
    version: Version = False,  # noqa: ARG001 - its callback has answered
) -> None:
    """Publish podcasts from YAML and audio files: a feed and web pages, in your own bucket or folder."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(2)


def main() -> None:
    """The program."""
    gc.set_threshold(_GARBAGE)
    try:
        app(prog_name="feedpub")
    finally:
        gc.freeze()  # or Python looks through everything once more for circles, before it ends: a tenth of a second


_GARBAGE = 100_000
"""Values after which Python looks for circles of garbage: a command makes few, and ends soon. Imports alone make that
many hundreds of times as often as it looks by default."""
