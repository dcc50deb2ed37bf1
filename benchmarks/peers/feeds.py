"""A feed of many items, as a peer's own manual shows to make it: `python feeds.py PEER ITEMS.json FEED`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

Items = Sequence[Mapping[str, Any]]
"""Of each: title, guid, url, size, date (ISO 8601), seconds, text."""

ABOUT = {"title": "Tidewater", "link": "https://example.com/", "text": "Life at the coast."}


def feedgen(items: Items, feed: Path) -> None:
    """The library that feedpub writes its feeds with."""
    from feedgen.feed import FeedGenerator  # noqa: PLC0415 - each peer is loaded alone

    made = FeedGenerator()
    made.load_extension("podcast")
    made.title(ABOUT["title"])
    made.link(href=ABOUT["link"], rel="alternate")
    made.description(ABOUT["text"])
    for item in items:
        entry = made.add_entry(order="append")
        entry.title(item["title"])
        entry.guid(item["guid"])
        entry.pubDate(item["date"])
        entry.description(item["text"])
        entry.enclosure(item["url"], str(item["size"]), "audio/mpeg")
        entry.podcast.itunes_duration(item["seconds"])
    feed.write_bytes(made.rss_str(pretty=True))


def podgen(items: Items, feed: Path) -> None:
    """Made for podcasts."""
    from datetime import timedelta  # noqa: PLC0415

    from podgen import Episode, Media, Podcast  # type: ignore[import-not-found]  # noqa: PLC0415 - a peer

    made = Podcast(name=ABOUT["title"], website=ABOUT["link"], description=ABOUT["text"], explicit=False)
    for item in items:
        media = Media(item["url"], item["size"], "audio/mpeg", timedelta(seconds=item["seconds"]))
        date = datetime.fromisoformat(item["date"])
        made.episodes.append(
            Episode(title=item["title"], id=item["guid"], media=media, publication_date=date, summary=item["text"])
        )
    made.rss_file(str(feed))


def podcast_rss_generator(items: Items, feed: Path) -> None:
    """Its command, which reads one YAML file."""
    values = {
        "title": ABOUT["title"],
        "link": ABOUT["link"],
        "description": ABOUT["text"],
        "item": [
            {
                "title": item["title"],
                "description": item["text"],
                "published": item["date"],
                "file": item["guid"],
                "length": item["size"],
                "duration": str(item["seconds"]),
            }
            for item in items
        ],
    }
    source = feed.with_suffix(".yaml")
    source.write_text(json.dumps(values))  # JSON is YAML
    command = [str(Path(sys.executable).with_name("podcast-rss-generator")), "-i", str(source), "-o", str(feed)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


PEERS: Mapping[str, Callable[[Items, Path], None]] = {
    "feedgen": feedgen,
    "podgen": podgen,
    "podcast-rss-generator": podcast_rss_generator,
}

if __name__ == "__main__":
    _, peer, source, target = sys.argv
    PEERS[peer](json.loads(Path(source).read_text()), Path(target))
