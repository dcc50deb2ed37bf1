"""The words and forms of Podcasting 2.0's attributes. Source of all: podcast namespace, each in the tag it names."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping

from feedpub.standards.names import is_email

LOCATION_RELS = ("subject", "creator")
"""`location` `rel`: what it is about, or where it is made."""

LICENSES = ("ARR", "CC-BY-4.0", "CC-BY-NC-4.0", "CC-BY-NC-ND-4.0", "POD-V4V-1.0")
"""`license`: the identifiers that need no address, as the list spells them; compared without regard to case."""

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

_NUMBER = r"-?[0-9]{1,3}(?:\.[0-9]+)?"
_GEO = re.compile(rf"geo:({_NUMBER}),({_NUMBER})(?:,-?[0-9]+(?:\.[0-9]+)?)?(?:;[A-Za-z0-9=.;_-]+)?", re.ASCII)
_OSM = re.compile(r"[NWR][0-9]{1,19}(?:#[0-9]{1,9})?")
_RATIO = re.compile(r"[1-9][0-9]{0,4}(?:\.[0-9]{1,3})?/[1-9][0-9]{0,4}(?:\.[0-9]{1,3})?")
_NODE = re.compile(r"0[23][0-9a-fA-F]{64}")
_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}(?:;.+)?", re.IGNORECASE)
_SRI: Mapping[str, int] = {"sha256": 32, "sha384": 48, "sha512": 64}
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,30}:[!-~]+")
_NEVER = ("javascript", "data", "file", "vbscript", "http", "blob", "about")


def license_id(text: str) -> str | None:
    """A listed license as the list spells it; None for any other."""
    return next((one for one in LICENSES if one.casefold() == text.casefold()), None)


def is_geo(text: str) -> bool:
    """Whether it is a place on earth: `geo:latitude,longitude`, with altitude and parameters or not (RFC 5870)."""
    match = _GEO.fullmatch(text)
    return match is not None and abs(float(match[1])) <= 90 and abs(float(match[2])) <= 180


def is_osm(text: str) -> bool:
    """Whether it names an OpenStreetMap object: N, W or R and its number, `#` and a revision or not."""
    return bool(_OSM.fullmatch(text))


def is_aspect_ratio(text: str) -> bool:
    """Whether it is width and height as `16/9`."""
    return bool(_RATIO.fullmatch(text))


def is_media_type(text: str) -> bool:
    """Whether it has the form of a media type: `video/mp4` (RFC 6838)."""
    return text.isascii() and bool(_TYPE.fullmatch(text))


def is_sri(text: str) -> bool:
    """Whether it is a digest as Subresource Integrity writes it: `sha384-` and base64 of the right length."""
    name, dash, encoded = text.partition("-")
    return bool(dash) and len(_decoded(encoded)) == _SRI.get(name, -1)


def is_base64(text: str) -> bool:
    """Whether it is base64 of something."""
    return bool(_decoded(text))


def is_node(text: str) -> bool:
    """Whether it is the public key of a Lightning node: 66 hexadecimal digits that begin with 02 or 03."""
    return bool(_NODE.fullmatch(text))


def is_lnaddress(text: str) -> bool:
    """Whether it is a Lightning address, which looks like an e-mail address."""
    return is_email(text)


def is_published_uri(text: str) -> bool:
    """Whether it is an absolute address of any scheme that a player may load: no `http:`, nothing that runs."""
    return bool(_URI.fullmatch(text)) and text.partition(":")[0].lower() not in _NEVER


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        return b""
