"""The previews of a show that are open in some bucket, as its private state remembers them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime

from feedpub.errors import Conflict, Denied, StorageError
from feedpub.standards import PRIVATE
from feedpub.storage import Absent, Body, Same, Storage

PREVIEWS = "previews.json"
"""Key in the private state."""

_TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPreview:
    """Pages of a show in a private bucket, which somebody can read by presigned addresses."""

    name: str
    """128 random bits (hex): the folder of its objects."""

    to: str
    """`s3://bucket/prefix` around that folder."""

    endpoint: str
    """Empty for AWS."""

    author: str
    created: datetime
    """Aware, UTC, whole seconds."""

    ends: datetime
    """When its addresses end, at the latest; its objects stay until it is removed."""

    keys: tuple[str, ...]
    """Of its objects, below `to`."""


def open_previews(state: Storage) -> tuple[OpenPreview, ...]:
    """The previews that a state remembers, the oldest first; none where there is no such object. One request."""
    return _read(state)[0]


def remember(state: Storage, change: Callable[[tuple[OpenPreview, ...]], tuple[OpenPreview, ...]]) -> None:
    """Write what `change` makes of the previews that are remembered; of what others write meanwhile, nothing is lost.

    Raises `Conflict` if others are faster again and again, and what the storage raises.
    """
    for attempt in range(_TRIES):
        before, token = _read(state)
        after = change(before)
        if after == before:
            return
        body = Body.of_bytes(_dumped(after))
        try:
            state.put(PREVIEWS, body, type="application/json", cache=PRIVATE, guard=Same(token) if token else Absent())
        except Conflict:
            if attempt + 1 == _TRIES:
                raise
        else:
            return


def _read(state: Storage) -> tuple[tuple[OpenPreview, ...], str]:
    try:
        stored = state.read(PREVIEWS)
    except Denied:  # what a bucket answers for an object that is not there, without the right to list
        stored = None
    if stored is None:
        return (), ""
    try:
        found = json.loads(stored.data)
        return tuple(_preview(one) for one in found["previews"]), stored.token
    except (ValueError, KeyError, TypeError):
        raise StorageError(
            "this list of open previews is damaged",
            where=f"{state.name}/{PREVIEWS}",
            hint="delete it, then delete what is left in the bucket of the previews by hand",
        ) from None


def _preview(plain: dict[str, object]) -> OpenPreview:
    texts = {name: str(plain[name]) for name in ("name", "to", "endpoint", "author")}
    created, ends = (datetime.fromisoformat(str(plain[name])) for name in ("created", "ends"))
    keys = plain["keys"]
    if not isinstance(keys, list):
        raise TypeError(keys)
    return OpenPreview(**texts, created=created, ends=ends, keys=tuple(map(str, keys)))


def _dumped(previews: tuple[OpenPreview, ...]) -> bytes:
    return json.dumps({"previews": [asdict(one) for one in previews]}, default=datetime.isoformat, indent=1).encode()
