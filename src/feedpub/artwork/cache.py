"""Which pictures were decoded to their end before, so that no run decodes an old one again.

A picture is known by the digest of its bytes, which every run takes: nothing is believed of a file.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from feedpub.cache import Cache

_KIND = "pictures"

Whole = Cache | None
"""Names the pictures that are whole, by the SHA-256 (hex) of their bytes; None: every picture is decoded."""

Decode = Callable[[Path], None]


def decode_once(path: Path, digest: str, whole: Whole, decode: Decode) -> None:
    """Decode a picture that is not known to be whole; raises what `decode` raises."""
    if whole is None:
        decode(path)
    elif whole.get(_KIND, digest) != _decoded_by():
        decode(path)
        whole.put(_KIND, digest, _decoded_by())


def _decoded_by() -> dict[str, str]:
    """Another version may find a fault that this one does not."""
    return {"pillow": version("pillow")}
