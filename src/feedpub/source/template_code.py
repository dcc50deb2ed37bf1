"""Code of other programs' templates in texts: feedpub runs none, so readers would see it as it stands.

Sources: Hugo, "Shortcodes"; Liquid (Jekyll, Eleventy), "Tags" and "Objects"; Nunjucks, "Comments"; kramdown, "Inline
Attribute Lists"; pandoc, "Heading identifiers" and "Bracketed spans"; ERB and EJS; PHP; WordPress, "Shortcode API" and
the shortcodes of podcast plugins; Obsidian, "Internal links" and "Embed files"; markdown-it-container; MkDocs,
"Admonitions".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_PLUGINS = (
    r"gallery|powerpress|podlove[\w-]*|ss_player|ss_podcast|smart_track_player|fusebox[\w-]*|buzzsprout|toc"
    r"|su_[\w-]+|vc_[\w-]+|et_pb_[\w-]+|fusion_[\w-]+|wp[_-][\w-]+|contact-form[\w-]*"
)
"""Shortcodes that no link text is called."""

_FORMS = (
    r"\{{2,3}[^{}]{1,300}\}{2,3}",  # Hugo, Liquid, Jinja, Handlebars: {{ page.title }}, {{< youtube abc >}}
    r"\{%[^{}]{1,300}%\}",  # Liquid, Jinja: {% include player.html %}
    r"\{#\s[^{}]{1,300}\s#\}",  # Jinja, Nunjucks: {# a comment #}
    r"\{:[^{}\n]{1,300}\}",  # kramdown: {:target="_blank"}, {: .note}
    r"(?<=[\])`])\{\s*[.#\w][^{}\n]{0,300}\}",  # pandoc: [text](address){.button}
    r"(?<= )\{[.#][\w-][^{}\n]{0,300}\}(?= *$)",  # pandoc: Heading {#links}
    r"<%[^<>]{1,300}%>",  # ERB, EJS: <%= title %>
    r"<\?(?:php|=)[^<>]{1,300}\?>",  # PHP
    r"\[(?P<name>[a-z][\w-]{0,40})(?:[ =][^\[\]\n]{0,300})?\][^\[\]\n]{0,500}\[/(?P=name)\]",  # [embed]address[/embed]
    rf"(?<![!\w\]\[\\])\[(?:{_PLUGINS})(?: [^\[\]\n]{{0,300}})?/?\](?![(\[:])",  # [powerpress]
    r"(?<![!\w\]\[\\])\[[a-z][\w-]{0,40} +(?:[\w-]{1,40}=|https?:)[^\[\]\n]{0,300}\](?![(\[:])",  # [audio src="a.mp3"]
    r"!?\[\[[^\[\]\n]{1,300}\]\]",  # Obsidian: ![[boat.png]], [[Another note]]
    r"^:::+ *\w[^\n]{0,100}$",  # markdown-it-container: ::: warning
    r"^!!! \w[^\n]{0,100}$",  # MkDocs
)
_CODE = re.compile("|".join(_FORMS), re.MULTILINE)
_SIGNS = re.compile(
    rf"[{{}}]|<[%?]|^:::|^!!!|\[[\[/]|\[(?:{_PLUGINS})[ \]/]|\[[a-z][\w-]{{0,40}} +(?:[\w-]{{1,40}}=|https?:)",
    re.MULTILINE,
)
"""A part of each form; most texts have none, although many have links in brackets."""

_SIGNS_IN_YAML = re.compile(
    rf"\{{[{{%#:.]|[\])`]\{{|[\\]|<[%?]|:::|!!!|\[[\[/]|\[(?:{_PLUGINS})[\s\]/]"
    r"|\[[a-z][\w-]{0,40}\s+(?:[\w-]{1,40}=|https?:)"
)
"""The same where texts are indented, folded and escaped, and lists and mappings have brackets of their own."""

_FENCE = re.compile(r"^[ \t>]*(?P<fence>`{3,}|~{3,})[^\n]*$", re.MULTILINE)
_TICKS = re.compile(r"`+")
_HTML = re.compile(
    r"<(?P<begin>code|pre)\b[^<>]{0,200}>|</(?P<end>code|pre)\s{0,9}>|(?P<comment><!--)|-->", re.IGNORECASE
)
_DEFINITION = re.compile(r"^[ ]{0,3}(\[[^\[\]\n]{1,300}\]):", re.MULTILINE)
_INDENTED = re.compile(r"(?:\A|(?<=\n\n))(?:(?: {4}|\t)[^\n]*(?:\n|\Z)|[ \t]*\n(?= {4}|\t))+")
_LIST = re.compile(r"^[ ]{0,3}(?:[-*+]|[0-9]{1,9}[.)])[ \t]", re.MULTILINE)


def may_hold_template_code(yaml: str) -> bool:
    """Whether a file has a sign of template code anywhere: without one, no text of it needs a look."""
    return _SIGNS_IN_YAML.search(yaml) is not None


def template_code(text: str, *, markdown: bool) -> Iterator[tuple[int, str]]:
    """Position and text of each piece of template code that is not shown as code on purpose.

    `markdown`: whether backticks, fences, indentation, `<code>` and `<pre>` mean that it is.
    """
    if not _SIGNS.search(text):
        return
    shown = _without_code(text) if markdown else text
    links = set(_DEFINITION.findall(shown))  # `[toc]` is the text of a link if its address stands elsewhere
    for match in _CODE.finditer(shown):
        if match[0] not in links:
            yield match.start(), match[0].rstrip()


def _without_code(text: str) -> str:
    """The text with blanks instead of code, so that positions stay."""
    text = _blanked(text, _fences(text))
    text = _blanked(text, _html_code(text))
    text = _blanked(text, _indented(text))
    return _blanked(text, _spans(text))


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _blanked(text: str, ranges: Iterator[tuple[int, int]]) -> str:
    pieces, last = [], 0
    for start, end in ranges:
        pieces += [text[last:start], _blank(text[start:end])]
        last = end
    return "".join([*pieces, text[last:]])


def _fences(text: str) -> Iterator[tuple[int, int]]:
    """Fenced code blocks (CommonMark §4.5); one that is not closed ends with the text."""
    opened: re.Match[str] | None = None
    for match in _FENCE.finditer(text):
        if opened is None:
            opened = match
        elif match["fence"].startswith(opened["fence"]):
            yield opened.start(), match.end()
            opened = None
    if opened:
        yield opened.start(), len(text)


def _indented(text: str) -> Iterator[tuple[int, int]]:
    """Indented code blocks (CommonMark §4.4); what is indented below an item of a list is part of the item."""
    for match in _INDENTED.finditer(text):
        above = text[max(0, match.start() - 2000) : match.start()].split("\n")
        flush = [line for line in above if line.strip() and not line.startswith(("    ", "\t"))]
        if not (flush and _LIST.match(flush[-1])):
            yield match.span()


def _html_code(text: str) -> Iterator[tuple[int, int]]:
    """What stands in `<code>`, `<pre>` and HTML comments; what is not closed ends with the text."""
    opened, ends = 0, ""
    for match in _HTML.finditer(text):
        if not ends and (match["begin"] or match["comment"]):
            opened, ends = match.start(), (match["begin"] or "-->").lower()
        elif ends and (match["end"] or match[0]).lower() == ends:
            yield opened, match.end()
            ends = ""
    if ends:
        yield opened, len(text)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Code spans (CommonMark §6.1): from a run of backticks to the next of the same length, in the same paragraph."""
    for start, end in _paragraphs(text):
        runs = list(_TICKS.finditer(text, start, end))
        following: dict[int, list[int]] = {}
        for number in reversed(range(len(runs))):
            following.setdefault(len(runs[number][0]), []).append(number)
        number = 0
        while number < len(runs):
            same = following[len(runs[number][0])]
            while same and same[-1] <= number:
                same.pop()
            if same:
                yield runs[number].start(), runs[same[-1]].end()
                number = same[-1]
            number += 1


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    last = 0
    for match in re.finditer(r"\n[ \t]*\n", text):
        yield last, match.start()
        last = match.end()
    yield last, len(text)
