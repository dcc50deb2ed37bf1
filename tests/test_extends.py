"""`extends`: what several shows share stands in one file; the show's own fields win, and errors name the right file."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.pictures import png
from tests.studio import SHOW, Studio
from typer.testing import CliRunner, Result

from feedpub.cli import app
from feedpub.commands.status import status
from feedpub.deploy.destination import destination
from feedpub.errors import Invalid
from feedpub.source import json_schema, read_show

pytestmark = pytest.mark.slow

SHARED = """\
language: de
author: Küstenfunk
people: [Ada Lovelace]
footer: Schreibt uns.
theme:
  accent: '#8b1a1a'
  logo: art/logo.png
publish:
  to: s3://kueste/{show}
  url: https://kueste.example/{show}/
  region: eu-central-1
"""


@pytest.fixture
def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """A show that extends `feeds/shared.yaml`; its workspace is the current folder."""
    monkeypatch.chdir(tmp_path)
    desk = Studio(tmp_path)
    desk.show(extends="../shared.yaml", language=None, author=None)
    _share(desk, SHARED)
    (tmp_path / "feeds" / "art").mkdir()
    (tmp_path / "feeds" / "art" / "logo.png").write_bytes(png(256))
    return desk


def _share(studio: Studio, text: str, name: str = "shared.yaml") -> Path:
    path = studio.root / "feeds" / name
    path.write_text(text, encoding="utf-8")
    return path


def _problems(studio: Studio) -> list[str]:
    with pytest.raises(Invalid) as raised:
        read_show(studio.folder / "show.yaml")
    return [f"{one.place}: {one.subject} {one.message}" for one in raised.value.problems]


def run(*words: str) -> Result:
    """`feedpub` with these words, in this process."""
    return CliRunner().invoke(app, list(words), prog_name="feedpub", catch_exceptions=False)


def test_fields_that_a_show_does_not_have_are_those_of_the_shared_file(studio: Studio) -> None:
    """Required fields may stand in either."""
    show = read_show(studio.folder / "show.yaml").show

    assert ("de", "Küstenfunk", "Schreibt uns.", ["Ada Lovelace"], "Tidewater") == (
        show.language,
        show.author,
        show.footer,
        [one.name for one in show.people],
        show.title,
    )


@pytest.mark.parametrize(
    ("own", "field", "expected"),
    [
        pytest.param({"footer": "Hello."}, "footer", "Hello.", id="a text replaces a text"),
        pytest.param({"keywords": ["own"]}, "keywords", ("own",), id="a list replaces a list"),
        pytest.param({"seasons": {"2": "High"}}, "seasons", {"2": "High"}, id="a mapping replaces a mapping"),
    ],
)
def test_a_field_of_the_show_replaces_the_shared_one(studio: Studio, own: Any, field: str, expected: Any) -> None:
    """Whole: nothing is put together but publish, theme and check."""
    _share(studio, SHARED + "keywords: [shared, more]\nseasons: {1: Low}\n")
    studio.show(extends="../shared.yaml", language=None, author=None, **own)

    assert expected == getattr(read_show(studio.folder / "show.yaml").show, field)


def test_publish_theme_and_check_are_put_together_key_by_key(studio: Studio) -> None:
    """A show writes only what is its own."""
    _share(studio, SHARED + "check: {ignore: [FP203, FP204]}\n")
    own = {"theme": {"accent": "#1f4e79"}, "publish": {"region": "eu-west-1"}, "check": {"strict": "true"}}
    studio.show(extends="../shared.yaml", language=None, author=None, **own)

    show = read_show(studio.folder / "show.yaml").show

    assert ("#1f4e79", "../art/logo.png") == (show.theme.accent, show.theme.logo)
    assert ("eu-west-1", "s3://kueste/desk") == (show.publish.region, show.publish.to)
    assert (("FP203", "FP204"), True) == (show.check.ignore, show.check.strict)


def test_paths_are_relative_to_the_file_that_names_them(studio: Studio) -> None:
    """The shared file lies one folder above: what it names is found from there; so is a directory to publish to."""
    _share(studio, SHARED.replace("s3://kueste/{show}", "../public/all/{show}"))
    show = read_show(studio.folder / "show.yaml")

    assert "../art/logo.png" == show.show.theme.logo
    assert str(studio.root / "public" / "all" / "desk") == destination(show).to


def test_show_stands_for_the_name_of_the_shows_folder_where_it_is_published(studio: Studio) -> None:
    """So forty shows have one `publish`, and forty targets."""
    where = destination(read_show(studio.folder / "show.yaml"))

    assert ("s3://kueste/desk", "https://kueste.example/desk/feed.xml") == (where.to, where.feed_url)


def test_a_shared_file_may_extend_another(studio: Studio) -> None:
    """The nearer one wins."""
    _share(studio, "extends: art/base.yaml\nauthor: Nearer\n")
    (studio.root / "feeds" / "art" / "base.yaml").write_text("author: Farther\nlanguage: fr\nimage: base.jpg\n")
    studio.show(extends="../shared.yaml", language=None, author=None, image=None)

    show = read_show(studio.folder / "show.yaml").show

    assert ("Nearer", "fr", "../art/base.jpg") == (show.author, show.language, show.image.file)


@pytest.mark.parametrize(
    ("shared", "expected"),
    [
        pytest.param(
            SHARED.replace("language: de", "language: deutsch"),
            ["feeds/shared.yaml:1:11: language 'deutsch' is not a language"],
            id="a value",
        ),
        pytest.param(
            SHARED.replace("accent: '#8b1a1a'", "accent: '#fefefe'"),
            ["feeds/shared.yaml:6:11: theme.accent #fefefe cannot be read on the light background"],
            id="a value in what is put together",
        ),
        pytest.param(
            SHARED + "autor: Ada\n", ["feeds/shared.yaml:12:1:  'autor' is not a field here"], id="an unknown field"
        ),
        pytest.param(
            SHARED.replace("region:", "regoin:"),
            ["feeds/shared.yaml:11:3: publish 'regoin' is not a field here"],
            id="an unknown field of publish",
        ),
        pytest.param(
            SHARED.replace("author: Küstenfunk\n", ""), ["feeds/desk/show.yaml:1:1: author is missing"], id="missing"
        ),
        pytest.param("language: [\n", ["feeds/shared.yaml:2:1:  "], id="no YAML"),
        pytest.param("- a\n", ["feeds/shared.yaml:1:1:  holds no `key: value` lines"], id="a list"),
        pytest.param(
            SHARED.replace("s3://kueste/{show}", "s3://kueste/all"),
            ["feeds/shared.yaml:9:7: publish.to is the same for every show that extends this file"],
            id="one target for all",
        ),
        pytest.param(
            SHARED + "guid: b2c3f6de-6f0e-5f0c-9d5e-2f1e0a7d6c11\n",
            ["feeds/shared.yaml:12:7: guid is the same for every show that extends this file"],
            id="one guid for all",
        ),
    ],
)
def test_a_problem_is_reported_in_the_file_where_it_stands(studio: Studio, shared: str, expected: list[str]) -> None:
    """With line and column."""
    _share(studio, shared)

    found = _problems(studio)

    assert [True] * len(expected) == [one.startswith(like) for one, like in zip(found, expected, strict=True)], found


def test_problems_of_both_files_are_reported_together(studio: Studio) -> None:
    """One run names all."""
    _share(studio, SHARED + "autor: Ada\n")
    studio.show(extends="../shared.yaml", language=None, author=None, explicit="perhaps")

    assert ["feeds/desk/show.yaml", "feeds/shared.yaml"] == sorted(one.split(":")[0] for one in _problems(studio))


@pytest.mark.parametrize(
    ("extends", "expected"),
    [
        pytest.param("../missing.yaml", "there is no file '../missing.yaml'", id="no file"),
        pytest.param("../../../outside.yaml", "'../../../outside.yaml' leads outside the workspace", id="outside"),
        pytest.param("show.yaml", "leads in a circle", id="itself"),
        pytest.param("base.yaml", "is in the folder of a show, where YAML files are episodes", id="among episodes"),
        pytest.param("../art", "'../art' is a folder, not a file", id="a folder"),
        pytest.param("https://example.org/shared.yaml", "is an address", id="an address"),
    ],
)
def test_what_cannot_be_extended_is_refused_at_extends(studio: Studio, extends: str, expected: str) -> None:
    """Nothing else is reported of a show whose other half is not here."""
    (studio.root.parent / "outside.yaml").write_text("language: de\n")
    (studio.folder / "base.yaml").write_text("language: de\n")
    studio.show(extends=extends, language=None, author=None)

    (found,) = _problems(studio)

    assert found.startswith("feeds/desk/show.yaml:")
    assert expected in found


def test_a_link_out_of_the_workspace_is_refused(studio: Studio) -> None:
    """Links are resolved before that."""
    (studio.root.parent / "elsewhere.yaml").write_text("language: de\n")
    (studio.root / "feeds" / "linked.yaml").symlink_to(studio.root.parent / "elsewhere.yaml")
    studio.show(extends="../linked.yaml")

    assert "leads outside the workspace" in _problems(studio)[0]


def test_files_that_extend_each_other_are_refused(studio: Studio) -> None:
    """The circle is written out, at the `extends` that closes it."""
    _share(studio, "extends: second.yaml\n")
    _share(studio, "extends: shared.yaml\n", "second.yaml")

    assert [
        "feeds/second.yaml:1:10: extends leads in a circle: feeds/shared.yaml, feeds/second.yaml, feeds/shared.yaml"
    ] == _problems(studio)


def test_the_digest_is_that_of_the_same_fields_in_one_file(studio: Studio) -> None:
    """Moving fields into a shared file is no edit; changing them there is one."""
    apart = read_show(studio.folder / "show.yaml").digest
    theme = {"accent": "#8b1a1a", "logo": "../art/logo.png"}
    whole = {"language": "de", "author": "Küstenfunk", "people": ["Ada Lovelace"], "footer": "Schreibt uns."}
    studio.show(**whole, theme=theme)
    together = read_show(studio.folder / "show.yaml").digest
    studio.show(extends="../shared.yaml", language=None, author=None)
    _share(studio, SHARED.replace("Schreibt", "Ruft"))

    assert apart == together
    assert apart != read_show(studio.folder / "show.yaml").digest


def test_status_sees_that_the_shared_file_has_changed(studio: Studio) -> None:
    """As if it stood in show.yaml."""
    plain = SHARED[: SHARED.index("publish:")]
    _share(studio, plain)
    studio.episode()
    studio.publish()
    before = status(studio.folder, now=studio.now)
    _share(studio, plain.replace("Schreibt", "Ruft"))
    after = status(studio.folder, now=studio.now)

    assert (False, True) == (before.edited, after.edited)
    assert ("show.yaml",) == after.changed_files


def test_check_of_a_shared_file_checks_each_show_that_extends_it(studio: Studio) -> None:
    """A show that does not is left alone."""
    second = Studio(studio.root, name="second")
    second.show(extends="../shared.yaml", language=None, author=None)
    Studio(studio.root, name="third").show(explicit="perhaps")
    _share(studio, SHARED + "autor: Ada\n")

    found = run("check", "feeds/shared.yaml", "--json")

    subjects = json.loads(found.stdout)["subjects"]
    assert ["feeds/desk/show.yaml", "feeds/second/show.yaml"] == [one["subject"] for one in subjects]
    assert "feeds/shared.yaml:12:1" in run("check", "feeds/shared.yaml").output
    _share(studio, "language: [\n")
    assert "feeds/shared.yaml:2:1" in run("check", "feeds/shared.yaml").output


def test_check_of_a_shared_file_that_no_show_extends_says_so(studio: Studio) -> None:
    """And how a show does."""
    studio.show()

    found = run("check", "feeds/shared.yaml")

    assert 2 == found.exit_code
    assert "no show extends it; write `extends: ../shared.yaml` into a show.yaml" in " ".join(found.output.split())


def test_a_comment_in_the_shared_file_suppresses_a_finding_about_it(studio: Studio) -> None:
    """Comments hold in the file where they stand."""
    _share(studio, SHARED.replace("author: Küstenfunk", "author: Küstenfunk #3  # feedpub: ignore FP048"))
    studio.episode()
    loud = run("check", "feeds/desk")
    _share(studio, SHARED.replace("author: Küstenfunk", "author: Küstenfunk #3"))

    assert "FP048" in run("check", "feeds/desk").output
    assert "FP048" not in loud.output


@pytest.mark.parametrize("extends", [True, False])
def test_editors_miss_required_fields_only_without_extends(extends: bool) -> None:
    """The schema cannot read the other file."""
    own = {"title": "Tidewater", **({"extends": "../shared.yaml"} if extends else {})}
    validator = Draft202012Validator(json_schema("show"))

    assert extends == validator.is_valid(own)
    assert validator.is_valid({**SHOW, "explicit": False})


def test_the_schema_of_a_shared_file_requires_nothing() -> None:
    """It is that of a show, without what must be there."""
    validator = Draft202012Validator(json_schema("shared"))

    assert validator.is_valid({"footer": "Hello.", "publish": {"to": "s3://b/{show}", "url": "https://b/{show}/"}})
    assert not validator.is_valid({"foter": "Hello."})


def test_a_show_of_another_working_folder_is_read_the_same(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths do not depend on where the command runs."""
    here = read_show(studio.folder / "show.yaml").show
    monkeypatch.chdir(studio.folder)

    assert here == read_show(Path("show.yaml")).show
    assert "../shared.yaml" == os.path.relpath(studio.root / "feeds" / "shared.yaml", studio.folder)
