"""What `import` took from a feed, what it changed, guessed or left out and why, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from feedpub.commands.imports import Imported
from feedpub.commands.imports.hosts import where_to_redirect
from feedpub.commands.imports.masters import Match
from feedpub.commands.imports.remarks import KINDS, Kind, Remark
from feedpub.output.compared import comparison_document, comparison_lines
from feedpub.output.errors import SCHEMA, Document
from feedpub.output.text import Line, columns, count, playing_time

_HEADINGS: dict[Kind, str] = {
    "warning": "know before you publish",
    "changed": "changed at the source since it was imported",
    "skipped": "not imported",
    "asked": "decide",
    "guessed": "missing in the feed: a guess stands in the file, marked by a comment",
    "repaired": "repaired",
    "lost in notes": "lost in notes",
    "left out": "left out",
}


def import_document(done: Imported) -> Document:
    """The show, its new files, the downloads, and every remark with its place in the feed."""
    return {
        "schema": SCHEMA,
        "command": "import",
        "source": done.source,
        "title": done.title,
        "folder": done.folder,
        "items": done.items,
        "known": done.known,
        "files": list(done.files),
        "episodes": list(done.episodes),
        "remarks": [_plain(one) for one in done.remarks],
        "downloads": [
            {"url": one.download.url, "file": str(one.download.path), "state": one.state, "message": one.message}
            for one in done.downloads
        ],
        "advertising": done.advertising or None,
        "host": done.host.name if done.host else None,
        "redirect": where_to_redirect(done.host) if done.host else None,
        "waiting": list(done.waiting),
        "comparison": comparison_document(done.comparison),
    }


def _plain(one: Remark) -> Document:
    return {**asdict(one), "place": {"file": one.place.file, "line": one.place.line, "column": one.place.column}}


def import_lines(document: Document) -> Iterator[Line]:
    """The same for people: equal remarks are one line, with how many there are and where the first is."""
    new = len(document["episodes"])
    known = f", {count(document['known'], 'episode')} there already" if document["known"] else ""
    yield Line(
        f"imported {count(new, 'episode')} of {document['title']} into {document['folder']}{known}", style="green"
    )
    for kind in KINDS:
        remarks = [one for one in document["remarks"] if one["kind"] == kind]
        if remarks:
            yield Line(f"{_HEADINGS[kind]}:", style="bold")
            yield from (Line(text, indent=2) for text in _grouped(remarks))
    yield from _downloads(document)
    if new:
        yield from comparison_lines(document["comparison"], same=_same(document))
    yield Line("next:", style="bold")
    yield from (Line(f"{number}. {step}", indent=2) for number, step in enumerate(_steps(document), 1))


def _same(document: Document) -> str:
    """What it means that all of what is new is the same: nobody knows more of a feed that is cut."""
    if any((one["kind"], one["about"]) == ("warning", "feed") for one in document["remarks"]):
        return "the same as in the feed, which may not be the whole show"
    is_whole = len(document["episodes"]) + document["known"] >= document["items"]
    return "the same show" if is_whole and not document["known"] else "the same as in the feed"


def _grouped(remarks: Sequence[Document]) -> Iterator[str]:
    groups: dict[tuple[str, str], list[Document]] = {}
    for one in remarks:
        groups.setdefault((one["about"], one["message"]), []).append(one)
    for (about, message), found in groups.items():
        place = found[0]["place"]
        where = f"{place['file']}:{place['line']}" if place["line"] else place["file"]
        many = f" ({len(found)} times, first {where})" if len(found) > 1 else f" ({where})"
        yield f"{about}: {message}{many}"


def _downloads(document: Document) -> Iterator[Line]:
    downloads = document["downloads"]
    done = sum(one["state"] == "downloaded" for one in downloads)
    if done:
        yield Line(f"downloaded {count(done, 'file')}", style="green")
    told = {one["place"]["file"] for one in document["remarks"]}
    for one in downloads:
        if one["message"] and one["url"] not in told:
            yield Line(f"{one['url']}: {one['message']}", label="warning")
    if reason := document["advertising"]:
        yield Line(
            f"{reason}: a download would hold today's for ever, and shift chapters "
            "and transcripts. Take the recordings from the host's export, or from your own archive, and put each where "
            "its YAML says (--media-from FOLDER finds out which is which); or download them as they are with "
            "--accept-ads.",
            label="warning",
        )


def match_lines(matches: Sequence[Match]) -> Iterator[Line]:
    """For each recording the author's file that is taken for it, by what, and how long both are."""
    rows: list[tuple[str, ...]] = [("episode", "file", "by", "duration", "in the feed")]
    for one in matches:
        if one.file:
            declared = playing_time(one.recording.duration_ms) if one.recording.duration_ms else "–"
            rows.append((one.recording.title, str(one.file), one.by, playing_time(one.duration_ms or 0), declared))
        else:
            rows.append((one.recording.title, "–", one.message, "", ""))
    yield from map(Line, columns(rows))


def _steps(document: Document) -> Iterator[str]:
    folder = document["folder"]
    if document["waiting"]:
        number = len(document["waiting"])
        waiting = f"{count(number, 'recording')} of the feed {'is' if number == 1 else 'are'} not here yet"
        yield f"run the same command again: {waiting}, such as {document['waiting'][0]}"
    yield f"feedpub check {folder}"
    yield f"fill in `publish:` in {folder}/show.yaml"
    yield f"feedpub publish {folder} --dry-run    # shows the plan and changes nothing"
    yield f"feedpub publish {folder}"
    where = f" (at {document['host']}: {document['redirect']})" if document["host"] else ""
    yield (
        f"let the old host redirect its feed (301) to the new one{where}; some apps know episodes by the address of "
        "the audio, and download them again"
    )
    yield f"feedpub import --status {folder}    # how far the move is, and what comes next"
