"""The text of transcripts on web pages, and the files by which the show's search finds what is said."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import PUBLISHED, SINCE, item, transcript
from tests.studio import NOW, Studio, finish
from tests.webpages import changed, has, rendered, show, texts
from tests.webshow import transcribed

from feedpub.commands.purge import Purging
from feedpub.commands.unpublish import unpublish_steps
from feedpub.model import Catalog, Entry, Item
from feedpub.pages import design, wanted
from feedpub.pages.word_index import TEXTS, decode, encode, words
from feedpub.transcripts import PAGE_WORDS, count_words, paragraphs

PAGE, OWN = "first-light.html", "transcript_first-light.html"
KEY = "transcripts/first-light.json"
JSON = "application/json"

SPEECH = [
    {"speaker": "Ada", "startTime": 0.5, "endTime": 4, "body": "The sea is never quiet."},
    {"speaker": "Ada", "startTime": 4, "endTime": 9.5, "body": "It <breathes>."},
    {"speaker": "Grace", "startTime": 10, "endTime": 12, "body": "Does it?"},
]


def spoken(**changes: Any) -> Item:
    """An episode with a transcript."""
    return item(transcripts=(transcript(key=KEY, type=JSON, **changes),))


def printed(made: Catalog, key: str = PAGE, *, speech: object = SPEECH, **more: bytes) -> str:
    """A page, made of the transcript."""
    objects = {KEY: transcribed(speech), **more}  # type: ignore[arg-type]  # a list of segments
    return wanted(made)[key].having(objects).render(made).decode()


def html(made: Catalog, key: str = PAGE, **options: Any) -> Any:
    """The same as browsers read it."""
    import lxml.html

    return lxml.html.document_fromstring(printed(made, key, **options).encode())


# --- paragraphs


@pytest.mark.parametrize(
    ("segments", "expected"),
    [
        (SPEECH, [("Ada", "The sea is never quiet. It <breathes>."), ("Grace", "Does it?")]),
        ([(0, 1, "One."), (9, 10, "Two.")], [("", "One."), ("", "Two.")]),
        ([(0, 1, "潮"), (1, 2, "が"), (2, 3, "引く。")], [("", "潮が引く。")]),
        ([(at, at + 1, "word " * 60 + ".") for at in range(4)], [("", 2), ("", 2)]),
        ([{"speaker": "Ada", "startTime": 0, "body": "A."}, {"speaker": "", "startTime": 1, "body": "B."}], 2),
    ],
)
def test_a_paragraph_is_what_one_says_at_a_stretch(segments: list[Any], expected: Any) -> None:
    """A new one begins with another speaker, known or not, after a pause, and where one gets long."""
    made = [
        one if isinstance(one, dict) else {"startTime": one[0], "endTime": one[1], "body": one[2]} for one in segments
    ]

    found = paragraphs(transcribed(made), JSON)

    if isinstance(expected, int):
        assert expected == len(found)
        return
    assert expected == [
        (one.speaker, len(one.phrases) if isinstance(text, int) else one.text)
        for one, (_, text) in zip(found, expected, strict=True)
    ]


def test_a_text_without_times_has_the_paragraphs_that_it_is_written_in() -> None:
    """Of plain text those between empty lines, of HTML its own; what is not shown is none."""
    plain = paragraphs(b"One\nline.\n\nTwo.\n", "text/plain")
    page = paragraphs(b"<style>p {}</style><p>One line.</p><p>Two &amp; a half.</p>", "text/html")

    assert (["One line.", "Two."], ["One line.", "Two & a half."]) == (
        [one.text for one in plain],
        [one.text for one in page],
    )
    assert {None} == {phrase.start_ms for one in (*plain, *page) for phrase in one.phrases}


@pytest.mark.parametrize(("text", "count"), [("One two  three.", 3), ("潮が引く。また", 3), ("", 0)])
def test_words_are_counted_in_every_script(text: str, count: int) -> None:
    """Where there are no blanks two signs are a word."""
    assert count == count_words(paragraphs(text.encode(), "text/plain"))


# --- on pages


def test_the_text_stands_on_the_page_of_its_episode() -> None:
    """A paragraph a turn, with who speaks and one link to the moment; nothing is markup that was text."""
    page = html(show(spoken()))

    turns = f"{has('transcript-text')}//p"
    assert ["Ada 0:00 The sea is never quiet. It <breathes>.", "Grace 0:10 Does it?"] == texts(page, turns)
    assert ["#t=0.5", "#t=10"] == texts(page, f"{turns}//a/@href")
    assert ["0.5", "4", "10"] == texts(page, "//@data-start")
    assert [""] == texts(page, f"{has('transcript')}/@data-source")


def test_a_page_without_the_file_of_its_transcript_is_read_by_the_script() -> None:
    """As before, until the next rendering."""
    page = rendered(show(spoken()), PAGE)

    assert f'data-source="{KEY}"' in page
    assert "transcript-turn" not in page


LONG = [{"startTime": at, "endTime": at + 1, "body": f"word {at} of the long speech."} for at in range(1700)]


def test_a_long_text_has_a_page_of_its_own() -> None:
    """It is linked from the episode, canonical to itself, in the sitemap; the episode's page has no word of it."""
    made = show(spoken(own_page=True))

    own, page = html(made, OWN, speech=LONG), html(made, speech=LONG)

    assert PAGE_WORDS < count_words(paragraphs(transcribed(LONG), JSON))
    assert ["https://example.com/tidewater/transcript_first-light.html"] == texts(own, "//link[@rel='canonical']/@href")
    assert ["Transcript of “First light”"] == texts(own, "//h1")
    assert [] == texts(own, "//meta[@name='robots']")
    assert ["Read the transcript"] == texts(page, f"//a[@href='{OWN}']")
    assert [] == texts(page, has("transcript-text"))
    assert f"/{OWN}</loc>" in rendered(made, "sitemap.xml")
    assert 1700 == len(texts(own, "//@data-start"))


@pytest.mark.parametrize(("count", "key", "own_page"), [(PAGE_WORDS, PAGE, False), (2 * PAGE_WORDS, OWN, True)])
def test_a_page_with_a_text_is_at_most_60_kilobytes(count: int, key: str, own_page: bool) -> None:
    """Compressed, of words that nobody could guess."""
    generator = random.Random(1)
    letters = "abcdefghijklmnoprstuvw"
    vocabulary = ["".join(generator.choices(letters, k=generator.randint(2, 9))) for _ in range(6000)]
    weights = [1 / (at + 2.7) for at in range(6000)]
    body = generator.choices(vocabulary, weights, k=count if not own_page else 12_000)
    lines = [" ".join(body[at : at + 8]) for at in range(0, len(body), 8)]
    speech = [
        {"speaker": f"Speaker {at % 3}", "startTime": at * 3.1, "endTime": at * 3.1 + 3, "body": line}
        for at, line in enumerate(lines)
    ]

    size = len(gzip.compress(printed(show(spoken(own_page=own_page)), key, speech=speech).encode()))

    assert size <= 60_000


def test_each_language_has_its_text() -> None:
    """That of the show on the episode's page, each other on its own; every page leads to all of them."""
    greek = "transcripts/first-light-el.json"
    made = show(item(transcripts=(transcript(key=greek, type=JSON, language="el"), transcript(key=KEY, type=JSON))))
    key = "transcript_first-light_el.html"

    page = html(made)
    own = html(made, key, **{greek: transcribed([{"startTime": 0, "endTime": 1, "body": "Η θάλασσα."}])})

    links = f"{has('transcript-languages')}//a"
    assert ["English", "Greek"] == texts(page, links) == texts(own, links)
    assert [f"{PAGE}#transcript", key] == texts(page, f"{links}/@href")
    assert (["English"], ["Greek"]) == (texts(page, f"{links}[@aria-current]"), texts(own, f"{links}[@aria-current]"))
    assert (["el"], ["ltr"]) == tuple(texts(own, f"{has('transcript-text')}/@{name}") for name in ("lang", "dir"))
    assert ["el", "en"] == sorted(texts(own, "//link[@rel='alternate']/@hreflang"))


def test_where_rights_forbid_it_no_page_and_no_search_has_the_text() -> None:
    """The files stay to be downloaded; the player in a frame reads none either."""
    made = show(replace(spoken(), transcript_page="off"), item("second", published=PUBLISHED - timedelta(days=1)))

    pages = {key: page.having({KEY: transcribed(SPEECH)}).render(made) for key, page in wanted(made).items()}

    assert [] == [key for key, data in pages.items() if b"never quiet" in data or b"data-start" in data]
    assert {PAGE: 1, "first-light-embed.html": 1} == {
        key: data.decode().count(KEY) for key, data in pages.items() if KEY.encode() in data
    }
    assert not [key for key in pages if key.startswith("transcript_")]


def test_a_page_of_a_text_that_is_no_more_leads_to_the_episode() -> None:
    """It was published, and is forbidden now, or short; of an episode that was taken out it says that it is gone."""
    entry = Entry(digest="x", revision=1, since=SINCE)
    made = replace(show(replace(spoken(own_page=True), transcript_page="off")), manifest={OWN: entry})

    assert 'content="0; url=first-light.html"' in rendered(made, OWN)
    assert OWN not in rendered(made, "sitemap.xml")


def test_an_upgrade_alone_makes_no_page_and_no_file_of_words() -> None:
    """A show of an older design gets both with its next `--rerender`, and the page of a text with its episode's."""
    made = show(spoken(own_page=True))
    sources = {key: page.source for key, page in wanted(made).items() if not key.startswith(("transcript_", "search_"))}
    manifest = {key: Entry(digest=digest, revision=1, since=SINCE) for key, digest in sources.items()}
    old = replace(made, design="old", manifest=manifest)
    old_sources = {key: page.source for key, page in wanted(replace(old, manifest={})).items()}
    old = replace(old, manifest={key: replace(manifest[key], digest=old_sources[key]) for key in manifest})

    assert not [key for key in wanted(old) if key.startswith(("transcript_", "search_"))]
    assert OWN in wanted(replace(old, items=(replace(old.items[0], title="Other"),)))
    assert {OWN} < set(wanted(replace(old, design=design())))


def test_a_later_upgrade_keeps_texts_and_the_search() -> None:
    """Also of a show that has its first transcript after it."""
    made = replace(show(spoken(own_page=True)), design="2-0123456789ab")

    kept = [key.partition("-")[0] for key in wanted(made) if key.startswith(("transcript_", "search_"))]

    assert [OWN.partition("-")[0], "search_1"] == kept


# --- the files of words

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cn")), max_size=60)
WORDS = st.dictionaries(st.integers(0, TEXTS - 1), st.lists(TEXT, max_size=8).map(" ".join).map(words), max_size=6)


TEXTS_OF_PLACES = st.dictionaries(st.integers(0, TEXTS - 1), TEXT.map(str.strip).filter(bool), max_size=4)


@given(WORDS, TEXTS_OF_PLACES)
def test_every_word_is_found_and_nothing_else(given: Mapping[int, frozenset[str]], about: Mapping[int, str]) -> None:
    """What is said is read again, word for word, so a file can be made of an earlier one, whatever the order."""
    made = encode(given, about, revision=3)

    assert {at: found for at, found in given.items() if found} == decode(made)
    assert made == encode(dict(reversed(list(given.items()))), dict(reversed(list(about.items()))), revision=3)
    head, _, body = made.partition(b"\n")
    bounds, texts = json.loads(head)["sections"], json.loads(head).get("texts", [])
    size = sum(bounds[1::2])
    assert "".join(about[at] for at in sorted(about)) == body[size:].decode()
    assert {at: len(text.encode()) for at, text in about.items()} == dict(zip(texts[::2], texts[1::2], strict=True))
    assert bounds[::2] == sorted(bounds[::2], key=lambda one: one.encode("utf-16-be"))
    found: dict[int, set[str]] = {at: set() for at in about}
    for word, _, written in (line.split(" ") for line in body[:size].decode().splitlines() if line.count(" ") > 1):
        for sign in written:
            found[ord(sign) - ord("0")].add(word)
    assert {at: words(text) for at, text in about.items()} == found


def test_without_notes_a_file_is_what_it_was() -> None:
    """Byte for byte, as scripts of pages read it that are out; and where nothing is written or said, there is none."""
    silent = item(notes="", people=())

    made = encode({0: ["tide", "bed"], 1: ["tide"]}, revision=1)

    assert b'{"revision":1,"sections":["b",14]}\nbed 0\ntide 01\n' == made
    assert [] == [key for key in wanted(show(silent)) if key.startswith("search_")]


def test_words_are_folded_and_letters_without_blanks_are_pairs() -> None:
    """As somebody may type them."""
    assert {"cafe", "2026", "λογοσ"} == words("Café, 2026! ΛΌΓΟΣ a")
    assert {"潮か", "か引", "引く", "く"} == words("潮が引く。")


def block(made: Catalog) -> tuple[str, Any]:
    """The newest file of words: its key, and the document."""
    return [(key, one) for key, one in wanted(made).items() if key.startswith("search_")][-1]


def series(count: int, **changes: Any) -> tuple[Item, ...]:
    """Episodes with a transcript each, recorded one after the other."""
    return tuple(
        item(
            f"part-{at:04}",
            published=PUBLISHED + timedelta(days=at),
            first=PUBLISHED + timedelta(days=at),
            transcripts=(transcript(f"part-{at:04}", key=f"transcripts/part-{at:04}.json", type=JSON, **changes),),
        )
        for at in range(count)
    )


def said(at: int) -> bytes:
    """What an episode says: a word of its own, and one of all."""
    return transcribed([{"startTime": 0, "endTime": 1, "body": f"tide number{at}"}])


def published(made: Catalog) -> Catalog:
    """The catalog after a publish: with its pages in the manifest."""
    entries = {key: Entry(digest=one.source, revision=1, since=SINCE) for key, one in wanted(made).items()}
    return replace(made, manifest=entries)


@pytest.mark.parametrize("count", [1, 63, 64, 130, 1000])
def test_one_more_episode_writes_two_files_of_the_search(count: int) -> None:
    """The list and the last file of words, which is made of the one before it and the new transcript alone."""
    before = published(show(*series(count)))
    after = replace(show(*series(count + 1)), manifest=before.manifest)

    search = {key for key in changed(before, after) if key.startswith("search")}
    key, document = block(after)
    reads = set(document.reads)

    gone = {one for one in search if one in before.manifest and one not in wanted(after)}
    assert {"search.json", key} == search - gone
    assert len(gone) == (count % TEXTS > 0)
    assert {f"transcripts/part-{count:04}.json", *gone} == reads
    objects = {f"transcripts/part-{at:04}.json": said(at) for at in range(count // TEXTS * TEXTS, count + 1)}
    whole = document.having(objects).render(after)
    earlier = {one: wanted(before)[one].having(objects).render(before) for one in gone}
    assert whole == document.having({**earlier, f"transcripts/part-{count:04}.json": said(count)}).render(after)
    assert {"tide", f"number{count}"} == decode(whole)[count % TEXTS]


def test_an_edit_of_notes_reads_no_transcript() -> None:
    """Two files change: the list and that of the block, which is made of the one before it and the new notes."""
    items = series(130)
    before = published(show(*items))
    edited = [replace(one, notes="<p>Sea <b>urchins</b></p>") if one.slug == "part-0070" else one for one in items]
    after = replace(show(*edited), manifest=before.manifest)

    search = {key for key in changed(before, after) if key.startswith("search") and key in wanted(after)}
    (key,) = search - {"search.json"}
    earlier = next(one for one in before.manifest if one.startswith(key[:21]))

    assert (earlier,) == wanted(after)[key].reads
    objects = {f"transcripts/part-{at:04}.json": said(at) for at in range(64, 128)}
    whole = wanted(before)[earlier].having(objects).render(before)
    made = wanted(after)[key].having({earlier: whole}).render(after)
    assert decode(whole) == decode(made)
    assert (0, 1) == tuple(data.count(b"Sea urchins") for data in (whole, made))


def test_pages_of_an_older_design_find_notes_in_the_list() -> None:
    """Their scripts know no other place: the list has them until all pages are rendered anew."""
    made = replace(show(*series(1)), design="2-0123456789ab")

    (key,) = (key for key in wanted(made) if key.startswith("search_"))

    (new,) = (key for key in wanted(replace(made, design=design())) if key.startswith("search_"))

    assert re.fullmatch(r"search_1-[0-9a-f]{12}\.txt", key)
    assert new.startswith(f"{key[:-4]}-")  # made of the older one, and of the notes
    (entry,) = json.loads(rendered(made, "search.json"))["episodes"]
    assert "The tide goes out, and we go with it." == entry["text"]


def test_an_episode_that_is_taken_out_moves_no_other() -> None:
    """Its place stays empty: one file of words and the list change, of a thousand."""
    from tests.webpages import stone

    items = series(1000)
    before = published(show(*items))
    taken = replace(stone(), item=items[100])
    after = replace(show(*(one for one in items if one != items[100]), gone=(taken,)), manifest=before.manifest)

    search = {key for key in changed(before, after) if key.startswith("search")}

    assert 3 == len(search)
    assert {"search.json", "search_2"} == {key.partition("-")[0] for key in search}


# --- published


SECRET = "Rumpelstilzchen"


@pytest.fixture
def desk(tmp_path: Path) -> Studio:
    """Two episodes with transcripts, of which the first says a secret, in a long text."""
    studio = Studio(tmp_path)
    studio.show(guid="917393e3-1b1e-5cef-ace4-edaa54e1f810")
    for slug, body in (("first", SECRET), ("second", "nothing")):
        speech = [{"startTime": 0, "endTime": 1, "body": f"It is {body}."}]
        (studio.folder / f"{slug}.json").write_bytes(transcribed(speech))
        studio.episode(slug, transcripts=[f"{slug}.json"], published=f"2026-01-0{len(slug) - 4}T06:00:00Z")
    return studio


def having(desk: Studio, text: str) -> set[str]:
    """The published documents that have a text in them, in any case; transcripts are files of their own."""
    files = [path for path in desk.site.rglob("*") if path.is_file() and path.parent.name != "transcripts"]
    return {path.name for path in files if text.lower().encode() in path.read_bytes().lower()}


@pytest.mark.slow
def test_a_publish_makes_the_text_of_files_that_are_here_or_in_the_store(desk: Studio) -> None:
    """Of an episode that is published anew because of its neighbour the transcript is read from the store."""
    desk.publish(desk.folder / "first.yaml")
    (first,) = having(desk, SECRET) - {"first.html"}

    done = desk.publish(desk.folder / "second.yaml", now=NOW + timedelta(days=1))

    (second,) = having(desk, SECRET) - {"first.html", first}
    assert (True, True) == (first.startswith("search_1-"), second.startswith("search_1-"))
    assert "first.html" in [put.key for put in done.run.outcome.plan.puts]
    assert {"rumpelstilzchen", "nothing"} < set().union(*decode((desk.site / second).read_bytes()).values())
    assert not desk.publish(now=NOW + timedelta(days=2)).run.outcome.plan


@pytest.mark.slow
@pytest.mark.parametrize("way", ["unpublish", "purge", "off"])
def test_a_takedown_leaves_no_words(desk: Studio, way: str) -> None:
    """In the same run: neither on pages nor in files of words, those of earlier runs among them."""
    desk.publish(desk.folder / "first.yaml")
    desk.publish(desk.folder / "second.yaml", now=NOW + timedelta(days=1))
    assert 3 == len(having(desk, SECRET))

    if way == "off":
        desk.episode("first", transcripts=["first.json"], published="2026-01-01T06:00:00Z", transcript={"page": False})
        desk.publish(desk.folder / "first.yaml", now=NOW + timedelta(days=2))
    else:
        purge = Purging() if way == "purge" else None
        finish(unpublish_steps(desk.folder / "first.yaml", now=NOW + timedelta(days=2), purge=purge), desk.events)

    assert set() == having(desk, SECRET)
    assert 1 == len(having(desk, '{"revision":') - {"search.json"})
    assert ("transcripts/first-" in desk.feed()) == (way == "off")
