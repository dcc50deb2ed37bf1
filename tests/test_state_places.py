"""Where a state may lie, and who may read it on a disk."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import pytest
from tests.studio import Studio

from feedpub.deploy.destination import destination
from feedpub.errors import Refused
from feedpub.source import read_show


def refused(desk: Studio, **publish: Any) -> Refused:
    """What is said of a destination."""
    show = read_show(desk.show(publish=publish))
    with pytest.raises(Refused) as caught:
        destination(show)
    return caught.value


URL = "https://cdn.example.com/"


@pytest.mark.parametrize(
    "publish",
    [
        {"to": "../../out", "state": "../../out/state"},
        {"to": "../../out", "state": "../../out"},
        {"to": "../../out", "state": "../../out/../out/a/b"},
        {"to": "s3://bucket/show", "state": "s3://bucket/show/state", "url": URL},
        {"to": "s3://bucket/show", "state": "s3://bucket/show", "url": URL},
        {"to": "s3://bucket", "state": "s3://bucket/private", "url": URL},
    ],
)
def test_a_state_in_what_is_published_is_refused(publish: dict[str, str], tmp_path: Path) -> None:
    """Everybody could read it."""
    assert "lies in what is published" in refused(Studio(tmp_path), **publish).message


@pytest.mark.parametrize(
    "publish",
    [
        {"to": "../../out", "state": "../../outer"},
        {"to": "../../out/show", "state": "../../out/.feedpub/show"},
        {"to": "s3://bucket/show", "state": "s3://bucket/show-state", "url": URL},
        {"to": "s3://bucket", "state": "s3://private/bucket", "url": URL},
    ],
)
def test_a_state_beside_it_is_not(publish: dict[str, str], tmp_path: Path) -> None:
    """Names that begin alike are different places."""
    assert destination(read_show(Studio(tmp_path).show(publish=publish))).state


@pytest.mark.parametrize(
    "publish",
    [{"to": "../../public/.feedpub/desk"}, {"to": "s3://bucket/.feedpub/show", "url": URL}],
)
def test_a_target_among_private_states_is_refused(publish: dict[str, str], tmp_path: Path) -> None:
    """It would make them public, or be taken for one."""
    assert "lies below .feedpub" in refused(Studio(tmp_path), **publish).message


def test_the_folder_of_the_recordings_is_no_target(tmp_path: Path) -> None:
    """Everything in it would be public, also what is not published yet."""
    desk = Studio(tmp_path)
    desk.show(publish={"to": "../../media"})
    (tmp_path / "media").mkdir()
    path = desk.episode("first", audio="../../media/first.mp3")
    (desk.folder / "first.mp3").rename(tmp_path / "media" / "first.mp3")

    with pytest.raises(Refused, match=r"holds the author's own file first\.mp3"):
        desk.publish(path)

    assert ["first.mp3"] == [path.name for path in (tmp_path / "media").iterdir()]


def test_nobody_else_on_this_machine_can_read_a_state(tmp_path: Path) -> None:
    """Files 0600 and folders 0700, whatever the umask; what is published is as the umask says."""
    desk = Studio(tmp_path)
    desk.show()
    before = os.umask(0o022)
    try:
        desk.publish(desk.episode("first"))
    finally:
        os.umask(before)

    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "public").rglob("*")}
    private = {path: mode for path, mode in modes.items() if ".feedpub" in path.parts}
    assert {0o700} == {mode for path, mode in private.items() if path.is_dir()}
    assert {0o600} == {mode for path, mode in private.items() if path.is_file()}
    assert {0o755} == {mode for path, mode in modes.items() if path not in private and path.is_dir()}
    assert {0o644} == {mode for path, mode in modes.items() if path not in private and path.is_file()}
