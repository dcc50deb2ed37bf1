"""What the player of an episode is told."""

from __future__ import annotations

from dataclasses import dataclass

from feedpub.model import Item, Transcript
from feedpub.model.address import page_key
from feedpub.model.chapter import Chapter
from feedpub.pages.site import Site, relative

TRANSCRIPT = "application/json"
"""The type of transcripts that the player shows."""

_FORMATS = {
    "text/vtt": "WebVTT",
    "application/srt": "SubRip",
    "application/x-subrip": "SubRip",
    "application/json": "JSON",
    "text/html": "HTML",
    "text/plain": "TXT",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A chapter."""

    start_ms: int
    start: str
    """`3:15`."""

    end_ms: int | None
    title: str
    url: str
    image: str
    """A picture of the target; empty if there is none here."""

    toc: bool
    """Whether lists of chapters show it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A transcript as a file."""

    url: str
    label: str
    """`WebVTT`; with its language if that is not the show's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Player:
    """An episode to be listened to."""

    title: str
    show: str
    slug: str
    page: str
    """The absolute address of the episode's page."""

    audio: str
    type: str
    duration_ms: int
    duration: str
    """`29:14`."""

    cover: str
    chapters: tuple[Part, ...]
    transcript: str
    """The JSON transcript; empty if there is none."""

    transcript_files: tuple[File, ...]
    embed: bool
    """Whether it stands in a frame on somebody else's page."""


def player(site: Site, item: Item, *, embed: bool = False) -> Player:
    """The player of an episode: on its page, or for others' pages."""
    recording = item.enclosure
    return Player(
        title=item.title,
        show=site.channel.title,
        slug=item.slug,
        page=site.absolute(page_key(item.slug)),
        audio=relative(recording.key),
        type=recording.type,
        duration_ms=recording.duration_ms,
        duration=site.speech.clock(recording.duration_ms),
        cover=site.cover(item).url,
        chapters=tuple(_part(site, one) for one in item.chapters),
        transcript=_followed(site, item.transcripts),
        transcript_files=tuple(_file(site, one) for one in item.transcripts),
        embed=embed,
    )


def _part(site: Site, chapter: Chapter) -> Part:
    return Part(
        start_ms=chapter.start_ms,
        start=site.speech.clock(chapter.start_ms),
        end_ms=chapter.end_ms,
        title=chapter.title,
        url=chapter.url,
        image=site.own(chapter.image) if chapter.image else "",
        toc=chapter.toc and bool(chapter.title),
    )


def _followed(site: Site, transcripts: tuple[Transcript, ...]) -> str:
    """The one to be read along: in the show's language if there is one."""
    found = [one for one in transcripts if one.type == TRANSCRIPT]
    found.sort(key=lambda one: _primary(one.language) not in {"", _primary(site.channel.language)})
    return relative(found[0].key) if found else ""


def _file(site: Site, transcript: Transcript) -> File:
    label = _FORMATS.get(transcript.type, transcript.type)
    if _primary(transcript.language) in {"", _primary(site.channel.language)}:
        return File(url=relative(transcript.key), label=label)
    return File(url=relative(transcript.key), label=f"{label} ({site.speech.language_name(transcript.language)})")


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()
