"""Notes as podcasters paste them: from editors, hosts, e-mail and chats, with what only looks like Markdown."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from tests.test_notes_kept import reports

from feedpub import notes
from feedpub.notes import feed_form


class Pasted(NamedTuple):
    """What somebody pasted, and what becomes of it."""

    written: str
    feed: str
    reported: tuple[str, ...] = ()


ADDRESSES = {
    "a host with an umlaut": Pasted(
        "https://müller.example/straße?x=ü",
        '<p><a href="https://xn--mller-kva.example/stra%C3%9Fe?x=%C3%BC">https://müller.example/straße?x=ü</a></p>',
    ),
    "www. and a host with an umlaut": Pasted(
        "www.bücher.example", '<p><a href="https://www.xn--bcher-kva.example">www.bücher.example</a></p>'
    ),
    "a host in Japanese, in a link": Pasted(
        "[例え](http://例え.jp/a)", '<p><a href="http://xn--r8jz45g.jp/a">例え</a></p>'
    ),
    "a host that programs look up as different ones": Pasted(
        "https://straße.example", "<p>https://straße.example</p>", ("unopened-link https://straße.example",)
    ),
    "the end of a sentence in Japanese": Pasted(
        "https://a.example/日本語です。次は「https://b.example/b」、https://c.example",
        '<p><a href="https://a.example/%E6%97%A5%E6%9C%AC%E8%AA%9E%E3%81%A7%E3%81%99">https://a.example/日本語です</a>。'
        '次は「<a href="https://b.example/b">https://b.example/b</a>」、'
        '<a href="https://c.example">https://c.example</a></p>',
    ),
    "an address in brackets is as it was typed": Pasted(
        "<https://a.example/。>", '<p><a href="https://a.example/%E3%80%82">https://a.example/。</a></p>'
    ),
    "a name on Mastodon is no e-mail address": Pasted(
        "@ann@mastodon.example, ann@a.example",
        '<p>@ann@mastodon.example, <a href="mailto:ann@a.example">ann@a.example</a></p>',
    ),
    "a link without an address": Pasted("[a]() b", "<p>a b</p>", ("unopened-link ",)),
}

TABLES = {
    "more cells than headers": Pasted(
        "A | B\n--|--\n1 | 2\n3 | 4 | five | 6",
        "<p>A: 1 · B: 2<br>\nA: 3 · B: 4</p>",
        ("extra-cells five | 6",),
    ),
    "a pipe in code": Pasted(
        "| A | B |\n|---|---|\n| `x | y` | last |\n| `x \\| y` | z |",
        "<p>A: `x · B: y`<br>\nA: x | y · B: z</p>",
        ("extra-cells last",),
    ),
    "in a quotation": Pasted("> | A |\n> |---|\n> | 1 | 2 |", "<p>A: 1</p>", ("extra-cells 2",)),
    "headers that end in a sign": Pasted("| Name: | Who? |\n|---|---|\n| a | b |", "<p>Name: a · Who? b</p>"),
    "a table in code": Pasted(
        "```\n| A |\n|---|\n| 1 | 2 |\n```\n\n| A |\n|---|\n| 3 |",
        "<p>| A |<br>\n|---|<br>\n| 1 | 2 |</p>\n<p>A: 3</p>",
    ),
}

FOOTNOTES = {
    "a label with an umlaut": Pasted("a[^ä]\n\n[^ä]: b", "<p>a[1]</p>\n<ol>\n<li>b</li>\n</ol>"),
    "a label with a percent sign": Pasted("a[^5%]\n\n[^5%]: b", "<p>a[1]</p>\n<ol>\n<li>b</li>\n</ol>"),
    "a mark with a blank": Pasted("a[^note one]", "<p>a[^note one]</p>", ("missing-footnote [^note one]",)),
}


CASES = {**ADDRESSES, **TABLES, **FOOTNOTES}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_addresses_tables_and_footnotes_as_people_type_them(case: Pasted) -> None:
    """An address leads where its author meant, and what a table or a footnote loses is reported."""
    made = notes.render(case.written)

    assert case == Pasted(case.written, feed_form(made.html), reports(made))


UNREAD = {
    "bold in a block of HTML": Pasted("<div>\n**a b**\n</div>", "<p>**a b**</p>", ("unread-markup **a b**",)),
    "bold around a bracket in Japanese": Pasted(
        "これは**「潮」**です", "<p>これは**「潮」**です</p>", ("unread-markup **「潮」**",)
    ),
    "three tildes": Pasted("a ~~~b~~~", "<p>a ~~~b~~~</p>", ("unread-markup ~~~b~~~",)),
    "quotes of a word processor": Pasted(
        "[a](https://a.example/ “b”)",
        '<p>[a](<a href="https://a.example/">https://a.example/</a> “b”)</p>',
        ("unread-markup [a](",),
    ),
    "an address with a blank": Pasted("[a](b c.html)", "<p>[a](b c.html)</p>", ("unread-markup [a](b c.html)",)),
    "a reference that is not there": Pasted("[a][b]", "<p>[a][b]</p>", ("unread-markup [a][b]",)),
    "a footnote in the text": Pasted("a^[b c]", "<p>a^[b c]</p>", ("unread-markup ^[b c]",)),
    "an alert": Pasted("> [!NOTE]\n> a", "<p>[!NOTE]\na</p>", ("unread-markup [!NOTE]",)),
    "an abbreviation": Pasted("*[AB]: c", "<p>*[AB]: c</p>", ("unread-markup *[AB]:",)),
    "a highlight": Pasted("a ==b c== 1 == 2", "<p>a ==b c== 1 == 2</p>", ("unread-markup ==b c==",)),
    "a comment of Obsidian": Pasted("a %%b%% 5 %% c", "<p>a %%b%% 5 %% c</p>", ("unread-markup %%b%%",)),
    "a formula": Pasted("$$a^2$$ for $5 or $$", "<p>$$a^2$$ for $5 or $$</p>", ("unread-markup $$a^2$$",)),
    "emoji": Pasted(
        ":wave: a:b:c 10:30:00 :+1:",
        "<p>:wave: a:b:c 10:30:00 :+1:</p>",
        ("unread-markup :wave:", "unread-markup :+1:"),
    ),
    "rows without a table": Pasted(
        "| a | b |\n| c | d |", "<p>| a | b |\n| c | d |</p>", ("unread-markup | a | b |", "unread-markup | c | d |")
    ),
    "a definition": Pasted("Ebb\n: falling tide", "<p>Ebb\n: falling tide</p>", ("unread-markup : falling tide",)),
    "a component": Pasted('<Player id="1" />', '<p>&lt;Player id="1" /&gt;</p>', ('unread-markup <Player id="1" />',)),
    "an element of Word": Pasted(
        "a<o:p></o:p>", "<p>a&lt;o:p&gt;&lt;/o:p&gt;</p>", ("unread-markup <o:p>", "unread-markup </o:p>")
    ),
    "code, and what is escaped": Pasted(
        "`**a** :b:` \\*\\*c\\*\\* \\[d\\](e f)\n\n    ==g==", "<p>**a** :b: **c** [d](e f)</p>\n<p>==g==</p>"
    ),
    "notes in brackets, ratios, fences of words": Pasted(
        "[1][2] [sic] (a) 3 ** 4 ** 5 a|b 50 %% off ~ ~~", "<p>[1][2] [sic] (a) 3 ** 4 ** 5 a|b 50 %% off ~ ~~</p>"
    ),
}


@pytest.mark.parametrize("case", UNREAD.values(), ids=UNREAD)
def test_markup_that_is_none_here_is_published_and_reported(case: Pasted) -> None:
    """Nobody finds out from a listener that the feed shows asterisks."""
    made = notes.render(case.written)

    assert case == Pasted(case.written, feed_form(made.html), reports(made))


def test_markdown_in_html_is_reported() -> None:
    """As a host's editor shows it after Markdown was pasted."""
    made = notes.render("<p>**a** [b](https://b.example/)</p>", format="html")

    assert ("unread-markup **a**", "unread-markup [b](https://b.example/)") == reports(made)
