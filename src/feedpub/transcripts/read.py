"""Reading a transcript: bytes → its type, its cues, everything that is wrong with it, and the fact for rules.

Source: podcast namespace, "Transcripts" (HTML).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from feedpub.feed_view import Element, Trouble, fact
from feedpub.sidecars import Faults, fault_facts, read_text
from feedpub.standards import TRANSCRIPT_TYPES, common_type, is_visible, plain_text, read_clock
from feedpub.transcripts.captions import read_srt, read_vtt
from feedpub.transcripts.cues import OTHER_TYPE, UNNAMED, UNREADABLE, Cue, ParsedTranscript
from feedpub.transcripts.json import read_json
from feedpub.transcripts.labels import Names, is_diarised, labels, name_of
from feedpub.transcripts.rolling import check_rolling
from feedpub.transcripts.speakers import attributed

VTT, SRT, JSON, HTML, PLAIN = "text/vtt", "application/x-subrip", "application/json", "text/html", "text/plain"

CAPTIONS = frozenset({VTT, SRT, JSON})
"""Types with times, each of which can be made of the others."""

NAMES = {VTT: "WebVTT", SRT: "SubRip (SRT)", JSON: "JSON", HTML: "HTML", PLAIN: "plain text"}
"""As messages call them."""

_ARROW = re.compile(r"[0-9]{1,3}:[0-9]{1,2}[.,:0-9]{0,12}[ \t]{0,9}-->")
_COMMA = re.compile(r"[0-9]:[0-9]{1,2},[0-9]{1,3}[ \t]{0,9}-->")
_NUMBERED = re.compile(r"\s*[0-9]+[ \t]*\n")
_HTML = re.compile(
    r"<(?:!doctype|!--|/?(?:html|head|body|p|br|div|cite|time|span|article|section|h[1-6]|ul|ol|li)\b)", re.IGNORECASE
)
_JSON = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\"\]])")
_HEAD = 64 << 10
_EXTENSIONS = {known: extension for extension, known in TRANSCRIPT_TYPES.items()}
_HTML_PIECE = re.compile(r"<(cite|time|p)\b[^<>]*>", re.IGNORECASE)
_NOT_SHOWN = re.compile(r"<(script|style|head)\b", re.IGNORECASE)
_ENDS = {name: re.compile(rf"</{name}\b[^<>]*>", re.IGNORECASE) for name in ("script", "style", "head")}


def read(data: bytes, type: str = "") -> ParsedTranscript:
    """The cues and faults of a transcript. `type` is what feed or server say that it is; empty if neither does.

    A file of another type than that has this one fault: its other faults are left out.
    """
    faults, characters, declared = Faults(), read_text(data), common_type(type)
    if not is_visible(characters.text):
        faults.add(UNREADABLE, "the file is empty", "leave out the tag until there is a transcript")
        return ParsedTranscript(type=declared, faults=faults.by_line())
    if characters.fault:
        faults.add(UNREADABLE, characters.fault, "save the file again as UTF-8", characters.line)
    found = _type(characters.text, declared)
    if declared in NAMES and found != declared:
        hint = f'say `type="{found}"`, and let the file end in .{_EXTENSIONS[found]}; or export it again'
        if found == HTML:
            hint = "is the transcript there, and may everybody read it? This may be an error page"
        faults.add(OTHER_TYPE, f"it is {NAMES[found]}, not {NAMES[declared]}", hint)
        return ParsedTranscript(type=found, cues=_cues(found, characters.text, Faults()), faults=faults.by_line())
    return ParsedTranscript(type=found, cues=_cues(found, characters.text, faults), faults=faults.by_line())


def _type(text: str, declared: str) -> str:
    """The media type of a text; a broken file has the type that is declared."""
    found = type_of(text, declared)
    if found == PLAIN and declared in {VTT, SRT} and "-->" in text:
        return declared
    return JSON if declared == JSON and text.lstrip()[:1] in {"{", "["} else found


def _cues(type: str, text: str, faults: Faults) -> tuple[Cue, ...]:
    reader = _READERS.get(type)
    cues = reader(text, faults) if reader else ()
    check_rolling(cues, faults)
    return cues


def type_of(text: str, declared: str = "") -> str:
    """The media type of a text, by its beginning.

    Captions with dots and without a header may be WebVTT or SubRip: then the type is the declared one.
    """
    head = text[:_HEAD].lstrip("\ufeff")
    bare = head.lstrip()
    if bare[:6].upper() == "WEBVTT":
        return VTT
    if _JSON.match(head):
        return JSON
    if not bare.startswith("<") and _ARROW.search(head):
        return _captions_type(head, declared)
    return HTML if _HTML.search(head) else PLAIN


def _captions_type(head: str, declared: str) -> str:
    if _COMMA.search(head):
        return SRT
    if declared in {VTT, SRT}:
        return declared
    return SRT if _NUMBERED.match(head) else VTT


# --- HTML


def _read_html(text: str, faults: Faults) -> tuple[Cue, ...]:
    """The cues of a page, read loosely: the speaker in `<cite>`, the time in `<time>`, the text in `<p>`."""
    page = shown_part(text)
    if not is_visible(plain_text(page)):
        faults.add(UNREADABLE, "the page has no text", "save the transcript itself, not the page around it")
    return tuple(_html_cues(page))


def shown_part(text: str) -> str:
    """The page without what browsers do not show."""
    kept, at = [], 0
    while (opened := _NOT_SHOWN.search(text, at)) is not None:
        kept.append(text[at : opened.start()])
        closed = _ENDS[opened[1].lower()].search(text, opened.end())
        at = closed.end() if closed else len(text)
    return "".join([*kept, text[at:]])


def _html_cues(text: str) -> Iterator[Cue]:
    speaker, start, line, counted = "", None, 1, 0
    pieces = list(_HTML_PIECE.finditer(text))
    for at, piece in enumerate(pieces):
        stop = pieces[at + 1].start() if at + 1 < len(pieces) else len(text)
        words = plain_text(text[piece.end() : stop]).strip()
        if piece[1].lower() == "cite":
            speaker = words.rstrip(": \t")
        elif piece[1].lower() == "time":
            start = read_clock(words.strip("()[]"))
        elif start is not None:
            line, counted = line + text.count("\n", counted, piece.start()), piece.start()
            yield Cue(start_ms=start, speaker=speaker, text=words, line=line)
            start = None


_READERS = {VTT: read_vtt, SRT: read_srt, JSON: read_json, HTML: _read_html}


# --- facts


def facts_of_bytes(data: bytes, type: str = "") -> Element:
    """The fact about a transcript, from its bytes and the type that the feed says."""
    return facts(read(data, type))


def facts(transcript: ParsedTranscript, *, names: Names | None = None, published: str = "") -> Element:
    """The fact about a transcript (`seen:transcript`), inside the `podcast:transcript` that names it.

    It says the type by content, the number of cues, when the first begins and the last ends; faults are its children.
    Of an author's file, `names` are those that are known for its labels, and `published` says what becomes of it:
    `mended` (what is published is written anew) or `as-is`.
    """
    cues = transcript.cues
    own = fact(
        "transcript",
        type=transcript.type or None,
        cues=len(cues),
        first_cue_ms=min((cue.start_ms for cue in cues), default=None),
        last_cue_ms=max((cue.start_ms if cue.end_ms is None else cue.end_ms for cue in cues), default=None),
        published=published or None,
    )
    faults = (*transcript.faults, *_unnamed(cues, names or {}, published))
    return Element(own.name, attributes=own.attributes, children=tuple(fault_facts(faults)))


def _unnamed(cues: Sequence[Cue], names: Names, published: str) -> Iterator[Trouble]:
    """A fault for the labels of machines that have no name."""
    found = [one for one in labels(attributed(cues, names)) if is_diarised(one) and not name_of(one, names)]
    if not found or published == "as-is":
        return
    what = "labels" if len(found) > 1 else "label"
    message = f"the {what} {', '.join(found)} {'are' if len(found) > 1 else 'is'} no name of a speaker"
    yield Trouble(kind=UNNAMED, message=message, hint=_how_to_name(found, names) if published else "write who it is")


def _how_to_name(found: Sequence[str], names: Names) -> str:
    listed = ", ".join(f"{_key(label)}: …" for label in found)
    if any(map(is_diarised, names)):
        return f"add `{listed}` to `speakers:` in the episode's file"
    return f"write `speakers: {{{listed}}}` into the episode's file"


def _key(label: str) -> str:
    """A label as a key of YAML."""
    return label if all(sign.isalnum() or sign in " _-" for sign in label) else f'"{label}"'
