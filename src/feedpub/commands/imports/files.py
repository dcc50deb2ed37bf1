"""Files of the old host that an author's files name: where they are, and what they will be called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from feedpub.feed_view import Element
from feedpub.standards import ENCLOSURE_TYPES, TRANSCRIPT_TYPES, encode_url, extension, is_http_url

FileKind = Literal["audio", "picture", "transcript", "chapters"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedFile:
    """A file of the old host that an author's file names."""

    kind: FileKind
    url: str
    """Absolute, as percent-encoded ASCII."""

    name: str
    """Its name in the folder for media."""

    size: int | None = None
    """Bytes that the feed declares; None if it declares none."""

    field: tuple[str | int, ...] = ()
    """The field of the YAML that names it."""


@lru_cache(maxsize=1 << 12)  # a comparison asks for each address of an item a dozen times
def absolute(written: str, base: str) -> str:
    """An address, absolute and in ASCII; empty if nobody can fetch it."""
    if not (trimmed := "".join(written.split("\n")).strip().replace(" ", "%20")):
        return ""
    try:
        whole = urljoin(base, trimmed)
    except ValueError:
        return ""
    return encode_url(whole) if is_http_url(whole) else ""


_TOKENS = frozenset(
    {
        *("token", "signature", "sig", "expires", "expiry", "exp", "policy", "key-pair-id", "hdnts", "hdnea", "hmac"),
        *("x-amz-signature", "x-amz-expires", "x-goog-signature", "x-goog-expires", "awsaccesskeyid", "se", "auth"),
    }
)
"""Names in queries of addresses that work for some time, or for one person, alone."""


def has_token(url: str) -> bool:
    """Whether an address expires, or is a secret: its query is signed."""
    return any(name.lower() in _TOKENS for name, _ in parse_qsl(urlsplit(url).query, keep_blank_values=True))


def picture_suffix(url: str) -> str:
    """The extension of a picture's file: what is in it, its bytes say."""
    return "png" if _extension(url) == "png" else "jpg"


def _extension(url: str) -> str:
    try:
        return extension(unquote(urlsplit(url).path)).lower()
    except ValueError:  # `http://[`
        return ""


def recording_suffix(url: str, type_: str) -> str:
    """The extension of a recording: of its address if that is one of audio or video, else of its type."""
    written = _extension(url)
    if written in {*ENCLOSURE_TYPES, "m4b", "ogg", "oga", "opus", "wav", "flac", "aac", "pdf", "epub", "mpg", "webm"}:
        return written
    by_type = {value: key for key, value in ENCLOSURE_TYPES.items()}
    common = {"audio/mp3": "mp3", "audio/mp4": "m4a", "audio/m4a": "m4a", "audio/aac": "m4a", "audio/x-mpeg": "mp3"}
    documents = {"application/pdf": "pdf", "application/epub+zip": "epub"}
    found = by_type.get(type_.lower()) or common.get(type_.lower()) or documents.get(type_.lower())
    return found or (
        type_.lower().partition("/")[2].removeprefix("x-") if type_.startswith(("audio/", "video/")) else "mp3"
    )


def transcript_suffix(xml: Element) -> str:
    """The extension of a transcript's file, by its type, else by its address; empty if apps read no such transcript."""
    known: Mapping[str, str] = {value: key for key, value in TRANSCRIPT_TYPES.items()}
    aliases = {"application/srt": "srt", "text/srt": "srt", "application/x-subrip": "srt"}
    type_ = xml.get("type").partition(";")[0].strip().lower()
    by_name = _extension(xml.get("url"))
    return known.get(type_) or aliases.get(type_) or (by_name if by_name in TRANSCRIPT_TYPES else "")
