"""Attributes of the podcast namespace: places, types, addresses of any scheme, amounts, services."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from feedpub.scalars.names import did_you_mean, one_of, read_https_url
from feedpub.scalars.scalar import (
    SCALAR,
    JsonSchema,
    Reads,
    ReadsText,
    as_text,
    read_line,
    read_prose,
    read_whole,
    refuse,
    refuse_at,
    short,
)
from feedpub.standards import nearest, quoted, url_fault
from feedpub.standards.locales import is_country, nearest_country
from feedpub.standards.podcasting import (
    LICENSES,
    LIST_MEDIUMS,
    MEDIUMS,
    SERVICES,
    is_aspect_ratio,
    is_geo,
    is_media_type,
    is_medium,
    is_osm,
    is_published_uri,
    license_id,
)

_AMOUNT = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,15})?")
_KEY = re.compile(r"[a-z0-9]+(?:[_-][a-z0-9]+)*")
_TEXT = 4000


def formed(fits: Callable[[str], bool], what: str, like: str) -> Callable[[object], str]:
    """One line that has a form; `what` and `like` end the sentences of the refusal."""

    def read(value: object) -> str:
        text = read_line(value)
        if not fits(text):
            raise refuse(f"{quoted(text)} is not {what}", f"write it like {like}")
        return text

    return read


def read_geo(value: object) -> str:
    """A place on earth; `geo:` is put in front where it is missing."""
    text = read_line(value).replace(", ", ",")
    whole = text if text.startswith("geo:") else f"geo:{text}"
    if not is_geo(whole):
        hint = "write latitude and longitude in degrees: 53.9,8.5 (north and east are positive)"
        raise refuse(f"{quoted(text)} is not a place on earth", hint)
    return whole


def read_country(value: object) -> str:
    """A country's two letters, in capitals."""
    text = read_line(value)
    code = text.upper()
    if not is_country(code):
        hint = did_you_mean(nearest_country(text), "write its two letters of ISO 3166: DE, GB, BR")
        raise refuse(f"{quoted(text)} is not the code of a country", hint)
    return code


def read_ratio(value: object) -> str:
    """Width to height: `16/9`, also written `16:9`."""
    text = read_line(value).replace(":", "/").replace(" ", "")
    if not is_aspect_ratio(text):
        raise refuse(f"{quoted(read_line(value))} is not an aspect ratio", "write width and height: 16/9")
    return text


def read_uri(value: object) -> str:
    """An absolute address of any scheme; web addresses over https."""
    text = read_line(value)
    if text.lower().startswith(("http:", "https:")):
        return read_https_url(text)
    if not is_published_uri(text):
        fault = url_fault(text) if ":" not in text else "is of a kind that no player loads"
        raise refuse(f"{quoted(text)} is no address: it {fault}", "write it whole: https://…, ipfs://…, magnet:?…")
    return text


def read_service(value: object) -> str:
    """A service of the namespace's list, or `all`."""
    text = read_line(value).lower()
    if text != "all" and text not in SERVICES:
        hint = did_you_mean(nearest(text, SERVICES), "write `all`, or a name of the namespace's list of services")
        raise refuse(f"{quoted(text)} is no service that podcast:block knows", hint)
    return text


def read_medium(value: object) -> str:
    """What another feed holds."""
    text = read_line(value)
    if not is_medium(text):
        raise refuse(f"{quoted(text)} is no medium", "write podcast, music, video, publisher, …")
    return text


def read_license(value: object) -> str:
    """A license: one of the list in its spelling, or another name."""
    text = short(128)(value)
    return license_id(text) or text


def read_size(value: object) -> int:
    """A whole number from 0 on."""
    number = read_whole(value)
    if number < 0:
        raise refuse(f"{number} is negative", "count from 0")
    return number


def read_percent(value: object) -> int:
    """0 to 100."""
    number = read_size(value.removesuffix("%") if isinstance(value, str) else value)
    if number > 100:
        raise refuse(f"{number} is more than all of it", "write a number from 0 to 100")
    return number


def read_free_text(value: object) -> str:
    """Text of at most 4,000 characters."""
    text = read_prose(value)
    if len(text) > _TEXT:
        raise refuse(f"is {len(text)} characters long, at most {_TEXT} fit", "shorten it")
    return text


def keyed(fits: Callable[[str], bool], what: str, like: str) -> Callable[[object], object]:
    """A mapping whose keys have a form."""

    def read(value: object) -> object:
        if not isinstance(value, Mapping):
            what_it_is = "a list" if isinstance(value, list | tuple) else "one value"
            raise refuse(f"is {what_it_is}; a mapping is wanted here", like)
        found: dict[str, Any] = {str(key): one for key, one in value.items()}
        for key in found:
            if not fits(key):
                raise refuse_at((key,), refuse(f"{quoted(key)} is not {what}", like))
        return found

    return read


def is_key(text: str) -> bool:
    """Whether a text can be a key of the roster."""
    return len(text) <= 80 and bool(_KEY.fullmatch(text))


def read_key(value: object) -> str:
    """A key of the roster."""
    text = as_text(value).strip()
    if not is_key(text):
        raise refuse(f"{quoted(text)} is no key of a roster", "write small letters a-z, digits and hyphens: ada")
    return text


_TEXT_SCHEMA = JsonSchema({"type": SCALAR, "minLength": 1})
_WHOLE_SCHEMA = JsonSchema({"type": ["integer", "string"], "minimum": 0, "pattern": r"^\s*\+?[0-9]+\s*$"})

Geo = Annotated[str, Reads(read_geo), JsonSchema({"type": "string", "pattern": ","})]
Osm = Annotated[
    str,
    Reads(formed(is_osm, "an OpenStreetMap object", "R113314: N, W or R and its number")),
    JsonSchema({"type": "string", "pattern": r"^\s*[NWR][0-9]+"}),
]
# `country: no` is Norway, and false to YAML 1.1 editors.
Country = Annotated[str, Reads(read_country), JsonSchema({"type": ["string", "boolean"]})]
AspectRatio = Annotated[str, Reads(read_ratio), JsonSchema({"type": ["string", "number"]})]
MediaType = Annotated[
    str,
    Reads(formed(is_media_type, "a media type", "video/mp4")),
    JsonSchema({"type": "string", "pattern": "/"}),
]
Uri = Annotated[str, Reads(read_uri), JsonSchema({"type": "string", "pattern": ":"})]
Service = Annotated[str, Reads(read_service), JsonSchema({"type": "string", "examples": ["all", *sorted(SERVICES)]})]
AnyMedium = Annotated[str, Reads(read_medium), JsonSchema({"type": "string", "enum": [*MEDIUMS, *LIST_MEDIUMS]})]
LicenseId = Annotated[str, Reads(read_license), JsonSchema({"type": SCALAR, "examples": list(LICENSES)})]
FreeText = Annotated[str, ReadsText(read_free_text), _TEXT_SCHEMA]
Short = Annotated[str, ReadsText(short(32)), _TEXT_SCHEMA]
"""One line of at most 32 characters, the podcast namespace's limit for the text of a button."""

Amount = Annotated[
    str,
    Reads(formed(lambda text: bool(_AMOUNT.fullmatch(text)), "an amount", "0.00000005")),
    JsonSchema({"type": ["number", "string"]}),
]
"""A decimal number, in the digits that were typed."""

EPISODE_TYPES = ("full", "trailer", "bonus")
"""Values of `itunes:episodeType` (Apple)."""

EpisodeType = Annotated[str, Reads(one_of(*EPISODE_TYPES)), JsonSchema({"enum": list(EPISODE_TYPES)})]

Size = Annotated[int, Reads(read_size), _WHOLE_SCHEMA]
"""A whole number from 0 on."""

Percent = Annotated[int, Reads(read_percent), JsonSchema({"type": ["integer", "string"]})]
"""0 to 100."""

Key = Annotated[str, Reads(read_key), JsonSchema({"type": SCALAR, "minLength": 1})]
"""A key of the roster: the name of a person in the files."""
