"""Recordings that stay at the old host: published from there, unmeasured, until a later run brings them here."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.importing import Move, feed, item
from tests.sounds import mp3

from feedpub.commands.imports.files import has_token
from feedpub.errors import Refused
from feedpub.feed_view import FeedView
from feedpub.source import read_episode

pytestmark = pytest.mark.slow

URL = "https://op3.dev/e/cdn.host.example/2.mp3?x=1&amp;y=2"
ODD = f'<enclosure url="{URL}" length="31415926" type="audio/mp3"/>'


PLAIN = '<enclosure url="https://cdn.host.example/1.mp3" length="2718281" type="audio/mpeg"/>'


def later(move: Move) -> FeedView:
    """The feed of a show of two episodes whose recordings stay where they are; nothing of them is here."""
    source = feed(item(2, "<itunes:duration>1:02:03</itunes:duration>", enclosure=ODD), item(1, enclosure=PLAIN))
    (move.root / "feeds").mkdir(exist_ok=True)
    prepared = move.prepare(source, media="later")
    move.write(prepared)
    return move.published()


def enclosures(view: FeedView) -> list[tuple[str, ...]]:
    """Address, length and type of each, with the duration beside it."""
    names = ("url", "length", "type")
    return [(*map(one.all("enclosure")[0].get, names), one.value("itunes:duration")) for one in view.items]


def test_a_recording_stays_where_it_is(tmp_path: Path) -> None:
    """Address, length, type and duration as in the source, no object of ours, and nobody claims to have looked."""
    move = Move(tmp_path)

    view = later(move)

    assert [
        (URL.replace("&amp;", "&"), "31415926", "audio/mp3", "3723"),
        ("https://cdn.host.example/1.mp3", "2718281", "audio/mpeg", ""),
    ] == enclosures(view)
    assert not (move.studio.site / "media").exists()
    assert [] == [key for key in move.studio.catalog().manifest if key.startswith("media/")]
    page = (move.studio.site / "story-2.html").read_text()
    assert ('src="https://op3.dev/e/cdn.host.example/2.mp3?x=1&amp;y=2"' in page, "media-src https:" in page) == (
        True,
        True,
    )


def test_who_publishes_them_is_told_that_nobody_looks_at_them(tmp_path: Path) -> None:
    """How many there are, and where; publishing again changes nothing."""
    move = Move(tmp_path)
    later(move)

    planned = move.studio.plan()

    assert ("2 recordings stay at cdn.host.example, op3.dev: feedpub neither stores nor verifies them",) == (
        planned.warnings
    )
    assert () == planned.plan.phases


def test_a_recording_that_arrives_moves_on_purpose_only(tmp_path: Path) -> None:
    """Some apps would download it again: it needs its option, keeps its guid, and is ours from then on."""
    move = Move(tmp_path)
    later(move)
    for seed, name in enumerate(("story-1.mp3", "story-2.mp3")):
        (tmp_path / "media" / "show" / name).write_bytes(mp3(2.0, seed=seed))

    with pytest.raises(Refused, match=r"is published with a recording at https://cdn\.host\.example/1\.mp3"):
        move.studio.publish(move.studio.folder / "story-1.yaml")
    move.studio.publish(move_enclosures=True)
    moved = move.studio.catalog().items
    for name in ("story-1.mp3", "story-2.mp3"):
        (tmp_path / "media" / "show" / name).unlink()
    move.studio.publish()

    assert ["media/story-1", "media/story-2"] == [one.enclosure.key[:13] for one in moved]
    assert ["episode-1", "episode-2"] == [one.guid for one in moved]
    assert moved == move.studio.catalog().items


def test_an_address_that_expires_is_not_kept(tmp_path: Path) -> None:
    """The recording is downloaded, whatever was asked; the report says why."""
    token = '<enclosure url="https://cdn.host.example/2.mp3?Expires=1&amp;Signature=x" length="1" type="audio/mpeg"/>'
    move = Move(tmp_path)

    prepared = move.prepare(feed(item(2, enclosure=token), item(1)), media="later")
    move.write(prepared)

    written = [read_episode(move.studio.folder / f"story-{number}.yaml").episode for number in (2, 1)]
    assert [False, True] == [one.enclosure is not None for one in written]
    message = "has an address that expires, so the recording is downloaded"
    assert [message] == [one.message for one in prepared.plan.remarks if one.about == "enclosure@url"]


@pytest.mark.parametrize(
    ("query", "is_token"),
    [("", False), ("?x=1&_=2", False), ("?Expires=1", True), ("?a=1&X-Amz-Signature=f", True), ("?updated=17", False)],
)
def test_signed_addresses_are_known_by_their_queries(query: str, is_token: bool) -> None:
    """What stores and hosts call the signature and its end."""
    assert is_token == has_token(f"https://cdn.host.example/1.mp3{query}")
