"""Rights, other feeds, comments, chats, free text and dates: what else the podcast namespace knows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Annotated, ClassVar

from feedpub.elements.collection import moment
from feedpub.elements.element import (
    ANYWHERE,
    CHANNEL,
    Attribute,
    Examples,
    Moment,
    ShowContext,
    Text,
    element,
    entry,
)
from feedpub.elements.xml import rfc2822
from feedpub.scalars import (
    Count,
    Guid,
    HttpsUrl,
    JsonSchema,
    Label,
    Line,
    Reads,
    Switch,
    Uuid,
    did_you_mean,
    one_of,
    refuse,
    refuse_at,
)
from feedpub.scalars.podcasting import AnyMedium, FreeText, LicenseId, MediaType, Service, Size, Uri, formed
from feedpub.scalars.scalar import SCALAR, read_line
from feedpub.standards import is_http_url, nearest, quoted
from feedpub.standards.podcasting import CHAT_PROTOCOLS, LICENSES, SOCIAL_PROTOCOLS, license_id
from feedpub.standards.recurrence import rrule_fault, rrule_of, rrule_parts

# --- rights


@element("podcast:license", field="license", inside=ANYWHERE)
class License:
    """What others may do with it: `podcast:license` (podcast namespace, tag `license`)."""

    example: ClassVar[str] = "a license of the list, or {id: …, url: …}"
    short: ClassVar[str] = "id"

    id: Annotated[LicenseId, Text(limit=128), Examples("CC-BY-4.0")]
    """Text of `podcast:license`: ARR (all rights reserved), CC-BY-4.0, …, or a name of your own with its `url`."""

    url: Annotated[HttpsUrl, Attribute("url", address="web"), Examples("https://tidewater.example/license")] = ""
    """`podcast:license` `url`: its text; required of one that is not in the namespace's list."""

    def check(self) -> Iterator[Exception]:
        """It is in the namespace's list, or has an address."""
        if not self.url and license_id(self.id) is None:
            hint = did_you_mean(nearest(self.id, LICENSES), "add `url:`, where its text is")
            yield refuse(f"{quoted(self.id)} is not in the namespace's list of licenses, and has no address", hint)


@element("podcast:block", field="blocks", inside=(CHANNEL,), many=True)
class Block:
    """Whether a service may list the show: `podcast:block` (podcast namespace, tag `block`)."""

    example: ClassVar[str] = "a service, or {service: …, block: …}"
    short: ClassVar[str] = "service"

    service: Annotated[
        Service,
        Attribute("id", spell=lambda service: "" if service == "all" else service, required=False),
        Examples("youtube", "all"),
    ]
    """`podcast:block` `id`: a service of the namespace's list; `all` for every service that is not named."""

    block: Annotated[Switch, Text(spell=lambda on: "yes" if on else "no", required=True)] = True
    """Text of `podcast:block`: `yes` keeps the service out, `no` lets it in where `all` are kept out."""


# --- other feeds


@element("podcast:remoteItem", inside=("podcast:valueTimeSplit",))
class RemoteItem:
    """Another feed, or an item of one: `podcast:remoteItem` (podcast namespace, tag `remoteItem`)."""

    example: ClassVar[str] = "a feed's guid, or {guid: …, url: …, item: …, title: …}"
    short: ClassVar[str] = "guid"

    guid: Annotated[Uuid, Attribute("feedGuid"), Examples("917393e3-1b1e-5cef-ace4-edaa54e1f810")]
    """`podcast:remoteItem` `feedGuid`: the guid that the other feed declares."""

    url: Annotated[HttpsUrl, Attribute("feedUrl", address="web"), Examples("https://feeds.example/show.xml")] = ""
    """`podcast:remoteItem` `feedUrl`: for apps that do not find the guid; https."""

    item: Annotated[Guid, Attribute("itemGuid")] = ""
    """`podcast:remoteItem` `itemGuid`: `guid` of one item; the whole feed if left out."""

    medium: Annotated[AnyMedium, Attribute("medium")] = ""
    """`podcast:remoteItem` `medium`: needed if it is no podcast."""

    title: Annotated[Line, Attribute("title")] = ""
    """`podcast:remoteItem` `title`: to be shown before the feed is loaded."""


@element("podcast:remoteItem", field="podroll", inside=(CHANNEL,), many=True, around="podcast:podroll")
class Recommendation(RemoteItem):
    """Another show that you recommend: `podcast:podroll` (podcast namespace, tag `podroll`)."""

    example: ClassVar[str] = "a feed's guid, or {guid: …, url: …, title: …, link: …}"

    link: Annotated[HttpsUrl, Examples("https://otherwater.example/")] = ""
    """A web page about it, where readers of your pages are sent; `url` if left out."""


@entry
class PublisherEntry:
    """The feed of whoever publishes the show: `podcast:publisher` (podcast namespace, tag `publisher`)."""

    example: ClassVar[str] = "{guid: …, url: …}"

    guid: Annotated[Uuid, Examples("003af0a0-6a45-55cf-b765-68e3d349551a")]
    """`podcast:remoteItem` `feedGuid` in `podcast:publisher`: the guid that the publisher's feed declares."""

    url: Annotated[HttpsUrl, Examples("https://feeds.example/publisher.xml")]
    """`podcast:remoteItem` `feedUrl` in `podcast:publisher`; that feed must point back, or apps ignore both."""

    title: Line | None = None
    """`podcast:remoteItem` `title` in `podcast:publisher`."""


@element("podcast:remoteItem", field="publisher", inside=(CHANNEL,), around="podcast:publisher", written=PublisherEntry)
class Publisher(RemoteItem):
    """The feed of whoever publishes the show (podcast namespace, tag `publisher`)."""

    @classmethod
    def resolve(cls, written: PublisherEntry, _show: ShowContext) -> Publisher:
        """The feed that it names, as one of a publisher."""
        return cls(guid=written.guid, url=written.url, title=written.title or "", medium="publisher")


# --- comments, chats, free text


@element("podcast:socialInteract", field="social", inside=ANYWHERE, many=True)
class SocialInteract:
    """Where comments are: `podcast:socialInteract` (podcast namespace, tag `socialInteract`)."""

    example: ClassVar[str] = "{protocol: activitypub, uri: …, account: …}, or disabled"
    short: ClassVar[str] = "protocol"

    protocol: Annotated[
        str,
        Reads(one_of(*SOCIAL_PROTOCOLS)),
        JsonSchema({"enum": list(SOCIAL_PROTOCOLS)}),
        Attribute("protocol"),
        Examples("activitypub"),
    ]
    """`podcast:socialInteract` `protocol`; `disabled` says that there shall be no comments."""

    uri: Annotated[Uri, Attribute("uri", address="any"), Examples("https://social.example/@ada/1")] = ""
    """`podcast:socialInteract` `uri`: the post that comments are answers to; required unless disabled."""

    account: Annotated[Line, Attribute("accountId"), Examples("@ada@social.example")] = ""
    """`podcast:socialInteract` `accountId`: who wrote that post."""

    account_url: Annotated[
        HttpsUrl, Attribute("accountUrl", address="any"), Examples("https://social.example/@ada")
    ] = ""
    """`podcast:socialInteract` `accountUrl`: https."""

    priority: Annotated[Size | None, Attribute("priority"), Examples(1)] = None
    """`podcast:socialInteract` `priority`: lower ones are shown first."""

    def check(self) -> Iterator[Exception]:
        """Comments are somewhere, or disabled."""
        others = [
            name for name in ("uri", "account", "account_url", "priority") if getattr(self, name) not in {"", None}
        ]
        if self.protocol == "disabled" and others:
            yield refuse_at((others[0],), refuse("means nothing where comments are disabled", "delete the line"))
        if self.protocol != "disabled" and not self.uri:
            yield refuse_at(("uri",), "missing")


def _is_host(text: str) -> bool:
    return "." in text and not set(text) & set("/@?#[]") and is_http_url(f"https://{text}/")


@element("podcast:chat", field="chat", inside=ANYWHERE)
class Chat:
    """Where listeners talk; an episode's own replaces the show's: `podcast:chat` (podcast namespace, tag `chat`)."""

    example: ClassVar[str] = "{server: …, protocol: …, space: …}"

    server: Annotated[
        str,
        Reads(formed(_is_host, "the name of a server", "irc.zeronode.example")),
        JsonSchema({"type": SCALAR, "minLength": 1}),
        Attribute("server"),
        Examples("irc.zeronode.example"),
    ]
    """`podcast:chat` `server`: its full name, without scheme."""

    protocol: Annotated[
        str,
        Reads(one_of(*CHAT_PROTOCOLS)),
        JsonSchema({"enum": list(CHAT_PROTOCOLS)}),
        Attribute("protocol"),
        Examples("irc"),
    ]
    """`podcast:chat` `protocol`."""

    account: Annotated[Line, Attribute("accountId"), Examples("@ada:tidewater.example")] = ""
    """`podcast:chat` `accountId`: who hosts the chat."""

    space: Annotated[Line, Attribute("space"), Examples("#tidewater")] = ""
    """`podcast:chat` `space`: room, channel or topic."""


@element("podcast:txt", field="txt", inside=ANYWHERE, many=True)
class Txt:
    """Free text for services, such as `ai-content`: `podcast:txt` (podcast namespace, tag `txt`)."""

    example: ClassVar[str] = "a text, or {text: …, purpose: …}"
    short: ClassVar[str] = "text"

    text: Annotated[FreeText, Text(limit=4000), Examples("false")]
    """Text of `podcast:txt`; at most 4,000 characters."""

    purpose: Annotated[Label, Attribute("purpose", limit=128), Examples("ai-content")] = ""
    """`podcast:txt` `purpose`: `verify`, `applepodcastsverify`, `ai-content`, …; at most 128 characters."""

    def check(self) -> Iterator[Exception]:
        """`ai-content` is true or false."""
        if self.purpose.casefold() == "ai-content" and self.text not in {"true", "false"}:
            message = f"{quoted(self.text)} is neither true nor false, the two words that `ai-content` knows"
            yield refuse_at(("text",), refuse(message, "write true or false"))


# --- dates

_WORDS = "write `weekly`, `every two weeks`, `Mondays and Thursdays`, `weekdays`, `monthly`, or a rule (FREQ=WEEKLY)"
_YEARS = timedelta(days=40 * 366)


def _rule(value: object) -> str:
    text = read_line(value)
    if rrule_of(text) is None:
        _check_rule(text.removeprefix("RRULE:"), text)
    return text


def _check_rule(rule: str, written: str) -> None:
    if fault := rrule_fault(rule):
        raise refuse(f"{quoted(written)} {fault}", "delete one of the two" if rrule_parts(rule) else _WORDS)
    if not _happens(rule):
        raise refuse(f"{quoted(written)} never happens", "check its days and months")


def _happens(rule: str) -> bool:
    """Whether dateutil, which knows the calendar, finds a day for it in the years to come."""
    from dateutil.rrule import rrulestr  # noqa: PLC0415 - few shows write a rule

    begin = datetime(2024, 1, 1, tzinfo=UTC)
    parts = (rrule_parts(rule) or {}).items()
    plain = ";".join(f"{name}={value}" for name, value in parts if name not in {"COUNT", "UNTIL"})
    try:
        found = rrulestr(plain, dtstart=begin).replace(until=begin + _YEARS)
        return next(iter(found), None) is not None
    except ValueError:
        return False


@entry
class UpdateFrequencyEntry:
    """How often there is an episode: `podcast:updateFrequency` (podcast namespace, tag `updateFrequency`)."""

    example: ClassVar[str] = "weekly, or {rule: …, label: …, start: …, complete: …}"
    short: ClassVar[str] = "rule"

    rule: Annotated[
        Annotated[str, Reads(_rule), JsonSchema({"type": SCALAR, "minLength": 1})] | None,
        Examples("weekly", "every two weeks", "FREQ=MONTHLY;BYDAY=1MO"),
    ] = None
    """`podcast:updateFrequency` `rrule`: in words (weekly, every two weeks, Mondays), or as a rule (RFC 5545)."""

    label: Annotated[Label | None, Examples("The first Monday of the month")] = None
    """Text of `podcast:updateFrequency`: what people read; the words of `rule` if left out; at most 128 characters."""

    start: Annotated[Moment | None, Examples("2026-11-23")] = None
    """`podcast:updateFrequency` `dtstart`: when it begins; required of a rule that counts."""

    complete: Switch = False
    """`podcast:updateFrequency` `complete`: whether there will be no more episodes."""

    def check(self) -> Iterator[Exception]:
        """People can read it; a rule that counts has a beginning."""
        if self.label is None and (self.rule is None or rrule_of(self.rule) is None):
            yield refuse_at(("label",), "missing")
        if self.start is None and "COUNT" in (rrule_parts(_rrule(self)) or {}):
            yield refuse_at(("start",), "missing")


def _rrule(written: UpdateFrequencyEntry) -> str:
    """The rule as the feed writes it; empty if there is none."""
    return "" if written.rule is None else rrule_of(written.rule) or written.rule.removeprefix("RRULE:")


@element("podcast:updateFrequency", field="update_frequency", inside=(CHANNEL,), written=UpdateFrequencyEntry)
class UpdateFrequency:
    """How often there is an episode (podcast namespace, tag `updateFrequency`)."""

    text: Annotated[str, Text(limit=128, required=False)]
    """What people read."""

    complete: Annotated[bool, Attribute("complete")] = False
    start: Annotated[datetime | None, Attribute("dtstart")] = None
    rrule: Annotated[str, Attribute("rrule")] = ""

    @classmethod
    def resolve(cls, written: UpdateFrequencyEntry, show: ShowContext) -> UpdateFrequency:
        """What people read, what programs read, and when it begins."""
        text, start = written.label or written.rule or "", moment(written.start, show) if written.start else None
        return cls(text=text, rrule=_rrule(written), start=start, complete=written.complete)


@element("podcast:trailer", field="trailers", inside=(CHANNEL,), many=True)
class Trailer:
    """A preview that is no episode of the feed: `podcast:trailer` (podcast namespace, tag `trailer`)."""

    example: ClassVar[str] = "{title: …, url: …, published: …}"

    title: Annotated[Label, Text(limit=128, shown=True), Examples("Coming in season 2")]
    """Text of `podcast:trailer`; at most 128 characters."""

    url: Annotated[HttpsUrl, Attribute("url", address="web"), Examples("https://cdn.tidewater.example/season-2.mp3")]
    """`podcast:trailer` `url`: https."""

    published: Annotated[Moment, Attribute("pubdate", spell=rfc2822), Examples("2026-11-23")]
    """`podcast:trailer` `pubdate`; apps play the newest."""

    length: Annotated[Size | None, Attribute("length")] = None
    """`podcast:trailer` `length`: bytes."""

    type: Annotated[MediaType, Attribute("type"), Examples("audio/mpeg")] = ""
    """`podcast:trailer` `type`."""

    season: Annotated[Count | None, Attribute("season")] = None
    """`podcast:trailer` `season`: which one it is about."""
