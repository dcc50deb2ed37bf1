"""docs/leaving.md: every command is typed as it stands there, on the example show, which another host has taken."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.test_move import files_of
from tests.test_operations import Place, commands, example, played, sections
from tests.webservers import serving

pytestmark = pytest.mark.slow

PAGE = (Path(__file__).parents[1] / "docs" / "leaving.md").read_text(encoding="utf-8")
ALL = {title: found for title, text in sections(PAGE).items() if (found := commands(text))}
OLD, NEW = "https://cdn.example.org/tidewater/feed.xml", "https://feeds.newhost.example/tidewater.xml"
"""The addresses of the page."""


@dataclass
class Hosts:
    """The example at its public address, and the other host with the same feed."""

    place: Place
    url: str

    def play(self, title: str) -> None:
        """Type the commands of a section, with files for addresses: compare reads none of this machine."""
        here = {OLD: "public/tidewater/feed.xml", NEW: "public/newhost/tidewater.xml"}
        lines = ALL[title]
        for old, new in here.items():
            lines = [type(one)(line=one.line.replace(old, new), code=one.code) for one in lines]
        played(self.place, lines)

    def write(self, text: str) -> None:
        """Add a line to show.yaml."""
        path = self.place.root / "feeds/tidewater/show.yaml"
        path.write_text(f"{path.read_text(encoding='utf-8')}{text}\n", encoding="utf-8")

    def import_there(self) -> None:
        """The new host takes the show in: everything has another address there."""
        theirs = self.place.root / "public/newhost"
        shutil.copytree(self.place.root / "public/tidewater", theirs, dirs_exist_ok=True)
        text = self.feed.replace(f"{self.url}tidewater/", f"{self.url}newhost/")
        (theirs / "tidewater.xml").write_text(text.replace("newhost/feed.xml", "newhost/tidewater.xml"))

    @property
    def feed(self) -> str:
        """What the old feed says."""
        return (self.place.root / "public/tidewater/feed.xml").read_text(encoding="utf-8")


@pytest.fixture
def hosts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hosts]:
    """The example, published at an address; the new host has downloaded everything and serves it at its own."""
    place = Place(example(tmp_path))
    monkeypatch.chdir(place.root)
    with serving(files_of(place.root / "public")) as server:
        made = Hosts(place, server.url)
        made.write(f"publish: {{to: ../../public/tidewater, url: '{server.url}tidewater/'}}")
        assert 0 == place.run("feedpub publish feeds/tidewater")[0]
        made.import_there()
        yield made


def test_the_way_out_in_its_order(hosts: Hosts) -> None:
    """Everything is there; importers may have it; the feeds are the same; subscribers are sent over."""
    for title in ("What you have", "What the importer of another host needs"):
        hosts.play(title)
    path = hosts.place.root / "feeds/tidewater/show.yaml"
    text = path.read_text(encoding="utf-8").replace("locked: true", "locked: false")
    path.write_text(text.replace("# claim_until: 2026-12-10", "claim_until: 2099-12-10"), encoding="utf-8")

    hosts.play("What the importer of another host needs")

    assert re.search(r"<podcast:locked[^>]*>no<", hosts.feed)
    assert "<itunes:email>" in hosts.feed
    hosts.import_there()
    hosts.play("Is it the same show there?")
    hosts.write(f"new_feed_url: {hosts.url}newhost/tidewater.xml")
    hosts.play("Send subscribers over")
    assert f"<itunes:new-feed-url>{hosts.url}newhost/tidewater.xml<" in hosts.feed


def test_subscribers_are_not_sent_to_a_feed_without_their_episodes(hosts: Hosts) -> None:
    """Whatever the new host has made of the guids: compare says so, and a publish is refused."""
    theirs = hosts.place.root / "public/newhost/tidewater.xml"
    theirs.write_text(re.sub(r"(<guid[^>]*>)[^<]*", r"\g<1>another", theirs.read_text()))

    with pytest.raises(AssertionError):
        hosts.play("Is it the same show there?")
    hosts.write(f"new_feed_url: {hosts.url}newhost/tidewater.xml")
    code, output = hosts.place.run("feedpub publish feeds/tidewater/show.yaml")

    assert 2 == code
    assert "lacks 3 of this show's 4 guids" in output


def test_each_section_with_commands_is_typed() -> None:
    """None is left out, and the page names the settings with both addresses."""
    assert [
        "What you have",
        "What the importer of another host needs",
        "Is it the same show there?",
        "Send subscribers over",
    ] == list(ALL)
    settings = sections(PAGE)["Send subscribers over"]
    for server in ("CloudFront", "Cloudflare, R2", "an S3 website", "nginx", "Apache"):
        (row,) = [line for line in settings.splitlines() if line.startswith(f"| {server} |")]
        assert "tidewater/feed.xml" in row
        assert "feeds.newhost.example" in row
    rule = json.loads(re.search(r"`(\{\"Condition.*?\}\})`", settings)[1])  # type: ignore[index]
    assert "301" == rule["Redirect"]["HttpRedirectCode"]


def test_every_link_leads_to_a_file() -> None:
    """Those to other pages."""
    files = {link.partition("#")[0] for link in re.findall(r"\]\(([^)]+)\)", PAGE)}

    assert [] == [file for file in sorted(files) if not (Path(__file__).parents[1] / "docs" / file).is_file()]
