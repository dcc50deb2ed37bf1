"""`feedpub move`: a show goes to another place whole, its subscribers after it, and nobody publishes at the old one."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import Any
from uuid import uuid4

import pytest
from lxml import etree
from tests import servers
from tests.driving import NOW
from tests.servers import Fault, Proxy, S3Server, answers_with, lose_answer
from tests.studio import Studio, finish
from tests.test_operations import ALL, Place, example
from tests.webservers import HttpRequest, Reply, honest, serving
from typer.testing import CliRunner, Result

from feedpub import fetch
from feedpub.catalog import CATALOG, loads
from feedpub.cli import app
from feedpub.commands.move import Moved, NewPlace, move_steps, prepare
from feedpub.deploy.caller import Caller
from feedpub.deploy.destination import Destination
from feedpub.deploy.events import AtPlace
from feedpub.deploy.public_address import ADDRESS_PROBE
from feedpub.deploy.verify import verify_address, verify_feed, verify_public
from feedpub.errors import Denied, FeedpubError, Refused, StorageError
from feedpub.output.moved import move_document, move_lines
from feedpub.source import read_show
from feedpub.standards import media_type
from feedpub.storage.directory import Directory
from feedpub.storage.open import redirect_website

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No server here comes to another mind."""
    for check in (verify_address, verify_public, verify_feed):
        monkeypatch.setattr(check, "__kwdefaults__", {**(check.__kwdefaults__ or {}), "wait": 0.0})


def run(*words: str) -> Result:
    """`feedpub` with these words, in this process."""
    return CliRunner().invoke(app, list(words), prog_name="feedpub", catch_exceptions=False)


def moved(desk: Studio, place: NewPlace, **options: Any) -> Moved:
    """`feedpub move`, to the end."""
    return finish(move_steps(prepare(desk.folder, place), now=desk.now, **options), desk.events)


# --- a folder and its web server


@dataclass
class Web:
    """A web server of the folder `public`, and a show there."""

    desk: Studio
    url: str
    led: dict[str, str]
    """Beginning of a path → where the server sends everything below it, with 301."""

    def place(self, name: str = "new") -> NewPlace:
        """A folder beside the show's, at the same server."""
        return NewPlace(to=str(self.desk.root / "public" / name), url=f"{self.url}{name}/")

    def items(self, name: str) -> list[tuple[str, str, str]]:
        """What apps read in a feed: guid, date and length of each episode, whose recording is there in full."""
        root = self.desk.root / "public" / name
        found = []
        for item in etree.fromstring((root / "feed.xml").read_bytes()).iter("item"):
            enclosure = item.find("enclosure")
            assert enclosure is not None
            key = str(enclosure.attrib["url"]).removeprefix(f"{self.url}{name}/")
            assert int(enclosure.attrib["length"]) == (root / key).stat().st_size
            found.append((str(item.findtext("guid")), str(item.findtext("pubDate")), str(enclosure.attrib["length"])))
        return found


def files_of(root: Path, led: Mapping[str, str] = MappingProxyType({})) -> Callable[[HttpRequest], Reply]:
    """A web server of a folder, with types and ranges; the private state is not there. `led` is as in `Web`."""

    def answer(request: HttpRequest) -> Reply:
        for old, new in led.items():
            if request.path.startswith(old):
                return Reply(301, {"Location": new + request.path.removeprefix(old)})
        path = root / request.path.partition("?")[0].lstrip("/")
        if ".feedpub" in path.parts or not path.is_file():
            return Reply(404)
        return honest(path.read_bytes(), media_type("/".join(path.parts[-2:])))(request)

    return answer


@pytest.fixture
def small_web(tmp_path: Path) -> Iterator[Web]:
    """A published show of two episodes without pages: fewer calls of a storage, each of the same kind."""
    led: dict[str, str] = {}
    with serving(files_of(tmp_path / "public", led)) as server:
        desk = Studio(tmp_path, now=NOW)
        desk.show(publish={"to": "../../public/desk", "url": f"{server.url}desk/"}, pages="off")
        desk.publish(desk.episode("first"))
        desk.publish(desk.episode("second"))
        yield Web(desk, server.url, led)


@pytest.fixture
def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    """A published show of two episodes; one was published again with another recording."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("feedpub.cli.environment.now", lambda: NOW)
    led: dict[str, str] = {}
    with serving(files_of(tmp_path / "public", led)) as server:
        yield Web(published(tmp_path, server.url), server.url, led)


def published(root: Path, url: str) -> Studio:
    """A show with an edited episode, a replaced recording and a scheduled episode, in `public/desk`."""
    desk = Studio(root, now=NOW)
    desk.show(publish={"to": "../../public/desk", "url": f"{url}desk/"})
    desk.episode("first", notes="First notes.", chapters=["0:00 Beginning"])
    desk.publish()
    desk.episode("first", sound=5, notes="Other notes.", chapters=["0:00 Beginning"])
    desk.episode("second", notes="Second notes.")
    desk.episode("later", published="2027-01-01T06:00:00Z")
    desk.publish(replace_audio=True)
    return desk


def test_everything_arrives_and_subscribers_are_told(web: Web) -> None:
    """Guids, dates and bytes; history; the old feed with the same episodes; pages lead there; embeds go on."""
    desk = web.desk
    before, items = desk.catalog(), web.items("desk")

    done = moved(desk, web.place())

    there = loads((desk.root / "public/.feedpub/new" / CATALOG).read_bytes(), where="catalog")
    assert items == web.items("desk") == web.items("new")
    assert (before.lineage, before.channel.guid) == (there.lineage, there.channel.guid)
    assert [one.enclosure for one in before.items] == [one.enclosure for one in there.items]
    assert {key for key in before.manifest if "/" in key} == {
        str(path.relative_to(desk.root / "public/new"))
        for folder in ("media", "art", "chapters", "transcripts", "assets")
        for path in (desk.root / "public/new" / folder).glob("*")
        if not path.name.startswith("feedpub-")
    }
    feeds = [(desk.root / "public" / name / "feed.xml").read_text() for name in ("desk", "new")]
    assert [[f"{web.url}new/feed.xml"]] * 2 == [re.findall("<itunes:new-feed-url>(.*?)<", feed) for feed in feeds]
    page = (desk.root / "public/desk/first.html").read_text()
    assert f'<meta http-equiv="refresh" content="0; url={web.url}new/first.html">' in page
    assert f'<link rel="canonical" href="{web.url}new/first.html">' in page
    assert "noindex" not in page
    assert "refresh" not in (desk.root / "public/desk/first-embed.html").read_text()
    assert "refresh" not in (desk.root / "public/new/first.html").read_text()
    assert not done.by_others
    assert done.is_written


def test_all_verbs_go_on_at_the_new_place(web: Web) -> None:
    """At once, and without another word: show.yaml names it, with its comments as they were."""
    desk = web.desk
    yaml = desk.folder / "show.yaml"
    yaml.write_text(f"# My show.\n{yaml.read_text()}# The end.\n")

    assert 0 == run("move", "--to", web.place().to, "--url", str(web.place().url), "--yes").exit_code

    assert yaml.read_text().startswith("# My show.\n")
    assert "# The end.\n" in yaml.read_text()
    assert not desk.publish().run.outcome.plan
    assert "nothing to do" in run("publish", str(desk.folder)).stdout
    verified = run("verify", str(desk.folder), "--deep")
    assert 0 == verified.exit_code, verified.output
    past = json.loads(run("history", str(desk.folder), "--json").stdout)
    assert [("move", 4), ("publish", 2), ("publish", 1)] == [
        (one["command"], one["revision"]) for one in past["revisions"]
    ]
    assert "edited" not in run("status", str(desk.folder)).stdout
    desk.episode("third")
    assert 0 == run("publish", str(desk.folder)).exit_code
    undone = run("undo", str(desk.folder), "--revision", "2", "--dry-run")
    assert 0 == undone.exit_code, undone.output
    taken = run("undo", str(desk.folder), "--revision", "4", "--yes")
    assert 2 == taken.exit_code
    assert f"revision 4 moved the show to {web.place().to}: that is not taken back" in taken.stderr


def test_pages_of_what_was_renamed_or_taken_out(web: Web) -> None:
    """The former address of an episode leads straight to its page; what was taken out stays as it is."""
    desk, old = web.desk, web.desk.root / "public/desk"
    (desk.folder / "second.yaml").unlink()
    desk.publish(desk.episode("renamed", sound=sum(b"second")), renamed_from="second")
    desk.unpublish(desk.folder / "first.yaml")
    gone, subscribe = (old / "first.html").read_bytes(), (old / "subscribe.html").read_bytes()
    there = f"{web.url}new/"

    moved(desk, web.place())

    found = re.compile('content="0; url=(.*?)"')
    led = {
        name: found.findall((old / f"{name}.html").read_text()) for name in ("second", "renamed", "index", "subscribe")
    }
    keys = {"second": "renamed", "renamed": "renamed", "index": "index", "subscribe": "subscribe"}
    assert {name: [f"{there}{key}.html"] for name, key in keys.items()} == led
    assert gone == (old / "first.html").read_bytes()
    assert subscribe != (old / "subscribe.html").read_bytes()
    assert [f"{there}renamed.html"] == re.findall('canonical" href="(.*?)"', (old / "second.html").read_text())


def test_an_address_that_stays_changes_nothing_for_subscribers(web: Web) -> None:
    """Behind a CDN, or a link of the file system: the feed is the same, and only publishers see another place."""
    desk, feed = web.desk, web.desk.feed()
    moving = moved(desk, NewPlace(to=web.place().to, url=f"{web.url}desk/"))

    assert feed == desk.feed()
    assert "new-feed-url" not in (desk.root / "public/new/feed.xml").read_text()
    assert move_document(moving)["move"]["address_stays"]
    assert not desk.publish().run.outcome.plan
    (desk.folder / "show.yaml").write_text((desk.folder / "show.yaml").read_text().replace("public/new", "public/desk"))
    with pytest.raises(Refused, match="the show has moved to "):
        desk.publish(desk.episode("third"))


def test_a_place_that_is_lost_for_good_is_given_up(web: Web) -> None:
    """The old one goes on as before the move, for whoever says so."""
    desk, old = web.desk, (web.desk.folder / "show.yaml").read_text()
    page = re.sub("revision .*?[)]", "", (desk.site / "second.html").read_text())
    moved(desk, web.place())
    shutil.rmtree(desk.root / "public/new")
    (desk.folder / "show.yaml").write_text(old)

    desk.publish(desk.episode("third"), moved=True)

    assert "new-feed-url" not in desk.feed()
    assert 3 == len(web.items("desk"))
    assert (
        page.partition("<main")[0]
        == re.sub("revision .*?[)]", "", (desk.site / "second.html").read_text()).partition("<main")[0]
    )
    assert not desk.publish().run.outcome.plan


def test_a_show_that_shares_its_place_with_others_gets_one_of_its_own(web: Web) -> None:
    """The shared file stays as it is; the show's own says where it is from then on."""
    desk, shared = web.desk, web.desk.root / "feeds/shared.yaml"
    text = (desk.folder / "show.yaml").read_text().partition("publish:")[0]
    shared.write_text(f"publish:\n  to: ../public/{{show}}\n  url: {web.url}{{show}}/\n")
    (desk.folder / "show.yaml").write_text(f"extends: ../shared.yaml\n{text}")
    before = shared.read_text()
    assert not desk.publish().run.outcome.plan

    moved(desk, web.place())

    assert before == shared.read_text()
    assert not desk.publish().run.outcome.plan
    assert 2 == len(web.items("new"))


def test_a_show_that_nobody_could_subscribe_to_says_nothing_of_a_move(web: Web) -> None:
    """From a folder without an address: the new feed is a first one."""
    desk = Studio(web.desk.root, name="local", now=NOW)
    desk.show(pages="off")
    desk.publish(desk.episode("first"))

    moved(desk, web.place())

    assert "new-feed-url" not in (desk.root / "public/new/feed.xml").read_text()
    assert "new_feed_url" not in (desk.folder / "show.yaml").read_text()
    assert not desk.publish().run.outcome.plan


# --- disturbed


@dataclass
class Reader:
    """An app that reads both feeds between any two calls of a storage."""

    web: Web
    seen: set[tuple[str, int]]

    def look(self) -> None:
        """Each feed that is there is whole, and has the two episodes that are out."""
        for name in ("desk", "new"):
            if (self.web.desk.root / "public" / name / "feed.xml").is_file():
                self.seen.add((name, len(self.web.items(name))))


DEAD: list[Any] = []
"""Abandoned generators, so that no `finally` of theirs runs while the test does."""


@pytest.fixture(autouse=True)
def _closed_afterwards() -> Iterator[None]:
    yield
    while DEAD:
        DEAD.pop().close()


def die_after(desk: Studio, place: NewPlace, calls: int, look: Callable[[], object], **options: Any) -> bool:
    """Move, and stop dead before storage call number `calls`; False if the run ended before. `look` is before each."""
    steps = move_steps(prepare(desk.folder, place), now=NOW, **options)
    DEAD.append(steps)
    for event in steps:
        if event is None:
            look()
            calls -= 1
        if calls < 0:
            return True
    return False


def whole(web: Web) -> dict[str, bytes]:
    """Everything that is stored, without the numbers of revisions and what follows from them."""
    public, found = web.desk.root / "public", {}
    for path in public.rglob("*"):
        if path.is_file() and path.name not in {"probe", "applied", CATALOG}:
            data = re.sub(rb"feedpub \(revision [^)]*\)", b"", path.read_bytes())
            if "history" not in path.parts or int(path.name.partition("-")[0]) < 3:
                found[str(path.relative_to(public))] = data
    return found


@pytest.mark.usefixtures("call_by_call")
def test_a_move_that_was_killed_anywhere_is_finished_by_the_next_run(small_web: Web) -> None:
    """At each call: both feeds are whole at every instant, and the end is that of an undisturbed run."""
    web = small_web
    before = web.desk.root.parent / "before"
    shutil.copytree(web.desk.root, before)
    moved(web.desk, web.place(), verify="store")
    wanted, yaml = whole(web), (web.desk.folder / "show.yaml").read_text()
    reader, begun = Reader(web, set()), 0

    for calls in count():
        shutil.rmtree(web.desk.root / "public")
        shutil.rmtree(web.desk.folder)
        shutil.copytree(before, web.desk.root, dirs_exist_ok=True)
        died = die_after(web.desk, web.place(), calls, reader.look, verify="store")
        if died and not (web.desk.root / "public/.feedpub/new").exists():
            continue  # nothing was written yet
        begun += 1
        reader.look()
        if died:
            moved(web.desk, web.place(), verify="store")
        assert wanted == whole(web), calls
        assert yaml == (web.desk.folder / "show.yaml").read_text()
        if not died:
            break

    assert not web.desk.publish().run.outcome.plan
    assert {("desk", 2), ("new", 2)} == reader.seen
    assert begun > 30


def in_turns(*runs: Generator[Any, None, Any], every: int = 3) -> list[Any]:
    """Runs that take turns, a few calls each; their results, or what they raised."""
    ended: dict[int, Any] = {}
    while len(ended) < len(runs):
        for number, steps in enumerate(runs):
            for _ in range(every + number):
                if number in ended:
                    break
                try:
                    next(steps)
                except StopIteration as stop:
                    ended[number] = stop.value
                except FeedpubError as error:
                    ended[number] = error
    return [ended[number] for number in range(len(runs))]


@pytest.mark.usefixtures("call_by_call")
@pytest.mark.parametrize("every", [1, 7])
def test_of_two_who_move_at_once_one_wins_and_the_other_says_so(small_web: Web, every: int) -> None:
    """Nothing is done twice, and both files name the new place."""
    web = small_web
    callers = [Caller(author=name) for name in ("ada@studio", "ben@train")]
    runs = [move_steps(prepare(web.desk.folder, web.place()), now=NOW, caller=one) for one in callers]

    first, second = in_turns(*runs, every=every)

    assert [False, True] == sorted([first.by_others, second.by_others])
    assert web.items("desk") == web.items("new")
    assert not web.desk.publish().run.outcome.plan


@pytest.mark.usefixtures("call_by_call")
def test_of_two_who_move_to_different_places_one_is_refused(small_web: Web) -> None:
    """Subscribers cannot be sent to both."""
    web = small_web
    runs = [move_steps(prepare(web.desk.folder, web.place(name)), now=NOW) for name in ("new", "other")]

    ended = in_turns(*runs)

    (refused,) = [one for one in ended if isinstance(one, Refused)]
    assert "the show has moved to " in refused.message
    assert 1 == sum(isinstance(one, Moved) for one in ended)


def test_what_is_published_at_the_old_place_meanwhile_comes_along(small_web: Web) -> None:
    """Somebody else's CI publishes before the old place says that the show has moved."""
    web = small_web
    desk = web.desk
    steps = move_steps(prepare(desk.folder, web.place()), now=NOW)
    for event in steps:
        if isinstance(event, AtPlace) and event.is_old:
            desk.publish(desk.episode("third"))
            break

    done = finish(steps)

    assert 3 == len(web.items("new"))
    assert web.items("desk") == web.items("new")
    assert done.is_written
    assert not desk.publish().run.outcome.plan


MOVED_AWAY = "the show has moved to {}: here nothing is published any more"
REFUSED = {
    "publish": MOVED_AWAY,
    "release": MOVED_AWAY,
    "prune": MOVED_AWAY,
    "undo": "revision 3 moved the show to {}: that is not taken back",
}


def test_an_old_checkout_cannot_publish_at_the_old_place(web: Web) -> None:
    """Whatever the verb; the message names the new place, and those that only look say so."""
    desk = web.desk
    old = shutil.copytree(desk.folder, desk.root / "checkout")
    moved(desk, web.place())
    shutil.rmtree(desk.folder)
    shutil.copytree(old, desk.folder)
    desk.episode("third")

    for words in (["status"], ["status", "--all"]):
        shown = run(*words, *(["--no-cache"] if words[1:] else [str(desk.folder)]))
        assert 0 == shown.exit_code
        assert f"moved to {web.place().to}" in shown.stdout
    for looking, code in {"history": 0, "verify": 0, "check": 1}.items():
        shown = run(looking, str(desk.folder))
        assert code == shown.exit_code, (looking, shown.output)
        assert MOVED_AWAY.format(web.place().to) in shown.stdout, looking
    assert web.place().to == json.loads(run("status", str(desk.folder), "--json").stdout)["moved_to"]
    assert web.place().to == json.loads(run("history", str(desk.folder), "--json").stdout)["moved_to"]
    assert [web.place().to] == [
        one["moved_to"] for one in json.loads(run("verify", str(desk.folder), "--json").stdout)["shows"]
    ]
    for verb in (["publish"], ["release"], ["undo", "--yes"], ["verify", "--repair"], ["prune", "--yes"]):
        done = run(*verb, str(desk.folder))
        if verb[0] == "verify":
            assert 0 == done.exit_code, done.output
            continue
        assert 2 == done.exit_code, (verb, done.output)
        assert REFUSED[verb[0]].format(web.place().to) in done.stderr
    web.led["/desk/"] = f"{web.url}new/"
    with pytest.raises(Refused, match="the show has moved to"):
        desk.publish(verify="public")  # a CI remembers nothing, and asks the public address: it leads to a later feed
    again = run("move", str(desk.folder), "--to", web.place().to, "--url", str(web.place().url), "--yes")
    assert 0 == again.exit_code
    assert "another run has brought the show there" in again.stdout


FAULTS = ("media/", "catalog.json.gz", "first.html", "applied")


@pytest.mark.parametrize("key", FAULTS)
def test_a_store_that_fails_is_gone_on_from(web: Web, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk in the middle of it: the old feed is as it was, or both are whole; the next run ends well."""
    put, failing = Directory.put, [True]

    def put_or_fail(store: Directory, name: str, *words: Any, **more: Any) -> str:
        if failing and name.startswith(key) and store.root.name == "new":
            raise StorageError("the disk is full", where=name)
        return put(store, name, *words, **more)

    before = web.items("desk")
    monkeypatch.setattr(Directory, "put", put_or_fail)
    with pytest.raises(StorageError):
        moved(web.desk, web.place())
    assert before == web.items("desk")
    assert "new-feed-url" not in web.desk.feed()
    failing.clear()

    done = moved(web.desk, web.place())

    assert before == web.items("new") == web.items("desk")
    assert done.is_written


def test_a_damaged_object_stops_the_move(web: Web) -> None:
    """Of the right length and with other bytes: it is not copied, and nothing is committed."""
    (recording,) = (web.desk.site / "media").glob("second-*.mp3")
    data = recording.read_bytes()
    recording.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))

    with pytest.raises(FeedpubError, match="does not have the bytes that were published") as caught:
        moved(web.desk, web.place())

    assert "verify --repair" in caught.value.hint
    assert not (web.desk.root / "public/new/feed.xml").exists()


# --- refused


def test_places_that_cannot_be_moved_to_are_refused_before_anything_is_copied(web: Web) -> None:
    """Each with its reason."""
    desk, public = web.desk, web.desk.root / "public"
    other = Studio(desk.root, name="other")
    other.show(publish={"to": "../../public/other", "url": f"{web.url}other/"})
    other.publish(other.episode("another"))
    before = desk.tree()
    refused = {
        (str(public / "desk"), f"{web.url}desk/"): "is published at .* already",
        (str(public / "desk/inner"), f"{web.url}desk/inner/"): "lies in",
        (str(public), web.url): "lies in",
        (str(public / "other"), f"{web.url}other/"): "another show is published there: Tidewater",
        (str(public / "other/inner"), f"{web.url}other/inner/"): "another show is published above",
        (str(public / "new"), None): "has no public address",
        (str(public / "new"), "http://127.0.0.1:1/new/"): "nothing of the show is uploaded.*accepts no connection",
        (str(public / "new"), f"{web.url}elsewhere/"): "nothing of the show is uploaded.*404",
        (str(desk.folder.parent), f"{web.url}new/"): "holds the show's own files",
    }

    for (to, url), reason in refused.items():
        with pytest.raises(FeedpubError, match=reason):
            moved(desk, NewPlace(to=to, url=url))

    left = {name for name in desk.tree() if not name.endswith(("/probe", ADDRESS_PROBE))}
    assert {name for name in before if not name.endswith("/probe")} == left


def test_a_dry_run_changes_nothing_and_shows_all_of_it(web: Web) -> None:
    """What is copied, what the old feed says, the lines of show.yaml, the settings of the server."""
    before, yaml = web.desk.tree(), (web.desk.folder / "show.yaml").read_text()
    place = ["move", str(web.desk.folder), "--to", web.place().to, "--url", str(web.place().url)]

    shown, document = run(*place, "--dry-run", "-v"), json.loads(run(*place, "--dry-run", "--json").stdout)

    assert (before, yaml) == (web.desk.tree(), (web.desk.folder / "show.yaml").read_text())
    assert 0 == shown.exit_code
    assert "the recordings get other addresses (2 in the feed)" in shown.stderr
    assert "an earlier version, which apps may know" in shown.stdout
    assert "    to: ../../public/new" in shown.stdout
    assert "location ^~ /desk/" in shown.stdout
    assert "as long as you own the name" in shown.stdout
    assert f"{web.url}new/feed.xml" == document["move"]["new_feed_url"]
    assert ["nginx", "Apache"] == [one["server"] for one in document["move"]["redirect_settings"]]
    assert 2 == run(*place).exit_code  # nobody can be asked here


# --- buckets


@dataclass
class Bucket:
    """A show in a bucket, reached through a proxy, and public places in it."""

    desk: Studio
    server: S3Server
    proxy: Proxy

    def place(self, *, is_public: bool = True) -> NewPlace:
        """A new prefix."""
        prefix = f"shows/{uuid4().hex[:12]}"
        if is_public:
            self.server.make_public(prefix)
        return NewPlace(
            to=f"s3://{self.server.bucket}/{prefix}", url=self.server.url(prefix) + "/", endpoint=self.proxy.endpoint
        )

    def guids(self, place: NewPlace) -> list[str]:
        """What a stranger reads in the feed, whose recordings strangers get in full."""
        feed = etree.fromstring(fetch.request(f"{place.url}feed.xml", allow_private=True).body)
        for enclosure in feed.iter("enclosure"):
            got = fetch.request(str(enclosure.attrib["url"]), allow_private=True)
            assert (200, int(enclosure.attrib["length"])) == (got.status, len(got.body))
        return [str(guid.text) for guid in feed.iter("guid")]


@pytest.fixture
def bucket(s3_server: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    """A published show of one episode, with a long recording that is sent in parts elsewhere."""
    monkeypatch.chdir(tmp_path)
    with Proxy(s3_server.endpoint) as proxy:
        made = Bucket(Studio(tmp_path, now=NOW), s3_server, proxy)
        place = made.place()
        made.desk.show(publish={"to": place.to, "url": place.url, "endpoint": proxy.endpoint}, pages="off")
        made.desk.publish(made.desk.episode("first"))
        yield made


def place_of(desk: Studio) -> NewPlace:
    """Where show.yaml says that the show is."""
    where = read_show(desk.folder / "show.yaml").show.publish
    return NewPlace(to=str(where.to), url=where.url, endpoint=where.endpoint)


@pytest.mark.s3
def test_from_bucket_to_bucket_the_store_copies_by_itself(bucket: Bucket) -> None:
    """No recording passes by this machine; types, caching and digests are those of a publish."""
    old, new = place_of(bucket.desk), bucket.place()
    guids = bucket.guids(old)
    bucket.proxy.requests.clear()

    done = moved(bucket.desk, new)

    copied = [one for one in bucket.proxy.requests if "x-amz-copy-source" in {name.lower() for name in one.headers}]
    sent = [one for one in bucket.proxy.requests if one.method == "PUT" and "/media/" in one.path]
    assert sent
    assert [] == [one.path for one in sent if one not in copied]
    assert guids == bucket.guids(new) == bucket.guids(old)
    assert 0 == run("verify", str(bucket.desk.folder), "--deep").exit_code
    assert not bucket.desk.publish().run.outcome.plan
    shown = move_document(done)["move"]
    assert (True, []) == (shown["old_cannot_redirect"], shown["redirect_settings"])
    assert any("cannot redirect" in str(line) for line in move_lines(move_document(done)))


EVERY = 20
"""Between two buckets it takes a second to begin anew, so of this many calls one is tried. All were tried: 1."""


def stored(bucket: Bucket, place: NewPlace) -> dict[str, bytes]:
    """What lies at a place, as if it were called `here`, without the numbers of revisions."""
    prefix, found = place.to.removeprefix(f"s3://{bucket.server.bucket}/"), {}
    for key in bucket.server.keys(prefix):
        name = key.removeprefix(f"{prefix}/")
        if name != ADDRESS_PROBE:
            data = bucket.server.client().get_object(Bucket=bucket.server.bucket, Key=key)["Body"].read()
            data = re.sub(rb"feedpub \(revision [^)]*\)", b"", data)
            found[name] = data.replace(prefix.encode(), b"here")
    return found


def restore(bucket: Bucket, old: NewPlace, kept: NewPlace) -> None:
    """Bring everything at `old`, its private state too, back to how it lies at `kept`."""
    client, name = bucket.server.client(), bucket.server.bucket
    there, copies = (one.to.removeprefix(f"s3://{name}/") for one in (old, kept))
    for above in ("", ".feedpub/"):
        for key in bucket.server.keys(f"{above}{there}/"):
            client.delete_object(Bucket=name, Key=key)
        for key in bucket.server.keys(f"{above}{copies}/"):
            client.copy_object(Bucket=name, Key=key.replace(copies, there), CopySource=f"{name}/{key}")


@pytest.mark.s3
@pytest.mark.usefixtures("call_by_call")
def test_a_move_between_buckets_that_was_killed_is_finished_by_the_next_run(bucket: Bucket) -> None:
    """Both feeds are whole whenever there is one, and the end is that of an undisturbed run."""
    desk, old, kept = bucket.desk, place_of(bucket.desk), bucket.place()
    guids, yaml = bucket.guids(old), (desk.folder / "show.yaml").read_text()
    restore(bucket, kept, old)
    undisturbed = bucket.place()
    moved(desk, undisturbed)
    wanted, seen = stored(bucket, undisturbed), set()
    led = {
        name: data.replace(undisturbed.to.rpartition("/")[2].encode(), b"new")
        for name, data in stored(bucket, old).items()
    }

    for calls in count(step=EVERY):
        restore(bucket, old, kept)
        (desk.folder / "show.yaml").write_text(yaml)
        new = bucket.place()
        died = die_after(desk, new, calls, lambda: None)
        is_there = fetch.request(f"{new.url}feed.xml", allow_private=True).status == 200
        assert guids == bucket.guids(old)
        assert not is_there or guids == bucket.guids(new), calls
        seen.add((died, is_there))
        if died:
            moved(desk, new)
        assert wanted == stored(bucket, new), calls
        assert led == {
            name: data.replace(new.to.rpartition("/")[2].encode(), b"new") for name, data in stored(bucket, old).items()
        }, calls
        assert new == place_of(desk)
        assert not desk.publish().run.outcome.plan
        if not died:
            break

    assert {(True, False), (True, True), (False, True)} == seen


@pytest.mark.s3
@pytest.mark.usefixtures("call_by_call")
@pytest.mark.parametrize("every", [1, 7])
def test_of_two_who_move_between_buckets_at_once_one_wins(bucket: Bucket, every: int) -> None:
    """Nothing is done twice, and both files name the new place."""
    new, old = bucket.place(), place_of(bucket.desk)
    guids = bucket.guids(old)
    callers = [Caller(author=name) for name in ("ada@studio", "ben@train")]

    first, second = in_turns(
        *(move_steps(prepare(bucket.desk.folder, new), now=NOW, caller=one) for one in callers), every=every
    )

    assert [False, True] == sorted([first.by_others, second.by_others])
    assert guids == bucket.guids(new) == bucket.guids(old)
    assert new == place_of(bucket.desk)
    assert not bucket.desk.publish().run.outcome.plan


@pytest.mark.s3
@pytest.mark.parametrize("fault", ["copying is denied", "the answer is lost", "the recording is denied"])
def test_a_bucket_that_fails_is_gone_on_from(bucket: Bucket, fault: str) -> None:
    """Who may not copy sends the bytes; a lost answer is looked up; what is denied stops the move before its commit."""
    old, new = place_of(bucket.desk), bucket.place()
    guids = bucket.guids(old)

    def is_copy(request: Any) -> bool:
        return "x-amz-copy-source" in {name.lower() for name in request.headers}

    def is_recording(request: Any) -> bool:
        return request.method == "PUT" and "/media/" in request.path

    denied = answers_with(403, "AccessDenied")
    faults = {
        "copying is denied": Fault(when=is_copy, do=denied, times=99),
        "the answer is lost": Fault(when=is_copy, do=lose_answer),
        "the recording is denied": Fault(when=is_recording, do=denied, times=2),
    }
    bucket.proxy.faults.append(faults[fault])
    if fault == "the recording is denied":
        with pytest.raises(Denied):
            moved(bucket.desk, new)
        assert old == place_of(bucket.desk)
        assert 404 == fetch.request(f"{new.url}feed.xml", allow_private=True).status

    moved(bucket.desk, new)

    assert guids == bucket.guids(new) == bucket.guids(old)


@pytest.mark.s3
def test_a_bucket_that_strangers_cannot_read_is_refused_before_anything_is_copied(bucket: Bucket) -> None:
    """With what makes it public."""
    new = bucket.place(is_public=False)

    with pytest.raises(FeedpubError, match=r"nothing of the show is uploaded.*not public") as caught:
        moved(bucket.desk, new)

    assert "put-bucket-policy" in caught.value.hint
    prefix = new.to.removeprefix(f"s3://{bucket.server.bucket}/")
    assert [f"{prefix}/{ADDRESS_PROBE}"] == bucket.server.keys(prefix)
    assert (
        "new-feed-url"
        not in bucket.server.client()
        .get_object(
            Bucket=bucket.server.bucket, Key=place_of(bucket.desk).to.removeprefix("s3://podcasts/") + "/feed.xml"
        )["Body"]
        .read()
        .decode()
    )


@pytest.mark.s3
def test_from_a_folder_into_a_bucket_and_back_to_a_folder(bucket: Bucket, web: Web) -> None:
    """Bytes go by this machine; each time the show is whole, and the next publish finds nothing to do."""
    items = web.items("desk")
    into, back = bucket.place(), web.place()

    moved(web.desk, into)

    assert [guid for guid, *_ in items] == bucket.guids(into)
    assert not web.desk.publish().run.outcome.plan

    moved(web.desk, back)

    assert items == web.items("new") == web.items("desk")
    assert not web.desk.publish().run.outcome.plan
    assert f"the show has moved to {back.to}" in str(refused_at(web.desk, into))


def refused_at(desk: Studio, place: NewPlace) -> Refused:
    """How a publish is refused there."""
    text = (desk.folder / "show.yaml").read_text()
    url = f"  url: {place.url}\n  endpoint: {place.endpoint}\n"
    (desk.folder / "show.yaml").write_text(
        re.sub(r"(?ms)^publish:\n(  .*?\n)+", f"publish:\n  to: {place.to}\n{url}", text)
    )
    with pytest.raises(Refused) as caught:
        desk.publish(desk.episode("another"))
    return caught.value


@pytest.mark.s3
def test_the_website_that_a_bucket_is_answers_301(signed_in: None) -> None:
    """Its own rules stay, a second run adds none; a bucket that is no website is left alone."""
    with servers.moto() as server:
        client = server.client()
        client.create_bucket(Bucket=server.bucket)
        place = f"s3://{server.bucket}/shows/tide"
        assert not redirect_website(place, to="https://new.example/tide/", endpoint=server.endpoint)
        own: Any = {"Condition": {"KeyPrefixEquals": "docs/"}, "Redirect": {"ReplaceKeyPrefixWith": "documents/"}}
        website: Any = {"IndexDocument": {"Suffix": "index.html"}, "RoutingRules": [own]}
        client.put_bucket_website(Bucket=server.bucket, WebsiteConfiguration=website)

        done = [redirect_website(place, to="https://new.example/tide/", endpoint=server.endpoint) for _ in range(2)]

        found = client.get_bucket_website(Bucket=server.bucket)
    redirect = {
        "Protocol": "https",
        "HostName": "new.example",
        "ReplaceKeyPrefixWith": "tide/",
        "HttpRedirectCode": "301",
    }
    assert [True, True] == done
    assert {"Suffix": "index.html"} == found["IndexDocument"]
    assert [
        {"Condition": {"KeyPrefixEquals": "shows/tide/"}, "Redirect": redirect},
        own,
    ] == found["RoutingRules"]


def test_what_show_yaml_could_not_hold_is_refused(web: Web) -> None:
    """As if it stood there."""
    with pytest.raises(FeedpubError, match="'garbage' is not a web address") as caught:
        moved(web.desk, NewPlace(to="s3://podcasts/new", url="garbage"))

    assert "--url" == caught.value.where


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (("s3://podcast/tide", None), ("s3://other/tide", None), "s3://other/tide"),
        (
            ("s3://podcast/tide", None),
            ("s3://podcast/tide", "https://r2.example"),
            "s3://podcast/tide (https://r2.example)",
        ),
        (("s3://podcast/tide", "https://r2.example"), ("s3://podcast/tide", None), "s3://podcast/tide (AWS)"),
        (("s3://podcast/tide", "https://r2.example"), ("/srv/tide", "https://r2.example"), "/srv/tide"),
    ],
)
def test_a_bucket_of_the_same_name_elsewhere_is_another_place(
    old: tuple[str, str | None], new: tuple[str, str | None], expected: str
) -> None:
    """By which the old place knows that the show has left."""
    there, here = (
        Destination(to=to, state="", base="https://example.com/", feed="feed.xml", endpoint=endpoint)
        for to, endpoint in (new, old)
    )

    assert expected == there.named_from(here)


def test_a_file_that_cannot_be_written_gets_its_lines_shown(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """The show has moved all the same."""

    def refuse(path: Path, text: str) -> None:
        raise FeedpubError("cannot be written", where=str(path))

    monkeypatch.setattr("feedpub.commands.move.rewrite", refuse)
    done = run("move", str(web.desk.folder), "--to", web.place().to, "--url", str(web.place().url), "--yes")

    assert 0 == done.exit_code
    assert "write this into feeds/desk/show.yaml" in done.stdout
    assert "    to: ../../public/new" in done.stdout


SECTION = "The show moves to another bucket"
"""Of docs/operations.md."""


@pytest.mark.s3
def test_the_commands_of_the_manual_move_the_example(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    """As they stand there, into a bucket of this machine; then everything is in order."""
    place = Place(example(bucket.desk.root / "podcast"))
    monkeypatch.chdir(place.root)
    assert 0 == place.run("feedpub publish feeds/tidewater")[0]
    new = bucket.place()
    typed = [one.line for one in ALL[SECTION]]
    assert 2 == len(typed)

    for line in typed:
        there = line.replace("s3://my-podcast/tidewater", new.to).replace(
            "https://cdn.example.org/tidewater/", str(new.url)
        )
        code, output = place.run(f"{there} --endpoint {new.endpoint}")
        assert 0 == code, output

    assert 3 == len(bucket.guids(new))
    assert (0, True) == ((done := place.run("feedpub publish feeds/tidewater"))[0], "nothing to do" in done[1])
