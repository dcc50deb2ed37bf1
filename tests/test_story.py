"""The story of a show: it moves in from a host, lives here for two years, and moves on; nobody downloads twice.

In a folder and on a real S3 server. A step is a function of `STEPS`; the subscribers look after each change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any

import podcastparser
import pytest
import urllib3
import yaml
from tests.importing import GUID, feed
from tests.pictures import jpeg
from tests.servers import S3Server
from tests.sounds import mp3
from tests.studio import Studio, finish
from tests.webservers import HttpRequest, Reply, Served, serving

from feedpub.audio.probe import measure
from feedpub.commands.imports import Imported, apply, compare, prepare
from feedpub.commands.imports.masters import match_masters
from feedpub.commands.imports.old_host import without_prefixes
from feedpub.commands.imports.run import missing_recordings
from feedpub.commands.move import NewPlace, move_steps
from feedpub.commands.move import prepare as prepare_move
from feedpub.commands.verify import Verified, verify
from feedpub.standards import SERVE_BASE

pytestmark = pytest.mark.slow

OLD, WEEKS, BATCH = 40, 104, 13
"""Episodes at the old host, weeks here, and how many weeks are published at once."""

REDIRECTED, COUNTED, BUSY, BROKEN_OFF, GONE, WITH_ADS = 3, 5, 8, 13, 34, 20
"""Numbers of the recordings that the old host delivers by another address, behind a counter, at the second request,
in two parts, not at first, and with another advertisement each time: it is the one in the middle."""

BEGIN = datetime(2021, 1, 4, 6, tzinfo=UTC)
"""A Monday. The old show came out in the forty weeks before."""

WEEK = timedelta(weeks=1)


@dataclass
class Host:
    """A podcast host of this world, on this machine."""

    served: Served = field(default_factory=lambda: Served(""))
    asked: Counter[int] = field(default_factory=Counter)
    """How often each recording was asked for."""

    is_well: bool = True
    """Nothing fails."""

    lock: Any = field(default_factory=Lock)

    def __call__(self, request: HttpRequest) -> Reply:
        """Answer as such hosts do."""
        path = request.path.partition("?")[0]
        if path == "/feed":
            return Reply(status=302, headers={"Location": "/feed.xml"})
        if path == "/feed.xml":
            return Reply(headers={"Content-Type": "application/rss+xml"}, body=self.feed())
        if path == "/cover.jpg":
            return Reply(headers={"Content-Type": "image/jpeg"}, body=jpeg())
        number = int(Path(path).stem)
        with self.lock:
            self.asked[number] += 1
            return self.recording(number, request, times=self.asked[number])

    def recording(self, number: int, request: HttpRequest, *, times: int) -> Reply:
        """The recording, or what this host does in its place."""
        whole = Reply(headers={"Content-Type": "audio/mpeg", "ETag": f'"{number}"'}, body=sound(number))
        if number == REDIRECTED and request.path.startswith("/audio/"):
            return Reply(status=302, headers={"Location": f"/cdn/{number}.mp3?token=1"})
        if number == WITH_ADS:
            return whole.but(200, mp3(0.2, seed=1000 + times) + sound(number))
        return whole if self.is_well else self.failing(number, request, whole, times=times)

    def failing(self, number: int, request: HttpRequest, whole: Reply, *, times: int) -> Reply:
        """The recording, or what passes sooner or later."""
        if number == BUSY and times == 1:
            return Reply(status=429, headers={"Retry-After": "7"})
        if number == GONE:
            return Reply(status=404)
        if number == BROKEN_OFF and times == 1:
            return whole.but(body=whole.body[:3000], content_length=str(len(whole.body)))
        if number == BROKEN_OFF and (begin := request.headers.get("Range", "")).endswith("-"):
            start = int(begin.removeprefix("bytes=").removesuffix("-"))
            piece, size = sound(number)[start:], len(sound(number))
            return whole.but(206, piece, content_range=f"bytes {start}-{size - 1}/{size}")
        return whole

    def feed(self) -> bytes:
        """The newest first; one recording is behind a service that counts downloads."""
        items = []
        for number in range(OLD, 0, -1):
            url = f"{self.served.url}audio/{number}.mp3"
            url = f"http://op3.dev/e/{url}" if number == COUNTED else url
            date = format_datetime(BEGIN - (OLD + 1 - number) * WEEK)
            items.append(
                f'<item><title>Old story {number}</title><guid isPermaLink="false">old-{number}</guid>'
                f"<pubDate>{date}</pubDate><description>It happened in week {number}.</description>"
                f'<enclosure url="{url}" length="{len(sound(number))}" type="audio/mpeg"/></item>'
            )
        return feed(*items).replace(b"https://cdn.host.example/", self.served.url.encode())


def sound(number: int) -> bytes:
    """The recording of that number."""
    return mp3(1.0, seed=number)


@dataclass
class Subscriber:
    """A client that downloads as gPodder does: what its feed has and it does not know, by guid."""

    fetch: Callable[[str], bytes]
    by_address: bool = False
    """It also downloads what it knows under another address, as some apps do."""

    known: dict[str, str] = field(default_factory=dict)
    downloads: Counter[str] = field(default_factory=Counter)

    def look(self, url: str) -> None:
        """Update the feed, by gPodder's own parser, and download."""
        for episode in podcastparser.parse(url, BytesIO(self.fetch(url)), 0)["episodes"]:
            guid, (enclosure,) = episode["guid"], episode["enclosures"]
            is_known = guid in self.known and not (self.by_address and self.known[guid] != enclosure["url"])
            self.known[guid] = enclosure["url"]
            if not is_known:
                data = self.fetch(enclosure["url"])
                assert enclosure["url"].startswith("http://op3") or len(data) >= enclosure["file_size"] > 0
                self.downloads[guid] += 1


@dataclass
class Story:
    """A show, where it is published, its subscribers, and the time."""

    desk: Studio
    host: Host
    fields: dict[str, Any]
    """What show.yaml says of it."""

    base: str
    next_place: NewPlace
    """Where it moves to in the end."""

    fetch: Callable[[str], bytes]
    old: Subscriber
    """One who was there before the show moved."""

    new: Subscriber
    """One who came later, and whose app looks at addresses."""

    now: datetime = BEGIN
    waits: list[float] = field(default_factory=list)
    """Seconds for which the import waited for the old host."""

    def everybody_looks(self) -> None:
        """After a change."""
        for one in (self.old, self.new):
            one.look(f"{self.base}feed.xml")

    def publishes(self, *paths: Path, **options: Any) -> None:
        """All of it, or these files."""
        self.desk.publish(*paths, now=self.now, **options)
        self.everybody_looks()

    def imports(self, masters: Path | None = None) -> Imported:
        """One run of the import, with recordings of the author's own if there are some."""
        prepared = prepare(
            f"{self.host.served.url}feed", self.desk.folder, now=self.now, random_guid=GUID, allow_private=True
        )
        found: dict[Path, Path] = {}
        if masters:
            matches = match_masters(
                missing_recordings(prepared), masters, lambda path: measure(path, file=str(path)).duration_ms
            )
            found = {one.recording.path: one.file for one in matches if one.file}
        return apply(prepared, now=self.now, masters=found, allow_private=True, sleep=self.waits.append)


# --- the steps


def the_show_moves_in(story: Story) -> None:
    """Three runs: advertisements are found, then the author's own recording is taken, then what was gone is there."""
    story.old.look(f"{story.host.served.url}feed.xml")
    story.host.is_well = False
    masters = story.desk.root / "masters"
    masters.mkdir()
    (masters / f"{WITH_ADS}.mp3").write_bytes(sound(WITH_ADS))
    first = story.imports()
    story.host.asked.clear()
    second = story.imports(masters)
    story.host.is_well = True
    third = story.imports()

    assert ("two requests for", OLD) == (first.advertising[:16], len(first.waiting))
    assert [7.0, 1.0] == sorted(story.waits, reverse=True)
    assert ["is not there (404)"] == [one.message for one in second.downloads if one.state == "failed"]
    assert ((), ()) == (third.waiting, third.comparison.unexplained)
    assert {sound(number) for number in range(1, OLD + 1)} == {
        path.read_bytes() for path in story.desk.root.rglob("media/**/*.mp3")
    }


def it_is_published(story: Story) -> None:
    """The same show: whoever had it downloads nothing."""
    show = story.desk.folder / "show.yaml"
    show.write_text(show.read_text(encoding="utf-8") + yaml.safe_dump(story.fields), encoding="utf-8")
    before = story.old.downloads.copy()
    story.publishes()
    (story.desk.root / "ours.xml").write_bytes(story.fetch(f"{story.base}feed.xml"))
    compared = compare(
        f"{story.host.served.url}feed", str(story.desk.root / "ours.xml"), now=story.now, allow_private=True
    )

    assert (OLD, ()) == (compared.items, compared.unexplained)
    assert before == story.old.downloads


def weekly(story: Story, week: int, **fields: Any) -> Path:
    """Write the episode of a week."""
    written: dict[str, Any] = {"sound": 5000 + week, "published": (BEGIN + (week + 1) * WEEK).isoformat()}
    return story.desk.episode(f"week-{week}", **written | fields)


def two_years_pass(story: Story) -> None:
    """Each week an episode; now and then somebody mends an old one."""
    for begin in range(0, WEEKS, BATCH):
        story.now = BEGIN + (begin + BATCH) * WEEK
        new = [weekly(story, week) for week in range(begin, begin + BATCH)]
        edited = story.desk.folder / f"old-story-{1 + begin // BATCH}.yaml"
        edited.write_text(edited.read_text(encoding="utf-8") + "summary: Fog.\n", encoding="utf-8")
        mended = [weekly(story, begin - 3, title=f"Week {begin - 3}, mended")] if begin else []
        story.publishes(*new, edited, *mended)


def a_recording_is_replaced(story: Story) -> None:
    """Once, on purpose."""
    story.publishes(weekly(story, 50, sound=9000), replace_audio=True)


def an_episode_is_removed(story: Story) -> None:
    """Its file goes, too."""
    story.desk.unpublish(story.desk.folder / "week-60.yaml", now=story.now)
    (story.desk.folder / "week-60.yaml").unlink()
    story.everybody_looks()


def three_episodes_wait(story: Story) -> None:
    """Each comes out at its time."""
    for day in (1, 2, 3):
        story.desk.episode(f"day-{day}", sound=8000 + day, published=(story.now + timedelta(days=day)).isoformat())
    story.publishes()
    known = len(story.old.known)
    for _ in range(3):
        story.now += timedelta(days=1)
        story.desk.release(now=story.now)
        story.everybody_looks()
        known += 1
        assert known == len(story.old.known)


def an_edit_is_taken_back(story: Story) -> None:
    """The wrong title was there for a moment; then its author mends the file."""
    before = story.fetch(f"{story.base}feed.xml").count(b"<title>Week-70</title>")
    story.publishes(weekly(story, 70, title="Oops"))
    wrong = story.fetch(f"{story.base}feed.xml").count(b"<title>Oops</title>")
    story.desk.undo(now=story.now)
    weekly(story, 70)
    story.everybody_looks()

    assert (1, 1) == (before, wrong)
    assert 1 == story.fetch(f"{story.base}feed.xml").count(b"<title>Week-70</title>")


def the_show_moves_on(story: Story) -> None:
    """To another place, where it goes on: who knows episodes by guid downloads only what is new there."""
    before = story.old.downloads.copy()
    moved = finish(move_steps(prepare_move(story.desk.folder, story.next_place), now=story.now))
    story.base = moved.prepared.new.base
    story.old.look(f"{story.base}feed.xml")
    assert before == story.old.downloads
    story.desk.publish(weekly(story, WEEKS, published=story.now.isoformat()), now=story.now)
    story.old.look(f"{story.base}feed.xml")

    assert 1 == story.old.downloads.total() - before.total()


STEPS = (
    the_show_moves_in,
    it_is_published,
    two_years_pass,
    a_recording_is_replaced,
    an_episode_is_removed,
    three_episodes_wait,
    an_edit_is_taken_back,
    the_show_moves_on,
)


# --- the places


@pytest.fixture
def host() -> Iterator[Host]:
    """The old host, which runs."""
    made = Host()
    with serving(made) as made.served:
        yield made


def over_http(url: str) -> bytes:
    """What a stranger gets there."""
    answer = urllib3.request("GET", without_prefixes(url))
    assert 200 == answer.status, url
    return answer.data


def to_its_end(
    desk: Studio,
    host: Host,
    fields: dict[str, Any],
    base: str,
    fetch: Callable[[str], bytes],
    next_place: NewPlace,
) -> Story:
    """The story up to its end."""

    def anywhere(url: str) -> bytes:
        return over_http(url) if host.served.url in url else fetch(url)

    (desk.root / "feeds").mkdir()
    old, new = Subscriber(anywhere), Subscriber(anywhere, by_address=True)
    story = Story(desk=desk, host=host, fields=fields, base=base, next_place=next_place, fetch=fetch, old=old, new=new)
    for step in STEPS:
        step(story)
    return story


def assert_nobody_downloaded_twice(story: Story) -> None:
    """But the replaced recording, where an app looks at addresses; and all is there, with nothing to do."""
    verified = verify(story.desk.folder, now=story.now)
    replaced = next(guid for guid, count in story.new.downloads.items() if count > 1)

    assert {1} == set(story.old.downloads.values())
    assert OLD + WEEKS + 3 + 1 == len(story.old.downloads)
    (last,) = story.old.downloads.keys() - story.new.downloads.keys()
    expected = Counter({guid: 2 if guid == replaced else 1 for guid in story.old.downloads if guid != last})
    assert expected == story.new.downloads
    assert story.new.known[replaced].rpartition("/")[2].startswith("week-50-")
    assert isinstance(verified, Verified)
    assert () == verified.damage
    assert () == story.desk.publish(now=story.now).run.outcome.plan.phases


def test_no_subscriber_downloads_twice_from_a_folder(host: Host, tmp_path: Path) -> None:
    """Whatever server stands in front of it."""
    desk = Studio(tmp_path, name="tide")

    def fetch(url: str) -> bytes:
        site = new if new.exists() else desk.site  # the same server shows the new folder once there is one
        return (site / url.removeprefix(SERVE_BASE)).read_bytes()

    new = tmp_path / "public" / "next"
    place = NewPlace(to=str(new))
    story = to_its_end(desk, host, {"publish": {"to": "../../public/tide"}}, SERVE_BASE, fetch, place)

    assert_nobody_downloaded_twice(story)


@pytest.mark.s3
def test_no_subscriber_downloads_twice_from_a_bucket(host: Host, tmp_path: Path, s3_server: S3Server) -> None:
    """As strangers read it."""
    prefix = f"story-{tmp_path.name}"
    s3_server.make_public(prefix)
    base = s3_server.url(prefix) + "/"
    publish = {"to": f"s3://{s3_server.bucket}/{prefix}", "url": base, "endpoint": s3_server.endpoint}
    desk = Studio(tmp_path, name="tide")
    s3_server.make_public(f"{prefix}-next")
    place = NewPlace(
        to=f"s3://{s3_server.bucket}/{prefix}-next",
        url=s3_server.url(f"{prefix}-next") + "/",
        endpoint=s3_server.endpoint,
    )
    story = to_its_end(desk, host, {"publish": publish, "pages": "off"}, base, over_http, place)

    assert_nobody_downloaded_twice(story)
