"""Imports in a temporary workspace: a feed taken in, files put where its hosts' would be, published and read again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.movies import m4a
from tests.pictures import jpeg, png
from tests.sounds import mp3
from tests.studio import Studio

from feedpub.commands.imports import Imported, PreparedImport, apply, prepare
from feedpub.commands.imports.author_files import write_files
from feedpub.commands.imports.files import FileKind
from feedpub.feed_view import FeedView
from feedpub.reader import read

NOW = datetime(2026, 12, 31, 12, tzinfo=UTC)
GUID = "917393e3-1b1e-5cef-ace4-edaa54e1f810"

NAMESPACES = (
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:podcast="https://podcastindex.org/namespace/1.0" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:psc="http://podlove.org/simple-chapters" '
    'xmlns:acast="https://schema.acast.com/1.0/" xmlns:acme="https://acme.example/ns"'
)

CHANNEL = """<title>Tidewater</title><link>https://tidewater.example/</link>
<description>Life at the coast.</description><language>en</language><itunes:author>Ada</itunes:author><itunes:image href="https://cdn.host.example/cover.jpg"/>
<itunes:category text="Arts"/><itunes:explicit>false</itunes:explicit>
<atom:link rel="self" href="https://feeds.host.example/tidewater.xml"/>"""


def item(number: int = 1, more: str = "", *, guid: str | None = None, enclosure: str | None = None) -> str:
    """An item with `more` at its end; an empty `guid` or `enclosure` leaves the element out."""
    key = f'<guid isPermaLink="false">episode-{number}</guid>' if guid is None else guid
    url = f"https://cdn.host.example/{number}.mp3"
    sound = f'<enclosure url="{url}" length="1000" type="audio/mpeg"/>' if enclosure is None else enclosure
    date = f"<pubDate>Mon, {number:02} Jun 2026 07:05:{number:02} +0200</pubDate>"
    date = date.replace("Mon,", ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")[number % 7] + ",")
    return f"<item><title>Story {number}</title>{key}{sound}{date}{more}</item>"


def feed(*items: str, channel: str = CHANNEL, more: str = "") -> bytes:
    """A feed of these items, whose channel has `more` at its end."""
    return f'<rss version="2.0" {NAMESPACES}><channel>{channel}{more}{"".join(items)}</channel></rss>'.encode()


@dataclass
class Move:
    """A show on its way here."""

    root: Path
    name: str = "show"
    seconds: float = 2.0
    """How long the recordings are that the old host had."""

    @property
    def studio(self) -> Studio:
        """The desk where it arrives."""
        return Studio(self.root, now=NOW, name=self.name)

    def prepare(self, source: bytes | str, **options: Any) -> PreparedImport:
        """What an import of a feed, or of an address, would write."""
        if isinstance(source, bytes):
            path = self.root / "source.xml"
            path.write_bytes(source)
            source = str(path)
        return prepare(source, self.studio.folder, now=NOW, random_guid=GUID, **options)

    def imported(self, source: bytes | str, **options: Any) -> tuple[PreparedImport, Imported]:
        """The show imported without its media, which are then put where the YAML says."""
        (self.root / "feeds").mkdir(exist_ok=True)
        prepared = self.prepare(source, **{"media": "none"} | options)
        done = apply(prepared, now=NOW)
        self.supply(prepared)
        return prepared, done

    def write(self, prepared: PreparedImport) -> None:
        """Write what an import has decided, and put a cover there; nothing is downloaded."""
        write_files(prepared)
        prepared.media.mkdir(parents=True, exist_ok=True)
        (prepared.media / "cover.jpg").write_bytes(content("picture", ".jpg", 0))

    def supply(self, prepared: PreparedImport) -> None:
        """Put a recording, a picture, a transcript or chapters wherever a file of the show names one."""
        prepared.media.mkdir(parents=True, exist_ok=True)
        owners = [prepared.plan.show.files, *(one.files for one in prepared.plan.episodes)]
        names = {file.name: file.kind for files in owners for file in files}
        for seed, (name, kind) in enumerate({"cover.jpg": "picture", **names}.items()):
            path = prepared.media / name
            if not path.exists():
                path.write_bytes(content(kind, path.suffix, seed, seconds=self.seconds))

    def published(self) -> FeedView:
        """The feed after everything is published."""
        self.studio.publish()
        return read(self.studio.feed().encode(), now=NOW).feed


def content(kind: FileKind | str, suffix: str, seed: int, *, seconds: float = 2.0) -> bytes:
    """What a file of that kind may hold; recordings differ by their seed."""
    if kind == "audio":
        return mp3(seconds, seed=seed, kbps=32) if suffix == ".mp3" else m4a(seconds, seed=seed)
    if kind == "picture":
        return png() if suffix == ".png" else jpeg()
    if kind == "chapters":
        return (
            b'{"version": "1.2.0", "chapters": [{"startTime": 0, "title": "Intro"}, {"startTime": 1, "title": "End"}]}'
        )
    return {
        ".vtt": b"WEBVTT\n\n00:00.000 --> 00:01.000\nWords\n",
        ".srt": b"1\n00:00:00,000 --> 00:00:01,000\nWords\n",
        ".json": b'{"version": "1.0.0", "segments": [{"startTime": 0, "endTime": 1, "body": "Words"}]}',
        ".html": b"<p>Words</p>",
        ".txt": b"Words\n",
    }[suffix]
