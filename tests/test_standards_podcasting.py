"""Vocabularies and forms of Podcasting 2.0: what they take, and what they only seem to."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedpub.standards.locales import COUNTRIES, is_country, nearest_country
from feedpub.standards.podcasting import (
    is_aspect_ratio,
    is_base64,
    is_geo,
    is_lnaddress,
    is_media_type,
    is_node,
    is_osm,
    is_published_uri,
    is_sri,
    license_id,
)
from feedpub.standards.recurrence import FREQUENCIES, rrule_fault, rrule_of, rrule_parts

SHA384 = "sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC"
NODE = "02d5c1bf8b940dc9cadca86d1b0a3c37fbe39cee4c7e839e33bef9174531d27f52"

CASES: list[tuple[Callable[[str], bool], list[str], list[str]]] = [
    (
        is_geo,
        ["geo:30.2672,97.7431", "geo:-90,180", "geo:48.2010,16.3695,183", "geo:48.2,16.3;u=40"],
        ["30.2,97.7", "geo:30.2", "geo:91,0", "geo:0,181", "geo:a,b", "geo:1,2 ", "geo:٣,٤", "", "geo:1e3,2"],
    ),
    (is_osm, ["R148838", "W5013364", "N1", "R7444#188"], ["r1", "R", "1", "R1#", "R-1", "X1", "R٣", "R1 "]),
    (is_country, ["DE", "GB", "NO"], ["UK", "de", "XX", "", "D", "EU"]),
    (is_aspect_ratio, ["1/1", "16/9", "2.39/1"], ["16:9", "16", "0/9", "16/0", "a/b", ""]),
    (
        is_media_type,
        ["video/mp4", "application/x-mpegURL", "audio/opus; codecs=1", "image/svg+xml"],
        ["mp4", "video/", "/mp4", "video mp4", "vidéo/mp4", ""],
    ),
    (is_sri, [SHA384], ["", "sha384-", "sha384-abcd", "sha512-" + SHA384[7:], "md5-abcd", SHA384[7:], SHA384 + "é"]),
    (is_base64, ["YWJj"], ["", "é", "a", "YW Jj"]),
    (is_node, [NODE, "03" + NODE[2:].upper()], ["", NODE[:-1], NODE + "0", "04" + NODE[2:], "zz" + NODE[2:]]),
    (is_lnaddress, ["ada@wallet.example"], ["ada", "@wallet.example", "ada@wallet", ""]),
    (
        is_published_uri,
        ["https://x.example/a", "ipfs://Qm", "magnet:?xt=urn:btih:a", "nostr:note1"],
        [
            "",
            "a",
            "http://x.example/a",
            "javascript:alert(1)",
            "JavaScript:a",
            "data:text/html,a",
            "file:///etc",
            "a b:c",
        ],
    ),
]


@pytest.mark.parametrize(("fits", "good", "bad"), CASES, ids=lambda value: getattr(value, "__name__", ""))
def test_forms(fits: Callable[[str], bool], good: list[str], bad: list[str]) -> None:
    """What the standards show, and what is almost that."""
    assert good == [text for text in (*good, *bad) if fits(text)]


@given(st.text(max_size=40))
def test_no_form_stumbles_over_anything(text: str) -> None:
    """Rules ask about values of strangers."""
    answers = [fits(text) for fits, _, _ in CASES]

    assert all(isinstance(one, bool) for one in answers)
    assert isinstance(license_id(text), str | None)
    assert isinstance(nearest_country(text), str | None)
    assert isinstance(rrule_of(text), str | None)
    assert isinstance(rrule_fault(text), str | None)


def test_licenses_are_spelt_as_their_list_has_them() -> None:
    """In any case; unknown ones are nobody's."""
    assert ("CC-BY-4.0", "ARR", None) == (license_id("cc-by-4.0"), license_id("arr"), license_id("MIT"))


def test_countries_by_other_names() -> None:
    """249 of ISO 3166-1; the United Kingdom is GB."""
    assert len(COUNTRIES) == 249
    assert ("GB", "DE", None) == (nearest_country("uk"), nearest_country("de"), nearest_country("Sweden"))


@pytest.mark.parametrize(
    "rule",
    [
        *FREQUENCIES.values(),
        "FREQ=DAILY;INTERVAL=1;BYDAY=MO,TU,WE,TH,FR",
        "FREQ=MONTHLY;BYDAY=+4TH",
        "FREQ=YEARLY;BYMONTH=11;BYDAY=+4TH",
        "FREQ=WEEKLY;UNTIL=20231231T000000Z",
        "FREQ=WEEKLY;UNTIL=2023-12-31T00:00:00Z",
        "FREQ=DAILY;COUNT=10",
        "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1;WKST=SU",
    ],
)
def test_rules(rule: str) -> None:
    """Those of the RFC, and the looser ones that the namespace itself shows."""
    assert rrule_fault(rule) is None
    assert rrule_parts(rule) is not None


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        ("weekly", "is not a recurrence rule"),
        ("", "is not a recurrence rule"),
        ("INTERVAL=2", "is not a recurrence rule"),
        ("FREQ=HOURLY", "is not a recurrence rule"),
        ("FREQ=WEEKLY;", "is not a recurrence rule"),
        ("FREQ=WEEKLY;FREQ=DAILY", "is not a recurrence rule"),
        ("FREQ=WEEKLY;BYDAY=MONDAY", "is not a recurrence rule"),
        ("FREQ=WEEKLY;INTERVAL=0", "is not a recurrence rule"),
        ("FREQ=WEEKLY;INTERVAL=٣", "is not a recurrence rule"),
        ("RRULE:FREQ=WEEKLY", "is not a recurrence rule"),
        ("FREQ=WEEKLY;COUNT=2;UNTIL=20270101", "has both COUNT and UNTIL"),
    ],
)
def test_no_rules(rule: str, fault: str) -> None:
    """Words, wrong parts, one part twice, both ends."""
    assert fault == rrule_fault(rule)
