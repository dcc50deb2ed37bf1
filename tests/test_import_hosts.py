"""Hosts as a table: how each is known, its guids, what it adds to notes; advertisements; own recordings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.importing import CHANNEL, NOW, Move, feed, item
from tests.sounds import mp3
from tests.webservers import HttpRequest, Reply, serving
from typer.testing import CliRunner

from feedpub.audio import probe
from feedpub.cli.commands import app
from feedpub.commands.imports.advertising import advertising
from feedpub.commands.imports.comparison import compare_feeds
from feedpub.commands.imports.download import Download
from feedpub.commands.imports.hosts import HOSTS, UNCONFIRMED, host_of_feed, where_to_redirect, without_boilerplate
from feedpub.commands.imports.items import SourcePage
from feedpub.commands.imports.masters import Recording, match_masters
from feedpub.reader import read
from feedpub.source import read_episode

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Habit:
    """A feed as a host makes them."""

    feed: str
    """Its address."""

    audio: str
    guid: str
    notes: str = ""
    """What it adds below the author's."""

    generator: str = "Host 1.0"


HABITS = {
    "Spotify for Creators": Habit(
        "https://anchor.fm/s/17fff96c/podcast/rss",
        "https://anchor.fm/s/17fff96c/podcast/play/1/https%3A%2F%2Fd3ctxlq1ktw2nl.cloudfront.net%2F1.m4a",
        '<guid isPermaLink="false">3f5b6e1e-7f5d-4f7e-9a53-0c6a4d9d1a11</guid>',
        "--- <br><br>Send in a voice message: https://anchor.fm/tidewater/message",
        "Anchor Podcasts",
    ),
    "Libsyn": Habit(
        "https://tidewater.libsyn.com/rss",
        "https://traffic.libsyn.com/secure/tidewater/1.mp3?dest-id=1",
        '<guid isPermaLink="false"><![CDATA[0123456789abcdef0123456789abcdef]]></guid>',
    ),
    "Buzzsprout": Habit(
        "https://feeds.buzzsprout.com/1.rss",
        "https://www.buzzsprout.com/1/episodes/2-tide.mp3",
        '<guid isPermaLink="false">Buzzsprout-123</guid>',
        '<p><a rel="payment" href="https://www.buzzsprout.com/1/support">Support the show</a></p>',
    ),
    "Megaphone": Habit(
        "https://feeds.megaphone.fm/TIDE1",
        "https://www.podtrac.com/pts/redirect.mp3/traffic.megaphone.fm/TIDE1.mp3?updated=1",
        '<guid isPermaLink="false"><![CDATA[3f5b6e1e-7f5d-11ee-9a53-0c6a4d9d1a11]]></guid>',
        '<p>Learn more about your ad choices. Visit <a href="https://megaphone.fm/adchoices">megaphone.fm/adchoices</a></p>',
    ),
    "Acast": Habit(
        "https://feeds.acast.com/public/shows/tide",
        "https://sphinx.acast.com/p/open/s/1/e/2/media.mp3",
        '<guid isPermaLink="false">64f1c0ffee64f1c0ffee64f1</guid>',
        "<br /><hr><p style='color:grey'> Hosted on Acast. See <a href='https://acast.com/privacy'>acast.com/privacy</a>"
        " for more information.</p>",
    ),
    "Podbean": Habit(
        "https://feed.podbean.com/tidewater/feed.xml",
        "https://mcdn.podbean.com/mf/web/abc/1.mp3",
        '<guid isPermaLink="false">tidewater.podbean.com/3f5b6e1e-7f5d-3f7e-9a53-0c6a4d9d1a11</guid>',
    ),
    "SoundCloud": Habit(
        "https://feeds.soundcloud.com/users/soundcloud:users:1/sounds.rss",
        "https://feeds.soundcloud.com/stream/1-tidewater.mp3",
        '<guid isPermaLink="false">tag:soundcloud,2010:tracks/1</guid>',
    ),
    "PowerPress": Habit(
        "https://tidewater.example/feed/podcast/",
        "https://media.blubrry.com/tidewater/tidewater.example/1.mp3",
        '<guid isPermaLink="false">https://tidewater.example/?p=1</guid>',
        generator="https://wordpress.org/?v=6.7 PowerPress/11.9",
    ),
    "Podlove": Habit(
        "https://tidewater.example/feed/mp3/",
        "https://tidewater.example/podlove/file/1/s/feed/c/mp3/tide.mp3",
        "<guid isPermaLink='false'>podlove-2026-11-18t21:10:00+00:00-0123456789abcde</guid>",
        generator="Podlove Podcast Publisher v4.2",
    ),
    "Simplecast": Habit(
        "https://feeds.simplecast.com/abc123",
        "https://cdn.simplecast.com/audio/1/episodes/2/audio/3/default_tc.mp3?aid=rss_feed",
        '<guid isPermaLink="false">3f5b6e1e-7f5d-4f7e-9a53-0c6a4d9d1a12</guid>',
        "<p>Hosted by Simplecast, an AdsWizz company. See <a href='https://pcm.adswizz.com'>pcm.adswizz.com</a> for "
        "information about our collection and use of personal data for advertising.</p>",
    ),
    "Transistor": Habit(
        "https://feeds.transistor.fm/tidewater",
        "https://media.transistor.fm/1/2.mp3",
        '<guid isPermaLink="false">3f5b6e1e-7f5d-4f7e-9a53-0c6a4d9d1a13</guid>',
    ),
    "Captivate": Habit(
        "https://feeds.captivate.fm/tidewater/",
        "https://podcasts.captivate.fm/media/1/tide.mp3",
        '<guid isPermaLink="false">3f5b6e1e-7f5d-4f7e-9a53-0c6a4d9d1a14</guid>',
    ),
    "Spreaker": Habit(
        "https://www.spreaker.com/show/1/episodes/feed",
        "https://api.spreaker.com/download/episode/1/tide.mp3",
        '<guid isPermaLink="false">https://api.spreaker.com/episode/1</guid>',
        "<br><br>Become a supporter of this podcast: <a href='https://www.spreaker.com/podcast/t--1/support?utm_source=rss'>"
        "https://www.spreaker.com/podcast/t--1/support</a>.",
    ),
    "Omny": Habit(
        "https://www.omnycontent.com/d/playlist/1/2/3/podcast.rss",
        "https://traffic.omny.fm/d/clips/1/2/3/audio.mp3?utm_source=Podcast",
        '<guid isPermaLink="false">3f5b6e1e-7f5d-4f7e-9a53-0c6a4d9d1a15</guid>',
        '<p>See <a href="https://omnystudio.com/listener">omnystudio.com/listener</a> for privacy information.</p>',
    ),
    "ART19": Habit(
        "https://rss.art19.com/tidewater",
        "https://rss.art19.com/episodes/3f5b6e1e.mp3",
        '<guid isPermaLink="false">gid://art19-episode-locator/V0/abc</guid>',
        "<p>See Privacy Policy at https://art19.com/privacy and California Privacy Notice at "
        "https://art19.com/privacy#do-not-sell-my-info.</p>",
    ),
    "Audioboom": Habit(
        "https://audioboom.com/channels/1.rss",
        "https://audioboom.com/posts/1.mp3?modified=1&amp;sid=2",
        '<guid isPermaLink="false">tag:audioboom.com,2026-11-18:/posts/1</guid>',
    ),
    "RSS.com": Habit(
        "https://media.rss.com/tidewater/feed.xml",
        "https://content.rss.com/episodes/1/2/tidewater/1.mp3",
        '<guid isPermaLink="false">3f5b6e1e-7f5d-4f7e-9a53-0c6a4d9d1a16</guid>',
    ),
    "Squarespace": Habit(
        "https://tidewater.example/podcast?format=rss",
        "https://static1.squarespace.com/static/1/t/2/3/1.mp3",
        '<guid isPermaLink="false">5f:5e:5d</guid>',
        generator="Site-Server v@build.version@ (http://www.squarespace.com)",
    ),
    "FeedBurner": Habit(
        "https://feeds.feedburner.com/tidewater",
        "https://tidewater.example/1.mp3",
        '<guid isPermaLink="false">https://tidewater.example/?p=1</guid>',
        '<img src="http://feeds.feedburner.com/~r/tidewater/~4/1" height="1" width="1" alt=""/>',
    ),
}
"""A show at each host of the table; made up in the shape of its feeds."""

NOTES = '<p>About the tide, <a href="https://a.example/">here</a>.</p>'


def made(habit: Habit) -> bytes:
    """The feed of a show at a host."""
    sound = f'<enclosure url="{habit.audio}" length="31415926" type="audio/mpeg"/>'
    encoded = f"<content:encoded><![CDATA[{NOTES}{habit.notes}]]></content:encoded>"
    channel = CHANNEL.replace("https://feeds.host.example/tidewater.xml", habit.feed)
    one = item(1, encoded, guid=habit.guid, enclosure=sound)
    return feed(one, channel=channel, more=f"<generator>{habit.generator}</generator>")


def test_every_host_has_a_row_that_fits_its_feed(tmp_path: Path) -> None:
    """Known by name, guid as it was, lines of its own found and left out on demand, nothing of the author's lost."""
    found: dict[str, object] = {}
    expected: dict[str, object] = {}
    for name, habit in HABITS.items():
        data, move = made(habit), Move(tmp_path, name=f"show-{len(found)}")
        kept, dropped = (
            move.prepare(data, media="later", drop_boilerplate=is_dropped).plan for is_dropped in (False, True)
        )
        texts = [re.sub(r"\s+", " ", plan.episodes[0].notes.html) for plan in (kept, dropped)]
        says = {one.message for one in kept.remarks if (one.kind, one.about) == ("asked", "notes")}
        found[name] = (kept.host and kept.host.name, kept.episodes[0].guid, bool(says), texts[1].count("<p>"))
        guid = re.sub(r"<!\[CDATA\[|\]\]>|<[^<>!]*>", "", habit.guid)
        expected[name] = (name, guid, bool(habit.notes) and name != "FeedBurner", 1)
        assert "About the tide" in texts[1]
        assert "https://a.example/" in texts[1]

    assert expected == found
    assert list(HABITS) == [one.name for one in HOSTS]


def test_every_row_says_where_it_is_from() -> None:
    """A source for each claim, or that it is unconfirmed; a date; what is written nowhere decides nothing."""
    for host in HOSTS:
        assert all((host.guid, host.guid_source, host.ads_source, host.redirect, host.redirect_source)), host.name
        assert ("(unconfirmed)" in where_to_redirect(host)) == (host.redirect_source == UNCONFIRMED), host.name
        assert re.fullmatch(r"20[0-9]{2}-[0-9]{2}", host.date), host.name
        assert host.ads != "always" or host.ads_source != UNCONFIRMED, host.name


@pytest.mark.parametrize(
    "line", ["Support the show", "Hosted on Acast, which I like. See you", "See you for information"]
)
def test_lines_of_the_author_are_not_taken_for_those_of_a_host(line: str) -> None:
    """Words that hosts use, too."""
    html = f"<p>Words</p><p>{line}</p>"

    assert (html, ()) == without_boilerplate(html)


def test_a_show_without_the_hosts_lines_is_the_same_show(tmp_path: Path) -> None:
    """Its comparison with the source has a reason for them."""
    move = Move(tmp_path)
    source = made(HABITS["Acast"])
    move.imported(source, drop_boilerplate=True)
    move.published()

    pages = [SourcePage(read=read(one, now=NOW), name="feed") for one in (source, move.studio.feed().encode())]
    assert () == compare_feeds(pages[:1], pages[1:]).unexplained
    assert "Acast" not in move.studio.feed()


def test_a_feed_at_the_authors_own_address_is_known_by_its_generator() -> None:
    """Else by where its recordings are; nobody knows all hosts."""
    assert "Podlove" == (host_of_feed("https://a.example/", [], "Podlove Podcast Publisher v4") or HOSTS[0]).name
    assert "Libsyn" == (host_of_feed("https://a.example/", ["https://traffic.libsyn.com/1.mp3"], "") or HOSTS[0]).name
    assert None is host_of_feed("https://a.example/", ["https://b.example/1.mp3"], "Mine 1.0")


# --- advertisements in the audio


class Answer:
    """Gives each file of a path in turn, the last one for ever."""

    def __init__(self, files: dict[str, list[bytes]]) -> None:
        self._files = files

    def __call__(self, request: HttpRequest) -> Reply:
        """The next file of the path."""
        rest = self._files[request.path]
        body = rest.pop(0) if len(rest) > 1 else rest[0]
        return Reply(status=206, headers={"Content-Range": f"bytes 0-{len(body) - 1}/{len(body)}"}, body=body)


ONE, OTHER = mp3(2.0, seed=1), mp3(3.0, seed=2)


@pytest.mark.parametrize(
    ("files", "declared", "reason"),
    [
        ([[ONE]] * 5, len(ONE), ""),
        ([[ONE], [ONE], [ONE, OTHER], [ONE], [ONE]], len(ONE), "two requests for"),
        ([[ONE]] * 5, len(ONE) - 2000, "3 of 3 recordings have another length than the feed says"),
        ([[ONE]] * 5, 60, ""),
        ([[ONE]] * 5, None, ""),
    ],
)
def test_advertisements_are_looked_for_in_three_recordings(
    files: list[list[bytes]], declared: int | None, reason: str
) -> None:
    """Two requests to each: other bytes, or a length that is not the feed's; seconds in its place prove nothing."""
    answer = Answer({f"/{at}.mp3": list(one) for at, one in enumerate(files)})
    with serving(answer) as served:
        recordings = [
            Download(url=f"{served.url}{at}.mp3", path=Path(f"{at}.mp3"), size=declared) for at in range(len(files))
        ]
        found = advertising(recordings, allow_private=True)

    assert found.startswith(reason) if reason else not found
    assert {"/0.mp3", "/2.mp3", "/4.mp3"} >= {one.path for one in served.requests}


# --- own recordings


def test_own_recordings_are_found_by_name_or_title_and_duration(tmp_path: Path) -> None:
    """Within two hundredths of what the feed says; each file once; what has none says why."""
    for seed, (name, seconds) in enumerate(
        [("a/Tide.MP3", 4.0), ("012 - The moon.mp3", 4.0), ("the-sea.mp3", 9.0), ("notes.txt", 0)]
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(mp3(seconds, seed=seed) if seconds else b"words")
    recordings = [
        Recording(path=Path(f"{number}.mp3"), title=title, url=f"https://h.example/{name}", duration_ms=4000)
        for number, title, name in (
            (1, "Ebb", "tide.mp3?x=1"),
            (2, "The Moon", "2.mp3"),
            (3, "The sea", "3.mp3"),
            (4, "Wind", "4.mp3"),
        )
    ]

    found = match_masters(recordings, tmp_path, lambda path: probe.measure(path, file=path.name).duration_ms)

    assert [("Tide.MP3", "file name"), ("012 - The moon.mp3", "title"), ("", ""), ("", "")] == [
        (one.file.name if one.file else "", one.by) for one in found
    ]
    assert [True, True] == [
        found[2].message.endswith("the-sea.mp3 has another duration"),
        found[3].message == "no file has its name or title",
    ]


@pytest.mark.parametrize(("options", "code"), [(["--yes"], 0), ([], 2)])
def test_the_command_takes_own_recordings_where_a_host_has_advertisements(
    options: list[str], code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is asked of the host; without a terminal somebody must have agreed before."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("feedpub.cli.environment.now", lambda: NOW)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "masters").mkdir()
    (tmp_path / "masters" / "Story 1.mp3").write_bytes(mp3(2.0, seed=3))
    (tmp_path / "feed.xml").write_bytes(made(HABITS["Megaphone"]).replace(b"https://cdn.host.example/cover.jpg", b""))

    command = ["import", "feed.xml", "show", "--media-from", "masters", *options]
    done = CliRunner().invoke(app, command, catch_exceptions=False)

    path = tmp_path / "show"
    assert (code, not code) == (done.exit_code, any(tmp_path.rglob("story-1.mp3")))
    if code:
        assert "Story 1" in done.stderr
        assert not path.exists()
    else:
        assert "keep" == read_episode(path / "story-1.yaml").episode.tags
