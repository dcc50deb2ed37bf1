"""Feeds as they are in the world: what is found in each, and that nothing found in any ever stops the reader."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.good_feed import NOW, good_feed

from feedpub.feed_view import Element
from feedpub.lint import check
from feedpub.lint.rules import RULES
from feedpub.reader import Read, read

HERE = Path(__file__).parent
FEEDS = {file.name: file.read_bytes() for file in sorted((HERE / "feeds").iterdir())}
FINDINGS = HERE / "golden" / "findings"

Edit = tuple[str, int, int, bytes]
"""What is done, where (of 10,000), to how many bytes, and with which."""

EDITS = st.lists(
    st.tuples(
        st.sampled_from(["change", "drop", "repeat", "insert", "move"]),
        st.integers(0, 9_999),
        st.integers(1, 200),
        st.one_of(
            st.binary(min_size=1, max_size=8),
            st.sampled_from(
                [
                    b"<",
                    b">",
                    b"&",
                    b'"',
                    b"]]>",
                    b"<![CDATA[",
                    b"<!--",
                    b"-->",
                    b"</item>",
                    b"<item>",
                    b"<!DOCTYPE x [",
                    b"\0",
                ]
            ),
        ),
    ),
    min_size=1,
    max_size=6,
)

PARTS = [
    *(
        "a",
        " ",
        "1",
        "a ",
        "1:",
        "a.",
        "a-",
        "<",
        "<a ",
        "&",
        "&amp;",
        "/",
        "%",
        "https://a/",
        "https://a.a.",
        "a=",
        '"',
    ),
    *(
        "<a href='",
        "a,",
        "[",
        "(",
        "-1",
        "\n",
        "é",
        "\u202a",
        "\u2067",
        "S1E",
        "#1 ",
        "00:",
        "<b>",
        "a@",
        "@",
        "a|",
        "' ",
    ),
    *("Mon, 1 ", "FREQ=A;", "geo:1,", "\x92", "Ã", "Folge ", "1 - ", "a;", "1.", "x=", "²", "9" * 400, "NaN"),
]
"""What values are made of that make careless expressions slow."""


def edited(data: bytes, edits: list[Edit]) -> bytes:
    """The bytes with every edit made, one after the other."""
    for what, where, count, new in edits:
        at = where * len(data) // 10_000
        piece = data[at : at + count]
        rest = data[at + count :]
        data = {
            "change": data[:at] + new + data[at + len(new) :],
            "drop": data[:at] + rest,
            "repeat": data[:at] + piece * 3 + rest,
            "insert": data[:at] + new + data[at:],
            "move": rest + data[:at] + piece,
        }[what]
    return data


def findings(seen: Read) -> list[str]:
    """Code and path of everything found."""
    return [f"{one.rule.code} {one.fault.path}".rstrip() for one in check(seen.feed)]


@pytest.mark.parametrize("name", FEEDS)
def test_what_is_found_in_a_feed_of_the_world(name: str) -> None:
    """As written in tests/golden/findings; UPDATE_GOLDEN=1 writes it."""
    found = "\n".join(findings(read(FEEDS[name], now=NOW))) + "\n"
    golden = FINDINGS / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(found, encoding="utf-8")

    assert golden.read_text(encoding="utf-8").splitlines() == found.splitlines()


def test_every_finding_belongs_to_a_feed_that_there_is() -> None:
    """No golden file outlives its feed."""
    assert sorted(f"{name}.txt" for name in FEEDS) == sorted(file.name for file in FINDINGS.iterdir())


@pytest.mark.parametrize("name", FEEDS)
def test_every_finding_has_a_place_and_words(name: str) -> None:
    """A line of the document, a message that does not shout and does not end, a hint."""
    seen = read(FEEDS[name], now=NOW)
    lines = seen.text.count("\n") + 1

    for one in check(seen.feed):
        line, column = seen.place(one.fault.path)
        assert 1 <= line <= lines, one
        assert column >= 1, one
        assert one.fault.message, one
        assert not one.fault.message.endswith("."), one
        assert one.fault.hint, one


@pytest.mark.slow
@given(name=st.sampled_from(sorted(FEEDS)), edits=EDITS)
@settings(deadline=None)
def test_no_feed_is_too_broken_to_be_checked(name: str, edits: list[Edit]) -> None:
    """Bytes changed, dropped, repeated, inserted, moved: never a traceback, never a wait."""
    data = edited(FEEDS[name], edits)
    start = time.process_time()

    seen = read(data, now=NOW)
    for one in check(seen.feed):
        seen.place(one.fault.path)

    assert time.process_time() - start < 2


def filled(element: Element, value: str) -> Element:
    """The element with one value wherever something is said."""
    inside = tuple(filled(child, value) for child in element.children)
    return Element(element.name, element.text if inside else value, dict.fromkeys(element.attributes, value), inside)


@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("around", ["{}", "https://{}!", "<{}\n"])
def test_no_value_makes_a_rule_wait(part: str, around: str) -> None:
    """Values from strangers are long and odd; no expression of ours tries them in every way there is."""
    value = around.format(part * (8000 // len(part)))
    feed = read(FEEDS["podcasting-2.0.xml"], now=NOW).feed
    channel = filled(feed.channel, value)
    start = time.process_time()

    list(check(replace(feed, channel=channel, items=tuple(channel.all("item")))))

    assert time.process_time() - start < 3


@given(data=st.binary(max_size=200))
def test_bytes_that_are_no_feed_are_named(data: bytes) -> None:
    """Whatever they are, there is a finding, and nobody breaks over them."""
    seen = read(data, now=NOW)

    assert seen.feed.document.kind
    assert findings(seen)


@pytest.mark.slow
def test_a_long_show_is_checked_at_once() -> None:
    """1,700 episodes with all the rules; the bound is many times what it takes."""
    good = good_feed()
    episode = good.partition("<item>")[2].partition("</item>")[0]
    episodes = "".join(
        f"<item>{episode.replace('7c029615', f'{n:08x}').replace('first-light', f'first-light-{n}')}</item>\n"
        for n in range(1699)
    )
    data = good.replace("</channel>", f"{episodes}</channel>").encode()
    start = time.process_time()

    found = findings(read(data, now=NOW))

    assert "FP037" in found
    assert time.process_time() - start < 5
    assert len(RULES) > 40
