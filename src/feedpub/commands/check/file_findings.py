"""What is wrong with the feed that an author's files would make, at the lines of those files.

Apart from `files`, which imports it while another process reads the first files.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from feedpub.cache import NO_CACHE, Cache
from feedpub.catalog.inputs import Inputs
from feedpub.commands.check.feed import run_rules
from feedpub.commands.check.published import published_catalog
from feedpub.commands.check.result import CheckOptions, CheckResult, in_reading_order
from feedpub.commands.check.suppressions import idle_comments, unused_comments, unused_settings
from feedpub.commands.check.trial import CatalogReader, Trial, trial_of
from feedpub.errors import Place, Problem
from feedpub.feed_view import FeedView
from feedpub.ingest import AuthorFiles, known_faults, locate, suppressed
from feedpub.lint import UNPUBLISHABLE, Finding, Found, Rule, Severity, check
from feedpub.model.files import ShowFile
from feedpub.model.webpages import fonts_of

if TYPE_CHECKING:
    from feedpub.cache.dependencies import Dependencies


def files_result(
    inputs: Inputs | None,
    problems: Iterable[Problem],
    *,
    name: str,
    options: CheckOptions,
    now: datetime,
    look: CatalogReader = published_catalog,
    results: Cache = NO_CACHE,
    noted: Dependencies | None = None,
) -> CheckResult:
    """The findings about files that were read (`inputs`) and about those that could not be read (`problems`).

    `name` names all of them together. `inputs` is None if the show cannot be read. `look` gives what is published. What
    is among the `results` of earlier runs is not looked for again. What the findings depend on is `noted`; those about
    files that cannot be read depend on more than anybody knows.
    """
    problems = tuple(problems)
    if inputs is None:
        in_order = in_reading_order(map(_finding, problems))
        missed = ("no audio, no picture and no rule was looked at: the show has to be readable first",)
        platforms = options.verdicts_of
        return CheckResult(
            subject=name, findings=in_order, unchecked=missed, platforms=platforms, strict=options.strict
        )
    settings = inputs.show.show.check
    options = replace(options, strict=options.strict or settings.strict)
    rules = options.rules(ignore=settings.ignore)
    noted = None if problems else noted
    trial = trial_of(inputs, problems, now=now, offline=options.offline, look=look, noted=noted, results=results)
    drafts = {draft.name for draft in inputs.drafts}
    findings = [_warning(one) if one.place.file in drafts else one for one in map(_finding, problems)]
    findings += [*map(_finding, trial.problems), *(_warning(_finding(one)) for one in trial.doubts)]
    count = 0
    if trial.back:
        files = AuthorFiles.of(inputs, trial.back.slugs)
        found = suppressed(_located(_found(trial.back.feed, rules, inputs.show, results), files, trial), files)
        findings += found.kept
        count = found.count
        if not options.is_partial:
            unread = {*(problem.place.file for problem in problems), *_with_absent_audio(inputs)}
            findings += unused_comments(inputs, found.used, unread=unread)
            findings += unused_settings(inputs, trial.back.feed)
    refused = {one.place for one in (*problems, *trial.problems)}
    return CheckResult(
        subject=name,
        title=inputs.show.show.title,
        items=len(inputs.episodes),
        findings=in_reading_order([*findings, *idle_comments(inputs)]),
        suppressed=count,
        unchecked=(*_unchecked(inputs, trial.absent - _refused(inputs, problems), refused), *trial.unchecked),
        drafts=tuple(draft.name for draft in inputs.drafts),
        platforms=options.verdicts_of,
        strict=options.strict,
    )


def _found(feed: FeedView, rules: Sequence[Rule], show: ShowFile, results: Cache) -> list[Found]:
    """What the rules find; without earlier results, two processes share the rules of a long show."""
    with known_faults(show, results, rules) as known:
        return run_rules(feed, rules) if known is None else list(check(feed, rules, known))


def _warning(finding: Finding) -> Finding:
    """The finding as a warning, since a publish does not stop at it; two files of one slug stop it, drafts or not."""
    return finding if finding.path == "slug" else replace(finding, severity=Severity.WARNING)


def _finding(problem: Problem) -> Finding:
    subject = f"{problem.subject}: " if problem.subject else ""
    return Finding(
        rule=UNPUBLISHABLE,
        severity=Severity.ERROR,
        place=problem.place,
        path=problem.subject,
        message=f"{subject}{problem.message}",
        hint=problem.hint,
    )


# --- findings at the author's lines


def _located(found: Iterable[Found], files: AuthorFiles, trial: Trial) -> Iterator[Finding]:
    """Findings at the author's lines, without those about placeholders; warnings where a publish would not stop."""
    for one in found:
        path = one.fault.path
        slug = files.slug(path)
        is_doubtful = one.rule.code == _EMPTY and trial.has_others
        if not is_doubtful and not _is_about_placeholder(path, slug, trial.placeholders):
            finding = locate(one, files)
            is_error = finding.severity is Severity.ERROR
            yield replace(finding, severity=Severity.WARNING) if is_error and slug in trial.untouched else finding


_EMPTY = "FP129"
"""The rule about a feed without episodes: where others are not looked at, it cannot tell."""

_OF_AUDIO = ("enclosure", "itunes:duration")


def _is_about_placeholder(path: str, slug: str, absent: frozenset[str]) -> bool:
    inner = path.partition(".")[2] if slug else path
    if slug:
        return slug in absent and inner.startswith(_OF_AUDIO)
    return "" in absent and inner.startswith("itunes:image")


def _with_absent_audio(inputs: Inputs) -> set[str]:
    """Names of the files whose recording is not here: some rules had nothing to look at."""
    return {written.name for written, measured in inputs.episodes if measured.audio is None}


def _refused(inputs: Inputs, problems: Iterable[Problem]) -> set[str]:
    """Slugs of episodes whose audio is here and cannot be used, which counts as absent; the empty one for the cover."""
    files = {problem.place.file for problem in problems if problem.subject == "audio"}
    has_cover = any(one.subject == "image" and one.place.file == inputs.show.name for one in problems)
    return {*(written.slug for written, _ in inputs.episodes if written.name in files), *([""] if has_cover else [])}


def _unchecked(inputs: Inputs, absent: frozenset[str], refused: Collection[Place]) -> Iterator[str]:
    """What is not here and was published: where it is `refused`, an error says so."""
    for draft in inputs.drafts:
        if draft.slug in absent:
            place = draft.place("audio").beside(draft.episode.audio)
            yield f"{draft.name} has no recording yet: save it as {place}"
    slugs = sorted(absent - {"", *(draft.slug for draft in inputs.drafts)})
    if slugs:
        which = slugs[0] if len(slugs) == 1 else f"{len(slugs)} episodes ({slugs[0]}, …)"
        yield f"the audio of {which} is not here: its length, bit rate and tags were not checked"
    found = (one for written, measured in inputs.episodes if written.slug in absent for one in measured.elsewhere)
    for one in (*(inputs.elsewhere if "" in absent or inputs.cover else ()), *found):
        yield f"{one.message}; {one.hint}"
    if "" in absent:
        yield f"the artwork {inputs.show.show.image.file} is not here"
    yield from (f"the {what} is not here" for place, what in _absent(inputs) if inputs.show.place(place) not in refused)


def _absent(inputs: Inputs) -> Iterator[tuple[str, str]]:
    """What of the looks of pages is not here: the field that names it, and what it is."""
    theme = inputs.show.show.theme
    if theme.logo and inputs.logo is None:
        yield "theme.logo", f"logo {theme.logo}"
    if theme.logo_dark and inputs.logo_dark is None:
        yield "theme.logo_dark", f"logo {theme.logo_dark}"
    yield from (("platforms", f"badge {name}") for name, badge in inputs.badges if badge is None)
    fonts = zip(fonts_of(theme), inputs.fonts, strict=True)
    yield from ((where, f"font {entry.file}") for (where, _, entry), font in fonts if font is None)
