"""Author models: what they read from text and from Python, and what a date is in a zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from feedpub.elements import element
from feedpub.errors import FeedpubError
from feedpub.model.episode import Episode
from feedpub.model.show import OwnerEntry, Publish, Show
from feedpub.model.webpages import LinkEntry
from feedpub.model.written import model_of
from feedpub.scalars import Day, Duration
from feedpub.scalars.dates import published_at
from feedpub.source.schema import field_docs

SIX = time(6)
Person: Any = model_of(element.at(element.ITEM)["people"])
"""What an author writes of somebody."""


class _Scalars(BaseModel):
    """Types that no field has yet."""

    day: Day | None = None
    length: Duration | None = None


def _episode(**fields: object) -> Episode:
    return Episode.model_validate({"title": "First light", "audio": "a.mp3", **fields})


def _show(**fields: object) -> Show:
    required = {
        "title": "Tidewater",
        "description": "Stories",
        "link": "https://tidewater.example/",
        "language": "en",
        "author": "Ada",
        "image": "cover.jpg",
        "categories": ["Arts"],
        "explicit": "no",
    }
    return Show.model_validate({**required, **fields})


def _refusals(error: ValidationError) -> list[tuple[tuple[int | str, ...], str]]:
    return [(detail["loc"], detail["msg"]) for detail in error.errors()]


@pytest.mark.parametrize(
    ("field", "written", "expected"),
    [
        ("title", "1984", "1984"),
        ("title", "  First light ", "First light"),
        ("title", "Cafe\u0301", "Café"),
        ("number", "010", 10),
        ("number", "+7", 7),
        ("number", 7, 7),
        ("explicit", "No", False),
        ("explicit", "TRUE", True),
        ("explicit", True, True),
        ("published", "2026-11-23", "2026-11-23"),
        ("published", "2026-11-23 07:05", "2026-11-23T07:05:00"),
        ("published", "2026-11-23T07:05:09z", "2026-11-23T07:05:09+00:00"),
        ("published", "2026-11-23T07:05 +0100", "2026-11-23T07:05:00+01:00"),
        # as JavaScript, Go and PostgreSQL write it: abritinthebay/datejs#118, datawrapper/datawrapper#299
        ("published", "2026-09-01T08:00:00.000Z", "2026-09-01T08:00:00+00:00"),
        ("published", "2026-09-01T08:00:59.999999999+02:00", "2026-09-01T08:00:59+02:00"),
        ("published", "2026-09-01 08:00:00.5+02", "2026-09-01T08:00:00+02:00"),
        ("published", "2026-09-01T08:00:00,25", "2026-09-01T08:00:00"),
        ("published", date(2026, 11, 23), "2026-11-23"),
        ("published", datetime(2026, 11, 23, 7, 5, tzinfo=UTC), "2026-11-23T07:05:00+00:00"),
        ("link", "https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
        ("notes", "\r\n\n  one\r\ntwo  \n\n", "  one\ntwo"),
        ("audio", "Cafe\u0301.mp3", "Cafe\u0301.mp3"),
        ("people", "Ada", (Person(name="Ada"),)),
        ("people", ["Ada", {"name": "Bob", "role": "Guest"}], (Person(name="Ada"), Person(name="Bob", role="guest"))),
        ("people", (Person(name="Ada"),), (Person(name="Ada"),)),
        ("links", ["https://x.example/"], (LinkEntry(url="https://x.example/", title="https://x.example/"),)),
    ],
)
def test_field_reads_what_the_author_typed(field: str, written: object, expected: object) -> None:
    """Texts by the field's own type, Python values as they are, short forms as the long ones."""
    assert expected == getattr(_episode(**{field: written}), field)


def test_show_has_its_defaults() -> None:
    """What is left out is what the standards and the design say."""
    show = _show()

    assert time(6) == show.publish_hour == _show(publish_hour=time(6)).publish_hour
    assert Publish(feed="feed.xml") == show.publish
    assert (show.type, show.medium, show.locked) == ("episodic", "podcast", None)


def test_short_forms_of_a_show() -> None:
    """An address is a way to give, a text is a list of one, a category may have its spaces anywhere."""
    show = _show(funding="https://x.example/give", categories="Society & Culture>Documentary", publish_hour="6:30")

    assert [(one.url, one.label) for one in show.funding] == [("https://x.example/give", "Support the show")]
    assert show.categories == ("Society & Culture > Documentary",)
    assert time(6, 30) == show.publish_hour


def test_role_is_found_in_its_group() -> None:
    """Both in any case; kept in lower case."""
    person = Person(name="Ada", role="Audio Editor", group="Audio Post-Production")

    assert (person.role, person.group) == ("audio editor", "audio post-production")


@pytest.mark.parametrize(
    ("field", "written"),
    [
        ("title", 1984),
        ("title", None),
        ("number", 1.5),
        ("number", True),
        ("explicit", 1),
        ("draft", "y"),
        ("published", 20261123),
        ("published", "2026-09-01T08:00.5Z"),
        ("published", "2026-09-01T08:00:00.Z"),
        ("people", 7),
        ("people", [7]),
    ],
)
def test_nothing_is_guessed_from_python_either(field: str, written: object) -> None:
    """Pydantic's lax mode would make something of these."""
    with pytest.raises(ValidationError):
        _episode(**{field: written})


def test_refusal_is_ours_from_python_too() -> None:
    """Whoever makes a model in Python reads the same words."""
    with pytest.raises(ValidationError) as caught:
        _episode(number="1.5", people=[{"name": "Ada", "group": "writing"}])

    assert {
        (("number",), "'1.5' is not a whole number"),
        (("people", 0), "needs a role of the group 'writing'"),
    } == set(_refusals(caught.value))


def test_link_without_valid_address_has_no_title_to_complain_of() -> None:
    """The title that is left out is the address; a wrong one is reported once."""
    with pytest.raises(ValidationError) as caught:
        _episode(links="example.org")

    assert "refused" in {detail["type"] for detail in caught.value.errors()}
    assert {"refused", "default_factory_not_called"} == {detail["type"] for detail in caught.value.errors()}


def test_models_are_closed_and_frozen() -> None:
    """No other fields, no later changes."""
    with pytest.raises(ValidationError, match="Extra inputs"):
        _episode(titel="x")
    with pytest.raises(ValidationError, match="frozen"):
        _episode().title = "x"  # type: ignore[misc]  # the very thing that must fail


def test_every_field_says_what_it_becomes() -> None:
    """Each field of each model is documented under it."""
    models = (Show, Episode, Person, LinkEntry, OwnerEntry, Publish)
    bare = [f"{one.__name__}.{name}" for one in models for name in one.model_fields if not field_docs(one).get(name)]

    assert bare == []


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("3:15", 195_000),
        ("0:00", 0),
        ("75:00", 4_500_000),
        ("1:02:03.5", 3_723_500),
        ("100:00:00", 360_000_000),
        ("0:01.045", 1_045),
        (7, 7),
    ],
)
def test_duration(written: object, expected: int) -> None:
    """`[h:]m:ss[.fff]`, in milliseconds."""
    assert expected == _Scalars.model_validate({"length": written}).length


@pytest.mark.parametrize("written", ["195", "3:5", "3:60", "1:60:00", "1:2:3:4", "-3:15", "3:15.1234", "", True])
def test_no_duration(written: object) -> None:
    """Seconds alone, and clocks that do not exist."""
    with pytest.raises(ValidationError):
        _Scalars.model_validate({"length": written})


def test_day() -> None:
    """A date alone; with a time it is refused."""
    assert date(2026, 11, 23) == _Scalars.model_validate({"day": "2026-11-23"}).day
    assert date(2026, 11, 23) == _Scalars.model_validate({"day": date(2026, 11, 23)}).day
    with pytest.raises(ValidationError, match="is a date with a time"):
        _Scalars.model_validate({"day": "2026-11-23T07:05"})


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2026-11-23T07:05:09Z", datetime(2026, 11, 23, 7, 5, 9, tzinfo=UTC)),
        ("2026-11-23T07:05+05:30", datetime(2026, 11, 23, 1, 35, tzinfo=UTC)),
        ("2026-11-23T07:05", datetime(2026, 11, 23, 6, 5, tzinfo=UTC)),
        ("2026-07-01T07:05", datetime(2026, 7, 1, 5, 5, tzinfo=UTC)),
        ("2026-11-23", datetime(2026, 11, 23, 5, 0, tzinfo=UTC)),
        (date(2026, 7, 1), datetime(2026, 7, 1, 4, 0, tzinfo=UTC)),
        (datetime.fromisoformat("2026-07-01T07:05:09.999"), datetime(2026, 7, 1, 5, 5, 9, tzinfo=UTC)),
        (
            datetime(2026, 7, 1, 7, 5, tzinfo=timezone(timedelta(hours=-3))),
            datetime(2026, 7, 1, 10, 5, tzinfo=UTC),
        ),
    ],
)
def test_published_at(when: str | date | datetime, expected: datetime) -> None:
    """UTC in whole seconds: aware as it is, naive in the show's zone, a date at the publish hour."""
    moment = published_at(when, timezone="Europe/Berlin", publish_hour=SIX)

    assert expected == moment
    assert moment.tzinfo is UTC


@pytest.mark.parametrize(
    ("when", "message", "hint"),
    [
        (
            "2026-03-29T02:30",
            "02:30 is skipped on 2026-03-29 in Europe/Berlin, where the clocks are changed then",
            "write 2026-03-29T01:30:00+01:00 or 2026-03-29T03:30:00+02:00",
        ),
        (
            "2026-10-25T02:30",
            "02:30 occurs twice on 2026-10-25 in Europe/Berlin, where the clocks are changed then",
            "write 2026-10-25T02:30:00+02:00 or 2026-10-25T02:30:00+01:00",
        ),
    ],
)
def test_skipped_and_doubled_hours_are_refused(when: str, message: str, hint: str) -> None:
    """A reading that the zone skips or has twice is not guessed; both readings are named."""
    with pytest.raises(FeedpubError) as caught:
        published_at(when, timezone="Europe/Berlin", publish_hour=SIX, where="x.yaml:3:12")

    assert f"x.yaml:3:12: {message}" == str(caught.value)
    assert hint == caught.value.hint


def test_publish_hour_may_be_skipped_too() -> None:
    """A date alone is no less ambiguous."""
    with pytest.raises(FeedpubError, match="02:30 is skipped"):
        published_at("2026-03-29", timezone="Europe/Berlin", publish_hour=time(2, 30))


@pytest.mark.parametrize("when", ["2026-11-23", "2026-11-23T07:05"])
def test_naive_times_need_a_zone(when: str) -> None:
    """The machine's own zone is never taken."""
    with pytest.raises(FeedpubError, match=f"^'{when}' has no UTC offset, and the show declares no timezone$"):
        published_at(when, timezone=None, publish_hour=SIX)


@given(
    st.datetimes(min_value=datetime(1900, 1, 2), max_value=datetime(2999, 12, 30)),  # noqa: DTZ001 - naive on purpose
    st.sampled_from(["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia", "UTC"]),
)
def test_every_local_time_is_a_moment_or_refused_with_two(naive: datetime, zone: str) -> None:
    """What is refused names two moments that are accepted and differ; what is accepted reads back the same."""
    whole = naive.replace(microsecond=0)
    try:
        moment = published_at(whole.isoformat(), timezone=zone, publish_hour=SIX)
    except FeedpubError as error:
        first, second = error.hint.removeprefix("write ").split(" or ")
        assert datetime.fromisoformat(first) < datetime.fromisoformat(second)
    else:
        assert moment == published_at(moment.isoformat(), timezone=None, publish_hour=SIX)
        assert moment.utcoffset() == timedelta(0)
