"""The proof of an import: the feed that its files make, rendered, is compared with the source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from feedpub.audio.probe import Measure
from feedpub.catalog import NextCatalog, Overrides
from feedpub.catalog.inputs import Inputs
from feedpub.catalog.prospective import next_catalog
from feedpub.commands.imports.comparison import Comparison, Difference, compare_feeds
from feedpub.commands.imports.elements import Written
from feedpub.commands.imports.items import SourcePage
from feedpub.ingest import OnRead, ingest_readable
from feedpub.ingest.describe import DescribeFiles
from feedpub.model.episode import EnclosureEntry
from feedpub.model.files import EpisodeFile
from feedpub.model.measured import Measured, Picture
from feedpub.readback import rendered
from feedpub.reader import read
from feedpub.standards import SERVE_BASE, podcast_guid

OURS = "the feed that the new files make"
"""What messages call it."""


def prove(
    files: Sequence[Path],
    pages: tuple[SourcePage, ...],
    expected: Mapping[str, Written],
    *,
    known: frozenset[str] = frozenset(),
    with_show: bool = True,
    lacks_files: bool = False,
    now: datetime,
    measure: Measure,
    on_read: OnRead | None = None,
) -> Comparison:
    """Compare the feed that new episodes' files make with the one that they were taken from.

    `expected` gives the guid of each item that is to be compared, and its recording as `enclosure:` would have it.
    `known` are the slugs of the episodes that were here before; `with_show` compares the show, too. A recording or a
    picture that is not here yet is taken for what the source says of it; with `lacks_files`, where nothing was
    downloaded, no other file is missed either. Raises `FeedpubError` if the show cannot be read.
    """
    inputs, problems = ingest_readable(files, on_read=on_read, measure=measure)
    found = [
        Difference("file", str(one.place), one.message, None)
        for one in problems
        if not (lacks_files and one.message.startswith("there is no file"))
    ]
    if inputs is None:
        return Comparison(source=pages[0].name, ours=OURS, items=0, differences=tuple(found))
    made = _made(replace(inputs, known_slugs=known), expected, now=now)
    found += [Difference("file", error.where, error.message, None) for error in made.refusals]
    data = rendered(made.catalog, now=now)
    ours = SourcePage(read=read(data, now=now), name=OURS)
    compared = compare_feeds(pages, [ours], expected=expected.keys(), with_show=with_show)
    return replace(compared, differences=(*found, *compared.differences))


def _made(inputs: Inputs, expected: Mapping[str, Written], *, now: datetime) -> NextCatalog:
    chosen = tuple(
        (_with_enclosure(written, measured, expected), _with_picture(written, measured))
        for written, measured in inputs.episodes
        if written.episode.guid in expected
    )
    whole = replace(
        inputs, episodes=chosen, cover=inputs.cover or Picture.assumed(inputs.show.show.image.file), drafts=()
    )
    return next_catalog(
        None,
        whole,
        base=SERVE_BASE,
        now=now,
        overrides=Overrides(),
        new_guid=lambda show: podcast_guid(show.digest),
        deriver=DescribeFiles.of(whole),
    )


def _with_enclosure(written: EpisodeFile, measured: Measured, expected: Mapping[str, Written]) -> EpisodeFile:
    """The episode whose recording, if it is not here, is where the source has it."""
    if measured.audio or written.episode.enclosure:
        return written
    there = EnclosureEntry.model_validate(expected[written.episode.guid or ""])
    return replace(written, episode=written.episode.model_copy(update={"enclosure": there}))


def _with_picture(written: EpisodeFile, measured: Measured) -> Measured:
    named = written.episode.image
    return replace(measured, image=Picture.assumed(named.file)) if named and measured.image is None else measured
