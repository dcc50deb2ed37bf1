"""The reader: what a feed says and exactly where, whatever somebody calls a feed; never a traceback, never a hang."""

from __future__ import annotations

import gzip
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.good_feed import NOW, good_feed

from feedpub.feed_view import NAMESPACES, Element, FeedView
from feedpub.reader import DEPTH, MOST, SIZE, Read, lenient, read
from feedpub.reader.build import LONGEST, Builder, start_tag
from feedpub.reader.feed import parse_strictly
from feedpub.reader.text import Complaints, Lines, Troubles, decode

FEEDS = sorted((Path(__file__).parent / "feeds").iterdir())
SMALL = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
     xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:atom="http://www.w3.org/2005/Atom">
  <channel>
    <title>Tidewater 🌊 é</title><link>https://tidewater.example/</link>
    <item>
      <title>One</title>
    </item>
    <item>
      <title>Two</title><enclosure
          url="https://tidewater.example/2.mp3" length='9'   type = "audio/mpeg"/>
      <podcast:person role="host">Ada</podcast:person><podcast:person role="guest">Grace</podcast:person>
    </item>
  </channel>
</rss>
"""


def read_text(data: str | bytes, *, seen: bool = False) -> Read:
    """What a document says."""
    return read(data.encode() if isinstance(data, str) else data, now=NOW, seen=seen)


def kinds(data: str | bytes) -> list[tuple[str, int, int]]:
    """The troubles of a document: kind, line, column."""
    return [(one.kind, one.line, one.column) for one in read_text(data).feed.document.troubles]


class TestPlaces:
    """Every path leads to the line and column of what it names."""

    @pytest.mark.parametrize(
        ("path", "place"),
        [
            ("", (4, 3)),
            ("rss", (2, 1)),
            ("rss@version", (2, 6)),
            ("title", (5, 5)),
            ("link", (5, 33)),
            ("items[0]", (6, 5)),
            ("items[1].title", (10, 7)),
            ("items[1].enclosure", (10, 25)),
            ("items[1].enclosure@url", (11, 11)),
            ("items[1].enclosure@length", (11, 49)),
            ("items[1].enclosure@type", (11, 62)),
            ("items[1].podcast:person[1]@role", (12, 71)),
            ("@7:3", (7, 3)),
        ],
    )
    def test_a_path_has_a_line_and_a_column(self, path: str, place: tuple[int, int]) -> None:
        """Columns count characters, not bytes; attributes have places of their own."""
        assert place == read_text(SMALL).place(path)

    @pytest.mark.parametrize(
        ("path", "place"),
        [
            ("items[1].guid", (9, 5)),
            ("items[1].enclosure@bitrate", (10, 25)),
            ("items[1].enclosure.seen:audio@bitrate", (10, 25)),
            ("items[7].title", (4, 3)),
            ("language", (4, 3)),
        ],
    )
    def test_what_is_not_there_is_where_it_would_be(self, path: str, place: tuple[int, int]) -> None:
        """A missing element's place is that of the nearest thing around it."""
        assert place == read_text(SMALL).place(path)

    def test_places_are_the_same_where_the_document_is_malformed(self) -> None:
        """A fault somewhere moves nothing else."""
        places = read_text(SMALL).places

        assert places == read_text(SMALL.replace("Grace", "Gr&nbsp;ce & co")).places
        assert places == read_text(SMALL.replace("</rss>", "</rs>")).places

    def test_a_byte_order_mark_and_windows_line_ends_move_nothing(self) -> None:
        """They are no characters of a line."""
        assert read_text(SMALL).places == read_text(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode()).places

    def test_every_element_has_a_place_of_its_own(self) -> None:
        """In every feed of the corpus: no path names two elements, no two begin at the same character."""
        for file in FEEDS:
            seen = read_text(file.read_bytes())
            paths = [one.path for one in (seen.feed.root, *seen.feed.root.below())] if seen.feed.root.name else []

            assert len(paths) == len(set(paths)) == len(set(seen.places.values())), file.name
            assert set(paths) == set(seen.places), file.name

    def test_a_document_without_lines_has_places(self) -> None:
        """An empty or foreign document gives (0, 0), not an error."""
        assert (0, 0) == read_text(b"").place("items[3].title@x")


class TestNames:
    """Elements have the usual names of their namespaces, whatever the document's prefixes."""

    def test_prefixes_are_those_that_everybody_knows(self) -> None:
        """Also where a document chose others, redeclares them inside, or makes one the default."""
        itunes, media = NAMESPACES["itunes"], NAMESPACES["media"]
        feed = read_text(
            f'<rss xmlns:i="{itunes}"><channel><i:author x:y="1" xmlns:x="{media}">A</i:author>'
            f'<explicit xmlns="{itunes}">true</explicit><i:type xmlns:i="urn:other"/><i:type/></channel></rss>'
        ).feed

        assert ["itunes:author", "itunes:explicit", "{urn:other}type", "itunes:type"] == [
            one.name for one in feed.channel.children
        ]
        assert {"media:y": "1"} == dict(feed.channel.children[0].attributes)

    @pytest.mark.parametrize(
        "uri",
        [
            "https://www.itunes.com/dtds/podcast-1.0.dtd",
            "http://itunes.com/dtds/podcast-1.0.dtd/",
            "http://www.itunes.com/dtds/podcast-1.0.dtd ",
            "http://www.itunes.com/dtd/podcast-1.0.dtd",
        ],
    )
    def test_a_namespace_almost_right_is_understood_and_named(self, uri: str) -> None:
        """So that its tags are checked too; the trouble stands at the declaration."""
        seen = read_text(
            SMALL.replace(NAMESPACES["itunes"], uri).replace("<item>", "<itunes:author>A</itunes:author><item>", 1)
        )

        assert "A" == seen.feed.channel.value("itunes:author")
        assert ("inexact-namespace", 2, 20) in [(t.kind, t.line, t.column) for t in seen.feed.document.troubles]

    def test_the_second_address_of_the_podcast_namespace_is_as_good(self) -> None:
        """The namespace says so itself."""
        other = "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"
        seen = read_text(SMALL.replace(NAMESPACES["podcast"], other))

        assert "Ada" == seen.feed.items[1].value("podcast:person")
        assert () == seen.feed.document.troubles

    def test_undeclared_prefixes_are_said_once_each_and_read(self) -> None:
        """In another case too."""
        feed = read_text("<rss><channel><iTunes:author>A</iTunes:author><iTunes:type/><foo:bar/></channel></rss>").feed

        assert ["itunes:author", "itunes:type", "{foo}bar"] == [one.name for one in feed.channel.children]
        assert 2 == sum(one.kind == "undeclared-prefix" for one in feed.document.troubles)

    def test_rss_in_a_namespace_is_read_as_rss(self) -> None:
        """Strict readers find nothing in it, which is said."""
        seen = read_text(SMALL.replace("<rss ", '<rss xmlns="http://backend.userland.com/rss2" '))

        assert 2 == len(seen.feed.items)
        assert [("inexact-namespace", 2, 6)] == [(t.kind, t.line, t.column) for t in seen.feed.document.troubles]

    def test_no_document_can_state_facts(self) -> None:
        """`seen:` is ours: in a stranger's feed it is an unknown namespace, declared or not."""
        text = '<rss><channel xmlns:seen="seen"><seen:audio bitrate="1"/></channel><seen:audio/></rss>'

        assert not any(one.name.startswith("seen:") for one in read_text(text).feed.root.below())
        assert any(one.name.startswith("seen:") for one in read_text(text, seen=True).feed.root.below())

    def test_declarations_are_listed_where_they_stand(self) -> None:
        """Each once."""
        namespaces = read_text(SMALL).feed.document.namespaces

        assert [("itunes", 2, 20), ("podcast", 3, 6), ("atom", 3, 61)] == [
            (one.prefix, one.line, one.column) for one in namespaces
        ]


class TestEncodings:
    """Bytes become the characters that were meant, and what is wrong with them is said."""

    TEXT = (
        '<?xml version="1.0" encoding="{}"?><rss version="2.0"><channel><title>Küste – „Düne“</title></channel></rss>'
    )

    @pytest.mark.parametrize(
        ("declared", "real", "expected"),
        [
            ("UTF-8", "utf-8", []),
            ("utf-8", "utf-8-sig", []),
            ("windows-1252", "cp1252", ["foreign-encoding"]),
            ("UTF-16", "utf-16", ["foreign-encoding"]),
            ("UTF-16", "utf-16-be", ["foreign-encoding"]),
            ("UTF-16LE", "utf-16-le", ["foreign-encoding"]),
            ("UTF-32", "utf-32", ["foreign-encoding"]),
            ("UTF-8", "utf-16", ["false-encoding"]),
            ("UTF-16", "utf-8", ["false-encoding"]),
            ("ISO-8859-1", "utf-8", ["false-encoding"]),
            ("US-ASCII", "utf-8", ["false-encoding"]),
            ("UTF-8", "cp1252", ["false-encoding"] * 3),
            ("unicode-8", "utf-8", ["unknown-encoding"]),
            ("hex", "utf-8", ["unknown-encoding"]),
            ("idna", "utf-8", ["unknown-encoding"]),
            ("unicode_escape", "utf-8", ["unknown-encoding"]),
        ],
    )
    def test_text_is_what_was_meant(self, declared: str, real: str, expected: list[str]) -> None:
        """Whatever the declaration says, and in whatever the bytes are."""
        feed = read_text(self.TEXT.format(declared).encode(real)).feed

        assert "Küste – „Düne“" == feed.channel.value("title")
        assert expected == [one.kind for one in feed.document.troubles if one.kind != "missing-namespace"]
        assert declared.lower() == feed.document.encoding

    def test_a_stray_byte_has_a_place_and_spoils_nothing(self) -> None:
        """What is UTF-8 stays UTF-8; the rest is taken for Windows-1252."""
        feed = read_text(SMALL.encode().replace(b"Ada", b"Ad\xe4").replace(b"One", b"O\x92e")).feed

        assert ("Adä", "O’e") == (feed.items[1].value("podcast:person"), feed.items[0].value("title"))
        assert "Tidewater 🌊 é" == feed.channel.value("title")
        assert [("false-encoding", 7, 15), ("false-encoding", 12, 37)] == [
            (one.kind, one.line, one.column) for one in feed.document.troubles
        ]

    def test_illegal_characters_become_blanks(self) -> None:
        """As they are, and as numbers; the places are theirs."""
        text = SMALL.replace("One", "O\x0b&#8;&#xFFFE;e")

        assert "O   e" == read_text(text).feed.items[0].value("title")
        assert [("illegal-character", 7, 15), ("illegal-character", 7, 16), ("illegal-character", 7, 20)] == kinds(text)

    def test_many_faults_of_a_kind_are_counted(self) -> None:
        """The first ten have places; the last of them says how many more there are."""
        troubles = read_text(SMALL.replace("One", "\x01" * 500)).feed.document.troubles

        assert 10 == len(troubles)
        assert troubles[-1].message.endswith("(and 490 more)")


class TestMalformed:
    """A fault is said at its place, and the rest is read."""

    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            ("One", "One & two", [("stray-ampersand", 7, 18)]),
            ("One", "One&nbsp;&hellip;", [("undefined-entity", 7, 17), ("undefined-entity", 7, 23)]),
            ("One", "a < b", [("malformed", 7, 16)]),
            ("One", "a ]]> b", [("malformed", 7, 16)]),
            ("One</title>", "One</titel>", [("malformed", 7, 17)]),
            ("One</title>", "One", [("malformed", 8, 5)]),
            ("One</title>", "One</title", [("malformed", 7, 17)]),
            ("One", "<![CDATA[One", [("malformed", 7, 14)]),
            ("One", "One<br>more", [("malformed", 7, 17)]),
            ("One", "One</p>", [("malformed", 7, 17)]),
            ("    </item>\n    <item>", "    <item>", [("malformed", 8, 5)]),
            ("<title>Two</title>", "<title>Two<link>https://tidewater.example/</link>", [("malformed", 10, 17)]),
            (' url="https', " url=https", [("malformed", 11, 11)]),
            ("length='9'", "length=9", [("malformed", 11, 49)]),
            ("length='9'   type", "length='9'type", [("malformed", 11, 59)]),
            ("length='9'", "length='9' length='8'", [("malformed", 11, 60)]),
            ("length='9'", "length='<9'", [("malformed", 11, 49)]),
            ("length='9'", "length", [("malformed", 11, 48)]),
            ('2.mp3"', "2.mp3", [("malformed", 11, 11)]),
            ('"audio/mpeg"', '"audio/mpeg', [("malformed", 11, 62)]),
            ("</rss>", "", [("malformed", 16, 1)]),
            ("</rss>", "</rss>\nfooter <b>x</b>", [("malformed", 16, 1)]),
            ("</rss>", "</rss>\n<!-- a -- b -->", [("malformed", 16, 8), ("trailing-comment", 16, 1)]),
            ("<channel>", "<!-- <channel>", [("malformed", 4, 3)]),
            ("<?xml", "\n<?xml", [("late-declaration", 2, 1)]),
            ("<?xml", "Notice: x <b>y\n<?xml", [("late-declaration", 2, 1)]),
            ("<rss", '<!DOCTYPE rss [<!ENTITY a "]>">]>\n<rss', [("doctype", 2, 1)]),
        ],
    )
    def test_a_fault_is_said_where_it_is(self, old: str, new: str, expected: list[tuple[str, int, int]]) -> None:
        """And it is no surprise to the strict parser."""
        text = SMALL.replace(old, new, 1)
        assert text != SMALL

        assert expected == [one for one in kinds(text) if one[0] != "missing-namespace"][: len(expected)]

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("One</title>", "One</titel>"),
            ("One</title>", "One"),
            ("<title>One</title>", "<title>One<p>&nbsp;<br></title>"),
            ("One", "<![CDATA[One"),
            ("    </item>\n    <item>", "    <item>"),
            ("</rss>", ""),
            ("</channel>\n</rss>", ""),
            ('"audio/mpeg"/>', '"audio/mpeg/>'),
            ("<link>", '<itunes:category text="Arts"><link>'),
            ("</rss>", "</rss><script>x</script>"),
            ("<?xml", "<br />\n<b>Warning</b>: x\n<?xml"),
        ],
    )
    def test_the_rest_is_still_read(self, old: str, new: str) -> None:
        """Both episodes, with what they say, are there whatever is wrong between."""
        feed = read_text(SMALL.replace(old, new, 1)).feed

        assert 2 == len(feed.items)
        assert "One" in feed.items[0].value("title")
        assert "https://tidewater.example/2.mp3" == (feed.items[1].first("enclosure") or Element("")).get("url")
        assert ["Ada", "Grace"] == [one.text for one in feed.items[1].all("podcast:person")]

    def test_a_missing_quote_costs_one_attribute(self) -> None:
        """The next ones are read as they were meant."""
        tag = start_tag('<enclosure url="https://a.example/1.mp3 length="12" type="audio/mpeg"/>', 0)

        assert tag
        assert [("url", "https://a.example/1.mp3"), ("length", "12"), ("type", "audio/mpeg")] == [
            (one.name, one.raw) for one in tag.attributes
        ]

    def test_what_only_expat_refuses_is_said_in_its_words(self) -> None:
        """A document is never taken for well-formed because we see no fault."""
        text = SMALL.replace("<?xml version", "<?xml versio")

        assert "malformed" in [kind for kind, _, _ in kinds(text)]

    @given(st.text(alphabet="<>/&;![]-?\"'= \nabc:#x", max_size=60))
    def test_the_two_parsers_agree_on_what_is_xml(self, inside: str) -> None:
        """What the strict one refuses has a fault that is said; what it reads, the other reads alike."""
        text = f"<rss><channel>{inside}</channel></rss>"
        strictly, refused = _strictly(text)
        leniently, troubles = _leniently(text)

        if refused:
            assert read_text(text).feed.document.troubles
        elif not troubles:
            assert (strictly.root, strictly.places) == (leniently.root, leniently.places)


def _strictly(text: str) -> tuple[Builder, bool]:
    builder = Builder(Complaints(Lines(text), Troubles()), facts=False)
    return builder, parse_strictly(text, builder) is not None


def _leniently(text: str) -> tuple[Builder, bool]:
    complaints = Complaints(Lines(text), Troubles())
    builder = Builder(complaints, facts=False)
    lenient.parse(builder, complaints)
    return builder, any(one.kind == "malformed" for one in complaints.troubles.listed())


@pytest.mark.parametrize("file", [pytest.param(file, id=file.name) for file in FEEDS])
def test_well_formed_feeds_are_the_same_to_both_parsers(file: Path) -> None:
    """The lenient one changes nothing where nothing is wrong; it only knows better where a CDATA swallows tags."""
    text = decode(file.read_bytes()).text
    strictly, refused = _strictly(text)
    if refused or file.name == "swallowed.xml":
        return

    leniently, malformed = _leniently(text)

    assert not malformed
    assert strictly.root == leniently.root
    assert strictly.places == leniently.places


class TestOtherDocuments:
    """What is no feed is named for what it is."""

    @pytest.mark.parametrize(
        ("data", "kind"),
        [
            (b"", "empty"),
            (b"\xef\xbb\xbf \n\n", "empty"),
            (gzip.compress(SMALL.encode(), mtime=0), "gzip"),
            (b"PK\x03\x04rest", "zip"),
            (b"%PDF-1.7", "pdf"),
            (b"ID3\x04\x00", "audio"),
            (b"\xff\xfb\x90\x64", "audio"),
            (b"\x00\x00\x00\x20ftypM4A ", "audio"),
            (b"\x89PNG\r\n", "image"),
            (b"\xff\xd8\xff\xe0", "image"),
            (b"<!doctype html><html></html>", "html"),
            (b"\n<!-- x -->\n<html>", "html"),
            (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><br></html>', "html"),
            (b'{"version": "https://jsonfeed.org/version/1.1"}', "json"),
            (b"title: Tidewater\n", "text"),
            (b'<feed xmlns="http://www.w3.org/2005/Atom"/>', "atom"),
            (b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>", "rdf"),
            (b"<opml/>", "opml"),
            (b"<Error><Code>AccessDenied</Code></Error>", "refusal"),
            (b"<RSS/>", "xml"),
            (b"<rss/>", "rss"),
            (b"Warning: x <rss version='2.0'/>", "rss"),
            (SMALL.encode("utf-16"), "rss"),
            (SMALL.encode("utf-16-be"), "rss"),
        ],
    )
    def test_it_is_named(self, data: bytes, kind: str) -> None:
        """By its first bytes, or by its outermost tag."""
        assert kind == read_text(data).feed.document.kind

    def test_the_channel_of_something_else_is_no_show(self) -> None:
        """No rule asks for artwork where nobody wrote a feed."""
        assert "" == read_text(b"<RSS><channel><title>x</title></channel></RSS>").feed.channel.name

    def test_a_web_page_is_not_scolded_for_its_xml(self) -> None:
        """Nobody meant it to be any."""
        assert () == read_text(b"<?xml version='1.0'?><html><p>x<br>&nbsp;</html>").feed.document.troubles


class TestBounds:
    """Nothing that a document holds makes the reader follow it, or wait for it."""

    BOMB = (
        '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True))
        + "]><rss><channel><title>&i;</title></channel></rss>"
    )

    def test_entities_are_never_expanded(self) -> None:
        """A billion laughs stay one."""
        assert "&i;" == read_text(self.BOMB).feed.channel.value("title")

    def test_external_entities_are_never_fetched(self, tmp_path: Path) -> None:
        """Neither files nor addresses."""
        (tmp_path / "secret").write_text("secret", encoding="utf-8")
        entity = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>'
        text = f"{entity}<rss><channel><title>&x;</title></channel></rss>"

        assert "&x;" == read_text(text).feed.channel.value("title")

    @pytest.mark.parametrize(
        "text",
        [
            "<rss><channel>" + "<a>" * 10_000,
            "<rss><channel>" + "<a>" * 10_000 + "</a>" * 10_000 + "</channel></rss>",
            "<rss><channel>" + "<p><b>" * 10_000,
        ],
    )
    def test_depth_is_bounded(self, text: str) -> None:
        """Said once, at the tag that is too deep."""
        troubles = read_text(text).feed.document.troubles

        assert ["boundless"] == [one.kind for one in troubles if one.kind not in {"missing-namespace", "malformed"}]
        assert max(one.path.count(".") for one in read_text(text).feed.root.below()) <= DEPTH

    @pytest.mark.parametrize(
        "text",
        [
            SMALL.replace("<item>", "<item><title>" + "a " * LONGEST + "</title>", 1),
            SMALL.replace("<item>", "<item><description><![CDATA[" + "a" * (LONGEST + 1) + "]]></description>", 1),
            SMALL.replace("<item>", f'<item><enclosure url="{"a" * (LONGEST + 1)}"/>', 1),
            SMALL.replace("<item>", "<item><title>Q & A " + "a" * (LONGEST + 1) + "</title>", 1),
            SMALL.partition("<item>")[0] + "a" * (LONGEST + 1) + "<item><title>" + "a" * (LONGEST + 1),
        ],
    )
    def test_a_text_is_bounded(self, text: str) -> None:
        """Said once, where it stands; of the episode that it is in nothing is said to be missing."""
        feed = read_text(text).feed

        kinds = {one.kind for one in feed.document.troubles}
        assert "boundless" in kinds
        assert kinds <= {"boundless", "stray-ampersand", "malformed"}
        assert () == feed.items
        assert max(len(one.text) for one in feed.root.below()) <= LONGEST

    def test_long_notes_are_read(self) -> None:
        """As long as no show has them."""
        feed = read_text(SMALL.replace("<item>", f"<item><description>{'a' * LONGEST}</description>", 1)).feed

        assert LONGEST == len(feed.items[0].value("description"))

    @pytest.mark.slow
    def test_the_number_of_elements_is_bounded(self) -> None:
        """What came before is read."""
        feed = read_text("<rss><channel><title>x</title>" + "<a/>" * (MOST + 10)).feed

        assert "x" == feed.channel.value("title")
        assert "boundless" in [one.kind for one in feed.document.troubles]

    @pytest.mark.slow
    def test_size_is_bounded(self) -> None:
        """A hundred megabytes are not even decoded."""
        start = time.process_time()
        feed = read_text(b"<rss>" + b" " * (100 << 20)).feed

        assert ["boundless"] == [one.kind for one in feed.document.troubles]
        assert feed.document.size > SIZE
        assert time.process_time() - start < 1

    @pytest.mark.slow
    @pytest.mark.parametrize(
        "part",
        [
            "<!DOCTYPE[",
            "<!DOCTYPE rss [<!ENTITY a '",
            "<!--",
            "<![CDATA[",
            "<?",
            "</",
            "</a",
            "<a b='",
            '<a b="',
            '<a b="x>',
            "<a b=c d",
            "<a ",
            "&",
            "&amp",
            "&#",
            "&#9999999999;",
            "]]>",
            "<",
            " ",
            "\r",
            "\x0b",
            "<br>",
            "<item>",
            "</item>",
            "<a xmlns:b='c'/>",
            "<a xmlns:b='c'>",
            "<x:y/>",
            "<a:b c:d='e'/>",
            "]>",
            '"',
        ],
    )
    def test_no_input_takes_longer_than_it_is_long(self, part: str) -> None:
        """Very much of anything, at the beginning and inside a show."""
        many = part * (200_000 // len(part))
        start = time.process_time()
        for text in (many, f"<rss><channel>{many}", f"<rss {many}", f"<rss><channel><item><title>x{many}</title>"):
            read_text(text)

        assert time.process_time() - start < 6

    @pytest.mark.slow
    def test_a_tag_with_everything_is_read_in_time(self) -> None:
        """Very many attributes and declarations, well-formed."""
        names = " ".join(f'xmlns:n{n}="urn:{n}" a{n}="{n}"' for n in range(30_000))
        start = time.process_time()
        read_text(f"<rss {names}><channel>{'<n1:x/>' * 30_000}</channel></rss>")

        assert time.process_time() - start < 5

    def test_a_long_show_is_read_at_once(self) -> None:
        """1,700 episodes; the bound is many times what it takes."""
        episode = good_feed().partition("<item>")[2].partition("</item>")[0]
        text = good_feed().replace("</channel>", f"<item>{episode}</item>\n" * 1699 + "</channel>")
        start = time.process_time()
        feed: FeedView = read_text(text).feed

        assert 1700 == len(feed.items)
        assert time.process_time() - start < 3
