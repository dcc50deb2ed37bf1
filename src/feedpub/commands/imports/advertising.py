"""Whether a host puts advertisements into the audio: then no download is the recording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from feedpub import fetch
from feedpub.commands.imports.download import Download
from feedpub.commands.imports.hosts import host_of
from feedpub.commands.imports.old_host import without_prefixes
from feedpub.errors import FetchError

BEGINNING = 1 << 16
"""Bytes of each that are compared."""


@dataclass(frozen=True, slots=True)
class SeenFile:
    """What one request shows of a file."""

    size: int | None
    digest: str


def advertising(recordings: Sequence[Download], *, allow_private: bool = False) -> str:
    """Why the recordings must be taken for ones with advertisements; empty if nothing speaks for it.

    The table of hosts says so; or else the lengths of most of a sample are not what the feed says; or two requests for
    one of them bring different files. The sample is the first recording, one in the middle, and the last.
    """
    for one in recordings:
        host = host_of(without_prefixes(one.url))
        if host and host.ads == "always":
            return f"{host.name} puts advertisements into the audio"
    chosen = list(dict.fromkeys((0, len(recordings) // 2, len(recordings) - 1))) if recordings else []
    longer = 0
    with fetch.Connections() as connections:
        for one in (recordings[at] for at in chosen):
            first = seen(one.url, connections, allow_private=allow_private)
            if first is None:
                continue
            second = seen(one.url, connections, allow_private=allow_private)
            if second and first != second:
                return f"two requests for {one.url} brought different files"
            longer += _differs(one.size, first.size)
    if longer and 2 * longer > len(chosen):
        return f"{longer} of {len(chosen)} recordings have another length than the feed says"
    return ""


def _differs(declared: int | None, size: int | None) -> bool:
    """Whether a file is not as long as it was declared to be, by a number that can be one of bytes."""
    return declared is not None and size is not None and declared != size and 2 * declared > size


def seen(url: str, connections: fetch.Connections, *, allow_private: bool) -> SeenFile | None:
    """How a file begins and how long it is; None if the host does not say, which the download itself will report."""
    try:
        answer = fetch.request(
            without_prefixes(url),
            byte_range=(0, BEGINNING - 1),
            allow_private=allow_private,
            connections=connections,
        )
    except FetchError:
        return None
    if answer.status not in {200, 206}:
        return None
    _, _, whole = answer.headers.get("Content-Range", "").rpartition("/")
    length = whole if answer.status == 206 else answer.headers.get("Content-Length", "")
    return SeenFile(int(length) if length.isdigit() else None, sha256(answer.body[:BEGINNING]).hexdigest())
