"""Copies of a show's pages, and of all that they load, for a place where every link must be signed."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from secrets import token_hex

from feedpub.catalog.objects import is_document
from feedpub.commands.preview.bar import moment, own_file, sent_bar
from feedpub.commands.preview.episodes import PreviewedEpisode
from feedpub.commands.preview.links import linked_page, linked_script, linked_style
from feedpub.commands.preview.show import PreviewContent, PreviewedShow
from feedpub.deploy.destination import open_target
from feedpub.model.address import HOME, address, is_transcript, page_key, slug_of_transcript
from feedpub.pages.search import INDEX_TYPE
from feedpub.pages.site import SEARCH
from feedpub.standards import media_type
from feedpub.storage import Body, Bucket

_STYLE = "assets/preview.css"


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """The objects of a preview."""

    name: str
    """128 random bits (hex): the folder of all keys."""

    ends: datetime
    content: PreviewContent
    pages: Collection[str]
    """Keys of the pages that are copied."""

    sign: Callable[[str], str]
    """Gives the signed address of a key."""

    objects: dict[str, tuple[Body, str]] = field(default_factory=dict)
    """Key → bytes and type."""

    def signed(self, key: str) -> str:
        """The signed address of an object of the preview."""
        return self.sign(f"{self.name}/{key}")

    def address(self, key: str) -> str:
        """The address of an object for a page of the preview; what the page loads is taken along.

        Other pages are where they are published. Empty for what is no object of the show.
        """
        content = self.content
        if key in self.pages:
            return self.signed(key)
        if key == SEARCH:
            return self.take(SEARCH, INDEX_TYPE, self._index)
        if key in content.assets:
            return self.take(key, media_type(key), lambda: self._asset(key))
        if key in content.documents and key.endswith(".css"):
            return self.take(key, media_type(key), lambda: self._sheet(key))
        if key in content.documents or key == content.catalog.channel.feed:
            return address(content.catalog.channel, key)
        body = _body(content, key)
        return self.take(_renamed(key), media_type(key), lambda: body) if body else ""

    def take(self, key: str, type: str, make: Callable[[], Body]) -> str:
        """The signed address of an object, which is made if it is not there yet."""
        whole = f"{self.name}/{key}"
        if whole not in self.objects:
            self.objects[whole] = (make(), type)
        return self.signed(key)

    def _asset(self, key: str) -> Body:
        data = self.content.assets[key]
        if key.endswith(".js"):
            data = linked_script(data.decode(), self.address, folder="assets").encode()
        if key.endswith(".css"):
            data = linked_style(data.decode(), self.address, folder="assets").encode()
        return Body.of_bytes(data)

    def _sheet(self, key: str) -> Body:
        """The style sheet of the show itself."""
        style = self.content.documents[key].render(self.content.catalog).decode()
        return Body.of_bytes(linked_style(style, self.address).encode())

    def _index(self) -> Body:
        """The search index with the pages of the preview alone."""
        index = json.loads(self.content.document(SEARCH))
        known = [{**one, "url": self.signed(one["url"])} for one in index["episodes"] if one["url"] in self.pages]
        return Body.of_bytes(json.dumps({**index, "episodes": known, "words": []}, ensure_ascii=False).encode())


def copies(
    shown: PreviewedShow, content: PreviewContent, episodes: list[PreviewedEpisode], bucket: Bucket, *, ends: datetime
) -> Copies:
    """The home, the author's own pages, those of these episodes, and all that they load, signed until `ends`."""
    seconds = int((ends - shown.now).total_seconds())
    slugs = {one.slug for one in episodes}
    texts = [key for key in content.documents if is_transcript(key) and slug_of_transcript(key) in slugs]
    own = (page_key(one.name) for one in content.catalog.channel.own_pages)
    pages = [HOME, *own, *(one.page for one in episodes), *texts]
    sign = cache(lambda key: bucket.presigned(key, seconds=seconds))
    made = Copies(name=token_hex(16), ends=ends, content=content, pages=pages, sign=sign)
    style = made.take(_STYLE, media_type(_STYLE), lambda: Body.of_bytes(own_file("preview.css")))
    links, until = [(one.title, made.signed(one.page)) for one in episodes], moment(ends, content.zone)
    for key in pages:
        document, about = content.documents[key], shown.episode(key)
        bar = sent_bar(about, links, style=style, home=made.signed(HOME), ends=until, zone=content.zone)
        page = linked_page(content.document(key).decode(), made.address, bar=bar)
        made.objects[f"{made.name}/{key}"] = (Body.of_bytes(page.encode()), document.type)
    return made


def _body(content: PreviewContent, key: str) -> Body | None:
    """The bytes of an object that pages load; None if there is none."""
    found = content.recordings.get(key) or content.objects.get(key)
    if found is None and key in content.stored and not is_document(key):
        stored = open_target(content.where).site.read(key)
        found = Body.of_bytes(stored.data) if stored else None
    return found


def _renamed(key: str) -> str:
    """The key of a copy: what a rule of the bucket says of `media/` is about published recordings."""
    return f"audio/{key.removeprefix('media/')}" if key.startswith("media/") else key
