"""One contract for every store: memory, a directory, a real S3 server. Then what is particular to the first two."""

from __future__ import annotations

import errno
import fcntl
import multiprocessing
import os
import stat
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from threading import Barrier, Event

import pytest
from tests.deadlines import SECONDS
from tests.stores import Counting, Ignorant, Speechless, Unable, directory

from feedpub.errors import Conflict, FeedpubError, FileChanged, NoResponse, StorageError, Unsupported
from feedpub.storage import Absent, Body, Content, Guard, Same, Storage, confirm
from feedpub.storage.directory import Directory
from feedpub.storage.guard_check import Unguarded, check_guards
from feedpub.storage.memory import Memory
from feedpub.storage.open import open_storage, state_url

TYPE = "application/rss+xml; charset=utf-8"
CACHE = "public, max-age=300"


def put(store: Storage, key: str, data: bytes, guard: Guard | None = None) -> str:
    """Store some bytes as a feed."""
    return store.put(key, Body.of_bytes(data), type=TYPE, cache=CACHE, guard=guard)


def read(store: Storage, key: str) -> bytes | None:
    """The bytes under a key."""
    content = store.read(key)
    return content.data if content else None


@pytest.fixture(autouse=True)
def _fsync() -> None:
    """The real one, here."""


# --- the contract -----------------------------------------------------------------------------------------------------


def test_nothing_is_there_at_first(store: Storage) -> None:
    """What was never put is None, and no bytes."""
    found = (store.read("feed.xml"), store.head("feed.xml"), store.slice("feed.xml", 0, 10))

    assert (None, None, b"") == found


def test_an_answer_that_brings_the_bytes_says_what_head_says(store: Storage) -> None:
    """So nobody has to ask twice; a directory, which has no headers, says nothing."""
    store.put("media/one.mp3", Body.of_bytes(b"sound"), type="audio/mpeg", cache="max-age=60")

    content = store.read("media/one.mp3")

    assert content is not None
    assert content.info == (None if isinstance(store, Directory) else store.head("media/one.mp3"))


@pytest.mark.parametrize("data", [b"", b"x", b"<rss/>\n", bytes(range(256)) * 300], ids=["empty", "1", "7", "76800"])
def test_what_is_read_is_what_was_put(store: Storage, data: bytes) -> None:
    """Bytes come back unchanged, with the token that the put gave."""
    token = put(store, "media/a.mp3", data)

    assert Content(data=data, token=token) == store.read("media/a.mp3")


def test_head_gives_size_token_and_digest(store: Storage) -> None:
    """The facts without the bytes, the SHA-256 among them."""
    before = datetime.now(UTC) - timedelta(minutes=5)
    token = put(store, "feed.xml", b"<rss/>")

    seen = store.head("feed.xml")

    assert seen is not None
    assert (6, token, sha256(b"<rss/>").hexdigest()) == (seen.size, seen.token, seen.digest)
    assert seen.modified is None or before < seen.modified


def test_type_and_caching_are_kept(store: Storage) -> None:
    """Stores that speak to listeners themselves say what we told them; a directory's web server is not ours."""
    put(store, "feed.xml", b"<rss/>")

    seen = store.head("feed.xml")

    assert seen is not None
    assert (("", "") if isinstance(store, Directory) else (TYPE, CACHE)) == (seen.type, seen.cache)


def test_putting_again_replaces_bytes_and_facts(store: Storage) -> None:
    """Nothing of the old object is left, and its token is another one."""
    first = put(store, "feed.xml", b"a longer first feed")

    second = put(store, "feed.xml", b"second")

    seen = store.head("feed.xml")
    assert seen is not None
    assert (b"second", 6, second) == (read(store, "feed.xml"), seen.size, seen.token)
    assert first != second


def test_keys_do_not_disturb_each_other(store: Storage) -> None:
    """Folders and names that begin alike are different objects."""
    for key in ("a/b/c.txt", "a/b.txt", "ab.txt"):
        put(store, key, key.encode())

    store.delete("a/b.txt")

    assert [b"a/b/c.txt", None, b"ab.txt"] == [read(store, key) for key in ("a/b/c.txt", "a/b.txt", "ab.txt")]


@pytest.mark.parametrize(
    ("start", "stop", "expected"),
    [(0, 4, b"0123"), (6, 10, b"6789"), (3, 4, b"3"), (8, 99, b"89"), (10, 12, b""), (50, 60, b""), (4, 4, b"")],
)
def test_a_slice_is_that_of_python(store: Storage, start: int, stop: int, expected: bytes) -> None:
    """Half-open, and short or empty past the end."""
    put(store, "media/a.mp3", b"0123456789")

    assert expected == store.slice("media/a.mp3", start, stop)


@pytest.mark.parametrize("length", [0, 7, 17 << 20], ids=["empty", "7", "17 MiB"])
def test_an_object_of_another_store_is_put_with_its_bytes(store: Storage, tmp_path: Path, length: int) -> None:
    """Read as it is sent; with its own type, caching and digest, as if it came from here."""
    data, elsewhere = bytes(range(256)) * (length // 256) + bytes(length % 256), Directory(tmp_path / "elsewhere")
    put(elsewhere, "media/a.mp3", data)
    body = Body.of_object(elsewhere, "media/a.mp3", size=length, digest=sha256(data).hexdigest())
    sent: list[int] = []

    token = store.put("media/b.mp3", body, type=TYPE, cache=CACHE, on_bytes=sent.append)

    assert Content(data=data, token=token) == store.read("media/b.mp3")
    assert length == sum(sent)
    info = store.head("media/b.mp3")
    assert info is not None
    assert (body.digest, info.type) == (info.digest, "" if isinstance(store, Directory) else TYPE)


@pytest.mark.parametrize("size", [4, 6, 8], ids=["longer", "other bytes", "shorter"])
def test_an_object_of_another_store_that_is_not_what_it_was_is_refused(store: Storage, size: int) -> None:
    """Nothing of it is stored."""
    elsewhere = Memory("elsewhere")
    put(elsewhere, "media/a.mp3", b"damage")
    body = Body.of_object(elsewhere, "media/a.mp3", size=size, digest=sha256(b"sounds").hexdigest())

    with pytest.raises(FileChanged, match="does not have the bytes that were published") as caught:
        store.put("media/b.mp3", body, type=TYPE, cache=CACHE)

    assert "elsewhere/media/a.mp3" == caught.value.where
    assert store.head("media/b.mp3") is None


def test_an_object_is_copied_within_a_store(store: Storage) -> None:
    """To another key; the first one stays."""
    put(store, "media/a.mp3", b"sounds")
    body = Body.of_object(store, "media/a.mp3", size=6, digest=sha256(b"sounds").hexdigest())

    token = store.put("media/b.mp3", body, type="audio/mpeg", cache=CACHE)

    assert Content(data=b"sounds", token=token) == store.read("media/b.mp3")
    info = store.head("media/b.mp3")
    assert info is not None
    assert (body.digest, info.type) == (info.digest, "" if isinstance(store, Directory) else "audio/mpeg")
    assert b"sounds" == read(store, "media/a.mp3")


def test_absent_lets_only_the_first_write_pass(store: Storage) -> None:
    """Two first publications: the second is told, and the first one's bytes stay."""
    put(store, "catalog", b"first", Absent())

    with pytest.raises(Conflict):
        put(store, "catalog", b"second", Absent())

    assert b"first" == read(store, "catalog")


def test_same_lets_only_the_seen_version_be_replaced(store: Storage) -> None:
    """A token is good for one write."""
    seen = put(store, "catalog", b"first")
    put(store, "catalog", b"second", Same(seen))

    with pytest.raises(Conflict):
        put(store, "catalog", b"third", Same(seen))

    assert b"second" == read(store, "catalog")


def test_same_does_not_hold_for_what_is_gone(store: Storage) -> None:
    """Deleted in between is changed in between."""
    seen = put(store, "catalog", b"first")
    store.delete("catalog")

    with pytest.raises(Conflict):
        put(store, "catalog", b"second", Same(seen))

    assert store.read("catalog") is None


def test_tokens_of_every_method_agree(store: Storage) -> None:
    """`put`, `head` and `read` give the same token, and it guards; other bytes have another."""
    first = put(store, "catalog", b"first")
    seen, content = store.head("catalog"), store.read("catalog")
    second = put(store, "catalog", b"second", Same(first))

    assert seen is not None
    assert content is not None
    assert (first, first) == (seen.token, content.token)
    assert first != second
    with pytest.raises(Conflict):
        put(store, "catalog", b"third", Same(first))


@pytest.mark.parametrize("guarded", [False, True])
def test_deleting_removes_once_and_is_done_afterwards(store: Storage, guarded: bool) -> None:
    """Removing what is not there is no error."""
    guard = Same(put(store, "media/a.mp3", b"x")) if guarded else None

    store.delete("media/a.mp3", guard=guard)
    store.delete("media/a.mp3", guard=guard)

    assert store.head("media/a.mp3") is None


def test_a_guarded_delete_spares_what_was_changed(store: Storage) -> None:
    """Somebody else's newer object stays."""
    seen = put(store, "media/a.mp3", b"old")
    put(store, "media/a.mp3", b"new")

    for guard in (Same(seen), Absent()):
        with pytest.raises(Conflict):
            store.delete("media/a.mp3", guard=guard)

    assert b"new" == read(store, "media/a.mp3")


def keys(store: Storage, prefix: str = "", *, after: str = "") -> list[str]:
    """What a listing holds, sorted."""
    return sorted(one.key for one in store.list(prefix, after=after))


def test_an_empty_store_lists_nothing(store: Storage) -> None:
    """Neither a store that was never written to, nor a folder that is not there."""
    assert ([], []) == (keys(store), keys(store, "history/"))


def test_a_listing_holds_what_begins_with_the_prefix_and_nothing_else(store: Storage) -> None:
    """A prefix is the beginning of a key, also in the middle of a name; spaces and umlauts are letters like others."""
    names = (
        "Über uns.txt",
        "history/1-a.json.gz",
        "history/2 b+c%20.json",
        "history/ü/3.json",
        "history-old",
        "historyx",
    )
    for name in names:
        put(store, name, name.encode())

    assert sorted(names) == keys(store)
    assert ["history/1-a.json.gz", "history/2 b+c%20.json", "history/ü/3.json"] == keys(store, "history/")
    assert ["history/2 b+c%20.json"] == keys(store, "history/2")
    assert ["Über uns.txt"] == keys(store, "Üb")
    assert [] == keys(store, "nothing/")
    assert [("historyx", 8)] == [(one.key, one.size) for one in store.list("historyx")]


def test_a_listing_can_continue_after_a_key(store: Storage) -> None:
    """What is new since costs no look at what is old; the order is that of UTF-8."""
    for name in ("a/1", "a/2", "a/20", "a/3", "b/0"):
        put(store, name, b"x")

    assert ["a/20", "a/3"] == keys(store, "a/", after="a/2")
    assert ["a/3"] == keys(store, "a/", after="a/20x")
    assert [] == keys(store, "a/", after="b")


def test_a_listing_knows_when_an_object_was_written(store: Storage) -> None:
    """Where the store keeps it, on the store's own clock."""
    before = datetime.now(UTC) - timedelta(minutes=5)
    put(store, "feed.xml", b"<rss/>")

    (found,) = store.list()

    assert found.modified is None or before < found.modified


@pytest.mark.slow
def test_a_listing_is_whole_beyond_a_thousand_objects(store: Storage) -> None:
    """A store gives so many in one answer; those of the neighbours are not among them."""
    names = [f"history/{number:010}.json" for number in range(1_050)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: put(store, name, b"x"), [*names, "histories", "history.json"]))

    assert names == keys(store, "history/")
    assert names[1_049:] == keys(store, "history/", after=names[1_048])


@pytest.mark.parametrize("prefix", ["/", "../", "a/../b", "a//", "a\\", "a\n"])
def test_a_listing_cannot_leave_its_store(store: Storage, prefix: str) -> None:
    """As no other call can."""
    with pytest.raises(StorageError, match="the key"):
        keys(store, prefix)


def test_progress_adds_up_to_the_size(store: Storage) -> None:
    """Whoever draws a bar arrives at 100 %."""
    counts: list[int] = []
    body = Body.of_bytes(bytes(3_000_000))

    store.put("media/a.mp3", body, type="audio/mpeg", cache=CACHE, on_bytes=counts.append)

    assert 3_000_000 == sum(counts)
    assert len(counts) > 1


def test_a_file_with_other_bytes_in_front_is_put_as_one(store: Storage, tmp_path: Path) -> None:
    """A body is its head, then a slice of its file."""
    path = tmp_path / "a.mp3"
    path.write_bytes(b"OLDTAGaudio audio")
    body = Body(size=14, digest=sha256(b"TAGaudio audio").hexdigest(), data=b"TAG", path=path, start=6)

    store.put("media/a.mp3", body, type="audio/mpeg", cache=CACHE)

    assert b"TAGaudio audio" == read(store, "media/a.mp3")


def other_bytes(path: Path) -> None:
    """As long as before, but not the same."""
    path.write_bytes(b"AUDIO")


def shorter(path: Path) -> None:
    """The end is missing."""
    path.write_bytes(b"aud")


@pytest.mark.parametrize("change", [other_bytes, shorter, Path.unlink])
def test_a_file_that_changed_is_not_stored(store: Storage, tmp_path: Path, change: Callable[[Path], None]) -> None:
    """What was measured and proved is what goes out, or nothing."""
    path = tmp_path / "a.mp3"
    path.write_bytes(b"audio")
    body = Body.of_file(path, size=5, digest=sha256(b"audio").hexdigest())
    change(path)

    with pytest.raises(FileChanged) as caught:
        store.put("media/a.mp3", body, type="audio/mpeg", cache=CACHE)

    assert (str(path), None) == (caught.value.where, store.head("media/a.mp3"))


@pytest.mark.parametrize(
    "key", ["", "/etc/passwd", "../x", "a/../../x", "a//b", "a/", "./a", "a\\b", "a\nb", "a\0b", "é" * 520]
)
def test_a_key_cannot_leave_its_store(store: Storage, key: str) -> None:
    """Absolute, climbing, empty and endless keys are refused by every call."""
    for call in (store.read, store.head, store.delete, lambda each: put(store, each, b"x")):
        with pytest.raises(StorageError, match="the key"):
            call(key)


def test_a_confirmed_put_is_a_put(store: Storage) -> None:
    """Where no answer is lost it gives the token, and a lost race is one."""
    token = confirm.put(store, "catalog", Body.of_bytes(b"mine"), type=TYPE, cache=CACHE, guard=Absent())

    with pytest.raises(Conflict):
        confirm.put(store, "catalog", Body.of_bytes(b"other"), type=TYPE, cache=CACHE, guard=Absent())

    assert Content(data=b"mine", token=token) == store.read("catalog")


def test_a_confirmed_put_of_what_is_there_already_succeeds(store: Storage) -> None:
    """The same bytes under the guard's nose: it was our own write, whose answer was lost."""
    token = put(store, "catalog", b"mine")

    again = confirm.put(store, "catalog", Body.of_bytes(b"mine"), type=TYPE, cache=CACHE, guard=Absent())

    assert token == again


def test_checking_guards_finds_them_and_leaves_nothing(store: Storage) -> None:
    """Every store of ours honours guards; the probe is gone afterwards, also one that a killed run had left."""
    put(store, "probe-1", b"left behind")

    check_guards(store, "probe-1")

    assert store.head("probe-1") is None


def test_an_unguarded_storage_lets_everything_pass(store: Storage) -> None:
    """For `single_writer: true`: guards are dropped, the rest is the store's own."""
    alone = Unguarded(store)
    put(alone, "catalog", b"first", Absent())
    put(alone, "catalog", b"second", Absent())
    put(alone, "catalog", b"third", Same("never seen"))

    assert (store.name, b"third", b"hi") == (alone.name, read(alone, "catalog"), alone.slice("catalog", 1, 3))
    assert ["catalog"] == keys(alone)
    alone.delete("catalog", guard=Same("never seen"))
    assert alone.head("catalog") is None


# --- lost answers -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("guard", [None, Absent()])
def test_a_write_whose_answer_was_lost_succeeded_if_it_arrived(guard: Guard | None) -> None:
    """It is read back, and its token is that of the same answer."""
    store = Speechless()

    token = confirm.put(store, "key", Body.of_bytes(b"mine"), type=TYPE, cache=CACHE, guard=guard)

    assert Content(data=b"mine", token=token) == store.read("key")


@pytest.mark.parametrize("guard", [None, Absent()])
def test_a_write_that_never_arrived_is_not_believed(guard: Guard | None) -> None:
    """No answer and not our bytes: nobody knows, and that is what is said."""
    store = Speechless(arrives=False)

    with pytest.raises(NoResponse):
        confirm.put(store, "key", Body.of_bytes(b"mine"), type=TYPE, cache=CACHE, guard=guard)


def test_other_bytes_under_an_unguarded_key_are_not_believed() -> None:
    """As long as ours, but not ours: the digest tells."""
    store = Speechless(losing=0)
    put(store, "media/a.mp3", b"them")
    store.losing, store.arrives = 1, False

    with pytest.raises(NoResponse):
        confirm.put(store, "media/a.mp3", Body.of_bytes(b"mine"), type="audio/mpeg", cache=CACHE)


def test_other_bytes_of_the_same_length_are_a_lost_race() -> None:
    """Bytes are compared, not lengths."""
    store = Memory()
    put(store, "key", b"them")

    with pytest.raises(Conflict):
        confirm.put(store, "key", Body.of_bytes(b"mine"), type=TYPE, cache=CACHE, guard=Absent())


@pytest.mark.parametrize(("losing", "calls"), [(0, 1), (1, 2)])
def test_a_confirmed_put_stops_before_each_call(losing: int, calls: int) -> None:
    """So a test can interleave publishers call by call."""
    steps = confirm.steps(Speechless(losing=losing), "key", Body.of_bytes(b"mine"), type=TYPE, cache=CACHE)

    assert calls == len(list(steps))


# --- the check of guards ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("store", "problem"), [(Ignorant(), "ignores"), (Unable(), "cannot do")])
def test_a_store_without_guards_is_refused_by_name(store: Storage, problem: str) -> None:
    """Before anything is uploaded, with the way out; and the probe is gone."""
    with pytest.raises(Unsupported, match=problem) as caught:
        check_guards(store, "probe")

    assert ("memory", None) == (caught.value.where, store.head("probe"))
    assert "single_writer: true" in caught.value.hint


class Interrupted(Memory):
    """A store in which another publisher's check deletes the probe once, before the third write."""

    writes = 0

    def put(self, key: str, body: Body, **options: object) -> str:
        """Delete first, once."""
        self.writes += 1
        if self.writes == 3:
            self.delete(key)
        return super().put(key, body, **options)  # type: ignore[arg-type]  # as they came


def test_two_guard_checks_at_once_do_not_disturb_each_other() -> None:
    """A probe that vanished in between is no proof against the store."""
    store = Counting(Interrupted())

    check_guards(store, "probe")

    assert 2 == store.calls["delete"]


class Undeletable(Memory):
    """A store whose credentials may not delete."""

    def delete(self, key: str, *, guard: Guard | None = None) -> None:
        """Refuse."""
        raise StorageError("no right to do this")


def test_the_right_to_delete_is_not_needed() -> None:
    """A check with the least permissions still ends well."""
    check_guards(Undeletable(), "probe")


# --- a directory ------------------------------------------------------------------------------------------------------


def tree(folder: Path) -> list[str]:
    """Every file below a folder."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_nothing_but_objects_lies_in_a_public_directory(tmp_path: Path) -> None:
    """No lock, no temporary file, no metadata; also not beside it."""
    store = directory(tmp_path)
    put(store, "feed.xml", b"<rss/>", Absent())
    put(store, "media/a.mp3", b"audio")

    assert ["public/tidewater/feed.xml", "public/tidewater/media/a.mp3"] == tree(tmp_path)


def test_files_are_written_at_once_and_guards_hold_all_the_same(tmp_path: Path) -> None:
    """Sixteen in the middle of their files, each waiting for the others; then all under one key, of which one wins."""
    store, barrier = directory(tmp_path), Barrier(16)

    def wait_for_the_others(_count: int) -> None:
        barrier.wait(SECONDS)

    def write(number: int) -> str:
        body = Body.of_bytes(str(number).encode())
        store.put(f"media/{number}", body, type=TYPE, cache=CACHE, on_bytes=wait_for_the_others)
        try:
            store.put("feed.xml", body, type=TYPE, cache=CACHE, guard=Absent())
        except Conflict:
            return "lost"
        return "won"

    with ThreadPoolExecutor(16) as pool:
        ends = Counter(pool.map(write, range(16)))

    assert {"won": 1, "lost": 15} == dict(ends)
    assert [str(number) for number in sorted(range(16), key=str)] == tree(store.root / "media")
    assert ["feed.xml", "media"] == sorted(path.name for path in store.root.iterdir())


def test_a_file_that_somebody_else_is_writing_holds_up_its_folder_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first look at a folder waits until nobody writes there; meanwhile the others are written to."""
    store, begins, lock = directory(tmp_path), Event(), fcntl.flock
    (store.root / "media").mkdir(parents=True)
    writing = os.open(store.root / "media", os.O_RDONLY)
    lock(writing, fcntl.LOCK_SH)

    def noted(handle: int, operation: int) -> None:
        begins.set()
        lock(handle, operation)

    monkeypatch.setattr(fcntl, "flock", noted)
    with ThreadPoolExecutor(2) as pool:
        try:
            waiting = pool.submit(put, store, "media/a.mp3", b"audio")
            assert begins.wait(SECONDS)
            pool.submit(put, store, "art/cover.jpg", b"cover").result(SECONDS)

            assert (False, ["cover.jpg"]) == (waiting.done(), tree(store.root / "art"))
        finally:
            os.close(writing)
        waiting.result(SECONDS)

    assert ["a.mp3"] == tree(store.root / "media")


def test_what_a_killed_run_left_is_removed_by_the_next_run(tmp_path: Path) -> None:
    """Unfinished files of ours go, other people's hidden files stay."""
    store = directory(tmp_path)
    put(store, "media/a.mp3", b"audio")
    (store.root / "media" / ".feedpub-part-0123").write_bytes(b"aud")
    (store.root / "media" / ".htaccess").write_bytes(b"theirs")

    put(directory(tmp_path), "media/b.mp3", b"audio")

    assert [".htaccess", "a.mp3", "b.mp3"] == tree(store.root / "media")


def test_a_listing_of_a_directory_holds_objects_only(tmp_path: Path) -> None:
    """No unfinished file, nothing behind a link that leads out, and no circle."""
    store = directory(tmp_path)
    put(store, "media/a.mp3", b"audio")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret").write_bytes(b"x")
    (store.root / "media" / ".feedpub-part-0123").write_bytes(b"aud")
    (store.root / "media" / "again").symlink_to(store.root)
    (store.root / "out").symlink_to(tmp_path / "elsewhere")
    (store.root / "secret").symlink_to(tmp_path / "elsewhere" / "secret")
    (store.root / "copy").symlink_to(store.root / "media")

    assert ["copy/a.mp3", "media/a.mp3"] == keys(store)


def test_a_put_that_fails_leaves_no_unfinished_file(tmp_path: Path) -> None:
    """Whatever was raised on the way."""
    store = directory(tmp_path)

    def interrupt(_count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.put("media/a.mp3", Body.of_bytes(b"x"), type="audio/mpeg", cache=CACHE, on_bytes=interrupt)

    assert [] == tree(tmp_path)


def test_files_get_the_mode_that_the_author_chose(tmp_path: Path) -> None:
    """A web server of another user can read them, if the umask lets it."""
    before = os.umask(0o027)
    try:
        put(directory(tmp_path), "feed.xml", b"<rss/>")
    finally:
        os.umask(before)

    assert 0o640 == stat.S_IMODE((directory(tmp_path).root / "feed.xml").stat().st_mode)


def count_up(root: Path, times: int) -> None:
    """Raise a number in a store by compare-and-swap, `times` times."""
    store = Directory(root)
    done = 0
    for _ in range(1000):  # whoever loses has been beaten by somebody: 60 are enough
        if done == times:
            return
        content = store.read("number")
        guard = Same(content.token) if content else Absent()
        value = int(content.data) if content else 0
        try:
            put(store, "number", str(value + 1).encode(), guard)
        except Conflict:
            continue
        done += 1
    raise AssertionError(f"only {done} of {times} were written")


def test_threads_lose_no_update(tmp_path: Path) -> None:
    """Four threads count to 60 together."""
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: count_up(tmp_path, 15), range(4)))

    assert b"60" == read(Directory(tmp_path), "number")


@pytest.mark.slow
def test_processes_lose_no_update(tmp_path: Path) -> None:
    """Three processes count to 60 together."""
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=count_up, args=(tmp_path, 20), daemon=True) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(SECONDS)

    assert [0, 0, 0] == [process.exitcode for process in processes]
    assert b"60" == read(Directory(tmp_path), "number")


def test_a_link_out_of_the_directory_is_not_followed(tmp_path: Path) -> None:
    """Neither a linked folder nor a linked file lets a key leave; one that stays inside is fine."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_bytes(b"secret")
    store = Directory(tmp_path / "site")
    put(store, "media/a.mp3", b"audio")
    (store.root / "folder").symlink_to(outside)
    (store.root / "file").symlink_to(outside / "secret")
    (store.root / "inside").symlink_to(store.root / "media")

    for call in (store.read, store.head, store.delete, lambda key: put(store, key, b"x")):
        for key in ("folder/secret", "file"):
            with pytest.raises(StorageError, match="symbolic link leads out"):
                call(key)

    assert (b"audio", ["secret"]) == (read(store, "inside/a.mp3"), tree(outside))


def test_a_root_that_is_a_link_is_what_the_author_meant(tmp_path: Path) -> None:
    """`public` may be a link to another disk."""
    (tmp_path / "disk").mkdir()
    (tmp_path / "public").symlink_to(tmp_path / "disk")

    put(Directory(tmp_path / "public"), "feed.xml", b"<rss/>")

    assert ["feed.xml"] == tree(tmp_path / "disk")


def a_folder(path: Path) -> None:
    """Stands where a file should."""
    path.mkdir(parents=True)


def a_pipe(path: Path) -> None:
    """Would wait for ever."""
    path.parent.mkdir(parents=True)
    os.mkfifo(path)


@pytest.mark.parametrize("make", [a_folder, a_pipe])
def test_what_is_no_file_is_not_read(tmp_path: Path, make: Callable[[Path], None]) -> None:
    """A folder or a pipe under a key is said, and never waited for."""
    make(tmp_path / "site" / "feed.xml")
    store = Directory(tmp_path / "site")

    for call in (store.read, store.head):
        with pytest.raises(StorageError, match="this is not a file"):
            call("feed.xml")


def test_a_folder_where_a_file_should_be_is_said(tmp_path: Path) -> None:
    """Nor is it replaced."""
    a_folder(tmp_path / "site" / "feed.xml")

    with pytest.raises(StorageError, match="there is a folder where a file is needed"):
        put(Directory(tmp_path / "site"), "feed.xml", b"<rss/>")


@pytest.mark.parametrize("root", ["file", "file/below"])
def test_a_file_where_a_folder_should_be_is_said(tmp_path: Path, root: str) -> None:
    """With the place, and what to do."""
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(StorageError, match="there is a file where a folder is needed") as caught:
        put(Directory(tmp_path / root), "feed.xml", b"<rss/>")

    assert (str(tmp_path / root / "feed.xml"), "move it away, or publish elsewhere") == (
        caught.value.where,
        caught.value.hint,
    )


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "the disk quota is used up"),
        (errno.EROFS, "the file system is read-only"),
        (errno.EACCES, "no permission"),
        (errno.EIO, r"the system refuses \(EIO\)"),
    ],
)
def test_what_the_disk_refuses_is_an_error_with_a_hint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    """And the object that was there before is still whole."""
    store = directory(tmp_path)
    put(store, "feed.xml", b"before")

    def refuse(_handle: int) -> None:
        raise OSError(number, "a message of the system")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(StorageError, match=words) as caught:
        put(store, "feed.xml", b"after")
    monkeypatch.undo()

    assert (b"before", ["feed.xml"]) == (read(store, "feed.xml"), tree(store.root))
    assert caught.value.hint
    assert "a message of the system" not in str(caught.value)


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    """The real thing: a device that is always full stands in for the file."""
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    store = directory(tmp_path)
    put(store, "feed.xml", b"before")

    with (
        pytest.raises(StorageError, match="the disk is full"),
        store._words("feed.xml"),
        Path("/dev/full").open("wb") as f,
    ):
        f.write(b"x" * 100_000)


def test_a_file_system_without_locks_needs_a_single_writer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guarded writes are refused there, unguarded ones are done."""

    def no_locks(_handle: int, _how: int) -> None:
        raise OSError(errno.EBADF, "NFS")

    monkeypatch.setattr(fcntl, "flock", no_locks)
    store = directory(tmp_path)
    with pytest.raises(Unsupported) as caught:
        put(store, "catalog", b"x", Absent())

    assert "single_writer: true" in caught.value.hint
    put(Unguarded(store), "catalog", b"x", Absent())
    assert b"x" == read(store, "catalog")


# --- addresses --------------------------------------------------------------------------------------------------------


def test_a_path_opens_a_directory(tmp_path: Path) -> None:
    """Plain, with its own scheme, and with spaces escaped there."""
    (tmp_path / "a b").mkdir()

    names = [open_storage(url).name for url in (f"{tmp_path}/a b", f"file://{tmp_path}/a%20b", "public/tidewater")]

    assert [f"{tmp_path}/a b", f"{tmp_path}/a b", "public/tidewater"] == names


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("s3://my-podcasts/tidewater", "s3://my-podcasts/tidewater"),
        ("s3://my.podcasts/a/b/", "s3://my.podcasts/a/b"),
        ("s3://podcasts", "s3://podcasts"),
        ("S3://podcasts/", "s3://podcasts"),
    ],
)
def test_a_bucket_is_opened_without_asking_it(url: str, name: str) -> None:
    """Slashes at the ends mean nothing."""
    assert name == open_storage(url).name


@pytest.mark.parametrize(
    ("url", "message", "hint"),
    [
        ("https://example.com/pod", "cannot write to https://", "public address goes into `url:`"),
        ("http://example.com/pod", "cannot write to http://", "public address goes into `url:`"),
        ("gs://bucket/pod", "cannot write to gs://", "`endpoint:`"),
        ("r2://bucket/pod", "cannot write to r2://", "r2.cloudflarestorage.com"),
        ("ftp://host/pod", "cannot write to ftp://", "s3://bucket/prefix"),
        ("file://host/pod", "cannot write to file://", "a path"),
        ("s3://", "no bucket is named", "s3://bucket/prefix"),
        ("s3:///prefix", "no bucket is named", "s3://bucket/prefix"),
        ("s3://my bucket/prefix", "is not a bucket name", "letters, digits"),
        ("s3://podcasts/a//b", "has an empty", "media/"),
        ("s3://podcasts/../b", "has an empty", "media/"),
        ("", "not a path", "name a folder"),
    ],
)
def test_an_address_that_is_no_store_is_refused_with_a_hint(url: str, message: str, hint: str) -> None:
    """Before anything is read or asked."""
    with pytest.raises(FeedpubError, match=message) as caught:
        open_storage(url)

    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("target", "state"),
    [
        ("s3://podcasts/tidewater", "s3://podcasts/.feedpub/tidewater"),
        ("s3://podcasts/a/b/", "s3://podcasts/.feedpub/a/b"),
        ("public/tidewater", "public/.feedpub/tidewater"),
        ("public/tidewater/", "public/.feedpub/tidewater"),
        ("/srv/www", "/srv/.feedpub/www"),
        ("file:///srv/www", "/srv/.feedpub/www"),
        ("site", ".feedpub/site"),
    ],
)
def test_state_lies_beside_what_is_public(target: str, state: str) -> None:
    """Never below it."""
    assert state == state_url(target)


def test_state_of_the_current_folder_lies_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`.` and `..` have names once they are resolved."""
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a" / "b")

    assert [f"{tmp_path}/a/.feedpub/b", f"{tmp_path}/.feedpub/a"] == [state_url("."), state_url("..")]


@pytest.mark.parametrize("target", ["s3://podcasts", "s3://podcasts/"])
def test_a_whole_bucket_has_no_private_place(target: str) -> None:
    """The author has to name one."""
    with pytest.raises(FeedpubError, match="whole bucket") as caught:
        state_url(target)

    assert "state: s3://" in caught.value.hint


def test_the_root_of_a_disk_is_not_published() -> None:
    """There is nothing beside it."""
    with pytest.raises(FeedpubError, match="root of a disk"):
        state_url("/")
