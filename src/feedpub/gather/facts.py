"""What the files of a run say beyond what the catalog keeps: for rules to look at."""

from __future__ import annotations

from collections.abc import Iterator

from feedpub import artwork, probe, transcripts
from feedpub.errors import Unusable
from feedpub.gather.files import Gathered
from feedpub.model.measured import Measured
from feedpub.view import Element


def facts(gathered: Gathered) -> dict[str, dict[str, list[Element]]]:
    """Slug (empty for the show) → path in the item → facts; nothing of files that are not here."""
    found = {written.slug: dict(_of_episode(measured)) for written, measured in gathered.episodes}
    if gathered.cover:
        found[""] = {"itunes:image": [artwork.seen_file(gathered.cover.path)]}
    return found


def _of_episode(measured: Measured) -> Iterator[tuple[str, list[Element]]]:
    if measured.audio:
        try:
            yield "enclosure", [probe.facts(measured.audio.path, measured.audio)]
        except Unusable:  # it vanished meanwhile; whoever sends it says so
            return
    if measured.image:
        yield "itunes:image", [artwork.seen_file(measured.image.path)]
    for number, sidecar in enumerate(measured.transcripts):
        at = f"podcast:transcript[{number}]" if number else "podcast:transcript"
        yield at, [transcripts.seen(sidecar.path.read_bytes(), sidecar.type)]
