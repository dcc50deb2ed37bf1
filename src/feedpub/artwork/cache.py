"""Which pictures were decoded to their end before, so that no run decodes an old one again.

A picture is known by the digest of its bytes, which every run takes: nothing is believed of a file.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from feedpub.cache import Cache

_KIND = "pictures"


class WholePictures(NamedTuple):
    """The pictures that a cache names, by the SHA-256 (hex) of their bytes; it can be pickled."""

    cache: Cache

    def holds(self, digest: str) -> bool:
        """Whether the picture was decoded by the Pillow that is here."""
        return bool(self.cache.get(_KIND, digest) == _decoded_by())

    def add(self, digest: str) -> None:
        """Note that it is whole."""
        self.cache.put(_KIND, digest, _decoded_by())


def _decoded_by() -> dict[str, str]:
    """Another version may find a fault that this one does not."""
    return {"pillow": version("pillow")}


Whole = WholePictures | None
"""None: every picture is decoded."""

Decode = Callable[[Path], None]


def decode_once(path: Path, digest: str, whole: Whole, decode: Decode) -> None:
    """Decode a picture that is not known to be whole; raises what `decode` raises."""
    if whole is None or not whole.holds(digest):
        decode(path)
        if whole is not None:
            whole.add(digest)
