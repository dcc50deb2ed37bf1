"""A podcaster's desk in a temporary folder: show.yaml, episodes, real media; and the verbs, run to their end."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import yaml
from tests.pictures import jpeg
from tests.sounds import mp3

from feedpub.catalog import CATALOG, Overrides, loads
from feedpub.catalog.recovery import revision_name
from feedpub.commands.publish import Published, publish_steps
from feedpub.commands.recover import Recovered, recover_steps
from feedpub.commands.release import release_steps
from feedpub.commands.undo import UndoResult, undo_steps
from feedpub.commands.unpublish import Unpublished, unpublish_steps
from feedpub.deploy.events import Planned
from feedpub.deploy.run import RunResult
from feedpub.model import Catalog
from feedpub.source import ShowFile

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)

SHOW: Mapping[str, Any] = {
    "title": "Tidewater",
    "description": "Life at the coast.",
    "link": "https://example.com/",
    "language": "en",
    "author": "Tidewater Radio",
    "image": "cover.jpg",
    "categories": ["Society & Culture > Places & Travel"],
    "explicit": "false",
}

T = TypeVar("T")


def new_guid(_show: ShowFile) -> str:
    """Another guid each time."""
    return str(uuid4())


def finish(steps: Generator[Any, None, T], seen: list[Any] | None = None) -> T:
    """Run a verb to its end; its events go into `seen`."""
    while True:
        try:
            event = next(steps)
        except StopIteration as stop:
            ended: T = stop.value
            return ended
        if seen is not None and event is not None:
            seen.append(event)


@dataclass
class Studio:
    """One show in a workspace; the target is `public/<name>` unless `show.yaml` says otherwise."""

    root: Path
    now: datetime = NOW
    name: str = "desk"
    events: list[Any] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """Where the YAML lies."""
        return self.root / "feeds" / self.name

    @property
    def site(self) -> Path:
        """What listeners reach."""
        return self.root / "public" / self.name

    @property
    def state(self) -> Path:
        """What they do not."""
        return self.root / "public" / ".feedpub" / self.name

    def show(self, **fields: Any) -> Path:
        """Write show.yaml; a field given as None is left out."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "cover.jpg").write_bytes(jpeg())
        return self._write("show.yaml", {**SHOW, **fields})

    def episode(self, slug: str = "first-light", *, sound: int | None = None, **fields: Any) -> Path:
        """Write an episode; `sound` seeds its audio (None: by the slug)."""
        seed = sum(slug.encode()) if sound is None else sound
        (self.folder / f"{slug}.mp3").write_bytes(mp3(1.0, seed=seed))
        return self._write(f"{slug}.yaml", {"title": slug.title(), "audio": f"{slug}.mp3", **fields})

    def _write(self, name: str, fields: Mapping[str, Any]) -> Path:
        path = self.folder / name
        values = {key: value for key, value in fields.items() if value is not None}
        path.write_text(yaml.safe_dump(values, allow_unicode=True, sort_keys=False), encoding="utf-8")
        return path

    def publish(self, *paths: Path, now: datetime | None = None, **options: Any) -> Published:
        """`feedpub publish`, to the end."""
        flags = {name: options.pop(name) for name in Overrides.__dataclass_fields__ if name in options}
        known: dict[str, Any] = {"new_guid": new_guid, "now": now or self.now, "overrides": Overrides(**flags)}
        steps = publish_steps(list(paths) or [self.folder], **(known | options))
        return finish(steps, self.events)

    def plan(self, *paths: Path, **options: Any) -> Planned:
        """`feedpub publish --dry-run`: what it shows."""
        flags = {name: options.pop(name) for name in Overrides.__dataclass_fields__ if name in options}
        known: dict[str, Any] = {"new_guid": new_guid, "now": self.now, "overrides": Overrides(**flags)}
        steps = publish_steps(list(paths) or [self.folder], **(known | options))
        planned = next(event for event in steps if isinstance(event, Planned))
        steps.close()
        return planned

    def release(self, *, now: datetime | None = None) -> RunResult:
        """`feedpub release`, to the end."""
        return finish(release_steps(self.folder, now=now or self.now), self.events)

    def unpublish(self, path: Path, *, now: datetime | None = None) -> Unpublished:
        """`feedpub unpublish`, to the end."""
        return finish(unpublish_steps(path, now=now or self.now), self.events)

    def undo(self, *, now: datetime | None = None, **options: Any) -> UndoResult:
        """`feedpub undo`, to the end; `revision` is its text."""
        named = revision_name(options.pop("revision", ""))
        return finish(undo_steps(self.folder, now=now or self.now, revision=named, **options), self.events)

    def recover(self, *, now: datetime | None = None, **options: Any) -> Recovered:
        """`feedpub recover`, to the end; `revision` is its text."""
        named = revision_name(options.pop("revision", ""))
        return finish(recover_steps(self.folder, now=now or self.now, revision=named, **options), self.events)

    def catalog(self) -> Catalog:
        """What is committed."""
        return loads((self.state / CATALOG).read_bytes(), where="catalog")

    def feed(self) -> str:
        """What listeners read."""
        return (self.site / "feed.xml").read_text(encoding="utf-8")

    def tree(self) -> dict[str, str]:
        """Every published file and every file of the state, with its digest and time of writing."""
        public = self.root / "public"
        return {
            str(path.relative_to(public)): f"{sha256(path.read_bytes()).hexdigest()} {path.stat().st_mtime_ns}"
            for path in sorted(public.rglob("*"))
            if path.is_file()
        }
