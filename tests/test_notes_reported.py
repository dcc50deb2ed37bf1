"""What becomes of an author's texts is reported at their lines: by `check`, by `publish`, in JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from tests.studio import NOW, Studio
from typer.testing import CliRunner, Result

from feedpub.cli import app, environment


@pytest.fixture
def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """A desk with a show; its workspace is the current folder, the clock stands at NOW."""
    desk = Studio(tmp_path)
    desk.show(owner=None)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(environment, "now", lambda: NOW)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return desk


def run(*words: str) -> Result:
    """One command; whatever it raises is a bug."""
    done = CliRunner().invoke(app, list(words))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def found(*words: str) -> Iterator[tuple[str, str, int | None, int | None]]:
    """File, code, line and column of each finding about a text."""
    document = json.loads(run("check", *words, "--format", "json").stdout)
    for subject in document["subjects"]:
        for one in subject["findings"]:
            if "FP248" <= one["code"] <= "FP266":
                yield Path(one["file"]).name, one["code"], one["line"], one["column"]


def written(studio: Studio, notes: str, name: str = "first-light") -> Path:
    """An episode whose YAML ends with these lines, as they are."""
    path = studio.episode(name)
    path.write_text(path.read_text(encoding="utf-8") + dedent(notes), encoding="utf-8")
    return path


PLACES = {
    "a block of lines": ("notes: |\n  One.\n\n  See [it](/boats), or\n    call [us](tel:1).\n", ("5:12", "6:15")),
    "folded lines": ("notes: >\n  One\n  and [it](/boats)\n  and [us](tel:1)\n", ("4:12", "5:12")),
    "quotes": ('notes: "One\n  and [it](/boats) and [us](tel:1)"\n', ("3:12", "3:29")),
    "one line": ("notes: One, [it](/boats) and [us](tel:1)\n", ("2:18", "2:35")),
    "the same address twice": (
        "notes: |\n  https://example.com/boats and [it](/boats),\n  [us](tel:1)\n",
        ("3:38", "4:8"),
    ),
}


@pytest.mark.parametrize("name", PLACES)
def test_a_finding_names_the_place_in_yaml(studio: Studio, name: str) -> None:
    """However the text is written."""
    notes, places = PLACES[name]
    path = written(studio, notes)
    above = path.read_text(encoding="utf-8").count("\n") - notes.count("\n") - 1

    places_found = [f"{(line or 0) - above}:{column}" for _, _, line, column in found(str(path))]

    assert [*places] == places_found


def test_a_finding_names_the_place_in_a_file_of_notes(studio: Studio) -> None:
    """Blank lines above count, and so does what is behind the notes in their own lines."""
    path = studio.episode("first-light", notes="words.md")
    (path.parent / "words.md").write_text("\n\n# Words\n\n- ~~a~~ [b](c.html)\n\n[^1]: d\n", encoding="utf-8")

    assert [
        ("words.md", "FP252", 5, 5),
        ("words.md", "FP248", 5, 13),
        ("words.md", "FP254", 7, 1),
    ] == list(found("feeds/desk"))


def test_markup_within_a_word_has_its_place(studio: Studio) -> None:
    """As in Japanese, which has no blanks."""
    path = studio.episode("first-light", notes="これは**「潮」**です")

    assert [("first-light.yaml", "FP262", 3, 11)] == list(found(str(path)))


def test_footer_description_and_summary_are_looked_at_too(studio: Studio) -> None:
    """Each finding stands at its field."""
    studio.show(owner=None, description="By ~~me~~ us.", footer="[All](/all)")
    studio.episode("first-light", summary="The **boats** are back.", notes="Words.")

    codes = {(file, code) for file, code, _, _ in found("feeds/desk")}

    assert {("show.yaml", "FP252"), ("show.yaml", "FP248"), ("first-light.yaml", "FP261")} == codes


def test_a_relative_link_is_an_error_that_shows_the_whole_address(studio: Studio) -> None:
    """Against the show's link; a file beside the notes and an address without https have hints of their own."""
    notes = "[a](/boats), [b](handout.pdf), [c](www.c.example/d), [d](#t=3)"
    path = studio.episode("first-light", notes=notes)
    (path.parent / "handout.pdf").write_bytes(b"%PDF")

    done = run("check", str(path))

    assert 1 == done.exit_code
    assert "help: write https://example.com/boats" in done.stdout
    assert "the link 'handout.pdf' in the notes is a file, and files beside the notes are not published" in done.stdout
    assert "help: write https://www.c.example/d" in done.stdout
    assert 3 == done.stdout.count("FP248 error")


def test_publish_stops_at_a_relative_link(studio: Studio) -> None:
    """With the same words, and nothing is published."""
    path = studio.episode("first-light", notes="[a](/boats)")

    done = run("publish", str(path), "--json")

    assert 1 == done.exit_code
    assert "has no whole address" in done.stdout
    assert not studio.site.exists()


def test_publish_reports_what_it_leaves_out(studio: Studio) -> None:
    """As warnings, at their lines; the feed has the rest."""
    path = studio.episode("first-light", notes="On ~~Monday~~ Tuesday.")

    done = run("publish", str(path), "--json")

    assert 0 == done.exit_code, done.output
    assert [("FP252", 3, 13, "items[0].description")] == [
        (one["code"], one["line"], one["column"], one["path"])
        for one in json.loads(done.stdout)["findings"]
        if one["code"] == "FP252"
    ]
    assert "On Tuesday." in (studio.site / "feed.xml").read_text(encoding="utf-8")
    assert "On <del>Monday</del> Tuesday." in (studio.site / "first-light.html").read_text(encoding="utf-8")


def test_a_comment_suppresses_a_finding_about_notes(studio: Studio) -> None:
    """At the field, wherever in it the words stand; but not by the number of a line in another file."""
    path = written(studio, "# feedpub: ignore FP252\nnotes: |\n  a\n\n  ~~b~~\n")
    assert [] == list(found(str(path)))

    (path.parent / "words.md").write_text("\n\n~~a~~\n", encoding="utf-8")
    path = written(studio, "notes: words.md  # feedpub: ignore FP252 because it is so\n")
    assert [] == list(found(str(path)))

    path = written(
        studio, "notes: |  # feedpub: ignore FP252\n  a\n\n  ~~b~~\n  # feedpub: ignore FP248\n\n  [c](/d)\n"
    )
    assert ["FP248"] == [code for _, code, _, _ in found(str(path))]

    path = written(studio, "notes: words.md\n")
    path.write_text("# feedpub: ignore FP203\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert ["FP252"] == [code for _, code, _, _ in found(str(path))]


def test_nothing_raw_is_in_pages_that_show_the_beginning_of_notes(studio: Studio) -> None:
    """Neither on the front page nor for search engines, nor in search."""
    path = studio.episode(
        "first-light", notes="| Boat | Year |\n|---|---|\n| Ann | 1902 |\n\n~~Old~~ claim.[^1]\n\n[^1]: b"
    )

    assert 0 == run("publish", str(path)).exit_code

    page = (studio.site / "first-light.html").read_text(encoding="utf-8")
    (words,) = (path.name for path in studio.site.glob("search_*.txt"))
    for text in (page, *((studio.site / name).read_text(encoding="utf-8") for name in ("index.html", words))):
        assert "Boat: Ann · Year: 1902 claim.[1] b" in text
        assert not any(raw in text for raw in ("|---|", "~~", "[^1]"))
    assert "<td>1902</td>" in page
    assert 'name="description" content="Boat: Ann · Year: 1902 claim.[1] b"' in page


def test_an_excerpt_is_of_the_notes_and_not_of_the_links(studio: Studio) -> None:
    """Neither on the front page nor for search engines; links alone are better than nothing."""
    links = [{"title": "Tide tables", "url": "https://a.example/"}]
    both = studio.episode("first-light", notes="What the tide brings.", links=links)
    only = studio.episode("second-light", links=links)

    assert 0 == run("publish", str(both), str(only)).exit_code

    for name, words in (("first-light", "What the tide brings."), ("second-light", "Tide tables")):
        page = (studio.site / f"{name}.html").read_text(encoding="utf-8")
        assert f'name="description" content="{words}"' in page
        assert f'"description":"{words}"' in page


def test_a_comment_in_notes_is_reported_by_publish_too(studio: Studio) -> None:
    """As a note, which stops nothing, with `strict: true` neither."""
    studio.show(owner=None, check={"strict": True, "ignore": ["FP3", "FP4", "FP6"]})
    path = studio.episode("first-light", notes="What the tide brings. <!-- ask Ann -->")

    done = run("publish", str(path), "--json")

    listed = [one for one in json.loads(done.stdout)["findings"] if one["code"] == "FP257"]
    assert [("note", 3, 30)] == [(one["severity"], one["line"], one["column"]) for one in listed]


def test_a_link_without_https_in_the_footer_is_reported_there_and_once(studio: Studio) -> None:
    """Not in the notes of every episode, whose own links are reported beside it."""
    studio.show(owner=None, footer="[All](http://example.com/all)")
    studio.episode("first-light", notes="Words.")
    studio.episode("second-light", notes="[More](http://example.com/more)")

    lines = json.loads(run("check", "feeds/desk", "--format", "json").stdout)["subjects"]
    listed = [one for each in lines for one in each["findings"] if one["code"] == "FP245"]

    assert [("second-light.yaml", "more"), ("show.yaml", "all")] == sorted(
        (Path(one["file"]).name, one["message"].split("'")[1].rpartition("/")[2]) for one in listed
    )
    assert [10] == [one["line"] for one in listed if "the footer" in one["message"]]
