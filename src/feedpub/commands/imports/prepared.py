"""An import that is decided: the feed, the folder that takes it, and what its files will be. Nothing is written."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from feedpub.commands.imports.items import SourcePage
from feedpub.commands.imports.plan import Choices, ImportPlan, make_plan
from feedpub.commands.imports.source import Folder, read_folder, read_source
from feedpub.commands.workspace import is_workspace
from feedpub.errors import FeedpubError
from feedpub.source import display_path, find_workspace
from feedpub.standards import slug_of

Media = Literal["now", "later", "none"]
"""When recordings are downloaded: `now`; `later`, and until then they stay where they are; `none`: nothing is."""


FEEDS = Path("feeds")
"""Where shows are, from the current folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedImport:
    """An import that is decided; nothing is written yet."""

    folder: Path
    media: Path
    """Folder for audio and artwork."""

    plan: ImportPlan
    before: Folder
    pages: tuple[SourcePage, ...] = ()
    """The documents of the source."""

    recordings: Media = "now"
    """When they are downloaded."""

    is_partial: bool = False
    """Only some items of the feed are taken."""

    @property
    def is_locked(self) -> bool:
        """Whether somebody must say that the show is theirs: the feed is locked, and nothing of it is here yet."""
        return self.plan.show.is_locked and self.before.show is None


def prepare(
    source: str,
    folder: Path | None,
    *,
    now: datetime,
    random_guid: str,
    newest: int | None = None,
    media: Media = "now",
    drop_boilerplate: bool = False,
    allow_private: bool = False,
) -> PreparedImport:
    """Read a feed and decide what its files will be.

    `source` is an address or a path; `folder` the show's folder, `feeds/<title>` if it is None. `now` is aware;
    `random_guid` is a UUID for a show whose feed has none, and no address either. `newest` takes only so many items.
    `media` is `later` if recordings stay where they are; `drop_boilerplate` leaves out what the host added to notes.
    Raises `FeedpubError` if the source is no feed, or if the folder holds another show.
    """
    pages = read_source(source, now=now, allow_private=allow_private)
    if folder is None:
        folder = FEEDS / (slug_of(pages[0].read.feed.channel.value("title")) or "show")
    before = read_folder(folder)
    media_path = media_folder(folder)
    plan = make_plan(
        pages,
        now=now,
        media=os.path.relpath(media_path, folder),
        random_guid=random_guid,
        here=before.here,
        since=before.snapshot,
        choices=Choices(newest=newest, keeps_enclosures=media == "later", drops_boilerplate=drop_boilerplate),
    )
    _refuse_another_show(plan, before, folder)
    return PreparedImport(
        folder=folder,
        media=media_path,
        plan=plan,
        before=before,
        pages=tuple(pages),
        recordings=media,
        is_partial=newest is not None,
    )


def media_folder(folder: Path) -> Path:
    """The folder for a show's audio and artwork: `media/<show>` beside `feeds/`, else `media` in the show's folder."""
    if is_workspace(folder):
        return folder / "media"
    return find_workspace(folder / "show.yaml") / "media" / folder.absolute().name


def _refuse_another_show(plan: ImportPlan, before: Folder, folder: Path) -> None:
    if before.show is None:
        return
    show = before.show.show
    if show.guid != plan.show.fields["guid"] and show.title != plan.show.title:
        hint = "name another folder, behind the source"
        raise FeedpubError(f"holds another show, {show.title!r}", where=display_path(folder), hint=hint)
