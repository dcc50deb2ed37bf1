"""From what an author wrote of the podcast namespace to the catalog's values, which have the same field names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import Field, fields
from datetime import datetime
from typing import Any

from feedpub.errors import FeedpubError, Problem
from feedpub.model import podcasting
from feedpub.model.episode import Episode
from feedpub.model.files import EpisodeFile
from feedpub.model.podcast.custom import Custom, as_written, undeclared
from feedpub.model.podcast.people import Person, named, unknown_keys
from feedpub.model.scalars.forms import Way
from feedpub.model.show import Show
from feedpub.model.times import published_at
from feedpub.model.written import Written


def of_show(show: Show) -> dict[str, Any]:
    """The fields of the channel."""
    seasons = [podcasting.Season(number=int(number), name=name) for number, name in show.seasons.items()]
    publisher = podcasting.RemoteItem(medium="publisher", **_values(show.publisher, show)) if show.publisher else None
    names = ("funding", "people", "trailers", "locations", "license", "images", "update_frequency", "blocks", "podroll")
    more = ("social", "chat", "txt", "value", "live", "spotify", "custom", "keywords")
    return {
        **{name: _value(getattr(show, name), show) for name in (*names, *more)},
        "seasons": tuple(sorted(seasons, key=lambda season: season.number)),
        "publisher": publisher,
    }


def of_episode(episode: Episode, show: Show) -> dict[str, Any]:
    """The fields of the item, but for its people; raises `FeedpubError` for what `disagreements` reports."""
    names = ("funding", "soundbites", "alternates", "locations", "license", "images", "content_links", "social", "chat")
    values = {name: _value(getattr(episode, name), show) for name in (*names, "txt", "value", "spotify", "custom")}
    return {**values, "keywords": episode.keywords, "number_display": episode.number_display or ""}


def disagreements(show: Show, written: EpisodeFile) -> Iterator[Problem]:
    """What only both files together tell: nobody in the roster, no such prefix, no time zone."""
    episode = written.episode
    for number, message, hint in unknown_keys(episode.people, show.roster):
        yield _problem(written, ("people", number, "key"), message, hint)
    for inner, message, hint in undeclared(episode.custom, show.namespaces):
        yield _problem(written, ("custom", *inner), message, hint)
    for name in ("available", "until"):
        when = getattr(episode.spotify, name, None)
        try:
            _moment(when, show)
        except FeedpubError as error:
            yield _problem(written, ("spotify", name), error.message, error.hint)


def _problem(written: EpisodeFile, way: Way, message: str, hint: str) -> Problem:
    subject = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in way).removeprefix(".")
    return Problem(written.place(subject), subject, message, hint)


def _value(value: Any, show: Show) -> Any:  # noqa: ANN401 - whatever a field holds
    match value:
        case tuple() if value and all(isinstance(one, Person) for one in value):
            return named(value, show.roster)
        case tuple():
            return tuple(_value(one, show) for one in value)
        case Custom():
            return as_written(value, show.namespaces)
        case Written(becomes=into) if into is not None:
            return into(**_values(value, show))
        case _:
            return value


def _values(written: Written, show: Show) -> dict[str, Any]:
    """The values of the fields that both have; what was not written is left to its default."""
    into: Any = type(written).becomes
    pairs = ((field, getattr(written, field.name, None)) for field in fields(into))
    return {field.name: _field(field, value, show) for field, value in pairs if value is not None}


def _field(field: Field[Any], value: Any, show: Show) -> Any:  # noqa: ANN401 - whatever a field holds
    if "datetime" in str(field.type):
        return _moment(value, show)
    return _value(value, show)


def _moment(when: str | None, show: Show) -> datetime | None:
    if when is None:
        return None
    return published_at(when, timezone=show.timezone, publish_hour=show.publish_hour)
