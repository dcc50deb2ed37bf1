"""The picture of an episode where it is shared: what is on it, in which scripts, and when it is made."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from lxml import html
from PIL import Image, features
from tests.parts import lacking
from tests.pictures import jpeg, picture
from tests.studio import NOW, Studio
from typer.testing import CliRunner

from feedpub import artwork
from feedpub.artwork import letters, share
from feedpub.artwork.letters import SHIPPED, KnownFile, writing_font
from feedpub.artwork.placeholder import placeholder
from feedpub.artwork.share import SHARE_BYTES, ShareText, share_picture
from feedpub.cli import app, environment
from feedpub.errors import FeedpubError
from feedpub.ingest import share_pictures
from feedpub.ingest.page_facts import OTHER_SCRIPTS
from feedpub.ingest.share_pictures import SharePictures
from feedpub.model.channel import Channel
from feedpub.model.item import SHARE, SHARE_OUTDATED, SHARE_PLAIN, DerivedPicture, Item
from feedpub.pages import static
from feedpub.pages.i18n import speech, words
from feedpub.standards.locales import PAGE_LANGUAGES

pytestmark = pytest.mark.slow

GROUND = "#1f4e5f"
LATER = NOW + timedelta(days=1)
JAPANESE = KnownFile("japanese", Path(__file__).parent / "fonts" / "japanese.woff2")
UNWRITABLE = ShareText(title="कीमत", show="ᚠ", length="1")
TEXT = ShareText(title="What a good landing costs", show="Tidewater", guests="Grace Hopper", length="29 minutes")


@pytest.fixture(scope="module")
def cover(tmp_path_factory: pytest.TempPathFactory) -> KnownFile:
    """A red picture."""
    return stored(tmp_path_factory.mktemp("covers"), jpeg(colour=(200, 20, 20)))


def stored(folder: Path, data: bytes) -> KnownFile:
    """A picture's file."""
    digest = sha256(data).hexdigest()
    path = folder / f"{digest[:12]}.jpg"
    path.write_bytes(data)
    return KnownFile(digest, path)


def decoded(data: bytes) -> Image.Image:
    """The picture in colours."""
    with Image.open(BytesIO(data)) as image:
        assert ("JPEG", (1200, 630), "RGB") == (image.format, image.size, image.mode)
        return image.copy()


Box = tuple[int, int, int, int]
"""Left, top, right and bottom edge."""


def seen(image: Image.Image, box: Box = (0, 0, 1200, 630)) -> set[str]:
    """What is in a part of it besides the ground: white (text), or red (the cover)."""
    named = {"ground": rgb(GROUND), "white": (255, 255, 255), "red": (200, 20, 20)}
    found = set()
    for pixel in set(zip(*[iter(image.crop(box).tobytes())] * 3, strict=True)):
        near = min(named, key=lambda name: far(pixel, named[name]))
        if far(pixel, named[near]) < 24:
            found.add(near)
        elif far(pixel, named["ground"]) > 40:
            found.add("edge")
    return found - {"ground", *(["edge"] if {"white", "red"} & found else [])}


def rgb(colour: str) -> tuple[int, ...]:
    """Red, green and blue."""
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def far(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    """How different two colours are."""
    return max(abs(left - right) for left, right in zip(one, other, strict=True))


# --- what is on it


def test_title_show_guests_and_length_stand_beside_the_artwork(cover: KnownFile) -> None:
    """Each on its place, on the colour of the show; the margins are free."""
    image = decoded(share_picture(cover, ground=GROUND, text=TEXT))

    places: dict[str, tuple[Box, set[str]]] = {
        "show": ((64, 60, 652, 106), {"white"}),
        "title": ((64, 140, 652, 490), {"white"}),
        "guests and length": ((64, 524, 652, 572), {"white"}),
        "artwork": ((716, 105, 1136, 525), {"red"}),
        "top": ((0, 0, 1200, 60), set()),
        "left": ((0, 0, 60, 630), set()),
        "bottom": ((0, 574, 1200, 630), set()),
        "right": ((1144, 0, 1200, 630), set()),
        "between": ((656, 0, 710, 630), set()),
    }
    assert {name: expected for name, (_, expected) in places.items()} == {
        name: seen(image, box) for name, (box, _) in places.items()
    }


@pytest.mark.parametrize(("title", "expected"), [(TEXT.show, False), ("東京の朝", True)])
def test_a_drawn_cover_says_the_name_of_the_show(tmp_path: Path, title: str, expected: bool) -> None:
    """It does not stand on the picture twice, nor nowhere: a cover on which it could not be written has none."""
    art = stored(tmp_path, placeholder(title))

    image = decoded(share_picture(art, ground=GROUND, text=replace(TEXT, show=title), fonts=[JAPANESE]))

    assert expected == bool(seen(image, (64, 60, 652, 106)))
    assert seen(image, (64, 140, 652, 490))


def test_the_same_values_give_the_same_bytes(cover: KnownFile, tmp_path: Path) -> None:
    """Wherever the cover lies, and whatever was drawn before."""
    first = share_picture(cover, ground=GROUND, text=TEXT)
    share._scaled.cache_clear()
    letters.font.cache_clear()

    assert first == share_picture(stored(tmp_path, cover.path.read_bytes()), ground=GROUND, text=TEXT)


def test_without_a_text_the_artwork_stands_in_the_middle(cover: KnownFile) -> None:
    """As large as it fits, whole."""
    image = decoded(share_picture(cover, ground=GROUND, text=UNWRITABLE))

    assert [set(), {"red"}, set()] == [seen(image, (at, 0, to, 630)) for at, to in ((0, 340), (350, 850), (860, 1200))]


def test_right_to_left_is_mirrored(cover: KnownFile) -> None:
    """The text begins on the right."""
    text = ShareText(title="Moths", show="Tidewater", length="29", is_rtl=True)

    image = decoded(share_picture(cover, ground=GROUND, text=text))

    places = [(0, 0, 488, 630), (492, 0, 544, 630), (1000, 0, 1136, 630)]
    assert [{"red"}, set(), {"white"}] == [seen(image, box) for box in places]


TITLES = {
    "one word": "Moths",
    "a sentence": "How to read a tide table in a harbour that has none, by those who have done it for forty years",
    "no end": "and then the water came and went " * 20,
    "one long word": "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen" * 3,
    "no spaces": "東京の朝と夜" * 30,
    "emoji and a word": "🎧 Moths 🏴󠁧󠁢󠁳󠁣󠁴󠁿 👩‍🚀",
    "emoji alone": "🎧🌊",
    "no more than spaces": "\u3000 \u00a0",
}


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_no_title_leaves_its_place(cover: KnownFile, title: str) -> None:
    """It is broken into lines, smaller if it is long, cut if it is endless; emoji are left out."""
    text = ShareText(title=title, show=title, guests=title, length="29")

    image = decoded(share_picture(cover, ground=GROUND, text=text, fonts=[JAPANESE]))

    free = [(0, 0, 60, 630), (656, 0, 710, 630), (0, 0, 1200, 60), (0, 578, 1200, 630)]
    assert [set()] * len(free) == [seen(image, box) for box in free]
    assert {"red"} == seen(image, (716, 0, 1200, 630))


LONG_NAMES = ("Dr. Wilhelmina Featherstone", "Maximiliane von Schwarzenberg", "Bartholomew Montgomery")
LONGEST = "Prof. Dr. Dr. Wilhelmina Featherstonehaugh"


@pytest.mark.parametrize(
    ("language", "names", "expected"),
    [
        ("en", ("Grace Hopper", "Ada Lovelace"), ["Grace Hopper and Ada Lovelace", "29 minutes"]),
        ("en", LONG_NAMES[:2], [LONG_NAMES[0], f"and {LONG_NAMES[1]}", "29 minutes"]),
        ("de", LONG_NAMES, [f"{LONG_NAMES[0]},", f"{LONG_NAMES[1]} …", "29 Minuten"]),
        ("en", ("Ada", "Bo", *LONG_NAMES), ["Ada, Bo,", f"{LONG_NAMES[0]} …", "29 minutes"]),
        ("ja", ("東京" * 5, "朝夜" * 5, "夜" * 10), ["東京" * 5 + "、", "朝夜" * 5 + " …", "29分"]),
        ("en", (LONGEST, "Bo"), ["Prof. Dr. Dr. Wilhelmina", "Featherstonehaugh and Bo", "29 minutes"]),
    ],
)
def test_no_name_of_a_guest_is_cut(language: str, names: tuple[str, ...], expected: list[str]) -> None:
    """Two lines that end behind a name; of more guests those that fit, and a sign that there are others."""
    words = speech(language)
    text = ShareText(title="", show="", guests=words.all_of(names), names=names, length=words.duration(29 * 60_000))

    found = share._below(text, JAPANESE if language == "ja" else SHIPPED)

    assert expected == found
    face = letters.font(JAPANESE if language == "ja" else SHIPPED, 32)
    assert max(map(face.getlength, found)) <= 588


def test_lines_are_about_equally_long() -> None:
    """No word stands alone on the last line where that can be."""
    size, lines = share._fitted("What a good landing costs, and who pays", SHIPPED, 380)

    face = letters.font(SHIPPED, size)
    assert len(lines) > 2
    assert min(map(face.getlength, lines)) > max(map(face.getlength, lines)) / 3


@pytest.mark.parametrize("colour", ["#ffffff", "#f2d600", "#808080", "#000000"])
def test_the_text_can_be_read_on_any_colour(cover: KnownFile, colour: str) -> None:
    """Light on dark, dark on light."""
    image = decoded(share_picture(cover, ground=colour, text=TEXT))

    darkest, lightest = image.crop((64, 140, 652, 490)).convert("L").getextrema()
    assert lightest - darkest > 100  # type: ignore[operator]  # one band


def test_it_is_never_larger_than_messengers_take(tmp_path: Path) -> None:
    """Even of an artwork that no JPEG makes small: noise."""
    noise = Image.frombytes("RGB", (1400, 1400), Random(1).randbytes(3 * 1400 * 1400))
    out = BytesIO()
    noise.save(out, "JPEG", quality=95)

    made = share_picture(stored(tmp_path, out.getvalue()), ground=GROUND, text=UNWRITABLE)

    assert 100_000 < len(made) <= SHARE_BYTES


@pytest.mark.parametrize("size", [(1400, 1400), (3000, 400), (300, 900)])
def test_an_artwork_of_any_shape_stays_whole(tmp_path: Path, size: tuple[int, int]) -> None:
    """In its place, never enlarged."""
    art = stored(tmp_path, picture(*size, colour=(200, 20, 20)))

    image = decoded(share_picture(art, ground=GROUND, text=TEXT))

    assert (set(), {"red"}) == (seen(image, (656, 0, 710, 630)), seen(image, (716, 0, 1200, 630)))


# --- scripts


@pytest.mark.parametrize("language", PAGE_LANGUAGES)
def test_our_font_writes_the_languages_of_latin_greek_and_cyrillic(language: str) -> None:
    """Every letter of our words in them; the others need a font of the author's."""
    every = [form for word in words(language).values() for form in ([word] if isinstance(word, str) else word.values())]

    assert (SHIPPED if language not in OTHER_SCRIPTS else None) == writing_font(every)


def test_latin_letters_are_in_our_font() -> None:
    """So `check` looks into no font where there are no others."""
    assert [] == letters.missing_letters(
        [chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x17F)) if code != 0xAD]
    )


@pytest.mark.parametrize(
    ("text", "missing"),
    [("Łódź, İstanbul, Tiếng Việt, Ђорђе – № 5 “¿” €", []), ("東京 Moths", ["京", "東"]), ("Moths 🎧", [])],
)
def test_what_a_font_lacks_is_known(text: str, missing: list[str]) -> None:
    """Letter by letter; no box is drawn in the place of one."""
    assert missing == letters.missing_letters([text])


def test_a_letter_that_shaping_would_put_together_is_missing() -> None:
    """A font without it has its parts; where they come to stand is luck."""
    latin = KnownFile("latin", Path(static.__file__).parent / "fonts" / "literata-latin.woff2")

    assert "ẍά" == letters.lacking_letters([latin], "ẍ, ä, ά")


def test_a_font_of_the_authors_writes_what_ours_cannot() -> None:
    """A WOFF2, as browsers load it; the author's come first, and one that cannot be read counts as none."""
    broken = KnownFile("broken", Path(__file__))

    found = [writing_font([text], [broken, JAPANESE]) for text in ("東京の朝", "29分", "Moths", "東京 Ω")]

    assert [JAPANESE, JAPANESE, SHIPPED, None] == found


@pytest.mark.parametrize("text", ["ما ثمن الهبوط", "מה מחירה", "कीमत", "e\u0323\u0323"])
def test_scripts_that_need_shaping_are_not_written_without_it(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters apart that belong together, or from the wrong end, are worse than none."""
    monkeypatch.setattr(letters, "has_shaping", lambda: False)
    monkeypatch.setattr(letters, "_missing", lambda *_: [])  # as if a font had them

    assert (None, SHIPPED) == (writing_font([text]), writing_font(["Moths"]))


def test_scripts_that_need_shaping_are_written_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """If a font has their letters."""
    if not features.check("raqm"):
        lacking("FriBiDi", "apt install libfribidi0")
    assert writing_font(["מה מחירה"]) is None
    monkeypatch.setattr(letters, "_missing", lambda *_: [])

    assert SHIPPED == writing_font(["מה מחירה"])


# --- from publish to the reader


@pytest.fixture
def desk(tmp_path: Path) -> Studio:
    """A show with two episodes, one of which has a guest."""
    studio = Studio(tmp_path)
    studio.show(title="Tidewater")
    edited(studio)
    studio.episode("second", published="2026-01-02T06:00:00Z")
    return studio


def edited(desk: Studio, **fields: Any) -> Path:
    """The first episode, as somebody edits it."""
    people = [{"name": "Grace Hopper", "role": "guest"}, {"name": "Ada Lovelace", "role": "host"}]
    known = {"title": "Moths", "published": "2026-01-01T06:00:00Z", "people": people}
    return desk.episode("first", **(known | fields))


def shared(desk: Studio, slug: str = "first") -> DerivedPicture | None:
    """The picture of an episode, as the catalog knows it."""
    item = desk.catalog().item(slug)
    assert item is not None
    return next((one for one in item.derived if one.name in {SHARE, SHARE_PLAIN, SHARE_OUTDATED}), None)


def meta(desk: Studio, slug: str = "first") -> dict[str, str]:
    """What the episode's page says to those who show links: `og:image` and its kin."""
    page: Any = html.fromstring((desk.site / f"{slug}.html").read_bytes())
    found = page.xpath("//meta[starts-with(@property, 'og:image') or starts-with(@name, 'twitter:')]")
    return {one.get("property") or one.get("name"): one.get("content") for one in found}


def test_a_page_names_it_and_says_what_is_on_it(desk: Studio) -> None:
    """To messengers, to Mastodon and the like, and to search engines; it is there before the page is."""
    desk.publish()

    made = shared(desk)
    assert made is not None
    url = f"http://127.0.0.1:8910/{made.key}"
    written = "Moths · Tidewater · Grace Hopper · 1 second"
    size = {"og:image:type": "image/jpeg", "og:image:width": "1200", "og:image:height": "630"}
    card = {"twitter:card": "summary_large_image", "twitter:image": url, "twitter:image:alt": written}
    assert {"og:image": url, **size, "og:image:alt": written, **card} == meta(desk)
    page: Any = html.fromstring((desk.site / "first.html").read_bytes())
    data = page.xpath("//script[@type='application/ld+json']/text()")[0]
    wide = {"@type": "ImageObject", "url": url, "width": 1200, "height": 630, "description": written}
    assert wide == json.loads(data)["image"][1]
    assert made.key.startswith("art/first-share-")
    decoded((desk.site / made.key).read_bytes())


def test_it_is_made_again_only_when_what_it_shows_changes(desk: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """Title, guests, length, artwork; not with notes, other episodes or another colour."""
    drawn: list[str] = []
    draw = share_pictures._drawn

    def noted(channel: Channel, item: Item, *others: Any) -> Any:
        drawn.append(item.slug)
        return draw(channel, item, *others)

    monkeypatch.setattr(share_pictures, "_drawn", noted)

    def after(**fields: Any) -> list[str]:
        drawn.clear()
        edited(desk, **fields)
        desk.publish(now=LATER)
        return list(drawn)

    (desk.folder / "own.jpg").write_bytes(jpeg(colour=(10, 90, 30)))
    assert ["first", "second"] == sorted(after())
    assert [] == after()
    assert [] == after(notes="Other notes.")
    assert ["first"] == after(title="Other moths")
    assert ["first"] == after(title="Other moths", people=["Ada Lovelace"])
    assert ["first"] == after(image="own.jpg")
    desk.show(title="Tidewater", theme={"accent": "#0b5394"})
    assert [] == after(image="own.jpg")
    desk.publish(now=LATER, rerender=True)
    assert ["first", "second"] == sorted(drawn)


def test_an_upgrade_alone_makes_none(desk: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is out without one stays as it is until it is edited, or all pages are rendered anew."""
    with monkeypatch.context() as before:
        before.setattr(SharePictures, "of", lambda *_: ((), {}))
        desk.publish()
    page = (desk.site / "first.html").read_bytes()

    plan = desk.publish(now=LATER).run.outcome.plan

    assert (False, page, None) == (bool(plan), (desk.site / "first.html").read_bytes(), shared(desk))
    edited(desk, notes="Other notes.")
    desk.publish(now=LATER)
    assert [True, False] == [shared(desk, slug) is not None for slug in ("first", "second")]
    desk.publish(now=LATER, rerender=True)
    assert shared(desk, "second") is not None


def test_a_feedpub_that_draws_otherwise_leaves_those_that_are_out(
    desk: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An edit of an episode makes its own anew; an upgrade alone makes none, however other pictures are made then."""
    desk.publish()
    before = [shared(desk, slug) for slug in ("first", "second")]
    monkeypatch.setattr(artwork, "DERIVER", artwork.DERIVER + 1)

    desk.publish(now=LATER)

    assert before == [shared(desk, slug) for slug in ("first", "second")]
    edited(desk, notes="Other notes.")
    desk.publish(now=LATER)
    assert [1, 0] == [
        after.deriver - old.deriver
        for old, after in zip(before, (shared(desk), shared(desk, "second")), strict=True)
        if old and after
    ]


def test_without_the_artwork_at_hand_none_says_what_was(desk: Studio) -> None:
    """A checkout without media is enough to mend a title: links then show the card of the show, until it is back."""
    desk.publish()
    old, cover = shared(desk), (desk.folder / "cover.jpg").read_bytes()
    (desk.folder / "cover.jpg").unlink()
    edited(desk, title="Mouths")

    desk.publish(now=LATER)

    assert "/art/cover-card-" in meta(desk)["og:image"]
    (desk.folder / "cover.jpg").write_bytes(cover)
    desk.publish(now=LATER)
    made = shared(desk)
    assert old is not None
    assert made is not None
    assert (SHARE, True) == (made.name, made.key != old.key)
    assert meta(desk)["og:image"].endswith(made.key)


def test_one_that_was_lost_is_drawn_again(desk: Studio) -> None:
    """The same bytes under the same key; without the artwork, which file has to be put back is said."""
    desk.publish()
    made, cover = shared(desk), (desk.folder / "cover.jpg").read_bytes()
    assert made is not None
    whole = (desk.site / made.key).read_bytes()
    (desk.site / made.key).unlink()
    (desk.folder / "cover.jpg").unlink()
    command = ["verify", str(desk.folder), "--repair"]

    without = CliRunner().invoke(app, command).output
    (desk.folder / "cover.jpg").write_bytes(cover)
    CliRunner().invoke(app, command)

    assert "put cover.jpg, as it was published, back where show.yaml names it" in " ".join(without.split())
    assert whole == (desk.site / made.key).read_bytes()


def test_it_is_deleted_with_the_episode(desk: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """As everything else that was its own."""
    monkeypatch.setattr(environment, "now", lambda: LATER)
    desk.publish()
    made = shared(desk)
    assert made is not None
    assert (desk.site / made.key).is_file()

    result = CliRunner().invoke(
        app, ["unpublish", str(desk.folder / "first.yaml"), "--purge", "--yes"], catch_exceptions=False
    )

    assert (0, False) == (result.exit_code, (desk.site / made.key).exists())


def test_a_title_that_cannot_be_written_leaves_the_artwork_alone(desk: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """`check` says so once, at the title, with the letters; the picture's alt text is that of the artwork."""
    monkeypatch.setattr(environment, "now", lambda: NOW)
    edited(desk, title="東京 Moths", image={"file": "cover.jpg", "alt": "A lighthouse"})
    desk.episode("second", title="東京", published="2026-01-02T06:00:00Z")

    output = CliRunner().invoke(app, ["check", str(desk.folder)]).output
    desk.publish()

    (line,) = [one for one in output.splitlines() if "FP372" in one and "warning" in one]
    assert "second.yaml:1:8: FP372 warning: the pictures for sharing this episode and 1 more have no text" in line
    assert "'京東'" in line
    made = shared(desk)
    assert made is not None
    assert (SHARE_PLAIN, "A lighthouse") == (made.name, meta(desk)["og:image:alt"])
    desk.show(title="Tidewater", pages="off")
    assert "FP372" not in CliRunner().invoke(app, ["check", str(desk.folder)]).output


def test_of_an_archive_only_the_new_one_is_drawn(desk: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many there are: nothing is drawn, decoded or written on for the others."""
    for number in range(12):
        desk.episode(f"episode-{number}", published=f"2025-01-{number + 1:02}T06:00:00Z", sound=number)
    desk.publish()
    calls: list[str] = []

    def noted(name: str, whole: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            calls.append(name)
            return whole(*given, **named)

        return call

    for name in ("share_picture", "fonts_for", "text_of"):
        monkeypatch.setattr(share_pictures, name, noted(name, getattr(share_pictures, name)))
    desk.episode("new", title="A title of its own", published="2026-01-03T06:00:00Z")

    desk.publish(now=LATER)

    assert ["fonts_for", "share_picture", "text_of"] == sorted(calls)


# --- fonts of the author's


def with_fonts(desk: Studio, **fonts: Any) -> None:
    """The show with fonts, which lie beside it."""
    for name, source in (("japanese.woff2", JAPANESE.path), ("literata.ttf", SHIPPED.path)):
        (desk.folder / name).write_bytes(source.read_bytes())
    desk.show(title="Tidewater", theme={"fonts": fonts})


def test_a_font_of_the_show_is_loaded_by_its_pages_and_writes_its_pictures(desk: Studio) -> None:
    """One object, which the theme's style sheet names; with our own behind it for letters that it lacks."""
    edited(desk, title="東京の朝")
    with_fonts(desk, display="japanese.woff2")

    desk.publish()

    (font,) = desk.catalog().channel.theme.fonts
    assert JAPANESE.path.read_bytes() == (desk.site / font.key).read_bytes()
    (sheet,) = desk.site.glob("theme-*.css")
    assert f'src: url("{font.key}") format("woff2")' in sheet.read_text("utf-8")
    made = shared(desk)
    assert made is not None
    assert SHARE == made.name
    assert not desk.publish(now=LATER).run.outcome.plan


def test_a_font_that_comes_later_writes_what_is_edited(desk: Studio) -> None:
    """Like another colour it re-sends no page; the next edit of an episode brings its text, `--rerender` all."""
    edited(desk, title="東京の朝")
    desk.episode("second", title="海辺", published="2026-01-02T06:00:00Z")
    desk.publish()

    def names() -> list[str]:
        return [one.name for one in (shared(desk), shared(desk, "second")) if one]

    with_fonts(desk, pictures="japanese.woff2")
    desk.publish(now=LATER)
    assert [SHARE_PLAIN, SHARE_PLAIN] == names()
    edited(desk, title="東京の朝", notes="Other notes.")
    desk.publish(now=LATER)
    assert [SHARE, SHARE_PLAIN] == names()
    desk.publish(now=LATER, rerender=True)
    assert [SHARE, SHARE] == names()


def test_a_font_for_pictures_alone_is_in_no_page(desk: Studio) -> None:
    """It stays with its author; where it is not at hand, pictures stay as they are."""
    edited(desk, title="東京の朝")
    with_fonts(desk, pictures=["japanese.woff2", "literata.ttf"])
    desk.publish()
    before = shared(desk)
    (desk.folder / "japanese.woff2").unlink()
    edited(desk, title="東京の朝", notes="Other notes.")

    desk.publish(now=LATER)

    assert (before, []) == (shared(desk), list(desk.site.rglob("*japanese*")))
    assert before is not None
    assert SHARE == before.name
    edited(desk, title="東京")
    desk.publish(now=LATER)
    assert "/art/cover-card-" in meta(desk)["og:image"]


@pytest.mark.parametrize(
    ("fonts", "message"),
    [
        ({"display": "literata.ttf"}, "pages take fonts as WOFF2 alone"),
        ({"pictures": "cover.jpg"}, "this is no font: TTF, OTF, TTC or WOFF2"),
        ({"pictures": "large.ttc"}, "the font has 33,554,433 bytes, at most 33,554,432 fit"),
        ({"pictures": "half.woff2"}, "the font is damaged or cut short"),
    ],
)
def test_what_is_no_font_is_refused(desk: Studio, fonts: dict[str, str], message: str) -> None:
    """At the line of the field, with what to do."""
    with_fonts(desk, **fonts)
    (desk.folder / "large.ttc").write_bytes(b"ttcf".ljust(32 * 1024 * 1024 + 1))
    (desk.folder / "half.woff2").write_bytes(JAPANESE.path.read_bytes()[:2000])

    with pytest.raises(FeedpubError) as refused:
        desk.publish()

    assert message in str(refused.value)
