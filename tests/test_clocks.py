"""A wrong clock releases nothing and dates nothing: it is compared with the store's, or with the newest revision."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.driving import NOW, quiet_effects, transacted
from tests.studio import Studio
from tests.test_plan import BODIES, episode, target, wanting
from tests.webservers import Reply, serving

from feedpub.deploy.caller import Caller
from feedpub.deploy.target import Target
from feedpub.errors import Refused
from feedpub.storage import Content
from feedpub.storage.memory import Memory
from feedpub.storage.s3.errors import date_of


class Dated(Memory):
    """A store that says what time it is."""

    date: datetime | None = NOW

    def read(self, key: str) -> Content | None:
        """With the date of the answer."""
        content = super().read(key)
        return content and Content(data=content.data, token=content.token, date=self.date)


def dated() -> Target:
    """A show in a store that has a clock."""
    where = Target(site=Memory("site"), state=Dated("state"))
    transacted(where, wanting(episode("one")), bodies=BODIES)
    return where


@pytest.mark.parametrize(("minutes", "refused"), [(6, True), (60, True), (4, False), (0, False), (-600, False)])
def test_a_clock_that_is_ahead_of_the_store_publishes_nothing(minutes: int, refused: bool) -> None:
    """More than five minutes; one that is behind only comes late."""
    where = dated()
    effects = quiet_effects(clock=lambda: NOW + timedelta(minutes=minutes))

    if not refused:
        assert transacted(where, wanting(episode("two")), bodies=BODIES, effects=effects).plan
        return
    with pytest.raises(Refused, match=f"clock is {minutes} minutes ahead of the store's") as caught:
        transacted(where, wanting(episode("two")), bodies=BODIES, effects=effects)
    assert (2, True) == (caught.value.exit_code, "set the clock" in caught.value.hint)


@pytest.mark.parametrize(("minutes", "refused"), [(6, True), (4, False)])
def test_a_directory_with_a_public_address_has_the_clock_of_its_server(
    minutes: int, refused: bool, tmp_path: Path
) -> None:
    """The Date of its answer, whatever it answers."""
    desk = Studio(tmp_path)
    caller = Caller(clock=lambda: NOW + timedelta(minutes=minutes))
    with serving(lambda _: Reply(404, {"Date": "Mon, 23 Nov 2026 07:00:00 GMT"})) as server:
        desk.show(pages="off", publish={"to": "../../public/desk", "url": server.url + "desk/"})
        path = desk.episode("first")

        if not refused:
            assert desk.publish(path, caller=caller).first
            return
        with pytest.raises(Refused, match="clock is 6 minutes ahead of the server's"):
            desk.publish(path, caller=caller)
    assert not (tmp_path / "public").exists()


def test_where_nothing_changes_no_clock_matters() -> None:
    """Nothing is released, and nothing gets a date."""
    effects = quiet_effects(clock=lambda: NOW + timedelta(days=1))

    assert not transacted(dated(), wanting(), bodies=BODIES, effects=effects).plan


def test_a_program_that_says_what_time_it_is_is_not_asked_for_another() -> None:
    """`now` of the library is an argument; only the command line has a clock."""
    assert transacted(dated(), wanting(episode("two")), bodies=BODIES, now=NOW + timedelta(days=9)).plan


def test_without_another_clock_time_does_not_go_back_behind_the_newest_revision() -> None:
    """A directory has none: a machine that woke up in another year dates nothing."""
    where = target()
    transacted(where, wanting(episode("one")), bodies=BODIES)

    with pytest.raises(Refused, match="the newest revision was made at 2026-11-23 07:00 UTC"):
        transacted(where, wanting(episode("two")), bodies=BODIES, now=NOW - timedelta(minutes=6))
    assert transacted(where, wanting(episode("two")), bodies=BODIES, now=NOW - timedelta(minutes=4)).plan


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Mon, 23 Nov 2026 07:00:00 GMT", NOW),
        ("Mon, 23 Nov 2026 08:00:00 +0100", NOW),
        ("", None),
        ("today", None),
        ("Mon, 99 Nov 2026 07:00:00 GMT", None),
    ],
)
def test_the_date_of_an_answer(header: str, expected: datetime | None) -> None:
    """As HTTP writes it; a proxy may leave it out, or write something else."""
    assert expected == date_of({"ResponseMetadata": {"HTTPHeaders": {"date": header}}})
