"""An episode's chapters, from wherever its author has them, and the other ones that its audio file lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from feedpub import chapters
from feedpub.chapters import NotesChapters
from feedpub.chapters.files import read_file
from feedpub.chapters.outline import UNREAD, table_of_contents
from feedpub.errors import FeedpubError, Problem
from feedpub.ingest.recorded_chapters import recorded_chapters
from feedpub.model.chapter import Chapter, ChapterLocation
from feedpub.model.episode import CHAPTERS_IN_AUDIO, CHAPTERS_IN_NOTES, NO_CHAPTERS, ChapterEntry
from feedpub.model.files import EpisodeFile
from feedpub.model.measured import Audio, Chaptered, Picture
from feedpub.sidecars import SHOWN
from feedpub.source import FileAbsent, find_file
from feedpub.standards import is_http_url, quoted, written_clock
from feedpub.standards.timed_lines import read_range, without_separator

_LARGEST = 4 << 20


def chapters_of(
    written: EpisodeFile, *, notes: str, audio: Audio | None, workspace: Path, problems: list[Problem]
) -> Chaptered | None:
    """The chapters of an episode; None if only its audio file can list them, and that is absent.

    Without `chapters:` they are lines of the `notes` (HTML) that are a list of chapters (`chapters.notes_list` says
    when), or else those of the audio file. What is wrong with them is appended to `problems`, at the author's lines.
    """
    entries = written.episode.chapters
    source = entries[0].source if entries else ""
    if source == NO_CHAPTERS:
        return Chaptered()
    if entries and not source:
        found, origin = [_written(one) for one in entries], "chapters"
    elif source and source not in {CHAPTERS_IN_NOTES, CHAPTERS_IN_AUDIO}:
        return _of_file(written, source, audio=audio, workspace=workspace, problems=problems)
    elif source != CHAPTERS_IN_AUDIO:
        return _of_notes(written, notes, audio=audio, workspace=workspace, problems=problems)
    elif audio is None:
        return None
    else:
        found, origin = list(recorded_chapters(audio)), "audio"
    return _checked(written, origin, found, audio=audio, workspace=workspace, problems=problems)


def _written(one: ChapterEntry) -> Chapter:
    """A chapter of the list; `0:00 - 12:34 Intro` has an end, and the sign before a title is no part of it."""
    spot, title = one.location, one.title or ""
    span = read_range(written_clock(one.start or 0), title) if one.end is None else None
    return Chapter(
        start_ms=one.start or 0,
        end_ms=span.end_ms if span else one.end,
        title=span.title if span else without_separator(title),
        url=one.url or "",
        image=one.image or "",
        toc=one.toc,
        location=ChapterLocation(name=spot.name, geo=spot.geo, osm=spot.osm or "") if spot else None,
    )


def _of_notes(
    written: EpisodeFile, notes: str, *, audio: Audio | None, workspace: Path, problems: list[Problem]
) -> Chaptered | None:
    """The chapters in the notes, or else in the audio file; of `chapters: notes`, those in the notes, however sound."""
    forced = bool(written.episode.chapters)
    duration = audio.duration_ms if audio else None
    listed = chapters.forced_in_notes(notes) if forced else chapters.listed_in_notes(notes, duration)
    if listed.chapters or forced:
        found, origin = list(listed.chapters), "notes"
    elif audio is None:
        return None
    else:
        found, origin = list(recorded_chapters(audio)), "audio"
    made = _checked(written, origin, found, audio=audio, workspace=workspace, problems=problems)
    unread = tuple(replace(one, numbers=_numbers(written, one.lines)) for one in listed.unread)
    return replace(made, decision=_decision(listed, found), unread=unread, at_most_ms=listed.at_most_ms)


def _decision(listed: NotesChapters, found: Sequence[Chapter]) -> str:
    """What was decided of lines with times, in words; empty if there are none."""
    if listed.chapters:
        return f"{_count(len(listed.chapters), 'line')} of the notes are the chapters: {listed.reason}"
    if not listed.unread:
        return ""
    instead = f"; the audio file lists {_count(len(found), 'chapter')}" if found else ""
    return f"{_count(len(listed.unread[0].lines), 'line')} of the notes {listed.unread[0].reason}{instead}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


_CLOCK = re.compile(r"[0-9０-９]+(?:(?:\s?[:：.;'′’]+\s?|\s?[hHmM](?:in|n)?\.?\s?)[0-9０-９]+)+|[0-9]+\s?min")


def _numbers(written: EpisodeFile, lines: Sequence[str]) -> tuple[int, ...]:
    """The numbers of the lines of the author's file that hold the times of these lines; none unless all do."""
    file = written.notes_file or written.path
    at = 0 if written.notes_file else max(0, written.place("notes").line - 1)
    try:
        rows, numbers = file.read_text("utf-8", errors="replace").split("\n"), []
    except OSError:  # it vanished meanwhile
        return ()
    for line in lines:
        clock = _CLOCK.search(line)
        found = next((row for row in range(at, len(rows)) if clock and clock[0] in rows[row]), None)
        if found is None:
            return ()
        numbers.append(found + 1)
        at = found + 1
    return tuple(numbers)


def _of_file(
    written: EpisodeFile, name: str, *, audio: Audio | None, workspace: Path, problems: list[Problem]
) -> Chaptered:
    try:
        path = find_file(name, beside=written.path, workspace=workspace)
    except FeedpubError as error:
        problems.append(_problem(written, "chapters", error.message, error.hint))
        return Chaptered()
    if path.stat().st_size > _LARGEST:
        message = f"{name} is over {_LARGEST >> 20} MiB"
        problems.append(_problem(written, "chapters", message, "check that it is the right file"))
        return Chaptered()
    data = path.read_bytes()
    read = read_file(name, data)
    problems += _unread(written, name, read)
    found = [one for one in read.chapters if one.title or not one.toc]
    made = _checked(written, name, found, audio=audio, workspace=workspace, problems=problems)
    return replace(made, file=(name, sha256(data).hexdigest()), unread_of_file=tuple(_left_out(name, read)))


def _left_out(name: str, read: chapters.Outline) -> Iterator[str]:
    """The lines of a file that are in no chapter; of many the first, and how many more there are."""
    left_out = [f"{name}:{one.line}: {one.message}" for one in read.faults if one.kind == UNREAD]
    yield from left_out[:SHOWN]
    if len(left_out) > SHOWN:
        yield f"{name}: {_count(len(left_out) - SHOWN, 'more line')} in no chapter"


def _unread(written: EpisodeFile, name: str, read: chapters.Outline) -> Iterator[Problem]:
    """Why a file with chapters cannot be used."""
    if read.whole and read.chapters:
        return
    for trouble in read.faults[:5]:
        at = f"{name}:{trouble.line}: " if trouble.line else f"{name}: "
        yield _problem(written, "chapters", at + trouble.message, trouble.hint)
    if not read.faults:
        what = "has times that cannot be read" if read.chapters else "lists no chapters"
        yield _problem(written, "chapters", f"{name} {what}", "correct it, or write the chapters as a list")


_NONE = {"notes": "no line of the notes begins with a time", "audio": "the audio file has no chapters"}
"""Where chapters should be → the message if there are none."""


def _checked(
    written: EpisodeFile,
    origin: str,
    found: Sequence[Chapter],
    *,
    audio: Audio | None,
    workspace: Path,
    problems: list[Problem],
) -> Chaptered:
    if not found:
        if written.episode.chapters and origin in _NONE:
            problems.append(_problem(written, "chapters", _NONE[origin], "write them as a list"))
        return Chaptered()
    ordered = tuple(sorted(found, key=lambda one: one.start_ms))
    problems += _beyond(written, origin, ordered, audio)
    return Chaptered(
        origin=origin,
        chapters=tuple(one for one in ordered if not _is_beyond(one, origin, audio)),
        pictures=tuple(_pictures(written, origin, ordered, workspace, problems)),
        overruled=_overruled(origin, ordered, audio),
    )


def _beyond(written: EpisodeFile, origin: str, found: Sequence[Chapter], audio: Audio | None) -> Iterator[Problem]:
    """A problem for each chapter that begins after the recording ends."""
    for number, one in enumerate(found):
        if audio and _is_beyond(one, origin, audio):
            subject = f"chapters[{number}].start" if origin == "chapters" else "chapters"
            title = f" {quoted(one.title, 40)}" if one.title else ""
            at, end = written_clock(one.start_ms), written_clock(audio.duration_ms)
            yield _problem(
                written,
                subject,
                f"chapter {number + 1}{title} begins at {at}, and the recording ends at {end}",
                "correct its time, or delete it; the list may belong to another version of the recording",
            )


def _is_beyond(one: Chapter, origin: str, audio: Audio | None) -> bool:
    return audio is not None and origin != "audio" and one.start_ms >= audio.duration_ms


def _pictures(
    written: EpisodeFile, origin: str, found: Sequence[Chapter], workspace: Path, problems: list[Problem]
) -> Iterator[tuple[str, Picture | None]]:
    names = dict.fromkeys(one.image for one in found if one.image and not is_http_url(one.image))
    for name in names:
        from feedpub import artwork  # noqa: PLC0415 - Pillow takes its time

        number = next(number for number, one in enumerate(found) if one.image == name)
        subject = f"chapters[{number}].image" if origin == "chapters" else "chapters"
        try:
            path = find_file(name, beside=written.path, workspace=workspace)
            yield name, artwork.measure_within(path, file=name)
        except FileAbsent:
            yield name, None
        except FeedpubError as error:
            problems.append(_problem(written, subject, error.message, error.hint))


def _problem(written: EpisodeFile, subject: str, message: str, hint: str) -> Problem:
    return Problem(written.place(subject), subject, message, hint)


def _overruled(origin: str, found: Sequence[Chapter], audio: Audio | None) -> tuple[Chapter, ...]:
    """The chapters of the audio file if they are others than the published ones."""
    other = () if origin == "audio" or audio is None else recorded_chapters(audio)
    other = table_of_contents(other)
    return () if not other or chapters.same_starts(found, other) else other
