"""Other feeds, comments, chats and free text: remoteItem, podroll, publisher, socialInteract, chat, txt, funding."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from feedpub.model import podcasting
from feedpub.model.scalars import Guid, HttpsUrl, Label, Line, Uuid, one_of, refuse
from feedpub.model.scalars.forms import AnyMedium, Size, Txt, Uri, formed, refuse_at
from feedpub.model.scalars.lines import SCALAR
from feedpub.model.written import Written, listed
from feedpub.vocab import is_http_url, quoted
from feedpub.vocab.podcasting import CHAT_PROTOCOLS, SOCIAL_PROTOCOLS


class Funding(Written):
    """Where listeners can give: `podcast:funding` (podcast namespace, tag `funding`)."""

    example = "an address, or {url: …, label: …}"
    short = "url"
    becomes = podcasting.Funding

    url: HttpsUrl = Field(examples=["https://tidewater.example/support"])
    """`podcast:funding` `url`; https (podcast namespace)."""

    label: Label = "Support the show"
    """Text of `podcast:funding`: what the button says; at most 128 characters (podcast namespace)."""


Fundings = Annotated[tuple[Funding, ...], BeforeValidator(listed)]


class RemoteItem(Written):
    """Another feed, or an item of one: `podcast:remoteItem` (podcast namespace, tag `remoteItem`)."""

    example = "a feed's guid, or {guid: …, url: …, item: …, title: …}"
    short = "guid"
    becomes = podcasting.RemoteItem

    guid: Uuid = Field(examples=["917393e3-1b1e-5cef-ace4-edaa54e1f810"])
    """`podcast:remoteItem` `feedGuid`: the guid that the other feed says."""

    url: HttpsUrl | None = Field(default=None, examples=["https://feeds.example/show.xml"])
    """`podcast:remoteItem` `feedUrl`: for apps that do not find the guid; https."""

    item: Guid | None = None
    """`podcast:remoteItem` `itemGuid`: `guid` of one item; the whole feed if left out."""

    medium: AnyMedium | None = None
    """`podcast:remoteItem` `medium`: needed if it is no podcast."""

    title: Line | None = None
    """`podcast:remoteItem` `title`: to be shown before the feed is loaded."""


RemoteItems = Annotated[tuple[RemoteItem, ...], BeforeValidator(listed)]


class Publisher(Written):
    """The feed of whoever publishes the show: `podcast:publisher` (podcast namespace, tag `publisher`)."""

    example = "{guid: …, url: …}"
    becomes = podcasting.RemoteItem

    guid: Uuid = Field(examples=["003af0a0-6a45-55cf-b765-68e3d349551a"])
    """`podcast:remoteItem` `feedGuid` in `podcast:publisher`: the guid that the publisher's feed says."""

    url: HttpsUrl = Field(examples=["https://feeds.example/publisher.xml"])
    """`podcast:remoteItem` `feedUrl` in `podcast:publisher`; that feed must point back, or apps ignore both."""

    title: Line | None = None
    """`podcast:remoteItem` `title` in `podcast:publisher`."""


class Social(Written):
    """Where comments are: `podcast:socialInteract` (podcast namespace, tag `socialInteract`)."""

    example = "{protocol: activitypub, uri: …, account: …}, or disabled"
    short = "protocol"
    becomes = podcasting.Social

    protocol: Annotated[
        str, BeforeValidator(one_of(*SOCIAL_PROTOCOLS)), WithJsonSchema({"enum": list(SOCIAL_PROTOCOLS)})
    ] = Field(examples=["activitypub"])
    """`podcast:socialInteract` `protocol`; `disabled` says that there shall be no comments."""

    uri: Uri | None = Field(default=None, examples=["https://social.example/@ada/1"])
    """`podcast:socialInteract` `uri`: the post that comments are answers to; required unless disabled."""

    account: Line | None = Field(default=None, examples=["@ada@social.example"])
    """`podcast:socialInteract` `accountId`: who wrote that post."""

    account_url: HttpsUrl | None = Field(default=None, examples=["https://social.example/@ada"])
    """`podcast:socialInteract` `accountUrl`: https."""

    priority: Size | None = Field(default=None, examples=[1])
    """`podcast:socialInteract` `priority`: lower ones are shown first."""

    @model_validator(mode="after")
    def _somewhere(self) -> Social:
        others = [name for name in ("uri", "account", "account_url", "priority") if getattr(self, name) is not None]
        if self.protocol == "disabled" and others:
            raise refuse_at((others[0],), refuse("means nothing where comments are disabled", "delete the line"))
        if self.protocol != "disabled" and self.uri is None:
            raise refuse_at(("uri",), "missing")
        return self


Socials = Annotated[tuple[Social, ...], BeforeValidator(listed)]


def _is_host(text: str) -> bool:
    return "." in text and not set(text) & set("/@?#[]") and is_http_url(f"https://{text}/")


class Chat(Written):
    """Where listeners talk while they listen: `podcast:chat` (podcast namespace, tag `chat`)."""

    example = "{server: …, protocol: …, space: …}"
    becomes = podcasting.Chat

    server: Annotated[
        str,
        BeforeValidator(formed(_is_host, "the name of a server", "irc.zeronode.example")),
        WithJsonSchema({"type": SCALAR, "minLength": 1}),
    ] = Field(examples=["irc.zeronode.example"])
    """`podcast:chat` `server`: its full name, without scheme."""

    protocol: Annotated[
        str, BeforeValidator(one_of(*CHAT_PROTOCOLS)), WithJsonSchema({"enum": list(CHAT_PROTOCOLS)})
    ] = Field(examples=["irc"])
    """`podcast:chat` `protocol`."""

    account: Line | None = Field(default=None, examples=["@ada:tidewater.example"])
    """`podcast:chat` `accountId`: who hosts the chat."""

    space: Line | None = Field(default=None, examples=["#tidewater"])
    """`podcast:chat` `space`: room, channel or topic."""


class Text(Written):
    """Free text for some service or other: `podcast:txt` (podcast namespace, tag `txt`)."""

    example = "a text, or {text: …, purpose: …}"
    short = "text"
    becomes = podcasting.Txt

    text: Txt = Field(examples=["false"])
    """Text of `podcast:txt`; at most 4,000 characters."""

    purpose: Label | None = Field(default=None, examples=["ai-content"])
    """`podcast:txt` `purpose`: `verify`, `applepodcastsverify`, `ai-content`, …; at most 128 characters."""

    @model_validator(mode="after")
    def _truth_of_ai_content(self) -> Text:
        if (self.purpose or "").casefold() == "ai-content" and self.text not in {"true", "false"}:
            message = f"{quoted(self.text)} is neither true nor false, the two words that `ai-content` knows"
            raise refuse_at(("text",), refuse(message, "write true or false"))
        return self


Texts = Annotated[tuple[Text, ...], BeforeValidator(listed)]
