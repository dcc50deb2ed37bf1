"""Verification: listeners get what was sent, or we say in which way they do not."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tests.builders import catalog, item
from tests.webservers import Answer, HttpRequest, Reply, Served, honest, serving

from feedpub.deploy.actions import Verify
from feedpub.deploy.verify import (
    VerifySession,
    missing_guids,
    pieces,
    refuse_public_state,
    state_addresses,
    verify_feed,
    verify_public,
    verify_stored,
)
from feedpub.deploy.verify.http import refuse_downgrade
from feedpub.errors import FetchError, Refused, VerificationFailed
from feedpub.feed import render
from feedpub.fetch import Response
from feedpub.standards import IMMUTABLE, SHORT
from feedpub.storage import Body
from feedpub.storage.directory import Directory
from feedpub.storage.memory import Memory

KEY = "media/first-light-0123456789ab.mp3"
DATA = b"".join(sha256(bytes([number % 256, number // 256])).digest() for number in range(1000))
"""32,000 bytes, no two pieces alike."""

FILE = honest(DATA, "audio/mpeg")
NOW = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)


def action(url: str = "https://example.com/" + KEY, data: bytes = DATA, **changes: Any) -> Verify:
    """What is to be verified."""
    facts = {"key": KEY, "type": "audio/mpeg", "reason": "listeners will ask for it", "cache": IMMUTABLE, **changes}
    return Verify(url=url, size=len(data), body=Body.of_bytes(data), **facts)


class Time:
    """A clock that goes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def clock(self) -> float:
        """Seconds."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let them pass."""
        self.slept.append(seconds)
        self.now += seconds


def looked(url: str, *, wait: float = 0.0, time: Time | None = None, data: bytes = DATA, **changes: Any) -> None:
    """Verify an object of this machine from outside."""
    time = time or Time()
    target, session = changes.pop("target", ""), changes.pop("session", None)
    wanted = action(url, data, **changes)
    verify_public(
        wanted, session=session, target=target, allow_private=True, wait=wait, sleep=time.sleep, clock=time.clock
    )


def failed(answer: Answer, **changes: Any) -> VerificationFailed:
    """How the verification fails on a server."""
    with serving(answer) as server, pytest.raises(VerificationFailed) as caught:
        looked(server.url + KEY, **changes)
    return caught.value


# --- from outside


@pytest.mark.parametrize("size", [1, 4096, 4097, 8192, 12288, 12289, 12290, 32000, 10**9])
def test_beginning_middle_and_end_are_compared(size: int) -> None:
    """4 KiB of each, or all of what is small; nothing beyond the end."""
    found = pieces(size)

    assert found[0][0] == 0
    assert found[-1][1] == size - 1
    assert [(0, size - 1)] == found if size <= 3 * 4096 else [4096] * 3 == [last - first + 1 for first, last in found]
    assert all(one[1] < other[0] for one, other in pairwise(found))


def test_a_good_server_passes_and_is_asked_as_an_app_asks() -> None:
    """HEAD, then the end as a range, over one connection."""
    with serving(FILE) as server:
        looked(server.url + KEY)

    requests = [(one.method, one.headers.get("Range")) for one in server.requests]
    assert [("HEAD", None), ("GET", "bytes=27904-31999")] == requests
    assert 1 == server.connections


def test_a_small_object_is_compared_whole() -> None:
    """Chapters, transcripts: one range."""
    with serving(honest(b"WEBVTT", "text/vtt; charset=UTF-8")) as server:
        looked(server.url, data=b"WEBVTT", type="text/vtt; charset=utf-8")

    assert ["bytes=0-5"] == [one.headers["Range"] for one in server.requests[1:]]


def test_a_redirect_to_the_right_bytes_passes() -> None:
    """A CDN that sends apps on is fine, if they arrive."""

    def moved(request: HttpRequest) -> Reply:
        return Reply(302, {"Location": "/there.mp3"}) if request.path != "/there.mp3" else FILE(request)

    with serving(moved) as server:
        looked(server.url + KEY)

    assert {"/" + KEY, "/there.mp3"} == {one.path for one in server.requests}


@pytest.mark.parametrize(
    ("served", "wanted"),
    [
        ("audio/mp4", "audio/x-m4a"),
        ("audio/mpeg; charset=utf-8", "audio/mpeg"),
        ("AUDIO/MPEG", "audio/mpeg"),
        ("text/vtt", "text/vtt; charset=utf-8"),
    ],
)
def test_types_that_say_the_same_pass(served: str, wanted: str) -> None:
    """Other spellings, parameters that mean nothing, a charset left out."""
    with serving(honest(DATA, served)) as server:
        looked(server.url, type=wanted)

    assert 2 == len(server.requests)


def on_head(**changes: Any) -> Answer:
    """A good server, but for its answer to HEAD."""
    return lambda request: FILE(request).but(**changes) if request.method == "HEAD" else FILE(request)


def on_get(change: Callable[[Reply], Reply]) -> Answer:
    """A good server, but for its answers to GET."""
    return lambda request: change(FILE(request)) if request.method == "GET" else FILE(request)


def whole(request: HttpRequest) -> Reply:
    """A server that knows no ranges."""
    return Reply(headers={"Content-Type": "audio/mpeg"}, body=DATA)


def damaged(at: int) -> Answer:
    """A server of a file with one other byte."""
    return honest(DATA[:at] + bytes([DATA[at] ^ 1]) + DATA[at + 1 :], "audio/mpeg")


def status(code: int) -> Answer:
    """A server that always says so."""
    return lambda _: Reply(code, {"Content-Type": "text/plain"}, b"no")


MISBEHAVIOUR: dict[str, tuple[Answer, str]] = {
    "private": (status(403), "it is not public (403)"),
    "missing": (status(404), "the server finds nothing at this address (404)"),
    "gone": (status(410), "the server says that the file is gone (410)"),
    "password": (status(401), "the server asks for a password (401), and podcast apps send none"),
    "throttling": (status(429), "the server gets too many requests (429)"),
    "overloaded": (status(503), "the server is overloaded (503)"),
    "failing": (status(500), "the server fails (500)"),
    "odd": (status(418), "the server answers 418"),
    "elsewhere": (status(301), "it redirects without an address (301)"),
    "no HEAD": (on_head(status=405), "the server refuses HEAD (405), which Apple sends first"),
    "HEAD unknown": (on_head(status=501), "the server does not know HEAD (501), which Apple sends first"),
    "no ranges": (
        whole,
        "the server ignores ranges (200 instead of 206): players cannot seek, and Apple refuses such hosts",
    ),
    "range refused": (on_get(lambda reply: reply.but(416, b"")), "the server has a file of another length (416)"),
    "another range": (
        on_get(lambda reply: reply.but(content_range="bytes 1-4096/32000")),
        "Content-Range is bytes 1-4096/32000 instead of bytes 27904-31999/32000: players would join the pieces wrongly",
    ),
    "no Content-Range": (
        on_get(lambda reply: reply.but(content_range=None)),
        "Content-Range is missing instead of bytes 27904-31999/32000: players would join the pieces wrongly",
    ),
    "too short": (
        honest(DATA[:-1], "audio/mpeg"),
        "Content-Length is 31999 instead of 32000: players seek by it, and Apple compares it",
    ),
    "no length": (
        on_head(content_length=None),
        "Content-Length is missing instead of 32000: players seek by it, and Apple compares it",
    ),
    "no type": (on_head(content_type=None), "Content-Type is missing instead of audio/mpeg, and apps rely on it"),
    "unknown type": (
        honest(DATA, "binary/octet-stream"),
        "Content-Type is binary/octet-stream instead of audio/mpeg, and apps rely on it",
    ),
    "a web page": (
        lambda _: Reply(headers={"Content-Type": "text/html; charset=utf-8"}, body=b"<h1>Not found</h1>"),
        "a web page answers (text/html) instead of audio/mpeg",
    ),
    "compressed": (
        honest(DATA, "audio/mpeg", **{"Content-Encoding": "gzip"}),
        "the server or CDN compresses the file (gzip): players cannot seek in it",
    ),
    "ranges compressed": (
        on_get(lambda reply: reply.but(body=gzip.compress(reply.body), content_encoding="br")),
        "the server or CDN compresses the file (br): players cannot seek in it",
    ),
    "another end": (damaged(31999), "bytes 27904 to 31999 are not those that were sent"),
    "too much": (
        on_get(lambda reply: reply.but(body=reply.body + b"x")),
        "bytes 27904 to 31999 are not those that were sent",
    ),
    "cut off": (
        on_get(lambda reply: reply.but(body=reply.body[:-1], content_length="4096")),
        "127.0.0.1 closed the connection before its answer was complete",
    ),
    "in circles": (lambda _: Reply(302, {"Location": "/" + KEY}), "redirects in a circle, by {url}"),
    "to no address": (
        lambda _: Reply(302, {"Location": "http://[bad/"}),
        "redirects to 'http://[bad/', which is not an address",
    ),
    "to nowhere": (lambda _: Reply(302, {"Location": ""}), "it redirects without an address (302)"),
    "into the network": (
        lambda _: Reply(302, {"Location": "http://169.254.169.254/"}),
        "169.254.169.254 is an address that only this machine or its network can reach (http://169.254.169.254/)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MISBEHAVIOUR)
def test_what_listeners_would_not_get_is_said(name: str) -> None:
    """What was seen, what was expected, why it matters, and what to do."""
    answer, message = MISBEHAVIOUR[name]

    error = failed(answer)

    expected = "the feed stays as it was, because listeners would not get this: " + message.format(url=error.where)
    assert expected == error.message
    assert error.where.endswith(KEY)
    assert error.hint


def asked(server: Served) -> list[tuple[str, str, str | None]]:
    """Method, path and range of each request."""
    return [(one.method, one.path, one.headers.get("Range")) for one in server.requests]


def test_a_run_sends_head_once_for_each_type_and_one_range_for_each_object() -> None:
    """HEAD tells how a server treats a type; the range tells of each object that all of it is there."""

    def answer(request: HttpRequest) -> Reply:
        return (FILE if request.path.endswith(".mp3") else honest(b"WEBVTT", "text/vtt"))(request)

    with serving(answer) as server, VerifySession() as session:
        for name in ("a.mp3", "b.mp3", "c.vtt", "d.mp3", "e.vtt"):
            data, type_ = (DATA, "audio/mpeg") if name.endswith("mp3") else (b"WEBVTT", "text/vtt; charset=utf-8")
            looked(server.url + name, data=data, type=type_, session=session)

    end, whole_ = "bytes=27904-31999", "bytes=0-5"
    assert [
        ("HEAD", "/a.mp3", None),
        *(("GET", f"/{name}", end) for name in ("a.mp3", "b.mp3")),
        ("HEAD", "/c.vtt", None),
        ("GET", "/c.vtt", whole_),
        ("GET", "/d.mp3", end),
        ("GET", "/e.vtt", whole_),
    ] == asked(server)
    assert 1 == server.connections


ONLY_HEAD = {"no HEAD", "HEAD unknown", "no length", "no type"}
"""What is wrong with answers to HEAD alone."""

WITHOUT_HEAD: dict[str, tuple[Answer, str]] = {
    **{name: one for name, one in MISBEHAVIOUR.items() if name not in ONLY_HEAD},
    "too short": (
        honest(DATA[:-1], "audio/mpeg"),
        "the file has 31999 bytes instead of 32000: players seek by it, and Apple compares it",
    ),
    "longer by one": (
        honest(DATA + b"x", "audio/mpeg"),
        "the file has 32001 bytes instead of 32000: players seek by it, and Apple compares it",
    ),
}


@pytest.mark.parametrize("name", WITHOUT_HEAD)
def test_what_listeners_would_not_get_is_found_without_head(name: str) -> None:
    """The range alone tells it of the second object of a type, in the same words."""
    answer, message = WITHOUT_HEAD[name]

    def first_is_good(request: HttpRequest) -> Reply:
        return (FILE if request.path == "/first.mp3" else answer)(request)

    with serving(first_is_good) as server, VerifySession() as session:
        looked(server.url + "first.mp3", session=session)
        with pytest.raises(VerificationFailed) as caught:
            looked(server.url + KEY, session=session)

    assert caught.value.message.endswith("would not get this: " + message.format(url=caught.value.where))


@pytest.mark.parametrize("code", [429, 503])
def test_a_server_that_is_busy_is_asked_half_as_often(code: int) -> None:
    """The object is asked for again after a pause, as everything that is not there yet."""
    answers = iter([code])

    def busy(request: HttpRequest) -> Reply:
        return status(code)(request) if next(answers, 0) else FILE(request)

    with serving(busy) as server, VerifySession() as session:
        before = session.limit(server.url).allowed
        looked(server.url + KEY, wait=60.0, session=session)

        assert (16, 8) == (before, session.limit(server.url).allowed)


def test_a_connection_that_was_closed_meanwhile_is_no_failure() -> None:
    """Servers close what is idle; the next look opens another one, and nobody waits."""
    time = Time()

    def closing(request: HttpRequest) -> Reply:
        return FILE(request).but(connection="close")

    with serving(closing) as server, VerifySession() as session:
        for _ in range(3):
            looked(server.url + KEY, session=session, time=time, wait=60.0)

    assert [] == time.slept
    assert 4 == len(server.requests)


def test_a_charset_that_would_garble_text_is_refused() -> None:
    """A server that thinks text is Latin-1."""
    error = failed(honest(DATA, "text/vtt; charset=ISO-8859-1"), type="text/vtt; charset=utf-8")

    assert error.message.endswith(
        "the text is served as iso-8859-1 instead of utf-8: apps would show letters beyond ASCII wrongly"
    )


def test_a_charset_that_means_nothing_garbles_nothing() -> None:
    """A number of 5000 digits in it is no reason to give up."""
    with serving(honest(DATA, "text/vtt; charset*" + "9" * 5000 + "=a")) as server:
        looked(server.url, type="text/vtt; charset=utf-8")

    assert 2 == len(server.requests)


@pytest.mark.parametrize(
    ("target", "resource"),
    [
        ("s3://our-bucket/shows/tidewater", "arn:aws:s3:::our-bucket/shows/tidewater/*"),
        ("s3://our-bucket", "arn:aws:s3:::our-bucket/*"),
        ("", "arn:aws:s3:::BUCKET/*"),
    ],
)
def test_what_is_not_public_comes_with_the_policy_that_makes_it_so(target: str, resource: str) -> None:
    """For exactly what is published, as JSON to paste."""
    hint = failed(status(403), target=target).hint

    policy, _ = json.JSONDecoder().raw_decode(hint[hint.index("{") :])
    assert [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": resource}] == policy[
        "Statement"
    ]


def test_the_policy_is_not_told_for_a_directory() -> None:
    """It has a web server of its own."""
    assert "let the web server read the files" in failed(status(403), target="/srv/podcasts").hint


def test_a_host_that_nobody_knows_is_a_failed_proof() -> None:
    """Not only answers can be wrong."""
    with pytest.raises(VerificationFailed) as caught:
        looked("http://[::1]:1/" + KEY)

    assert caught.value.message.endswith("listeners would not get this: ::1 accepts no connection")


def test_a_private_address_is_refused_where_the_base_is_public() -> None:
    """The name of a public address that leads into our own network."""
    with pytest.raises(VerificationFailed) as caught:
        verify_public(action("http://127.0.0.1/" + KEY), wait=0)

    assert "127.0.0.1 is an address that only this machine or its network can reach" in caught.value.message


def test_what_appears_late_is_waited_for() -> None:
    """Eventual consistency: pauses grow, and the proof ends as soon as it can."""
    time, answers = Time(), iter([404, 404, 503])

    def late(request: HttpRequest) -> Reply:
        return status(code)(request) if (code := next(answers, 0)) else FILE(request)

    with serving(late) as server:
        looked(server.url, wait=60.0, time=time)

    assert [0.5, 1.0, 2.0] == time.slept


def test_waiting_ends() -> None:
    """After a minute at most, with what was seen last."""
    time = Time()

    error = failed(status(404), wait=60.0, time=time)

    assert error.message.endswith("the server finds nothing at this address (404)")
    assert 50 < time.now <= 60
    assert 8.0 == max(time.slept)


def test_what_waiting_does_not_mend_is_not_waited_for() -> None:
    """Redirects in circles, certificates, malformed addresses."""
    time = Time()

    failed(MISBEHAVIOUR["in circles"][0], wait=60.0, time=time)

    assert [] == time.slept


def test_a_file_that_vanished_meanwhile_is_said(tmp_path: Path) -> None:
    """There is nothing left to compare with."""
    body = Body.of_file(tmp_path / "gone.mp3", size=10, digest="0" * 64)

    with pytest.raises(VerificationFailed, match="cannot read this file any more") as caught:
        verify_public(
            Verify(key=KEY, url="http://127.0.0.1:1/", type="audio/mpeg", size=10, body=body, reason="", cache="")
        )

    assert str(tmp_path / "gone.mp3") == caught.value.where


# --- by the store's own word


def test_what_the_store_holds_is_compared(tmp_path: Path) -> None:
    """In a bucket with type and caching, on a disk without."""
    memory, directory = Memory(), Directory(tmp_path)
    for storage in (memory, directory):
        storage.put(KEY, Body.of_bytes(DATA), type="audio/mpeg", cache=IMMUTABLE)

        verify_stored(action(), storage=storage)

    assert DATA == (tmp_path / KEY).read_bytes()


@pytest.mark.parametrize(
    ("data", "type", "cache", "message"),
    [
        (None, "", "", "the store does not have the object that was just put"),
        (DATA[:-1], "audio/mpeg", IMMUTABLE, "the store has another size: 31999 instead of 32000"),
        (DATA, "text/html", IMMUTABLE, "the store has another type: text/html instead of audio/mpeg"),
        (DATA, "audio/mpeg", SHORT, f"the store has another Cache-Control: {SHORT} instead of {IMMUTABLE}"),
        (b"x" + DATA[1:], "audio/mpeg", IMMUTABLE, "bytes 0 to 4095 are not those of the file"),
        (DATA[:-1] + b"x", "audio/mpeg", IMMUTABLE, "bytes 27904 to 31999 are not those of the file"),
    ],
)
def test_what_the_store_holds_instead_is_said(data: bytes | None, type: str, cache: str, message: str) -> None:
    """With the store's name for it."""
    storage = Memory()
    if data is not None:
        storage.put(KEY, Body.of_bytes(data), type=type, cache=cache)

    with pytest.raises(VerificationFailed) as caught:
        verify_stored(action(), storage=storage)

    assert (message, f"{storage.name}/{KEY}") == (caught.value.message, caught.value.where)
    assert caught.value.hint


# --- pages

PAGE: dict[str, Any] = {"key": "first.html", "type": "text/html; charset=utf-8", "cache": SHORT, "is_page": True}


def page(url: str, more: str = "") -> bytes:
    """A page that names its address, as every page of ours does."""
    return f'<link rel="canonical" href="{url}">{more}'.encode()


@pytest.mark.parametrize("more", ["", "<script>a CDN's</script>", "<!-- the next version -->"])
def test_a_page_that_somebody_changed_meanwhile_is_still_the_page(more: str) -> None:
    """CDNs write into pages, and somebody else may have published; nobody seeks in a page."""
    replies: list[Reply] = []
    with serving(lambda _request: replies[0]) as server:
        url = server.url + "first.html?a=1&b=2"
        replies.append(Reply(headers={"Content-Type": "text/html"}, body=page(escape(url), more)))
        looked(url, data=page(url), **PAGE)
        storage = Memory()
        storage.put("first.html", Body.of_bytes(page(url, more)), type=PAGE["type"], cache=SHORT)

        verify_stored(action(url, page(url), **PAGE), storage=storage)

        assert ["GET"] == [one.method for one in server.requests]


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (Reply(404), "the server finds nothing at this address (404)"),
        (Reply(headers={"Content-Type": "application/octet-stream"}), "browsers would offer a file, or its source"),
        (Reply(), "Content-Type is missing instead of text/html"),
        (Reply(headers={"Content-Type": "text/html; charset=latin-1"}), "apps would show letters beyond ASCII wrongly"),
        (Reply(headers={"Content-Type": "text/html"}, body=b"<h1>Soon</h1>"), "another page answers: it does not name"),
    ],
)
def test_what_is_no_page_for_readers_is_said(reply: Reply, message: str) -> None:
    """And what to do; the feed waits."""
    with serving(lambda _request: reply) as server, pytest.raises(VerificationFailed) as caught:
        looked(server.url + "first.html", data=page(server.url + "first.html"), **PAGE)

    assert message in caught.value.message
    assert "readers would not get this" in caught.value.message
    assert caught.value.hint


def test_another_page_in_the_store_is_said() -> None:
    """By the store's own word; and so is another type."""
    storage, url = Memory(), "https://x.example/first.html"
    for data, stored_as, message in (
        (b"<h1>Soon</h1>", PAGE["type"], "the store has another page here"),
        (page(url), "text/plain", "the store has another type"),
    ):
        storage.put("first.html", Body.of_bytes(data), type=stored_as, cache=SHORT)

        with pytest.raises(VerificationFailed, match=message):
            verify_stored(action(url, page(url), **PAGE), storage=storage)


# --- the feed

OLD = render(catalog(item("first-light"), revision=3))
NEW = render(catalog(item("first-light"), item("low-tide"), revision=4))
NEWER = render(catalog(item("first-light"), revision=5))
LINEAGE, OTHER = "1f" * 16, "2e" * 16


def committed(*slugs: str, revision: int, lineage: str = LINEAGE, digest: str = "9a" * 32) -> bytes:
    """A feed that shows where it comes from."""
    items = [item(slug) for slug in slugs]
    return render(catalog(*items, revision=revision, lineage=lineage, feed_digest=digest))


FIRST, LAST = item("first-light").guid, item("low-tide").guid


def rss(body: bytes, **headers: str) -> Answer:
    """A server of a feed."""
    return lambda _: Reply(headers={"Content-Type": "application/rss+xml; charset=utf-8", **headers}, body=body)


def seen(
    answer: Answer, *, sent: bytes = NEW, stored: bytes | None = None, time: Time | None = None
) -> datetime | None:
    """What is said of the public feed."""
    time = time or Time()
    with serving(answer) as server:
        return verify_feed(
            server.url + "feed.xml",
            sent=sent,
            now=NOW,
            stored=lambda: stored,
            allow_private=True,
            wait=60.0 if time.slept else 0.0,
            sleep=time.sleep,
            clock=time.clock,
        )


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (rss(NEW), "it is the very feed"),
        (lambda _: Reply(headers={"Content-Type": "application/xml"}, body=NEW), "another type that readers take"),
        (rss(gzip.compress(NEW), **{"Content-Encoding": "gzip"}), "a host that always compresses"),
        (rss(NEW.replace(b"\n", b"\r\n")), "a host that changes line ends"),
        (rss(NEWER), "somebody published after us"),
        (rss(NEW.replace(b">feedpub (revision 4)<", b">a CDN<")), "a service that names itself as the generator"),
        (rss(NEW.replace(FIRST.encode(), b"<![CDATA[" + FIRST.encode() + b"]]>")), "a service that writes XML anew"),
        (rss(NEW + b"<!-- from a cache -->"), "a cache that signs what it sends"),
    ],
)
def test_the_new_feed_or_one_after_it_is_fresh(answer: Answer, why: str) -> None:
    """Apps see the episode now."""
    assert seen(answer) is None, why


OURS = committed("first-light", revision=4)


@pytest.mark.parametrize(
    ("answer", "stored"),
    [
        (committed("first-light", "low-tide", revision=5), committed("first-light", "low-tide", revision=5)),
        (OURS, OURS),
        (NEWER, NEWER),
    ],
    ids=["somebody published after us", "ours", "of schema 1, and in the store"],
)
def test_a_later_feed_is_fresh_where_the_store_has_it_too(answer: bytes, stored: bytes) -> None:
    """Somebody else may always be faster."""
    assert seen(rss(answer), sent=OURS, stored=stored) is None


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (committed("first-light", revision=5), "revision 5"),
        (committed("first-light", revision=4, lineage=OTHER), f"revision 4 of lineage {OTHER[:12]}"),
        (committed("first-light", revision=3, lineage=OTHER), f"revision 3 of lineage {OTHER[:12]}"),
        (committed("first-light", revision=4, digest="8b" * 32), "revision 4"),
        (NEWER, "revision 5"),
    ],
    ids=["higher", "other lineage", "lower, other lineage", "same revision of another catalog", "higher, of schema 1"],
)
def test_a_feed_of_another_lineage_is_never_success(answer: bytes, found: str) -> None:
    """The store has ours: whatever answers is a stale copy, or the show as it was before it was begun anew."""
    with pytest.raises(VerificationFailed) as caught:
        seen(rss(answer, Age="1", **{"Cache-Control": "max-age=300"}), sent=OURS, stored=OURS)

    assert f"the feed of {found}" in caught.value.message


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        (b"+0000</pubDate>", b"+0100</pubDate>", "pubDate"),
        (b"<title>First light<", b"<title>First lighu<", "title"),
        (b'length="', b'length="9', "enclosure length"),
        (b'type="audio/mpeg"', b'type="audio/mpeh"', "enclosure type"),
        (b"/media/first-light", b"/media/first-lighs", "enclosure url"),
    ],
)
def test_a_feed_that_was_changed_on_its_way_is_not_the_one_that_was_put(old: bytes, new: bytes, what: str) -> None:
    """Well-formed, of this very revision, with the same guids: what is in the items must be the same, too."""
    assert old in NEW

    with pytest.raises(VerificationFailed, match=rf"the feed was changed on its way: {what}"):
        seen(rss(NEW.replace(old, new, 1)))


def test_a_feed_without_its_revision_is_known_by_its_date() -> None:
    """A service that names itself as the generator may show an older feed with the same episodes."""
    sent = NEW.replace(b"07:05:09 +0000</lastBuildDate>", b"07:05:10 +0000</lastBuildDate>")
    unsigned = rss(NEW.replace(b">feedpub (revision 4)<", b">a CDN<"))

    with pytest.raises(VerificationFailed, match="an older feed answers, and it does not come from a cache"):
        seen(unsigned, sent=sent)


@pytest.mark.parametrize(
    ("headers", "until"),
    [
        ({"Age": "100", "Cache-Control": "public, max-age=300"}, NOW + timedelta(seconds=200)),
        ({"Age": "0", "Cache-Control": "max-age=300, s-maxage=3600"}, NOW + timedelta(hours=1)),
        (
            {"Age": "20", "Cache-Control": "max-age=300", "Date": format_datetime(NOW + timedelta(minutes=20))},
            NOW + timedelta(minutes=25),
        ),
    ],
)
def test_an_older_copy_within_its_age_is_success(headers: dict[str, str], until: datetime) -> None:
    """Apps see the new one by then. The clock was read when the run began; a later Date of the origin counts."""
    headers = {"Date": format_datetime(NOW - timedelta(seconds=int(headers["Age"]))), **headers}

    assert until == seen(rss(OLD, **headers))


def test_a_cache_that_does_not_say_so_is_known_by_another_spelling_of_the_address() -> None:
    """Many proxies send no Age; asked past them, the origin has the new feed."""

    def answer(request: HttpRequest) -> Reply:
        return rss(
            NEW if "?" in request.path else OLD, **{"Cache-Control": "max-age=300", "Date": format_datetime(NOW)}
        )(request)

    assert NOW + timedelta(seconds=300) == seen(answer)


def test_an_old_feed_that_is_not_even_cached_is_wrong_also_where_nothing_else_answers() -> None:
    """A host that refuses what it does not know."""

    def answer(request: HttpRequest) -> Reply:
        return Reply(302, {"Location": request.path}) if "?" in request.path else rss(OLD)(request)

    with pytest.raises(VerificationFailed, match="an older feed answers, and it does not come from a cache"):
        seen(answer)


WRONG_FEEDS: dict[str, tuple[Answer, str]] = {
    "old, from the origin": (
        rss(OLD, **{"Cache-Control": "max-age=300"}),
        "an older feed answers, and it does not come from a cache",
    ),
    "kept too long": (
        rss(OLD, **{"Cache-Control": "max-age=300", "Age": "4000"}),
        "a cache shows an older feed, 4000 s old, although it may keep it for only 300 s",
    ),
    "kept without leave": (
        rss(OLD, Age="1"),
        "a cache shows an older feed, 1 s old, although it may keep it for only 0 s",
    ),
    "another show": (
        rss(NEW.replace(b"917393e3", b"00000000")),
        "the feed of another show answers (podcast:guid 00000000-1b1e-5cef-ace4-edaa54e1f810)",
    ),
    "private": (status(403), "it is not public (403)"),
    "missing": (status(404), "the server finds nothing at this address (404)"),
    "a web page": (
        lambda _: Reply(headers={"Content-Type": "text/html"}, body=b"<h1>Hello</h1>"),
        "a web page answers (text/html) instead of application/rss+xml",
    ),
    "unknown type": (
        lambda _: Reply(headers={"Content-Type": "text/plain"}, body=NEW),
        "Content-Type is text/plain instead of application/rss+xml, and apps rely on it",
    ),
    "no XML": (rss(b"Internal error"), "the answer is not RSS"),
    "other XML": (rss(b"<Error><Code>AccessDenied</Code></Error>"), "the answer is not RSS"),
    "nothing": (rss(b""), "the answer is empty"),
    "a web page that says it is a feed": (
        rss(b"<!doctype html><html><body>" + FIRST.encode() + b" (revision 4)</body></html>"),
        "a web page answers instead of a feed",
    ),
    "no podcast:guid": (
        rss(NEW.replace(b"podcast:guid>", b"podcast:txt>")),
        "the feed of another show answers (it has no podcast:guid)",
    ),
    "cut off in an item": (
        rss(NEW[: NEW.index(LAST.encode()) + 50]),
        "the feed is damaged in line 37, column 7: the document ends inside `<item>` in `<channel>` in `<rss>`",
    ),
    "cut off between items": (
        rss(NEW[: NEW.rindex(b"<item>")]),
        "the feed is damaged in line 33, column 5: the document ends inside `<channel>` in `<rss>`",
    ),
    "cut off at its end": (
        rss(NEW.rstrip()[:-1]),
        "the feed is damaged in line 45, column 1: the tag `</rss` is never closed",
    ),
    "a newer one, cut off": (
        rss(NEWER.rstrip()[: -len("</rss>")]),
        "the feed is damaged in line 34, column 1: the document ends inside `<rss>`",
    ),
    "garbled": (
        rss(NEW.replace(b"First light", b"First & light")),
        "the feed is damaged in line 23, column 20: a `&` that begins no entity",
    ),
    "other letters": (
        rss(NEW.replace(b"First light", b"Premi\xe8re")),
        "the feed is damaged in line 23, column 19: the byte E8 is no UTF-8",
    ),
    "with entities": (
        rss(NEW.replace(b"<rss ", b'<!DOCTYPE rss [<!ENTITY a "b">]><rss ', 1)),
        "the feed is damaged in line 2, column 1: a DOCTYPE",
    ),
    "without a namespace": (
        rss(NEW.replace(b'xmlns:podcast="https://podcastindex.org/namespace/1.0" ', b"")),
        "the feed is damaged in line 2, column 1: `<rss>` does not declare podcast",
    ),
    "one item missing": (
        rss(NEW[: NEW.index(b"    <item>")] + NEW[NEW.rindex(b"    <item>") :]),
        f"the feed lacks 1 of 2 episodes, first the one with the guid {FIRST!r}",
    ),
    "an item of somebody else": (
        rss(NEW.replace(b"    <item>", b"    <item><guid>theirs</guid></item>\n    <item>", 1)),
        "the feed has 1 more than this show's episodes, first the one with the guid 'theirs'",
    ),
    "another item": (
        rss(NEW.replace(FIRST.encode(), b"theirs")),
        f"the feed lacks 1 of 2 episodes, first the one with the guid {FIRST!r}",
    ),
    "another order": (
        rss(
            NEW[: NEW.index(b"    <item>")]
            + NEW[NEW.rindex(b"    <item>") : NEW.index(b"  </channel>")]
            + NEW[NEW.index(b"    <item>") : NEW.rindex(b"    <item>")]
            + NEW[NEW.index(b"  </channel>") :]
        ),
        "the feed has this show's episodes in another order, or one of them twice",
    ),
    "too large": (rss(NEW + bytes(33 << 20)), "answers with more than 33554432 bytes"),
}


@pytest.mark.parametrize("name", WRONG_FEEDS)
def test_a_feed_that_apps_cannot_read_is_said(name: str) -> None:
    """Everything is recorded and stored by then, so it says that too."""
    answer, message = WRONG_FEEDS[name]

    with pytest.raises(VerificationFailed) as caught:
        seen(answer)

    assert f"everything is published, but apps cannot read the feed: {message}" == caught.value.message
    assert caught.value.where.endswith("/feed.xml")
    assert caught.value.hint


def test_the_feed_is_waited_for() -> None:
    """A cached 404 of before the first publication passes."""
    time, answers = Time(), iter([404, 404])
    time.slept.append(0.0)

    result = seen(lambda request: status(code)(request) if (code := next(answers, 0)) else rss(NEW)(request), time=time)

    assert (None, [0.0, 0.5, 1.0]) == (result, time.slept)


@pytest.mark.parametrize(
    "headers",
    [
        {"Age": "\u00b2"},
        {"Age": "9" * 5000},
        {"Age": "-1"},
        {"Date": "Fri, 31 Dec 9999 23:59:59 GMT", "Cache-Control": "max-age=999999999"},
        {"Date": "Mon, 01 Jan 0001 00:00:00 +2300"},
        {"Date": "Mon, 23 Nov 2026 14:30:00 +9999999999999999"},
        {"Date": "Mon, 99 Nov 2026 14:30:00 GMT"},
        {"Date": "9" * 5000},
        {"Cache-Control": "max-age=" + "9" * 5000},
    ],
    ids=str,
)
def test_headers_of_a_cache_that_mean_nothing_are_no_signs_of_one(headers: dict[str, str]) -> None:
    """Numbers and dates that nobody can have meant."""
    with pytest.raises(VerificationFailed, match="an older feed"):
        seen(rss(OLD, **{"Date": format_datetime(NOW), **headers}))


def test_a_date_that_no_clock_can_have_shown_does_not_count() -> None:
    """The age alone says then until when the older copy is shown."""
    headers = {"Age": "100", "Date": "Fri, 31 Dec 9999 23:59:59 GMT", "Cache-Control": "max-age=300"}

    assert NOW + timedelta(seconds=200) == seen(rss(OLD, **headers))


def test_which_guids_another_feed_lacks() -> None:
    """Before subscribers are sent to it."""
    wanted = ["917393e3-1b1e-5cef-ace4-edaa54e1f810", FIRST, LAST]
    with serving(rss(OLD)) as server:
        assert [LAST] == missing_guids(server.url, wanted, allow_private=True)

    with serving(rss(OLD.replace(FIRST.encode(), b"x").replace(b"First light", FIRST.encode()))) as server:
        assert [FIRST, LAST] == missing_guids(server.url, wanted, allow_private=True)

    with serving(status(404)) as server, pytest.raises(FetchError, match="the server answers 404"):
        missing_guids(server.url, wanted, allow_private=True)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (NEW[: NEW.index(LAST.encode()) + 50], "the feed is damaged in line 37, column 7: the document ends inside"),
        (b"<!doctype html><p>" + FIRST.encode() + b"</p><p>" + LAST.encode() + b"</p>", "a web page answers"),
        (b"", "the answer is empty"),
    ],
)
def test_a_feed_that_nobody_can_read_is_none_to_send_subscribers_to(body: bytes, message: str) -> None:
    """Although all guids stand in it."""
    with serving(rss(body)) as server, pytest.raises(FetchError, match=message) as caught:
        missing_guids(server.url, [FIRST, LAST], allow_private=True)

    assert server.url == caught.value.where
    assert caught.value.hint


# --- the private state

STATE = ".feedpub/tidewater/probe"
AWS = {"target": "s3://b/tidewater", "state": "s3://b/.feedpub/tidewater"}
DEEP = {"target": "s3://b/shows/tidewater", "state": "s3://b/.feedpub/shows/tidewater"}
DISK = {"target": "/srv/public/tidewater", "state": "/srv/public/.feedpub/tidewater"}
R2 = {**AWS, "endpoint": "https://a.r2.example/"}
OWN = {**AWS, "endpoint": "http://127.0.0.1:8333"}
APART = {**AWS, "state": "s3://private/x"}


@pytest.mark.parametrize(
    ("places", "base", "expected"),
    [
        (AWS, "https://cdn.example/", "https://cdn.example/" + STATE),
        (AWS, "https://cdn.example/tidewater/", "https://cdn.example/" + STATE),
        (AWS, "https://cdn.example/all/tidewater/", "https://cdn.example/all/" + STATE),
        (AWS, "https://cdn.example/all/", "https://cdn.example/all/" + STATE),
        (AWS, "https://cdn.example/b/tidewater/", "https://cdn.example/b/" + STATE),
        (AWS, "https://cdn.example/", "https://b.s3.amazonaws.com/" + STATE),
        (AWS, "https://cdn.example/", "https://s3.amazonaws.com/b/" + STATE),
        ({**AWS, "region": "eu-west-1"}, "https://cdn.example/", "https://b.s3.eu-west-1.amazonaws.com/" + STATE),
        (R2, "https://cdn.example/", "https://a.r2.example/b/" + STATE),
        (R2, "https://cdn.example/", "https://b.a.r2.example/" + STATE),
        (OWN, "http://127.0.0.1:8333/b/tidewater/", "http://127.0.0.1:8333/b/" + STATE),
        (APART, "https://b.s3.example/tidewater/", "https://private.s3.example/x/probe"),
        (APART, "http://127.0.0.1:8333/b/tidewater/", "http://127.0.0.1:8333/private/x/probe"),
        ({**AWS, "state": "s3://private"}, "http://127.0.0.1:8333/b/", "http://127.0.0.1:8333/private/probe"),
        (DEEP, "https://cdn.example/shows/tidewater/", "https://cdn.example/.feedpub/shows/tidewater/probe"),
        (DEEP, "https://cdn.example/x/y/", "https://cdn.example/.feedpub/shows/tidewater/probe"),
        ({**AWS, "state": "s3://b/tidewater/in"}, "https://cdn.example/", "https://cdn.example/in/probe"),
        ({**AWS, "state": "s3://b/a b"}, "https://cdn.example/", "https://cdn.example/a%20b/probe"),
        (DISK, "https://cdn.example/tidewater/", "https://cdn.example/" + STATE),
    ],
)
def test_the_state_is_asked_for_wherever_it_might_be_seen(places: dict[str, Any], base: str, expected: str) -> None:
    """Whether the base shows the whole bucket or a part of it, under its own name, or the store does."""
    found = state_addresses(base=base, key="probe", **places)

    assert expected in found
    assert len(found) == len(set(found))


def test_a_directory_is_asked_for_at_no_store() -> None:
    """A state on this machine's disk is only where its web server shows it."""
    found = state_addresses(base="https://c.example/", target="s3://b/p", state="/srv/state", key="probe")

    assert [] == found


SECRET = b"whether strangers can read this\n"


def test_a_state_that_everybody_can_read_stops_the_publish() -> None:
    """Naming the address, and what to do."""

    def answer(request: HttpRequest) -> Reply:
        return Reply(body=SECRET) if request.path.startswith("/b?") else Reply(403)

    with serving(answer) as server, pytest.raises(Refused) as caught:
        refuse_public_state([server.url + "a", server.url + "b"], SECRET)

    assert server.url + "b" == caught.value.where
    assert "`publish: {state: s3://another-private-bucket/name}`" in caught.value.hint


@pytest.mark.parametrize(
    "answer",
    [
        status(403),
        status(404),
        lambda _: Reply(headers={"Content-Type": "text/html"}, body=b"<h1>Hello</h1>"),
        lambda _: Reply(404, body=SECRET),
        lambda _: Reply(302, {"Location": "/"}),
        lambda _: Reply(body=SECRET * 10_000),
    ],
)
def test_a_state_that_is_not_shown_is_private(answer: Answer) -> None:
    """Refusals, other pages for everything, circles."""
    with serving(answer) as server:
        refuse_public_state([server.url, "http://127.0.0.1:1/"], SECRET)

    assert server.requests


def test_an_overloaded_server_is_asked_again_for_the_state() -> None:
    """It might show it a second later."""
    time, answers = Time(), iter([503, 429])

    def recovering(request: HttpRequest) -> Reply:
        return status(code)(request) if (code := next(answers, 0)) else Reply(body=SECRET)

    with serving(recovering) as server, pytest.raises(Refused, match="everybody can read the private state"):
        refuse_public_state([server.url], SECRET, sleep=time.sleep)

    assert [1.0, 1.0] == time.slept


def test_a_server_that_stays_overloaded_shows_nothing() -> None:
    """There is an end to asking."""
    time = Time()
    with serving(status(503)) as server:
        refuse_public_state([server.url], SECRET, sleep=time.sleep)

    assert (3, [1.0, 1.0]) == (len(server.requests), time.slept)


def test_an_https_address_that_ends_at_http_is_refused() -> None:
    """IPhones refuse it, whatever a browser does."""
    answer = Response(status=200, url="http://example.com/a", headers={}, body=b"")

    with pytest.raises(
        VerificationFailed, match=r"it redirects from https to http://example\.com/a, and iPhones refuse http"
    ):
        refuse_downgrade(answer, "https://example.com/a")
