"""The first ten minutes: README from its first command to an episode in an app and in a browser."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import podcastparser
import pytest
import urllib3
from playwright.sync_api import expect
from tests.browsing import chromium
from tests.newcomer import BORROWING, ROOT, Newcomer, arrived, borrow_dependencies, lines, unpacked
from tests.servers import S3Server
from tests.test_wizard import ENTERED, NEXT

pytestmark = pytest.mark.slow

PIPX, *BUILT = lines("Install")
"""The line with two tools that need a package index, and those for a wheel."""


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked source distribution."""
    return unpacked(tmp_path_factory.mktemp("source"))


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, checkout: Path) -> Newcomer:
    """Somebody who has typed the lines of "Install"."""
    someone = arrived(tmp_path_factory.mktemp("newcomer"))
    for line in BUILT:
        someone.type(line, cwd=checkout)
    borrow_dependencies(someone.home / "feedpub-venv")
    return someone


@pytest.fixture
def newcomer(installed: Newcomer, tmp_path: Path) -> Newcomer:
    """The same, with an empty folder; what was counted at the installation counts."""
    someone = arrived(tmp_path)
    (someone.home / "feedpub-venv").symlink_to(installed.home / "feedpub-venv")
    someone.commands, someone.seconds, someone.screen = installed.commands, installed.seconds, [*installed.screen]
    return someone


def in_app(address: str) -> dict[str, Any]:
    """The feed as gPodder reads it."""
    answer = urllib3.request("GET", address, retries=False)
    assert 200 == answer.status, address
    read: dict[str, Any] = podcastparser.parse(address, io.BytesIO(answer.data))
    return read


def test_the_installation_is_of_the_wheel(newcomer: Newcomer) -> None:
    """Not of the source beside this test."""
    where = newcomer.type("python -c 'import feedpub; print(feedpub.__file__)'")

    assert where.startswith(str(newcomer.home / "feedpub-venv"))
    assert "Usage: feedpub" in newcomer.type("feedpub --help")


@pytest.mark.parametrize("line", PIPX.split("# or: "))
def test_an_installer_of_tools_puts_feedpub_on_the_path(
    tmp_path: Path, checkout: Path, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With dependencies of its own, from the index of this machine; their versions are those that are known to work."""
    monkeypatch.setenv("UV_CACHE_DIR", str(checkout.parent / "cache"))  # pipx uses uv where that is here
    pins = re.findall(r"(?m)^[\w.-]+==[\w.]+", (ROOT / "requirements.txt").read_text(encoding="utf-8"))
    (tmp_path / "pins.txt").write_text("\n".join(pins), encoding="utf-8")
    for name in ("PIP_CONSTRAINT", "UV_CONSTRAINT"):
        monkeypatch.setenv(name, str(tmp_path / "pins.txt"))
    someone = arrived(tmp_path, index=True)

    someone.type(line, cwd=checkout)
    where = someone.type("command -v feedpub")
    someone.type("feedpub init show --yes --audio ~/recording.mp3 --to public")
    done = someone.type("feedpub publish show")

    assert f"{someone.home}/.local/bin/feedpub\n" == where
    assert "listeners see 1 episode" in done


def test_make_publish_shows_what_it_does_and_leaves_feedpub(tmp_path: Path, checkout: Path) -> None:
    """The example of the source distribution, in a new environment that borrows the dependencies of this one.

    Twice: the second time it installs and publishes nothing.
    """
    (line, *_) = lines("Two commands")
    someone = arrived(tmp_path)
    folder = someone.folder / "feedpub"
    shutil.copytree(checkout, folder, ignore=shutil.ignore_patterns("dist", "public", ".feedpub"))

    seen = someone.answer(line, cwd=folder, prefix=BORROWING)
    again = someone.type(line, cwd=folder, prefix=BORROWING)
    where = someone.type(".venv/bin/python -c 'import feedpub; print(feedpub.__file__)'", cwd=folder, prefix=BORROWING)
    status = someone.type(".venv/bin/feedpub status feeds/tidewater", cwd=folder, prefix=BORROWING)

    progress = ["installing feedpub into .venv", "Installing collected packages: feedpub", "Successfully installed"]
    shown = [
        *progress,
        'new show "Tidewater"',
        "feed: http://127.0.0.1:8910/feed.xml",
        "feedpub is .venv/bin/feedpub here",
    ]
    assert sorted(map(seen.find, shown)) == list(map(seen.find, shown))
    assert -1 not in map(seen.find, shown)
    assert ("nothing to do" in again, "installing" in again) == (True, False)
    assert where.startswith(str(folder / "src"))
    assert 3 == status.count("published")


@pytest.mark.usefixtures("installed")
def test_on_an_index_page_every_link_of_readme_leads_somewhere(checkout: Path) -> None:
    """The description in the wheel has whole addresses, below that of the source."""
    (wheel,) = (checkout / "dist").glob("*.whl")
    with ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        text = archive.read(name).decode()
    links = re.findall(r"\]\(([^)]+)\)", text.partition("\n\n")[2])
    base = "https://github.com/feedpub/feedpub/blob/main/"

    assert len(links) > 10
    assert [] == [link for link in links if not link.startswith("https://")]
    files = [link.removeprefix(base).partition("#")[0] for link in links if link.startswith(base)]
    assert [] == [file for file in files if not (ROOT / file).exists()]


@pytest.mark.browser
def test_a_newcomer_has_a_podcast_in_an_app_and_in_a_browser(newcomer: Newcomer) -> None:
    """Each line of "Your show", typed as it stands there; every question is answered with Enter."""
    init, check, publish, serve, copy, new, preview, *more = lines("Your show")

    newcomer.answer(init, [one for one in ENTERED if "Recording" not in one[0]])
    assert "1 episode, 1 warning" in newcomer.type(check)
    newcomer.type(publish)
    assert "--lan" in serve
    with newcomer.serving(serve.replace("--lan", "--port 0").partition("#")[0]) as address:
        read = in_app(address)
        with chromium() as browser:
            page = browser.new_page()
            page.goto(read["link"])
            expect(page.get_by_role("heading", name="My show")).to_be_visible()
            page.goto(read["episodes"][0]["link"])
            expect(page.get_by_role("heading", name="Recording")).to_be_visible()
    newcomer.type(copy)
    newcomer.type(new)
    with newcomer.serving(preview.partition("#")[0] + "--port 0") as address:
        previewed = urllib3.request("GET", address).data.decode()
    printed = [newcomer.type(line) for line in more]

    assert ("My show", ["Recording"]) == (read["title"], [one["title"] for one in read["episodes"]])
    assert "<bdi>Second</bdi>" in previewed
    assert all('add second "Second"' in text for text in printed[:2])
    assert 2 == printed[2].count("published")
    print(newcomer.report())  # noqa: T201 - shown with -s: what the newcomer met


@pytest.mark.s3
@pytest.mark.browser
def test_a_newcomer_with_a_bucket_is_in_public(newcomer: Newcomer, s3_server: S3Server) -> None:
    """The same on a store of one's own: three more answers, and the feed and the pages are in the bucket."""
    prefix = f"newcomer/{uuid4().hex[:8]}"
    s3_server.make_public(prefix)
    init, check, publish, *_ = lines("Your show")
    store = [
        ("Where to publish [", "s3" + NEXT),
        ("Publish to [", f"s3://{s3_server.bucket}/{prefix}" + NEXT),
        ("Address of the store", s3_server.endpoint + NEXT),
        (f"Public address of that place [{s3_server.url(prefix)}/]", NEXT),
    ]

    newcomer.answer(init, [*(one for one in ENTERED[:-1] if "Recording" not in one[0]), *store])
    newcomer.type(check)
    newcomer.type(publish)

    read = in_app(s3_server.url(f"{prefix}/feed.xml"))
    with chromium() as browser:
        page = browser.new_page()
        page.goto(read["link"])
        expect(page.get_by_role("heading", name="My show")).to_be_visible()
    assert ["Recording"] == [one["title"] for one in read["episodes"]]
    assert 403 == urllib3.request("GET", s3_server.url(f".feedpub/{prefix}/catalog.json.gz"), retries=False).status
    print(newcomer.report())  # noqa: T201 - as above
