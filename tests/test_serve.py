"""`serve`: a directory target, as a real app hears it."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree as ET

import pytest
from tests import programs
from tests.deadlines import SECONDS
from tests.parts import need
from tests.serving import get, running
from tests.studio import Studio
from typer.testing import CliRunner

from feedpub.cli import app
from feedpub.commands import serve
from feedpub.errors import FeedpubError, Refused
from feedpub.output.serving import serving_lines
from feedpub.output.text import Line
from feedpub.pages.qr import qr_modules, qr_symbol
from feedpub.standards import IMMUTABLE, SERVE_BASE

pytestmark = pytest.mark.slow

SOUND = bytes(range(256)) * 40
"""10,240 bytes."""

MP3 = "media/first-light-0123456789ab.mp3"

TYPES = {
    "feed.xml": "application/rss+xml; charset=utf-8",
    MP3: "audio/mpeg",
    "media/a.m4a": "audio/x-m4a",
    "art/a.jpg": "image/jpeg",
    "art/a.png": "image/png",
    "chapters/a.json": "application/json+chapters",
    "transcripts/a.json": "application/json",
    "transcripts/a.vtt": "text/vtt; charset=utf-8",
    "transcripts/a.srt": "application/x-subrip",
    "first-light.html": "text/html; charset=utf-8",
    "assets/a.css": "text/css; charset=utf-8",
    "assets/a.js": "text/javascript; charset=utf-8",
    "sitemap.xml": "application/xml; charset=utf-8",
    "strange.xyz": "application/octet-stream",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published directory, with everything that must not be shown in and beside it."""
    root = tmp_path_factory.mktemp("served")
    site = root / "public" / "desk"
    for name, data in {
        **dict.fromkeys(TYPES, b"x"),
        MP3: SOUND,
        "feed.xml": b"<rss/>",
        "empty.txt": b"",
        ".secret": b"secret",
        "media/.secret": b"secret",
        ".well-known/x.txt": b"secret",
        "state/catalog.json": b"secret",
        "../.feedpub/desk/catalog.json.gz": b"secret",
        "../outside.txt": b"secret",
    }.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_bytes(data)
    (site / "inside.mp3").symlink_to(site / MP3)
    (site / "out.txt").symlink_to(root / "public" / "outside.txt")
    (site / "dot.txt").symlink_to(site / ".secret")
    os.mkfifo(site / "pipe.txt")
    return site


@pytest.fixture(scope="module")
def base(folder: Path) -> Iterator[str]:
    """The address of that directory."""
    with running(
        serve.PublishedDirectory(folder=folder, feed="feed.xml", title="<Desk>", hidden=(folder / "state",))
    ) as url:
        yield url


# --- files


@pytest.mark.parametrize(("key", "type"), TYPES.items())
def test_types_are_those_of_a_bucket(base: str, key: str, type: str) -> None:
    """By our own table, whatever the system's says."""
    assert type == get(base, key).headers["content-type"]


@pytest.mark.parametrize(("method", "body"), [("GET", SOUND), ("HEAD", b"")])
def test_a_file_comes_whole_with_what_apps_need_to_seek_and_keep_it(base: str, method: str, body: bytes) -> None:
    """HEAD says the same without the bytes."""
    got = get(base, MP3, method=method)

    assert (200, body) == (got.status, got.body)
    expected = {"content-type": "audio/mpeg", "content-length": "10240", "accept-ranges": "bytes"}
    assert expected == {name: got.headers[name] for name in expected}
    assert {"etag", "last-modified"} <= set(got.headers)
    assert IMMUTABLE == got.headers["cache-control"]


@pytest.mark.parametrize(
    ("range_header", "status", "body", "content_range"),
    [
        ("bytes=0-0", 206, SOUND[:1], "bytes 0-0/10240"),
        ("bytes=100-199", 206, SOUND[100:200], "bytes 100-199/10240"),
        ("bytes=10000-", 206, SOUND[10000:], "bytes 10000-10239/10240"),
        ("bytes=10000-99999", 206, SOUND[10000:], "bytes 10000-10239/10240"),
        ("bytes=-100", 206, SOUND[-100:], "bytes 10140-10239/10240"),
        ("bytes=-99999", 206, SOUND, "bytes 0-10239/10240"),
        ("Bytes = 0-9", 206, SOUND[:10], "bytes 0-9/10240"),
        ("bytes=10240-", 416, None, "bytes */10240"),
        ("bytes=-0", 416, None, "bytes */10240"),
        ("bytes=9-5", 200, SOUND, None),
        ("bytes=a-b", 200, SOUND, None),
        ("bytes=", 200, SOUND, None),
        ("bytes=0-1,5-6", 200, SOUND, None),
        ("items=0-5", 200, SOUND, None),
        ("nonsense", 200, SOUND, None),
    ],
)
def test_ranges(base: str, range_header: str, status: int, body: bytes | None, content_range: str | None) -> None:
    """One at a time, as buckets; what is no such range is ignored (RFC 9110 §14.2)."""
    got = get(base, MP3, range=range_header)

    assert (status, content_range) == (got.status, got.headers.get("content-range"))
    assert body is None or body == got.body


def test_head_knows_no_ranges(base: str) -> None:
    """It is about the whole (RFC 9110 §14.2)."""
    got = get(base, MP3, method="HEAD", range="bytes=0-9")

    assert (200, "10240", None) == (got.status, got.headers["content-length"], got.headers.get("content-range"))


@pytest.mark.parametrize("path", [MP3, "feed.xml"])
def test_what_an_app_has_already_is_not_sent_again(base: str, path: str) -> None:
    """304 by ETag, alone, weak or in a list, before anything else; by date only where no ETag is given."""
    first = get(base, path)
    tag, date = first.headers["etag"], first.headers["last-modified"]

    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        got = get(base, path, if_none_match=known, range="bytes=0-9")
        assert (304, b"", tag) == (got.status, got.body, got.headers["etag"])
    assert 304 == get(base, path, if_modified_since=date).status
    assert 200 == get(base, path, if_none_match='"other"', if_modified_since=date).status


def test_a_range_of_a_file_that_was_replaced_is_all_of_the_new_one(base: str) -> None:
    """If-Range: a download that is taken up again must not be patched together."""
    tag = get(base, MP3).headers["etag"]

    assert [206, 200] == [get(base, MP3, range="bytes=0-9", if_range=known).status for known in (tag, '"other"')]


def test_what_may_change_is_asked_for_again(base: str) -> None:
    """Who listens here has just changed something."""
    assert "no-cache" == get(base, "feed.xml").headers["cache-control"]


@pytest.mark.parametrize(
    "path",
    [
        ".secret", "media/.secret", ".well-known/x.txt", "state/catalog.json", "out.txt", "dot.txt", "pipe.txt",
        "../outside.txt", "../.feedpub/desk/catalog.json.gz", "media/../../outside.txt", "%2e%2e/outside.txt",
        "..%2foutside.txt", "..\\outside.txt", "//etc/passwd", "%2fetc/passwd", "media", "media/", "nothing.txt",
        "a%00b", "a" * 5000, "%ff%fe", "feed.xml/x",
    ],
)  # fmt: skip
def test_nothing_else_is_shown(base: str, path: str) -> None:
    """Hidden files, the state, links that lead out, other folders, what is no file."""
    got = get(base, path)

    assert 404 == got.status
    assert b"secret" not in got.body


def test_the_shows_own_page_answers_for_what_is_not_there(tmp_path: Path) -> None:
    """With its status, as hosts can be told to do."""
    (tmp_path / "404.html").write_text("<h1>Nothing here</h1>")

    with running(serve.PublishedDirectory(folder=tmp_path, feed="feed.xml")) as base:
        got = get(base, "old/episode.html")
        again = get(base, "old/episode.html", method="HEAD")

    assert (404, "text/html; charset=utf-8", b"<h1>Nothing here</h1>") == (
        got.status,
        got.headers["content-type"],
        got.body,
    )
    assert (404, b"") == (again.status, again.body)


def test_a_link_to_a_published_file_is_followed(base: str) -> None:
    """It leads nowhere else."""
    assert SOUND == get(base, "inside.mp3").body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_written(base: str, method: str) -> None:
    """Only looked at."""
    got = get(base, MP3, method=method)

    assert (405, "GET, HEAD") == (got.status, got.headers["allow"])


# --- the first page


def test_the_first_page_says_how_to_subscribe(base: str) -> None:
    """Title, address of the feed, and the apps that can."""
    got = get(base)

    assert (200, "text/html; charset=utf-8") == (got.status, got.headers["content-type"])
    page = got.body.decode()
    assert "<h1>&lt;Desk&gt;</h1>" in page
    assert f'<a href="{base}feed.xml">{base}feed.xml</a>' in page
    assert "gPodder, AntennaPod, VLC" in page


def test_the_show_s_own_first_page_goes_before(tmp_path: Path) -> None:
    """Where the show has one."""
    (tmp_path / "index.html").write_text("<h1>Ours</h1>")

    with running(serve.PublishedDirectory(folder=tmp_path, feed="feed.xml")) as base:
        assert b"<h1>Ours</h1>" == get(base).body


# --- the feed


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    """A show in its default place, `public/desk`."""
    studio = Studio(tmp_path_factory.mktemp("studio"))
    studio.show()
    studio.episode()
    studio.publish()
    return studio


def enclosure(feed: bytes) -> str:
    """Address of the first episode's audio."""
    found = ET.fromstring(feed).find("channel/item/enclosure")
    assert found is not None
    return found.attrib["url"]


def test_the_feed_is_made_for_the_address_at_which_it_is_asked_for(published: Studio) -> None:
    """So that its audio can be played, whatever address the feed in the folder names."""
    with running(serve.published_directory(published.folder)) as base:
        feed = get(base, "feed.xml")
        url = enclosure(feed.body)
        sound = get(base, url.removeprefix(base), range="bytes=0-9")

    assert (200, "application/rss+xml; charset=utf-8") == (feed.status, feed.headers["content-type"])
    assert url.startswith(base)
    assert SERVE_BASE.encode() not in feed.body
    assert (206, 10) == (sound.status, len(sound.body))


@pytest.mark.parametrize(
    "key",
    ["", "index.html", "first-light.html", "first-light-embed.html", "subscribe.html", "search.json", "sitemap.xml"],
)
def test_pages_are_made_for_the_address_at_which_they_are_asked_for(published: Studio, key: str) -> None:
    """As the feed is, and without another difference to the files in the folder."""
    with running(serve.published_directory(published.folder)) as base:
        page = get(base, key)

    file = (published.site / (key or "index.html")).read_text(encoding="utf-8")
    assert 200 == page.status
    if key != "subscribe.html":  # it has a QR symbol
        assert _anywhere(file, SERVE_BASE) == _anywhere(page.body.decode(), base)
    assert urlsplit(SERVE_BASE).netloc not in page.body.decode()


def _anywhere(text: str, base: str) -> str:
    """A document, whatever address it names."""
    host = urlsplit(base).netloc
    return text.replace(host, "HOST").replace(quote(host), "HOST")


def test_where_to_subscribe_names_that_address(published: Studio) -> None:
    """The QR symbol, which phones read, and the links that open an app."""
    with running(serve.published_directory(published.folder)) as base:
        page = get(base, "subscribe.html").body.decode()

    inside = base.removeprefix("http://")
    assert qr_symbol(f"{base}subscribe.html").path in page
    assert (f'"podcast://{inside}feed.xml"' in page, f'value="{base}feed.xml"' in page) == (True, True)


def test_the_page_for_nothing_is_made_for_that_address_too(published: Studio) -> None:
    """With its status."""
    with running(serve.published_directory(published.folder)) as base:
        got = get(base, "no/such/page")

    assert (404, "text/html; charset=utf-8") == (got.status, got.headers["content-type"])
    assert urlsplit(SERVE_BASE).netloc not in got.body.decode()


def test_chapters_name_their_pictures_at_that_address(tmp_path: Path) -> None:
    """An app that gets the feed from a phone's address gets the pictures there."""
    studio = Studio(tmp_path)
    studio.show()
    studio.episode(chapters=[{"start": "0:00", "title": "One", "image": "cover.jpg"}])
    studio.publish()
    (file,) = (studio.site / "chapters").iterdir()

    with running(serve.published_directory(studio.folder)) as base:
        got = get(base, f"chapters/{file.name}")
        (chapter,) = json.loads(got.body)["chapters"]
        picture = get(base, chapter["img"].removeprefix(base))

    assert (200, "application/json+chapters") == (got.status, got.headers["content-type"])
    assert (200, "image/jpeg") == (picture.status, picture.headers["content-type"])


def test_pages_of_another_version_stay_as_they_are(published: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """They load scripts and styles that this version would not name; `publish --rerender` makes them anew."""
    monkeypatch.setattr("feedpub.pages.design", lambda: "another")
    found = serve.published_directory(published.folder)
    with running(found) as base:
        page = get(base, "subscribe.html")

    assert found.is_old
    assert (published.site / "subscribe.html").read_bytes() == page.body


def test_addresses_and_a_symbol_for_phones_are_printed(published: Studio) -> None:
    """The symbol only where others can connect, and where there is room."""
    found = serve.published_directory(published.folder)

    alone = _texts(serving_lines(found, SERVE_BASE, folder="feeds/desk", lan=False, width=80))
    lan = _texts(serving_lines(found, "http://192.168.1.5:8910/", folder="feeds/desk", lan=True, width=80))
    narrow = _texts(serving_lines(found, "http://192.168.1.5:8910/", folder="feeds/desk", lan=True, width=20))

    assert [f"{SERVE_BASE}feed.xml", f"{SERVE_BASE}index.html"] == alone[:2]
    assert "with a phone, scan: http://192.168.1.5:8910/subscribe.html" == lan[2]
    drawn = [
        [*row]
        for line in lan[3:-2]
        for row in (line.replace("▀", "█").replace("▄", " "), line.replace("▄", "█").replace("▀", " "))
    ]
    modules = qr_modules("http://192.168.1.5:8910/subscribe.html")
    assert [["█" if dark else " " for dark in row] for row in modules] == drawn[: len(modules)]
    assert (4, 4) == (len(alone), len(narrow))


def test_a_show_without_pages_has_a_symbol_of_its_feed(tmp_path: Path) -> None:
    """And no home."""
    found = serve.PublishedDirectory(folder=tmp_path, feed="feed.xml")

    lines = _texts(serving_lines(found, "http://192.168.1.5:8910/", folder="feeds/desk", lan=True, width=80))

    assert ["http://192.168.1.5:8910/feed.xml", "with a phone, scan: http://192.168.1.5:8910/feed.xml"] == lines[:2]


def test_old_pages_are_reported_where_they_lead_elsewhere(tmp_path: Path) -> None:
    """With what makes them anew."""
    found = serve.PublishedDirectory(folder=tmp_path, feed="feed.xml", base=SERVE_BASE, is_old=True)

    lines, same = (
        _texts(serving_lines(found, base, folder="feeds/desk", lan=False)) for base in ("http://a/", SERVE_BASE)
    )

    hint = "to make them anew: feedpub publish feeds/desk --rerender"
    assert (1, 0) == (sum(hint in line for line in lines), sum(hint in line for line in same))


def _texts(lines: Iterable[Line]) -> list[str]:
    return [line.text for line in lines]


def test_the_feed_for_another_address_answers_304_too(published: Studio) -> None:
    """Its ETag follows from its bytes."""
    with running(serve.published_directory(published.folder)) as base:
        tag = get(base, "feed.xml").headers["etag"]
        again = get(base, "feed.xml", if_none_match=tag)
        head = get(base, "feed.xml", method="HEAD")

    assert (304, b"") == (again.status, again.body)
    assert (200, b"", tag) == (head.status, head.body, head.headers["etag"])


def test_the_feed_at_its_own_address_is_the_published_file(published: Studio) -> None:
    """Byte for byte."""
    with running(serve.published_directory(published.folder)) as base:
        feed = get(base, "feed.xml", host=urlsplit(SERVE_BASE).netloc)

    assert (published.site / "feed.xml").read_bytes() == feed.body


def test_what_is_published_meanwhile_is_heard(tmp_path: Path) -> None:
    """The server needs no restart."""
    studio = Studio(tmp_path)
    studio.show()
    studio.episode()
    studio.publish()

    with running(serve.published_directory(studio.folder)) as base:
        studio.episode("low-tide")
        studio.publish()
        feed = get(base, "feed.xml").body

    assert {"First-Light", "Low-Tide"} == {one.text for one in ET.fromstring(feed).findall("channel/item/title")}


def test_a_feed_that_cannot_be_made_says_why(published: Studio) -> None:
    """A person can do something about it; the app tries again later."""

    def fails(_key: str, _base: str) -> bytes:
        raise FeedpubError("the catalog is damaged", where="catalog.json.gz")

    with running(replace(serve.published_directory(published.folder), render=fails)) as base:
        got = get(base, "feed.xml")

    assert (503, b"catalog.json.gz: the catalog is damaged\n") == (got.status, got.body)


def test_a_bug_is_logged_with_its_traceback(published: Studio, caplog: pytest.LogCaptureFixture) -> None:
    """And does not stop the server."""

    def broken(_key: str, _base: str) -> bytes:
        raise ZeroDivisionError

    audio = next((published.site / "media").iterdir()).name
    with running(replace(serve.published_directory(published.folder), render=broken)) as base:
        statuses = [get(base, path).status for path in ("feed.xml", f"media/{audio}")]

    assert [500, 200] == statuses
    assert ["a bug in feedpub, at /feed.xml"] == [record.getMessage() for record in caplog.records]
    assert caplog.records[0].exc_info


@pytest.mark.audio
def test_ffprobe_hears_the_episode(published: Studio) -> None:
    """A program that knows nothing of us reads length and codec over the server."""
    need("ffprobe")
    with running(serve.published_directory(published.folder)) as base:
        url = enclosure(get(base, "feed.xml").body)
        command = ["ffprobe", "-v", "error", "-of", "json", "-show_entries", "stream=codec_name:format=size", url]
        probed = json.loads(programs.run(command).stdout)

    assert "mp3" == probed["streams"][0]["codec_name"]
    assert (published.site / urlsplit(url).path[1:]).stat().st_size == int(probed["format"]["size"])


# --- what can be served


def test_a_bucket_needs_no_server(tmp_path: Path) -> None:
    """Where to subscribe instead, and how to rehearse: the commands work as they stand."""
    studio = Studio(tmp_path)
    studio.show(publish={"to": "s3://bucket/desk", "url": "https://cdn.example.com/desk/"})
    studio.episode()

    with pytest.raises(Refused) as caught:
        serve.published_directory(studio.folder)

    assert "s3://bucket/desk is not a directory, so feedpub cannot serve it" == caught.value.message
    hint, _, commands = caught.value.hint.partition(
        "; to rehearse on this machine, publish to a directory and serve that: "
    )
    assert "subscribe there: https://cdn.example.com/desk/feed.xml" == hint
    publish, served = (command.split() for command in commands.split(" && "))
    done = CliRunner().invoke(app, publish[1:], catch_exceptions=False)
    with running(serve.published_directory(Path(served[2]), to=served[4])) as base:
        feed = get(base, "feed.xml")
    assert (["feedpub", "publish"], ["feedpub", "serve"], 0, 200) == (
        publish[:2],
        served[:2],
        done.exit_code,
        feed.status,
    )


def test_a_rehearsal_never_shares_the_state_of_a_bucket(tmp_path: Path) -> None:
    """A `state:` of show.yaml is that of every target, so no command is proposed."""
    studio = Studio(tmp_path)
    target = {"to": "s3://bucket/desk", "url": "https://cdn.example.com/desk/", "state": "s3://private/desk"}
    studio.show(publish=target)

    with pytest.raises(Refused) as caught:
        serve.published_directory(studio.folder)

    assert "subscribe there: https://cdn.example.com/desk/feed.xml" == caught.value.hint


def test_nothing_is_published_yet(tmp_path: Path) -> None:
    """What to do first."""
    studio = Studio(tmp_path)
    studio.show()

    with pytest.raises(Refused) as caught:
        serve.published_directory(studio.folder)

    assert ("nothing is published yet", str(studio.folder)) == (caught.value.message, caught.value.where)
    assert f"publish it first: feedpub publish {studio.folder}" == caught.value.hint


def test_another_target_can_be_named(tmp_path: Path) -> None:
    """`--to`, as it was published with."""
    studio = Studio(tmp_path)
    studio.show()
    studio.episode()
    studio.publish(to=str(tmp_path / "elsewhere"), url="https://cdn.tidewater.example/desk/")

    found = serve.published_directory(studio.folder, to=str(tmp_path / "elsewhere"))

    assert (tmp_path / "elsewhere", "feed.xml", "https://cdn.tidewater.example/desk/") == (
        found.folder,
        found.feed,
        found.base,
    )


# --- the process


def never(_url: str) -> None:
    """No server of these tests gets ready."""
    pytest.fail("ready")


@pytest.mark.parametrize(
    ("where", "message", "hint"),
    [
        ({"host": "192.0.2.1"}, "192.0.2.1 is not an address of this machine", "leave out the host, or use --lan"),
        ({"host": "no.such.host.invalid"}, "cannot listen at no.such.host.invalid, port 8910", "try --port 8911"),
        ({"port": 70000}, "70000 is not a port", "ports go up to 65535"),
        ({"port": -1}, "-1 is not a port", "ports go up to 65535"),
    ],
)
def test_where_it_cannot_listen_is_said(folder: Path, where: dict[str, object], message: str, hint: str) -> None:
    """In our words."""
    with pytest.raises(FeedpubError) as caught:
        serve.run(serve.application(serve.PublishedDirectory(folder=folder, feed="feed.xml")), on_ready=never, **where)  # type: ignore[arg-type]  # host or port

    assert (message, hint) == (caught.value.message, caught.value.hint)


def test_a_port_in_use_is_said(folder: Path) -> None:
    """With another one to take."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(FeedpubError) as caught:
            serve.run(
                serve.application(serve.PublishedDirectory(folder=folder, feed="feed.xml")), port=port, on_ready=never
            )

    assert f"port {port} is in use" == caught.value.message
    assert f"if another feedpub serve runs, stop it, or choose another port: --port {port + 1}" == caught.value.hint


@pytest.mark.allow_hosts(["192.0.2.1"])
def test_the_address_in_the_network_is_one_of_this_machine() -> None:
    """Others can reach it there; on a machine without a network it says so."""
    address = serve.lan_address() if _is_in_a_network() else None

    if address is None:
        with pytest.raises(FeedpubError, match="this machine is not in a network"):
            serve.lan_address()
    else:
        with socket.create_server((address, 0)) as listener:
            assert not listener.getsockname()[0].startswith("127.")


def _is_in_a_network() -> bool:
    """Whether the kernel has a default route: a line with destination 0 in its table."""
    routes = Path("/proc/net/route").read_text().splitlines()[1:]
    return any(line.split()[1] == "00000000" for line in routes)


PROGRAM = """
import sys
from pathlib import Path
from feedpub.cli import app
from feedpub.commands import serve

site = serve.PublishedDirectory(folder=Path(sys.argv[1]), feed="feed.xml")
try:
    serve.run(serve.application(site), port=0, on_ready=lambda url: print(url, flush=True))
except KeyboardInterrupt:
    sys.exit(130)
"""


@pytest.mark.slow
def test_ctrl_c_ends_it_in_the_middle_of_a_download(tmp_path: Path) -> None:
    """At once, quietly, and the caller decides the exit code."""
    with (tmp_path / "long.mp3").open("wb") as file:
        file.truncate(200 << 20)
    command = [sys.executable, "-c", PROGRAM, str(tmp_path)]
    with programs.started(command, text=True) as process:
        assert process.stdout is not None
        url = urlsplit(process.stdout.readline().strip())
        with socket.create_connection((str(url.hostname), int(url.port or 0)), timeout=SECONDS) as player:
            player.sendall(b"GET /long.mp3 HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert player.recv(100).startswith(b"HTTP/1.1 200")
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate()  # while the player is there, and reads nothing

    assert (130, "") == (process.returncode, errors)
