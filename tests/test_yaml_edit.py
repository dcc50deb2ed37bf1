"""Fields set in the text of a YAML file: comments, order and everything else stay as they are."""

from __future__ import annotations

import pytest

from feedpub.source.edit import FieldName, lines, with_fields

TO: FieldName = ("publish", "to")
URL: FieldName = ("publish", "url")
NEW_FEED_URL: FieldName = ("new_feed_url",)
PLACE = {TO: "s3://new/tide", URL: "https://new.example/"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "a: A  # mine\npublish:\n  # where\n  to: s3://old  # the bucket\n  url: 'https://old.example/'\nb: B\n",
            "a: A  # mine\npublish:\n  # where\n  to: s3://new/tide  # the bucket\n  url: https://new.example/\nb: B\n",
            id="there",
        ),
        pytest.param(
            "publish:\n    state: s3://private\n    # none yet\n",
            "publish:\n    to: s3://new/tide\n    url: https://new.example/\n    state: s3://private\n    # none yet\n",
            id="others there",
        ),
        pytest.param(
            "title: A\npublish: {to: s3://old, feed: rss.xml}\n",
            'title: A\npublish: {url: "https://new.example/", to: s3://new/tide, feed: rss.xml}\n',
            id="in braces",
        ),
        pytest.param(
            "title: A\n# publish:\n#   to: s3://my-bucket\n",
            "title: A\n# publish:\n#   to: s3://my-bucket\n\npublish:\n  to: s3://new/tide\n  url: https://new.example/\n",
            id="not there",
        ),
        pytest.param(
            "title: A", "title: A\n\npublish:\n  to: s3://new/tide\n  url: https://new.example/\n", id="no end of line"
        ),
        pytest.param(
            "title: A\r\npublish:\r\n  to: old\r\n",
            "title: A\r\npublish:\r\n  url: https://new.example/\r\n  to: s3://new/tide\r\n",
            id="lines of Windows",
        ),
    ],
)
def test_a_field_is_set_and_nothing_else_changes(before: str, after: str) -> None:
    """Another value, another line, or a mapping at the end."""
    assert after == with_fields(before, PLACE)


def test_a_field_at_the_top_is_set_or_added() -> None:
    """As it is written, with quotes where YAML needs them."""
    fields = {NEW_FEED_URL: "https://new.example/feed.xml", TO: "my folder: new"}
    after = 'new_feed_url: https://new.example/feed.xml\npublish:\n  to: "my folder: new"\n'

    assert after == with_fields("new_feed_url: https://other.example/\npublish:\n  to: x\n", fields)
    assert f"title: A\n\n{after}" == with_fields("title: A\n", fields)
    assert after.splitlines() == lines(fields)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a: &here x\npublish:\n  to: &there s3://old\n  state: *there\n", id="an alias"),
        pytest.param("publish: >\n  text\n", id="no mapping"),
        pytest.param("publish:\n  to: >-\n    s3://old\n\n", id="a folded text"),
        pytest.param("publish: [\n", id="no YAML"),
    ],
)
def test_what_would_change_more_is_left_to_the_author(text: str) -> None:
    """The lines are printed then."""
    assert with_fields(text, PLACE) is None
