"""What pages take from the show itself: colours from its artwork, that can be read on every page."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from pydantic import ValidationError
from tests.pictures import jpeg
from tests.studio import Studio
from typer.testing import CliRunner

from feedpub import artwork
from feedpub.artwork import tint
from feedpub.artwork.letters import KnownFile, lacking_letters
from feedpub.cli import app
from feedpub.commands.preview.links import linked_style
from feedpub.deploy.target import Area
from feedpub.errors import Invalid
from feedpub.ingest import ingest
from feedpub.ingest.theme_colours import unreadable
from feedpub.model.channel import Theme
from feedpub.model.webpages import FontEntry, ThemeEntry
from feedpub.pages import static
from feedpub.standards.colours import DAY, NIGHT, Palette, contrast, oklch, palette

DAY_GROUNDS, NIGHT_GROUNDS = ("#ffffff", DAY), ("#17171a", NIGHT)
DAY_TEXT, NIGHT_TEXT = ("#1d1d1f", "#5c5c62"), ("#ececee", "#a9a9b2")
"""Of base.css: what pages have without an artwork."""


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    """A desk with a show and an episode."""
    desk = Studio(tmp_path)
    desk.show()
    desk.episode()
    return desk


# --- the tint of a picture


def painted(ground: str, *marks: tuple[str, int]) -> bytes:
    """A picture of one colour with squares on it, each with this many pixels of 100 a side."""
    made = Image.new("RGB", (1400, 1400), ground)
    pen = ImageDraw.Draw(made)
    for at, (colour, side) in enumerate(marks):
        pen.rectangle((700 * at, 0, 700 * at + side * 14, side * 14), fill=colour)
    out = BytesIO()
    made.save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("picture", "hue"),
    [
        (painted("#1f4e79"), "#1f4e79"),
        (painted("#ffffff", ("#d62828", 30)), "#d62828"),
        (painted("#55606a", ("#d62828", 40)), "#d62828"),
        (painted("#1f4e79", ("#f7b801", 12)), "#1f4e79"),
        (painted("#000000", ("#2a9d8f", 40), ("#ffffff", 40)), "#2a9d8f"),
    ],
    ids=["one", "on white", "on slate", "a small sun", "on black"],
)
def test_the_tint_is_the_most_striking_hue(tmp_path: Path, picture: bytes, hue: str) -> None:
    """By its area and its strength, whatever is behind it."""
    (tmp_path / "cover.png").write_bytes(picture)

    found = oklch(tint(tmp_path / "cover.png"))

    assert 12 > abs(found[2] - oklch(hue)[2])


@pytest.mark.parametrize("grey", ["#000000", "#808080", "#ffffff"])
def test_a_picture_without_a_hue_has_a_grey_tint(tmp_path: Path, grey: str) -> None:
    """Nothing is invented for it."""
    (tmp_path / "cover.png").write_bytes(painted(grey, ("#303030", 20)))

    assert 0.01 > oklch(tint(tmp_path / "cover.png"))[1]


COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@given(COLOURS)
def test_every_tint_gives_colours_that_can_be_read(colour: str) -> None:
    """4.5 : 1 of all text on the page, its panels and the masthead, by day and by night; more than controls need."""
    made = palette(colour)
    day = [(text, on) for text in (*DAY_TEXT, made.accent) for on in (*DAY_GROUNDS, made.masthead)]
    night = [(text, on) for text in (*NIGHT_TEXT, made.accent_dark) for on in (*NIGHT_GROUNDS, made.masthead_dark)]

    assert [] == [(text, on) for text, on in (*day, *night) if contrast(text, on) < 4.5]
    assert () == unreadable(Theme(css=":root { --x: 1 }"), colour)


@given(COLOURS, st.sampled_from(["#8b1a1a", "#00508c", "#1d1d1f"]))
def test_an_accent_of_the_author_can_be_read_on_every_masthead(colour: str, accent: str) -> None:
    """It was found readable on the panels, and the masthead is no darker than these."""
    made = palette(colour, accent=accent)

    assert accent == made.accent
    assert contrast(accent, made.masthead) >= 4.5
    assert contrast(made.accent_dark, made.masthead_dark) >= 4.5


# --- from the cover to the pages


def sheet(studio: Studio) -> str:
    """The show's own style sheet; empty for a show without."""
    found = sorted(studio.site.glob("theme-*.css"), key=lambda one: one.stat().st_mtime_ns)
    return found[-1].read_text() if found and found[-1].name in (studio.site / "index.html").read_text() else ""


def of_cover(studio: Studio) -> Palette:
    """What the cover gives, which is blue."""
    found = studio.catalog().channel.image.tint
    assert 6 > abs(oklch(found)[2] - oklch("#143c5a")[2])
    return palette(found)


def test_pages_have_the_colours_of_the_cover(studio: Studio) -> None:
    """Every page names the sheet that says so; another cover is other colours; a publish of the same is nothing."""
    studio.publish()
    blue, made = sheet(studio), of_cover(studio)
    again = studio.publish()
    (studio.folder / "cover.jpg").write_bytes(jpeg(colour=(190, 30, 30)))
    studio.publish()
    red = sheet(studio)

    assert f"--accent: {made.accent}; --on-accent: #ffffff; --masthead: {made.masthead};" in blue
    assert 20 > abs(oklch(red.partition("--accent: ")[2][:7])[2] - oklch("#be1e1e")[2])
    assert not again.run.outcome.plan
    assert "theme-" in (studio.site / "first-light.html").read_text()


@pytest.mark.parametrize(
    ("theme", "accent", "masthead"),
    [
        ({"tint": "#6a4c93"}, "#6a4c93", palette("#6a4c93").masthead),
        ({"tint": "6A4C93", "accent": "#8b1a1a"}, "#8b1a1a", palette("#6a4c93").masthead),
        ({"accent": "#8b1a1a"}, "#8b1a1a", ""),
    ],
)
def test_the_author_has_the_last_word_on_colours(
    studio: Studio, theme: dict[str, Any], accent: str, masthead: str
) -> None:
    """An accent replaces the accent alone, a tint all that comes of the cover."""
    studio.show(theme=theme)
    studio.publish()

    assert f"--accent: {accent}; " in sheet(studio)
    assert f"--masthead: {masthead or of_cover(studio).masthead}; " in sheet(studio)


def test_none_are_colours_of_ours(studio: Studio) -> None:
    """With nothing else in the theme there is no sheet, and pages that named one are rendered anew."""
    studio.publish()
    before = sheet(studio)
    studio.show(theme={"tint": "none"})
    studio.publish()

    assert before
    assert "theme-" not in (studio.site / "first-light.html").read_text()
    assert not studio.publish().run.outcome.plan


def test_an_update_changes_no_colours(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """A show that was published before has its colours with the next cover, or when all pages are rendered anew."""
    with monkeypatch.context() as before:
        before.setattr(artwork, "tinted", lambda picture, _: picture)
        studio.publish()
    old = studio.publish()
    without = sheet(studio)
    studio.publish(rerender=True)

    assert not old.run.outcome.plan
    assert not without
    assert of_cover(studio).masthead in sheet(studio)


def test_an_absent_cover_keeps_its_colours(studio: Studio) -> None:
    """A checkout without pictures publishes the same pages."""
    studio.publish()
    (studio.folder / "cover.jpg").unlink()

    assert not studio.publish().run.outcome.plan


def test_a_style_sheet_is_looked_at_together_with_the_cover() -> None:
    """What the author writes for text stands on the masthead, too."""
    found = unreadable(Theme(css=":root { --ink: #ffffff; --paper: #000; --panel: #111 }"), "#1f4e79")

    assert ("--ink", "--masthead", "day") in {(one.text, one.on, one.scheme) for one in found}


def test_a_colour_that_is_none_is_refused() -> None:
    """In the words of the field."""
    with pytest.raises(ValidationError, match="'teal-ish' is not a colour"):
        ThemeEntry.model_validate({"tint": "teal-ish"})


# --- the typeface


def test_the_typeface_is_light() -> None:
    """For English, upright and slanted: 60 kB at most; each part is named with the characters that it is for."""
    found = static.fonts()
    (style,) = [data.decode() for key, data in static.assets(Theme()).items() if key.startswith("assets/page-")]

    assert 60_000 > sum(len(found[f"literata-latin{slope}.woff2"]) for slope in ("", "-italic"))
    assert all(data.startswith(b"wOF2") for data in found.values())
    assert len(found) == style.count("unicode-range:") == style.count("font-display: optional")


OURS = static.fonts()
"""Fonts that are here; an author has others."""

FONTS = {
    "display": "Headline.woff2",
    "text": ["Text.woff2", {"file": "Slanted.woff2", "style": "italic", "weight": "300"}],
}


def with_fonts(studio: Studio) -> None:
    """Letters of the author's for two uses."""
    for name, ours in {"Headline": "latin", "Text": "greek", "Slanted": "latin-italic"}.items():
        (studio.folder / f"{name}.woff2").write_bytes(OURS[f"literata-{ours}.woff2"])
    studio.show(theme={"fonts": FONTS})


def test_own_fonts_are_objects_that_the_sheet_names(studio: Studio) -> None:
    """By use, with what each says of itself or its author of it; ours stand behind them."""
    with_fonts(studio)
    studio.publish()
    css, fonts = sheet(studio), studio.catalog().channel.theme.fonts

    known = [(one.role, one.style, one.weight) for one in fonts]
    assert [("display", "normal", "400 700"), ("text", "normal", "400 700"), ("text", "italic", "300")] == known
    assert [OURS["literata-latin.woff2"]] == [(studio.site / one.key).read_bytes() for one in fonts[:1]]
    assert all(f'url("{one.key}")' in css and one.key.startswith("art/font_") for one in fonts)
    assert '--display: "show display", Literata, ' in css
    assert '--text: "show text", system-ui, ' in css
    assert not studio.publish().run.outcome.plan


def test_a_font_that_is_edited_absent_or_given_up(studio: Studio) -> None:
    """Another file is another object and another sheet; without the files all stays; what nobody names, goes."""
    with_fonts(studio)
    studio.publish()
    before = sheet(studio)
    (studio.folder / "Text.woff2").write_bytes(OURS["literata-cyrillic.woff2"])
    edited = studio.publish().run.outcome.plan
    after = sheet(studio)
    for path in studio.folder.glob("*.woff2"):
        path.unlink()
    absent = studio.publish().run.outcome.plan
    studio.show()
    studio.publish()

    sent = {put.key.partition("-")[0] for put in edited.puts if put.area is Area.SITE}
    assert {"art/font_text", "theme"} == sent
    assert before != after
    assert not absent
    assert () == studio.catalog().channel.theme.fonts


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\0\1\0\0", "pages take fonts as WOFF2 alone (make it with: fonttools ttLib.woff2 compress Own.woff2)"),
        (OURS["literata-greek.woff2"][:-9], "the font is damaged or cut short (export or copy it again)"),
        (
            OURS["literata-greek.woff2"][:500] + bytes(len(OURS["literata-greek.woff2"]) - 500),
            "the font is damaged or cut short (export or copy it again)",
        ),
        (b"wOF2" + bytes(300_000), "the font has 300,004 bytes, at most 262,144 fit"),
    ],
    ids=["TrueType", "cut", "damaged", "large"],
)
def test_what_is_no_font_for_pages_is_refused(studio: Studio, content: bytes, message: str) -> None:
    """At its line, with what to do."""
    (studio.folder / "Own.woff2").write_bytes(content)
    studio.show(theme={"fonts": {"text": "Own.woff2"}})

    with pytest.raises(Invalid) as caught:
        ingest([studio.folder])

    (problem,) = caught.value.problems
    assert "theme.fonts.text[0]" == problem.subject
    assert problem.place.line
    assert f"{problem.message} ({problem.hint})".startswith(message)


def test_a_font_that_lacks_letters_of_the_titles_is_a_warning(studio: Studio) -> None:
    """At its line, with the letters; several files of one use stand in for each other."""
    (studio.folder / "Own.woff2").write_bytes(OURS["literata-greek.woff2"])
    studio.show(theme={"fonts": {"display": "Own.woff2"}})

    found = CliRunner().invoke(app, ["check", str(studio.folder)]).output

    assert "FP350 warning: the fonts for `display` lack letters of the titles: T i d e w a" in found
    assert re.search(r"show\.yaml:\d+:\d+: FP350", found)
    assert "äß" == lacking_letters([KnownFile("own", studio.folder / "Own.woff2")], "ä, ß: λ")


@pytest.mark.parametrize("weight", ["heavy", "0", "700 400", "1 2 3", "1001"])
def test_weights_are_those_of_css(weight: str) -> None:
    """One number of 1 to 1000, or two that rise."""
    with pytest.raises(ValidationError, match="is no weight"):
        FontEntry.model_validate({"file": "x.woff2", "weight": weight})


def test_a_preview_elsewhere_has_fonts_at_its_own_addresses() -> None:
    """Where every link is signed, a style sheet names signed fonts; what is no object of the show stays."""
    style = 'src: url("a-1.woff2"); src: url("none.woff2"); src: local("b")'

    linked = linked_style(style, lambda key: f"https://x.example/{key}?s=1" if "a-1" in key else "", folder="assets")

    assert 'src: url("https://x.example/assets/a-1.woff2?s=1"); src: url("none.woff2"); src: local("b")' == linked
