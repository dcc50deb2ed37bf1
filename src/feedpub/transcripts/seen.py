"""A transcript as facts in a view: `seen:transcript`, to stand in the `podcast:transcript` that names it."""

from __future__ import annotations

from feedpub.sidecars import fault_facts
from feedpub.transcripts.cues import Transcript
from feedpub.view import Element, fact


def facts(transcript: Transcript) -> Element:
    """The fact: type by content, number of cues, when the first begins and the last ends; faults are its children."""
    cues = transcript.cues
    seen = fact(
        "transcript",
        type=transcript.type or None,
        cues=len(cues),
        first_cue_ms=min((cue.start_ms for cue in cues), default=None),
        last_cue_ms=max((cue.start_ms if cue.end_ms is None else cue.end_ms for cue in cues), default=None),
    )
    return Element(seen.name, attributes=seen.attributes, children=tuple(fault_facts(transcript.faults)))
