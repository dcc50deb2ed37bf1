"""Pictures, transcripts and chapters that were downloaded: named by what they are, or taken out of the YAML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from feedpub import artwork
from feedpub.commands.imports.download import Downloaded
from feedpub.commands.imports.episode import ImportedEpisode
from feedpub.commands.imports.files import WantedFile
from feedpub.commands.imports.plan import ImportPlan
from feedpub.commands.imports.remarks import Remark
from feedpub.commands.imports.show import ImportedShow
from feedpub.errors import Place, Unusable
from feedpub.source import display_path


def named_by_content(downloads: Sequence[Downloaded], plan: ImportPlan) -> Iterator[Downloaded]:
    """Give pictures the extensions of what they are: at many hosts a JPEG is called `.png`, which directories refuse.

    The files of show and episodes name them so; several of those may share one.
    """
    renamed: dict[Path, Path] = {}
    for path in {done.download.path for done in downloads if done.state == "downloaded"}:
        right = _kind(path)
        other = path.with_suffix(f".{right}") if right else path
        if right and not _is_named(path, right) and not _is_another(other, path):
            renamed[path] = path.replace(other)
    names = {path.name: other.name for path, other in renamed.items()}
    owners: list[ImportedShow | ImportedEpisode] = [plan.show, *plan.episodes]
    for owner in owners:
        folder, slash, name = str(owner.fields.get("image", "")).rpartition("/")
        if name in names:
            owner.fields["image"] = f"{folder}{slash}{names[name]}"
    for done in downloads:
        path = done.download.path
        yield replace(done, download=replace(done.download, path=renamed.get(path, path)))


def withdrawn(
    done: Downloaded, episode: ImportedEpisode | None, file: WantedFile, plan: ImportPlan
) -> Iterator[Remark]:
    """Take out of the YAML what is not there, or what directories refuse."""
    fault = done.message if done.state == "failed" else _picture_fault(done) if file.kind == "picture" else ""
    if not fault:
        return
    name = str(file.field[0])
    where = Place(file.url)
    if episode is None:
        plan.show.comments[name] = f"{file.url}: {fault}."
        yield Remark(kind="guessed", about=name, message=f"{fault}: put a square JPEG or PNG there", place=where)
        return
    yield Remark(kind="left out", about=name, message=fault, place=where, episode=episode.slug)
    episode.comments[name] = f"{file.url}: {fault}."
    if name == "transcripts":
        kept = [one for one in episode.fields.get(name, ()) if file.name not in str(one)]
        episode.fields |= {name: kept}
    if name != "transcripts" or not episode.fields[name]:
        episode.fields.pop(name, None)


def _picture_fault(done: Downloaded) -> str:
    path = done.download.path
    try:
        artwork.measure(path, file=display_path(path))
    except Unusable as error:
        return f"is refused by directories: {error.message}"
    return ""


def _kind(path: Path) -> str:
    """The extension for what a file holds: `jpg` or `png`; empty if it is neither."""
    with path.open("rb") as file:
        head = file.read(8)
    return "png" if head == b"\x89PNG\r\n\x1a\n" else "jpg" if head.startswith(b"\xff\xd8\xff") else ""


def _is_another(there: Path, path: Path) -> bool:
    """Whether a file is there that nobody has downloaded, which is not overwritten."""
    return there.exists() and there.read_bytes() != path.read_bytes()


def _is_named(path: Path, suffix: str) -> bool:
    """Whether a file is named as a picture of that kind (`jpg` or `png`), or as no picture at all."""
    named = path.suffix[1:].lower().replace("jpeg", "jpg")
    return named == suffix or named not in {"jpg", "png"}
