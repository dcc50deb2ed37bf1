"""The policies that feedpub prints: enough to publish, no more than that, and the very ones of docs/s3.md."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import boto3
import pytest
from tests import servers
from tests.deadlines import SECONDS
from tests.servers import ACCESS, SECRET, S3Server
from tests.studio import Studio

from feedpub.deploy.verify import privacy
from feedpub.errors import StorageError
from feedpub.standards.bucket import (
    BUCKET_ACTIONS,
    DISTRIBUTION,
    MOVE_ACTIONS,
    OBJECT_ACTIONS,
    OPTIONAL_ACTIONS,
    PURGE_ACTIONS,
    Policy,
    cloudfront_command,
    cloudfront_read,
    cors,
    cors_command,
    opening_commands,
    public_read,
    publisher,
)
from feedpub.storage import Body
from feedpub.storage.s3 import S3, RetryPolicy
from feedpub.storage.s3.errors import _ACTIONS

ROOT = Path(__file__).parents[1]
TARGET, STATE = "s3://my-podcast/my-show", "s3://my-podcast/.feedpub/my-show"
NECESSARY = {*OBJECT_ACTIONS, "s3:ListBucket"}


# --- what a publisher needs


def test_the_policy_holds_the_permissions_of_the_operations_that_feedpub_calls() -> None:
    """Read out of the code: each call of the SDK, and the permission that its error names."""
    sources = (ROOT / "src/feedpub/storage/s3").glob("*.py")
    called = {name for path in sources for name in re.findall(r"call\(\"([A-Z]\w+)\"", path.read_text("utf-8"))}

    assert called <= _ACTIONS.keys()
    known = {*OBJECT_ACTIONS, *OPTIONAL_ACTIONS, *BUCKET_ACTIONS, *PURGE_ACTIONS, *MOVE_ACTIONS}
    assert set(_ACTIONS.values()) == known


@pytest.fixture(scope="module")
def aws_like() -> Iterator[S3Server]:
    """A store that checks policies as AWS' IAM does."""
    with servers.moto() as server:
        server.client().create_bucket(Bucket=server.bucket)
        yield server


def checked_from_now_on(server: S3Server, *, on: bool) -> None:
    """Whether requests need permissions; before, everybody may do everything."""
    with closing(HTTPConnection(urlsplit(server.endpoint).netloc, timeout=SECONDS)) as connection:
        connection.request("POST", "/moto-api/reset-auth", "0" if on else "inf", {"Content-Type": "text/plain"})
        assert 200 == connection.getresponse().status


@pytest.fixture
def sign_in(aws_like: S3Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Signs in a new user who has one policy.

    To strangers this store then says 500 where AWS says 403, so they ask again: without a pause in between.
    """
    monkeypatch.setattr(privacy, "_PAUSE", 0)
    iam = boto3.client(
        "iam",
        endpoint_url=aws_like.endpoint,
        region_name="us-east-1",
        aws_access_key_id=ACCESS,
        aws_secret_access_key=SECRET,
    )

    def with_policy(policy: Policy) -> None:
        name = f"publisher-{uuid4().hex[:8]}"
        iam.create_user(UserName=name)
        iam.put_user_policy(UserName=name, PolicyName="publish", PolicyDocument=json.dumps(policy))
        key = iam.create_access_key(UserName=name)["AccessKey"]
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", key["AccessKeyId"])
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", key["SecretAccessKey"])
        checked_from_now_on(aws_like, on=True)

    yield with_policy
    checked_from_now_on(aws_like, on=False)


def show(server: S3Server, root: Path) -> tuple[Studio, str, str]:
    """A show that is published to a prefix of its own; with target and state."""
    prefix = f"shows/{uuid4().hex[:8]}"
    target, state = f"s3://{server.bucket}/{prefix}", f"s3://{server.bucket}/.feedpub/{prefix}"
    desk = Studio(root)
    desk.show(publish={"to": target, "url": server.url(prefix) + "/", "endpoint": server.endpoint})
    desk.episode()
    return desk, target, state


def without(policy: Policy, *actions: str) -> Policy:
    """The policy with fewer permissions."""
    statements = [
        {**one, "Action": [name for name in one["Action"] if name not in actions]} for one in policy["Statement"]
    ]
    return {**policy, "Statement": statements}


@pytest.mark.s3
@pytest.mark.parametrize(
    "lacking", [(), ("s3:DeleteObject", "s3:AbortMultipartUpload", "s3:ListBucketMultipartUploads")]
)
def test_with_this_policy_a_show_is_published(
    lacking: tuple[str, ...], aws_like: S3Server, sign_in: Any, tmp_path: Path
) -> None:
    """The first time, again, and an edit; also without what is optional."""
    desk, target, state = show(aws_like, tmp_path)
    sign_in(without(publisher(target, state), *lacking))

    desk.publish(verify="store")
    desk.episode(title="Edited")
    desk.publish(verify="store")

    assert 1 == len(desk.plan().after.published_items)


@pytest.mark.s3
@pytest.mark.parametrize("lacking", sorted(NECESSARY - {"s3:ListBucket"}))
def test_none_of_the_other_permissions_can_be_left_out(
    lacking: str, aws_like: S3Server, sign_in: Any, tmp_path: Path
) -> None:
    """The refusal names it. (s3:ListBucket is what makes AWS say 404 instead of 403, which this store always says.)"""
    desk, target, state = show(aws_like, tmp_path)
    sign_in(without(publisher(target, state), lacking))

    with pytest.raises(StorageError, match=lacking):
        desk.publish(verify="store")


@pytest.mark.s3
def test_a_large_object_is_sent_in_parts_within_its_prefix_and_nowhere_else(aws_like: S3Server, sign_in: Any) -> None:
    """With the permissions of a publisher; another show in the same bucket is out of reach."""
    sign_in(publisher("s3://podcasts/ours", "s3://podcasts/.feedpub/ours"))
    large = Body.of_bytes(bytes(17 << 20))

    def store(prefix: str) -> S3:
        return S3("podcasts", prefix, endpoint=aws_like.endpoint, retry=RetryPolicy(attempts=1))

    store("ours").put("media/a.mp3", large, type="audio/mpeg", cache="")

    assert store("ours").head("media/a.mp3") is not None
    for refused in (
        lambda: store("theirs").put("media/a.mp3", large, type="audio/mpeg", cache=""),
        lambda: store("theirs").read("feed.xml"),
        lambda: store("theirs").delete("feed.xml"),
        lambda: store("").put("index.html", Body.of_bytes(b"x"), type="text/html", cache=""),
    ):
        with pytest.raises(StorageError, match="do not have the permission"):
            refused()


# --- what the documentation says


DOCUMENTED: list[Policy] = [
    public_read(TARGET),
    cloudfront_read(TARGET, distribution=DISTRIBUTION),
    publisher(TARGET, STATE),
    cors(),
]
MINIO = "https://minio.example.org"
COMMANDS = {
    *opening_commands(TARGET),
    *opening_commands(TARGET, endpoint=MINIO),
    *opening_commands(TARGET, endpoint="https://fra1.digitaloceanspaces.com"),
    *opening_commands(TARGET, endpoint="http://localhost:8333"),
    cloudfront_command(TARGET),
    cors_command(TARGET),
    cors_command(TARGET, endpoint="https://fra1.digitaloceanspaces.com"),
}


def blocks(language: str) -> list[str]:
    """The blocks of docs/s3.md in a language."""
    text = (ROOT / "docs/s3.md").read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def test_the_policies_of_the_documentation_are_those_that_feedpub_prints() -> None:
    """Each once, and none that feedpub does not know."""
    written = [json.loads(block) for block in blocks("json")]

    assert sorted(map(json.dumps, DOCUMENTED)) == sorted(map(json.dumps, written))


def test_the_commands_of_the_documentation_are_those_that_feedpub_prints() -> None:
    """Letter for letter where it prints one; no other command puts a policy."""
    lines = [line for block in blocks("sh") for line in block.splitlines() if line.startswith("aws s3api put-")]

    assert sorted(COMMANDS) == sorted(set(lines))
    assert [] == [line for line in lines if shlex.join(shlex.split(line)) != line]
