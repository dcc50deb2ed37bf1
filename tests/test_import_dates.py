"""When imported episodes came out, also where their feed says it in a form of its own."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from tests.importing import Move, feed, item

from feedpub.commands.imports.dates import read_item_date

WHOLE = {
    "Mon, 29 Jun 2026 07:05:00 +0200": "2026-06-29T05:05:00",
    "2026-06-29T07:05:00.500+02:00": "2026-06-29T05:05:00",
    "Mo, 29 Jun 2026 07:05:00 +0200": "2026-06-29T05:05:00",
    "Mo, 05 Okt 2026 07:05 +0200": "2026-10-05T05:05:00",
    "Do, 5 März 2026 10:00 +0100": "2026-03-05T09:00:00",
    "lun., 29 juin 2026 07:05:00 +0200": "2026-06-29T05:05:00",
    "mar., 28 juil. 2026 07:05:00 +0200": "2026-07-28T05:05:00",
    "sam, 01 août 2026 07:05:00 GMT": "2026-08-01T07:05:00",
    "dim, 1 mars 2026 07:00:00 +0100": "2026-03-01T06:00:00",
    "martes, 3 marzo 2026 07:05:00 +0100": "2026-03-03T06:05:00",
    "mar, 03 mar 2026 07:05:00 +0100": "2026-03-03T06:05:00",
    "mié, 02 dic 2026 07:05:00 GMT": "2026-12-02T07:05:00",
    "sab, 13 giu 2026 09:00:00 +0200": "2026-06-13T07:00:00",
    "seg, 05 out 2026 09:00:00 -0300": "2026-10-05T12:00:00",
    "ma, 03 mrt 2026 09:00:00 +0100": "2026-03-03T08:00:00",
    "Пн, 29 июн 2026 10:00:00 +0300": "2026-06-29T07:00:00",
    "Mon, 29 Jun 2026 07:05 PM EST": "2026-06-30T00:05:00",
    "Mon, 29 Jun 2026 12:05:00 am +0000": "2026-06-29T00:05:00",
    "Sat, 06 Jun 2026 7:5:3 +0000": "2026-06-06T07:05:03",
    "Sun, 07 Jun 2026 07:05:00 +2:00": "2026-06-07T05:05:00",
    "Sun, 07 Jun 2026 07:05:00 -0300 (BRT)": "2026-06-07T10:05:00",
    "Thu, 01 Jan 70 00:00:00 GMT": "1970-01-01T00:00:00",
    "Fri, 05 Jun 26 07:05:00 -0000": "2026-06-05T07:05:00",
    "1782716700": "2026-06-29T07:05:00",
}

PARTLY = {
    "Mon, 29 Jun 2026 07:05:00": ("2026-06-29T07:05:00", "no time zone that is known"),
    "Mon Jun 29 07:05:00 2026": ("2026-06-29T07:05:00", "no time zone that is known"),
    "2026-06-29 07:05:00": ("2026-06-29T07:05:00", "no time zone that is known"),
    "29 de junho de 2026 07:05:00": ("2026-06-29T07:05:00", "no time zone that is known"),
    "Sat, 13 Jun 2026 09:00:00 XYZ": ("2026-06-13T09:00:00", "no time zone that is known"),
    "June 29, 2026": ("2026-06-29T00:00:00", "no time of day"),
    "Mon, 29 Jun 2026": ("2026-06-29T00:00:00", "no time of day"),
    "Mon, 29 Jun 2026 25:61:00 +0000": ("2026-06-29T00:00:00", "no possible time"),
}

NONE = (
    "",
    "soon",
    "06/07/2026",
    "Mon, 31 Feb 2026 07:00:00 GMT",
    "Mon, 29 Foo 2026 07:00:00 GMT",
    "29 Jun",
    "Jun 2026",
)


def test_a_date_is_read_in_every_form_that_hosts_give_it() -> None:
    """Days and months in the language of the site, 12 hours, no day of the week: the moment is the same."""
    expected = {text: (datetime.fromisoformat(f"{moment}+00:00"), "") for text, moment in WHOLE.items()}

    assert expected == {text: date and date[:2] for text in WHOLE for date in [read_item_date(text)]}


def test_what_a_date_lacks_is_named() -> None:
    """The day stays, whatever is missing behind it: the author can complete it in the YAML."""
    found = {text: read_item_date(text) for text in PARTLY}

    assert {text: datetime.fromisoformat(f"{moment}+00:00") for text, (moment, _) in PARTLY.items()} == {
        text: one.moment for text, one in found.items() if one
    }
    assert [] == [text for text, one in found.items() if one and PARTLY[text][1] not in one.fault]


@pytest.mark.parametrize("text", NONE)
def test_a_text_without_a_day_is_no_date(text: str) -> None:
    """A day and a month that could be each other are not guessed."""
    assert read_item_date(text) is None


def test_a_show_with_foreign_dates_keeps_them(tmp_path: Path) -> None:
    """Nothing is guessed: each is a repair that is named, also by the proof; the order is by what is meant."""
    source = feed(item(2), item(1)).replace(b"Mon, 01 Jun", b"lun, 01 juin").replace(b"Tue, 02 Jun", b"mar, 02 juin")

    prepared, done = Move(tmp_path).imported(source)

    days = [one.fields["published"][:10] for one in prepared.plan.episodes]
    assert ["2026-06-02", "2026-06-01"] == days
    found = [(one.kind, one.message) for one in done.remarks if one.about == "pubDate"]
    assert [
        ("repaired", "was 'mar, 02 juin 2026 07:05:02 +0200', a form that apps do not read"),
        ("repaired", "was 'lun, 01 juin 2026 07:05:01 +0200', a form that apps do not read"),
    ] == found
    assert [("pubDate", "repaired")] * 2 == [
        (one.about, one.reason) for one in done.comparison.differences if one.about == "pubDate"
    ]


def test_a_serial_show_without_numbers_is_asked_about(tmp_path: Path) -> None:
    """Apple refuses it, so the import names the two ways out before `check` lists every episode."""
    kind = "<itunes:type>Serial</itunes:type>"
    bonus = item(3, "<itunes:episodeType>bonus</itunes:episodeType>")
    source = feed(bonus, item(2, "<itunes:episode>2</itunes:episode>"), item(1), more=kind)

    prepared = Move(tmp_path).prepare(source)

    (asked,) = [one for one in prepared.plan.remarks if one.about == "itunes:type"]
    assert "asked" == asked.kind
    assert "1 of 3 have none (first story-1)" in asked.message


def test_a_number_that_is_none_is_named_by_its_own_element(tmp_path: Path) -> None:
    """`podcast:episode` may be 4.5, which apps that know only `itunes:episode` cannot show."""
    prepared = Move(tmp_path).prepare(feed(item(1, "<podcast:episode>4.5</podcast:episode>")))

    (left,) = [one for one in prepared.plan.remarks if "4.5" in one.message]
    assert ("podcast:episode", "is '4.5', no whole number from 1") == (left.about, left.message)
