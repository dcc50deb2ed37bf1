"""Markup in the text of published notes, which readers see as it was typed: Markdown that is none, and other tools'.

Sources: GitHub Flavored Markdown Spec 0.29, §6.4 (what emphasis may touch) and §6.6 (addresses with blanks); GitHub
documentation, "Basic writing and formatting syntax" (alerts, emoji) and "Writing mathematical expressions"; pandoc,
"Inline notes"; PHP Markdown Extra, "Abbreviations" and "Definition Lists"; Obsidian, "Basic formatting syntax"
(highlights, comments); MDX.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from feedpub.model.measured import Alteration
from feedpub.notes.places import with_places
from feedpub.notes.tokens import CODE, Token

_FORMS = (
    r"(?<![*0-9A-Za-z])\*\*(?=\S)[^*\n]{1,200}(?<=\S)\*\*",  # **bold** in HTML; **「潮」**です
    r"(?<![~\w])~~+(?=\S)[^~\n]{1,200}(?<=\S)~~+",  # ~~~struck out~~~
    r"\[[^\[\]\n]{0,200}\]\((?=\S)[^()\n]{0,200}\)?",  # [words](an address with blanks)
    r"(?:\[[^\[\]\n]{0,200})?\]\($",  # the same where the address is a link of its own, and a link in a link
    r"\[\w[^\[\]\n]{0,200}\]\[[^\W\d][^\[\]\n]{0,200}\]",  # [words][reference that is not there]
    r"\^\[[^\[\]\n]{1,300}\]",  # a^[footnote]
    r"\[!\w{3,20}\]",  # > [!NOTE]
    r"^\*\[[^\[\]\n]{1,100}\]:",  # *[HTML]: words
    r"(?<![=\w])==(?=[^\s=])[^=\n]{1,200}(?<=\S)==(?![=\w])",  # ==highlighted==
    r"%%[^%\n]{1,300}%%",  # %%a comment%%
    r"\$\$[^$\n]{1,300}\$\$",  # $$E = mc^2$$
    r"(?<![\w:/])(?::[a-z][a-z0-9_+-]{1,40}|:[+-]1):(?![\w:/])",  # :wave:
    r"^\|[^\n|]+\|(?:[^\n|]*\|)+$",  # | a row | of no table |
    r"^: +\S[^\n]{0,100}",  # : a definition
    r"<[A-Z][A-Za-z]{0,40}(?:\s[^<>\n]{0,200})?/>|</[A-Z][A-Za-z]{0,40}>",  # <Player id="1" />
    r"</?[a-z][a-z0-9]*:[a-z][\w-]*(?:\s[^<>\n]{0,200})?/?>",  # <o:p> in Markdown
)
_UNREAD = re.compile("|".join(_FORMS), re.MULTILINE)
_SIGNS = re.compile(r"[*~\[\]^=%$|:<]")
"""A part of each form; most texts have none."""


MOST = 1000
"""Pieces that are looked at: each is looked for in all of the notes."""


def unread(tokens: Iterable[Token], written: str) -> Iterator[str]:
    """The pieces of markup in text that is published; what stands in code, or behind a backslash, is meant so.

    `written` are the notes as they were typed.
    """
    pieces = (match[0] for text in _texts(tokens) if _SIGNS.search(text) for match in _UNREAD.finditer(text))
    yield from (piece for piece in islice(pieces, MOST) if piece in written)


def _texts(tokens: Iterable[Token]) -> Iterator[str]:
    """The texts outside of code."""
    in_code = 0
    for one in tokens:
        if one.name in CODE:
            in_code += {"start": 1, "end": -1}[one.kind]
        elif one.kind == "text" and not in_code:
            yield one.text


# --- plain texts


_MARKUP = re.compile(
    r"</?(?:p|br|a|b|i|em|strong|ul|ol|li|div|span|del|s|h[1-6])(?:\s[^<>]*)?/?>"
    r"|(\*\*|__|~~)(?=\S)[^*_~\n]{1,200}(?<=\S)\1"
    r"|!?\[[^\[\]\n]{1,200}\]\([^()\s]{1,2000}\)"
    r"|^\|?[ :-]*-{3,}[ :-]*\|[ :|-]*$"
    r"|\[\^[^\[\]\s]{1,100}\]",
    re.IGNORECASE | re.MULTILINE,
)


def markup(text: str) -> Iterator[Alteration]:
    """What is Markdown or HTML in a plain text, where it is shown as it was typed."""
    found = (Alteration(kind="markup", words=match[0], written=match[0]) for match in _MARKUP.finditer(text))
    return with_places(found, text)
