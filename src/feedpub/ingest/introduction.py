"""The chapter at 0 that a list gets which begins later: in every form of it but the notes, which stay as written."""

from __future__ import annotations

from dataclasses import replace

from feedpub.chapters.introduction import introduction, with_introduction
from feedpub.model.episode import Episode
from feedpub.model.measured import Chaptered
from feedpub.model.show import NO_INTRODUCTION, Show


def introduced(found: Chaptered | None, show: Show, episode: Episode) -> Chaptered | None:
    """The chapters with their introduction, if they need one; `chapters_intro` gives another title, or none."""
    if found is None:
        return None
    wanted = episode.chapters_intro or show.chapters_intro or introduction(show.language)
    title = "" if wanted == NO_INTRODUCTION else wanted
    chapters = with_introduction(found.chapters, title)
    return found if chapters == found.chapters else replace(found, chapters=chapters, introduction=title)
