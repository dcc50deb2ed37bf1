"""Audio facts, measured from the bytes: never from a name, a header's claim or a guess."""

from __future__ import annotations

from pathlib import Path

from feedpub.model.measured import Audio
from feedpub.probe.file import is_absent
from feedpub.probe.measure import measure
from feedpub.view import Element

__all__ = ["facts", "is_absent", "measure"]


def facts(path: Path, audio: Audio) -> Element:
    """The fact about an audio file; see `probe.seen`. Raises `Unusable` if it cannot be read."""
    from feedpub.probe import seen  # noqa: PLC0415 - mutagen takes its time, and a show without audio needs none

    return seen.facts(path, audio)
