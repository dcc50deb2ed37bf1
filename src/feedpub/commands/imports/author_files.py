"""What an import writes into the author's workspace: YAML and notes, the JSON Schemas, and where the show is from."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from hashlib import file_digest
from pathlib import Path

from feedpub.commands.imports.episode import ImportedEpisode
from feedpub.commands.imports.hosts import host_name
from feedpub.commands.imports.old_host import without_prefixes
from feedpub.commands.imports.prepared import PreparedImport
from feedpub.commands.imports.remarks import Remark
from feedpub.commands.imports.snapshot import JOURNAL, NAME, Snapshot, read_snapshot, snapshot_text
from feedpub.commands.imports.yaml import episode_yaml, show_yaml
from feedpub.commands.old_feed import OldFeed, read_old_feed, write_old_feed, written_moment
from feedpub.commands.workspace import Content, schema_folder, schema_text, write_all
from feedpub.errors import Place
from feedpub.source import display_path, json_schema


def write_files(prepared: PreparedImport) -> tuple[str, ...]:
    """Write show.yaml (if there is none), each new episode with its notes, and the JSON Schemas: all, or none."""
    folder, plan = prepared.folder, prepared.plan
    schemas = schema_folder(folder)
    schema = {kind: os.path.relpath(schemas / f"{kind}.json", folder) for kind in ("show", "episode")}
    new: dict[Path, Content] = {}
    if prepared.before.show is None:
        new[folder / "show.yaml"] = show_yaml(plan.show, schema=schema["show"], source=plan.source)
    for episode in plan.episodes:
        notes = folder / f"{episode.slug}{episode.notes.suffix}"
        text = f"{episode.notes.text}\n"
        if episode.notes.suffix and not _holds(notes, text):  # in front of the YAML, by which a second run knows it
            new[notes] = text
        new[folder / f"{episode.slug}.yaml"] = episode_yaml(episode, schema=schema["episode"])
    if not new:
        return ()
    known = prepared.before.snapshot.entries.items()
    earlier = {guid: one for guid, one in known if not guid or guid in prepared.before.here.guids}
    snapshot = Snapshot({**plan.snapshot.entries, **earlier})
    schema_files = {
        folder / NAME: snapshot_text(snapshot),
        schemas / "show.json": schema_text(json_schema("show")),
        schemas / "episode.json": schema_text(json_schema("episode")),
    }
    write_all(new, schema_files, folders=(prepared.media,))
    return tuple(map(display_path, new))


def write_reruns(prepared: PreparedImport) -> Iterator[Remark]:
    """Write `rerun_of` into new episodes that have, from another address, the bytes of an older recording.

    Two episodes with one recording are published only so. A file that somebody has changed meanwhile stays as it is.
    """
    schema = os.path.relpath(schema_folder(prepared.folder) / "episode.json", prepared.folder)
    for episode, original in _same_bytes(prepared):
        path = prepared.folder / f"{episode.slug}.yaml"
        before = episode_yaml(episode, schema=schema)
        episode.fields["rerun_of"] = original
        why = f"has the recording of {original}, byte for byte, from another address"
        episode.comments["rerun_of"] = f"The episode {why}."
        if _holds(path, before):
            write_all({}, {path: episode_yaml(episode, schema=schema)})
            place = Place(prepared.plan.source)
            yield Remark(kind="guessed", about="rerun_of", message=why, place=place, episode=episode.slug)


def _same_bytes(prepared: PreparedImport) -> Iterator[tuple[ImportedEpisode, str]]:
    """New episodes with the slug of the oldest one whose recording has the same bytes, in a file of its own."""
    folder, new = prepared.folder, prepared.plan.episodes
    here = [(one.path.parent / one.episode.audio, one.slug, None) for one in prepared.before.episodes] if new else []
    every = here + [(folder / one.fields["audio"], one.slug, one) for one in reversed(new)]
    recordings = [(path, slug, one) for path, slug, one in every if path.is_file()]
    samples = {path: _sample(path) for path, _, _ in recordings}
    alike = Counter(samples[path] for path, _, _ in recordings)
    first: dict[str, str] = {}
    for path, slug, episode in recordings:
        if alike[samples[path]] > 1:
            with path.open("rb") as file:
                original = first.setdefault(file_digest(file, "sha256").hexdigest(), slug)
            if episode and original != slug and "rerun_of" not in episode.fields:
                yield episode, original


def _sample(path: Path) -> tuple[int, bytes]:
    """The size of a file and some bytes of its middle: files of which these differ need not be read as a whole."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(size // 2)
        return size, file.read(4096)


def take_over_notes(folder: Path) -> None:
    """Keep with the snapshot what was noted of each recording as it arrived, also by a run that was killed."""
    journal = folder / JOURNAL
    if journal.exists():
        write_all({}, {folder / NAME: snapshot_text(read_snapshot(folder))})
        journal.unlink()


def note_source(prepared: PreparedImport, now: datetime) -> None:
    """Note beside show.yaml which feed the show is from, and at which hosts its files are, for the rest of the move."""
    page, plan, noted = prepared.pages[0], prepared.plan, read_old_feed(prepared.folder)
    sounds = {host_name(without_prefixes(url)) for url in plan.known.values()}
    names = {host_name(page.address), *sounds, *(noted.names if noted else ())} - {""}
    new = replace(
        noted or OldFeed(feed=page.address, compared="" if prepared.is_partial else written_moment(now)),
        host=plan.host.name if plan.host else "",
        names=tuple(sorted(names)),
        site=host_name(page.read.feed.channel.value("link")),
    )
    if new != noted and not (noted and noted.redirected):  # a feed that redirects is the new one
        write_old_feed(prepared.folder, new)


def _holds(path: Path, text: str) -> bool:
    """Whether a run that was killed has left the file already."""
    try:
        return path.read_text(encoding="utf-8") == text
    except (OSError, UnicodeDecodeError):
        return False
