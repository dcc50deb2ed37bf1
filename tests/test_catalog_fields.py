"""What is edited, told field by field: under the names of the author's files, in the author's units."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.builders import artwork, catalog, channel, enclosure, item, transcript

from feedpub.catalog import changes, with_item
from feedpub.catalog.fields import AUTHOR_NAMES, UNWRITTEN, texts
from feedpub.elements import element
from feedpub.elements.collection import Elements
from feedpub.elements.podcast.media import AlternateEnclosure, Soundbite, Source
from feedpub.elements.podcast.people import Person
from feedpub.elements.podcast.show import UpdateFrequency
from feedpub.elements.podcast.value import Funding, Value, ValueRecipient, ValueTimeSplit
from feedpub.model import Catalog, Category, Channel, Item, Link, Owner
from feedpub.model.chapter import Chapter
from feedpub.model.episode import Episode
from feedpub.model.show import Show
from feedpub.model.written import Written, model_in

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


def authored(model: type[Written], name: str) -> bool:
    """Whether authors can write a field, or files, of that name."""
    if name == "pages/*.md":
        return True
    outer, _, inner = name.partition(".")
    if outer not in model.model_fields:
        return False
    held = model_in(model.model_fields[outer]) if inner else None
    return not inner or (held is not None and inner in held.model_fields)


@pytest.mark.parametrize(("kind", "model"), [(Item, Episode), (Channel, Show)])
def test_every_field_of_the_catalog_has_the_name_that_authors_write(
    kind: type[Item | Channel], model: type[Written]
) -> None:
    """Or nobody is told of it. A new field belongs into one of the two tables, if no author's field is called so."""
    names = [field.name for field in fields(kind) if field.name != "elements"] + list(element.at(kind.holds))
    shown = [AUTHOR_NAMES[kind].get(name, name) for name in names if name not in UNWRITTEN[kind]]

    assert [] == [name for name in shown if not authored(model, name)]
    assert [] == [name for name in (*AUTHOR_NAMES[kind], *UNWRITTEN[kind]) if name not in names]


def minutes(count: float) -> int:
    """In milliseconds."""
    return int(count * 60_000)


VALUES: list[tuple[Any, Any, str, str]] = [
    ((), (Soundbite(start=0, duration=45_000),), "nothing", "0:00 45s"),
    (
        (Soundbite(start=0, duration=45_000),),
        (Soundbite(start=minutes(3.25), duration=90_000, title="Eels"), Soundbite(start=0, duration=1500)),
        "0:00 45s",
        "3:15 1:30 Eels, 0:00 1.5s",
    ),
    (
        (Chapter(start_ms=0, title="Intro"),),
        (Chapter(start_ms=0, title="Intro", toc=False, end_ms=minutes(1)), Chapter(start_ms=minutes(62), title="End")),
        "0:00 Intro",
        "0:00 Intro toc: no end: 1:00, 1:02:00 End",
    ),
    (
        (Person(name="Ada Lovelace"),),
        (Person(name="Ada Lovelace", role="guest"),),
        "Ada Lovelace",
        "Ada Lovelace guest",
    ),
    (
        (Funding(url="https://a.example", label="Give"),),
        (Funding(url="https://b.example", label="Give"),),
        "https://a.example Give",
        "https://b.example Give",
    ),
    (None, Owner(name="Ada", email="ada@x.example", in_feed=True), "nothing", "Ada ada@x.example in_feed"),
    (
        (Category(name="Science"),),
        (Category(name="Society & Culture", sub="Documentary"), Category(name="Science")),
        "Science",
        "Society & Culture > Documentary, Science",
    ),
    (
        (Link(title="Sea", url="https://sea.example/"),),
        (),
        "Sea https://sea.example/",
        "nothing",
    ),
    (
        (),
        (
            AlternateEnclosure(
                type="video/mp4", sources=(Source(uri="https://x.example/a.mp4"),), height=720, default=True
            ),
        ),
        "nothing",
        "video/mp4 (https://x.example/a.mp4) height: 720 default",
    ),
    (
        (),
        (
            Value(
                type="lightning",
                method="keysend",
                recipients=(ValueRecipient(type="node", address="02a", split=0),),
                splits=(ValueTimeSplit(start=0, duration=minutes(3), remote_start=0),),
            ),
        ),
        "nothing",
        "keysend (node 02a 0) (0:00 3:00 remote_start: 0:00)",
    ),
    (
        None,
        UpdateFrequency(text="weekly", start=NOON),
        "nothing",
        "weekly 2026-11-23T12:00+01:00",
    ),
    (NOON, NOON + timedelta(seconds=1), "2026-11-23T12:00+01:00", "2026-11-23T12:00:01+01:00"),
    (True, False, "yes", "no"),
    (None, False, "nothing", "no"),
    (None, 0, "nothing", "0"),
    ("episodic", "serial", "episodic", "serial"),
    (artwork(), artwork("other"), artwork().key, artwork("other").key),
    (("sea", "shore"), ("sea",), "sea, shore", "sea"),
    ("a\n b", "a\n\nc", "a b", "a c"),
]


@pytest.mark.parametrize(("before", "after", "first", "second"), VALUES)
def test_values_read_as_authors_write_them(before: Any, after: Any, first: str, second: str) -> None:
    """Clock readings instead of milliseconds, nothing that stands for nothing left out, dates in the show's zone."""
    assert (first, second) == texts(before, after, zone="Europe/Berlin")


LONG = "The tide goes out, and we go with it, as far as the eye can see. "


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(LONG + "Then it comes back.", LONG + "Then it stays.", id="the end of a long text"),
        pytest.param(LONG * 9, LONG * 8, id="a long text that is longer"),
        pytest.param("two  blanks", "two blanks", id="blanks"),
        pytest.param(transcript(), transcript(language="pl"), id="a file in another language"),
        pytest.param(enclosure(), enclosure(file="renamed.mp3"), id="a file under another name"),
        pytest.param((artwork(),), (artwork(width=1400),), id="one of several files"),
    ],
)
def test_two_different_values_never_read_the_same(before: Any, after: Any) -> None:
    """The difference is shown, wherever it is, in a line."""
    first, second = texts(before, after)

    assert first != second
    assert max(len(first), len(second)) <= 60


EDITS: list[tuple[str, Callable[[Catalog], Catalog]]] = [
    ("audio", lambda before: with_item(before, item(enclosure=enclosure("other")))),
    ("publish.url", lambda before: replace(before, channel=channel(base="https://elsewhere.example/"))),
    ("publish.feed", lambda before: replace(before, channel=channel(feed="rss.xml"))),
    ("analytics", lambda before: replace(before, channel=channel(prefix="https://op3.dev/e/"))),
    ("soundbites", lambda before: with_item(before, item(elements=Elements.of(Soundbite(start=0, duration=45_000))))),
    ("chapters", lambda before: with_item(before, item(chapters=(Chapter(start_ms=0, title="Intro"),)))),
]


@pytest.mark.parametrize(("name", "edit"), EDITS)
def test_a_change_names_the_field_of_the_authors_file(name: str, edit: Callable[[Catalog], Catalog]) -> None:
    """Where the line to look at is."""
    before = catalog(item())

    assert [[name]] == [[one.field for one in change.altered] for change in changes(before, edit(before))]
