"""`rule`: the pages of rules."""

from typing import Annotated, Literal

import typer

from feedpub.cli import completion
from feedpub.cli.options import Json, examples, filled, one_of, period
from feedpub.errors import FeedpubError

RULE_EXAMPLES = examples(
    "feedpub rule FP203",
    "feedpub rule cover           # the rules that mention it",
    "feedpub rule --all",
    "feedpub rule --since 2025    # what is new",
    "feedpub rule --all --format markdown",
)


def rule(
    codes: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CODE|WORD]...",
            autocompletion=completion.rules,
            help="Codes such as FP203, names of rules, or words to search for.",
        ),
    ] = None,
    *,
    all: Annotated[bool, typer.Option("--all", help="List all rules.")] = False,
    since: Annotated[
        str | None,
        typer.Option(
            "--since", metavar="YYYY-MM", parser=filled, help="Only rules of which something is required since then."
        ),
    ] = None,
    format: Annotated[
        Literal["text", "json", "markdown"],
        typer.Option(
            "--format",
            metavar="text|json|markdown",
            parser=one_of("text", "json", "markdown"),
            help="Print the rules in this format.",
        ),
    ] = "text",
    json: Json = False,
) -> None:
    """Explain a rule, or search the rules.

    Shows what the rule reports, why, who requires it, and examples. For other words, lists the rules that mention them.
    """
    from feedpub.commands.rule import rule as verb
    from feedpub.output import rules as pages
    from feedpub.output.terminal import Terminal
    from feedpub.output.text import Line, columns

    if not codes and not all and not since:
        raise FeedpubError(
            "no rule is named",
            hint="name one (feedpub rule FP203), search (feedpub rule cover), or list all (feedpub rule --all)",
        )
    found = verb(codes or ["FP"], since=period(since, option="--since"))
    chosen = found.rules
    terminal = Terminal()
    if json or format == "json":
        terminal.document(pages.rules_document(chosen))
    elif format == "markdown":
        terminal.result(map(Line, pages.table_lines(chosen)))
    elif found.are_matches:
        terminal.result(pages.match_lines(chosen))
    elif codes:
        for at, one in enumerate(chosen):
            terminal.result([*([Line("")] if at else []), *pages.rule_lines(one)])
    else:
        terminal.result(map(Line, columns([pages.row(one, since=since) for one in chosen])))
