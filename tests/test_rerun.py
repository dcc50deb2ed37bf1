"""The same recording twice: a rerun is an episode of its own, and a mistake is refused.

| line of the requirement | relatives | threads |
| --- | --- | --- |
| the same recording twice | an app takes two items with one address for one | AntennaPod/AntennaPod#5729 |
| | an item whose address is known replaces the older one | madeofpendletonwool/PinePods#520 |
| | reruns as a thing that feeds should say | syndicated-media/sn-spec#9, Podcastindex-org/podcast-namespace#308 |
| | one address for every item | amazon-archives/amazon-polly-sample#8 |
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.studio import NOW, Studio

from feedpub.commands.check.files import check_files
from feedpub.commands.check.result import CheckOptions, CheckResult
from feedpub.errors import ErrorGroup, Refused

OLD = "2026-01-01T06:00+00:00"


@pytest.fixture
def desk(tmp_path: Path) -> Studio:
    """A show with one old episode."""
    studio = Studio(tmp_path)
    studio.show()
    studio.episode("first-light", published=OLD)
    return studio


def again(desk: Studio, slug: str = "first-light-again", **fields: Any) -> Path:
    """An episode with the recording of the first."""
    return desk.episode(slug, sound=sum(b"first-light"), **({"rerun_of": "first-light"} | fields))


def checked(*paths: Path) -> CheckResult:
    """What `check` finds."""
    return check_files(list(paths), options=CheckOptions(), now=NOW)


def items(desk: Studio) -> dict[str, Any]:
    """Slug → item of the catalog."""
    return {item.slug: item for item in desk.catalog().items}


@pytest.mark.parametrize("tags", ["clean", "keep"])
@pytest.mark.parametrize("together", [True, False])
def test_a_rerun_has_guid_date_and_address_of_its_own(desk: Studio, tags: str, *, together: bool) -> None:
    """Of the same recording; published in the same run as its original, or later."""
    desk.show(tags=tags)
    if not together:
        desk.publish()
    again(desk)

    desk.publish()

    first, second = items(desk)["first-light"], items(desk)["first-light-again"]
    assert first.enclosure.identity == second.enclosure.identity
    assert first.guid != second.guid
    assert first.enclosure.key != second.enclosure.key
    assert NOW == second.published != first.published
    assert all((desk.site / item.enclosure.key).is_file() for item in (first, second))


def test_a_rerun_that_sorts_before_its_original_comes_out_with_it(desk: Studio) -> None:
    """Also a rerun of a rerun: files are read by name, not in the order of their first publication."""
    again(desk, "a-third-time", rerun_of="again")
    again(desk, "again")

    desk.publish()

    assert {"first-light", "again", "a-third-time"} == {*items(desk)}
    assert 3 == len({item.enclosure.key for item in desk.catalog().items})


def test_nothing_changes_when_it_is_published_again(desk: Studio) -> None:
    """What belongs to which episode shows in the recordings; the catalog keeps no word of it."""
    again(desk)
    desk.publish()
    before = desk.catalog()

    desk.publish(now=NOW + timedelta(days=1))

    assert before == desk.catalog()


def test_the_same_recording_without_a_word_is_refused(desk: Studio) -> None:
    """The refusal names all that it can be: a rerun, a renamed file, a wrong path."""
    desk.publish()

    with pytest.raises(Refused) as refused:
        desk.publish(again(desk, rerun_of=None))

    assert "this recording is that of first-light too" == refused.value.message
    assert refused.value.hint.startswith("to publish it again: write `rerun_of: first-light`; if")


def test_check_finds_the_same_recording_in_two_files(desk: Studio) -> None:
    """At `audio:` of the second, with what to write."""
    again(desk, "second-airing", rerun_of=None)

    result = checked(desk.folder)

    found = [(one.message, one.hint) for one in result.findings if "recording is that of" in one.message]
    assert ["this recording is that of first-light too"] == [message for message, _ in found]
    assert "write `rerun_of: first-light`" in found[0][1]


UNKNOWN = {
    "first-ligth": "did you mean 'first-light'?",
    "xyz": "name the slug of an episode; see: feedpub status",
}


@pytest.mark.parametrize("slug", UNKNOWN)
def test_a_rerun_of_nothing_is_refused(desk: Studio, slug: str) -> None:
    """With what was most likely meant; `check` says the same as `publish`, also of one file alone."""
    desk.publish()
    path = again(desk, rerun_of=slug)

    with pytest.raises(Refused) as refused:
        desk.publish(path)
    found = [one for one in checked(path).findings if "could be a rerun of" in one.message]

    assert f"there is no episode '{slug}' that this could be a rerun of" == refused.value.message
    assert UNKNOWN[slug] == refused.value.hint
    assert [(refused.value.message, 3)] == [(one.message, one.place.line if one.place else 0) for one in found]


def test_one_file_alone_is_checked_as_it_would_be_published(desk: Studio) -> None:
    """Its original is published, or checked and published with it, under its file's name or its `slug:`."""
    other = desk.folder / "2026-01.yaml"
    other.write_text("title: New year\naudio: first-light.mp3\nslug: new-year\n")
    of_file, of_slug = again(desk), again(desk, "resolutions", rerun_of="new-year")

    together = checked(desk.folder / "first-light.yaml", other, of_file, of_slug)

    alone = [one.message for file in (of_file, of_slug) for one in checked(file).findings if "rerun" in one.message]
    assert [] == [one.message for one in together.findings if "could be a rerun of" in one.message]
    assert [
        f"there is no episode '{slug}' that this could be a rerun of" for slug in ("first-light", "new-year")
    ] == alone


def test_an_episode_is_no_rerun_of_itself(desk: Studio) -> None:
    """Nor does a cycle begin anywhere."""
    with pytest.raises(Refused, match=r"is a rerun of itself$"):
        desk.publish(again(desk, rerun_of="first-light-again"))

    again(desk, "one", rerun_of="two")
    again(desk, "two", rerun_of="one")
    (desk.folder / "first-light.yaml").unlink()
    (desk.folder / "first-light-again.yaml").unlink()
    with pytest.raises(ErrorGroup) as refused:
        desk.publish()
    assert ["is a rerun of itself, by way of two", "is a rerun of itself, by way of one"] == [
        error.message for error in refused.value.errors
    ]


def test_a_rerun_of_another_recording_is_refused(desk: Studio) -> None:
    """A copied line, or a wrong path."""
    desk.episode("storm")
    desk.publish()

    with pytest.raises(Refused) as refused:
        desk.publish(again(desk, rerun_of="storm"))

    assert "this recording is that of first-light, not that of storm" == refused.value.message


def test_a_rerun_may_be_cut_anew(desk: Studio) -> None:
    """A new introduction makes another recording; the line then only says where it comes from."""
    desk.publish()

    desk.publish(desk.episode("first-light-again", rerun_of="first-light"))

    assert 2 == len({item.enclosure.identity for item in desk.catalog().items})


def test_the_original_may_be_gone(desk: Studio) -> None:
    """What was unpublished can come back under another name."""
    desk.publish()
    desk.unpublish(desk.folder / "first-light.yaml")
    (desk.folder / "first-light.yaml").unlink()

    desk.publish(again(desk))

    assert ["first-light-again"] == [*items(desk)]


def test_the_feed_tells_the_two_apart(desk: Studio) -> None:
    """Apple ignores an episode whose address another has."""
    again(desk)
    desk.publish()

    feed = (desk.site / "feed.xml").read_text(encoding="utf-8")

    addresses = [part.partition('"')[0] for part in feed.split('<enclosure url="')[1:]]
    assert 2 == len({*addresses}) == len(addresses)
