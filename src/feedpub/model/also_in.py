"""An episode in a second show, as its author describes it beside what its file says."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from feedpub.model.webpages import PictureEntry
from feedpub.model.written import Written, listed
from feedpub.scalars import Count, Guid, Line, Slug, When, one_of, refuse
from feedpub.scalars.podcasting import EpisodeType
from feedpub.scalars.scalar import SCALAR, read_line, refuse_all
from feedpub.standards import quoted

OWN_PAGE = "own"
"""The value of `page`."""

PageChoice = Annotated[str, BeforeValidator(one_of(OWN_PAGE)), WithJsonSchema({"enum": [OWN_PAGE]})]

OF_ONE_SHOW = frozenset(
    {"slug", "guid", "permalink", "rerun_of", "season", "number", "number_display", "page", "also_in"}
)
"""Fields of an episode that mean the show of its file alone; only the slug stands for another show, too."""


SAME_GUID = "is the guid that the episode has in another show, too; apps that know both would skip one of the two"
"""Why a guid is refused."""


def _show_name(value: object) -> str:
    name = read_line(value)
    if "/" in name or "\\" in name or name.startswith("."):
        message = f"{quoted(name)} is a path; an episode can only be in shows of its own workspace"
        raise refuse(message, "write the name of a folder in `feeds/`")
    return name


class AlsoInEntry(Written):
    """A second show that the episode is in; `guid`, `slug` and address of the recording are its own there."""

    example = "a show's folder, or {show: …, slug: …, number: …}"
    short = "show"

    show: Annotated[str, BeforeValidator(_show_name), WithJsonSchema({"type": SCALAR, "minLength": 1})] = Field(
        examples=["harbour-network"]
    )
    """Name of the second show's folder in `feeds/`."""

    slug: Slug | None = None
    """The episode's name in addresses there; the same as here if left out."""

    guid: Guid | None = None
    """`guid` of the item there; feedpub assigns one for life if left out (RSS 2.0)."""

    title: Line | None = None
    """`title` of the item there."""

    published: When | None = None
    """`pubDate` there; the same as here if left out, without an offset in that show's `timezone` (RFC 2822)."""

    season: Count | None = None
    """`itunes:season` there: none if left out (Apple)."""

    number: Count | None = None
    """`itunes:episode` there: none if left out (Apple)."""

    type: EpisodeType | None = None
    """`itunes:episodeType` there; the same as here if left out (Apple)."""

    image: PictureEntry | None = None
    """`itunes:image` there, from this file; the same as here if left out (Apple)."""

    rerun_of: Slug | None = None
    """Slug, there, of an earlier episode whose recording this one publishes again."""

    page: PageChoice = ""
    """`own`: search engines shall find the page there, too. Left out, they are sent to the page here (RFC 6596)."""


def _each_show_once(entries: tuple[AlsoInEntry, ...]) -> tuple[AlsoInEntry, ...]:
    count: Counter[str] = Counter()
    wrong = []
    for at, one in enumerate(entries):
        count[one.show] += 1
        if count[one.show] > 1:
            wrong.append(((at, "show"), refuse(f"{quoted(one.show)} is there twice", "delete one of the two")))
    if wrong:
        raise refuse_all(wrong)
    return entries


AlsoIn = Annotated[tuple[AlsoInEntry, ...], BeforeValidator(listed), AfterValidator(_each_show_once)]
"""Second shows, each once."""
