"""One episode, as its author describes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from feedpub.model.also_in import OF_ONE_SHOW, SAME_GUID, AlsoIn, AlsoInEntry, PageChoice
from feedpub.model.show import ChaptersIntro, TagsMode
from feedpub.model.webpages import CorrectionEntry, LinkEntry, PictureEntry
from feedpub.model.written import ItemElements, Written, listed
from feedpub.scalars import (
    Count,
    Duration,
    File,
    Guid,
    Label,
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
from feedpub.scalars.names import read_file
from feedpub.scalars.podcasting import EpisodeType, Geo, MediaType, Osm, Short, Size, keyed
from feedpub.scalars.scalar import SCALAR, FieldPath, read_line, refuse_all, refuse_at
from feedpub.standards import (
    CHAPTER_FILES,
    TRANSCRIPT_TYPES,
    extension,
    is_http_url,
    quoted,
    read_clock,
    written_clock,
)
from feedpub.standards.timed_lines import read_timed_line

CHAPTERS_IN_NOTES, CHAPTERS_IN_AUDIO, NO_CHAPTERS = _SOURCES = "notes", "audio", "off"
"""Where chapters are, beside files: in lines of the notes, in the audio file; and that there are none."""

_SHORT_CHAPTER = re.compile(r"([0-9][0-9:.]*)(?:\s+(\S.*))?", re.DOTALL)
_PLAIN_FILES = frozenset(CHAPTER_FILES[:6])
"""With one of these a name may begin like a chapter: `3:15 notes.txt`."""

_MOST_CHAPTERS = 255


def _chapter_picture(value: object) -> str:
    """An address, or the path of a file."""
    text = read_line(value)
    return text if is_http_url(text) else read_file(value)


def _chapters_source(value: object) -> str:
    text = read_line(value)
    if text in _SOURCES:
        return text
    if extension(text) not in CHAPTER_FILES:
        known = ", ".join(f".{name}" for name in CHAPTER_FILES)
        hint = f"write `- 0:00 Intro`, {', '.join(_SOURCES)}, or the path of a file ({known})"
        raise refuse(f"{quoted(text)} is no chapter, and names no place where chapters are", hint)
    return read_file(value)


class ChapterLocationEntry(Written):
    """Where on earth a chapter is about: `location` of JSON chapters (podcast namespace)."""

    example = "{name: …, geo: …}"

    name: Label = Field(examples=["Büsum"])
    """`location` `name`: what people call the place."""

    geo: Geo = Field(examples=["54.13,8.86"])
    """`location` `geo`: latitude and longitude in degrees (RFC 5870)."""

    osm: Osm | None = Field(default=None, examples=["R1413934"])
    """`location` `osm`: object of OpenStreetMap."""


class ChapterEntry(Written):
    """A part of the episode: `chapters` of JSON chapters 1.2, CHAP frames, `psc:chapter`, a line of the notes."""

    example = "`0:00 Intro`, or {start: 3:15, title: …, url: …, image: …}"
    short = "source"

    start: Duration | None = Field(default=None, examples=["3:15"])
    """`startTime`: where it begins. The short form has it in front of the title or behind it, in any form of a list of
    chapters: `- 3:15 The tide tables`, `- [3:15] The tide tables`, `- The tide tables (3:15)`, `- 3:15 - 6:00 The tide
    tables`. A text of several such lines (`chapters: |`) is a list, too.
    """

    title: Line | None = Field(default=None, examples=["The tide tables"])
    """`title`: under 40 characters are shown everywhere (Spotify, Apple). A dash in front of it is no part of it."""

    url: Url | None = Field(default=None, examples=["https://tides.example/"])
    """`url`: what it is about, for reading on."""

    image: (
        Annotated[str, BeforeValidator(_chapter_picture), WithJsonSchema({"type": SCALAR, "minLength": 1})] | None
    ) = Field(default=None, examples=["chart.jpg"])
    """`img`: a picture that is shown meanwhile: a file, which is uploaded, or an address."""

    toc: Switch = True
    """`toc`: `false` for a change of picture or link that lists do not show."""

    end: Duration | None = None
    """`endTime`: where it ends; where the next begins if left out."""

    location: ChapterLocationEntry | None = None
    """`location`: where it is about."""

    source: (
        Annotated[str, BeforeValidator(_chapters_source), WithJsonSchema({"type": SCALAR, "minLength": 1})] | None
    ) = Field(default=None, examples=["notes", "audio", "night-tide.json"])
    """Alone, instead of a list: `notes` (all lines like `(3:15) The tide tables`), `audio` (what the file itself
    lists, with its links and pictures), a file, or `off`. Files are JSON chapters, Podlove XML or JSON, mp4chaps,
    ffmetadata, WebVTT, labels of Audacity, markers of Reaper (CSV) and Adobe Audition, and lines of text.

    Left out, lines in the notes count, then what the file lists. Lines are chapters if there are at least three, in one
    list or adjacent, each with a title, in the order of time and within the recording; and if the first is at 0:00, a
    line such as `Timestamps`, `Kapitel` or `Chapitres` stands above them, or they span half of the recording. They
    never are with times of the day (`10:30 Uhr`), verses (`John 3:16`), or the equal steps of a timetable. The plan
    says what was decided, and a finding which lines are none.
    """

    @classmethod
    def expanded(cls, text: str) -> dict[str, str]:
        """`3:15 The tide tables` in its long form.

        Digests hold what comes of it, so a text that was read before keeps its long form; what more is in a title
        (`- 6:00 The tide tables`), `ingest` reads.
        """
        match = _SHORT_CHAPTER.fullmatch(text.strip())
        if match and ":" in match[1] and extension(text) in _PLAIN_FILES:
            return {"source": text}
        timed = read_timed_line(text)
        if match and ":" in match[1] and (timed is None or read_clock(match[1]) is not None):
            return {"start": match[1], **({"title": match[2]} if match[2] else {})}
        if timed is None or (timed.behind and extension(text) in CHAPTER_FILES):
            return {"source": text}
        entry = {"start": written_clock(timed.start_ms), "title": timed.title}
        if timed.end_ms is not None:
            entry["end"] = written_clock(timed.end_ms)
        return {name: value for name, value in entry.items() if value}

    @model_validator(mode="before")
    @classmethod
    def _time_as_key(cls, value: object) -> object:
        """`- 3:15: The tide tables`, which is a mapping in YAML."""
        if isinstance(value, dict) and len(value) == 1:
            ((key, title),) = value.items()
            timed = read_timed_line(str(key))
            if timed is not None and not timed.title and isinstance(title, str):
                return cls.expanded(f"{key} {title}")
        return value

    @model_validator(mode="after")
    def _one_thing(self) -> ChapterEntry:
        if self.source is None and self.start is None:
            raise refuse_at(("start",), "missing")
        if self.source is not None and self.model_fields_set != {"source"}:
            raise refuse("names a source and is a chapter, too", "write a list, or the source alone")
        if self.source is None and self.title is None and self.toc:
            raise refuse_at(("title",), "missing")
        if self.end is not None and self.start is not None and self.end <= self.start:
            raise refuse_at(("end",), refuse("is not behind its start", "write where it ends, or delete it"))
        return self


def _chapters_in_order(chapters: tuple[ChapterEntry, ...]) -> tuple[ChapterEntry, ...]:
    """Chapters that a file may list: sorted, each at its own time, not more than tables of contents count."""
    if any(one.source for one in chapters) and len(chapters) > 1:
        raise refuse("names a source among chapters", "write a list, or the source alone")
    if wrong := list(_chapter_disorder(chapters)):
        raise refuse_all(wrong)
    if len(chapters) > _MOST_CHAPTERS:
        raise refuse(f"has {len(chapters)} chapters; tables of contents count {_MOST_CHAPTERS} (ID3v2)", "list fewer")
    return chapters


def _chapter_disorder(chapters: tuple[ChapterEntry, ...]) -> Iterator[tuple[FieldPath, PydanticCustomError]]:
    for number, (before, one) in enumerate(pairwise(chapters), start=1):
        at, last = one.start or 0, before.start or 0
        if at < last:
            message = f"comes before the chapter above it ({written_clock(last)})"
            yield (number, "start"), refuse(message, "sort the list by time")
        elif at == last and one.toc and before.toc:
            yield (number, "start"), refuse("is where the chapter above it begins, too", "join the two, or mend a time")


def _chapter_lines(value: object) -> object:
    """The lines of a text of several lines."""
    if isinstance(value, str) and len(lines := [line for line in value.splitlines() if line.strip()]) > 1:
        return tuple(lines)
    return value


ChapterEntries = Annotated[
    tuple[ChapterEntry, ...],
    BeforeValidator(listed),
    BeforeValidator(_chapter_lines),
    AfterValidator(_chapters_in_order),
]
"""A list, its lines as a single text, or one source as a single text."""


def _transcript_file(value: object) -> str:
    file = read_file(value)
    if extension(file) not in TRANSCRIPT_TYPES:
        known = ", ".join(f".{name}" for name in TRANSCRIPT_TYPES)
        raise refuse(f"{quoted(file)} is no transcript that apps read", f"its name must end in one of {known}")
    return file


class TranscriptEntry(Written):
    """The words of the episode, as a file: `podcast:transcript` (podcast namespace, tag `transcript`)."""

    example = "a file, or {file: …, language: …, rel: …}"
    short = "file"

    file: Annotated[str, BeforeValidator(_transcript_file), WithJsonSchema({"type": SCALAR, "minLength": 1})] = Field(
        examples=["first-light.vtt"]
    )
    """Becomes `podcast:transcript` `url` and `type`: .vtt (Apple takes it first), .srt, .json, .html or .txt. Each
    of the first three is published as all three, with lines that fit on screens; captions that roll up, as YouTube's,
    are written out once. The other two have no times and are published as they are.
    """

    language: Language | None = None
    """`podcast:transcript` `language` (BCP 47); the show's if left out (podcast namespace)."""

    rel: Annotated[str, BeforeValidator(one_of("captions")), WithJsonSchema({"enum": ["captions"]})] | None = None
    """`podcast:transcript` `rel`: `captions` for lines timed to be shown while they are spoken (podcast namespace)."""


class TranscriptText(Written):
    """What becomes of the text of the transcripts on the web pages."""

    example = "{page: off}"

    page: Switch = True
    """`off`: the text is on no page, in no search and in no JSON-LD, as where rights forbid it. The files stay in the
    feed (`podcast:transcript`) and can be downloaded.
    """


Speakers = Annotated[
    dict[str, Label],
    BeforeValidator(keyed(lambda text: bool(text.strip()), "a label", "write it like `SPEAKER_00: Ada`")),
]
"""Label in a transcript → name."""


class EnclosureEntry(Written):
    """Where the recording is while it is not here: `enclosure` of the item (RSS 2.0)."""

    example = "{url: …, length: …, type: …}"

    url: Url = Field(examples=["https://cdn.old-host.example/first-light.mp3"])
    """`enclosure` `url`: an address that does not expire."""

    length: Size = 0
    """`enclosure` `length`: bytes, 0 if nobody knows."""

    type: MediaType = "audio/mpeg"
    """`enclosure` `type`."""

    duration: Duration | None = None
    """`itunes:duration`, without which apps show none until they have downloaded it."""


class Episode(ItemElements):
    """An episode, as its author describes it in `<slug>.yaml`.

    >>> episode = feedpub.Episode.model_validate({"title": "First light", "audio": "first-light.mp3", "number": 1})
    >>> episode.title, episode.number, episode.type
    ('First light', 1, 'full')

    Raises `pydantic.ValidationError` for values that the file must not have; `load` reports them as `Invalid`.
    """

    example = "{title: …, audio: …}"

    title: Line = Field(examples=["First light"])
    """`title` of the item: without number and show name, apps print those; at most 255 characters (Apple)."""

    audio: File = Field(examples=["../../media/first-light.mp3"])
    """Becomes the `enclosure`: the recording, MP3 or M4A (Apple)."""

    enclosure: EnclosureEntry | None = None
    """`enclosure`: the recording stays at this address elsewhere as long as the file of `audio` is not here. feedpub
    does not look at it. Once the file is here, it is published instead: `--move-enclosures` allows that.
    """

    published: When | None = None
    """`pubDate`: a date, or a time in whole seconds; the moment of first publication if left out (RFC 2822)."""

    summary: Summary | None = None
    """Plain text of one or two sentences for places that show no notes; at most 4,000 bytes (Apple)."""

    kicker: Line | None = Field(default=None, examples=["News"])
    """A word or two above the title, on the web pages alone."""

    standfirst: Summary | None = None
    """Plain text below the title on the episode's page, in place of `summary`."""

    seo_title: Line | None = Field(default=None, examples=["How to read a tide table"])
    """What search engines and browser tabs show as the page's title; the episode's and the show's if left out."""

    content_warning: Summary | None = Field(default=None, examples=["This episode describes a shipwreck."])
    """What listeners shall know before they play it; on the episode's page."""

    corrections: Annotated[tuple[CorrectionEntry, ...], BeforeValidator(listed)] = Field(
        default=(), examples=[[{"date": "2026-10-26", "text": "The lighthouse was built in 1911."}]]
    )
    """What was changed after it was published; on the episode's page, the latest first."""

    credits: Annotated[tuple[Line, ...], BeforeValidator(listed)] = Field(
        default=(), examples=[["Sound editing by Jonah Pell", "Music: The Low Tide Band"]]
    )
    """Who did what, in free words; on the episode's page, below the people that have a role."""

    notes: Prose | None = None
    """`description` and `content:encoded`: Markdown as GitHub shows it, or HTML if it begins with a tag such as `<p>`.

    Or the path of a .md or .html file. Left out, the .md file of the same name is taken, if there is one.
    """

    slug: Slug | None = None
    """The episode's name in addresses (`[a-z0-9-]`, at most 80); the file's name without `.yaml` if left out."""

    guid: Guid | None = None
    """`guid` of the item: for an episode that moved here and has one; else feedpub assigns it for life (RSS 2.0)."""

    permalink: Switch = False
    """`guid` `isPermaLink`: the guid is the address of the episode's page, as the feed that it moved from says. Apps
    that find no `link` open it (RSS 2.0).
    """

    rerun_of: Slug | None = Field(default=None, examples=["first-light"])
    """Slug of an earlier episode whose recording this one publishes again, with a `guid`, `pubDate` and `enclosure`
    `url` of its own: Apple ignores an episode whose address another has. Without it, the same recording is refused.
    """

    season: Count | None = None
    """`itunes:season` and `podcast:season`: a number from 1 (Apple)."""

    number: Count | None = None
    """`itunes:episode` and `podcast:episode`: a number from 1; each full episode of a serial show needs one (Apple)."""

    number_display: Short | None = Field(default=None, examples=["Ch. 3"])
    """`podcast:episode` `display`: shown instead of the number; at most 32 characters (podcast namespace)."""

    type: EpisodeType = "full"
    """`itunes:episodeType`: `full`, `trailer` or `bonus` (Apple)."""

    explicit: Switch | None = None
    """`itunes:explicit` of the item; as the show if left out (Apple)."""

    image: PictureEntry | None = None
    """`itunes:image` of the item: square JPEG or PNG, 1400 to 3000 pixels; the show's if left out (Apple)."""

    author: Line | None = None
    """`itunes:author` of the item; the show's if left out."""

    link: Url | None = None
    """`link` of the item: the author's own page for the episode (RSS 2.0). Search engines are sent there: the page here
    names it as canonical (RFC 6596), and is in no sitemap.
    """

    page: PageChoice = ""
    """`own`: search engines shall find the page here, too, although `link` names another."""

    transcripts: Annotated[tuple[TranscriptEntry, ...], BeforeValidator(listed)] = ()
    """`podcast:transcript`: one per file (podcast namespace). Who speaks is named by `<v Ada>`, `Ada: …` or `>> ADA:`;
    a name that `people` does not have counts if it occurs three times, in two cues that are not neighbours.
    """

    transcript: TranscriptText | None = Field(default=None, examples=[{"page": False}])
    """Whether the web pages show the text of `transcripts`: up to 8,000 words on the episode's page, more on one of
    their own. The show's search finds it.
    """

    speakers: Speakers = Field(default_factory=dict, examples=[{"SPEAKER_00": "Ada Lovelace"}])
    """Label → name: who speaks in the transcripts, where a program labelled them `SPEAKER_00` or `Speaker 1`, or a name
    is to be another one. The name may be a key of the show's `roster`. Labels of programs are never published.
    """

    chapters: ChapterEntries = Field(default=(), examples=[["0:00 Intro", "3:15 The tide tables"], "notes"])
    """`podcast:chapters`, `psc:chapters`, the tags of the audio file and lines in the notes, all from one list."""

    chapters_intro: ChaptersIntro | None = Field(default=None, examples=["Welcome", "off"])
    """Title of the chapter at 0:00 before a list that begins later; `off`: none. As in show.yaml if left out."""

    tags: TagsMode | None = None
    """What is done with the tags inside the audio file; as in show.yaml if left out."""

    links: Annotated[tuple[LinkEntry, ...], BeforeValidator(listed)] = ()
    """Background to the episode, printed below the notes."""

    keywords: Annotated[tuple[Line, ...], BeforeValidator(listed)] = ()
    """For the tags of the audio file (`TKWD`); directories stopped to read `itunes:keywords`."""

    block: Switch = False
    """`itunes:block` of the item: hides the episode from directories (Apple)."""

    also_in: AlsoIn = Field(default=(), examples=[["harbour-network"]])
    """Other shows of the workspace that the episode is in, too: with a `guid`, an address, tags and a page of its own
    there, and with what else is written here. It is published there when that show is.
    """

    draft: Switch = False
    """Whether publishing skips it; what is scheduled but not out yet is taken off the schedule."""

    def in_show(self, entry: AlsoInEntry) -> Episode:
        """The episode as it is in a second show: with what is written for that show, and nothing meant for one."""
        here = {name: getattr(self, name) for name in self.model_fields_set - OF_ONE_SHOW}
        there = {name: getattr(entry, name) for name in entry.model_fields_set - {"show", "slug"}}
        slug = entry.slug or self.slug
        return Episode.model_construct(**{**here, **({"slug": slug} if slug else {}), **there})

    @model_validator(mode="after")
    def _guids_of_its_own(self) -> Episode:
        known = {self.guid} - {None}
        wrong = []
        for at, one in enumerate(self.also_in):
            if one.guid in known:
                wrong.append((("also_in", at, "guid"), refuse(SAME_GUID, "delete the line: feedpub makes one")))
            known |= {one.guid} - {None}
        if wrong:
            raise refuse_all(wrong)
        return self

    @model_validator(mode="after")
    def _permalink_of_an_address(self) -> Episode:
        if self.permalink and not (self.guid and is_http_url(self.guid)):
            raise refuse_at(("permalink",), refuse("says that the guid is an address, and it is none", "delete it"))
        return self

    @model_validator(mode="after")
    def _display_of_a_number(self) -> Episode:
        if self.number_display is not None and self.number is None:
            raise refuse_at(
                ("number_display",), refuse("is shown instead of a number, and there is none", "add `number:`")
            )
        return self
