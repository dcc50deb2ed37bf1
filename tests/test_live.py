"""`feedpub check https://…`: real servers on this machine, right and wrong on purpose; each wrong thing by its code."""

from __future__ import annotations

import gzip
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

import pytest
from tests.good_feed import NOW, good_feed
from tests.pictures import jpeg
from tests.servers import S3Server
from tests.sounds import mp3
from tests.studio import Studio

from feedpub.check import Checked, Media, Options, check_address
from feedpub.errors import FeedpubError, WebError
from feedpub.view import Element, Feed

AUDIO = mp3() * 20
PICTURE = jpeg()
VTT = b"WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n<v Ada>Hello\n"
ETAG = '"feed-1"'


class Wrong:
    """How a server behaves; everything right unless it is told otherwise."""

    def __init__(self, **changes: Any) -> None:
        self.ranges = True
        self.head = 200
        self.length = 0
        self.type = "audio/mpeg"
        self.short = False
        self.page = False
        self.feed_type = "application/rss+xml; charset=utf-8"
        self.validators = True
        self.conditional = True
        self.cors = True
        self.slow = 0.0
        self.gone = False
        self.picture = PICTURE
        self.to = ""
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
        if self.path.startswith("/hop"):
            return self._send(302, b"", {"Location": self.wrong.to or "/feed.xml"}, body=body)
        if self.path.endswith(".xml"):
            return self._feed(body=body)
        if self.path.endswith(".mp3"):
            return self._audio(body=body)
        if self.path.endswith(".jpg"):
            return self._send(
                200,
                self.wrong.picture,
                {"Content-Type": "image/jpeg", "Last-Modified": "Mon, 23 Nov 2026 07:05:09 GMT"},
                body=body,
            )
        cors = {"Access-Control-Allow-Origin": "*"} if self.wrong.cors else {}
        return self._send(200, VTT, {"Content-Type": "text/vtt", **cors}, body=body)

    def _feed(self, *, body: bool) -> None:
        headers = {"Content-Type": self.wrong.feed_type, **({"ETag": ETAG} if self.wrong.validators else {})}
        if self.wrong.conditional and self.headers.get("If-None-Match") == ETAG:
            return self._send(304, b"", headers, body=False)
        if "gzip" in self.headers.get("Accept-Encoding", ""):
            return self._send(200, gzip.compress(self.feed), {**headers, "Content-Encoding": "gzip"}, body=body)
        return self._send(200, self.feed, headers, body=body)

    def _audio(self, *, body: bool) -> None:
        time.sleep(0 if body else self.wrong.slow)
        if self.wrong.gone:
            return self._send(404, b"", {}, body=body)
        if not body and self.wrong.head != 200:
            return self._send(self.wrong.head, b"", {}, body=False)
        data = b"<!doctype html><html>Log in</html>" * 200 if self.wrong.page else AUDIO
        headers = {"Content-Type": self.wrong.type}
        asked = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        if not asked or not self.wrong.ranges:
            return self._send(200, data, headers, body=body, length=self.wrong.length)
        first, last = int(asked[1]), min(int(asked[2]), len(data) - 1)
        part = data[first : last + 1]
        if self.wrong.short:
            part = part[: len(part) // 2]
        headers["Content-Range"] = f"bytes {first}-{last}/{len(data)}"
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
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield base
    finally:
        server.shutdown()
        server.server_close()


def looked(address: str, **options: Any) -> Checked:
    """The check of a feed at an address of this machine."""
    return check_address(address, options=Options(), now=NOW, **{"media": Media(), "allow_private": True, **options})


def codes(wrong: Wrong, path: str = "/feed.xml") -> set[str]:
    """Rules that find something in what a server answers, besides those about the sound itself."""
    with serving(wrong) as base:
        return {one.rule.code for one in looked(base + path).findings if one.rule.code.startswith("FP7")}


def test_a_right_server_is_found_right() -> None:
    """Feed, audio, artwork and transcript are asked for, and nothing is said about the answers."""
    with serving() as base:
        asked: list[str] = []
        found = looked(f"{base}/feed.xml", on_progress=lambda _done, _total, url: asked.append(url))

    assert [] == [(one.rule.code, one.message) for one in found.findings if one.rule.code >= "FP6"]
    assert {".mp3", ".jpg", ".vtt"} == {url[-4:] for url in asked}
    assert "Tidewater" == found.title


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"ranges": False}, "FP726"),
        ({"length": 17}, "FP723"),
        ({"type": "binary/octet-stream"}, "FP725"),
        ({"head": 403}, "FP722"),
        ({"short": True}, "FP727"),
        ({"page": True}, "FP728"),
        ({"gone": True}, "FP721"),
        ({"slow": 5.2}, "FP730"),
        ({"feed_type": "text/html"}, "FP703"),
        ({"feed_type": "application/rss+xml; charset=iso-8859-1"}, "FP704"),
        ({"validators": False}, "FP705"),
        ({"conditional": False}, "FP706"),
        ({"cors": False}, "FP744"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_wrong_server_is_called_by_its_fault(wrong: dict[str, Any], code: str) -> None:
    """No ranges, another length or type, no HEAD, cut short, a page, gone, slow, no validators, no CORS."""
    assert code in codes(Wrong(**wrong))


def test_redirects_are_shown() -> None:
    """The chain, and the address that answered."""
    with serving() as base:
        found = looked(f"{base}/hop")

    assert (f"{base}/hop", f"{base}/feed.xml") == found.hops


def test_a_circle_of_redirects_is_no_feed() -> None:
    """In our words, exit 2."""
    with serving(Wrong(to="/hop")) as base, pytest.raises(WebError, match="circle"):
        looked(f"{base}/hop")


def test_a_feed_that_is_not_there_is_no_feed() -> None:
    """A host without a server."""
    with serving() as base:
        gone = base
    with pytest.raises(WebError, match="takes no connections"):
        looked(f"{gone}/feed.xml")


def test_private_addresses_are_asked_only_on_purpose() -> None:
    """Neither the feed nor what it names."""
    with serving() as base:
        with pytest.raises(WebError, match="only this machine or its network"):
            looked(f"{base}/feed.xml", allow_private=False)
        text = good_feed().replace("https://tidewater.example/media", f"{base}/media")
    from feedpub.check.live import look
    from feedpub.reader import read

    feed = read(text.encode(), now=NOW).feed
    silent: Any = lambda *_: Element("seen:nothing")  # noqa: E731 - three readers that are never asked
    enclosure = feed.items[0].first("enclosure")
    assert enclosure
    only = Feed(root=feed.root, channel=Element("channel"), items=(Element("item", children=(enclosure,)),))
    seen = look(only, media=Media(), read_picture=silent, read_chapters=silent, read_transcript=silent)

    assert ["seen:unanswered"] == [one.name for one in seen["items[0].enclosure"]]


def test_artwork_is_really_decoded() -> None:
    """Its size is what its bytes say."""
    with serving(Wrong(picture=jpeg(900))) as base:
        found = looked(f"{base}/feed.xml")

    assert "FP410" in {one.rule.code for one in found.findings}


def test_a_file_is_asked_for_once() -> None:
    """However many episodes name it; and only the newest if so many are wanted."""
    with serving() as base:
        asked: list[str] = []
        looked(f"{base}/feed.xml", media=Media(0), on_progress=lambda _done, _total, url: asked.append(url))
        nothing = list(asked)
        looked(f"{base}/feed.xml", media=Media(None), on_progress=lambda _done, _total, url: asked.append(url))

    assert [] == nothing
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize(("text", "newest"), [("newest:3", 3), ("all", None), ("none", 0), (" ALL ", None)])
def test_media_are_chosen_in_words(text: str, newest: int | None) -> None:
    """newest:N, all, none."""
    assert Media(newest) == Media.read(text)


@pytest.mark.parametrize("text", ["", "newest", "newest:", "newest:-1", "some", "all:3", "newest:٣"])
def test_other_words_are_refused(text: str) -> None:
    """With what to write."""
    with pytest.raises(FeedpubError, match="nothing to choose by"):
        Media.read(text)


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
