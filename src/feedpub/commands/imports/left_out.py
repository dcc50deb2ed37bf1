"""The elements that an import never carries over, each with the reason.

A name is looked up whole, then by its prefix. What is in no table and has no field is decided by `elements`.
"""

from __future__ import annotations

from collections.abc import Mapping

_MEASURED = "feedpub measures it from the file"
_OURS = "feedpub writes its own"
_HOST = "it belongs to the old host"
_UNREAD = "no podcast app reads it"
_FETCHES = "some players take the audio from it, so they would go on asking the old host"

REASONS: Mapping[str, str] = {
    "itunes:new-feed-url": "it would send apps back to the old feed",
    "atom:link": "it names addresses of the old feed",
    "atom10:link": "it names addresses of the old feed",
    "lastBuildDate": _OURS,
    "pubDate": "of the show: feedpub writes lastBuildDate",
    "generator": _OURS,
    "docs": _UNREAD,
    "ttl": "it is a rule for readers of the old host",
    "cloud": "it names a server of the old host",
    "skipHours": "it is a rule for readers of the old host",
    "skipDays": "it is a rule for readers of the old host",
    "image": "apps take the artwork from itunes:image",
    "managingEditor": "it shows an e-mail address, and no app reads it",
    "webMaster": "it shows an e-mail address, and no app reads it",
    "category": "apps read itunes:category",
    "rating": _UNREAD,
    "textInput": _UNREAD,
    "author": "it shows an e-mail address, and apps read itunes:author",
    "comments": "it is a page of the old host",
    "source": _UNREAD,
    "itunes:duration": _MEASURED,
    "itunes:applepodcastsverify": "it is a code that proves who owns the old feed",
    "itunes:order": "apps sort by date, and Apple has dropped it",
    "itunes:isClosedCaptioned": "Apple has dropped it",
    "itunes:summary": "the description stands for it",
    "itunes:subtitle": "no app reads it of a show any more",
    "itunes:title": "the title stands for it",
    "itunes:category": "Apple reads it of the show only",
    "podcast:podping": "it tells apps to wait for the pings of the old host",
    "podcast:liveItem": "it is an event of the old host; write the next one as `live:`",
    "podcast:publisher": "it is not complete",
    "fh:complete": "it describes the document of the old host",
    "fh:archive": "it describes the document of the old host",
    "media:content": _FETCHES,
    "media:group": _FETCHES,
    "media:player": _FETCHES,
    "media:thumbnail": "apps take the artwork from itunes:image",
    "media:restriction": "it names no countries that are allowed",
    "sy:updatePeriod": "apps read podcast:updateFrequency",
    "sy:updateFrequency": "apps read podcast:updateFrequency",
}
"""Name → reason."""

ASKED: Mapping[str, str] = {
    "spotify:access": "who may listen is agreed with Spotify for one feed; ask them to move it before you redirect",
}
"""Name → what somebody must decide about an element that is not carried over."""

PREFIXES: Mapping[str, str] = {
    "media": _UNREAD,
    "dc": "apps read the elements of RSS and itunes: instead",
    "dcterms": _UNREAD,
    "fh": "it describes the document of the old host",
    "googleplay": "Google Podcasts has ended, and apps read itunes: instead",
    "sy": _UNREAD,
    "slash": "it counts comments at the old host",
    "wfw": "it names comments at the old host",
    "atom": _UNREAD,
    "rdf": _UNREAD,
    "xhtml": _UNREAD,
    "rawvoice": _HOST,
    "acast": _HOST,
    "omny": _HOST,
    "art19": _HOST,
    "megaphone": _HOST,
    "anchor": _HOST,
    "buzzsprout": _HOST,
    "libsyn": _HOST,
    "simplecast": _HOST,
    "podbean": _HOST,
    "transistor": _HOST,
    "feedburner": _HOST,
    "fireside": _HOST,
    "georss": _UNREAD,
    "geo": _UNREAD,
    "creativeCommons": "apps read podcast:license",
    "cc": "apps read podcast:license",
    "fyyd": "it is a code that proves who owns the old feed",
    "google": _UNREAD,
    "googleplay-verify": "it is a code that proves who owns the old feed",
    "itunes": "Apple has dropped it, or it has no meaning here",
    "podcast": "feedpub does not know it",
    "spotify": "feedpub does not know it",
    "content": "it is used as notes where an item has it",
    "psc": "it lists no chapters that can be read",
    "": "it is no element of RSS 2.0",
}
"""Prefix → reason, for every element with it that is not named above."""

VERIFYING = ("verify", "verification", "applepodcastsverify", "claim", "ownership")
"""Purposes of `podcast:txt` that hold a code by which a service knows the owner of the old feed."""

VERIFYING_REASON = "it is a code that proves who owns the old feed"


def reason(name: str, prefix: str) -> str:
    """Why an element is not carried over; empty if nothing speaks against it. `prefix` is that of the document."""
    return REASONS.get(name) or ASKED.get(name) or PREFIXES.get(prefix) or ""
