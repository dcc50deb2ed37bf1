"""One episode in two shows: a guid, an address, tags, artwork and a page of its own in each, and one file."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest
from mutagen.id3 import ID3
from tests.pictures import jpeg
from tests.sounds import mp3
from tests.studio import NOW, Studio
from typer.testing import CliRunner, Result

from feedpub.cache import identity
from feedpub.cli import app
from feedpub.commands.status import status
from feedpub.elements.podcast.people import Person
from feedpub.model.item import Item

pytestmark = pytest.mark.slow

HOME_GUID = "917393e3-1b1e-5cef-ace4-edaa54e1f810"
WIDE_GUID = "12c8a8a0-f7f3-4d7d-9a63-2b3f9c2f5a11"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """The show `home`, whose episode `first-light` is also in the show `wide`; both are in the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("feedpub.cli.environment.now", lambda: NOW)
    desk = Studio(tmp_path, name="home")
    publish = {"to": "../../public/home", "url": "https://home.example/"}
    desk.show(title="Home", guid=HOME_GUID, publish=publish, roster={"ada": {"name": "Ada Lovelace"}}, link=None)
    desk.episode(also_in=["wide"], number=4, season=2, people=[{"key": "ada"}])
    return desk


@pytest.fixture
def wide(home: Studio) -> Studio:
    """The second show, with an episode of its own."""
    desk = Studio(home.root, name="wide")
    publish = {"to": "../../public/wide", "url": "https://wide.example/"}
    desk.show(title="Wide", guid=WIDE_GUID, author="The network", publish=publish, link=None)
    (desk.folder / "cover.jpg").write_bytes(jpeg(colour=(90, 20, 60)))
    desk.episode("own")
    return desk


def run(*words: str) -> Result:
    """`feedpub` with these words, in this process."""
    return CliRunner().invoke(app, list(words), prog_name="feedpub", catch_exceptions=False)


def published(desk: Studio, slug: str = "first-light") -> Item:
    """What the catalog of a show has of an episode."""
    item = desk.catalog().item(slug)
    assert item is not None
    return item


def test_an_episode_has_its_own_guid_address_tags_artwork_and_page_in_each_show(home: Studio, wide: Studio) -> None:
    """Number and season are those of the show that the file belongs to; people are the same."""
    home.publish(verify="store")
    wide.publish(verify="store")
    here, there = published(home), published(wide)
    tags: list[Any] = [ID3(desk.site / item.enclosure.key) for desk, item in ((home, here), (wide, there))]  # type: ignore[no-untyped-call]  # mutagen types only parts of itself
    feeds = [re.findall(r'<enclosure url="([^"]*first-light[^"]*)"', desk.feed()) for desk in (home, wide)]

    assert [str(uuid5(UUID(guid), "first-light")) for guid in (HOME_GUID, WIDE_GUID)] == [here.guid, there.guid]
    assert [[f"https://home.example/{here.enclosure.key}"], [f"https://wide.example/{there.enclosure.key}"]] == feeds
    assert (here.enclosure.identity, True) == (there.enclosure.identity, here.enclosure.key != there.enclosure.key)
    assert ["Home", "Wide"] == [str(tag["TALB"]) for tag in tags]
    assert ["Tidewater Radio", "The network"] == [str(tag["TPE1"]) for tag in tags]
    assert 2 == len({tag.getall("APIC")[0].data for tag in tags})
    assert [(2, 4), (None, None)] == [(item.season, item.number) for item in (here, there)]
    assert here.elements == there.elements
    assert "<link>https://wide.example/first-light.html</link>" in wide.feed()


def test_search_engines_are_sent_to_the_page_in_the_show_that_the_file_belongs_to(home: Studio, wide: Studio) -> None:
    """Unless they shall find both; the sitemap has what is canonical. An article elsewhere is canonical for both."""
    entry = {"show": "wide"}
    found = []
    for fields in (
        {"also_in": [entry]},
        {"also_in": [entry | {"page": "own"}]},
        {"also_in": [entry], "link": "https://news.example/a"},
    ):
        home.episode(**fields)
        wide.publish(verify="store")
        page = (wide.site / "first-light.html").read_text(encoding="utf-8")
        sitemap = (wide.site / "sitemap.xml").read_text(encoding="utf-8")
        found.append((re.findall(r'<link rel="canonical" href="([^"]*)">', page), "first-light.html" in sitemap))

    assert [
        (["https://home.example/first-light.html"], False),
        (["https://wide.example/first-light.html"], True),
        (["https://news.example/a"], False),
    ] == found


@pytest.mark.parametrize("fields", [{"publish": {"url": "http://127.0.0.1:8910/"}}, {"publish": {}}, {"pages": "off"}])
def test_without_a_page_that_others_can_open_the_one_in_the_second_show_is_canonical(
    fields: dict[str, Any], home: Studio, wide: Studio
) -> None:
    """The first show has no address, or no pages."""
    home.show(
        **{"title": "Home", "roster": {"ada": {"name": "Ada"}}, "publish": {"url": "https://a.example/"}} | fields
    )
    wide.publish(wide.folder / "first-light.yaml", verify="store")

    assert "" == published(wide).canonical
    assert 'href="https://wide.example/first-light.html"' in (wide.site / "first-light.html").read_text("utf-8")


def test_what_is_written_for_the_second_show_holds_there(home: Studio, wide: Studio) -> None:
    """The author's guid is that of the first show; here the second has one, too."""
    entry = {"show": "wide", "slug": "home-4", "guid": "wide-4", "title": "Home: first light", "number": 9}
    more = {"season": 3, "type": "bonus", "image": "square.jpg", "published": "2026-11-20T07:00:00Z"}
    (home.folder / "square.jpg").write_bytes(jpeg(colour=(9, 90, 9)))
    home.episode(also_in=[entry | more], guid="home-4")
    home.publish(verify="store")
    wide.publish(verify="store")
    here, there = published(home), published(wide, "home-4")

    assert ("home-4", "First-Light", "full", None) == (here.guid, here.title, here.type, here.image)
    assert ("wide-4", "Home: first light", "bonus") == (there.guid, there.title, there.type)
    assert (9, 3, "2026-11-20") == (there.number, there.season, there.published.date().isoformat())
    assert there.image is not None


def test_people_are_introduced_there_as_in_the_first_show(home: Studio, wide: Studio) -> None:
    """With what the roster of the first show says of them, and the portrait that lies beside it."""
    (home.folder / "ada.jpg").write_bytes(jpeg(colour=(9, 90, 9)))
    home.show(title="Home", roster={"ada": {"name": "Ada", "affiliation": "Coast Radio", "image": "ada.jpg"}})
    home.episode(also_in=["wide"], people=[{"key": "ada", "role": "guest"}])

    wide.publish(verify="store")

    there = published(wide)
    (ada,) = [one for one in there.all(Person) if one.name == "Ada"]
    assert ("guest", "Coast Radio", "ada.jpg") == (ada.role, ada.affiliation, ada.picture)
    assert [True] == [(wide.site / one.key).is_file() for one in there.portraits]


def test_a_rerun_in_both_shows_is_one_in_the_second_by_its_entry(home: Studio, wide: Studio) -> None:
    """The first show's slug means nothing there."""
    again: dict[str, Any] = {"sound": sum(b"first-light"), "rerun_of": "first-light"}
    home.episode("later", also_in=["wide"], **again)
    refused = run("publish", "feeds/wide", "--verify", "store")
    home.episode("later", also_in=[{"show": "wide", "rerun_of": "first-light"}], **again)
    result = run("publish", "feeds/home", "feeds/wide", "--verify", "store")

    assert (2, 0) == (refused.exit_code, result.exit_code), result.stderr
    assert "write `rerun_of: first-light` into its entry of `also_in`" in refused.stderr
    assert published(home, "later").guid != published(wide, "later").guid


def test_a_show_that_is_no_folder_of_feeds_has_no_other_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor does one find its episodes."""
    monkeypatch.chdir(tmp_path)
    desk = Studio(tmp_path / "lone", name="x")
    desk.show()
    shutil.copytree(desk.folder, tmp_path / "alone")
    shutil.rmtree(tmp_path / "lone")
    (tmp_path / "alone" / "a.yaml").write_text("title: A\naudio: a.mp3\nalso_in: [b]\n", encoding="utf-8")

    assert "alone/a.yaml:3:11: FP000 error: also_in[0].show: this show does not lie in" in run("check", "alone").stdout


def test_publishing_one_show_leaves_the_other_alone(home: Studio, wide: Studio) -> None:
    """The second show alone finds the episode; it can be named by its slug there. A second time nothing is to do."""
    wide.publish(verify="store")
    named = wide.publish(wide.folder / "first-light.yaml", verify="store")

    assert (False, ("first-light",)) == (home.site.exists(), named.slugs)
    assert () == named.run.outcome.plan.phases
    assert "home-only" not in {item.slug for item in wide.catalog().items}


def test_an_edit_is_noticed_in_the_other_show_whatever_lies_beside_them(home: Studio, wide: Studio) -> None:
    """A link that leads to itself is no show, and hides none."""
    feeds = wide.folder.parent
    (feeds / "circle").symlink_to("circle")
    before = identity.of_workspace(str(feeds))

    home.episode(also_in=["wide"], summary="Fog.")

    assert before != identity.of_workspace(str(feeds))


def test_also_in_is_no_edit_and_an_edit_is_one_in_both(home: Studio, wide: Studio) -> None:
    """Each show has it when it is published."""
    home.episode()
    home.publish(verify="store")
    home.episode(also_in=["wide"])
    before = home.publish(verify="store").run.outcome.plan.phases
    wide.publish(verify="store")
    home.episode(also_in=["wide"], summary="Fog.")
    edited = [[row.slug for row in status(desk.folder, now=NOW).rows if row.edited] for desk in (home, wide)]
    home.publish(verify="store")
    summaries = [published(desk).summary for desk in (home, wide)]
    wide.publish(verify="store")

    assert ((), [["first-light"], ["first-light"]]) == (before, edited)
    assert ["Fog.", "", "Fog."] == [*summaries, published(wide).summary]


def test_an_episode_leaves_one_show_and_stays_in_the_other(home: Studio, wide: Studio) -> None:
    """The second show skips it from then on; what unpublishing in the first does not do is said."""
    home.publish(verify="store")
    wide.publish(verify="store")
    there = run("unpublish", "feeds/wide/first-light.yaml", "--verify", "store")
    skipped = run("publish", "feeds/wide", "--verify", "store")
    back = run("publish", "feeds/wide/first-light.yaml", "--restore", "--verify", "store")
    here = run("unpublish", "feeds/home/first-light.yaml", "--verify", "store")

    assert [0, 0, 0, 0] == [one.exit_code for one in (there, skipped, back, here)]
    assert "feedpub publish feeds/wide/first-light.yaml --restore" in skipped.stderr
    assert "take the show out of its `also_in`" in skipped.stderr
    assert "feedpub unpublish feeds/wide/first-light.yaml" in here.stderr
    assert (None, "first-light") == (home.catalog().item("first-light"), published(wide).slug)


def test_a_purge_says_where_the_words_still_are(home: Studio, wide: Studio) -> None:
    """A secret has to go from each show."""
    home.publish(verify="store")
    purged = run("unpublish", "feeds/home/first-light.yaml", "--purge", "--yes", "--verify", "store")

    assert "feedpub unpublish feeds/wide/first-light.yaml --purge" in purged.stderr


def test_what_is_taken_out_of_also_in_stays_published_until_it_is_unpublished(home: Studio, wide: Studio) -> None:
    """As an episode does whose file is deleted."""
    wide.publish(verify="store")
    home.episode()
    result = run("publish", "feeds/wide", "--verify", "store")

    assert (0, True) == (result.exit_code, "first-light: no file here; it stays published" in result.stderr)
    assert "first-light" == published(wide).slug


def test_a_renamed_file_is_refused_in_the_second_show_until_it_is_named(home: Studio, wide: Studio) -> None:
    """With its old slug in `also_in` nothing changes there; `--renamed-from` keeps its guid."""
    wide.publish(verify="store")
    guid = published(wide).guid
    (home.folder / "first-light.yaml").rename(home.folder / "dawn.yaml")
    refused = run("publish", "feeds/wide", "--verify", "store")
    text = (home.folder / "dawn.yaml").read_text(encoding="utf-8")
    kept = text.replace("- wide", "- {show: wide, slug: first-light}")
    (home.folder / "dawn.yaml").write_text(kept, encoding="utf-8")
    same = wide.publish(verify="store").run.outcome.after.items
    (home.folder / "dawn.yaml").write_text(text, encoding="utf-8")
    renamed = run("publish", "feeds/wide/dawn.yaml", "--renamed-from", "first-light", "--verify", "store")

    assert (2, True) == (refused.exit_code, "--renamed-from first-light keeps its guid" in refused.stderr)
    assert ["first-light", "own"] == [item.slug for item in same]
    assert (0, guid) == (renamed.exit_code, published(wide, "dawn").guid)


def test_drafts_wait_in_both_shows_and_scheduled_episodes_come_out_in_both(home: Studio, wide: Studio) -> None:
    """Each release is that of one show."""
    home.episode("other")
    home.episode(also_in=["wide"], draft=True)
    for desk in (home, wide):
        desk.publish(desk.folder, verify="store")
    drafts = [desk.catalog().item("first-light") for desk in (home, wide)]
    home.episode(also_in=["wide"], published=str(NOW + timedelta(hours=1)).replace(" ", "T"))
    for desk in (home, wide):
        desk.publish(verify="store")
    waiting = [published(desk).scheduled for desk in (home, wide)]
    home.release(now=NOW + timedelta(hours=1))

    assert ([None, None], [True, True]) == (drafts, waiting)
    assert [False, True] == [published(desk).scheduled for desk in (home, wide)]


BROKEN: dict[str, tuple[Any, str, str]] = {
    "no such show": (["wode"], "7:3", "there is no show 'wode' in this workspace"),
    "its own show": ([{"show": "home"}], "7:9", "'home' is the show that this file belongs to"),
    "another workspace": (["../../other/feeds/wide"], "7:3", "is a path; an episode can only be in shows of its own"),
    "the same show twice": (["wide", {"show": "wide"}], "8:9", "'wide' is there twice"),
    "the guid of the first show": ([{"show": "wide", "guid": "g"}], "8:9", "is the guid that the episode has in"),
    "a slug that is none": ([{"show": "wide", "slug": "A b"}], "8:9", "'A b' is no slug"),
    "no field": ([{"show": "wide", "audio": "x.mp3"}], "8:3", "'audio' is not a field here"),
}


@pytest.mark.parametrize(("written", "place", "message"), BROKEN.values(), ids=BROKEN)
def test_what_is_wrong_is_found_at_its_line_by_a_check_of_the_first_show(
    written: Any,
    place: str,
    message: str,
    home: Studio,
    wide: Studio,
) -> None:
    """The file belongs to it."""
    assert wide.folder.is_dir()
    home.episode(guid="g", summary="Fog.", number=1, also_in=written)
    found = run("check", "feeds/home")

    assert (1, True) == (found.exit_code, f"feeds/home/first-light.yaml:{place}: FP000" in found.stdout), found.stdout
    assert message in found.stdout


def test_what_is_wrong_in_the_second_show_is_found_at_the_line_of_the_first_ones_file(
    home: Studio, wide: Studio
) -> None:
    """A slug that is taken there, the guid that the first show assigns, and what a rule says of a field."""
    wide.episode("first-light", sound=1)
    taken = run("check", "feeds/wide")
    (wide.folder / "first-light.yaml").unlink()
    first = {"show": "wide", "guid": str(uuid5(UUID(HOME_GUID), "first-light"))}
    home.episode(also_in=[first])
    same = run("check", "feeds/wide")
    home.episode(also_in=[{"show": "wide", "title": "#4 Fog", "number": 4}])
    rule = run("check", "feeds/wide")

    assert "feeds/home/first-light.yaml:4:3: FP000 error: slug: 'first-light' is the slug of" in taken.stdout
    assert "feeds/home/first-light.yaml:5:9: FP000 error: also_in[0].guid: is the guid that" in same.stdout
    assert "feeds/home/first-light.yaml:5:10: FP203" in rule.stdout


def test_a_broken_file_stops_the_second_show_only_if_it_names_it(home: Studio, wide: Studio) -> None:
    """Otherwise nobody could tell whether the episode is in that show."""
    broken = home.folder / "broken.yaml"
    found = []
    for text in ("title: [\nalso_in: other\n", "title: [\nalso_in: wide\n"):
        broken.write_text(text, encoding="utf-8")
        found.append([line for line in run("check", "feeds/wide").stdout.splitlines() if "broken.yaml:" in line])

    assert [0, 1] == [len(lines) for lines in found]
    assert wide.folder.is_dir()


def test_a_comment_for_one_show_is_not_unused_in_the_other(home: Studio, wide: Studio) -> None:
    """The title repeats the number in the first show, which the second one leaves out."""
    path = home.episode(number=4, title="#4 Fog", also_in=["wide"])
    text = path.read_text(encoding="utf-8").replace("title: '#4 Fog'", "title: '#4 Fog'  # feedpub: ignore FP203")
    path.write_text(text, encoding="utf-8")

    assert [0, 0] == [
        run("check", "--strict", "--select", "FP203", f"feeds/{one}").exit_code for one in ("home", "wide")
    ]
    assert "finds nothing" not in run("check", "feeds/wide").stdout


def test_repair_sends_the_recording_again_from_the_first_shows_folder(home: Studio, wide: Studio) -> None:
    """It is among the author's files of the second show."""
    wide.publish(verify="store")
    recording = wide.site / published(wide).enclosure.key
    before = recording.read_bytes()
    recording.unlink()
    repaired = run("verify", "feeds/wide", "--repair", "--store-only")

    assert (before, True) == (recording.read_bytes(), "repaired  audio of first-light" in repaired.output)
    assert home.folder.is_dir()


def test_diff_and_status_know_the_episode_by_the_first_shows_file(home: Studio, wide: Studio) -> None:
    """Before it is published in the second."""
    found = json.loads(run("status", "feeds/wide", "--json").stdout)
    diff = run("diff", "feeds/wide/first-light.yaml", "--exit-code")

    assert {"own": "feeds/wide/own.yaml", "first-light": "feeds/home/first-light.yaml"} == {
        one["slug"]: one["file"] for one in found["episodes"]
    }
    assert (1, True) == (diff.exit_code, "add first-light" in diff.stdout)
    assert wide.folder.is_dir()


def test_a_new_episode_of_the_second_show_has_the_number_after_all_that_are_in_it(home: Studio, wide: Studio) -> None:
    """Those of other shows count by their number there."""
    home.episode(number=40, also_in=[{"show": "wide", "number": 9}])
    (wide.folder / "fresh.mp3").write_bytes(mp3(1.0, seed=77))
    made = run("new", "feeds/wide/fresh.mp3")

    assert (0, True) == (made.exit_code, "number: 10" in (wide.folder / "fresh.yaml").read_text(encoding="utf-8"))


CHANGES: dict[str, Callable[[Studio], object]] = {
    "its file": lambda home: home.episode(also_in=["wide"], summary="Fog."),
    "it is taken out": lambda home: home.episode(),
    "another one": lambda home: home.episode("dusk", also_in=["wide"]),
    "the first show's address": lambda home: home.show(
        title="Home", guid=HOME_GUID, publish={"url": "https://new.example/"}, link=None
    ),
    "the first show is gone": lambda home: shutil.rmtree(home.folder),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_has_changed_in_the_first_show_is_seen_in_the_remembered_status_of_the_second(
    change: Callable[[Studio], object],
    home: Studio,
    wide: Studio,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same as without a memory."""
    monkeypatch.setattr("feedpub.cli.repeated._seconds", lambda: time.time() + 60)
    monkeypatch.setattr("feedpub.cli.cache.folder", lambda: tmp_path / "cache")
    for desk in (home, wide):
        desk.publish(verify="store")
    run("status", "--all")
    change(home)
    remembered = json.loads(run("status", "--all", "--json").stdout)[-1]
    alone = json.loads(run("status", "feeds/wide", "--json").stdout)

    assert alone == {name: one for name, one in remembered.items() if name != "exit_code"}
