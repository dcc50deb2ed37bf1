"""What errors have besides their message."""

from __future__ import annotations

import pytest

from feedpub.errors import (
    Place,
    Refused,
)


@pytest.mark.parametrize("place", [Place("feeds/a.yaml", 3, 7), Place("C:/a.yaml", 12, 1), Place("a:b.yaml", 1, 1)])
def test_a_place_is_found_again_in_its_text(place: Place) -> None:
    """Whoever has only the text knows the line all the same."""
    assert place == Place.of(str(place))


@pytest.mark.parametrize("text", ["", "show.yaml", "https://example.com:80", "a.yaml:3", "a.yaml:x:1", "a.yaml:٣:١"])
def test_a_text_without_line_and_column_is_no_place(text: str) -> None:
    """An address is none, and a file as a whole has no line."""
    assert Place.of(text) is None


@pytest.mark.parametrize("where", [Place("a.yaml", 3, 7), "a.yaml:3:7"])
def test_a_refusal_carries_its_place(where: Place | str) -> None:
    """Given as a place or as text."""
    refused = Refused("no", where=where)

    assert (Place("a.yaml", 3, 7), "a.yaml:3:7", "a.yaml:3:7: no") == (refused.place, refused.where, str(refused))
