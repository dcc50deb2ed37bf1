"""A document that is no XML → events, as far as it can be understood, and every fault at its position.

The faults are those that feeds have: text and addresses with bare `&`, entities of HTML, tags that nobody closed,
HTML that somebody forgot to escape, a file cut off. A well-formed document gives the same events as expat does.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from html.entities import html5

from feedpub.elements.facts import names_inside, names_with
from feedpub.reader.build import Builder, RawAttribute, StartTag, start_tag
from feedpub.reader.text import ILLEGAL, Complaints, is_xml_character
from feedpub.standards import nearest, quoted

ENDS_INSIDE = "the document ends inside"
"""How the message on a document begins that is not whole."""

_REFERENCE = re.compile(r"&(?:#([0-9]+);|#x([0-9A-Fa-f]+);|([^\W\d][\w.-]*);)?")
_FEED = re.compile(r"<(?:\?xml|rss|feed|rdf:RDF)[\s>]")
_END_TAG = re.compile(r"</(?P<name>[^\W\d][\w:.-]*)(?P<more>[^<>]*)(?P<end>>?)")
_XML = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_SUBSET = re.compile(r"<!DOCTYPE[^\[>]*(?:\[(?:\"[^\"]*\"|'[^']*'|<!--.*?-->|[^\]\"'<]|<)*+\]\s*>|>|\Z)?", re.DOTALL)
_ENTITY = re.compile(
    r"<!ENTITY\s+([^\W\d][\w.-]*)\s+(?:SYSTEM|PUBLIC|([\"'])([^\"'<&%]{0,16}|&#[0-9xA-Fa-f]{1,8};)\2)?"
)
"""A declaration of an entity, with what it stands for where that is short and plain."""

_ITUNES = {f"itunes:{name}" for name in names_with("itunes:")}
_LEAVES = (names_inside("channel") | names_inside("item") | _ITUNES) - {
    "item",
    "image",
    "textInput",
    "skipHours",
    "skipDays",
}
_LEAVES -= {"itunes:owner", "itunes:category"}
_VOID = frozenset({"area", "br", "col", "embed", "hr", "img", "input", "meta", "wbr"})
_OPTIONAL = frozenset({"p", "li", "dt", "dd", "tr", "td", "option"})
_HTML = _VOID | _OPTIONAL | frozenset({"a", "b", "i", "em", "strong", "span", "div", "ul", "ol", "h1", "h2", "h3"})
_MALFORMED = "malformed"


def parse(builder: Builder, complaints: Complaints) -> None:
    """Send the builder the events of a document, and `complaints` what is wrong with it."""
    _Tokens(complaints.lines.text, builder, complaints).read()


class _Tokens:
    """One pass over a document; every step moves on, none looks back."""

    def __init__(self, text: str, builder: Builder, complaints: Complaints) -> None:
        self._text = text
        self._builder = builder
        self._complaints = complaints
        self._lines = complaints.lines
        self._rest_is_reported = False
        self._has_doctype = False
        self._declared: dict[str, str] = {}
        self._absent: set[str] = set()
        self._readers: dict[str, Callable[[int], int]] = {
            "</": self._end_tag,
            "<![CDATA[": self._cdata,
            "<!--": self._comment,
            "<?": self._instruction,
            "<!DOCTYPE": self._doctype,
        }

    def read(self) -> None:
        text, at = self._text, self._beginning()
        while (tag := text.find("<", at)) >= 0:
            if tag > at:
                self._characters(at, tag)
            at = self._markup(tag)
        self._characters(at, len(text))
        self._end_of_document()

    def _beginning(self) -> int:
        """Where the feed begins, behind the messages of a script."""
        found = _FEED.search(self._text, 0, 65536)
        before = self._text[: found.start()].strip() if found else ""
        if found is None or not before or before.startswith(("<!--", "<?", "<!DOCTYPE")):
            return 0
        if not found[0].startswith("<?"):  # else the declaration is reported
            self._outside(0, before)
        return found.start()

    def _add(self, at: int, message: str, hint: str, kind: str = _MALFORMED) -> None:
        self._complaints.add(kind, at, message, hint)

    def _find(self, end: str, at: int) -> int:
        """The position of `end`; what was not found once is not looked for again, so nothing is read twice."""
        found = -1 if end in self._absent else self._text.find(end, at)
        if found < 0:
            self._absent.add(end)
        return found

    # --- characters

    def _characters(self, start: int, end: int) -> None:
        text = self._text[start:end]
        if not self._builder.open:
            if bare := text.strip():
                self._outside(start + text.index(bare), bare)
            return
        if (early := text.find("]]>")) >= 0:
            self._add(
                start + early,
                "a `]]>` in text, where no CDATA is open",
                "if one was, an earlier `]]>` in the notes closed it: write that as `]]]]><![CDATA[>`",
            )
        self._builder.text(self._unescaped(text, start))

    def _outside(self, at: int, bare: str) -> None:
        if not self._rest_is_reported:
            self._rest_is_reported = True
            where, what = ("behind the end of", "everything behind it") if self._builder.root else ("in front of", "it")
            self._add(at, f"{quoted(bare, 30)} stands {where} the feed", f"delete {what}")

    def _unescaped(self, text: str, start: int) -> str:
        """Characters instead of references."""
        if "&" not in text:
            return text
        return _REFERENCE.sub(lambda match: self._meant(match, start + match.start()), text)

    def _meant(self, match: re.Match[str], at: int) -> str:
        decimal, hexadecimal, name = match[1], match[2], match[3]
        if decimal or hexadecimal:
            return self._numbered(match[0], (decimal or hexadecimal).lstrip("0")[:9], 10 if decimal else 16, at)
        if name is None:
            hint = "write `&amp;`, in addresses too"
            self._add(at, "a `&` that begins no entity", hint, "stray-ampersand")
            return match[0]
        if name in _XML:
            return _XML[name]
        meant = html5.get(f"{name};")
        if name in self._declared:
            return meant or self._declared[name] or match[0]
        hint = (
            "write `&amp;` for the `&`" if meant is None else f"write `{_references(meant)}`, or the character itself"
        )
        whose = "declared nowhere" if meant is None else "an entity of HTML, not of XML"
        self._add(at, f"`{match[0][:40]}` is {whose}", hint, "undefined-entity")
        return match[0] if meant is None else meant

    def _numbered(self, written: str, digits: str, base: int, at: int) -> str:
        code = int(digits or "0", base)
        if is_xml_character(code):
            return chr(code)
        self._add(at, f"`{written[:40]}` may stand in no XML", ILLEGAL, "illegal-character")
        return " "

    # --- markup

    def _markup(self, at: int) -> int:
        """Read on behind what the `<` at a position begins."""
        for beginning, read in self._readers.items():
            if self._text.startswith(beginning, at):
                return read(at)
        if (tag := start_tag(self._text, at)) is not None:
            return self._start_tag(tag, at)
        if self._builder.open:
            self._add(at, "a `<` that begins no tag", "write `&lt;`")
            self._builder.text("<")
        else:
            self._outside(at, self._text[at : at + 30])
        return at + 1

    def _cdata(self, at: int) -> int:
        begin = at + len("<![CDATA[")
        end = self._find("]]>", begin)
        if (own := self._own_end(begin, end)) is not None:
            self._add(at, "a `<![CDATA[` is never closed", "close it with `]]>`")
            self._builder.text(self._text[begin:own])
            return own
        if self._builder.open:
            self._builder.text(self._text[begin:end])
        else:
            self._outside(at, "<![CDATA[")
        return end + len("]]>")

    def _own_end(self, begin: int, end: int) -> int | None:
        """The end of an element whose CDATA is not closed before the next one begins; None if it is closed."""
        stop = self._text.find("<![CDATA[", begin, end) if end >= 0 else len(self._text)
        if stop < 0:
            return None
        name = self._builder.open[-1].raw if self._builder.open else ""
        own = self._text.find(f"</{name}>", begin, stop)
        return own if own >= 0 else (stop if end < 0 else None)

    def _comment(self, at: int) -> int:
        closed = self._find("-->", at + len("<!--"))
        if closed < 0:
            self._add(at, "a comment is never closed", "close it with `-->`")
            return at + len("<!--")
        if (early := self._text.find("--", at + len("<!--"), closed + 1)) >= 0:
            self._add(early, "a `--` in a comment", "XML allows it at the end only: write `- -`")
        self._builder.comment(self._lines.place(at))
        return closed + len("-->")

    def _instruction(self, at: int) -> int:
        end = self._find("?>", at)
        if end < 0:
            self._add(at, "a `<?` is never closed", "close it with `?>`; is it PHP that was not run?")
            return at + len("<?")
        if self._text.startswith("<?xml", at) and at and self._text[at + 5 : at + 6].isspace():
            before = self._text[:at].strip()
            what = quoted(before, 30) if before else "blank space"
            self._add(at, f"{what} stands in front of `<?xml`", _LATE, "late-declaration")
        return end + len("?>")

    def _doctype(self, at: int) -> int:
        if self._has_doctype or self._builder.open:
            self._add(at, "a DOCTYPE in the middle of the document", "delete it")
            return at + len("<!DOCTYPE")
        self._has_doctype = True
        match = _SUBSET.match(self._text, at)
        self._add(at, *_DOCTYPE, "doctype")
        self._declared = {one[1]: _entity_text(one[3] or "") for one in _ENTITY.finditer(match[0] if match else "")}
        return match.end() if match else at + 1

    # --- tags

    def _start_tag(self, tag: StartTag, at: int) -> int:
        builder = self._builder
        if not builder.open and builder.root is not None:
            self._outside(at, self._text[at : tag.end])
            return tag.end
        for wrong in tag.wrong[:1]:
            self._add(wrong.at, wrong.message, wrong.hint)
        self._close_implied(tag, at)
        builder.start(tag.name, {one.name: self._value(one) for one in tag.attributes}, self._lines.place(at))
        if tag.is_closed:
            builder.end()
        elif tag.name.lower() in _VOID and not self._text.startswith("</", tag.end):
            self._add(at, f"`<{tag.name}>` is never closed: HTML stands here, not escaped", _ESCAPE)
            builder.end()
        return tag.end

    def _value(self, attribute: RawAttribute) -> str:
        flat = attribute.raw.replace("\n", " ").replace("\t", " ")
        return self._unescaped(flat, attribute.value_at)

    def _close_implied(self, tag: StartTag, at: int) -> None:
        """Close the element around a tag that cannot stand in it: somebody forgot to close it."""
        names = [one.raw for one in self._builder.open]
        last = names[-1] if names else ""
        if tag.name == "item" and "channel" in names:
            self._close(names.index("channel") + 1, at, "the next `<item>`", unclosed=0)
        elif (tag.name in _OPTIONAL and last == tag.name) or (last in _LEAVES and tag.name in _LEAVES):
            self._close(len(names) - 1, at, f"`<{tag.name}>`", unclosed=0)

    def _end_tag(self, at: int) -> int:
        match = _END_TAG.match(self._text, at)
        if match is None:
            self._add(at, "a `</` that begins no end tag", "write `&lt;` for a `<` in text")
            self._builder.text("</")
            return at + 2
        if not match["end"]:
            self._add(at, f"the tag `</{match['name'][:40]}` is never closed", "a `>` is missing")
        elif match["more"].strip():
            self._add(at, f"`</{match['name'][:40]}>` has something else in it", "an end tag has no attributes")
        self._ended(match["name"], at)
        return match.end() if match["end"] else match.end("name")

    def _ended(self, name: str, at: int) -> None:
        names = [one.raw for one in self._builder.open]
        if name in names:
            self._close(len(names) - names[::-1].index(name) - 1, at, f"`</{name}>`", unclosed=1)
        elif not names:
            self._outside(at, f"</{name}>")
        elif nearest(name[:50], [names[-1]], cutoff=0.6):
            opened = self._builder.open[-1]
            message = f"`<{opened.raw}>` of line {opened.place[0]} is closed by `</{name}>`"
            self._add(at, message, f"write `</{opened.raw}>`")
            self._builder.end()
        else:
            self._add(at, f"`</{name}>` closes nothing", _hint(name, f"`<{names[-1]}>` is open here"))

    def _close(self, depth: int, at: int, before: str, *, unclosed: int) -> None:
        """Close an open element and what is open inside it; from the element plus `unclosed` on, all too late."""
        for one in self._builder.open[depth + unclosed :][-1:]:
            message = f"`<{one.raw}>` of line {one.place[0]} is not closed before {before}"
            self._add(at, message, _hint(one.raw, f"write `</{one.raw}>` first"))
        while len(self._builder.open) > depth:
            self._builder.end()

    def _end_of_document(self) -> None:
        opened = self._builder.open
        if opened:
            names = " in ".join(f"`<{one.raw}>`" for one in reversed(opened))
            self._add(len(self._text), f"{ENDS_INSIDE} {names}", "is it the whole file? it looks cut off")
        elif self._builder.root is None:
            self._add(0, "there is no element in it", "is it the whole file?")
        self._builder.close_all()


def _entity_text(value: str) -> str:
    return unescape(value) if value.startswith("&#") else value


def _hint(name: str, otherwise: str) -> str:
    return _ESCAPE if name.lower() in _HTML else otherwise


def _references(text: str) -> str:
    return "".join(f"&#x{ord(char):X};" for char in text)


_ESCAPE = "HTML in a feed stands in `<![CDATA[…]]>`, or escaped"
_LATE = "delete it: blank lines, blanks or messages from a template or a script"
_DOCTYPE = ("a DOCTYPE", "delete it; RSS 2.0 has none")
