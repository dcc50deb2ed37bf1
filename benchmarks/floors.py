"""What cannot be left out, measured alone: each prints the seconds that its work took, without the start of Python.

python benchmarks/floors.py NAME ARGUMENT ...
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseEntryExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from feedpub.catalog import CATALOG, dumps, loads
from feedpub.feed.document import render, source_digest
from feedpub.model import Catalog

ROUNDS = 7
PODCAST = "https://podcastindex.org/namespace/1.0"
ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def least(*works: Callable[[], object]) -> list[float]:
    """How long each takes at least, in turns."""
    return [min(times) for times in zip(*([seconds(one) for one in works] for _ in range(ROUNDS)), strict=True)]


# --- the work


def composed(folder: Path) -> None:
    """Libyaml composes every YAML file of a folder."""
    import yaml  # noqa: PLC0415 - what only this floor needs

    for file in folder.glob("*.yaml"):
        yaml.compose(file.read_text(), Loader=yaml.CSafeLoader)


def hashed(folder: Path) -> None:
    """SHA-256 of every file of a folder."""
    for file in folder.iterdir():
        with file.open("rb") as opened:
            digest = sha256()
            while piece := opened.read(1 << 20):
                digest.update(piece)


def written(files: dict[str, bytes]) -> None:
    """These files, with fsync, in 8 threads."""
    with TemporaryDirectory() as name, ThreadPoolExecutor(8) as pool:

        def write(pair: tuple[str, bytes]) -> None:
            path = Path(name, pair[0].replace("/", "_"))
            with path.open("wb") as file:
                file.write(pair[1])
                file.flush()
                os.fsync(file.fileno())

        list(pool.map(write, files.items()))


class _Podcasting20(BaseEntryExtension):  # type: ignore[misc]  # feedgen has no types
    """What stock feedgen does not know, as its manual shows how to add it."""

    def __init__(self) -> None:
        self.tags: list[tuple[str, str, dict[str, str]]] = []

    def extend_rss(self, entry: etree._Element) -> etree._Element:
        for name, text, attributes in self.tags:
            etree.SubElement(entry, f"{{{PODCAST}}}{name}", attributes).text = text
        return entry


class _Declared(_Podcasting20):
    def extend_ns(self) -> dict[str, str]:
        return {"podcast": PODCAST}


def stock(feed: etree._Element) -> bytes:
    """The items of a feed that is parsed, written by stock feedgen: the same elements with the same values."""
    channel = feed[0]
    generator = FeedGenerator()
    generator.load_extension("podcast")
    generator.register_extension("podcasting20", _Declared, _Podcasting20, atom=False, rss=True)
    generator.title(channel.findtext("title"))
    generator.link(href=channel.findtext("link"), rel="alternate")
    generator.description(channel.findtext("description"))
    for item in channel.iter("item"):
        entry = generator.add_entry(order="append")
        for one in item:
            _set(entry, one)
    document: bytes = generator.rss_str(pretty=True)
    return document


def _set(entry: FeedEntry, one: etree._Element) -> None:
    """Hand an element of an item to the setter that writes it."""
    name, text = one.tag, one.text or ""
    if name.startswith(f"{{{ITUNES}}}"):
        kind = name.rpartition("}")[2]
        setter = {"episodeType": "itunes_episode_type"}.get(kind, f"itunes_{kind}")
        value = {"true": "yes", "false": "no"}.get(text, text) if kind == "explicit" else text
        getattr(entry.podcast, setter)(int(value) if kind in {"episode", "season"} else value)
    elif name.startswith(f"{{{PODCAST}}}"):
        entry.podcasting20.tags.append(
            (name.rpartition("}")[2], text, {str(key): str(value) for key, value in one.attrib.items()})
        )
    elif name == "enclosure":
        entry.enclosure(one.attrib["url"], one.attrib["length"], one.attrib["type"])
    elif name == "link":
        entry.link(href=text, rel="alternate")
    elif name == "guid":
        entry.guid(text, permalink=one.attrib.get("isPermaLink") == "true")
    else:
        getattr(entry, name)(text)


# --- the floors: each takes the workspace of a published show and prints seconds


def _catalog(root: Path) -> Catalog:
    return loads((root / "public/.feedpub/big" / CATALOG).read_bytes(), where=CATALOG)


def feed(root: Path) -> list[float]:
    """The feed as feedpub renders it, and as stock feedgen writes the same elements: of values that are in memory."""
    catalog = _catalog(root)
    ours = render(catalog)
    parsed = etree.fromstring(ours)
    theirs = etree.fromstring(stock(parsed))
    names = [sorted(one.tag for one in item) for item in theirs.iter("item")]
    assert names == [sorted(one.tag for one in item) for item in parsed.iter("item")], "other elements"
    return least(lambda: render(catalog), lambda: stock(parsed))


def rendered(root: Path, target: str) -> list[float]:
    """The feed into a file."""
    return [seconds(lambda: Path(target).write_bytes(render(_catalog(root))))]


def change(root: Path) -> list[float]:
    """The catalog read and written, the feed rendered once and parsed once; all YAML composed."""
    catalog = _catalog(root)
    packed, document = dumps(catalog), render(catalog)

    def in_and_out() -> None:
        dumps(loads(packed, where=CATALOG))

    def once() -> None:
        source_digest(catalog)
        render(catalog)

    return least(in_and_out, once, lambda: etree.fromstring(document), lambda: composed(root / "feeds/big"))


def first(root: Path) -> list[float]:
    """All YAML composed, the recordings hashed, the feed by stock feedgen, the published bytes written."""
    parsed = etree.fromstring(render(_catalog(root)))
    site = root / "public/big"
    files = {str(path.relative_to(site)): path.read_bytes() for path in site.rglob("*") if path.is_file()}
    works = (
        lambda: composed(root / "feeds/big"),
        lambda: hashed(root / "media"),
        lambda: stock(parsed),
        lambda: written(files),
    )
    return [seconds(one) for one in works]


def check(root: Path) -> list[float]:
    """All YAML composed; the recordings hashed."""
    return least(lambda: composed(root / "feeds/big"), lambda: hashed(root / "media"))


def _objects(root: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted((root / "media").iterdir()):
        yield path.name, path.read_bytes()


def uploads(root: Path, endpoint: str, bucket: str, prefix: str) -> list[float]:
    """`put_object` of every recording in 16 threads, then a ranged GET of each."""
    import boto3  # noqa: PLC0415 - what only this floor needs
    from botocore.config import Config  # noqa: PLC0415

    client = boto3.client("s3", endpoint_url=endpoint, config=Config(max_pool_connections=16))
    objects = dict(_objects(root))

    def put(name: str) -> None:
        client.put_object(Bucket=bucket, Key=f"{prefix}/{name}", Body=objects[name])

    def get(name: str) -> None:
        client.get_object(Bucket=bucket, Key=f"{prefix}/{name}", Range="bytes=-4096")["Body"].read()

    with ThreadPoolExecutor(16) as pool:
        return [seconds(lambda: list(pool.map(put, objects))), seconds(lambda: list(pool.map(get, objects)))]


def digest(file: Path) -> list[float]:
    """One pass of SHA-256 over a file."""

    def work() -> None:
        with file.open("rb") as opened:
            made = sha256()
            while piece := opened.read(1 << 20):
                made.update(piece)

    return least(work)


def measured(file: Path) -> list[float]:
    """A recording is measured: length, digests, silence."""
    from feedpub.audio.probe import measure  # noqa: PLC0415 - what only this one needs

    return [seconds(lambda: measure(file, file=file.name))]


FLOORS: dict[str, Callable[..., list[float]]] = {
    "feed": feed,
    "render": rendered,
    "change": change,
    "first": first,
    "check": check,
    "uploads": uploads,
    "digest": digest,
    "measure": measured,
}


if __name__ == "__main__":
    _, name, path, *more = sys.argv
    print(json.dumps(FLOORS[name](Path(path), *more)))
