"""The open previews that a state remembers, and whether a place is closed to strangers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.webservers import HttpRequest, Reply, serving

from feedpub.commands.preview.closed import refuse_listed
from feedpub.deploy.previews import PREVIEWS, OpenPreview, open_previews, remember
from feedpub.errors import Conflict, Denied, Refused, StorageError
from feedpub.storage import Body, Content, Guard, OnBytes, uncounted
from feedpub.storage.memory import Memory

NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)
PREVIEW = OpenPreview(
    name="0123456789abcdef0123456789abcdef",
    to="s3://private/previews",
    endpoint="",
    author="ada@studio",
    created=NOW,
    ends=NOW + timedelta(days=7),
    keys=("0123456789abcdef0123456789abcdef/index.html",),
)


class Interrupted(Memory):
    """A store in which others are faster, so many times."""

    def __init__(self, times: int) -> None:
        super().__init__("interrupted")
        self.times = times
        self.is_other = False

    def put(
        self, key: str, body: Body, *, type: str, cache: str, guard: Guard | None = None, on_bytes: OnBytes = uncounted
    ) -> str:
        """Let another publisher write first."""
        if self.times and not self.is_other:
            self.times -= 1
            self.is_other = True
            remember(self, lambda known: (*known, replace(PREVIEW, name=f"other-{self.times}")))
            self.is_other = False
        return super().put(key, body, type=type, cache=cache, guard=guard, on_bytes=on_bytes)


def test_what_is_remembered_is_read_back_and_forgotten() -> None:
    """Each field of it; a change that changes nothing writes nothing."""
    state = Memory()
    assert () == open_previews(state)

    remember(state, lambda known: (*known, PREVIEW))
    stored = state.read(PREVIEWS)
    remember(state, lambda known: known)

    assert (PREVIEW,) == open_previews(state)
    assert stored == state.read(PREVIEWS)
    remember(state, lambda known: known[1:])
    assert () == open_previews(state)


def test_what_others_write_meanwhile_is_not_lost() -> None:
    """Unless they are faster again and again."""
    state = Interrupted(1)
    remember(state, lambda known: (*known, PREVIEW))
    assert ["other-0", PREVIEW.name] == [one.name for one in open_previews(state)]

    with pytest.raises(Conflict):
        remember(Interrupted(9), lambda known: (*known, PREVIEW))


@pytest.mark.parametrize("data", [b"", b"{}", b'{"previews": [{}]}', b'{"previews": 1}', b"\xff"])
def test_a_damaged_list_is_an_error_that_says_what_to_do(data: bytes) -> None:
    """The objects of a preview are not forgotten in silence."""
    state = Memory()
    state.put(PREVIEWS, Body.of_bytes(data), type="application/json", cache="no-store")

    with pytest.raises(StorageError, match="damaged") as caught:
        open_previews(state)

    assert "by hand" in caught.value.hint


def test_without_the_right_to_list_there_is_none_until_there_is_one() -> None:
    """A bucket answers 403 then for what is not there: `status` goes on, and a preview can be remembered."""

    class Unlisting(Memory):
        def read(self, key: str) -> Content | None:
            found = super().read(key)
            if found is None:
                raise Denied("the credentials have no right to do it")
            return found

    state = Unlisting()
    assert () == open_previews(state)

    remember(state, lambda known: (*known, PREVIEW))

    assert (PREVIEW,) == open_previews(state)


LISTING = b'<?xml version="1.0"?><ListBucketResult><Name>private</Name></ListBucketResult>'


@pytest.mark.parametrize(
    ("status", "body", "message"),
    [
        (403, b"<Error><Code>AccessDenied</Code></Error>", ""),
        (200, LISTING, "everybody can list"),
        (200, b"<html>0123456789abcdef0123456789abcdef</html>", "everybody can list"),
        (200, b"<html>a web page</html>", "nobody can tell"),
        (400, b"<Error><Code>InvalidArgument</Code></Error>", ""),
        (429, b"", "nobody can tell"),
        (500, b"", "nobody can tell"),
    ],
)
def test_a_place_is_closed_only_if_the_store_refuses(status: int, body: bytes, message: str) -> None:
    """A listing under any of its spellings, or no clear answer, is none."""
    asked: list[str] = []

    def answer(request: HttpRequest) -> Reply:
        asked.append(request.path)
        return Reply(status, {"Content-Type": "application/xml"}, body)

    key = f"{PREVIEW.name}/probe.txt"
    with serving(answer) as server:
        own = f"{server.url}private/previews/{key}?X-Amz-Signature=1"
        if message:
            with pytest.raises(Refused, match=message):
                refuse_listed(PREVIEW.to, key, own=own)
        else:
            refuse_listed(PREVIEW.to, key, own=own)

    assert f"/private/?list-type=2&prefix=previews%2F{PREVIEW.name}" in asked
    assert "/private/?list-type=2" in asked
