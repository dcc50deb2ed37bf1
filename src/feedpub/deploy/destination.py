"""Where a show is published: the target, its private state, and the public address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from feedpub.deploy.target import Target
from feedpub.errors import Refused
from feedpub.source import ShowFile, real_path
from feedpub.standards import SERVE_BASE, is_misspelt_bucket, is_private_address, quoted, url_fault
from feedpub.storage import Storage
from feedpub.storage.guard_check import Unguarded
from feedpub.storage.open import PRIVATE_FOLDER, open_state, open_storage, state_url
from feedpub.storage.trace import Traced

if TYPE_CHECKING:
    from feedpub.cache.dependencies import Dependencies


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Everything that `show.yaml`, `--to` and `--url` say about where a show is published."""

    to: str
    """`s3://bucket/prefix`, or an absolute path."""

    state: str
    base: str
    """Public address, ending in `/`."""

    feed: str
    folder: str = ""
    """The show's folder, relative to its workspace: `feeds/tidewater`."""

    endpoint: str | None = None
    region: str | None = None
    profile: str | None = None
    single_writer: bool = False

    @property
    def is_directory(self) -> bool:
        """Whether the target is a folder of this machine."""
        return "://" not in self.to

    @property
    def recorded(self) -> str:
        """The target as a catalog names it: empty for a directory, which may be copied."""
        return "" if self.is_directory else self.to

    @property
    def has_address(self) -> bool:
        """Whether a web server shows it: not a directory without `publish: url:`, which only `serve` does."""
        return not self.is_directory or self.base != SERVE_BASE

    @property
    def is_local_only(self) -> bool:
        """Whether only this machine, or its network, can subscribe."""
        return is_private_address(self.base)

    @property
    def place(self) -> str:
        """What tells this destination from every other one that the machine knows."""
        return f"{self.endpoint or ''} {self.state}"

    @property
    def addresses(self) -> dict[str, Any]:
        """What says where strangers may reach the private state, as `state_addresses` takes it."""
        return {
            "base": self.base,
            "target": self.to,
            "state": self.state,
            "endpoint": self.endpoint,
            "region": self.region,
        }

    @property
    def store(self) -> str:
        """The store that a bucket is in; empty for a directory."""
        return "" if self.is_directory else self.endpoint or "AWS"

    def named_from(self, other: Destination) -> str:
        """The target as messages at another place name it: with its store if that is another one than there."""
        return self.to if self.store in {"", other.store} else f"{self.to} ({self.store})"

    @property
    def feed_url(self) -> str:
        """Where apps subscribe."""
        return self.base + self.feed


def destination(show: ShowFile, *, to: str | None = None, url: str | None = None) -> Destination:
    """The destination of a show; `to` and `url` are the command line's, which win.

    A relative `publish.to` is relative to `show.yaml`, a relative `to` to the current folder.
    Raises `Refused` for what is no target or no address, for `to` alone where `show.yaml` names another target, and for
    a bucket without an address.
    """
    _refuse_misspelt(to, url)
    publish = show.show.publish
    of_show = _absolute(publish.to, beside=show.path.parent) if publish.to else None
    of_option = _absolute(to, beside=Path.cwd()) if to else None
    if of_option and of_show and of_option != of_show and url is None:
        raise Refused(
            f"--to {to} is not the target of show.yaml, whose address ({publish.url or 'none'}) would be wrong for it",
            where=str(show.place("publish.to")),
            hint="give both: --to … --url https://…",
        )
    target = of_option or of_show or str(show.workspace / "public" / show.path.parent.name)
    _refuse_source(target, show)
    state = _absolute(publish.state, beside=show.path.parent) if publish.state else state_url(target)
    _refuse_overlap(target, state, show)
    return Destination(
        to=target,
        state=state,
        base=_base(show, target, url or publish.url),
        feed=publish.feed,
        folder=show.path.parent.resolve().relative_to(show.workspace.resolve()).as_posix(),
        endpoint=publish.endpoint,
        region=publish.region,
        profile=publish.profile,
        single_writer=publish.single_writer,
    )


def _refuse_misspelt(to: str | None, url: str | None) -> None:
    """Raise `Refused` for options that are no place and no address; `show.yaml` is read as strictly."""
    if to and is_misspelt_bucket(to):
        raise Refused(f"{quoted(to)} is nothing to publish to", where="--to", hint=_PLACES)
    if not url:
        return
    if fault := url_fault(url) or ("has a query or fragment" if {"?", "#"} & set(url) else ""):
        raise Refused(f"{quoted(url)} is not the address of a place: it {fault}", where="--url", hint=_ADDRESS)


_PLACES, _ADDRESS = "write s3://bucket/prefix, or a directory", "write it whole: https://example.org/podcast/"


def open_target(where: Destination, *, impatient: bool = False, noted: Dependencies | None = None) -> Target:
    """The storages of a destination, with guards unless the author declared a single writer.

    `impatient` as with `open_storage`. What they answer is `noted`.
    """
    options: dict[str, Any] = {"endpoint": where.endpoint, "region": where.region, "profile": where.profile}
    options["impatient"] = impatient
    site = open_storage(where.to, **options)
    state = open_state(where.state, **options, beside=site)
    if noted is not None:
        site = Traced(site, {"url": where.to, "is_state": False, **options}, noted)
        state = Traced(state, {"url": where.state, "is_state": True, **options}, noted)
    if where.single_writer:
        return Target(site=Unguarded(site), state=Unguarded(state))
    return Target(site=site, state=state)


def parents(target: str) -> list[str]:
    """The targets above a target, the nearest first; not the whole bucket, nor the root of a disk."""
    if "://" not in target:
        return [str(folder) for folder in Path(target).parents if folder.name]
    bucket, *parts = target.removeprefix("s3://").split("/")
    return [f"s3://{bucket}/{'/'.join(parts[:size])}" for size in range(len(parts) - 1, 0, -1)]


def open_parent_state(where: Destination, parent: str) -> Storage:
    """The private state that a show has which is published to a target above, unless its author put it elsewhere."""
    return open_state(state_url(parent), endpoint=where.endpoint, region=where.region, profile=where.profile)


def _absolute(text: str, *, beside: Path) -> str:
    return text.rstrip("/") if "://" in text else str(real_path(beside / Path(text).expanduser()))


def _refuse_source(target: str, show: ShowFile) -> None:
    folder = real_path(show.path.parent)
    if "://" not in target and folder.is_relative_to(target):
        raise Refused(
            f"the target {target} holds the show's own files, which would then be public",
            where=str(show.place("publish.to")),
            hint=f"publish into a folder of its own, for example {show.workspace / 'public' / folder.name}",
        )


def refuse_recordings(where: Destination, files: Iterable[Path]) -> None:
    """Raise `Refused` for a target that is the folder of the author's recordings: all of them would be public.

    The paths of `files` hold no links.
    """
    for file in {file.parent: file for file in files}.values() if where.is_directory else ():
        if file.resolve().is_relative_to(where.to):
            raise Refused(
                f"the target {where.to} holds the author's own file {file.name}, which would then be public",
                where=where.to,
                hint="publish into a folder of its own (`publish: to:`)",
            )


def _refuse_overlap(target: str, state: str, show: ShowFile) -> None:
    """Raise `Refused` for a state in what is published, and for a target among private states."""
    if PRIVATE_FOLDER in _parts(target):
        raise Refused(
            f"the target {target} lies below {PRIVATE_FOLDER}, where feedpub keeps what nobody may read",
            where=str(show.place("publish.to")),
            hint="publish elsewhere",
        )
    inner, outer = _parts(state), _parts(target)
    if inner[: len(outer)] == outer:
        raise Refused(
            f"the private state {state} lies in what is published ({target}): everybody could read it",
            where=str(show.place("publish.state")),
            hint="delete the line, or name a folder or a bucket that is not published",
        )


def refuse_inside(old: Destination, new: Destination) -> None:
    """Raise `Refused` for a move into the place that is left, around it, or into its private state."""
    if old.store != new.store:
        return
    for inner, outer in ((new.to, old.to), (old.to, new.to), (new.state, old.state), (old.state, new.state)):
        parts = _parts(outer)
        if _parts(inner)[: len(parts)] == parts:
            raise Refused(
                f"{inner} lies in {outer}: the files of the old place and of the new one would lie among each other",
                where=new.to,
                hint="move the show to a place beside the old one: --to; for another private state: --state",
            )


def _parts(place: str) -> tuple[str, ...]:
    """Bucket and prefix, or the path, part by part."""
    if place.startswith("s3://"):
        return ("s3:", *(part for part in place.removeprefix("s3://").split("/") if part))
    return Path(place).parts


def _base(show: ShowFile, target: str, url: str | None) -> str:
    if url:
        return url.rstrip("/") + "/"
    if "://" not in target:
        return SERVE_BASE
    bucket, _, prefix = target.partition("://")[2].partition("/")
    host = f"{bucket}.s3.{show.show.publish.region or 'us-east-1'}.amazonaws.com"
    raise Refused(
        f"{target} has no public address; feeds hold absolute URLs",
        where=str(show.place("publish.url")),
        hint=f"write where the bucket answers, for example `url: https://{host}/{prefix}`, or your CDN's address",
    )
