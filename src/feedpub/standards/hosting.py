"""How objects are served: media types, caching, and the address of `feedpub serve`.

The table of extensions is explicit, because the tables of systems differ: Python's `mimetypes` gives `text/plain` for
`.srt`. Spellings are Apple's where the standards disagree (`audio/x-m4a`). Sources: Apple "A Podcaster's Guide to RSS"
(enclosures), PSP-1, podcast namespace (`podcast:transcript`, `podcast:chapters`), RSS Board (`application/rss+xml`),
RFC 8246 (`immutable`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from feedpub.standards.names import NETWORK, SITEMAP

# Media types

AUDIO_TYPES: Mapping[str, str] = {"mp3": "audio/mpeg", "m4a": "audio/x-m4a"}
"""Audio that every directory takes, without the dot."""

VIDEO_TYPES: Mapping[str, str] = {"mp4": "video/mp4", "m4v": "video/x-m4v", "mov": "video/quicktime"}
"""Video that Apple takes."""

ENCLOSURE_TYPES: Mapping[str, str] = {**AUDIO_TYPES, **VIDEO_TYPES}
"""Everything that an enclosure may be."""

_STORED: Mapping[str, str] = {"m4b": "m4a"}
"""What is published under another extension: an audio book is an M4A, by a name that Apple does not list."""

ARTWORK_TYPES: Mapping[str, str] = {"jpg": "image/jpeg", "png": "image/png"}
"""Pictures that feedpub publishes."""

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

CHAPTER_FILES = (
    *("json", "psc", "xml", "chapters", "mp4chaps", "txt"),
    *("csv", "tsv", "vtt", "srt", "ffmeta", "ffmetadata", "labels"),
)
"""Extensions of files from which chapters are read. What kind a file is, its content says."""

FEED_TYPE = "application/rss+xml"
"""What `atom:link rel="self"` says of the feed."""

_ALIASES: Mapping[str, str] = {
    "audio/mp3": "audio/mpeg",
    "audio/mp4": "audio/x-m4a",
    "audio/m4a": "audio/x-m4a",
    "video/m4v": "video/x-m4v",
    "application/srt": "application/x-subrip",
    "application/xml": FEED_TYPE,
    "text/xml": FEED_TYPE,
    "application/feed+json": "application/json",
    "application/manifest+json": "application/json",
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

_TYPES: Mapping[str, str] = {
    **dict.fromkeys((SITEMAP, NETWORK), "application/xml; charset=utf-8"),
    "feed.json": "application/feed+json",
    "manifest.json": "application/manifest+json",
}
"""Of documents whose names say less than they are."""


def extension(name: str) -> str:
    """Extension of a file name, key or URL path in lower case, without the dot; empty if there is none."""
    last = name.rsplit("/", 1)[-1]
    return last.rsplit(".", 1)[1].lower() if "." in last.lstrip(".") else ""


def stored_extension(name: str) -> str:
    """Extension under which a recording of that name is published."""
    return _STORED.get(extension(name), extension(name))


def common_type(type: str) -> str:
    """The spelling that we publish for a type that is written in several ways; parameters are cut off."""
    bare = type.partition(";")[0].strip().lower()
    return _ALIASES.get(bare, bare)


def charset(type: str) -> str:
    """The charset that a Content-Type header names, in lower case; empty if it names none. Never raises."""
    found = _CHARSET.search(type)
    return found[1].lower() if found else ""


def media_type(key: str) -> str:
    """What an object is served as, with the charset where it is text. Keys under `chapters/` are JSON chapters."""
    end = extension(key)
    if end == "json" and "chapters" in key.split("/")[:-1]:
        return CHAPTERS_TYPE
    if key in _TYPES:
        return _TYPES[key]
    return with_charset(_SERVED.get(end, "application/octet-stream"))


def with_charset(type: str) -> str:
    """The type as an HTTP header gives it: with UTF-8 if the type is text."""
    return f"{type}; charset=utf-8" if type in _TEXT else type


# Cache-Control, and where `feedpub serve` answers

IMMUTABLE = "public, max-age=31536000, immutable"
"""For keys that contain a digest: other bytes get another key (RFC 8246)."""

SHORT = "public, max-age=300"
"""For feed and pages, which change under their address. Apps poll less often; a new episode is seen within minutes."""

PRIVATE = "private, no-store"
"""For the private state: no cache may keep it."""

SERVE_PORT = 8910
"""Where `feedpub serve` listens by default."""

SERVE_BASE = f"http://127.0.0.1:{SERVE_PORT}/"
"""Public address of a directory target that declares none: where `feedpub serve` answers by default."""

PREVIEW_PORT = 8911
"""Where `feedpub preview` listens by default."""
