"""Nothing that an author writes in notes vanishes in silence: it is on the page and in the feed, or it is reported."""

from __future__ import annotations

import re
import time
from collections import Counter
from contextlib import suppress
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedpub import notes
from feedpub.errors import Unusable
from feedpub.notes import feed_form
from feedpub.pages.lists import excerpt
from feedpub.standards import begins_with_html, html_tags, plain_text


class Case(NamedTuple):
    """A construct, and what becomes of it."""

    written: str
    page: str
    feed: str = ""
    """Empty: as on the page."""

    reported: tuple[str, ...] = ()


CONSTRUCTS = {
    "4.1 thematic break": Case("a\n\n***\n\nb", "<p>a</p>\n<p>b</p>"),
    "4.2 ATX heading": Case("# Boats #\n\na", "<p><strong>Boats</strong></p>\n<p>a</p>"),
    "4.3 setext heading": Case("Boats\n===\n\na", "<p><strong>Boats</strong></p>\n<p>a</p>"),
    "4.4 indented code": Case("    a\n    *b*", "<p>a<br>\n*b*</p>"),
    "4.5 fenced code": Case("~~~\na\n| b |\n~~~", "<p>a<br>\n| b |</p>"),
    "4.6 HTML block": Case("<div>\n*a*\n</div>", "<p>*a*</p>"),
    "4.6 HTML block, script": Case(
        "a\n\n<script>\nb()\n</script>", "<p>a</p>", reported=("active-content <script> b()",)
    ),
    "4.6 HTML block, comment": Case("a\n\n<!-- b\n\nc -->", "<p>a</p>", reported=("comment b\n\nc",)),
    "4.6 HTML block, instruction": Case("<?php b ?>\n\na", "<p>a</p>", reported=("comment ?php b ?",)),
    "4.6 HTML block, declaration": Case("<!ELEMENT b>\n\na", "<p>a</p>", reported=("comment ELEMENT b",)),
    "4.6 HTML block, CDATA": Case("<![CDATA[b]]>\n\na", "<p>a</p>", reported=("comment [CDATA[b]]",)),
    "4.7 reference": Case("[a][r]\n\n[r]: https://a.example/", '<p><a href="https://a.example/">a</a></p>'),
    "4.7 reference that nothing uses": Case(
        'a\n\n[r]: https://a.example/ "b c"',
        "<p>a</p>",
        reported=('unused-definition [r]: https://a.example/ "b c"',),
    ),
    "4.8 paragraphs": Case("a\nb\n\n\nc", "<p>a\nb</p>\n<p>c</p>"),
    "4.10 table": Case(
        "| Boat | Year |\n|:--|--:|\n| [Ann](https://a.example/) | 1902 |\n| *Bee* |",
        "<table>\n<thead>\n<tr>\n<th>Boat</th>\n<th>Year</th>\n</tr>\n</thead>\n<tbody>\n"
        '<tr>\n<td><a href="https://a.example/">Ann</a></td>\n<td>1902</td>\n</tr>\n'
        "<tr>\n<td><em>Bee</em></td>\n<td></td>\n</tr>\n</tbody>\n</table>",
        '<p>Boat: <a href="https://a.example/">Ann</a> · Year: 1902<br>\nBoat: <em>Bee</em></p>',
    ),
    "4.10 table without rows": Case(
        "| Boat | Year |\n|--|--|",
        "<table>\n<thead>\n<tr>\n<th>Boat</th>\n<th>Year</th>\n</tr>\n</thead>\n</table>",
        "<p>Boat · Year</p>",
    ),
    "4.10 table of times": Case(
        "| Time | What | Who |\n|--|--|--|\n| (0:00) | Quay | Ann |\n| (3:15) | Tides | |",
        "<table>\n<thead>\n<tr>\n<th>Time</th>\n<th>What</th>\n<th>Who</th>\n</tr>\n</thead>\n<tbody>\n"
        "<tr>\n<td>(0:00)</td>\n<td>Quay</td>\n<td>Ann</td>\n</tr>\n"
        "<tr>\n<td>(3:15)</td>\n<td>Tides</td>\n<td></td>\n</tr>\n</tbody>\n</table>",
        "<p>Time · What · Who<br>\n(0:00) Quay · Ann<br>\n(3:15) Tides</p>",
    ),
    "4.10 table in a list": Case(
        "- a\n\n  | B | C |\n  |--|--|\n  | b | c |", "<ul>\n<li>a\n<p>B: b · C: c</p></li>\n</ul>"
    ),
    "5.1 quotation": Case("> a\n> > b", "<p>a</p>\n<p>b</p>"),
    "5.2 list item with two paragraphs": Case(
        "- a [b](https://b.example/) c\n\n  d",
        '<ul>\n<li>a <a href="https://b.example/">b</a> c\n<p>d</p></li>\n</ul>',
    ),
    "5.3 tasks": Case("- [x] a\n- [ ] b", "<ul>\n<li>☑ a</li>\n<li>☐ b</li>\n</ul>"),
    "5.4 numbered list from 1": Case("1. a\n1. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
    "5.4 numbered list from another number": Case(
        "1986. A year", '<ol start="1986">\n<li>A year</li>\n</ol>', "<ol>\n<li>A year</li>\n</ol>", ("numbering 1986",)
    ),
    "6.1 backslash": Case(r"\*a\* 1986\. \<b>", "<p>*a* 1986. &lt;b&gt;</p>"),
    "6.2 reference to a character": Case("&copy; &#35; &lt;b&gt;", "<p>© # &lt;b&gt;</p>"),
    "6.3 code": Case("`[^1] ~~a~~ <b>`", "<p>[^1] ~~a~~ &lt;b&gt;</p>"),
    "6.4 emphasis": Case("*a* __b__ ***c***", "<p><em>a</em> <strong>b</strong> <em><strong>c</strong></em></p>"),
    "6.5 strikethrough": Case(
        "On ~~Monday~~ Tuesday, at ~5~ 6",
        "<p>On <del>Monday</del> Tuesday, at <del>5</del> 6</p>",
        "<p>On Tuesday, at 6</p>",
        ("struck-out Monday", "struck-out 5"),
    ),
    "6.6 link with a title": Case(
        '[a](https://a.example/ "b c")', '<p><a href="https://a.example/">a</a></p>', reported=("tooltip b c",)
    ),
    "6.6 link without words": Case(
        "[](https://a.example/) [](mailto:a@b.example)",
        '<p><a href="https://a.example/">https://a.example/</a> <a href="mailto:a@b.example">a@b.example</a></p>',
    ),
    "6.6 relative link": Case("[a](/b) [c](d.pdf)", "<p>a c</p>", reported=("relative-link /b", "relative-link d.pdf")),
    "6.6 link that apps do not open": Case(
        "[a](tel:+491) [b](ftp://b.example/)",
        "<p>a b</p>",
        reported=("unopened-link tel:+491", "unopened-link ftp://b.example/"),
    ),
    "6.6 link that runs": Case(
        "[a](javascript:b) [c](DATA:text/html,d)",
        "<p>a c</p>",
        reported=("active-content javascript:b", "active-content DATA:text/html,d"),
    ),
    "6.6 link within the notes": Case(
        "[a](#the-boats) [b](#lost) [c](#t=195)\n\n## The boats\n\n[d](#the-boats)",
        '<p><a href="#notes-the-boats">a</a> b <a href="#t=195">c</a></p>\n'
        '<p id="notes-the-boats"><strong>The boats</strong></p>\n<p><a href="#notes-the-boats">d</a></p>',
        "<p>a b c</p>\n<p><strong>The boats</strong></p>\n<p>d</p>",
        ("lost-fragment #lost",),
    ),
    "6.7 picture": Case(
        "![a gull](https://a.example/b.jpg) ![](https://a.example/c.jpg)",
        '<p><a href="https://a.example/b.jpg">a gull</a> <a href="https://a.example/c.jpg">c.jpg</a></p>',
        reported=("picture a gull https://a.example/b.jpg", "picture https://a.example/c.jpg"),
    ),
    "6.7 picture beside the notes": Case("![a gull](b.jpg)", "<p>a gull</p>", reported=("picture a gull b.jpg",)),
    "6.7 picture in a link": Case(
        "[![a gull](https://a.example/b.jpg)](https://c.example/)",
        '<p><a href="https://c.example/">a gull</a></p>',
        reported=("picture a gull https://a.example/b.jpg",),
    ),
    "6.8 autolinks": Case(
        "<https://a.example/?b> <a@b.example>",
        '<p><a href="https://a.example/?b">https://a.example/?b</a> <a href="mailto:a@b.example">a@b.example</a></p>',
    ),
    "6.9 bare addresses": Case(
        "www.a.example https://b.example/c. (http://d.example) e@f.example",
        '<p><a href="https://www.a.example">www.a.example</a> <a href="https://b.example/c">https://b.example/c</a>. '
        '(<a href="http://d.example">http://d.example</a>) <a href="mailto:e@f.example">e@f.example</a></p>',
    ),
    "6.10 raw HTML": Case(
        'a <b onclick="c()" title="d">e</b><br>f <u>g</u>',
        "<p>a <b>e</b><br>\nf g</p>",
        reported=("active-content onclick", "tooltip d"),
    ),
    "6.11 disallowed HTML": Case(
        "a <title>b</title> <textarea>c</textarea> <style>d</style> <iframe src=https://e.example/>f</iframe>",
        "<p>a</p>",
        reported=(
            "removed-element <title> b",
            "removed-element <textarea> c",
            "removed-element <style> d",
            "active-content <iframe> https://e.example/ f",
        ),
    ),
    "6.12 hard break": Case("a  \nb\\\nc", "<p>a<br>\nb<br>\nc</p>"),
    "6.13 soft break": Case("a\nb", "<p>a\nb</p>"),
    "6.14 text": Case('a "b" — 1 < 2 & 3', '<p>a "b" — 1 &lt; 2 &amp; 3</p>'),
    "footnotes": Case(
        "A claim.[^a] Another.[^b]\n\n[^b]: Two.\n[^a]: One.\n\n    More.",
        '<p id="notes-fnref-a">A claim.<sup><a href="#notes-fn-a">[1]</a></sup> Another.'
        '<sup><a href="#notes-fn-b">[2]</a></sup></p>\n<ol>\n<li id="notes-fn-a">One.\n'
        '<p>More. <a href="#notes-fnref-a">↩</a></p></li>\n'
        '<li id="notes-fn-b">Two. <a href="#notes-fnref-a">↩</a></li>\n</ol>',
        "<p>A claim.[1] Another.[2]</p>\n<ol>\n<li>One.\n<p>More.</p></li>\n<li>Two.</li>\n</ol>",
    ),
    "footnote that nothing refers to": Case(
        "a\n\n[^1]: Lost.", "<p>a</p>", reported=("unused-definition [^1]: Lost.",)
    ),
    "footnote that is not there": Case("a[^1]", "<p>a[^1]</p>", reported=("missing-footnote [^1]",)),
    "raised and lowered": Case(
        "10<sup>6</sup> H<sub>2</sub>O 1<sup>st</sup>",
        "<p>10<sup>6</sup> H<sub>2</sub>O 1<sup>st</sup></p>",
        "<p>10⁶ H₂O 1st</p>",
    ),
}
"""By section of GitHub Flavored Markdown Spec 0.29; footnotes by GitHub's documentation."""


def reports(made: notes.Rendered) -> tuple[str, ...]:
    """What is reported, as `kind words`."""
    return tuple(f"{one.kind} {one.words}" for one in made.altered)


@pytest.mark.parametrize("case", CONSTRUCTS.values(), ids=CONSTRUCTS)
def test_a_construct_of_markdown_is_kept_rewritten_or_reported(case: Case) -> None:
    """For the page, for the feed, and for the author."""
    made = notes.render(case.written)

    assert case == Case(case.written, made.html, case.feed and feed_form(made.html), reports(made))
    assert (case.feed or case.page) == feed_form(made.html)


RELATIVES = [
    ("<https://a.example/> is our sponsor", "https://a.example/ is our sponsor", "textAngular/textAngular#887"),
    ("<ann@a.example> writes in", "ann@a.example writes in", "mganss/HtmlSanitizer#179"),
    ("<3 Thanks", "<3 Thanks", "gregjacobs/Autolinker.js#322"),
    ("<1 <https://a.example>", "<1 https://a.example", "markedjs/marked#813"),
    ("Test <www.example.com> test", "Test <www.example.com> test", "objecthub/swift-markdownkit#4"),
    ("Text <test even more", "Text <test even more", "mganss/HtmlSanitizer#191"),
    ("<Ann Boleyn> speaks", "<Ann Boleyn> speaks", "textAngular/textAngular#887"),
    ("On ~~Monday~~ Tuesday", "On Tuesday", "Automattic/Simplenote-United#47, standardnotes/forum#3365"),
    ("| a |\n|---|\n| b |", "a: b", "Automattic/simplenote-electron#854, nextcloud/notes-android#190"),
    ("- [ ] a", "☐ a", "multica-ai/multica#3725, williamzujkowski/works-on-my-resume#66"),
    ("a[^1]\n\n[^1]: b", "a[1] b", "greghendershott/frog#17, alistapart/AListApart#70"),
    ("3. a", "a", "markedjs/marked#1143, trentm/python-markdown2#469"),
    ("![a](https://b.example/c.png)", "a", "google/WebFundamentals#4324, CastosHQ/Seriously-Simple-Podcasting#735"),
    ("[a](#b)\n\n# b", "a b", "nipafx/nipafx.dev#58, NotAShelf/notashelf.dev#2"),
    ("# a\n\n**b** [c](https://d.example/)", "a b c", "isomerpages/isomerpages-template#76, AlexTatiyants/platen#25"),
    ("[a](/b)", "a", "Cotonti/Cotonti#369, FreshRSS/FreshRSS#3411"),
]
"""What somebody wrote, its plain words, and where people met it."""


@pytest.mark.parametrize(("written", "words", "threads"), RELATIVES)
def test_the_words_of_what_others_lost_are_in_feed_and_excerpt(written: str, words: str, threads: str) -> None:
    """And nothing of the markup is."""
    html = notes.render(written, format="html" if begins_with_html(written) else "markdown").html

    assert words == " ".join(plain_text(feed_form(html)).split()), threads
    assert words == excerpt(html)


@pytest.mark.parametrize(
    ("written", "is_html"),
    [
        ("<p>a</p>", True),
        ("<P class=a>", True),
        ("<br/>a", True),
        ("<!-- a --> <div>b</div>", True),
        ("<!DOCTYPE html>\n<html>", True),
        ("<https://a.example/>", False),
        ("<ann@a.example> b", False),
        ("<a@b.example>", False),
        ("<3 Thanks", False),
        ("<p", False),
        ("<Ann> b", False),
        ("<!-- a -->\n\n**b**", False),
        ("a <p>b</p>", False),
        ("", False),
    ],
)
def test_only_a_tag_of_html_makes_notes_html(written: str, is_html: bool) -> None:
    """Whatever else begins with `<` is Markdown."""
    assert is_html == begins_with_html(written)


HTML = {
    "what is no element is text": ("<p>a <https://b.example/> <c@d.example></p>", "<p>a &lt;https://b.example/&gt; "),
    "elements of Word": ("<p>a<o:p>b</o:p></p>", "<p>ab</p>"),
    "a film": ("<p>a</p><video src=b.mp4>c</video>", "<p>a</p>"),
    "a pixel that counts readers": ("a<img src=https://b.example/c.gif width=1 height=1>", "<p>a</p>"),
    "a table for the layout": ("<table><tr><td><p>a</p></td><td>b</td></tr></table>", "<p>a</p>\n<p>b</p>"),
    "a table with cells over two columns": (
        "<table><tr><th>a</th><th>b</th></tr><tr><td colspan=2>c</td></tr></table>",
        "<p>a b</p>\n<p>c</p>",
    ),
    "a table in a table": ("<table><tr><th><table><tr><td>a</td></tr></table></th></tr></table>", "<p>a</p>"),
    "an empty row": ("<table><tr></tr><tr><th>a</th></tr><tr><td>b</td></tr></table>", "<table>"),
    "a comment without an end": ("<p>a</p><!-- b <p>c</p>", "<p>a</p>"),
    "a link over two paragraphs": (
        '<p><a href="https://a.example/"></p><p>b</a></p>',
        '<p><a href="https://a.example/">b</a></p>',
    ),
    "an id in the middle": ('<p>a <b id="x">b</b></p><a href="#x">c</a>', '<p id="notes-x">a <b>b</b></p>'),
    "a template": ("<p>a</p><template>b</template>", "<p>a</p>"),
    "how a word is read": ("<ruby>潮<rp>(</rp><rt>shio</rt></ruby>", "<p>潮(shio)</p>"),
    "a map": ("<p>a</p><map><area href=/b alt=c></map>", "<p>a</p>"),
    "a form": ("<form>a <input value=b><button>c</button></form>", "<p>a</p>"),
}


SILENT = {
    *("what is no element is text", "an id in the middle", "a table for the layout", "a link over two paragraphs"),
    *("how a word is read", "a table with cells over two columns", "a table in a table", "an empty row"),
}
"""Where nothing is left out."""


@pytest.mark.parametrize("name", HTML)
def test_html_of_editors_is_kept_or_reported(name: str) -> None:
    """With its words, or with a finding for each piece that is left out."""
    written, begin = HTML[name]
    made = notes.render(written, format="html")

    assert made.html.startswith(begin)
    assert made.altered or name in SILENT


# --- laws

WORDS = st.sampled_from(
    ["quay", "boat", "1902", "Ebbe", "häven", "x-ray", "don't", "潮", "a@b.example", "www.c.example"]
)
PHRASE = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
INLINE = st.one_of(
    PHRASE,
    PHRASE.map("*{}*".format),
    PHRASE.map("**{}**".format),
    PHRASE.map("~~{}~~".format),
    PHRASE.map("`{}`".format),
    PHRASE.map("<b>{}</b>".format),
    PHRASE.map("<q>{}</q>".format),
    PHRASE.map('<i title="{0}">{0}</i>'.format),
    PHRASE.map("<video>{}</video>".format),
    PHRASE.map("<!-- {} -->".format),
    PHRASE.map("<sup>th {}</sup>".format),
    PHRASE.map("![{}](https://d.example/e.png)".format),
    PHRASE.map("[{}](https://d.example/)".format),
    PHRASE.map("[{}](/d)".format),
    PHRASE.map("[{}](tel:1)".format),
    PHRASE.map("[{}](#d)".format),
    PHRASE.map("<span onclick='x'>{}</span>".format),
    PHRASE.map("<o:p>{}</o:p>".format),
    PHRASE.map("<Ann {}>".format),
    st.just("[^f]"),
    st.just("(3:15)"),
)
LINE = st.lists(INLINE, min_size=1, max_size=5).map(" ".join)
BLOCK = st.one_of(
    LINE,
    LINE.map("# {}".format),
    LINE.map("> {}".format),
    LINE.map("- {0}\n- [ ] {0}".format),
    LINE.map("1. {}".format),
    LINE.map("7. {}".format),
    LINE.map("[^f]: {}".format),
    LINE.map("[r]: https://d.example/ '{}'".format),
    LINE.map("~~~\n{}\n~~~".format),
    LINE.map("(3:15) {}\n(4:20) x".format),
    LINE.map("<div>{}</div>".format),
    LINE.map("<script>{}</script>".format),
    st.tuples(PHRASE, PHRASE, LINE).map(lambda some: "| {} | {} |\n|---|---|\n| {} | y |".format(*some)),
    st.tuples(PHRASE, LINE).map(lambda some: "| {} | z |\n|---|---|\n| 0:10 | {} |".format(*some)),
)
WRITTEN = st.lists(BLOCK, min_size=1, max_size=6).map("\n\n".join)
_WORD = re.compile(r"\w+", re.UNICODE)
_KNOWN = frozenset({"quay", "boat", "1902", "Ebbe", "häven", "ray", "don", "潮"})


def count(text: str) -> Counter[str]:
    """How often each word of the vocabulary stands in a text."""
    return Counter(word for word in _WORD.findall(text) if word in _KNOWN)


def shown(html: str) -> str:
    """The words of a page."""
    return plain_text(re.sub(r"</t[hd]>", " ", html))


@given(WRITTEN)
@pytest.mark.slow
def test_no_word_vanishes_without_a_word(written: str) -> None:
    """The words that go in come out in the feed and on the page, or stand in what is reported."""
    made = notes.render(written)
    reported = count(" ".join(one.words for one in made.altered))
    struck = count(" ".join(one.words for one in made.altered if one.kind == "struck-out"))

    assert not count(written) - count(shown(made.html)) - reported
    assert not count(shown(made.html)) - count(plain_text(feed_form(made.html))) - struck


GFM_PIECES = st.sampled_from(
    [
        *(
            "| a | b |\n|---|---|\n| c | d |\n",
            "~~",
            "~",
            "[^1]",
            "\n\n[^1]: f\n\n",
            "- [ ] ",
            "- [x] ",
            "www.a.example ",
        ),
        *("[a](#b)", "[a](#c-d)", "# c d\n", "<p id=b>", "<table><tr><th>a</th></tr><tr><td>", "</table>", "<del>"),
        *(
            "</del>",
            "<sup>",
            "</sup>",
            "7. a\n",
            "\n\n",
            " ",
            "a",
            "0:10 ",
            "|",
            "- ",
            "  ",
            "<ol start=3><li>",
            "</ol>",
        ),
        *("<a href='#b'>", "</a>", "<td id=b>", "</td>", "<b>", "</b>", "> ", "![a](https://a.example/b)", "<li id=b>"),
    ]
)


@given(st.lists(GFM_PIECES, max_size=20).map("".join), st.sampled_from(["markdown", "html"]))
def test_both_forms_are_fixed_points(written: str, format: str) -> None:
    """What is published stays as it is when it is read again; the feed has the elements of directories alone."""
    html = notes.render(written, format=format).html
    feed = feed_form(html)

    assert html == notes.render(html, format="html").html
    assert feed == feed_form(feed) == notes.render(feed, format="html").html
    assert {"p", "br", "ul", "ol", "li", "a", "b", "i", "strong", "em"} >= {tag.name for tag in html_tags(feed)}
    assert all(set(tag.attributes) <= {"href"} for tag in html_tags(feed))
    assert not any(tag.attributes.get("href", "").startswith("#") for tag in html_tags(feed))


def test_notes_that_were_published_before_are_their_own_feed_form() -> None:
    """So nobody's episode changes by an update."""
    html = '<p>0:00 a<br>\n0:10 <b>b</b></p>\n<ul>\n<li><a href="https://a.example/#b">c</a> ~~d~~ | e |</li>\n</ul>'

    assert html is feed_form(html)


# --- hostile notes

HOSTILE = {
    "elements that stay open (servo/html5ever#788)": "<ul><li>",
    "formats that stay open (lexbor/lexbor#340)": "<b {}>",
    "formats in paragraphs": "<b {}><p>x",
    "ampersands": "&",
    "less-than signs": "<",
    "quotations in quotations (showdownjs/showdown#1048)": ">",
    "lists in lists": "- ",
    "CDATA (pulldown-cmark/pulldown-cmark#280)": "a <![CDATA[",
    "instructions (mity/md4c#73)": "a <?",
    "declarations (mity/md4c#73)": "a <!A",
    "comments": "a <!-- b",
    "brackets": "[",
    "links that begin": "[a](",
    "emphasis": "*a _b",
    "backticks": "`{}",
    "footnotes": "[^{0}]: x\n\nx[^{0}]\n\n",
    "one footnote": "x[^1] ",
    "references": "[{0}]: https://x.example/{0}\n\n",
    "columns": "|-",
    "relative links": "[a](b{0}) ",
    "blanks": " ",
    "strikes": "~a",
    "attributes": " a=1",
    "paragraphs": "<p>x",
    "end tags": "</p></b>",
    "tables": "<table><tr><th>a</th></tr></table>",
    "places": "<p id=a{0}><a href=#a{0}>x</a></p>",
}


def hostile(piece: str, size: int) -> str:
    """About `size` characters of a piece, numbered where it has braces."""
    return "".join(piece.format(number) for number in range(size // len(piece)))


def work(written: str, format: str) -> float:
    """Processor time of rendering, in seconds; what is refused is done, too."""
    begin = time.process_time()
    with suppress(Unusable):
        feed_form(notes.render(written, format=format).html)
    return time.process_time() - begin


@pytest.mark.slow
@pytest.mark.parametrize("format", ["markdown", "html"])
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_notes_cost_as_much_as_they_are_long(name: str, format: str) -> None:
    """Eight times as long takes about eight times as long, not sixty-four times; beyond a bound they are refused."""
    short, long = (min(work(hostile(HOSTILE[name], size), format) for _ in range(2)) for size in (24_000, 192_000))

    assert long < 24 * max(short, 0.02)


REFUSED = [
    ("a" * 200_001, "markdown", "has 200001 characters; 200000 are read at most"),
    ("a\n=\n" * 50_000, "markdown", "makes 1299999 characters of HTML"),
    ("&amp;" * 20_001, "html", "has 20001 characters that HTML escapes"),
    ("<b>" * 101, "html", "has more than 100 elements that are open at once, the last a <b>"),
    ("<ul><li>" * 101, "markdown", "has more than 100 elements that are open at once, the last a <ul>"),
    (">" * 101 + " a", "markdown", "has quotations or lists that are more than 100 levels deep"),
    ("- " * 101 + "a\n\nb", "markdown", "has quotations or lists that are more than 100 levels deep"),
    ("|a" * 101 + "\n" + "|-" * 101, "markdown", "has a table of more than 100 columns"),
    (f"<p{' a=b' * 201}>c</p>", "html", "has a <p> with more than 200 attributes"),
]


@pytest.mark.parametrize(("written", "format", "message"), REFUSED, ids=[message for _, _, message in REFUSED])
@pytest.mark.slow
def test_notes_beyond_all_use_are_refused(written: str, format: str, message: str) -> None:
    """With a number, and the question whether this is the right file."""
    with pytest.raises(Unusable) as refused:
        notes.render(written, format=format)

    assert message == refused.value.message[: len(message)]
    assert refused.value.hint.startswith("is this another kind of file?")


@pytest.mark.parametrize(
    ("piece", "count"), [("- ", 0), ("* ", 0), ("<p>q", 500), ("<b>q</b>", 500), ("<br>", 0), ("- q\n", 500)]
)
def test_much_of_what_does_not_nest_is_read(piece: str, count: int) -> None:
    """A line of hyphens is a rule, and paragraphs of HTML need no end."""
    assert count == notes.render(f"{piece * 500}\n").html.count("q")
