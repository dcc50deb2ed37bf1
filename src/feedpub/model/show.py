"""`show.yaml`: the show, how it is checked, and where it is published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema, field_validator, model_validator
from pydantic_core import PydanticCustomError

from feedpub.elements import element
from feedpub.elements.collection import disagreements
from feedpub.elements.custom import Namespaces, check_namespaces
from feedpub.model.webpages import ContactEntry, CounterEntry, Origins, PictureEntry, Platforms, ThemeEntry
from feedpub.model.written import ChannelElements, ElementValues, Written, listed
from feedpub.scalars import (
    Base,
    CategoryName,
    Day,
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
from feedpub.scalars.podcasting import is_key, keyed
from feedpub.scalars.scalar import SCALAR, FieldPath, read_line, refuse_all, refuse_at
from feedpub.standards import LIST_MEDIUMS, MEDIUMS, is_rule_code, quoted


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


TAGS_MODES = ("clean", "keep")

TagsMode = Annotated[str, BeforeValidator(one_of(*TAGS_MODES)), WithJsonSchema({"enum": list(TAGS_MODES)})]
"""`clean`: listeners get a copy with our tags in front of the same sound. `keep`: the file as it is."""


NO_INTRODUCTION = "off"

_SWITCHES = frozenset({"on", "yes", "no", "true", "false"})


def _introduction(value: object) -> str:
    text = read_line(value)
    if text.casefold() in _SWITCHES:
        raise refuse(f"{quoted(text)} is no title of a chapter", "write what it is called, or `off` for none")
    return text


ChaptersIntro = Annotated[str, BeforeValidator(_introduction), WithJsonSchema({"type": SCALAR, "minLength": 1})]
"""The title of a chapter, or `off`."""


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


SHOW_TYPES = ("episodic", "serial")
"""Values of the channel's `itunes:type` (Apple)."""


def _why_no_medium(text: str) -> str:
    return f"a feed of the medium {text} has no episodes of its own" if text in LIST_MEDIUMS else ""


class OwnerEntry(Written):
    """Whom directories write to: `itunes:owner`. Spotify, YouTube and Amazon mail their claim code there."""

    example = "{name: …, email: …}"

    name: Line = Field(examples=["Ada Lovelace"])
    """`itunes:name` of `itunes:owner`."""

    email: Email = Field(examples=["ada@tidewater.example"])
    """`itunes:email` of `itunes:owner`; codes to claim the show are mailed here (Spotify delivery specification)."""

    in_feed: Switch = False
    """Whether `itunes:owner` is in the public feed for good; to claim the show, `claim_until` is enough."""


_OWNER = "write `owner: {name: …, email: …}`"


def _is_season(text: str) -> bool:
    return text.isascii() and text.isdigit() and text[0] != "0" and len(text) < 6


Seasons = Annotated[
    dict[str, Label], BeforeValidator(keyed(_is_season, "a season's number", "write it like `1: Low water`"))
]
"""Number → name."""

Roster = Annotated[
    dict[str, Annotated[Any, ElementValues(element.at(element.CHANNEL)["people"], many=False)]],
    BeforeValidator(keyed(is_key, "a key of the roster", "write small letters a-z, digits and hyphens: ada")),
]
"""Key → who that is (`PersonEntry`)."""


def _written_out(roster: dict[str, Any]) -> dict[str, Any]:
    """The roster, everybody written out in it; raises where somebody is not."""
    for key, one in roster.items():
        if one.key is not None:
            raise refuse_at((key, "key"), refuse("refers to the roster itself", "write the person out"))
        if one.name is None:
            raise refuse_at((key, "name"), "missing")
    return roster


class Show(ChannelElements):
    """A podcast, as its author describes it in `show.yaml`.

    >>> from pathlib import Path
    >>> show = feedpub.load([Path("feeds/tidewater/trailer.yaml")]).show.show
    >>> show.title, show.categories, show.explicit
    ('Tidewater', ('Society & Culture > Places & Travel', 'Science > Nature'), False)
    """

    example = "{title: …, description: …}"

    extends: File | None = Field(default=None, examples=["../shared.yaml"])
    """A YAML file with fields that several shows share, in the workspace beside their folders. A field here replaces
    the one there; `publish`, `theme` and `check` are put together key by key. Paths there are from its folder, and
    `{show}` in its `publish` is the name of the show's folder.
    """

    title: Line = Field(examples=["Tidewater"])
    """`title` of the channel: the show's name and nothing else; at most 255 characters (Apple)."""

    description: Prose = Field(examples=["Stories from the shore, told *slowly*."])
    """`description` of the channel: Markdown, what the show is about; as HTML at most 4,000 bytes (Apple, PSP-1)."""

    link: Url | None = Field(default=None, examples=["https://tidewater.example/"])
    """`link` of the channel: the show's web site (RSS 2.0); its home among our pages if left out."""

    language: Language = Field(examples=["en", "pt-BR"])
    """`language` of the channel: BCP 47 with an ISO 639 code (`en`, `pt-BR`) (Apple, PSP-1)."""

    author: Line = Field(examples=["Ada Lovelace"])
    """`itunes:author` of the channel: who makes the show; at most 255 characters (Spotify requires it)."""

    owner: OwnerEntry | None = None
    """`itunes:owner`: where the codes to claim the show are mailed (Spotify)."""

    claim_until: Day | None = Field(default=None, examples=["2026-12-10"])
    """The last day on which `itunes:owner` is in the feed, in the show's `timezone` (else UTC): Spotify, YouTube and
    Amazon mail the code to claim the show to it. The first publish or release after that day takes it out.
    """

    image: PictureEntry = Field(examples=["cover.jpg", "../../media/cover.jpg"])
    """`itunes:image` of the channel: square JPEG or PNG, 1400 to 3000 pixels (Apple)."""

    categories: Annotated[tuple[CategoryName, ...], BeforeValidator(listed)] = Field(
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

    roster: Roster = Field(default_factory=dict, examples=[{"ada": {"name": "Ada Lovelace"}}])
    """Key → person: everybody who is heard or works on the show now and then, written down once for all `people`."""

    medium: Annotated[
        str, BeforeValidator(one_of(*MEDIUMS, instead=_why_no_medium)), WithJsonSchema({"enum": list(MEDIUMS)})
    ] = "podcast"
    """`podcast:medium`: what the feed carries (podcast namespace)."""

    trailer: Slug | None = None
    """`podcast:trailer`: slug of the episode that previews the show (podcast namespace)."""

    seasons: Seasons = Field(default_factory=dict, examples=[{"1": "Low water"}])
    """`podcast:season` `name`: what seasons are called, by number; at most 128 characters (podcast namespace)."""

    namespaces: Namespaces = Field(default_factory=dict, examples=[{"acme": "https://acme.example/ns"}])
    """Prefix → URI of the namespaces that `custom` uses, in this file and in episodes'."""

    keywords: Annotated[tuple[Line, ...], BeforeValidator(listed)] = ()
    """For the tags of audio files (`TKWD`); directories stopped to read `itunes:keywords`."""

    tags: TagsMode = "clean"
    """Tags of new audio files (ID3v2.3, iTunes): `clean` writes ours instead of theirs; `keep` leaves the bytes."""

    chapters_intro: ChaptersIntro | None = Field(default=None, examples=["Welcome", "off"])
    """Title of the chapter at 0:00 before a list that begins later; `off`: none. "Introduction" in the show's language
    if left out.
    """

    timezone: Zone | None = None
    """Where times without an offset are read (`Europe/Berlin`), on the way to `pubDate` (RFC 2822, written in UTC)."""

    publish_hour: Hour = time(6)
    """The clock reading that a date alone means in `published`."""

    footer: Prose | None = None
    """Markdown below the notes of every episode: becomes part of each item's `description` and `content:encoded`."""

    pages: Switch = True
    """Whether the show has web pages beside its feed, which `link` of its items then names; `off` for none."""

    platforms: Platforms = Field(
        default=(),
        examples=[
            {
                "apple": {"url": "https://podcasts.apple.com/podcast/id1234567890", "badge": "apple.png"},
                "spotify": "https://open.spotify.com/show/1234567890",
            }
        ],
    )
    """Where listeners can follow the show, for its web pages: `apple`, `spotify`, …, or a name as it is printed. With
    `badge`, a PNG or JPEG that you have from there, that picture is the button, as it is; feedpub has no marks of
    others.
    """

    contact: ContactEntry | None = None
    """How listeners write to the hosts; on the web pages."""

    comments_from: Origins = Field(default=(), examples=[["https://social.example"]])
    """Origins from which web pages load comments (`social` with `protocol: activitypub`) once a reader asks for them:
    servers with Mastodon's interface. `connect-src` of their Content-Security-Policy; without it pages only link there.
    """

    theme: ThemeEntry = ThemeEntry()
    """How the web pages look."""

    counter: CounterEntry | None = Field(default=None, examples=["/count.js"])
    """A script of one's own host that counts readers; without it pages run only feedpub's scripts."""

    network: Switch = False
    """Whether the show is one of a network: `network.xml` beside its pages lists every show of the workspace that says
    so, as OPML 2.0 that podcast apps import.
    """

    season_feeds: Switch = False
    """Whether each season has a feed of its own beside the show's: `season_1.xml`."""

    robots: Switch = True
    """Whether `robots.txt` is published with the pages of a show that is at the root of its host; `off` where somebody
    else writes it.
    """

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

    @field_validator("roster")
    @classmethod
    def _everybody_is_written_out(cls, roster: dict[str, Any]) -> dict[str, Any]:
        return _written_out(roster)

    @field_validator("namespaces")
    @classmethod
    def _not_ours(cls, namespaces: dict[str, str]) -> dict[str, str]:
        return check_namespaces(namespaces)

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Show:
        if wrong := list(self._disagreements()):
            raise refuse_all(wrong)
        return self

    def _disagreements(self) -> Iterator[tuple[FieldPath, PydanticCustomError]]:
        """Where it refers to somebody or something that it does not have."""
        if self.link is None and not self.pages:
            yield ("link",), refuse("is missing: a show without pages has no home to link to", "add `link: https://…`")
        for place, message, hint in disagreements(self, element.CHANNEL, self):
            yield place, refuse(message, hint)
        if self.claim_until and self.owner is None:
            yield ("claim_until",), refuse("needs an owner, whose address is in the feed until then", _OWNER)
        if self.claim_until and self.owner and self.owner.in_feed:
            yield (
                ("claim_until",),
                refuse(
                    "says nothing, since `in_feed: true` keeps the owner in the feed for good", "delete one of them"
                ),
            )
