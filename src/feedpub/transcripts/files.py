"""An author's transcript files: measured, and what is published from them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from feedpub.errors import Unusable
from feedpub.model.measured import Sidecar
from feedpub.standards import ONLINE_ONLY, RINGING_MS, TRANSCRIPT_TYPES
from feedpub.transcripts.cues import LOSING, Cue
from feedpub.transcripts.json import to_json
from feedpub.transcripts.labels import Names, labels, named, spellings
from feedpub.transcripts.paragraphs import PAGE_WORDS, count_words, paragraphs
from feedpub.transcripts.read import read
from feedpub.transcripts.rolling import without_repeats
from feedpub.transcripts.speakers import attributed
from feedpub.transcripts.writers import to_srt, to_vtt

LIMIT = 16 << 20
"""Bytes; ten hours of speech with times take under two."""

_WRITERS: Mapping[str, Callable[[Sequence[Cue]], bytes]] = {"vtt": to_vtt, "srt": to_srt, "json": to_json}
_RICHEST = ("json", "vtt", "srt")
"""Formats from the one that says most: JSON names speakers, SubRip has none."""

_ENDLESS = 1 << 40

_PHRASE = 64
"""Characters of a caption: two lines of SubRip."""

_PAUSE_MS = 1_000
_ENDS = (".", "!", "?", "…", "。", "؟")
_BLANKS = re.compile(r"\s+")


# --- measuring


def measure(path: Path, *, file: str, language: str = "", rel: str = "") -> Sidecar:
    """Type, size and digest of an author's transcript; `file` is the path as written, `language` BCP 47 or empty.

    Raises `Unusable` for a type that no app reads, and for content of another type than its name says.
    """
    extension = path.suffix.lower().removeprefix(".")
    if extension not in TRANSCRIPT_TYPES:
        known = ", ".join(f".{name}" for name in TRANSCRIPT_TYPES)
        raise Unusable(
            f"the name of a transcript ends in {known}, not in {path.suffix or 'nothing'}",
            hint="most apps read WebVTT (.vtt)",
        )
    if path.stat().st_size > LIMIT:
        raise Unusable(f"the transcript is over {LIMIT >> 20} MiB", hint="check that it is the right file")
    data = path.read_bytes()
    digest = sha256(data).hexdigest()
    _refuse_other_type(_text(data), extension)
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
    if data.startswith((b"{\\rtf", b"PK\x03\x04")):
        what = "RTF" if data.startswith(b"{") else "a document of Word or another archive"
        raise Unusable(f"the transcript is {what}, not text", hint="save it as plain text")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unusable(f"the transcript is not UTF-8 (byte {error.start + 1})", hint="save it again as UTF-8") from None
    if not text.strip():
        raise Unusable("the transcript is empty", hint=f"leave it out until there is one; {ONLINE_ONLY}")
    return text


def _refuse_other_type(text: str, extension: str) -> None:
    if extension == "vtt" and not text.startswith("WEBVTT"):
        raise Unusable("this is not WebVTT: its first line must begin with WEBVTT", hint="export it as WebVTT again")
    if extension == "srt" and " --> " not in text:
        raise Unusable("this is not SubRip: there is no line with ' --> '", hint="export it as SRT again")
    if extension == "json" and not _is_segments(text):
        raise Unusable("this is not a JSON transcript: it needs a list `segments`", hint="or use WebVTT")


def _is_segments(text: str) -> bool:
    try:
        values = json.loads(text)
    except ValueError:
        return False
    return isinstance(values, dict) and isinstance(values.get("segments"), list)


# --- publishing


def published_files(
    measured: Iterable[Sidecar], *, duration_ms: int = 0, speakers: Mapping[str, str] | None = None
) -> Iterator[Sidecar]:
    """The transcripts that are published: every language as WebVTT, SubRip and JSON, WebVTT first.

    `duration_ms` cuts off what lasts longer than the recording (0: not known); `speakers` maps what a file may call
    somebody (case-folded) to their name. A format that the author has is made from their file, any other from the
    richest. Captions that roll up are written out once, each speaker gets their words, and labels of machines
    (`SPEAKER_00`) are no names. Files without times (HTML, plain text), and those that cannot be read whole, are
    published as they are.
    """
    known = tuple(sorted((speakers or {}).items()))
    ordered = sorted(measured, key=lambda one: (one.language, one.rel))
    for _, group in groupby(ordered, key=lambda one: (one.language, one.rel)):
        yield from _of_language(list(group), duration_ms, known)


def _of_language(files: list[Sidecar], duration_ms: int, speakers: tuple[tuple[str, str], ...]) -> Iterator[Sidecar]:
    whole = [one for one in files if _is_convertible(one)]
    own = {one.extension: one for one in reversed(whole)}
    if own:
        richest = next(own[form] for form in _RICHEST if form in own)
        for form in _WRITERS:
            if form in own or not any(one.extension == form for one in files):
                yield _made(own.get(form, richest), form, duration_ms, speakers)
    for one in files:
        if one not in whole:
            yield replace(one, own_page=_has_own_page(one.path.read_bytes(), one.type))


def _is_convertible(file: Sidecar) -> bool:
    """Whether all of its text can be read, with times."""
    if file.extension not in _WRITERS:
        return False
    found = read(file.path.read_bytes(), file.type)
    return bool(found.cues) and not any(fault.kind in LOSING for fault in found.faults)


def _made(file: Sidecar, form: str, duration_ms: int, speakers: tuple[tuple[str, str], ...]) -> Sidecar:
    recipe = replace(
        file, form=form, extension=form, type=TRANSCRIPT_TYPES[form], duration_ms=duration_ms, speakers=speakers
    )
    data = content(recipe)
    is_long = form == "json" and _has_own_page(data, recipe.type)
    return replace(recipe, size=len(data), digest=sha256(data).hexdigest(), own_page=is_long)


def _has_own_page(data: bytes, type: str) -> bool:
    return count_words(paragraphs(data, type)) > PAGE_WORDS


def content(sidecar: Sidecar) -> bytes:
    """The bytes that are published: made on every call, so that a thousand transcripts need no memory."""
    if not sidecar.form:
        return sidecar.path.read_bytes()
    kind = TRANSCRIPT_TYPES[sidecar.path.suffix.lower().removeprefix(".")]
    cues = _cues(sidecar.path.read_bytes(), kind, sidecar.duration_ms, sidecar.speakers)
    return _WRITERS[sidecar.form](cues if sidecar.form == "json" else tuple(_phrases(cues)))


@lru_cache(maxsize=2)
def _cues(data: bytes, kind: str, duration_ms: int, speakers: tuple[tuple[str, str], ...]) -> tuple[Cue, ...]:
    """Cached by content, not by name: the file may be edited between two runs of one program."""
    return cleaned(_attributed(data, kind, dict(speakers)), duration_ms=duration_ms or _ENDLESS, people=dict(speakers))


def _attributed(data: bytes, kind: str, names: Names) -> tuple[Cue, ...]:
    cues = without_repeats(sorted(read(data, kind).cues, key=lambda cue: cue.start_ms))
    return attributed(cues, names)


def labels_of(sidecar: Sidecar) -> frozenset[str]:
    """What may be meant by the labels of an author's file, case-folded; empty for one that is published as it is."""
    if not sidecar.form:
        return frozenset()
    kind = TRANSCRIPT_TYPES[sidecar.path.suffix.lower().removeprefix(".")]
    cues = _attributed(sidecar.path.read_bytes(), kind, dict(sidecar.speakers))
    return frozenset(one.casefold() for label in labels(cues) for one in spellings(label))


def _phrases(cues: Sequence[Cue]) -> Iterator[Cue]:
    """Cues for captions: in a file that times every word, words become phrases; longer cues stay."""
    if 2 * sum(" " not in cue.text for cue in cues) <= len(cues):
        yield from cues
        return
    phrase: Cue | None = None
    for cue in cues:
        if phrase is not None and _continues(phrase, cue):
            phrase = replace(phrase, end_ms=cue.end_ms, text=f"{phrase.text} {cue.text}")
            continue
        if phrase is not None:
            yield phrase
        phrase = cue
    if phrase is not None:
        yield phrase


def _continues(phrase: Cue, cue: Cue) -> bool:
    is_word = " " not in cue.text and len(phrase.text) + len(cue.text) < _PHRASE
    is_same = cue.speaker in {"", phrase.speaker} and not cue.is_turn
    together = is_same and cue.start_ms - (phrase.end_ms or cue.start_ms) < _PAUSE_MS
    return is_word and together and not phrase.text.endswith(_ENDS)


def cleaned(cues: Sequence[Cue], *, duration_ms: int, people: Names | None = None) -> tuple[Cue, ...]:
    """Cues as they are published: in order, with single blanks, each with an end, none after the recording.

    Cues without text are left out; one that lasts into the next ends where that begins. `people` maps a speaker as the
    file names them (case-folded) to the name that the show uses.
    """
    ordered = named(sorted(cues, key=lambda cue: cue.start_ms), people or {})
    plain = [replace(cue, text=_BLANKS.sub(" ", cue.text).strip()) for cue in ordered]
    kept = [cue for cue in plain if cue.text and cue.start_ms < duration_ms + RINGING_MS]
    return tuple(_with_ends(kept, duration_ms))


_LAST_MS = 5_000
"""How long the last cue is shown if it has no end, or one that is not behind its start."""


def _with_ends(cues: Sequence[Cue], duration_ms: int) -> Iterator[Cue]:
    """Cues that end no later than the next one begins that begins later: what is said at once ends at once."""
    following: int | None = None
    ended: list[Cue] = []
    for at in range(len(cues) - 1, -1, -1):
        cue = cues[at]
        if at + 1 < len(cues) and cues[at + 1].start_ms > cue.start_ms:
            following = cues[at + 1].start_ms
        limit = duration_ms if following is None else min(following, duration_ms)
        wanted = cue.end_ms or 0
        if wanted <= cue.start_ms:
            wanted = cue.start_ms + _LAST_MS if following is None else limit
        end = min(wanted, limit) if limit > cue.start_ms else wanted
        ended.append(replace(cue, end_ms=max(end, cue.start_ms + 1)))
    yield from reversed(ended)
