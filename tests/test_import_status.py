"""`feedpub import --status`: each step of a move as it is seen from outside; none is called done too early."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.importing import GUID, NOW, Move, content, feed, item
from tests.sounds import mp3
from tests.webservers import HttpRequest, Reply, Served, dripping, serving
from typer.testing import CliRunner

from feedpub import fetch
from feedpub.cli.commands import app
from feedpub.commands.imports import MoveStatus, apply, import_status, prepare
from feedpub.commands.imports.by_hand import CONFIRMATIONS, DIRECTORIES
from feedpub.commands.imports.redirect import RedirectState, look_at, redirect_state
from feedpub.commands.old_feed import NAME, OldFeed, read_old_feed, write_old_feed
from feedpub.commands.status import status
from feedpub.output.status import status_document, status_lines, summary_line
from feedpub.reader import read

pytestmark = pytest.mark.slow

Route = Callable[[HttpRequest], Reply]
FEED = feed(item(1))


@dataclass
class Site:
    """A web server: replies by path, with the address of the server in place of `{here}`."""

    replies: dict[str, Reply] = field(default_factory=dict)
    served: Served = field(default_factory=lambda: Served(""))
    folder: Path | None = None
    """Serves these files, too."""

    def __call__(self, request: HttpRequest) -> Reply:
        """Answer a request."""
        path = request.path.lstrip("/")
        if reply := self.replies.get(path):
            here = self.served.url
            headers = {key: _filled(value or "", here) for key, value in reply.headers.items()}
            return Reply(reply.status, headers, reply.body.replace(b"{here}", here.encode()))
        if self.folder and (self.folder / path).is_file():
            return Reply(body=(self.folder / path).read_bytes())
        return Reply(status=404, body=b"no")


def _filled(text: str, here: str) -> str:
    return text.replace("{here}", here).replace("{port}", here.removeprefix("http://").rstrip("/"))


@pytest.fixture
def old() -> Iterator[Site]:
    """The old host."""
    site = Site()
    with serving(site) as site.served:
        yield site


def to(address: str, status: int = 301, body: bytes = b"") -> Reply:
    """A redirect."""
    return Reply(status, {"Location": address}, body)


PAGE = b"<!doctype html><html><head><title>Moved</title>%s</head><body>Moved</body></html>"
META = b'<meta http-equiv="Refresh" content="0; url={here}new/feed.xml">'
HTML = {"Content-Type": "text/html; charset=utf-8"}

REDIRECTS: dict[str, tuple[Reply, str, str]] = {
    "right": (to("{here}new/feed.xml"), "done", "answers 301 to {here}new/feed.xml"),
    "right, relative": (to("/new/feed.xml"), "done", "answers 301 to"),
    "right, with a page for people": (to("{here}new/feed.xml", 301, PAGE % META), "done", "answers 301 to"),
    "302": (to("{here}new/feed.xml", 302), "open", "answers 302 to {here}new/feed.xml, a redirect for the time being"),
    "303": (to("{here}new/feed.xml", 303), "open", "answers 303 to"),
    "307": (to("{here}new/feed.xml", 307), "open", "answers 307 to"),
    "308": (
        to("{here}new/feed.xml", 308, PAGE % b""),
        "open",
        "answers 308 to {here}new/feed.xml, a permanent redirect",
    ),
    "no address": (Reply(301), "open", "answers 301 without an address"),
    "no address that is one": (to("http://[half/feed.xml"), "open", "which is no address"),
    "another scheme": (to("https://{port}/new/feed.xml"), "open", "which begins with https"),
    "another port": (to("http://127.0.0.1:1/new/feed.xml"), "open", "which has another port"),
    "another host": (to("http://elsewhere.invalid/new/feed.xml"), "open", "which has another host"),
    "a slash more": (to("{here}new/feed.xml/"), "open", "which differs in a slash"),
    "other letters": (to("{here}New/Feed.xml"), "open", "in other letters"),
    "a query": (to("{here}new/feed.xml?from=old"), "open", "with a query behind it"),
    "a fragment": (to("{here}new/feed.xml#top"), "open", "with a fragment"),
    "the home": (to("{here}new/"), "open", "answers 301 to {here}new/, and the new feed is at {here}new/feed.xml"),
    "a chain": (to("{here}hop"), "open", "by 2 hops: {here}hop → {here}new/feed.xml"),
    "a chain that ends elsewhere": (to("{here}away"), "open", "answers 301 to {here}away"),
    "a circle": (to("{here}round"), "open", "redirects in a circle"),
    "to itself": (to("{here}feed.xml"), "open", "redirects in a circle"),
    "the old feed": (Reply(body=FEED), "open", "still answers with the old feed"),
    "the old feed that names the new one": (
        Reply(body=feed(item(1), more="<itunes:new-feed-url>{here}new/feed.xml</itunes:new-feed-url>")),
        "open",
        "which names the new one",
    ),
    "the old feed that names another": (
        Reply(body=feed(item(1), more="<itunes:new-feed-url>https://other.example/f</itunes:new-feed-url>")),
        "open",
        "names https://other.example/f as its new address",
    ),
    "the old feed with Refresh": (
        Reply(headers={"Refresh": "0; url={here}new/feed.xml"}, body=FEED),
        "open",
        "a header Refresh to {here}new/feed.xml",
    ),
    "a page with meta refresh": (Reply(headers=HTML, body=PAGE % META), "open", "web page that sends browsers to"),
    "a page that says nothing of its type": (Reply(body=PAGE % META), "open", "web page that sends browsers to"),
    "a page with a script": (
        Reply(headers=HTML, body=PAGE % b"<script>location='{here}new/feed.xml'</script>"),
        "open",
        "something that is no feed (text/html)",
    ),
    "an empty answer": (Reply(), "open", "something that is no feed"),
    "not there": (Reply(404), "open", "answers 404: it is gone"),
    "gone": (Reply(410), "open", "answers 410: it is gone"),
    "refused": (Reply(403), "unknown", "answers 403"),
    "busy": (Reply(429), "unknown", "answers 429"),
    "broken": (Reply(503), "unknown", "answers 503"),
}


def seen(site: Site, **options: Any) -> RedirectState:
    """What is found of the redirect of `feed.xml` to `new/feed.xml`."""
    wanted = f"{site.served.url}new/feed.xml"
    answers = look_at(f"{site.served.url}feed.xml", wanted=wanted, allow_private=True, **options)
    first = read(answers[0].body, now=NOW).feed
    announces = first.channel.value("itunes:new-feed-url")
    return redirect_state(answers, wanted, is_feed=first.document.kind == "rss", announces=announces)


@pytest.mark.parametrize("name", REDIRECTS)
def test_only_one_hop_of_301_to_exactly_the_new_feed_is_a_redirect(old: Site, name: str) -> None:
    """Whatever else an old host answers is called by its name, with what to do."""
    reply, state, message = REDIRECTS[name]
    old.replies = {"feed.xml": reply, "new/feed.xml": Reply(body=FEED), "hop": to("/new/feed.xml")}
    old.replies |= {"away": to("{here}elsewhere"), "elsewhere": Reply(body=FEED), "round": to("{here}feed.xml")}

    found = seen(old)

    assert (state, True) == (found.state, message.replace("{here}", old.served.url) in found.message), found
    assert (state != "done") == bool(found.hint)


def test_a_new_feed_that_redirects_makes_the_right_redirect_a_chain(old: Site) -> None:
    """Its address must answer itself."""
    old.replies = {"feed.xml": to("{here}new/feed.xml"), "new/feed.xml": to("{here}real.xml")}

    assert ("open", True) == ((found := seen(old)).state, "itself redirects to" in found.message)


def test_a_host_that_does_not_answer_is_not_known(old: Site) -> None:
    """Nobody listens, or the answer never ends: each look has its deadline."""
    fast = fetch.Timeouts(response=0.2, total=0.4)
    with dripping(b"HTTP/1.1 200 OK\r\n", b"X-Wait: 1\r\n") as slow:
        answers = look_at(slow, wanted="http://127.0.0.1/new.xml", allow_private=True, timeouts=fast)
    closed = look_at("http://127.0.0.1:1/feed.xml", wanted="http://127.0.0.1/n", allow_private=True)
    private = look_at(f"{old.served.url}feed.xml", wanted="https://podcasts.example/feed.xml")

    for one in (answers, closed, private):
        assert ("unknown", True) == (
            (found := redirect_state(one, "x", is_feed=False)).state,
            bool(found.message and found.hint),
        )


# --- a whole move


@dataclass
class Moving:
    """A show that is imported from an old host, and published at a new address."""

    move: Move
    old: Site
    new: Site
    now: datetime = NOW

    @property
    def feed(self) -> str:
        """The old feed's address."""
        return f"{self.old.served.url}feed.xml"

    @property
    def address(self) -> str:
        """The new feed's address."""
        return f"{self.new.served.url}feed.xml"

    def serve(self, *numbers: int, more: str = "", every: str = "") -> None:
        """Let the old host have these episodes."""
        here = self.old.served.url.encode()
        size = len(mp3(2.0, seed=1))
        data = feed(*(item(number, every) for number in numbers), more=more).replace(b'"1000"', b'"%d"' % size)
        self.old.replies["feed.xml"] = Reply(body=data.replace(b"https://cdn.host.example/", here))
        self.old.replies["cover.jpg"] = Reply(body=content("picture", ".jpg", 0))
        for number in numbers:
            self.old.replies[f"{number}.mp3"] = Reply(body=mp3(2.0, seed=number))

    def bring(self, **options: Any) -> None:
        """`feedpub import`."""
        folder = self.move.studio.folder
        known: dict[str, Any] = {"now": self.now, "allow_private": True}
        apply(prepare(self.feed, folder, random_guid=GUID, **known, **options), sleep=lambda _seconds: None, **known)

    def write(self, old: str, new: str, *, name: str = "show.yaml") -> None:
        """Change a line of a file."""
        path = self.move.studio.folder / name
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    def append(self, text: str, *, name: str = "show.yaml") -> None:
        """Add lines to a file."""
        with (self.move.studio.folder / name).open("a") as file:
            file.write(text)

    def publish(self, **options: Any) -> None:
        """`feedpub publish`."""
        self.move.studio.publish(now=self.now, **options)

    def look(self, **options: Any) -> MoveStatus:
        """`feedpub import --status`."""
        return import_status(self.move.studio.folder, now=self.now, allow_private=True, **options)

    def states(self, **options: Any) -> str:
        """The state of each step by its first letter."""
        return "".join(step.state[0] for step in self.look(**options).steps)

    def step(self, number: int, **options: Any) -> tuple[str, str, str]:
        """State, evidence and actions of a step."""
        found = self.look(**options).steps[number - 1]
        return found.state, "\n".join(found.evidence), "\n".join(found.actions)


@pytest.fixture
def moving(tmp_path: Path, old: Site) -> Iterator[Moving]:
    """A show of two episodes at an old host, imported and published."""
    (tmp_path / "feeds").mkdir()
    new = Site(folder=tmp_path / "public" / "show")
    with serving(new) as new.served:
        made = Moving(Move(tmp_path), old, new)
        made.serve(2, 1)
        made.bring()
        made.append(f"publish:\n  url: {new.served.url}\n")
        made.publish()
        yield made


def test_a_move_is_driven_to_its_end_and_not_called_finished_before(moving: Moving) -> None:
    """Every step in turn, over the weeks; each look says what comes next."""
    assert ("dddoouo", False) == (moving.states(), moving.look().is_finished)

    moving.serve(3, 2, 1, more="<podcast:locked>yes</podcast:locked>")
    state, evidence, actions = moving.step(2)
    assert ("open", True) == (state, "has 1 episode not here: Story 3" in evidence)
    assert f"feedpub import {moving.feed} {moving.look().show}" in actions
    assert "doooouo" == moving.states()
    moving.bring()
    assert ("open", True) == ((found := moving.step(1))[0], "lacks 1 imported episode: story-3" in found[1])
    moving.publish()
    assert "ddooouo" == moving.states()

    moving.append(f"new_feed_url: {moving.address}\n")
    assert ["feedpub publish"] == [one.rpartition(" ")[0] for one in moving.look().steps[4].actions]
    moving.publish()
    moving.old.replies["feed.xml"] = to(moving.address)
    assert "dudd" + "ouo" == moving.states()
    assert "dddd" + "ouo" == moving.states(confirmed=["episodes"])
    assert "dddd" + "odo" == moving.states(confirmed=[one.key for one in DIRECTORIES])

    moving.now += timedelta(days=27)
    assert "it stays until 2027-01-28" in moving.step(5)[1]
    moving.now += timedelta(days=2)
    assert "the weeks are over" in moving.step(5)[1]
    assert "keep the account at least until step 5 is done" in moving.step(7)[2]
    assert moving.step(5)[2].partition(" #")[0].endswith("/show.yaml --revert")
    moving.write(f"new_feed_url: {moving.address}\n", "")
    moving.publish(revert=True)

    assert "ddddddd" == moving.states()
    assert moving.look().is_finished
    moving.old.replies["feed.xml"] = to(moving.address, 302)
    assert ("dddoodo", False) == (moving.states(), moving.look().is_finished)


def test_weeks_are_counted_from_the_day_on_which_the_redirect_is_there_without_a_break(moving: Moving) -> None:
    """A network that fails breaks nothing; a redirect that is gone does."""
    moving.old.replies["feed.xml"] = to(moving.address)
    first = moving.look().old.redirected
    moving.now += timedelta(days=3)
    moving.old.replies["feed.xml"] = Reply(503)
    assert (first, "unknown") == ((found := moving.look()).old.redirected, found.steps[3].state)
    moving.old.replies["feed.xml"] = to(moving.address)
    assert first == moving.look().old.redirected
    moving.serve(2, 1)
    assert "" == moving.look().old.redirected
    moving.old.replies["feed.xml"] = to(moving.address)

    assert first[:10] != moving.look().old.redirected[:10]
    moving.append(f"new_feed_url: {moving.address}\n")
    moving.publish()
    assert moving.look().old.announced
    moving.write(f"new_feed_url: {moving.address}\n", "")
    moving.publish(revert=True)
    assert "" == moving.look().old.announced


@pytest.mark.parametrize(
    ("reply", "evidence"),
    [
        pytest.param(Reply(404), "answers 404", id="not there"),
        pytest.param(to("https://elsewhere.example/"), "answers 301 to https://elsewhere.example/", id="redirects"),
        pytest.param(Reply(headers=HTML, body=PAGE % b""), "something that is no feed", id="a page"),
        pytest.param(Reply(body=FEED), "is the feed of another show", id="another show"),
    ],
)
def test_a_new_feed_that_apps_do_not_get_is_not_proved(moving: Moving, reply: Reply, evidence: str) -> None:
    """It is fetched now, whatever was there before; steps that build on it wait."""
    moving.new.replies["feed.xml"] = reply

    found = moving.step(1)

    assert ("open", True, f"feedpub verify {moving.look().show}") == (found[0], evidence in found[1], found[2])
    assert "wait until step 1 is done" in moving.step(4)[2]


def test_a_new_feed_is_compared_with_the_catalog_the_old_feed_and_its_recordings(moving: Moving) -> None:
    """An episode that is missing, another date, a recording that does not answer; no edits of the author."""
    folder = moving.new.folder
    assert folder
    text = (folder / "feed.xml").read_bytes()
    moving.new.replies["feed.xml"] = Reply(body=re.sub(rb"<item>.*?</item>", b"", text, count=1, flags=re.DOTALL))
    assert ("open", "lacks 1 of 2 episodes") == moving.step(1)[:2]
    moving.new.replies["feed.xml"] = Reply(body=text.replace(b"Tue, 02 Jun", b"Wed, 03 Jun"))
    assert "has another pubDate than the old feed" in moving.step(1)[1]
    del moving.new.replies["feed.xml"]
    sound = re.findall(r'<enclosure url="([^"]*)"', text.decode())[0].removeprefix(moving.new.served.url)
    moving.new.replies[sound] = Reply(403)
    assert (True, True) == ("answers 403" in (found := moving.step(1))[1], "feedpub verify" in found[2])
    del moving.new.replies[sound]

    moving.write('title: "Story 1"', 'title: "The first story"', name="story-1.yaml")
    moving.publish()

    assert ("done", True) == ((found := moving.step(1))[0], "1 other differences" in found[1])


def test_a_recording_that_was_replaced_at_the_old_host_is_not_taken_yet(moving: Moving) -> None:
    """The same guid with another file; whoever wants ours says so."""
    folder = moving.move.studio.folder
    moving.serve(3, 2, 1)
    moving.bring()
    moving.publish()
    ours = [one.stat().st_size for one in sorted((moving.move.root / "media" / "show").glob("*.mp3"))]
    source = moving.old.replies["feed.xml"].body
    for number, size in enumerate(ours, 1):
        source = source.replace(
            b'%d.mp3" length="%d"' % (number, len(mp3(2.0, seed=1))), b'%d.mp3" length="%d"' % (number, size)
        )
    moving.old.replies["feed.xml"] = Reply(body=source.replace(b'length="%d"' % ours[0], b'length="99"', 1))

    state, evidence, actions = moving.step(2)

    assert ("open", True) == (state, "1 other recording than ours: episode-" in evidence)
    assert f"feedpub import --status {folder} --done episodes" in actions
    assert "done" == moving.step(2, confirmed=["episodes"])[0]


def test_a_feed_that_keeps_its_address_needs_no_redirect(moving: Moving) -> None:
    """An author's own domain, which shows the new feed now."""
    folder = moving.move.studio.folder
    write_old_feed(folder, OldFeed(feed=moving.address))

    assert "dudddu" + "o" == moving.states()
    assert "ddddddd" == moving.states(confirmed=["episodes", *(one.key for one in DIRECTORIES)])


def test_network_faults_are_said_and_nothing_breaks(moving: Moving) -> None:
    """Neither host answers: what cannot be known is not called done, and the note keeps what it knows."""
    moving.write(moving.new.served.url, "http://127.0.0.1:1/")
    noted = read_old_feed(moving.move.studio.folder)
    assert noted
    write_old_feed(moving.move.studio.folder, OldFeed(feed="http://127.0.0.1:2/feed.xml", names=noted.names))

    assert "uuuuuuo" == moving.states()


def test_an_episode_that_was_taken_out_here_is_not_missed(moving: Moving) -> None:
    """Neither in the new feed nor as one of the old feed that was not fetched."""
    moving.move.studio.unpublish(moving.move.studio.folder / "story-1.yaml", now=NOW)
    (moving.move.studio.folder / "story-1.yaml").unlink()

    assert "dd" == moving.states()[:2]


def test_what_is_left_at_the_old_host_is_counted_by_kind(moving: Moving) -> None:
    """Recordings, pictures, chapters, transcripts and links; not guids, the site of the show, or other hosts."""
    here = moving.old.served.url
    every = (
        f"<itunes:duration>2</itunes:duration>"
        f'<itunes:image href="{here}4.jpg"/>'
        f"<description><![CDATA[<p>See <a href='{here}4'>this</a>, "
        f"(<a href='https://tidewater.example/4'>{here}5</a>), "
        f"<a href='https://other.example/'>that</a>.</p>]]></description>"
    )
    moving.serve(4, 2, 1, every=every)
    moving.old.replies["4.jpg"] = Reply(body=content("picture", ".jpg", 0))
    moving.bring(media="later")
    moving.publish()

    found = moving.look()
    step = found.steps[6]
    kinds = [(one.kind, one.slug, one.url.removeprefix(here)) for one in found.left]
    assert [
        ("enclosure", "story-4", "4.mp3"),
        ("link", "story-4", "4"),
        ("link", "story-4", "5"),
    ] == kinds
    assert ("open", "still names at the old host: 1 enclosure, 2 links") == (step.state, step.evidence[0])
    assert any(one.endswith("--move-enclosures") for one in step.actions)

    moving.bring()
    moving.publish(move_enclosures=True)
    assert {"link"} == {one.kind for one in moving.look().left}
    assert not any("links" in one for one in moving.look(confirmed=["links"]).steps[6].actions)


def test_links_to_the_authors_own_site_count_where_that_was_the_host(moving: Moving) -> None:
    """Those in notes; the pages of the show and of its episodes are no links to what goes with the old host."""
    folder, here = moving.move.studio.folder, "https://tidewater.example/"
    noted = read_old_feed(folder)
    assert noted
    notes = f"<description><![CDATA[<p><a href='{here}wp-content/9.pdf'>the map</a></p>]]></description>"
    moving.serve(14, *range(12, 2, -1), 2, 1, every=f"<link>{here}?p=14</link>{notes}")
    moving.bring()
    moving.publish()
    assert [] == [one for one in moving.look().left if one.url.startswith(here)]

    write_old_feed(folder, replace(noted, names=("tidewater.example",)))
    found = moving.look()
    step = found.steps[6]

    assert {f"{here}wp-content/9.pdf"} == {one.url for one in found.left}
    assert ("open", "still names at the old host: 11 links", "story-10", "story-8 and 1 more") == (
        step.state,
        step.evidence[0],
        step.evidence[1].split(", ")[0].removeprefix("in "),
        step.evidence[1].split(", ")[-1],
    )


def test_pictures_and_links_of_chapters_and_people_count_too(moving: Moving) -> None:
    """Though the feed names only the file of the chapters."""
    here = "https://cdn.old.example/"
    folder = moving.move.studio.folder
    noted = read_old_feed(folder)
    assert noted
    write_old_feed(folder, replace(noted, names=("old.example",)))
    chapter = f"chapters:\n  - {{start: '0:00', title: One, image: {here}c.jpg, url: {here}c}}\n"
    person = f"people:\n  - {{name: Ada, image: {here}ada.jpg, link: {here}ada}}\n"
    moving.append(chapter + person, name="story-1.yaml")
    moving.publish()

    found = [(one.kind, one.slug, one.url.removeprefix(here)) for one in moving.look().left]
    assert [("picture", "ada.jpg"), ("picture", "c.jpg"), ("link", "ada"), ("link", "c")] == [
        (kind, url) for kind, slug, url in found if slug == "story-1"
    ]


# --- the note, and the command


def test_a_show_of_which_nobody_knows_the_old_feed_asks_for_it(moving: Moving) -> None:
    """An import of a file notes what the feed says of itself; else the address stands on the command line, once."""
    folder = moving.move.studio.folder
    (folder / NAME).unlink()

    result = CliRunner().invoke(app, ["import", "--status", str(folder)])
    assert (2, True) == (
        result.exit_code,
        "nobody knows from which feed it was imported" in result.stderr,
    )

    assert moving.feed == moving.look(feed=moving.feed).old.feed == moving.look().old.feed


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"version": 2}', '{"version": 1}', '{"version": 1, "feed": "x", "finished": "soon"}']
)
def test_a_note_that_cannot_be_read_is_none(tmp_path: Path, text: str) -> None:
    """It is made again by the next import, or by its address."""
    (tmp_path / NAME).write_text(text)

    assert read_old_feed(tmp_path) is None


def test_an_import_notes_where_the_show_was(moving: Moving) -> None:
    """The feed, the hosts of its files and the show's own site; a later import changes nothing of it."""
    folder = moving.move.studio.folder
    noted = read_old_feed(folder)

    assert (moving.feed, ("127.0.0.1",), "tidewater.example") == (noted and (noted.feed, noted.names, noted.site))
    before = (folder / NAME).read_bytes()
    moving.now += timedelta(days=1)
    moving.bring()
    assert before == (folder / NAME).read_bytes()


def test_status_names_a_move_that_is_not_finished(moving: Moving) -> None:
    """In one line, with the command; a finished one is not named."""
    folder = moving.move.studio.folder

    def lines() -> list[str]:
        return [line.text for line in status_lines(status_document(status(folder, now=NOW)))]

    line = f"the move from {moving.feed} is not finished: feedpub import --status {folder}"
    assert [line] == [one for one in lines() if "move" in one]
    assert "move not finished" in summary_line(status_document(status(folder, now=NOW)), "show").text
    noted = read_old_feed(folder)
    assert noted
    write_old_feed(folder, OldFeed(feed=noted.feed, finished="2027-02-01T00:00:00Z"))
    assert not [one for one in lines() if "move" in one]


def test_the_command_is_1_until_the_move_is_finished(moving: Moving, monkeypatch: pytest.MonkeyPatch) -> None:
    """People read a line for each step; the document has every step, what is left, and since when things are so."""
    monkeypatch.chdir(moving.move.root)
    command = ["import", "--status", "feeds/show", "--allow-private"]

    shown = CliRunner().invoke(app, command)
    printed = json.loads(CliRunner().invoke(app, [*command, "--json"]).stdout)

    assert (1, True) == (shown.exit_code, "4 the redirect: open" in shown.stdout)
    assert (moving.feed, moving.address, False) == (printed["old_feed"], printed["feed_url"], printed["finished"])
    assert [{"number", "name", "state", "evidence", "looked_at", "actions"}] * 7 == [
        set(one) for one in printed["steps"]
    ]
    assert {"redirected", "announced", "confirmed", "left", "at", "host", "warning"} <= set(printed)


def test_commands_to_copy_name_the_same_place(moving: Moving) -> None:
    """`--to` and `--url` are in each that publishes, looks there, or confirms."""
    to, url = str(moving.move.root / "public" / "elsewhere"), "https://elsewhere.example/"

    actions = [one for step in moving.look(to=to, url=url).steps for one in step.actions]

    assert [f"feedpub publish {moving.move.studio.folder} --to {to} --url {url}"] == actions[:1]
    assert all("--url" in one for one in actions if "import --status" in one)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["import"], "no feed is named"),
        (["import", "--status", "a", "b"], "two shows are named"),
        (["import", "--status", "a", "--newest", "3"], "--newest does not go with --status"),
        (["import", "feed.xml", "--done", "apple"], "--done goes with --status"),
        (["import", "feed.xml", "--to", "public"], "--to goes with --status"),
        (["import", "--status", "a", "--done", "soon"], "'soon' is not"),
    ],
)
def test_a_command_line_that_means_nothing_is_refused(words: list[str], message: str) -> None:
    """With what is wrong in it."""
    result = CliRunner().invoke(app, words)

    assert (2, True) == (result.exit_code, message in result.output + result.stderr)


def test_every_confirmation_is_in_the_help() -> None:
    """Somebody who reads it can say each."""
    text = " ".join(CliRunner().invoke(app, ["import", "--help"], env={"COLUMNS": "200"}).stdout.split())

    assert not [name for name in CONFIRMATIONS if name not in text]
