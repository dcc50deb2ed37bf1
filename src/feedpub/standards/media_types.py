"""File-name extensions and the media types they are published with.

An explicit table, because the systems' tables differ: Python's `mimetypes` gives `text/plain` for `.srt`.
Spellings are Apple's where the standards disagree (`audio/x-m4a`). Sources: Apple "A Podcaster's Guide to RSS"
(enclosures), PSP-1, podcast namespace (`podcast:transcript`, `podcast:chapters`), RSS Board (`application/rss+xml`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from feedpub.standards.names import SITEMAP

AUDIO_TYPES: Mapping[str, str] = {"mp3": "audio/mpeg", "m4a": "audio/x-m4a"}
"""Audio that every directory takes, without the dot."""

VIDEO_TYPES: Mapping[str, str] = {"mp4": "video/mp4", "m4v": "video/x-m4v", "mov": "video/quicktime"}
"""Video that Apple takes."""

ENCLOSURE_TYPES: Mapping[str, str] = {**AUDIO_TYPES, **VIDEO_TYPES}
"""What an enclosure may be."""

ARTWORK_TYPES: Mapping[str, str] = {"jpg": "image/jpeg", "png": "image/png"}
"""What a picture is published as."""

TRANSCRIPT_TYPES: Mapping[str, str] = {
    "vtt": "text/vtt",
    "srt": "application/x-subrip",
    "json": "application/json",
    "html": "text/html",
    "txt": "text/plain",
}
"""What `podcast:transcript` may say."""

CHAPTERS_TYPE = "application/json+chapters"
"""JSON chapters; unregistered, with the suffix in this order."""

CHAPTER_FILES = ("json", "psc", "xml", "chapters", "mp4chaps", "txt")
"""Extensions of files from which chapters are read: JSON, Podlove XML, mp4chaps, labels and lines."""

FEED_TYPE = "application/rss+xml"
"""What `atom:link rel="self"` says of the feed."""

_SAME: Mapping[str, str] = {
    "audio/mp3": "audio/mpeg",
    "audio/mp4": "audio/x-m4a",
    "audio/m4a": "audio/x-m4a",
    "video/m4v": "video/x-m4v",
    "application/srt": "application/x-subrip",
    "application/xml": FEED_TYPE,
    "text/xml": FEED_TYPE,
}

_TEXT = frozenset({FEED_TYPE, "text/vtt", "text/html", "text/plain", "text/css", "text/javascript"})

_CHARSET = re.compile(r";\s*charset\s*=\s*\"?([^\s\";]+)", re.IGNORECASE)

_SERVED: Mapping[str, str] = {
    **ENCLOSURE_TYPES,
    **ARTWORK_TYPES,
    **TRANSCRIPT_TYPES,
    "jpeg": "image/jpeg",
    "xml": FEED_TYPE,
    "rss": FEED_TYPE,
    "css": "text/css",
    "js": "text/javascript",
    "svg": "image/svg+xml",
    "ico": "image/x-icon",
    "webp": "image/webp",
    "woff2": "font/woff2",
}


def extension(name: str) -> str:
    """Extension of a file name, key or URL path in lower case, without the dot; empty if there is none."""
    last = name.rsplit("/", 1)[-1]
    return last.rsplit(".", 1)[1].lower() if "." in last.lstrip(".") else ""


def common_type(type: str) -> str:
    """The spelling that we publish for a type that is written in several ways; parameters are cut off."""
    bare = type.partition(";")[0].strip().lower()
    return _SAME.get(bare, bare)


def charset(type: str) -> str:
    """The charset that a Content-Type header names, in lower case; empty if it names none. Never raises."""
    found = _CHARSET.search(type)
    return found[1].lower() if found else ""


def media_type(key: str) -> str:
    """What an object is served as, with the charset where it is text. Keys under `chapters/` are JSON chapters."""
    end = extension(key)
    if end == "json" and "chapters" in key.split("/")[:-1]:
        return CHAPTERS_TYPE
    if key == SITEMAP:
        return "application/xml; charset=utf-8"
    return with_charset(_SERVED.get(end, "application/octet-stream"))


def with_charset(type: str) -> str:
    """The type as an HTTP header says it: UTF-8 is named where the type is text."""
    return f"{type}; charset=utf-8" if type in _TEXT else type
