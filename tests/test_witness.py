"""The witness: what a machine remembers of a store that was restored as a whole, and so agrees with itself."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.studio import Studio
from tests.webservers import HttpRequest, Reply, serving

from feedpub.catalog import Version
from feedpub.cli import cache, environment
from feedpub.cli.environment import caller
from feedpub.deploy.caller import Caller
from feedpub.errors import Refused

SEEN = Version(revision=3, lineage="1f" * 16, digest="9a" * 32)


@pytest.fixture
def desk(tmp_path: Path) -> Studio:
    """A show with one episode that is published, and a backup of everything from then."""
    desk = Studio(tmp_path)
    desk.show(pages="off")
    desk.publish(desk.episode("first"), caller=REMEMBERING)
    shutil.copytree(tmp_path / "public", tmp_path / "backup")
    return desk


REMEMBERING = Caller(witness=cache.SeenCatalogs())


def restore(desk: Studio) -> None:
    """Bring back the target and its state as they were."""
    shutil.rmtree(desk.root / "public")
    shutil.copytree(desk.root / "backup", desk.root / "public")


def test_a_store_that_was_restored_as_a_whole_is_refused(desk: Studio) -> None:
    """Catalog, `applied`, history and feed agree; the machine remembers a later revision."""
    desk.publish(desk.episode("second"), caller=REMEMBERING)
    restore(desk)
    before = desk.tree()

    with pytest.raises(Refused, match="what this machine has seen there names revision 2 of lineage") as caught:
        desk.publish(desk.folder / "first.yaml", caller=REMEMBERING)

    assert "feedpub recover --revision 1" in caught.value.hint
    assert before == desk.tree()


def test_another_machine_knows_nothing_of_it(desk: Studio) -> None:
    """What nobody has seen nobody can tell."""
    desk.publish(desk.episode("second"), caller=REMEMBERING)
    restore(desk)

    assert 2 == desk.publish().run.outcome.after.revision


def test_a_recovered_store_is_remembered(desk: Studio) -> None:
    """Its next revision is above what was seen, and no longer refused."""
    desk.publish(desk.episode("second"), caller=REMEMBERING)
    restore(desk)

    desk.recover(caller=REMEMBERING, revision="1")

    assert 4 == desk.catalog().revision
    assert 5 == desk.publish(caller=REMEMBERING).run.outcome.after.revision


def test_a_run_that_has_nothing_to_do_remembers_as_well(desk: Studio) -> None:
    """Whoever looks is a witness, not only who writes."""
    desk.publish(desk.episode("second"))
    desk.publish(caller=REMEMBERING)
    restore(desk)

    with pytest.raises(Refused, match="this machine has seen"):
        desk.publish(caller=REMEMBERING)


def test_a_show_that_was_begun_anew_in_an_empty_place_is_remembered_instead(desk: Studio) -> None:
    """Where nothing is there, nothing is older: somebody has tidied up on purpose."""
    shutil.rmtree(desk.root / "public")

    desk.publish(caller=REMEMBERING)

    assert not desk.publish(caller=REMEMBERING).run.outcome.plan


def test_without_a_memory_the_public_feed_is_the_witness(tmp_path: Path) -> None:
    """In a CI: a target and its state that were restored beside a server that still shows what was published since."""
    desk = Studio(tmp_path)
    shown = b""

    def answer(request: HttpRequest) -> Reply:
        path = tmp_path / "public" / request.path.partition("?")[0].lstrip("/")
        is_feed = path.name == "feed.xml"
        kind = {"Content-Type": "application/rss+xml; charset=utf-8" if is_feed else "audio/mpeg"}
        if is_feed and shown:
            return Reply(headers=kind, body=shown)
        return (
            Reply(headers=kind, body=path.read_bytes()) if path.is_file() and "state" not in path.parts else Reply(404)
        )

    with serving(answer) as server:
        desk.show(pages="off", publish={"to": "../../public/desk", "url": server.url + "desk/", "state": "../../state"})
        desk.publish(desk.episode("first"), verify="store")
        shutil.copytree(tmp_path / "public", tmp_path / "old" / "public")
        shutil.copytree(tmp_path / "state", tmp_path / "old" / "state")
        desk.publish(desk.episode("second"), verify="store")
        shown = (desk.site / "feed.xml").read_bytes()
        for name in ("public", "state"):
            shutil.rmtree(tmp_path / name)
            shutil.copytree(tmp_path / "old" / name, tmp_path / name)

        with pytest.raises(
            Refused, match=r"the public feed \(http://127\.0\.0\.1:\d+/desk/feed\.xml\) names revision 2"
        ):
            desk.publish(desk.episode("third"), verify="public")


@pytest.mark.parametrize(
    ("variables", "expected"), [({}, True), ({"CI": "true"}, False), ({"CI": "false"}, True), ({"CI": "1"}, False)]
)
def test_a_ci_remembers_nothing(variables: dict[str, str], expected: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its disk is empty each time, or that of some other job."""
    monkeypatch.delenv("CI", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert expected == (caller().witness is not None) == (not environment.is_ci())


def test_what_was_seen_is_kept_by_place() -> None:
    """Another bucket, or the same name at another store, is another place."""
    seen = cache.SeenCatalogs()
    seen.note("https://a.example s3://pod/.feedpub/show", SEEN)

    assert SEEN == seen.recall("https://a.example s3://pod/.feedpub/show")
    assert seen.recall("https://b.example s3://pod/.feedpub/show") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "[]",
        "{}",
        '{"revision": 1}',
        '{"revision": "1", "lineage": "a", "digest": "b"}',
        '{"revision": 1, "x": 2}',
    ],
)
def test_a_note_that_cannot_be_read_is_none(text: str) -> None:
    """A cache may be cut off, or be that of a newer feedpub."""
    seen = cache.SeenCatalogs()
    seen.note("place", SEEN)
    (note,) = (cache.folder() / "catalogs").iterdir()
    note.write_text(text)

    assert seen.recall("place") is None


def test_where_nothing_can_be_kept_a_publish_goes_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A disk that is full, or a home that is not writable."""
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    seen = cache.SeenCatalogs()

    seen.note("place", SEEN)

    assert seen.recall("place") is None
