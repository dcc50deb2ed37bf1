"""Which pictures were decoded to their end before, so that no run decodes an old one again.

A picture is known by the digest of its bytes, which every run takes: nothing is believed of a file. Only a cache:
deleting it costs time and nothing else.
"""

from __future__ import annotations

import json
import logging
import os
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

_log = logging.getLogger(__name__)


class WholePictures(NamedTuple):
    """A folder with a small file for each picture that is whole; it can be pickled."""

    folder: Path

    def holds(self, digest: str) -> bool:
        """Whether the picture with this SHA-256 (hex) was decoded by the Pillow that is here."""
        try:
            return bool(json.loads(self._note(digest).read_bytes()) == _decoded_by())
        except (OSError, ValueError):
            return False

    def add(self, digest: str) -> None:
        """Note a picture; a folder that cannot be written is no error."""
        note = self._note(digest)
        part = note.with_suffix(f".{os.getpid()}")
        try:
            note.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            part.touch(mode=0o600)
            part.write_text(json.dumps(_decoded_by()))
            part.replace(note)
        except OSError as error:
            _log.debug("the picture %s is not noted: %s", digest, error)
            with suppress(OSError):
                part.unlink()

    def _note(self, digest: str) -> Path:
        return self.folder / f"{digest[:32]}.json"


def _decoded_by() -> dict[str, str]:
    """Another version may find a fault that this one does not."""
    return {"pillow": version("pillow")}
