"""The show's `podcast:guid`, as the podcast namespace derives it. Source: podcast namespace, tag `guid`."""

from __future__ import annotations

import re
from uuid import UUID, uuid5

_NAMESPACE = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
_SCHEME = re.compile(r"^[a-zA-Z][a-zA-Z0-9+.\-]*://")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def podcast_guid(url: str) -> str:
    """UUIDv5 of the feed's URL without its scheme and trailing slashes; nothing else of it is touched.

    Assigned once and kept for life, so ask only while a show has none.
    """
    return str(uuid5(_NAMESPACE, _SCHEME.sub("", url.strip()).rstrip("/")))


def is_uuid(text: str) -> bool:
    """Whether it is a UUID in the form that the namespace shows; the nil UUID identifies nothing."""
    return bool(_UUID.fullmatch(text)) and UUID(text).int != 0
