"""A rule as a page of the manual, and all rules as the table of the documentation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from feedpub.elements.facts import facts
from feedpub.lint import TITLES, Period, Platform, Rule
from feedpub.output.errors import SCHEMA, Document
from feedpub.output.text import Line, columns

_FAMILIES = {
    "FP0": "The document",
    "FP1": "The show",
    "FP2": "The episode",
    "FP3": "Enclosure and audio",
    "FP4": "Artwork",
    "FP5": "Podcasting 2.0",
    "FP6": "Chapters and transcripts",
    "FP7": "What servers answer",
}


def rule_lines(rule: Rule) -> Iterator[Line]:
    """The page of one rule."""
    yield Line(f"{rule.code} {rule.name} ({_severity(rule)})", style="bold")
    yield Line(rule.summary, indent=2)
    yield Line("")
    yield from (Line(line, indent=2) for line in rule.why.split("\n"))
    yield Line("")
    yield Line(f"required by  {whom(rule)}", indent=2)
    for number, text in enumerate(_sources(rule)):
        yield Line(f"{'' if number else 'source':13}{text}", indent=2)
    yield Line(f"ignore       {_how_to_ignore(rule)}", indent=2)
    if fields := _fields(rule):
        yield Line(f"in YAML      {fields}", indent=2)
    for title, examples, style in (("bad", rule.bad, "red"), ("good", rule.good, "green"), ("in YAML", rule.yaml, "")):
        for example in examples:
            yield Line("")
            yield Line(title, style=style, indent=2)
            yield from (Line(line, indent=4) for line in example.split("\n"))


def _sources(rule: Rule) -> Iterator[str]:
    """The documents that require it, each with its date and the requirement's name in docs/requirements.md."""
    sources: dict[tuple[str, str], list[str]] = {}
    for one in rule.requirements:
        sources.setdefault((one.source, one.since), []).append(one.id)
    for (source, since), ids in sources.items():
        yield f"{source}{f', since {since}' if since else ''} ({', '.join(dict.fromkeys(ids))})"


_ELEMENT = re.compile(r"<([a-z][\w:.-]*)")


def _fields(rule: Rule) -> str:
    """The fields by which authors of YAML give what a rule is about; empty for rules about the XML itself."""
    about, _, name = rule.on.partition("/")
    if about not in {"item", "channel", "elements"} or rule.on.startswith(("channel/seen:", "item/seen:")):
        return ""
    names = [name] if name else [one for example in (*rule.bad, *rule.good) for one in _ELEMENT.findall(example)]
    if about == "elements":
        names = [one for one in names if one.startswith("podcast:")]
    known = (facts(one) for one in dict.fromkeys(names))
    places = ("item",) if about == "item" else ("channel", "item")
    found = [field for one in known if one for place in places if (field := one.field(place).removesuffix("[]"))]
    file = "an episode's file" if about == "item" else "show.yaml" if name else "the author's files"
    return ", ".join(f"`{field}:`" for field in dict.fromkeys(found)) + f" in {file}" if found else ""


def match_lines(rules: Sequence[Rule]) -> Iterator[Line]:
    """Rules that a search has found, one a line."""
    yield from map(Line, columns([(rule.code, rule.severity.value, rule.name, rule.summary) for rule in rules]))
    yield Line(f"for the reason and examples: feedpub rule {rules[0].code}", style="dim")


def row(rule: Rule, *, since: str | None = None) -> tuple[str, ...]:
    """A rule in a list; with `since`, who requires something since then, and from when on."""
    if since is None:
        return (rule.code, rule.severity.value, rule.name, whom(rule))
    new = {TITLES[one.who]: one.since for one in rule.requirements if Period(since).is_new(one.since)}
    return (rule.code, rule.severity.value, rule.name, ", ".join(f"{who} {date}" for who, date in new.items()))


def whom(rule: Rule) -> str:
    """Who requires it."""
    if len(rule.platforms) == len(Platform):
        return "everybody"
    return ", ".join(platform.title for platform in rule.platforms) or "nobody: good advice"


def _severity(rule: Rule) -> str:
    """Its severity, and in which check it has another."""
    options = ", ".join(f"--for {platform.value}" for platform in rule.error_for)
    return f"{rule.severity.value}; an error with {options}" if options else rule.severity.value


def _how_to_ignore(rule: Rule) -> str:
    if not rule.may_be_suppressed:
        return "never: it breaks the feed for somebody"
    return f"# feedpub: ignore {rule.code} because …"


def table_lines(rules: Iterable[Rule]) -> Iterator[str]:
    """All rules as Markdown: a table for each family, then a page for each rule."""
    listed = sorted(rules, key=lambda rule: rule.code)
    yield "# Rules"
    yield ""
    yield "What `feedpub check` and `feedpub publish` look for. `feedpub rule FP203` prints one page of this."
    yield "An *error* breaks something for listeners or makes a directory refuse the feed, and stops a publish."
    yield "A *warning* is shown; a *note* is shown with `--notes`."
    yield "`feedpub rule --all --format markdown` makes this file."
    for family, title in _FAMILIES.items():
        members = [rule for rule in listed if rule.code.startswith(family)]
        if members:
            yield from (
                "",
                f"## {title}",
                "",
                "| code | name | | required by | what |",
                "| --- | --- | --- | --- | --- |",
            )
            yield from (_row(rule) for rule in members)
    for rule in listed:
        yield from _page(rule)


def _row(rule: Rule) -> str:
    summary = rule.summary.replace("|", "\\|")
    link = f"[{rule.code}](#{rule.code.lower()}-{rule.name})"
    return f"| {link} | {rule.name} | {rule.severity.value} | {whom(rule)} | {summary} |"


def _page(rule: Rule) -> Iterator[str]:
    yield from ("", f"### {rule.code} {rule.name}", "", f"{rule.summary} {' '.join(rule.why.split())}", "")
    yield f"*{_severity(rule)}* · required by {whom(rule)} · {'; '.join(_sources(rule))}"
    if fields := _fields(rule):
        yield from ("", f"In YAML: {fields}.")
    for title, examples, language in (
        ("Bad", rule.bad, "xml"),
        ("Good", rule.good, "xml"),
        ("YAML", rule.yaml, "yaml"),
    ):
        for example in examples:
            yield from ("", f"{title}:", "", f"```{language}", *example.split("\n"), "```")


def rules_document(rules: Iterable[Rule]) -> Document:
    """Rules as JSON."""
    return {"schema": SCHEMA, "command": "rule", "rules": [_plain(rule) for rule in rules]}


def _plain(rule: Rule) -> Document:
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity.value,
        "platforms": [platform.value for platform in rule.platforms],
        "error_for": [platform.value for platform in rule.error_for],
        "since": rule.since or None,
        "source": rule.source,
        "requirements": [
            {"id": one.id, "who": one.who, "what": one.what, "since": one.since or None, "source": one.source}
            for one in rule.requirements
        ],
        "summary": rule.summary,
        "why": rule.why,
        "bad": list(rule.bad),
        "good": list(rule.good),
        "yaml": list(rule.yaml),
        "can_be_ignored": rule.may_be_suppressed,
    }
