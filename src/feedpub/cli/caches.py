"""Where copies are kept that may be deleted at any time."""

from __future__ import annotations

import os
from pathlib import Path


def measured() -> Path:
    """Facts of audio files, in the user's cache folder (XDG base directories)."""
    cache = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(cache) if Path(cache).is_absolute() else Path.home() / ".cache") / "feedpub" / "audio"
