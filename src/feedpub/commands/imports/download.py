"""Downloads of an import: several at once, few from one host, each file once, and resumed where that is safe."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO, Literal, Protocol
from urllib.parse import urlsplit

from feedpub import fetch
from feedpub.commands.imports.old_host import without_prefixes
from feedpub.commands.workspace import PartialFile
from feedpub.errors import FeedpubError, FetchError
from feedpub.fetch.per_host_pool import run_per_host
from feedpub.reader.feed import kind_of_bytes
from feedpub.source import display_path

WORKERS, PER_HOST = 8, 4
"""Downloads at once, and of them from one host; most hosts allow as many connections to a browser (six)."""

LIMIT = 8 << 30
"""Bytes of one file."""

TIMEOUTS = fetch.Timeouts(response=60.0, total=6 * 3600.0)
ATTEMPTS = 4
LONGEST_WAIT = 120.0
"""Seconds that a host may ask to wait (`Retry-After`)."""

_AGAIN = frozenset({429, 500, 502, 503, 504})

Sleep = Callable[[float], None]
OnProgress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file to fetch."""

    url: str
    path: Path
    size: int | None = None
    """Bytes that the feed declares."""

    on_received: Callable[[Path], None] = field(default=lambda _path: None, compare=False, repr=False)
    """Gets the whole file, in some thread, while its name is a hidden one: so it is done wherever the file is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloaded:
    """How a download ended."""

    download: Download
    state: Literal["downloaded", "copied", "there already", "failed"]
    message: str = ""
    """Why it failed, or how the file differs from what the feed says of it."""


def no_progress(_done: int, _total: int, _url: str) -> None:
    """Show no progress."""


def download_all(
    downloads: Sequence[Download],
    *,
    allow_private: bool = False,
    on_progress: OnProgress = no_progress,
    on_file: Callable[[Path], None] = lambda _path: None,
    sleep: Sleep = time.sleep,
) -> list[Downloaded]:
    """Fetch files that are not there yet; in the order of `downloads`, how each ended. Nothing is overwritten.

    `on_progress` gets how many are done, how many there are, and the last address, and `on_file` each file that is
    whole now; `sleep` waits for hosts that ask for it. A failure stops no other download.
    """
    found: dict[Path, Downloaded] = {}
    wanted = {one.path: one for one in downloads}
    for path, one in wanted.items():
        if is_here(path):
            found[path] = Downloaded(download=one, state="there already")
    missing = [one for path, one in wanted.items() if path not in found]
    for done, (one, result) in enumerate(_run(missing, allow_private=allow_private, sleep=sleep), 1):
        found[one.path] = result
        if result.state == "downloaded":
            on_file(one.path)
        on_progress(done, len(missing), one.url)
    return [found[one.path] for one in downloads]


def is_here(path: Path) -> bool:
    """Whether a file is here; what a run left of it that was killed at its end is removed."""
    if not path.exists():
        return False
    PartialFile(path).drop()
    return True


def _run(downloads: Sequence[Download], *, allow_private: bool, sleep: Sleep) -> Iterator[tuple[Download, Downloaded]]:
    shared = fetch.SharedConnections()
    hosts = _Hosts()

    def run(one: Download) -> Downloaded:
        try:
            with shared.borrowed() as connections:
                get = partial(fetch.download, limit=LIMIT, allow_private=allow_private, timeouts=TIMEOUTS)
                message = _fetched(one, partial(get, connections=connections), hosts, sleep)
            return Downloaded(download=one, state="downloaded", message=message)
        except (FeedpubError, OSError) as error:
            message = error.message if isinstance(error, FeedpubError) else f"cannot be written: {error.strerror}"
            return Downloaded(download=one, state="failed", message=message)

    try:
        yield from run_per_host(
            downloads, run, host=lambda one: urlsplit(one.url).hostname or "", workers=WORKERS, per_host=PER_HOST
        )
    finally:
        shared.close()


class _Get(Protocol):
    """`fetch.download`, with what is the same for all files."""

    def __call__(self, url: str, sink: fetch.Sink, *, headers: Mapping[str, str]) -> fetch.Response: ...


class _Hosts:
    """Which hosts answer: one that never did, and did not after every attempt for a file, is not asked for others."""

    def __init__(self) -> None:
        self._answering: set[str] = set()
        self._silent: dict[str, str] = {}

    def refuse_silent(self, url: str) -> None:
        """Raise `fetch.Unreachable` for an address at a host that does not answer."""
        if message := self._silent.get(urlsplit(url).netloc):
            raise fetch.Unreachable(message, where=url)

    def note(self, url: str, error: FetchError | None) -> None:
        """Note how the last attempt for an address ended; redirects may have led to another host."""
        name = urlsplit(url).netloc
        if not isinstance(error, fetch.Unreachable):
            self._answering.add(name)
            self._silent.pop(name, None)
        elif name not in self._answering and urlsplit(error.where).netloc == name:
            self._silent[name] = error.message


def _fetched(one: Download, get: _Get, hosts: _Hosts, sleep: Sleep) -> str:
    """Fetch a file, without the prefixes that count downloads; with them where the host wants to be asked so."""
    bare = without_prefixes(one.url)
    try:
        return _with_patience(one, bare, get, hosts, sleep)
    except FetchError:
        if bare == one.url:
            raise
    return _with_patience(one, one.url, get, hosts, sleep)


def _with_patience(one: Download, url: str, get: _Get, hosts: _Hosts, sleep: Sleep) -> str:
    """Fetch a file, again after what may pass: a busy host, a broken connection. Each attempt goes on from the last."""
    for attempt in range(1, ATTEMPTS + 1):
        hosts.refuse_silent(url)
        try:
            message = _once(one, url, get)
        except fetch.PermanentError:
            raise
        except FetchError as error:
            if attempt == ATTEMPTS or (isinstance(error, _Refusal) and error.status not in _AGAIN):
                hosts.note(url, error)
                raise
            sleep(error.wait if isinstance(error, _Refusal) else 1.0)
        else:
            hosts.note(url, None)
            return message
    raise AssertionError("every attempt returns or raises")


class _Refusal(FetchError):
    """The host answers, but not with the file."""

    def __init__(self, message: str, *, where: str, status: int, wait: float) -> None:
        super().__init__(message, where=where)
        self.status = status
        self.wait = wait


def _once(one: Download, url: str, get: _Get) -> str:
    part = PartialFile(one.path)
    begin, origin = part.size, part.origin
    headers = {"Range": f"bytes={begin}-", "If-Range": origin.partition(" ")[2]} if begin else {}
    opened: list[BinaryIO] = []

    def sink(answer: fetch.Response) -> BinaryIO | None:
        if answer.status == 206 and begin and _goes_on(answer, origin, begin):
            opened.append(part.go_on())
        elif answer.status == 200:
            opened.append(part.begin(_origin(answer)))
        return opened[-1] if opened else None

    try:
        answer = get(url, sink, headers=headers)
    finally:
        for file in opened:
            file.close()
    if not opened:
        if begin:  # what is there may be of another version
            part.drop()
        raise _refusal(answer, url)
    return _finished(one, part, url, answer.url)


def _origin(answer: fetch.Response) -> str:
    """Address and strong ETag of a version of a file; without the latter, an interrupted download begins anew."""
    etag = answer.headers.get("ETag", "")
    return f"{answer.url} {etag}" if etag.startswith('"') else ""


def _goes_on(answer: fetch.Response, origin: str, begin: int) -> bool:
    """Whether an answer is the rest of the same version, from the same final address."""
    return _origin(answer) == origin and answer.headers.get("Content-Range", "").startswith(f"bytes {begin}-")


_REFUSALS = {
    401: "asks for a password (401)",
    403: "is forbidden (403): some hosts refuse programs; download it with a browser",
    404: "is not there (404)",
    410: "is gone for good (410)",
    429: "gets too many requests (429); run the import again later",
}


def _refusal(answer: fetch.Response, url: str) -> _Refusal:
    message = _REFUSALS.get(answer.status, f"answers with the status {answer.status}")
    after = answer.headers.get("Retry-After", "").strip()
    wait = min(float(after), LONGEST_WAIT) if after.isascii() and after.isdigit() else 2.0
    return _Refusal(message, where=url, status=answer.status, wait=wait)


_KINDS = {"html": "is a web page, not a file", "empty": "is empty", "refusal": "is a refusal of the store"}


def _other_audio(head: bytes, suffix: str) -> str:
    """The extension that a recording should have instead of its own; empty if that is right, or nobody knows."""
    is_mp4 = head[4:8] == b"ftyp"
    is_mp3 = head.startswith(b"ID3") or (head[:1] == b"\xff" and len(head) > 1 and head[1] & 0xE6 == 0xE2)
    if suffix == ".mp3" and is_mp4:
        return ".m4a"
    return ".mp3" if suffix in {".m4a", ".mp4", ".m4b"} and is_mp3 else ""


def _is_aac(head: bytes) -> bool:
    """Whether a file is a bare stream of AAC (ADTS, ISO 13818-7): like MP3, but with no layer."""
    return len(head) > 1 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0


def _finished(one: Download, part: PartialFile, asked: str, final: str) -> str:
    """Give the file its name, unless it is no file of the kind that was wanted; how it differs from the feed."""
    head = part.content(4096)
    kind = "refusal" if head.lstrip().startswith(b"<Error>") else kind_of_bytes(head)
    if kind in _KINDS and one.path.suffix not in {".html", ".txt"}:
        part.drop()
        raise _Refusal(_KINDS[kind], where=one.url, status=200, wait=0.0)
    one.on_received(part.received)
    part.finish()
    if _is_aac(head) and one.path.suffix.lower() == ".mp3":
        return f"{display_path(one.path)} holds AAC, not MP3: convert it, or ask the author for the recording"
    if other := _other_audio(head, one.path.suffix.lower()):
        name = one.path.with_suffix(other).name
        return f"{display_path(one.path)} holds {other[1:].upper()}: rename it to {name}, also in `audio:` of its YAML"
    size = one.path.stat().st_size
    if one.size is not None and size != one.size:
        return f"{display_path(one.path)} has {size} bytes, the feed says {one.size}"
    if asked.startswith("https:") and final.startswith("http:"):
        return f"{display_path(one.path)} came without encryption: the host redirects to {final}"
    return ""
