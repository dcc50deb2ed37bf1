"""`check` and `publish` of the same files agree: what stops a publish is an error, and nothing else is."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.servers import S3Server
from tests.studio import NOW, Studio, finish

from feedpub import lint
from feedpub.commands.check import CheckOptions, CheckResult
from feedpub.commands.check.files import check_files
from feedpub.commands.publish import Published
from feedpub.commands.unpublish import unpublish_steps
from feedpub.deploy import destination
from feedpub.errors import Denied, FeedpubError, StorageError
from feedpub.storage import Body, Storage
from feedpub.storage.memory import Memory
from feedpub.storage.protocol import Content, ListedObject

pytestmark = pytest.mark.slow

LFS_POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 12345\n"


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    """A desk with a show and one episode that is published."""
    desk = Studio(tmp_path)
    desk.show(owner=None)
    desk.episode(notes="What the tide brings.")
    desk.publish()
    return desk


def check(studio: Studio, *paths: Path) -> CheckResult:
    """What `feedpub check` finds in the show, or in some of its files."""
    return check_files(list(paths) or [studio.folder], options=CheckOptions(), now=NOW)


def errors(studio: Studio, *paths: Path) -> list[str]:
    """File and message of each error."""
    return [f"{Path(one.place.file).name}: {one.message}" for one in check(studio, *paths).errors]


def refusal(studio: Studio, *paths: Path) -> str:
    """Why a publish of the same files stops; empty if it does not."""
    try:
        studio.publish(*paths)
    except FeedpubError as error:
        return str(error)
    return ""


# --- what stops a publish


def no_recording(studio: Studio) -> None:
    """Nobody has it, and it was never published."""
    studio.episode("night-tide", notes="Words.")
    (studio.folder / "night-tide.mp3").unlink()


def pointer_for_a_recording(studio: Studio) -> None:
    """What git-lfs leaves where it did not fetch the file."""
    studio.episode("night-tide", notes="Words.")
    (studio.folder / "night-tide.mp3").write_text(LFS_POINTER)


def other_file_named(studio: Studio) -> None:
    """The episode is out, but with another recording than the one it names now."""
    studio.episode(notes="What the tide brings.", audio="mising.mp3")


def unpublished(studio: Studio) -> None:
    """Its file is still there."""
    studio.unpublish(studio.folder / "first-light.yaml")


def another_recording(studio: Studio) -> None:
    """Without --replace-audio."""
    studio.episode(notes="What the tide brings.", sound=7)


def another_date(studio: Studio) -> None:
    """Without --redate."""
    studio.episode(notes="What the tide brings.", published="2026-01-01T06:00+00:00")


def another_address(studio: Studio) -> None:
    """Without --move-enclosures."""
    studio.show(owner=None, publish={"url": "http://127.0.0.1:9999/"})


def draft_again(studio: Studio) -> None:
    """Without --lose-items."""
    studio.episode(notes="What the tide brings.", draft="true")


def old_checkout(studio: Studio) -> None:
    """Without --revert."""
    studio.episode(notes="What the tide brings now.")
    studio.publish()
    studio.episode(notes="What the tide brings.")


def renamed_file(studio: Studio) -> None:
    """Without --renamed-from."""
    (studio.folder / "first-light.yaml").rename(studio.folder / "first-dawn.yaml")


def another_guid_of_the_show(studio: Studio) -> None:
    """It is assigned once for life."""
    studio.show(owner=None, guid="917393e3-1b1e-5cef-ace4-edaa54e1f810")


def file_instead_of_a_folder(studio: Studio) -> None:
    """The target cannot be made."""
    (studio.root / "taken").write_text("")
    studio.show(owner=None, publish={"to": "../../taken/desk"})


def feed_of_another_program(studio: Studio) -> None:
    """Nobody asked to overwrite it."""
    (studio.root / "site").mkdir()
    (studio.root / "site" / "feed.xml").write_text("<rss/>")
    studio.show(owner=None, publish={"to": "../../site"})


def page_of_another_program(studio: Studio) -> None:
    """A web site is there already."""
    (studio.root / "site").mkdir()
    (studio.root / "site" / "index.html").write_text("<p>Hello</p>")
    studio.show(owner=None, publish={"to": "../../site"})


def target_around_the_show(studio: Studio) -> None:
    """The author's files would be public."""
    studio.show(owner=None, publish={"to": "../.."})


def lost_catalog(studio: Studio) -> None:
    """A first publication would lose every other episode."""
    (studio.state / "catalog.json.gz").unlink()


def damaged_catalog(studio: Studio) -> None:
    """Nothing can be made of it."""
    (studio.state / "catalog.json.gz").write_bytes(b"\x1f\x8b nothing")


def error_in_notes(studio: Studio) -> None:
    """A key in what is new."""
    studio.episode("night-tide", notes="aws_access_key_id = AKIAIOSFODNN7EXAMPLE")


STOPS = [
    *(no_recording, pointer_for_a_recording, other_file_named, another_recording, another_date),
    *(another_address, draft_again, old_checkout, renamed_file, another_guid_of_the_show, file_instead_of_a_folder),
    *(feed_of_another_program, page_of_another_program, target_around_the_show, lost_catalog, damaged_catalog),
    error_in_notes,
]


@pytest.mark.parametrize("change", STOPS, ids=lambda one: one.__name__)
def test_what_stops_a_publish_is_an_error(studio: Studio, change: Callable[[Studio], None]) -> None:
    """With the words of the refusal."""
    change(studio)

    found = errors(studio)
    why = refusal(studio)

    assert why
    assert found
    assert any(one.partition(": ")[2] in why for one in found), (found, why)


# --- what does not


def nothing(_studio: Studio) -> None:
    """All is published."""


def recording_in_the_catalog(studio: Studio) -> None:
    """It is not on this machine, and need not be."""
    (studio.folder / "first-light.mp3").unlink()


def edited_without_its_recording(studio: Studio) -> None:
    """Its words change, and nothing else."""
    studio.episode(notes="What the tide takes.")
    (studio.folder / "first-light.mp3").unlink()


def draft_without_a_recording(studio: Studio) -> None:
    """It is not published yet."""
    studio.episode("rough", draft="true")
    (studio.folder / "rough.mp3").unlink()


def draft_with_the_recording_of_another(studio: Studio) -> None:
    """A copy in which nothing but the title was changed."""
    studio.episode("a-rough", sound=sum(b"first-light"), draft="true")


def draft_with_a_missing_transcript(studio: Studio) -> None:
    """It is written later."""
    studio.episode("rough", draft="true", transcripts=["rough.vtt"])


def new_episode(studio: Studio) -> None:
    """As every week."""
    studio.episode("night-tide", notes="Words.", published="2026-11-20T06:00+00:00")


def dead_link(studio: Studio) -> None:
    """A warning."""
    studio.episode("night-tide", notes="[Here](http://localhost:8000/)")


PASSES = [
    *(nothing, recording_in_the_catalog, edited_without_its_recording, draft_without_a_recording, new_episode),
    *(draft_with_the_recording_of_another, draft_with_a_missing_transcript, dead_link),
]


@pytest.mark.parametrize("change", PASSES, ids=lambda one: one.__name__)
def test_what_stops_no_publish_is_no_error(studio: Studio, change: Callable[[Studio], None]) -> None:
    """Nor a draft that is not ready."""
    change(studio)

    assert [] == errors(studio)
    assert refusal(studio) == ""


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Mapping[bool, Path]:
    """Whether it is published → the workspace of a show with two episodes."""
    root = tmp_path_factory.mktemp("desks").resolve()
    new = Studio(root / "new")
    new.show(owner=None)
    new.episode(notes="What the tide brings.")
    new.episode("slack-water", notes="Words.", published="2026-11-01T06:00+00:00")
    published = Studio(shutil.copytree(new.root, root / "published"))
    published.publish()
    return {False: new.root, True: published.root}


@given(changes=st.lists(st.sampled_from([*STOPS, *PASSES]), max_size=3), published=st.booleans())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@pytest.mark.slow
def test_whatever_happens_they_agree(
    desks: Mapping[bool, Path], changes: list[Callable[[Studio], None]], published: bool
) -> None:
    """Any changes one after the other, before a first publication or after it.

    Beside them stands an episode: a show of nothing but drafts is judged as if they were none.
    """
    with TemporaryDirectory() as folder:
        desk = Studio(shutil.copytree(desks[published], Path(folder).resolve() / "desk"))
        for change in changes:
            try:
                change(desk)
            except (FeedpubError, OSError):  # it needs what another change took away
                continue

        passed = check(desk).passed
        why = refusal(desk)

        assert passed == (not why), (errors(desk), why)


def test_an_unpublished_episode_that_is_named_is_an_error(studio: Studio) -> None:
    """A publish of the folder leaves it out; one that names its file is refused, and so is the check."""
    studio.episode("night-tide", notes="Words.", published="2026-11-20T06:00+00:00")
    studio.publish()
    unpublished(studio)
    path = studio.folder / "first-light.yaml"

    assert [] == errors(studio)
    assert refusal(studio) == ""
    assert ["was unpublished" in one for one in errors(studio, path)] == [True]
    assert "was unpublished" in refusal(studio, path)


def test_one_file_is_judged_as_it_would_be_published(studio: Studio) -> None:
    """Another episode of the show is no business of a publish of this one."""
    no_recording(studio)
    path = studio.episode("new-moon", notes="Words.", published="2026-11-20T06:00+00:00")

    assert [] == errors(studio, path)
    assert 1 == check(studio, path).items
    assert refusal(studio, path) == ""


def test_an_error_in_what_is_out_is_a_warning(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """A publish does not stop at it, since a new rule must not lock an old show; an edit of it stops."""
    with monkeypatch.context() as before_there_was_the_rule:
        before_there_was_the_rule.setattr(lint, "check", lambda *_: [])
        studio.episode(notes="AKIAIOSFODNN7EXAMPLE")
        studio.publish()

    assert [] == errors(studio)
    assert ["FP047"] == [one.rule.code for one in check(studio).warnings]
    assert refusal(studio) == ""

    studio.episode(notes="AKIAIOSFODNN7EXAMPLE", summary="Tides.")

    assert 1 == len(errors(studio))
    assert "FP047" in refusal(studio)


def test_a_recording_that_cannot_be_used_is_here(studio: Studio) -> None:
    """What is wrong with it is said, and not that it is missing."""
    studio.episode("night-tide", notes="Words.")
    (studio.folder / "night-tide.mp3").write_bytes(b"<html>not found</html>")

    found = check(studio)

    assert 1 == len(found.errors)
    assert () == found.unchecked


# --- in a bucket


@dataclass
class BucketDesk(Studio):
    """A desk that publishes into a bucket, of which the tests see every object."""

    objects: dict[str, Memory] = field(default_factory=dict)

    def show(self, **fields: Any) -> Path:
        """Write show.yaml, with the bucket as its target."""
        to = {"to": "s3://tidewater/podcast", "url": "http://127.0.0.1:9/podcast"}
        return super().show(**{**fields, "publish": {**to, **fields.get("publish", {})}})

    def publish(self, *paths: Path, **options: Any) -> Published:
        """Without a look at the public address, which nobody serves here."""
        return super().publish(*paths, **{"verify": "store", **options})

    def open(self, url: str, **_: object) -> Storage:
        """What is at an address of the bucket."""
        return self.objects.setdefault(url, Memory(url))

    def listed(self) -> list[tuple[str, ListedObject]]:
        """Every object there is."""
        return [(url, one) for url, store in sorted(self.objects.items()) for one in store.list()]

    @property
    def private(self) -> Memory:
        """The state."""
        return self.objects["s3://tidewater/.feedpub/podcast"]

    @property
    def public(self) -> Memory:
        """What listeners get."""
        return self.objects["s3://tidewater/podcast"]


@contextmanager
def in_a_bucket(folder: Path) -> Iterator[BucketDesk]:
    """A desk whose bucket is in memory."""
    desk = BucketDesk(folder.resolve())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(destination, "open_storage", desk.open)
        patch.setattr(destination, "open_state", desk.open)
        desk.show(owner=None)
        desk.episode(notes="What the tide brings.")
        desk.episode("slack-water", notes="Words.", published="2026-11-01T06:00+00:00")
        yield desk


def put(store: Memory, key: str, data: bytes) -> None:
    """Write an object over what is there."""
    store.put(key, Body.of_bytes(data), type="text/plain", cache="no-cache")


def lost_catalog_in_a_bucket(desk: BucketDesk) -> None:
    """Its history is still there."""
    desk.private.delete("catalog.json.gz")


def damaged_catalog_in_a_bucket(desk: BucketDesk) -> None:
    """Nothing can be made of it."""
    put(desk.private, "catalog.json.gz", b"\x1f\x8b nothing")


def page_of_another_site(desk: BucketDesk) -> None:
    """A web site is there already."""
    desk.show(owner=None, publish={"to": "s3://tidewater/site"})
    desk.open("s3://tidewater/site").put(
        "index.html", Body.of_bytes(b"<p>Hello</p>"), type="text/html", cache="no-cache"
    )


ANYWHERE = [
    *(no_recording, pointer_for_a_recording, other_file_named, another_recording, another_date, another_address),
    *(draft_again, old_checkout, renamed_file, another_guid_of_the_show, error_in_notes),
]
IN_A_BUCKET = [lost_catalog_in_a_bucket, damaged_catalog_in_a_bucket, page_of_another_site]


@pytest.mark.parametrize("change", [*ANYWHERE, *IN_A_BUCKET], ids=lambda one: one.__name__)
def test_what_stops_a_publish_to_a_bucket_is_an_error(tmp_path: Path, change: Callable[[BucketDesk], None]) -> None:
    """With the words of the refusal; the check reads, and writes nothing."""
    with in_a_bucket(tmp_path) as desk:
        desk.publish()
        change(desk)
        before = desk.listed()

        found = errors(desk)

        assert before == desk.listed()
        why = refusal(desk)
        assert any(one.partition(": ")[2] in why for one in found), (found, why)


@given(st.lists(st.sampled_from([*ANYWHERE, *IN_A_BUCKET, *PASSES]), max_size=3), st.booleans())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_happens_they_agree_about_a_bucket(
    changes: list[Callable[[BucketDesk], None]], published: bool
) -> None:
    """Any changes one after the other, before a first publication or after it."""
    with TemporaryDirectory() as folder, in_a_bucket(Path(folder)) as desk:
        if published:
            desk.publish()
        for change in changes:
            try:
                change(desk)
            except (FeedpubError, OSError, KeyError):  # it needs what another change took away
                continue

        passed = check(desk).passed
        why = refusal(desk)

        assert passed == (not why), (errors(desk), why)


def test_an_unpublished_episode_of_a_bucket_is_an_error(tmp_path: Path) -> None:
    """As for a directory: if its file is named."""
    with in_a_bucket(tmp_path) as desk:
        desk.publish()
        finish(unpublish_steps(desk.folder / "first-light.yaml", now=NOW, verify="store"))

        assert [] == errors(desk)
        assert ["was unpublished" in one for one in errors(desk, desk.folder / "first-light.yaml")] == [True]


def test_a_bucket_is_asked_a_bounded_number_of_times(tmp_path: Path) -> None:
    """Whatever the show has of episodes: catalog, history, and a few pages."""
    with in_a_bucket(tmp_path) as desk:
        for number in range(40):
            desk.episode(f"tide-{number}", notes="Words.", published=f"2026-10-{number % 28 + 1:02}T06:00+00:00")
        asked: list[str] = []
        desk.open("s3://tidewater/podcast")
        read = desk.public.read

        def counted(key: str) -> Content | None:
            asked.append(key)
            return read(key)

        desk.public.read = counted  # type: ignore[method-assign]
        check(desk)

    assert 22 == len(asked)
    assert ["feed.xml", "index.html"] == asked[:2]


UNREACHABLE = [
    StorageError("there are no credentials for AWS", where="s3://tidewater/.feedpub/podcast"),
    Denied("these credentials do not have the permission s3:GetObject", where="s3://tidewater/.feedpub/podcast"),
]


@pytest.mark.parametrize("error", UNREACHABLE, ids=["no credentials", "no right"])
def test_a_bucket_that_cannot_be_looked_at_is_said_so(tmp_path: Path, error: StorageError) -> None:
    """In one line with the reason; the files are checked as if nothing were published."""
    with in_a_bucket(tmp_path) as desk:
        desk.open("s3://tidewater/.feedpub/podcast")

        def head(_key: str) -> None:
            raise error

        desk.private.head = head  # type: ignore[method-assign, assignment]

        found = check(desk)

    assert () == found.errors
    assert (f"what is published at s3://tidewater/podcast was not looked at: {error.message}",) == found.unchecked


@pytest.mark.s3
def test_a_real_bucket_is_looked_at(s3_server: S3Server, tmp_path: Path) -> None:
    """What was published there counts, as in a directory; without its server it was not looked at."""
    prefix = f"verdict-{uuid4().hex[:8]}"
    to = {"to": f"s3://{s3_server.bucket}/{prefix}", "url": s3_server.url(prefix), "endpoint": s3_server.endpoint}
    desk = Studio(tmp_path)
    desk.show(owner=None, publish=to)
    desk.episode(notes="What the tide brings.")
    desk.publish(verify="store")
    good = check(desk)
    desk.episode(notes="What the tide brings.", sound=7)

    assert ((), ()) == (good.errors, good.unchecked)
    assert ["--replace-audio" in one.hint for one in check(desk).errors] == [True]

    desk.show(owner=None, publish={**to, "endpoint": "http://127.0.0.1:9"})
    assert ["nothing answers at http://127.0.0.1:9"] == [
        text.partition(" looked at: ")[2] for text in check(desk).unchecked
    ]


def test_a_bucket_is_left_alone_if_that_is_wanted(tmp_path: Path) -> None:
    """By --offline; what needs the published catalog to be seen is not an error then."""
    with in_a_bucket(tmp_path) as desk:
        desk.publish()
        another_recording(desk)

        found = check_files([desk.folder], options=CheckOptions(offline=True), now=NOW)

    assert () == found.errors
    assert ("what is published at s3://tidewater/podcast was not looked at (--offline)",) == found.unchecked


def test_without_credentials_a_bucket_is_not_asked(tmp_path: Path) -> None:
    """A check needs no account; it says what it has not looked at."""
    desk = BucketDesk(tmp_path)
    desk.show(owner=None)
    desk.episode(notes="What the tide brings.")
    (desk.folder / "first-light.mp3").unlink()

    found = check(desk)

    assert [] == errors(desk)
    assert [
        "the audio of first-light is not here: its length, bit rate and tags were not checked",
        "what is published at s3://tidewater/podcast was not looked at: there are no credentials for AWS",
    ] == list(found.unchecked)
