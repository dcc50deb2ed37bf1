"""A finding about an author's YAML speaks YAML: what to write into the file, not what the feed then says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.studio import NOW, Studio

from feedpub.commands.check import CheckOptions
from feedpub.commands.check.files import check_files
from feedpub.lint import Finding
from feedpub.lint.rules import RULES
from feedpub.model.episode import Episode
from feedpub.model.show import Show
from feedpub.output.rules import rule_lines

XML = re.compile(r"<[a-z]+[ >:/]|\bitunes:|\bpodcast:|content:encoded|CDATA")


def findings(folder: Path, *, show: dict[str, Any], episode: dict[str, Any]) -> list[Finding]:
    """What is found in a show with one episode, notes included."""
    desk = Studio(folder)
    desk.show(**{"owner": None, **show})
    desk.episode(**{"notes": "What the tide brings.", **episode})
    return list(check_files([desk.folder], options=CheckOptions(), now=NOW).findings)


CASES: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("FP641", {}, {}, "add `transcripts:`"),
    ("FP031", {}, {"title": "Tom &amp; Jerry"}, "write '&' itself"),
    ("FP031", {}, {"title": "The <b>sea</b>"}, "write the words alone"),
    ("FP031", {"author": "Ada &eacute; Lovelace"}, {}, "write 'é' itself"),
    ("FP032", {}, {"notes": "Write &amp;amp;nbsp; here."}, "write '&' itself"),
    ("FP241", {}, {"notes": "The tide. " * 500}, "add a short `summary:`"),
    ("FP242", {}, {"notes": "The tide. " * 1200}, "add a short `summary:`"),
    ("FP203", {}, {"title": "Ep. 12: Moths"}, "write 'Moths', and the number as `number:`"),
    ("FP131", {"owner": {"name": "Ada", "email": "ada@tidewater.example", "in_feed": "true"}}, {}, "`in_feed: false`"),
]


@pytest.mark.parametrize(("code", "show", "episode", "hint"), CASES)
def test_a_hint_names_the_field(
    tmp_path: Path, code: str, show: dict[str, Any], episode: dict[str, Any], hint: str
) -> None:
    """Or what to write into it."""
    found = findings(tmp_path, show=show, episode=episode)

    assert [hint] == [hint for one in found if one.rule.code == code and hint in one.hint][:1], found
    assert [] == [one for one in found if XML.search(one.hint) or XML.search(re.sub("'.*?'", "", one.message))]


YAML = [pytest.param(rule.code, text, id=rule.code) for rule in RULES.values() for text in rule.yaml]


@pytest.mark.parametrize(("code", "text"), YAML)
def test_an_example_in_yaml_has_fields_that_there_are(code: str, text: str) -> None:
    """Of a show or of an episode."""
    written = yaml.safe_load(text)

    assert set(written) <= {*Episode.model_fields, *Show.model_fields}, code


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("FP641", "`transcripts:` in an episode's file"),
        ("FP203", "`title:` in an episode's file"),
        ("FP109", "`language:` in show.yaml"),
        ("FP401", "`image:` in an episode's file"),
        ("FP001", ""),
        ("FP701", ""),
    ],
)
def test_the_page_of_a_rule_names_the_fields(code: str, fields: str) -> None:
    """Where authors of YAML give what the rule is about."""
    lines = [line.text.partition("in YAML")[2].strip() for line in rule_lines(RULES[code]) if "in YAML   " in line.text]

    assert ([fields] if fields else []) == lines
