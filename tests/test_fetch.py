"""HTTP: bounded, checked before each connection, and every failure in our words."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.deadlines import SECONDS
from tests.webservers import Answer, Authority, HttpRequest, Reply, authority, dripping, honest, serving

from feedpub import fetch
from feedpub.errors import FetchError

pytestmark = pytest.mark.slow

DATA = bytes(range(256)) * 100
FILE = honest(DATA, "audio/mpeg")


def at(*addresses: str) -> fetch.Resolve:
    """A resolver of every name to these addresses."""
    return lambda _host, _port: addresses


def refused(url: str, connections: fetch.Connections | None = None, **options: Any) -> FetchError:
    """What is raised for an address of this machine."""
    options = {"allow_private": True, "timeouts": fetch.Timeouts(response=SECONDS), **options}
    with pytest.raises(FetchError) as caught:
        fetch.request(url, connections=connections, **options)
    return caught.value


# --- what is asked, what comes back


def test_an_answer_is_status_headers_in_any_case_and_body() -> None:
    """Whatever the status: a 404 is an answer."""
    with serving(lambda _: Reply(404, {"X-Kind": "none"}, b"nothing")) as server:
        answer = fetch.request(server.url + "feed.xml", allow_private=True)

    assert (404, "none", b"nothing") == (answer.status, answer.headers["x-kind"], answer.body)
    assert (server.url + "feed.xml", ()) == (answer.url, answer.hops)


def test_nothing_personal_is_sent() -> None:
    """A stranger asks: our name, no cookie (not even the server's own), no credentials, nothing compressed."""
    with serving(lambda _: Reply(headers={"Set-Cookie": "a=b"})) as server, fetch.Connections() as connections:
        fetch.request(server.url, allow_private=True, connections=connections)
        fetch.request(server.url, allow_private=True, connections=connections)

    assert {"host", "user-agent", "accept", "accept-encoding"} == {name.lower() for name in server.requests[1].headers}
    assert server.requests[1].headers["User-Agent"].startswith("feedpub/")
    assert "identity" == server.requests[1].headers["Accept-Encoding"]


def test_a_range_is_asked_for_by_first_and_last_byte() -> None:
    """Inclusive, as HTTP counts."""
    with serving(FILE) as server:
        answer = fetch.request(server.url, byte_range=(10, 19), allow_private=True)

    assert (206, DATA[10:20], f"bytes 10-19/{len(DATA)}") == (
        answer.status,
        answer.body,
        answer.headers["Content-Range"],
    )


def test_head_brings_the_length_and_no_body() -> None:
    """As players ask before they download."""
    with serving(FILE) as server:
        answer = fetch.request(server.url, method="HEAD", allow_private=True)

    assert (str(len(DATA)), b"", "HEAD") == (answer.headers["Content-Length"], answer.body, server.requests[0].method)


def test_lines_are_kept_for_the_next_question() -> None:
    """HEAD and three ranges of one object cost one connection."""
    with serving(FILE) as server, fetch.Connections() as connections:
        fetch.request(server.url, method="HEAD", allow_private=True, connections=connections)
        for start in (0, 100, 200):
            fetch.request(server.url, byte_range=(start, start + 9), allow_private=True, connections=connections)

    assert (4, 1) == (len(server.requests), server.connections)


def test_a_body_that_comes_compressed_although_nobody_asked_is_read_as_text() -> None:
    """Some hosts compress whatever they are told."""
    with serving(lambda _: Reply(headers={"Content-Encoding": "gzip"}, body=gzip.compress(b"<rss/>"))) as server:
        answer = fetch.request(server.url, allow_private=True)

    assert (b"<rss/>", "gzip") == (answer.body, answer.headers["Content-Encoding"])


# --- bounds


def test_a_body_over_the_limit_is_refused() -> None:
    """Nobody's answer fills the memory."""
    with serving(FILE) as server:
        error = refused(server.url, limit=1000)

    assert "answers with more than 1000 bytes" == error.message


def test_what_unpacks_to_more_than_the_limit_is_refused() -> None:
    """A few kilobytes that stand for gigabytes."""
    with serving(
        lambda _: Reply(headers={"Content-Encoding": "gzip"}, body=gzip.compress(bytes(10_000_000)))
    ) as server:
        error = refused(server.url, limit=100_000)

    assert "answers with more than 100000 bytes" == error.message


@pytest.mark.parametrize("status", [200, 206])
def test_a_server_that_ignores_the_range_is_not_read_to_the_end(status: int) -> None:
    """One byte more than asked for is enough to know."""
    with serving(lambda _: Reply(status, body=DATA)) as server:
        answer = fetch.request(server.url, byte_range=(0, 9), allow_private=True)

    assert DATA[:11] == answer.body


OK = b"HTTP/1.1 200 OK\r\n"
ENDLESS = {
    "a header, byte by byte": (OK + b"X: ", b"a"),
    "blanks in front of a header": (OK + b"X:", b" "),
    "a header, line by line": (OK + b"X: a\r\n", b" b\r\n"),
    "the status line": (b"HTTP/1.1 200 ", b"O"),
    "100 Continue": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "headers of 100 Continue": (b"HTTP/1.1 100 Continue\r\nX: ", b"a"),
}


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("name", ENDLESS)
def test_headers_that_never_end_are_given_up(name: str, method: str) -> None:
    """A server that is never silent for long is not waited for either: its headers are there in time, or never."""
    with dripping(*ENDLESS[name]) as url:
        error = refused(url, method=method, timeouts=fetch.Timeouts(response=0.2))

    assert ("127.0.0.1 does not answer in time", url) == (error.message, error.where)
    assert error.hint


@pytest.mark.parametrize(
    ("beginning", "piece"),
    [
        (OK + b"Content-Length: 100000\r\n\r\n", b"a"),
        (OK + b"\r\n", b"a"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n1;x=", b"a"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X: a\r\n"),
        (OK + b"Content-Encoding: gzip\r\n\r\n", gzip.compress(b"", mtime=0)),
    ],
    ids=["with a length", "to the end", "chunked", "a chunk's name", "trailers", "compressed"],
)
def test_a_body_that_never_ends_is_given_up(beginning: bytes, piece: bytes) -> None:
    """However steadily it drips: all of an answer has its time."""
    with dripping(beginning, piece) as url:
        error = refused(url, timeouts=fetch.Timeouts(total=0.2))

    assert ("takes more than 0.2 s to answer", url) == (error.message, error.where)
    assert error.hint


def test_all_redirects_together_have_the_time_of_one_answer() -> None:
    """A chain of slow servers takes no longer than one of them."""
    with dripping(OK + b"\r\n", b"a") as slow, serving(_to(slow)) as server:
        error = refused(server.url, timeouts=fetch.Timeouts(total=0.2))

    assert ("takes more than 0.2 s to answer", server.url) == (error.message, error.where)


@pytest.mark.parametrize(
    ("beginning", "piece"),
    [
        (OK, b"X: a\r\n"),
        (OK + b"X: ", b"a" * 40_000),
        (b"", b"220 mail.example ESMTP\r\n"),
        (b"HTTP/1.1 20x OK\r\n\r\n", b"a"),
    ],
)
def test_an_answer_that_is_no_http_is_said(beginning: bytes, piece: bytes) -> None:
    """More headers than programs read, a longer one, another protocol."""
    with dripping(beginning, piece, pause=0.0) as url:
        error = refused(url)

    assert ("127.0.0.1 does not answer in HTTP", url) == (error.message, error.where)
    assert error.hint


def test_a_long_error_page_is_cut() -> None:
    """The status is what counts."""
    with serving(lambda _: Reply(500, body=DATA)) as server:
        answer = fetch.request(server.url, limit=10, allow_private=True)

    assert (500, DATA[:11]) == (answer.status, answer.body)


# --- redirects


def test_redirects_are_followed_and_told() -> None:
    """Relative ones too."""

    def answer(request: HttpRequest) -> Reply:
        return (
            Reply(301, {"Location": "b?x=ü".encode().decode("latin-1")})
            if request.path == "/a"
            else Reply(body=b"here")
        )

    with serving(answer) as server:
        found = fetch.request(server.url + "a", allow_private=True)

    assert (b"here", server.url + "b?x=%C3%BC", (server.url + "a",)) == (found.body, found.url, found.hops)


def _to(url: str) -> Answer:
    return lambda _: Reply(302, {"Location": url})


def _numbered(request: HttpRequest) -> Reply:
    return Reply(302, {"Location": f"/{int(request.path[1:] or 0) + 1}"})


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (_to("/"), "redirects in a circle, by {url}"),
        (_numbered, "redirects more than 5 times"),
        (_to("ftp://a.example/"), "redirects to 'ftp://a.example/', which does not begin with https:// or http://"),
        (_to("http://me:x@a.test/"), "redirects to 'http://me:x@a.test/', which has a user name or password in it"),
        (_to("http://[bad/"), "redirects to 'http://[bad/', which is not an address"),
        (_to("//[::1"), "redirects to '//[::1', which is not an address"),
        (_to("http://a]b/"), "redirects to 'http://a]b/', which is not an address"),
        (_to("https://"), "redirects to 'https://', which has no valid host name and port"),
        (_to("http://a:b/"), "redirects to 'http://a:b/', which has no valid host name and port"),
        (_to("nothing:at/all"), "redirects to 'nothing:at/all', which does not begin with https:// or http://"),
        (_to("/a\x00b"), "redirects to '{url}aU+0000b', which has a space in it"),
        (_to("/a\r\n b"), "redirects to '{url}a b', which has a space in it"),
        (_to("/" + "a" * 9000), "redirects to an address of more than 8000 characters"),
    ],
)  # fmt: skip
def test_redirects_that_lead_nowhere_are_refused(answer: Answer, message: str) -> None:
    """In a circle, without end, to what is no web address."""
    with serving(answer) as server:
        error = refused(server.url)

    assert message.format(url=server.url) == error.message
    assert isinstance(error, fetch.PermanentError)


@pytest.mark.parametrize("location", ["", " ", "\t"])
def test_a_redirect_that_says_nothing_is_the_answer(location: str) -> None:
    """There is nothing to follow; whoever asks says what that means."""
    with serving(_to(location)) as server:
        answer = fetch.request(server.url, allow_private=True)

    assert (302, server.url, ()) == (answer.status, answer.url, answer.hops)


@pytest.mark.parametrize(
    "there", ["http://[::1]:1/", "http://127.0.0.2:1/", "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/"]
)
def test_a_redirect_to_a_private_address_is_refused(there: str) -> None:
    """Even where the first address may be private: a rehearsal is no key to the rest of the network."""
    with serving(_to(there)) as server:
        error = refused(server.url)

    assert error.message.endswith("is an address that only this machine or its network can reach")
    assert isinstance(error, fetch.PermanentError)


# --- where connections go


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1%eth0", "fd00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "2002:7f00:1::", "64:ff9b::10.0.0.1", "64:ff9b::7f00:1", "::127.0.0.1", "::10.0.0.1", "64:ff9b:1::a00:1",
        "64:ff9b:1:7f:0:100::", "::ffff:0:127.0.0.1", "2001:0:7f00:1::", "2001::5601:5601", "fec0::1", "feff::1",
        "2606:4700::5efe:10.0.0.1", "2606:4700::200:5efe:a9fe:a9fe",
    ],
)  # fmt: skip
def test_private_addresses_are_refused_before_anything_is_sent(address: str) -> None:
    """Loopback, private, link-local, shared, multicast, site-local, and those that a gateway would lead there.

    What guards elsewhere let through: oryx-labs/oryxos#268 (Teredo), basecamp/fizzy#2988 and
    felippe-regazio/ssrfcheck#11 (NAT64 of one's own, compatible), nuxt-modules/og-image#624 (translated),
    qhkm/zeptoclaw#105 (ISATAP).
    """
    with fetch.Connections(at(address)) as connections, pytest.raises(fetch.PermanentError) as caught:
        fetch.request("http://podcast.example/feed.xml", connections=connections)

    assert (
        f"podcast.example ({address}) is an address that only this machine or its network can reach"
        == caught.value.message
    )


@pytest.mark.parametrize(
    "address",
    [
        "93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822", "2002:5db8:d822::", "::ffff:93.184.216.34",
        "2001:0:4136:e378:8000:63bf:a247:27dd", "2606:4700::5efe:5db8:d822",
    ],
)  # fmt: skip
def test_public_addresses_are_allowed(address: str) -> None:
    """Of both kinds, and through the gateways between them."""
    assert not fetch.is_private_ip(address)


def test_a_name_with_one_private_address_among_public_ones_is_refused() -> None:
    """Which one a connection takes would be chance."""
    with fetch.Connections(at("93.184.216.34", "127.0.0.1")) as connections, pytest.raises(fetch.PermanentError):
        fetch.request("http://podcast.example/", connections=connections)


def test_the_connection_goes_to_the_address_that_was_checked() -> None:
    """A name that changes its mind after the check changes nothing: it is asked once."""
    calls: list[str] = []

    def once(host: str, _port: int) -> Sequence[str]:
        calls.append(host)
        return ["127.0.0.1"] if len(calls) == 1 else ["169.254.169.254"]

    with serving(FILE) as server, fetch.Connections(once) as connections:
        port = server.url.rsplit(":", 1)[1]
        url = f"http://podcast.example:{port}"
        answers = [fetch.request(url, allow_private=True, connections=connections) for _ in range(2)]

    assert [200, 200] == [answer.status for answer in answers]
    assert ["podcast.example"] == calls
    assert f"podcast.example:{port}".rstrip("/") == server.requests[0].headers["Host"]


def test_the_next_address_is_tried_where_one_takes_no_connection() -> None:
    """A machine without IPv6 asks hosts that have it."""
    with serving(FILE) as server, fetch.Connections(at("::1", "127.0.0.1")) as connections:
        url = server.url.replace("127.0.0.1", "podcast.example")
        answer = fetch.request(url, allow_private=True, connections=connections)

    assert 200 == answer.status


# --- our words


def _silent(_request: HttpRequest) -> Reply:
    raise TimeoutError


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("feed.xml", "this address does not begin with https:// or http://"),
        ("http://a b/", "this address has a space in it"),
        ("http://me:secret@example.com/", "this address has a user name or password in it"),
        ("http://example.com:99999/", "this address has no valid host name and port"),
        ("file:///etc/passwd", "this address does not begin with https:// or http://"),
    ],
)
def test_what_is_no_address_is_refused(url: str, message: str) -> None:
    """Before any look-up."""
    error = refused(url)

    assert (message, url) == (error.message, error.where)
    assert error.hint


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (socket.gaierror(socket.EAI_NONAME, "x"), "there is no host podcast.example"),
        (socket.gaierror(socket.EAI_AGAIN, "x"), "the name podcast.example cannot be looked up now"),
        (UnicodeError("x"), "there is no host podcast.example"),
    ],
)
def test_names_that_lead_nowhere(error: Exception, message: str) -> None:
    """No such name, or no answer about it."""

    def fails(_host: str, _port: int) -> Sequence[str]:
        raise error

    with fetch.Connections(fails) as connections:
        found = refused("http://podcast.example/", connections)

    assert (message, True) == (found.message, bool(found.hint))


def test_a_port_that_nobody_listens_at() -> None:
    """The server is down, or the port wrong."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    assert "127.0.0.1 accepts no connection" == refused(f"http://127.0.0.1:{port}/").message


def test_a_server_that_says_nothing() -> None:
    """It took the connection, and that was that."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        error = refused(f"http://127.0.0.1:{silent.getsockname()[1]}/", timeouts=fetch.Timeouts(response=0.2))

    assert "127.0.0.1 does not answer in time" == error.message


@pytest.mark.parametrize(
    "answer",
    [
        _silent,
        lambda _: Reply(headers={"Content-Length": "10"}, body=b"short"),
        lambda _: Reply(headers={"Transfer-Encoding": "chunked", "Content-Length": None}, body=b"zz\r\n"),
    ],
)
def test_a_server_that_hangs_up(answer: Answer) -> None:
    """Before, or in the middle of its answer."""
    with serving(answer) as server:
        error = refused(server.url)

    assert "127.0.0.1 closed the connection before its answer was complete" == error.message


def test_a_body_that_is_not_what_its_encoding_says() -> None:
    """Content-Encoding: gzip, on plain text."""
    with serving(lambda _: Reply(headers={"Content-Encoding": "gzip"}, body=b"plain")) as server:
        error = refused(server.url)

    assert "127.0.0.1 declares compressed content, but sends something else" == error.message


# --- TLS


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    """An authority."""
    with pytest.MonkeyPatch.context() as patch:
        made = authority(tmp_path_factory.mktemp("authority"))
        patch.setenv("SSL_CERT_FILE", str(made.file))
        patch.setenv("SSL_CERT_DIR", str(made.folder))
        yield made


def test_certificates_are_checked_for_the_name_while_the_connection_goes_to_the_address(ours: Authority) -> None:
    """The name is in SNI and Host; the address was checked before."""
    with (
        serving(FILE, tls=ours.context("podcast.example")) as server,
        fetch.Connections(at("127.0.0.1")) as connections,
    ):
        answer = fetch.request(
            server.url.replace("127.0.0.1", "podcast.example"), allow_private=True, connections=connections
        )

    assert (200, DATA) == (answer.status, answer.body)


def test_certificates_of_addresses_are_checked_too(ours: Authority) -> None:
    """A host that has no name."""
    with serving(FILE, tls=ours.context("127.0.0.1")) as server:
        answer = fetch.request(server.url, allow_private=True)

    assert 200 == answer.status


@pytest.mark.parametrize(
    ("certificate", "problem"),
    [
        ({"name": "other.example"}, "is for another name"),
        ({"name": "podcast.example", "since": -2, "until": -1}, "has expired"),
        ({"name": "podcast.example", "since": 1, "until": 2}, "is not valid yet"),
        ({"name": "podcast.example", "own": True}, "is self-signed"),
    ],
)
def test_certificates_that_apps_refuse(ours: Authority, certificate: dict[str, Any], problem: str) -> None:
    """What is wrong with it, and what to do; waiting does not mend it."""
    context = ours.context(**certificate)
    with serving(FILE, tls=context) as server, fetch.Connections(at("127.0.0.1")) as connections:
        error = refused(server.url.replace("127.0.0.1", "podcast.example"), connections)

    assert f"the certificate of podcast.example {problem}; apps refuse it" == error.message
    assert isinstance(error, fetch.PermanentError)
    assert error.hint


def test_a_certificate_of_an_unknown_authority(ours: Authority, tmp_path: Path) -> None:
    """Or one whose certificates in between are not sent."""
    context = authority(tmp_path, name="another authority").context("podcast.example")
    with serving(FILE, tls=context) as server, fetch.Connections(at("127.0.0.1")) as connections:
        error = refused(server.url.replace("127.0.0.1", "podcast.example"), connections)

    expected = "the certificate of podcast.example lacks intermediate certificates, or its authority is unknown"
    assert f"{expected}; apps refuse it" == error.message


def test_https_where_http_is_spoken(ours: Authority) -> None:
    """The wrong port, usually."""
    with serving(FILE) as server:
        error = refused(server.url.replace("http:", "https:"))

    assert "127.0.0.1 does not use TLS as apps need it" == error.message
