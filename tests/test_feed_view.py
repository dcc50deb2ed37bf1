"""The elements of a feed as rules see them: with facts at their places, and none of them twice."""

from __future__ import annotations

from dataclasses import replace

from tests.driving import NOW

from feedpub import feed_view, reader
from feedpub.feed_view import Element, FeedView, fact, with_changes, with_facts

XML = b"""<rss version="2.0"><channel><title>Tidewater</title>
<item><title>First</title><enclosure url="https://a.example/1.mp3"/></item>
<item><title>Second</title></item></channel></rss>"""


def read() -> FeedView:
    """A feed of two items."""
    return reader.read(XML, now=NOW).feed


def all_of(element: Element) -> list[Element]:
    """The element, and everything in it."""
    return [element, *(inner for child in element.children for inner in all_of(child))]


def test_a_fact_stands_at_its_place_however_a_rule_comes_there() -> None:
    """From the document, from the channel, and from the list of items: these are the same elements."""
    before = read()
    sound = before.items[0].all("enclosure")[0]

    after = with_facts(before, {sound.path: [fact("audio", bitrate=128)], "": [fact("feed", size=9)]})

    assert after.channel is after.root.all("channel")[0]
    assert all(one is other for one, other in zip(after.items, after.channel.all("item"), strict=True))
    assert [("seen:feed", {"size": "9"})] == [(one.name, one.attributes) for one in after.channel.all("seen:feed")]
    (audio,) = after.items[0].all("enclosure")[0].all("seen:audio")
    assert ({"bitrate": "128"}, sound.path) == (audio.attributes, audio.path)


def test_what_has_no_fact_is_the_same_element_as_before() -> None:
    """Of a thousand items nothing is copied for the facts of one; the feed before stays as it was."""
    before = read()
    sound = before.items[0].all("enclosure")[0]

    after = with_facts(before, {sound.path: [fact("audio")]})

    assert after.items[1] is before.items[1]
    assert after.items[0].all("title")[0] is before.items[0].all("title")[0]
    assert [] == [one.name for one in all_of(before.root) if one.name.startswith("seen:")]


def test_what_is_changed_is_the_same_however_a_rule_comes_there() -> None:
    """Each item is changed once, and the show, which has the changed ones, afterwards."""
    before = read()

    after = with_changes(before, lambda one: replace(one, text=f"{one.name} {len(one.all('item'))}"))

    assert after.channel is after.root.all("channel")[0]
    assert all(one is other for one, other in zip(after.items, after.channel.all("item"), strict=True))
    assert [f"channel {len(before.items)}", "item 0"] == [after.channel.text, after.items[0].text]


def test_elements_that_have_nothing_share_it() -> None:
    """Most have neither attributes nor children: that is one mapping for all, and it stays empty."""
    after = with_facts(read(), {"items[0]": [fact("audio", bitrate=128)]})
    elements = all_of(after.root)
    bare = [one for one in elements if not one.attributes]

    assert len(bare) > 5
    assert all(one.attributes is feed_view.NONE for one in bare)
    assert {} == feed_view.NONE
