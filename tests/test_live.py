"""`feedpub check https://…`: real servers on this machine, right and wrong on purpose; each wrong thing by its code."""

from __future__ import annotations

import gzip
import re
import signal
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

import pytest
from tests import programs
from tests.deadlines import SECONDS
from tests.good_feed import NOW, good_feed
from tests.pictures import jpeg
from tests.servers import S3Server
from tests.sounds import mp3
from tests.studio import Studio
from tests.webservers import dripping

from feedpub import fetch as web
from feedpub.cli.check import agent
from feedpub.commands.check import CheckOptions, CheckResult, MediaSelection, live, media
from feedpub.commands.check.live import FetchedFeed, check_live_feed
from feedpub.commands.check.media import FactReaders, RequestLimits, media_facts
from feedpub.errors import FeedpubError, FetchError
from feedpub.feed_view import Element, FeedView
from feedpub.fetch import PrivateAddress
from feedpub.fetch.per_host_pool import run_per_host
from feedpub.reader import read

pytestmark = pytest.mark.slow

AUDIO = mp3() * 20
PICTURE = jpeg()
VTT = b"WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n<v Ada>Hello\n"
ETAG = '"feed-1"'
COUNTER = count()


class Clock:
    """It goes only while a server takes its time: how busy this machine is, it does not show."""

    now = 0.0

    def monotonic(self) -> float:
        """Seconds."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let them pass."""
        self.now += seconds


CLOCK = Clock()


@pytest.fixture(autouse=True)
def _only_servers_are_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (live, media):
        monkeypatch.setattr(module, "time", CLOCK)


@dataclass(frozen=True, slots=True)
class Silence:
    """A server that is asked, and does not answer before it is over."""

    requested: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)


class Wrong:
    """How a server behaves; everything right unless it is told otherwise."""

    def __init__(self, **changes: Any) -> None:
        self.ranges = True
        self.head = 200
        self.length = 0
        self.type = "audio/mpeg"
        self.short = False
        self.cut = False
        self.page = False
        self.feed_type = "application/rss+xml; charset=utf-8"
        self.validators = True
        self.conditional = 304
        self.changing = False
        self.packed_etag = ETAG
        self.audio = AUDIO
        self.packed: Callable[[bytes], bytes] = gzip.compress
        self.cache = "public, max-age=300"
        self.origin = "*"
        self.sidecar_type = "text/vtt"
        self.busy = 0
        self.slow = 0.0
        self.silence: Silence | None = None
        self.gone = False
        self.picture = PICTURE
        self.picture_head = self.picture_get = 200
        self.to = ""
        self.agents: set[str] = set()
        self.only = ""
        self.__dict__.update(changes)


class Host(BaseHTTPRequestHandler):
    """A show's server."""

    wrong: ClassVar[Wrong]
    feed: ClassVar[bytes]
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Quietly."""

    def do_HEAD(self) -> None:
        """Headers only."""
        self._answer(body=False)

    def do_GET(self) -> None:
        """All of it, or a part."""
        self._answer(body=True)

    def _answer(self, *, body: bool) -> None:
        self.wrong.agents.add(self.headers["User-Agent"])
        if not self.headers["User-Agent"].startswith(self.wrong.only):
            return self._send(403, b"", {}, body=body)
        if self.path.startswith("/hop"):
            return self._send(302, b"", {"Location": self.wrong.to or "/feed.xml"}, body=body)
        if self.path.endswith(".xml"):
            return self._feed(body=body)
        if self.path.endswith(".mp3"):
            return self._audio(body=body)
        if self.path.endswith(".jpg"):
            status = self.wrong.picture_get if body else self.wrong.picture_head
            dated = {"Content-Type": "image/jpeg", "Last-Modified": "Mon, 23 Nov 2026 07:05:09 GMT"}
            return self._send(status, self.wrong.picture, dated, body=body)
        cors = {"Access-Control-Allow-Origin": self.wrong.origin} if self.wrong.origin else {}
        return self._send(200, VTT, {"Content-Type": self.wrong.sidecar_type, **cors}, body=body)

    def _feed(self, *, body: bool) -> None:
        headers = {"Content-Type": self.wrong.feed_type, "Cache-Control": self.wrong.cache}
        headers |= {"ETag": ETAG} if self.wrong.validators else {}
        if self.headers.get("If-None-Match") == ETAG and self.wrong.conditional != 200:
            return self._send(self.wrong.conditional, b"", headers, body=False)
        feed = self.feed + (f"<!-- {next(COUNTER)} -->".encode() if self.wrong.changing else b"")
        if "gzip" in self.headers.get("Accept-Encoding", ""):
            headers |= {"ETag": self.wrong.packed_etag} if self.wrong.validators else {}
            return self._send(200, self.wrong.packed(feed), {**headers, "Content-Encoding": "gzip"}, body=body)
        return self._send(200, feed, headers, body=body)

    def _audio(self, *, body: bool) -> None:
        if self.wrong.silence:
            self.wrong.silence.requested.set()
            self.wrong.silence.over.wait(SECONDS)
        CLOCK.sleep(0 if body else self.wrong.slow)
        if self.wrong.busy:
            self.wrong.busy -= 1
            return self._send(429, b"", {"Retry-After": "0"}, body=body)
        if self.wrong.gone:
            return self._send(404, b"", {}, body=body)
        if not body and self.wrong.head != 200:
            return self._send(self.wrong.head, b"", {}, body=False)
        data = b"<!doctype html><html>Log in</html>" * 200 if self.wrong.page else self.wrong.audio
        headers = {"Content-Type": self.wrong.type}
        wanted = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        if not wanted or not self.wrong.ranges:
            return self._send(200, data, headers, body=body, length=self.wrong.length)
        first, last = int(wanted[1]), min(int(wanted[2]), len(data) - 1)
        part = data[first : last + 1]
        if self.wrong.short:
            part = part[: len(part) // 2]
        headers["Content-Range"] = f"bytes {first}-{last}/{len(data)}"
        if self.wrong.cut and first:
            self.close_connection = True
            return self._send(206, part[:9], headers, body=True, length=len(part))
        return self._send(206, part, headers, body=True)

    def _send(self, status: int, data: bytes, headers: dict[str, str], *, body: bool, length: int = 0) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(length or len(data)))
        self.end_headers()
        if body:
            self.wfile.write(data)


def handler(wrong: Wrong, feed: bytes) -> type[BaseHTTPRequestHandler]:
    """A server that behaves so."""
    return type("Handler", (Host,), {"wrong": wrong, "feed": feed})


@contextmanager
def serving(wrong: Wrong | None = None, **changes: str) -> Iterator[str]:
    """The address of a feed whose server is right but for what is wrong; `changes` replace pieces of the feed."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    base = f"http://127.0.0.1:{server.server_address[1]}"
    text = good_feed().replace("https://tidewater.example", base)
    text = text.replace('length="11534336"', f'length="{len(AUDIO)}"').replace(">720<", ">10<")
    for old, new in changes.items():
        text = text.replace(old, new)
    server.RequestHandlerClass = handler(wrong or Wrong(), text.encode())
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield base
    finally:
        server.shutdown()
        server.server_close()


def looked(address: str, **options: Any) -> CheckResult:
    """The check of a feed at an address of this machine."""
    return check_live_feed(
        address, options=CheckOptions(), now=NOW, **{"media": MediaSelection(), "allow_private": True, **options}
    )


def codes(wrong: Wrong, path: str = "/feed.xml") -> set[str]:
    """Rules that find something in what a server answers, besides those about the sound itself."""
    with serving(wrong) as base:
        return {one.rule.code for one in looked(base + path).findings if one.rule.code.startswith("FP7")}


def test_a_right_server_is_found_right() -> None:
    """Feed, audio, artwork and transcript are asked for, and nothing is said about the answers."""
    with serving() as base:
        requested: list[str] = []
        found = looked(f"{base}/feed.xml", on_progress=lambda _done, _total, url: requested.append(url))

    assert [] == [(one.rule.code, one.message) for one in found.findings if one.rule.code >= "FP6"]
    assert {".mp3", ".jpg", ".vtt"} == {url[-4:] for url in requested}
    assert "Tidewater" == found.title


@pytest.mark.parametrize(
    ("wrong", "called"),
    [
        ({"ranges": False}, "FP726"),
        ({"length": 17}, "FP727"),
        ({"type": "binary/octet-stream"}, "FP725"),
        ({"head": 403}, "FP722"),
        ({"short": True}, "FP734"),
        ({"cut": True}, "FP734"),
        ({"head": 403, "length": 17, "ranges": False}, "FP722 FP723 FP726"),
        ({"page": True}, "FP728"),
        ({"gone": True}, "FP721"),
        ({"slow": 5.2}, "FP730"),
        ({"feed_type": "text/html"}, "FP703"),
        ({"feed_type": "application/rss+xml; charset=iso-8859-1"}, "FP704"),
        ({"validators": False}, "FP705"),
        ({"conditional": 200}, "FP706"),
        ({"packed_etag": '"feed-1-gzip"'}, "FP706"),
        ({"conditional": 500}, "FP713"),
        ({"changing": True, "conditional": 200}, "FP710"),
        ({"packed": bytes}, "FP711"),
        ({"packed": lambda _: gzip.compress(b"<rss/>")}, "FP712"),
        ({"feed_type": "text/xml"}, "FP714"),
        ({"cache": "max-age=31536000"}, "FP715"),
        ({"picture_head": 403}, "FP740"),
        ({"picture_head": 404, "picture_get": 404}, "FP745"),
        ({"picture_get": 403}, "FP745"),
        ({"origin": ""}, "FP744"),
        ({"origin": "https://tidewater.example"}, "FP744"),
        ({"sidecar_type": "binary/octet-stream"}, "FP747"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_wrong_server_is_called_by_its_fault(wrong: dict[str, Any], called: str) -> None:
    """By its own code, and by no other but that of an address without TLS."""
    assert {*called.split(), "FP702"} == codes(Wrong(**wrong)) | {"FP702"}


@pytest.mark.parametrize("head", [200, 403])
def test_another_length_than_the_feed_says_is_found(head: int) -> None:
    """By what HEAD says, and by Content-Range where HEAD is refused; the hint is the right one."""
    with serving(Wrong(head=head), **{f'length="{len(AUDIO)}"': f'length="{len(AUDIO) * 3}"'}) as base:
        hints = [one.hint for one in looked(f"{base}/feed.xml").findings if one.rule.code == "FP723"]

    assert [f'write `length="{len(AUDIO)}"`'] == hints


@pytest.mark.parametrize(
    ("word", "name"),
    [("apple", "iTMS"), ("Spotify", "Spotify/1.0"), ("Overcast/3.0 (+https://a)", "Overcast/3.0 (+https://a)")],
)
def test_every_request_has_the_chosen_name(word: str, name: str) -> None:
    """Of the feed and of its media: some servers answer the fetchers of directories otherwise than anybody else."""
    wrong = Wrong(only=name)
    with serving(wrong) as base:
        with pytest.raises(FetchError, match="forbidden"):
            looked(f"{base}/feed.xml")
        wrong.agents.clear()
        found = looked(f"{base}/feed.xml", user_agent=agent(word))

    assert {name} == wrong.agents
    assert "Tidewater" == found.title


def test_a_title_of_twenty_megabytes_is_refused() -> None:
    """And no rule reads it."""
    with serving(None, **{"First light": "light " * 3_500_000}) as base:
        found = looked(f"{base}/feed.xml", media=MediaSelection(0))

    assert ["FP022"] == [one.rule.code for one in found.errors]
    assert 0 == found.items


def test_redirects_are_shown() -> None:
    """The chain, and the address that answered."""
    with serving() as base:
        found = looked(f"{base}/hop")

    assert (f"{base}/hop", f"{base}/feed.xml") == found.hops


def test_a_circle_of_redirects_is_no_feed() -> None:
    """In our words, exit 2."""
    with serving(Wrong(to="/hop")) as base, pytest.raises(FetchError, match="circle"):
        looked(f"{base}/hop")


LOCATIONS = {
    "http://[bad/": "redirects to 'http://[bad/', which is not an address",
    "nothing:at/all": "redirects to 'nothing:at/all', which does not begin with https:// or http://",
    "/a\x07b": "which has a space in it",
    "/" + "a" * 9000: "redirects to an address of more than 8000 characters",
    " ": "redirects without an address (302)",
}


@pytest.mark.parametrize("location", LOCATIONS, ids=lambda location: location[:20])
def test_a_redirect_to_what_is_no_address_is_no_feed(location: str) -> None:
    """In our words, exit 2."""
    with serving(Wrong(to=location)) as base, pytest.raises(FetchError) as refused:
        looked(f"{base}/hop")

    assert LOCATIONS[location] in refused.value.message
    assert refused.value.hint


@pytest.mark.parametrize("location", LOCATIONS, ids=lambda location: location[:20])
def test_a_recording_that_is_led_to_what_is_no_address_is_found(location: str) -> None:
    """The rest of the feed is looked at all the same."""
    with serving(Wrong(to=location), **{"/media/": "/hop/"}) as base:
        found = [one.message for one in looked(f"{base}/feed.xml").errors if one.rule.code in {"FP720", "FP721"}]

    assert [] != found
    assert all(LOCATIONS[location] in message or "302" in message for message in found)


def test_a_feed_that_is_not_there_is_no_feed() -> None:
    """A host without a server."""
    with serving() as base:
        gone = base
    with pytest.raises(FetchError, match="accepts no connection"):
        looked(f"{gone}/feed.xml")


def test_private_addresses_are_asked_only_on_purpose() -> None:
    """Neither the feed nor what it names."""
    with serving() as base:
        with pytest.raises(FetchError, match="only this machine or its network") as refused:
            looked(f"{base}/feed.xml", allow_private=False)
        assert "--allow-private" in refused.value.hint
        text = good_feed().replace("https://tidewater.example/media", f"{base}/media")
    feed = read(text.encode(), now=NOW).feed
    enclosure = feed.items[0].first("enclosure")
    assert enclosure
    only = FeedView(root=feed.root, channel=Element("channel"), items=(Element("item", children=(enclosure,)),))
    seen = media_facts(only, selection=MediaSelection(), readers=UNUSED_READERS)

    assert ["seen:unanswered"] == [one.name for one in seen["items[0].enclosure"]]


def test_who_is_led_to_a_private_address_is_not_told_to_allow_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A public address that leads inside is a mistake, or an attack; nobody rehearses with it."""

    def led_inside(url: str, *, allow_private: bool, user_agent: str) -> FetchedFeed:
        raise PrivateAddress(f"{url} leads inside", where="http://10.0.0.1/", hint="listeners need another")

    monkeypatch.setattr(import_module("feedpub.commands.check.live"), "fetch_feed", led_inside)
    with pytest.raises(PrivateAddress) as refused:
        looked("https://tidewater.example/feed.xml", allow_private=False)
    assert "--allow-private" not in refused.value.hint


def test_a_redirect_to_another_private_host_is_refused() -> None:
    """Allowing one address of this machine allows no other that it leads to."""
    with serving() as inside, serving(Wrong(to=inside.replace("127.0.0.1", "localhost") + "/feed.xml")) as base:
        refused = pytest.raises(FetchError, match="only this machine or its network")
        with refused:
            looked(f"{base}/hop")


def test_other_versions_of_an_episode_are_asked_for() -> None:
    """Compared with what `podcast:alternateEnclosure` says of them."""
    other = '<podcast:alternateEnclosure type="audio/mpeg" length="5" default="false"><podcast:source uri="{}"/>'
    at = "<itunes:episodeType>"
    with serving() as there:
        added = other.format(f"{there}/low.mp3") + "</podcast:alternateEnclosure>" + at
        with serving(Wrong(), **{at: added}) as base:
            found = {one.rule.code: one.path for one in looked(f"{base}/feed.xml").findings}

    assert "items[0].podcast:alternateEnclosure.podcast:source@uri" == found["FP733"]


def test_artwork_is_really_decoded() -> None:
    """Its size is what its bytes say."""
    with serving(Wrong(picture=jpeg(900))) as base:
        found = looked(f"{base}/feed.xml")

    assert "FP410" in {one.rule.code for one in found.findings}


def test_audio_is_known_by_its_first_bytes() -> None:
    """A WAV that is called `.mp3`."""
    with serving(Wrong(audio=b"RIFF\0\0\0\0WAVE".ljust(len(AUDIO), b"\0"))) as base:
        found = looked(f"{base}/feed.xml")

    assert ["FP316"] == [one.rule.code for one in found.errors if one.rule.code.startswith("FP3")]


def test_a_file_is_asked_for_once() -> None:
    """However many episodes name it; and only the newest if so many are wanted."""
    with serving() as base:
        requested: list[str] = []
        looked(
            f"{base}/feed.xml", media=MediaSelection(0), on_progress=lambda _done, _total, url: requested.append(url)
        )
        nothing = list(requested)
        looked(
            f"{base}/feed.xml", media=MediaSelection(None), on_progress=lambda _done, _total, url: requested.append(url)
        )

    assert [] == nothing
    assert len(requested) == len(set(requested))


@pytest.mark.parametrize(("text", "newest"), [("newest:3", 3), ("all", None), ("none", 0), (" ALL ", None)])
def test_media_are_chosen_in_words(text: str, newest: int | None) -> None:
    """newest:N, all, none."""
    assert MediaSelection(newest) == MediaSelection.read(text)


@pytest.mark.parametrize("text", ["", "newest", "newest:", "newest:-1", "some", "all:3", "newest:٣"])
def test_other_words_are_refused(text: str) -> None:
    """With what to write."""
    with pytest.raises(FeedpubError, match="--media does not accept"):
        MediaSelection.read(text)


@pytest.mark.s3
def test_a_show_in_a_real_bucket_is_found_right(s3_server: S3Server, tmp_path: Path) -> None:
    """Published to SeaweedFS, checked from outside: lengths, types, ranges, artwork."""
    prefix = f"live-{uuid4().hex[:8]}"
    s3_server.make_public(prefix)
    to = {
        "to": f"s3://{s3_server.bucket}/{prefix}",
        "url": s3_server.url(prefix) + "/",
        "endpoint": s3_server.endpoint,
    }
    desk = Studio(tmp_path)
    desk.show(publish=to, locked="true")
    desk.episode(notes="What the tide brings.")
    desk.publish()

    found = looked(s3_server.url(f"{prefix}/feed.xml"))

    assert [] == [(one.rule.code, one.message) for one in (*found.errors, *found.warnings)]
    assert 1 == found.items


@pytest.mark.slow
def test_a_show_that_is_served_is_found_right(tmp_path: Path) -> None:
    """`feedpub serve`: types, ranges, validators, CORS for the transcript."""
    desk = Studio(tmp_path)
    desk.show(locked="true")
    desk.episode(notes="What the tide brings.", transcripts=["first-light.vtt"])
    (desk.folder / "first-light.vtt").write_bytes(VTT)
    desk.publish()
    command = [sys.executable, "-m", "feedpub", "serve", "--port", "0"]

    with programs.started(command, cwd=desk.folder, text=True) as server:
        assert server.stdout
        found = looked(server.stdout.readline().removeprefix("feed: ").strip())
        server.send_signal(signal.SIGINT)
        server.communicate()

    assert [] == [(one.rule.code, one.message) for one in (*found.errors, *found.warnings)]
    assert 1 == found.items


# --- how servers are asked


def test_the_newest_are_those_with_the_latest_dates() -> None:
    """Some feeds begin with the oldest episode; one without a date is looked at, too."""
    dates = [
        "Mon, 02 Nov 2026 06:00:00 +0000",
        "Mon, 16 Nov 2026 06:00:00 +0000",
        "Mon, 09 Nov 2026 06:00:00 +0000",
        "",
    ]
    items = [Element("item", children=(Element("pubDate", text=date),)) for date in dates]

    assert [items[1], items[3]] == list(MediaSelection(2).of(items))
    assert items == list(MediaSelection(4).of(items))


def test_few_of_one_host_are_asked_at_once() -> None:
    """However many there are; and a slow host keeps no other waiting."""
    running, most, lock = Counter[str](), Counter[str](), threading.Lock()
    slow_may_end = threading.Event()

    def work(task: str) -> str:
        host = task[0]
        with lock:
            running[host] += 1
            most[host] = max(most[host], running[host])
        if host == "a":
            slow_may_end.wait(SECONDS)
        with lock:
            running[host] -= 1
        return task.upper()

    ended = []
    for task, result in run_per_host(
        [*(f"a{n}" for n in range(9)), *(f"b{n}" for n in range(30))],
        work,
        host=lambda task: task[0],
        workers=4,
        per_host=2,
    ):
        ended.append(result)
        assert task.upper() == result
        if len(ended) == 30:
            slow_may_end.set()

    assert {"B"} == {name[0] for name in ended[:30]}
    assert 39 == len(ended)
    assert most["a"] <= 2
    assert most["b"] <= 2


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_bug_while_asking_is_not_waited_for() -> None:
    """Its traceback is shown, and nothing hangs."""

    def work(_task: str) -> str:
        raise ZeroDivisionError

    with pytest.raises(RuntimeError, match="failed with the traceback above"):
        list(run_per_host(["a"], work, host=str, workers=1, per_host=1))


def test_a_busy_server_is_asked_once_more() -> None:
    """429 may be our own doing; a second one is the server's."""
    assert set() == codes(Wrong(busy=1)) - {"FP702"}
    assert {"FP721"} == codes(Wrong(busy=1000)) - {"FP702"}


def test_a_host_that_lets_everybody_wait_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """After three addresses that time out, the others are not waited for."""
    monkeypatch.setattr(media, "time", time)  # this is about real time
    enclosures = "".join(f'<item><enclosure url="{{0}}/{n}.mp3"/></item>' for n in range(9))
    silent = socket.create_server(("127.0.0.1", 0))  # which takes connections, and never says anything
    with silent:
        base = f"http://127.0.0.1:{silent.getsockname()[1]}"
        feed = read(f"<rss><channel>{enclosures.format(base)}</channel></rss>".encode(), now=NOW).feed
        seen = media_facts(
            feed,
            selection=MediaSelection(),
            allow_private=True,
            limits=RequestLimits(workers=1, timeouts=web.Timeouts(response=0.1)),
            readers=UNUSED_READERS,
        )

    messages = [facts[0].get("message") for facts in seen.values()]
    assert ["127.0.0.1 does not answer in time"] * 3 == messages[:3]
    assert all("got no more requests" in message for message in messages[3:])
    assert [f"items[{n}].enclosure" for n in range(9)] == list(seen)


@pytest.mark.parametrize("piece", [b"a", b"a: b\r\n"])
def test_a_host_that_drips_is_left_alone(piece: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """A byte now and then is no answer: it takes no longer than one that says nothing."""
    monkeypatch.setattr(media, "time", time)  # this is about real time
    enclosures = "".join(f'<item><enclosure url="{{0}}{n}.mp3"/></item>' for n in range(5))
    with dripping(b"HTTP/1.1 200 OK\r\nX: ", piece) as base:
        feed = read(f"<rss><channel>{enclosures.format(base)}</channel></rss>".encode(), now=NOW).feed
        seen = media_facts(
            feed,
            selection=MediaSelection(),
            allow_private=True,
            limits=RequestLimits(workers=1, timeouts=web.Timeouts(response=0.2)),
            readers=UNUSED_READERS,
        )

    messages = [facts[0].get("message") for facts in seen.values()]
    assert ["127.0.0.1 does not answer in time"] * 3 == messages[:3]
    assert all("got no more requests" in message for message in messages[3:])


def unused(*_: object) -> Element:
    """A reader of files that no server sends."""
    raise AssertionError


UNUSED_READERS = FactReaders(picture=unused, chapters=unused, transcript=unused)


@pytest.mark.slow
def test_interrupted_it_ends_at_once() -> None:
    """Ctrl-C does not wait for servers that do not answer: 130."""
    silence = Silence()
    with serving(Wrong(silence=silence)) as base:
        command = [sys.executable, "-m", "feedpub", "check", f"{base}/feed.xml", "--allow-private"]
        with programs.started(command) as checking:
            assert silence.requested.wait(SECONDS)
            checking.send_signal(signal.SIGINT)
            checking.communicate()
        silence.over.set()

    assert 130 == checking.returncode
