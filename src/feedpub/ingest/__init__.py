"""An author's files, read and measured; and the way back, from a path of the feed to the line that it comes from.

Every name is imported when it is first used: `status` compares files, and renders and lints nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from feedpub.ingest.lines import AuthorFiles, known_faults, locate, not_suppressed, suppressed
    from feedpub.ingest.reading import MeasureAudio, OnRead
    from feedpub.ingest.show import ingest, ingest_readable

__all__ = [
    "AuthorFiles",
    "MeasureAudio",
    "OnRead",
    "ingest",
    "ingest_readable",
    "known_faults",
    "locate",
    "not_suppressed",
    "suppressed",
]

_MODULES = {
    **dict.fromkeys(("AuthorFiles", "known_faults", "locate", "not_suppressed", "suppressed"), "lines"),
    **dict.fromkeys(("MeasureAudio", "OnRead"), "reading"),
    **dict.fromkeys(("ingest", "ingest_readable"), "show"),
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for (PEP 562)
    """A name of this package; it is imported now."""
    if name not in __all__:
        raise AttributeError(f"module 'feedpub.ingest' has no attribute {name!r}")
    return getattr(import_module(f"feedpub.ingest.{_MODULES[name]}"), name)
