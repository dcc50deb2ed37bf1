"""One person in several roles: what authors write, and what becomes of it in feed, page and JSON-LD.

| line | relatives | threads |
| --- | --- | --- |
| several roles of one person | the same role twice; picture and link written once | podcast-namespace#336, #96, #8 |
| the show's people stand beside an episode's | an episode that names nobody | podlove-publisher#1187, #1390 |
| a role finds its group | any case; a role of two groups; a role of none | podcast-namespace#96, #146, podlove-ui#33 |
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from lxml import etree
from pydantic import ValidationError
from tests.studio import Studio

from feedpub.catalog.metadata import people
from feedpub.elements import element
from feedpub.model.episode import Episode
from feedpub.model.show import Show
from feedpub.model.written import model_of
from feedpub.standards import PEOPLE
from feedpub.standards.namespaces import NAMESPACES

Written: Any = model_of(element.at(element.ITEM)["people"])

BEN = {"name": "Ben Someone", "link": "https://ben.example/"}
ANN = {"name": "Ann Other", "role": "co-host"}


def named(show: list[object], episode: list[object]) -> list[tuple[str, str, str, str]]:
    """Name, role, group and link of the people of an item."""
    fields = {"title": "T", "description": "D", "link": "https://x.example/", "language": "en", "author": "A"}
    of_show = Show.model_validate(
        {**fields, "image": "c.jpg", "categories": ["Arts"], "explicit": "no", "people": show}
    )
    of_episode = Episode.model_validate({"title": "First light", "audio": "a.mp3", "people": episode})
    return [(one.name, one.role, one.group, one.href) for one in people(of_show, of_episode)]


HOST = ("Ben Someone", "host", "cast", "https://ben.example/")
CO_HOST = ("Ann Other", "co-host", "cast", "")
CUTS = ("Ben Someone", "audio editor", "audio post-production", "")

BESIDE: list[tuple[str, list[object], list[object], list[tuple[str, str, str, str]]]] = [
    ("the host cuts the episode", [BEN, ANN], [{"name": "Ben Someone", "role": "Audio Editor"}], [HOST, CO_HOST, CUTS]),
    ("a guest", [BEN], [{"name": "Cleo", "role": "guest"}], [HOST, ("Cleo", "guest", "cast", "")]),
    ("the same role in both", [BEN], [{"name": "ben someone"}], [("ben someone", *HOST[1:])]),
    ("the same role twice", [], [BEN, {"name": "Ben Someone"}], [HOST]),
    ("another link", [BEN], [{**BEN, "link": "https://b.example/"}], [(*HOST[:3], "https://b.example/")]),
    ("nobody: the show's people are the channel's", [BEN], [], []),
]


@pytest.mark.parametrize(("about", "show", "episode", "expected"), BESIDE, ids=[case[0] for case in BESIDE])
def test_the_people_of_the_show_stand_beside_those_of_an_episode(
    about: str, show: list[object], episode: list[object], expected: list[tuple[str, str, str, str]]
) -> None:
    """Each in all roles; the same one in the same role once, with the link that either names."""
    assert expected == named(show, episode), about


def test_one_person_has_several_roles_in_feed_page_and_json_ld(tmp_path: Path) -> None:
    """A host who cuts the episode, and a guest."""
    desk = Studio(tmp_path)
    desk.show(people=[BEN, ANN])
    cleo = {"name": "Cleo Quay", "role": "guest", "link": "https://cleo.example/"}
    desk.episode(people=[cleo, {"name": "Ben Someone", "role": "audio editor"}])

    desk.publish()

    persons = etree.fromstring(desk.feed().encode()).findall(f"channel/item/{{{NAMESPACES['podcast']}}}person")
    page = lxml.html.parse(str(desk.site / "first-light.html")).getroot()
    block, _breadcrumbs = page.xpath("//script[@type='application/ld+json']")
    data = json.loads(block.text_content())
    assert [
        ("Ben Someone", "host", "cast"),
        ("Ann Other", "co-host", "cast"),
        ("Cleo Quay", "guest", "cast"),
        ("Ben Someone", "audio editor", "audio post-production"),
    ] == [(one.text, one.get("role", "host"), one.get("group", "cast")) for one in persons]
    assert ["Hosts Ben Someone, Ann Other", "Audio editor Ben Someone"] == [
        " ".join(one.text_content().split()) for one in page.xpath("//dl[@class='credits']/div")
    ]
    assert ["Ben Someone", "Ann Other", "Cleo Quay"] == [one["name"] for one in data["actor"]]
    assert [("audio editor", "Ben Someone")] == [
        (one["roleName"], one["contributor"]["name"]) for one in data["contributor"]
    ]


@pytest.mark.parametrize("role", sorted({role for roles in PEOPLE.values() for role in roles} - {"editor"}))
def test_a_role_of_one_group_needs_no_group(role: str) -> None:
    """In any case."""
    (found,) = named([], [{"name": "Ada", "role": role.title()}])

    assert ("Ada", role) == found[:2]
    assert role in PEOPLE[found[2]]


@pytest.mark.parametrize(
    ("fields", "message", "hint"),
    [
        (
            {"role": "editor"},
            "'editor' is a role of several groups",
            "add `group: writing` or `group: video post-production`",
        ),
        (
            {"role": "Sound editor"},
            "'sound editor' is not a role of the person taxonomy",
            "did you mean `audio editor`?",
        ),
        ({"role": "audio editr"}, "'audio editr' is not a role of the person taxonomy", "did you mean `audio editor`?"),
        (
            {"role": "audio editor", "group": "writing"},
            "'audio editor' is not a role of the group 'writing'",
            "write `group: audio post-production`",
        ),
    ],
)
def test_a_role_that_says_no_group_is_refused_with_what_to_write(
    fields: dict[str, str], message: str, hint: str
) -> None:
    """At the role."""
    with pytest.raises(ValidationError) as caught:
        Written(name="Ada", **fields)

    (error,) = caught.value.errors()
    assert (("role",), message, hint) == (error["loc"], error["ctx"]["message"], error["ctx"]["hint"])
