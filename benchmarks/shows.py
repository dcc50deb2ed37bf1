"""The shows that are measured: real audio of fifty frames an episode, notes, chapters, people."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from tests.pictures import jpeg
from tests.sounds import frame

FRAMES = 50
"""MPEG frames in a recording: 1.3 seconds, 10 kB."""

FIRST = datetime(2000, 1, 1, 6, tzinfo=UTC)

APART = timedelta(days=3)
"""From one episode to the next: three thousand of them are out by 2025."""

SHOW = """\
title: Tidewater
description: Life at the coast.
link: https://example.com/
language: en
author: Tidewater Radio
image: cover.jpg
categories: [Society & Culture > Places & Travel]
explicit: false
pages: {pages}
"""

EPISODE = """\
title: Harbour {number}
audio: ../../media/harbour-{number}.mp3
published: {published}
number: {number}
summary: The tide goes out, and we go with it, for the {number}th time.
people: [Ada Lovelace, {{name: Grace Hopper, role: guest}}]
notes: |
  At twenty past five the harbour is *asleep*, and the boats lie on their sides like cattle. We walk out along the
  wall with a lamp and a list of questions, and count the rings until somebody answers.

  - The tide tables, by [the harbour master](https://example.com/harbour)
  - **Slack water**

  Recorded at the quay; the gulls are real. {more}
"""


@dataclass(frozen=True)
class Show:
    """A workspace with one show."""

    root: Path
    """The workspace; commands run here."""

    episodes: int

    @property
    def folder(self) -> Path:
        """Where the YAML lies."""
        return self.root / "feeds" / "big"

    @property
    def site(self) -> Path:
        """What a show in a directory publishes into."""
        return self.root / "public" / "big"

    @property
    def feed(self) -> Path:
        """The published feed."""
        return self.site / "feed.xml"

    def file(self, number: int) -> Path:
        """An episode's YAML."""
        return self.folder / f"harbour-{number:04}.yaml"

    def write(self, number: int, *, more: str = "") -> None:
        """Write an episode; another `more` is an edit of its notes."""
        published = (FIRST + APART * number).isoformat()
        self.file(number).write_text(EPISODE.format(number=number, published=published, more=more))

    def forget(self) -> None:
        """Take away what was published into the directory, its state too."""
        shutil.rmtree(self.root / "public", ignore_errors=True)


def show(root: Path, episodes: int, *, pages: str = "off", publish: str = "") -> Show:
    """Write a workspace with a show of so many episodes; it publishes into a directory unless `publish` says otherwise.

    `publish` is what stands below `publish:`, indented as it is.
    """
    made = Show(root=root, episodes=episodes)
    made.folder.mkdir(parents=True)
    (root / "media").mkdir()
    (made.folder / "show.yaml").write_text(SHOW.format(pages=pages) + (f"publish:\n{publish}" if publish else ""))
    (made.folder / "cover.jpg").write_bytes(jpeg())
    for number in range(1, episodes + 1):
        made.write(number)
        sound(root / "media" / f"harbour-{number}.mp3", number)
    return made


def sound(path: Path, seed: int, *, megabytes: float = 0) -> None:
    """Write a recording of fifty frames at 64 kbit/s, or of so many megabytes at 128: an hour has 58.

    It is noise, which is no silence to whoever looks for that.
    """
    head = frame(kbps=128 if megabytes else 64)
    dice = Random(seed)
    frames = 2000 if megabytes else FRAMES
    piece = b"".join(head[:4] + dice.randbytes(len(head) - 4) for _ in range(frames))
    with path.open("wb") as file:
        for _ in range(max(1, int(megabytes * 1_000_000 / len(piece)))):
            file.write(piece)
