"""Whatever a show says of itself, it cannot change what its pages are made of."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, get_args, get_type_hints
from urllib.parse import urlsplit

import lxml.html
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.builders import artwork, item, transcript
from tests.webpages import linked, show

from feedpub import notes
from feedpub.elements.collection import Elements
from feedpub.elements.podcast.media import AlternateEnclosure, ContentLink, Soundbite, Source
from feedpub.elements.podcast.people import Location, Person
from feedpub.elements.podcast.show import Chat, License, Recommendation, SocialInteract, UpdateFrequency
from feedpub.elements.podcast.value import Funding
from feedpub.errors import Unusable
from feedpub.model import Catalog, Category, Channel, Item, Link, Season
from feedpub.model.channel import Contact, Counter, NetworkShow, OwnPage, PlatformLink, Theme
from feedpub.model.chapter import Chapter
from feedpub.model.item import Correction
from feedpub.pages import wanted
from feedpub.pages.digest import OF_EPISODES, OF_SHOW, visible_channel, visible_item
from feedpub.standards import without_controls

EVIL = (
    "</script><script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)" x="',
    "' autofocus onfocus='alert(1)",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% include 'layout.html' %}{# #}",
    "<!-- ]]> --!> <![CDATA[",
    "</title></textarea></template></style><svg/onload=alert(1)>",
    "&lt;b&gt; &#60;script&#62; &quot;",
    "\u202egnp.exe\u2066 \u2028 \u2029",
    '<base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=//evil.example">',
    "\\u003c/script\\u003e \\",
)

texts = st.one_of(st.sampled_from(EVIL), st.text(max_size=80)).map(lambda text: f"a{without_controls(text)}")


def filled(text: str) -> Catalog:
    """A show that says the same everywhere."""
    link = Link(
        title=text, url="https://x.example/", note=text, kicker=text, image=artwork("link", alt=text, credit=text)
    )
    return show(
        item(
            title=text,
            summary=text,
            notes="<p>Notes.</p>",
            author=text,
            number_display=text,
            kicker=text,
            standfirst=text,
            seo_title=text,
            content_warning=text,
            credits=(text,),
            corrections=(Correction(date="2026-11-26", text=text),),
            keywords=(text,),
            image=artwork("own", alt=text, credit=text),
            people=(
                Person(
                    name=text,
                    role="guest",
                    href="https://x.example/",
                    affiliation=text,
                    about=text,
                    picture="ada.jpg",
                    alt=text,
                    credit=text,
                    page="on",
                ),
                Person(name=text, role=text, group=text),
            ),
            portraits=(artwork("people_ada", file="ada.jpg"),),
            chapters=(Chapter(start_ms=0, title=text), Chapter(start_ms=60_000, title=text, url="https://x.example/")),
            transcripts=(transcript(type=text),),
            links=(link,),
            funding=(Funding(url="https://x.example/", label=text),),
            content_links=(ContentLink(url="https://x.example/", label=text),),
            season=1,
            number=1,
            soundbites=(Soundbite(start=0, duration=1000, title=text),),
            alternates=(
                AlternateEnclosure(
                    type=text, sources=(Source(uri="https://x.example/"),), title=text, rel=text, codecs=text
                ),
            ),
            locations=(Location(name=text, country="DE"), Location(name=text, rel="creator", geo="geo:1,2")),
            chat=Chat(server="x.example", protocol="irc", space=text, account=text),
            social=(SocialInteract(protocol="activitypub", uri="https://x.example/1", account=text),),
            license=License(id=text, url="https://x.example/"),
        ),
        podroll=(Recommendation(guid="x", title=text, url="https://x.example/"),),
        locations=(Location(name=text),),
        chat=Chat(server="x.example", protocol="matrix", space=text),
        comments_from=("https://x.example",),
        title=text,
        author=text,
        copyright=text,
        image=artwork(alt=text, credit=text),
        platforms=(PlatformLink(name=text, url="https://x.example/"),),
        contact=Contact(email="post@example.com", subject=text, name=text),
        update_frequency=UpdateFrequency(text=text),
        seasons=(Season(number=1, name=text),),
        license=License(id=text, url="https://x.example/"),
        categories=(Category(name=text, sub=text),),
        own_pages=(OwnPage(name="about", title=text, html="<p>Us.</p>", description=text, menu="header"),),
        network=(NetworkShow(title=text, feed="https://x.example/f", home="https://x.example/"),),
        counter=Counter(src="/count.js", data=(("site", text),)),
        theme=Theme(header=(link,), footer=(link,), logo=artwork("logo")),
    )


def bones(html: bytes) -> list[tuple[str, list[str]]]:
    """The elements of a page and the names of their attributes."""
    elements = lxml.html.document_fromstring(html).iter()
    return [(str(one.tag), sorted(map(str, one.keys()))) for one in elements]


def skeletons(made: Catalog) -> dict[str, list[tuple[str, list[str]]]]:
    """Kind of a page → what it is made of. Topics and people have pages that are named after them."""
    named = re.compile("^(topic|people)_.*")
    return {
        named.sub(r"\1", key): bones(page.render(made)) for key, page in wanted(made).items() if key.endswith(".html")
    }


PLAIN = skeletons(filled("a"))


@pytest.mark.slow
@given(texts)
@settings(max_examples=40, deadline=None)
def test_texts_are_texts(text: str) -> None:
    """A title from hell makes the same elements with the same attributes as the title `a`, on every page."""
    assert PLAIN == skeletons(filled(text))


NO_TEXT = {
    "AlternateEnclosure": {"language", "bitrate"},
    "Artwork": {"digest", "file", "key", "tint", "type"},
    "Channel": {
        *("base", "claim_until", "comments_from", "feed", "guid", "language", "link", "medium", "new_feed_url"),
        *("prefix", "robots", "timezone", "trailer", "type", "description", "footer", "keywords"),
    },
    "Chapter": {"image", "url"},
    "ChapterFile": {"digest", "key"},
    "ChapterLocation": {"geo", "osm", "name"},
    "Chat": {"protocol", "server"},
    "Contact": {"email"},
    "ContentLink": {"url"},
    "Correction": {"date"},
    "Counter": {"src"},
    "DerivedPicture": {"digest", "key", "name", "source", "type"},
    "Enclosure": {"digest", "file", "identity", "key", "prefix", "type"},
    "Font": {"digest", "file", "key", "role", "style", "weight"},
    "Funding": {"url"},
    "Integrity": {"type", "value"},
    "Item": {
        *("canonical", "files", "former", "guid", "link", "slug", "sources", "transcript_page", "type"),
        "notes",
    },
    "License": {"url"},
    "Link": {"url"},
    "Location": {"country", "geo", "osm", "rel"},
    "NetworkShow": {"feed", "home"},
    "OwnPage": {"html", "menu", "name"},
    "Owner": {"email", "name"},
    "Person": {"href", "img", "key", "page", "picture"},
    "PlatformLink": {"badge", "url"},
    "Recommendation": {"guid", "item", "link", "medium", "url"},
    "SocialInteract": {"account_url", "protocol", "uri"},
    "Source": {"type", "uri"},
    "Tagged": {"author", "show", "title"},
    "Theme": {"accent", "accent_dark", "css", "templates", "tint", "words"},
    "Transcript": {"digest", "file", "key", "language", "rel"},
    "UpdateFrequency": {"rrule"},
}
"""Fields that hold no text that pages print as it is: addresses, names of a list, digests; HTML, as of notes (below);
the theme's own code; and what pages do not show: the owner, tags of recordings, keywords of the show, chapters' places.
"""


def test_every_text_that_an_author_writes_is_tried() -> None:
    """A new field is tried above, or named as one that holds no text."""
    free = {kind: names for kind, names in _text_fields().items() if names}
    tried = _fields_with("hostile", filled("hostile"))

    untried = {kind: names - tried.get(kind, set()) for kind, names in free.items()}
    assert {kind: names for kind, names in NO_TEXT.items() if names} == {k: v for k, v in untried.items() if v}


def _text_fields() -> dict[str, set[str]]:
    """Class of the model, or element of the feed that pages show → its fields with texts."""
    found: dict[type, set[str]] = {}
    shown = (Person, Funding, License, UpdateFrequency, ContentLink, *OF_EPISODES, *OF_SHOW)
    waiting: list[Any] = [Item, Channel, *shown]
    while waiting:
        kind = waiting.pop()
        if kind not in found:
            hints = {one.name: get_type_hints(kind)[one.name] for one in fields(kind)}
            found[kind] = {name for name, hint in hints.items() if str in _parts(hint)}
            waiting += [part for hint in hints.values() for part in _parts(hint) if is_dataclass(part)]
    return {kind.__name__: names for kind, names in found.items()}


def _parts(hint: Any) -> set[Any]:
    """A type and the types in it."""
    return {hint}.union(*map(_parts, get_args(hint)))


def _fields_with(text: str, value: Any) -> dict[str, set[str]]:
    """Class → the fields of a value, and of all in it, that hold the text."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, tuple):
            waiting += one
        elif isinstance(one, Elements):
            waiting += one.values
        elif is_dataclass(one):
            values = {each.name: getattr(one, each.name) for each in fields(one)}
            found[type(one).__name__] |= {name for name, held in values.items() if _holds(held, text)}
            waiting += values.values()
    return found


def _holds(value: object, text: str) -> bool:
    return value == text or (isinstance(value, tuple) and any(_holds(one, text) for one in value))


@pytest.mark.parametrize("text", EVIL)
def test_a_text_that_means_harm_is_read_as_it_is_written(text: str) -> None:
    """By readers, and by machines in the block that is JSON."""
    made = filled(text)

    html = lxml.html.document_fromstring(wanted(made)["first-light.html"].render(made))

    assert " ".join(text.split()) == " ".join(str(html.xpath("string(//h1)")).split())
    assert text == linked(made)["name"]


@pytest.mark.slow
@given(st.one_of(st.sampled_from(EVIL), st.text(max_size=200)), st.sampled_from(["markdown", "html"]))
@example("<a href='javascript:x'>a</a><a href='//evil.example'>b</a><iframe src=x></iframe><p style='x'>", "html")
@example("![a](https://evil.example/pixel.gif) [b](javascript:alert) <https://fine.example/>", "markdown")
@settings(max_examples=60, deadline=None)
def test_notes_bring_words_and_links_and_nothing_else(text: str, written: str) -> None:
    """No script, no handler, no style, no frame, no picture; nothing is asked of strangers when a page opens."""
    try:
        html = notes.render(without_controls(text), format=written).html
    except Unusable:
        return
    about = OwnPage(name="about", title="About", html=html)
    made = show(item(notes=html, summary=""), footer=html, description=html, own_pages=(about,))

    for key in ("first-light.html", "index.html", "about.html"):
        assert [] == list(faults(wanted(made)[key].render(made)))


def test_an_own_page_is_no_template() -> None:
    """What looks like code of one is text."""
    code = "{{ 7 * 7 }}{% include 'layout.html' %}{# x #}"
    made = show(own_pages=(OwnPage(name="about", title=code, html=f"<p>{code}</p>"),))

    html = lxml.html.document_fromstring(wanted(made)["about.html"].render(made))

    assert [code, code] == [html.xpath("string(//h1)"), html.xpath("string((//main//p)[last()])")]


def faults(html: bytes) -> Iterator[str]:
    """What a page must not have."""
    root = lxml.html.document_fromstring(html)
    scripts = [str(one.get("src") or one.get("type")) for one in root.iter("script")]
    yield from (one for one in scripts if not one.startswith(("assets/", "application/ld+json")))
    for element in root.iter():
        for name, value in ((str(name), str(value)) for name, value in element.items()):
            scheme = urlsplit(value).scheme if name in {"href", "src"} else ""
            is_loaded = name in {"src", "srcset", "data", "action", "formaction", "poster", "background"}
            if name.startswith("on") or name == "style" or (is_loaded and "//" in value):
                yield f"{element.tag} {name}={value}"
            if scheme not in {"", "http", "https", "mailto"}:
                yield f"{element.tag} {name}={value}"
        if element.tag in {"iframe", "object", "embed", "base", "form", "style"}:
            yield str(element.tag)


def test_a_careless_page_is_found_out() -> None:
    """A search that finds nothing anywhere would pass for ever."""
    bad = b"<base href=x><p style=x onclick=x><img src='https://e.example/'><a href='javascript:x'>a</a>"
    script = b"<script>x</script>"

    assert ["None", "base", "p style=x", "p onclick=x", "img src=https://e.example/", "a href=javascript:x"] == list(
        faults(b"<body>" + bad + script)
    )


@pytest.mark.parametrize("url", ["JavaScript:alert(1)", "data:text/html,x", "vbscript:x", "//evil.example/x"])
def test_chapters_lead_nowhere_but_to_the_web(url: str) -> None:
    """A link that browsers would run is none; a picture that they would fetch is none."""
    made = show(item(chapters=(Chapter(start_ms=0, title="x", url=url, image=url),)))

    html = wanted(made)["first-light.html"].render(made).decode()

    assert url not in html


def test_templates_see_no_more_than_pages_show() -> None:
    """What no page shows is blank before it reaches them, so no page changes with it either."""
    secret = replace(item(), guid="secret", keywords=("secret",), sources=("secret",), dated=True)
    made = show(secret, prefix="https://secret.example/", keywords=("secret",), guid="secret")
    other = show(replace(secret, guid="other", sources=(), dated=False), prefix="", keywords=(), guid="other")

    assert "secret" not in repr(visible_channel(made.channel)) + repr(visible_item(secret))
    pages = [{key: one.source for key, one in wanted(each).items() if key != "feed.json"} for each in (made, other)]
    assert pages[0] == pages[1]
