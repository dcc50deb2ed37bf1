"""A command that is repeated prints what it printed, if nothing is different; whatever the cache holds, it is right."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import chdir, suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.deadlines import SECONDS
from tests.pictures import jpeg
from tests.servers import S3Server
from tests.sounds import mp3
from tests.studio import NOW, Studio
from typer.testing import CliRunner

from feedpub import fetch
from feedpub.cache.dependencies import Dependencies
from feedpub.catalog import APPLIED
from feedpub.cli import app, cache
from feedpub.cli.repeated import Repeated
from feedpub.storage.directory import Directory
from feedpub.storage.s3 import S3, client, store

pytestmark = pytest.mark.slow

COMMANDS = ("status", "check", "publish", "diff", "release")
CLOCKS = ("feedpub.cli.repeated._seconds", "feedpub.ingest.measured_episodes._now")
"""Those that files are compared with."""

VTT = "WEBVTT\n\n00:00.000 --> 00:00.900\nThe tide.\n"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a show that is published: two episodes, one that waits, and a draft."""
    studio = Studio(tmp_path_factory.mktemp("published"))
    studio.show(pages=False)
    studio.episode("one", published="2026-01-01T00:00:00+00:00", transcripts=[{"file": "one.vtt"}], sound=1)
    (studio.folder / "one.vtt").write_text(VTT)
    studio.episode("two", published="2026-02-01T00:00:00+00:00", notes="The *tide*.", sound=2)
    studio.episode("waits", published=f"{NOW + timedelta(days=9):%Y-%m-%dT%H:%M:%S}+00:00", sound=3)
    studio.episode("draft", draft="true", sound=4)
    studio.publish()
    return studio.root


@pytest.fixture
def desk(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """A copy of it, a minute after its last change."""
    shutil.copytree(published, tmp_path / "workspace")
    monkeypatch.chdir(tmp_path / "workspace")
    monkeypatch.setattr("feedpub.cli.environment.now", lambda: NOW)
    for clock in CLOCKS:
        monkeypatch.setattr(clock, lambda: time.time() + 60)
    return Studio(tmp_path / "workspace")


def run(*words: str) -> tuple[int, str, str]:
    """Exit code and output of a command."""
    done = CliRunner().invoke(app, [*words], prog_name="feedpub", catch_exceptions=False)
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def repeats(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Of each command from now on, whether an earlier run was the same."""
    found: list[bool] = []
    recall = Repeated.recall

    def spied(one: Repeated) -> bool:
        found.append(recall(one))
        return found[-1]

    monkeypatch.setattr(Repeated, "recall", spied)
    return found


@pytest.mark.parametrize("words", [*((one,) for one in COMMANDS), ("check", "--json"), ("publish", "--dry-run")])
def test_a_command_that_is_repeated_says_the_same(desk: Studio, repeats: list[bool], words: Sequence[str]) -> None:
    """The second time it does nothing but look."""
    first = run(*words, str(desk.folder))
    assert first == run(*words, str(desk.folder))
    assert [False, True] == repeats


def test_a_run_that_is_repeated_asks_the_store_the_same(desk: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """Catalog, `applied`, history, feed, and the last look at the end; history and feed are asked at once."""
    asked: list[list[str]] = []
    for name in ("read", "head", "list"):
        own = getattr(Directory, name)

        def spied(self: Directory, key: str = "", *, _own: Any = own, _name: str = name, **more: str) -> Any:
            asked[-1].append(f"{_name} {key}")
            return _own(self, key, **more)

        monkeypatch.setattr(Directory, name, spied)
    for _ in range(2):
        asked.append([])
        run("publish", str(desk.folder))

    assert sorted(asked[0]) == sorted(asked[1])
    assert ["head catalog.json.gz"] * 2 == [one[-1] for one in asked]
    assert {"read applied", "read catalog.json.gz", "list history/", "head feed.xml", "head catalog.json.gz"} <= set(
        asked[1]
    )


def test_a_run_that_had_something_to_do_notes_no_file(desk: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not kept: of a thousand new episodes the files would be noted for nothing."""
    own, noted = Dependencies.add, list[object]()

    def spied(self: Dependencies, *paths: Path, **options: bool) -> None:
        noted.extend(paths)
        own(self, *paths, **options)

    monkeypatch.setattr(Dependencies, "add", spied)
    counts = []
    desk.episode("three", published="2026-03-01T00:00:00+00:00", sound=5)
    for _ in range(2):
        run("publish", str(desk.folder))
        counts.append(len(noted))

    assert [0, True] == [counts[0], counts[1] > 0]


@pytest.mark.s3
def test_a_bucket_is_asked_the_same_and_strangers_for_the_probe(
    desk: Studio, s3_server: S3Server, repeats: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In each run: the network's answers are never kept."""
    prefix = f"show-{uuid4().hex[:8]}"
    s3_server.make_public(prefix)
    bucket = {"to": f"s3://{s3_server.bucket}/{prefix}", "endpoint": s3_server.endpoint}
    desk.show(pages=False, publish={**bucket, "url": f"{s3_server.url(prefix)}/"})
    asked: list[str] = []
    request = fetch.request

    def spied(url: str, **options: Any) -> Any:
        asked.append(url.partition("?")[0])
        return request(url, **options)

    monkeypatch.setattr(fetch, "request", spied)
    monkeypatch.delenv("CI", raising=False)  # there the public feed is asked, and no run is kept
    done = []
    for _ in range(3):
        asked.append("run")
        done.append(run("publish", str(desk.folder)))

    assert [False, False, True] == repeats
    assert done[1] == done[2]
    assert (0, True) == (done[2][0], "nothing to do" in done[2][1])
    runs = " ".join(asked).split("run")
    assert sorted(runs[2].split()) == sorted(runs[3].split()) != []


@pytest.mark.s3
def test_a_bucket_is_asked_at_once_and_last_for_the_catalog(
    desk: Studio, s3_server: S3Server, repeats: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By one client: two round trips, the second being the last look. Nothing comes after it, whoever was slower."""
    prefix = f"show-{uuid4().hex[:8]}"
    s3_server.make_public(prefix)
    bucket = {"to": f"s3://{s3_server.bucket}/{prefix}", "endpoint": s3_server.endpoint}
    desk.show(pages=False, publish={**bucket, "url": f"{s3_server.url(prefix)}/"})
    monkeypatch.delenv("CI", raising=False)  # as above
    run("publish", str(desk.folder))
    run("publish", str(desk.folder))
    asked: list[str] = []
    together, made = Barrier(5), list[str]()
    for name in ("read", "head", "list"):
        own = getattr(S3, name)

        def spied(self: S3, key: str = "", *, _own: Any = own, _name: str = name, **more: str) -> Any:
            asked.append(f"{_name} {key}")
            if len(asked) <= together.parties:
                together.wait(SECONDS)
            return _own(self, key, **more)

        monkeypatch.setattr(S3, name, spied)

    def connected(**options: Any) -> Any:
        made.append(options["endpoint"])
        return client.connect(**options)

    monkeypatch.setattr(store, "connect", connected)
    code, out, _ = run("publish", str(desk.folder))

    first = ["head feed.xml", "list history/", "read applied", "read catalog.json.gz", "read probe"]
    assert [False, False, True] == repeats
    assert (0, True) == (code, "nothing to do" in out)
    assert (first, ["head catalog.json.gz"]) == (sorted(asked[:5]), asked[5:])
    assert [s3_server.endpoint] == made


# --- what is different is seen


def _same_name_size_and_time(path: Path, data: bytes) -> None:
    before = path.stat()
    path.write_bytes(data[: before.st_size].ljust(before.st_size, b"\0"))  # another change may have left another size
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def _replace_by_link(path: Path) -> None:
    elsewhere = path.with_name(f"{path.name}.elsewhere")
    path.rename(elsewhere)
    path.symlink_to(elsewhere.name)


CHANGES: dict[str, Callable[[Studio], object]] = {
    "an episode's file": lambda desk: desk.episode("two", title="Other", published="2026-02-01T00:00:00+00:00"),
    "the same size and time": lambda desk: _same_name_size_and_time(
        desk.folder / "two.yaml", (desk.folder / "two.yaml").read_bytes().replace(b"tide", b"wave")
    ),
    "a recording of the same name, size and time": lambda desk: _same_name_size_and_time(
        desk.folder / "two.mp3", mp3(1.0, seed=9)
    ),
    "a transcript of the same name, size and time": lambda desk: _same_name_size_and_time(
        desk.folder / "one.vtt", VTT.replace("tide", "wave").encode()
    ),
    "the cover": lambda desk: (desk.folder / "cover.jpg").write_bytes(jpeg(1500)),
    "a recording that is gone": lambda desk: (desk.folder / "two.mp3").unlink(),
    "a pointer of git-lfs": lambda desk: (desk.folder / "two.mp3").write_text(
        f"version https://git-lfs.github.com/spec/v1\noid sha256:{'a' * 64}\nsize 9\n"
    ),
    "a recording that is a link": lambda desk: _replace_by_link(desk.folder / "two.mp3"),
    "notes that were not there": lambda desk: (desk.folder / "one.md").write_text("More.\n"),
    "show.yaml": lambda desk: desk.show(pages=False, copyright="Ada"),
    "a new episode": lambda desk: desk.episode("new", published="2026-03-01T00:00:00+00:00"),
    "an episode's file that is gone": lambda desk: (desk.folder / "two.yaml").unlink(),
    "a folder below": lambda desk: shutil.copytree(desk.folder, desk.folder / "below", ignore=lambda *_: ["show.yaml"]),
    "a broken file": lambda desk: (desk.folder / "two.yaml").write_text("title: [\n"),
    "what is published": lambda desk: desk.release(now=NOW + timedelta(days=10)),
    "the stored feed": lambda desk: (desk.site / "feed.xml").write_text("<rss/>"),
    "`applied`": lambda desk: (desk.state / APPLIED).unlink(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_has_changed_is_seen(desk: Studio, change: Callable[[Studio], object]) -> None:
    """Each command says what it says without a cache; here those that read files in two ways."""
    commands = ("status", "check")
    for command in commands:
        run(command, str(desk.folder))
    change(desk)
    found = [run(command, str(desk.folder)) for command in commands]

    assert [run(command, str(desk.folder), "--no-cache") for command in commands] == found


def test_a_file_that_changes_while_it_is_read_is_read_again(desk: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was printed is of the file as it was."""
    keep = Repeated._keep

    def kept(one: Repeated, *arguments: Any) -> None:
        desk.episode("two", title="Other", published="2026-02-01T00:00:00+00:00")
        keep(one, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(Repeated, "_keep", kept)
        run("status", str(desk.folder))

    assert run("status", str(desk.folder), "--no-cache") == run("status", str(desk.folder))


@pytest.mark.parametrize("command", COMMANDS)
def test_the_clock_alone_makes_something_due(
    desk: Studio, command: str, monkeypatch: pytest.MonkeyPatch, repeats: list[bool]
) -> None:
    """A run is kept until the moment at which an episode comes out."""
    for moment in (timedelta(0), timedelta(hours=1), timedelta(days=9)):
        monkeypatch.setattr("feedpub.cli.environment.now", lambda moment=moment: NOW + moment)
        run(command, str(desk.folder))

    assert [False, True, False] == repeats


def test_a_recording_just_written_is_not_believed(
    desk: Studio, monkeypatch: pytest.MonkeyPatch, repeats: list[bool]
) -> None:
    """Within two seconds of its last change another one may not show."""
    monkeypatch.setattr("feedpub.cli.repeated._seconds", time.time)
    for _ in range(2):
        (desk.folder / "two.mp3").touch()
        run("status", str(desk.folder))

    assert [False, False] == repeats


# --- whatever the cache holds


def test_entries_are_for_their_owner_and_outside_of_what_is_published(desk: Studio) -> None:
    """They name an author's files."""
    run("publish", str(desk.folder))
    folder = cache.folder() / "results"
    files = [one for one in folder.rglob("*") if one.is_file()]

    assert {0o600} == {one.stat().st_mode & 0o777 for one in files}
    assert {0o700} == {one.stat().st_mode & 0o777 for one in folder.rglob("*") if one.is_dir()}
    assert not folder.is_relative_to(desk.root)


def test_without_a_cache_nothing_is_kept(desk: Studio) -> None:
    """Nor read."""
    for command in COMMANDS:
        run(command, str(desk.folder), "--no-cache")

    assert not (cache.folder() / "results").exists()


def _damaged(name: str, data: bytes) -> bytes:
    middle = len(data) // 2
    match name:
        case "flipped":
            return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]
        case "cut":
            return data[:middle]
        case "other JSON":
            return b"{}"
    return b""


def _mixed_up(files: Sequence[Path]) -> None:
    """Each entry in the place of another one."""
    contents = [one.read_bytes() for one in files]
    for one, data in zip(files, [*contents[1:], *contents[:1]], strict=True):
        one.write_bytes(data)


def _edited(files: Sequence[Path]) -> None:
    """Each entry with values of other types, as a program would write it that knows the form; damaged ones stay so."""
    from hashlib import sha256

    for one in files:
        with suppress(ValueError, TypeError):
            name, value = json.loads(one.read_bytes().partition(b"\n")[2])
            body = json.dumps([name, dict.fromkeys(value, 7)]).encode()
            one.write_bytes(sha256(body).hexdigest().encode() + b"\n" + body)


def _damage(name: str, files: Sequence[Path]) -> None:
    for one in files:
        one.write_bytes(_damaged(name, one.read_bytes()))


def _deleted(files: Sequence[Path]) -> None:
    for one in files:
        one.unlink()


def _as_they_are(_files: Sequence[Path]) -> None:
    pass


CACHES: dict[str, Callable[[Sequence[Path]], object]] = {
    "warm": _as_they_are,
    "cold": _deleted,
    "foreign": _mixed_up,
    "of other types": _edited,
    **{name: partial(_damage, name) for name in ("flipped", "cut", "other JSON", "empty")},
}

EDITS = (*CHANGES, "nothing", "a later day")


@pytest.fixture(scope="module")
def patched() -> Iterator[pytest.MonkeyPatch]:
    """For a test that Hypothesis runs many times."""
    with pytest.MonkeyPatch.context() as patch:
        yield patch


DRY = (("status", "--json"), ("check", "--json"), ("publish", "--dry-run", "--json"), ("diff", "--json"))


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(DRY),
    st.lists(st.tuples(st.sampled_from(EDITS), st.sampled_from(sorted(CACHES))), min_size=1, max_size=2),
)
def test_whatever_the_cache_holds_the_output_is_the_same(
    published: Path, patched: pytest.MonkeyPatch, words: Sequence[str], edits: list[tuple[str, str]]
) -> None:
    """After any edits, with a warm, cold, foreign or damaged cache: what `--no-cache` says, and the same plan."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(published, Path(folder) / "workspace")
        patched.setenv("XDG_CACHE_HOME", f"{folder}/cache")
        for clock in CLOCKS:
            patched.setattr(clock, lambda: time.time() + 60)
        desk, days = Studio(Path(folder) / "workspace"), 0
        with chdir(desk.root):
            for edit, state in [("nothing", "cold"), *edits]:
                days += 3 if edit == "a later day" else 0
                patched.setattr("feedpub.cli.environment.now", lambda days=days: NOW + timedelta(days=days))
                with suppress(FileNotFoundError, FileExistsError):  # what was changed so already
                    if edit in CHANGES:
                        CHANGES[edit](desk)
                CACHES[state](sorted(Path(folder).glob("cache/feedpub/results/*/*")))
                found = [run(*words, str(desk.folder), *more) for more in ((), (), ("--no-cache",))]
                assert [found[2], found[2]] == found[:2]
