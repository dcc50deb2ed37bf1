"""What stands for files that are not here, so that all the rest can be checked."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from feedpub.model.files import EpisodeFile
from feedpub.model.measured import Audio, Measured, Picture
from feedpub.vocab import AUDIO_TYPES, ENCLOSURE_TYPES, extension


def present(written: EpisodeFile, measured: Measured) -> Measured:
    """The measured files, with a stand-in where one is not here: what is said of it is not listened to."""
    image = measured.image
    if image is None and written.episode.image:
        image = some_picture(written.episode.image)
    return replace(measured, audio=measured.audio or _some_audio(written), image=image)


def _some_audio(written: EpisodeFile) -> Audio:
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


def some_picture(name: str) -> Picture:
    """A picture that directories would take, in the place of one that is named and absent."""
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
