"""Who speaks: labels in front of what is said, and the names that are published for them.

Sources: podcast namespace, "Transcripts" (SubRip: the speaker in front, with a colon); CEA-608 (`>>`: somebody else
speaks); for labels of diarisation what WhisperX, pyannote, Amazon Transcribe, Otter, Descript and others write.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from feedpub.transcripts.cues import Cue

Names = Mapping[str, str]
"""What a file may call somebody (case-folded) → the name that is published."""

_WORDS = (
    "speaker|spk|sprecher|sprecherin|locuteur|intervenant|hablante|orador|falante|parlante|spreker|talare|"
    "participant|person|voice|спикер|говорящий|ομιλητής|話者|说话人|說話者|发言人"
)
_DIARISED = re.compile(
    rf"(?:{_WORDS})(?:[ _-]{{0,2}}(?:#|№|nr\.?|no\.?)?[ _-]?[0-9]{{1,4}}|[ _-][a-z])"
    r"|speaker|s[0-9]{1,3}|(?:unknown|unidentified|multiple)(?:[ _-]speakers?)?|unbekannt|inconnu|desconocido",
    re.IGNORECASE,
)

_MARK = r"(?P<mark>>>+[ \t]*)?(?:[-–][ \t]*)?"
_NAME = r"[^\W\d_][^:：<>\[\]()]{0,59}"
_BRACKETS = r"[\[(<](?P<label>[^\[\]()<>:]{1,60})[\])>]"
_IN_BRACKETS = re.compile(rf"{_MARK}{_BRACKETS}(?P<colon>[ \t]*[:：])?[ \t]*(?P<rest>.*)")
_BEFORE_COLON = re.compile(rf"{_MARK}(?P<label>{_NAME})(?P<colon>:(?=[ \t]|$)|：)[ \t]*(?P<rest>.*)")
_ALONE = re.compile(rf"{_MARK}(?P<label>{_NAME})(?P<colon>)(?P<rest>)")
_SENTENCE = re.compile(r"[!?…;,] |[^\W\d_]{5}\. ")
"""What stands between sentences, and in no name (`Dr. Ada`)."""

_TURN = re.compile(r">>+[ \t]*(?P<rest>.*)")

_Speakers = frozenset[tuple[str, str]]
"""Labels (case-folded), each with a form in which it is a speaker."""

_FEWEST = 3
"""How often a label that nobody knows must occur to be a speaker."""

_MOST_WORDS = 5
_CAPITALISED = 4
"""Words of a name that is known by its capitals only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A line of a cue that may begin with who speaks."""

    cue: int
    """Index of its cue."""

    label: str
    rest: str
    is_marked: bool
    """`>>` stands in front."""

    is_own: bool
    """The label is the whole first line of its cue, and text follows below."""

    form: str
    """`colon`, `brackets` or `alone`: each form of a label is judged by itself."""


# --- labels and names


def is_diarised(label: str) -> bool:
    """Whether it is a label that a machine gives to a voice (`SPEAKER_00`, `Speaker 1`, `S1`, `spk_0`, `Unknown`)."""
    return bool(_DIARISED.fullmatch(label.strip()))


def name_of(label: str, names: Names) -> str:
    """The name that is published for a label: the one that is known, else the label; empty for one of a machine."""
    known = (names.get(one.casefold(), "") for one in spellings(label))
    plain = " ".join(label.split())
    return next(filter(None, known), "" if is_diarised(plain) else plain)


def spellings(label: str) -> tuple[str, ...]:
    """What a label may be known by: `Other, Ann (Guest)`, as Teams writes, is Ann Other, too."""
    plain = " ".join(label.split())
    bare = re.split(r" ?[(|]", plain, maxsplit=1)[0]
    last, comma, first = bare.partition(",")
    return (plain, bare, f"{first.strip()} {last.strip()}") if comma else (plain, bare)


def named(cues: Iterable[Cue], names: Names) -> Iterator[Cue]:
    """Cues with names in place of labels; one in which somebody without a name begins to speak says so (`is_turn`)."""
    before = ""
    for cue in cues:
        name = name_of(cue.speaker, names) if cue.speaker else ""
        is_other = bool(cue.speaker) and not name and bool(before) and cue.speaker.casefold() != before
        before = cue.speaker.casefold() or ("" if cue.is_turn else before)
        yield replace(cue, speaker=name, is_turn=not name and (cue.is_turn or is_other))


def labels(cues: Iterable[Cue]) -> tuple[str, ...]:
    """Every label of cues that were attributed, once, in their order."""
    return tuple(dict.fromkeys(label for cue in cues if (label := " ".join(cue.speaker.split()))))


# --- who says what


def attributed(cues: Sequence[Cue], names: Names) -> tuple[Cue, ...]:
    """Cues with their speakers as the file labels them, without the labels in their text.

    A cue in which several speak becomes several, with the same times. A label is known by `names`, as one of a machine,
    or because it occurs three times, in two cues that are not neighbours.
    """
    found = {(line.cue, at): line for line, at in _candidates(cues)}
    speakers = _speakers(list(found.values()), names)
    spoken = [one for number, cue in enumerate(cues) for one in _turns(cue, number, found, speakers)]
    return tuple(_with_pending(spoken))


def _with_pending(cues: Iterable[Cue]) -> Iterator[Cue]:
    """Cues, where a label alone in its cue is the label of the next one."""
    pending: Cue | None = None
    for cue in cues:
        if not cue.text.strip() and (cue.speaker or cue.is_turn):
            pending = cue
            continue
        if pending is not None and not cue.speaker and not cue.is_turn and cue.text.strip():
            yield replace(cue, speaker=pending.speaker, is_turn=pending.is_turn)
        else:
            yield cue
        pending = None if cue.text.strip() else pending
    if pending is not None:
        yield pending


def _turns(cue: Cue, number: int, found: Mapping[tuple[int, int], _Line], speakers: _Speakers) -> Iterator[Cue]:
    """A cue in as many as speak in it."""
    turns: list[tuple[str, bool, list[str]]] = [(cue.speaker, cue.is_turn, [])]
    for at, text in enumerate(cue.text.split("\n")):
        line = found.get((number, at))
        if line is not None and (line.label.casefold(), line.form) in speakers:
            turns.append((line.label, False, [line.rest]))
        elif not cue.speaker and (mark := _TURN.fullmatch(text)):
            turns.append(("", True, [mark["rest"]]))
        else:
            turns[-1][2].append(text)
    full = [turn for turn in turns if "".join(turn[2]).strip() or turn is turns[-1]]
    for speaker, is_turn, lines in full:
        yield replace(cue, speaker=speaker, is_turn=is_turn, text="\n".join(lines).strip("\n"))


def _candidates(cues: Sequence[Cue]) -> Iterator[tuple[_Line, int]]:
    """Lines that begin with what may be a label, each with its number in its cue; none where markup names the voice."""
    for number, cue in enumerate(cues):
        lines = cue.text.split("\n")
        for at, text in enumerate(lines if not cue.speaker else ()):
            below = at == 0 and any(line.strip() for line in lines[1:])
            if line := _candidate(text.strip(), number, below=below):
                yield line, at


def _candidate(text: str, cue: int, *, below: bool) -> _Line | None:
    brackets = _IN_BRACKETS.fullmatch(text)
    match = brackets or _BEFORE_COLON.fullmatch(text) or (_ALONE.fullmatch(text) if below else None)
    if match is None:
        return None
    return _Line(
        cue=cue,
        label=" ".join(match["label"].split()),
        rest=match["rest"],
        is_marked=bool(match["mark"]),
        is_own=below and not match["rest"],
        form="colon" if match["colon"] else "brackets" if brackets else "alone",
    )


def _speakers(lines: Sequence[_Line], names: Names) -> _Speakers:
    """The labels that are speakers, in the forms in which they are."""
    by_label: dict[tuple[str, str], list[_Line]] = defaultdict(list)
    for line in lines:
        by_label[line.label.casefold(), line.form].append(line)
    heads = {line.cue for line in lines if _is_head(line)}
    return frozenset(label for label, own in by_label.items() if _is_speaker(own, names, has_heads=len(heads) > 1))


def _is_speaker(lines: Sequence[_Line], names: Names, *, has_heads: bool) -> bool:
    """Whether the lines that begin with one label, in one form, begin with a speaker."""
    label, form = lines[0].label, lines[0].form
    if is_diarised(label):
        return form != "alone" or label[-1].isdigit()
    if any(one.casefold() in names for one in spellings(label)):
        return form != "alone" or _is_frequent(lines)
    if form != "colon":
        return False
    if any((line.is_marked and _is_capitalised(label)) or (has_heads and _is_head(line)) for line in lines):
        return True
    return len(label.split()) <= _MOST_WORDS and not _SENTENCE.search(label) and _is_frequent(lines)


def _is_head(line: _Line) -> bool:
    return line.is_own and line.form == "colon" and _is_capitalised(line.label)


def _is_frequent(lines: Sequence[_Line]) -> bool:
    return len(lines) >= _FEWEST and lines[-1].cue - lines[0].cue > 1


def _is_capitalised(label: str) -> bool:
    """Whether it looks like a name: in capitals, or two words and more that begin with one."""
    words = label.split()
    return len(words) <= _CAPITALISED and (label.isupper() or (len(words) > 1 and all(map(_begins_large, words))))


def _begins_large(word: str) -> bool:
    return word[0].isupper()
