"""The digests of what authors have written: catalogs hold them to recognise an old checkout, so they never change."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import yaml
from tests.podcasting20 import LEAST_SHOW

from feedpub.model.episode import Episode
from feedpub.model.show import Show
from feedpub.source import read_episode, read_show

GOLDEN = Path(__file__).parent / "golden"
FILES: dict[str, dict[str, Any]] = yaml.safe_load((GOLDEN / "author-files.yaml").read_text(encoding="utf-8"))


def digest(folder: Path, case: dict[str, Any]) -> str:
    """The digest of one author file, read from its own folder with the files beside it."""
    show, episode = folder / "show.yaml", folder / "first-light.yaml"
    text = case.get("show", "")
    show.write_text(text if "\nauthor:" in text else LEAST_SHOW + text, encoding="utf-8")
    for name, content in case.get("files", {}).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content.encode())
    if "show" in case:
        return read_show(show).digest
    episode.write_text(case["episode"], encoding="utf-8")
    return read_episode(episode).digest


def test_digests_of_source_files_never_change(tmp_path: Path) -> None:
    """As the first release made them; another digest would read every checkout as an edit of every episode."""
    path, found = GOLDEN / "source-digests.json", {}
    for name, case in FILES.items():
        folder = tmp_path / "feeds" / name
        folder.mkdir(parents=True)
        found[name] = digest(folder, case)
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")

    assert json.loads(path.read_text(encoding="utf-8")) == found


def test_layout_and_comments_do_not_count() -> None:
    """The same values in another order are the same digest."""
    digests = json.loads((GOLDEN / "source-digests.json").read_text(encoding="utf-8"))

    for kind in ("show", "episode"):
        assert digests[f"{kind}-least"] == digests[f"{kind}-in-another-order-with-comments"]


def test_every_field_of_a_show_and_of_an_episode_is_in_a_file() -> None:
    """A new field joins the files with its digest."""
    for kind, model in (("show", Show), ("episode", Episode)):
        written = {name for case in FILES.values() for name in yaml.safe_load(case.get(kind, "{}"))}

        assert set(model.model_fields) == written
