"""Where it is: `podcast:location`."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema

from feedpub.model import podcasting
from feedpub.model.scalars import Label, one_of
from feedpub.model.scalars.forms import Country, Geo, Osm
from feedpub.model.written import Written, listed
from feedpub.vocab.podcasting import LOCATION_RELS


class Location(Written):
    """A place that it is about, or where it is made: `podcast:location` (podcast namespace, tag `location`)."""

    example = "a place's name, or {name: …, country: …, geo: …}"
    short = "name"
    becomes = podcasting.Location

    name: Label = Field(examples=["Büsum"])
    """Text of `podcast:location`: what people call the place; at most 128 characters (podcast namespace)."""

    rel: (
        Annotated[str, BeforeValidator(one_of(*LOCATION_RELS)), WithJsonSchema({"enum": list(LOCATION_RELS)})] | None
    ) = None
    """`podcast:location` `rel`: `subject` (what it is about; if left out) or `creator` (where it is made)."""

    geo: Geo | None = Field(default=None, examples=["54.13,8.86"])
    """`podcast:location` `geo`: latitude and longitude in degrees (RFC 5870); none for places that are made up."""

    osm: Osm | None = Field(default=None, examples=["R1413934"])
    """`podcast:location` `osm`: object of OpenStreetMap: N, W or R and its number; none for places that are made up."""

    country: Country | None = Field(default=None, examples=["DE"])
    """`podcast:location` `country`: two letters (ISO 3166-1), `GB` for the United Kingdom."""


Locations = Annotated[tuple[Location, ...], BeforeValidator(listed)]
