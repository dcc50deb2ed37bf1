"""The commands, in the order in which a newcomer meets them."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import pairwise
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from feedpub.cli import check, create, diff, imports, move, preview, prune, publish, recover, rule, status, verify
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


class Commands(TyperGroup):
    """All commands; whatever they raise becomes an exit code in one place."""

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


command = partial(app.command, cls=Command)
command(epilog=create.INIT_EXAMPLES)(create.init)
command(epilog=create.NEW_EXAMPLES)(create.new)
command("import", epilog=imports.IMPORT_EXAMPLES)(imports.import_)
command(epilog=imports.COMPARE_EXAMPLES)(imports.compare)
command(epilog=check.CHECK_EXAMPLES)(check.check)
command(epilog=preview.PREVIEW_EXAMPLES)(preview.preview)
command(epilog=diff.DIFF_EXAMPLES)(of_several(diff.diff))
command(epilog=publish.PUBLISH_EXAMPLES)(of_several(publish.publish, alone=("plan_out",)))
command(epilog=status.STATUS_EXAMPLES)(status.status)
command(epilog=verify.VERIFY_EXAMPLES)(of_several(verify.verify))
command(epilog=publish.RELEASE_EXAMPLES)(publish.release)
command(epilog=publish.UNPUBLISH_EXAMPLES)(publish.unpublish)
command(epilog=recover.HISTORY_EXAMPLES)(of_several(recover.history))
command(epilog=recover.UNDO_EXAMPLES)(of_several(recover.undo, alone=("revision",)))
command(epilog=recover.RECOVER_EXAMPLES)(of_several(recover.recover, alone=("revision",)))
command(epilog=move.MOVE_EXAMPLES)(move.move)
command(epilog=prune.PRUNE_EXAMPLES)(of_several(prune.prune))
command(epilog=status.SERVE_EXAMPLES)(status.serve)
command(epilog=rule.RULE_EXAMPLES)(rule.rule)
command(epilog=status.SCHEMA_EXAMPLES)(status.schema)


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
