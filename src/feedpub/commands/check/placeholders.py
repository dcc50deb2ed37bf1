"""Placeholders for files that are not here, so that all the rest can be checked; no rule is asked about them."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from feedpub.catalog.inputs import Inputs
from feedpub.model.files import EpisodeFile
from feedpub.model.measured import Audio, Measured, Picture
from feedpub.standards import AUDIO_TYPES, ENCLOSURE_TYPES, extension


def with_placeholders(inputs: Inputs) -> tuple[Inputs, frozenset[str]]:
    """The inputs with a placeholder for each absent file, and what is absent: slugs for audio, empty for the cover."""
    show = inputs.show.show
    absent = {written.slug for written, measured in inputs.episodes if measured.audio is None}
    logo = inputs.logo or (_picture(show.theme.logo) if show.theme.logo else None)
    whole = replace(
        inputs,
        cover=inputs.cover or _picture(show.image),
        logo=logo,
        episodes=tuple((written, _whole(written, measured)) for written, measured in inputs.episodes),
    )
    return whole, frozenset(absent if inputs.cover else {*absent, ""})


def _whole(written: EpisodeFile, measured: Measured) -> Measured:
    image = measured.image
    if image is None and written.episode.image:
        image = _picture(written.episode.image)
    if measured.audio and image is measured.image:
        return measured
    return replace(measured, audio=measured.audio or _audio(written), image=image)


def _audio(written: EpisodeFile) -> Audio:
    """Half an hour that directories would take; its digest is that of the slug, so no two are the same recording."""
    name = written.episode.audio
    end = extension(name) if extension(name) in ENCLOSURE_TYPES else next(iter(AUDIO_TYPES))
    digest = sha256(written.slug.encode()).hexdigest()
    return Audio(
        file=name,
        path=written.path,
        type=ENCLOSURE_TYPES[end],
        extension=end,
        size=28_800_000,
        duration_ms=1_800_000,
        digest=digest,
        identity=digest,
        bitrate=128_000,
        sample_rate=44_100,
        channels=1,
    )


def _picture(name: str) -> Picture:
    """A picture that directories would take."""
    end = "png" if extension(name) == "png" else "jpg"
    return Picture(
        file=name,
        path=Path(name),
        type="image/png" if end == "png" else "image/jpeg",
        extension=end,
        width=3000,
        height=3000,
        size=200_000,
        digest=sha256(name.encode()).hexdigest(),
    )
