"""What several rules read of a feed is worked out once."""

from __future__ import annotations

from feedpub.feed_view import Element
from feedpub.lint.facts import cached


def test_the_last_answer_is_kept_for_the_same_subject_alone() -> None:
    """An equal one is another: what it says may stand elsewhere."""
    calls: list[Element] = []

    @cached
    def read(element: Element) -> str:
        calls.append(element)
        return element.text

    first, second = Element("title", "Tide"), Element("title", "Tide")

    assert ["Tide"] * 4 == [read(first), read(first), read(second), read(first)]
    assert [True, True, True] == [one is other for one, other in zip(calls, (first, second, first), strict=True)]
