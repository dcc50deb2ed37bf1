"""Stores without conditional writes, buckets that are not public, and feeds that move: through the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml
from tests.servers import Fault, Proxy, Request, S3Server, answers_with
from tests.studio import Studio
from typer.testing import CliRunner, Result

from feedpub.cli import app
from feedpub.deploy.verify import verify_address, verify_feed, verify_public

pytestmark = pytest.mark.s3

GUARDS = ("if-match", "if-none-match")


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not there at once does not come."""
    for check in (verify_address, verify_public, verify_feed):
        monkeypatch.setattr(check, "__kwdefaults__", {**(check.__kwdefaults__ or {}), "wait": 0.5})


@pytest.fixture
def bucket(s3_server: S3Server, tmp_path: Path) -> Callable[..., Studio]:
    """Makes a desk that publishes into a prefix of its own, public unless asked otherwise."""

    def make(*, endpoint: str = "", public: bool = True, **fields: Any) -> Studio:
        prefix = f"shows/{uuid4().hex[:12]}"
        if public:
            s3_server.make_public(prefix)
        desk = Studio(tmp_path)
        publish = {
            "to": f"s3://{s3_server.bucket}/{prefix}",
            "url": s3_server.url(prefix) + "/",
            "endpoint": endpoint or s3_server.endpoint,
            **fields.pop("publish", {}),
        }
        desk.show(publish=publish, **fields)
        desk.episode()
        return desk

    return make


def published(desk: Studio) -> Result:
    """`feedpub publish` of all of it."""
    return CliRunner().invoke(app, ["publish", str(desk.folder)])


def guarded(request: Request) -> bool:
    """A write that only one of two may do."""
    return request.writes and any(name.lower() in GUARDS for name in request.headers)


def accept(line: Any, _request: Request) -> None:
    """The store takes the write, whatever its condition."""
    line.body()
    line.send_response_only(200)
    line.send_header("ETag", '"0123456789abcdef0123456789abcdef"')
    line.send_header("Content-Length", "0")
    line.end_headers()


def stored(desk: Studio, server: S3Server) -> list[str]:
    """Every key of this show, public or not."""
    prefix = yaml.safe_load((desk.folder / "show.yaml").read_text())["publish"]["to"].split("/", 3)[3]
    return [*server.keys(prefix), *server.keys(f".feedpub/{prefix}")]


@pytest.mark.parametrize(
    ("does", "message"),
    [(answers_with(501, "NotImplemented"), "conditional writes"), (accept, "conditional writes")],
    ids=["answers 501", "ignores them"],
)
def test_a_store_without_conditional_writes_is_refused_by_name(
    does: Callable[..., None], message: str, s3_server: S3Server, bucket: Callable[..., Studio]
) -> None:
    """Before anything is uploaded, with the line that declares a single writer."""
    with Proxy(s3_server.endpoint) as proxy:
        proxy.faults.append(Fault(when=guarded, do=does, times=1000))
        desk = bucket(endpoint=proxy.endpoint)

        result = published(desk)

    assert 2 == result.exit_code
    assert message in result.stderr
    assert "single_writer: true" in result.stderr
    assert [] == stored(desk, s3_server)


def test_a_single_writer_may_publish_there_and_hears_of_it_on_every_run(
    s3_server: S3Server, bucket: Callable[..., Studio]
) -> None:
    """Not one guarded write is sent; the warning comes also when there is nothing to do."""
    with Proxy(s3_server.endpoint) as proxy:
        proxy.faults.append(Fault(when=guarded, do=answers_with(501, "NotImplemented"), times=1000))
        desk = bucket(endpoint=proxy.endpoint, publish={"single_writer": "true"})

        first, second = published(desk), published(desk)

        assert [] == [request for request in proxy.requests if guarded(request)]
    assert (0, 0) == (first.exit_code, second.exit_code), first.output
    assert "nothing to do" in second.output
    assert "single_writer: " in first.stderr
    assert "single_writer: " in second.stderr


def test_a_bucket_that_is_not_public_is_said_with_the_policy_that_makes_it_so(
    s3_server: S3Server, bucket: Callable[..., Studio]
) -> None:
    """Nothing is recorded and no feed is there."""
    desk = bucket(public=False)

    result = published(desk)

    assert 2 == result.exit_code
    assert "403" in result.stderr
    assert "s3:GetObject" in result.stderr
    assert not [key for key in stored(desk, s3_server) if key.endswith(("feed.xml", "catalog.json.gz", "applied"))]


def test_verify_store_does_without_the_public_address_and_says_so(bucket: Callable[..., Studio]) -> None:
    """For a CDN that is not set up yet."""
    desk = bucket(public=False)

    result = CliRunner().invoke(app, ["publish", str(desk.folder), "--verify", "store"])

    assert 0 == result.exit_code, result.output
    assert "--verify store" in result.output


def answers(body: bytes) -> Callable[..., None]:
    """A server with this feed."""

    def do(line: Any, _request: Request) -> None:
        line.send_response_only(200)
        line.send_header("Content-Type", "application/rss+xml")
        line.send_header("Content-Length", str(len(body)))
        line.end_headers()
        line.wfile.write(body)

    return do


def test_a_new_feed_must_hold_every_guid_before_subscribers_are_sent_there(tmp_path: Path) -> None:
    """Refused while it lacks one; applied when it has all, and said on every run."""
    desk = Studio(tmp_path)
    desk.show()
    desk.episode()
    desk.publish()
    feed = (desk.site / "feed.xml").read_bytes()
    with Proxy() as other:
        desk.show(new_feed_url=f"{other.endpoint}/feed.xml")
        other.faults.append(Fault(when=lambda _: True, do=answers(b"<rss/>"), times=1))
        other.faults.append(Fault(when=lambda _: True, do=answers(feed), times=9))
        before = desk.tree()

        refused = published(desk)
        unchanged = desk.tree()
        done, again = published(desk), published(desk)

    assert (2, before) == (refused.exit_code, unchanged)
    assert "new_feed_url: " in refused.stderr
    assert (0, 0) == (done.exit_code, again.exit_code), done.output
    assert "<itunes:new-feed-url>" in desk.feed()
    assert "apps move their subscribers" in again.stderr
