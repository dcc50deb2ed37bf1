"""How a show's pages look and what they add: fields, files, and what of them reaches the catalog."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter
from tests.pictures import picture
from tests.studio import NOW, Studio
from typer.testing import CliRunner

from feedpub.artwork import LOGO, measure_within
from feedpub.cli import app, environment
from feedpub.commands.check.files import check_files
from feedpub.commands.check.result import CheckOptions
from feedpub.commands.publish import Published
from feedpub.deploy.target import Area
from feedpub.errors import Invalid, Refused, Unusable
from feedpub.ingest import ingest
from feedpub.ingest.theme_colours import unreadable
from feedpub.model.channel import Channel, Contact, PlatformLink, Theme
from feedpub.model.item import Link
from feedpub.model.webpages import Platforms, Words
from feedpub.pages.i18n import words
from feedpub.pages.templates import template_fault, template_names
from feedpub.standards.colours import DAY, NIGHT, contrast, is_readable, read_colour, readable
from feedpub.standards.platforms import PLATFORMS

TEMPLATE = min(template_names())
"""The name of one of our templates."""


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    """A desk with a show and an episode."""
    desk = Studio(tmp_path)
    desk.show()
    desk.episode()
    return desk


def problems(studio: Studio, **fields: Any) -> list[str]:
    """What is wrong with a show.yaml of these fields and the files that it names; all of it says what to do."""
    studio.show(**fields)
    with pytest.raises(Invalid) as caught:
        ingest([studio.folder])
    assert all(one.hint for one in caught.value.problems)
    return [str(one).removeprefix(f"{studio.folder}/") for one in caught.value.problems]


def write(studio: Studio, name: str, content: str | bytes) -> str:
    """A file beside show.yaml; gives its name."""
    path = studio.folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return name


# --- what is written becomes what is published


def test_a_show_has_pages_and_nothing_else_by_default(studio: Studio) -> None:
    """Everything about them may be left out."""
    studio.publish()

    channel = studio.catalog().channel
    assert (True, (), None, Theme()) == (channel.pages, channel.platforms, channel.contact, channel.theme)


def test_everything_that_is_written_is_in_the_catalog(studio: Studio) -> None:
    """Platforms in their order, the logo as an object of its own, all texts whole."""
    logo = picture(300, 80, kind="PNG", mode="RGBA", colour=(1, 2, 3, 4))
    studio.show(
        platforms={"spotify": "https://s.example/", "Radio X": "https://x.example/", "apple": "https://a.example/"},
        contact={"email": "post@tidewater.example", "subject": "Tidewater"},
        theme={
            "accent": "8B1A1A",
            "logo": write(studio, "logo.png", logo),
            "css": write(studio, "theme.css", "h1 { color: red }\n"),
            "header": [{"title": "About", "url": "https://example.com/about"}],
            "footer": [{"title": "Imprint", "url": "https://example.com/imprint"}],
            "templates": write(studio, f"templates/{TEMPLATE}", "<p>{{ t('minutes', count=2) }}</p>").split("/")[0],
            "words": {"minutes": {"one": "1 min", "other": "{count} min"}, "hours": "{count} h"},
        },
    )

    studio.publish()

    channel = studio.catalog().channel
    assert ["Spotify", "Radio X", "Apple Podcasts"] == [one.name for one in channel.platforms]
    assert PlatformLink(name="Radio X", url="https://x.example/") in channel.platforms
    assert Contact(email="post@tidewater.example", subject="Tidewater") == channel.contact
    assert channel.theme.logo
    assert logo == (studio.site / channel.theme.logo.key).read_bytes()
    assert (300, 80, "image/png") == (channel.theme.logo.width, channel.theme.logo.height, channel.theme.logo.type)
    assert replace(channel.theme, logo=None) == Theme(
        accent="#8b1a1a",
        accent_dark=readable("#8b1a1a", on=NIGHT),
        css="h1 { color: red }\n",
        header=(Link(title="About", url="https://example.com/about"),),
        footer=(Link(title="Imprint", url="https://example.com/imprint"),),
        templates=((TEMPLATE, "<p>{{ t('minutes', count=2) }}</p>"),),
        words=(("hours", "{count} h"), ("minutes.one", "1 min"), ("minutes.other", "{count} min")),
        stable_sheet=True,
    )


def test_pages_can_be_off(studio: Studio) -> None:
    """And on again."""
    studio.show(pages=False)
    studio.publish()
    without = studio.catalog().channel.pages
    studio.show()
    studio.publish()

    assert (False, True) == (without, studio.catalog().channel.pages)


def test_off_is_written_off(studio: Studio) -> None:
    """Whatever YAML makes of it."""
    path = studio.show()
    path.write_text(path.read_text(encoding="utf-8") + "pages: off\n", encoding="utf-8")

    assert ingest([studio.folder]).show.show.pages is False


@pytest.mark.parametrize("kind", ["css", "templates", "logo"])
def test_a_changed_file_of_the_theme_is_published(studio: Studio, kind: str) -> None:
    """Although show.yaml is the same; and what is unchanged is not published again."""
    name = {"css": "theme.css", "templates": f"templates/{TEMPLATE}", "logo": "logo.png"}[kind]
    old: bytes = picture(200, 50, kind="PNG") if kind == "logo" else b"a"
    new: bytes = picture(200, 60, kind="PNG") if kind == "logo" else b"b"
    studio.show(theme={kind: write(studio, name, old).split("/")[0]})
    studio.publish()
    before = studio.catalog()

    again = studio.publish()
    write(studio, name, new)
    studio.publish()

    assert not again.run.outcome.plan
    assert before.channel.theme != studio.catalog().channel.theme


def sheets(studio: Studio) -> set[str]:
    """Keys of the theme's style sheets in the target."""
    return {path.relative_to(studio.site).as_posix() for path in studio.site.rglob("theme-*.css")}


def sent(published: Published) -> set[str]:
    """Keys of what a run put into the target."""
    return {put.key for put in published.run.outcome.plan.puts if put.area is Area.SITE}


def test_an_edit_of_the_style_sheet_sends_the_style_sheet(studio: Studio) -> None:
    """One object, however many episodes there are; the same of an accent. What readers have cached finds it."""
    for number in range(3):
        studio.episode(f"part-{number}")
    studio.show(theme={"css": write(studio, "theme.css", "h1 { color: red }\n")})
    studio.publish()
    (key,) = sheets(studio)
    page = (studio.site / "index.html").read_text()

    write(studio, "theme.css", "h1 { color: blue }\n")
    edited = studio.publish()
    studio.show(theme={"css": "theme.css", "accent": "#00508c"})
    accented = studio.publish()

    assert f'<link rel="stylesheet" href="{key}">' in page == (studio.site / "index.html").read_text()
    assert {key} == sent(edited) == sent(accented)
    css = (studio.site / key).read_text()
    assert "--accent: #00508c" in css
    assert "h1 { color: blue }\n/* feedpub (revision 3) */\n" in css
    assert not studio.publish().run.outcome.plan


def test_a_theme_from_before_stays_as_it_is_until_it_is_edited(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """An update of feedpub sends nothing; the first edit changes all pages, as it did before; the next the sheet."""
    studio.show(theme={"css": write(studio, "theme.css", "h1 { color: red }\n")})
    with monkeypatch.context() as before:
        before.setattr(Theme, "has_sheet", False)
        before.setattr(Channel, "has_stable_sheet", False)
        studio.publish()
    old = studio.publish()

    write(studio, "theme.css", "h1 { color: blue }\n")
    first = studio.publish()
    write(studio, "theme.css", "h1 { color: green }\n")
    second = studio.publish()

    assert not old.run.outcome.plan
    assert {"index.html", "404.html", "subscribe.html"} <= sent(first)
    assert {one for one in sheets(studio) if not one.startswith("assets/")} == sent(second)


def test_another_design_has_another_style_sheet(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that somebody has cached is shown with the sheet that was made for its markup."""
    studio.show(theme={"css": write(studio, "theme.css", "h1 { color: red }\n")})
    studio.publish()
    first = sheets(studio)
    monkeypatch.setattr("feedpub.pages.design", lambda: "fedcba9876543210")

    studio.publish(rerender=True)
    write(studio, "theme.css", "h1 { color: blue }\n")
    edited = studio.publish()

    assert {"theme-fedcba987654.css"} == sheets(studio) - first == sent(edited)
    assert "theme-fedcba987654.css" in (studio.site / "index.html").read_text()


def test_the_order_of_platforms_is_an_edit(studio: Studio) -> None:
    """The first is what readers see first."""
    addresses = {"apple": "https://a.example/", "spotify": "https://s.example/"}
    studio.show(platforms=addresses)
    studio.publish()
    studio.show(platforms=dict(reversed(addresses.items())))
    studio.publish()

    assert ["Spotify", "Apple Podcasts"] == [one.name for one in studio.catalog().channel.platforms]


def test_a_logo_for_the_night_is_shown_by_night(studio: Studio) -> None:
    """An object of its own; a browser that is set to dark loads it instead, and no other."""
    day, night = picture(200, 50, kind="PNG"), picture(200, 50, kind="PNG", colour=(250, 250, 250))
    logos = {"logo": write(studio, "logo.png", day), "logo_dark": write(studio, "night.png", night)}
    studio.show(theme=logos)

    studio.publish()

    theme = studio.catalog().channel.theme
    assert theme.logo_dark
    assert night == (studio.site / theme.logo_dark.key).read_bytes()
    source = f'<source media="(prefers-color-scheme: dark)" srcset="{theme.logo_dark.key}" width="200" height="50">'
    assert source in (studio.site / "index.html").read_text("utf-8")
    assert not studio.publish().run.outcome.plan


def test_a_logo_for_the_night_alone_is_refused(studio: Studio) -> None:
    """The day has nothing then."""
    found = problems(studio, theme={"logo_dark": write(studio, "night.png", picture(200, 50, kind="PNG"))})

    assert any("theme.logo_dark: has no effect without `logo`" in one for one in found)


def test_an_absent_logo_stays_as_published(studio: Studio) -> None:
    """As audio and artwork do, in a checkout without large files; a new name without a file is refused."""
    studio.show(theme={"logo": write(studio, "logo.png", picture(200, 50, kind="PNG"))})
    studio.publish()
    before = studio.catalog().channel.theme
    (studio.folder / "logo.png").unlink()
    studio.show(theme={"logo": "logo.png"}, title="Other")

    studio.publish()

    assert ("Other", before) == (studio.catalog().channel.title, studio.catalog().channel.theme)
    studio.show(theme={"logo": "new.png"})
    with pytest.raises(Refused, match=r"show.yaml:\d+:\d+: there is no file new.png"):
        studio.publish()


@pytest.mark.parametrize("theme", [{"logo": "gone.bin"}, {"fonts": {"text": ["gone.bin"]}}], ids=["logo", "font"])
def test_a_check_says_once_that_a_file_of_the_theme_is_absent(studio: Studio, theme: dict[str, Any]) -> None:
    """The error at its line says all of it; a note is for a file that the published show has."""
    studio.show(theme=theme)

    result = check_files([studio.folder], options=CheckOptions(), now=NOW)

    assert ["there is no file gone.bin"] == [one.message for one in result.findings if "gone.bin" in one.message]
    assert () == result.unchecked


def test_a_change_of_theme_is_shown_in_few_words(studio: Studio) -> None:
    """Not as the whole style sheet."""
    studio.publish()
    studio.show(theme={"accent": "#8b1a1a", "css": write(studio, "theme.css", "h1 { color: red }\n")})

    planned = studio.plan()

    altered = {one.field: (one.before, one.after) for change in planned.changes for one in change.altered}
    assert (None, "#8b1a1a, 18 characters of CSS") == altered["theme"]


# --- what is refused


def test_every_problem_of_the_fields_is_said_at_once(studio: Studio) -> None:
    """Each at its place, with what to write."""
    found = problems(
        studio,
        platforms={"spotfy": "https://s.example/", "Radio X": "http://x.example/"},
        contact="Ada",
        theme={
            "accent": "#eeeeee",
            "accent_dark": "red",
            "header": [{"title": "About", "url": "about"}],
            "words": {"hours": {"few": "x"}, "minutes": {"other": "y", "lots": "z"}, "Play": "a"},
        },
    )

    assert [
        "show.yaml:11:11: platforms.spotfy: 'spotfy' is no platform that feedpub knows",
        "show.yaml:12:12: platforms.'Radio X': 'http://x.example/' is not encrypted; players load it only over https",
        "show.yaml:13:10: contact.email: 'Ada' is not an e-mail address",
        "show.yaml:15:11: theme.accent: #eeeeee cannot be read on the light background (1.1 : 1; WCAG asks for 4.5)",
        "show.yaml:16:16: theme.accent_dark: 'red' is not a colour",
        "show.yaml:19:10: theme.header[0].url: 'about' is not a web address: it does not begin with https:// or http://",
        "show.yaml:22:7: theme.words.hours: has no text for all other numbers",
        "show.yaml:25:13: theme.words.minutes.lots: 'lots' is no plural form",
        "show.yaml:26:11: theme.words.Play: 'Play' is no name of a word",
    ] == found


def test_dark_needs_light(studio: Studio) -> None:
    """A colour for the night alone says nothing about the day."""
    assert ["show.yaml:11:16: theme.accent_dark: has no effect without `accent`"] == problems(
        studio, theme={"accent_dark": "#f0a0a0"}
    )


def test_what_loads_something_in_a_style_sheet_is_refused(studio: Studio) -> None:
    """The pages' own policy would stop it without a word; comments and references within the page are fine."""
    css = (
        "/* url(a.png)\n @import 'x' */\n@import 'https://x.example/a.css';\n"
        "h1 { background: URL( 'b.png' ) }\nh2 { clip-path: url(#c); mask: url( '#d' ) }\n"
        'h3 { background: image-set("e.png" 1x) }\n'
    )

    found = problems(studio, theme={"css": write(studio, "theme.css", css)})

    assert ["theme.css:3:1", "theme.css:4:18", "theme.css:6:18"] == [one.partition(": ")[0] for one in found]
    assert "which feedpub's pages forbid (Content-Security-Policy)" in found[0]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"h1 {}\nh2 { content: '\xe9' }", "theme.css:2:16: is not UTF-8: byte 0xe9 here"),
        (b"h1 {}\n" * 11000, "theme.css: has 66,000 bytes, at most 65,536 fit"),
    ],
)
def test_a_style_sheet_is_text_and_small(studio: Studio, content: bytes, message: str) -> None:
    """With the place of what is wrong."""
    assert [message] == problems(studio, theme={"css": write(studio, "theme.css", content)})


@pytest.mark.parametrize("field", ["css", "logo", "templates"])
def test_nothing_outside_the_workspace_is_published(studio: Studio, field: str) -> None:
    """Neither through a path nor through a link."""
    outside = studio.root.parent / f"{studio.root.name}-outside"
    outside.mkdir()
    (outside / TEMPLATE).write_text("x", encoding="utf-8")
    (outside / "file").write_bytes(picture(20, 20, kind="PNG"))
    target = outside if field == "templates" else outside / "file"
    (studio.folder / "link").symlink_to(target)

    found = [
        *problems(studio, theme={field: f"../../../{target.relative_to(studio.root.parent)}"}),
        *problems(studio, theme={field: "link"}),
    ]

    assert 2 == len(found)
    assert all("leads outside the workspace" in one for one in found)


def test_templates_are_named_as_ours_and_can_be_read(studio: Studio) -> None:
    """Before anything is published; hidden files are nobody's business."""
    write(studio, f"templates/{TEMPLATE}", "<p>\n{% if title %}\n{{ title }}\n")
    write(studio, "templates/episodes.htm", "")
    write(studio, "templates/.DS_Store", "")

    found = problems(studio, theme={"templates": "templates"})

    assert {
        f"templates/{TEMPLATE}:3:1: a {{% if %}} is not closed",
        "templates/episodes.htm: is not the name of one of feedpub's templates",
    } == set(found)


def test_templates_are_small_together(studio: Studio) -> None:
    """The catalog carries them."""
    write(studio, f"templates/{TEMPLATE}", "x" * 300_000)

    assert [
        "show.yaml:11:14: theme.templates: the templates have 300,000 bytes together, at most 262,144 fit"
    ] == problems(studio, theme={"templates": "templates"})


def test_a_folder_of_templates_must_be_there(studio: Studio) -> None:
    """And be a folder."""
    write(studio, "page.html", "")

    for name in ("templates", "page.html"):
        assert [f"show.yaml:11:14: theme.templates: there is no folder '{name}'"] == problems(
            studio, theme={"templates": name}
        )


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("\n{% for x in y %}", 2, "a {% for %} is not closed"),
        ("{{ a b }}", 1, "'b' stands where 'end of print statement' is wanted"),
        ("a\n{% blok x %}{% endblock %}", 2, "there is no tag 'blok'"),
        ("{{ a | shout }}", 1, "there is no 'filter' 'shout'"),
        ("{{ a ? b }}", 1, "'?' has no place in an expression"),
        ("{% endif %}", 1, "there is no tag 'endif'"),
        ("{# never closed", 1, "this is no Jinja2 from here on"),
    ],
)
def test_what_is_wrong_with_a_template_is_said_in_our_words(text: str, line: int, message: str) -> None:
    """With the line; the library's own sentences are for programmers."""
    fault = template_fault(text)

    assert fault
    assert (line, message) == fault[:2]
    assert fault[2]


@given(st.text(alphabet="{}%#|ab \n'\"()-=.[]~", max_size=30))
def test_any_text_is_a_template_or_is_refused(text: str) -> None:
    """Nothing else comes out of the library."""
    fault = template_fault(text)

    assert fault is None or (fault[0] >= 1 and fault[1] and fault[2])


def test_words_must_be_ours_and_be_filled_in_with_what_there_is(studio: Studio) -> None:
    """A misspelt name would change nothing, a misspelt value would stop every page."""
    found = problems(
        studio,
        theme={"words": {"minuts": "x", "hours": {"other": "{number} h"}, "longer-and-shorter": {"other": "{longer}"}}},
    )

    assert [
        "show.yaml:12:13: theme.words.minuts: is not the name of a text on feedpub's pages",
        "show.yaml:14:14: theme.words.hours.other: {number} is not a value of this text",
        "show.yaml:16:14: theme.words.longer-and-shorter.other: has no number in it",
    ] == found


# --- logos


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (picture(10, 300, kind="PNG"), "it is 10 × 300 pixels, and must have 16 to 2400 a side"),
        (picture(2500, 300), "it is 2500 × 300 pixels, and must have 16 to 2400 a side"),
        (picture(20, 20, kind="WEBP"), "a logo is PNG or JPEG, not WebP"),
        (picture(20, 20, kind="GIF", mode="L", colour=0), "a logo is PNG or JPEG, not GIF"),
        (picture(20, 20, mode="CMYK", colour=(1, 2, 3, 4)), "its colours are CMYK, for print, and must be RGB"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a logo is PNG or JPEG, not SVG"),
        (picture(20, 20) + bytes(LOGO.size), "bytes, and must have at most 524,288"),
        (picture(200, 200, kind="PNG")[:-20], "the picture is damaged or cut short"),
        (b"", "the picture is empty"),
    ],
)
def test_what_is_no_logo_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    """With what to do."""
    path = tmp_path / "logo"
    path.write_bytes(content)

    with pytest.raises(Unusable) as caught:
        measure_within(path, file="logo", bounds=LOGO)

    assert message in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1"])
def test_a_logo_may_have_any_shape_and_be_transparent(tmp_path: Path, mode: str) -> None:
    """Unlike artwork."""
    path = tmp_path / "logo.png"
    path.write_bytes(picture(320, 40, kind="PNG", mode=mode, colour=0))

    found = measure_within(path, file="logo.png", bounds=LOGO)

    assert (320, 40, "png", "image/png") == (found.width, found.height, found.extension, found.type)


def test_a_damaged_logo_is_said_at_its_line(studio: Studio) -> None:
    """Where show.yaml names it."""
    found = problems(studio, theme={"logo": write(studio, "logo.png", b"\x89PNG")})

    assert ["show.yaml:11:9: theme.logo: the picture is damaged or cut short"] == found


# --- colours and platforms


@pytest.mark.parametrize(
    ("text", "colour"),
    [
        ("#8B1A1A", "#8b1a1a"),
        ("8b1a1a", "#8b1a1a"),
        ("#c03", "#cc0033"),
        ("003366", "#003366"),
        ("#12345", None),
        ("red", None),
        ("#8b1a1a80", None),
        ("", None),
    ],
)
def test_colours_are_hexadecimal(text: str, colour: str | None) -> None:
    """Without `#`, which begins a comment in YAML, as well."""
    assert colour == read_colour(text)


def test_contrast_is_that_of_wcag() -> None:
    """The values that its calculators give."""
    assert ["21.00", "1.00", "4.54", "5.67"] == [
        f"{contrast(one, '#ffffff'):.2f}" for one in ("#000000", "#ffffff", "#767676", "#d0021b")
    ]


@given(st.integers(0, 0xFFFFFF).map("#{:06x}".format), st.sampled_from([DAY, NIGHT]))
def test_there_is_a_readable_colour_near_every_other(colour: str, paper: str) -> None:
    """What is proposed passes, and what passes stays."""
    near = readable(colour, on=paper)

    assert is_readable(near, on=paper)
    assert near == readable(near, on=paper)


def test_keys_of_platforms_can_be_typed() -> None:
    """And no two have one name."""
    assert all(key == key.lower() and key.isascii() and " " not in key for key in PLATFORMS)
    assert len(PLATFORMS) == len(set(PLATFORMS.values()))


# --- what check says


def test_an_untranslated_language_is_said(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """By `check`, at the line, with how many texts are missing; not without pages, nor of a language that we speak."""
    monkeypatch.setattr(environment, "now", lambda: NOW)
    count = len(words("en"))

    def found(**fields: Any) -> list[str]:
        path = studio.show(**fields)
        output = CliRunner().invoke(app, ["check", str(studio.folder)]).output
        assert "FP371" not in output or f"{path.name}:" in output
        return re.findall(r"(\d+ texts?) of the web pages are English", " ".join(output.split()))

    own = {"play": "Chwarae", "episodes": {"one": "{count} bennod", "other": "{count} pennod"}}
    assert [[f"{count} texts"], [f"{count - 2} texts"], [], [], [f"{count} texts"]] == [
        found(language="cy"),
        found(language="cy", theme={"words": own}),
        found(language="cy", pages=False),
        found(language="pl-PL"),
        found(language="zh-TW"),
    ]


def test_the_example_in_the_docs_is_one(studio: Studio) -> None:
    """docs/words.md shows how words are replaced."""
    page = (Path(__file__).parents[1] / "docs" / "words.md").read_text(encoding="utf-8")
    written = yaml.safe_load(page.partition("```yaml\n")[2].partition("```")[0])
    studio.show(**written)

    assert ingest([studio.folder]).theme.words


def test_pairs_can_be_given_in_python() -> None:
    """As they are kept: read once, they are not read again."""
    pairs = (("Radio X", "https://x.example/"),)

    assert pairs == TypeAdapter(Platforms).validate_python(pairs)
    assert pairs == TypeAdapter(Words).validate_python(pairs)


# --- colours of a style sheet

DARK = "@media (prefers-color-scheme: dark)"


@pytest.mark.parametrize(
    ("css", "found"),
    [
        (":root { --paper: #fffdf8; }", [("--paper", "--ink", "night", 1)]),
        (":root { --paper: ivory }", [("--paper", "--ink", "night", 1)]),
        (f":root {{ --paper: #fffdf8; }}\n{DARK} {{ :root {{ --paper: #101418; }} }}", []),
        (
            f":root {{ --paper: #fffdf8; }}\n{DARK} {{\n  :root {{ --paper: #808080; }} }}",
            [("--paper", "--accent", "night", 3)],
        ),
        (":root { --ink: hsl(0 0% 50%) }", [("--ink", "--ink", "day", 1), ("--ink", "--ink", "night", 1)]),
        (":root {\n  --quiet: #bbb;\n}", [("--quiet", "--quiet", "day", 2)]),
        (":root { --paper: color-mix(in srgb, red, blue); --ink: var(--x); --panel: #ffffff80 }", []),
        ("body { --paper: #fffdf8 } /* :root { --paper: #000 } */ .x { color: #eee }", []),
        ("@media print { :root { --paper: #000 } }", []),
        (
            ":root { --paper: #fff; --paper: #101418 }",
            [("--paper", "--accent", "day", 1), ("--paper", "--ink", "day", 1)],
        ),
        (":root { --paper: #fffdf8; } }{ @media", [("--paper", "--ink", "night", 1)]),
    ],
)
def test_a_colour_that_makes_text_hard_to_read_is_told_for_each_scheme(css: str, found: list[Any]) -> None:
    """What `:root` says holds by night, too, unless the night has its own; what only a browser knows is left to it."""
    worst = [(one.name, one.text, one.scheme, one.colour.line) for one in unreadable(Theme(css=css))]

    assert {(name, scheme, line) for name, _, scheme, line in found} == {
        (name, scheme, line) for name, _, scheme, line in worst
    }
    assert all(one.ratio < 4.5 for one in unreadable(Theme(css=css)))


def test_a_theme_that_is_unreadable_by_night_is_a_warning_at_its_line(studio: Studio) -> None:
    """`check` names the colour, the contrast and what to add."""
    write(studio, "theme.css", "/* ours */\n:root {\n  --paper: #fffdf8;\n}\n")
    studio.show(theme={"css": "theme.css"})

    result = CliRunner().invoke(app, ["check", str(studio.folder)])

    found = "theme.css:3:3: FP148 warning: --paper: #fffdf8 makes text hard to read by night: the contrast of "
    assert found in result.output
    assert "@media (prefers-color-scheme: dark)" in result.output


def test_the_palette_of_ours_is_readable() -> None:
    """Every pair, by day and by night, also beside any accent that the model accepts."""
    assert () == unreadable(Theme(css="/* -- */"))
