"""What an author's files would make, and what rules say of it at the author's lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from feedpub.catalog import Overrides
from feedpub.catalog.inputs import Inputs
from feedpub.catalog.prospective import next_catalog
from feedpub.commands.check.asking import ask
from feedpub.commands.check.checked import Checked, Options, ordered
from feedpub.commands.check.placeholders import with_placeholders
from feedpub.deploy import destination
from feedpub.errors import FeedpubError, Place, Problem
from feedpub.ingest import AuthorFiles, facts, locate, not_suppressed
from feedpub.ingest.describe import DescribeFiles
from feedpub.ingest.theme import untranslated
from feedpub.lint import IDLE_SUPPRESSION, UNPUBLISHABLE, Finding, Found, Severity
from feedpub.lint.rules import RULES
from feedpub.model.files import EpisodeFile, ShowFile
from feedpub.readback import ReadBack, read_back
from feedpub.standards import SERVE_BASE, podcast_guid


def judged(
    inputs: Inputs | None, problems: Iterable[Problem], *, name: str, options: Options, now: datetime
) -> Checked:
    """The findings about files that were read, and about what could not be read (`problems`).

    `name` is what they are called together; None is inputs if the show cannot be read.
    """
    findings = [_refused(problem) for problem in problems]
    if inputs is None:
        return Checked(subject=name, findings=ordered(findings), platforms=options.platforms, strict=options.strict)
    wishes = inputs.show.show.check
    options = replace(options, strict=options.strict or wishes.strict)
    rules = options.rules(ignore=wishes.ignore)
    tried = _tried(inputs, now=now)
    findings += [_refused(problem) for problem in tried.problems]
    kept: list[Finding] = []
    suppressed = 0
    if tried.back:
        fields = _fields(inputs, tried.back)
        said = _said(ask(tried.back.feed, rules), fields, tried)
        kept, suppressed = not_suppressed(said, fields)
    kept += _pointless(inputs)
    return Checked(
        subject=name,
        title=inputs.show.show.title,
        items=len(inputs.episodes),
        findings=ordered([*findings, *kept]),
        suppressed=suppressed,
        unchecked=tuple(_unchecked(inputs, tried)),
        drafts=tuple(draft.name for draft in inputs.drafts),
        platforms=options.platforms,
        strict=options.strict,
    )


def _refused(problem: Problem) -> Finding:
    subject = f"{problem.subject}: " if problem.subject else ""
    return Finding(
        rule=UNPUBLISHABLE,
        severity=Severity.ERROR,
        place=problem.place,
        path=problem.subject,
        message=f"{subject}{problem.message}",
        hint=problem.hint,
    )


# --- as it would be published


@dataclass(slots=True, kw_only=True)
class _Tried:
    """The feed that the files would make, and what stands in its way."""

    back: ReadBack | None = None
    problems: list[Problem] = field(default_factory=list)
    absent: frozenset[str] = frozenset()
    """Slugs of episodes whose audio is not here; empty text for the cover."""


def _tried(inputs: Inputs, *, now: datetime) -> _Tried:
    tried, base = _Tried(), SERVE_BASE
    try:
        base = destination(inputs.show).base
    except FeedpubError as error:
        tried.problems.append(_problem(error, inputs.show.name))
    whole, tried.absent = with_placeholders(replace(inputs, drafts=()))
    try:
        wanted = next_catalog(
            None,
            whole,
            base=base,
            now=now,
            overrides=Overrides(),
            new_guid=lambda show: podcast_guid(show.digest),
            deriver=DescribeFiles.of(whole),
        )
    except FeedpubError as error:
        tried.problems.append(_problem(error, inputs.show.name))
        return tried
    tried.problems += [_problem(refusal, inputs.show.name) for refusal in wanted.refusals]
    tried.back = read_back(wanted.catalog, now=now, facts=facts(inputs))
    return tried


def _problem(error: FeedpubError, file: str) -> Problem:
    """A refusal as a problem at its place in the author's files; `file` stands for one that names none."""
    return Problem(error.place or Place(file), "", error.message, error.hint)


# --- what is said, and what is listened to


def _fields(inputs: Inputs, back: ReadBack) -> AuthorFiles:
    episodes = {written.slug: written for written, _ in inputs.episodes}
    return AuthorFiles(show=inputs.show, episodes=episodes, slugs=back.slugs)


def _said(found: Iterable[Found], fields: AuthorFiles, tried: _Tried) -> Iterator[Finding]:
    """Findings at the author's lines, but for what was said of stand-ins."""
    for one in found:
        path = one.fault.path
        if not _is_stand_in(path, fields.slug(path), tried):
            yield locate(one, fields)


_OF_AUDIO = ("enclosure", "itunes:duration")


def _is_stand_in(path: str, slug: str, tried: _Tried) -> bool:
    inner = path.partition(".")[2] if slug else path
    if slug:
        return slug in tried.absent and inner.startswith(_OF_AUDIO)
    return "" in tried.absent and inner.startswith("itunes:image")


def _pointless(inputs: Inputs) -> Iterator[Finding]:
    """Comments that suppress nothing: no rule has such a code, or it may not be suppressed."""
    files: list[ShowFile | EpisodeFile] = [inputs.show, *(episode for episode, _ in inputs.episodes)]
    for written in files:
        for suppression in written.suppressions:
            for code in suppression.codes or ("",):
                if message := _pointless_code(code):
                    place = Place(written.name, suppression.line, 1)
                    yield Finding(
                        rule=IDLE_SUPPRESSION,
                        severity=Severity.WARNING,
                        place=place,
                        path="",
                        message=message,
                        hint="see: feedpub rule --all",
                    )


def _pointless_code(code: str) -> str:
    if not code:
        return "this comment names no rule to ignore"
    named = [rule for rule in RULES.values() if rule.code.startswith(code)]
    if not named:
        return f"no rule has a code that begins with {code}"
    if not any(rule.may_be_suppressed for rule in named):
        return f"{code} ({named[0].name}) breaks the feed for somebody and cannot be ignored"
    return ""


def _unchecked(inputs: Inputs, tried: _Tried) -> Iterator[str]:
    absent = sorted(slug for slug in tried.absent if slug)
    if absent:
        which = absent[0] if len(absent) == 1 else f"{len(absent)} episodes ({absent[0]}, …)"
        yield f"the audio of {which} is not here: its length, bit rate and tags were not looked at"
    if "" in tried.absent:
        yield f"the artwork {inputs.show.show.image} is not here"
    if inputs.show.show.theme.logo and inputs.logo is None:
        yield f"the logo {inputs.show.show.theme.logo} is not here"
    if english := untranslated(inputs.show):
        yield english
