"""A year of a show: what its author wants, what an adversary does to the stores, and what an app sees at every instant.

The real verbs run on a real store. Between any two calls of the storage an outside reader polls the feed, as an app
does. The adversary acts between runs. What goes wrong is raised as `Violation`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lxml import etree
from tests.studio import Studio

from feedpub import feed as rendering
from feedpub.catalog import APPLIED, CATALOG, Overrides, Version, loads_applied, read_stored
from feedpub.commands.publish import publish_steps
from feedpub.commands.release import release_steps
from feedpub.commands.unpublish import unpublish_steps
from feedpub.deploy.actions import Verify
from feedpub.deploy.caller import Caller
from feedpub.deploy.events import ActionDone, Planned
from feedpub.deploy.target import Area, Target
from feedpub.deploy.verify.survey import Scope
from feedpub.errors import Conflict, FeedpubError
from feedpub.storage import Body, Content, Guard, ListedObject, ObjectInfo, OnBytes, Storage, uncounted

FEED = "feed.xml"
GUID = "3f0e6a52-6d5c-4c55-9f0e-0c9a3c1d7b10"
BEGIN = datetime(2027, 1, 4, 7, 0, tzinfo=UTC)
Place = tuple[Area, str]
"""An object: in which of the two stores, and its key."""


class Violation(AssertionError):
    """What must never happen."""


class Watched:
    """A storage in front of another one: the reader looks before each call, and what is looked at is noted."""

    def __init__(self, inner: Storage, area: Area, world: World) -> None:
        self.inner, self.area, self.world = inner, area, world

    @property
    def name(self) -> str:
        """The inner one's."""
        return self.inner.name

    def read(self, key: str) -> Content | None:
        """Note it, and pass it on."""
        self.world.called(self.area, key)
        return self.inner.read(key)

    def head(self, key: str) -> ObjectInfo | None:
        """Note it, and pass it on."""
        self.world.called(self.area, key)
        return self.inner.head(key)

    def slice(self, key: str, start: int, stop: int) -> bytes:
        """Note it, and pass it on."""
        self.world.called(self.area, key)
        return self.inner.slice(key, start, stop)

    def put(
        self, key: str, body: Body, *, type: str, cache: str, guard: Guard | None = None, on_bytes: OnBytes = uncounted
    ) -> str:
        """Pass it on; what is there now is what feedpub wants to be there."""
        self.world.called(self.area, "")
        token = self.inner.put(key, body, type=type, cache=cache, guard=guard, on_bytes=on_bytes)
        self.world.kinds[self.area, key] = (type, cache)
        self.world.stored(self.area, key, b"".join(body.checked()))
        return token

    def delete(self, key: str, *, guard: Guard | None = None) -> None:
        """Pass it on."""
        self.world.called(self.area, "")
        self.inner.delete(key, guard=guard)
        self.world.stored(self.area, key, None)

    def list(self, prefix: str = "", *, after: str = "") -> Iterator[ListedObject]:
        """Pass it on."""
        self.world.called(self.area, "")
        return self.inner.list(prefix, after=after)

    def __getattr__(self, name: str) -> Any:
        """What else a storage can do."""
        return getattr(self.inner, name)


def steps_of(verb: str) -> Callable[..., Generator[Any, None, Any]]:
    """The verb with its pauses."""
    found: Callable[..., Generator[Any, None, Any]] = getattr(
        import_module(f"feedpub.commands.{verb}"), f"{verb}_steps"
    )
    return found


def ended(steps: Generator[Any, None, Any]) -> Any:
    """The result of the steps."""
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            return stop.value


def exists(verb: str) -> bool:
    """Whether there is such a verb."""
    return find_spec(f"feedpub.commands.{verb}") is not None


@dataclass
class Episode:
    """What the author has written."""

    version: int
    sound: int
    due: datetime | None = None
    """The date in its file; None: that of its publication."""

    def title(self, slug: str) -> str:
        """By which it is known in the feed."""
        return f"{slug} v{self.version}"


@dataclass
class Machine:
    """What the author's machine remembers."""

    seen: dict[str, Version] = field(default_factory=dict)

    def recall(self, place: str) -> Version | None:
        """The last one."""
        return self.seen.get(place)

    def note(self, place: str, version: Version) -> None:
        """For the next run."""
        self.seen[place] = version


@dataclass
class World:
    """One show, its stores, its author, and everybody else."""

    root: Path
    stores: Callable[[], tuple[Storage, Storage]]
    """Of what is public, and of the state."""

    publish_to: dict[str, Any] | None = None
    pages: str = "off"
    expose: Callable[[bool], None] | None = None
    """Lets strangers read the private state, or no longer; None where nobody could."""

    studio: Studio = field(init=False)
    target: Target = field(init=False)
    now: datetime = BEGIN
    latest: dict[str, int] = field(default_factory=dict)
    files: dict[str, Episode] = field(default_factory=dict)
    """What lies in the author's folder."""

    recorded: dict[str, Episode] = field(default_factory=dict)
    """What the last successful runs have published or scheduled."""

    unsure: set[str] = field(default_factory=set)
    """Of which a run that was killed may have published another version, or taken it out."""

    perhaps_removed: set[str] = field(default_factory=set)
    """Which a run that was killed may have taken out: then a publish of the folder skips them."""

    public: set[str] = field(default_factory=set)
    """Episodes that listeners have seen and that their author did not take out."""

    removed: set[str] = field(default_factory=set)
    guids: dict[str, str] = field(default_factory=dict)
    truth: dict[Place, bytes] = field(default_factory=dict)
    """What feedpub has stored, as it stored it."""

    kinds: dict[Place, tuple[str, str]] = field(default_factory=dict)
    """Type and caching of each object."""

    versions: dict[Place, list[bytes]] = field(default_factory=dict)
    snapshots: list[dict[Place, bytes]] = field(default_factory=list)
    """`truth` after each successful run."""

    damaged: set[Place] = field(default_factory=set)
    """What is not as feedpub stored it."""

    is_exposed: bool = False
    is_tampered: bool = False
    """Whether the adversary did anything since the last successful run."""

    is_clean: bool = False
    """Whether the last run ended well, and nobody did anything since."""

    looked_at: set[Place] = field(default_factory=set)
    shown: bytes | None = None
    """The feed that the reader has seen last."""

    at_start: bytes | None = None
    """The feed when the run began."""

    named: frozenset[str] = frozenset()
    """Objects that the last whole feed named."""

    leaving: str = ""
    """The episode that is being taken out."""

    intact: dict[str, str] = field(default_factory=dict)
    """Key → token of objects whose bytes were compared with the digest in their keys."""

    machine: Machine = field(default_factory=Machine)
    counts: Counter[str] = field(default_factory=Counter)
    dead: list[Generator[Any, None, Any]] = field(default_factory=list)
    """Kept, so that no `finally` runs: a kill -9 cleans nothing up."""

    warned: str = ""
    """What the run that was made last has warned of."""

    def __post_init__(self) -> None:
        site, state = self.stores()
        self.target = Target(site=Watched(site, Area.SITE, self), state=Watched(state, Area.STATE, self))
        self.studio = Studio(self.root)
        self.write_show()

    # --- the author

    def write_show(self, description: str = "Life at the coast.") -> None:
        """Write show.yaml."""
        self.studio.show(guid=GUID, pages=self.pages, description=description, publish=self.publish_to)

    def write(self, slug: str, *, sound: int, due: datetime | None = None) -> None:
        """Write an episode, or another version of it; `due` is the date in its file."""
        version = self.latest[slug] = self.latest.get(slug, 0) + 1
        episode = self.files[slug] = Episode(version=version, sound=sound, due=due)
        self.studio.episode(
            slug,
            sound=sound,
            title=episode.title(slug),
            notes=f"Notes of {episode.title(slug)}.",
            published=due.isoformat() if due else None,
        )

    def drop_file(self, slug: str) -> None:
        """The author tidies up: the file goes, and what it published stays."""
        self.files.pop(slug, None)
        for ending in ("yaml", "mp3"):
            (self.studio.folder / f"{slug}.{ending}").unlink(missing_ok=True)

    # --- runs

    def publish(self, *slugs: str, kill: int | None = None, **flags: Any) -> None:
        """Publish these episodes, or all of the show."""
        chosen = slugs or tuple(self.files)
        paths = [self.studio.folder / f"{slug}.yaml" for slug in slugs] or [self.studio.folder]
        overrides = Overrides(replace_audio=True, redate=True, move_enclosures=True, **flags)
        restores = flags.get("restore", False)
        self.unsure |= set(chosen) if kill is not None else set()

        def done() -> None:
            for slug in chosen:
                if restores or slug not in self.removed | self.perhaps_removed:
                    self.recorded[slug] = self.files[slug]
                    for some in (self.removed, self.perhaps_removed, self.unsure):
                        some.discard(slug)

        steps = partial(publish_steps, paths, now=self.now, new_guid=lambda _show: GUID, overrides=overrides)
        self._run("publish", steps, done, kill=kill)

    def release(self, *, kill: int | None = None) -> None:
        """Release what is due."""
        self._run("release", partial(release_steps, self.studio.folder, now=self.now), lambda: None, kill=kill)

    def unpublish(self, slug: str, *, kill: int | None = None) -> None:
        """Take an episode out."""
        self.leaving = slug
        self.public.discard(slug)
        if kill is not None:
            self.unsure.add(slug)
            self.perhaps_removed.add(slug)

        def done() -> None:
            self.recorded.pop(slug, None)
            self.removed.add(slug)
            self.unsure.discard(slug)
            self.perhaps_removed.discard(slug)

        path = self.studio.folder / f"{slug}.yaml"
        self._run("unpublish", partial(unpublish_steps, path, now=self.now), done, kill=kill)
        self.leaving = ""

    def undo(self, *, kill: int | None = None) -> None:
        """Take back the newest revision; the author then writes all files anew, since they would bring it again."""
        self.unsure |= {*self.recorded, *self.files}
        steps = partial(steps_of("undo"), self.studio.folder, now=self.now)
        self._run("undo", steps, lambda: None, kill=kill, may_refuse=True)
        self._write_anew()

    def recover(self) -> bool:
        """Bring the catalog back, as refusals say; whether that went well."""
        self.unsure |= {*self.recorded, *self.files}
        steps = partial(steps_of("recover"), self.studio.folder, now=self.now)
        if not self._run("recover", steps, lambda: None, kill=None, may_refuse=True):
            return False
        self.perhaps_removed |= self.files.keys() - self._whole(self._feed() or b"").keys()
        self._write_anew()
        return True

    def prune(self, *, kill: int | None = None) -> None:
        """Delete what no feed has named for a long time."""
        self._run("prune", partial(steps_of("prune"), self.studio.folder, now=self.now), lambda: None, kill=kill)

    def verify(self) -> None:
        """Look at everything in the store: what is damaged is found, and where nothing is, nothing is found.

        The address is not asked: the web server of a folder knows no types and no ranges here, and `verify` tells.
        """
        self.counts["verify"] += 1
        self.at_start = self.shown = self._feed()
        caller = Caller(witness=self.machine)
        steps = steps_of("verify")(self.studio.folder, now=self.now, caller=caller, scope=Scope(asks_public=False))
        try:
            found = {one.key for one in ended(steps).damage}
        except FeedpubError as error:
            if not (self.is_tampered or self.damaged):
                raise Violation(f"verify is refused although nobody tampered: {error}") from error
            return
        stored = self.target.state.inner.read(CATALOG)  # type: ignore[attr-defined]
        manifest = read_stored(stored.data, where="catalog").catalog.manifest
        damaged = {key for area, key in self.damaged if area is Area.SITE and key in manifest}
        if missed := {key for key in damaged if manifest[key].superseded is None} - found:
            raise Violation(f"verify did not find {sorted(missed)}")
        if self.is_clean and found - damaged:
            raise Violation(f"verify finds {sorted(found)} where nothing is damaged")

    def _write_anew(self) -> None:
        for slug, one in list(self.files.items()):
            self.write(slug, sound=one.sound, due=one.due)

    def two_at_once(self, slug: str, verb: str, turns: Sequence[int]) -> None:
        """Two machines in turns, call by call; whoever is told to run again does so afterwards."""
        self.counts["two at once"] += 1
        self.unsure |= set(self.files)
        self.at_start = self.shown = self._feed()
        publish = partial(
            publish_steps,
            new_guid=lambda _show: GUID,
            now=self.now,
            overrides=Overrides(replace_audio=True, redate=True),
        )
        folder = self.studio.folder
        ada, bob = (Caller(author=author, witness=self.machine) for author in ("ada@studio", "bob@van"))
        other = publish([folder], caller=bob) if verb == "publish" else release_steps(folder, now=self.now, caller=bob)
        running: list[Generator[Any, None, Any]] = [publish([folder / f"{slug}.yaml"], caller=ada), other]
        left = list(turns)
        while running:
            steps = running[left.pop() % len(running) if left else 0]
            try:
                while next(steps) is not None:
                    pass
            except StopIteration:
                running.remove(steps)
            except FeedpubError as error:
                running.remove(steps)
                if not (self.is_tampered or self.damaged or isinstance(error, Conflict)):
                    raise Violation(f"of two at once one was refused: {error} ({error.hint})") from error
        self.publish()

    def _run(
        self,
        verb: str,
        steps: Callable[..., Generator[Any, None, Any]],
        done: Callable[[], None],
        *,
        kill: int | None,
        may_refuse: bool = False,
    ) -> bool:
        """A run to its end, or dead at a call; what it is refused for is mended, and then it must end well.

        `may_refuse`: it may have nothing to do, and is not tried again. Gives whether it ended well.
        """
        self.counts[verb] += 1
        for attempt in (1, 2):
            self.looked_at.clear()
            self.warned = ""
            self.at_start = self.shown = self._feed()
            try:
                end = self._ended(steps(caller=Caller(author="ada@studio", witness=self.machine)), kill=kill)
            except FeedpubError as error:
                self.counts["refused"] += 1
                if may_refuse:
                    self._poll()
                    return False
                if attempt == 2 or not (self.is_tampered or self.damaged):
                    raise Violation(f"{verb} is refused although nobody tampered: {error} ({error.hint})") from error
                self._poll()
                self.mend()
                continue
            if not end:
                self.counts["killed"] += 1
                self.is_clean = False
                return False
            done()
            self._judge(verb)
            return True
        return False

    def _ended(self, steps: Generator[Any, None, Any], *, kill: int | None) -> bool:
        """Whether the run came to its end before it was killed."""
        left = kill
        for event in steps:
            if isinstance(event, Planned):
                self.warned = " ".join(event.warnings)
            if isinstance(event, ActionDone) and isinstance(event.action, Verify):
                self._check_verified(event.action)
            if event is None and left is not None:
                left -= 1
                if left < 0:
                    self.dead.append(steps)
                    self._poll()
                    return False
        return True

    # --- what is seen

    def called(self, area: Area, key: str) -> None:
        """A call of the storage is about to be made."""
        if key:
            self.looked_at.add((area, key))
        self._poll()

    def stored(self, area: Area, key: str, data: bytes | None) -> None:
        """Feedpub has put or deleted an object."""
        place = (area, key)
        self.damaged.discard(place)
        self.intact.pop(key, None)
        if data is None:
            self.truth.pop(place, None)
        else:
            self.truth[place] = data
            if data not in self.versions.setdefault(place, []):
                self.versions[place].append(data)
        self._poll()

    def _feed(self) -> bytes | None:
        content = self.target.site.inner.read(FEED)  # type: ignore[attr-defined]
        return content.data if content else None

    def _poll(self) -> None:
        """Look at the feed as an app does: it is that of before, or a whole one with everything in it."""
        data = self._feed()
        if data in (self.shown, self.at_start):
            return
        self.shown = data
        if data is None:
            raise Violation("the feed is gone")
        items = self._whole(data)
        if lost := self.public - items.keys():
            raise Violation(f"the feed lost {sorted(lost)}")
        self.public |= items.keys() - {self.leaving}

    def _whole(self, data: bytes) -> dict[str, str]:
        """Slug → title of a feed that is well-formed, and whose enclosures are there."""
        try:
            root = etree.fromstring(data)
        except etree.XMLSyntaxError as error:
            raise Violation(f"the feed is not well-formed: {error}") from None
        items, keys = {}, set()
        for item in root.iter("item"):
            title = item.findtext("title") or ""
            slug = title.partition(" ")[0]
            items[slug] = title
            guid = item.findtext("guid") or ""
            if guid != self.guids.setdefault(slug, guid):
                raise Violation(f"{slug} has another guid")
            enclosure = item.find("enclosure")
            assert enclosure is not None
            keys.add(self._check_enclosure(enclosure))
        self.named = frozenset(keys)
        return items

    def _check_enclosure(self, enclosure: Any) -> str:
        key: str = "media/" + urlsplit(enclosure.attrib["url"]).path.rpartition("/media/")[2]
        is_known = key in self.named
        if (Area.SITE, key) in self.damaged and is_known:
            return key  # nothing has looked at it yet
        site: Storage = self.target.site.inner  # type: ignore[attr-defined]
        found = site.head(key)
        if found is None:
            raise Violation(f"the feed names {key}, which is not there")
        if found.size != int(enclosure.attrib["length"]):
            raise Violation(f"{key} has another length than the feed says")
        if self.intact.get(key) != found.token:
            content = site.read(key)
            assert content is not None
            if sha256(content.data).hexdigest()[:12] not in key:
                raise Violation(f"{key} has other bytes than its name says")
            self.intact[key] = found.token
        return key

    def _check_verified(self, action: Verify) -> None:
        content = self.target.site.inner.read(action.key)  # type: ignore[attr-defined]
        if content is None or sha256(content.data).hexdigest() != action.body.digest:
            raise Violation(f"{action.key} was verified, and is damaged")

    def _judge(self, verb: str) -> None:
        """What must hold after a run that ended well."""
        data = self._feed()
        if data is None:
            raise Violation(f"{verb} ended well, and there is no feed")
        if self.is_exposed:
            raise Violation(f"{verb} ended well, and strangers can read the state")
        items = self._whole(data)
        wrong = sorted(key for area, key in self.looked_at & self.damaged if area is Area.SITE)
        if wrong and "what is stored is not what was published" not in self.warned:
            raise Violation(f"{verb} ended well over damage that it looked at: {wrong}")
        expected = {slug: one for slug, one in self.recorded.items() if one.due is None or one.due <= self.now}
        for slug, episode in expected.items():
            if slug not in self.unsure and items.get(slug) != episode.title(slug):
                raise Violation(f"{slug} should be {episode.title(slug)!r} in the feed, and is {items.get(slug)!r}")
        if lost := self.public - items.keys():
            raise Violation(f"{verb} ended well, and {sorted(lost)} are missing")
        if back := (items.keys() - expected.keys()) - self.unsure:
            raise Violation(f"{verb} ended well, and {sorted(back)} are in the feed, which nobody wanted there")
        self.public |= items.keys()
        self._check_state(data)
        self.is_tampered, self.is_clean = False, True
        self.snapshots.append(dict(self.truth))

    def _check_state(self, data: bytes) -> None:
        state: Storage = self.target.state.inner  # type: ignore[attr-defined]
        stored, reached = state.read(CATALOG), state.read(APPLIED)
        if stored is None or reached is None:
            raise Violation("there is no catalog, or no `applied`, after a run that ended well")
        made, applied = read_stored(stored.data, where="catalog"), loads_applied(reached.data)
        if applied is None or applied.revision != made.catalog.revision or applied.digest != made.digest:
            raise Violation("`applied` is not that of the catalog after a run that ended well")
        if data != rendering.render(made.catalog):
            raise Violation("the feed is not that of the catalog after a run that ended well")

    # --- the adversary, and who mends what it did

    def places(self) -> list[Place]:
        """Everything that feedpub has stored."""
        return sorted(self.truth)

    def tamper(self, place: Place, data: bytes | None) -> None:
        """Put other bytes in the place of an object, or delete it."""
        self.is_tampered, self.is_clean = True, False
        self._write(place, data)
        self.damaged.discard(place)
        if data != self.truth.get(place):
            self.damaged.add(place)

    def bring_back(self, snapshot: dict[Place, bytes], areas: set[Area]) -> None:
        """All of a store becomes what it was at an earlier moment."""
        self.is_tampered = True
        for place in {*self.truth, *snapshot}:
            if place[0] in areas:
                self.tamper(place, snapshot.get(place))

    def mend(self) -> None:
        """Somebody restores everything from a backup, and closes the state again."""
        if self.is_exposed and self.expose:
            self.expose(False)
            self.is_exposed = False
        state: Storage = self.target.state.inner  # type: ignore[attr-defined]
        for key in [one.key for one in state.list()]:
            if (Area.STATE, key) not in self.truth:
                state.delete(key)
        for place in list(self.damaged):
            self._write(place, self.truth.get(place))
        self.damaged.clear()

    def _write(self, place: Place, data: bytes | None) -> None:
        area, key = place
        inner: Storage = self.target.of(area).inner  # type: ignore[attr-defined]
        if data is None:
            inner.delete(key)
            return
        type_, cache = self.kinds[place]
        inner.put(key, Body.of_bytes(data), type=type_, cache=cache)

    def end(self) -> None:
        """Let go of the runs that were killed."""
        for steps in self.dead:
            with suppress(Exception):
                steps.close()
