"""The feed that an author's files would make now, and why a publish of them would be refused.

It asks what a publish asks (`catalog.prospective`), of the same files and of what is published, and changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from feedpub.cache import NO_CACHE, Cache
from feedpub.catalog import NextCatalog, Overrides, changes, moved_to
from feedpub.catalog.dates import same_until
from feedpub.catalog.inputs import Inputs
from feedpub.catalog.prospective import next_catalog
from feedpub.commands.check.published import TargetUnreachable, published_catalog
from feedpub.deploy.destination import destination
from feedpub.deploy.gate import is_linted, known_slugs
from feedpub.deploy.refusals import moved_away
from feedpub.errors import FeedpubError, Place, Problem, Refused
from feedpub.ingest.describe import DescribeFiles
from feedpub.ingest.facts import facts
from feedpub.ingest.read_files import add_inputs
from feedpub.model.catalog import Catalog
from feedpub.model.files import EpisodeFile
from feedpub.model.measured import Audio, FontFile, Measured, Picture
from feedpub.model.webpages import fonts_of
from feedpub.readback import ReadBack, read_back
from feedpub.source import episode_files
from feedpub.standards import AUDIO_TYPES, ENCLOSURE_TYPES, SERVE_BASE, podcast_guid, stored_extension

if TYPE_CHECKING:
    from feedpub.cache.dependencies import Dependencies


@dataclass(slots=True, kw_only=True)
class Trial:
    """The feed that the files would make, and what prevents it."""

    back: ReadBack | None = None
    problems: list[Problem] = field(default_factory=list)
    """Why a publish would be refused."""

    doubts: list[Problem] = field(default_factory=list)
    """Why it would be refused if drafts were none."""

    absent: frozenset[str] = frozenset()
    """Slugs of episodes whose audio is missing on this machine; the empty text if the cover is."""

    placeholders: frozenset[str] = frozenset()
    """Those of them that the catalog does not have either, so that something else stands for them."""

    untouched: frozenset[str] = frozenset()
    """Slugs of the episodes that a publish would leave as they are, or skip; the empty text for the show."""

    has_others: bool = False
    """Whether the feed has, or may have, episodes that are not among the files of this check."""

    unchecked: tuple[str, ...] = ()
    """What a publish looks at, and this did not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where the files would be published, and what is there."""

    base: str = SERVE_BASE
    before: Catalog | None = None
    is_known: bool = False
    """Whether `before` is what is published; else nobody has looked."""

    is_certain: bool = False
    """Whether asking again would give the same, as long as the store does."""

    folders: tuple[str, ...] = ()
    """Of the target."""

    @property
    def recorded(self) -> frozenset[str]:
        """Slugs of the episodes whose files the catalog has."""
        return frozenset(item.slug for item in self.before.items) if self.before else frozenset()


CatalogReader = Callable[..., Catalog | None]
"""Gives what is published: takes what `published_catalog` takes, and raises what it raises."""


def trial_of(
    inputs: Inputs,
    problems: Iterable[Problem],
    *,
    now: datetime,
    offline: bool = False,
    look: CatalogReader = published_catalog,
    noted: Dependencies | None = None,
    results: Cache = NO_CACHE,
) -> Trial:
    """Try what the files would make; `problems` are those that are known, and not reported again.

    `offline`: of a target that is a bucket nothing is read. `look` gives what is published. What the trial depends on
    is `noted`. What is among the `results` of earlier runs is not read again.
    """
    trial, known = Trial(), {problem.place for problem in problems}
    publishing = replace(inputs, episodes=tuple(one for one in inputs.episodes if not one[0].episode.draft))
    place = _place(publishing, trial, offline=offline, look=look, noted=noted)
    absent = _absent(inputs)
    is_new = place.before is None
    trial.placeholders = absent - place.recorded if is_new else absent - place.recorded - {""}
    beside = _slugs_beside(inputs)
    to_publish = publishing if place.is_known else _with_placeholders(replace(publishing, known_slugs=beside), place)
    wanted, refused = _attempt(to_publish, place, now=now)
    if wanted is None and "" in trial.placeholders:  # what else would be refused if the cover were there?
        refused += _attempt(_with_pictures(to_publish), place, now=now)[1]
    trial.problems += [one for one in refused if one.place not in known]
    if wanted is not None:
        trial.untouched = _untouched(place.before, wanted.catalog, inputs)
    if inputs.drafts or wanted is None or (place.is_known and trial.placeholders):
        complete = _with_placeholders(replace(inputs, drafts=(), known_slugs=beside), place)
        wanted, refused = _attempt(complete, place, now=now)
        trial.doubts = [one for one in refused if one.place not in known and one not in trial.problems]
    refused_slugs = {written.slug for written, _ in publishing.episodes} if place.is_known else set()
    trial.absent = absent - (trial.placeholders & {"", *refused_slugs} if place.is_known else set())
    if wanted is not None:
        trial.back = _back(place.before, wanted.catalog, inputs, now=now, results=results)
        trial.has_others = bool(wanted.catalog.items if place.is_known else episode_files(inputs.show.path.parent))
        if noted:
            _note(noted, inputs, place, wanted.catalog, now=now)
    return trial


def _note(noted: Dependencies, inputs: Inputs, place: _Place, catalog: Catalog, *, now: datetime) -> None:
    """Note the files, and until when the clock makes nothing else of them: at most a day, where it gives a date."""
    add_inputs(noted, inputs, except_below=place.folders)
    if place.is_certain:
        is_dated = all(item.dated or item.slug in place.recorded for item in catalog.items)
        day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        until = same_until(catalog, now=now)
        noted.until = until if is_dated else min(until, day)


def _place(
    publishing: Inputs, trial: Trial, *, offline: bool, look: CatalogReader, noted: Dependencies | None
) -> _Place:
    """Where it would be published; what a publish could not use there joins the trial's problems."""
    base = SERVE_BASE
    try:
        where = destination(publishing.show)
        base = where.base
        if offline and not where.is_directory:
            trial.unchecked = (f"what is published at {where.to} was not looked at (--offline)",)
            return _Place(base=base, is_certain=True)
        slugs = [written.slug for written, _ in publishing.episodes] if publishing.show.show.pages else None
        before, folders = look(where, pages_of=slugs, noted=noted), (where.to, where.state)
        if before is not None and (elsewhere := moved_to(before, where.recorded)):
            trial.problems.append(_problem(moved_away(elsewhere), publishing.show.name))
        return _Place(base=base, before=before, is_known=True, is_certain=True, folders=folders)
    except TargetUnreachable as error:
        trial.unchecked = (f"what is published at {where.to} was not looked at: {error.message}",)
    except FeedpubError as error:
        trial.problems.append(_problem(error, publishing.show.name))
    return _Place(base=base)


def _attempt(inputs: Inputs, place: _Place, *, now: datetime) -> tuple[NextCatalog | None, list[Problem]]:
    """The next catalog, and why it would be refused; None if the show itself cannot be published."""
    try:
        wanted = next_catalog(
            place.before,
            inputs,
            base=place.base,
            now=now,
            overrides=Overrides(),
            new_guid=lambda show: podcast_guid(show.digest),
            deriver=DescribeFiles.of(inputs),
        )
    except FeedpubError as error:
        return None, [_problem(error, inputs.show.name)]
    return wanted, [_problem(refusal, inputs.show.name) for refusal in wanted.refusals]


def _untouched(before: Catalog | None, after: Catalog, inputs: Inputs) -> frozenset[str]:
    drafts = {draft.slug for draft in inputs.drafts}
    if before is None:
        return frozenset(drafts)
    changed = {change.slug for change in changes(before, after) if is_linted(change)}
    return frozenset({*(drafts - changed), *({"", *(written.slug for written, _ in inputs.episodes)} - changed)})


def _back(before: Catalog | None, after: Catalog, inputs: Inputs, *, now: datetime, results: Cache) -> ReadBack:
    """The feed of the episodes of this run, dated now."""
    slugs = {written.slug for written, _ in inputs.episodes}
    known = known_slugs(after, changes(before, after)) if before else ()
    own = replace(after, items=tuple(item for item in after.items if item.slug in slugs), manifest={})
    return read_back(own, now=now, facts=facts(inputs, results), known=known)


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
    hint, flag = error.hint, error.flag if isinstance(error, Refused) else ""
    if flag and flag not in hint:
        hint = f"{hint}; to do it anyway: feedpub publish {flag}" if hint else f"to do it: feedpub publish {flag}"
    return Problem(error.place or Place(file), "", error.message, hint)


# --- placeholders for files that are missing on this machine; their findings are left out


def _absent(inputs: Inputs) -> frozenset[str]:
    """What is not here: slugs for audio, the empty text for the cover."""
    absent = {
        written.slug
        for written, measured in inputs.episodes
        if measured.audio is None and written.episode.enclosure is None
    }
    return frozenset(absent if inputs.cover else {*absent, ""})


def _with_placeholders(inputs: Inputs, place: _Place) -> Inputs:
    return with_placeholders(inputs, recorded=place.recorded, is_new=place.before is None)


def with_placeholders(inputs: Inputs, *, recorded: Collection[str], is_new: bool) -> Inputs:
    """The inputs with a placeholder for each absent file that the catalog does not have either.

    `recorded` are the slugs that it has, `is_new` a show that has none.
    """
    episodes = tuple(
        (written, measured if written.slug in recorded else _complete(written, measured))
        for written, measured in inputs.episodes
    )
    return replace(_with_pictures(inputs) if is_new else inputs, episodes=episodes)


def _with_pictures(inputs: Inputs) -> Inputs:
    """The inputs with a placeholder for the cover, the logos and the fonts."""
    show = inputs.show.show
    logo = inputs.logo or (Picture.assumed(show.theme.logo) if show.theme.logo else None)
    logo_dark = inputs.logo_dark or (Picture.assumed(show.theme.logo_dark) if show.theme.logo_dark else None)
    cover = inputs.cover or Picture.assumed(show.image.file)
    fonts = zip(fonts_of(show.theme), inputs.fonts, strict=True)
    return replace(
        inputs,
        cover=cover,
        logo=logo,
        logo_dark=logo_dark,
        fonts=tuple(font or _font(entry.file, role) for (_, role, entry), font in fonts),
        portraits=_with_assumed(inputs.portraits),
        badges=_with_assumed(inputs.badges),
    )


def _with_assumed(pictures: Iterable[tuple[str, Picture | None]]) -> tuple[tuple[str, Picture], ...]:
    return tuple((file, picture or Picture.assumed(file)) for file, picture in pictures)


def _complete(written: EpisodeFile, measured: Measured) -> Measured:
    image = measured.image
    if image is None and written.episode.image:
        image = Picture.assumed(written.episode.image.file)
    audio = measured.audio or (None if written.episode.enclosure else _audio(written))
    portraits, links = _with_assumed(measured.portraits), _with_assumed(measured.link_pictures)
    made = replace(measured, audio=audio, image=image, portraits=portraits, link_pictures=links)
    return measured if made == measured else made


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


def _font(name: str, role: str) -> FontFile:
    digest = sha256(name.encode()).hexdigest()
    return FontFile(file=name, path=Path(name), role=role, size=30_000, digest=digest, style="normal", weight="400")
