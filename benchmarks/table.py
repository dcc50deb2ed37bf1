"""What feedpub's commands take, against what cannot be left out, or against the tools that do a part of it.

    python -m benchmarks.table [--rounds N] [--only WORD] [--write]

Every row is a ratio of medians that were taken in turns in the same run; a run that did not do its work ends the
table. `--write` writes `benchmarks/RESULTS.md` and its chart. `make bench` runs it on the installed wheel.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from benchmarks.imports import media
from benchmarks.process import Run, Trial, in_turns, middle, peak, python
from benchmarks.results import Row, write
from benchmarks.shows import FIRST, Show, show, sound
from benchmarks.slow_link import slow_link
from tests import parts
from tests.servers import CREDENTIALS, Fault, Proxy, Request, S3Server, seaweed

from feedpub.cache.identity import SETTLED

ROUNDS = 5
SMALL, LARGE, LARGER = 10, 1000, 3000
"""Episodes of the shows that are measured."""

FLOORS = str(Path(__file__).with_name("floors.py"))
IMPORTS = "import pydantic, lxml, mutagen"
SDK = "import boto3; boto3.client('s3', endpoint_url='http://127.0.0.1:9', region_name='us-east-1')"
MEGABYTES = 84
FAR = 1.0
"""Seconds until an answer where round trips are counted: what is sent at once is, even on a machine that is busy."""


def feedpub(*words: str) -> list[str]:
    """The installed command."""
    script = Path(sys.executable).with_name("feedpub")
    return [str(script) if script.exists() else "feedpub", *words]


@dataclass
class Bench:
    """The shows and servers that the rows share; each is made when it is first wanted."""

    root: Path
    rounds: int
    opened: ExitStack
    peers: Path
    """The environment in which the peers are installed."""

    measured: dict[str, Sequence[float]] = field(default_factory=dict)

    @cached_property
    def small(self) -> Show:
        """Ten episodes, published."""
        return self.published(show(self.root / "small", SMALL))

    @cached_property
    def large(self) -> Show:
        """A thousand, published."""
        return self.published(show(self.root / "large", LARGE))

    @cached_property
    def server(self) -> S3Server:
        """SeaweedFS."""
        parts.CURRENT = {"s3"}
        return self.opened.enter_context(seaweed(self.root / "weed"))

    def published(self, made: Show) -> Show:
        """The show, after its first publish."""
        self.trial(made, "publish", str(made.folder)).run()
        return made

    def trial(self, made: Show, *words: str, code: int = 0, before: Callable[[], object] = lambda: None) -> Trial:
        """A command on a show."""

        def is_done(_: Run) -> bool:
            return words[0] != "publish" or made.feed.read_bytes().count(b"<item>") == made.episodes

        is_local = "s3://" not in (made.folder / "show.yaml").read_text()
        proof = is_done if is_local else lambda _: True
        return Trial(feedpub(*words), made.root, proof=proof, before=before, code=code)

    def floor(self, name: str, *arguments: str, again: bool = False) -> list[float]:
        """The seconds of a floor; measured once unless that is to be done `again`."""
        if (key := " ".join([name, *arguments])) not in self.measured or again:
            run = Trial([sys.executable, FLOORS, name, *arguments], self.root).run()
            self.measured[key] = json.loads(run.printed.splitlines()[-1])
        return list(self.measured[key])

    def tool(self, name: str) -> str:
        """A command among the peers."""
        path = self.peers / "bin" / name
        assert path.exists(), f"{name} is missing: make bench installs it"
        return str(path)

    def bucket(self, episodes: int, *, endpoint: str = "") -> Show:
        """A show that is published into a prefix of its own."""
        prefix = f"shows/{uuid4().hex[:8]}"
        self.server.make_public(prefix)
        host = endpoint or self.server.endpoint
        url = f"{host}/{self.server.bucket}/{prefix}/"
        where = f"  to: s3://{self.server.bucket}/{prefix}\n  url: {url}\n  endpoint: {host}\n"
        return show(self.root / prefix, episodes, publish=where)


# --- rows


def milliseconds(value: float) -> str:
    """As the table shows it."""
    return f"{value * 1000:.0f} ms" if value < 2 else f"{value:.2f} s"


def paired(what: str, ours: Trial, against: str, theirs: Trial, goal: float, rounds: int, note: str = "") -> Row:
    """Two commands in turns."""
    mine, other = in_turns([ours, theirs], rounds)
    times = middle(mine), middle(other)
    return Row(what, milliseconds(times[0]), against, milliseconds(times[1]), times[0] / times[1], goal, note)


def starts(bench: Bench) -> Iterator[Row]:
    """A command is instant."""
    imports = Trial(python(IMPORTS), bench.root)
    help_ = Trial(feedpub("--help"), bench.root, proof=lambda run: "publish" in run.printed)
    yield paired("`--help`", help_, "`import typer`", Trial(python("import typer"), bench.root), 1.2, 3 * bench.rounds)
    rows = [("status", 2.0), ("check", 3.0), ("publish", 3.0)]
    for verb, goal in rows:
        ours = bench.trial(bench.small, verb, str(bench.small.folder))
        what = f"`{verb}`, {'nothing changed, ' if verb == 'publish' else ''}show of ten"
        yield paired(what, ours, f"`{IMPORTS}`", imports, goal, 3 * bench.rounds)


def unchanged_in_a_bucket(bench: Bench) -> Iterator[Row]:
    """The same to S3. Requests and round trips are counted on a line of their own, which would slow it down."""
    with Proxy(bench.server.endpoint) as proxy:
        counted = bench.bucket(SMALL, endpoint=proxy.endpoint)
        on_the_way: list[tuple[float, float]] = []

        def note_times(line: Any, request: Request) -> None:  # noqa: ANN401 - the proxy's own
            began = time.monotonic()
            answered = line.forward(request)
            time.sleep(FAR)
            on_the_way.append((began, time.monotonic()))
            line.answer(answered)

        proxy.faults.append(Fault(lambda _: True, note_times, times=1 << 30))
        unchanged(bench, counted)
        on_the_way.clear()
        bench.trial(counted, "publish", str(counted.folder)).run()
    note = f"{len(on_the_way)} requests in {round_trips(on_the_way)} round trips"
    ours = unchanged(bench, bench.bucket(SMALL))
    sdk = Trial(python(SDK), bench.root, environment=CREDENTIALS)
    yield paired("the same to S3", ours, "`import boto3`, one client", sdk, 1.5, 3 * bench.rounds, note)


def unchanged(bench: Bench, made: Show) -> Trial:
    """A publish of a show in which nothing has changed, as the run before found."""
    ours = bench.trial(made, "publish", str(made.folder))
    ours.run()
    time.sleep(SETTLED)
    ours.run()
    return ours


def round_trips(on_the_way: Sequence[tuple[float, float]]) -> int:
    """How many requests, each from its beginning to its end, were on their way one after the other, at least."""
    count, ended = 0, 0.0
    for began, end in sorted(on_the_way, key=lambda one: one[1]):
        if began >= ended:
            count, ended = count + 1, end
    return count


def growth(bench: Bench) -> Iterator[Row]:
    """What each further episode costs, to a thousand."""
    for verb, goal in (("status", 100e-6), ("publish", 200e-6)):
        trials = [bench.trial(one, verb, str(one.folder)) for one in (bench.small, bench.large)]
        few, many = (middle(runs) for runs in in_turns(trials, bench.rounds))
        each = (many - few) / (LARGE - SMALL)
        what = f"`{verb}`, nothing changed, each further episode to 1,000"
        yield Row(what, f"{each * 1e6:.0f} µs", "the goal", f"{goal * 1e6:.0f} µs", each / goal, 1.0)


def one_changed(bench: Bench) -> Iterator[Row]:
    """One of a thousand was edited."""
    edits = iter(range(10_000))
    catalog, rendered, parsed, composed = bench.floor("change", str(bench.large.root))
    least = {"folder": catalog + rendered + parsed + composed, "file": catalog + rendered + parsed}
    for kind, floor in least.items():
        trials = []
        for made in (bench.small, bench.large):

            def edit(made: Show = made) -> None:
                made.write(7, more=f"Edit {next(edits)}.")

            path = made.folder if kind == "folder" else made.file(7)
            trials.append(bench.trial(made, "publish", str(path), before=edit))
        few, many = (middle(runs) for runs in in_turns(trials, bench.rounds))
        more = many - few
        what = f"one changed in 1,000 ({kind}): the time above the show of ten"
        against = "catalog in and out, feed rendered and parsed" + (", YAML composed" if kind == "folder" else "")
        yield Row(what, milliseconds(more), against, milliseconds(floor), more / floor, 1.3)


def checked(bench: Bench) -> Iterator[Row]:
    """`check` of a thousand with audio."""
    cache = bench.root / "cache"
    composed, hashed = bench.floor("check", str(bench.large.root))
    warm = bench.trial(bench.large, "check", str(bench.large.folder))
    cold = bench.trial(
        bench.large, "check", str(bench.large.folder), before=lambda: shutil.rmtree(cache, ignore_errors=True)
    )
    rows = [
        ("cold", cold, composed + hashed, "libyaml composes them, SHA-256 of the audio", 4.0),
        ("second run", warm, composed, "libyaml composes them", 3.0),
    ]
    for name, trial, floor, against, goal in rows:
        (runs,) = in_turns([trial], bench.rounds)
        took = middle(runs)
        what = f"`check FOLDER`, 1,000 with audio, {name}"
        yield Row(what, milliseconds(took), against, milliseconds(floor), took / floor, goal)


def first_publish(bench: Bench) -> Iterator[Row]:
    """A thousand, measured, tagged, checked."""
    fresh = show(bench.root / "fresh", LARGE)
    ours: list[Run] = []
    floors: list[float] = []
    for _ in range(max(1, bench.rounds // 2)):
        for kept in (bench.root / "cache", fresh.root / "public"):
            shutil.rmtree(kept, ignore_errors=True)
        ours.append(bench.trial(fresh, "publish", str(fresh.folder)).run())
        floors.append(sum(bench.floor("first", str(fresh.root), again=True)))
    took, floor = middle(ours), median(floors)
    against = "composing, SHA-256, stock feedgen, writing with fsync in 8 threads"
    yield Row("first publish of 1,000", milliseconds(took), against, milliseconds(floor), took / floor, 1.5)


def feeds(bench: Bench) -> Iterator[Row]:
    """The XML alone."""
    against = "stock feedgen, the same elements"
    for times in (1, 5):
        ours, theirs = bench.floor("feed", str(bench.large.root), str(times))
        what = f"feed of {times * LARGE:,} items"
        yield Row(what, milliseconds(ours), against, milliseconds(theirs), ours / theirs, 1.0)


def peers(bench: Bench) -> Iterator[Row]:
    """Other libraries write a feed of as many items, with fewer elements: whole processes."""
    items = [
        {
            "title": f"Harbour {number}",
            "guid": f"tag:example.com,2026:{number}",
            "url": f"https://example.com/media/harbour-{number}.mp3",
            "size": 28_000_000,
            "date": (FIRST + timedelta(days=number)).isoformat(),
            "seconds": 1754,
            "text": "<p>At twenty past five the harbour is <em>asleep</em>.</p>" * 6,
        }
        for number in range(LARGE)
    ]
    source, feed = bench.root / "items.json", bench.root / "peer.xml"
    source.write_text(json.dumps(items))
    here = Path(__file__).parent / "peers"
    by_python = [bench.tool("python"), str(here / "feeds.py")]
    by_node = ["node", str(here / "feeds.mjs")]
    programs = {
        **dict.fromkeys(("feedgen", "podgen", "podcast-rss-generator"), by_python),
        **dict.fromkeys(("podcast", "feedsmith"), by_node),
    }

    def is_whole(_: Run) -> bool:
        return feed.read_bytes().count(b"<item>") == LARGE

    ours = Trial([sys.executable, FLOORS, "render", str(bench.large.root), str(feed)], bench.root, proof=is_whole)
    trials = [
        Trial([*words, name, str(source), str(feed)], bench.root, proof=is_whole, before=lambda: feed.write_bytes(b""))
        for name, words in programs.items()
    ]
    mine, *others = (middle(runs) for runs in in_turns([ours, *trials], bench.rounds))
    for name, took in zip(programs, others, strict=True):
        what = f"feed of 1,000 items, whole process, beside {name}"
        yield Row(what, milliseconds(mine), name, milliseconds(took), mine / took, None)


def audio(bench: Bench) -> Iterator[Row]:
    """Half an hour is measured: length, digests, silence; beside the program that counts its packets."""
    file = bench.root / "half.mp3"
    sound(file, 1, megabytes=28.8)
    counting = ["ffprobe", "-v", "error", "-count_packets", "-show_entries", "stream=nb_read_packets", str(file)]
    if shutil.which(counting[0]) is None:
        return
    theirs = Trial(counting, bench.root, proof=lambda run: "nb_read_packets" in run.printed)
    ours: list[float] = []
    runs: list[Run] = []
    for _ in range(3 * bench.rounds):
        runs.append(theirs.run())
        ours += bench.floor("measure", str(file), again=True)
    took, other = median(ours), middle(runs)
    what = "half an hour of audio, measured"
    yield Row(what, milliseconds(took), "`ffprobe -count_packets`", milliseconds(other), took / other, 1.0)


def large_file(bench: Bench) -> Iterator[Row]:
    """One episode of 84 MB to SeaweedFS, and over a slow link."""
    file = bench.root / "long.mp3"
    sound(file, 1, megabytes=MEGABYTES)

    def made(endpoint: str = "") -> Show:
        one = bench.bucket(1, endpoint=endpoint)
        shutil.copy(file, one.root / "media" / "harbour-1.mp3")
        return one

    ours: list[Run] = []
    sdk: list[Run] = []
    copies: list[float] = []
    for _ in range(bench.rounds):
        one = made()
        ours.append(bench.trial(one, "publish", str(one.folder)).run())
        sdk.append(Trial(python(SDK), bench.root, environment=CREDENTIALS).run())
        copies.append(_rclone(bench, file))
    (hashed,) = bench.floor("digest", str(file))
    took, floor = middle(ours), middle(sdk) + hashed + median(copies)
    against = "`rclone copyto`, `import boto3`, one SHA-256 pass"
    note = f"of it {middle(ours, 'processor'):.1f} s of a processor"
    what = f"one episode of {MEGABYTES} MB"
    yield Row(what, milliseconds(took), against, milliseconds(floor), took / floor, 1.3, note)
    port = urlsplit(bench.server.endpoint).port
    assert port is not None
    with slow_link(port, megabits=50, milliseconds=40) as link:
        one = made(link.address)
        run = bench.trial(one, "publish", str(one.folder)).run()
        sending = link.last - link.first
        around = run.seconds - sending
        what = "the same over 50 Mbit/s and 40 ms"
        yield Row(what, f"{link.used():.1%} of the rate", "the goal", "95%", 0.95 / link.used(), 1.0)
        yield Row(f"{what}: around it", milliseconds(around), "the goal", "2.50 s", around / 2.5, 1.0)


def _rclone(bench: Bench, source: Path) -> float:
    """Seconds that rclone takes to copy a file or a folder to where nothing is yet."""
    verb = "copy" if source.is_dir() else "copyto"
    where = f":s3:{bench.server.bucket}/rclone/{uuid4().hex}"
    options = ["--s3-provider=Other", f"--s3-endpoint={bench.server.endpoint}", "--s3-env-auth", "--transfers=16"]
    return Trial([bench.tool("rclone"), verb, str(source), where, *options], bench.root).run().seconds


def many_files(bench: Bench) -> Iterator[Row]:
    """The first publish of a thousand small episodes to SeaweedFS."""
    ours: list[Run] = []
    floors: list[float] = []
    for _ in range(max(1, bench.rounds // 2)):
        made = bench.bucket(LARGE)
        ours.append(bench.trial(made, "publish", str(made.folder)).run())
        place = (str(bench.large.root), bench.server.endpoint, bench.server.bucket, f"floor/{uuid4().hex}")
        floors.append(sum(bench.floor("uploads", *place)))
    took_ours, floor = middle(ours), median(floors)
    against = "`put_object` in 16 threads, a ranged GET each"
    media = bench.large.root / "media"
    there = f"s3://{bench.server.bucket}/peers"
    option = f"--endpoint-url={bench.server.endpoint}"
    peers = {
        "s5cmd": [bench.tool("s5cmd"), option, "cp", f"{media}/", f"{there}/s5cmd/"],
        "aws s3 cp": [bench.tool("aws"), option, "s3", "cp", "--quiet", "--recursive", str(media), f"{there}/aws/"],
    }
    took = {name: Trial(words, bench.root).run().seconds for name, words in peers.items()}
    took["rclone copy"] = _rclone(bench, media)
    note = ", ".join(f"{name} {milliseconds(one)}" for name, one in took.items())
    what = "first publish of 1,000 small episodes to S3"
    yield Row(what, milliseconds(took_ours), against, milliseconds(floor), took_ours / floor, 1.5, note)


def with_pages(bench: Bench) -> Iterator[Row]:
    """What pages cost: nothing changed; one more."""
    paged = bench.published(show(bench.root / "paged", LARGE, pages="on"))
    trials = [bench.trial(one, "publish", str(one.folder)) for one in (paged, bench.large)]
    mine, other = (middle(runs) for runs in in_turns(trials, bench.rounds))
    what = "pages on, nothing changed, 1,000 episodes"
    yield Row(what, milliseconds(mine), "pages off", milliseconds(other), mine / other, 1.3)
    trials = [_one_more(made) for made in (paged, bench.published(show(bench.root / "plain", LARGE)))]
    mine, other = (middle(runs) for runs in in_turns(trials, bench.rounds))
    yield Row("pages on, one more episode", milliseconds(mine), "pages off", milliseconds(other), mine / other, 2.0)


def _one_more(made: Show) -> Trial:
    """Publish one more episode each time."""
    numbers = iter(range(made.episodes + 1, 9999))

    def add() -> None:
        number = next(numbers)
        made.write(number)
        sound(made.root / "media" / f"harbour-{number}.mp3", number)

    def is_there(_: Run) -> bool:
        return made.feed.read_bytes().count(b"<item>") == len(list(made.folder.glob("harbour-*.yaml")))

    return Trial(feedpub("publish", str(made.folder)), made.root, proof=is_there, before=add)


def memory(bench: Bench) -> Iterator[Row]:
    """MiB at the peak."""
    unchanged = peak(bench.trial(bench.small, "publish", str(bench.small.folder)))
    fresh = show(bench.root / "ten", SMALL)
    first = peak(bench.trial(fresh, "publish", str(fresh.folder)))
    many = show(bench.root / "many", LARGER)
    thousands = peak(bench.trial(many, "publish", str(many.folder)))
    huge = show(bench.root / "huge", 1)
    sound(huge.root / "media" / "harbour-1.mp3", 1, megabytes=2000)
    long = peak(bench.trial(huge, "publish", str(huge.folder)))
    rows = [
        ("nothing changed", unchanged, 80),
        ("first publish of ten", first, 160),
        ("first publish of 3,000", thousands, 200),
        ("first publish of 2 GB of audio", long, 150),
    ]
    for what, found, goal in rows:
        yield Row(f"memory: {what}", f"{found:.0f} MiB", "the goal", f"{goal} MiB", found / goal, 1.0)


ROWS: Mapping[str, Callable[[Bench], Iterator[Row]]] = {
    "starts": starts,
    "bucket": unchanged_in_a_bucket,
    "growth": growth,
    "change": one_changed,
    "check": checked,
    "first": first_publish,
    "feed": feeds,
    "peers": peers,
    "audio": audio,
    "large": large_file,
    "many": many_files,
    "pages": with_pages,
    "memory": memory,
    "import": lambda bench: media(bench, feedpub),
}


def main() -> int:
    """Measure, print, and write the results where that is asked for; 1 if a goal is not reached."""
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--rounds", type=int, default=ROUNDS)
    reader.add_argument("--only", choices=ROWS, action="append")
    reader.add_argument("--write", action="store_true")
    reader.add_argument("--peers", type=Path, default=Path(sys.executable).parents[1], help="their environment")
    asked = reader.parse_args()
    rows: list[Row] = []
    with TemporaryDirectory() as name, ExitStack() as opened:
        # The programs find their cache, and the store's keys, as on any machine.
        os.environ.update(CREDENTIALS, XDG_CACHE_HOME=str(Path(name, "cache")), AWS_EC2_METADATA_DISABLED="true")
        os.environ["AWS_DEFAULT_REGION"] = "us-east-1"
        bench = Bench(root=Path(name), rounds=asked.rounds, opened=opened, peers=asked.peers.absolute())
        for section in asked.only or ROWS:
            for row in ROWS[section](bench):
                rows.append(row)
                mark = "" if row.is_kept else "  *"
                goal = "" if row.goal is None else f" (goal {row.goal})"
                ratio = "" if row.ratio is None else f"{row.ratio:.2f}{goal}"
                print(f"{row.what}: {row.ours} / {row.theirs} = {ratio}{mark} {row.note}", flush=True)
    if asked.write:
        write(rows, Path(__file__).parent)
    return int(not all(row.is_kept for row in rows))


if __name__ == "__main__":
    sys.exit(main())
