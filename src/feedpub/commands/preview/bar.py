"""The preview's own bar on a page of the show: what the page's episode is, and what `check` finds in it.

The page stays as it would be published, its policy included, which admits scripts and styles of the page's own server:
the bar is an element of its own, whose styles and the page's do not reach each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from urllib.parse import quote
from zoneinfo import ZoneInfo

from markupsafe import Markup

from feedpub.commands.preview.episodes import PreviewedEpisode
from feedpub.commands.preview.remarks import PlacedFinding
from feedpub.commands.status import State
from feedpub.errors import Place

OWN = "/.preview/"
"""Where the preview's own pages and files are; no key of an object begins so."""

STYLE, SCRIPT = f"{OWN}preview.css", f"{OWN}preview.js"

# Templates of `str.format`; `Markup` escapes every value that is put into them.
_HOST = Markup("""<feedpub-preview data-build="{build}"><template shadowrootmode="open">
<link rel="stylesheet" href="{style}">
{bar}
</template></feedpub-preview><script type="module" src="{script}"></script>
""")
_BAR = Markup("""<div class="bar {state}" role="region" aria-label="Preview" lang="en" dir="ltr">
<p><strong>{label}</strong> <bdi>{about}</bdi> <a href="/">all episodes</a> <a href="{feed}">feed</a></p>
{remarks}
</div>""")
_SENT = Markup("""<feedpub-preview><template shadowrootmode="open">
<link rel="stylesheet" href="{style}">
<div class="bar {state}" role="region" aria-label="Preview" lang="en" dir="ltr">
<p><strong>{label}</strong> <bdi>{about}</bdi> not published; please do not pass it on; it ends at {ends}
<a href="{home}">home page</a></p>
<details><summary>{count}</summary><ul>{links}</ul></details>
</div>
</template></feedpub-preview>
""")
_REMARKS = Markup("<details><summary>{count}</summary>{list}</details>")
_LIST = Markup('<ul class="remarks">{rows}</ul>')
_REMARK = Markup(
    '<li class="{severity}"><strong>{field}</strong> <span>{message}</span> <em>{hint}</em> {place} <code>{code}</code>'
    "</li>"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who looks at a page of the preview, and at which reading of the show."""

    build: str
    """Names the reading: pages of another one are out of date."""

    is_local: bool = False
    """Whether it is this machine's own browser, which may see the author's files as they are."""


def own_file(name: str) -> bytes:
    """A style sheet or script of the preview."""
    return (files("feedpub.commands.preview") / "assets" / name).read_bytes()


def marked(page: bytes, bar: Markup) -> bytes:
    """A page with a bar: the last element of its body, so that the page's own links come first for the keyboard."""
    at = page.rfind(b"</body>")
    at = at if at >= 0 else len(page)
    return page[:at] + bar.encode() + page[at:]


def bar(
    episode: PreviewedEpisode | None, found: Iterable[PlacedFinding], visitor: Visitor, *, zone: str = ""
) -> Markup:
    """The bar of an episode's page, or of a page of the show (None)."""
    label, about = state_of(episode, zone=zone) if episode else ("preview", "")
    shown = tuple(found)
    count = f"{len(shown)} finding{'' if len(shown) == 1 else 's'}"
    remarks = _REMARKS.format(count=count, list=remark_list(shown, visitor)) if shown else Markup("")
    feed = f"{OWN}feed#{episode.slug}" if episode else f"{OWN}feed"
    inner = _BAR.format(state=_class_of(episode), label=label, about=about, feed=feed, remarks=remarks)
    return _HOST.format(build=visitor.build, style=STYLE, script=SCRIPT, bar=inner)


def sent_bar(
    episode: PreviewedEpisode | None, links: Sequence[tuple[str, str]], *, style: str, home: str, ends: str, zone: str
) -> Markup:
    """What stands on a page for somebody elsewhere: that it is a preview, until when, and the other pages of it.

    `links` are titles and addresses; `style` and `home` are addresses.
    """
    label, about = state_of(episode, zone=zone) if episode else ("preview", "")
    rows = Markup("").join(Markup('<li><a href="{}"><bdi>{}</bdi></a></li>').format(url, title) for title, url in links)
    count = f"{len(links)} episode{'' if len(links) == 1 else 's'}"
    state = _class_of(episode)
    return _SENT.format(
        style=style, state=state, label=label, about=about, ends=ends, home=home, count=count, links=rows
    )


def _class_of(episode: PreviewedEpisode | None) -> str:
    return episode.state.value.replace(" ", "-") if episode else "show"


def reloader(visitor: Visitor) -> Markup:
    """What makes a page load itself anew when a file is saved, without a bar."""
    return _HOST.format(build=visitor.build, style=STYLE, script=SCRIPT, bar="")


def state_of(episode: PreviewedEpisode, *, zone: str, has_date: bool = False) -> tuple[str, str]:
    """What an episode is, in a word, and the rest of it: `scheduled`, `for 2026-12-01 07:00 (Europe/Berlin)`.

    `has_date`: the date stands beside it.
    """
    about = []
    if episode.state is State.SCHEDULED and episode.published and not has_date:
        about.append(f"for {moment(episode.published, zone)}")
    if not episode.has_recording:
        about.append("no recording yet")
    label = episode.state.value
    if episode.edited and episode.state is State.PUBLISHED:
        label, about = "edited", [f"since it was published: {', '.join(episode.edited)}", *about]
    elif episode.edited and episode.state is State.SCHEDULED:
        about.append(f"edited: {', '.join(episode.edited)}")
    return label, "; ".join(about)


def moment(when: datetime, zone: str) -> str:
    """A time in the show's zone, or in UTC: `2026-11-23 08:00 (Europe/Berlin)`."""
    if zone:
        return f"{when.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} ({zone})"
    return f"{when.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def remark_list(found: Iterable[PlacedFinding], visitor: Visitor) -> Markup:
    """Findings, each with its field and a link to its line."""
    rows = Markup("").join(
        _REMARK.format(
            severity=one.severity,
            field=one.field or "file",
            message=one.message,
            hint=one.hint,
            place=place_link(one.place, visitor),
            code=one.code,
        )
        for one in found
    )
    return _LIST.format(rows=rows) if rows else Markup("")


def place_link(place: Place, visitor: Visitor) -> Markup:
    """`file:line:column`, which this machine's own browser can open."""
    if not visitor.is_local:
        return Markup("<code>{}</code>").format(place)
    address = f"{OWN}files/{quote(place.file)}#L{place.line or 1}"
    return Markup('<a href="{}"><code>{}</code></a>').format(address, place)
