"""Who gets an answer from `serve`: this machine's own names, and no page of another site."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import typer
from tests import browsing
from tests.deadlines import SECONDS
from tests.serving import get, running
from tests.studio import Studio
from tests.webservers import HttpRequest, Reply, serving

from feedpub.cli.options import a_host
from feedpub.commands import serve
from feedpub.commands.serve.hosts import is_own

pytestmark = pytest.mark.slow

OTHER = "https://player.example"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> serve.PublishedDirectory:
    """A published show."""
    studio = Studio(tmp_path_factory.mktemp("studio"))
    studio.show()
    studio.episode()
    studio.publish()
    return serve.published_directory(studio.folder)


@pytest.fixture(scope="module")
def base(site: serve.PublishedDirectory) -> Iterator[str]:
    """The address of that show."""
    with running(site) as url:
        yield url


def audio(site: serve.PublishedDirectory) -> str:
    """Key of the recording."""
    return f"media/{next((site.folder / 'media').iterdir()).name}"


# --- hosts


@pytest.mark.parametrize(
    ("host", "named"),
    [
        ("localhost:{port}", "localhost:{port}"),
        ("LocalHost:{port}", "localhost:{port}"),
        ("localhost.:{port}", "localhost:{port}"),
        ("desk.localhost:{port}", "desk.localhost:{port}"),
        ("localhost", "localhost"),
        ("127.0.0.1:{port}", "127.0.0.1:{port}"),
        ("127.0.0.2:9", "127.0.0.2:9"),
        ("[::1]:{port}", "[::1]:{port}"),
        ("[::1]", "[::1]"),
        ("192.168.7.9:{port}", "192.168.7.9:{port}"),
    ],
)
def test_it_answers_to_its_own_names(base: str, host: str, named: str) -> None:
    """Feed and pages name the one that was asked for, in its usual spelling; another port is that of a tunnel."""
    port = str(urlsplit(base).port)

    feed = get(base, "feed.xml", host=host.format(port=port))
    page = get(base, "subscribe.html", host=host.format(port=port))

    assert [200, 200] == [feed.status, page.status]
    assert f'<atom:link href="http://{named.format(port=port)}/feed.xml"' in feed.body.decode()
    assert f'value="http://{named.format(port=port)}/feed.xml"' in page.body.decode()


def test_it_answers_to_the_machines_name(base: str) -> None:
    """As a phone finds it in the network."""
    name = socket.gethostname()

    statuses = [get(base, "feed.xml", host=host).status for host in (name, f"{name.partition('.')[0]}.local")]

    assert [200, 200] == statuses


@pytest.mark.parametrize("path", ["feed.xml", "index.html", "", "no/such/page"])
@pytest.mark.parametrize(
    "host", ["rebound.example", "localhost.rebound.example:8910", "8.8.8.8", "[2001:4860:4860::8888]"]
)
def test_it_answers_to_no_other_name(base: str, host: str, path: str) -> None:
    """A site can let its own name mean this machine (DNS rebinding), and would then read what is not public yet."""
    got = get(base, path, host=host)

    name = host.removesuffix(":8910")
    tunnel = f"or, if that is a tunnel of yours, start it with: feedpub serve --allowed-host {name}"
    assert (421, f"this server is not {name}; ask it at {base}, {tunnel}\n") == (got.status, got.body.decode())


@pytest.mark.parametrize(
    "host", ["no host", 'a"><script>', "me:secret@localhost", "localhost:99999", "localhost:x", "", "::1", "[::1"]
)
def test_a_host_that_is_none_gets_no_answer(base: str, host: str) -> None:
    """And gets into no document."""
    got = get(base, "feed.xml", host=host)

    assert (400, "the request names no host, or none that there can be\n") == (got.status, got.body.decode())


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (b"GET /feed.xml HTTP/1.1\r\nConnection: close\r\n\r\n", b"400"),
        (b"GET /feed.xml HTTP/1.1\r\nHost: localhost\r\nHost: b.example\r\nConnection: close\r\n\r\n", b"400"),
        (b"GET /feed.xml HTTP/1.0\r\n\r\n", b"200"),
    ],
)
def test_a_missing_host(base: str, request_: bytes, expected: bytes) -> None:
    """HTTP/1.1 demands one (RFC 9112, 3.2); before that there was none, and no browser is that old."""
    parts = urlsplit(base)
    with socket.create_connection((str(parts.hostname), int(parts.port or 0)), timeout=SECONDS) as client:
        client.sendall(request_)
        line = client.makefile("rb").readline()

    assert expected == line.split()[1]


@pytest.mark.parametrize(
    ("name", "at", "expected"),
    [
        ("198.51.100.7", "198.51.100.7", True),
        ("8.8.8.8", "127.0.0.1", False),
        ("8.8.8.8", "8.8.8.8", True),
        ("[fe80::1]", "127.0.0.1", True),
        ("example.com", "127.0.0.1", False),
        ("evil-localhost", "127.0.0.1", False),
        ("127.0.0.1.example.com", "127.0.0.1", False),
    ],
)
def test_which_hosts_are_its_own(name: str, at: str, expected: bool) -> None:
    """Names of this machine, private addresses, and the address that it listens at."""
    assert expected is is_own(name, at=at)


ALLOWED = ("desk.ngrok.app", ".trycloudflare.com", "Desk.Tail1234.TS.net.")


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("desk.ngrok.app", 200),
        ("DESK.ngrok.app.", 200),
        ("desk.tail1234.ts.net", 200),
        ("other-words.trycloudflare.com", 200),
        ("localhost", 200),
        ("trycloudflare.com", 421),
        ("a-trycloudflare.com", 421),
        ("www.desk.ngrok.app", 421),
        ("ngrok.app", 421),
    ],
)
def test_a_tunnel_is_answered_if_its_name_is_allowed(site: serve.PublishedDirectory, host: str, expected: int) -> None:
    """Feed and pages name the address of the tunnel, with its https; a name with a dot in front allows all below it."""
    with running(site, allowed_hosts=ALLOWED) as base:
        got = get(base, "feed.xml", host=host, origin=f"https://{host}", x_forwarded_proto="https")

    named = host.lower().rstrip(".")
    assert expected == got.status
    assert (expected == 200) == (f'<atom:link href="https://{named}/feed.xml"'.encode() in got.body)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("desk.ngrok.app", None),
        (".ngrok.app", None),
        ("https://desk.ngrok.app/", "'https://desk.ngrok.app/' is not a host name; write desk.ngrok.app"),
        ("*", "'*' is not a host name"),
        ("desk.ngrok.app:443", "'desk.ngrok.app:443' is not a host name"),
        (".", "'.' is not a host name"),
    ],
)
def test_an_allowed_host_is_a_name(written: str, expected: str | None) -> None:
    """Whoever pastes the address of a tunnel learns which part of it is meant."""
    if expected is None:
        assert written == a_host(written)
        return
    with pytest.raises(typer.BadParameter) as caught:
        a_host(written)

    assert expected == caught.value.message


# --- pages of other sites


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": OTHER},
        {"origin": "http://rebound.example:8910"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "file://localhost"},
        {"sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors", "sec_fetch_dest": "script"},
        {"sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors", "sec_fetch_dest": "audio"},
        {"sec_fetch_site": "cross-site"},
    ],
)
@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_pages_of_other_sites_get_nothing(base: str, headers: dict[str, str], method: str) -> None:
    """No feed, no audio, no leave to ask for more."""
    got = get(base, "feed.xml", method=method, access_control_request_method="GET", **headers)

    assert (403, False) == (got.status, "access-control-allow-origin" in got.headers)
    assert b"<rss" not in got.body


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec_fetch_site": "none", "sec_fetch_mode": "navigate"},
        {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "document"},
        {"sec_fetch_site": "same-origin", "sec_fetch_mode": "cors"},
        {"sec_fetch_site": "same-site", "sec_fetch_mode": "no-cors"},
    ],
)
def test_apps_links_and_own_pages_get_everything(base: str, headers: dict[str, str]) -> None:
    """What is no page says nothing of a site; a page of this machine is of the same one."""
    got = get(base, "feed.xml", **headers)

    assert (200, "same-site") == (got.status, got.headers["cross-origin-resource-policy"])


@pytest.mark.parametrize(
    "origin", ["http://localhost:3000", "http://127.0.0.1:8000", "http://[::1]:1", "http://192.168.7.9"]
)
def test_a_web_player_of_this_machine_may_read(site: serve.PublishedDirectory, base: str, origin: str) -> None:
    """So that its developer can try it: transcripts and chapters above all, with the ranges that it asks for first."""
    preflight = {"origin": origin, "access_control_request_method": "GET", "access_control_request_headers": "Range"}

    answer = get(base, audio(site), method="OPTIONS", **preflight)
    got = get(base, audio(site), origin=origin, range="bytes=0-9", sec_fetch_site="cross-site", sec_fetch_mode="cors")

    assert (200, origin) == (answer.status, answer.headers["access-control-allow-origin"])
    assert "Range" in answer.headers["access-control-allow-headers"]
    assert (206, origin) == (got.status, got.headers["access-control-allow-origin"])
    assert "Content-Range" in got.headers["access-control-expose-headers"]
    assert "origin" in got.headers["vary"].lower()


# --- a real browser

NAMES = "--host-resolver-rules=MAP *.example 127.0.0.1"
"""Names of other sites that mean this machine."""

FETCH = """
url => fetch(url).then(answer => answer.text()).catch(() => "refused")
"""
EMBED = """
url => new Promise(resolve => {
  const image = new Image();
  image.onload = () => resolve("shown");
  image.onerror = () => resolve("refused");
  image.src = url;
})
"""


@pytest.mark.browser
def test_a_browser_reads_nothing_of_it_for_another_site(site: serve.PublishedDirectory, base: str) -> None:
    """Neither with a script nor as a picture; a link shows the page."""
    cover = f"art/{next(one.name for one in sorted((site.folder / 'art').iterdir()) if one.suffix == '.jpg')}"

    def elsewhere(_: HttpRequest) -> Reply:
        return Reply(headers={"Content-Type": "text/html"}, body=f'<a href="{base}">there</a>'.encode())

    with browsing.chromium(NAMES) as browser, serving(elsewhere) as server:
        page = browser.new_page()
        page.goto(server.url.replace("127.0.0.1", "other.example"))
        foreign = [page.evaluate(FETCH, f"{base}feed.xml"), page.evaluate(EMBED, base + cover)]
        page.click("a")
        page.wait_for_url(base)
        own = [page.evaluate(FETCH, f"{base}feed.xml")[:5], page.evaluate(EMBED, base + cover)]

    assert ["refused", "refused"] == foreign
    assert ["<?xml", "shown"] == own


@pytest.mark.browser
def test_a_name_that_is_rebound_to_this_machine_shows_nothing(base: str) -> None:
    """The browser believes that it is at that site; so nothing else could refuse it."""
    with browsing.chromium(NAMES) as browser:
        page = browser.new_page()
        answer = page.goto(f"http://rebound.example:{urlsplit(base).port}/feed.xml")

    assert answer
    assert 421 == answer.status


@pytest.mark.browser
def test_a_phone_that_scans_the_symbol_stays_at_the_address(base: str) -> None:
    """The page for subscribers loads everything from where it is, and names that address."""
    at = base.replace("127.0.0.1", "localhost")
    with browsing.chromium() as browser, browsing.visiting(browser, at) as visit:
        page = visit.open("subscribe.html")
        links = page.eval_on_selector_all(".apps a", "all => all.map(one => one.href)")
        field = page.input_value("input[readonly]")

    inside = at.removeprefix("http://")
    assert [f"podcast://{inside}feed.xml"] == links
    assert f"{at}feed.xml" == field
