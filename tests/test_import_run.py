"""An import from a host: downloads with patience and bounds, files that stay, second runs, the command."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable, Iterator
from hashlib import sha256
from multiprocessing import get_all_start_methods
from pathlib import Path
from threading import Lock

import pytest
from tests.importing import GUID, NOW, Move, content, feed, item
from tests.pictures import picture
from tests.sounds import mp3
from tests.webservers import HttpRequest, Reply, Served, serving
from typer.testing import CliRunner

from feedpub.audio import probe
from feedpub.audio.probe import OnBytes
from feedpub.cli.commands import app
from feedpub.commands.imports import Imported, apply, measuring, prepare, swapped
from feedpub.commands.imports.download import ATTEMPTS, PER_HOST, Download, Downloaded, download_all
from feedpub.commands.imports.snapshot import JOURNAL, NAME, read_snapshot, recording_digest
from feedpub.model.measured import Audio
from feedpub.source import read_episode

pytestmark = pytest.mark.slow

SOUND = mp3(4.0, seed=7)
SOUNDS = {f"episode-{number}": mp3(2.0, seed=number) for number in (1, 2)}
"""Guid → what a host of these tests has."""

Route = Callable[[HttpRequest], Reply]


class Host:
    """A podcast host on this machine: routes by path; what is in none is not there."""

    def __init__(self) -> None:
        self.routes: dict[str, Route] = {}
        self.served = Served("")
        self.most = 0
        """Requests that were answered at once, at most."""

        self._now = 0
        self._lock = Lock()

    def __call__(self, request: HttpRequest) -> Reply:
        """Answer a request."""
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        try:
            route = self.routes.get(request.path.partition("?")[0])
            return route(request) if route else Reply(status=404, body=b"no")
        finally:
            with self._lock:
                self._now -= 1

    def file(self, path: str, body: bytes, **headers: str) -> None:
        """Serve a file."""
        self.routes[path] = lambda _request: Reply(headers=headers, body=body)

    def feed(self, *numbers: int, more: str = "", every: str = "") -> str:
        """Serve a show with these episodes; its address."""
        items = (item(number, every) for number in numbers)
        data = feed(*items, more=more).replace(b"https://cdn.host.example/", self.served.url.encode())
        self.file("/feed.xml", data)
        self.file("/cover.jpg", content("picture", ".jpg", 0))
        for number in numbers:
            self.file(f"/{number}.mp3", mp3(2.0, seed=number))
        return f"{self.served.url}feed.xml"

    def asked(self) -> list[str]:
        """Paths of the requests so far, sorted."""
        return sorted(request.path for request in self.served.requests)


@pytest.fixture
def host() -> Iterator[Host]:
    """A running host."""
    made = Host()
    with serving(made) as made.served:
        yield made


def run(move: Move, source: str, **options: object) -> Imported:
    """An import, with its downloads; nothing waits."""
    (move.root / "feeds").mkdir(exist_ok=True)
    prepared = prepare(source, move.studio.folder, now=NOW, random_guid=GUID, allow_private=True)
    return apply(prepared, now=NOW, allow_private=True, sleep=lambda _seconds: None, **options)  # type: ignore[arg-type]


def one(
    tmp_path: Path, host: Host, path: str = "/1.mp3", *, size: int | None = None, name: str = "1.mp3"
) -> Downloaded:
    """A single download."""
    download = Download(url=host.served.url + path.removeprefix("/"), path=tmp_path / name, size=size)
    (done,) = download_all([download], allow_private=True, sleep=lambda _seconds: None)
    return done


# --- the whole


@pytest.mark.skipif("fork" not in get_all_start_methods(), reason="another process begins anew here")
def test_recordings_are_measured_while_others_are_downloaded(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each once, and not by this process; what other processes cannot use is told as ever."""
    monkeypatch.setattr(measuring, "LARGE", {"fork": 0})
    monkeypatch.setattr(measuring, "start_method", lambda: "fork")
    monkeypatch.setattr(measuring, "processors", lambda: 2)
    source = host.feed(3, 2, 1)
    host.file("/2.mp3", b"ID3 no sound")
    noted = tmp_path / "noted"

    def measure(path: Path, *, file: str, on_bytes: OnBytes | None = None) -> Audio:
        with noted.open("a") as lines:
            lines.write(f"{path.name} {'here' if os.getpid() == here else 'elsewhere'}\n")
        return probe.measure(path, file=file, on_bytes=on_bytes)

    here = os.getpid()
    done = run(Move(tmp_path), source, measure=measure)

    assert [
        "story-1.mp3 elsewhere", "story-2.mp3 elsewhere", "story-2.mp3 here", "story-3.mp3 elsewhere",
    ] == sorted(noted.read_text().splitlines())  # fmt: skip
    assert ["file"] == [one.about for one in done.comparison.unexplained]


def test_a_show_comes_with_all_its_files_and_can_be_published(host: Host, tmp_path: Path) -> None:
    """Audio, artwork, transcript and chapters; each is asked for once."""
    every = f"""<podcast:transcript url="{host.served.url}words.vtt" type="text/vtt"/>
<podcast:chapters url="{host.served.url}chapters.json" type="application/json+chapters"/>"""
    source = host.feed(2, 1, every=every)
    host.file("/words.vtt", content("transcript", ".vtt", 0))
    host.file("/chapters.json", content("chapters", ".json", 0))
    move = Move(tmp_path)

    done = run(move, source)

    names = {path.name for path in (tmp_path / "media" / "show").iterdir()}
    assert {"cover.jpg", "story-1.mp3", "story-2.mp3", "story-1-transcript.vtt", "story-2-chapters.json"} <= names
    assert ({"downloaded"}, ()) == ({one.state for one in done.downloads}, done.waiting)
    assert ["episode-2", "episode-1"] == [one.value("guid") for one in move.published().items]
    assert ["/1.mp3", "/2.mp3", "/cover.jpg", "/feed.xml"] == sorted(
        set(host.asked()) - {"/words.vtt", "/chapters.json"}
    )


def test_a_second_run_changes_nothing_and_asks_for_the_feed_and_how_recordings_begin(
    host: Host, tmp_path: Path
) -> None:
    """Also where the author has edited a file meanwhile."""
    move = Move(tmp_path)
    source = host.feed(1)
    run(move, source)
    yaml = move.studio.folder / "story-1.yaml"
    yaml.write_text(yaml.read_text().replace("Story 1", "Story one"))
    before = _files(tmp_path)
    host.served.requests.clear()

    done = run(move, source)

    assert (before, ["/1.mp3", "/feed.xml"], (), 1) == (_files(tmp_path), host.asked(), done.files, done.known)
    assert [True] == ["Range" in request.headers for request in host.served.requests if request.path == "/1.mp3"]
    assert ((), ()) == (done.comparison.differences, done.remarks)


def test_an_import_proves_itself(host: Host, tmp_path: Path) -> None:
    """Its recordings are measured, too: one that is cut is no recording. What was here before is not compared."""
    move = Move(tmp_path)
    source = host.feed(2, 1)
    host.file("/1.mp3", b"no sound at all " * 100)

    first = run(move, source)
    show = move.studio.folder / "show.yaml"
    show.write_text(show.read_text().replace("Tidewater", "My show"))
    second = run(move, host.feed(3, 2, 1))

    assert ["file"] == [one.about for one in first.comparison.unexplained]
    assert "story-1.yaml" in first.comparison.unexplained[0].before
    assert (1, ()) == (second.comparison.items, second.comparison.unexplained)


def test_a_later_run_brings_what_is_new_and_what_is_missing(host: Host, tmp_path: Path) -> None:
    """A new episode, and a recording that was not there the first time."""
    move = Move(tmp_path)
    source = host.feed(2, 1)
    del host.routes["/1.mp3"]
    first = run(move, source)
    before = _files(tmp_path)

    second = run(move, host.feed(3, 2, 1))

    assert [str(tmp_path / "media/show/story-1.mp3")] == [
        str(tmp_path / path) for path in first.waiting
    ] or first.waiting
    assert [("story-3", False), ("story-1", True)] == [
        (one.download.path.stem, one.download.path.stem == "story-1")
        for one in second.downloads
        if one.state == "downloaded"
    ]
    del before[str(move.studio.folder / NAME)]  # what the source said, of all episodes
    assert before.items() <= _files(tmp_path).items()


def test_recordings_that_stayed_are_brought_by_a_later_run(host: Host, tmp_path: Path) -> None:
    """`--media later` asks for none of them; the same command without it downloads what the YAML says is elsewhere."""
    move = Move(tmp_path)
    source = host.feed(2, 1)

    for media in ("later", "now"):
        prepared = prepare(
            source,
            move.studio.folder,
            now=NOW,
            random_guid=GUID,
            media=media,
            allow_private=True,
        )
        done = apply(prepared, now=NOW, allow_private=True, sleep=lambda _seconds: None)
        brought = [one.download.path.name for one in done.downloads if one.state == "downloaded"]
        assert {"later": ["cover.jpg"], "now": ["story-1.mp3", "story-2.mp3"]}[media] == brought
        assert () == done.comparison.unexplained


def test_what_changed_at_the_source_is_named_and_taken_on_demand(tmp_path: Path) -> None:
    """Not what the author changed here; a file that is deleted comes back under its name, as the source says now."""
    move = Move(tmp_path)
    move.imported(feed(item(2), item(1)))
    mine = move.studio.folder / "story-1.yaml"
    mine.write_text(mine.read_text().replace("Story 1", "My story"))
    source = feed(item(2), item(1, "<itunes:season>3</itunes:season>")).replace(b"Story 2", b"The moon")

    plan = move.prepare(source, media="none").plan
    (move.studio.folder / "story-2.yaml").unlink()
    taken, _ = move.imported(source)
    later = move.prepare(source, media="none").plan

    assert [("title", "story-2"), ("itunes:season", "story-1")] == [
        (one.about, one.episode) for one in plan.remarks if one.kind == "changed"
    ]
    assert [("story-2", "The moon")] == [(one.slug, one.title) for one in taken.plan.episodes]
    assert ["story-1"] == [one.episode for one in later.remarks if one.kind == "changed"]
    assert "My story" in mine.read_text()


@pytest.mark.parametrize(("seed", "is_other"), [(2, False), (99, True)])
def test_another_address_of_a_recording_is_looked_at(host: Host, tmp_path: Path, seed: int, is_other: bool) -> None:
    """The same bytes there are the same recording; others are named, with how to take them, and nothing is taken."""
    move = Move(tmp_path)
    source = host.feed(2, 1)
    run(move, source)
    files = _files(tmp_path)
    changed = feed(item(2), item(1)).replace(b"https://cdn.host.example/", host.served.url.encode())
    host.file("/feed.xml", changed.replace(b"/2.mp3", b"/again/2.mp3"))
    host.file("/again/2.mp3", mp3(2.0, seed=seed))

    done = run(move, source)

    found = [one for one in done.remarks if one.about == "recording"]
    assert [("changed", "story-2")] * is_other == [(one.kind, one.episode) for one in found]
    assert all("media/show/story-2.mp3" in one.message and "--replace-audio" in one.message for one in found)
    assert files == _files(tmp_path)


@pytest.mark.parametrize(("others", "named"), [((3,), ["story-3"]), ((1, 2, 3, 4), [])])
def test_of_many_recordings_with_another_address_some_are_looked_at(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, others: tuple[int, ...], named: list[str]
) -> None:
    """The host has moved all its files: the first, the last and one between; where most differ, nobody can tell why."""
    monkeypatch.setattr(swapped, "MOST", 3)
    move = Move(tmp_path)
    run(move, host.feed(5, 4, 3, 2, 1))
    again = feed(*(item(number) for number in (5, 4, 3, 2, 1)))
    host.file("/feed.xml", again.replace(b"https://cdn.host.example/", f"{host.served.url}again/".encode()))
    for number in range(1, 6):
        host.file(f"/again/{number}.mp3", mp3(2.0, seed=99 if number in others else number))
    host.served.requests.clear()

    done = run(move, f"{host.served.url}feed.xml")

    assert named == [one.episode for one in done.remarks if one.about == "recording"]
    assert ["/again/1.mp3", "/again/3.mp3", "/again/5.mp3"] == [one for one in host.asked() if "again" in one]


def test_a_recording_that_was_replaced_at_its_address_is_named(host: Host, tmp_path: Path) -> None:
    """Of the same length and duration: its bytes tell. What the author has replaced here is no change there."""
    move = Move(tmp_path)
    source = host.feed(2, 1)
    run(move, source)
    (move.root / "media" / "show" / "story-1.mp3").write_bytes(mp3(2.0, seed=98))
    host.file("/2.mp3", mp3(2.0, seed=99))
    files = _files(tmp_path)

    done = run(move, source)

    found = [one for one in done.remarks if one.about == "recording"]
    assert [("changed", "story-2")] == [(one.kind, one.episode) for one in found]
    assert "media/show/story-2.mp3" in found[0].message
    assert files == _files(tmp_path)
    for name in ("feeds/show/story-2.yaml", "feeds/show/story-2.md", "media/show/story-2.mp3"):
        (move.root / name).unlink(missing_ok=True)
    run(move, source)  # what is taken is known from then on
    assert [] == [one for one in run(move, source).remarks if one.about == "recording"]


def test_half_a_note_of_a_run_that_was_killed_hides_no_other(host: Host, tmp_path: Path) -> None:
    """Nor does the note of a recording that never got its name count."""
    folder = Move(tmp_path).studio.folder
    folder.mkdir(parents=True)
    (journal := folder / JOURNAL).write_bytes(b'["episode-1", "0000"]\n["epis')

    run(Move(tmp_path), host.feed(2, 1))

    entries = read_snapshot(folder).entries
    noted = {guid: recording_digest(len(sound), sha256(sound).hexdigest()) for guid, sound in SOUNDS.items()}
    assert (False, noted) == (journal.exists(), {guid: entries[guid].recording for guid in noted})


def test_a_host_that_gives_everybody_another_file_has_replaced_none(host: Host, tmp_path: Path) -> None:
    """Two requests bring two files: those are advertisements."""
    move = Move(tmp_path)
    source = host.feed(2, 1)
    run(move, source)
    seeds = iter(range(200, 300))
    for number in (1, 2):
        host.routes[f"/{number}.mp3"] = lambda _request: Reply(body=mp3(2.0, seed=next(seeds)))

    done = run(move, source)

    assert [] == [one for one in done.remarks if one.about == "recording"]


def test_another_length_or_duration_at_the_source_is_another_recording(tmp_path: Path) -> None:
    """The remark says so, and that the file has to go, too, for it to be taken."""
    move = Move(tmp_path)
    move.imported(feed(item(2), item(1)))

    plan = move.prepare(feed(item(2), item(1)).replace(b'"1000"', b'"2000"', 1), media="none").plan

    (remark,) = (one for one in plan.remarks if one.kind == "changed")
    assert ("enclosure@length", "story-2", True) == (remark.about, remark.episode, "--replace-audio" in remark.message)


def _files(root: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_another_show_is_not_mixed_into_a_folder(host: Host, tmp_path: Path) -> None:
    """Neither guid nor title are those of the show that is there."""
    move = Move(tmp_path)
    move.imported(feed(item()))
    before = _files(tmp_path / "feeds")

    with pytest.raises(Exception, match="holds another show, 'Tidewater'"):
        move.prepare(feed(item(2)).replace(b"Tidewater", b"Harbour").replace(b"tidewater.xml", b"harbour.xml"))

    assert before == _files(tmp_path / "feeds")


def test_pages_of_a_feed_are_followed_to_the_end(host: Host, tmp_path: Path) -> None:
    """RFC 5005; a page that names an earlier one ends it."""
    url = host.served.url
    second = f'<atom:link rel="next" href="{url}page2.xml"/>'
    source = host.feed(2, more=second)
    token = '<enclosure url="https://cdn.host.example/2.mp3?token=2" length="1" type="audio/mpeg"/>'
    back = f'<atom:link rel="next" href="{url}feed.xml"/>'
    host.file("/page2.xml", feed(item(2, enclosure=token), item(1), more=back))

    plan = prepare(source, tmp_path / "show", now=NOW, random_guid=GUID, allow_private=True).plan

    assert ["episode-2", "episode-1"] == [one.guid for one in plan.episodes]
    assert [source, f"{url}page2.xml"] == list(dict.fromkeys(one.place.file for one in plan.remarks))


def test_numbered_pages_of_wordpress_are_followed_to_the_end(host: Host, tmp_path: Path) -> None:
    """It names none of them; a page that is not there, or that brings nothing new, ends it."""
    wordpress = "<generator>https://wordpress.org/?v=6.7</generator>"
    source = host.feed(3, more=wordpress)
    pages = {"": host.routes["/feed.xml"], "paged=2": _page(feed(item(2), more=wordpress))}

    for last in (_page(b"", 404), _page(feed(item(2), more=wordpress))):
        routes = {**pages, "paged=3": last}
        host.routes["/feed.xml"] = _by_query(routes)
        host.served.requests.clear()
        plan = prepare(source, tmp_path / "show", now=NOW, random_guid=GUID, allow_private=True).plan

        assert ["episode-3", "episode-2"] == [one.guid for one in plan.episodes]
        assert ["/feed.xml", "/feed.xml?paged=2", "/feed.xml?paged=3"] == host.asked()


def _by_query(routes: dict[str, Route]) -> Route:
    return lambda request: routes[request.path.partition("?")[2]](request)


def _page(body: bytes, status: int = 200) -> Route:
    return lambda _request: Reply(status=status, body=body)


def test_what_cannot_be_had_is_left_out_of_the_yaml(host: Host, tmp_path: Path) -> None:
    """A picture that is not there, one that is not square, a transcript that is gone; the file says why."""
    url = host.served.url
    every = f'<podcast:transcript url="{url}gone.vtt" type="text/vtt"/><itunes:image href="{url}wide.jpg"/>'
    source = host.feed(1, every=every)
    host.file("/wide.jpg", picture(1600, 900))
    move = Move(tmp_path)

    done = run(move, source)

    path = move.studio.folder / "story-1.yaml"
    episode = read_episode(path).episode
    assert (None, ()) == (episode.image, episode.transcripts)
    assert f"# transcripts: {url}gone.vtt: is not there (404)." in path.read_text()
    assert f"# image: {url}wide.jpg: is refused by directories" in path.read_text()
    assert {"image", "transcripts"} <= {one.about for one in done.remarks if one.kind == "left out"}
    assert ["episode-1"] == [one.value("guid") for one in move.published().items]


def test_a_picture_is_named_by_what_it_is(host: Host, tmp_path: Path) -> None:
    """A JPEG that its host calls PNG, for the show and for two episodes that share one: directories go by the name."""
    source = host.feed(2, 1, every=f'<itunes:image href="{host.served.url}art.png"/>')
    data = host.routes["/feed.xml"](host.served.requests[0] if host.served.requests else None).body  # type: ignore[arg-type]
    host.file("/feed.xml", data.replace(b"cover.jpg", b"cover.png"))
    for name in ("cover", "art"):
        host.file(f"/{name}.png", picture(1400, 1400))
    move = Move(tmp_path)

    done = run(move, source)

    folder = move.studio.folder
    images = [read_episode(folder / f"story-{number}.yaml").episode.image for number in (1, 2)]
    assert [".jpg", ".jpg"] == [Path(one.file or "").suffix for one in images if one]
    assert "cover.jpg" in (folder / "show.yaml").read_text()
    assert () == done.comparison.unexplained
    assert 2 == len(move.published().items)


def test_a_picture_takes_no_others_name(host: Host, tmp_path: Path) -> None:
    """Whatever stood there before the import stays; the show lacks the picture, and the report says why."""
    source = host.feed(1)
    data = host.routes["/feed.xml"](host.served.requests[0] if host.served.requests else None).body  # type: ignore[arg-type]
    host.file("/feed.xml", data.replace(b"cover.jpg", b"cover.png"))
    host.file("/cover.png", picture(1400, 1400))
    move = Move(tmp_path)
    own = move.studio.root / "media" / move.studio.folder.name / "cover.jpg"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_bytes(b"my own")

    done = run(move, source)

    assert b"my own" == own.read_bytes()
    assert ["image"] == [one.about for one in done.remarks if one.kind == "guessed" and one.about == "image"]


def test_the_same_bytes_at_two_addresses_are_a_rerun(host: Host, tmp_path: Path) -> None:
    """The newer episode names the older one, and says why: so both can be published."""
    source = host.feed(3, 2, 1)
    host.file("/3.mp3", mp3(2.0, seed=1))
    move = Move(tmp_path)

    done = run(move, source)

    path = move.studio.folder / "story-3.yaml"
    assert ["story-1", None, None] == [read_episode(path.with_stem(f"story-{at}")).episode.rerun_of for at in (3, 2, 1)]
    why = "has the recording of story-1, byte for byte, from another address"
    assert f'# The episode {why}.\nrerun_of: "story-1"' in path.read_text()
    assert [(why, "story-3")] == [(one.message, one.episode) for one in done.remarks if one.about == "rerun_of"]
    assert () == done.comparison.unexplained
    assert 3 == len(move.published().items)


def test_audio_with_advertisements_waits_for_a_decision(host: Host, tmp_path: Path) -> None:
    """The files would hold today's for ever."""
    source = host.feed(1)
    data = host.routes["/feed.xml"](host.served.requests[0] if host.served.requests else None).body  # type: ignore[arg-type]
    host.file("/feed.xml", data.replace(f"{host.served.url}1.mp3".encode(), b"https://traffic.megaphone.fm/A1.mp3"))

    done = run(Move(tmp_path), source)

    assert ("Megaphone puts advertisements into the audio", 1) == (done.advertising, len(done.waiting))
    assert ["/cover.jpg", "/feed.xml"] == host.asked()


# --- one download


def test_a_broken_download_goes_on_where_the_version_is_the_same(host: Host, tmp_path: Path) -> None:
    """With `If-Range` and a strong ETag; the bytes are asked for once."""
    half = len(SOUND) // 2
    ranges: list[str] = []

    def answer(request: HttpRequest) -> Reply:
        ranges.append(request.headers.get("Range", ""))
        if not ranges[-1]:
            return Reply(headers={"ETag": '"v1"', "Content-Length": str(len(SOUND))}, body=SOUND[:half])
        assert '"v1"' == request.headers["If-Range"]
        begin = int(ranges[-1].removeprefix("bytes=").rstrip("-"))
        where = f"bytes {begin}-{len(SOUND) - 1}/{len(SOUND)}"
        return Reply(status=206, headers={"ETag": '"v1"', "Content-Range": where}, body=SOUND[begin:])

    host.routes["/1.mp3"] = answer

    done = one(tmp_path, host)

    assert ("downloaded", SOUND) == (done.state, (tmp_path / "1.mp3").read_bytes())
    assert ["", f"bytes={half}-"] == ranges
    assert ["1.mp3"] == [path.name for path in tmp_path.iterdir()]


@pytest.mark.parametrize("etag", ["", 'W/"v1"', '"v2"'])
def test_a_broken_download_begins_anew_where_the_version_may_differ(host: Host, tmp_path: Path, etag: str) -> None:
    """No ETag, a weak one, or another one the second time."""
    tries: list[HttpRequest] = []

    def answer(request: HttpRequest) -> Reply:
        tries.append(request)
        headers = {"ETag": '"v1"' if etag == '"v2"' and len(tries) == 1 else etag, "Content-Length": str(len(SOUND))}
        return Reply(headers=headers, body=SOUND[:100] if len(tries) == 1 else SOUND)

    host.routes["/1.mp3"] = answer

    done = one(tmp_path, host)

    assert ("downloaded", SOUND, 2) == (done.state, (tmp_path / "1.mp3").read_bytes(), len(tries))


def test_a_busy_host_is_waited_for_as_long_as_it_asks(host: Host, tmp_path: Path) -> None:
    """429 with Retry-After; after some attempts it is a failure, by name."""
    host.routes["/1.mp3"] = lambda _request: Reply(status=429, headers={"Retry-After": "7"})
    waits: list[float] = []

    (done,) = download_all(
        [Download(url=f"{host.served.url}1.mp3", path=tmp_path / "1.mp3")], allow_private=True, sleep=waits.append
    )

    assert [7.0] * (ATTEMPTS - 1) == waits
    assert ("failed", "gets too many requests (429); run the import again later") == (done.state, done.message)
    assert [] == list(tmp_path.iterdir())


def test_a_host_that_never_answers_is_not_waited_for_again(tmp_path: Path) -> None:
    """The first few files are tried as often as any; all others fail at once, with the same message."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    paused: list[float] = []
    wanted = [Download(url=f"http://127.0.0.1:{port}/{n}.mp3", path=tmp_path / f"{n}.mp3") for n in range(40)]

    done = download_all(wanted, allow_private=True, sleep=paused.append)

    assert {("failed", "127.0.0.1 accepts no connection")} == {(one.state, one.message) for one in done}
    assert len(paused) <= PER_HOST * (ATTEMPTS - 1)


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (Reply(status=404), "is not there (404)"),
        (Reply(status=403), "is forbidden (403): some hosts refuse programs; download it with a browser"),
        (Reply(body=b"<!doctype html><p>Log in"), "is a web page, not a file"),
        (Reply(body=b""), "is empty"),
    ],
)
def test_what_is_no_file_fails_by_name(host: Host, tmp_path: Path, reply: Reply, message: str) -> None:
    """It is asked for once, and nothing is left of it."""
    host.routes["/1.mp3"] = lambda _request: reply

    done = one(tmp_path, host)

    assert (("failed", message), 1) == ((done.state, done.message), len(host.served.requests))
    assert [] == list(tmp_path.iterdir())


def test_a_file_that_differs_from_the_feed_is_said(host: Host, tmp_path: Path) -> None:
    """Its length, and a recording under the name of another kind."""
    host.file("/1.mp3", SOUND)
    host.file("/2.mp3", content("audio", ".m4a", 0))

    assert f"has {len(SOUND)} bytes, the feed says 5" in one(tmp_path, host, size=5).message
    assert "holds M4A: rename it to 2.m4a" in one(tmp_path, host, "/2.mp3", name="2.mp3").message


def test_a_file_that_is_there_is_not_asked_for(host: Host, tmp_path: Path) -> None:
    """Nor is it changed, whatever it holds."""
    (tmp_path / "1.mp3").write_bytes(b"mine")

    assert ("there already", b"mine") == (one(tmp_path, host).state, (tmp_path / "1.mp3").read_bytes())
    assert [] == host.served.requests


def test_one_host_gets_few_requests_at_once(host: Host, tmp_path: Path) -> None:
    """However many files there are; each is fetched once."""
    for number in range(30):
        host.file(f"/{number}.mp3", mp3(1.0, seed=number))
    downloads = [Download(url=f"{host.served.url}{at}.mp3", path=tmp_path / f"{at}.mp3") for at in range(30)]
    seen: list[tuple[int, int]] = []

    done = download_all(downloads, allow_private=True, on_progress=lambda at, total, _url: seen.append((at, total)))

    assert {"downloaded"} == {one.state for one in done}
    assert [(at, 30) for at in range(1, 31)] == seen
    assert (30, True) == (len(host.served.requests), host.most <= PER_HOST)


# --- the command


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty workspace, which is the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("feedpub.cli.environment.now", lambda: NOW)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path


def test_the_command_reports_what_it_did_and_what_comes_next(host: Host, desk: Path) -> None:
    """Into a folder with the show's name; equal remarks are one line."""
    source = host.feed(2, 1, every="<itunes:duration>9</itunes:duration>")

    done = CliRunner().invoke(app, ["import", source, "--allow-private"], catch_exceptions=False)

    assert 0 == done.exit_code
    assert "imported 2 episodes of Tidewater into feeds/tidewater" == done.stdout.splitlines()[0]
    assert (
        f"  itunes:duration: feedpub measures it from the file (2 times, first {source}:4)" in done.stdout.splitlines()
    )
    assert "  1. feedpub check feeds/tidewater" in done.stdout.splitlines()
    assert (desk / "media" / "tidewater" / "story-2.mp3").is_file()


def test_the_document_has_every_remark_and_download(host: Host, desk: Path) -> None:
    """With `--json`; a download that failed is exit code 1."""
    source = host.feed(1)
    del host.routes["/1.mp3"]

    done = CliRunner().invoke(app, ["import", source, "shows/sea", "--allow-private", "--json"], catch_exceptions=False)

    document = json.loads(done.stdout)
    assert (1, "import", "shows/sea", ["shows/sea/story-1.yaml"]) == (
        done.exit_code,
        document["command"],
        document["folder"],
        document["episodes"],
    )
    assert ["downloaded", "failed"] == [one["state"] for one in document["downloads"]]
    assert {"kind": "left out", "about": "atom:link"}.items() <= document["remarks"][0].items()


def test_an_import_without_files_misses_none(desk: Path) -> None:
    """Neither recording nor transcript, chapters or pictures: nothing was to be downloaded."""
    every = """<podcast:transcript url="https://cdn.host.example/1.vtt" type="text/vtt"/>
<podcast:chapters url="https://cdn.host.example/1.json" type="application/json+chapters"/>
<itunes:image href="https://cdn.host.example/1.png"/>"""
    (desk / "feed.xml").write_bytes(feed(item(2, every), item(1)))

    done = CliRunner().invoke(app, ["import", "feed.xml", "--no-media", "--json"], catch_exceptions=False)

    comparison = json.loads(done.stdout)["comparison"]
    assert (0, 2, 0) == (done.exit_code, comparison["items"], comparison["unexplained"])


@pytest.mark.parametrize(("options", "code"), [([], 2), (["--mine"], 0)])
def test_a_locked_feed_needs_somebody_who_says_that_it_is_theirs(desk: Path, options: list[str], code: int) -> None:
    """Without it nothing is written; with it `locked:` stays."""
    (desk / "feed.xml").write_bytes(feed(item(), more="<podcast:locked>yes</podcast:locked>"))

    done = CliRunner().invoke(app, ["import", "feed.xml", "--no-media", *options], catch_exceptions=False)

    assert (code, not code) == (done.exit_code, (desk / "feeds/tidewater/show.yaml").exists())
    if not code:
        assert "locked: true" in (desk / "feeds/tidewater/show.yaml").read_text()
