"""Other forms and parts of an episode, and pictures: soundbite, alternateEnclosure, image, contentLink."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Annotated, ClassVar

from feedpub.elements.collection import plain_tag
from feedpub.elements.element import ANYWHERE, EPISODES, ITEM, Attribute, Examples, Inner, Least, Text, element
from feedpub.elements.xml import Tag, seconds
from feedpub.scalars import Count, Duration, HttpsUrl, JsonSchema, Label, Language, Line, Reads, Switch, one_of, refuse
from feedpub.scalars.podcasting import Amount, AspectRatio, MediaType, Short, Size, Uri
from feedpub.standards import quoted
from feedpub.standards.podcasting import HLS, INTEGRITY_TYPES, is_base64, is_sri


@element("podcast:soundbite", field="soundbites", inside=EPISODES, authored=(ITEM,), many=True)
class Soundbite:
    """A part worth sharing: `podcast:soundbite` (podcast namespace, tag `soundbite`)."""

    example: ClassVar[str] = "{start: 3:15, duration: 0:45, title: …}"

    start: Annotated[Duration, Attribute("startTime", spell=seconds), Examples("3:15")]
    """`podcast:soundbite` `startTime`."""

    duration: Annotated[Duration, Attribute("duration", spell=seconds), Examples("0:45")]
    """`podcast:soundbite` `duration`; 15 seconds to 2 minutes are recommended (podcast namespace)."""

    title: Annotated[Label, Text(limit=128, shown=True)] = ""
    """Text of `podcast:soundbite`; the episode's title if left out; at most 128 characters (podcast namespace)."""

    def check(self) -> Iterator[Exception]:
        """It lasts some time."""
        if self.duration == 0:
            yield refuse("lasts no time", "write how long it is: 0:45")


@element("podcast:source", inside=("podcast:alternateEnclosure",), many=True)
class Source:
    """Where an alternative can be had: `podcast:source` (podcast namespace, tag `source`)."""

    example: ClassVar[str] = "an address, or {uri: …, type: …}"
    short: ClassVar[str] = "uri"

    uri: Annotated[Uri, Attribute("uri", address="any"), Examples("https://cdn.tidewater.example/first-light.mp4")]
    """`podcast:source` `uri`: absolute; https, ipfs, magnet, onion, …."""

    type: Annotated[MediaType, Attribute("contentType"), Examples("application/x-bittorrent")] = ""
    """`podcast:source` `contentType`: of what is loaded, where that is not the alternative itself."""


@element("podcast:integrity", inside=("podcast:alternateEnclosure",))
class Integrity:
    """Tells whether an alternative arrived whole: `podcast:integrity` (podcast namespace, tag `integrity`)."""

    example: ClassVar[str] = "sha384-…, or {type: …, value: …}"
    short: ClassVar[str] = "value"

    type: Annotated[
        str,
        Reads(one_of(*INTEGRITY_TYPES)),
        JsonSchema({"enum": list(INTEGRITY_TYPES)}),
        Attribute("type", required=True),
    ] = "sri"
    """`podcast:integrity` `type`: `sri` or `pgp-signature`."""

    value: Annotated[
        Line,
        Attribute("value"),
        Examples("sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC"),
    ]
    """`podcast:integrity` `value`: digest as `sha384-` and base64 (W3C SRI), or a signature in base64."""

    def check(self) -> Iterator[Exception]:
        """The value is what its type says."""
        if self.type == "sri" and not is_sri(self.value):
            hint = "make it: echo sha384-$(openssl dgst -sha384 -binary FILE | base64 -w0)"
            yield refuse(f"{quoted(self.value)} is no digest of the form sha384-…", hint)
        if self.type != "sri" and not is_base64(self.value):
            yield refuse(f"{quoted(self.value)} is no signature in base64", "make it: gpg --detach-sign, then base64")


@element("podcast:alternateEnclosure", field="alternates", inside=EPISODES, many=True)
class AlternateEnclosure:
    """The episode in another form: `podcast:alternateEnclosure` (podcast namespace, tag `alternateEnclosure`)."""

    example: ClassVar[str] = "{type: …, sources: […], length: …}"

    type: Annotated[MediaType, Attribute("type"), Examples("video/mp4", "application/x-mpegURL")]
    """`podcast:alternateEnclosure` `type`."""

    sources: Annotated[
        tuple[Source, ...], Inner(), Least(1), Examples(["https://cdn.tidewater.example/first-light.mp4"])
    ]
    """`podcast:source`: where it can be had, at least one address."""

    length: Annotated[Size | None, Attribute("length"), Examples(7924786)] = None
    """`podcast:alternateEnclosure` `length`: bytes; a stream (HLS) has 0, and need not say it. Some apps want it."""

    bitrate: Annotated[Amount, Attribute("bitrate"), Examples(511276)] = ""
    """`podcast:alternateEnclosure` `bitrate`: bits per second on average."""

    height: Annotated[Count | None, Attribute("height"), Examples(720)] = None
    """`podcast:alternateEnclosure` `height`: of a video, in pixels."""

    language: Annotated[Language, Attribute("lang")] = ""
    """`podcast:alternateEnclosure` `lang`: where it is another one (BCP 47)."""

    title: Annotated[Short, Attribute("title", limit=32), Examples("Video")] = ""
    """`podcast:alternateEnclosure` `title`: what the choice is called; at most 32 characters."""

    rel: Annotated[Short, Attribute("rel", limit=32)] = ""
    """`podcast:alternateEnclosure` `rel`: groups alternatives; the same content as the enclosure if left out; 32."""

    codecs: Annotated[Line, Attribute("codecs"), Examples("avc1.64001f, mp4a.40.2")] = ""
    """`podcast:alternateEnclosure` `codecs` (RFC 6381)."""

    default: Annotated[Switch, Attribute("default")] = False
    """`podcast:alternateEnclosure` `default`: whether it is the same file as the enclosure."""

    integrity: Annotated[Integrity | None, Inner()] = None
    """`podcast:integrity`: tells whether it arrived whole."""

    @staticmethod
    def check_all(alternates: Sequence[AlternateEnclosure]) -> Iterator[Exception]:
        """One of them at most is the enclosure itself."""
        if sum(one.default for one in alternates) > 1:
            yield refuse("has more than one default", "delete `default:` but for one")

    def tags(self) -> Iterator[Tag]:
        """The end of a stream is known to nobody: its length is 0."""
        is_stream = self.length is None and self.type.casefold() == HLS.casefold()
        yield plain_tag(replace(self, length=0) if is_stream else self)


@element("podcast:image", field="images", inside=ANYWHERE, many=True)
class Image:
    """A picture for some place: `podcast:image` (podcast namespace, tag `image`)."""

    example: ClassVar[str] = "an address, or {url: …, alt: …, aspect_ratio: …, width: …}"
    short: ClassVar[str] = "url"

    url: Annotated[HttpsUrl, Attribute("href", address="web"), Examples("https://cdn.tidewater.example/banner.jpg")]
    """`podcast:image` `href`: https."""

    alt: Annotated[Line, Attribute("alt"), Examples("A lighthouse at dusk")] = ""
    """`podcast:image` `alt`: what can be seen, for those who cannot see it."""

    aspect_ratio: Annotated[AspectRatio, Attribute("aspect-ratio"), Examples("16/9")] = ""
    """`podcast:image` `aspect-ratio`; a square if left out."""

    width: Annotated[Count | None, Attribute("width"), Examples(3000)] = None
    """`podcast:image` `width`: pixels."""

    height: Annotated[Count | None, Attribute("height")] = None
    """`podcast:image` `height`: pixels."""

    type: Annotated[MediaType, Attribute("type"), Examples("image/jpeg")] = ""
    """`podcast:image` `type`."""

    purpose: Annotated[Label, Attribute("purpose", limit=128), Examples("banner social")] = ""
    """`podcast:image` `purpose`: words such as artwork, social, canvas, banner, circular, poster; at most 128."""


@element("podcast:contentLink", field="content_links", inside=EPISODES, many=True)
class ContentLink:
    """The same content elsewhere, such as a video: `podcast:contentLink` (podcast namespace, tag `contentLink`)."""

    example: ClassVar[str] = "{url: …, label: …}"

    url: Annotated[HttpsUrl, Attribute("href", address="web"), Examples("https://video.example/watch/1")]
    """`podcast:contentLink` `href`: https."""

    label: Annotated[Label, Text(), Examples("Watch the video")]
    """Text of `podcast:contentLink`: what the button says."""
