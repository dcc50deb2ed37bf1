"""`preview`: who sees what, and what is asked of a bucket."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from tests.browsing import invalid_html
from tests.previewing import Previewed, bar_of, previewing
from tests.servers import Proxy, S3Server
from tests.studio import Studio

from feedpub.model.catalog import Catalog

pytestmark = pytest.mark.slow

EVIL = "</script><img src=x onerror=alert(1)><b>bold</b> {{ 7 * 7 }} {title}"
OUT = "2026-11-20 07:00:00+00:00"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """A show with an episode that is out."""
    monkeypatch.chdir(tmp_path)
    desk = Studio(tmp_path)
    desk.show(tags="keep", guid="917393e3-1b1e-5cef-ace4-edaa54e1f810")
    desk.episode("first-light", published=OUT, summary="The quay before dawn.")
    desk.publish()
    return desk


@pytest.fixture
def shown(desk: Studio) -> Iterator[Previewed]:
    """Its preview."""
    with previewing(desk) as shown:
        yield shown


# --- who may look


def test_texts_of_an_author_are_texts_on_every_page(desk: Studio) -> None:
    """In titles, findings, file names and problems; the preview runs no script of theirs, by its own policy."""
    desk.episode("evil", draft="true", title=EVIL, summary=EVIL, notes=EVIL, people=[{"name": EVIL}])
    desk.episode("broken", title=EVIL, published=EVIL)
    with previewing(desk) as shown:
        own = {
            path: shown.get(path)
            for path in ("", ".preview/feed", "broken.html", ".preview/files/feeds/desk/evil.yaml")
        }
        pages = [got.body.decode() for got in (*own.values(), shown.get("evil.html"))]

    trees: list[Any] = [lxml.html.document_fromstring(page) for page in pages]
    assert [[]] * 5 == [
        tree.xpath("//img[@onerror or @src='x'] | //b[text()='bold'][not(ancestor::main)]") for tree in trees
    ]
    assert all("{{ 7 * 7 }}" in tree.text_content() for tree in trees)
    assert all(
        "default-src 'none'; script-src 'self'" in got.headers["content-security-policy"] for got in own.values()
    )


@pytest.mark.node
def test_the_own_pages_are_valid_html(desk: Studio, tmp_path: Path) -> None:
    """html-validate finds nothing in them, whatever an author writes."""
    desk.episode("evil", draft="true", title=EVIL, summary=EVIL, notes="Out on the *mud*.")
    desk.episode("broken", title=EVIL, published=EVIL)
    folder = tmp_path / "pages"
    folder.mkdir()
    with previewing(desk) as shown:
        for name in ("", ".preview/feed", "broken.html", ".preview/files/feeds/desk/evil.yaml"):
            (folder / f"{name.replace('/', '-').strip('.')}.html").write_bytes(shown.get(name).body)

    assert [] == invalid_html(folder)


def test_only_this_machine_sees_the_files(shown: Previewed) -> None:
    """By a name of its own; others have the place as text. Nothing but the show's own texts is there at all."""
    path = ".preview/files/feeds/desk/first-light.yaml"
    (shown.desk.root / ".env").write_text("AWS_SECRET_ACCESS_KEY=hush\n")
    wanted = ("../.env", ".env", "feeds/desk/first-light.mp3", "feeds/desk/../../.env", "/etc/passwd")
    elsewhere = shown.get(path, host="192.168.1.5:8911")
    overview = shown.get("", host="192.168.1.5:8911").body.decode()

    assert '<li id="L1" value="1">' in shown.text(path)
    assert 404 == elsewhere.status
    assert ("/.preview/files/" in overview, "feeds/desk/first-light.yaml" in overview) == (False, True)
    assert {404} == {shown.get(f".preview/files/{each}").status for each in wanted}
    assert {404} == {shown.get(each).status for each in (".env", "../.env", "feeds/desk/show.yaml")}


def test_no_secret_of_the_environment_is_on_any_page(desk: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor the owner's address, before it is in the feed."""
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a-secret-of-mine")
    with previewing(desk) as shown:
        pages = [shown.text(path) for path in ("", "first-light.html", ".preview/feed", "feed.xml", "index.html")]

    assert not any("a-secret-of-mine" in page for page in pages)


def test_other_names_and_other_sites_get_nothing(shown: Previewed) -> None:
    """As with `serve`; the answer names the option of this verb. Nothing can be sent."""
    foreign = shown.get("", host="evil.example")
    script = shown.get("", origin="https://evil.example")

    assert 421 == foreign.status
    assert b"feedpub preview --allowed-host evil.example" in foreign.body
    assert 403 == script.status
    assert 405 == shown.get("", method="POST").status


# --- a bucket


@pytest.mark.s3
def test_a_show_in_a_bucket_is_previewed_without_a_write(tmp_path: Path, s3_server: S3Server) -> None:
    """What is published is read once; pictures and recordings that are only there are shown from there."""
    with Proxy(s3_server.endpoint) as proxy:
        desk = Studio(tmp_path, name="bucketed")
        prefix = f"shows/{tmp_path.name}"
        s3_server.make_public(prefix)
        publish = {
            "to": f"s3://{s3_server.bucket}/{prefix}",
            "url": s3_server.url(prefix) + "/",
            "endpoint": proxy.endpoint,
        }
        desk.show(publish=publish, guid="917393e3-1b1e-5cef-ace4-edaa54e1f810")
        desk.episode("first-light", published=OUT)
        desk.publish()
        desk.episode("first-light", published=OUT, title="Edited")
        (desk.folder / "first-light.mp3").unlink()
        proxy.requests.clear()
        with previewing(desk) as shown:
            read = len(proxy.requests)
            shown.save("first-light.yaml", (desk.folder / "first-light.yaml").read_text() + "number: 7\n")
            again = len(proxy.requests)
            root = f"{s3_server.bucket}/{prefix}/"
            page = shown.text(f"{root}first-light.html")
            (audio,) = set(re.findall(r'src="(media/[^"]+)"', page))
            got = shown.get(root + audio, range="bytes=0-9")
            asked = [request.method for request in proxy.requests]

        assert "edited since it was published: title, number" in bar_of(page)
        assert (206, 10) == (got.status, len(got.body))
        assert read == again
        assert {"GET", "HEAD"} >= set(asked)


def test_a_bucket_that_does_not_answer_is_no_reason_not_to_look(desk: Studio) -> None:
    """The list says that nobody knows what is published."""
    desk.show(
        publish={"to": "s3://podcasts/desk", "url": "https://example.com/desk/", "endpoint": "http://127.0.0.1:9"}
    )

    def unreachable(_where: object, **_: object) -> Catalog | None:
        from feedpub.commands.check.published import TargetUnreachable

        raise TargetUnreachable("it does not answer")

    with previewing(desk, look=unreachable) as shown:
        overview, page = shown.text(), shown.text("desk/first-light.html")

    assert "what is published at s3://podcasts/desk was not looked at: it does not answer" in overview
    assert "new" == bar_of(page).split()[0]
