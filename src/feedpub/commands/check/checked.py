"""What a check answers, and what it may be told beforehand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from feedpub.errors import FeedpubError
from feedpub.lint import Finding, Platform, Rule, Verdict, choose, verdicts


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Which rules a check asks."""

    platforms: tuple[Platform, ...] = ()
    """Only what these need; empty: everything."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    """Codes, or beginnings of them."""

    strict: bool = False
    """Whether warnings are errors."""

    def rules(self, *, ignore: Sequence[str] = ()) -> tuple[Rule, ...]:
        """The rules that are asked; `ignore` is the show's own. Raises `FeedpubError` for what cannot be chosen."""
        for code in (*self.select, *self.ignore):
            _refuse_unknown(code)
        for code in self.ignore:
            _refuse_errors(code)
        return choose(platforms=self.platforms, select=self.select, ignore=(*self.ignore, *ignore))


def _refuse_unknown(code: str) -> None:
    from feedpub.lint.rules import RULES  # noqa: PLC0415 - in `authors` they are loaded while files are read

    if not any(known.startswith(code) for known in (*RULES, "FP000")):
        raise FeedpubError(f"no rule has a code that begins with {code!r}", hint="see: feedpub rule --all")


def _refuse_errors(code: str) -> None:
    from feedpub.lint.rules import RULES  # noqa: PLC0415 - see above

    rule = RULES.get(code)
    if rule and not rule.may_be_suppressed:
        raise FeedpubError(
            f"{code} ({rule.name}) cannot be ignored: it breaks the feed for somebody",
            hint="leave a platform out instead, for example --for spotify",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The findings of one check."""

    subject: str
    """What was checked, as it was named."""

    title: str = ""
    """The show's."""

    items: int = 0
    """How many episodes were checked."""

    findings: tuple[Finding, ...] = ()
    """In the order of their places; notes among them."""

    suppressed: int = 0
    """How many the author did not want to hear of."""

    unchecked: tuple[str, ...] = ()
    """What could not be looked at, and why."""

    drafts: tuple[str, ...] = ()
    """Names of the files that were checked although they are drafts."""

    hops: tuple[str, ...] = ()
    """Addresses that redirected to the feed, in order, the last being the one that answered."""

    platforms: tuple[Platform, ...] = ()
    """Those that were asked for; empty: all."""

    strict: bool = False
    sources: dict[str, str] = field(default_factory=dict)
    """Name of a file that is on no disk (a live feed) → its text, for showing lines of it."""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What breaks something."""
        return self._of("ERROR")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What should be looked at."""
        return self._of("WARNING")

    @property
    def notes(self) -> tuple[Finding, ...]:
        """What is good to know; no findings in the strict sense."""
        return self._of("INFO")

    def _of(self, severity: str) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.severity.name == severity)

    @property
    def passed(self) -> bool:
        """Whether there is no error, and with `strict` no warning."""
        return not self.errors and not (self.strict and self.warnings)

    @property
    def verdicts(self) -> list[Verdict]:
        """What each platform would say."""
        return verdicts(((one.rule, one.severity) for one in self.findings), self.platforms or tuple(Platform))


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in reading order."""
    return tuple(sorted(findings, key=lambda one: one.order))
