"""Who speaks: the labels in front of what is said, in each form in which programs and people write them.

Sources: podcast namespace, "Transcripts" (SubRip: the speaker in front, with a colon); CEA-608 (`>>`: somebody else
speaks).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from feedpub.transcripts.cues import Cue
from feedpub.transcripts.labels import Names, is_capitalised, is_diarised, is_full_name, is_name, is_remark, spellings

_MARK = r"(?P<mark>>>+[ \t]*)?(?:[-–][ \t]*)?"
_NAME = r"[^\W\d_][^:：<>\[\]()]{0,59}"
_AT = r"(?P<at>[ \t]*[(\[][0-9]{1,2}(?::[0-9]{2}){1,2}(?:[.,][0-9]{1,3})?[)\]])?"
"""The time that Rev and Riverside write behind a name: `Ada Lovelace (00:03):`."""

_BRACKETS = r"[\[(<](?P<label>[^\[\]()<>:]{1,60})[\])>]"
_IN_BRACKETS = re.compile(rf"{_MARK}{_BRACKETS}(?P<colon>[ \t]*[:：])?[ \t]*(?P<rest>.*)")
_BEFORE_COLON = re.compile(rf"{_MARK}(?P<label>{_NAME}?){_AT}(?P<colon>[ \t]?:(?=[ \t]|$)|：)[ \t]*(?P<rest>.*)")
_ALONE = re.compile(rf"{_MARK}(?P<label>{_NAME}?){_AT}(?P<colon>)(?P<rest>)")
_LABELLED = re.compile(r"[:：\[(<]")
"""What each label has that is not alone in its line."""

_TURN = re.compile(r">>+[ \t]*(?P<rest>.*)")
_TURN_WITHIN = re.compile(r"(?<=\S)[ \t]+(?=>>+[ \t]*\S)")
_BRACKETS_WITHIN = re.compile(
    r"(?<=[^\s>–-])[ \t]+(?=[\[(<](?P<label>[^\[\]()<>:]{1,60})[\])>](?P<colon>[ \t]*[:：])?)"
)
_NAME_WITHIN = re.compile(rf"(?<=[.?!…。！？\"”’)\]])[ \t]+(?=(?P<label>{_NAME}):[ \t])")
_TURN_BEHIND = re.compile(r"[ \t]*\[SPEAKER_TURN\][ \t]*", re.IGNORECASE)
"""What whisper.cpp writes behind the words of a speaker (`--tinydiarize`)."""

_Speakers = frozenset[tuple[str, str]]
"""Labels (case-folded), each with a form in which it is a speaker."""

_FEWEST = 3
"""How often a label that nobody knows must occur to be a speaker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A line of a cue that may begin with who speaks."""

    cue: int
    """Index of its cue."""

    label: str
    rest: str
    is_marked: bool
    """`>>` stands in front."""

    is_timed: bool
    """A time stands behind the label."""

    is_own: bool
    """The label is the whole first line of its cue, and text follows below."""

    form: str
    """`colon`, `brackets` or `alone`: each form of a label is judged by itself."""


# --- who says what


def attributed(cues: Sequence[Cue], names: Names) -> tuple[Cue, ...]:
    """Cues with their speakers as the file labels them, without the labels in their text.

    A cue in which several speak becomes several, with the same times. A label is known by `names`, as one of a machine,
    or because it occurs three times, in two cues that are not neighbours.
    """
    candidates = list(_candidates(cues))
    speakers = _speakers([line for line, _ in candidates], names)
    broken = list(_with_lines(cues, names, speakers))
    if any(one is not cue for one, cue in zip(broken, cues, strict=True)):
        candidates, cues = list(_candidates(broken)), broken
        speakers = _speakers([line for line, _ in candidates], names)
    found = {(line.cue, at): line for line, at in candidates}
    spoken = [one for number, cue in enumerate(cues) for one in _split_by_speaker(cue, number, found, speakers)]
    return tuple(_with_pending(spoken))


def _with_lines(cues: Sequence[Cue], names: Names, speakers: _Speakers) -> Iterator[Cue]:
    """Cues, where somebody who begins to speak within a line begins a line: `How are you? BOB: Fine.`, `Well. >> Yes.`

    Only in the forms in which `speakers` begin lines, too, since `cat >> file` and `(S1)` may be text. A cue in which
    nobody else begins stays the same object.
    """
    has_turns = any(_TURN.match(text) for cue in cues for text in cue.text.split("\n"))
    is_turn = False
    for cue in cues:
        text, marks = _TURN_BEHIND.subn("\n>> ", cue.text)
        text = _TURN_WITHIN.sub("\n", text) if has_turns else text
        if speakers or names:
            text = _NAME_WITHIN.sub(lambda match: _break(match, "colon", speakers, names), text)
        text = _BRACKETS_WITHIN.sub(lambda match: _break(match, "brackets", speakers, {}), text)
        begins = is_turn and not cue.speaker
        is_turn = bool(marks) and text.endswith(">> ")
        text = text.removesuffix("\n>> ")
        is_same = text == cue.text and (cue.is_turn or not begins)
        yield cue if is_same else replace(cue, text=text, is_turn=cue.is_turn or begins)


def _break(match: re.Match[str], form: str, speakers: _Speakers, names: Names) -> str:
    """An end of the line in front of a label that is a speaker; else what stands there."""
    label = " ".join(match["label"].split())
    is_known = (label.casefold(), form) in speakers or any(one.casefold() in names for one in spellings(label))
    is_machine = is_diarised(label) and bool(match.groupdict().get("colon"))
    return "\n" if is_known or is_machine else match[0]


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


def _split_by_speaker(
    cue: Cue, number: int, found: Mapping[tuple[int, int], _Line], speakers: _Speakers
) -> Iterator[Cue]:
    """A cue in as many as speak in it; where nobody is named, the same one."""
    if "\n" not in cue.text and (number, 0) not in found and not cue.text.startswith(">>"):
        yield cue
        return
    turns: list[tuple[str, bool, list[str]]] = [(cue.speaker, cue.is_turn, [])]
    for at, text in enumerate(cue.text.split("\n")):
        line = found.get((number, at))
        if line is not None and (cue.speaker or (line.label.casefold(), line.form) in speakers):
            turns.append((cue.speaker or line.label, False, [line.rest]))
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
        for at, text in enumerate(lines):
            below = at == 0 and any(line.strip() for line in lines[1:])
            if not below and _LABELLED.search(text) is None:
                continue
            line = _candidate(text.strip(), number, below=below)
            if line and (not cue.speaker or (at == 0 and _repeats(line, cue))):
                yield line, at


def _repeats(line: _Line, cue: Cue) -> bool:
    """Whether a line begins with who is named already: `<v Ada>Ada: Hello`."""
    return line.form != "alone" and line.label.casefold() == " ".join(cue.speaker.split()).casefold()


def _candidate(text: str, cue: int, *, below: bool) -> _Line | None:
    brackets = _IN_BRACKETS.fullmatch(text)
    match = brackets or _BEFORE_COLON.fullmatch(text) or (_ALONE.fullmatch(text) if below else None)
    if match is None:
        return None
    is_timed = not brackets and bool(match["at"])
    return _Line(
        cue=cue,
        label=" ".join(match["label"].split()),
        rest=match["rest"],
        is_marked=bool(match["mark"]),
        is_timed=is_timed,
        is_own=below and not match["rest"],
        form="colon" if match["colon"] or is_timed else "brackets" if brackets else "alone",
    )


def _speakers(lines: Sequence[_Line], names: Names) -> _Speakers:
    """The labels that are speakers, in the forms in which they are."""
    by_label: dict[tuple[str, str], list[_Line]] = defaultdict(list)
    for line in lines:
        by_label[line.label.casefold(), line.form].append(line)
    heads = {line.cue for line in lines if _is_head(line)}
    speakers = {label for label, own in by_label.items() if _is_speaker(own, names, has_heads=len(heads) > 1)}
    return frozenset(speakers | _of_a_dialogue(by_label, speakers))


def _of_a_dialogue(
    by_label: Mapping[tuple[str, str], Sequence[_Line]], speakers: Container[tuple[str, str]]
) -> _Speakers:
    """Names of several words, where labels that are known begin most of the cues in the same form, as Zoom writes."""
    colons = {label: own for label, own in by_label.items() if label[1] == "colon"}
    known = {line.cue for label, own in colons.items() if label in speakers for line in own}
    others = {label for label, own in colons.items() if label not in speakers and is_full_name(own[0].label)}
    first = min((line.cue for own in colons.values() for line in own), default=0)
    last = max((line.cue for own in colons.values() for line in own), default=0)
    labelled = known | {line.cue for label in others for line in colons[label]}
    return frozenset(others if known and 2 * len(labelled) > last - first + 1 else ())


def _is_speaker(lines: Sequence[_Line], names: Names, *, has_heads: bool) -> bool:
    """Whether the lines that begin with one label, in one form, begin with a speaker."""
    label, form = lines[0].label, lines[0].form
    if is_diarised(label):
        return form != "alone" or label[-1].isdigit()
    if any(one.casefold() in names for one in spellings(label)):
        return form != "alone" or _is_frequent(lines)
    if form != "colon" or is_remark(label):
        return False
    if any(line.is_timed or (line.is_marked and is_capitalised(label)) for line in lines):
        return True
    if has_heads and any(map(_is_head, lines)):
        return True
    return is_name(label) and _is_frequent(lines)


def _is_head(line: _Line) -> bool:
    return line.is_own and line.form == "colon" and is_capitalised(line.label) and not is_remark(line.label)


def _is_frequent(lines: Sequence[_Line]) -> bool:
    return len(lines) >= _FEWEST and lines[-1].cue - lines[0].cue > 1
