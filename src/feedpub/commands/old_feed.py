"""The feed that a show was imported from, and what was seen of the move since: a file beside show.yaml.

`import` notes where the show came from, `import --status` when it first saw each thing that has to last for weeks. What
can be looked at anew is not kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path

from feedpub.commands.workspace import write_all

NAME = ".old-feed.json"
"""In the show's folder."""

_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class OldFeed:
    """The old feed of a show. Moments are ISO dates in UTC; empty: not yet."""

    feed: str
    """Its address, as it was imported; empty if that is not known."""

    host: str = ""
    """Name of the host's row in the table; empty if it is in none."""

    names: tuple[str, ...] = ()
    """Host names of the feed and of the files in it, without `www.`; sorted."""

    site: str = ""
    """Host name of the show's own web site, which may be among them; links to it may stay."""

    compared: str = ""
    """When the old feed was read last, with no episode in it that is not here."""

    redirected: str = ""
    """Since when each look has found the right redirect."""

    announced: str = ""
    """When the new feed was first seen with `itunes:new-feed-url`."""

    confirmed: Mapping[str, str] = field(default_factory=dict)
    """What somebody says is done → when they said so."""

    finished: str = ""
    """When a look found every step done."""


def read_old_feed(folder: Path) -> OldFeed | None:
    """That of a show's folder; None if the show was not imported, or the file cannot be read."""
    try:
        stored = json.loads((folder / NAME).read_text(encoding="utf-8"))
        if stored.pop("version") != _VERSION:
            return None
        known = {one.name: stored[one.name] for one in fields(OldFeed) if one.name in stored}
        names, confirmed = tuple(map(str, known.pop("names", ()))), dict(known.pop("confirmed", {}))
        found = OldFeed(**{name: str(value) for name, value in known.items()}, names=names, confirmed=confirmed)
        for moment in (found.compared, found.redirected, found.announced, found.finished, *found.confirmed.values()):
            if moment and datetime.fromisoformat(moment).tzinfo is None:
                return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return found


def write_old_feed(folder: Path, old: OldFeed) -> None:
    """Write it in the place of what was there: as a whole, or not at all. Raises `FeedpubError` if that fails."""
    text = json.dumps({"version": _VERSION, **asdict(old)}, ensure_ascii=False, indent=1) + "\n"
    write_all({}, {folder / NAME: text})


def written_moment(now: datetime) -> str:
    """An aware moment as it is kept: `2026-11-27T22:56:32Z`."""
    return now.astimezone(UTC).isoformat().replace("+00:00", "Z")
