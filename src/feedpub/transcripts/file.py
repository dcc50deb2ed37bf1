"""Transcript files of ours: what they are, by name and content."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

from feedpub.errors import Unusable
from feedpub.model.measured import Sidecar
from feedpub.vocab import TRANSCRIPT_TYPES

LIMIT = 16 << 20
"""Bytes; ten hours of speech with times take under two."""


def measure(path: Path, *, file: str, language: str = "", rel: str = "") -> Sidecar:
    """The facts of a transcript; `file` is the path as the author wrote it, `language` BCP 47 or empty.

    Raises `Unusable` for a type that no app reads, and for content that is not what its name says.
    """
    extension = path.suffix.lower().removeprefix(".")
    if extension not in TRANSCRIPT_TYPES:
        known = ", ".join(f".{name}" for name in TRANSCRIPT_TYPES)
        raise Unusable(
            f"a transcript ends in {known}, not {path.suffix or 'nothing'}", hint="WebVTT (.vtt) is read by most"
        )
    if path.stat().st_size > LIMIT:
        raise Unusable(f"the transcript is over {LIMIT >> 20} MiB", hint="is it another kind of file?")
    data = path.read_bytes()
    digest = sha256(data).hexdigest()
    _refuse_other(_text(data), extension)
    return Sidecar(
        file=file,
        path=path,
        type=TRANSCRIPT_TYPES[extension],
        extension=extension,
        size=len(data),
        digest=digest,
        source=digest,
        language=language,
        rel=rel,
    )


def _text(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unusable(f"the transcript is not UTF-8 (byte {error.start + 1})", hint="save it again as UTF-8") from None
    if not text.strip():
        raise Unusable("the transcript is empty", hint="delete the line until there is one")
    return text


def _refuse_other(text: str, extension: str) -> None:
    if extension == "vtt" and not text.startswith("WEBVTT"):
        raise Unusable("this is no WebVTT: its first line must begin with WEBVTT", hint="export it as WebVTT again")
    if extension == "srt" and " --> " not in text:
        raise Unusable("this is no SubRip: there is no line with ' --> '", hint="export it as SRT again")
    if extension == "json" and not _is_segments(text):
        raise Unusable("this is no transcript JSON: it needs a list `segments`", hint="or use WebVTT")


def _is_segments(text: str) -> bool:
    try:
        values = json.loads(text)
    except ValueError:
        return False
    return isinstance(values, dict) and isinstance(values.get("segments"), list)
