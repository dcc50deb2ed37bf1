"""Markup in plain text, where it is shown as it was typed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedpub.model.measured import Alteration
from feedpub.notes.places import with_places

_MARKUP = re.compile(
    r"</?(?:p|br|a|b|i|em|strong|ul|ol|li|div|span|del|s|h[1-6])(?:\s[^<>]*)?/?>"
    r"|(\*\*|__|~~)(?=\S)[^*_~\n]{1,200}(?<=\S)\1"
    r"|!?\[[^\[\]\n]{1,200}\]\([^()\s]{1,2000}\)"
    r"|^\|?[ :-]*-{3,}[ :-]*\|[ :|-]*$"
    r"|\[\^[^\[\]\s]{1,100}\]",
    re.IGNORECASE | re.MULTILINE,
)


def markup(text: str) -> Iterator[Alteration]:
    """What is Markdown or HTML in a text that is neither."""
    found = (Alteration(kind="markup", words=match[0], written=match[0]) for match in _MARKUP.finditer(text))
    return with_places(found, text)
