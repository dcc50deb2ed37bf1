"""Pages with the player and little else, made of its own templates."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from types import SimpleNamespace

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from feedpub.model import Catalog, Item
from feedpub.pages.words import Speech, speech

_FOLDER = files("feedpub.pages")
_TEMPLATES = Environment(
    loader=FileSystemLoader(str(_FOLDER / "templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_PAGE = _TEMPLATES.from_string("""\
<!DOCTYPE html>
<html lang="{{ speech.language }}" dir="{{ speech.direction }}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; style-src 'self'; \
img-src 'self'; media-src 'self'; connect-src 'self'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ player.title }}</title>
<link rel="stylesheet" href="assets/page.css">
<script src="assets/player.js" defer></script>
</head>
<body>
<main>
{% if not player.embed %}<h1>{{ player.title }}</h1>{% endif %}
{% include "player.html" %}
</main>
</body>
</html>
""")

_CSS = b"""
body { margin: 0; background: #fff; color: #1d1d1f; font: 1.0625rem/1.55 system-ui, sans-serif }
main { max-inline-size: 44rem; margin: auto; padding: 1rem }
h1 { overflow-wrap: anywhere }
@media (prefers-color-scheme: dark) { body { background: #17171a; color: #ececee } }
"""

ASSETS = {
    "assets/page.css": _CSS + (_FOLDER / "assets" / "player.css").read_bytes(),
    "assets/player.js": (_FOLDER / "assets" / "player.js").read_bytes(),
}
"""What the pages load, by key."""


def pages(catalog: Catalog) -> Iterator[tuple[str, bytes]]:
    """For each item a page, and one to be embedded elsewhere: key and content."""
    said = speech(catalog.channel.language)
    for item in catalog.items:
        for end, embed in (("", False), ("-embed", True)):
            page = _PAGE.render(player=_player(catalog, item, said, embed=embed), speech=said, t=said.t)
            yield f"{item.slug}{end}.html", page.encode()


def _player(catalog: Catalog, item: Item, said: Speech, *, embed: bool) -> SimpleNamespace:
    return SimpleNamespace(
        title=item.title,
        show=catalog.channel.title,
        slug=item.slug,
        page=f"{catalog.channel.base}{item.slug}.html",
        audio=item.enclosure.key,
        type=item.enclosure.type,
        duration_ms=item.enclosure.duration_ms,
        duration=said.clock(item.enclosure.duration_ms),
        cover=catalog.channel.image.key,
        chapters=[
            SimpleNamespace(
                start_ms=one.start_ms,
                start=said.clock(one.start_ms),
                end_ms=one.end_ms,
                title=one.title,
                url=one.url,
                image=one.image,
                toc=one.toc,
            )
            for one in item.chapters
        ],
        transcript=next((one.key for one in item.transcripts if one.type == "application/json"), ""),
        transcript_files=[SimpleNamespace(url=one.key, label=one.type) for one in item.transcripts],
        embed=embed,
    )
