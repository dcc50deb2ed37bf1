"""What an author says to `feedpub check` in comments: `# feedpub: ignore FP203 because the number is part of the name`.

At the end of a line it is about that line; on a line of its own, about the next one; above everything, about the whole
file, its notes included. The composer drops comments, so they are read from the text, outside of its scalars.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from feedpub.model.files import Suppression
from feedpub.source.nodes import PARSER

_COMMENT = re.compile(r"(?:^|(?<=\s))#\s*feedpub:\s*ignore\b(?=([^\r\n]*))", re.IGNORECASE | re.MULTILINE)
_CODES = re.compile(r"FP[0-9]{1,3}\b", re.IGNORECASE)


def suppressions(text: str) -> tuple[Suppression, ...]:
    """The suppressions in a YAML file, in reading order."""
    if "feedpub:" not in text.lower():
        return ()
    scalars = list(_scalars(text))
    first = min((start for start, _end in scalars), default=len(text))
    return tuple(
        _suppression(text, match, first=first)
        for match in _COMMENT.finditer(text)
        if not any(start <= match.start() < end for start, end in scalars)
    )


def _scalars(text: str) -> Iterator[tuple[int, int]]:
    """Where the scalars of a file are; of a malformed one, those up to the fault."""
    try:
        for token in yaml.scan(text, Loader=PARSER):
            if isinstance(token, yaml.ScalarToken):
                yield token.start_mark.index, _end(text, token)
    except yaml.YAMLError:
        return


def _end(text: str, token: yaml.ScalarToken) -> int:
    """Behind a scalar's last character: a block's mark is where the next token begins, comments in between."""
    start, end = int(token.start_mark.index), int(token.end_mark.index)
    return end if token.style in {"|", ">"} else start + len(text[start:end].rstrip())


def _suppression(text: str, match: re.Match[str], *, first: int) -> Suppression:
    line = text.count("\n", 0, match.start()) + 1
    alone = not text[text.rfind("\n", 0, match.start()) + 1 : match.start()].strip()
    codes, _, _reason = match[1].partition("because")
    return Suppression(
        line=line,
        about=0 if alone and match.start() < first else _next(text, line) if alone else line,
        codes=tuple(code.upper() for code in _CODES.findall(codes)),
    )


def _next(text: str, line: int) -> int:
    """The next line that says something but comments."""
    for number, content in enumerate(text.splitlines()[line:], line + 1):
        if content.strip() and not content.lstrip().startswith("#"):
            return number
    return line
