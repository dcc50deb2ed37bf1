"""`show.yaml`: the show, and where it is published."""

from __future__ import annotations

from datetime import time
from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema, field_validator

from feedpub.model.scalars import (
    Base,
    Category,
    Email,
    FeedKey,
    File,
    Hour,
    HttpsUrl,
    Label,
    Language,
    Line,
    Prose,
    Region,
    Slug,
    Switch,
    Target,
    Url,
    Uuid,
    Zone,
    one_of,
    refuse,
)
from feedpub.model.scalars.lines import SCALAR, read_line
from feedpub.model.written import People, Written, listed
from feedpub.vocab import LIST_MEDIUMS, MEDIUMS, is_rule_code, quoted

SHOW_TYPES = ("episodic", "serial")
"""Values of the channel's `itunes:type` (Apple)."""


def _why_no_medium(text: str) -> str:
    return f"a feed of the medium {text} has no episodes of its own" if text in LIST_MEDIUMS else ""


class Owner(Written):
    """Whom directories write to: `itunes:owner`. Spotify, YouTube and Amazon mail their claim code there."""

    example = "{name: …, email: …}"

    name: Line = Field(examples=["Ada Lovelace"])
    """`itunes:name` of `itunes:owner`."""

    email: Email = Field(examples=["ada@tidewater.example"])
    """`itunes:email` of `itunes:owner`; codes to claim the show are mailed here (Spotify delivery specification)."""

    in_feed: Switch = False
    """Whether `itunes:owner` is in the public feed: on, claim the show, off. (Apple has not read it since 2023.)"""


class Funding(Written):
    """Where listeners can give: `podcast:funding` (podcast namespace, tag `funding`)."""

    example = "an address, or {url: …, label: …}"
    short = "url"

    url: HttpsUrl = Field(examples=["https://tidewater.example/support"])
    """`podcast:funding` `url`; https (podcast namespace)."""

    label: Label = "Support the show"
    """Text of `podcast:funding`: what the button says; at most 128 characters (podcast namespace)."""


class Publish(Written):
    """Where the show is published."""

    example = "{to: …, url: …}"

    to: Target | None = Field(default=None, examples=["s3://my-bucket/tidewater", "../../public/tidewater"])
    """`s3://bucket/prefix`, or a directory from this file's folder; `public/<show>` in the workspace if left out."""

    url: Base | None = Field(default=None, examples=["https://cdn.tidewater.example/"])
    """Where the target is public: every address in the feed begins with it (RSS 2.0: absolute URLs)."""

    feed: FeedKey = "feed.xml"
    """Name of the feed in the target; a show that moved here keeps its subscribers' `rss.xml`."""

    endpoint: Url | None = None
    """Address of an S3-compatible store (R2, MinIO, SeaweedFS); AWS if left out."""

    region: Region | None = None
    """The bucket's region; the AWS configuration's if left out."""

    profile: Line | None = None
    """Profile of the AWS configuration to sign with; boto3's own search if left out."""

    state: Target | None = None
    """Where the private catalog is kept: another bucket where the whole bucket is public, or if `to` has no prefix."""

    single_writer: Switch = False
    """Promises that only one machine publishes at a time, for stores without conditional writes (B2)."""


def _rule_code(value: object) -> str:
    code = read_line(value).upper()
    if not is_rule_code(code):
        raise refuse(f"{quoted(code)} is no code of a rule", "write one like `FP203`, or `FP2` for all that begin so")
    return code


RuleCode = Annotated[
    str, BeforeValidator(_rule_code), WithJsonSchema({"type": SCALAR, "pattern": "^[Ff][Pp][0-9]{1,3}$"})
]


class Check(Written):
    """What `feedpub check` and `feedpub publish` say of this show."""

    example = "{ignore: […], strict: …}"

    ignore: Annotated[tuple[RuleCode, ...], BeforeValidator(listed)] = Field(default=(), examples=[["FP203"]])
    """Rules that are not asked about this show; what breaks a feed is asked in any case."""

    strict: Switch = False
    """Whether warnings stop a publish as errors do."""


class Show(Written):
    """A podcast, as its author describes it in `show.yaml`."""

    example = "{title: …, description: …}"

    title: Line = Field(examples=["Tidewater"])
    """`title` of the channel: the show's name and nothing else; at most 255 characters (Apple)."""

    description: Prose = Field(examples=["Stories from the shore, told *slowly*."])
    """`description` of the channel: Markdown, what the show is about; as HTML at most 4,000 bytes (Apple, PSP-1)."""

    link: Url = Field(examples=["https://tidewater.example/"])
    """`link` of the channel: the show's web site (RSS 2.0)."""

    language: Language = Field(examples=["en", "pt-BR"])
    """`language` of the channel: BCP 47 with an ISO 639 code (`en`, `pt-BR`) (Apple, PSP-1)."""

    author: Line = Field(examples=["Ada Lovelace"])
    """`itunes:author` of the channel: who makes the show; at most 255 characters (Spotify requires it)."""

    owner: Owner | None = None
    """`itunes:owner`: where the codes to claim the show are mailed (Spotify)."""

    image: File = Field(examples=["../../media/cover.jpg"])
    """`itunes:image` of the channel: square JPEG or PNG, 1400 to 3000 pixels (Apple)."""

    categories: Annotated[tuple[Category, ...], BeforeValidator(listed)] = Field(
        examples=[["Society & Culture > Documentary", "Science"]], json_schema_extra={"minItems": 1}
    )
    """`itunes:category`: Apple's names, most important first; `Society & Culture > Documentary` with a sub-category."""

    explicit: Switch = Field(examples=[False])
    """`itunes:explicit` of the channel: `true` if any episode has explicit language or content (Apple)."""

    type: Annotated[str, BeforeValidator(one_of(*SHOW_TYPES)), WithJsonSchema({"enum": list(SHOW_TYPES)})] = "episodic"
    """`itunes:type`: `episodic` (newest first) or `serial` (oldest first, every full episode numbered) (Apple)."""

    copyright: Line | None = None
    """`copyright` of the channel (RSS 2.0)."""

    guid: Uuid | None = None
    """`podcast:guid`: of a show that moved here with one; else feedpub assigns it once for life (podcast namespace)."""

    locked: Switch | None = None
    """`podcast:locked`: `true` forbids other hosts to import the feed (podcast namespace); silent if left out."""

    funding: Annotated[tuple[Funding, ...], BeforeValidator(listed)] = ()
    """`podcast:funding`: where listeners can give (podcast namespace)."""

    people: People = ()
    """`podcast:person` of the channel: hosts and everybody who works on all of it (podcast namespace)."""

    medium: Annotated[
        str, BeforeValidator(one_of(*MEDIUMS, instead=_why_no_medium)), WithJsonSchema({"enum": list(MEDIUMS)})
    ] = "podcast"
    """`podcast:medium`: what the feed carries (podcast namespace)."""

    trailer: Slug | None = None
    """`podcast:trailer`: slug of the episode that previews the show (podcast namespace)."""

    timezone: Zone | None = None
    """Where times without an offset are read (`Europe/Berlin`), on the way to `pubDate` (RFC 2822, written in UTC)."""

    publish_hour: Hour = time(6)
    """The clock reading that a date alone means in `published`."""

    footer: Prose | None = None
    """Markdown below the notes of every episode: becomes part of each item's `description` and `content:encoded`."""

    analytics: HttpsUrl | None = None
    """Prefix of the `enclosure` addresses of new episodes (`https://op3.dev/e/`), for counting downloads (OP3)."""

    new_feed_url: Url | None = None
    """`itunes:new-feed-url`: moves all subscribers to another feed (Apple)."""

    block: Switch = False
    """`itunes:block` of the channel: hides the show from directories (Apple)."""

    complete: Switch = False
    """`itunes:complete`: says that there will never be another episode (Apple)."""

    check: Check = Check()
    """How strictly the show is checked; no element of the feed."""

    publish: Publish = Publish()
    """The target, its public address and how to reach the store; no element of the feed."""

    @field_validator("categories")
    @classmethod
    def _some_each_once(cls, categories: tuple[str, ...]) -> tuple[str, ...]:
        if not categories:
            raise refuse("is an empty list", "write one of Apple's categories")
        twice = next((name for at, name in enumerate(categories) if name in categories[:at]), None)
        if twice:
            raise refuse(f"{quoted(twice)} is there twice", "delete one")
        return categories
