"""What the files of a run say beyond what the catalog keeps: for rules to look at."""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote

from feedpub import chapters, transcripts
from feedpub.cache import NO_CACHE, Cache
from feedpub.catalog.inputs import Inputs
from feedpub.errors import Unusable
from feedpub.feed_view import Element, fact
from feedpub.ingest.describe import keeps_tags
from feedpub.ingest.known_recordings import KnownRecordings, known_recordings
from feedpub.ingest.page_facts import facts_of_episode, facts_of_show
from feedpub.ingest.theme_colours import unreadable
from feedpub.model.channel import NO_TINT
from feedpub.model.files import EpisodeFile, ShowFile
from feedpub.model.measured import Alteration, Chaptered, Measured, Picture, Sidecar
from feedpub.notes import feed_form
from feedpub.source import display_path, episode_files


def facts(inputs: Inputs, results: Cache = NO_CACHE) -> dict[str, dict[str, list[Element]]]:
    """Slug (empty for the show) → path in the item (`enclosure`) → facts; nothing of files that are not here.

    Those about a picture of the show and of episodes, or of several episodes, are with the first of them. Recordings
    that are among the `results` of earlier runs are not read again.
    """
    with known_recordings(inputs.show, results) as recordings:
        return _facts(inputs, recordings)


def _facts(inputs: Inputs, recordings: KnownRecordings) -> dict[str, dict[str, list[Element]]]:
    about = [
        *_excerpts(inputs.show),
        *map(_altered, (*inputs.altered, *(part for one in inputs.own_pages for part in one.altered))),
        *_footer(inputs),
    ]
    about += [*_colours(inputs), *_no_episode(inputs), *facts_of_show(inputs)]
    found: dict[str, dict[str, list[Element]]] = {"": {"": about}}
    pictures: set[str] = set()
    if inputs.cover:
        found[""]["itunes:image"] = [_picture(inputs.cover)]
        pictures.add(inputs.cover.digest)
    for written, measured in inputs.episodes:
        is_copied = not keeps_tags(inputs.show, written)
        found[written.slug] = dict(_of_episode(written, measured, recordings, is_copied=is_copied))
        if shown := list(facts_of_episode(inputs, written, measured)):
            found[written.slug][""] = [*found[written.slug].get("", ()), *shown]
        if image := measured.image:
            found[written.slug]["itunes:image"] = [] if image.digest in pictures else [_picture(image)]
            pictures.add(image.digest)
    return found


def _no_episode(inputs: Inputs) -> Iterator[Element]:
    """What there is in place of an episode in a run without one: drafts, or episodes that are not part of the run."""
    if inputs.episodes:
        return
    folder = inputs.show.path.parent
    drafts = [one.name for one in inputs.drafts]
    yield fact(
        "no-episode",
        draft=drafts[0] if drafts else None,
        drafts=len(drafts),
        beside="true" if not drafts and episode_files(folder) else None,
        show=quote(display_path(folder)),
    )


def _of_episode(
    written: EpisodeFile, measured: Measured, recordings: KnownRecordings, *, is_copied: bool
) -> Iterator[tuple[str, list[Element]]]:
    if measured.audio:
        try:
            yield "enclosure", [recordings.fact(measured.audio, is_copied=is_copied)]
        except Unusable:  # it vanished meanwhile; whoever sends it says so
            return
    for number, sidecar in enumerate(measured.transcripts):
        if sidecar.extension == sidecar.path.suffix.lower().removeprefix("."):  # the author's own; others are ours
            at = f"podcast:transcript[{number}]" if number else "podcast:transcript"
            yield at, [_transcript(sidecar)]
    about = [*_excerpts(written), *map(_altered, measured.altered)]
    about += (fact("unknown-speaker", number=number, label=label) for number, label in measured.unknown_speakers)
    if measured.chaptered:
        about += _of_chapters(measured.chaptered)
    if about:
        yield "", about


def _excerpts(written: ShowFile | EpisodeFile) -> list[Element]:
    """What of the author's file may not mean what it says."""
    return [
        fact(
            one.kind,
            field=one.field,
            text=one.text,
            kept=one.kept or None,
            file=one.place.file,
            line=one.place.line,
            column=one.place.column,
        )
        for one in written.excerpts
    ]


def _footer(inputs: Inputs) -> Iterator[Element]:
    """The HTML below the notes of every episode, with its place in the show's file."""
    if inputs.footer:
        at = inputs.show.place("footer")
        yield fact("footer", html=feed_form(inputs.footer), file=at.file, line=at.line or 1, column=at.column or 1)


def _tint(inputs: Inputs) -> str:
    """What pages have their colours from, as far as the files tell."""
    own = inputs.theme.tint
    return "" if own == NO_TINT else own or (inputs.cover.tint if inputs.cover else "")


def _colours(inputs: Inputs) -> Iterator[Element]:
    """What can hardly be read by the theme's style sheet, with its place there."""
    file = inputs.show.show.theme.css
    if not (file and inputs.theme.css and inputs.show.show.pages):
        return
    for one in unreadable(inputs.theme, _tint(inputs)):
        yield fact(
            "theme-colour",
            property=one.name,
            value=one.colour.value,
            text=one.text,
            on=one.on,
            ratio=f"{one.ratio:.1f}",
            scheme=one.scheme,
            both="true" if one.colour.is_for_both else None,
            file=display_path(inputs.show.path.parent / file),
            line=one.colour.line,
            column=one.colour.column,
        )


def _altered(one: Alteration) -> Element:
    """What of a text is published otherwise."""
    return fact(
        "altered",
        field=one.field,
        kind=one.kind,
        words=one.words,
        whole=one.whole or None,
        is_file="true" if one.is_file else None,
        file=one.place.file if one.place else None,
        line=one.place.line if one.place else None,
        column=one.place.column if one.place else None,
    )


def _picture(picture: Picture) -> Element:
    from feedpub import artwork  # noqa: PLC0415 - Pillow takes its time

    return artwork.facts_of_file(picture.path, is_whole=True)


def _transcript(file: Sidecar) -> Element:
    read = transcripts.read(file.path.read_bytes(), file.type)
    published = "mended" if file.form else "as-is" if file.type in transcripts.CAPTIONS else ""
    return transcripts.facts(read, names=dict(file.speakers), published=published)


def _of_chapters(chaptered: Chaptered) -> Iterator[Element]:
    """What is to be said of an episode's chapters as a whole."""
    if chaptered.overruled:
        yield _overruled(chaptered)
    pictures, links = chaptered.lost
    if pictures or links:
        yield fact("lost", pictures=pictures or None, links=links or None)
    yield from (fact("unusable", picture=picture) for picture in chaptered.unusable)
    for one in chaptered.unread:
        numbers = " ".join(map(str, one.numbers)) or None
        lines = tuple(fact("line", text=line) for line in one.lines)
        own = fact("times", reason=one.reason, hint=one.hint, lines=numbers)
        yield Element(own.name, attributes=own.attributes, children=lines)
    for message in chaptered.unread_of_file:
        yield fact("unread-line", message=message)


def _overruled(chaptered: Chaptered) -> Element:
    """That the audio file lists other chapters than those that are published."""
    count = len(chaptered.chapters) - bool(chaptered.introduction)
    own = fact("overruled", by=chaptered.origin, count=count)
    listed = chapters.facts(chapters.Outline(chapters=chaptered.overruled)).children
    return Element(own.name, attributes=own.attributes, children=listed)
