"""Keys that a revision marked for deletion are never named again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.builders import artwork, catalog, channel, enclosure, everything, item, transcript

from feedpub import pages
from feedpub.catalog import NextCatalog, dumps, loads, of_catalog, plain, revise
from feedpub.catalog.deleted import free_key, marked
from feedpub.catalog.objects import with_keys, with_keys_of_channel
from feedpub.deploy.free_keys import with_free_keys
from feedpub.errors import Refused
from feedpub.model import Catalog
from feedpub.model.chapter import Chapter
from feedpub.model.item import ChapterFile
from feedpub.storage import Body

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


def with_marks(made: Catalog, *keys: str) -> Catalog:
    """The catalog, in which an earlier revision marked these keys."""
    entry = next(iter(made.manifest.values()))
    gone = {key: replace(entry, superseded=NOW, deleted=1) for key in keys}
    return replace(made, manifest={**made.manifest, **gone})


def test_a_mark_is_stored_only_where_there_is_one() -> None:
    """So every other catalog is as it was, byte by byte."""
    made = catalog(item())
    key = item().enclosure.key

    entries = plain(with_marks(made, key))["manifest"]

    assert 1 == entries.pop(key)["deleted"]
    assert all("deleted" not in one for one in entries.values())
    assert with_marks(made, key) == loads(dumps(with_marks(made, key)), where="catalog")


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        ((), "media/first-1.mp3"),
        (("media/first-1.mp3",), "media/first-1-2.mp3"),
        (("media/first-1.mp3", "media/first-1-2.mp3"), "media/first-1-3.mp3"),
    ],
)
def test_what_comes_back_gets_the_next_number(taken: tuple[str, ...], expected: str) -> None:
    """However often it was deleted."""
    assert expected == free_key("media/first-1.mp3", taken)


def test_every_object_of_an_item_gets_another_key_when_its_own_is_marked() -> None:
    """With the same bytes, and again the same keys from the same input."""
    full = item(
        image=artwork("face"),
        pictures=(artwork("moth"),),
        transcripts=(transcript(),),
        chapter_file=ChapterFile(key="chapters/first-light-1.json", size=1, digest="3" * 64),
    )
    wanted = catalog(full)
    bodies = {key: Body.of_bytes(key.encode()) for key in of_catalog(wanted)}
    before = with_marks(catalog(), *bodies)

    made = with_free_keys(before, NextCatalog(catalog=wanted, objects=bodies))

    assert frozenset() == marked(before) & of_catalog(made.catalog).keys()
    assert of_catalog(made.catalog).keys() <= made.objects.keys()
    again = with_free_keys(before, NextCatalog(catalog=wanted, objects=bodies))
    assert made.catalog == again.catalog


def test_every_key_that_a_catalog_names_can_be_another_one() -> None:
    """Of items and of the show: whatever `of_catalog` finds."""
    full = everything()
    keys = {key: f"other/{key}" for key in of_catalog(full)}

    shown, items = with_keys_of_channel(full.channel, keys), [with_keys(one, keys) for one in full.items]

    named = of_catalog(replace(full, channel=shown, items=tuple(items), assets=())).keys()
    assert {keys[key] for key in keys if key not in dict(full.assets)} == named


def test_a_chapters_file_names_pictures_by_their_new_keys() -> None:
    """It is made anew, since the first one would name what is deleted."""
    picture = artwork("moth")
    full = item(
        chapters=(Chapter(start_ms=0, title="Moths", image=picture.key),),
        pictures=(picture,),
        chapter_file=ChapterFile(key="chapters/first-light-1.json", size=1, digest="3" * 64),
    )
    wanted = NextCatalog(catalog=catalog(full), objects={picture.key: Body.of_bytes(b"moth")})
    before = with_marks(catalog(full), picture.key)

    made = with_free_keys(before, wanted)

    [changed] = made.catalog.items
    new = free_key(picture.key, {picture.key})
    assert changed.chapter_file is not None
    told = json.loads(b"".join(made.objects[changed.chapter_file.key].chunks()))
    assert (new, [new]) == (changed.chapters[0].image, [one.key for one in changed.pictures])
    assert [channel().base + new] == [one["img"] for one in told["chapters"]]


def test_what_was_deleted_and_is_not_here_is_refused() -> None:
    """Nobody names what is not there."""
    before = with_marks(catalog(), item().enclosure.key)

    with pytest.raises(Refused, match=r"media/.* was deleted") as refusal:
        with_free_keys(before, NextCatalog(catalog=catalog(item())))

    assert "author's files" in refusal.value.hint


def test_a_style_sheet_that_comes_back_is_loaded_under_its_new_key() -> None:
    """Scripts import each other by their keys, so those that import one with a new key are new, too."""
    shown = catalog(item(), channel=channel(pages=True))
    first = pages.assets(shown)

    again = with_marks(shown, *first)

    assert frozenset() == marked(again) & pages.assets(again).keys()
    page = pages.wanted(again)["index.html"].render(again).decode()
    assert [] == [key for key in first if f'{key}"' in page]
    assert any(key in page for key in pages.assets(again))


def test_a_page_may_come_back_under_its_key() -> None:
    """It is written with a guard, and its entry is new, so that it is sent."""
    before = with_marks(catalog(item()), "first-light.html")

    after = revise(before, before, rendered={"first-light.html": "1", "feed.xml": "1"}, now=NOW)

    entry = after.manifest["first-light.html"]
    assert (after.revision, None, None) == (entry.revision, entry.superseded, entry.deleted)


def test_an_enclosure_keeps_its_key_while_nobody_marked_it() -> None:
    """A mark concerns one key only."""
    other = enclosure(key="media/second-2.mp3", identity="2" * 64, digest="2" * 64)
    wanted = NextCatalog(catalog=catalog(item("second", enclosure=other)))

    assert wanted == with_free_keys(with_marks(catalog(), "media/first-light-1.mp3"), wanted)
