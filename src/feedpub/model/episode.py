"""One episode, as its author describes it."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from feedpub.model.chapters import Chapters
from feedpub.model.settings import Tags
from feedpub.model.written import ItemElements, Written, listed
from feedpub.scalars import (
    Count,
    File,
    Guid,
    Language,
    Line,
    Prose,
    Slug,
    Summary,
    Switch,
    Url,
    When,
    one_of,
    refuse,
)
from feedpub.scalars.forms import Short
from feedpub.scalars.lines import SCALAR
from feedpub.scalars.names import read_file
from feedpub.scalars.refusal import refuse_at
from feedpub.standards import TRANSCRIPT_TYPES, extension, quoted

EPISODE_TYPES = ("full", "trailer", "bonus")
"""Values of `itunes:episodeType` (Apple)."""


def _transcript_file(value: object) -> str:
    file = read_file(value)
    if extension(file) not in TRANSCRIPT_TYPES:
        known = ", ".join(f".{name}" for name in TRANSCRIPT_TYPES)
        raise refuse(f"{quoted(file)} is no transcript that apps read", f"its name must end in one of {known}")
    return file


class Transcript(Written):
    """What is said, as a file: `podcast:transcript` (podcast namespace, tag `transcript`)."""

    example = "a file, or {file: …, language: …, rel: …}"
    short = "file"

    file: Annotated[str, BeforeValidator(_transcript_file), WithJsonSchema({"type": SCALAR, "minLength": 1})] = Field(
        examples=["first-light.vtt"]
    )
    """Becomes `podcast:transcript` `url` and `type`: .vtt (Apple takes it first), .srt, .json, .html or .txt."""

    language: Language | None = None
    """`podcast:transcript` `language` (BCP 47); the show's if left out (podcast namespace)."""

    rel: Annotated[str, BeforeValidator(one_of("captions")), WithJsonSchema({"enum": ["captions"]})] | None = None
    """`podcast:transcript` `rel`: `captions` for lines timed to be shown while they are spoken (podcast namespace)."""


def _its_url(validated: dict[str, str]) -> str:
    return validated["url"]


class Link(Written):
    """Background to the episode; printed as a list below the notes (`description`, `content:encoded`)."""

    example = "an address, or {title: …, url: …, note: …}"
    short = "url"

    url: Url = Field(examples=["https://en.wikipedia.org/wiki/Tide"])
    """Where it leads: `href` of the list's `<a>`."""

    title: Line = Field(default_factory=_its_url)
    """What the link says; its address if left out."""

    note: Line | None = None
    """A few words behind it."""


class Episode(ItemElements):
    """An episode, as its author describes it in `<slug>.yaml`."""

    example = "{title: …, audio: …}"

    title: Line = Field(examples=["First light"])
    """`title` of the item: without number and show name, apps print those; at most 255 characters (Apple)."""

    audio: File = Field(examples=["../../media/first-light.mp3"])
    """Becomes the `enclosure`: the recording, MP3 or M4A (Apple)."""

    published: When | None = None
    """`pubDate`: a date, or a time; the moment of first publication if left out (RFC 2822)."""

    summary: Summary | None = None
    """Plain text of one or two sentences for places that show no notes; at most 4,000 bytes (Apple)."""

    notes: Prose | None = None
    """`description` and `content:encoded`: Markdown, or HTML if it begins with `<`; or the path of a .md or .html file.

    Left out, the .md file of the same name is taken, if there is one.
    """

    slug: Slug | None = None
    """The episode's name in addresses (`[a-z0-9-]`, at most 80); the file's name without `.yaml` if left out."""

    guid: Guid | None = None
    """`guid` of the item: for an episode that moved here and has one; else feedpub assigns it for life (RSS 2.0)."""

    season: Count | None = None
    """`itunes:season` and `podcast:season`: a number from 1 (Apple)."""

    number: Count | None = None
    """`itunes:episode` and `podcast:episode`: a number from 1; each full episode of a serial show needs one (Apple)."""

    number_display: Short | None = Field(default=None, examples=["Ch. 3"])
    """`podcast:episode` `display`: shown instead of the number; at most 32 characters (podcast namespace)."""

    type: Annotated[str, BeforeValidator(one_of(*EPISODE_TYPES)), WithJsonSchema({"enum": list(EPISODE_TYPES)})] = (
        "full"
    )
    """`itunes:episodeType`: `full`, `trailer` or `bonus` (Apple)."""

    explicit: Switch | None = None
    """`itunes:explicit` of the item; as the show if left out (Apple)."""

    image: File | None = None
    """`itunes:image` of the item: square JPEG or PNG, 1400 to 3000 pixels; the show's if left out (Apple)."""

    author: Line | None = None
    """`itunes:author` of the item; the show's if left out."""

    link: Url | None = None
    """`link` of the item: the author's own page for the episode (RSS 2.0)."""

    transcripts: Annotated[tuple[Transcript, ...], BeforeValidator(listed)] = ()
    """`podcast:transcript`: one per file (podcast namespace)."""

    chapters: Chapters = Field(default=(), examples=[["0:00 Intro", "3:15 The tide tables"], "notes"])
    """`podcast:chapters`, `psc:chapters`, the tags of the audio file and lines in the notes, all from one list."""

    tags: Tags | None = None
    """What is done with the tags inside the audio file; as in show.yaml if left out."""

    links: Annotated[tuple[Link, ...], BeforeValidator(listed)] = ()
    """Background to the episode, printed below the notes."""

    keywords: Annotated[tuple[Line, ...], BeforeValidator(listed)] = ()
    """For the tags of the audio file (`TKWD`); directories stopped to read `itunes:keywords`."""

    block: Switch = False
    """`itunes:block` of the item: hides the episode from directories (Apple)."""

    draft: Switch = False
    """Whether publishing skips it; what is scheduled but not out yet is taken off the schedule."""

    @model_validator(mode="after")
    def _display_of_a_number(self) -> Episode:
        if self.number_display is not None and self.number is None:
            raise refuse_at(
                ("number_display",), refuse("is shown instead of a number, and there is none", "add `number:`")
            )
        return self
