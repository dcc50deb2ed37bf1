"""A transcript as facts in a view: `seen:transcript`, to stand in the `podcast:transcript` that names it."""

from __future__ import annotations

from feedpub.sidecars import fault_facts
from feedpub.transcripts.cues import Transcript
from feedpub.transcripts.read import read
from feedpub.view import Element, fact


def seen(data: bytes, type: str = "") -> Element:
    """The fact of a transcript, from its bytes and what the feed says that it is."""
    return facts(read(data, type))


def facts(transcript: Transcript) -> Element:
    """The fact: type by content, number of cues, when the first begins and the last ends; faults are its children."""
    cues = transcript.cues
    own = fact(
        "transcript",
        type=transcript.type or None,
        cues=len(cues),
        first_cue_ms=min((cue.start_ms for cue in cues), default=None),
        last_cue_ms=max((cue.start_ms if cue.end_ms is None else cue.end_ms for cue in cues), default=None),
    )
    return Element(own.name, attributes=own.attributes, children=tuple(fault_facts(transcript.faults)))
