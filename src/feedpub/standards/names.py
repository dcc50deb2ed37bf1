"""Names that become addresses and object keys: slugs, the feed's key; and e-mail addresses."""

from __future__ import annotations

import re
from unicodedata import normalize

SLUG_LENGTH = 80
"""Leaves room for digest and extension within the limits of every store and file system."""

FOLDERS = frozenset({"media", "art", "chapters", "transcripts", "assets"})
"""Folders of a target for objects that never change."""

RESERVED_SLUGS = FOLDERS | {"index", "feed", "subscribe", "search", "404", "sitemap"}
"""Slugs whose page would replace one of feedpub's."""

_HOME = re.compile(r"index-[0-9]+")
"""Further pages of the show's home: `index-2`."""

_SEASON_FEED = re.compile(r"season_[0-9]+\.xml")
"""Feeds of single seasons: `season_1.xml`."""

SITEMAP = "sitemap.xml"
"""Where the addresses of a show's pages are listed; no feed can lie there."""

NETWORK = "network.xml"
"""Where the feeds of several shows are listed; nor can one lie there."""

_SLUG = re.compile(r"[a-z0-9]+(?:-+[a-z0-9]+)*")
_KEY = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9._-]*/)*[A-Za-z0-9][A-Za-z0-9._-]*\.(?:xml|rss)")
_RULE = re.compile(r"FP[0-9]{1,3}")
_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]"
)


def is_slug(text: str) -> bool:
    """Whether it can name an episode's page and objects: `[a-z0-9-]`, at most 80, not reserved."""
    return len(text) <= SLUG_LENGTH and bool(_SLUG.fullmatch(text)) and not is_reserved_slug(text)


def is_reserved_slug(text: str) -> bool:
    """Whether a page or folder of feedpub has that name; `…-embed` is the player of an episode."""
    return text in RESERVED_SLUGS or text.endswith("-embed") or bool(_HOME.fullmatch(text))


def slug_of(text: str) -> str:
    """The slug nearest to a text; empty if nothing of it is Latin."""
    plain = normalize("NFKD", text.replace("ß", "ss")).encode("ascii", "ignore").decode("ascii").lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:SLUG_LENGTH].rstrip("-")
    return f"{slug}-episode"[-SLUG_LENGTH:] if slug and is_reserved_slug(slug) else slug


def is_rule_code(text: str) -> bool:
    """Whether a rule may be called so: `FP203`; or the beginning of several, `FP2`."""
    return bool(_RULE.fullmatch(text))


def is_feed_key(text: str) -> bool:
    """Whether the feed can lie there: plain names, an extension that hosts serve as a feed, not a file of feedpub."""
    is_reserved = text in {SITEMAP, NETWORK} or text.partition("/")[0] in FOLDERS or bool(_SEASON_FEED.fullmatch(text))
    return len(text) <= 200 and bool(_KEY.fullmatch(text)) and not is_reserved


def is_email(text: str) -> bool:
    """Whether it is an address that directories can mail to (RFC 5321, unquoted, ASCII)."""
    local = text.partition("@")[0]
    dots = not local.startswith(".") and not local.endswith(".") and ".." not in local
    return len(text) <= 254 and dots and bool(_EMAIL.fullmatch(text))
