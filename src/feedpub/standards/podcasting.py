"""Vocabularies and forms of the podcast namespace (Podcasting 2.0).

Source of all: podcast namespace, each in the tag that it names; of roles and groups its `taxonomy.json`.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from functools import lru_cache
from uuid import UUID, uuid5

from feedpub.standards.names import is_email
from feedpub.standards.text import nearest

LOCATION_RELS = ("subject", "creator")
"""`location` `rel`: what it is about, or where it is made."""

LICENSES = ("ARR", "CC-BY-4.0", "CC-BY-NC-4.0", "CC-BY-NC-ND-4.0", "POD-V4V-1.0")
"""`license`: identifiers of the license list, which need no address; compared without regard to case."""

LICENSE_ADDRESSES: Mapping[str, str] = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-NC-4.0": "https://creativecommons.org/licenses/by-nc/4.0/",
    "CC-BY-NC-ND-4.0": "https://creativecommons.org/licenses/by-nc-nd/4.0/",
}
"""Identifier of a listed license → where people can read it."""

SOCIAL_PROTOCOLS = ("disabled", "activitypub", "twitter", "lightning", "atproto", "hive", "matrix", "nostr")
"""`socialInteract` `protocol`."""

CHAT_PROTOCOLS = ("irc", "xmpp", "nostr", "matrix")
"""`chat` `protocol`."""

LIVE_STATUSES = ("pending", "live", "ended")
"""`liveItem` `status`."""

INTEGRITY_TYPES = ("sri", "pgp-signature")
"""`integrity` `type`."""

VALUE_TYPES = ("lightning", "bitcoin", "amp")
"""`value` `type`."""

VALUE_METHODS = ("keysend", "lnaddress", "wallet", "node", "default")
"""`value` `method`."""

RECIPIENT_TYPES = ("node", "lnaddress", "wallet")
"""`valueRecipient` `type`."""

HLS = "application/x-mpegURL"
"""`alternateEnclosure` `type` of a stream, whose `length` is 0."""

_SERVICES = """
acast amazon anchor apple audible audioboom backtracks bitcoin blubrry buzzsprout captivate castos castopod facebook
fireside fyyd google gpodder hypercatcher kasts libsyn mastodon megafono megaphone omnystudio overcast paypal pinecast
podbean podcastaddict podcastguru podcastindex podcasts podchaser podcloud podfriend podiant podigee podnews podomatic
podserve podverse redcircle relay resonaterecordings rss shoutengine simplecast slack soundcloud spotify spreaker tiktok
transistor twitter whooshkaa youtube zencast
"""
SERVICES = frozenset(_SERVICES.split())
"""`block` `id`: service slugs."""

# Patterns are compiled at their first use: few commands need any.
_NUMBER = r"-?[0-9]{1,3}(?:\.[0-9]+)?"
_GEO = rf"geo:({_NUMBER}),({_NUMBER})(?:,-?[0-9]+(?:\.[0-9]+)?)?(?:;[A-Za-z0-9=.;_-]+)?"
_OSM = r"[NWR][0-9]{1,19}(?:#[0-9]{1,9})?"
_RATIO = r"[1-9][0-9]{0,4}(?:\.[0-9]{1,3})?/[1-9][0-9]{0,4}(?:\.[0-9]{1,3})?"
_NODE = r"0[23][0-9a-fA-F]{64}"
_TYPE = r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}(?:;.+)?"
_SRI: Mapping[str, int] = {"sha256": 32, "sha384": 48, "sha512": 64}
_URI = r"[A-Za-z][A-Za-z0-9+.-]{1,30}:[!-~]+"
_REFUSED_SCHEMES = ("javascript", "data", "file", "vbscript", "http", "blob", "about")


def post_of(url: str) -> str:
    """The last part of a post's address, by which servers with Mastodon's interface know it: `…/@ada/112233`."""
    return url.partition("?")[0].partition("#")[0].rstrip("/").rpartition("/")[2]


def is_post_address(url: str) -> bool:
    """Whether an address ends in the number of a post: digits, or letters and digits as Pleroma has them."""
    post = post_of(url)
    return url.count("/") > 3 and post.isascii() and post.isalnum() and any(one.isdigit() for one in post)


def license_id(text: str) -> str | None:
    """A listed license as the list spells it; None for any other."""
    return next((one for one in LICENSES if one.casefold() == text.casefold()), None)


def is_geo(text: str) -> bool:
    """Whether it is a `geo:` URI with latitude and longitude; altitude and parameters are optional (RFC 5870)."""
    match = re.fullmatch(_GEO, text, re.ASCII)
    return match is not None and abs(float(match[1])) <= 90 and abs(float(match[2])) <= 180


def is_osm(text: str) -> bool:
    """Whether it names an OpenStreetMap object: N, W or R and its number, with an optional `#revision`."""
    return bool(re.fullmatch(_OSM, text))


def is_aspect_ratio(text: str) -> bool:
    """Whether it is a ratio of width and height: `16/9`."""
    return bool(re.fullmatch(_RATIO, text))


def is_media_type(text: str) -> bool:
    """Whether it has the form of a media type: `video/mp4` (RFC 6838)."""
    return text.isascii() and bool(re.fullmatch(_TYPE, text, re.IGNORECASE))


def is_sri(text: str) -> bool:
    """Whether it is a digest as Subresource Integrity writes it: `sha384-` and base64 of the right length."""
    name, dash, encoded = text.partition("-")
    return bool(dash) and len(_decoded(encoded)) == _SRI.get(name, -1)


def is_base64(text: str) -> bool:
    """Whether it is base64 of at least one byte."""
    return bool(_decoded(text))


def is_node(text: str) -> bool:
    """Whether it is the public key of a Lightning node: 66 hexadecimal digits that begin with 02 or 03."""
    return bool(re.fullmatch(_NODE, text))


def is_lnaddress(text: str) -> bool:
    """Whether it is a Lightning address, which looks like an e-mail address."""
    return is_email(text)


def is_published_uri(text: str) -> bool:
    """Whether it is an absolute address of any scheme that a player may load: not `http:`, nothing that runs code."""
    return bool(re.fullmatch(_URI, text)) and text.partition(":")[0].lower() not in _REFUSED_SCHEMES


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        return b""


# Tag `medium`: what kind of thing a feed carries

MEDIUMS = ("podcast", "music", "video", "film", "audiobook", "newsletter", "blog", "course")
"""Mediums whose feeds have episodes."""

LIST_MEDIUMS = (*(f"{medium}L" for medium in MEDIUMS), "publisher", "publisherL", "mixed")
"""Mediums whose feeds point at other feeds and have no episodes."""


def is_medium(text: str) -> bool:
    """Whether the namespace lists it, with or without episodes."""
    return text in MEDIUMS or text in LIST_MEDIUMS


# Tag `person`: groups and roles of `taxonomy.json`, compared without regard to case. feedpub writes lower case.

PEOPLE: Mapping[str, tuple[str, ...]] = {
    "creative direction": (
        "director",
        "assistant director",
        "executive producer",
        "senior producer",
        "producer",
        "associate producer",
        "development producer",
        "creative director",
    ),
    "cast": ("host", "co-host", "guest host", "guest", "voice actor", "narrator", "announcer", "reporter"),
    "writing": (
        "author",
        "editorial director",
        "co-writer",
        "writer",
        "songwriter",
        "guest writer",
        "story editor",
        "managing editor",
        "script editor",
        "script coordinator",
        "researcher",
        "editor",
        "fact checker",
        "translator",
        "transcriber",
        "logger",
    ),
    "audio production": (
        "studio coordinator",
        "technical director",
        "technical manager",
        "audio engineer",
        "remote recording engineer",
        "post production engineer",
    ),
    "audio post-production": (
        "audio editor",
        "sound designer",
        "foley artist",
        "composer",
        "theme music",
        "music production",
        "music contributor",
    ),
    "administration": (
        "production coordinator",
        "booking coordinator",
        "production assistant",
        "content manager",
        "marketing manager",
        "sales representative",
        "sales manager",
    ),
    "visuals": ("graphic designer", "cover art designer"),
    "community": ("social media manager",),
    "misc.": ("consultant", "intern"),
    "video production": ("camera operator", "lighting designer", "camera grip", "assistant camera"),
    "video post-production": ("editor", "assistant editor"),
}
"""Group → its roles. `editor` exists in two groups, so only the pair says who somebody is."""


def is_person_role(role: str, group: str) -> bool:
    """Whether the taxonomy has this role in this group."""
    return role.casefold() in PEOPLE.get(group.casefold(), ())


@lru_cache(maxsize=256)
def groups_of(role: str) -> tuple[str, ...]:
    """The groups that have this role."""
    return tuple(group for group, roles in PEOPLE.items() if role.casefold() in roles)


_OTHER_ROLES: Mapping[str, str] = {
    "sound editor": "audio editor",
    "cutter": "audio editor",
    "sound engineer": "audio engineer",
    "mixing engineer": "post production engineer",
    "presenter": "host",
    "moderator": "host",
    "interviewer": "host",
    "interviewee": "guest",
}
"""What others call roles of the taxonomy."""


def nearest_role(role: str, group: str) -> tuple[str, str] | None:
    """Role and group that were most likely meant: the group's own roles first."""
    if known := _OTHER_ROLES.get(role.casefold()):
        return known, groups_of(known)[0]
    if guess := nearest(role, PEOPLE.get(group.casefold(), ())):
        return guess, group.casefold()
    guess = nearest(role, (one for roles in PEOPLE.values() for one in roles))
    return (guess, groups_of(guess)[0]) if guess else None


# Tag `guid`: how the guid of a show is derived from the address of its feed

_NAMESPACE = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
_SCHEME = re.compile(r"^[a-zA-Z][a-zA-Z0-9+.\-]*://")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def podcast_guid(url: str) -> str:
    """UUIDv5 of the feed's URL without its scheme and trailing slashes; nothing else is changed.

    It is assigned once and never changes, so call this only for a show without a guid.
    """
    return str(uuid5(_NAMESPACE, _SCHEME.sub("", url.strip()).rstrip("/")))


def is_uuid(text: str) -> bool:
    """Whether it is a UUID in the form that the namespace shows; the nil UUID identifies nothing."""
    return bool(_UUID.fullmatch(text)) and UUID(text).int != 0
