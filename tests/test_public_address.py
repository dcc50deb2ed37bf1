"""The public address is asked before anything of a show is uploaded; what is wrong is said with what to do."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from tests.servers import Proxy, S3Server
from tests.studio import Studio
from tests.webservers import Answer, Reply, honest, serving
from typer.testing import CliRunner, Result

from feedpub.cli import app
from feedpub.deploy import preflight
from feedpub.deploy.actions import Verify
from feedpub.deploy.public_address import ADDRESS_PROBE
from feedpub.deploy.verify import Waiting, verify_address, verify_feed, verify_public
from feedpub.errors import VerificationFailed
from feedpub.standards import PRIVATE
from feedpub.standards.bucket import cors, public_read, publisher
from feedpub.storage import Body

PROBE = Body.of_bytes(b"the first object of all\n")
TEXT = "text/plain; charset=utf-8"


def action(url: str, key: str = "assets/probe.txt") -> Verify:
    """The first object, at an address."""
    return Verify(key=key, url=url + key, type=TEXT, size=PROBE.size, body=PROBE, reason="", cache=PRIVATE)


def failed(answer: Answer, *, target: str = "s3://podcasts/shows/tide", endpoint: str = "") -> VerificationFailed:
    """How the address is refused where a server answers like this."""
    with serving(answer) as server, pytest.raises(VerificationFailed) as caught:
        verify_address(action(server.url), target=target, endpoint=endpoint, allow_private=True, wait=0)
    return caught.value


def page(status: int, **headers: str) -> Answer:
    """A web page, as filters and other sites answer."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = b"<!doctype html><title>Just a moment...</title>"
    return lambda _: Reply(status, {"Content-Type": "text/html; charset=UTF-8", **named}, body)


def xml(status: int, code: str, headers: Mapping[str, str] | None = None, **details: str) -> Answer:
    """An error of a store, as S3 writes it."""
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in {"Code": code, **details}.items())
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error>{inner}</Error>'.encode()
    return lambda _: Reply(status, {"Content-Type": "application/xml", **(headers or {})}, body)


WRONG: dict[str, tuple[Answer, str, str]] = {
    "Cloudflare's filter": (
        page(403, cf_ray="8c1-FRA", Server="cloudflare"),
        "Cloudflare takes podcast apps for bots: it answers 403 with a web page of its own",
        "switch Bot Fight Mode off",
    ),
    "a challenge of Cloudflare": (
        page(503, cf_mitigated="challenge", Server="cloudflare"),
        "Cloudflare takes podcast apps for bots: it answers 503 with a web page of its own",
        "Skip",
    ),
    "Akamai's filter": (
        page(403, Server="AkamaiGHost"),
        "Akamai takes podcast apps for bots: it answers 403 with a web page of its own",
        "through",
    ),
    "a firewall of CloudFront": (
        page(403, X_Amz_Cf_Id="Q2x="),
        "CloudFront (AWS WAF, or a geographic restriction) takes podcast apps for bots: it answers 403 with",
        "through",
    ),
    "a store behind Cloudflare": (
        xml(403, "AccessDenied", {"CF-Ray": "8c1-FRA", "Server": "cloudflare"}),
        "it is not public (403)",
        "put-bucket-policy",
    ),
    "a busy server behind Cloudflare": (
        page(503, cf_ray="8c1-FRA", Server="cloudflare"),
        "the server is overloaded (503)",
        "later",
    ),
    "another site": (
        page(200),
        "a web page answers ('Just a moment...') instead of text/plain; charset=utf-8",
        "`publish: url:`",
    ),
    "another region": (
        xml(301, "PermanentRedirect", Endpoint="podcasts.s3.eu-central-1.amazonaws.com"),
        "the bucket does not answer here, but at podcasts.s3.eu-central-1.amazonaws.com (301)",
        "write `url: https://podcasts.s3.eu-central-1.amazonaws.com/…`",
    ),
    "another region by its header": (
        xml(301, "PermanentRedirect", {"x-amz-bucket-region": "eu-central-1"}),
        "the bucket is in the region eu-central-1 (301)",
        "https://BUCKET.s3.eu-central-1.amazonaws.com/",
    ),
    "no such bucket": (
        xml(404, "NoSuchBucket", BucketName="podcast"),
        "there is no bucket 'podcast' at this address (404)",
        "`publish: url:`",
    ),
    "another prefix": (
        xml(404, "NoSuchKey", Key="assets/probe.txt"),
        "this address leads to 'assets/probe.txt', but feedpub puts the file at 'shows/tide/assets/probe.txt' (404)",
        "`publish: to:`",
    ),
    "not there yet": (
        xml(404, "NoSuchKey", Key="shows/tide/assets/probe.txt"),
        "the server finds nothing at this address (404)",
        "`publish: to:`",
    ),
    "no ranges": (
        lambda _: Reply(headers={"Content-Type": TEXT}, body=PROBE.data),
        "the server ignores ranges (200 instead of 206): players cannot seek, and Apple refuses such hosts",
        "passes ranges on",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_with_an_address_is_named(name: str) -> None:
    """By the store's own word where it says one, and as a filter where no store was asked."""
    answer, message, hint = WRONG[name]

    error = failed(answer)

    assert error.message.startswith(f"nothing of the show is uploaded, because listeners would not get it: {message}")
    assert hint in error.hint


@pytest.mark.parametrize("name", ["Cloudflare's filter", "another region", "no such bucket"])
def test_the_same_is_said_of_an_object_of_the_show(name: str) -> None:
    """HEAD has no body, so that the reason is fetched once waiting is over."""
    answer, message, _ = WRONG[name]

    with serving(answer) as server, pytest.raises(VerificationFailed) as caught:
        verify_public(action(server.url), target="s3://podcasts/shows/tide", allow_private=True, wait=0)

    assert caught.value.message.endswith(message)
    assert ["HEAD", "GET"] == [one.method for one in server.requests]


def test_where_an_address_redirects_to_is_named() -> None:
    """A domain that somebody else has now."""

    def parked(request: Any) -> Reply:
        return Reply(302, {"Location": "/sale"}) if request.path != "/sale" else page(200)(request)

    error = failed(parked)

    assert "a web page answers ('Just a moment...' at http://127.0.0.1:" in error.message
    assert "/sale) instead of" in error.message


def test_an_address_at_which_nobody_answers_is_said() -> None:
    """A host without a server; one without a name is said in the same way."""
    with pytest.raises(VerificationFailed) as caught:
        verify_address(action("http://127.0.0.1:1/"), allow_private=True, wait=0)

    assert "listeners would not get it: 127.0.0.1 accepts no connection" in caught.value.message


def test_a_policy_that_is_there_already_is_not_lost() -> None:
    """Another show may be in the same bucket."""
    assert "add this statement to it" in failed(xml(403, "AccessDenied")).hint


def commands(hint: str) -> list[list[str]]:
    """The commands of a hint, as a shell splits them."""
    return [shlex.split(line) for line in hint.splitlines() if line.startswith("aws ")]


@pytest.mark.parametrize("endpoint", ["", "https://s3.eu-central-1.amazonaws.com"])
def test_at_aws_public_access_is_unblocked_before_the_policy_is_put(endpoint: str) -> None:
    """The other way round AWS rejects the very policy that feedpub prints."""
    unblock, policy = commands(failed(xml(403, "AccessDenied"), endpoint=endpoint).hint)

    assert ["aws", "s3api", "put-public-access-block", "--bucket", "podcasts"] == unblock[:5]
    assert "BlockPublicPolicy=false,RestrictPublicBuckets=false" in unblock[-1]
    assert ["aws", "s3api", "put-bucket-policy", "--bucket", "podcasts", "--policy"] == policy[:-1]
    assert public_read("s3://podcasts/shows/tide") == json.loads(policy[-1])


def test_behind_cloudfront_the_distribution_may_be_let_in_alone() -> None:
    """With origin access control the bucket stays private."""
    *_, policy = commands(failed(xml(403, "AccessDenied", {"X-Amz-Cf-Id": "Q2x="})).hint)

    (statement,) = json.loads(policy[-1])["Statement"]
    assert {"Service": "cloudfront.amazonaws.com"} == statement["Principal"]
    assert "arn:aws:s3:::podcasts/shows/tide/*" == statement["Resource"]


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [
        ("https://0123.r2.cloudflarestorage.com", "R2 has no bucket policies"),
        ("https://s3.eu-central-003.backblazeb2.com", "B2 has no bucket policies"),
        ("https://fra1.digitaloceanspaces.com", "--endpoint-url https://fra1.digitaloceanspaces.com"),
        ("https://minio.example.org", "--endpoint-url https://minio.example.org"),
    ],
)
def test_other_stores_are_opened_in_their_own_way(endpoint: str, expected: str) -> None:
    """None of them blocks public policies as AWS does."""
    hint = failed(xml(403, "AccessDenied"), endpoint=endpoint).hint

    assert expected in hint
    assert "public-access-block" not in hint


def test_each_pause_is_told_with_its_end() -> None:
    """Nobody waits without knowing for what, and how long at most."""
    told: list[Waiting] = []
    clock = iter([0.0, 0.1, 0.7, 1.8, 99.0])
    slept: list[float] = []

    with serving(xml(404, "NoSuchKey")) as server, pytest.raises(VerificationFailed):
        verify_address(
            action(server.url),
            allow_private=True,
            wait=4.0,
            sleep=slept.append,
            clock=lambda: next(clock),
            on_wait=told.append,
        )

    assert [0.5, 1.0, 2.0] == slept == [one.pause for one in told]
    assert [3.9, 3.3, 2.2] == [round(one.left, 1) for one in told]
    assert {(server.url + "assets/probe.txt", "the server finds nothing at this address (404)")} == {
        (one.url, one.reason) for one in told
    }


def test_a_server_that_serves_well_is_enough() -> None:
    """HEAD, and one range."""
    with serving(honest(PROBE.data, TEXT)) as server:
        verify_address(action(server.url), allow_private=True, wait=0)

    assert ["HEAD", "GET"] == [one.method for one in server.requests]


# --- a publish


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for check in (verify_address, verify_public, verify_feed):
        monkeypatch.setattr(check, "__kwdefaults__", {**(check.__kwdefaults__ or {}), "wait": 0.6})


@pytest.fixture
def bucket(s3_server: S3Server, tmp_path: Path, _impatient: None) -> Callable[..., Studio]:
    """Makes a desk that publishes into a prefix of its own, which is not public."""

    def make(endpoint: str = "", **publish: Any) -> Studio:
        prefix = f"shows/{uuid4().hex[:12]}"
        desk = Studio(tmp_path)
        to = {"to": f"s3://{s3_server.bucket}/{prefix}", "url": s3_server.url(prefix) + "/"}
        desk.show(publish={**to, "endpoint": endpoint or s3_server.endpoint, **publish})
        desk.episode()
        return desk

    return make


def published(desk: Studio, *options: str) -> Result:
    """`feedpub publish` of all of it."""
    return CliRunner().invoke(app, ["publish", str(desk.folder), *options])


def prefix_of(desk: Studio) -> str:
    """Where the show lies in the bucket."""
    return desk.plan().to.removeprefix("s3://podcasts/")


@pytest.mark.s3
def test_a_bucket_that_is_not_public_is_found_out_before_anything_is_uploaded(
    s3_server: S3Server, bucket: Callable[..., Studio]
) -> None:
    """With what makes it public; once it is, the same command publishes."""
    with Proxy(s3_server.endpoint) as proxy:
        desk = bucket(proxy.endpoint)
        prefix = prefix_of(desk)

        refused = published(desk)

        written = {one.path.partition("?")[0] for one in proxy.requests if one.method == "PUT"}
        left_behind = [*s3_server.keys(prefix), *s3_server.keys(f".feedpub/{prefix}")]
        s3_server.make_public(prefix)
        done = published(desk)
    lines = [line.strip().partition("aws s3api ")[2] for line in refused.stderr.splitlines()]
    shown = {line.split()[0]: json.loads(shlex.split(line)[-1]) for line in lines if line}

    assert 2 == refused.exit_code
    assert {f"/podcasts/{prefix}/{ADDRESS_PROBE}"} == {
        path for path in written if path.startswith(f"/podcasts/{prefix}")
    }
    assert [f"{prefix}/{ADDRESS_PROBE}", f".feedpub/{prefix}/{preflight.PROBE}"] == left_behind
    assert (
        "nothing of the show is uploaded, because listeners would not get it: it is not public (403)" in refused.stderr
    )
    assert {
        "put-bucket-policy": public_read(f"s3://podcasts/{prefix}"),
        "put-bucket-cors": cors(),
    } == shown
    assert json.dumps(publisher(f"s3://podcasts/{prefix}", f"s3://podcasts/.feedpub/{prefix}")) in refused.stderr

    assert 0 == done.exit_code, done.output


@pytest.mark.s3
def test_only_a_first_publication_or_a_new_address_is_asked_for_so(
    s3_server: S3Server, bucket: Callable[..., Studio]
) -> None:
    """Later runs verify what they upload, and nothing more."""
    with Proxy(s3_server.endpoint) as proxy:
        desk = bucket(proxy.endpoint)
        prefix = prefix_of(desk)
        s3_server.make_public(prefix)

        def probed(*options: str) -> int:
            proxy.requests.clear()
            assert 0 == published(desk, *options).exit_code
            return sum(one.method == "PUT" and ADDRESS_PROBE in one.path for one in proxy.requests)

        first, again = probed(), probed()
        desk.episode("ebb")
        another_episode = probed()
        moved = probed("--to", f"s3://podcasts/{prefix}", "--url", f"{proxy.endpoint}/podcasts/{prefix}/", MOVE)

    assert (1, 0, 0, 1) == (first, again, another_episode, moved)


MOVE = "--move-enclosures"


@pytest.mark.s3
def test_with_verify_store_the_address_is_not_asked(s3_server: S3Server, bucket: Callable[..., Studio]) -> None:
    """For a CDN that is not set up yet."""
    with Proxy(s3_server.endpoint) as proxy:
        desk = bucket(proxy.endpoint)

        done = published(desk, "--verify", "store")

    assert 0 == done.exit_code, done.output
    assert [] == [one for one in proxy.requests if ADDRESS_PROBE in one.path]


@pytest.mark.s3
def test_who_waits_at_the_terminal_is_told(s3_server: S3Server, bucket: Callable[..., Studio]) -> None:
    """Once for each address; each pause with `-v`, and none with `--quiet`."""
    runs = [published(bucket(), *options) for options in ((), ("-v",), ("--quiet",))]

    told = [[line for line in one.stderr.splitlines() if "asking again in" in line] for one in runs]
    assert [1, 1, 0] == [len(lines) for lines in told]
    assert f"/{ADDRESS_PROBE}: it is not public (403); asking again in 0.5 s, for at most " in told[0][0]
