"""The preview's own pages: all episodes, a file of the author, and what is wrong where nothing can be shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path

from markupsafe import Markup

from feedpub.commands.preview.bar import (
    OWN,
    SCRIPT,
    STYLE,
    Visitor,
    moment,
    place_link,
    remark_list,
    state_of,
)
from feedpub.commands.preview.episodes import PreviewedEpisode
from feedpub.commands.preview.remarks import PlacedFinding, of_episode
from feedpub.commands.preview.show import PreviewContent, PreviewedShow
from feedpub.errors import Place, Problem
from feedpub.model.address import HOME

POLICY = "; ".join(
    [
        "default-src 'none'",
        *(f"{kind}-src 'self'" for kind in ("script", "style", "img", "connect")),
        "media-src 'self' https: http:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
)
"""The Content-Security-Policy of these pages: a recording may stay elsewhere, nothing else is from there."""

_PAGE = Markup("""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title} – preview</title>
<link rel="stylesheet" href="{style}">
<script type="module" src="{script}"></script>
</head>
<body class="own">
<feedpub-preview data-build="{build}"></feedpub-preview>
<header><p><a href="/">{show}</a></p>
<nav aria-label="Preview"><a href="/">episodes</a> <a href="{own}feed">feed</a>{home}</nav></header>
<main>
<h1 dir="auto">{title}</h1>
{content}
</main>
</body>
</html>
""")
_PROBLEM = Markup(
    '<li class="error"><strong>{subject}</strong> <span>{message}</span> <em>{hint}</em> {place}{line}</li>'
)
_EXCERPT = Markup("<pre>{number} | {line}\n{caret}</pre>")
_ROW = Markup("""<tr class="{state}" id="{slug}"><td><span class="state">{label}</span></td>
<td>{link}{about}</td><td>{date}</td><td>{file}</td></tr>
<tr class="more"><td></td><td colspan="3">{problems}{remarks}</td></tr>
""")
_TABLE = Markup("""<table>
<thead><tr><th scope="col">State</th><th scope="col">Episode</th><th scope="col">Date</th>
<th scope="col">File</th></tr></thead>
<tbody>
{rows}</tbody>
</table>
""")


def page(shown: PreviewedShow, title: str, body: Markup, visitor: Visitor) -> bytes:
    """A page of the preview's own."""
    home = Markup("")
    if shown.content and HOME in shown.content.documents:
        home = Markup(' <a href="{}{}">home page</a>').format(shown.content.root, HOME)
    made = _PAGE.format(
        title=title,
        show=shown.title or "preview",
        content=body,
        build=visitor.build,
        style=STYLE,
        script=SCRIPT,
        own=OWN,
        home=home,
    )
    return made.encode()


def overview(shown: PreviewedShow, content: PreviewContent, visitor: Visitor) -> bytes:
    """All episodes with their states and findings."""
    parts = [Markup('<p class="notice">{}</p>').format(shown.notice)] if shown.notice else []
    parts.append(_folded(shown.remarks_of_show(), visitor))
    if not content.documents:
        parts.append(Markup("<p>This show has no pages (<code>pages: off</code>); its feed is previewed.</p>"))
    rows = Markup("").join(_row(one, shown, content, visitor) for one in shown.episodes)
    parts.append(_TABLE.format(rows=rows))
    return page(shown, shown.title, Markup("\n").join(parts), visitor)


def _row(one: PreviewedEpisode, shown: PreviewedShow, content: PreviewContent, visitor: Visitor) -> Markup:
    label, about = state_of(one, zone=content.zone, has_date=True)
    has_page = one.problems or one.page in content.documents
    link = Markup('<a href="{}{}"><bdi>{}</bdi></a>').format(content.root, one.page, one.title)
    found = () if one.problems else of_episode(shown.remarks, one.slug)
    return _ROW.format(
        state=one.state.value.replace(" ", "-"),
        slug=one.slug,
        label=label,
        about=Markup("<br><small>{}</small>").format(about) if about else "",
        link=link if has_page else Markup("<bdi>{}</bdi>").format(one.title),
        date=moment(one.published, content.zone) if one.published else "",
        file=place_link(Place(one.file), visitor) if one.file else "",
        problems=problem_list(one.problems, visitor),
        remarks=_folded(found, visitor),
    )


def _folded(found: Sequence[PlacedFinding], visitor: Visitor) -> Markup:
    """Findings whose notes are folded: `check` shows them on demand, too."""
    shown = remark_list([one for one in found if one.severity != "note"], visitor)
    notes = [one for one in found if one.severity == "note"]
    count = f"{len(notes)} note{'' if len(notes) == 1 else 's'}"
    folded = Markup("<details><summary>{}</summary>{}</details>").format(count, remark_list(notes, visitor))
    return shown + folded if notes else shown


# --- what is wrong


def error_page(shown: PreviewedShow, problems: Sequence[Problem], visitor: Visitor) -> bytes:
    """Why there is nothing to show, at the lines of the author's files; it goes away when they are mended."""
    many = "this must be mended first" if len(problems) == 1 else f"{len(problems)} things must be mended first"
    return page(shown, f"Nothing to show: {many}", problem_list(problems, visitor), visitor)


def problem_list(problems: Iterable[Problem], visitor: Visitor) -> Markup:
    """Problems with their places, and for this machine's own browser the lines that they are in."""
    rows = Markup("").join(
        _PROBLEM.format(
            subject=one.subject,
            message=one.message,
            hint=one.hint,
            place=place_link(one.place, visitor),
            line=_excerpt(one.place) if visitor.is_local else "",
        )
        for one in problems
    )
    return Markup('<ul class="remarks">{}</ul>').format(rows) if rows else Markup("")


def _excerpt(place: Place) -> Markup:
    """The line at a place, and what it is about; empty where there is none."""
    line = ""
    with suppress(OSError), Path(place.file).open(encoding="utf-8", errors="replace") as file:
        line = next(islice(file, place.line - 1, None), "") if place.line else ""
    start = max(0, place.column - 60)
    text = line.rstrip("\r\n").replace("\t", " ")[start : start + 120]
    caret = " " * (len(f"{place.line} | ") + place.column - 1 - start) + "^"
    return _EXCERPT.format(number=place.line, line=text, caret=caret) if text.strip() else Markup("")


# --- a file


def source(shown: PreviewedShow, name: str, visitor: Visitor) -> bytes | None:
    """A file of the author, line by line, with what is found in it; None for what is none of the show's texts."""
    path = shown.files.get(name)
    if path is None:
        return None
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    at: dict[int, list[PlacedFinding]] = {}
    for one in shown.remarks:
        if one.place.file == name:
            at.setdefault(one.place.line or 1, []).append(one)
    rows = Markup("").join(
        Markup('<li id="L{number}" value="{number}"><code>{line}</code>{remarks}</li>\n').format(
            number=number, line=line, remarks=remark_list(at.get(number, ()), visitor)
        )
        for number, line in enumerate(text.splitlines(), 1)
    )
    return page(shown, name, Markup('<ol class="source">{}</ol>').format(rows), visitor)
