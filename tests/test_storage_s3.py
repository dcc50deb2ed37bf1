"""S3 beyond the contract: lost answers, broken lines, parts, permissions, words; on real servers behind a bad line."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from random import Random
from socket import gaierror
from threading import Event
from typing import Any, TypedDict

import pytest
import urllib3
from botocore.awsrequest import AWSPreparedRequest
from botocore.exceptions import ClientError
from moto import mock_aws
from tests import programs, servers
from tests.deadlines import SECONDS
from tests.servers import (
    Fault,
    Proxy,
    Request,
    S3Server,
    answers_with,
    cut_answer,
    damage,
    late,
    lose_answer,
    lose_request,
)
from tests.stores import SHORT, bucket
from tests.webservers import Reply, serving

from feedpub.errors import Conflict, Denied, FileChanged, NoResponse, StorageError, Unsupported
from feedpub.storage import Absent, Body, Guard, Same, confirm
from feedpub.storage.guard_check import check_guards
from feedpub.storage.open import open_storage
from feedpub.storage.s3 import S3, RetryPolicy, multipart


class Facts(TypedDict):
    """What a put says about an object."""

    type: str
    cache: str


MEDIA: Facts = {"type": "audio/mpeg", "cache": "public, max-age=31536000, immutable"}
FEED: Facts = {"type": "application/rss+xml; charset=utf-8", "cache": "public, max-age=300"}
MIB = 1 << 20
ONCE = RetryPolicy(connect=SECONDS, read=SECONDS, attempts=1)

pytestmark = pytest.mark.s3


@pytest.fixture
def line(s3_server: S3Server) -> Iterator[Proxy]:
    """A line to the real server; a test says what goes wrong on it."""
    with Proxy(s3_server.endpoint) as proxy:
        yield proxy


@pytest.fixture
def nobody(signed_in: None) -> Iterator[Proxy]:
    """A store that has nothing and says what a test tells it to."""
    with Proxy() as proxy:
        yield proxy


@pytest.fixture(scope="module")
def _moto() -> Iterator[S3Server]:
    with servers.moto() as server:
        yield server


@pytest.fixture
def aws_like(_moto: S3Server, signed_in: None) -> S3Server:
    """A server that answers as AWS does where others differ."""
    with suppress(ClientError):  # `mock_aws` in other tests empties it
        _moto.client().create_bucket(Bucket=_moto.bucket)
    return _moto


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Body:
    """A recording of three parts."""
    path = tmp_path_factory.mktemp("large") / "a.mp3"
    data = b"".join(sha256(bytes([number])).digest() * (MIB // 32) for number in range(17)) + b"end"
    path.write_bytes(data)
    return Body.of_file(path, size=len(data), digest=sha256(data).hexdigest())


def writes(request: Request) -> bool:
    """Whether a request changes something."""
    return request.writes


def gets(request: Request) -> bool:
    """Whether a request reads an object."""
    return request.method == "GET"


def open_uploads(server: S3Server, store: S3) -> list[str]:
    """Keys of unfinished uploads below a store's prefix."""
    listing = server.client().list_multipart_uploads(Bucket=server.bucket, Prefix=store.prefix)
    return [each["Key"].removeprefix(f"{store.prefix}/") for each in listing.get("Uploads", [])]


def digest(store: S3, key: str) -> str | None:
    """SHA-256 of the bytes that the store really has."""
    content = store.read(key)
    return sha256(content.data).hexdigest() if content else None


# --- a bad line -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [lose_answer, lose_request, answers_with(500, "InternalError"), answers_with(503), answers_with(503, "SlowDown")],
)
@pytest.mark.parametrize("guard", [None, Absent(), Same("")])
def test_a_small_write_survives_one_fault(s3_server: S3Server, line: Proxy, fault: Any, guard: Guard | None) -> None:
    """Answer lost, request lost, the store's own error, told to slow down: the put succeeds, with the right token."""
    store = bucket(s3_server, endpoint=line.endpoint)
    if isinstance(guard, Same):
        guard = Same(store.put("catalog", Body.of_bytes(b"old"), **FEED))
    line.faults.append(Fault(writes, fault))

    token = confirm.put(store, "catalog", Body.of_bytes(b"new"), **FEED, guard=guard)

    content = store.read("catalog")
    assert content is not None
    assert (b"new", token) == (content.data, content.token)


@pytest.mark.parametrize(("code", "allowed"), [("SlowDown", 8), ("InternalError", 16)])
def test_a_store_that_asks_to_slow_down_is_asked_half_as_often(
    s3_server: S3Server, line: Proxy, code: str, allowed: int
) -> None:
    """Also where the SDK tries again by itself."""
    store = bucket(s3_server, endpoint=line.endpoint)
    line.faults.append(Fault(writes, answers_with(503 if code == "SlowDown" else 500, code)))

    store.put("catalog", Body.of_bytes(b"new"), **FEED)

    assert allowed == store.limit.allowed


@pytest.mark.parametrize("fault", [lose_answer, lose_request, answers_with(500, "InternalError")])
@pytest.mark.parametrize("nth", range(5), ids=["create", "part 1", "part 2", "part 3", "complete"])
def test_a_large_write_survives_a_fault_at_any_request(
    s3_server: S3Server, line: Proxy, large: Body, fault: Any, nth: int
) -> None:
    """The whole object is there, its facts too, no upload is left open, and progress ends at 100 %."""
    store = bucket(s3_server, endpoint=line.endpoint)
    line.faults.append(Fault(writes, fault, skip=nth))
    counts: list[int] = []

    token = confirm.put(store, "media/a.mp3", large, **MEDIA, guard=Absent(), on_bytes=counts.append)

    seen = store.head("media/a.mp3")
    assert seen is not None
    assert (large.size, large.digest, "audio/mpeg", token) == (seen.size, seen.digest, seen.type, seen.token)
    assert (large.digest, []) == (digest(store, "media/a.mp3"), open_uploads(s3_server, store))
    assert large.size == sum(counts)


def test_progress_is_taken_back_when_a_part_is_sent_again(s3_server: S3Server, line: Proxy, large: Body) -> None:
    """A bar may go back, but never beyond its ends."""
    store = bucket(s3_server, endpoint=line.endpoint)
    line.faults.append(Fault(writes, lose_answer, skip=2))
    counts: list[int] = []

    store.put("media/a.mp3", large, **MEDIA, on_bytes=counts.append)

    assert min(counts) < 0
    assert 0 <= min(accumulate(counts))
    assert large.size == max(accumulate(counts)) == sum(counts)


def test_an_answer_that_comes_too_late_is_read_back(s3_server: S3Server, line: Proxy) -> None:
    """Time-outs are lost answers."""
    store = bucket(s3_server, endpoint=line.endpoint, retry=RetryPolicy(connect=SECONDS, read=3, attempts=1))
    line.faults.append(Fault(writes, late))

    confirm.put(store, "catalog", Body.of_bytes(b"new"), **FEED, guard=Absent())

    assert digest(store, "catalog") == sha256(b"new").hexdigest()


def test_a_write_that_is_never_answered_is_unanswered(s3_server: S3Server, line: Proxy) -> None:
    """After all attempts nobody knows; the words say what to do."""
    store = bucket(s3_server, endpoint=line.endpoint, retry=SHORT)
    line.faults.append(Fault(writes, lose_request, times=99))

    with pytest.raises(NoResponse, match="closed the connection") as caught:
        confirm.put(store, "catalog", Body.of_bytes(b"new"), **FEED)

    assert SHORT.attempts == sum(map(writes, line.requests))
    assert "run the same command again" in caught.value.hint


@pytest.mark.parametrize(
    ("fault", "words"), [(answers_with(500), "internal error"), (answers_with(503, "SlowDown"), "slow down")]
)
def test_a_store_that_keeps_failing_is_given_up(s3_server: S3Server, line: Proxy, fault: Any, words: str) -> None:
    """Reads end with an error, writes with not knowing; both after the attempts that were allowed."""
    store = bucket(s3_server, endpoint=line.endpoint, retry=RetryPolicy(connect=SECONDS, read=SECONDS, attempts=2))
    line.faults.append(Fault(lambda _: True, fault, times=99))

    with pytest.raises(StorageError, match=words) as reading:
        store.read("catalog")
    with pytest.raises(NoResponse, match=words):
        store.put("catalog", Body.of_bytes(b"new"), **FEED)

    assert not isinstance(reading.value, NoResponse)
    assert 4 == len(line.requests)


def test_an_answer_that_breaks_off_is_asked_for_again(s3_server: S3Server, line: Proxy) -> None:
    """Half a catalog is never taken for one."""
    store = bucket(s3_server, endpoint=line.endpoint, retry=SHORT)
    store.put("catalog", Body.of_bytes(b"0123456789" * 1000), **FEED)
    line.faults.append(Fault(gets, cut_answer, times=2))

    content = store.read("catalog")

    assert content is not None
    assert 10_000 == len(content.data)
    line.faults.append(Fault(gets, cut_answer, times=99))
    with pytest.raises(StorageError, match="in the middle of the answer"):
        store.read("catalog")


@pytest.mark.parametrize("size", [100, 17 * MIB])
def test_damaged_bytes_are_not_stored(s3_server: S3Server, line: Proxy, size: int) -> None:
    """One flipped bit on the way: the checksum in the header finds it, in small objects and in parts."""
    store = bucket(s3_server, endpoint=line.endpoint)
    line.faults.append(Fault(lambda request: request.method == "PUT", damage))

    with pytest.raises(StorageError, match="damaged on the way"):
        store.put("media/a.mp3", Body.of_bytes(bytes(size)), **MEDIA)

    assert (None, []) == (store.head("media/a.mp3"), open_uploads(s3_server, store))


def test_four_writers_at_once_lose_no_update(s3_server: S3Server) -> None:
    """They count to 20 together, by compare-and-swap."""
    ours = bucket(s3_server)

    def count_up(_writer: int) -> None:
        store, done = S3(ours.bucket, ours.prefix, endpoint=s3_server.endpoint), 0
        for _ in range(1000):
            if done == 5:
                return
            content = store.read("number")
            guard = Same(content.token) if content else Absent()
            body = Body.of_bytes(str(int(content.data) + 1 if content else 1).encode())
            with suppress(Conflict):
                store.put("number", body, **FEED, guard=guard)
                done += 1
        raise AssertionError(f"only {done} of 5 were written")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(count_up, range(4)))

    content = ours.read("number")
    assert content is not None
    assert b"20" == content.data


# --- parts ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "expected"),
    [(17 * MIB, 8 * MIB), (80_000 * MIB, 8 * MIB), (80_001 * MIB, 9 * MIB), (5 << 40, 525 * MIB)],
    ids=["17 MiB", "as many as can be", "one MiB more", "5 TiB"],
)
def test_parts_grow_when_there_would_be_too_many(size: int, expected: int) -> None:
    """At least 8 MiB, at most 10,000 of them."""
    assert expected == multipart.part_size(size)
    assert size / expected <= 10_000


@pytest.mark.parametrize("size", [8 * MIB, 16 * MIB, 16 * MIB + 1, 24 * MIB - 1])
def test_pieces_are_the_body(size: int) -> None:
    """Cut at every 8 MiB, nothing lost at the seams, with a head that shifts them."""
    data = Random(size).randbytes(size)
    found = list(multipart.parts_of(Body.of_bytes(data)))

    assert data == b"".join(found)
    assert all(len(piece) == 8 * MIB for piece in found[:-1])
    assert 0 < len(found[-1]) <= 8 * MIB


def test_pieces_of_a_head_and_a_file_are_cut_alike(large: Body) -> None:
    """Only the last part may be short: S3 refuses others."""
    assert large.path is not None
    whole = b"TAG" + large.path.read_bytes()
    body = Body(size=len(whole), digest=sha256(whole).hexdigest(), data=b"TAG", path=large.path)

    assert [8 * MIB, 8 * MIB, MIB + 6] == [len(piece) for piece in multipart.parts_of(body)]


def test_an_abandoned_upload_of_ours_is_aborted_and_no_other(s3_server: S3Server, line: Proxy, large: Body) -> None:
    """What a killed run began for this key is cleaned up; other keys are other people's, and left in peace."""
    store = bucket(s3_server, endpoint=line.endpoint)
    for key in ("media/a.mp3", "media/a.mp3", "media/a.mp3.bak", "media/b.mp3"):
        s3_server.client().create_multipart_upload(Bucket=s3_server.bucket, Key=f"{store.prefix}/{key}")

    store.put("media/a.mp3", large, **MEDIA)

    assert ["media/a.mp3.bak", "media/b.mp3"] == sorted(open_uploads(s3_server, store))
    assert 2 == [request.method for request in line.requests].count("DELETE")


def test_two_people_sending_the_same_recording_both_succeed(s3_server: S3Server, large: Body) -> None:
    """The one who is done cleans up the other's upload, whose bytes are then there: both are told the truth."""
    mine = bucket(s3_server)
    yours = S3(mine.bucket, mine.prefix, endpoint=s3_server.endpoint)
    tokens: list[str] = []

    def meanwhile(_count: int) -> None:
        if not tokens:
            tokens.append("")
            tokens[0] = confirm.put(yours, "media/a.mp3", large, **MEDIA)

    token = confirm.put(mine, "media/a.mp3", large, **MEDIA, on_bytes=meanwhile)

    assert [token] == tokens
    assert [] == open_uploads(s3_server, mine)


def web_page(line: Any, _request: Request) -> None:
    """The answer of some web server, with status 200."""
    line.body()
    line.send_response_only(200)
    page = b"<html><body>Welcome"
    line.send_header("Content-Length", str(len(page)))
    line.end_headers()
    line.wfile.write(page)


@pytest.mark.parametrize("fault", [answers_with(403, "AccessDenied"), answers_with(501, "NotImplemented"), web_page])
def test_the_right_to_list_uploads_is_not_needed(s3_server: S3Server, line: Proxy, large: Body, fault: Any) -> None:
    """Cleaning up is a courtesy: without it the put succeeds."""
    store = bucket(s3_server, endpoint=line.endpoint)
    line.faults.append(Fault(gets, fault))

    store.put("media/a.mp3", large, **MEDIA)

    assert large.digest == digest(store, "media/a.mp3")


def test_a_lost_race_of_a_large_object_leaves_nothing(s3_server: S3Server, large: Body) -> None:
    """The guard is on the completion; the parts are removed."""
    store = bucket(s3_server)
    store.put("media/a.mp3", Body.of_bytes(b"theirs"), **MEDIA)

    with pytest.raises(Conflict):
        store.put("media/a.mp3", large, **MEDIA, guard=Absent())

    assert (sha256(b"theirs").hexdigest(), []) == (digest(store, "media/a.mp3"), open_uploads(s3_server, store))


def test_a_large_file_that_changed_is_not_stored(s3_server: S3Server, large: Body) -> None:
    """Found out before the last part is sent; all of it is taken back."""
    store = bucket(s3_server)
    body = Body(size=large.size, digest="0" * 64, path=large.path)

    with pytest.raises(FileChanged):
        store.put("media/a.mp3", body, **MEDIA)

    assert (None, []) == (store.head("media/a.mp3"), open_uploads(s3_server, store))


def test_an_interrupted_upload_is_taken_back(s3_server: S3Server, large: Body) -> None:
    """Ctrl-C in the middle: nothing visible, nothing that costs."""
    store = bucket(s3_server)

    def interrupt(_count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.put("media/a.mp3", large, **MEDIA, on_bytes=interrupt)

    assert (None, []) == (store.head("media/a.mp3"), open_uploads(s3_server, store))


def test_the_other_parts_stop_at_once(s3_server: S3Server, large: Body, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a slow line nobody waits after Ctrl-C until the parts that are on their way have arrived."""
    store = bucket(s3_server)
    later: list[int] = []
    stop = Event()
    monkeypatch.setattr(multipart, "Event", lambda: stop)

    def slowly(count: int) -> None:
        if not later:
            later.append(0)
            raise KeyboardInterrupt
        later.append(count)
        assert stop.wait(SECONDS)

    with pytest.raises(KeyboardInterrupt):
        store.put("media/a.mp3", large, **MEDIA, on_bytes=slowly)

    assert sum(later) < 5 * MIB


def test_parts_do_not_end_together(s3_server: S3Server, line: Proxy, large: Body) -> None:
    """The second one begins in the middle of the first: the link is not idle until both are answered."""
    store = bucket(s3_server, endpoint=line.endpoint)
    begun: list[tuple[int, int]] = []
    sent = 0

    def note(count: int) -> None:
        nonlocal sent
        sent += count
        begun.append((sent, [request.method for request in line.requests].count("PUT")))

    store.put("media/a.mp3", large, **MEDIA, on_bytes=note)

    assert {0, 1} >= {parts for size, parts in begun if size < 4 * MIB}
    assert 3 == [request.method for request in line.requests].count("PUT")


def test_a_refused_part_takes_the_upload_back(s3_server: S3Server, line: Proxy, large: Body) -> None:
    """An error of one part ends the others, and is the one that is told."""
    store = bucket(s3_server, endpoint=line.endpoint)
    line.faults.append(Fault(lambda request: request.method == "PUT", answers_with(403, "AccessDenied"), skip=1))

    with pytest.raises(StorageError, match="s3:PutObject"):
        store.put("media/a.mp3", large, **MEDIA)

    assert (None, []) == (store.head("media/a.mp3"), open_uploads(s3_server, store))


UPLOADING = """
import sys
from hashlib import file_digest
from pathlib import Path
from feedpub.storage import Body
from feedpub.storage.open import open_storage
path = Path(sys.argv[2])
with path.open("rb") as file:
    digest = file_digest(file, "sha256").hexdigest()
body = Body.of_file(path, size=path.stat().st_size, digest=digest)
open_storage("s3://podcasts/memory", endpoint=sys.argv[1]).put("a.mp3", body, type="audio/mpeg", cache="")
print(Path('/proc/self/status').read_text().partition('VmHWM:')[2].split()[0])
"""


def test_memory_does_not_grow_with_the_file(s3_server: S3Server, tmp_path: Path) -> None:
    """A process that sends 256 MiB stays under 130, the SDK included."""
    if not Path("/proc/self/status").exists():
        pytest.skip("this system does not tell the peak of a process's memory")
    path = tmp_path / "a.mp3"
    with path.open("wb") as file:
        file.truncate(256 * MIB)

    done = programs.python("-c", UPLOADING, s3_server.endpoint, path, text=True)

    assert int(done.stdout) * 1024 < 130 * MIB
    s3_server.client().delete_object(Bucket=s3_server.bucket, Key="memory/a.mp3")


# --- what it costs ----------------------------------------------------------------------------------------------------


def test_each_operation_needs_the_least_requests(s3_server: S3Server, line: Proxy, large: Body) -> None:
    """One request each; a large object three more than it has parts; a check of guards five."""
    store = bucket(s3_server, endpoint=line.endpoint)
    operations: dict[str, Callable[[], object]] = {
        "put": lambda: store.put("a", Body.of_bytes(b"x"), **FEED, guard=Absent()),
        "read": lambda: store.read("a"),
        "head": lambda: store.head("a"),
        "slice": lambda: store.slice("a", 0, 1),
        "delete": lambda: store.delete("a"),
        "put large": lambda: store.put("b", large, **MEDIA),
        "guard check": lambda: check_guards(store, "probe"),
    }
    found = {}
    for name, operation in operations.items():
        line.requests.clear()
        operation()
        found[name] = len(line.requests)

    assert {"put": 1, "read": 1, "head": 1, "slice": 1, "delete": 1, "put large": 6, "guard check": 5} == found


def whole_object(line: Any, _request: Request) -> None:
    """The answer of a gateway that does not know ranges."""
    line.send_response_only(200)
    line.send_header("ETag", '"1"')
    line.send_header("Content-Length", "10")
    line.end_headers()
    line.wfile.write(b"0123456789")


def test_a_slice_is_asked_for_as_a_range(s3_server: S3Server, line: Proxy) -> None:
    """Only those bytes come over the line; where they all come all the same, the rest is cut off."""
    store = bucket(s3_server, endpoint=line.endpoint)
    store.put("media/a.mp3", Body.of_bytes(b"0123456789"), **MEDIA)
    line.faults.append(Fault(gets, whole_object, skip=1))

    found = [store.slice("media/a.mp3", 2, 5), store.slice("media/a.mp3", 2, 5)]

    assert [b"234", b"234"] == found
    assert "bytes=2-4" == line.requests[-1].headers["Range"]


def test_opening_a_directory_does_not_load_the_sdk() -> None:
    """It takes longer than publishing there."""
    code = (
        "import sys; from feedpub.storage.open import open_storage, state_url; open_storage('public/x'); "
        "state_url('s3://podcasts/x'); print('boto3' in sys.modules)"
    )

    done = programs.python("-c", code, text=True)

    assert "False\n" == done.stdout


# --- access -----------------------------------------------------------------------------------------------------------


def test_strangers_read_what_is_public_and_nothing_else(s3_server: S3Server) -> None:
    """Ranges, types and caching as listeners get them; the state beside it answers 403."""
    site = bucket(s3_server)
    s3_server.make_public(site.prefix)
    state = S3(site.bucket, f".feedpub/{site.prefix}", endpoint=s3_server.endpoint)
    site.put("feed.xml", Body.of_bytes(b"<rss/>"), **FEED)
    state.put("catalog.json.gz", Body.of_bytes(b"secret"), type="application/gzip", cache="private, no-store")
    http = urllib3.PoolManager(retries=False)

    feed = http.request("GET", s3_server.url(f"{site.prefix}/feed.xml"), headers={"Range": "bytes=0-3"})
    secret = http.request("GET", s3_server.url(f"{state.prefix}/catalog.json.gz"))
    http.clear()

    assert (206, b"<rss", FEED["type"], FEED["cache"]) == (
        feed.status,
        feed.data,
        feed.headers["Content-Type"],
        feed.headers["Cache-Control"],
    )
    assert (403, False) == (secret.status, b"secret" in secret.data)


def test_nothing_is_sent_about_access(s3_server: S3Server, line: Proxy, large: Body) -> None:
    """No ACL in any request: buckets with ACLs off would refuse it, and who may read is the owner's business."""
    store = bucket(s3_server, endpoint=line.endpoint)
    store.put("a", Body.of_bytes(b"x"), **FEED)
    store.put("b", large, **MEDIA)

    sent = {name.lower() for request in line.requests for name in request.headers}

    assert not {name for name in sent if "acl" in name or "grant" in name}


# --- AWS's own ways ---------------------------------------------------------------------------------------------------


def test_a_missing_object_under_a_guard_is_a_lost_race_on_aws(aws_like: S3Server) -> None:
    """AWS answers 404 to If-Match on what is gone; others answer 412."""
    store = bucket(aws_like)

    with pytest.raises(Conflict):
        store.put("catalog", Body.of_bytes(b"x"), **FEED, guard=Same('"0123456789abcdef0123456789abcdef"'))


@pytest.mark.parametrize("size", [10, 17 * MIB], ids=["small", "large"])
def test_a_missing_bucket_is_said(aws_like: S3Server, size: int) -> None:
    """By name, whatever is asked of it."""
    store = S3("no-such-bucket", "a", endpoint=aws_like.endpoint)

    with pytest.raises(StorageError, match="there is no bucket no-such-bucket"):
        store.read("catalog")
    with pytest.raises(StorageError, match="there is no bucket no-such-bucket"):
        store.put("catalog", Body.of_bytes(bytes(size)), **FEED)


@pytest.mark.parametrize("size", [10, 17 * MIB], ids=["small", "large"])
def test_aws_keeps_the_checksum_with_the_object(size: int) -> None:
    """There the SHA-256 is sent in a header, of the object or of each part, and nothing of older checksums."""
    sent: list[AWSPreparedRequest] = []
    with mock_aws():
        store = S3("podcasts", "a", region="us-east-1")
        store._client.create_bucket(Bucket="podcasts")
        store._client.meta.events.register_first("before-send.s3", lambda request, **_: sent.append(request))
        data = bytes(size)

        token = store.put("media/a.mp3", Body.of_bytes(data), **MEDIA, guard=Absent())

        content = store.read("media/a.mp3")
    pieces = [data[start : start + 8 * MIB] for start in range(0, size, 8 * MIB)]
    puts = [request.headers for request in sent if request.method == "PUT"]
    assert content is not None
    assert (token, data) == (content.token, content.data)
    assert len(pieces) == len(puts)
    assert b64encode(sha256(pieces[0]).digest()) in [headers["x-amz-checksum-sha256"] for headers in puts]
    assert not [headers for headers in puts if "Content-MD5" in headers]


@pytest.mark.parametrize(
    ("options", "address"),
    [
        ({}, "https://podcasts.s3.amazonaws.com/"),
        ({"region": "eu-central-1"}, "https://podcasts.s3.eu-central-1.amazonaws.com/"),
        ({"bucket": "my.podcasts"}, "https://s3.amazonaws.com/my.podcasts/"),
        ({"endpoint": "https://s3.example.com"}, "https://s3.example.com/podcasts/"),
        ({"endpoint": "http://127.0.0.1:9000"}, "http://127.0.0.1:9000/podcasts/"),
        ({"endpoint": "https://oss-cn-hangzhou.aliyuncs.com"}, "https://podcasts.oss-cn-hangzhou.aliyuncs.com/"),
        ({"endpoint": "https://s3.eu-west-1.amazonaws.com"}, "https://s3.eu-west-1.amazonaws.com/podcasts/"),
    ],
)
def test_buckets_are_addressed_as_their_store_wants(signed_in: None, options: dict[str, str], address: str) -> None:
    """In the path, except at AWS and at those who insist; dots in a name would break the certificate."""
    store = S3(options.get("bucket", "podcasts"), endpoint=options.get("endpoint"), region=options.get("region"))
    urls: list[str] = []

    def caught(request: AWSPreparedRequest, **_: object) -> None:
        urls.append(request.url)
        raise KeyboardInterrupt

    store._client.meta.events.register("before-send.s3", caught)
    with pytest.raises(KeyboardInterrupt):
        store.read("feed.xml")

    assert [f"{address}feed.xml"] == urls


def test_an_endpoint_of_the_environment_counts(s3_server: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The SDK's own variables and profiles name stores too; those are addressed by path like any other."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", s3_server.endpoint)
    store = S3(s3_server.bucket, bucket(s3_server).prefix)

    store.put("catalog", Body.of_bytes(b"x"), **FEED)

    assert digest(store, "catalog") == sha256(b"x").hexdigest()


# --- words ------------------------------------------------------------------------------------------------------------

READ, HEAD, PUT, DELETE, LIST = "read", "head", "put", "delete", "list"
SECRETS = {"Message": "AKIDSECRET signed the string NOTFORYOU", "AWSAccessKeyId": "AKIDSECRET"}

ANSWERS: list[tuple[str, int, str, dict[str, str], str, str]] = [
    (READ, 403, "AccessDenied", {}, "do not have the permission s3:GetObject", "s3:ListBucket on the bucket podcasts"),
    (HEAD, 403, "", {}, "do not have the permission s3:GetObject", "never takes that for a first publication"),
    (PUT, 403, "AccessDenied", {}, "do not have the permission s3:PutObject", "allow s3:PutObject"),
    (DELETE, 403, "AccessDenied", {}, "do not have the permission s3:DeleteObject", "allow s3:DeleteObject"),
    (
        LIST,
        403,
        "AccessDenied",
        {},
        "do not have the permission s3:ListBucket",
        "allow s3:ListBucket on the bucket podcasts",
    ),
    (READ, 401, "Unauthorized", {}, "do not have the permission s3:GetObject", "allow s3:GetObject"),
    (READ, 404, "NoSuchBucket", {}, "there is no bucket podcasts", "create it"),
    (READ, 404, "", {}, "perhaps there is no bucket podcasts, or it is not an S3 store", "`endpoint:`"),
    (PUT, 404, "NoSuchBucket", {}, "there is no bucket podcasts", "create it"),
    (READ, 400, "ExpiredToken", {}, "the credentials have expired", "aws sso login"),
    (PUT, 400, "InvalidToken", {}, "does not accept the session token", "aws sso login"),
    (READ, 403, "InvalidAccessKeyId", {}, "does not know this access key", "AWS_ACCESS_KEY_ID"),
    (PUT, 403, "SignatureDoesNotMatch", {}, "the secret key does not belong to the access key", "AWS_SECRET"),
    (
        READ,
        403,
        "RequestTimeTooSkewed",
        {"RequestTime": "20261123T071500Z", "ServerTime": "2026-11-23T07:00:00Z"},
        "clock is 15 minutes ahead",
        "set the clock",
    ),
    (
        PUT,
        403,
        "RequestTimeTooSkewed",
        {"RequestTime": "20261123T060000Z", "ServerTime": "2026-11-23T07:00:00Z"},
        "clock is 60 minutes behind",
        "set the clock",
    ),
    (READ, 403, "RequestTimeTooSkewed", {}, "this machine's clock is wrong", "set the clock"),
    (HEAD, 400, "", {}, "refuses to answer", "sign in again"),
    (PUT, 409, "OperationAborted", {}, "someone else wrote this", "run the same command again"),
    (PUT, 409, "ConditionalRequestConflict", {}, "someone else wrote this", "run the same command again"),
    (PUT, 412, "PreconditionFailed", {}, "someone else wrote this", "run the same command again"),
    (PUT, 404, "NoSuchKey", {}, "someone else wrote this", "run the same command again"),
    (PUT, 404, "NoSuchUpload", {}, "someone else wrote this", "run the same command again"),
    (PUT, 501, "NotImplemented", {}, "the store cannot do this", "use a store that implements PutObject"),
    (PUT, 400, "EntityTooLarge", {}, "does not take objects of this size", "bit rate"),
    (PUT, 507, "XMinioStorageFull", {}, "the store's disk is full", "make room"),
    (PUT, 403, "QuotaExceeded", {}, "space at the store is used up", "make room"),
    (READ, 418, "Weird<", {}, "refuses GetObject (Weird, HTTP 418)", "log"),
    (
        READ,
        400,
        "AuthorizationHeaderMalformed",
        {"Region": "eu-central-1"},
        "region eu-central-1",
        "region: eu-central-1",
    ),
    (
        READ,
        400,
        "AuthorizationHeaderMalformed",
        {"Message": "AKIDSECRET: the region 'us-east-1' is wrong; expecting 'garage'"},
        "is in the region garage",
        "`region: garage`",
    ),
    (
        PUT,
        301,
        "PermanentRedirect",
        {"Endpoint": "podcasts.s3.eu-north-1.amazonaws.com"},
        "is in the region eu-north-1",
        "`region: eu-north-1`",
    ),
    (
        PUT,
        301,
        "PermanentRedirect",
        {"Endpoint": "podcasts.objects.example.net"},
        "redirects to objects.example.net",
        "`endpoint: http://objects.example.net`",
    ),
    (PUT, 301, "PermanentRedirect", {}, "redirects to another address", "perhaps with https"),
    (READ, 301, "", {}, "redirects to another address", "perhaps with https"),
    (HEAD, 301, "", {}, "redirects to another address", "perhaps with https"),
]


def call(store: S3, operation: str) -> object:
    """One operation on `catalog`."""
    calls: dict[str, Callable[[], object]] = {
        READ: lambda: store.read("catalog"),
        HEAD: lambda: store.head("catalog"),
        PUT: lambda: store.put("catalog", Body.of_bytes(b"x"), **FEED),
        DELETE: lambda: store.delete("catalog"),
        LIST: lambda: list(store.list("catalog")),
    }
    return calls[operation]()


@pytest.mark.parametrize(("operation", "status", "code", "details", "words", "hint"), ANSWERS)
def test_what_a_store_refuses_is_an_error_with_a_hint(
    nobody: Proxy, operation: str, status: int, code: str, details: dict[str, str], words: str, hint: str
) -> None:
    """What is wrong, with which object, and what to do; nothing of the store's own message, which holds key ids."""
    store = S3("podcasts", "tidewater", endpoint=nobody.endpoint, retry=ONCE)
    nobody.faults.append(
        Fault(lambda _: True, answers_with(status, code.replace("<", "&lt;"), details={**SECRETS, **details}), times=9)
    )

    with pytest.raises(StorageError) as caught:
        call(store, operation)

    assert "s3://podcasts/tidewater/catalog" == caught.value.where
    assert words in caught.value.message
    assert hint in caught.value.hint
    shown = f"{caught.value} {caught.value.hint} {caught.value.__cause__}"
    assert not [secret for secret in ("AKIDSECRET", "NOTFORYOU", servers.SECRET) if secret in shown]


KINDS: list[tuple[str, int, str, type[StorageError]]] = [
    (PUT, 412, "PreconditionFailed", Conflict),
    (DELETE, 501, "NotImplemented", Unsupported),
    (PUT, 500, "InternalError", NoResponse),
    (DELETE, 503, "SlowDown", NoResponse),
    (PUT, 403, "AccessDenied", Denied),
    (LIST, 403, "AccessDenied", Denied),
    (LIST, 500, "InternalError", StorageError),
    (READ, 500, "InternalError", StorageError),
    (READ, 412, "PreconditionFailed", StorageError),
]


@pytest.mark.parametrize(("operation", "status", "code", "kind"), KINDS)
def test_answers_have_the_kind_that_others_act_on(
    nobody: Proxy, operation: str, status: int, code: str, kind: type[StorageError]
) -> None:
    """Lost races, unknown outcomes and missing abilities are told apart from plain errors."""
    store = S3("podcasts", "tidewater", endpoint=nobody.endpoint, retry=ONCE)
    nobody.faults.append(Fault(lambda _: True, answers_with(status, code), times=9))

    with pytest.raises(StorageError) as caught:
        call(store, operation)

    assert kind is type(caught.value)


def test_the_region_of_a_header_is_named(nobody: Proxy) -> None:
    """AWS names it there when it refuses HEAD and GET."""
    store = S3("podcasts", "tidewater", endpoint=nobody.endpoint, retry=ONCE)
    moved = answers_with(301, "PermanentRedirect", headers={"x-amz-bucket-region": "ap-south-1"})
    nobody.faults.append(Fault(lambda _: True, moved, times=9))

    with pytest.raises(StorageError, match="in the region ap-south-1"):
        store.read("catalog")


def test_every_further_attempt_is_in_the_log(nobody: Proxy, caplog: pytest.LogCaptureFixture) -> None:
    """`-v` shows what the SDK would do in silence; addresses without what they are signed with."""
    store = S3("podcasts", "tidewater", endpoint=nobody.endpoint, retry=RetryPolicy(attempts=3))
    nobody.faults.append(Fault(lambda _: True, answers_with(500, "InternalError"), times=9))

    with caplog.at_level("DEBUG", logger="feedpub"), pytest.raises(StorageError):
        store.read("catalog")

    again = [record.getMessage() for record in caplog.records if record.getMessage().startswith("again: ")]
    address = f"{nobody.endpoint}/podcasts/tidewater/catalog"
    assert [f"again: GET {address} (attempt={number}; max=3)" for number in (2, 3)] == again


def test_a_region_that_nobody_names_is_asked_for(nobody: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    """At AWS a redirect means the region."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", nobody.endpoint)
    store = S3("podcasts", "tidewater", retry=ONCE)
    nobody.faults.append(Fault(lambda _: True, answers_with(301, "PermanentRedirect"), times=9))

    with pytest.raises(StorageError, match="the bucket podcasts is in another region"):
        store.read("catalog")


def test_a_role_that_may_not_be_assumed_is_said(nobody: Proxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The credential chain asks another service first; its refusal is not the bucket's."""
    (tmp_path / "config").write_text(
        f"[profile role]\nrole_arn = arn:aws:iam::123456789012:role/a\nsource_profile = keys\nregion = eu-central-1\n"
        f"[profile keys]\naws_access_key_id = {servers.ACCESS}\naws_secret_access_key = {servers.SECRET}\n"
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", nobody.endpoint)
    nobody.faults.append(Fault(lambda _: True, answers_with(403, "AccessDenied"), times=9))

    with pytest.raises(StorageError, match="no credentials: AssumeRole was refused") as caught:
        S3("podcasts", profile="role", retry=ONCE).read("catalog")

    assert "profile 'role'" in caught.value.hint


@pytest.mark.parametrize("operation", ["read", "head"])
def test_a_web_page_is_not_taken_for_an_answer(nobody: Proxy, operation: str) -> None:
    """A gateway that wants a login, or a wrong endpoint, answers anything with a page."""
    store = S3("podcasts", "tidewater", endpoint=nobody.endpoint, retry=ONCE)
    nobody.faults.append(Fault(lambda _: True, web_page, times=9))

    with pytest.raises(StorageError, match="not S3's"):
        call(store, operation)


NO_ANSWER_OF_S3: dict[str, dict[str, str | None]] = {
    "no length": {"Content-Length": None},
    "a length that is no number": {"Content-Length": "some"},
    "a length of 5000 digits": {"Content-Length": "9" * 5000},
    "a date that is none": {"Last-Modified": "never"},
    "a date that no calendar has": {"Last-Modified": "9" * 20},
    "a count that is no number": {"x-amz-missing-meta": "some"},
}


@pytest.mark.parametrize("name", NO_ANSWER_OF_S3)
def test_headers_that_mean_nothing_are_said(name: str, signed_in: None) -> None:
    """A proxy in front of a store that writes its own; the SDK takes them as they come."""
    headers = {"ETag": '"a"', **NO_ANSWER_OF_S3[name]}
    with serving(lambda _: Reply(headers=headers)) as server:
        store = S3("podcasts", "tidewater", endpoint=server.url, retry=ONCE)

        with pytest.raises(StorageError, match="not S3's") as caught:
            store.head("feed.xml")

    assert "s3://podcasts/tidewater/feed.xml" == caught.value.where
    assert caught.value.hint


def test_an_answer_to_a_write_that_means_nothing_may_be_a_yes(signed_in: None) -> None:
    """The store may have done it: it is read back before anybody believes either."""
    with serving(lambda _: Reply(headers={"ETag": '"a"', "x-amz-object-size": "some"})) as server:
        store = S3("podcasts", "tidewater", endpoint=server.url, retry=ONCE)

        with pytest.raises(NoResponse, match="not S3's"):
            store.put("feed.xml", Body.of_bytes(b"<rss/>"), **FEED)


@pytest.mark.parametrize("size", [10, 17 * MIB])
def test_a_web_page_is_no_receipt(nobody: Proxy, size: int) -> None:
    """The SDK takes status 200 with another body for an error, which is right."""
    store = S3("podcasts", "tidewater", endpoint=nobody.endpoint, retry=ONCE)
    nobody.faults.append(Fault(lambda _: True, web_page, times=9))

    with pytest.raises(StorageError, match="an internal error"):
        store.put("media/a.mp3", Body.of_bytes(bytes(size)), **MEDIA)


def test_nobody_at_the_endpoint_is_said(signed_in: None) -> None:
    """Refused connections: for a write too, since an earlier attempt may have arrived."""
    endpoint = f"http://127.0.0.1:{servers.free_ports(1)[0]}"
    store = S3("podcasts", "a", endpoint=endpoint, retry=SHORT)

    with pytest.raises(StorageError, match=f"nothing answers at {endpoint}"):
        store.read("catalog")
    with pytest.raises(NoResponse, match="nothing answers"):
        confirm.put(store, "catalog", Body.of_bytes(b"x"), **FEED)


def test_a_host_that_is_not_found_is_said(signed_in: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wrong name or no network: nobody here can tell which."""

    def unresolved(*_: object) -> None:
        raise gaierror(-2, "Name or service not known")

    monkeypatch.setattr("socket.getaddrinfo", unresolved)
    store = S3("podcasts", "a", endpoint="http://s3.example.com", retry=ONCE)

    with pytest.raises(StorageError, match=r"http://s3\.example\.com cannot be found: no such host, or no network"):
        store.read("catalog")


def test_a_connection_that_is_not_secure_is_said(nobody: Proxy) -> None:
    """Https to a port that speaks http."""
    store = S3("podcasts", "a", endpoint=nobody.endpoint.replace("http:", "https:"), retry=ONCE)

    with pytest.raises(StorageError, match="no secure connection") as caught:
        store.read("catalog")

    assert "AWS_CA_BUNDLE" in caught.value.hint


def test_silence_is_said(nobody: Proxy) -> None:
    """A store that takes too long to answer."""
    store = S3("podcasts", "a", endpoint=nobody.endpoint, retry=RetryPolicy(connect=SECONDS, read=0.2, attempts=1))

    def silent(_line: Any, _request: Request) -> None:
        with suppress(OSError):
            _line.rfile.read(1)  # until the client hangs up

    nobody.faults.append(Fault(lambda _: True, silent))

    with pytest.raises(StorageError, match="took too long"):
        store.read("catalog")


PROFILES = """
[profile sso]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-central-1
sso_account_id = 123456789012
sso_role_name = publisher
[profile process]
credential_process = false
[profile loop]
role_arn = arn:aws:iam::123456789012:role/a
source_profile = loop2
[profile loop2]
role_arn = arn:aws:iam::123456789012:role/b
source_profile = loop
[profile half]
aws_access_key_id = AKIDSECRET
"""

SETUPS: list[tuple[dict[str, str], dict[str, str], str, str]] = [
    ({}, {}, "there are no credentials for AWS", "aws configure"),
    (
        {},
        {"endpoint": "https://s3.example.com"},
        "there are no credentials for https://s3.example.com",
        "AWS_ACCESS_KEY",
    ),
    ({"AWS_ACCESS_KEY_ID": "AKIDSECRET"}, {}, "only one half of the credentials", "AWS_SECRET_ACCESS_KEY"),
    ({}, {"profile": "half"}, "only one half of the credentials", "AWS_SECRET_ACCESS_KEY"),
    ({}, {"profile": "nope"}, "there is no profile 'nope'", "aws configure list-profiles"),
    ({}, {"profile": "sso"}, "sign", "aws sso login"),
    ({}, {"profile": "process"}, "could not be fetched", "credential_process"),
    ({}, {"profile": "loop"}, "refer to each other", "~/.aws/config"),
    ({"AWS_CONFIG_FILE": "broken"}, {"profile": "x"}, "configuration file cannot be read", "~/.aws/config"),
    ({**servers.CREDENTIALS, "AWS_DEFAULTS_MODE": "?"}, {}, "the AWS SDK cannot do this", "AWS_…"),
    (servers.CREDENTIALS, {"region": "not a region"}, "not the name of a region", "eu-central-1"),
    (servers.CREDENTIALS, {"endpoint": "s3.example.com"}, "not the address of a store", "https://"),
    (servers.CREDENTIALS, {"endpoint": "http://[::1"}, "not the address of a store", "https://"),
]


@pytest.mark.parametrize(("environment", "options", "words", "hint"), SETUPS)
def test_what_is_wrong_with_the_setup_is_said(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    options: dict[str, Any],
    words: str,
    hint: str,
) -> None:
    """Credentials, profiles, regions, endpoints: in our words, at the first call, without the network."""
    (tmp_path / "profiles").write_text(PROFILES)
    (tmp_path / "broken").write_text("this is [no configuration")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    for name, value in {"AWS_CONFIG_FILE": "profiles", **environment}.items():
        monkeypatch.setenv(name, value)
    store = open_storage("s3://podcasts/tidewater", **options)

    with pytest.raises(StorageError, match=words) as caught:
        store.read("catalog")

    assert hint in caught.value.hint
    assert "AKIDSECRET" not in f"{caught.value} {caught.value.hint}"


@pytest.mark.usefixtures("signed_in")
@pytest.mark.parametrize(
    ("headers", "wanted"),
    [
        ({"X-Amz-Checksum-Sha256": b64encode(bytes(32)).decode()}, "00" * 32),
        ({"X-Amz-Checksum-Sha256": f"{b64encode(bytes(32)).decode()}-2"}, ""),
        ({"X-Amz-Checksum-Sha256": b64encode(bytes(32)).decode(), "X-Amz-Checksum-Type": "COMPOSITE"}, ""),
        ({}, ""),
    ],
    ids=["of the whole", "of parts", "of parts, by its type", "none"],
)
def test_aws_says_the_checksum_that_it_has_computed_itself(
    headers: dict[str, str], wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a whole object only: what came in parts has a checksum of their checksums, which is no digest of the bytes."""
    monkeypatch.setattr("feedpub.storage.s3.store.is_aws", lambda _client: True)
    answer = Reply(headers={"ETag": '"a"', "Content-Length": "3", **headers})
    with serving(lambda _request: answer) as server:
        info = S3("podcasts", "a", endpoint=server.url.rstrip("/")).head("key")

        assert info is not None
        assert wanted == info.checksum
        assert "ENABLED" == server.requests[0].headers["x-amz-checksum-mode"]
