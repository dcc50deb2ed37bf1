"""How long `feedpub check` takes, against what cannot be left out: reading the YAML, and parsing the XML.

    python benchmarks/check.py [ROUNDS]

A folder of 1,000 episode files without media, and the feed of a show of 1,700 episodes; beside each, in turns in the
same run, the floor: libyaml's composer over the same files, lxml over the same feed. Exits 1 above the promises.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from feedpub.elements.xml import rfc2822

FILES, ITEMS = 1000, 1700
PROMISED = {"files": 2.0, "feed": 3.0}
"""Seconds, on two cores."""

ROUNDS = 5

SHOW = """\
title: Tidewater
description: Life at the coast.
link: https://example.com/
language: en
author: Tidewater Radio
image: cover.jpg
categories: [Society & Culture > Places & Travel]
explicit: false
"""

EPISODE = """\
title: Harbour {number}
audio: ../../media/harbour-{number}.mp3
published: {year}-{month:02}-{day:02}T{hour:02}:30+00:00
number: {number}
summary: The tide goes out, and we go with it, for the {number}th time.
people: [Ada Lovelace, {{name: Grace Hopper, role: guest}}]
notes: |
  At twenty past five the harbour is *asleep*, and the boats lie on their sides like cattle. We walk out along the
  wall with a lamp and a list of questions, and count the rings until somebody answers.

  - (0:00) Intro
  - (3:15) The tide tables, by [the harbour master](https://example.com/harbour)
  - (9:45) **Slack water**

  Recorded at the quay; the gulls are real.
"""

NOTES = "<p>At twenty past five the harbour is <em>asleep</em>.</p><ul><li>(0:00) Intro</li></ul>" * 6
FIRST = datetime(2000, 1, 1, 6, tzinfo=UTC)
CHANNEL = """\
<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:atom="http://www.w3.org/2005/Atom"
  xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Tidewater</title><link>https://example.com/</link><description>Life at the coast.</description>
<language>en</language><itunes:author>Tidewater Radio</itunes:author><itunes:explicit>false</itunes:explicit>
<itunes:image href="https://example.com/art/cover.jpg"/><itunes:category text="History"/>
<atom:link href="https://example.com/feed.xml" rel="self" type="application/rss+xml"/>
{items}</channel></rss>
"""
ITEM = """\
<item><title>Harbour</title><link>https://example.com/{number}.html</link>
<guid isPermaLink="false">tag:example.com,2026:{number}</guid><pubDate>{date}</pubDate>
<enclosure url="https://example.com/media/{number}.mp3" length="11534336" type="audio/mpeg"/>
<description><![CDATA[{notes}]]></description><itunes:duration>720</itunes:duration>
<itunes:explicit>false</itunes:explicit><itunes:episode>{number}</itunes:episode></item>
"""

_FLOOR_FILES = """
import sys, yaml
from pathlib import Path
for file in Path(sys.argv[1]).glob("*.yaml"):
    yaml.compose(file.read_text(), Loader=yaml.CSafeLoader)
"""
_FLOOR_FEED = "import sys; from lxml import etree; etree.parse(sys.argv[1])"


def written(folder: Path) -> tuple[Path, Path]:
    """The folder of files, and the feed."""
    show = folder / "feeds" / "big"
    show.mkdir(parents=True)
    (show / "show.yaml").write_text(SHOW)
    for number in range(1, FILES + 1):
        when = {"year": 2000 + number // 336, "month": number // 28 % 12 + 1, "day": number % 28 + 1}
        (show / f"harbour-{number:04}.yaml").write_text(EPISODE.format(number=number, hour=number % 24, **when))
    feed = folder / "feed.xml"
    feed.write_bytes(_feed())
    return show, feed


def _feed() -> bytes:
    items = "".join(
        ITEM.format(number=number, date=rfc2822(FIRST + timedelta(days=5 * number)), notes=NOTES)
        for number in range(ITEMS, 0, -1)
    )
    return CHANNEL.format(items=items).encode()


def seconds(command: list[str]) -> float:
    """How long one run takes, of modules that are compiled already: pip compiles what it installs."""
    compiled = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, env=compiled)
    return time.perf_counter() - start


def compare(name: str, ours: list[str], floor: list[str], rounds: int, say: Callable[[str], None] = print) -> bool:
    """Medians, side by side; whether the promise is kept. What the first run compiles is not counted."""
    seconds(ours)
    times = [(seconds(ours), seconds(floor)) for _ in range(rounds)]
    mine, least = (median(column) for column in zip(*times, strict=True))
    say(
        f"{name:<6} {mine:5.2f} s   floor {least:5.2f} s   ratio {mine / least:5.1f}   (at most {PROMISED[name]:.0f} s)"
    )
    return bool(mine <= PROMISED[name])


def main() -> int:
    """Measure, print, judge."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as folder:
        show, feed = written(Path(folder))
        check = [sys.executable, "-m", "feedpub", "check"]
        files = compare("files", [*check, str(show)], [sys.executable, "-c", _FLOOR_FILES, str(show)], rounds)
        feeds = compare("feed", [*check, str(feed)], [sys.executable, "-c", _FLOOR_FEED, str(feed)], rounds)
    return int(not (files and feeds))


if __name__ == "__main__":
    sys.exit(main())
