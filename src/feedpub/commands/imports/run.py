"""`import`: take a show from its feed into an author's files, as it was decided."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from feedpub.audio import probe
from feedpub.audio.probe import Measure
from feedpub.commands.imports.advertising import advertising
from feedpub.commands.imports.attachments import named_by_content, withdrawn
from feedpub.commands.imports.author_files import note_source, take_over_notes, write_files, write_reruns
from feedpub.commands.imports.comparison import Comparison
from feedpub.commands.imports.download import (
    Download,
    Downloaded,
    OnProgress,
    Sleep,
    download_all,
    is_here,
    no_progress,
)
from feedpub.commands.imports.episode import ImportedEpisode
from feedpub.commands.imports.files import WantedFile
from feedpub.commands.imports.hosts import Host
from feedpub.commands.imports.masters import Recording
from feedpub.commands.imports.measuring import arriving
from feedpub.commands.imports.plan import OF_A_FILE, how_to_take
from feedpub.commands.imports.prepared import PreparedImport
from feedpub.commands.imports.proof import OURS, prove
from feedpub.commands.imports.remarks import Remark
from feedpub.commands.imports.snapshot import note_recording
from feedpub.commands.imports.swapped import noted_of, replaced_at_the_source, replaced_in_place
from feedpub.commands.workspace import locked, write_all
from feedpub.errors import Place
from feedpub.ingest import OnRead
from feedpub.source import EpisodeFile, display_path


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """An import that is done; paths as the author would type them."""

    source: str
    title: str
    folder: str
    items: int
    """Items of the feed."""

    files: tuple[str, ...]
    """The author's files that were written."""

    episodes: tuple[str, ...]
    """The YAML of each new episode, in the feed's order."""

    known: int
    """Episodes of the feed that were here already."""

    downloads: tuple[Downloaded, ...]
    remarks: tuple[Remark, ...]
    comparison: Comparison
    """Of the feed that the new files make with the source."""

    advertising: str = ""
    """Why the audio was not downloaded: there are advertisements in it."""

    host: Host | None = None
    """The host that made the feed, if it is known."""

    waiting: tuple[str, ...] = ()
    """Recordings that the YAML names and that are not here, by path."""


def apply(
    prepared: PreparedImport,
    *,
    now: datetime,
    measure: Measure = probe.measure,
    accept_ads: bool = False,
    masters: Mapping[Path, Path] | None = None,
    allow_private: bool = False,
    on_progress: OnProgress = no_progress,
    on_read: OnRead | None = None,
    sleep: Sleep = time.sleep,
) -> Imported:
    """Download pictures, transcripts and chapters, write the author's files, then download the audio.

    A picture, transcript or list of chapters that cannot be had is left out of the YAML. No file that exists is
    changed: a second run brings what is new, and the files that are still missing.
    `masters` gives the author's own file for recordings that are not to be downloaded, each by where it shall be.
    In the end the feed that the new files make is compared with the source; `measure` gives a recording's facts. `now`
    is aware. Raises `FeedpubError` if a file of the author's cannot be written; then none is; `Conflict` while another
    import is at work in the folder.
    """
    with locked(prepared.folder):
        return _applied(
            prepared,
            now=now,
            measure=measure,
            accept_ads=accept_ads,
            masters=masters,
            fetch_all=partial(download_all, allow_private=allow_private, on_progress=on_progress, sleep=sleep),
            allow_private=allow_private,
            on_read=on_read,
        )


def _applied(
    prepared: PreparedImport,
    *,
    now: datetime,
    measure: Measure,
    accept_ads: bool,
    masters: Mapping[Path, Path] | None,
    fetch_all: Callable[..., list[Downloaded]],
    allow_private: bool,
    on_read: OnRead | None,
) -> Imported:
    plan, remarks = prepared.plan, list(prepared.plan.remarks)
    downloads: list[Downloaded] = []
    if prepared.recordings != "none":
        small = list(_small_files(prepared))
        downloads += named_by_content(fetch_all([one for one, _, _ in small]), plan)
        for done, (_, owner, file) in zip(downloads, small, strict=True):
            remarks += withdrawn(done, owner, file, plan)
    files = write_files(prepared)
    note_source(prepared, now)
    remarks += _replaced(prepared, allow_private=allow_private)
    named = list(_named_recordings(prepared))
    recordings = [one for _, _, one in named]
    downloads += _taken(recordings, masters)
    missing = [one for one in recordings if not is_here(one.path)]
    reason = ""
    if missing and prepared.recordings != "none":
        reason = "" if accept_ads else advertising(missing, allow_private=allow_private)
        if not reason:
            with arriving(measure, missing) as recordings_here:
                downloads += fetch_all(_noted(missing, named, prepared.folder), on_file=recordings_here.add)
                measure = recordings_here.measured()
    take_over_notes(prepared.folder)
    remarks += write_reruns(prepared)
    return Imported(
        source=plan.source,
        title=plan.show.title,
        folder=display_path(prepared.folder),
        items=plan.items,
        files=files,
        episodes=tuple(display_path(prepared.folder / f"{one.slug}.yaml") for one in plan.episodes),
        known=len(plan.known) - len(plan.episodes),
        downloads=tuple(downloads),
        remarks=tuple(remarks),
        comparison=_proof(prepared, now=now, measure=measure, on_read=on_read),
        advertising=reason,
        host=plan.host,
        waiting=tuple(display_path(one.path) for one in recordings if not one.path.exists()),
    )


def missing_recordings(prepared: PreparedImport) -> list[Recording]:
    """The recordings that are not here, with what tells which file is which."""
    plan = prepared.plan
    episodes = {one.url: (one.path, title, guid) for guid, title, one in _named_recordings(prepared)}
    return [
        Recording(path=path, title=title, url=url, duration_ms=plan.durations.get(guid))
        for url, (path, title, guid) in episodes.items()
        if not path.exists()
    ]


def _taken(recordings: Sequence[Download], masters: Mapping[Path, Path] | None) -> Iterator[Downloaded]:
    """Copy the author's own files to where the YAML says."""
    chosen = {one: masters[one.path] for one in recordings if masters and one.path in masters}
    write_all({one.path: file for one, file in chosen.items()}, {})
    yield from (Downloaded(download=one, state="copied") for one in chosen)


def _replaced(prepared: PreparedImport, *, allow_private: bool) -> Iterator[Remark]:
    """Recordings that are here and have another address at the source, with another file there; nothing is taken."""
    if prepared.recordings == "none":
        return
    moved, episodes = prepared.plan.moved, prepared.before.episodes
    others = list(replaced_at_the_source(episodes, moved, allow_private=allow_private))
    others += replaced_in_place(list(_kept(prepared)), allow_private=allow_private)
    for one, path in others:
        message = how_to_take(one.slug, with_recording=True, file=display_path(path))
        yield Remark(
            kind="changed", about="recording", message=message, place=Place(prepared.plan.source), episode=one.slug
        )


def _kept(prepared: PreparedImport) -> Iterator[tuple[tuple[EpisodeFile, Path], str, str]]:
    """Episodes whose recording is here and keeps its address, with that, and what was noted when it was downloaded."""
    plan, noted = prepared.plan, prepared.before.snapshot.entries
    changed = [one for one in plan.remarks if one.kind == "changed"]
    told = {one.episode for one in changed if not OF_A_FILE.isdisjoint(one.about.split(", "))}
    for one in prepared.before.episodes:
        guid = one.episode.guid or ""
        path = Path(os.path.normpath(one.path.parent / one.episode.audio))
        url, entry = plan.known.get(guid), noted.get(guid)
        if url and entry and entry.recording and guid not in plan.moved and entry.slug not in told and path.is_file():
            yield (one, path), url, entry.recording


def _proof(prepared: PreparedImport, *, now: datetime, measure: Measure, on_read: OnRead | None) -> Comparison:
    """The comparison of what is new with the source; what was here before may be edited, and is left out."""
    plan, before = prepared.plan, prepared.before
    if not plan.episodes:
        return Comparison(source=plan.source, ours=OURS, items=0)
    return prove(
        [prepared.folder / f"{one.slug}.yaml" for one in plan.episodes],
        prepared.pages,
        {one.guid: one.there for one in plan.episodes},
        known=before.here.slugs,
        with_show=before.show is None,
        lacks_files=prepared.recordings == "none",
        now=now,
        measure=measure,
        on_read=on_read,
    )


# --- files of the old host


def _small_files(prepared: PreparedImport) -> Iterator[tuple[Download, ImportedEpisode | None, WantedFile]]:
    """Pictures, transcripts and chapters of what is new, with the episode (None: the show) that names each."""
    if prepared.before.show is None:
        for file in prepared.plan.show.files:
            yield _download(file, prepared), None, file
    for episode in prepared.plan.episodes:
        for file in episode.files:
            if file.kind != "audio":
                yield _download(file, prepared), episode, file


def _named_recordings(prepared: PreparedImport) -> Iterator[tuple[str, str, Download]]:
    """The recordings of new episodes, and those that an earlier run left missing; none that stay where they are.

    With guid and title of the episode.
    """
    for episode in prepared.plan.episodes:
        if "enclosure" not in episode.fields:
            for file in episode.files:
                if file.kind == "audio":
                    yield episode.guid, episode.title, _download(file, prepared)
    for written in prepared.before.episodes:
        guid = written.episode.guid or ""
        url = prepared.plan.known.get(guid)
        if url and not (written.episode.enclosure and prepared.recordings == "later"):
            path = Path(os.path.normpath(written.path.parent / written.episode.audio))
            if path.is_relative_to(Path(os.path.normpath(prepared.media))):
                yield guid, written.episode.title, Download(url=url, path=path)


def _noted(missing: Sequence[Download], named: Sequence[tuple[str, str, Download]], folder: Path) -> list[Download]:
    """The downloads, each of which is noted for all episodes that have it before its file has a name."""
    guids: dict[Path, list[str]] = {}
    for guid, _, one in named:
        guids.setdefault(one.path, []).append(guid)

    def note(path: Path, received: Path) -> None:
        note_recording(folder, guids[path], noted_of(received))

    return [replace(one, on_received=partial(note, one.path)) for one in missing]


def _download(file: WantedFile, prepared: PreparedImport) -> Download:
    return Download(url=file.url, path=Path(os.path.normpath(prepared.media / file.name)), size=file.size)
