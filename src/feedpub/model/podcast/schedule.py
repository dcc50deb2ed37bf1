"""What is to come: `podcast:updateFrequency`, `podcast:trailer`, `podcast:liveItem`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from dateutil.rrule import rrulestr
from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from feedpub.model import podcasting
from feedpub.model.podcast.links import Chat, Fundings, Socials, Texts
from feedpub.model.podcast.media import Alternates, ContentLink, Images
from feedpub.model.podcast.people import People
from feedpub.model.podcast.places import Locations
from feedpub.model.podcast.rights import License
from feedpub.model.podcast.value import Values
from feedpub.model.scalars import Count, Guid, HttpsUrl, Label, Line, Summary, Switch, When, one_of, refuse
from feedpub.model.scalars.forms import MediaType, Size, refuse_at
from feedpub.model.scalars.lines import SCALAR, read_line
from feedpub.model.written import Written, listed, some
from feedpub.vocab import quoted
from feedpub.vocab.podcasting import LIVE_STATUSES
from feedpub.vocab.recurrence import rrule_fault, rrule_of, rrule_parts

_WORDS = "write `weekly`, `every two weeks`, `Mondays and Thursdays`, `weekdays`, `monthly`, or a rule (FREQ=WEEKLY)"
_YEARS = timedelta(days=40 * 366)


def _rule(value: object) -> str:
    text = read_line(value)
    if rrule_of(text) is None:
        _check_rule(text.removeprefix("RRULE:"), text)
    return text


def _check_rule(rule: str, written: str) -> None:
    if fault := rrule_fault(rule):
        raise refuse(f"{quoted(written)} {fault}", _WORDS if "no recurrence" in fault else "delete one of the two")
    if not _happens(rule):
        raise refuse(f"{quoted(written)} never happens", "check its days and months")


def _happens(rule: str) -> bool:
    """Whether dateutil, which knows the calendar, finds a day for it in the years to come."""
    begin = datetime(2024, 1, 1, tzinfo=UTC)
    plain = ";".join(
        f"{name}={value}" for name, value in (rrule_parts(rule) or {}).items() if name not in {"COUNT", "UNTIL"}
    )
    try:
        found = rrulestr(plain, dtstart=begin).replace(until=begin + _YEARS)
        return next(iter(found), None) is not None
    except ValueError:
        return False


class UpdateFrequency(Written):
    """How often there is an episode: `podcast:updateFrequency` (podcast namespace, tag `updateFrequency`)."""

    example = "weekly, or {rule: …, label: …, start: …, complete: …}"
    short = "rule"
    becomes = podcasting.UpdateFrequency

    rule: Annotated[str, BeforeValidator(_rule), WithJsonSchema({"type": SCALAR, "minLength": 1})] | None = Field(
        default=None, examples=["weekly", "every two weeks", "FREQ=MONTHLY;BYDAY=1MO"]
    )
    """`podcast:updateFrequency` `rrule`: in words (weekly, every two weeks, Mondays), or as a rule (RFC 5545)."""

    label: Label | None = Field(default=None, examples=["The first Monday of the month"])
    """Text of `podcast:updateFrequency`: what people read; the words of `rule` if left out; at most 128 characters."""

    start: When | None = Field(default=None, examples=["2026-11-23"])
    """`podcast:updateFrequency` `dtstart`: when it begins; required of a rule that counts."""

    complete: Switch = False
    """`podcast:updateFrequency` `complete`: whether there will be no more episodes."""

    @property
    def rrule(self) -> str | None:
        """The rule as the feed says it."""
        return None if self.rule is None else rrule_of(self.rule) or self.rule.removeprefix("RRULE:")

    @property
    def text(self) -> str:
        """What people read."""
        return self.label or self.rule or ""

    @model_validator(mode="after")
    def _readable(self) -> UpdateFrequency:
        if self.label is None and (self.rule is None or rrule_of(self.rule) is None):
            raise refuse_at(("label",), "missing")
        if self.start is None and "COUNT" in (rrule_parts(self.rrule or "") or {}):
            raise refuse_at(("start",), "missing")
        return self


class Trailer(Written):
    """A preview that is no episode of the feed: `podcast:trailer` (podcast namespace, tag `trailer`)."""

    example = "{title: …, url: …, published: …}"
    becomes = podcasting.Trailer

    title: Label = Field(examples=["Coming in season 2"])
    """Text of `podcast:trailer`; at most 128 characters."""

    url: HttpsUrl = Field(examples=["https://cdn.tidewater.example/season-2.mp3"])
    """`podcast:trailer` `url`: https."""

    published: When = Field(examples=["2026-11-23"])
    """`podcast:trailer` `pubdate`; apps play the newest."""

    length: Size | None = None
    """`podcast:trailer` `length`: bytes."""

    type: MediaType | None = Field(default=None, examples=["audio/mpeg"])
    """`podcast:trailer` `type`."""

    season: Count | None = None
    """`podcast:trailer` `season`: which one it is about."""


Trailers = Annotated[tuple[Trailer, ...], BeforeValidator(listed)]


class Stream(Written):
    """What is listened to while it is live: `enclosure` of the live item."""

    example = "{url: …, type: …}"
    becomes = podcasting.Stream

    url: HttpsUrl = Field(examples=["https://live.tidewater.example/stream.mp3"])
    """`enclosure` `url` in `podcast:liveItem`."""

    type: MediaType = Field(examples=["audio/mpeg"])
    """`enclosure` `type` in `podcast:liveItem`."""

    length: Size = 0
    """`enclosure` `length` in `podcast:liveItem`; 0 for a stream, whose end nobody knows."""


class Live(Written):
    """An event that is, was or will be streamed: `podcast:liveItem` (podcast namespace, tag `liveItem`)."""

    example = "{title: …, guid: …, status: …, start: …, stream: …, content_links: …}"
    becomes = podcasting.Live

    title: Line = Field(examples=["Live from the pier"])
    """`title` in `podcast:liveItem`."""

    guid: Guid = Field(examples=["tidewater-live-1"])
    """`guid` in `podcast:liveItem`; another one is another event."""

    status: Annotated[str, BeforeValidator(one_of(*LIVE_STATUSES)), WithJsonSchema({"enum": list(LIVE_STATUSES)})] = (
        Field(examples=["pending"])
    )
    """`podcast:liveItem` `status`: `pending`, `live` or `ended`; publish again when it changes."""

    start: When = Field(examples=["2026-11-23T19:00"])
    """`podcast:liveItem` `start`."""

    end: When | None = None
    """`podcast:liveItem` `end`: recommended."""

    stream: Stream = Field(examples=[{"url": "https://live.tidewater.example/stream.mp3", "type": "audio/mpeg"}])
    """`enclosure` in `podcast:liveItem`: what is listened to."""

    content_links: Annotated[tuple[ContentLink, ...], BeforeValidator(listed), some] = Field(
        examples=[[{"url": "https://video.example/live", "label": "Watch"}]], json_schema_extra={"minItems": 1}
    )
    """`podcast:contentLink`: where to go with an app that plays no streams, at least one."""

    description: Summary | None = None
    """`description` in `podcast:liveItem`: plain text."""

    link: HttpsUrl | None = None
    """`link` in `podcast:liveItem`."""

    people: People = ()
    """`podcast:person` in `podcast:liveItem`."""

    funding: Fundings = ()
    """`podcast:funding` in `podcast:liveItem`."""

    locations: Locations = ()
    """`podcast:location` in `podcast:liveItem`."""

    license: License | None = None
    """`podcast:license` in `podcast:liveItem`."""

    txt: Texts = ()
    """`podcast:txt` in `podcast:liveItem`."""

    alternates: Alternates = ()
    """`podcast:alternateEnclosure` in `podcast:liveItem`: other streams."""

    images: Images = ()
    """`podcast:image` in `podcast:liveItem`."""

    value: Values = ()
    """`podcast:value` in `podcast:liveItem`."""

    social: Socials = ()
    """`podcast:socialInteract` in `podcast:liveItem`."""

    chat: Chat | None = None
    """`podcast:chat` in `podcast:liveItem`."""


Lives = Annotated[tuple[Live, ...], BeforeValidator(listed)]
