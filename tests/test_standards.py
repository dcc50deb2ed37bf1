"""Vocabularies and predicates: what the standards list is accepted, and what is nearly right gets a suggestion."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedpub import standards


@pytest.mark.parametrize(
    ("url", "guid"),
    [
        ("https://podnews.net/rss", "9b024349-ccf0-5f69-a609-6b82873eab3c"),
        ("https://mp3s.nashownotes.com/pc20rss.xml", "917393e3-1b1e-5cef-ace4-edaa54e1f810"),
        ("https://example.com/feed.xml", "d84ced82-1926-54c0-88c2-bb01dd35d7e3"),
        ("http://example.com/feed.xml///", "d84ced82-1926-54c0-88c2-bb01dd35d7e3"),
        ("https://feeds.example.org/show/", "88255106-008c-54f9-81b8-fe2383f8f52f"),
        ("https://cdn.example.net/podcast/feed.xml?x=1", "cbca1874-ff47-5fa5-8ba6-fda5fda72a83"),
    ],
)
def test_podcast_guid_is_the_namespaces(url: str, guid: str) -> None:
    """The vectors of the podcast namespace, and others: without scheme and trailing slashes."""
    assert guid == standards.podcast_guid(url)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9b024349-ccf0-5f69-a609-6b82873eab3c", True),
        ("9B024349-CCF0-5F69-A609-6B82873EAB3C", True),
        ("00000000-0000-0000-0000-000000000000", False),
        ("9b024349ccf05f69a6096b82873eab3c", False),
        ("{9b024349-ccf0-5f69-a609-6b82873eab3c}", False),
    ],
)
def test_uuid(text: str, expected: bool) -> None:
    """Only the form with hyphens, and not the nil one."""
    assert expected is standards.is_uuid(text)


def test_categories_are_apples() -> None:
    """19 at the top, 91 below, each sub-category under its own only."""
    assert len(standards.CATEGORIES) == 19
    assert sum(map(len, standards.CATEGORIES.values())) == 91


@pytest.mark.parametrize(
    ("name", "sub", "expected"),
    [
        ("Arts", "", True),
        ("Religion & Spirituality", "Religion", True),
        ("TV & Film", "After Shows", True),
        ("Kids & family", "", False),
        ("Technology", "Podcasting", False),
        ("Arts", "Documentary", False),
        ("", "", False),
    ],
)
def test_category_is_compared_exactly(name: str, sub: str, expected: bool) -> None:
    """Case and parent count, as they do for Apple."""
    assert expected is standards.is_category(name, sub)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Kids & family", "Kids & Family"),
        ("society & culture > documentry", "Society & Culture > Documentary"),
        ("Society & Culture>Documentary", "Society & Culture > Documentary"),
        ("Technology > Podcasting", "Technology"),
        ("Games & Hobbies", "Leisure"),
        ("Health", "Health & Fitness"),
        ("Arts > Soccer", "Sports > Soccer"),
        ("Arts > Soccre", "Sports > Soccer"),
        ("Documentary", "Society & Culture > Documentary"),
        ("Arts > Qwxyz", "Arts"),
        ("Qwxyz", None),
        ("Society & Culture > History", "History"),
        ("News & Politics", "News"),
        ("Games & Hobbies > Video Games", "Leisure > Video Games"),
    ],
)
def test_nearly_a_category(written: str, expected: str | None) -> None:
    """Misspelt, misplaced and dropped names lead to the current one."""
    assert expected == standards.nearest_category(*standards.split_category(written))


def test_retired_categories_have_successors() -> None:
    """No name that Apple dropped is still listed, and each leads to one that is."""
    assert not [name for name in standards.RETIRED if standards.is_category(name)]
    assert all(standards.is_category(*standards.split_category(to)) for to in standards.RETIRED.values())


@pytest.mark.parametrize(
    "text", ["en", "EN", "no", "pt-BR", "en-us", "zh-Hant-TW", "yue", "de-CH-1996", "es-419", "en-x-twain"]
)
def test_language(text: str) -> None:
    """BCP 47 with an ISO 639 primary tag, in any case."""
    assert standards.is_language(text)


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("", None),
        ("xx", None),
        ("klingon", None),
        ("en_US", "en-US"),
        ("en_US.UTF-8", "en-US"),
        ("english", "en"),
        ("Deutsch", "de"),
        ("eng", "en"),
        ("ger-AT", "de-AT"),
        ("en-UK", "en-GB"),
        ("x-private", None),
        ("ｅｎ", None),
        ("en-", None),
    ],
)
def test_no_language(text: str, nearest: str | None) -> None:
    """Names, underscores, three letters where two exist: refused, and led to the tag."""
    assert not standards.is_language(text)
    assert nearest == standards.nearest_language(text)


def test_roles_are_found_in_their_group_only() -> None:
    """`editor` is in two groups, `host` in one, in any case."""
    assert standards.is_person_role("Host", "Cast")
    assert not standards.is_person_role("host", "writing")
    assert standards.groups_of("Editor") == ("writing", "video post-production")
    assert standards.nearest_role("edtor", "video post-production") == ("editor", "video post-production")
    assert standards.nearest_role("sound-designer", "cast") == ("sound designer", "audio post-production")
    assert standards.nearest_role("qwxyz", "cast") is None


def test_mediums() -> None:
    """Lists of feeds are mediums too, but have no episodes."""
    assert standards.is_medium("audiobook")
    assert standards.is_medium("musicL")
    assert not standards.is_medium("Podcast")
    assert not set(standards.MEDIUMS) & set(standards.LIST_MEDIUMS)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("feed.xml", "application/rss+xml; charset=utf-8"),
        ("rss.rss", "application/rss+xml; charset=utf-8"),
        ("media/a-0123.mp3", "audio/mpeg"),
        ("media/a.M4A", "audio/x-m4a"),
        ("media/a.m4v", "video/x-m4v"),
        ("art/a.jpg", "image/jpeg"),
        ("chapters/a.json", "application/json+chapters"),
        ("transcripts/a.json", "application/json"),
        ("transcripts/a.vtt", "text/vtt; charset=utf-8"),
        ("transcripts/a.srt", "application/x-subrip"),
        ("a.html", "text/html; charset=utf-8"),
        ("a", "application/octet-stream"),
        (".hidden", "application/octet-stream"),
        ("a.b/c", "application/octet-stream"),
    ],
)
def test_media_type(key: str, expected: str) -> None:
    """From our own table, whatever this system's says; text names its charset."""
    assert expected == standards.media_type(key)


def test_spellings_of_one_type_are_one() -> None:
    """What stores and hosts write for the same thing."""
    assert standards.common_type("Audio/MP4; codecs=mp4a") == "audio/x-m4a"
    assert standards.common_type("text/xml") == "application/rss+xml"
    assert standards.common_type("image/png") == "image/png"


@pytest.mark.parametrize(
    ("type", "charset"),
    [
        ("text/html; charset=UTF-8", "utf-8"),
        ('text/html;charset="utf-8"; x=y', "utf-8"),
        ("text/html", ""),
        ("", ""),
        ("text/html; charset=", ""),
        ("text/html; charset*" + "9" * 5000 + "=a", ""),
        ("text/html; charset*=a\0b'x'%ff", ""),
    ],
    ids=lambda value: value[:30],
)
def test_the_charset_of_a_header_is_read_whatever_it_says(type: str, charset: str) -> None:
    """Servers send anything."""
    assert charset == standards.charset(type)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("plain\ttext\r\n", None),
        ("a\0", 1),
        ("\x85", 0),
        ("a\u2028", 1),
        ("a\ufeff", 1),
        ("\ufffd", 0),
        ("\U0001ffff", 0),
    ],
)
def test_control_characters(text: str, at: int | None) -> None:
    """What XML forbids or discourages, and what was decoded wrongly; tabs and line ends are text."""
    assert at == standards.control_character(text)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("\u200eשלום\u200f", None),
        ("\u2067שלום\u2069 x", None),
        ("\u2067\u2068a\u2069\u2069", None),
        ("a\u202eb", 1),
        ("a\u202a", 1),
        ("a\u2066b", 1),
        ("a\u2069", 1),
        ("\u2067a\nb\u2069", 0),
    ],
)
def test_bidi_overrides(text: str, at: int | None) -> None:
    """Marks and closed isolates are how right-to-left text is written; what reaches beyond its line is not."""
    assert at == standards.bidi_override(text)


@pytest.mark.parametrize("text", ["", " ", "\u200b\u2060", "\u3164", "\u2800\ufe0f", "\u00a0\n"])
def test_nothing_to_see(text: str) -> None:
    """Spaces, joiners, fillers and blanks show nothing."""
    assert not standards.is_visible(text)


@pytest.mark.parametrize("text", [".", "é", "👍🏽", "ا"])
def test_something_to_see(text: str) -> None:
    """One letter is enough."""
    assert standards.is_visible(text)


def test_nfc() -> None:
    """Composed is one character, decomposed is two."""
    assert standards.is_nfc("é")
    assert not standards.is_nfc("e\u0301")


def test_quoted_shows_what_cannot_be_seen() -> None:
    """A message never holds a control character, and never more than a line of the value."""
    assert standards.quoted("a\nb\u202ec\ud800") == "'a\\nbU+202EcU+D800'"
    assert len(standards.quoted("x" * 1000)) == 62


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.org", "https://example.org"),
        ("HTTPS://Example.ORG:8443/A?b#c", "https://example.org:8443/A?b#c"),
        ("https://bücher.example/ä/ö?ü=ß#é", "https://xn--bcher-kva.example/%C3%A4/%C3%B6?%C3%BC=%C3%9F#%C3%A9"),
        ("https://example.org/caf%C3%A9/100%/%zz", "https://example.org/caf%C3%A9/100%25/%25zz"),
        ("https://example.org/a(b)'c,d;e=f", "https://example.org/a(b)'c,d;e=f"),
        ("https://例え.テスト/", "https://xn--r8jz45g.xn--zckzah/"),
        ("http://[::1]:8000/feed.xml", "http://[::1]:8000/feed.xml"),
        ('https://example.org/"<x>', "https://example.org/%22%3Cx%3E"),
    ],
)
def test_url_becomes_ascii(url: str, expected: str) -> None:
    """Punycode host, percent-encoded rest, nothing encoded twice."""
    assert expected == standards.encode_url(url)
    assert expected == standards.encode_url(expected)
    assert standards.is_ascii_url(expected)
    assert expected.startswith("https") is standards.is_https_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "//example.org/",
        "http:/example.org",
        "https://",
        "https:///x",
        "ftp://example.org",
        "mailto:a@b.example",
        "https://a b.example/",
        "https://example.org/a b",
        "https://user@example.org/",
        "https://a..b/",
        "https://-a.example/",
        "https://example.org:99999/",
        "https://example.org:x/",
        "https://[::1/",
        "https://[zz]/",
        "https://straße.example/",
        f"https://{'a' * 64}.example/",
        "https://exa$mple.org/",
    ],
)
def test_no_url(url: str) -> None:
    """Not absolute, not http(s), no real host, or with credentials."""
    assert not standards.is_http_url(url)
    with pytest.raises(ValueError, match="is not an absolute"):
        standards.encode_url(url)


@given(st.text())
def test_any_text_is_an_address_or_not(text: str) -> None:
    """No text makes a predicate fall over, and what is encoded once is encoded."""
    for url in (text, f"https://{text}", f"https://example.org/{text}"):
        standards.is_private_address(url)
        if standards.is_http_url(url):
            assert standards.is_ascii_url(standards.encode_url(url))


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8000/",
        "http://127.1/",
        "http://0x7f.0.0.1/",
        "http://2130706433/",
        "http://localhost/",
        "http://feeds.localhost/",
        "http://10.1.2.3/",
        "http://192.168.0.1/",
        "http://169.254.1.1/",
        "http://0.0.0.0/",
        "http://224.0.0.1/",
        "http://[::1]/",
        "http://[fe80::1%25eth0]/",
        "http://[fd00::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://[::127.0.0.1]/",
        "http://[64:ff9b::10.0.0.1]/",
        "http://[64:ff9b:1::a00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[fec0::1]/",
        "http://nas/",
        "http://nas.local/",
        "http://nas.local./",
        "http://box.lan/",
        "file:///tmp/feed.xml",
        "public/feed.xml",
        "",
        "http://[/",
    ],
)
def test_private_address(url: str) -> None:
    """Nobody outside can fetch from there, however it is spelt."""
    assert standards.is_private_address(url)


@pytest.mark.parametrize(
    "url", ["https://example.org/", "http://8.8.8.8/", "http://[2606:4700::1111]/", "http://[64:ff9b::8.8.8.8]/"]
)
def test_public_address(url: str) -> None:
    """Names with a top-level domain and global numbers."""
    assert not standards.is_private_address(url)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ada@example.org", True),
        ("ada.l+pod@mail.example.co.uk", True),
        ("Ada <ada@example.org>", False),
        ("ada@example", False),
        ("ada@@example.org", False),
        (".ada@example.org", False),
        ("a..b@example.org", False),
        ("ada@-example.org", False),
        ("ädä@example.org", False),
        ("a@" + "x" * 250 + ".org", False),
    ],
)
def test_email(text: str, expected: bool) -> None:
    """An address that can be mailed to, and nothing around it."""
    assert expected is standards.is_email(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("first-light", True),
        ("404-not-found", True),
        ("a" * 80, True),
        ("a" * 81, False),
        ("First", False),
        ("a_b", False),
        ("-a", False),
        ("a-", False),
        ("", False),
        ("é", False),
        ("media", False),
        ("index", False),
        ("index-2", False),
        ("index-finger", True),
        ("search", False),
        ("404", False),
        ("first-embed", False),
    ],
)
def test_slug(text: str, expected: bool) -> None:
    """`[a-z0-9-]`, at most 80, none of our own names."""
    assert expected is standards.is_slug(text)


@given(st.text())
def test_slug_of_any_text_is_a_slug(text: str) -> None:
    """What is proposed is accepted; nothing is proposed where nothing is Latin."""
    slug = standards.slug_of(text)

    assert slug == "" or standards.is_slug(slug)


@pytest.mark.parametrize(("text", "slug"), [("Ep. 1: Größe!", "ep-1-grosse"), ("media", "media-episode"), ("日本", "")])
def test_slug_of(text: str, slug: str) -> None:
    """Letters without their accents, hyphens for the rest."""
    assert slug == standards.slug_of(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("feed.xml", True),
        ("rss.xml", True),
        ("shows/tidewater.rss", True),
        ("feed", False),
        ("index.html", False),
        ("sitemap.xml", False),
        ("/feed.xml", False),
        ("../feed.xml", False),
        ("a/../feed.xml", False),
        (".feed.xml", False),
        ("media/feed.xml", False),
        ("a b.xml", False),
        ("a" * 200 + ".xml", False),
    ],
)
def test_feed_key(text: str, expected: bool) -> None:
    """A plain name that hosts serve as a feed, in none of our folders."""
    assert expected is standards.is_feed_key(text)


def test_nearest_makes_no_wild_guess() -> None:
    """Close in spelling, whatever the case; else nothing."""
    assert standards.nearest("Titel", ["title", "type"]) == "title"
    assert standards.nearest("qwxyz", ["title", "type"]) is None
    assert standards.nearest("t" * 100_000, ["title", "type"]) is None
