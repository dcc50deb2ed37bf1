"""`unpublish --purge`: what an episode alone had is deleted, is seen to be gone from outside, and stays away."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError
from tests import servers
from tests.builders import artwork, catalog, enclosure, item
from tests.servers import CREDENTIALS, S3Server
from tests.studio import NOW, Studio, finish
from tests.terminal import at_terminal
from tests.webpages import without_word_files
from tests.webservers import HttpRequest, Reply, serving
from typer.testing import CliRunner, Result

from feedpub.catalog import read_stored, stored
from feedpub.catalog.history import committed
from feedpub.catalog.purge import purged, without_item
from feedpub.cli import app
from feedpub.commands.purge import Purged, Purging
from feedpub.commands.unpublish import unpublish_steps
from feedpub.deploy.verify import held, purge_commands
from feedpub.errors import Denied
from feedpub.storage.s3.errors import Call, as_storage_error

pytestmark = pytest.mark.slow

SECRET = "the name of the source"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    """Two episodes are out, one with words that must not be; it was edited twice."""
    made = Studio(tmp_path_factory.mktemp("template"))
    made.show()
    made.episode("first", notes=f"With {SECRET}.", image="cover.jpg")
    made.episode("second", image="cover.jpg")
    made.publish()
    made.episode("first", notes=f"Still with {SECRET}.", image="cover.jpg", sound=7)
    made.publish(replace_audio=True)
    return made


@pytest.fixture
def desk(template: Studio, tmp_path: Path) -> Studio:
    """A copy of it."""
    return Studio(shutil.copytree(template.root, tmp_path, dirs_exist_ok=True))


def purge(desk: Studio, slug: str = "first", **how: Any) -> Purged:
    """`feedpub unpublish --purge`, to its end."""
    path = desk.folder / f"{slug}.yaml"
    done = finish(unpublish_steps(path, now=NOW, purge=Purging(**how)), desk.events)
    assert done.purged is not None
    return done.purged


def words(desk: Studio) -> list[str]:
    """The files of the target and of the state that have the secret in them."""
    public = desk.root / "public"
    texts = {path: path.read_bytes() for path in public.rglob("*") if path.is_file()}
    unpacked = {path: gzip.decompress(data) if path.suffix == ".gz" else data for path, data in texts.items()}
    return sorted(path.name for path, data in unpacked.items() if SECRET.encode() in data)


def files(desk: Studio, slug: str) -> list[str]:
    """What is published under the name of an episode."""
    return sorted(str(path.relative_to(desk.site)) for path in desk.site.rglob(f"{slug}[-.]*") if path.is_file())


def test_everything_that_the_episode_alone_has_is_deleted(desk: Studio) -> None:
    """Also the recording that was replaced; nothing of other episodes."""
    others = files(desk, "second")

    done = purge(desk)

    assert ([], others) == (files(desk, "first"), files(desk, "second"))
    assert (True, 0) == (done.is_complete, done.asked)
    assert 2 == len([key for key in done.keys if key.startswith("media/")])
    assert "first" not in desk.feed()


def test_the_catalog_keeps_slug_guid_and_reason_and_no_words(desk: Studio) -> None:
    """So the guid never means another episode."""
    guid = next(one.guid for one in desk.catalog().items if one.slug == "first")

    purge(desk, reason="a name")

    stone = desk.catalog().tombstone("first")
    assert stone is not None
    assert stone.purged is not None
    assert (guid, "", "a name") == (stone.item.guid, stone.item.title, stone.purged.reason)
    assert ["0000000001", "0000000002"] == [name[:10] for name in words(desk)]


def test_with_history_no_word_is_left_and_the_chain_holds(desk: Studio) -> None:
    """A rewritten object keeps its key, and says for which one it stands."""
    before = sorted(path.name for path in (desk.state / "history").iterdir())

    done = purge(desk, history=True)

    assert ([], ()) == (words(desk), done.history)
    after = sorted(path.name for path in (desk.state / "history").iterdir())
    assert before == after[:-1]
    kept = [read_stored(path.read_bytes(), where="") for path in sorted((desk.state / "history").iterdir())]
    parents = {one.digest: one.catalog.parent for one in kept}
    assert 3 == len(committed(parents, [kept[-1].digest]))
    assert ["first", "first", "first"] == [stone.item.slug for one in kept for stone in one.catalog.gone]


def test_purging_again_asks_again_and_writes_nothing(desk: Studio) -> None:
    """Whoever emptied a cache runs the same command."""
    purge(desk, history=True)
    before = desk.tree()

    done = purge(desk, history=True)

    assert (before, True) == (desk.tree(), done.is_complete)
    assert done.keys


def test_what_was_unpublished_can_be_purged_later(desk: Studio) -> None:
    """Its pages, which said that it is not available, are deleted as well."""
    desk.unpublish(desk.folder / "first.yaml")
    assert (desk.site / "first.html").exists()

    purge(desk)

    assert [] == files(desk, "first")


def test_a_restored_episode_has_its_guid_and_date_and_other_addresses(desk: Studio) -> None:
    """Only its author can bring it back, with the files and on purpose."""
    old = next(one for one in desk.catalog().items if one.slug == "first")
    purge(desk)

    skipped = desk.publish()
    desk.publish(desk.folder / "first.yaml", restore=True)

    assert not skipped.run.outcome.plan
    [new] = [one for one in desk.catalog().items if one.slug == "first"]
    assert (old.guid, old.published) == (new.guid, new.published)
    assert new.enclosure.key == old.enclosure.key.replace(".mp3", "-2.mp3")
    assert (desk.site / new.enclosure.key).exists()
    assert not desk.publish().run.outcome.plan


def test_what_another_episode_uses_stays() -> None:
    """A rerun has the same picture; an episode whose slug begins with the other's has its own."""
    shared = artwork("face")
    first = item("a", image=shared, enclosure=enclosure("a"))
    second = item("b", image=shared, guid="b", enclosure=enclosure("b", identity="2" * 64, digest="2" * 64))
    third = item("a-b", guid="c", image=artwork("a-b"), enclosure=enclosure("a-b", identity="3" * 64, digest="3" * 64))
    made = catalog(first, second, third)

    stone = purged(made, "a", now=NOW).tombstone("a")

    assert stone is not None
    assert stone.purged is not None
    assert (first.enclosure.key,) == stone.purged.keys


def test_a_catalog_of_the_history_without_the_episode_stays_as_it_is() -> None:
    """And one that was rewritten before still stands for the first."""
    stone = purged(catalog(item()), "first-light", now=NOW).tombstone("first-light")
    assert stone is not None
    with_it, other = stored(catalog(item())), stored(catalog())

    changed = without_item(with_it, stone)

    assert changed is not None
    assert (with_it.digest, None, None) == (
        changed.catalog.substitute,
        without_item(changed, stone),
        without_item(other, stone),
    )


def test_the_status_of_what_was_purged(desk: Studio) -> None:
    """It has no title any more, and perhaps no file; unpublishing it once more says so."""
    purge(desk)
    (desk.folder / "first.yaml").unlink()

    shown = CliRunner().invoke(app, ["status", str(desk.folder)])
    again = invoke(desk)

    assert (0, 0) == (shown.exit_code, again.exit_code), shown.output
    assert re.search(r"purged +first ", shown.output)
    assert "first was purged; its slug and guid stay reserved" in again.output


# --- the question


def invoke(desk: Studio, *words: str) -> Result:
    """The command line."""
    return CliRunner().invoke(app, ["unpublish", str(desk.folder / "first.yaml"), *words])


def test_nobody_who_cannot_be_asked_deletes_anything(desk: Studio) -> None:
    """`--yes` is the answer of a script; a dry run needs none."""
    before = desk.tree()

    refused, dry, alone = invoke(desk, "--purge"), invoke(desk, "--purge", "--dry-run"), invoke(desk, "--history")

    assert (2, 0, 2) == (refused.exit_code, dry.exit_code, alone.exit_code)
    assert "--yes" in refused.stderr
    assert "marked by revision 3" in dry.output
    assert before == desk.tree()


def test_with_yes_it_says_what_is_deleted_and_where_copies_may_be(desk: Studio) -> None:
    """As text, and with `--json` as values."""
    first = invoke(desk, "--purge", "--yes")
    again = invoke(desk, "--purge", "--yes", "--json")

    assert (0, 0) == (first.exit_code, again.exit_code), first.output
    assert "objects deleted" in first.output
    assert "the private history keeps its words and names" in first.output
    assert "info@archive.org" in first.output
    document = json.loads(again.stdout)["purge"]
    assert (True, "kept", []) == (document["complete"], document["history"], document["still_served"])


def test_at_a_terminal_it_asks_after_the_plan(desk: Studio) -> None:
    """A no changes nothing; a yes is asked for once."""
    words, before = ("unpublish", "feeds/desk/first.yaml", "--purge"), desk.tree()

    refused, seen = at_terminal([("Delete everything of first for good?", "n\n")], *words, cwd=desk.root)
    unchanged = before == desk.tree()
    done, _ = at_terminal([("Delete everything of first for good?", "y\n")], *words, cwd=desk.root)

    assert (2, True, 0) == (refused, unchanged, done)
    assert seen.index("marked by revision 3") < seen.index("Delete everything of first for good?")
    assert "nothing was changed" in seen
    assert [] == files(desk, "first")


# --- from outside


@pytest.mark.parametrize(
    ("headers", "holder", "command"),
    [
        ({"CF-Cache-Status": "HIT", "Age": "60"}, "Cloudflare", "purge_cache"),
        ({"X-Amz-Cf-Id": "x", "X-Cache": "Hit from cloudfront", "Age": "60"}, "CloudFront", "create-invalidation"),
        ({"X-Served-By": "cache-fra1", "X-Cache": "HIT", "Age": "60"}, "Fastly", "curl -X PURGE"),
        ({"Server": "BunnyCDN-DE1", "CDN-Cache": "HIT"}, "bunny.net", "https://api.bunny.net/purge"),
        ({"Age": "60"}, "a cache", ""),
        ({"CF-Cache-Status": "MISS"}, "the server", ""),
        ({}, "the server", ""),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_who_still_serves_it_is_named_with_what_empties_that_cache(
    headers: dict[str, str], holder: str, command: str
) -> None:
    """The address is filled in."""
    with serving(lambda _request: Reply(headers={"Cache-Control": "max-age=100", **headers}, body=b"x")) as server:
        url = f"{server.url}media/first.mp3"

        [found] = held([url], now=NOW, allow_private=True)

    assert (holder, 200) == (found.holder, found.status)
    lines = purge_commands([found])
    assert bool(command) == bool(lines)
    assert all(command in line and "media" in line for line in lines)
    until = {"Age": 40}.get("Age" if "Age" in headers else "", 100)
    assert (until if holder != "the server" else None) == (found.until and (found.until - NOW).total_seconds())


@pytest.mark.parametrize(("status", "is_gone"), [(404, True), (410, True), (403, True), (200, False), (500, False)])
def test_what_shows_that_nothing_is_there(status: int, is_gone: bool) -> None:
    """An error of the server shows nothing."""
    with serving(lambda _request: Reply(status=status)) as server:
        assert is_gone == (not held([server.url], now=NOW, allow_private=True))


def test_a_server_that_does_not_answer_proves_nothing() -> None:
    """Nobody can tell."""
    [port] = servers.free_ports(1)

    [found] = held([f"http://127.0.0.1:{port}/"], now=NOW, allow_private=True)

    assert (None, "nobody knows") == (found.status, found.holder)


def test_a_cache_that_has_it_is_exit_code_1(tmp_path: Path) -> None:
    """And asks exactly the addresses that listeners had, without a query of its own."""
    asked: list[str] = []

    def cache(request: HttpRequest) -> Reply:
        asked.append(request.path)
        return Reply(headers={"Age": "7", "X-Cache": "HIT"}, body=b"x") if "media" in request.path else Reply(404)

    with serving(cache) as server:
        desk = Studio(tmp_path)
        desk.show(publish={"to": "../../public/desk", "url": server.url})
        desk.episode("first")
        desk.publish(verify="store")
        key = desk.catalog().items[0].enclosure.key
        asked.clear()

        result = invoke(desk, "--purge", "--yes", "--json")

    assert 1 == result.exit_code, result.output
    document = json.loads(result.stdout)["purge"]
    assert [f"{server.url}{key}"] == [one["url"] for one in document["still_served"]]
    assert {f"/{key}", "/first.html", "/first-embed.html"} <= {*asked}


# --- versions


@pytest.fixture(scope="module")
def aws_like() -> Iterator[S3Server]:
    """A bucket with versions."""
    with servers.moto() as server:
        client = server.client()
        client.create_bucket(Bucket=server.bucket)
        client.put_bucket_versioning(Bucket=server.bucket, VersioningConfiguration={"Status": "Enabled"})
        yield server


@pytest.mark.s3
def test_every_version_is_deleted(aws_like: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the recording and the page; with `--history` also of what lists the episode, and of the state."""
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    prefix = f"shows/{uuid4().hex[:8]}"
    desk = Studio(tmp_path)
    publish = {"to": f"s3://{aws_like.bucket}/{prefix}", "url": aws_like.url(prefix) + "/"}
    desk.show(publish=publish | {"endpoint": aws_like.endpoint})
    desk.episode("first", notes=f"With {SECRET}.")
    desk.publish(verify="store")
    desk.episode("first", notes=f"Still with {SECRET}.")
    desk.publish(verify="store")

    finish(unpublish_steps(desk.folder / "first.yaml", now=NOW, purge=Purging(history=True), verify="store"))

    client = aws_like.client()
    listed = client.list_object_versions(Bucket=aws_like.bucket)
    found = [(one["Key"], one["VersionId"]) for one in listed["Versions"] if prefix in one["Key"]]
    texts = [client.get_object(Bucket=aws_like.bucket, Key=key, VersionId=one)["Body"].read() for key, one in found]
    unpacked = [gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data for data in texts]
    assert [] == [key for (key, _), data in zip(found, unpacked, strict=True) if SECRET.encode() in data]
    assert [] == [one["Key"] for one in listed.get("DeleteMarkers", []) if "first" in one["Key"]]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Access Denied because object protected by object lock.", "Object Lock protects a version of this object"),
        ("Access Denied", "these credentials do not have the permission s3:DeleteObjectVersion"),
    ],
)
def test_object_lock_is_named(message: str, expected: str) -> None:
    """With what shows until when it holds; where the store does not say so, as what it may be."""
    where = "s3://bucket/show/first.html"
    call = Call(operation="DeleteObjectVersion", where=where, bucket="bucket", writes=True, endpoint="", profile="")
    answer: Any = {"Error": {"Code": "AccessDenied", "Message": message}, "ResponseMetadata": {"HTTPStatusCode": 403}}

    with pytest.raises(Denied, match=expected) as denied, as_storage_error(call):
        raise ClientError(answer, "DeleteObject")

    named = ("--bucket bucket --key show/first.html", "where the bucket has Object Lock")
    assert any(one in denied.value.hint for one in named)


# --- what brings other things back


def test_an_undo_does_not_bring_it_back(desk: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not with `--restore` either; the words that the history kept stay there."""
    purge(desk)
    monkeypatch.chdir(desk.root)

    result = CliRunner().invoke(app, ["undo", str(desk.folder), "--restore", "--yes"])

    assert 2 == result.exit_code
    assert "first was deleted for good on 2026-11-23, and nothing brings it back" in result.output
    assert SECRET not in desk.feed()


def test_a_recovery_of_an_older_revision_does_not_bring_it_back(desk: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """The purge that came after it holds, and so do the marks of what was deleted."""
    purge(desk)
    (oldest, *_) = sorted((desk.state / "history").iterdir())
    shutil.copy(oldest, desk.state / "catalog.json.gz")
    monkeypatch.chdir(desk.root)

    result = CliRunner().invoke(app, ["recover", str(desk.folder), "--revision", "1", "--yes"], catch_exceptions=False)

    assert (0, ["second"]) == (result.exit_code, [one.slug for one in desk.catalog().items]), result.output
    (stone,) = desk.catalog().gone
    assert stone.purged
    marks = {key for key, entry in desk.catalog().manifest.items() if entry.deleted is not None}
    assert {*stone.purged.keys} == without_word_files(marks)
    assert 2 == len([key for key in marks if key.startswith("search_")])
    assert SECRET not in desk.feed()
    assert not [path for path in desk.site.rglob("*first*") if path.suffix in {".mp3", ".jpg"}]


# --- a recording at another host


@pytest.fixture
def elsewhere(tmp_path: Path) -> Studio:
    """An episode as `import --media later` leaves it: its pages and its picture are here, its recording is not."""
    made = Studio(tmp_path)
    made.show()
    made.episode("second")
    return made


def at(url: str) -> dict[str, Any]:
    """The fields of an episode whose recording stays there."""
    return {
        "enclosure": {"url": url, "length": 5_000_000, "type": "audio/mpeg", "duration": "5:00"},
        "image": "cover.jpg",
    }


def publish_at(desk: Studio, url: str) -> None:
    """Publish it; its file names a recording that is not here."""
    desk.episode("first", **at(url))
    (desk.folder / "first.mp3").unlink()
    desk.publish()


def test_a_recording_at_another_host_is_named_and_not_called_deleted(elsewhere: Studio) -> None:
    """In the plan, at the end, and for scripts: by its address, with what to do; the rest is deleted."""
    with serving(lambda _request: Reply(200, body=b"mp3")) as served:
        address = f"{served.url}old.mp3"
        publish_at(elsewhere, address)

        planned = invoke(elsewhere, "--purge", "--dry-run")
        planned_json = invoke(elsewhere, "--purge", "--dry-run", "--json")
        done = invoke(elsewhere, "--purge", "--yes", "--json")
        again = invoke(elsewhere, "--purge", "--yes")

    document = json.loads(done.stdout)["purge"]
    (one,) = document["elsewhere"]
    wanted = f"{address} is at another host, where feedpub deletes nothing"
    assert (0, True) == (planned.exit_code, wanted in planned.stderr)
    assert (1, False, []) == (done.exit_code, document["complete"], document["still_served"])
    assert (address, 200, "127.0.0.1") == (one["url"], one["status"], one["host"])
    assert [] == files(elsewhere, "first")
    assert any(wanted in warning for warning in json.loads(planned_json.stdout)["warnings"])
    assert 1 == again.exit_code
    assert f"{address} still answers (200): it is at 127.0.0.1, where feedpub deletes nothing" in again.stdout
    assert "delete it there, then run the same command again" in again.stdout


@pytest.mark.parametrize("status", [404, 410, 403])
def test_when_it_was_deleted_there_the_same_command_says_so(elsewhere: Studio, status: int) -> None:
    """The address was kept for that, and no word of the episode."""
    statuses = [200, status]
    with serving(lambda _request: Reply(statuses.pop(0), body=b"mp3")) as served:
        publish_at(elsewhere, f"{served.url}old.mp3")

        first, second = purge(elsewhere), purge(elsewhere, history=True)

    assert [(False, 1), (True, 0)] == [(one.is_complete, len(one.elsewhere)) for one in (first, second)]


def test_if_nobody_asks_it_is_not_called_gone(elsewhere: Studio) -> None:
    """With `--verify store`, and where the other host does not answer."""
    publish_at(elsewhere, "http://127.0.0.1:9/old.mp3")
    path = elsewhere.folder / "first.yaml"

    asked = purge(elsewhere)
    done = finish(unpublish_steps(path, now=NOW, purge=Purging(), verify="store")).purged

    assert done is not None
    assert [False, False] == [asked.is_complete, done.is_complete]
    assert [True, False] == [bool(one.elsewhere[0].message) for one in (asked, done)]


def test_it_comes_back_from_where_it_is(elsewhere: Studio) -> None:
    """With --restore, as any other episode that was purged."""
    publish_at(elsewhere, "http://127.0.0.1:9/old.mp3")
    purge(elsewhere)

    elsewhere.publish(elsewhere.folder / "first.yaml", restore=True)

    item = elsewhere.catalog().item("first")
    assert item is not None
    assert "http://127.0.0.1:9/old.mp3" == item.enclosure.key
