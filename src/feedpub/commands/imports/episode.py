"""An item of a feed → the fields of an episode's YAML, its notes, and the files that it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from feedpub.commands.imports.dates import ItemDate
from feedpub.commands.imports.elements import ElementReader, Written
from feedpub.commands.imports.files import (
    WantedFile,
    absolute,
    has_token,
    picture_suffix,
    recording_suffix,
    transcript_suffix,
)
from feedpub.commands.imports.items import Basics, base_of, page_of, size_of, sound_of, type_of
from feedpub.commands.imports.notes import ImportedNotes, read_notes
from feedpub.commands.imports.remarks import Remarks
from feedpub.commands.imports.texts import beginning, line, why_changed, words
from feedpub.elements.element import ITEM
from feedpub.feed_view import Element
from feedpub.scalars.podcasting import EPISODE_TYPES
from feedpub.standards import ENCLOSURE_TYPES, is_http_url, quoted, read_clock, written_clock


@dataclass(slots=True, kw_only=True)
class ImportedEpisode:
    """An item as an author's file."""

    slug: str
    guid: str
    title: str
    fields: Written
    """Field of the YAML → value, in the order of the file."""

    comments: dict[str, str] = field(default_factory=dict)
    """Field → why its value is a guess, or why it has none."""

    notes: ImportedNotes = field(default_factory=ImportedNotes)
    files: list[WantedFile] = field(default_factory=list)
    there: Written = field(default_factory=dict)
    """The recording at the old host, as `enclosure:` would have it."""


LONG_NOTES = 9_000
"""Characters of HTML from which notes need a summary beside them: a description has at most 10,000 (Apple)."""

_READ = frozenset(
    {
        *("title", "description", "content:encoded", "link", "guid", "pubDate", "enclosure"),
        *("itunes:title", "itunes:summary", "itunes:subtitle", "itunes:explicit", "itunes:episodeType"),
        *("itunes:season", "itunes:episode", "itunes:image", "itunes:author", "itunes:keywords", "itunes:block"),
        *("podcast:season", "podcast:episode", "podcast:transcript", "podcast:chapters", "psc:chapters"),
    }
)
"""Elements that become fields here."""


_SEVERAL = frozenset({"enclosure", "podcast:transcript", "itunes:image"})
"""Those of which an item may have several, or that are reported elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeReader:
    """Reads the items of a document."""

    remarks: Remarks
    elements: ElementReader
    base: str
    """What relative addresses are relative to: of the channel, or of the item that is read."""

    around: str = ""
    """That of the channel, while an item is read."""

    site: str
    """The show's link."""

    media: str
    """The folder for media, as the YAML names it, without a slash at its end."""

    show_image: str
    """The address of the show's artwork."""

    namespaces: dict[str, str]
    """Prefix → URI of what `custom` of the items uses; added to by `read`."""

    pictures: dict[str, str]
    """Address → file of the pictures that episodes share; added to by `read`."""

    keeps_enclosures: bool = False
    """Whether recordings stay where they are."""

    drops_boilerplate: bool = False
    """Whether what the host added to notes is left out."""

    declared: Mapping[str, str] | None = None
    """The namespaces of a show.yaml that is there already; None if it is still to be written."""

    def read(self, item: Element, basics: Basics) -> ImportedEpisode:
        """The episode of an item. What cannot stay as it is becomes a remark."""
        with self.remarks.about_episode(basics.slug):
            return replace(self, base=base_of(item, self.base), around=self.base).read_here(item, basics)

    def read_here(self, item: Element, basics: Basics) -> ImportedEpisode:
        """The episode of an item whose relative addresses are relative to `base`."""
        title = self.title(item) or basics.slug
        episode = ImportedEpisode(slug=basics.slug, guid=basics.guid, title=title, fields={"title": title})
        if not self.title(item):
            episode.comments["title"] = "The feed has no title for it."
            self.remarks.add("guessed", "title", "is missing: the file's name stands for it", item.path)
        self._audio(item, basics, episode)
        self._date(item, basics.date, episode)
        episode.fields["guid"] = basics.guid
        if basics.is_permalink:
            episode.fields["permalink"] = True
        self._numbers(item, episode)
        self._switches(item, episode)
        self._texts(item, episode)
        self.remarks.add_repeated(item, _READ - _SEVERAL)
        self._link(item, episode)
        self._image(item, episode)
        self._transcripts(item, episode)
        self._chapters(item, episode)
        episode.fields |= self.elements.fields(item, ITEM)
        custom, namespaces = self.elements.custom(item, _READ, ITEM)
        if custom and self.declared is not None and not namespaces.items() <= self.declared.items():
            message = "is of a namespace that show.yaml does not declare"
            self.remarks.add("left out", ", ".join(str(one["element"]) for one in custom), message, item.path)
        elif custom:
            episode.fields["custom"] = custom
            self.namespaces.update(namespaces)
        return episode

    def _date(self, item: Element, date: ItemDate, episode: ImportedEpisode) -> None:
        episode.fields["published"] = date.moment.isoformat(timespec="seconds")
        if date.fault:
            episode.comments["published"] = f"{date.fault[:1].upper()}{date.fault[1:]}."
            self.remarks.add("guessed", "pubDate", date.fault, item.path)
        elif date.repair:
            self.remarks.add("repaired", "pubDate", date.repair, item.path)

    # --- texts

    def title(self, item: Element) -> str:
        """The title of an item on one line; empty if it has none that can be seen."""
        written = item.value("title") or item.value("itunes:title")
        return line(written)

    def _texts(self, item: Element, episode: ImportedEpisode) -> None:
        if why := why_changed(item.value("title") or item.value("itunes:title")):
            self.remarks.add("repaired", "title", why, f"{item.path}.title")
        other = line(item.value("itunes:title"))
        if other and item.value("title") and other != episode.title:
            self.remarks.add(
                "left out", "itunes:title", "feedpub has one title; it is another one", f"{item.path}.itunes:title"
            )
        names = ("content:encoded", "description", "itunes:summary", "googleplay:description", "itunes:subtitle")
        source = next((name for name in names if item.value(name)), "")
        if not source:
            return
        episode.notes = read_notes(item.value(source), base=self.base, drops_boilerplate=self.drops_boilerplate)
        for host in episode.notes.added_by:
            self._added(host, f"{item.path}.{source}")
        for name, count in episode.notes.lost:
            self.remarks.add(
                "lost in notes",
                name,
                f"{count} of them: notes of feeds hold text, links and lists",
                f"{item.path}.{source}",
            )
        if self.elements.old.is_named_in(episode.notes.html):
            self.remarks.add("warning", "notes", "link to the old host", f"{item.path}.{source}")
        if episode.notes.is_cut:
            self.remarks.add(
                "repaired", source, "is longer than an author's file may be, and is cut", f"{item.path}.{source}"
            )
        self._summary(item, episode, names[names.index(source) + 1 :])
        if len(episode.notes.html) > LONG_NOTES and "summary" not in episode.fields:
            episode.fields["summary"] = beginning(words(episode.notes.html))
            why = "the notes are longer than a description may be, so this is how they begin"
            episode.comments["summary"] = f"{why[:1].upper()}{why[1:]}."
            self.remarks.add("guessed", "summary", why, f"{item.path}.{source}")

    def _added(self, host: str, path: str) -> None:
        if self.drops_boilerplate:
            self.remarks.add("left out", "notes", f"the lines that {host} has added", path)
        else:
            message = f"have lines that {host} has added, and are kept: --drop-boilerplate leaves such lines out"
            self.remarks.add("asked", "notes", message, path)

    def _summary(self, item: Element, episode: ImportedEpisode, names: tuple[str, ...]) -> None:
        """A short text of its own beside the notes; whatever else differs from both is reported."""
        known = words(episode.notes.html)
        for name in names:
            text = line(item.value(name), limit=100_000)
            if not text or words(text) in known or words(text).rstrip("….") in known or name.startswith("googleplay"):
                continue
            if "summary" not in episode.fields and len(text.encode()) <= 4000 and known:
                episode.fields["summary"] = text
                known += f" {words(text)}"
            else:
                self.remarks.add("left out", name, "is another text beside notes and summary", f"{item.path}.{name}")

    # --- numbers and switches

    def _numbers(self, item: Element, episode: ImportedEpisode) -> None:
        for name, names in (
            ("season", ("itunes:season", "podcast:season")),
            ("number", ("itunes:episode", "podcast:episode")),
        ):
            one, written = next(((one, value) for one in names if (value := item.value(one))), (names[0], ""))
            if written.isascii() and written.isdigit() and 0 < int(written) < 10**12:
                episode.fields[name] = int(written)
            elif written:
                self.remarks.add("left out", one, f"is {quoted(written)}, no whole number from 1", f"{item.path}.{one}")
        display = item.first("podcast:episode")
        if display is not None and (text := line(display.get("display"), 32)) and "number" in episode.fields:
            episode.fields["number_display"] = text
        kind = item.value("itunes:episodeType").casefold()
        if kind in EPISODE_TYPES and kind != "full":
            episode.fields["type"] = kind
        elif kind and kind not in EPISODE_TYPES:
            self.remarks.add(
                "left out",
                "itunes:episodeType",
                f"is {quoted(kind)}, which apps do not know",
                f"{item.path}.itunes:episodeType",
            )

    def _switches(self, item: Element, episode: ImportedEpisode) -> None:
        written = item.value("itunes:explicit")
        explicit = switch(written)
        if explicit is not None:
            episode.fields["explicit"] = explicit
        elif written:
            self.remarks.add(
                "left out",
                "itunes:explicit",
                f"is {quoted(written)}, which apps do not know",
                f"{item.path}.itunes:explicit",
            )
        if item.value("itunes:block").casefold() in {"yes", "true"}:
            episode.fields["block"] = True
            self.remarks.add(
                "asked",
                "itunes:block",
                "hides the episode from directories, and is kept: delete `block:` to show it",
                f"{item.path}.itunes:block",
            )
        if author := self.remarks.line(item, "itunes:author"):
            episode.fields["author"] = author
        keywords = [word for part in item.value("itunes:keywords").split(",") if (word := line(part))]
        if keywords:
            episode.fields["keywords"] = list(dict.fromkeys(keywords))

    # --- addresses and files

    def _audio(self, item: Element, basics: Basics, episode: ImportedEpisode) -> None:
        enclosure = sound_of(item) or item.all("enclosure")[0]
        for other in item.all("enclosure"):
            if other is not enclosure:
                message = f"{quoted(other.get('url'))} is another one of the episode, of which apps play one"
                self.remarks.add("left out", "enclosure", message, other.path)
        suffix = recording_suffix(basics.enclosure, enclosure.get("type"))
        name = f"{basics.first_slug or basics.slug}.{suffix}"
        episode.fields["audio"] = f"{self.media}/{name}"
        size = size_of(item, enclosure)
        episode.files.append(WantedFile(kind="audio", url=basics.enclosure, name=name, size=size, field=("audio",)))
        episode.fields["tags"] = "keep"
        episode.there = self._there(item, enclosure, basics, size)
        if self.keeps_enclosures and has_token(basics.enclosure):
            message = "has an address that expires, so the recording is downloaded"
            self.remarks.add("repaired", "enclosure@url", message, enclosure.path)
        elif self.keeps_enclosures:
            episode.fields["enclosure"] = episode.there
        if basics.first_slug:
            episode.fields["rerun_of"] = basics.first_slug
        if suffix not in {*ENCLOSURE_TYPES, "m4b"}:
            why = (
                "podcast apps do not play it: put a recording beside it, or delete the episode"
                if suffix in {"pdf", "epub"}
                else f"feedpub publishes MP3, M4A and MP4, not .{suffix}: convert the file, then delete this line"
            )
            episode.fields["draft"] = True
            episode.comments["draft"] = f"{why[:1].upper()}{why[1:]}."
            self.remarks.add(
                "asked", "enclosure", f"is a .{suffix} file, so the episode is a draft: {why}", f"{item.path}.enclosure"
            )

    def _there(self, item: Element, enclosure: Element, basics: Basics, size: int | None) -> Written:
        """The recording where it is, with length, type and duration as the feed says."""
        if size is None:
            written = enclosure.get("length")
            message = (
                f"{quoted(written)} is no number of bytes"
                if written.strip("0")
                else "is 0"
                if written
                else "is missing"
            )
            self.remarks.add("repaired", "enclosure@length", message, enclosure.path)
        type_, why = type_of(enclosure)
        if why:
            self.remarks.add("repaired", "enclosure@type", why, enclosure.path)
        there: Written = {"url": basics.enclosure, "length": size or 0, "type": type_}
        if duration := read_clock(item.value("itunes:duration")):
            there["duration"] = written_clock(duration)
        return there

    def _link(self, item: Element, episode: ImportedEpisode) -> None:
        """The author's own page; one of the old host gives way to the page that feedpub makes."""
        link = page_of(item, self.around)
        if link and not self.elements.old.has(link) and link.rstrip("/") != self.site.rstrip("/"):
            episode.fields["link"] = link
        elif item.value("link"):
            self.remarks.add(
                "left out",
                "link",
                "is a page of the old host, or the show's own: the episode has a page of its own here",
                f"{item.path}.link",
            )

    def _image(self, item: Element, episode: ImportedEpisode) -> None:
        image = item.first("itunes:image")
        if image is None:
            return
        url = self._address(image.get("href") or image.value_here)
        if not url:
            self.remarks.add("left out", "itunes:image", "has no address", image.path)
        elif url != self.show_image:
            name = self.pictures.setdefault(url, f"{episode.slug}.{picture_suffix(url)}")
            episode.fields["image"] = f"{self.media}/{name}"
            episode.files.append(WantedFile(kind="picture", url=url, name=name, field=("image",)))

    def _transcripts(self, item: Element, episode: ImportedEpisode) -> None:
        entries: list[object] = []
        for xml in item.all("podcast:transcript"):
            suffix = transcript_suffix(xml)
            url = self._address(xml.get("url"))
            if not suffix or not url:
                self.remarks.add(
                    "left out", "podcast:transcript", "has no address, or a type that apps do not read", xml.path
                )
                continue
            number = f"-{len(entries) + 1}" if entries else ""
            name = f"{episode.slug}-transcript{number}.{suffix}"
            file = f"{self.media}/{name}"
            more = {"language": xml.get("language"), "rel": "captions" if xml.get("rel") == "captions" else ""}
            more = {key: value for key, value in more.items() if value}
            episode.files.append(WantedFile(kind="transcript", url=url, name=name, field=("transcripts", len(entries))))
            entries.append({"file": file, **more} if more else file)
        if entries:
            episode.fields["transcripts"] = entries

    def _chapters(self, item: Element, episode: ImportedEpisode) -> None:
        """JSON chapters as a file; else those of Podlove as a list."""
        chapters = item.first("podcast:chapters")
        if chapters is not None and (url := self._address(chapters.get("url"))):
            name = f"{episode.slug}-chapters.json"
            episode.fields["chapters"] = f"{self.media}/{name}"
            episode.files.append(WantedFile(kind="chapters", url=url, name=name, field=("chapters",)))
        elif (podlove := item.first("psc:chapters")) is not None:
            ends = read_clock(item.value("itunes:duration"))
            if entries := list(self._podlove(podlove, ends)):
                episode.fields["chapters"] = entries

    def _podlove(self, podlove: Element, ends: int | None) -> Iterator[Written]:
        """The chapters in the order of time, each at its own, within what the feed says of the duration."""
        found: dict[int, Written] = {}
        for one in podlove.all("psc:chapter"):
            start, title = read_clock(one.get("start")), line(one.get("title"))
            if start is None or not title or start in found or (ends and start >= ends):
                why = "has no time or title, the time of another, or one behind the end"
                self.remarks.add("left out", "psc:chapter", why, one.path)
            else:
                addresses = {"url": one.get("href"), "image": one.get("image")}
                more = {name: url for name, url in addresses.items() if is_http_url(url)}
                found[start] = {"start": written_clock(start), "title": title, **more}
                if any(map(self.elements.old.has, more.values())):
                    message = "names an address of the old host, which will end there"
                    self.remarks.add("warning", "psc:chapter", message, one.path)
        yield from (found[start] for start in sorted(found))

    def _address(self, written: str) -> str:
        """An address, absolute and in ASCII; empty if nobody can fetch it."""
        return absolute(written, self.base)


def switch(written: str) -> bool | None:
    """What `itunes:explicit` says in any of its spellings; None for others."""
    known = {"yes": True, "explicit": True, "true": True, "no": False, "clean": False, "false": False}
    return known.get(written.strip().casefold())
