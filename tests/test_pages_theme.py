"""Pages that look as their author wants them: colours, styles, words, templates."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from tests.builders import item
from tests.webpages import has, page, rendered, several, show, texts

from feedpub.errors import FeedpubError
from feedpub.model import Catalog
from feedpub.model.channel import Theme
from feedpub.pages import assets
from feedpub.pages.templates import template_names

DOCS = (Path(__file__).parents[1] / "docs" / "pages.md").read_text(encoding="utf-8")
BEGINNING = re.compile(r"\{% block (\w+) %\}")


def themed(**theme: Any) -> Catalog:
    """A show with that theme."""
    return show(*several(1), theme=Theme(**theme))


def with_template(text: str, name: str = "missing.html") -> Catalog:
    """A show with one template of its own."""
    return themed(templates=((name, text),))


def test_an_accent_is_a_style_sheet_of_its_own() -> None:
    """Behind ours, by day and by night, with what can be read on it."""
    made = themed(accent="#00508c", accent_dark="#8cc8ff", css="h1 { color: red }")

    (theme,) = [data.decode() for key, data in assets(made).items() if "theme-" in key]

    assert "--accent: #00508c; --on-accent: #ffffff;" in theme
    assert "prefers-color-scheme: dark) { :root { --accent: #8cc8ff; --on-accent: #17171a;" in theme
    assert theme.endswith("h1 { color: red }")
    sheets = texts(page(made, "index.html"), "//link[@rel='stylesheet']/@href")
    assert ["page", "theme"] == [re.sub(r"assets/(\w+)-.*", r"\1", one) for one in sheets]


def test_words_are_those_of_the_author() -> None:
    """On every page."""
    assert ["Follow us"] == texts(page(themed(words=(("subscribe", "Follow us"),)), "subscribe.html"), "//h1")


def test_a_template_replaces_ours() -> None:
    """The whole of it; texts are escaped as in ours."""
    made = with_template("<h1>{{ show.title }} & {{ '<b>' }}</h1>")

    assert "<h1>Tidewater & &lt;b&gt;</h1>" == rendered(made, "404.html").splitlines()[0]


def test_a_template_extends_ours() -> None:
    """As docs/pages.md shows it: one block is another, the rest stays."""
    text = DOCS.partition("```jinja\n")[2].partition("```")[0]

    html = page(with_template(text, "episode.html"), "part-000.html")

    assert ["Recorded in the boat shed."] == texts(html, "//main//p[contains(., 'boat shed')]")
    assert ["Host Ada Lovelace"] == texts(html, f"{has('credits')}/div")


def test_a_part_is_replaced_wherever_it_stands() -> None:
    """On the home, and below."""
    made = with_template("<p class='rows'>{{ episodes | length }}</p>", "rows.html")

    assert ["1"] == texts(page(made, "index.html"), has("rows"))


def test_an_icon_is_replaced_wherever_it_stands() -> None:
    """All of them are in one template."""
    text = "{% macro icon(name) %}<i>{{ name }}</i>{% endmacro %}{% macro skip_icon(name, seconds) %}{% endmacro %}"

    html = page(with_template(text, "icons.html"), "part-000.html")

    assert ["share", "copy", "mail"] == texts(html, f"{has('share')}//i")
    assert [] == texts(html, "//svg/path")


def test_a_template_runs_one_of_our_scripts() -> None:
    """As docs/pages.md shows it: `share.js` on the home, where we have nothing to share."""
    (script,) = re.findall(r"`(<script.+</script>)`", DOCS)
    text = f"{{% extends 'feedpub/home.html' %}}{{% block extra_head %}}{script}{{% endblock %}}"

    made = with_template(text, "home.html")

    (key,) = [key for key in assets(made) if key.startswith("assets/share-")]
    assert key in texts(page(made, "index.html"), "//script[@type='module']/@src")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("\n{{ sho.title }}", 2, "nothing is called 'sho' here"),
        ("{{ show.titel }}", 1, "nothing is called 'titel' here"),
        ("\n\n{% include 'rowz.html' %}", 3, "there is no template 'rowz.html'"),
        ("{{ ''.__class__.__mro__ }}", 1, "templates may not look there"),
        ("{{ t.__func__ }}", 1, "templates may not look there"),
        ("{{ 1 / 0 }}", 1, "this cannot be worked out"),
        ("{{ t('plai') }}", 1, "there is no text 'plai'"),
        ("{% include 'missing.html' %}", 1, "this cannot be worked out"),
        ("{% for one in range(999999999) %}{% endfor %}", 1, "this cannot be worked out"),
        ("{{ lipsum() }}", 1, "nothing is called 'lipsum' here"),
    ],
)
def test_what_a_template_cannot_do_is_said_with_its_line(text: str, line: int, message: str) -> None:
    """In our words, never in Jinja's; what is not deterministic is not there."""
    with pytest.raises(FeedpubError) as raised:
        rendered(with_template(text), "404.html")

    assert (message, f"missing.html:{line}") == (raised.value.message, raised.value.where)
    assert raised.value.hint


def test_a_fault_in_a_part_is_said_of_the_part() -> None:
    """Ours include it."""
    with pytest.raises(FeedpubError) as raised:
        rendered(with_template("<p>\n{{ nobody }}</p>", "rows.html"), "index.html")

    assert "rows.html:2" == raised.value.where


def test_the_docs_name_every_template_and_every_block() -> None:
    """And none that there is not."""
    table = DOCS.partition("| template | blocks")[2].partition("\n\n")[0]
    named = set(re.findall(r"`(?:feedpub/)?([a-z-]+\.html)`", table))
    assert template_names() == named

    folder = Path(__file__).parents[1] / "src" / "feedpub" / "pages" / "templates"
    for name in ("layout.html", "episode.html", "home.html", "older.html", "subscribe.html", "page.html"):
        (row,) = re.findall(rf"^\| `{name}`[^|]*\| (.+) \|$", table, re.MULTILINE)
        blocks = BEGINNING.findall((folder / name).read_text(encoding="utf-8"))
        outer = {"kind", "content"} if name != "layout.html" else {"kind"}
        assert [one for one in blocks if one not in outer] == re.findall(r"`(\w+)`", row.partition(";")[0])


def test_the_docs_name_every_custom_property() -> None:
    """Those that a style sheet of the author may set."""
    (style,) = [data.decode() for key, data in assets(show(item())).items() if key.endswith(".css")]
    root = style.partition(":root {")[2].partition("}")[0]
    table = DOCS.partition("| property | of |")[2].partition("\n\n")[0]

    assert set(re.findall(r"(--[a-z-]+):", root)) == set(re.findall(r"`(--[a-z-]+)`", table))
