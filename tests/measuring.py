"""Files to measure, and what came of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from feedpub.audio import probe
from feedpub.errors import Unusable
from feedpub.model import Audio


def write(folder: Path, name: str, content: bytes) -> Path:
    """A file of that name and content."""
    path = folder / name
    path.write_bytes(content)
    return path


def measure(path: Path) -> Audio:
    """Measure a file under its own name."""
    return probe.measure(path, file=path.name)


def refused(path: Path) -> Unusable:
    """What measuring a file is refused with."""
    with pytest.raises(Unusable) as caught:
        measure(path)
    return caught.value
