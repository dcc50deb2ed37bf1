"""The commands, in the order in which a newcomer meets them."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from feedpub.cli import check, create, diff, imports, move, prune, publish, recover, rule, status, verify
from feedpub.cli.misuse import no_such_command
from feedpub.cli.options import examples
from feedpub.cli.run import exit_code
from feedpub.cli.shows import of_several


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


app.command(epilog=create.INIT_EXAMPLES)(create.init)
app.command(epilog=create.NEW_EXAMPLES)(create.new)
app.command("import", epilog=imports.IMPORT_EXAMPLES)(imports.import_)
app.command(epilog=imports.COMPARE_EXAMPLES)(imports.compare)
app.command(epilog=check.CHECK_EXAMPLES)(check.check)
app.command(epilog=diff.DIFF_EXAMPLES)(of_several(diff.diff))
app.command(epilog=publish.PUBLISH_EXAMPLES)(of_several(publish.publish, alone=("plan_out",)))
app.command(epilog=status.STATUS_EXAMPLES)(status.status)
app.command(epilog=verify.VERIFY_EXAMPLES)(of_several(verify.verify))
app.command(epilog=publish.RELEASE_EXAMPLES)(publish.release)
app.command(epilog=publish.UNPUBLISH_EXAMPLES)(publish.unpublish)
app.command(epilog=recover.HISTORY_EXAMPLES)(of_several(recover.history))
app.command(epilog=recover.UNDO_EXAMPLES)(of_several(recover.undo, alone=("revision",)))
app.command(epilog=recover.RECOVER_EXAMPLES)(of_several(recover.recover, alone=("revision",)))
app.command(epilog=move.MOVE_EXAMPLES)(move.move)
app.command(epilog=prune.PRUNE_EXAMPLES)(of_several(prune.prune))
app.command(epilog=status.SERVE_EXAMPLES)(status.serve)
app.command(epilog=rule.RULE_EXAMPLES)(rule.rule)
app.command(epilog=status.SCHEMA_EXAMPLES)(status.schema)


def main() -> None:
    """The program."""
    gc.set_threshold(_GARBAGE)
    app(prog_name="feedpub")


_GARBAGE = 100_000
"""Values after which Python looks for circles of garbage: a command makes few, and ends soon. Imports alone make that
many hundreds of times as often as it looks by default."""
