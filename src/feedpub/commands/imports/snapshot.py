"""What a source said when it was imported: it tells a later run what has changed there since.

It is a file beside show.yaml, with a short digest of each thing that apps read of each item. No digest is of what the
author has written, so edits here are never taken for changes there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from feedpub.commands.imports.facts import CHANNEL_FACTS, ITEM_FACTS
from feedpub.commands.imports.files import has_token
from feedpub.commands.imports.items import SourceItem, SourcePage
from feedpub.commands.imports.sides import Side
from feedpub.feed_view import Element

NAME = ".imported.json"
"""In the show's folder."""

JOURNAL = ".imported.recordings"
"""Beside it while an import is at work: a line of JSON for each recording, with guid and digest.

It is written before the file has its name. A run that is killed leaves it, and the next one takes it over.
"""

_VERSION = 1


@dataclass(frozen=True, slots=True)
class SeenItem:
    """An item, or the show."""

    slug: str
    """Of the episode; empty for the show."""

    digests: Mapping[str, str]
    """What apps read → short digest of it."""

    recording: str = ""
    """Short digest of the recording that was downloaded, as `recording_digest` gives it; empty if none was."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A source, item by item."""

    entries: Mapping[str, SeenItem] = field(default_factory=dict)
    """By guid; that of the show by an empty text."""

    def changed(self, since: Snapshot) -> Iterator[tuple[str, SeenItem, list[str]]]:
        """Guid and older entry of what says something else than it said in `since`, and what is different."""
        for guid, before in since.entries.items():
            now = self.entries.get(guid)
            if now is None:
                continue
            both = {**before.digests, **now.digests}
            names = [name for name in both if before.digests.get(name) != now.digests.get(name)]
            if names:
                yield guid, before, names


def take_snapshot(pages: Sequence[SourcePage], items: Sequence[SourceItem], slugs: Mapping[str, str]) -> Snapshot:
    """What a source says now; `slugs` are those of the episodes, by guid."""
    side = Side.of(pages)
    show = SeenItem("", {one.about: _digest(one.value(side.channel, side)) for one in CHANNEL_FACTS})
    return Snapshot({"": show, **{one.guid: SeenItem(slugs[one.guid], _of_item(one, side)) for one in items}})


def _of_item(item: SourceItem, side: Side) -> dict[str, str]:
    values = {one.about: one.value(item.element, side) for one in ITEM_FACTS}
    if has_token(values["enclosure@url"]):
        values["enclosure@url"] = ""
    others = [child for child in item.element.children if child.name not in _READ]
    return {name: _digest(value) for name, value in values.items() if value} | {
        "other elements": _digest("\n".join(map(_plain, others)))
    }


_READ = frozenset(name for one in ITEM_FACTS for name in one.elements) | {"enclosure", "media:content", "comments"}


def _plain(xml: Element) -> str:
    attributes = " ".join(f"{name}={value}" for name, value in sorted(xml.attributes.items()))
    return f"<{xml.name} {attributes}>{xml.value_here}{''.join(map(_plain, xml.children))}"


def _plain_item(one: SeenItem) -> dict[str, object]:
    recording = {"recording": one.recording} if one.recording else {}
    return {"slug": one.slug, "digests": dict(one.digests), **recording}


def recording_digest(size: int, beginning: str) -> str:
    """What is kept of a recording: its bytes, and the SHA-256 (hex) of how it begins."""
    return _digest(f"{size} {beginning}")


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


# --- the file


def read_snapshot(folder: Path) -> Snapshot:
    """That of a folder; empty if there is none that can be read."""
    try:
        stored = json.loads((folder / NAME).read_text(encoding="utf-8"))
        if stored["version"] != _VERSION:
            return Snapshot()
        noted = _journal(folder)
        return Snapshot({guid: _seen(one, noted.get(guid, "")) for guid, one in stored["items"].items()})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Snapshot()


def _seen(stored: Mapping[str, Any], noted: str) -> SeenItem:
    return SeenItem(stored["slug"], dict(stored["digests"]), noted or stored.get("recording", ""))


def _journal(folder: Path) -> dict[str, str]:
    """Guid → digest; a line that was being written when its run was killed is none."""
    try:
        lines = (folder / JOURNAL).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    found: dict[str, str] = {}
    for one in lines:
        with suppress(ValueError):
            guid, digest = json.loads(one)
            found[guid] = digest
    return found


def note_recording(folder: Path, guids: Iterable[str], digest: str) -> None:
    """Note, for all episodes with it, a recording that was downloaded, as `recording_digest` gives it."""
    text = "".join(f"\n{json.dumps([one, digest])}\n" for one in guids)  # on its own line, also after half a line
    with (folder / JOURNAL).open("ab", buffering=0) as file:
        file.write(text.encode())


def snapshot_text(snapshot: Snapshot) -> str:
    """The text of the file."""
    items = {guid: _plain_item(one) for guid, one in snapshot.entries.items()}
    return json.dumps({"version": _VERSION, "items": items}, ensure_ascii=False, separators=(",", ":")) + "\n"
