"""What is wrong with the feed that an author's files would make, at the lines of those files.

Apart from `files`, which imports it while another process reads the first files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from feedpub.catalog import Overrides
from feedpub.catalog.inputs import Inputs
from feedpub.catalog.prospective import next_catalog
from feedpub.commands.check.feed import run_rules
from feedpub.commands.check.result import CheckOptions, CheckResult, in_reading_order
from feedpub.deploy.destination import destination
from feedpub.errors import FeedpubError, Place, Problem
from feedpub.ingest import AuthorFiles, facts, locate, not_suppressed
from feedpub.ingest.describe import DescribeFiles
from feedpub.ingest.theme import untranslated
from feedpub.lint import IDLE_SUPPRESSION, UNPUBLISHABLE, Finding, Found, Severity
from feedpub.lint.rules import RULES
from feedpub.model.files import EpisodeFile, ShowFile
from feedpub.model.measured import Audio, Measured, Picture
from feedpub.readback import ReadBack, read_back
from feedpub.source import episode_files
from feedpub.standards import AUDIO_TYPES, ENCLOSURE_TYPES, SERVE_BASE, extension, podcast_guid, stored_extension


def files_result(
    inputs: Inputs | None, problems: Iterable[Problem], *, name: str, options: CheckOptions, now: datetime
) -> CheckResult:
    """The findings about files that were read (`inputs`) and about those that could not be read (`problems`).

    `name` names all of them together. `inputs` is None if the show cannot be read.
    """
    problems = tuple(problems)
    findings = [_finding(problem) for problem in problems]
    if inputs is None:
        in_order = in_reading_order(findings)
        return CheckResult(subject=name, findings=in_order, platforms=options.platforms, strict=options.strict)
    settings = inputs.show.show.check
    options = replace(options, strict=options.strict or settings.strict)
    rules = options.rules(ignore=settings.ignore)
    trial = _trial(inputs, now=now)
    known = {(problem.place, problem.message) for problem in problems}
    findings += [_finding(one) for one in trial.problems if (one.place, one.message) not in known]
    suppressed = 0
    if trial.back:
        files = AuthorFiles.of(inputs, trial.back.slugs)
        located = _located(run_rules(trial.back.feed, rules), files, trial.absent)
        kept, suppressed = not_suppressed(located, files)
        findings += kept
    return CheckResult(
        subject=name,
        title=inputs.show.show.title,
        items=len(inputs.episodes),
        findings=in_reading_order([*findings, *_idle_suppressions(inputs)]),
        suppressed=suppressed,
        unchecked=tuple(_unchecked(inputs, trial.absent - _refused(inputs, problems))),
        drafts=tuple(draft.name for draft in inputs.drafts),
        platforms=options.platforms,
        strict=options.strict,
    )


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


# --- the feed as it would be published


@dataclass(slots=True, kw_only=True)
class _Trial:
    """The feed that the files would make, and what prevents it."""

    back: ReadBack | None = None
    problems: list[Problem] = field(default_factory=list)
    absent: frozenset[str] = frozenset()
    """Slugs of episodes whose audio is missing on this machine; the empty text if the cover is."""


def _trial(inputs: Inputs, *, now: datetime) -> _Trial:
    trial, base = _Trial(), SERVE_BASE
    try:
        base = destination(inputs.show).base
    except FeedpubError as error:
        trial.problems.append(_problem(error, inputs.show.name))
    complete, trial.absent = _with_placeholders(replace(inputs, drafts=(), known_slugs=_slugs_beside(inputs)))
    try:
        wanted = next_catalog(
            None,
            complete,
            base=base,
            now=now,
            overrides=Overrides(placeholder=True),
            new_guid=lambda show: podcast_guid(show.digest),
            deriver=DescribeFiles.of(complete),
        )
    except FeedpubError as error:
        trial.problems.append(_problem(error, inputs.show.name))
        return trial
    trial.problems += [_problem(refusal, inputs.show.name) for refusal in wanted.refusals]
    trial.back = read_back(wanted.catalog, now=now, facts=facts(inputs))
    return trial


_SLUG = re.compile(r"^slug:\s*['\"]?([a-z0-9-]+)", re.MULTILINE)


def _slugs_beside(inputs: Inputs) -> frozenset[str]:
    """Slugs of the show's files that are not checked now; none are read unless one that is checked is a rerun."""
    files = [written for written, _ in inputs.episodes if written.episode.rerun_of]
    folders = {inputs.show.path.parent, *(written.path.parent for written in files)} if files else set()
    return frozenset(_slug(path) for folder in folders for path in episode_files(folder))


def _slug(path: Path) -> str:
    try:
        written = _SLUG.search(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):  # whoever checks that file says so
        return path.stem
    return written[1] if written else path.stem


def _problem(error: FeedpubError, file: str) -> Problem:
    """A refusal as a problem at its place in the author's files; `file` stands for one that names none."""
    return Problem(error.place or Place(file), "", error.message, error.hint)


# --- findings at the author's lines


def _located(found: Iterable[Found], files: AuthorFiles, absent: frozenset[str]) -> Iterator[Finding]:
    """Findings at the author's lines, without those about placeholders."""
    for one in found:
        path = one.fault.path
        if not _is_about_placeholder(path, files.slug(path), absent):
            yield locate(one, files)


_OF_AUDIO = ("enclosure", "itunes:duration")


def _is_about_placeholder(path: str, slug: str, absent: frozenset[str]) -> bool:
    inner = path.partition(".")[2] if slug else path
    if slug:
        return slug in absent and inner.startswith(_OF_AUDIO)
    return "" in absent and inner.startswith("itunes:image")


def _idle_suppressions(inputs: Inputs) -> Iterator[Finding]:
    """Comments that suppress nothing: no rule has such a code, or it may not be suppressed."""
    files: list[ShowFile | EpisodeFile] = [inputs.show, *(episode for episode, _ in inputs.episodes)]
    for written in files:
        for suppression in written.suppressions:
            for code in suppression.codes or ("",):
                if message := _why_idle(code):
                    place = Place(written.name, suppression.line, 1)
                    yield Finding(
                        rule=IDLE_SUPPRESSION,
                        severity=Severity.WARNING,
                        place=place,
                        path="",
                        message=message,
                        hint="see: feedpub rule --all",
                    )


def _why_idle(code: str) -> str:
    """Why a comment that ignores `code` suppresses nothing; empty if it may suppress something."""
    if not code:
        return "this comment names no rule to ignore"
    rules = [rule for rule in RULES.values() if rule.code.startswith(code)]
    if not rules:
        return f"no rule has a code that begins with {code}"
    if not any(rule.may_be_suppressed for rule in rules):
        return f"{code} ({rules[0].name}) breaks the feed for somebody and cannot be ignored"
    return ""


def _refused(inputs: Inputs, problems: Iterable[Problem]) -> set[str]:
    """Slugs of episodes whose audio is here and cannot be used, which counts as absent."""
    files = {problem.place.file for problem in problems if problem.subject == "audio"}
    return {written.slug for written, _ in inputs.episodes if written.name in files}


def _unchecked(inputs: Inputs, absent: frozenset[str]) -> Iterator[str]:
    for draft in inputs.drafts:
        if draft.slug in absent:
            place = draft.place("audio").beside(draft.episode.audio)
            yield f"{draft.name} has no recording yet: save it as {place}"
    slugs = sorted(absent - {"", *(draft.slug for draft in inputs.drafts)})
    if slugs:
        which = slugs[0] if len(slugs) == 1 else f"{len(slugs)} episodes ({slugs[0]}, …)"
        yield f"the audio of {which} is not here: its length, bit rate and tags were not checked"
    found = (one for _, measured in inputs.episodes for one in measured.elsewhere)
    for one in (*inputs.elsewhere, *found):
        yield f"{one.message}; {one.hint}"
    if "" in absent:
        yield f"the artwork {inputs.show.show.image} is not here"
    if inputs.show.show.theme.logo and inputs.logo is None:
        yield f"the logo {inputs.show.show.theme.logo} is not here"
    if english := untranslated(inputs.show):
        yield english


# --- placeholders for files that are missing on this machine; their findings are left out


def _with_placeholders(inputs: Inputs) -> tuple[Inputs, frozenset[str]]:
    """The inputs with a placeholder for each absent file; and what is absent: slugs for audio, "" for the cover."""
    show = inputs.show.show
    absent = {written.slug for written, measured in inputs.episodes if measured.audio is None}
    logo = inputs.logo or (_picture(show.theme.logo) if show.theme.logo else None)
    complete = replace(
        inputs,
        cover=inputs.cover or _picture(show.image),
        logo=logo,
        episodes=tuple((written, _complete(written, measured)) for written, measured in inputs.episodes),
    )
    return complete, frozenset(absent if inputs.cover else {*absent, ""})


def _complete(written: EpisodeFile, measured: Measured) -> Measured:
    image = measured.image
    if image is None and written.episode.image:
        image = _picture(written.episode.image)
    if measured.audio and image is measured.image:
        return measured
    return replace(measured, audio=measured.audio or _audio(written), image=image)


def _audio(written: EpisodeFile) -> Audio:
    """Half an hour that directories would take. Its digest is that of the slug, so no two recordings are the same."""
    name = written.episode.audio
    end = stored_extension(name) if stored_extension(name) in ENCLOSURE_TYPES else next(iter(AUDIO_TYPES))
    digest = sha256(written.slug.encode()).hexdigest()
    return Audio(
        file=name,
        path=written.path,
        type=ENCLOSURE_TYPES[end],
        extension=end,
        size=28_800_000,
        duration_ms=1_800_000,
        digest=digest,
        identity=digest,
        bitrate=128_000,
        sample_rate=44_100,
        channels=1,
    )


def _picture(name: str) -> Picture:
    """A picture that directories would take."""
    end = "png" if extension(name) == "png" else "jpg"
    return Picture(
        file=name,
        path=Path(name),
        type="image/png" if end == "png" else "image/jpeg",
        extension=end,
        width=3000,
        height=3000,
        size=200_000,
        digest=sha256(name.encode()).hexdigest(),
    )
