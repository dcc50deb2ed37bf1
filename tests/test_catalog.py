"""The catalog as state: how it is stored and read back, when it changes, and what a change says."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import builders
from tests.builders import catalog, channel, enclosure, item
from tests.driving import NOW

from feedpub.catalog import (
    SCHEMA,
    Altered,
    Change,
    Transition,
    begin,
    changes,
    codec,
    dumps,
    loads,
    of_catalog,
    release_due,
    revise,
    with_item,
    without_item,
)
from feedpub.errors import Refused, StorageError
from feedpub.model import Catalog

GOLDEN = Path(__file__).parent / "golden"
LATER = NOW + timedelta(days=1)
RENDERED = {"feed.xml": "digest"}


def packed(values: object) -> bytes:
    """Stored bytes of some JSON."""
    return gzip.compress(json.dumps(values).encode(), mtime=0)


# --- stored and read back


def test_what_was_stored_is_what_is_read() -> None:
    """Every field of everything, times with their zone."""
    whole = builders.everything()

    assert whole == loads(dumps(whole), where="catalog")


def test_a_catalog_of_schema_1_is_read_for_ever() -> None:
    """The golden file was written by the first release; `UPDATE_GOLDEN=1` writes it again while it is unreleased."""
    path = GOLDEN / "catalog-1.json"
    whole = builders.everything()
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(json.dumps(codec.plain(whole), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    assert whole == loads(packed(json.loads(path.read_text(encoding="utf-8"))), where="catalog")


def test_a_field_that_an_older_feedpub_did_not_write_has_its_default() -> None:
    """Its JSON is read as it is."""
    values = codec.plain(catalog(item()))
    for one in values["items"]:
        del one["links"], one["block"]

    assert catalog(item()) == loads(packed(values), where="catalog")


def test_a_newer_schema_is_refused() -> None:
    """With the way out."""
    values = codec.plain(catalog()) | {"schema": SCHEMA + 1}

    with pytest.raises(Refused, match="written by a newer feedpub") as caught:
        loads(packed(values), where="s3://bucket/catalog.json.gz")

    assert "pip install --upgrade feedpub" in caught.value.hint


def test_an_older_schema_is_migrated_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each step makes the JSON of the next number."""

    def named(values: dict[str, Any]) -> dict[str, Any]:
        return values | {"channel": values["channel"] | {"title": values["channel"]["title"].upper()}}

    monkeypatch.setattr(codec, "SCHEMA", 3)
    monkeypatch.setattr(codec, "MIGRATIONS", {1: named, 2: lambda values: values})

    migrated = loads(packed(codec.plain(catalog()) | {"schema": 1}), where="catalog")

    assert (3, "TIDEWATER") == (migrated.schema, migrated.channel.title)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"not gzip", id="not gzip"),
        pytest.param(gzip.compress(b"{", mtime=0), id="half of JSON"),
        pytest.param(gzip.compress(b"\xff", mtime=0), id="not UTF-8"),
        pytest.param(packed([]), id="a list"),
        pytest.param(packed({}), id="no schema"),
        pytest.param(packed({"schema": 1}), id="nothing but a schema"),
        pytest.param(packed({"schema": "1"}), id="schema as text"),
        pytest.param(dumps(catalog())[:-9], id="cut short"),
    ],
)
def test_a_damaged_catalog_is_said_and_never_taken_for_none(data: bytes) -> None:
    """The message says that nothing was changed, and where a good one may be."""
    with pytest.raises(StorageError, match="the catalog is damaged; nothing was changed") as caught:
        loads(data, where="s3://bucket/catalog.json.gz")

    assert "bucket versioning" in caught.value.hint


# --- when it changes


def test_after_an_older_catalog_was_restored_every_document_is_of_a_revision_above_all() -> None:
    """Pages and feed had reached a later revision, so nothing that the restored catalog tells of them holds.

    The number after that stays free: whoever saw revision 7 would ask revision 8 for its parent.
    """
    before = revise(None, catalog(item()), rendered=RENDERED, now=NOW)

    after = revise(before, replace(before), rendered=RENDERED, now=LATER, newest=7, adopted=True)

    revisions = {key: entry.revision for key, entry in after.manifest.items()}
    assert 9 == after.revision
    assert {key: 9 if key in RENDERED else 1 for key in after.manifest} == revisions


def test_what_is_the_same_is_not_revised() -> None:
    """The very catalog comes back, so nothing is written."""
    before = revise(None, catalog(item()), rendered=RENDERED, now=NOW)

    assert before is revise(before, replace(before), rendered=RENDERED, now=LATER)


def test_a_change_raises_the_revision_and_dates_what_is_new() -> None:
    """What stays keeps its revision and date."""
    before = revise(None, replace(catalog(item()), manifest={}), rendered=RENDERED, now=NOW)
    sound = enclosure(key="media/second-1.mp3", identity="2" * 64, digest="2" * 64)

    after = revise(before, with_item(before, item("second", enclosure=sound)), rendered={"feed.xml": "new"}, now=LATER)

    assert (1, 2) == (before.revision, after.revision)
    assert {"media/second-1.mp3": (2, LATER), "feed.xml": (2, LATER)}.items() <= {
        key: (entry.revision, entry.since) for key, entry in after.manifest.items()
    }.items()
    assert before.manifest[before.channel.image.key] == after.manifest[before.channel.image.key]


def test_what_nothing_refers_to_any_more_is_superseded_and_stays() -> None:
    """And is no longer so when it comes back."""
    first = revise(None, catalog(item()), rendered=RENDERED, now=NOW)
    second = revise(first, without_item(first, "first-light", now=LATER), rendered=RENDERED, now=LATER)

    third = revise(second, with_item(second, item()), rendered=RENDERED, now=LATER)

    key = item().enclosure.key
    assert [None, LATER, None] == [one.manifest[key].superseded for one in (first, second, third)]


def test_scheduled_items_are_released_when_due_and_not_before() -> None:
    """To the second."""
    waiting = catalog(item(scheduled=True, published=NOW))

    assert [True, False] == [
        release_due(waiting, now=now).items[0].scheduled for now in (NOW - timedelta(seconds=1), NOW)
    ]


def test_taking_out_what_is_not_there_changes_nothing() -> None:
    """Unpublishing twice is unpublishing once."""
    before = catalog(item())

    assert before is without_item(before, "another", now=NOW)


def test_a_catalog_names_every_object_it_needs() -> None:
    """Cover, recordings, pictures and transcripts, scheduled ones too."""
    whole = builders.everything()

    named = of_catalog(whole)

    for one in whole.items:
        assert one.enclosure.digest == named[one.enclosure.key]
    assert whole.channel.image.digest == named[whole.channel.image.key]


@given(st.lists(st.sampled_from(["one", "two", "three"]), max_size=8))
def test_order_of_publishing_does_not_matter(slugs: list[str]) -> None:
    """Items lie by slug, so the same set is the same catalog."""
    forth, back = begin(channel(), ()), begin(channel(), ())
    for slug in slugs:
        forth = with_item(forth, item(slug))
    for slug in reversed(slugs):
        back = with_item(back, item(slug))

    assert forth == back


# --- what a change says

Expected = list[tuple[Transition | None, str, list[tuple[str, str | None, str | None]]]]
EDITS: list[tuple[str, Callable[[Catalog], Catalog], Expected]] = [
    ("nothing", lambda before: before, []),
    (
        "show",
        lambda before: replace(before, channel=replace(before.channel, title="Ebb", explicit=True)),
        [(None, "", [("title", "Tidewater", "Ebb"), ("explicit", "no", "yes")])],
    ),
    (
        "title",
        lambda before: with_item(before, item(title="Second light")),
        [(None, "first-light", [("title", "First light", "Second light")])],
    ),
    (
        "long notes",
        lambda before: with_item(before, item(notes="<p>" + "word " * 40)),
        [(None, "first-light", [("notes", item().notes, ("<p>" + "word " * 40)[:57] + "…")])],
    ),
    (
        "picture",
        lambda before: with_item(before, item(image=builders.artwork())),
        [(None, "first-light", [("image", None, builders.artwork().key)])],
    ),
    (
        "transcripts",
        lambda before: with_item(before, item(transcripts=(builders.transcript(), builders.transcript(key="t/2.srt")))),
        [(None, "first-light", [("transcripts", None, f"{builders.transcript().key}, t/2.srt")])],
    ),
    ("removed", lambda before: without_item(before, "first-light", now=NOW), [(Transition.REMOVE, "first-light", [])]),
    (
        "renamed",
        lambda before: with_item(before, replace(before.items[0], slug="glow"), instead_of="first-light"),
        [(None, "glow", [])],
    ),
    ("added", lambda before: with_item(before, item("new", guid="new")), [(Transition.ADD, "new", [])]),
    (
        "scheduled",
        lambda before: with_item(before, item("new", guid="new", scheduled=True)),
        [(Transition.SCHEDULE, "new", [])],
    ),
]


@pytest.mark.parametrize(
    ("edit", "expected"), [pytest.param(edit, expected, id=name) for name, edit, expected in EDITS]
)
def test_a_change_says_what_listeners_will_notice(edit: Callable[[Catalog], Catalog], expected: Expected) -> None:
    """Which field reads differently, in few words."""
    before = catalog(item())

    found = changes(before, edit(before))

    assert expected == [
        (one.transition, one.slug, [(field.field, field.before, field.after) for field in one.altered]) for one in found
    ]


def test_a_first_publication_begins_the_show() -> None:
    """Then come its episodes."""
    assert [Transition.BEGIN, Transition.ADD] == [one.transition for one in changes(None, catalog(item()))]


GONE = without_item(catalog(item()), "first-light", now=NOW)
WAITING = catalog(item(scheduled=True))
TITLE = (Altered(field="title", before="First light", after="Second light"),)
BOTH: list[tuple[str, Catalog, Catalog, Change]] = [
    (
        "restored",
        GONE,
        with_item(GONE, item()),
        Change(transition=Transition.RESTORE, slug="first-light", title="First light"),
    ),
    (
        "restored and edited",
        GONE,
        with_item(GONE, item(title="Second light")),
        Change(transition=Transition.RESTORE, slug="first-light", title="Second light", altered=TITLE),
    ),
    (
        "released",
        WAITING,
        catalog(item()),
        Change(transition=Transition.RELEASE, slug="first-light", title="First light"),
    ),
    (
        "released and edited",
        WAITING,
        catalog(item(title="Second light")),
        Change(transition=Transition.RELEASE, slug="first-light", title="Second light", altered=TITLE),
    ),
    (
        "renamed and edited",
        catalog(item()),
        catalog(replace(item(title="Second light"), slug="glow")),
        Change(slug="glow", title="Second light", renamed_from="first-light", altered=TITLE),
    ),
    (
        "renamed and released",
        WAITING,
        catalog(replace(item(), slug="glow")),
        Change(transition=Transition.RELEASE, slug="glow", title="First light", renamed_from="first-light"),
    ),
    (
        "scheduled and edited before it is out",
        WAITING,
        catalog(item(scheduled=True, title="Second light")),
        Change(slug="first-light", title="Second light", altered=TITLE),
    ),
    (
        "taken off the schedule",
        WAITING,
        catalog(),
        Change(transition=Transition.UNSCHEDULE, slug="first-light", title="First light"),
    ),
]


@pytest.mark.parametrize(("before", "after", "expected"), [pytest.param(*each, id=name) for name, *each in BOTH])
def test_what_happens_to_an_item_and_what_is_edited_in_it_are_told_apart(
    before: Catalog, after: Catalog, expected: Change
) -> None:
    """None of the two hides the other."""
    assert (expected,) == changes(before, after)
