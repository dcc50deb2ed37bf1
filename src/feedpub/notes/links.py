"""Where the links of notes lead: to an address that apps open, to a place in the notes, or nowhere."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote, urljoin

from feedpub.standards import encode_url, extension, is_http_url

RELATIVE, UNOPENED, ACTIVE, FRAGMENT = "relative-link", "unopened-link", "active-content", "lost-fragment"

_MAILTO = re.compile(r"mailto:[\w!#$%&'*+./=?^`{|}~-]+@[\w.-]+(?:\?[!-~]*)?", re.ASCII | re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_RUNS = re.compile(r"(?:javascript|vbscript|data):", re.IGNORECASE)
_HOST_PART = re.compile(r"^https?://[^/?#%]*%[^/?#]*", re.IGNORECASE)
_NOT_ASCII = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}", re.IGNORECASE)
_PLAYER_TIME = re.compile(r"#t=[0-9:.]+")
_OF_FILES = frozenset(
    {
        *("html", "htm", "php", "asp", "aspx", "md", "markdown", "txt", "pdf", "doc", "docx", "odt", "rtf", "jpg"),
        *("jpeg", "png", "gif", "webp", "svg", "mp3", "m4a", "mp4", "wav", "zip", "csv", "json", "xml", "yaml", "srt"),
        *("vtt", "epub", "xlsx", "pptx"),
    }
)


class LinkTarget(NamedTuple):
    """What a link leads to."""

    href: str = ""
    """The address in ASCII, or `#` and a fragment as written; empty if the link cannot be kept."""

    fault: str = ""
    """Why it cannot be kept: `relative-link`, `unopened-link`, `active-content`."""


def target(href: str, base: str) -> LinkTarget:
    """What `href` leads to. Relative addresses are resolved against `base` where there is one."""
    trimmed = re.sub(r"[ \t\n\f\r]+", "%20", href.strip())
    if trimmed.startswith("#"):
        return LinkTarget(trimmed)
    try:
        absolute = urljoin(base, trimmed) if base and trimmed else trimmed
    except ValueError:
        return LinkTarget(fault=UNOPENED)
    try:
        return LinkTarget(encode_url(decoded_host(absolute)))
    except ValueError:
        pass
    if _MAILTO.fullmatch(absolute):
        return LinkTarget(absolute)
    if _RUNS.match(re.sub(r"[\x00-\x20]+|%20", "", href)):
        return LinkTarget(fault=ACTIVE)
    return LinkTarget(fault=UNOPENED if not trimmed or _SCHEME.match(trimmed) else RELATIVE)


def decoded_host(address: str) -> str:
    """The address with the letters of its host as they are: Markdown escapes those that are not ASCII."""
    return _HOST_PART.sub(lambda host: _NOT_ASCII.sub(lambda some: unquote(some[0]), host[0]), address, count=1)


def is_player_time(href: str) -> bool:
    """Whether it is a time in the recording, which the player on the page goes to: `#t=195`."""
    return bool(_PLAYER_TIME.fullmatch(href))


def fragment(href: str) -> str:
    """The id that a `#…` means."""
    return unquote(href.removeprefix("#"))


def whole_address(href: str, site: str) -> str:
    """The address that a relative link most likely means, on `site` if it names no host; empty if nobody knows."""
    host, _, path = href.partition("/")
    if href.startswith("//"):
        guess = f"https:{href}"
    elif _HOST.fullmatch(host) and (path or extension(host) not in _OF_FILES):
        guess = f"https://{href}"
    else:
        guess = urljoin(site, href) if site else ""
    return encode_url(guess) if is_http_url(guess) else ""


def file_name(href: str) -> str:
    """The last part of an address, which stands for a picture without words: `gull.jpg`."""
    return PurePosixPath(unquote(href.partition("?")[0])).name or href
