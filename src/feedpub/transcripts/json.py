"""JSON transcripts, read and written.

Source: podcast namespace, "Transcripts" (JSON): a `version`, and `segments` with their times and text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from feedpub.sidecars import Faults, described, lines_of_list, parse_json
from feedpub.standards import LONGEST_MS
from feedpub.transcripts.cues import MISWRITTEN, UNREADABLE, UNVERSIONED, Cue, check_times

_SHAPE = 'write `{"version": "1.0.0", "segments": [{"startTime": 0.5, "endTime": 2, "body": "Hello."}, …]}`'


def read_json(text: str, faults: Faults) -> tuple[Cue, ...]:
    """The cues of a JSON transcript: its segments."""
    read = parse_json(text)
    if read.fault:
        faults.add(UNREADABLE, read.fault, "check the file with any JSON checker", read.line)
        return ()
    segments = read.value.get("segments") if isinstance(read.value, dict) else None
    if not isinstance(read.value, dict) or not isinstance(segments, list):
        faults.add(UNREADABLE, "it has no list `segments`", _SHAPE)
        return ()
    if not isinstance(read.value.get("version"), str) or not read.value["version"]:
        faults.add(UNVERSIONED, "the file does not say its `version`", 'add `"version": "1.0.0"`')
    if not segments:
        faults.add(UNREADABLE, "`segments` is empty", _SHAPE)
    if segments and all(map(_is_of_whisper, segments)):
        message = (
            "its segments have `start`, `end` and `text`, as Whisper writes, where apps read `startTime` and `body`"
        )
        faults.add(MISWRITTEN, message, "export it as WebVTT, or rename them")
        segments = [_renamed(segment) for segment in segments]
    cues = tuple(_cues(segments, lines_of_list(text, "segments"), faults))
    check_times(cues, faults)
    return cues


def _is_of_whisper(segment: object) -> bool:
    return isinstance(segment, dict) and {"start", "text"} <= segment.keys() and "startTime" not in segment


def _renamed(segment: Mapping[str, object]) -> dict[str, object]:
    named = {"startTime": "start", "endTime": "end", "body": "text", "speaker": "speaker"}
    return {name: segment[own] for name, own in named.items() if segment.get(own) is not None}


def _cues(segments: Sequence[object], lines: Sequence[int], faults: Faults) -> Iterator[Cue]:
    before = ""
    for number, segment in enumerate(segments, start=1):
        line = lines[number - 1] if number <= len(lines) else 0
        if not isinstance(segment, dict):
            faults.add(UNREADABLE, f"segment {number}: is {described(segment)}, not an object", _SHAPE, line)
        elif fault := _fault(segment):
            faults.add(UNREADABLE, f"segment {number}: {fault}", _SHAPE, line)
        else:
            end, speaker = segment.get("endTime"), segment.get("speaker")
            is_turn = speaker == "" and bool(before)
            before = before if speaker is None else speaker.strip()
            yield Cue(
                start_ms=round(segment["startTime"] * 1000),
                end_ms=None if end is None else round(end * 1000),
                speaker=(speaker or "").strip(),
                is_turn=is_turn,
                text=segment["body"].strip(),
                line=line,
            )


def _fault(segment: Mapping[str, object]) -> str:
    """What is wrong with a segment; empty if nothing is."""
    if "startTime" not in segment:
        return "has no `startTime`"
    if not _is_time(segment["startTime"]):
        return f"`startTime` is {described(segment['startTime'])}, not a time in seconds"
    if segment.get("endTime") is not None and not _is_time(segment["endTime"]):
        return f"`endTime` is {described(segment['endTime'])}, not a time in seconds"
    if not isinstance(segment.get("body"), str):
        return "`body` is missing, or not text"
    if not isinstance(segment.get("speaker"), str | None):
        return f"`speaker` is {described(segment['speaker'])}, not text"
    return ""


def _is_time(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= LONGEST_MS / 1000


def to_json(cues: Sequence[Cue]) -> bytes:
    """A JSON transcript: a segment per cue, times in seconds; `speaker` is empty where an unknown one begins."""
    segments = [
        {
            **({"speaker": cue.speaker} if cue.speaker or cue.is_turn else {}),
            "startTime": cue.start_ms / 1000,
            "endTime": (cue.end_ms or cue.start_ms) / 1000,
            "body": cue.text,
        }
        for cue in cues
    ]
    return (json.dumps({"version": "1.0.0", "segments": segments}, ensure_ascii=False, indent=1) + "\n").encode()
