"""Real processes on a real store: killed at every request, answers lost, and eight of them at once."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import Any
from uuid import uuid4

import feedparser
import pytest
import urllib3
from tests import programs
from tests.servers import Fault, Proxy, Request, S3Server, answers_with, lose_answer
from tests.sounds import mp3
from tests.studio import Studio
from tests.zygote import Child, Zygote

from feedpub.cli import cache
from feedpub.pages import static

pytestmark = [pytest.mark.s3, pytest.mark.slow]


STORED = 35 + len(static.scripts()) + len(static.fonts())
"""Catalog, its two revisions in the history, applied, the probes of state and public address, feed, two recordings,
the cover and six pictures made of it, that of each episode, two style sheets, all scripts and fonts; home, subscribe,
404, search with its words of before and of now, sitemap, JSON Feed and manifest; two pages of each episode, and what
oEmbed is told of it.
"""


@dataclass
class PublishedShow:
    """A show in a public prefix of a real bucket, reached by its publishers through a line that can fail."""

    desk: Studio
    server: S3Server
    prefix: str

    @property
    def base(self) -> str:
        """Where strangers find it."""
        return self.server.url(self.prefix) + "/"

    def show(self, endpoint: str = "", **fields: Any) -> None:
        """Write show.yaml for this bucket."""
        publish = {
            "to": f"s3://{self.server.bucket}/{self.prefix}",
            "url": fields.pop("url", self.base),
            "endpoint": endpoint or self.server.endpoint,
        }
        self.desk.show(publish=publish, **fields)

    def feed(self) -> Any:
        """The public feed, as strangers read it; None if there is none."""
        answer = urllib3.request("GET", self.base + "feed.xml", retries=False)
        return feedparser.parse(answer.data) if answer.status == 200 else None

    def assert_whole(self) -> None:
        """Whatever the feed names is there, audio with its length; and whatever a page loads."""
        feed, here = self.feed(), set(self.server.keys(self.prefix))
        for entry in feed.entries if feed else ():
            sound = entry.enclosures[0]
            answer = urllib3.request("HEAD", sound.href, retries=False)
            assert (200, sound.length) == (answer.status, answer.headers["Content-Length"])
            page = urllib3.request("GET", entry.link, retries=False)
            assert (200, "text/html; charset=utf-8") == (page.status, page.headers["Content-Type"])
            loaded = re.findall(r'(?:src|href)="((?:assets|art|media)/[^"]+)"', page.data.decode())
            assert set() == {f"{self.prefix}/{key}" for key in loaded} - here

    def entries(self) -> list[tuple[str, str, str, str]]:
        """What listeners read."""
        return [(one.id, one.title, one.summary, one.enclosures[0].length) for one in self.feed().entries]

    def keep(self) -> dict[str, str]:
        """Copy what is stored aside; gives the ETag of each object, by its key. What lies there already is the same."""
        stored = self._tags()
        aside = set(self.server.keys(f"kept/{self.prefix}/"))
        for key, tag in stored.items():
            if self._aside(key, tag) not in aside:
                self._copy(key, self._aside(key, tag))
        return stored

    def bring_back(self, kept: dict[str, str]) -> None:
        """Store what was kept, and nothing else; the machine that publishes forgets what it has seen since.

        What has the same bytes stays as it is: that is most of a show, and a copy takes a request for each.
        """
        rmtree(cache.folder() / "catalogs", ignore_errors=True)
        client, stored = self.server.client(), self._tags()
        for key in stored.keys() - kept.keys():
            client.delete_object(Bucket=self.server.bucket, Key=key)
        for key, tag in kept.items():
            if stored.get(key) != tag:
                self._copy(self._aside(key, tag), key)

    def _tags(self) -> dict[str, str]:
        return {key: tag for root in self._roots() for key, tag in self.server.tags(root).items()}

    def _aside(self, key: str, tag: str) -> str:
        return f"kept/{self.prefix}/{tag}/{key}"

    def _roots(self) -> tuple[str, str]:
        """What begins the keys of the public, and of the others."""
        return f"{self.prefix}/", f".feedpub/{self.prefix}/"

    def _copy(self, key: str, to: str) -> None:
        bucket = self.server.bucket
        self.server.client().copy_object(Bucket=bucket, Key=to, CopySource={"Bucket": bucket, "Key": key})

    def objects(self) -> list[str]:
        """What is stored, for the public and not, below names of the show."""
        both = [*self.server.keys(self.prefix), *self.server.keys(f".feedpub/{self.prefix}")]
        return sorted(key.replace(self.prefix, "…") for key in both)


@pytest.fixture
def new_show(s3_server: S3Server, tmp_path: Path) -> Callable[..., PublishedShow]:
    """Makes shows; each has a public prefix of its own."""

    def make(name: str = "desk") -> PublishedShow:
        prefix = f"shows/{uuid4().hex[:12]}"
        s3_server.make_public(prefix)
        show = PublishedShow(Studio(tmp_path / name), s3_server, prefix)
        show.show(guid="917393e3-1b1e-5cef-ace4-edaa54e1f810")
        show.desk.episode("first", notes="First notes.", published="2026-01-01T06:00:00Z")
        return show

    return make


@contextmanager
def killing(server: S3Server, number: int, *, answered: bool) -> Iterator[tuple[Proxy, list[Child]]]:
    """A line to the store that kills the publisher at a request: before it arrives, or before its answer does."""
    doomed: list[Child] = []

    def kill(line: Any, request: Request) -> None:
        if answered:
            line.forward(request)
        doomed[0].kill()
        line.hang_up()

    with Proxy(server.endpoint) as proxy:
        proxy.faults.append(Fault(when=lambda _request: True, do=kill, skip=number))
        yield proxy, doomed


@pytest.mark.parametrize("chunk", range(4))
def test_killed_at_any_request_a_rerun_ends_as_an_undisturbed_run(
    chunk: int, zygote: Zygote, new_show: Callable[..., PublishedShow]
) -> None:
    """Kill -9 at the 1st, 2nd, … request, before or after it; every second time the notes are edited in between."""
    show = new_show()
    zygote.run("publish", show.desk.folder)
    kept = show.keep()
    for number in range(chunk, 40, 4):
        show.bring_back(kept)
        assert ["First"] == [title for _, title, _, _ in show.entries()]
        show.desk.episode("second", notes="Second notes.", published="2026-01-02T06:00:00Z")
        with killing(show.server, number, answered=bool(number // 4 % 2)) as (proxy, doomed):
            show.show(guid="917393e3-1b1e-5cef-ace4-edaa54e1f810", endpoint=proxy.endpoint)
            child = zygote.start("publish", show.desk.folder)
            doomed.append(child)
            code = child.wait()
        show.assert_whole()
        notes = "Edited notes." if number % 2 else "Second notes."
        show.desk.episode("second", notes=notes, published="2026-01-02T06:00:00Z")
        show.show(guid="917393e3-1b1e-5cef-ace4-edaa54e1f810")
        zygote.run("publish", show.desk.folder)
        show.assert_whole()

        assert [("Second", f"<p>{notes}</p>"), ("First", "<p>First notes.</p>")] == [
            (title, summary) for _, title, summary, _ in show.entries()
        ]
        # A copy whose words were edited before they were out may stay, and a catalog that was never committed.
        assert len(show.objects()) - STORED in ({0, 1, 2} if number % 2 else {0, 1}), show.objects()
        if code == 0:
            break

    assert code == 0


def test_every_answer_lost_once_still_ends_well(zygote: Zygote, new_show: Callable[..., PublishedShow]) -> None:
    """Each write happens, its answer never arrives, and the run does not mind."""
    show = new_show()
    with Proxy(show.server.endpoint) as proxy:
        show.show(endpoint=proxy.endpoint)
        seen: set[tuple[str, str]] = set()

        def first_time(request: Request) -> bool:
            new = request.writes and (request.method, request.path) not in seen
            seen.add((request.method, request.path))
            return new

        proxy.faults.append(Fault(when=first_time, do=lose_answer, times=1000))
        child = zygote.run("publish", show.desk.folder)

    assert ["First"] == [title for _, title, _, _ in show.entries()]
    assert len(seen) > 5
    assert "Traceback" not in child.stderr()


@pytest.mark.parametrize("kind", ["s3", "directory"])
def test_eight_processes_at_once_lose_nothing(
    kind: str, zygote: Zygote, new_show: Callable[..., PublishedShow], tmp_path: Path
) -> None:
    """Eight people publish an episode each, at the same moment: eight in the feed."""
    show = new_show() if kind == "s3" else None
    desk = show.desk if show else Studio(tmp_path / "local")
    if show is None:
        desk.show()
    slugs = [f"episode-{number}" for number in range(8)]
    paths = [desk.episode(slug) for slug in slugs]

    children = [zygote.start("publish", path) for path in paths]
    codes = [child.wait() for child in children]

    assert [0] * 8 == codes, [child.stderr() for child in children]
    entries = show.feed().entries if show else feedparser.parse(desk.feed()).entries
    assert {slug.title() for slug in slugs} == {entry.title for entry in entries}


def test_one_of_eight_whose_audio_does_not_arrive_is_left_out(
    zygote: Zygote, new_show: Callable[..., PublishedShow]
) -> None:
    """Seven in the feed; the eighth says why, with exit code 2, and nothing of it is recorded."""
    show = new_show()
    with Proxy(show.server.endpoint) as proxy:
        proxy.faults.append(
            Fault(when=lambda request: "/media/episode-3-" in request.path, do=answers_with(404), times=1000)
        )
        show.show(url=f"{proxy.endpoint}/{show.server.bucket}/{show.prefix}/")
        slugs = [f"episode-{number}" for number in range(8)]
        paths = [show.desk.episode(slug) for slug in slugs]

        children = [zygote.start("publish", path, proof_wait=1) for path in paths]
        codes = [child.wait() for child in children]

    assert [0, 0, 0, 2, 0, 0, 0, 0] == codes, [child.stderr() for child in children]
    assert {slug.title() for slug in slugs if slug != "episode-3"} == {entry.title for entry in show.feed().entries}
    assert "404" in children[3].stderr()


def test_the_state_is_private_and_the_rest_is_served_right(
    zygote: Zygote, new_show: Callable[..., PublishedShow]
) -> None:
    """Feed and audio are fetched anonymously, with ranges, types and cache times; the catalog answers 403."""
    show = new_show()
    zygote.run("publish", show.desk.folder)
    sound = show.feed().entries[0].enclosures[0].href

    feed = urllib3.request("GET", show.base + "feed.xml", retries=False)
    part = urllib3.request("GET", sound, headers={"Range": "bytes=0-99"}, retries=False)
    state = urllib3.request("GET", show.server.url(f".feedpub/{show.prefix}/catalog.json.gz"), retries=False)

    assert ("application/rss+xml; charset=utf-8", "public, max-age=300") == (
        feed.headers["Content-Type"],
        feed.headers["Cache-Control"],
    )
    assert (206, "audio/mpeg", "public, max-age=31536000, immutable") == (
        part.status,
        part.headers["Content-Type"],
        part.headers["Cache-Control"],
    )
    assert 403 == state.status


def test_a_second_run_sends_nothing(zygote: Zygote, new_show: Callable[..., PublishedShow]) -> None:
    """There is nothing to do, and not one request that writes."""
    show = new_show()
    zygote.run("publish", show.desk.folder)
    with Proxy(show.server.endpoint) as proxy:
        show.show(guid="917393e3-1b1e-5cef-ace4-edaa54e1f810", endpoint=proxy.endpoint)
        zygote.run("publish", show.desk.folder)

        ours = [request for request in proxy.requests if "Authorization" in request.headers]
        assert [] == [request for request in proxy.requests if request.writes]
        assert len(ours) <= 6


def test_a_public_state_stops_the_first_publish(zygote: Zygote, new_show: Callable[..., PublishedShow]) -> None:
    """A bucket that is public as a whole would show episodes before their time."""
    show = new_show()
    show.server.make_public(f".feedpub/{show.prefix}")

    child = zygote.start("publish", show.desk.folder)

    assert 2 == child.wait()
    assert "private state" in child.stderr()
    assert [".feedpub/…/probe"] == show.objects()


def test_a_state_that_became_public_stops_the_next_publish(
    zygote: Zygote, new_show: Callable[..., PublishedShow]
) -> None:
    """Somebody opened the whole bucket since the last time: nothing more is written until it is closed."""
    show = new_show()
    zygote.run("publish", show.desk.folder)
    before = show.objects()
    show.server.make_public(f".feedpub/{show.prefix}")
    show.desk.episode("second")

    child = zygote.start("publish", show.desk.folder)

    assert 2 == child.wait()
    assert "everybody can read the private state" in child.stderr()
    assert "another-private-bucket" in child.stderr()
    assert before == show.objects()


PEAK = """
import sys
from contextlib import suppress
from pathlib import Path
from feedpub.cli import main
with suppress(SystemExit):
    main()
print(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
"""
"""Is `feedpub` with the words after it, and prints the most memory that it held, in KiB."""


def test_memory_does_not_grow_with_the_file(new_show: Callable[..., PublishedShow]) -> None:
    """A recording of 256 MiB is measured, sent in parts and proved in less than 150 MiB."""
    show = new_show()
    show.desk.episode("long")
    second = mp3(10.0, kbps=128, seed=7)
    with (show.desk.folder / "long.mp3").open("wb") as file:
        for _ in range(256 * (1 << 20) // len(second)):
            file.write(second)

    printed = programs.python("-c", PEAK, "publish", show.desk.folder, text=True).stdout.splitlines()

    assert {"Long", "First"} == {title for _, title, _, _ in show.entries()}
    assert int(printed[-1]) // 1024 < 150


def test_the_environment_of_tests_is_clean() -> None:
    """No credentials of whoever runs the tests reach a process."""
    assert "AWS_PROFILE" not in os.environ
