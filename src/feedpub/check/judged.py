"""What an author's files would make, and what rules say of it at the author's lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from feedpub.catalog import Permissions, begin
from feedpub.catalog.channel import Prepared, settle_channel
from feedpub.catalog.dates import default_dates
from feedpub.catalog.settle import settle
from feedpub.check.asking import ask
from feedpub.check.checked import Checked, Options, ordered
from feedpub.check.stand_ins import present, some_picture
from feedpub.errors import FeedpubError, Place, Problem
from feedpub.gather import Fields, Gathered, facts, heard, placed
from feedpub.gather.announced import announcing
from feedpub.gather.theme import untranslated
from feedpub.lint import IDLE_SUPPRESSION, UNPUBLISHABLE, Finding, Found, Severity
from feedpub.lint.rules import RULES
from feedpub.model.catalog import Catalog
from feedpub.model.files import EpisodeFile, ShowFile
from feedpub.model.item import Item
from feedpub.readback import ReadBack, read_back
from feedpub.transact import destination
from feedpub.vocab import SERVE_BASE, podcast_guid


def judged(
    gathered: Gathered | None, problems: Iterable[Problem], *, name: str, options: Options, now: datetime
) -> Checked:
    """The findings about files that were read, and about what could not be read (`problems`).

    `name` is what they are called together; None is gathered if the show cannot be read.
    """
    findings = [_refused(problem) for problem in problems]
    if gathered is None:
        return Checked(subject=name, findings=ordered(findings), platforms=options.platforms, strict=options.strict)
    wishes = gathered.show.show.check
    options = replace(options, strict=options.strict or wishes.strict)
    rules = options.rules(ignore=wishes.ignore)
    tried = _tried(gathered, now=now)
    findings += [_refused(problem) for problem in tried.problems]
    kept: list[Finding] = []
    suppressed = 0
    if tried.back:
        fields = _fields(gathered, tried.back)
        said = _said(ask(tried.back.feed, rules), fields, tried)
        kept, suppressed = heard(said, fields)
    kept += _pointless(gathered)
    return Checked(
        subject=name,
        title=gathered.show.show.title,
        items=len(gathered.episodes),
        findings=ordered([*findings, *kept]),
        suppressed=suppressed,
        unchecked=tuple(_unchecked(gathered, tried)),
        drafts=tuple(draft.name for draft in gathered.drafts),
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
    absent: set[str] = field(default_factory=set)
    """Slugs of episodes whose audio is not here; empty text for the cover."""


def _tried(gathered: Gathered, *, now: datetime) -> _Tried:
    tried = _Tried()
    empty = _show(gathered, tried)
    if empty is None:
        return tried
    finish = announcing(gathered)
    items: dict[str, Item] = {}
    recordings: dict[str, str] = {}
    show, files = gathered.show.show, [written for written, _ in gathered.episodes]
    dates = default_dates(empty, show, files, now=now, allow=_EVERYTHING)
    for written, measured in gathered.episodes:
        if measured.audio is None:
            tried.absent.add(written.slug)
        try:
            here = present(written, measured)
            undated = dates.get(written.slug)
            item = settle(empty, show, written, here, now=now, undated=undated, allow=_EVERYTHING, finish=finish)
        except FeedpubError as error:
            tried.problems.append(_problem(error, written))
            continue
        other = recordings.setdefault(item.enclosure.identity, written.slug)
        if other != written.slug:
            tried.problems.append(_twice(written, other))
        items[written.slug] = item
    catalog = replace(empty, items=tuple(items[slug] for slug in sorted(items)))
    tried.back = read_back(catalog, now=now, facts=facts(gathered))
    return tried


def _twice(written: EpisodeFile, other: str) -> Problem:
    message, hint = f"this recording is that of {other} too", "name another audio file"
    return Problem(written.place("audio"), "audio", message, hint)


_EVERYTHING = Permissions()


def _show(gathered: Gathered, tried: _Tried) -> Catalog | None:
    show, base = gathered.show, SERVE_BASE
    try:
        base = destination(show).base
    except FeedpubError as error:
        tried.problems.append(_problem(error, show))
    cover = gathered.cover
    if cover is None:
        tried.absent.add("")
        cover = some_picture(show.show.image)
    logo = gathered.logo or (some_picture(show.show.theme.logo) if show.show.theme.logo else None)
    prepared = Prepared(
        image=cover,
        description=gathered.description,
        footer=gathered.footer,
        base=base,
        theme=gathered.theme,
        logo=logo,
    )
    try:
        settled = settle_channel(None, show, prepared, fresh_guid=lambda: podcast_guid(show.digest), allow=_EVERYTHING)
    except FeedpubError as error:
        tried.problems.append(_problem(error, show))
        return None
    return begin(settled.channel, settled.sources)


def _problem(error: FeedpubError, written: ShowFile | EpisodeFile) -> Problem:
    """A refusal as a problem of its file, at its place there."""
    return Problem(error.place or Place(written.name), "", error.message, error.hint)


# --- what is said, and what is listened to


def _fields(gathered: Gathered, back: ReadBack) -> Fields:
    episodes = {written.slug: written for written, _ in gathered.episodes}
    return Fields(show=gathered.show, episodes=episodes, slugs=back.slugs)


def _said(found: Iterable[Found], fields: Fields, tried: _Tried) -> Iterator[Finding]:
    """Findings at the author's lines, but for what was said of stand-ins."""
    for one in found:
        path = one.fault.path
        if not _is_stand_in(path, fields.slug(path), tried):
            yield placed(one, fields)


_OF_AUDIO = ("enclosure", "itunes:duration")


def _is_stand_in(path: str, slug: str, tried: _Tried) -> bool:
    inner = path.partition(".")[2] if slug else path
    if slug:
        return slug in tried.absent and inner.startswith(_OF_AUDIO)
    return "" in tried.absent and inner.startswith("itunes:image")


def _pointless(gathered: Gathered) -> Iterator[Finding]:
    """Comments that suppress nothing: no rule has such a code, or it may not be suppressed."""
    files: list[ShowFile | EpisodeFile] = [gathered.show, *(episode for episode, _ in gathered.episodes)]
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


def _unchecked(gathered: Gathered, tried: _Tried) -> Iterator[str]:
    absent = sorted(slug for slug in tried.absent if slug)
    if absent:
        which = absent[0] if len(absent) == 1 else f"{len(absent)} episodes ({absent[0]}, …)"
        yield f"the audio of {which} is not here: its length, bit rate and tags were not looked at"
    if "" in tried.absent:
        yield f"the artwork {gathered.show.show.image} is not here"
    if gathered.show.show.theme.logo and gathered.logo is None:
        yield f"the logo {gathered.show.show.theme.logo} is not here"
    if english := untranslated(gathered.show):
        yield english
