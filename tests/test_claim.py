"""A claim: until a day, the owner's address is in the feed, for the codes that directories mail; then it leaves."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.studio import NOW, Studio
from typer.testing import CliRunner

from feedpub.catalog import CATALOG
from feedpub.cli import app
from feedpub.commands.check.files import check_files
from feedpub.commands.check.result import CheckOptions
from feedpub.commands.status import OpenClaim, status
from feedpub.errors import Invalid
from feedpub.output.status import status_document, status_lines

pytestmark = pytest.mark.slow

OWNER = {"name": "Ada Lovelace", "email": "ada@tidewater.example"}
BERLIN = {"timezone": "Europe/Berlin"}
LAST_DAY = "2026-12-10"
ENDS = datetime(2026, 12, 10, 23, 0, tzinfo=UTC)
"""Midnight in Berlin, with which the 11th begins."""

OPEN, OVER = ENDS.replace(hour=22, minute=59), ENDS


@pytest.fixture
def desk(tmp_path: Path) -> Studio:
    """A show that is claimed until a day."""
    desk = Studio(tmp_path)
    desk.show(owner=OWNER, claim_until=LAST_DAY, **BERLIN)
    desk.episode()
    return desk


def is_public(desk: Studio) -> bool:
    """Whether the address is anywhere in the feed."""
    return OWNER["email"] in desk.feed()


def test_while_a_claim_is_open_the_owner_is_in_the_feed(desk: Studio) -> None:
    """As Apple spells it, which Spotify, YouTube and Amazon read."""
    desk.publish()

    assert (
        "<itunes:owner><itunes:name>Ada Lovelace</itunes:name>"
        "<itunes:email>ada@tidewater.example</itunes:email></itunes:owner>"
    ) in "".join(line.strip() for line in desk.feed().splitlines())


@pytest.mark.parametrize("verb", ["publish", "release"])
def test_the_first_run_after_its_last_day_takes_the_address_out(verb: str, desk: Studio) -> None:
    """The day counts as a whole, in the show's zone; nobody touches show.yaml, and the plan says what changes."""
    desk.publish()

    getattr(desk, verb)(now=OPEN)
    before = is_public(desk)
    desk.events.clear()
    getattr(desk, verb)(now=OVER)

    altered = [(one.field, one.before, one.after) for event in desk.events for one in altered_fields(event)]
    assert (True, False) == (before, is_public(desk))
    assert [("claim_until", LAST_DAY, None)] == altered


def altered_fields(event: Any) -> tuple[Any, ...]:
    """What a plan says of the show."""
    return tuple(one for change in getattr(event, "changes", ()) for one in change.altered)


def test_a_run_after_that_has_nothing_to_do(desk: Studio) -> None:
    """The line in show.yaml may stay: it says nothing new."""
    desk.publish()
    desk.release(now=OVER)
    tree = desk.tree()

    desk.publish(now=OVER)
    desk.release(now=OVER)

    assert tree == desk.tree()


def test_a_later_day_opens_it_again(desk: Studio) -> None:
    """For a directory that was forgotten."""
    desk.publish()
    desk.release(now=OVER)
    desk.show(owner=OWNER, claim_until="2027-01-31", **BERLIN)

    desk.publish(now=OVER)

    assert is_public(desk)


def test_without_the_line_the_address_leaves_at_once(desk: Studio) -> None:
    """Who has claimed the show need not wait."""
    desk.publish()
    desk.show(owner=OWNER, **BERLIN)

    desk.publish()

    assert not is_public(desk)


def test_a_day_that_is_over_already_publishes_no_address(desk: Studio) -> None:
    """Not even once."""
    desk.publish(now=OVER)

    assert not is_public(desk)


def test_without_a_zone_the_day_is_that_of_utc(tmp_path: Path) -> None:
    """As of every date without one."""
    desk = Studio(tmp_path)
    desk.show(owner=OWNER, claim_until=LAST_DAY)
    desk.episode()
    desk.publish()

    desk.release(now=datetime(2026, 12, 10, 23, 59, tzinfo=UTC))
    before = is_public(desk)
    desk.release(now=datetime(2026, 12, 11, tzinfo=UTC))

    assert (True, False) == (before, is_public(desk))


def test_no_page_changes_with_a_claim(desk: Studio) -> None:
    """Pages never show the owner."""
    desk.publish()
    pages = {name: data for name, data in desk.tree().items() if str(name).endswith(".html")}

    desk.release(now=OVER)

    assert pages == {name: data for name, data in desk.tree().items() if str(name).endswith(".html")}


def test_a_catalog_without_a_claim_is_stored_as_before(desk: Studio) -> None:
    """An older feedpub reads it; one with an open claim it refuses, since it would leave the address in the feed."""

    def stored() -> dict[str, Any]:
        values: dict[str, Any] = json.loads(gzip.decompress((desk.state / CATALOG).read_bytes()))["channel"]
        return values

    desk.publish()
    claimed = stored()
    desk.release(now=OVER)

    assert LAST_DAY == claimed["claim_until"]
    assert "claim_until" not in stored()


def test_status_says_until_when_it_is_open_and_that_it_should_have_ended(desk: Studio) -> None:
    """Also as JSON."""
    claim = OpenClaim(email=OWNER["email"], until=LAST_DAY, over=False)
    before = status(desk.folder, now=NOW)
    desk.publish()
    during, after = status(desk.folder, now=OPEN), status(desk.folder, now=OVER)
    desk.release(now=OVER)

    assert [None, claim] == [before.claim, during.claim]
    assert (True, None) == (after.claim and after.claim.over, status(desk.folder, now=OVER).claim)
    assert {"email": OWNER["email"], "until": LAST_DAY, "over": False} == status_document(during)["claim"]
    lines = [line.text for one in (during, after) for line in status_lines(status_document(one))]
    assert "ada@tidewater.example is in the feed until 2026-12-10, to claim the show" in lines
    ended = "ada@tidewater.example is still in the feed, but the claim ended on 2026-12-10"
    assert f"{ended}: feedpub publish or release takes it out" in lines


@pytest.mark.parametrize(
    ("now", "code", "message"),
    [
        (
            OPEN,
            "FP131",
            "'ada@tidewater.example' is in the feed for everybody to read, until 2026-12-10 to claim the show",
        ),
        (OVER, "FP147", "claim_until: 2026-12-10 is over, and the owner's address is not in the feed"),
    ],
)
def test_check_reports_a_claim_as_a_note(now: datetime, code: str, message: str, desk: Studio) -> None:
    """Open: until when. Over: that the line does nothing, which may be a slip of the pen."""
    found = check_files([desk.folder], options=CheckOptions(), now=now).findings

    assert [(code, message)] == [(one.rule.code, one.message) for one in found if one.rule.code in {"FP131", "FP147"}]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "claim_until: needs an owner, whose address is in the feed until then"),
        (
            {"owner": {**OWNER, "in_feed": "true"}},
            "claim_until: says nothing, since `in_feed: true` keeps the owner in the feed for good",
        ),
        ({"owner": OWNER, "claim_until": "soon"}, "claim_until: 'soon' is not a date or time"),
        (
            {"owner": OWNER, "claim_until": "2026-12-10T12:00"},
            "claim_until: '2026-12-10T12:00:00' is a date with a time",
        ),
    ],
)
def test_what_makes_no_claim_is_refused(fields: dict[str, Any], message: str, tmp_path: Path) -> None:
    """At its line."""
    desk = Studio(tmp_path)
    desk.show(**{"claim_until": LAST_DAY, **fields})
    desk.episode()

    with pytest.raises(Invalid) as caught:
        desk.publish()

    assert any(message in str(problem) for problem in caught.value.problems)


def test_the_command_line_says_it(desk: Studio) -> None:
    """From the first publication on."""
    desk.publish()

    shown = CliRunner().invoke(app, ["status", str(desk.folder)])

    assert "ada@tidewater.example is" in shown.output
