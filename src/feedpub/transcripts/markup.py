r"""What stands in the text of a caption beside its words: tags, voices, entities.

Sources: W3C "WebVTT: The Web Video Text Tracks Format" §4.2.2 (cue text); for SubRip, which has no specification, the
tags that players know: HTML's `<i>`, `<font>`, `<br>`, and the `{\an8}` of SubStation Alpha.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape

_NAMES = "c|i|b|u|v|s|ruby|rt|lang|font|em|strong|span|div|p"
_TIME = r"[0-9]{1,4}:[0-9:.,]{3,12}"
_TAG = re.compile(rf"</?(?:{_NAMES})(?:\.[^<>\s]*)?(?:[ \t][^<>]*)?/?>|<{_TIME}>|\{{\\[^{{}}]*\}}", re.IGNORECASE)
_BREAK = re.compile(r"<br[ \t]*/?>", re.IGNORECASE)
_VOICE = re.compile(r"<v(?:\.[^<>\s]*)?(?:[ \t]([^<>]*))?>|</v>")


def plain_line(line: str) -> str:
    """A line of a caption as people read it. What only looks like a tag (`<3`) is text."""
    if "<" in line or "{" in line or "&" in line:
        line = unescape(_TAG.sub("", _BREAK.sub(" ", line)))
    return line.strip()


def like_no_tag(text: str) -> str:
    """Text for SubRip, which cannot escape anything: what players would take for a tag has other brackets."""
    return _TAG.sub(lambda tag: tag[0].translate(_OTHER_BRACKETS), _BREAK.sub("‹br›", text))


_OTHER_BRACKETS = str.maketrans("<>{}", "‹›❴❵")


def voices(lines: Sequence[str]) -> list[tuple[str, str]]:
    """Each speaker of a cue (`<v Ada>`; empty where nobody is named) with what they say; one pair at least."""
    spoken: list[tuple[str, str]] = []
    for speaker, text in _voiced("\n".join(lines)):
        words = "\n".join(plain_line(line) for line in text.split("\n")).strip("\n")
        if spoken and spoken[-1][0] == speaker:
            spoken[-1] = (speaker, f"{spoken[-1][1]}\n{words}".strip("\n"))
        else:
            spoken.append((speaker, words))
    full = [one for one in spoken if one[1].strip()]
    return full or [next((one for one in spoken if one[0]), ("", ""))]


def _voiced(text: str) -> Iterator[tuple[str, str]]:
    """A text in pieces between the tags of voices."""
    speaker, at = "", 0
    for tag in _VOICE.finditer(text):
        yield speaker, text[at : tag.start()]
        speaker, at = unescape(tag[1] or "").strip(), tag.end()
    yield speaker, text[at:]
