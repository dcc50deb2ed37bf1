"""Labels in front of what is said: whom they mean, and whether they look like somebody's name.

Sources: for labels of diarisation what WhisperX, pyannote, Amazon Transcribe, Otter, Descript and others write.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

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

_SENTENCE = re.compile(r"[!?…;,] |[^\W\d_]{5}\. ")
"""What stands between sentences, and in no name (`Dr. Ada`)."""

_REMARKS = re.compile(
    "notes?|warning|attention|caution|disclaimer|important|remember|tip|hint|example|quote|ps|nb|update|spoiler"
    "|correction|music|sounds?|applause|laughter|silence|noise|song|credits|summary|conclusion"
    "|hinweis|achtung|warnung|wichtig|beispiel|zitat|musik|applaus|lachen|merke|fazit"
    "|remarque|avertissement|exemple|citation|musique|rires|applaudissements"
    "|nota|aviso|atención|atenção|importante|ejemplo|exemplo|música|risas|risos"
    "|attenzione|esempio|musica|risate|opmerking|voorbeeld|muziek|примечание|внимание|важно|пример|музыка|смех",
    re.IGNORECASE,
)
"""What stands in front of a colon and is nobody's name."""

_PARTICLES = re.compile("de|del|della|der|den|des|di|da|do|dos|das|du|la|le|van|von|zu|zur|bin|ibn|al|el|y|e|i|und|and")
"""Words of names that begin small."""

_MOST_WORDS = 5
_CAPITALISED = 4
"""Words of a name that is known by its capitals only."""


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


def is_full_name(label: str) -> bool:
    """Whether it is of two to four words that begin large."""
    words = label.split()
    return 1 < len(words) <= _CAPITALISED and all(map(_begins_large, words)) and not is_remark(label)


def is_remark(label: str) -> bool:
    """Whether it introduces a remark, a sound or an example: `Note`, `Music`."""
    return bool(_REMARKS.fullmatch(label))


def is_name(label: str) -> bool:
    """Whether it looks like a name, or one word of any kind: not `The thing is`, nor a sentence."""
    words = label.split()
    if len(words) > _MOST_WORDS or _SENTENCE.search(label):
        return False
    return len(words) == 1 or all(_begins_large(word) or _PARTICLES.fullmatch(word) for word in words)


def is_capitalised(label: str) -> bool:
    """Whether it looks like a name: in capitals, or two words and more that begin with one."""
    words = label.split()
    return len(words) <= _CAPITALISED and (label.isupper() or (len(words) > 1 and all(map(_begins_large, words))))


def _begins_large(word: str) -> bool:
    return not word[0].islower()
