"""`preview --to`: pages in a private bucket for somebody elsewhere, which end; refused where they would not."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import lxml.html
import pytest
from markupsafe import Markup
from playwright.sync_api import expect
from tests.browsing import chromium, visiting
from tests.deadlines import until
from tests.previewing import bar_of
from tests.servers import S3Server
from tests.studio import Studio
from typer.testing import CliRunner

from feedpub import fetch
from feedpub.cli import app
from feedpub.commands.preview import PreviewReader, SentPreview, remove_previews, send_preview
from feedpub.commands.preview.links import linked_page, linked_script
from feedpub.deploy.destination import destination
from feedpub.deploy.previews import open_previews
from feedpub.errors import FeedpubError, Invalid, Refused
from feedpub.source import read_show
from feedpub.storage.open import open_bucket, open_storage

pytestmark = pytest.mark.slow

EVIL = '"><script>alert(1)</script>'


# --- pages without a server of their own


PAGE = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><meta name="referrer" content="origin"><meta property="og:title" content="T">
<meta name="twitter:card" content="summary"><link rel="canonical" href="https://x.example/">
<link rel="alternate" href="feed.xml"><script type="application/ld+json">{"@type": "PodcastEpisode"}</script>
<script type="module" src="assets/a.js"></script></head>
<body class=x><a href="a.html#t=5">A &amp; B &#39;c&#39;</a><a href="https://x.example/?a=1&amp;b=2">x</a><br/>
<video src="art/%C3%BC.jpg" controls data-title="&quot;a.html&quot;"></video><!-- gone --></body></html>"""


def test_links_are_signed_and_what_is_for_others_is_left_out() -> None:
    """In every attribute that names an object; other links, texts and scripts are as they were."""

    def signed(key: str) -> str:
        return f"https://s.example/{key}?X=1&Y=2" if key in {"a.html", "assets/a.js", "art/ü.jpg"} else ""

    made = linked_page(PAGE, signed, bar=Markup("<b>bar</b>"))

    tree: Any = lxml.html.document_fromstring(made)
    assert ["https://s.example/a.html?X=1&Y=2#t=5", "https://x.example/?a=1&b=2"] == tree.xpath("//a/@href")
    assert ["https://s.example/assets/a.js?X=1&Y=2"] == tree.xpath("//script/@src")
    assert ["https://s.example/art/ü.jpg?X=1&Y=2"] == tree.xpath("//video/@src")
    assert ['"a.html"'] == tree.xpath("//video/@data-title")
    assert "A & B 'c'" == tree.xpath("string(//a)")
    assert ["noindex, nofollow, noarchive, nosnippet"] == tree.xpath("//meta[@name='robots']/@content")
    assert ["no-referrer"] == tree.xpath("//meta[@name='referrer']/@content")
    assert not re.search("og:|twitter:|canonical|alternate|ld\\+json|PodcastEpisode|gone", made)
    assert made.endswith("<b>bar</b></body></html>")


def test_modules_import_each_other_by_signed_addresses() -> None:
    """Those that there are."""

    def signed(key: str) -> str:
        return "" if "c.js" in key else f"https://s.example/{key}?X=1"

    made = linked_script(
        'import { a } from "./a.js";\nimport "./b.js";\nimport x from "./c.js";\nimport("./d.js");\n'
        'new URL("./d.js", import.meta.url);\n',
        signed,
        folder="assets",
    )

    assert (
        'import { a } from "https://s.example/assets/a.js?X=1";\nimport "https://s.example/assets/b.js?X=1";\n'
        'import x from "./c.js";\nimport("https://s.example/assets/d.js?X=1");\n'
        'new URL("https://s.example/assets/d.js?X=1", import.meta.url);\n'
    ) == made


@pytest.mark.parametrize("token", ["", "of-a-session"])
def test_addresses_are_signed_as_version_4_and_tell_of_a_session(
    token: str, signed_in: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of Version 2 would not end with seven days; a session's credentials end before."""
    if token:
        monkeypatch.setenv("AWS_SESSION_TOKEN", token)

    url = urlsplit(open_bucket("s3://pods/previews").presigned("a b/ü.html", seconds=604_800))

    query = parse_qs(url.query)
    assert ("pods.s3.amazonaws.com", "/previews/a%20b/%C3%BC.html") == (url.hostname, url.path)
    assert (["AWS4-HMAC-SHA256"], ["604800"]) == (query["X-Amz-Algorithm"], query["X-Amz-Expires"])
    assert ([token] if token else None) == query.get("X-Amz-Security-Token")


# --- in a bucket


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """A show in a directory, with an episode that is out, a draft, and one that was edited since."""
    monkeypatch.chdir(tmp_path)
    desk = Studio(tmp_path)
    desk.show(guid="917393e3-1b1e-5cef-ace4-edaa54e1f810")
    desk.episode("first-light", published="2026-11-20 07:00:00+00:00")
    desk.episode("edited", sound=3, published="2026-11-19 07:00:00+00:00")
    desk.publish()
    desk.episode("edited", sound=3, published="2026-11-19 07:00:00+00:00", title="Edited since")
    (desk.folder / "draft.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:00.900\nOut on the mud.\n")
    desk.episode("draft", draft="true", title=f"Low water {EVIL}", transcripts=["draft.vtt"])
    return desk


def at_store(desk: Studio, server: S3Server) -> None:
    """Have the show's buckets at the test's server."""
    desk.show(guid="917393e3-1b1e-5cef-ace4-edaa54e1f810", publish={"endpoint": server.endpoint})


def sent_to(desk: Studio, to: str, **options: Any) -> SentPreview:
    """`preview --to`, now by the clock of the store."""
    from datetime import UTC, datetime

    now = datetime.now(UTC).replace(microsecond=0)
    return send_preview(PreviewReader(desk.folder).read(now=now), to, now=now, **options)


def got(url: str, **options: Any) -> fetch.Response:
    """What a stranger gets at an address."""
    return fetch.request(url, allow_private=True, **options)


def addresses(page: str) -> list[str]:
    """Every signed address on a page."""
    return sorted(set(map(unescape, re.findall(r'="(http://[^"]*X-Amz-Signature[^"]*)"', page))))


@pytest.mark.s3
def test_a_preview_is_whole_closed_ends_and_is_removed(desk: Studio, s3_server: S3Server, tmp_path: Path) -> None:
    """Everything that its pages load is there, by addresses that are signed for the time; without one nothing is."""
    at_store(desk, s3_server)
    to = f"s3://{s3_server.bucket}/previews/{tmp_path.name}"
    before = {name: digest for name, digest in desk.tree().items() if "previews.json" not in name}

    sent = sent_to(desk, to, days=2, author="ada@studio")

    pages = {title: got(url).body.decode() for title, url in (("home", sent.url), *sent.pages)}
    loaded = {url: got(url) for page in pages.values() for url in addresses(page)}
    keys = [
        key.removeprefix(f"previews/{tmp_path.name}/{sent.preview.name}/")
        for key in s3_server.keys(f"previews/{tmp_path.name}/")
    ]
    assert ["Edited since", f"Low water {EVIL}"] == sorted(title for title, _ in sent.pages)
    assert {200} == {one.status for one in loaded.values()}
    assert {"no-store"} == {one.headers["Cache-Control"] for one in loaded.values()}
    assert {403} == {got(url.partition("?")[0]).status for url in loaded}
    assert {"172800"} == {parse_qs(urlsplit(url).query)["X-Amz-Expires"][0] for url in loaded}
    assert 32 == len(sent.preview.name)
    assert not [key for key in keys if key.startswith("media/")]
    assert [key for key in keys if key.startswith("audio/draft-")]
    draft = pages[f"Low water {EVIL}"]
    assert "draft not published; please do not pass it on; it ends at" in bar_of(draft)
    assert not re.search(r"og:|twitter:|canonical|ld\+json", "".join(pages.values()))
    assert all('<meta name="referrer" content="no-referrer">' in page and "noindex" in page for page in pages.values())
    assert "<script>alert" not in draft
    (player,) = (url for url in loaded if "/audio/draft-" in url)
    assert 206 == got(player, byte_range=(0, 9)).status
    (index,) = (url for url in loaded if "search.json" in url)
    assert {True} == {"X-Amz-Signature" in one["url"] for one in json.loads(loaded[index].body)["episodes"]}
    assert before == {name: digest for name, digest in desk.tree().items() if "previews.json" not in name}

    where = destination(read_show(desk.folder / "show.yaml"))
    assert (sent.preview,) == remove_previews(where)
    assert [] == s3_server.keys(f"previews/{tmp_path.name}/")
    assert () == open_previews(open_storage(where.state))
    assert 404 == got(sent.url).status


@pytest.mark.s3
@pytest.mark.browser
def test_an_editor_elsewhere_listens_reads_and_searches(desk: Studio, s3_server: S3Server, tmp_path: Path) -> None:
    """In a real browser: the player, the transcript and the search work, and the pages' policy has no complaint."""
    at_store(desk, s3_server)
    sent = sent_to(desk, f"s3://{s3_server.bucket}/previews/{tmp_path.name}")

    with chromium() as browser, visiting(browser, s3_server.endpoint) as visit:
        visit.page.goto(sent.url)
        visit.page.get_by_role("searchbox").fill("water")
        visit.page.locator(".found a", has_text="Low water").first.click()
        expect(visit.page.locator("feedpub-preview .bar")).to_contain_text("not published")
        expect(visit.page.locator(".transcript-text")).to_contain_text("Out on the mud.")
        visit.page.locator(".player-play").first.click()
        script = "document.querySelector('audio').currentTime > 0"
        until(lambda: visit.page.evaluate(script), waiting_for="the recording")


@pytest.mark.s3
def test_what_would_never_end_is_refused_and_leaves_nothing(desk: Studio, s3_server: S3Server, tmp_path: Path) -> None:
    """A prefix that is public, one that is published, no bucket at all, and a show with nothing to preview."""
    at_store(desk, s3_server)
    public = f"public-previews/{tmp_path.name}"
    s3_server.make_public(public)
    state = destination(read_show(desk.folder / "show.yaml")).state

    with pytest.raises(Refused, match="without a signature, so a preview there would never end"):
        sent_to(desk, f"s3://{s3_server.bucket}/{public}")
    with pytest.raises(FeedpubError, match="this is no bucket"):
        sent_to(desk, str(tmp_path / "elsewhere"))

    assert [] == s3_server.keys(public)
    assert () == open_previews(open_storage(state))

    desk.publish(desk.folder / "edited.yaml")
    (desk.folder / "draft.yaml").unlink()
    with pytest.raises(Refused, match="every episode is published as it is"):
        sent_to(desk, f"s3://{s3_server.bucket}/none")
    (desk.folder / "show.yaml").write_text("title: x\n")
    with pytest.raises(Invalid):
        sent_to(desk, f"s3://{s3_server.bucket}/none")


@pytest.mark.s3
def test_a_bucket_that_strangers_can_list_is_refused(desk: Studio, s3_server: S3Server, tmp_path: Path) -> None:
    """A listing names the folder of 128 random bits."""
    client, bucket = s3_server.client(), f"listed-{tmp_path.name[-20:].strip('-_').replace('_', '-')}".lower()[:50]
    client.create_bucket(Bucket=bucket)
    statement = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": ["s3:ListBucket"],
        "Resource": [f"arn:aws:s3:::{bucket}"],
    }
    client.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    at_store(desk, s3_server)

    with pytest.raises(Refused, match="everybody can list"):
        sent_to(desk, f"s3://{bucket}/previews")

    assert [] == client.list_objects_v2(Bucket=bucket).get("Contents", [])


@pytest.mark.parametrize(
    ("to", "published"),
    [
        ("s3://pods/desk", "s3://pods/desk"),
        ("s3://pods/desk/previews", "s3://pods/desk"),
        ("s3://pods", "s3://pods/desk"),
    ],
)
def test_a_preview_is_never_in_what_is_published(desk: Studio, to: str, published: str) -> None:
    """Nor around it, nor in the private state; nothing is asked for that."""
    desk.show(publish={"to": "s3://pods/desk", "url": "https://example.com/desk/", "endpoint": "http://127.0.0.1:9"})
    shown = PreviewReader(desk.folder, look=lambda _where, **_: None).read(now=desk.now)

    with pytest.raises(Refused, match="lie in each other"):
        send_preview(shown, to, now=desk.now)


@pytest.mark.s3
def test_the_command_line_sends_lists_and_removes(desk: Studio, s3_server: S3Server, tmp_path: Path) -> None:
    """`status` has what is open, and says so until it is removed; of the text and of the document."""
    at_store(desk, s3_server)
    to = f"s3://{s3_server.bucket}/cli-{tmp_path.name}"

    sent = run("preview", "feeds/desk", "--to", to, "--days", "1")
    status, document = run("status", "feeds/desk"), json.loads(run("status", "feeds/desk", "--json"))
    every = run("status", "--all")
    removed, again, after = (
        run("preview", "feeds/desk", "--remove"),
        run("preview", "feeds/desk", "--remove"),
        run("status", "feeds/desk"),
    )

    assert "preview: http://127.0.0.1:" in sent
    assert "Edited since" in sent
    assert "to end it now: feedpub preview --remove" in sent
    assert "a preview is open until 2" in status
    assert [to] == [one["to"] for one in document["previews"]]
    assert "1 preview open" in every
    assert f"removed {to}/" in removed
    assert "no preview of this show is open\n" == again
    assert "preview" not in after


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--remove", "--to", "s3://pods/p"], "--remove goes with no other option"),
        (["--days", "2"], "--days goes with --to"),
        (["--to", "s3://pods/p", "--lan"], "no server runs then"),
        (["--to", "s3://pods/p", "--days", "8"], "is not a number of days from 1 to 7"),
    ],
)
def test_options_that_mean_nothing_together_are_refused(desk: Studio, words: list[str], message: str) -> None:
    """Before anything is read."""
    done = CliRunner().invoke(app, ["preview", "feeds/desk", *words])

    assert (2, True) == (done.exit_code, message in done.stderr)


def run(*words: str) -> str:
    """What `feedpub` with these words prints."""
    done = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert 0 == done.exit_code, done.stderr
    return done.stdout
