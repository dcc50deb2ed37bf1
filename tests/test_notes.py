"""Notes: what an author writes becomes HTML that directories keep, and that harms nobody."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from feedpub import notes
from feedpub.errors import Unusable
from feedpub.model import Link
from feedpub.standards import plain_text


def render(text: str, **how: Any) -> str:
    """Notes as the page shows them."""
    return notes.render(text, **how).html


MARKDOWN = {
    "words": ("Just words.", "<p>Just words.</p>"),
    "two paragraphs": ("One.\n\nTwo.", "<p>One.</p>\n<p>Two.</p>"),
    "a single line break stays one": ("One\ntwo.", "<p>One\ntwo.</p>"),
    "a hard line break": ("00:00 Intro  \n02:10 Tide", "<p>00:00 Intro<br>\n02:10 Tide</p>"),
    "stress": ("*soft* and **loud**", "<p><em>soft</em> and <strong>loud</strong></p>"),
    "a heading is a bold paragraph": ("## Chapters\n\nText", "<p><strong>Chapters</strong></p>\n<p>Text</p>"),
    "a list": ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
    "a numbered list": ("1. one\n2. two", "<ol>\n<li>one</li>\n<li>two</li>\n</ol>"),
    "a loose list is as tight": ("- one\n\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
    "a list in a list": ("- one\n  - two", "<ul>\n<li>one\n<ul>\n<li>two</li>\n</ul></li>\n</ul>"),
    "a link": ("[sea](https://sea.example/)", '<p><a href="https://sea.example/">sea</a></p>'),
    "an address in brackets": (
        "<https://sea.example/?a=1&b=2>",
        '<p><a href="https://sea.example/?a=1&amp;b=2">https://sea.example/?a=1&amp;b=2</a></p>',
    ),
    "a bare address is a link": (
        "https://sea.example/",
        '<p><a href="https://sea.example/">https://sea.example/</a></p>',
    ),
    "a picture is its alternative text": ("![a gull](gull.jpg)", "<p>a gull</p>"),
    "code is text": ("`x < y`", "<p>x &lt; y</p>"),
    "a block of code keeps its lines": ("```\na\nb\n```", "<p>a<br>\nb</p>"),
    "a quotation is a paragraph": ("> said", "<p>said</p>"),
    "a rule is nothing": ("a\n\n---\n\nb", "<p>a</p>\n<p>b</p>"),
    "HTML in it": ("a <b>b</b> <script>c</script>", "<p>a <b>b</b></p>"),
    "what was escaped is escaped once": ("&amp; &lt;b&gt; &amp;amp;", "<p>&amp; &lt;b&gt; &amp;amp;</p>"),
    "nothing": (" \n\n", ""),
    "a link that runs code is its words": ("[a](javascript:alert(1))", "<p>a</p>"),
    "a line break in alternative text is a space": ("![a\ngull](gull.jpg)", "<p>a gull</p>"),
}

HTML = {
    "kept as it is": ('<p>a <a href="https://a.example/">b</a></p>', '<p>a <a href="https://a.example/">b</a></p>'),
    "words without an element": ("words", "<p>words</p>"),
    "what editors use for paragraphs": ("<div>a</div><div>b<br></div>", "<p>a</p>\n<p>b</p>"),
    "blocks in blocks": ("<div>a<div>b</div>c</div>", "<p>a</p>\n<p>b</p>\n<p>c</p>"),
    "an empty paragraph for distance": ("<p>a</p><p>&nbsp;</p><p>b</p>", "<p>a</p>\n<p>b</p>"),
    "an empty list": ("<ul></ul><p> </p><b></b>", ""),
    "bold around blocks": ("<b><p>a</p><p>b</p></b>", "<p><b>a</b></p>\n<p><b>b</b></p>"),
    "bold in a heading": ("<h1>a <strong>b</strong></h1>", "<p><strong>a b</strong></p>"),
    "a table is a paragraph for each row": (
        "<table><tr><td>0:10</td><td>Sea</td></tr><tr><td>0:20</td><td>Sky</td></tr></table>",
        "<p>0:10 Sea</p>\n<p>0:20 Sky</p>",
    ),
    "an entry without a list": ("<li>a</li><li>b</li>", "<p>a</p>\n<p>b</p>"),
    "paragraphs in an entry": (
        "<ul><li><p>a</p><p>b</p></li></ul>",
        "<ul>\n<li>a\n<p>b</p></li>\n</ul>",
    ),
    "classes, styles, handlers": ('<p class="x" style="color:red" onclick="x()" id="y">a</p>', "<p>a</p>"),
    "rel and target": (
        '<a href="https://a.example/" rel="x" target="_blank">a</a>',
        '<p><a href="https://a.example/">a</a></p>',
    ),
    "script, style, comment, iframe": (
        "<script>1</script><style>2</style><!-- 3 --><iframe src='https://a.example/'>4</iframe><svg><text>5</text></svg>6",
        "<p>6</p>",
    ),
    "a link that runs code": ("<a href='javascript:alert(1)'>a</a>", "<p>a</p>"),
    "a link that hides it": ("<a href=' jav&#x09;ascript:alert(1)'>a</a>", "<p>a</p>"),
    "a data link": ("<a href='data:text/html,x'>a</a>", "<p>a</p>"),
    "a relative link": ("<a href='/about'>a</a>", "<p>a</p>"),
    "a link with a password": ("<a href='https://a:b@c.example/'>a</a>", "<p>a</p>"),
    "an address to write to": (
        "<a href='mailto:a@b.example?subject=x'>a</a>",
        '<p><a href="mailto:a@b.example?subject=x">a</a></p>',
    ),
    "an address that is not ASCII": (
        "<a href='https://bücher.example/ä b?q=ö'>a</a>",
        '<p><a href="https://xn--bcher-kva.example/%C3%A4%20b?q=%C3%B6">a</a></p>',
    ),
    "blanks stay outside of links": (
        "a<a href='https://a.example/'> b </a>c",
        '<p>a <a href="https://a.example/">b</a> c</p>',
    ),
    "the end of CDATA": ("<p>]]> and ]]&gt;</p>", "<p>]]&gt; and ]]&gt;</p>"),
    "old Windows numbers": ("a &#150; b", "<p>a – b</p>"),
    "Windows line ends": ("<p>a\r\nb&#13;c</p>", "<p>a\nb c</p>"),
}


@pytest.mark.parametrize("name", MARKDOWN)
def test_markdown_becomes_the_subset_that_directories_keep(name: str) -> None:
    """CommonMark in, `p br ul ol li a b i strong em` out."""
    written, expected = MARKDOWN[name]

    assert expected == render(written)


@pytest.mark.parametrize("name", HTML)
def test_html_becomes_the_subset_that_directories_keep(name: str) -> None:
    """Whatever an editor exports, its text is kept and its paragraphs stay paragraphs."""
    written, expected = HTML[name]

    assert expected == render(written, format="html")


TIMED = {
    "times on lines of their own": ("0:00 Intro\n2:10 Tide", "<p>0:00 Intro<br>\n2:10 Tide</p>"),
    "words before and behind": (
        "Today:\n(0:00) Intro\n(2:10) Tide\nThanks.",
        "<p>Today:<br>\n(0:00) Intro<br>\n(2:10) Tide<br>\nThanks.</p>",
    ),
    "words that follow words": ("a\nb\n0:00 Intro", "<p>a\nb<br>\n0:00 Intro</p>"),
    "a time in bold, or in a link": (
        "**0:00** Intro\n[2:10](https://a.example/) Tide",
        '<p><strong>0:00</strong> Intro<br>\n<a href="https://a.example/">2:10</a> Tide</p>',
    ),
    "bold over several lines": ("**0:00 a\n2:10 b**", "<p><strong>0:00 a<br>\n2:10 b</strong></p>"),
    "a break that is one already": ("0:00 Intro  \n2:10 Tide", "<p>0:00 Intro<br>\n2:10 Tide</p>"),
    "a break in HTML": ("0:00 Intro<br>\n2:10 Tide", "<p>0:00 Intro<br>\n2:10 Tide</p>"),
    "a list needs none": ("- 0:00 Intro\n- 2:10 Tide", "<ul>\n<li>0:00 Intro</li>\n<li>2:10 Tide</li>\n</ul>"),
    "a list in a list": (
        "- 0:00 a\n  - 0:10 b\n- 2:10 c",
        "<ul>\n<li>0:00 a\n<ul>\n<li>0:10 b</li>\n</ul></li>\n<li>2:10 c</li>\n</ul>",
    ),
    "code has its own lines": ("```\n0:00 a\n2:10 b\n```", "<p>0:00 a<br>\n2:10 b</p>"),
    "what is no time": ("a\n1:75:00 x\n1:123:45 x", "<p>a\n1:75:00 x\n1:123:45 x</p>"),
    "a ratio in the middle, and a verse": ("won 2:10 at\nhome\n3:16:99 x", "<p>won 2:10 at\nhome\n3:16:99 x</p>"),
}


@pytest.mark.parametrize("name", TIMED)
def test_lines_that_begin_with_a_time_stay_lines(name: str) -> None:
    """Apps read them as chapters, and Markdown alone would join them."""
    written, expected = TIMED[name]

    assert expected == render(written)


def test_html_has_the_line_breaks_of_its_author() -> None:
    """Only Markdown joins lines that look apart in the file."""
    assert "<p>0:00 a\n2:10 b</p>" == render("<p>0:00 a\n2:10 b</p>", format="html")


def test_links_become_a_list_below_the_notes() -> None:
    """Titles and notes are text, not HTML."""
    tides = Link(title="Tides & <moons>", url="https://a.example/?a=1&b=2")
    links = [tides, Link(title="B", url="https://b.example/", note="x")]

    html = render("Notes.", links=links)

    assert (
        "<p>Notes.</p>\n<ul>\n"
        '<li><a href="https://a.example/?a=1&amp;b=2">Tides &amp; &lt;moons&gt;</a></li>\n'
        '<li><a href="https://b.example/">B</a> – x</li>\n'
        "</ul>"
    ) == html


def test_relative_links_are_resolved_where_there_is_a_base() -> None:
    """As a page would do it."""
    html = render("[a](../about)", base="https://a.example/show/notes/")

    assert '<p><a href="https://a.example/show/about">a</a></p>' == html


def test_a_base_does_not_make_bad_addresses_good() -> None:
    """Neither broken ones nor other schemes."""
    written = "<a href='https://[a/'>a</a> <a href='//[b/'>b</a> <a href='tel:1'>c</a>"

    html = render(written, format="html", base="https://a.example/")

    assert "<p>a b c</p>" == html


@pytest.mark.parametrize("format", ["markdown", "html"])
@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("a\nb\x01", "has U+0001 in it (line 2), which must not be published"),
        ("a\r\n\r\n\ufffe", "has U+FFFE in it (line 3), which must not be published"),
        ("\u202ea", "has U+202E in it (line 1), which reverses the text that follows"),
        ("a\n\u2066b\u2069\n\u2067c", "has U+2067 in it (line 3), which reverses the text that follows"),
        ("a\n&#x202e;", "has &#x202e; in it (line 2), which reverses the text that follows"),
        ("&#150;\n\nb &#1;", "has &#1; in it (line 3), which must not be published"),
        ("a\n&#0;", "has &#0; in it (line 2), which must not be published"),
        ("a\n&#xD800;", "has &#xD800; in it (line 2), which must not be published"),
        ("a\n<b>\u2066b<p>\u2069", "has U+2066 in it (line 2), which reverses the text that follows"),
    ],
)
def test_characters_that_harm_are_refused_with_their_line(format: str, written: str, message: str) -> None:
    """Written as such, or as their number."""
    with pytest.raises(Unusable) as caught:
        render(written, format=format)

    assert message == caught.value.message
    assert caught.value.hint.startswith("delete it")


def test_another_format_is_a_mistake_of_ours() -> None:
    """Not of the author's."""
    with pytest.raises(ValueError, match="'rst' is neither"):
        render("a", format="rst")


ELEMENTS = [
    *("p", "b", "strong", "em", "i", "a", "ul", "ol", "li", "div", "h2", "pre", "table", "tr", "td", "dl", "dt"),
    *("blockquote", "script", "style", "svg", "math", "mi", "title", "template"),
]
WHOLE = [
    *("<br>", "<hr>", "<!--", "-->", "<![CDATA[", "]]>", "<img alt='c d'>", "<img src=x onerror=y>"),
    *("<a href='https://a.example/?b=1&amp;c'>", "<a href=javascript:x>", "<a href=b>", "<a href=mailto:a@b.c>"),
    *("onclick=", "javascript:", "&nbsp;", "&amp;", "&lt;", "&#60;", "&", "<", ">", '"', "'", "\\", "*", "**", "_"),
    *("`", "```\n", "# ", "- ", "1. ", "> ", "[", "](", ")", "![", "---\n", "a", "b c", "ä", "שלום", "👩‍👧", "\u0338"),
    *(" ", "    ", "\t", "\n", "\n\n", "\r", "\r\n", "\u200b", "00:10 x"),
]
PIECES = st.one_of(
    st.sampled_from([*(f"<{name}>" for name in ELEMENTS), *(f"</{name}>" for name in ELEMENTS)]),
    st.sampled_from(WHOLE),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=4),
)
TAG = re.compile(r"<(/?)(\w+)([^>]*)>")
BARE, WITH_ID = re.compile(""), re.compile(r'( id="notes-[\w.-]+")?')
ON_PAGES = {
    **dict.fromkeys(["br", "ul", "b", "i", "strong", "em", "del", "sup", "sub"], BARE),
    **dict.fromkeys(["table", "thead", "tbody", "tfoot", "tr"], BARE),
    **dict.fromkeys(["p", "li", "td", "th"], WITH_ID),
    "ol": re.compile(r'( start="-?[0-9]+")?'),
    "a": re.compile(r' href="(#[!-~]+|https?://[!-~]+|mailto:[!-~]+)"'),
}
"""What pages keep, and what may stand in its start tag."""


@given(st.lists(PIECES, max_size=25).map("".join), st.sampled_from(["markdown", "html"]))
@example("<ul><p>a</p>b<li>c", "html")
@example("<b><ul><li>a", "html")
@example("<ul><li><dl><li>a", "html")
def test_whatever_is_written_comes_out_safe_and_stays_as_it_is(written: str, format: str) -> None:
    """Only kept elements, only `href`, only absolute addresses; legal in XML; sanitised again it is the same."""
    try:
        page = render(written, format=format)
    except Unusable:
        return
    html = notes.feed_form(page)

    tags = TAG.findall(html)
    assert page == render(page, format="html")
    assert all(name in ON_PAGES and ON_PAGES[name].fullmatch(rest) for end, name, rest in TAG.findall(page) if not end)
    assert html == render(html, format="html")
    assert {"p", "br", "ul", "ol", "li", "a", "b", "i", "strong", "em"} >= {name for _, name, _ in tags}
    assert html.count("<") == len(tags)
    assert all(
        re.fullmatch(r' href="(https?://[!-~]+|mailto:[!-~]+)"', rest) if (name, end) == ("a", "") else not rest
        for end, name, rest in tags
    )
    etree.Element("notes").text = html
    assert "\r" not in html
    assert "]]>" not in TAG.sub("", html)
    assert bool(html) == bool(plain_text(html).strip())
