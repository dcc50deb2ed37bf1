"""What an import writes into the author's workspace: YAML and notes, the JSON Schemas, and where the show is from."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from feedpub.commands.imports.hosts import host_name
from feedpub.commands.imports.old_host import without_prefixes
from feedpub.commands.imports.prepared import PreparedImport
from feedpub.commands.imports.snapshot import JOURNAL, NAME, Snapshot, read_snapshot, snapshot_text
from feedpub.commands.imports.yaml import episode_yaml, show_yaml
from feedpub.commands.old_feed import OldFeed, read_old_feed, write_old_feed, written_moment
from feedpub.commands.workspace import Content, schema_folder, schema_text, write_all
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
