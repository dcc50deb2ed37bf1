"""A transcript's bytes → what it says, and what is wrong with it."""

from __future__ import annotations

from feedpub.sidecars import Faults, read_text
from feedpub.transcripts import page, segments, srt, vtt
from feedpub.transcripts.cues import OTHER_TYPE, UNREADABLE, Cue, Transcript
from feedpub.transcripts.kinds import HTML, JSON, NAMES, PLAIN, SRT, VTT, kind_of
from feedpub.vocab import TRANSCRIPT_TYPES, common_type, is_visible

_READERS = {VTT: vtt.read, SRT: srt.read, JSON: segments.read, HTML: page.read}
_EXTENSIONS = {known: extension for extension, known in TRANSCRIPT_TYPES.items()}


def read(data: bytes, type: str = "") -> Transcript:
    """What a transcript says. `type` is what the feed (or the server) says of it; empty if nobody does.

    Of a file that is something else than its type says, nothing else is told.
    """
    faults, characters, declared = Faults(), read_text(data), common_type(type)
    if not is_visible(characters.text):
        faults.add(UNREADABLE, "the file is empty", "leave out the tag until there is a transcript")
        return Transcript(type=declared, faults=faults.by_line())
    if characters.fault:
        faults.add(UNREADABLE, characters.fault, "save the file again as UTF-8", characters.line)
    kind = _kind(characters.text, declared)
    if declared in NAMES and kind != declared:
        hint = f'say `type="{kind}"`, and let the file end in .{_EXTENSIONS[kind]}; or export it again'
        if kind == HTML:
            hint = "is the transcript there, and open to everybody? This may be a page that says it is not"
        faults.add(OTHER_TYPE, f"it is {NAMES[kind]}, not {NAMES[declared]}", hint)
        return Transcript(type=kind, cues=_cues(kind, characters.text, Faults()), faults=faults.by_line())
    return Transcript(type=kind, cues=_cues(kind, characters.text, faults), faults=faults.by_line())


def _kind(text: str, declared: str) -> str:
    """What a text is; something broken is what it should be."""
    kind = kind_of(text, declared)
    if kind == PLAIN and declared in {VTT, SRT} and "-->" in text:
        return declared
    return JSON if declared == JSON and text.lstrip()[:1] in {"{", "["} else kind


def _cues(kind: str, text: str, faults: Faults) -> tuple[Cue, ...]:
    reader = _READERS.get(kind)
    return reader(text, faults) if reader else ()
