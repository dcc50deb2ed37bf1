"""Parts, other forms and pictures of an episode: soundbite, alternateEnclosure, contentLink, image."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from feedpub.model import podcasting
from feedpub.model.scalars import Count, Duration, HttpsUrl, Label, Language, Line, Switch, one_of, refuse
from feedpub.model.scalars.forms import Amount, AspectRatio, MediaType, Short, Size, Uri
from feedpub.model.written import Written, listed, some
from feedpub.vocab import quoted
from feedpub.vocab.podcasting import INTEGRITY_TYPES, is_base64, is_sri


class Soundbite(Written):
    """A part worth sharing: `podcast:soundbite` (podcast namespace, tag `soundbite`)."""

    example = "{start: 3:15, duration: 0:45, title: …}"
    becomes = podcasting.Soundbite

    start: Duration = Field(examples=["3:15"])
    """`podcast:soundbite` `startTime`."""

    duration: Duration = Field(examples=["0:45"])
    """`podcast:soundbite` `duration`; 15 seconds to 2 minutes are recommended (podcast namespace)."""

    title: Label | None = None
    """Text of `podcast:soundbite`; the episode's title if left out; at most 128 characters (podcast namespace)."""

    @model_validator(mode="after")
    def _lasting(self) -> Soundbite:
        if self.duration == 0:
            raise refuse("lasts no time", "write how long it is: 0:45")
        return self


Soundbites = Annotated[tuple[Soundbite, ...], BeforeValidator(listed)]


class Source(Written):
    """Where an alternative can be had: `podcast:source` (podcast namespace, tag `source`)."""

    example = "an address, or {uri: …, type: …}"
    short = "uri"
    becomes = podcasting.Source

    uri: Uri = Field(examples=["https://cdn.tidewater.example/first-light.mp4"])
    """`podcast:source` `uri`: absolute; https, ipfs, magnet, onion, …."""

    type: MediaType | None = Field(default=None, examples=["application/x-bittorrent"])
    """`podcast:source` `contentType`: of what is loaded, where that is not the alternative itself."""


class Integrity(Written):
    """Tells whether an alternative arrived whole: `podcast:integrity` (podcast namespace, tag `integrity`)."""

    example = "sha384-…, or {type: …, value: …}"
    short = "value"
    becomes = podcasting.Integrity

    value: Line = Field(examples=["sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC"])
    """`podcast:integrity` `value`: digest as `sha384-` and base64 (W3C SRI), or a signature in base64."""

    type: Annotated[str, BeforeValidator(one_of(*INTEGRITY_TYPES)), WithJsonSchema({"enum": list(INTEGRITY_TYPES)})] = (
        "sri"
    )
    """`podcast:integrity` `type`: `sri` or `pgp-signature`."""

    @model_validator(mode="after")
    def _of_its_type(self) -> Integrity:
        if self.type == "sri" and not is_sri(self.value):
            hint = "make it: echo sha384-$(openssl dgst -sha384 -binary FILE | base64 -w0)"
            raise refuse(f"{quoted(self.value)} is no digest of the form sha384-…", hint)
        if self.type != "sri" and not is_base64(self.value):
            raise refuse(f"{quoted(self.value)} is no signature in base64", "make it: gpg --detach-sign, then base64")
        return self


class Alternate(Written):
    """The episode in another form: `podcast:alternateEnclosure` (podcast namespace, tag `alternateEnclosure`)."""

    example = "{type: …, sources: […], length: …}"
    becomes = podcasting.Alternate

    type: MediaType = Field(examples=["video/mp4", "application/x-mpegURL"])
    """`podcast:alternateEnclosure` `type`."""

    sources: Annotated[tuple[Source, ...], BeforeValidator(listed), some] = Field(
        examples=[["https://cdn.tidewater.example/first-light.mp4"]], json_schema_extra={"minItems": 1}
    )
    """`podcast:source`: where it can be had, at least one address."""

    length: Size | None = Field(default=None, examples=[7924786])
    """`podcast:alternateEnclosure` `length`: bytes; a stream (HLS) has 0, and need not say it. Some apps want it."""

    bitrate: Amount | None = Field(default=None, examples=[511276])
    """`podcast:alternateEnclosure` `bitrate`: bits per second on average."""

    height: Count | None = Field(default=None, examples=[720])
    """`podcast:alternateEnclosure` `height`: of a video, in pixels."""

    language: Language | None = None
    """`podcast:alternateEnclosure` `lang`: where it is another one (BCP 47)."""

    title: Short | None = Field(default=None, examples=["Video"])
    """`podcast:alternateEnclosure` `title`: what the choice is called; at most 32 characters."""

    rel: Short | None = None
    """`podcast:alternateEnclosure` `rel`: groups alternatives; the same content as the enclosure if left out; 32."""

    codecs: Line | None = Field(default=None, examples=["avc1.64001f, mp4a.40.2"])
    """`podcast:alternateEnclosure` `codecs` (RFC 6381)."""

    default: Switch = False
    """`podcast:alternateEnclosure` `default`: whether it is the same file as the enclosure."""

    integrity: Integrity | None = None
    """`podcast:integrity`: tells whether it arrived whole."""


def _one_default(alternates: tuple[Alternate, ...]) -> tuple[Alternate, ...]:
    if sum(one.default for one in alternates) > 1:
        raise refuse("has more than one default", "delete `default:` but for one")
    return alternates


Alternates = Annotated[tuple[Alternate, ...], BeforeValidator(listed), AfterValidator(_one_default)]


class Image(Written):
    """A picture for some place: `podcast:image` (podcast namespace, tag `image`)."""

    example = "an address, or {url: …, alt: …, aspect_ratio: …, width: …}"
    short = "url"
    becomes = podcasting.Image

    url: HttpsUrl = Field(examples=["https://cdn.tidewater.example/banner.jpg"])
    """`podcast:image` `href`: https."""

    alt: Line | None = Field(default=None, examples=["A lighthouse at dusk"])
    """`podcast:image` `alt`: what can be seen, for those who cannot see it."""

    aspect_ratio: AspectRatio | None = Field(default=None, examples=["16/9"])
    """`podcast:image` `aspect-ratio`; a square if left out."""

    width: Count | None = Field(default=None, examples=[3000])
    """`podcast:image` `width`: pixels."""

    height: Count | None = None
    """`podcast:image` `height`: pixels."""

    type: MediaType | None = Field(default=None, examples=["image/jpeg"])
    """`podcast:image` `type`."""

    purpose: Label | None = Field(default=None, examples=["banner social"])
    """`podcast:image` `purpose`: words such as artwork, social, canvas, banner, circular, poster; at most 128."""


Images = Annotated[tuple[Image, ...], BeforeValidator(listed)]


class ContentLink(Written):
    """The same content elsewhere: `podcast:contentLink` (podcast namespace, tag `contentLink`)."""

    example = "{url: …, label: …}"
    becomes = podcasting.ContentLink

    url: HttpsUrl = Field(examples=["https://video.example/watch/1"])
    """`podcast:contentLink` `href`: https."""

    label: Label = Field(examples=["Watch the video"])
    """Text of `podcast:contentLink`: what the button says."""


ContentLinks = Annotated[tuple[ContentLink, ...], BeforeValidator(listed)]
