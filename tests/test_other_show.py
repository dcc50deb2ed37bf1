"""Another show cannot move into a target, nor a copied catalog go on somewhere else, without its author's word."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from tests import version_1
from tests.driving import ORIGIN, quiet_effects, transacted
from tests.studio import Studio
from tests.test_plan import BODIES, episode, target, wanting

from feedpub.catalog import Overrides
from feedpub.deploy.destination import parents
from feedpub.errors import Refused

PUBLISH = {"to": "../../public/desk"}


def copied(root: Path) -> tuple[Studio, Studio]:
    """A published show, and a copy of its folder with other words and the same target."""
    desk = Studio(root)
    desk.show(publish=PUBLISH)
    desk.publish(desk.episode("first"))
    shutil.copytree(desk.folder, root / "feeds" / "copy")
    copy = Studio(root, name="copy")
    copy.show(publish=PUBLISH, title="A wholly different show")
    return desk, copy


def test_a_copied_folder_with_the_same_target_is_refused(tmp_path: Path) -> None:
    """The subscribers of the first show would get the second one."""
    desk, copy = copied(tmp_path)
    before = desk.tree()

    with pytest.raises(Refused, match=r"has the show of feeds/desk \(Tidewater\), this is feeds/copy") as caught:
        copy.publish(copy.episode("other"))

    assert "--take-over" == caught.value.flag
    assert caught.value.hint.startswith("renamed the folder?")
    assert before == desk.tree()


@pytest.mark.parametrize("verb", ["release", "unpublish"])
def test_the_other_verbs_are_refused_as_well(verb: str, tmp_path: Path) -> None:
    """Also those that read no episode."""
    _, copy = copied(tmp_path)

    with pytest.raises(Refused, match="this is feeds/copy"):
        copy.release() if verb == "release" else copy.unpublish(copy.folder / "first.yaml")


def test_a_renamed_folder_takes_over_once(tmp_path: Path) -> None:
    """Afterwards it is the show's folder, and the old one is refused."""
    desk, copy = copied(tmp_path)
    copy.show(publish=PUBLISH)

    copy.publish(take_over=True)

    assert not copy.publish().run.outcome.plan
    with pytest.raises(Refused, match="has the show of feeds/copy"):
        desk.publish()


def test_a_catalog_of_the_first_version_learns_its_folder(tmp_path: Path) -> None:
    """With the first write of whoever publishes; until then nobody is refused."""
    desk, copy = copied(tmp_path)
    version_1.downgrade(desk)

    desk.publish(desk.episode("second"))

    assert "feeds/desk" == desk.catalog().folder
    with pytest.raises(Refused, match="this is feeds/copy"):
        copy.publish()


@pytest.mark.parametrize(
    ("first", "second", "place"),
    [
        ("../../public", "../../public/second", "above, at "),
        ("../../public", "../../public/a/b/second", "above, at "),
        ("../../public/first", "../../public", "below: its catalog is "),
    ],
)
def test_a_show_is_not_published_into_another_one(first: str, second: str, place: str, tmp_path: Path) -> None:
    """Pages and files of the two would lie among each other, and one's `index.html` be the other's."""
    one, two = Studio(tmp_path, name="one"), Studio(tmp_path, name="two")
    one.show(publish={"to": first}, pages="off")
    one.publish(one.episode("first"))
    two.show(publish={"to": second}, pages="off")
    before = one.tree()

    with pytest.raises(Refused, match=f"another show is published {place}"):
        two.publish(two.episode("second"))

    assert before == one.tree()


def test_shows_beside_each_other_are_published(tmp_path: Path) -> None:
    """Names that begin alike are no folders in each other."""
    for name in ("one", "one-more"):
        desk = Studio(tmp_path, name=name)
        desk.show(publish={"to": f"../../public/{name}"})
        assert desk.publish(desk.episode(name)).first


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("s3://bucket/a/b/c", ["s3://bucket/a/b", "s3://bucket/a"]),
        ("s3://bucket/a", []),
        ("s3://bucket", []),
        ("/srv/www/show", ["/srv/www", "/srv"]),
    ],
)
def test_the_targets_above_a_target(target: str, expected: list[str]) -> None:
    """A whole bucket has no state beside it, and the root of a disk cannot be published."""
    assert expected == parents(target)


def test_a_catalog_that_names_another_bucket_was_copied() -> None:
    """Both places would go on from the same revision."""
    where = target()
    for_a, for_b = (replace(ORIGIN, target=f"s3://{name}/show") for name in ("first", "second"))
    transacted(where, wanting(episode("one")), bodies=BODIES, origin=for_a)

    with pytest.raises(Refused, match="this catalog is that of s3://first/show, and was copied here") as caught:
        transacted(where, wanting(episode("two")), bodies=BODIES, origin=for_b)
    assert "--moved" == caught.value.flag

    moved = quiet_effects(overrides=Overrides(moved=True))
    done = transacted(where, wanting(), bodies=BODIES, origin=for_b, effects=moved)
    assert "s3://second/show" == done.after.target
    assert not transacted(where, wanting(), bodies=BODIES, origin=for_b).plan
