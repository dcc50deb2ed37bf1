"""From the author's transcript files to what is published: each language as WebVTT, SubRip and JSON.

What has no times (HTML, plain text), and what cannot be read whole, is published as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from itertools import groupby

from feedpub.model.measured import Sidecar
from feedpub.transcripts.cues import OTHER_TYPE, STRAY, UNREADABLE, Cue
from feedpub.transcripts.published import cleaned, to_json, to_srt, to_vtt
from feedpub.transcripts.read import read
from feedpub.vocab import TRANSCRIPT_TYPES

_FORMS: Mapping[str, Callable[[Sequence[Cue]], bytes]] = {"vtt": to_vtt, "srt": to_srt, "json": to_json}
_RICHEST = ("json", "vtt", "srt")
"""Which file of a language says most: JSON names speakers, SubRip nobody."""

_LOSING = frozenset({OTHER_TYPE, STRAY, UNREADABLE})
"""Faults with which words would be lost."""

_FOREVER = 1 << 40


def forms(
    measured: Iterable[Sidecar], *, duration_ms: int = 0, speakers: Mapping[str, str] | None = None
) -> Iterator[Sidecar]:
    """What is published of an episode's files: each form and language once, WebVTT first.

    `duration_ms` ends what lasts longer than the recording (0: nobody knows); `speakers` are names by what a file may
    call somebody (case-folded). A form that the author has is made of their file, any other of the richest.
    """
    known = tuple(sorted((speakers or {}).items()))
    ordered = sorted(measured, key=lambda one: (one.language, one.rel))
    for _, group in groupby(ordered, key=lambda one: (one.language, one.rel)):
        yield from _of_language(list(group), duration_ms, known)


def _of_language(files: list[Sidecar], duration_ms: int, speakers: tuple[tuple[str, str], ...]) -> Iterator[Sidecar]:
    whole = [one for one in files if is_convertible(one)]
    own = {one.extension: one for one in reversed(whole)}
    if own:
        richest = next(own[form] for form in _RICHEST if form in own)
        for form in _FORMS:
            if form in own or not any(one.extension == form for one in files):
                yield _made(own.get(form, richest), form, duration_ms, speakers)
    yield from (one for one in files if one not in whole)


def is_convertible(file: Sidecar) -> bool:
    """Whether every word of it can be read, with its time."""
    if file.extension not in _FORMS:
        return False
    found = read(file.path.read_bytes(), file.type)
    return bool(found.cues) and not any(fault.kind in _LOSING for fault in found.faults)


def _made(file: Sidecar, form: str, duration_ms: int, speakers: tuple[tuple[str, str], ...]) -> Sidecar:
    recipe = replace(
        file, form=form, extension=form, type=TRANSCRIPT_TYPES[form], duration_ms=duration_ms, speakers=speakers
    )
    data = content(recipe)
    return replace(recipe, size=len(data), digest=sha256(data).hexdigest())


def content(sidecar: Sidecar) -> bytes:
    """The bytes that are published: made anew each time, so that a thousand transcripts need no memory."""
    if not sidecar.form:
        return sidecar.path.read_bytes()
    kind = TRANSCRIPT_TYPES[sidecar.path.suffix.lower().removeprefix(".")]
    cues = _cues(sidecar.path.read_bytes(), kind, sidecar.duration_ms, sidecar.speakers)
    return _FORMS[sidecar.form](cues if sidecar.form == "json" else tuple(_phrases(cues)))


@lru_cache(maxsize=2)
def _cues(data: bytes, kind: str, duration_ms: int, speakers: tuple[tuple[str, str], ...]) -> tuple[Cue, ...]:
    """Kept by what the file says, not by its name: it may be edited between two runs of one program."""
    return cleaned(read(data, kind).cues, duration_ms=duration_ms or _FOREVER, people=dict(speakers))


_PHRASE = 64
"""Characters of a caption: two lines of SubRip."""

_PAUSE_MS = 1_000
_ENDS = (".", "!", "?", "…", "。", "؟")


def _phrases(cues: Sequence[Cue]) -> Iterator[Cue]:
    """Captions of files that time every word: words become phrases; what is longer than a word stays."""
    phrase: Cue | None = None
    for cue in cues:
        if phrase is not None and _goes_on(phrase, cue):
            phrase = replace(phrase, end_ms=cue.end_ms, text=f"{phrase.text} {cue.text}")
            continue
        if phrase is not None:
            yield phrase
        phrase = cue
    if phrase is not None:
        yield phrase


def _goes_on(phrase: Cue, cue: Cue) -> bool:
    is_word = " " not in cue.text and len(phrase.text) + len(cue.text) < _PHRASE
    together = cue.speaker in {"", phrase.speaker} and cue.start_ms - (phrase.end_ms or cue.start_ms) < _PAUSE_MS
    return is_word and together and not phrase.text.endswith(_ENDS)
