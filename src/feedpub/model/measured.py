"""What was measured from the author's files, before it becomes part of an item."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Self

from feedpub.errors import Place
from feedpub.model.chapter import Chapter, UnreadTimes
from feedpub.standards import extension

if TYPE_CHECKING:
    from feedpub.model.channel import OwnPage
    from feedpub.model.files import OwnPageFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Frames:
    """How the frames of an MP3 lie in its file."""

    begin: int
    """Where the first one begins: the header frame, if there is one."""

    end: int
    """Where the last one ends; only tags and junk stand behind it."""

    count: int
    """Frames of audio. Where sample rates change: how many of the first kind last as long."""

    is_variable: bool
    """Whether bit rates change."""

    seekable: bool
    """Whether players can seek: by a header frame that is right, or because all frames are alike."""

    partial: int = 0
    """Bytes behind the last one of a frame that breaks off: no copy has them."""

    header: int = 0
    """Bytes of the header frame (Xing, Info, VBRI) in front; 0 without one."""

    encoder: str = ""
    """The encoder that wrote the header frame, if that counts the silence that was added: `LAME3.100`."""

    delay: int = 0
    """Samples of silence in front, as the header frame counts them."""

    padding: int = 0
    """And behind; 0 where the header is about other frames than these, so that the file was cut or joined since."""

    toc: tuple[int, ...] = ()
    """Where in the file each hundredth of the playing time begins, from 0 % to 99 %; empty where players can seek."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audio:
    """Facts of one audio (or video) file, all read from its bytes."""

    file: str
    """The path as the author wrote it; tells later whether `audio:` still names this file."""

    path: Path
    """Where it was read."""

    type: str
    """MIME type by content, spelled as Apple documents it (`audio/mpeg`, `audio/x-m4a`)."""

    extension: str
    """What the stored name ends with, without the dot; agrees with `type`."""

    size: int
    """Bytes of the whole file."""

    duration_ms: int
    """Exact playing time in milliseconds."""

    digest: str
    """SHA-256 (hex) of all bytes."""

    identity: str
    """SHA-256 (hex) of the payload without tags: is this the same recording?"""

    bitrate: int
    """Average bits per second."""

    sample_rate: int
    """Hertz."""

    channels: int
    codec: str = ""
    """What sounds in an MP4, by its common name (`AAC`, `Apple Lossless`); empty for an MP3."""

    silences: tuple[tuple[int, int], ...] = ()
    """Digital silence of a second or more: where it begins and how long it is, in milliseconds."""

    frames: Frames | None = None
    """Of an MP3."""

    samples_end: int = 0
    """Where in the file the last sample ends; 0 for an MP3."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Facts of one artwork file, measured from its bytes."""

    file: str
    path: Path
    type: str
    """`image/jpeg` or `image/png`."""

    extension: str
    """`jpg` or `png`."""

    width: int
    height: int
    size: int
    digest: str
    """SHA-256 (hex) of all bytes."""

    inside: int | None = None
    """Number, from 0, of the chapter that holds it in the recording at `path`; None: it is the file itself."""

    source: str = ""
    """SHA-256 (hex) of it there, with its metadata; empty: `digest` is that of the author's file."""

    is_placeholder: bool = False
    """Whether feedpub has drawn it for a show without a cover."""

    tint: str = ""
    """`#rrggbb` that it is known by; empty for a picture of which nobody asks."""

    @classmethod
    def assumed(cls, file: str) -> Self:
        """A picture that is not here, as directories would take it."""
        end = "png" if extension(file) == "png" else "jpg"
        return cls(
            file=file,
            path=Path(file),
            type="image/png" if end == "png" else "image/jpeg",
            extension=end,
            width=3000,
            height=3000,
            size=200_000,
            digest=sha256(file.encode()).hexdigest(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FontFile:
    """Facts of a file of letters."""

    file: str
    path: Path
    role: str
    """What is set in it: `display`, `reading` or `text`."""

    size: int
    digest: str
    style: str
    """`normal` or `italic`: what it says of itself, as does `weight`."""

    weight: str
    """`400`, or `400 700` for all between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sidecar:
    """A transcript file as it will be stored."""

    file: str
    path: Path
    type: str
    """`text/vtt`, `application/x-subrip`, `application/json`, `text/html` or `text/plain`."""

    extension: str
    size: int
    digest: str
    language: str = ""
    """BCP 47; empty means the show's."""

    rel: str = ""
    """`captions` or empty."""

    source: str = ""
    """SHA-256 (hex) of the author's file."""

    form: str = ""
    """What is made of the file (`vtt`, `srt`, `json`); empty: nothing, it is stored as it is."""

    duration_ms: int = 0
    """How long the recording is, for what is made of the file; 0 if that is unknown."""

    speakers: tuple[tuple[str, str], ...] = ()
    """Names by which the file may mean somebody (case-folded), each with the name that is published."""

    own_page: bool = False
    """It has more words than an episode's page holds; known of what pages show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chaptered:
    """An episode's chapters, from wherever they were read."""

    origin: str = ""
    """`chapters`, `notes`, `audio`, or the name of a file; empty: there are none."""

    chapters: tuple[Chapter, ...] = ()
    """In order; `image` is an address, or what the author calls a file."""

    pictures: tuple[tuple[str, Picture | None], ...] = ()
    """What the author calls it, and the file; None: it is absent."""

    file: tuple[str, str] | None = None
    """Name and SHA-256 (hex) of the file that lists them, if one does."""

    introduction: str = ""
    """Title of the chapter at 0 that was put in front of them; empty if they begin there, or shall have none."""

    unusable: tuple[str, ...] = ()
    """Of each picture in the recording that is left out, which it is and why."""

    lost: tuple[int, int] = (0, 0)
    """How many pictures and links the recording's chapters have that the published ones at the same times lack."""

    overruled: tuple[Chapter, ...] = ()
    """The chapters in the audio file, if they differ: they are not published."""

    decision: str = ""
    """Why lines of the notes are the chapters, or are none, where nobody but feedpub decided that."""

    unread: tuple[UnreadTimes, ...] = ()
    """Lines of the notes that look like times and are no chapters."""

    unread_of_file: tuple[str, ...] = ()
    """What of the file with chapters is left out: `boats.txt:3: 'Boats' has no time`."""

    at_most_ms: int | None = None
    """They are chapters only of a recording that is no longer; None: of every one."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A file of which only a pointer is here (git-lfs, a cloud drive): it counts as absent."""

    file: str
    """As the author wrote it."""

    message: str
    """`'first-light.mp3' is only a git-lfs pointer here`."""

    hint: str
    """How to bring the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alteration:
    """Something in an author's text that is published otherwise than it was written, or not at all."""

    kind: str
    """`relative-link`, `unopened-link`, `active-content`, … as the rules about notes name them."""

    words: str
    """What is changed or missing: an element's name, an address, the words themselves."""

    written: str = ""
    """A piece of the text as it was written, by which it is found; empty for the beginning of the text."""

    whole: str = ""
    """For a relative link: the whole address that it means; empty if nobody knows."""

    is_file: bool = False
    """For a relative link: it names a file beside the notes."""

    line: int = 1
    """In the text; 1-based, as is `column`."""

    column: int = 1
    field: str = ""
    """The field that the text is of: `notes`, `footer`, `description`, `summary`."""

    place: Place | None = None
    """In the author's file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Everything that was measured from an episode's files. None: the file is absent (a published episode's may be)."""

    audio: Audio | None = None
    image: Picture | None = None
    portraits: tuple[tuple[str, Picture | None], ...] = ()
    """Of its own people: the file, as its author writes it, and what it is; None: it is absent."""

    link_pictures: tuple[tuple[str, Picture | None], ...] = ()
    """The same of its links."""

    transcripts: tuple[Sidecar, ...] = field(default=())
    unknown_speakers: tuple[tuple[int, str], ...] = ()
    """Keys of `speakers` that occur in no transcript, each with its place among them, from 0."""

    chaptered: Chaptered | None = Chaptered()
    """None: unknown, because the audio file that lists them is absent."""

    elsewhere: tuple[Elsewhere, ...] = ()
    """Of the files that are absent, those that left a pointer."""

    notes: str = ""
    """Sanitised HTML of the notes with the list of links, without the show's footer."""

    altered: tuple[Alteration, ...] = ()
    """What of its texts is published otherwise than it was written."""

    @property
    def files(self) -> tuple[tuple[str, str], ...]:
        """Name, as the author writes it, and SHA-256 (hex) of every file but the audio that is here; by name."""
        found = {one.file: one.source for one in self.transcripts}
        if self.image:
            found[self.image.file] = self.image.digest
        found |= {name: one.digest for name, one in (*self.portraits, *self.link_pictures) if one}
        if self.chaptered:
            found |= {name: picture.source or picture.digest for name, picture in self.chaptered.pictures if picture}
            found |= dict([self.chaptered.file] if self.chaptered.file else [])
        return tuple(sorted(found.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReference:
    """A relative link of a page."""

    key: str
    """What it leads to in the target: `legal.html`."""

    written: str
    """As the author wrote it: `legal.md#privacy`."""

    fragment: str
    """The heading that it names, if that page has none of that name; else empty."""

    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedPage:
    """A page of the author's own, read and rendered."""

    file: OwnPageFile
    page: OwnPage
    references: tuple[PageReference, ...]
    altered: tuple[Alteration, ...]
    """What of its text is published otherwise than it was written."""
