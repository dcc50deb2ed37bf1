"""Texts of a feed as fields of the author's files hold them: what cannot be published is taken out, and reported."""

from __future__ import annotations

import re
from html import unescape
from unicodedata import normalize

from feedpub.standards import bidi_override, html_tags, is_visible, plain_text, without_controls

LINE = 255
"""Characters of a line in a field (Apple's and PSP-1's bound of a tag's value)."""

_BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BREAKS = re.compile(r" *[\r\n\t\v\f][\r\n\t\v\f ]*")
_REFERENCE = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});")


def clean(text: str) -> str:
    """The text without characters that no published text may hold; line ends as in Unix."""
    composed = normalize("NFC", without_controls(text.replace("\r\n", "\n").replace("\r", "\n")))
    return composed if bidi_override(composed) is None else _BIDI_CONTROLS.sub("", composed)


def has_markup(text: str) -> bool:
    """Whether a text that should be plain holds HTML, or references that were escaped twice."""
    return bool(html_tags(text) or _REFERENCE.search(text))


def line(text: str, limit: int = LINE) -> str:
    """The text on one line of at most `limit` characters, without HTML; empty if nothing of it can be seen."""
    plain = unescape(plain_text(text)) if has_markup(text) else text
    one = _BREAKS.sub(" ", clean(plain).strip()).replace("\xa0", " ").strip()
    one = one if len(one) <= limit else one[: limit - 1].rstrip() + "…"
    return one if is_visible(one) else ""


def why_changed(written: str) -> str:
    """Why a text is not on one line as it was written, as the end of a sentence; empty if only blanks differ."""
    found, raw = line(written), " ".join(written.split())
    if " ".join(found.split()) == raw:
        return ""
    if " ".join(found.split()) == normalize("NFC", raw):
        return "had letters and their accents apart, which are one character now"
    if has_markup(raw):
        return "had HTML in it, which apps print as it is"
    if len(raw) > LINE:
        return f"was longer than {LINE} characters, and is cut"
    return "had characters that cannot be seen, or turn the text around it"


def words(html: str) -> str:
    """The words of HTML or plain text alone, for comparing two texts."""
    return " ".join(plain_text(html).split())


def beginning(text: str) -> str:
    """The first words, at most 300 characters."""
    return text if len(text) <= 300 else f"{text[:299].rpartition(' ')[0] or text[:299]}…"


_HREF = re.compile(r"""href\s*=\s*["']([^"']*)""", re.IGNORECASE)


def words_and_links(html: str) -> str:
    """The words of some HTML, and its links on a line below."""
    return f"{words(html)}\n{' '.join(map(unescape, _HREF.findall(html)))}".strip()
