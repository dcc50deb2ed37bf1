"""What an episode is made of, measured: its audio, pictures, transcripts, chapters and words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from feedpub import transcripts
from feedpub.catalog.metadata import disagreements, links, named, people
from feedpub.elements.podcast.people import Person
from feedpub.errors import FeedpubError, Problem
from feedpub.ingest.chapters import chapters_of
from feedpub.ingest.describe import keeps_tags
from feedpub.ingest.introduction import introduced
from feedpub.ingest.notes import rendered, unrendered
from feedpub.ingest.page_pictures import pictures_of_links, portraits_of_episode
from feedpub.ingest.reading import MeasureAudio, note_elsewhere
from feedpub.ingest.recorded_chapters import with_recorded_pictures
from feedpub.model.measured import Audio, Elsewhere, Measured, Picture, Sidecar
from feedpub.notes import feed_form
from feedpub.scalars.dates import published_at
from feedpub.source import EpisodeFile, FileAbsent, ShowFile, find_file

if TYPE_CHECKING:
    from feedpub.artwork.cache import Whole


def measure_episode(
    show: ShowFile,
    written: EpisodeFile,
    problems: list[Problem],
    measure_audio: MeasureAudio,
    *,
    whole: Whole = None,
) -> Measured:
    """An episode's files and words; whatever is wrong with them joins `problems`, and counts as absent."""
    episode = written.episode
    _date(show, written, problems)
    problems += disagreements(show.show, written)
    elsewhere: list[Elsewhere] = []
    audio = _audio(show, written, problems, measure_audio, elsewhere)
    words, shown = written.notes, links(episode)
    published = tuple(_published(show, written, audio, problems)) if episode.transcripts else ()
    site = episode.link or show.show.link or ""
    html, altered = rendered(
        words, written, problems, subject="notes", site=site, format=written.notes_format, shown=shown
    )
    chapters = chapters_of(written, notes=feed_form(html), audio=audio, workspace=show.workspace, problems=problems)
    for name, picture in chapters.pictures if chapters else ():
        if picture is None:
            measure_picture(name, written, [], subject="chapters", workspace=show.workspace, elsewhere=elsewhere)
    chapters = with_recorded_pictures(chapters, audio, keeps_tags=keeps_tags(show, written))
    return Measured(
        audio=audio,
        image=measure_picture(
            episode.image.file if episode.image else None,
            written,
            problems,
            subject="image",
            workspace=show.workspace,
            elsewhere=elsewhere,
            whole=whole,
        ),
        portraits=portraits_of_episode(show, written, problems, elsewhere),
        link_pictures=pictures_of_links(show, written, problems, elsewhere),
        transcripts=published,
        unknown_speakers=_unknown_speakers(written, published),
        chaptered=introduced(chapters, show.show, episode),
        notes=html,
        altered=(*unrendered(episode.summary or "", written, subject="summary"), *altered),
        elsewhere=tuple(elsewhere),
    )


def _date(show: ShowFile, written: EpisodeFile, problems: list[Problem]) -> None:
    when = written.episode.published
    if when is None:
        return
    try:
        published_at(when, timezone=show.show.timezone, publish_hour=show.show.publish_hour)
    except FeedpubError as error:
        problems.append(_problem(written, "published", error))


def _audio(
    show: ShowFile,
    written: EpisodeFile,
    problems: list[Problem],
    measure_audio: MeasureAudio,
    elsewhere: list[Elsewhere],
) -> Audio | None:
    """The audio's facts; None if the file is not here, which `reconcile` allows for what is published."""
    file = written.episode.audio
    try:
        path = find_file(file, beside=written.path, workspace=show.workspace)
        return measure_audio(path, file)
    except FileAbsent as absent:
        note_elsewhere(file, absent, elsewhere)
        return None
    except FeedpubError as error:
        problems.append(_problem(written, "audio", error))
        return None


def measure_picture(
    file: str | None,
    written: ShowFile | EpisodeFile,
    problems: list[Problem],
    *,
    subject: str,
    workspace: Path,
    elsewhere: list[Elsewhere],
    whole: Whole = None,
) -> Picture | None:
    """The picture that a file names; None if it is not here, or cannot be used."""
    if file is None:
        return None
    try:
        path = find_file(file, beside=written.path, workspace=workspace)
        from feedpub import artwork  # noqa: PLC0415 - Pillow takes its time, and is here for pictures alone

        return artwork.measure(path, file=file, whole=whole)
    except FileAbsent as absent:
        note_elsewhere(file, absent, elsewhere)
        return None
    except FeedpubError as error:
        problems.append(_problem(written, subject, error))
        return None


def _published(show: ShowFile, written: EpisodeFile, audio: Audio | None, problems: list[Problem]) -> Iterator[Sidecar]:
    """Transcripts in every form; whoever speaks is called as the show calls them."""
    cast = people(show.show, written.episode) or named(show.show, show.show)
    known = speakers(cast)
    labels = written.episode.speakers
    own = {" ".join(label.split()).casefold(): _speaker(name, show, known) for label, name in labels.items()}
    files = _transcripts(show, written, problems)
    yield from transcripts.published_files(
        files, duration_ms=audio.duration_ms if audio else 0, speakers={**known, **own}
    )


def _speaker(name: str, show: ShowFile, known: Mapping[str, str]) -> str:
    """Who a value of `speakers` is: somebody of the roster by their key, somebody of the cast, or the name itself."""
    entry = show.show.roster.get(name)
    return (entry.name if entry else None) or known.get(name.casefold(), name)


def _unknown_speakers(written: EpisodeFile, published: Sequence[Sidecar]) -> tuple[tuple[int, str], ...]:
    """Keys of `speakers` that no transcript has; none where a transcript cannot be read whole, or is not here."""
    keys = written.episode.speakers
    files = {one.file: one for one in published}
    if not keys or len(files) < len(written.episode.transcripts) or not all(one.form for one in files.values()):
        return ()
    labels = {label for one in files.values() for label in transcripts.labels_of(one)}
    return tuple((at, key) for at, key in enumerate(keys) if " ".join(key.split()).casefold() not in labels)


def _transcripts(show: ShowFile, written: EpisodeFile, problems: list[Problem]) -> Iterator[Sidecar]:
    for number, one in enumerate(written.episode.transcripts):
        try:
            path = find_file(one.file, beside=written.path, workspace=show.workspace)
            yield transcripts.measure(path, file=one.file, language=one.language or "", rel=one.rel or "")
        except FeedpubError as error:
            problems.append(_problem(written, f"transcripts[{number}].file", error))


def _problem(written: ShowFile | EpisodeFile, subject: str, error: FeedpubError) -> Problem:
    return Problem(written.place(subject), subject, error.message, error.hint)


def speakers(people: Sequence[Person]) -> Mapping[str, str]:
    """Case-folded name → name as the show writes it: full names, and first or last names that only one person has."""
    names = [one.name for one in people]
    parts = [(part.casefold(), name) for name in dict.fromkeys(names) for part in {*_ends(name)}]
    count = Counter(part for part, _ in parts)
    single = {part: name for part, name in parts if count[part] == 1}
    return {**single, **{name.casefold(): name for name in names}}


def _ends(name: str) -> tuple[str, ...]:
    words = name.split()
    return (words[0], words[-1]) if len(words) > 1 else ()
