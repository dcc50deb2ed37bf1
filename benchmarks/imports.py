"""Moving in: a show's recordings, beside the tool that does nothing but fetch files."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.process import Run, Trial, in_turns, middle
from benchmarks.results import Row
from benchmarks.shows import sound
from benchmarks.slow_link import slow_link
from tests.deadlines import until
from tests.pictures import jpeg

from feedpub.commands.imports.download import PER_HOST

if TYPE_CHECKING:
    from benchmarks.table import Bench

FILES, MEGABYTES = 40, 12
GOAL = 1 / 0.9
"""Ours may take so much longer: nine tenths of the speed."""

LINK, DISTANCE = 400, 20
"""Megabits a second of all connections together, and milliseconds there and back: a good line to a host nearby."""

_CHANNEL = """\
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel><title>Old Show</title>
<link>https://example.com/</link><description>Life at the coast.</description><language>en</language>
<itunes:author>Tidewater Radio</itunes:author><itunes:explicit>false</itunes:explicit>
<itunes:image href="{base}/cover.jpg"/><itunes:category text="History"/>
"""

_ITEM = """\
<item><title>Part {number}</title><guid isPermaLink="false">part-{number}</guid><description>At the quay.</description>
<pubDate>Mon, 01 Jun 2020 06:{number:02}:00 +0000</pubDate>
<enclosure url="{base}/{number}.mp3" length="{size}" type="audio/mpeg"/></item>
"""


def media(bench: Bench, feedpub: Callable[..., list[str]]) -> Iterator[Row]:
    """Forty recordings from a host on this machine, where only processors count, and from one behind a line."""
    host = bench.root / "host"
    host.mkdir()
    (host / "cover.jpg").write_bytes(jpeg())
    for number in range(1, FILES + 1):
        sound(host / f"{number}.mp3", number, megabytes=MEGABYTES)
    with _serving(host) as port:
        here = f"http://127.0.0.1:{port}"
        ours, theirs = _import(bench, host, here, feedpub), _rclone(bench, host, here)
        without = _import(bench, host, here, feedpub, "--no-media")
        runs = in_turns([ours, without, theirs], bench.rounds)
        whole, bare, copied = map(middle, runs)
        used = [middle(one, "processor") for one in runs]
        what = f"import media: {FILES} × {MEGABYTES} MB above an import without, loopback"
        note = f"measures and digests them, too; of processors {used[0] - used[1]:.1f} s and {used[2]:.1f} s"
        yield _row(what, whole - bare, copied, note)
        with slow_link(port, megabits=LINK, milliseconds=DISTANCE) as link:
            ours, theirs = _import(bench, host, link.address, feedpub), _rclone(bench, host, link.address)
            without = _import(bench, host, link.address, feedpub, "--no-media")
            whole, bare, copied = map(middle, in_turns([ours, without, theirs], max(1, bench.rounds // 2)))
        what = f"the same over {LINK} Mbit/s and {DISTANCE} ms"
        yield _row(what, whole - bare, copied, f"all of the import {whole:.1f} s")


def _row(what: str, ours: float, theirs: float, note: str) -> Row:
    against = f"`rclone copyurl`, {PER_HOST} at once"
    return Row(what, f"{ours:.2f} s", against, f"{theirs:.2f} s", ours / theirs, GOAL, note)


def _import(bench: Bench, host: Path, base: str, feedpub: Callable[..., list[str]], *options: str) -> Trial:
    feed, folder = host / f"feed-{base.rpartition(':')[2]}.xml", bench.root / "moved-in"
    items = (_ITEM.format(base=base, number=one, size=(host / f"{one}.mp3").stat().st_size) for one in _NUMBERS)
    feed.write_text(f"{_CHANNEL.format(base=base)}{''.join(items)}</channel></rss>")

    def clear() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()

    def is_done(_: Run) -> bool:
        return len(list(folder.rglob("*.mp3"))) == (0 if options else FILES)

    words = ("import", f"{base}/{feed.name}", "feeds/show", "--allow-private", *options)
    return Trial(feedpub(*words), folder, proof=is_done, before=clear)


def _rclone(bench: Bench, host: Path, base: str) -> Trial:
    folder, urls = bench.root / "copied", host / "urls.csv"

    def clear() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        urls.write_text("".join(f"{base}/{one}.mp3,{one}.mp3\n" for one in _NUMBERS))

    words = ["copyurl", "--urls", str(urls), str(folder), f"--transfers={PER_HOST}"]
    return Trial(
        [bench.tool("rclone"), *words],
        bench.root,
        proof=lambda _: len(list(folder.iterdir())) == FILES,
        before=clear,
    )


_NUMBERS: Sequence[int] = range(1, FILES + 1)


@contextmanager
def _serving(folder: Path) -> Iterator[int]:
    """Python's own server in another process, which shares no lock with anybody; its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    words = ("-m", "http.server", "--bind", "127.0.0.1", "--protocol", "HTTP/1.1", "--directory", str(folder))
    with subprocess.Popen(
        [sys.executable, *words, str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            until(lambda: _answers(port), waiting_for="the host")
            yield port
        finally:
            server.terminate()


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except ConnectionRefusedError:
        return False
    return True
