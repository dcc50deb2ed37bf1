"""The cover of a show that has none yet: it lets a show be tried, and goes out into the world only on purpose."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageFont
from tests import programs
from tests.studio import NOW, Studio, new_guid

from feedpub import artwork
from feedpub.artwork.placeholder import EDGE, is_placeholder, placeholder
from feedpub.catalog import Overrides
from feedpub.commands.check import CheckOptions
from feedpub.commands.check.files import check_files
from feedpub.commands.publish import catalog_change
from feedpub.deploy.destination import destination
from feedpub.errors import Refused
from feedpub.ingest import ingest
from feedpub.lint import Platform, Severity

pytestmark = pytest.mark.slow

WITH_TEXT = [
    "Stamps", "Ada & Grace", "A very long title about everything that ever happened on the coast", "1984",
    "Küstenfunk", "Ku\u0308stenfunk", "Řeči – o «všem»", "Ærø, Þór & ʻOkina", "Đường về nhà", "Łódź… ½ €",
    "Ελληνικά νέα", "Ἀθῆναι", "Радио Прибой", "Ґанок № 1", "Әңгіме", "Donaudampfschifffahrtsgesellschaft",
]  # fmt: skip
WITHOUT_TEXT = [
    "مرحبا", "שלום", "नमस्ते", "สวัสดี", "🌊", "日本語", "한국어", "Tide 潮", "x" * 255, "",
    "e\u0303\u0331", "a\u200db", "Stamps\u202e",
]  # fmt: skip
"""A script that the font lacks, or that needs shaping; marks that it cannot place; no letter; too long."""


def middle(title: str, folder: Path) -> int:
    """How many colours the middle of a placeholder has: two, and those between them, where nothing is written."""
    path = folder / "cover.jpg"
    path.write_bytes(placeholder(title))
    with Image.open(path) as picture:
        return max(picture.convert("L").crop((300, 700, 2700, 2300)).tobytes())


@pytest.mark.parametrize("title", [WITH_TEXT[0], WITHOUT_TEXT[0]])
def test_a_placeholder_is_what_directories_take(title: str, tmp_path: Path) -> None:
    """3000 × 3000 pixels, RGB, JPEG, below 500 KB, at 72 dpi: only its content is no cover."""
    path = tmp_path / "cover.jpg"
    path.write_bytes(placeholder(title))

    picture = artwork.measure(path, file="cover.jpg")
    fact = artwork.facts_of_file(path)

    assert (EDGE, EDGE, "image/jpeg", True) == (picture.width, picture.height, picture.type, picture.is_placeholder)
    assert picture.size < 500_000
    assert ("RGB", "72", "true", "") == tuple(fact.get(name) for name in ("mode", "dpi", "placeholder", "damaged"))


@pytest.mark.parametrize("title", WITH_TEXT)
def test_the_title_is_written_where_the_font_can(title: str, tmp_path: Path) -> None:
    """White on a darker ground."""
    assert middle(title, tmp_path) > 240


@pytest.mark.parametrize("title", WITHOUT_TEXT)
def test_no_title_is_written_with_holes_in_it(title: str, tmp_path: Path) -> None:
    """Rather no text at all."""
    assert middle(title, tmp_path) < 200


@pytest.mark.slow
def test_the_same_title_gives_the_same_bytes_in_every_process() -> None:
    """Publishing twice, or on two machines with the same Pillow, is publishing once."""
    program = "import sys; from feedpub import artwork; sys.stdout.buffer.write(artwork.placeholder('Stamps'))"

    assert placeholder("Stamps") == programs.python("-c", program).stdout
    assert placeholder("Stamps") != placeholder("Coins")


def test_a_placeholder_is_known_by_its_bytes_and_nothing_else() -> None:
    """Whatever its title and its name; one that was changed anywhere is somebody's cover."""
    drawn = placeholder("Stamps")
    changed = [drawn[:-3] + bytes([drawn[-3] ^ 1]) + drawn[-2:], drawn.replace(b"feedpub", b"freepub"), drawn[20:], b""]

    assert is_placeholder(drawn)
    assert [False] * len(changed) == [is_placeholder(data) for data in changed]


def test_placeholders_of_older_versions_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those had another font, Pillow's own; their bytes say what they are."""
    monkeypatch.setitem(placeholder.__globals__, "_font", ImageFont.load_default)
    older = placeholder("Stamps")
    monkeypatch.undo()

    assert older != placeholder("Stamps")
    assert is_placeholder(older)


def test_an_editor_that_keeps_the_comment_makes_a_cover(tmp_path: Path) -> None:
    """Somebody paints over the placeholder, and saves it with all that stood in it."""
    path = tmp_path / "cover.jpg"
    path.write_bytes(placeholder("Stamps"))
    with Image.open(path) as picture:
        comment = picture.info["comment"]
        picture.paste("red", (0, 0, 900, 900))
        picture.save(path, comment=comment)

    assert comment.startswith(b"feedpub placeholder cover ")
    assert not is_placeholder(path)


# --- what checks and publishing make of it


@pytest.fixture
def drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """A show whose cover is a placeholder."""
    monkeypatch.chdir(tmp_path)
    desk = Studio(tmp_path)
    desk.show()
    desk.episode()
    (desk.folder / "cover.jpg").write_bytes(placeholder("Desk"))
    return desk


@pytest.mark.parametrize(
    ("platforms", "expected"),
    [((), Severity.WARNING), (("apple",), Severity.ERROR), (("spotify", "apple"), Severity.ERROR)],
)
def test_a_check_reports_it(drawn: Studio, platforms: tuple[str, ...], expected: Severity) -> None:
    """A warning; in a check for Apple an error, since Apple says that it takes no placeholder images."""
    options = CheckOptions(platforms=tuple(map(Platform, platforms)))

    result = check_files([drawn.folder], options=options, now=NOW)

    (found,) = [one for one in result.findings if one.rule.code == "FP137"]
    assert (expected, "feeds/desk/show.yaml") == (found.severity, found.place.file)
    assert (expected is not Severity.ERROR) == result.passed


@pytest.mark.slow
def test_it_can_be_tried_on_this_machine(drawn: Studio) -> None:
    """Without a public address nobody sees it: the plan has a warning, and the run ends well."""
    done = drawn.publish()

    assert "art/cover-" in done.run.outcome.after.channel.image.key


PUBLIC = "https://desk.example/"


def test_the_first_publication_to_a_public_address_is_refused(drawn: Studio) -> None:
    """The refusal names the line, where the cover belongs, and the option that allows it."""
    with pytest.raises(Refused) as caught:
        drawn.plan(url=PUBLIC)

    assert "--placeholder" == caught.value.flag
    assert "feeds/desk/cover.jpg" in caught.value.hint
    assert caught.value.where.startswith("feeds/desk/show.yaml:")


def test_with_the_option_it_may_go_out(drawn: Studio) -> None:
    """The plan is the same as with any other cover, with a warning."""
    planned = drawn.plan(url=PUBLIC, placeholder=True)

    assert any(put.key.startswith("art/cover-") for put in planned.plan.puts)
    assert ["FP137"] == [finding.rule.code for finding in planned.gate.findings]


def test_what_is_published_with_it_is_not_held_back_later(drawn: Studio) -> None:
    """Only the first publication asks."""
    planned = drawn.plan(url=PUBLIC, placeholder=True)
    inputs = ingest([drawn.folder])
    change = catalog_change(
        inputs, destination(inputs.show, url=PUBLIC), now=NOW, new_guid=new_guid, overrides=Overrides()
    )

    assert planned.after.channel == change(planned.after).catalog.channel
