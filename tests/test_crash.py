"""A publisher that dies at any storage call: the public feed is whole at every instant, and a re-run ends well."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import feedparser
import pytest
from lxml import etree
from tests.studio import NOW, Studio, new_guid

from feedpub.catalog import Overrides
from feedpub.commands.publish import publish_steps

DEAD: list[Any] = []
"""Abandoned generators, kept so that no `finally` of theirs runs while the test does: a kill -9 cleans nothing up."""


pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("call_by_call")]


@pytest.fixture(autouse=True)
def _closed_afterwards() -> Iterator[None]:
    """The abandoned generators are closed when the test is over, not when Python is half shut down."""
    yield
    while DEAD:
        DEAD.pop().close()


def prepared(root: Path) -> Studio:
    """A show with one episode out, and another one written but not yet published."""
    desk = Studio(root)
    desk.show()
    desk.episode("first", notes="First notes.")
    desk.publish()
    desk.episode("second", notes="Second notes.")
    return desk


def copied(desk: Studio, to: Path) -> Studio:
    """The same show in another workspace. What is published is linked: a store replaces files, and writes into none."""
    shutil.copytree(desk.root, to, ignore=shutil.ignore_patterns("public"))
    shutil.copytree(desk.root / "public", to / "public", copy_function=os.link)
    return Studio(to)


def die_after(studio: Studio, calls: int) -> bool:
    """Publish, and stop dead before storage call number `calls`; False if the run ended before."""
    steps = publish_steps([studio.folder], now=NOW, new_guid=new_guid, overrides=Overrides())
    for event in steps:
        if event is None:
            calls -= 1
        if calls < 0:
            DEAD.append(steps)
            return True
    return False


def assert_whole(studio: Studio) -> None:
    """The feed parses, and every object that it names lies there with its length."""
    feed = etree.fromstring((studio.site / "feed.xml").read_bytes())
    for enclosure in feed.iter("enclosure"):
        path = studio.site / str(enclosure.attrib["url"]).split("/", 3)[3]
        assert path.stat().st_size == int(enclosure.attrib["length"])


def entries(studio: Studio) -> list[tuple[str, str, str]]:
    """What listeners read, without the number of the revision."""
    return [(entry.id, entry.title, entry.summary) for entry in feedparser.parse(studio.feed()).entries]


def objects(studio: Studio) -> list[str]:
    """Names of everything stored that anything refers to.

    A copy that was sent before its text was edited is named by no catalog: its tags say what nobody published. Nor is a
    catalog in the history that was not committed.
    """
    found = sorted(path.relative_to(studio.root) for path in (studio.root / "public").rglob("*") if path.is_file())
    known = {studio.site.relative_to(studio.root) / key for key in studio.catalog().manifest}
    return [str(path) for path in found if path.parent.name not in {"media", "history"} or path in known]


def word_files(names: Iterable[str]) -> set[str]:
    """Those of the search."""
    return {one for one in names if Path(one).name.startswith("search_")}


def is_wanted(studio: Studio, name: str) -> bool:
    """Whether an object of the site is not superseded."""
    return studio.catalog().manifest[Path(name).name].superseded is None


@pytest.mark.parametrize("edited", [False, True], ids=["same input", "notes edited in between"])
def test_a_rerun_after_a_crash_at_any_call_ends_as_an_undisturbed_run(tmp_path: Path, edited: bool) -> None:
    """Died at the 1st, 2nd, … call; run again: same feed, same objects, nothing twice."""
    template = prepared(tmp_path / "template")
    wanted = copied(template, tmp_path / "wanted")
    if edited:
        wanted.episode("second", notes="Edited notes.")
    wanted.publish()

    for calls in count():
        desk = copied(template, tmp_path / str(calls))
        died = die_after(desk, calls)
        assert_whole(desk)
        if edited:
            desk.episode("second", notes="Edited notes.")
        desk.publish()
        assert_whole(desk)
        assert entries(wanted) == entries(desk)
        if edited:  # what was out before the edit keeps the copy with the old words in its tags; no old file of words
            stored, expected = set(objects(desk)), set(objects(wanted))
            assert len(expected - word_files(expected)) == len(stored - word_files(stored))
            assert word_files(stored) <= word_files(expected)
            assert word_files(stored) >= {one for one in word_files(expected) if is_wanted(wanted, one)}
        else:
            assert objects(wanted) == objects(desk)
        again = desk.publish()
        assert not again.run.outcome.plan
        if not died:
            break

    assert calls > 8
