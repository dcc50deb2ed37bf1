"""The channel of a feed → the fields of show.yaml."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from feedpub.commands.imports.elements import ElementReader, Written
from feedpub.commands.imports.episode import switch
from feedpub.commands.imports.files import WantedFile, absolute, picture_suffix
from feedpub.commands.imports.items import link_of
from feedpub.commands.imports.notes import read_notes
from feedpub.commands.imports.remarks import Remarks
from feedpub.commands.imports.texts import line
from feedpub.elements.element import CHANNEL
from feedpub.feed_view import Element
from feedpub.model.show import SHOW_TYPES
from feedpub.standards import (
    MEDIUMS,
    is_category,
    is_email,
    is_language,
    is_uuid,
    nearest_category,
    nearest_language,
    podcast_guid,
    quoted,
    written_category,
)

CATEGORY, LANGUAGE = "Society & Culture", "en"
"""What stands in show.yaml if the feed says nothing that Apple knows; each is marked there."""

COVER = "cover"
"""Name of the show's artwork, without extension."""

_READ = frozenset(
    {
        *("title", "description", "link", "language", "copyright", "item"),
        *("itunes:author", "itunes:owner", "itunes:image", "itunes:category", "itunes:explicit", "itunes:type"),
        *("itunes:keywords", "itunes:block", "itunes:complete"),
        *("podcast:guid", "podcast:locked", "podcast:medium", "image"),
    }
)
"""Elements that become fields here."""

_ONE = ("title", "description", "link", "language", "copyright", "itunes:author", "itunes:explicit", "itunes:type")
"""Those of which a show has one."""

_VALUES = frozenset({"yes", "true"})


@dataclass(slots=True, kw_only=True)
class ImportedShow:
    """The channel as show.yaml."""

    title: str
    fields: Written
    """Field of the YAML → value, in the order of the file."""

    comments: dict[str, str] = field(default_factory=dict)
    """Field → why its value is a guess."""

    is_locked: bool = False
    """Whether the feed forbids other hosts to import it (`podcast:locked`)."""

    files: list[WantedFile] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowReader:
    """Reads the channel of a document."""

    remarks: Remarks
    elements: ElementReader
    address: str
    """Of the feed; empty if nobody knows."""

    base: str
    """What relative addresses are relative to."""

    media: str
    """The folder for media, as show.yaml names it."""

    random_guid: str
    """A UUID for a show without guid and address."""

    def read(self, channel: Element) -> ImportedShow:
        """The show. What is missing is guessed, what cannot stay as it is becomes a remark."""
        self.remarks.add_repeated(channel, _ONE)
        show = ImportedShow(title=self.remarks.line(channel, "title") or "Untitled", fields={})
        fields = show.fields
        fields["title"] = show.title
        if not line(channel.value("title")):
            self._guess(show, "title", "the feed has no title")
        fields["description"] = self._description(channel, show)
        fields["author"] = self._author(channel, show)
        fields["language"] = self._language(channel, show)
        fields["link"] = self._link(channel, show)
        self._image(channel, show)
        fields["categories"] = self._categories(channel, show)
        self._switches(channel, show)
        if (kind := channel.value("itunes:type").casefold()) in SHOW_TYPES and kind != "episodic":
            fields["type"] = kind
        self._rights(channel, show)
        self._guid(channel, show)
        fields |= self.elements.fields(channel, CHANNEL)
        custom, namespaces = self.elements.custom(channel, _READ, CHANNEL)
        if custom:
            fields["custom"] = custom
            fields["namespaces"] = namespaces
        return show

    def _guess(self, show: ImportedShow, name: str, why: str) -> None:
        show.comments[name] = f"{why[:1].upper()}{why[1:]}."
        self.remarks.add("guessed", name, why, "")

    # --- texts

    def _description(self, channel: Element, show: ImportedShow) -> str:
        for name in ("description", "itunes:summary", "googleplay:description", "itunes:subtitle"):
            found = read_notes(channel.value(name), base=channel.value("link") or self.address)
            if found.text:
                for lost, count in found.lost:
                    message = f"{count} of them: a description holds text, links and lists"
                    self.remarks.add("lost in notes", lost, message, name)
                return found.text
        self._guess(show, "description", "the feed has no description, so the title stands here")
        return show.title

    def _author(self, channel: Element, show: ImportedShow) -> str:
        owner = channel.first("itunes:owner")
        if author := self.remarks.line(channel, "itunes:author") or line(channel.value("googleplay:author")):
            return author
        self._guess(show, "author", "the feed has no itunes:author, so its owner or title stands here")
        return (line(owner.value("itunes:name")) if owner else "") or show.title

    def _language(self, channel: Element, show: ImportedShow) -> str:
        written = channel.value("language")
        if is_language(written):
            return written
        if written and (guess := nearest_language(written)):
            self.remarks.add("repaired", "language", f"was {quoted(written)}, and is {guess}", "language")
            return guess
        why = f"{quoted(written)} is no language" if written else "the feed has no language"
        self._guess(show, "language", f"{why}, so write the right one")
        return LANGUAGE

    def _link(self, channel: Element, show: ImportedShow) -> str:
        written = channel.value("link")
        if link := absolute(link_of(channel), self.address):
            if link_of(channel) != written:
                self.remarks.add("repaired", "link", f"was {quoted(written)}, and is {link}", "link")
            if self.elements.old.has(link):
                message = f"{link} is a page of the old host: write the address of your own site"
                self.remarks.add("asked", "link", message, "link")
            return link
        self._guess(show, "link", "the feed has no web site, so write yours")
        return absolute(self.address, "") or "https://example.com/"

    def _image(self, channel: Element, show: ImportedShow) -> None:
        image, picture = channel.first("itunes:image"), channel.first("image")
        written = (image.get("href") or image.value_here) if image else ""
        written = written or (picture.value("url") if picture else "")
        if not written and (google := channel.first("googleplay:image")):
            written = google.get("href")
        url = absolute(written, self.base)
        name = f"{COVER}.{picture_suffix(url)}" if url else f"{COVER}.jpg"
        show.fields["image"] = f"{self.media}/{name}"
        if url:
            show.files.append(WantedFile(kind="picture", url=url, name=name, field=("image",)))
        else:
            self._guess(show, "image", "the feed has no artwork, so put a square JPEG or PNG here")

    # --- names, switches, rights

    def _categories(self, channel: Element, show: ImportedShow) -> list[str]:
        found: list[str] = []
        for xml, written, known in categories_of(channel):
            if known is None:
                self.remarks.add("left out", "itunes:category", f"Apple does not list {quoted(written)}", xml.path)
            elif known != written:
                self.remarks.add("repaired", "itunes:category", f"was {quoted(written)}, and is {known}", xml.path)
            found += [known] if known else []
        if not found:
            self._guess(show, "categories", "the feed has no category of Apple's list, so choose the right one")
        return list(dict.fromkeys(found)) or [CATEGORY]

    def _switches(self, channel: Element, show: ImportedShow) -> None:
        explicit = switch(channel.value("itunes:explicit") or channel.value("googleplay:explicit"))
        show.fields["explicit"] = bool(explicit)
        if explicit is None:
            self._guess(show, "explicit", "the feed does not say whether it is explicit")
        for name, field_, effect in (
            ("itunes:block", "block", "hides the show from directories"),
            ("itunes:complete", "complete", "says that there will never be another episode"),
        ):
            if channel.value(name).casefold() in _VALUES:
                show.fields[field_] = True
                self.remarks.add("asked", name, f"{effect}, and is kept: delete `{field_}:` if it should not", name)
        for xml in channel.all("podcast:block"):
            if xml.value_here.casefold() == "yes":
                message = "keeps services from listing the show, and is kept: delete `blocks:` if it should not"
                self.remarks.add("asked", "podcast:block", message, xml.path)
        if (medium := channel.value("podcast:medium")) in MEDIUMS and medium != "podcast":
            show.fields["medium"] = medium

    def _rights(self, channel: Element, show: ImportedShow) -> None:
        if text := self.remarks.line(channel, "copyright"):
            show.fields["copyright"] = text
        owner = channel.first("itunes:owner")
        email = owner.value("itunes:email") if owner else ""
        if owner and is_email(email):
            name = line(owner.value("itunes:name")) or show.fields["author"]
            show.fields["owner"] = {"name": name, "email": email, "in_feed": False}
        elif email:
            self.remarks.add(
                "left out", "itunes:owner", f"{quoted(email)} is no e-mail address", owner.path if owner else ""
            )
        keywords = [word for part in channel.value("itunes:keywords").split(",") if (word := line(part))]
        if keywords:
            show.fields["keywords"] = list(dict.fromkeys(keywords))
        locked = channel.value("podcast:locked").casefold()
        show.is_locked = locked in _VALUES
        if locked:
            show.fields["locked"] = show.is_locked

    def _guid(self, channel: Element, show: ImportedShow) -> None:
        """The guid of the feed; else the one that the namespace gives to the feed's address."""
        written = channel.value("podcast:guid")
        if is_uuid(written):
            show.fields["guid"] = written
            return
        if written:
            self.remarks.add("left out", "podcast:guid", f"{quoted(written)} is not a UUID", "podcast:guid")
        show.fields["guid"] = podcast_guid(self.address) if self.address else self.random_guid
        if not self.address:
            self._guess(show, "guid", "the feed has no podcast:guid, and its address is unknown, so this is a new one")


def categories_of(channel: Element) -> Iterator[tuple[Element, str, str | None]]:
    """Each category as it is written, and what Apple calls it; None for what Apple does not list."""
    for xml in channel.all("itunes:category") or channel.all("googleplay:category"):
        name = xml.get("text") or xml.value_here
        for sub in [one.get("text") or one.value_here for one in xml.all("itunes:category")] or [""]:
            known = (
                written_category(name, sub) if is_category(name, sub) else nearest_category(name, sub) if name else None
            )
            yield xml, written_category(name, sub), known
